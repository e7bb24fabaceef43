/* All that is known of one variant, for formats that can fold it away. */
#include "report_cells.h"
#include "report_columns.h"
#include "report_sheet.h"
#include "secateur/base/num.h"

static void say_runs(struct sheet *s, const struct variant_evidence *v)
{
	if (v->is_baseline) {
		sheet_say(s, "What the others are compared with. %zu of %s failed.", v->n_failed,
		          num_show_count(v->n_runs, "run", "runs", s->a));
		return;
	}
	sheet_say(s, "Compared with %s in %s. %zu of %s failed%s.", v->reference,
	          num_show_count(v->n_blocks, "block", "blocks", s->a), v->n_failed,
	          num_show_count(v->n_runs, "run", "runs", s->a),
	          v->n_skipped > 0 ? arena_printf(s->a, ", %zu were left out", v->n_skipped) : "");
	if (v->why && *v->why) {
		sheet_say(s, "%s: %s.", verdict_word(v->verdict), v->why);
	}
}

static void add_row(struct sheet *s, struct grid *g, const struct view *view,
                    const struct variant_evidence *v, size_t i)
{
	const struct change *c = view->change(v, i);
	const char *unit = view->unit(v, i);

	grid_cell(s, g, view->title(v, i, s->a));
	if (!v->is_baseline) {
		grid_cell_exact(s, g,
		                c->absent_reason ? grid_absent(s, g, c->absent_reason)
		                                 : cell_value(c->reference, unit, s->a),
		                exact_mean(c, unit, s->a));
	}
	grid_cell_exact(s, g, view_cell(s, g, view, v, i), view_exact(s, view, v, i));
}

/* A row for each cost, or for each metric. */
static void measures(struct sheet *s, const char *what, const struct view *view,
                     const struct variant_evidence *v, size_t n)
{
	struct grid g = {0};

	if (n == 0) {
		return;
	}
	grid_column(s, &g, what, false);
	if (!v->is_baseline) {
		grid_column(s, &g, arena_printf(s->a, "mean of %s", v->reference), true);
	}
	grid_column(s, &g, v->is_baseline ? "mean" : "change", true);
	for (size_t i = 0; i < n; i++) {
		add_row(s, &g, view, v, i);
	}
	sheet_table(s, &g);
}

static void outputs(struct sheet *s, const struct variant_evidence *v)
{
	struct lines items = {0};

	for (size_t i = 0; i < v->n_sameness; i++) {
		const struct sameness *m = &v->sameness[i];
		if (m->n_pairs > 0) {
			lines_say(s, &items, "%s: identical in %zu of %zu pairs%s", m->name, m->n_same,
			          m->n_pairs,
			          m->is_unsteady && m->n_same < m->n_pairs ? " (repeats differ)" : "");
		}
	}
	sheet_list(s, &items);
}

static void difference(struct sheet *s, const struct variant_evidence *v, const char *how, const char *lines)
{
	if (lines && *lines) {
		sheet_say(s, "Configuration against %s, %s:", v->reference, how);
		sheet_diff(s, lines);
	}
}

void report_variant(struct sheet *s, const struct variant_evidence *v)
{
	say_runs(s, v);
	if (!v->is_baseline) {
		difference(s, v, "as rendered", v->config_diff);
		difference(s, v, "as its programs say what is in force", v->effective_diff);
	}
	if (has_values(v)) {
		measures(s, "cost", &view_of_costs, v, v->n_costs);
		measures(s, "metric", &view_of_qualities, v, v->n_qualities);
		outputs(s, v);
	}
	report_failures_of(s, v);
}
