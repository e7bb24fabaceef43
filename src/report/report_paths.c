/* From one configuration to another, a change at a time. */
#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/model/evidence.h"

static const char *percent(double x, struct arena *a) { return arena_printf(a, "%+.3g %%", 100 * x); }

static const char *primary_unit(const struct sheet *s)
{
	const struct cost *c = s->e->n_variants > 0 ? find_cost(&s->e->variants[0], s->e->primary) : NULL;

	return c ? c->unit : NULL;
}

static void add_step(struct sheet *s, struct grid *g, size_t number, const struct path_step *p)
{
	const bool is_whole = p->n_runs >= p->n_planned;

	grid_cell(s, g, arena_printf(s->a, "%zu", number));
	grid_cell(s, g, p->change ? p->change : p->why);
	grid_cell_exact(s, g, p->change ? cell_change(&p->primary, true, s->a) : "",
	                p->change ? exact_change(&p->primary, true, primary_unit(s), s->a) : NULL);
	grid_cell_exact(s, g, p->change ? percent(p->so_far, s->a) : "",
	                p->change ? num_show_real(p->so_far, s->a) : NULL);
	grid_cell(s, g, arena_printf(s->a, "%zu", p->n_tried));
	grid_cell(s, g,
	          !is_whole ? "under way"
	          : p->harm ? arena_printf(s->a, "not shown to hold: %s", p->harm)
	                    : "");
}

static void report_path(struct sheet *s, const struct path_evidence *p)
{
	struct grid g = {0};
	const struct path_step *last = &p->steps[p->n - 1];

	sheet_heading(s, arena_printf(s->a, "The path to %s", p->to));
	sheet_say(
		s,
		"One change a step: of all that was left to change, each was run beside what the path had come to, and the "
		"one that saved most %s was made. So an order of what saves most first; a step's saving is flattered a little "
		"by having been chosen.",
		cost_title(s->e->primary));
	grid_column(s, &g, "step", true);
	grid_column(s, &g, "change", false);
	grid_column(s, &g, arena_printf(s->a, "%s of the step", cost_title(s->e->primary)), true);
	grid_column(s, &g, "so far", true);
	grid_column(s, &g, "tried", true);
	grid_column(s, &g, "quality", false);
	for (size_t i = 0; i < p->n; i++) {
		add_step(s, &g, i + 1, &p->steps[i]);
	}
	sheet_table(s, &g);
	if (p->has_arrived && p->whole) {
		sheet_say(s, "All steps together: %s by their product; measured at once, of %s: %s.",
		          percent(last->so_far, s->a), p->to, cell_change(p->whole, true, s->a));
	} else if (!p->has_arrived) {
		sheet_paragraph(s, "The path has not arrived.");
	}
}

void report_paths(struct sheet *s)
{
	for (size_t i = 0; i < s->e->n_paths; i++) {
		if (s->e->paths[i].n > 0) {
			report_path(s, &s->e->paths[i]);
		}
	}
}
