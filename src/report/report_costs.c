/* What each variant costs: the evidence table, and the counters. */
#include <string.h>

#include "report_cells.h"
#include "report_columns.h"
#include "report_sheet.h"
#include "secateur/base/num.h"

static const struct change *cost_change(const struct variant_evidence *v, size_t i)
{
	return &v->costs[i].change;
}

static const char *cost_name(const struct variant_evidence *v, size_t i) { return v->costs[i].name; }

static const char *cost_unit(const struct variant_evidence *v, size_t i) { return v->costs[i].unit; }

static const char *cost_column(const struct variant_evidence *v, size_t i, struct arena *a)
{
	(void)a;
	return cost_title(v->costs[i].name);
}

static bool cost_is_relative(const struct variant_evidence *v, size_t i)
{
	(void)v, (void)i;
	return true;
}

static const char *cost_remark(const struct variant_evidence *v, size_t i, struct arena *a)
{
	return thin_remark(cost_change, v, v->n_costs, i, a);
}

static const char *level_remark(const struct sheet *s, const struct variant_evidence *v,
                                const struct cost *cost)
{
	return cell_level_remark(&cost->change, cost->is_primary ? v->joint_confidence : s->e->confidence,
	                         s->a);
}

const struct view view_of_costs = {cost_change, cost_name,        cost_unit,
                                   cost_column, cost_is_relative, cost_remark};

/* The reference of most reports is the baseline: then a sentence says it, and no column. */
static const char *common_reference(const struct evidence *e)
{
	const char *name = NULL;

	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		if (v->is_baseline) {
			continue;
		}
		if (name && strcmp(name, v->reference) != 0) {
			return NULL;
		}
		name = v->reference;
	}
	return name;
}

static const char *failures_cell(const struct sheet *s, const struct variant_evidence *v)
{
	if (v->n_skipped == 0) {
		return arena_printf(s->a, "%zu/%zu", v->n_failed, v->n_runs);
	}
	return arena_printf(s->a, "%zu/%zu, %zu left out", v->n_failed, v->n_runs, v->n_skipped);
}

static bool has_p(const struct sheet *s, const struct variant_evidence *v)
{
	const struct cost *c = find_cost(v, s->e->primary);

	return !v->is_baseline && c && !c->change.absent_reason;
}

static const char *p_cell(const struct sheet *s, const struct variant_evidence *v)
{
	return has_p(s, v) ? cell_p(v->p_adjusted, s->a) : "";
}

static const char *p_exact(const struct sheet *s, const struct variant_evidence *v)
{
	return has_p(s, v) ? num_show_real(v->p_adjusted, s->a) : NULL;
}

static const char *blocks_cell(const struct sheet *s, const struct variant_evidence *v)
{
	const char *then = v->settled_after ? ", then settled" : "";

	if (v->is_baseline || v->n_incomplete == 0) {
		return v->is_baseline ? "" : arena_printf(s->a, "%zu%s", v->n_blocks, then);
	}
	return arena_printf(s->a, "%zu, %zu incomplete%s", v->n_blocks, v->n_incomplete, then);
}

static void evidence_rows(struct sheet *s, struct grid *g, const struct columns *shown, bool has_references)
{
	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		grid_cell(s, g, v->name);
		grid_cell(s, g, v->is_baseline ? "" : v->change);
		if (has_references) {
			grid_cell(s, g, v->is_baseline ? "" : v->reference);
		}
		for (size_t k = 0; k < shown->n; k++) {
			const struct cost *c = &v->costs[shown->at[k]];
			const char *remark = v->is_baseline ? "" : level_remark(s, v, c);
			const char *cell = view_cell(s, g, &view_of_costs, v, shown->at[k]);
			grid_cell_exact(s, g, arena_printf(s->a, "%s%s", cell, remark),
			                view_exact(s, &view_of_costs, v, shown->at[k]));
		}
		grid_cell_exact(s, g, p_cell(s, v), p_exact(s, v));
		if (outputs_are_few(s->e)) {
			outputs_cells(s, g, v);
		}
		grid_cell(s, g, failures_cell(s, v));
		grid_cell(s, g, blocks_cell(s, v));
		grid_cell(s, g, verdict_word(v->verdict));
	}
}

