/* From today's latency to the budget, cut by cut. */
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

/* Budgets are spoken of in seconds, also where a run takes minutes. */
static const char *latency(double ns, struct arena *a)
{
	return ns >= 1e9 && ns < 1e12 ? arena_printf(a, "%.3g s", ns / 1e9) : cell_value(ns, "ns", a);
}

/* "84.0 s (82.1 s to 86.0 s)" */
static const char *span(const struct latency *l, struct arena *a)
{
	if (!has_bounds(l)) {
		return latency(l->at, a);
	}
	return arena_printf(a, "%s (%s to %s)", latency(l->at, a), latency(l->low, a), latency(l->high, a));
}

static const char *exact_span(const struct latency *l, struct arena *a)
{
	if (!has_bounds(l)) {
		return exact_value(l->at, "ns", a);
	}
	return arena_printf(a, "%s [%s, %s] ns", num_show_real(l->at, a), num_show_real(l->low, a),
	                    num_show_real(l->high, a));
}

const char *ladder_end(const struct sheet *s)
{
	static const char *const words[] = {
		[REACH_YES] = "reached", [REACH_NO] = "not reached", [REACH_UNDECIDED] = "undecided"};
	const struct ladder *l = s->e->ladder;
	const char *how = l->n == 0 ? l->is_open ? "today, and no cut is known yet that may be made"
	                                         : "today, and no cut may be made"
	                  : l->is_measured
	                          ? "with all cuts of the ladder, as measured together"
	                          : "with all cuts of the ladder, by the product of their savings alone";

	if (l->is_met) {
		return arena_printf(s->a, "%s: met already, %s today.", latency(l->target, s->a),
		                    span(&l->today, s->a));
	}
	if (l->settled_by) {
		return arena_printf(s->a, "%s: %s, %s with %s, as measured; %s %s.", latency(l->target, s->a),
		                    words[l->reach], span(&l->settled, s->a), l->settled_by,
		                    span(&l->end, s->a), how);
	}
	return arena_printf(s->a, "%s: %s, %s %s.", latency(l->target, s->a), words[l->reach],
	                    span(&l->end, s->a), how);
}

static bool has_others(const struct ladder *l, const char *baseline)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->rungs[i].beside, baseline) != 0) {
			return true;
		}
	}
	return false;
}

static void add_rung(struct sheet *s, struct grid *g, const struct rung *r, bool has_references)
{
	grid_cell(s, g, r->variant);
	grid_cell(s, g, r->cut);
	if (has_references) {
		grid_cell(s, g, r->beside);
	}
	grid_cell_exact(s, g, cell_change(&r->change, true, s->a),
	                exact_change(&r->change, true, "ns", s->a));
	grid_cell_exact(s, g, span(&r->product, s->a), exact_span(&r->product, s->a));
	grid_cell(s, g,
	          r->measured.absent_reason
	                  ? grid_absent(s, g, r->measured.absent_reason)
	                  : arena_printf(s->a, "%s: %s", r->measured_by, span(&r->together, s->a)));
}

static void rung_table(struct sheet *s, const struct ladder *l)
{
	const bool has_references = has_others(l, s->e->variants[0].name);
	struct grid g = {0};

	grid_column(s, &g, "cut", false);
	grid_column(s, &g, "change", false);
	if (has_references) {
		grid_column(s, &g, "compared with", false);
	}
	grid_column(s, &g, "wall time", true);
	grid_column(s, &g, "after it, by the product", true);
	grid_column(s, &g, "after it, as measured", true);
	grid_cell(s, &g, "today");
	grid_cell(s, &g, "");
	if (has_references) {
		grid_cell(s, &g, "");
	}
	grid_cell(s, &g, "");
	grid_cell_exact(s, &g, span(&l->today, s->a), exact_span(&l->today, s->a));
	grid_cell(s, &g, "");
	for (size_t i = 0; i < l->n; i++) {
		add_rung(s, &g, &l->rungs[i], has_references);
	}
	sheet_table(s, &g);
}

static const char *level_of(const struct sheet *s, const struct ladder *l)
{
	const char *asked = cell_percent(s->e->confidence, s->a);

	if (l->level >= s->e->confidence - 1e-9) {
		return arena_printf(s->a,
		                    "These intervals hold together at %s, and so do those of their product.",
		                    cell_percent(l->level, s->a));
	}
	return arena_printf(s->a, "There are too few inputs for intervals that hold together at %s.", asked);
}

