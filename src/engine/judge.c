/** Verdicts, and what no run could control. */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/plan/plan.h"

enum { LEAST_BLOCKS = 2 }; /* one pair alone shows no harm */

/* Why more of the same would not settle it, or NULL. */
static const char *obstacle(const struct quality_change *q)
{
	if (q->judgement != JUDGED_UNDECIDED) {
		return NULL;
	}
	return q->change.absent_reason ? q->change.absent_reason
	       : q->is_too_noisy       ? "repeats of the reference differ by more than the margin can bear"
	       : q->change.n == 1      ? "one input bounds nothing"
	                               : NULL;
}

/* Why the metric is not there, and in how many pairs where that is not all. */
static const char *loss(const struct quality_change *q, struct arena *a)
{
	if (q->judgement != JUDGED_LOST) {
		return NULL;
	}
	return q->n_lost == q->n_pairs
	               ? q->why_lost
	               : arena_printf(a, "in %zu of %zu pairs: %s", q->n_lost, q->n_pairs, q->why_lost);
}

static void close_group(struct strbuf *b, const char *why)
{
	if (why) {
		strbuf_addf(b, " (%s)", why);
	}
}

/* The names of the metrics judged so, with commas, and why behind those that share it; NULL when there is none. */
static const char *judged(const struct variant_evidence *v, enum judgement as, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const char *before = NULL;

	for (size_t i = 0; i < v->n_qualities; i++) {
		const struct quality_change *q = &v->qualities[i];
		if (q->judgement == as && criterion_is_judged(&q->criterion)) {
			const char *why = as == JUDGED_LOST ? loss(q, a) : obstacle(q);
			if (!why || !before || strcmp(why, before) != 0) {
				close_group(&b, before);
			}
			strbuf_addf(&b, "%s%s", b.len ? ", " : "", q->criterion.name);
			before = why;
		}
	}
	close_group(&b, before);
	return b.len ? strbuf_take(&b, a) : NULL;
}

/* A failure where the reference failed too says nothing of the variant. */
static bool judge_failures(const struct evidence *e, struct variant_evidence *v, struct arena *a)
{
	bool final = v->n_failed >= FAILURES_THAT_SETTLE || v->n_runs >= e->n_own_blocks;

	if (v->n_failed_alone == 0) {
		return false;
	}
	if (v->n_failed < v->n_runs || !final) {
		v->verdict = VERDICT_KEEP;
		v->why = arena_printf(a, "fails in %zu of %s: %s", v->n_failed,
		                      num_show_count(v->n_runs, "run", "runs", a), v->failures[0].reason);
		return true;
	}
	v->verdict = v->drops_something ? VERDICT_REQUIRED : VERDICT_FAILS;
	v->why = v->failures[0].reason;
	return true;
}

const char *harm_of(const struct variant_evidence *v, struct arena *a)
{
	static const struct {
		enum judgement judgement;
		const char *text;
	} harms[] = {{JUDGED_OUTSIDE, "outside its margin"},
	             {JUDGED_ONE_OUTSIDE, "outside twice its margin on one input"},
	             {JUDGED_LOST, "lost"}};
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(harms) / sizeof(*harms); i++) {
		const char *names = judged(v, harms[i].judgement, a);
		if (names) {
			strbuf_addf(&b, "%s%s: %s", b.len ? "; " : "", harms[i].text, names);
		}
	}
	return b.len ? strbuf_take(&b, a) : NULL;
}

static bool judge_harm(struct variant_evidence *v, struct arena *a)
{
	const char *harm = harm_of(v, a);

	if (!harm) {
		return false;
	}
	v->verdict = VERDICT_KEEP;
	v->why = harm;
	v->by_interval = judged(v, JUDGED_OUTSIDE, a) != NULL;
	return true;
}

static const char *noun(const struct evidence *e) { return e->n_inputs == 1 ? "blocks" : "inputs"; }