static void evidence_table(struct sheet *s, const struct columns *shown, const char *reference)
{
	struct grid g = {0};

	grid_column(s, &g, "variant", false);
	grid_column(s, &g, "change", false);
	if (!reference) {
		grid_column(s, &g, "compared with", false);
	}
	for (size_t k = 0; k < shown->n; k++) {
		grid_column(s, &g, cost_column(&s->e->variants[0], shown->at[k], s->a), true);
	}
	grid_column(s, &g, "p, adjusted", true);
	for (size_t k = 0; outputs_are_few(s->e) && k < s->e->variants[0].n_sameness; k++) {
		const char *title = arena_printf(s->a, "%s identical", s->e->variants[0].sameness[k].name);
		grid_column(s, &g, title, true);
	}
	grid_column(s, &g, "failed runs", true);
	grid_column(s, &g, "blocks", true);
	grid_column(s, &g, "verdict", false);
	evidence_rows(s, &g, shown, !reference);
	sheet_table(s, &g);
}

/* What its intervals and p hold together. */
static const char *together(const struct sheet *s)
{
	const struct evidence *e = s->e;

	if (e->n_looks > 0) {
		return arena_printf(
			s->a,
			"it was looked at while it ran, and what was settled was run no more; its intervals are of the look that "
			"settled a variant, all at levels at which they hold together, at all looks, at %s, and p is adjusted for "
			"looks and variants (Bonferroni and Holm)",
			cell_percent(e->confidence, s->a));
	}
	if (e->error_rate == ERROR_FAMILY) {
		return arena_printf(
			s->a,
			"each of its intervals holds at %s, so that all hold together at %s, and p "
			"is adjusted for all variants (Holm)",
			cell_percent(e->joint_confidence, s->a), cell_percent(e->confidence, s->a));
	}
	return arena_printf(
		s->a,
		"of the verdicts that rest on intervals, here %zu, at most %s are wrong on average (false discovery "
		"rate), for which each of its intervals holds at %s, and p is adjusted for all variants "
		"(Benjamini and Hochberg)",
		e->n_settled, cell_percent(1 - e->confidence, s->a), cell_percent(e->joint_confidence, s->a));
}

static void say_how(struct sheet *s, const char *reference)
{
	sheet_say(
		s,
		"What decides is %s: %s. The other columns are exploratory, at %s each. A change is that of a "
		"typical pair, a run and that of %s in the same block: -30 %% is 30 %% less. "
		"The baseline's row gives its own means.",
		cost_title(s->e->primary), together(s), cell_percent(s->e->confidence, s->a),
		reference ? reference : "the variant it is compared with");
}

/* The measure that decides, then the others of time and memory; events that do not decide go to the
 * counters. */
static void sort_costs(struct sheet *s, struct columns *shown, struct columns *counters)
{
	static const char *const always[] = {"cpu", "wall", "peak_memory"};
	const struct variant_evidence *v = &s->e->variants[0];

	for (size_t i = 0; i < v->n_costs; i++) {
		if (strcmp(v->costs[i].name, s->e->primary) == 0) {
			*vec_push(s->a, shown) = i;
		}
	}
	for (size_t i = 0; i < v->n_costs; i++) {
		bool is_main = false;
		for (size_t k = 0; k < 3; k++) {
			is_main = is_main || strcmp(v->costs[i].name, always[k]) == 0;
		}
		if (strcmp(v->costs[i].name, s->e->primary) != 0) {
			*vec_push(s->a, is_main ? shown : counters) = i;
		}
	}
}

/* A typical run and all runs together may tell different things, where the gain sits in few inputs. */
static void report_totals(struct sheet *s)
{
	struct lines items = {0};

	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		const struct cost *c = find_cost(v, s->e->primary);
		if (!v->is_baseline && c && !c->change.absent_reason && !c->total.absent_reason &&
		    c->total.n > 1) {
			lines_say(s, &items, "%s: %s", v->name, cell_change(&c->total, true, s->a));
		}
	}
	if (items.n > 0) {
		sheet_say(s, "Of all pairs together, %s changes by (ratio of totals, Student's t at %s):",
		          cost_title(s->e->primary), cell_joint_level(s->e, s->e->joint_confidence, s->a));
		sheet_list(s, &items);
	}
}

static void report_counters(struct sheet *s, const struct columns *counters)
{
	sheet_heading(s, "Counters");
	if (counters->n == 0) {
		sheet_paragraph(s, s->e->n_runs ? "No counters were asked for." : "No run was made yet.");
		return;
	}
	view_present(s, &view_of_costs, counters);
}

void report_costs(struct sheet *s)
{
	struct columns shown = {0}, counters = {0};

	sheet_heading(s, "Evidence");
	if (s->e->n_variants == 0) {
		sheet_paragraph(s, "There are no variants, and so no table.");
		return;
	}
	const char *reference = common_reference(s->e);
	sort_costs(s, &shown, &counters);
	say_how(s, reference);
	evidence_table(s, &shown, reference);
	sheet_figure(s, "forest");
	report_totals(s);
	report_counters(s, &counters);
}
