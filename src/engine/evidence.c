/** From a dossier to the evidence: pairs, changes, judgements. Pure but for memory. */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/plan/plan.h"
#include "secateur/stats/stats.h"
#include "secateur/store/store.h"

enum { COST_CPU, COST_WALL, COST_MEMORY, N_COSTS }; /* the events follow */
enum { WORST_MARGINS = 2 };                         /* what a single input may change by, in margins */

/** The runs of each cell, and room for the pairs of one comparison at a time. */
struct table {
	const struct dossier *from;
	const struct dossier_run **measured; /* at variant * n_blocks + block; NULL: none */
	size_t *settled; /* for each variant: the block from which on the plan leaves it out; SIZE_MAX: none */
	size_t n_blocks; /* warm-up included */
	double *x, *y;   /* of the reference, of the variant */
	size_t *key;     /* what makes pairs one observation: see key_of */
	struct evidence *ret;
	struct arena *arena;
};

static const struct dossier_run *run_of(const struct table *t, size_t variant, size_t block)
{
	return t->measured[variant * t->n_blocks + block];
}

static bool is_ok(const struct dossier_run *r) { return r && r->kind == OUTCOME_OK; }

/* Three failures in a row settle a variant, and with it those that are compared with it: see plan.h. */
static void find_settled(struct table *t)
{
	for (size_t v = 0; v < t->from->n_variants; v++) {
		size_t row = 0, reference = t->from->variants[v].reference;
		t->settled[v] = reference < v ? t->settled[reference] : SIZE_MAX;
		for (size_t b = t->from->n_warmup; b < t->n_blocks && b < t->settled[v]; b++) {
			const struct dossier_run *r = run_of(t, v, b);
			row = r && !is_ok(r) ? row + 1 : 0;
			if (row == FAILURES_THAT_SETTLE) {
				t->settled[v] = b;
			}
		}
	}
}

static struct table tabulate(const struct dossier *from, struct evidence *e, struct arena *a)
{
	struct table t = {.from = from, .n_blocks = from->n_blocks + from->n_warmup, .ret = e, .arena = a};

	t.measured = NEW_ARRAY(a, const struct dossier_run *, from->n_variants *t.n_blocks);
	t.settled = NEW_ARRAY(a, size_t, from->n_variants);
	t.x = NEW_ARRAY(a, double, t.n_blocks);
	t.y = NEW_ARRAY(a, double, t.n_blocks);
	t.key = NEW_ARRAY(a, size_t, t.n_blocks);
	for (size_t i = 0; i < from->n_runs; i++) {
		const struct dossier_run *r = &from->runs[i];
		if (r->trial.phase == PHASE_MEASURED && r->trial.block < t.n_blocks) {
			t.measured[r->trial.variant * t.n_blocks + r->trial.block] = r; /* the last attempt */
		}
	}
	find_settled(&t);
	return t;
}

/* --- costs --------------------------------------------------------------------------------------- */

static struct dossier_value cost_of(const struct dossier_run *r, size_t cost)
{
	double value = cost == COST_CPU    ? (double)(r->user_ns + r->sys_ns)
	               : cost == COST_WALL ? (double)r->wall_ns
	                                   : (double)r->peak_memory_bytes;

	return cost < N_COSTS ? (struct dossier_value){.is_there = true, .value = value, .enabled_share = 1}
	                      : r->readings[cost - N_COSTS];
}

static double mean(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += x[i];
	}
	return n ? sum / (double)n : 0;
}

/* Repeats on one input are one observation. Where there is but one input, each block is one, and speaks of that input alone. */
static size_t key_of(const struct table *t, const struct dossier_run *r)
{
	return t->from->n_inputs == 1 ? r->trial.block : r->trial.input;
}

/* Fills x, y and key with the pairs of blocks in which both runs went well and both have the value; `why` says why others have not. */
static size_t pair_costs(struct table *t, size_t variant, size_t cost, const char **why)
{
	size_t reference = t->from->variants[variant].reference, n = 0;

	for (size_t b = 0; b < t->n_blocks; b++) {
		const struct dossier_run *r = run_of(t, reference, b), *v = run_of(t, variant, b);
		if (!is_ok(r) || !is_ok(v)) {
			continue;
		}
		struct dossier_value x = cost_of(r, cost), y = cost_of(v, cost);
		if (x.is_there && y.is_there && !x.absent_reason && !y.absent_reason) {
			t->key[n] = key_of(t, r);
			t->x[n] = x.value;
			t->y[n++] = y.value;
		} else {
			*why = x.absent_reason   ? x.absent_reason
			       : y.absent_reason ? y.absent_reason
			                         : "not recorded";
		}
	}
	return n;
}

