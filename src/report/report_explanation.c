/* One number, from the runs behind it to the verdict: every value in all its digits, so that it can be calculated again. */
#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "report_words.h"
#include "secateur/base/num.h"
#include "secateur/model/explanation.h"

enum { MOST_AVERAGES = 120 }; /* that are listed: those of 15 observations */

/** What each paragraph speaks of. */
struct teller {
	struct sheet s;
	const struct explanation *x;
	const char *own, *reference;
};

static const char *real(struct teller *t, double x) { return num_show_real(x, t->s.a); }

static bool has_unit(const char *unit) { return unit && *unit && strcmp(unit, "1") != 0; }

/* -0.5 as "-50 %", in many digits. */
static const char *share(struct teller *t, double x) { return num_show_percent(x, 6, t->s.a); }

static const char *percent_of(struct teller *t, double log_ratio) { return share(t, expm1(log_ratio)); }

static const char *shown(struct teller *t, double x, bool is_relative)
{
	return is_relative ? share(t, x) : arena_printf(t->s.a, "%.6g", x);
}

/* --- in one sentence ------------------------------------------------------------------------------ */

static const struct change *change_of(const struct explanation *x)
{
	return x->cost ? &x->cost->change : x->quality ? &x->quality->change : NULL;
}

static bool is_relative(const struct explanation *x) { return x->cost || x->quality->criterion.is_relative; }

static void tell_baseline(struct teller *t)
{
	const struct change *c = change_of(t->x);
	const char *title = cost_title(t->x->measure);

	if (!c) {
		sheet_say(&t->s, "What others are compared with by %s.", title);
	} else if (c->absent_reason) {
		sheet_say(&t->s, "%s of the baseline was not measured: %s.", title, c->absent_reason);
	} else {
		sheet_say(&t->s, "%s of the baseline: %s, the mean of the runs that count below (%s%s%s).",
		          title, cell_value(c->reference, t->x->unit, t->s.a), real(t, c->reference),
		          has_unit(t->x->unit) ? " " : "", has_unit(t->x->unit) ? t->x->unit : "");
	}
}

static void tell_number(struct teller *t)
{
	const struct explanation *x = t->x;
	const struct change *c = change_of(x);
	const char *title = cost_title(x->measure);

	if (x->output) {
		sheet_say(&t->s, "%s of %s is identical to that of %s in %zu of %zu pairs.", title, t->own,
		          t->reference, x->output->n_same, x->output->n_pairs);
	} else if (c->absent_reason) {
		sheet_say(&t->s, "%s of %s cannot be compared with that of %s: %s.", title, t->own,
		          t->reference, c->absent_reason);
	} else {
		sheet_say(&t->s, "%s of %s, compared with %s: %s%s%s.", title, t->own, t->reference,
		          cell_change(c, is_relative(x), t->s.a), has_interval(c) ? ", at " : "",
		          has_interval(c) ? cell_percent(x->level, t->s.a) : "");
	}
}

/* --- runs ----------------------------------------------------------------------------------------- */

static const char *value_cell(struct teller *t, const struct explained_run *r)
{
	if (!r->has_value) {
		return "";
	}
	return t->x->output ? arena_printf(t->s.a, "%.12s", digest_hex(&r->sha256, t->s.a))
	                    : real(t, r->value);
}

static const char *difference_cell(struct teller *t, const struct explained_pair *p)
{
	if (p->why_not) {
		return "";
	}
	if (t->x->output) {
		const bool is_same = p->own.has_value && digest_equal(&p->own.sha256, &p->reference.sha256);
		return is_same ? "identical" : "different";
	}
	return isfinite(p->difference) ? real(t, p->difference) : "none: a value is 0";
}

static const char *attempts_cell(struct teller *t, const struct explained_pair *p)
{
	const unsigned a = p->reference.attempt, b = p->own.attempt;

	return a == b || a == 0 || b == 0 ? arena_printf(t->s.a, "%u", a > b ? a : b)
	                                  : arena_printf(t->s.a, "%u, %u", a, b);
}

static const char *difference_title(const struct explanation *x)
{
	return x->output ? "output" : x->cost ? "log ratio" : is_relative(x) ? "relative change" : "change";
}

