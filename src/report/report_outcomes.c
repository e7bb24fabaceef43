/* Whether outputs are the same, and how runs failed. */
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/model/evidence.h"

enum { FEW_OUTPUTS = 2 };

bool outputs_are_few(const struct evidence *e)
{
	return e->n_variants > 0 && e->variants[0].n_sameness <= FEW_OUTPUTS;
}

void outputs_cells(struct sheet *s, struct grid *g, const struct variant_evidence *v)
{
	for (size_t k = 0; k < v->n_sameness; k++) {
		const struct sameness *m = &v->sameness[k];
		const char *doubt = m->is_unsteady && m->n_same < m->n_pairs ? " (repeats differ)" : "";
		grid_cell(s, g,
		          m->n_pairs ? arena_printf(s->a, "%zu/%zu%s", m->n_same, m->n_pairs, doubt) : "");
	}
}

void report_outputs(struct sheet *s)
{
	const struct variant_evidence *v = s->e->variants;
	struct grid g = {0};

	if (s->e->n_variants < 2 || outputs_are_few(s->e)) {
		return;
	}
	sheet_heading(s, "Outputs");
	sheet_paragraph(s, "Pairs in which an output is identical to the reference's (SHA-256 of "
	                   "what it holds).");
	grid_column(s, &g, "variant", false);
	for (size_t k = 0; k < v->n_sameness; k++) {
		grid_column(s, &g, v->sameness[k].name, true);
	}
	for (size_t i = 0; i < s->e->n_variants; i++) {
		if (!s->e->variants[i].is_baseline) {
			grid_cell(s, &g, s->e->variants[i].name);
			outputs_cells(s, &g, &s->e->variants[i]);
		}
	}
	sheet_table(s, &g);
}

static void report_failure(struct sheet *s, const struct variant_evidence *v, const struct failure *f)
{
	const bool has_log = f->log_tail && *f->log_tail;
	const char *left_out = "";

	if (v->n_skipped > 0 && f == v->failures) {
		left_out = arena_printf(s->a, " Left out, since it was settled: %zu.", v->n_skipped);
	}
	sheet_say(s, "%s: %s, in %zu of %s.%s %s", v->name, f->reason, f->n,
	          num_show_count(v->n_runs, "run", "runs", s->a), left_out,
	          has_log ? "The log of the first ends:" : "There is no log.");
	if (has_log) {
		sheet_verbatim(s, f->log_tail);
	}
}

void report_failures_of(struct sheet *s, const struct variant_evidence *v)
{
	for (size_t k = 0; k < v->n_failures; k++) {
		report_failure(s, v, &v->failures[k]);
	}
}

void report_failures(struct sheet *s)
{
	size_t n = 0;

	sheet_heading(s, "Failures");
	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		report_failures_of(s, v);
		n += v->n_failures;
	}
	if (n == 0) {
		sheet_paragraph(s, !s->e->n_runs ? "No run was made."
		                   : s->e->screen.n_failed
		                           ? "No run of these variants failed; of the screening, see there."
		                           : "No run failed.");
	}
}