/* Geometric mean of the paired ratios, with Student's interval on their logarithms, averaged over repeats first. */
static struct change change_of_cost(struct table *t, size_t variant, size_t cost, double level)
{
	const char *why = "no complete pair";
	size_t n = pair_costs(t, variant, cost, &why);
	struct change c = {.n = n, .absent_reason = n ? NULL : why, .reference = mean(t->x, n)};

	if (n == 0 || variant == 0) {
		return c;
	}
	if (!stats_log_ratios(t->x, t->y, n, t->y)) {
		c.absent_reason = "zero in some run: no ratio";
		return c;
	}
	c.n = stats_mean_by_key(t->y, t->key, n, t->x);
	struct mean_interval m = stats_t_interval(t->x, c.n, level);
	c.absent_reason = m.absent_reason;
	c.estimate = expm1(m.mean);
	c.low = expm1(m.low);
	c.high = expm1(m.high);
	return c;
}

static const struct cost *costs_of(struct table *t, size_t variant, size_t *n)
{
	static const struct cost own[N_COSTS] = {[COST_CPU] = {"cpu", "ns", {0}},
	                                         [COST_WALL] = {"wall", "ns", {0}},
	                                         [COST_MEMORY] = {"peak_memory", "B", {0}}};

	*n = N_COSTS + t->from->n_events;
	struct cost *costs = NEW_ARRAY(t->arena, struct cost, *n);
	for (size_t i = 0; i < *n; i++) {
		costs[i] = i < N_COSTS ? own[i]
		                       : (struct cost){t->from->events[i - N_COSTS],
		                                       t->from->event_units[i - N_COSTS],
		                                       {0}};
		costs[i].change = change_of_cost(t, variant, i, t->ret->confidence);
	}
	return costs;
}

/* --- quality -------------------------------------------------------------------------------------- */

/** What the pairs of one metric gave. */
struct metric_pairs {
	size_t n, n_lost;
	bool no_ratio;   /* in some pair the reference is 0 and the variant is not */
	const char *why; /* of the last pair without a value */
	double sum;      /* of the reference's values */
};

static bool has_value(const struct dossier_value *v) { return v->is_there && !v->absent_reason; }

static const char *absence(const struct dossier_value *v)
{
	return v->absent_reason ? v->absent_reason : "not given";
}

/* Adds one pair: a difference (a relative one when the margin is), or the reason why there is none. */
static void add_pair(struct table *t, struct metric_pairs *p, const struct dossier_value *x,
                     const struct dossier_value *y, bool relative)
{
	double d = y->value - x->value;

	if (!has_value(x) || !has_value(y)) {
		p->n_lost += has_value(x);
		p->why = absence(has_value(x) ? y : x);
	} else if (relative && d != 0 && x->value == 0) {
		p->no_ratio = true;
		p->why = "the reference is 0 on some input: no relative change";
	} else {
		t->y[p->n++] = relative && d != 0 ? d / fabs(x->value) : d;
		p->sum += x->value;
	}
}

/* Fills y with the pairs' differences and key with their inputs. */
static struct metric_pairs pair_metric(struct table *t, size_t variant, size_t metric, bool relative)
{
	struct metric_pairs p = {.why = "no complete pair"};
	size_t reference = t->from->variants[variant].reference;

	for (size_t b = 0; b < t->n_blocks; b++) {
		const struct dossier_run *r = run_of(t, reference, b), *v = run_of(t, variant, b);
		if (is_ok(r) && is_ok(v)) {
			t->key[p.n] = r->trial.input;
			add_pair(t, &p, &r->metrics[metric], &v->metrics[metric], relative);
		}
	}
	return p;
}

/* Two one-sided tests: within when the interval lies inside the margin, outside when it lies beyond it. */
static enum judgement judge_mean(const struct criterion *c, const struct change *d)
{
	bool lower = c->kind == MARGIN_WITHIN || c->better == BETTER_HIGHER;
	bool upper = c->kind == MARGIN_WITHIN || c->better == BETTER_LOWER;

