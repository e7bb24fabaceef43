/* What a screening design nominates. */
#include <math.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/model/evidence.h"

/* What is saved as a change, in percent; to a thousandth of one, since below it is the rounding of the fit. */
static double change_of(double saved) { return 0 - round(saved * 1e5) / 1e3; }

static const char *share_cell(double saved, struct arena *a)
{
	return arena_printf(a, "%+.3g %%", change_of(saved));
}

static const char *interval_cell(const struct screen_effect *x, struct arena *a)
{
	return arena_printf(a, "%+.3g %% [%+.3g, %+.3g]", change_of(x->average), change_of(x->high),
	                    change_of(x->low));
}

/* A share; what is saved as a change. */
static const char *share_exact(double saved, struct arena *a) { return num_show_real(0 - saved, a); }

static const char *interval_exact(const struct screen_effect *x, struct arena *a)
{
	return arena_printf(a, "%s [%s, %s], a share", share_exact(x->average, a), share_exact(x->high, a),
	                    share_exact(x->low, a));
}

static void add_shares(struct sheet *s, struct grid *g, const struct screen_effect *x)
{
	grid_cell_exact(s, g, interval_cell(x, s->a), interval_exact(x, s->a));
	grid_cell_exact(s, g, share_cell(x->alone, s->a), share_exact(x->alone, s->a));
	grid_cell_exact(s, g, share_cell(x->last, s->a), share_exact(x->last, s->a));
}

static void say_pairs(struct sheet *s, const struct screen_evidence *e)
{
	struct lines lines = {0};

	for (size_t i = 0; i < e->n_pairs; i++) {
		lines_say(s, &lines, "%s", e->pairs[i]);
	}
	if (lines.n > 0) {
		sheet_paragraph(
			s,
			"Together these change the cost by something else than the sum of what each does:");
		sheet_list(s, &lines);
	}
}

void report_screen(struct sheet *s)
{
	const struct screen_evidence *e = &s->e->screen;
	struct grid g = {0};

	if (e->n == 0) {
		return;
	}
	sheet_heading(s, "Screening");
	sheet_say(
		s,
		"%zu runs of a folded Plackett-Burman design, each without about half of the components, and of the "
		"baseline beside them; %zu failed. Change of %s without each component, a share of the baseline's: on "
		"average over what else is there, with its interval (all %zu hold together at %s); dropped alone; dropped "
		"last, when all others are gone. This nominates what saves on average as much as is worth a change: what is to go is decided by a variant of its own, or by "
		"`secateur search`.",
		e->n_runs, e->n_failed, cost_title(s->e->primary), e->n,
		cell_percent(s->e->confidence, s->a));
	if (e->absent_reason) {
		sheet_say(s, "Nothing can be told of single components: %s.", e->absent_reason);
	}
	grid_column(s, &g, "change", false);
	grid_column(s, &g, "on average", true);
	grid_column(s, &g, "alone", true);
	grid_column(s, &g, "last", true);
	grid_column(s, &g, "failed runs without it", true);
	grid_column(s, &g, "nominated", false);
	for (size_t i = 0; i < e->n; i++) {
		const struct screen_effect *x = &e->effects[i];
		grid_cell(s, &g, x->component);
		if (e->absent_reason) {
			for (int k = 0; k < 3; k++) {
				grid_cell(s, &g, "");
			}
		} else {
			add_shares(s, &g, x);
		}
		grid_cell(s, &g, arena_printf(s->a, "%zu/%zu", x->n_failed, x->n_dropped));
		grid_cell(s, &g, x->is_nominated ? "yes" : "");
	}
	sheet_table(s, &g);
	say_pairs(s, e);
}