static bool judge_too_few(const struct evidence *e, size_t n, struct variant_evidence *v, struct arena *a)
{
	const struct cost *primary = primary_of(v);

	/* exact counts say all there is to say of few inputs, too */
	if (n >= e->n_least || (primary && strcmp(primary->name, EXACT_EVENT) == 0 &&
	                        primary->change.level >= e->joint_confidence)) {
		return false;
	}
	v->verdict = VERDICT_UNDECIDED;
	v->why = arena_printf(a, "%zu of at least %zu %s in which it and %s succeed", n, e->n_least, noun(e),
	                      v->reference);
	return true;
}

static size_t quality_needs(const struct variant_evidence *v)
{
	size_t most = 0;

	for (size_t i = 0; i < v->n_qualities; i++) {
		const struct quality_change *q = &v->qualities[i];
		if (q->judgement == JUDGED_UNDECIDED && q->n_needed > q->change.n && q->n_needed > most) {
			most = q->n_needed;
		}
	}
	return most;
}

static bool judge_open_quality(struct variant_evidence *v, struct arena *a)
{
	const char *open = judged(v, JUDGED_UNDECIDED, a);
	size_t need = quality_needs(v);

	if (!open) {
		return false;
	}
	v->verdict = VERDICT_UNDECIDED;
	v->why = need ? arena_printf(a, "quality not settled: %s; about %zu inputs in all would do", open,
	                             need)
	              : arena_printf(a, "quality not settled: %s", open);
	return true;
}

/*
 * Observations after which the interval is likely to leave 0 or the threshold behind. Either end comes nearer to the estimate with 1/sqrt(n):
 * the upper one must come below 0, or the lower one above the threshold, whichever is sooner. Both on the log scale. 0: unknown.
 */
static size_t observations_needed(const struct change *c, double threshold)
{
	double at = log1p(c->estimate), up = log1p(c->high) - at, down = at - log1p(c->low), most = 1e6;
	double faster = at < 0 ? up / -at : INFINITY,
	       not_worth = at > threshold ? down / (at - threshold) : INFINITY;
	double ratio = fmin(faster, not_worth);

	if (!isfinite(ratio)) {
		return 0;
	}
	return (size_t)fmax(fmin(ceil((double)c->n * ratio * ratio), most), (double)c->n + 1);
}

/* A block on an input that was seen before is no new observation, unless there is but one input. */
static const char *say_unsettled(const struct evidence *e, const struct change *c, double threshold,
                                 struct arena *a)
{
	size_t need = observations_needed(c, threshold);

	if (need == 0) {
		return arena_printf(a, "%s not settled", e->primary);
	}
	return arena_printf(a, "%s not settled: about %zu more blocks%s", e->primary, need - c->n,
	                    e->n_inputs == 1 || need <= e->n_inputs ? "" : ", on other inputs");
}

static bool is_faster(const struct evidence *e, const struct change *c)
{
	return c->high < 0 && !(log1p(c->low) > log1p(-e->worth));
}

static bool is_slower(const struct change *c) { return c->low > 0; }

bool claims_time(const struct evidence *e, const struct change *c) { return is_faster(e, c) || is_slower(c); }

/* Every true change can be told from 0 or from the threshold, so more blocks always decide. */
static void judge_time(const struct evidence *e, const struct change *c, struct variant_evidence *v,
                       struct arena *a)
{
	double threshold = log1p(-e->worth);

	if (is_faster(e, c)) {
		v->verdict = VERDICT_DROP;
		v->why = arena_printf(a, "saves %s of %s", num_show_percent(-c->estimate, 3, a), e->primary);
	} else if (is_slower(c)) {
		v->verdict = VERDICT_KEEP;
		v->why =
			arena_printf(a, "slower: +%s of %s", num_show_percent(c->estimate, 3, a), e->primary);
	} else if (log1p(c->low) > threshold) {
		v->verdict = VERDICT_NO_GAIN;
		v->why = arena_printf(a, "quality holds; saves less than %s of %s",
		                      num_show_percent(e->worth, 3, a), e->primary);
	} else {
		v->verdict = VERDICT_UNDECIDED;
		v->why = say_unsettled(e, c, threshold, a);
	}
}