	if ((!lower || d->low > -c->margin) && (!upper || d->high < c->margin)) {
		return JUDGED_WITHIN;
	}
	if ((lower && d->high < -c->margin) || (upper && d->low > c->margin)) {
		return JUDGED_OUTSIDE;
	}
	return JUDGED_UNDECIDED;
}

/* A mean hides a few inputs that are wrecked. */
static bool some_input_is_outside(const struct criterion *c, const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double harm = c->kind == MARGIN_WITHIN    ? fabs(x[i])
		              : c->better == BETTER_LOWER ? x[i]
		                                          : -x[i];
		if (harm > WORST_MARGINS * c->margin) {
			return true;
		}
	}
	return false;
}

/* `x`: the changes of n inputs. */
static enum judgement judge_change(const struct criterion *c, const struct change *d, const double *x,
                                   size_t n)
{
	if (c->kind == MARGIN_NONE) {
		return JUDGED_NOT;
	}
	if (d->absent_reason) {
		return JUDGED_UNDECIDED;
	}
	enum judgement mean = judge_mean(c, d);
	return mean != JUDGED_OUTSIDE && some_input_is_outside(c, x, n) ? JUDGED_ONE_OUTSIDE : mean;
}

static struct quality_change change_of_metric(struct table *t, size_t variant, size_t metric)
{
	struct quality_change q = {.criterion = t->from->metrics[metric]};
	struct metric_pairs p = pair_metric(t, variant, metric, q.criterion.is_relative);

	double reference = p.n ? p.sum / (double)p.n : 0;
	q.change = (struct change){.n = p.n, .reference = reference, .absent_reason = p.n ? NULL : p.why};
	if (variant == 0) {
		return q;
	}
	size_t n = stats_mean_by_key(t->y, t->key, p.n, t->x);
	if (p.no_ratio) {
		q.change.absent_reason = p.why;
	} else if (n > 0) {
		struct mean_interval m = stats_t_interval(t->x, n, t->ret->quality_confidence);
		q.change = (struct change){n, m.mean, m.low, m.high, reference, m.absent_reason};
	}
	q.judgement = p.n_lost > 0 ? JUDGED_LOST : judge_change(&q.criterion, &q.change, t->x, n);
	return q;
}

static bool is_artifact(const struct dossier *from, const char *name)
{
	for (size_t i = 0; i < from->n_artifacts; i++) {
		if (strcmp(from->artifacts[i], name) == 0) {
			return true;
		}
	}
	return false;
}

static const struct quality_change *qualities_of(struct table *t, size_t variant, size_t *n)
{
	VEC(struct quality_change) all = {0};

	for (size_t i = 0; i < t->from->n_metrics; i++) {
		/* an output compared by digest has a name, but no value */
		if (!is_artifact(t->from, t->from->metrics[i].name)) {
			*vec_push(t->arena, &all) = change_of_metric(t, variant, i);
		}
	}
	*n = all.n;
	return all.at;
}

static const struct sameness *sameness_of(struct table *t, size_t variant, size_t *n)
{
	size_t reference = t->from->variants[variant].reference;
	struct sameness *all = NEW_ARRAY(t->arena, struct sameness, t->from->n_artifacts);

	*n = t->from->n_artifacts;
	for (size_t i = 0; i < *n; i++) {
		all[i].name = t->from->artifacts[i];
		for (size_t b = 0; variant > 0 && b < t->n_blocks; b++) {
			const struct dossier_run *r = run_of(t, reference, b), *v = run_of(t, variant, b);
			if (is_ok(r) && is_ok(v) && r->artifacts[i].is_there) {
				/* an output that is missing is not the same */
				all[i].n_pairs++;
				all[i].n_same +=
					v->artifacts[i].is_there &&
					digest_equal(&r->artifacts[i].sha256, &v->artifacts[i].sha256);
			}
		}
	}
	return all;
}

/* --- failures and counts ---------------------------------------------------------------------------- */

static void add_failure(struct failure *all, size_t *n, const struct dossier_run *r)
{
	const char *reason = r->reason ? r->reason : "failed";
	size_t i = 0;

	while (i < *n && strcmp(all[i].reason, reason) != 0) {
		i++;
	}
	if (i == *n) {
		all[(*n)++] = (struct failure){.reason = reason, .log_tail = r->log_tail};
	}
	all[i].n++;
	for (; i > 0 && all[i - 1].n < all[i].n; i--) {
		struct failure f = all[i];
		all[i] = all[i - 1];
		all[i - 1] = f;
	}
}

