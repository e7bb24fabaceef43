/* Before and after: first what else is not the same, then what each variant costs and gives. */
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/model/comparison.h"

/* --- what it is ----------------------------------------------------------------------------------- */

static void say_side(struct sheet *s, const char *when, const struct evidence *e,
                     const struct compared_side *side)
{
	if (side->n_runs == 0) {
		sheet_say(s, "%s: %s in %s, which has no runs%s.", when, e->experiment, side->named,
		          e->filter ? " that --filter selects" : "");
	} else {
		sheet_say(s, "%s: %s in %s, %s between %s and %s (UTC).", when, e->experiment, side->named,
		          num_show_count(side->n_runs, "run", "runs", s->a), side->first_run_utc,
		          side->last_run_utc);
	}
}

static bool any_is(const struct comparison *c, bool paired)
{
	for (size_t i = 0; i < c->n_variants; i++) {
		for (size_t k = 0; k < c->variants[i].n_costs; k++) {
			const struct compared_measure *q = &c->variants[i].costs[k];
			if (!q->change.absent_reason && q->is_paired == paired) {
				return true;
			}
		}
	}
	return false;
}

static void say_how(struct sheet *s, const struct comparison *c)
{
	sheet_paragraph(
		s,
		"NOT INTERLEAVED: the runs before and those after were not made beside one another. Whatever else "
		"is different between them, the machine itself included, is part of every change below, and no "
		"interval knows of it. Nothing is decided here; intervals hold by themselves, not together.");
	if (any_is(c, true)) {
		sheet_say(
			s,
			"PAIRED ON INPUTS: %s in both, and each is compared with itself, its repeats averaged first. Costs: "
			"Hodges and Lehmann's estimate of the ratio with the exact signed-rank interval, and geometric means; metrics: the mean "
			"with Student's; at %s.",
			num_show_count(c->n_inputs, "input is", "inputs are", s->a),
			cell_percent(c->after->confidence, s->a));
	}
	if (any_is(c, false)) {
		sheet_say(
			s,
			"UNPAIRED, where the tables say so: fewer than two inputs are in both, and all observations before are "
			"compared with all after. Costs: Hodges and Lehmann's shift of logarithms with Mann and Whitney's "
			"interval; metrics: the difference of means with Welch's; at %s. How inputs differ from one another "
			"is part of it.",
			cell_percent(c->after->confidence, s->a));
	}
	if (c->side_before.n_inputs_alone + c->side_after.n_inputs_alone > 0) {
		sheet_say(s, "Inputs in both: %zu; before alone: %zu; after alone: %zu.", c->n_inputs,
		          c->side_before.n_inputs_alone, c->side_after.n_inputs_alone);
	}
	if (c->after->filter) {
		sheet_say(s, "Of what --filter '%s' selects.", c->after->filter);
	}
}

static void tell_facts(struct sheet *s, const struct comparison *c)
{
	struct grid g = {0};

	sheet_heading(s, "What else is not the same");
	if (c->n_facts == 0) {
		sheet_paragraph(s, "Nothing that is on record: machine, versions and plan are the same.");
		return;
	}
	grid_column(s, &g, "what", false);
	grid_column(s, &g, "before", false);
	grid_column(s, &g, "after", false);
	for (size_t i = 0; i < c->n_facts; i++) {
		grid_cell(s, &g, c->facts[i].about);
		grid_cell(s, &g, c->facts[i].before ? c->facts[i].before : "not on record");
		grid_cell(s, &g, c->facts[i].after ? c->facts[i].after : "not on record");
	}
	sheet_table(s, &g);
}

/* --- variants ------------------------------------------------------------------------------------- */

static const char *failures(struct sheet *s, const struct variant_evidence *v)
{
	return arena_printf(s->a, "%zu/%zu", v->n_failed, v->n_runs);
}

static void tell_verdicts(struct sheet *s, const struct comparison *c)
{
	struct grid g = {0};

	sheet_heading(s, "Verdicts");
	sheet_paragraph(s, "Each beside its own reference, in its own experiment.");
	grid_column(s, &g, "variant", false);
	grid_column(s, &g, "before", false);
	grid_column(s, &g, "after", false);
	grid_column(s, &g, "failed before", true);
	grid_column(s, &g, "failed after", true);
	grid_column(s, &g, "why, after", false);
	for (size_t i = 0; i < c->n_variants; i++) {
		const struct compared_variant *v = &c->variants[i];
		grid_cell(s, &g, v->name);
		grid_cell(s, &g, verdict_word(v->before->verdict));
		grid_cell(s, &g, verdict_word(v->after->verdict));
		grid_cell(s, &g, failures(s, v->before));
		grid_cell(s, &g, failures(s, v->after));
		grid_cell(s, &g, v->after->why);
	}
	sheet_table(s, &g);
}

static const char *observations(struct sheet *s, size_t n, bool are_runs)
{
	return are_runs ? num_show_count(n, "run", "runs", s->a) : num_show_count(n, "input", "inputs", s->a);
}

static const char *how_cell(struct sheet *s, const struct compared_measure *q)
{
	const char *before = observations(s, q->n_before, q->are_runs_before);

	return q->is_paired ? arena_printf(s->a, "paired: %s", before)
	                    : arena_printf(s->a, "UNPAIRED: %s and %s", before,
	                                   observations(s, q->n_after, q->are_runs_after));
}