/* A column of values, with their unit. */
static const char *value_title(struct teller *t, const char *variant)
{
	return has_unit(t->x->unit) ? arena_printf(t->s.a, "%s [%s]", variant, t->x->unit) : variant;
}

static void say_pairs(struct teller *t)
{
	const struct explanation *x = t->x;

	sheet_heading(&t->s, "Runs");
	if (x->variant->is_baseline) {
		sheet_paragraph(&t->s, "The last attempt of each block.");
	} else if (x->n_pairs > 0 && !x->pairs[0].has_block) {
		sheet_paragraph(&t->s, "Instructions, counted once on each input outside the timed runs.");
	} else {
		sheet_say(
			&t->s,
			"Each row is a block: the run of %s and that of %s on one input and one machine, the "
			"last attempt of each%s.",
			t->reference, t->own,
			x->cost ? arena_printf(t->s.a, "; log ratio: ln(%s / %s)", t->own, t->reference)
				: "");
	}
}

/* Those of a merge are told apart. */
static const char *block_cell(struct teller *t, uint32_t block, uint32_t replicate)
{
	return replicate > 0 ? arena_printf(t->s.a, "%u of replicate %u", block, replicate)
	                     : arena_printf(t->s.a, "%u", block);
}

static void say_replicates(struct teller *t)
{
	if (t->x->n_pairs > 0 && t->x->pairs[0].replicate > 0) {
		sheet_paragraph(
			&t->s,
			"Several databases had made the same blocks before they were merged: each is a replicate of them.");
	}
}

static void table_of_pairs(struct teller *t)
{
	const struct explanation *x = t->x;
	const bool is_alone = x->variant->is_baseline;
	struct grid g = {0};

	grid_column(&t->s, &g, "block", true);
	grid_column(&t->s, &g, "input", false);
	grid_column(&t->s, &g, "machine", false);
	grid_column(&t->s, &g, "attempt", true);
	if (!is_alone) {
		grid_column(&t->s, &g, value_title(t, t->reference), true);
	}
	grid_column(&t->s, &g, value_title(t, t->own), true);
	if (!is_alone) {
		grid_column(&t->s, &g, difference_title(x), true);
	}
	grid_column(&t->s, &g, "counts", false);
	for (size_t i = 0; i < x->n_pairs; i++) {
		const struct explained_pair *p = &x->pairs[i];
		grid_cell(&t->s, &g, p->has_block ? block_cell(t, p->block, p->replicate) : "");
		grid_cell(&t->s, &g, p->input);
		grid_cell(&t->s, &g, p->host);
		grid_cell(&t->s, &g, attempts_cell(t, p));
		if (!is_alone) {
			grid_cell(&t->s, &g, value_cell(t, &p->reference));
		}
		grid_cell(&t->s, &g, value_cell(t, &p->own));
		if (!is_alone) {
			grid_cell(&t->s, &g, difference_cell(t, p));
		}
		grid_cell(&t->s, &g, p->why_not ? arena_printf(t->s.a, "no: %s", p->why_not) : "yes");
	}
	sheet_table(&t->s, &g);
}

static void tell_others(struct teller *t)
{
	const struct explanation *x = t->x;
	struct grid g = {0};

	if (x->n_others == 0) {
		return;
	}
	sheet_paragraph(&t->s, "Runs that do not count:");
	grid_column(&t->s, &g, "variant", false);
	grid_column(&t->s, &g, "block", true);
	grid_column(&t->s, &g, "input", false);
	grid_column(&t->s, &g, "attempt", true);
	grid_column(&t->s, &g, x->output ? "output" : value_title(t, "value"), true);
	grid_column(&t->s, &g, "why", false);
	for (size_t i = 0; i < x->n_others; i++) {
		const struct explained_other *o = &x->others[i];
		grid_cell(&t->s, &g, o->variant);
		grid_cell(&t->s, &g, block_cell(t, o->block, o->replicate));
		grid_cell(&t->s, &g, o->input);
		grid_cell(&t->s, &g, arena_printf(t->s.a, "%u", o->run.attempt));
		grid_cell(&t->s, &g, value_cell(t, &o->run));
		grid_cell(&t->s, &g, o->why);
	}
	sheet_table(&t->s, &g);
}