/* What no run has to tell. */
static bool judge_unrun(struct variant_evidence *v, struct arena *a)
{
	if (v->is_baseline) {
		v->verdict = VERDICT_BASELINE;
		v->why = "";
		return true;
	}
	if (v->n_runs == 0 && v->effective_diff && !*v->effective_diff) {
		v->verdict = VERDICT_NO_OP;
		v->why = arena_printf(a, "in force, the same as %s: not run", v->reference);
		return true;
	}
	return false;
}

void judge(const struct evidence *e, struct variant_evidence *v, struct arena *a)
{
	const struct cost *primary = primary_of(v);
	const struct change *c = primary ? &primary->change : NULL;

	if (judge_unrun(v, a) || judge_failures(e, v, a)) {
		return;
	} else if (v->n_blocks >= LEAST_BLOCKS && judge_harm(v, a)) {
		return;
	} else if (judge_too_few(e, c && !c->absent_reason ? c->n : v->n_blocks, v, a)) {
		return;
	} else if (judge_open_quality(v, a)) {
		return;
	} else if (!c || c->absent_reason) {
		v->verdict = VERDICT_UNDECIDED;
		v->why = arena_printf(a, "%s: %s", e->primary, c ? c->absent_reason : "never recorded");
	} else {
		judge_time(e, c, v, a);
		v->by_interval = v->verdict != VERDICT_UNDECIDED && c->n >= e->n_least;
	}
}

/* --- what was not controlled ---------------------------------------------------------------------- */

static const char *fact(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->at[i].name, name) == 0) {
			return f->at[i].value;
		}
	}
	return "";
}

/* Host facts that leave something to chance, when they begin with (or, for "!", do not begin with) the text. */
static const struct {
	const char *fact, *begins, *sentence;
} chances[] = {
	{IMPORTED_FACT, "",
         "These runs were imported from %s. They were not interleaved: those of one variant were made at other hours than those of another, "
         "perhaps on other machines or beside other work, and what these differ by is in every change that is shown."},
	{"virtualised", "yes",
         "The machine is virtual: what its neighbours do, and the time they take, is not in our hands."},
	{"governor", "!performance", "The frequency governor is not 'performance': %s."},
	{"turbo", "on", "Turbo frequencies are %s: speed depends on temperature and on other cores."},
	{"aslr", "2", "Address-space layout is random (randomize_va_space = %s)."},
	{"swap", "!none", "Swap is on: %s."},
};

static bool applies(const char *value, const char *begins)
{
	bool negated = *begins == '!';

	begins += negated;
	return *value && (strncmp(value, begins, strlen(begins)) == 0) != negated;
}

static const char *fill(const char *sentence, const char *value, struct arena *a)
{
	const char *hole = strstr(sentence, "%s");

	return hole ? arena_printf(a, "%.*s%s%s", (int)(hole - sentence), sentence, value, hole + 2)
	            : sentence;
}

const char *const *uncontrolled(const struct dossier *from, struct arena *a, size_t *n)
{
	VEC(const char *) all = {0};

	for (size_t h = 0; h < from->n_hosts; h++) {
		for (size_t i = 0; i < sizeof(chances) / sizeof(*chances); i++) {
			const char *value = fact(&from->hosts[h], chances[i].fact);
			if (applies(value, chances[i].begins)) {
				*vec_push(a, &all) = fill(chances[i].sentence, value, a);
			}
		}
	}
	if (from->runner_shared) {
		*vec_push(a, &all) = "The runner shared cores with the runs: there were no others.";
	}
	if (from->max_parallel > 1) {
		*vec_push(a, &all) = arena_printf(
			a, "Up to %zu runs went on at once: they shared caches and memory bandwidth.",
			from->max_parallel);
	}
	if (from->cache == CACHE_AS_IS) {
		*vec_push(a, &all) =
			from->n_warmup > 0
				? "The page cache was as the runs before left it: warm after the warm-up blocks."
				: "The page cache was as the runs before left it.";
	}
	*n = all.n;
	return all.at;
}
