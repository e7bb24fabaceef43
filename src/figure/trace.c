/* The runs in the order in which they were made: drifts, and what disturbed them. */
#include <math.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

/* Of more, some are drawn. */
enum { RUNS_MOST = 6000 };

static size_t count_runs(const struct evidence *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n += e->variants[i].series.n;
	}
	return n;
}

static bool has(const struct evidence *e) { return count_runs(e) > 1; }

/* Returns whether one is among them that was disturbed. */
static bool add_runs(struct plot *p, const struct evidence *e, const struct variant_evidence *v, size_t step,
                     size_t group)
{
	bool is_any = false;

	for (size_t i = 0; i < v->series.n; i++) {
		const struct sample *s = &v->series.at[i];
		if (s->order % step != 0) {
			continue;
		}
		plot_number(p, true, s->order);
		plot_text(p, v->name);
		plot_number(p, true, (double)group);
		plot_number(p, true, s->value);
		plot_number(p, true, s->block);
		plot_text(p, e->inputs[s->input]);
		plot_number(p, true, s->is_disturbed);
		plot_end_row(p);
		is_any = is_any || s->is_disturbed;
	}
	return is_any;
}

static void data(const struct evidence *e, struct plot *p)
{
	size_t *groups = NEW_ARRAY(p->a, size_t, e->n_variants);
	const size_t n = count_runs(e), step = n / RUNS_MOST + 1, n_groups = plot_groups(e, groups);
	bool has_disturbed = false;
	double most = 0;
	const char *unit = NULL;

	strbuf_add(&p->rows, "order\tvariant\tgroup\tvalue\tblock\tinput\tis_disturbed\n");
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct series *s = &e->variants[i].series;
		has_disturbed = add_runs(p, e, &e->variants[i], step, groups[i]) || has_disturbed;
		for (size_t k = 0; k < s->n; k++) {
			most = fmax(most, s->at[k].value);
			unit = s->unit;
		}
		if (s->absent_reason) {
			plot_leave_out(p, e->variants[i].name, s->absent_reason);
		}
	}
	if (e->screen.n_runs > 0) {
		plot_leave_out(p, arena_printf(p->a, "the screen's %zu runs", e->screen.n_runs),
		               "each configuration is another, and none is a variant");
	}
	if (step > 1) {
		plot_leave_out(
			p, "most runs",
			arena_printf(p->a, "of %zu, those are whose number is a multiple of %zu", n, step));
	}
	p->title = arena_printf(p->a, "%s of each run, in the order in which they were made",
	                        cost_title(e->primary));
	plot_set_text(p, "cost", cost_title(e->primary));
	plot_set_unit(p, unit, most);
	plot_set_number(p, "most", most);
	plot_set_number(p, "disturbed", has_disturbed);
	plot_set_groups(p, e, groups, n_groups);
}

const struct figure_ops figure_trace = {
	.name = "trace",
	.about = "What each run took, in the order in which they were made",
	.has = has,
	.data = data,
};
