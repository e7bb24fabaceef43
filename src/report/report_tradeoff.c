/* Saving against quality: what is worth a look, whatever was decided. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

static int most_saving_first(const void *left, const void *right)
{
	const struct variant_evidence *a = *(const struct variant_evidence *const *)left,
				      *b = *(const struct variant_evidence *const *)right;
	double x = a->tradeoff.saving, y = b->tradeoff.saving;

	return x != y ? (x < y) - (x > y) : (a > b) - (a < b);
}

static const char *used_cell(const struct sheet *s, const struct tradeoff *x)
{
	const char *most = x->used_most == x->used ? ""
	                   : isfinite(x->used_most)
	                           ? arena_printf(s->a, ", up to %s", num_show_percent(x->used_most, 3, s->a))
	                           : ", and nothing bounds it";

	return arena_printf(s->a, "%s%s", num_show_percent(x->used, 3, s->a), most);
}

static void front_table(struct sheet *s, const struct variant_evidence **front, size_t n)
{
	struct grid g = {0};

	grid_column(s, &g, "on the front", false);
	grid_column(s, &g, "saves", true);
	grid_column(s, &g, "worst metric", false);
	grid_column(s, &g, "of its margin", true);
	grid_column(s, &g, "verdict", false);
	for (size_t i = 0; i < n; i++) {
		const struct tradeoff *x = &front[i]->tradeoff;
		grid_cell(s, &g, front[i]->name);
		grid_cell_exact(s, &g, arena_printf(s->a, "%.1f %%", 100 * x->saving),
		                num_show_real(x->saving, s->a));
		grid_cell(s, &g, x->worst);
		grid_cell_exact(s, &g, used_cell(s, x), num_show_real(x->used, s->a));
		grid_cell(s, &g, verdict_word(front[i]->verdict));
	}
	sheet_table(s, &g);
}

/* "no-psf, tiny: psf_scatter: lost" */
static void say_absent(struct sheet *s)
{
	const struct evidence *e = s->e;
	struct lines lines = {0};
	bool *is_told = NEW_ARRAY(s->a, bool, e->n_variants);

	for (size_t i = 0; i < e->n_variants; i++) {
		AUTO_STRBUF struct strbuf names = STRBUF_INIT;
		const char *why = e->variants[i].tradeoff.absent_reason;
		for (size_t k = i; k < e->n_variants && why && !e->variants[i].is_baseline; k++) {
			const char *other = e->variants[k].tradeoff.absent_reason;
			if (!is_told[k] && other && strcmp(other, why) == 0) {
				is_told[k] = true;
				strbuf_addf(&names, "%s%s", names.len ? ", " : "", e->variants[k].name);
			}
		}
		if (names.len > 0) {
			lines_say(s, &lines, "%s: %s", names.text, why);
		}
	}
	if (lines.n > 0) {
		sheet_paragraph(s, "Of these not both are known:");
		sheet_list(s, &lines);
	}
}

void report_tradeoff(struct sheet *s)
{
	const struct evidence *e = s->e;
	const struct variant_evidence **front =
		NEW_ARRAY(s->a, const struct variant_evidence *, e->n_variants);
	size_t n_front = 0, n_placed = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n_placed += e->variants[i].tradeoff.worst && !e->variants[i].tradeoff.absent_reason;
		if (e->variants[i].tradeoff.is_on_front) {
			front[n_front++] = &e->variants[i];
		}
	}
	if (n_placed < 2) {
		return;
	}
	qsort(front, n_front, sizeof(*front), most_saving_first);
	sheet_heading(s, "Trade-off");
	sheet_say(
		s,
		"What variants save of %s, beside the baseline, and how much of its margin the worst judged metric uses up: of %zu of "
		"which both are known, %zu %s on the Pareto front, where none saves as much and uses less. 100 %% is all of a margin; the "
		"second number is at the worse end of the interval.",
		cost_title(e->primary), n_placed, n_front, n_front == 1 ? "is" : "are");
	if (n_front > 0) {
		front_table(s, front, n_front);
	}
	sheet_picture(s, "tradeoff"); /* what it does not show is told next, with or without it */
	say_absent(s);
}