static void count_runs(struct table *t, size_t variant, struct variant_evidence *v)
{
	size_t reference = t->from->variants[variant].reference;
	struct failure *failures = NEW_ARRAY(t->arena, struct failure, t->n_blocks);

	for (size_t b = t->from->n_warmup; b < t->n_blocks; b++) {
		const struct dossier_run *r = run_of(t, variant, b);
		bool failed = r && !is_ok(r), compared = is_ok(run_of(t, reference, b));
		v->n_runs += r != NULL;
		v->n_blocks += is_ok(r) && compared;
		v->n_failed_alone += failed && compared;
		v->n_skipped += !r && b > t->settled[variant];
		if (failed) {
			v->n_failed++;
			add_failure(failures, &v->n_failures, r);
		}
	}
	v->failures = failures;
}

/* --- the whole -------------------------------------------------------------------------------------- */

static struct variant_evidence evidence_of(struct table *t, size_t variant)
{
	const struct dossier_variant *d = &t->from->variants[variant];
	struct variant_evidence v = {.name = d->name,
	                             .change = d->change,
	                             .reference = t->from->variants[d->reference].name,
	                             .is_baseline = variant == 0,
	                             .drops_something = d->kind == VARIANT_DROP};

	count_runs(t, variant, &v);
	v.costs = costs_of(t, variant, &v.n_costs);
	v.qualities = qualities_of(t, variant, &v.n_qualities);
	v.sameness = sameness_of(t, variant, &v.n_sameness);
	return v;
}

/* The primary cost again, at the level at which verdicts hold jointly. */
static struct change decisive_change(struct table *t, size_t variant)
{
	size_t i = 0;

	while (i < t->from->n_events && strcmp(t->from->events[i], t->from->primary) != 0) {
		i++;
	}
	size_t cost = strcmp(t->from->primary, "cpu") == 0    ? COST_CPU
	              : strcmp(t->from->primary, "wall") == 0 ? COST_WALL
	                                                      : N_COSTS + i;
	if (cost == N_COSTS + t->from->n_events) {
		return (struct change){.absent_reason = "the primary measure was never recorded"};
	}
	return change_of_cost(t, variant, cost, t->ret->verdict_confidence);
}

static void set_levels(struct evidence *e, size_t n_compared)
{
	double alpha = 1 - e->confidence;

	/* one-sided alpha / V for each variant: "not faster" and "not worth it" cannot both be true */
	e->verdict_confidence = 1 - 2 * alpha / (double)(n_compared ? n_compared : 1);
	e->quality_confidence = 1 - 2 * alpha;
}

static void copy_facts(const struct dossier *from, struct evidence *e)
{
	*e = (struct evidence){
		.experiment = from->name,
		.question = from->question,
		.primary = from->primary,
		.worth = from->worth,
		.confidence = from->confidence,
		.seed = from->seed,
		.plan_sha256 = from->plan_sha256,
		.n_inputs = from->n_inputs,
		.n_blocks = from->n_blocks,
		.n_warmup = from->n_warmup,
		.n_runs = from->n_runs,
		.n_planned = from->n_variants * (from->n_blocks + from->n_warmup),
		.first_run_utc = from->first_run_utc,
		.last_run_utc = from->last_run_utc,
		.tool_version = from->tool_version,
		.max_parallel = from->max_parallel,
		.versions = from->versions,
		.n_versions = from->n_versions,
		.hosts = from->hosts,
		.n_hosts = from->n_hosts,
		.n_variants = from->n_variants,
	};
}

bool engine_evidence(struct store *db, const char *name, struct arena *a, struct diag *d,
                     struct evidence *ret)
{
	struct dossier from;
	struct evidence e;

	if (!store_load(db, name, a, d, &from)) {
		return false;
	}
	copy_facts(&from, &e);
	set_levels(&e, from.n_variants - 1);
	e.uncontrolled = uncontrolled(&from, a, &e.n_uncontrolled);
	struct table t = tabulate(&from, &e, a);
	struct variant_evidence *variants = NEW_ARRAY(a, struct variant_evidence, from.n_variants);
	for (size_t i = 0; i < from.n_variants; i++) {
		struct change decisive = decisive_change(&t, i);
		variants[i] = evidence_of(&t, i);
		judge(&e, &decisive, &variants[i], a);
	}
	e.variants = variants;
	*ret = e;
	return true;
}