/* So few observations reach a lower level than the one asked for, and say which. */
static const char *change_cell(struct sheet *s, const struct compared_measure *q)
{
	const struct change *c = &q->change;
	const bool is_low = has_interval(c) && c->level < s->e->confidence - 1e-9;

	return arena_printf(s->a, "%s%s%s%s", cell_change(c, q->is_relative, s->a), is_low ? " (at " : "",
	                    is_low ? cell_percent(c->level, s->a) : "", is_low ? ")" : "");
}

static void measure_row(struct sheet *s, struct grid *g, const char *variant,
                        const struct compared_measure *q)
{
	grid_cell(s, g, variant);
	grid_cell(s, g, q->is_cost ? cost_title(q->name) : q->name);
	if (q->change.absent_reason) {
		grid_cell(s, g, "");
		grid_cell(s, g, "");
		grid_cell(s, g, grid_absent(s, g, q->change.absent_reason));
		grid_cell(s, g, "");
		return;
	}
	grid_cell_exact(s, g, cell_value(q->before, q->unit, s->a), exact_value(q->before, q->unit, s->a));
	grid_cell_exact(s, g, cell_value(q->after, q->unit, s->a), exact_value(q->after, q->unit, s->a));
	grid_cell_exact(s, g, change_cell(s, q), exact_change(&q->change, q->is_relative, q->unit, s->a));
	grid_cell(s, g, how_cell(s, q));
}

static bool is_main(const struct comparison *c, const char *name)
{
	static const char *const always[] = {"cpu", "wall", "peak_memory"};

	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++) {
		if (strcmp(always[i], name) == 0) {
			return true;
		}
	}
	return strcmp(c->after->primary, name) == 0;
}

enum shown { SHOWN_MAIN, SHOWN_COUNTERS, SHOWN_METRICS };

static bool is_shown(const struct comparison *c, const struct compared_measure *q, enum shown which)
{
	return which == SHOWN_METRICS || is_main(c, q->name) == (which == SHOWN_MAIN);
}

/* A row for each variant and measure; nothing where there are none. */
static void tell_measures(struct sheet *s, const struct comparison *c, const char *heading, enum shown which)
{
	struct grid g = {0};

	grid_column(s, &g, "variant", false);
	grid_column(s, &g, "what", false);
	grid_column(s, &g, "before", true);
	grid_column(s, &g, "after", true);
	grid_column(s, &g, "change", true);
	grid_column(s, &g, "how", false);
	for (size_t i = 0; i < c->n_variants; i++) {
		const struct compared_variant *v = &c->variants[i];
		const struct compared_measure *all = which == SHOWN_METRICS ? v->metrics : v->costs;
		const size_t n = which == SHOWN_METRICS ? v->n_metrics : v->n_costs;
		for (size_t k = 0; k < n; k++) {
			if (is_shown(c, &all[k], which)) {
				measure_row(s, &g, v->name, &all[k]);
			}
		}
	}
	if (g.cells.n > 0) {
		sheet_heading(s, heading);
		sheet_table(s, &g);
	}
}

static void tell_outputs(struct sheet *s, const struct comparison *c)
{
	struct grid g = {0};

	grid_column(s, &g, "variant", false);
	grid_column(s, &g, "output", false);
	grid_column(s, &g, "identical", true);
	for (size_t i = 0; i < c->n_variants; i++) {
		const struct compared_variant *v = &c->variants[i];
		for (size_t k = 0; k < v->n_outputs; k++) {
			grid_cell(s, &g, v->name);
			grid_cell(s, &g, v->outputs[k].name);
			grid_cell(
				s, &g,
				v->outputs[k].n > 0
					? arena_printf(s->a, "%zu/%zu", v->outputs[k].n_same, v->outputs[k].n)
					: grid_absent(s, &g, "no input that both have gave it"));
		}
	}
	if (g.cells.n > 0) {
		sheet_heading(s, "Outputs");
		sheet_paragraph(
			s,
			"On how many inputs the first run's output is the same before and after, bit for bit.");
		sheet_table(s, &g);
	}
}

static void list_names(struct sheet *s, const char *text, const char *const *names, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++) {
		all = arena_printf(s->a, "%s%s%s", all, i > 0 ? ", " : "", names[i]);
	}
	if (n > 0) {
		sheet_say(s, "%s: %s.", text, all);
	}
}

struct document report_comparison(const struct comparison *c, struct arena *a)
{
	struct sheet s = {.a = a, .e = c->after};
	const bool is_one = strcmp(c->before->experiment, c->after->experiment) == 0;

	say_side(&s, "Before", c->before, &c->side_before);
	say_side(&s, "After", c->after, &c->side_after);
	say_how(&s, c);
	tell_facts(&s, c);
	if (c->n_variants == 0) {
		sheet_paragraph(&s, "No variant is in both: there is nothing to compare.");
	} else {
		tell_verdicts(&s, c);
		tell_measures(&s, c, "Costs", SHOWN_MAIN);
		tell_measures(&s, c, "Counters and timers", SHOWN_COUNTERS);
		tell_measures(&s, c, "Quality", SHOWN_METRICS);
		tell_outputs(&s, c);
	}
	list_names(&s, "Only before", c->only_before, c->n_only_before);
	list_names(&s, "Only after", c->only_after, c->n_only_after);
	const char *title =
		is_one ? arena_printf(a, "%s, before and after", c->after->experiment)
		       : arena_printf(a, "%s, and after it %s", c->before->experiment, c->after->experiment);
	return (struct document){title, s.elements.at, s.elements.n, NULL};
}
