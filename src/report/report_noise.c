/* What the measurements are worth: the noise floor, what can be found, and what is wrong. */
#include <math.h>
#include <stdint.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"

enum { OUTLIERS_MOST = 12 };

static const char *share_cell(const struct sheet *s, double share)
{
	return isfinite(share) ? num_show_percent(share, 3, s->a) : "nothing";
}

static const char *share_exact(const struct sheet *s, double share)
{
	return isfinite(share) ? num_show_real(share, s->a) : NULL;
}

static void add_share(struct sheet *s, struct grid *g, double share)
{
	grid_cell_exact(s, g, share_cell(s, share), share_exact(s, share));
}

static const char *needed_cell(const struct sheet *s, const struct noise *n)
{
	return n->n_needed == SIZE_MAX ? "more than a million" : arena_printf(s->a, "%zu", n->n_needed);
}

static void noise_table(struct sheet *s)
{
	const char *of = s->e->n_inputs == 1 ? "blocks" : "inputs";
	struct grid g = {0};

	grid_column(s, &g, "cost", false);
	grid_column(s, &g, "noise of a run (sd)", true);
	grid_column(s, &g, "without outliers (MAD)", true);
	grid_column(s, &g, of, true);
	grid_column(s, &g, "least change found", true);
	grid_column(s, &g, arena_printf(s->a, "%s to find %s", of, cell_percent(s->e->worth, s->a)), true);
	for (size_t i = 0; i < s->e->n_noises; i++) {
		const struct noise *n = &s->e->noises[i];
		grid_cell(s, &g, cost_title(n->cost));
		if (n->absent_reason) {
			const char *absent = grid_absent(s, &g, n->absent_reason);
			for (int k = 0; k < 5; k++) {
				grid_cell(s, &g, k == 0 ? absent : "");
			}
			continue;
		}
		add_share(s, &g, expm1(n->sd));
		add_share(s, &g, expm1(n->mad));
		grid_cell(s, &g, arena_printf(s->a, "%zu", n->n));
		add_share(s, &g, n->detectable);
		grid_cell(s, &g, needed_cell(s, n));
	}
	sheet_table(s, &g);
}

static void list_findings(struct sheet *s, const struct noise *n)
{
	struct lines flagged = {0}, others = {0};

	for (size_t i = 0; i < n->n_findings; i++) {
		const struct finding *f = &n->findings[i];
		lines_say(s, f->flagged ? &flagged : &others, "%s%s: %s", f->flagged ? "FLAG " : "", f->about,
		          f->text);
	}
	for (size_t i = 0; i < others.n; i++) {
		*vec_push(s->a, &flagged) = others.at[i];
	}
	if (n->n_findings > 0) {
		sheet_say(s, "Of %s:", cost_title(n->cost));
		sheet_list(s, &flagged);
	}
}

/* What might explain it. */
static const char *switches_of(const struct sheet *s, const struct outlier *o)
{
	if (!o->has_switches) {
		return "";
	}
	if (o->partner) {
		return arena_printf(s->a, " (%.0f and %.0f involuntary switches)", o->switches,
		                    o->partner_switches);
	}
	return arena_printf(s->a, " (%.0f involuntary switch%s)", o->switches, o->switches == 1 ? "" : "es");
}

static void list_outliers(struct sheet *s, const struct noise *n)
{
	struct grid g = {0};

	if (n->n_outliers == 0) {
		return;
	}
	sheet_say(s, "%zu %s of %s far from what block and variant let expect; %s.", n->n_outliers,
	          n->n_outliers == 1 ? "value" : "values", cost_title(n->cost),
	          n->n_outliers > OUTLIERS_MOST ? "the first twelve are listed, none was left out"
	                                        : "none was left out");
	grid_column(s, &g, "variant", false);
	grid_column(s, &g, "block", true);
	grid_column(s, &g, "input", false);
	grid_column(s, &g, "beside what was expected", true);
	for (size_t i = 0; i < n->n_outliers && i < OUTLIERS_MOST; i++) {
		const struct outlier *o = &n->outliers[i];
		grid_cell(s, &g,
		          o->partner ? arena_printf(s->a, "%s beside %s: one of them", o->variant, o->partner)
		                     : o->variant);
		grid_cell(s, &g, arena_printf(s->a, "%zu", o->block));
		grid_cell(s, &g, o->input);
		grid_cell_exact(s, &g,
		                arena_printf(s->a, "%+.1f %%%s", 100 * (o->ratio - 1), switches_of(s, o)),
		                share_exact(s, o->ratio - 1));
	}
	sheet_table(s, &g);
}

void report_noise(struct sheet *s)
{
	sheet_heading(s, "Noise");
	if (s->e->n_noises == 0) {
		sheet_paragraph(s, "Nothing is known of the noise.");
		return;
	}
	sheet_say(
		s,
		"Spread of runs once their block and variant are taken out, over complete blocks. Least change found: "
		"with about 80 %% power (less near the fewest %s), at %s. Flags are raised at p < 0.01; nothing is left out because of one.",
		s->e->n_inputs == 1 ? "blocks" : "inputs", cell_percent(s->e->joint_confidence, s->a));
	noise_table(s);
	sheet_figure(s, "trace");
	for (size_t i = 0; i < s->e->n_noises; i++) {
		list_findings(s, &s->e->noises[i]);
		list_outliers(s, &s->e->noises[i]);
	}
}