static void tell_runs(struct teller *t)
{
	say_pairs(t);
	if (t->x->n_pairs == 0) {
		sheet_paragraph(&t->s, "There are none.");
	} else {
		say_replicates(t);
		table_of_pairs(t);
	}
	tell_others(t);
}

/* --- from pairs to the number --------------------------------------------------------------------- */

static void tell_observations(struct teller *t)
{
	const struct explanation *x = t->x;
	struct grid g = {0};

	sheet_heading(&t->s, "Observations");
	sheet_paragraph(
		&t->s,
		"Pairs on one input are averaged, since repeats are no new input; where there is but one "
		"input, each block is an observation of its cost.");
	grid_column(&t->s, &g, "observation", false);
	grid_column(&t->s, &g, "pairs", true);
	grid_column(&t->s, &g, arena_printf(t->s.a, "mean %s", difference_title(x)), true);
	for (size_t i = 0; i < x->n_observations; i++) {
		grid_cell(&t->s, &g, x->observations[i].of);
		grid_cell(&t->s, &g, arena_printf(t->s.a, "%zu", x->observations[i].n));
		grid_cell(&t->s, &g, real(t, x->observations[i].mean));
	}
	sheet_table(&t->s, &g);
}

/* Where the level of the intervals comes from. */
static const char *level_of(struct teller *t)
{
	const struct evidence *e = t->x->evidence;
	const char *confidence = cell_percent(e->confidence, t->s.a),
		   *error = cell_percent(1 - e->confidence, t->s.a);

	if (t->x->cost && !t->x->cost->is_primary) {
		return arena_printf(t->s.a, "%s, as it decides nothing: by itself", confidence);
	}
	const char *tests = t->x->quality ? "2 x " : "";
	return arena_printf(t->s.a, "1 - %s%s x %.6g / %zu variants = %s", tests, error, t->x->together,
	                    e->n_compared, cell_percent(t->x->level, t->s.a));
}

static void tell_averages(struct teller *t)
{
	const struct explanation *x = t->x;
	const size_t n = (size_t)x->n_averages;
	const char *all = "";

	for (size_t i = 0; x->averages && n <= MOST_AVERAGES && i < n; i++) {
		all = arena_printf(t->s.a, "%s%4zu  %s\n", all, i + 1, real(t, x->averages[i]));
	}
	if (*all) {
		sheet_paragraph(&t->s, "The averages, sorted:");
		sheet_verbatim(&t->s, all);
	}
}

static void say_interval(struct teller *t, struct lines *items)
{
	const struct explanation *x = t->x;
	const struct change *c = &x->cost->change;
	struct sheet *s = &t->s;

	if (!has_interval(c)) {
		lines_say(s, items, "one observation gives no interval");
		return;
	}
	lines_say(s, items, "level asked for: %s", level_of(t));
	if (x->is_span) {
		lines_say(
			s, items,
			"so few inputs reach no such level by ranks; counts hardly vary, and the interval is all of "
			"them with twice the largest difference of the baseline's own repeats on either side: [%s, "
			"%s]",
			share(t, c->low), share(t, c->high));
		return;
	}
	lines_say(s, items, "K = max(1, qsignrank((1 - level) / 2, %zu)) = %.0f", x->n_observations, x->k);
	if (x->averages) {
		lines_say(s, items, "interval: the K-th average from either end, [%s, %s]: [%s, %s]",
		          real(t, x->low), real(t, x->high), percent_of(t, x->low), percent_of(t, x->high));
	} else {
		lines_say(s, items, "interval: the K-th average from either end: [%s, %s]", share(t, c->low),
		          share(t, c->high));
	}
	lines_say(s, items, "level reached: 1 - 2 P(V <= K - 1) = %s", cell_percent(c->level, s->a));
	if (x->averages) {
		lines_say(s, items,
		          "p: %.0f averages are at most 0 and %.0f at least 0; min(1, 2 P(V <= %.0f)) = %s",
		          x->at_most, x->at_least, fmin(x->at_most, x->at_least), real(t, c->p));
	} else {
		lines_say(s, items, "p: %s", real(t, c->p));
	}
}