/* What today's is, and what intervals are of. */
static const char *basis(const struct sheet *s, const struct ladder *l)
{
	if (l->n_today == 0) {
		return "what the experiment says of the baseline in use, exact by definition; intervals are those of the "
		       "ratios that were measured here and are applied to it";
	}
	return arena_printf(
		s->a,
		"the baseline's mean over %zu %s, as measured here; intervals are of means over %s as these are, Student's at "
		"%s on the log scale, and a product's is of today's and of the ratios",
		l->n_today, s->e->n_inputs == 1 ? "blocks of one input" : "inputs",
		s->e->n_inputs == 1 ? "blocks" : "inputs", cell_percent(s->e->confidence, s->a));
}

static void say_how(struct sheet *s, const struct ladder *l)
{
	sheet_say(s, "Latency is wall time. Today it is %s: %s. The target is %s.", span(&l->today, s->a),
	          basis(s, l), latency(l->target, s->a));
	if (l->n > 0) {
		sheet_say(
			s,
			"A rung is a change that may be made (DROP), the one that saves most wall time first, by its own "
			"ratio to what it is compared with. %s What was measured is of a variant that makes exactly the changes "
			"so far, %s, at %s; where there is none, of a path that was there, by its steps.",
			level_of(s, l), l->n_today > 0 ? "by its own mean" : "beside the baseline",
			cell_percent(s->e->confidence, s->a));
	}
}

static bool latency_is_measured(const struct sheet *s, const struct rung *r)
{
	return !r->measured.absent_reason && r->together.level >= s->e->confidence - 1e-9;
}

/* Whether the cuts come to more or less together than one by one. */
static void say_additivity(struct sheet *s, const struct ladder *l)
{
	const struct change *c = &l->beyond;

	if (l->n < 2 || !l->is_measured) {
		return;
	}
	if (c->absent_reason) {
		sheet_say(s, "Whether savings multiply is not known: %s.", c->absent_reason);
		return;
	}
	sheet_say(
		s,
		"What they take together beside the product of their savings, block by block: %s, which %s.",
		cell_change(c, true, s->a),
		!has_interval(c) ? "is too little to tell whether they multiply"
		: c->low > 0     ? "is more: together they save less than one by one"
		: c->high < 0    ? "is less: together they save more than one by one"
				 : "shows no difference");
}

static const char *verdict_of(const struct sheet *s, const char *variant)
{
	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		if (strcmp(v->name, variant) == 0) {
			return arena_printf(s->a, "%s%s%s", verdict_word(v->verdict),
			                    v->why && *v->why ? ", " : "", v->why ? v->why : "");
		}
	}
	return NULL;
}

static void say_enough(struct sheet *s, const struct ladder *l)
{
	if (l->n_enough == 0 || l->n_enough == l->n) {
		return;
	}
	const struct rung *r = &l->rungs[l->n_enough - 1];
	sheet_say(s, "The first %zu of %zu cuts would do, %s.", l->n_enough, l->n,
	          !latency_is_measured(s, r) ? "by their product"
	                                     : arena_printf(s->a, "as measured of %s: %s", r->measured_by,
	                                                    span(&r->together, s->a)));
}

static void say_end(struct sheet *s, const struct ladder *l)
{
	const struct rung *last = l->n ? &l->rungs[l->n - 1] : NULL;
	const char *verdict = last && last->measured_by ? verdict_of(s, last->measured_by) : NULL;

	sheet_say(s, "Latency of at most %s%s%s%s%s", ladder_end(s), verdict ? " Of " : "",
	          verdict ? last->measured_by : "", verdict ? " the verdict is " : "",
	          verdict ? arena_printf(s->a, "%s.", verdict) : "");
	if (l->settled_by) {
		sheet_say(
			s,
			"%s has the least upper bound of all that was measured and may be made, where bounds hold for all "
			"variants and paths together at %s.%s",
			l->settled_by, cell_percent(s->e->confidence, s->a),
			verdict_of(s, l->settled_by)
				? ""
				: " Each of its steps may be made beside the one before; together they were not judged.");
	}
	say_enough(s, l);
	if (l->entry) {
		sheet_paragraph(s,
		                "No variant makes all of these changes and no others. With this entry in the "
		                "list of variants, a run into another database measures them together:");
		sheet_verbatim(s, arena_printf(s->a, "  - %s", l->entry));
	}
}

void report_ladder(struct sheet *s)
{
	const struct ladder *l = s->e->ladder;
	struct lines items = {0};

	if (!l) {
		return;
	}
	sheet_heading(s, arena_printf(s->a, "The way to %s", latency(l->target, s->a)));
	say_how(s, l);
	if (l->n > 0) {
		rung_table(s, l);
	}
	sheet_figure(s, "waterfall");
	say_additivity(s, l);
	say_end(s, l);
	for (size_t i = 0; i < l->n_left_out; i++) {
		lines_say(s, &items, "%s: %s", l->left_out[i].variant, l->left_out[i].why);
	}
	if (items.n > 0) {
		sheet_paragraph(s, "These may be made, too, and are no rungs:");
		sheet_list(s, &items);
	}
}