static void tell_signed_rank(struct teller *t)
{
	const struct explanation *x = t->x;
	struct lines items = {0};
	struct sheet *s = &t->s;

	sheet_heading(s, "Estimate");
	sheet_paragraph(
		s, "Hodges and Lehmann's, with the exact signed-rank interval; V is Wilcoxon's statistic.");
	lines_say(s, &items,
	          "n = %zu observations d, and n (n + 1) / 2 = %.0f averages (d_i + d_j) / 2, i <= j",
	          x->n_observations, x->n_averages);
	if (x->averages) {
		lines_say(s, &items, "estimate: their median, %s; exp of it, less 1: %s", real(t, x->median),
		          percent_of(t, x->median));
	} else {
		lines_say(s, &items, "estimate: their median; exp of it, less 1: %s",
		          share(t, x->cost->change.estimate));
	}
	say_interval(t, &items);
	sheet_list(s, &items);
	tell_averages(t);
}

static void tell_total(struct teller *t)
{
	const struct explanation *x = t->x;
	const struct change *c = &x->cost->total;
	struct lines items = {0};
	struct sheet *s = &t->s;

	if (c->absent_reason) {
		return;
	}
	sheet_paragraph(s, "Of all together, each input once (ratio of totals, Student's t):");
	lines_say(s, &items, "sums of the inputs' means: %s of %s, %s of %s", real(t, x->sum_own), t->own,
	          real(t, x->sum_reference), t->reference);
	lines_say(s, &items, "ratio R = %s, less 1: %s", real(t, x->total.at), share(t, c->estimate));
	if (has_interval(c)) {
		lines_say(s, &items,
		          "standard error %s (of y - R x), t with %.0f degrees of freedom %s: [%s, %s]",
		          real(t, x->total.se), x->total.df, real(t, x->total.quantile), share(t, c->low),
		          share(t, c->high));
	}
	sheet_list(s, &items);
}

static void tell_mean(struct teller *t)
{
	const struct explanation *x = t->x;
	const struct change *c = &x->quality->change;
	const bool relative = is_relative(x);
	struct lines items = {0};
	struct sheet *s = &t->s;

	sheet_heading(s, "Estimate");
	sheet_paragraph(s, "The mean of the inputs, with Student's t interval.");
	lines_say(s, &items, "n = %zu inputs, mean %s: %s", x->n_observations, real(t, x->mean.at),
	          shown(t, c->estimate, relative));
	if (has_interval(c)) {
		lines_say(s, &items, "level: %s", level_of(t));
		lines_say(s, &items, "standard deviation %s, standard error %s", real(t, x->sd),
		          real(t, x->mean.se));
		lines_say(s, &items, "t with %.0f degrees of freedom %s: [%s, %s]", x->mean.df,
		          real(t, x->mean.quantile), shown(t, c->low, relative), shown(t, c->high, relative));
	} else {
		lines_say(s, &items, "one input gives no interval");
	}
	sheet_list(s, &items);
}

/* --- what follows from it ------------------------------------------------------------------------- */

static void tell_adjustment(struct teller *t)
{
	const struct explanation *x = t->x;
	const bool is_holm = x->evidence->error_rate == ERROR_FAMILY, has_looks = x->evidence->n_looks > 0;
	struct grid g = {0};

	if (x->n_steps == 0) {
		return;
	}
	sheet_heading(&t->s, "p, adjusted");
	sheet_paragraph(
		&t->s,
		is_holm ? "Holm's step down: p times the number of variants that are left; none below the one "
			  "before it, none above 1. What could not be compared counts as p = 1."
			: "Benjamini and Hochberg's step up: p times the number of variants, by its rank; none "
			  "above the one after it. What could not be compared counts as p = 1.");
	if (has_looks) {
		sheet_paragraph(
			&t->s,
			"Runs were looked at while they went on: a p is over the share of the error that its look "
			"may spend, at most 1.");
	}
	grid_column(&t->s, &g, "variant", false);
	if (has_looks) {
		grid_column(&t->s, &g, "p alone", true);
		grid_column(&t->s, &g, "share of its look", true);
	}
	grid_column(&t->s, &g, "p", true);
	grid_column(&t->s, &g, "times", true);
	grid_column(&t->s, &g, "product", true);
	grid_column(&t->s, &g, "adjusted", true);
	for (size_t i = 0; i < x->n_steps; i++) {
		const struct explained_step *p = &x->steps[i];
		grid_cell(&t->s, &g, p->variant);
		if (has_looks) {
			grid_cell(&t->s, &g, real(t, p->own));
			grid_cell(&t->s, &g, real(t, p->share));
		}
		grid_cell(&t->s, &g, real(t, p->p));
		grid_cell(&t->s, &g, arena_printf(t->s.a, "%.6g", p->factor));
		grid_cell(&t->s, &g, real(t, p->p * p->factor));
		grid_cell(&t->s, &g, real(t, p->adjusted));
	}
	sheet_table(&t->s, &g);
}

static void say_time(struct teller *t, struct lines *items)
{
	const struct evidence *e = t->x->evidence;
	const char *worth = cell_percent(e->worth, t->s.a);

	if (!t->x->cost->is_primary) {
		lines_say(&t->s, items, "what decides is %s, not %s", e->primary, t->x->measure);
		return;
	}
	lines_say(
		&t->s, items,
		"it saves where the interval ends below 0 and not all of it above -%s, what is worth a change",
		worth);
	lines_say(
		&t->s, items,
		"it is slower where the interval begins above 0; there is no gain where it begins above -%s",
		worth);
	if (!t->x->is_span) {
		lines_say(&t->s, items, "nothing is decided on fewer than %zu observations", t->x->n_least);
	}
}

static void say_quality(struct teller *t, struct lines *items)
{
	const struct quality_change *q = t->x->quality;

	if (!criterion_is_judged(&q->criterion)) {
		lines_say(&t->s, items, "%s has no margin: it is shown, and not judged", q->criterion.name);
		return;
	}
	lines_say(&t->s, items, "margin: %s, in which the interval is to lie",
	          cell_margin(&q->criterion, t->s.a));
	lines_say(&t->s, items, "inputs that changed for the worse by more than twice that: %zu", q->n_bad);
	if (q->n_lost > 0) {
		lines_say(&t->s, items, "lost in %zu of %zu pairs: %s", q->n_lost, q->n_pairs, q->why_lost);
	}
	if (q->is_too_noisy) {
		lines_say(
			&t->s, items,
			"repeats of the reference differ by %s (standard deviation), more than the margin can bear",
			shown(t, q->repeat_sd, q->criterion.is_relative));
	}
	lines_say(&t->s, items, "judged: %s", word_of_judgement(q->judgement));
}

static void tell_verdict(struct teller *t)
{
	const struct variant_evidence *v = t->x->variant;
	struct lines items = {0};

	sheet_heading(&t->s, "Verdict");
	if (t->x->cost) {
		say_time(t, &items);
	} else if (t->x->quality) {
		say_quality(t, &items);
	} else {
		lines_say(&t->s, &items, "outputs are compared bit for bit, and decide nothing");
	}
	lines_say(&t->s, &items, "%s: %s%s%s", v->name, verdict_word(v->verdict),
	          v->why && *v->why ? ", " : "", v->why ? v->why : "");
	sheet_list(&t->s, &items);
}

static void tell(struct teller *t)
{
	const struct explanation *x = t->x;

	if (x->variant->is_baseline) {
		tell_baseline(t);
		tell_runs(t);
		return;
	}
	tell_number(t);
	tell_runs(t);
	if (x->n_observations > 0) {
		tell_observations(t);
	}
	if (x->cost && x->n_observations > 0) {
		tell_signed_rank(t);
		tell_total(t);
		tell_adjustment(t);
	} else if (x->quality && x->n_observations > 0) {
		tell_mean(t);
	}
	tell_verdict(t);
}

struct document report_explanation(const struct explanation *all, size_t n, struct arena *a)
{
	struct teller t = {.s = {.a = a, .e = all->evidence}};
	const char *experiment = all->evidence->experiment;

	for (size_t i = 0; i < n; i++) {
		t.x = &all[i];
		t.own = all[i].variant->name;
		t.reference = all[i].variant->reference;
		if (n > 1) {
			sheet_heading(&t.s, arena_printf(a, "%s of %s", all[i].measure, t.own));
		}
		tell(&t);
	}
	const char *title = n > 1 ? arena_printf(a, "%s: %zu numbers", experiment, n)
	                          : arena_printf(a, "%s: %s of %s", experiment, all->measure, t.own);
	return (struct document){title, t.s.elements.at, t.s.elements.n, NULL};
}
