/* How the primary cost goes with a column of the inputs, or along the runs: where that is no chance. */
#include <math.h>
#include <stdlib.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

enum { PANELS_MOST = 3, RUNS_MOST = 3000, LABEL_MOST = 60 };

struct dot {
	double x, y;
};
struct dots {
	struct dot *at;
	size_t n;
};

/* The first of those that are flagged; returns how many are shown. */
static size_t panels_of(const struct evidence *e, const struct scaling **panels)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n_scalings && n < PANELS_MOST; i++) {
		if (e->scalings[i].flagged) {
			panels[n++] = &e->scalings[i];
		}
	}
	return n;
}

static bool has(const struct evidence *e)
{
	const struct scaling *panels[PANELS_MOST];

	return panels_of(e, panels) > 0;
}

/* A mean for each input that has a number; of the order (`values` is NULL), runs by their block. */
static struct dots dots_of(const struct evidence *e, const double *values, const struct series *s,
                           struct arena *a)
{
	const size_t room = values ? e->n_inputs : s->n, step = values ? 1 : s->n / RUNS_MOST + 1;
	double *sum = NEW_ARRAY(a, double, e->n_inputs), *n = NEW_ARRAY(a, double, e->n_inputs);
	struct dots dots = {NEW_ARRAY(a, struct dot, room), 0};

	for (size_t i = 0; i < s->n; i += step) {
		if (values) {
			sum[s->at[i].input] += s->at[i].value;
			n[s->at[i].input]++;
		} else {
			dots.at[dots.n++] = (struct dot){s->at[i].block, s->at[i].value};
		}
	}
	for (size_t i = 0; values && i < e->n_inputs; i++) {
		if (n[i] > 0 && isfinite(values[i])) {
			dots.at[dots.n++] = (struct dot){values[i], sum[i] / n[i]};
		}
	}
	return dots;
}

static int compare(const void *left, const void *right)
{
	const double x = *(const double *)left, y = *(const double *)right;

	return (x > y) - (x < y);
}

/* Of a line with half of the dots above it. */
static double height_of(const struct dots *dots, double slope, struct arena *a)
{
	double *rest = NEW_ARRAY(a, double, dots->n);

	for (size_t i = 0; i < dots->n; i++) {
		rest[i] = dots->at[i].y - slope * dots->at[i].x;
	}
	qsort(rest, dots->n, sizeof(*rest), compare);
	return (rest[(dots->n - 1) / 2] + rest[dots->n / 2]) / 2;
}

static void add_row(struct plot *p, size_t panel, const char *variant, size_t group, const char *kind,
                    struct dot dot)
{
	plot_number(p, true, (double)panel);
	plot_text(p, variant);
	plot_number(p, true, (double)group);
	plot_text(p, kind);
	plot_number(p, true, dot.x);
	plot_number(p, true, dot.y);
	plot_end_row(p);
}

/* Through the middle of the dots, from the first to the last. */
static void add_line(struct plot *p, size_t panel, const char *variant, size_t group, const struct dots *dots,
                     double slope)
{
	const double height = height_of(dots, slope, p->a);
	double from = INFINITY, to = -INFINITY;

	for (size_t i = 0; i < dots->n; i++) {
		from = fmin(from, dots->at[i].x);
		to = fmax(to, dots->at[i].x);
	}
	add_row(p, panel, variant, group, "slope", (struct dot){from, height + slope * from});
	add_row(p, panel, variant, group, "slope", (struct dot){to, height + slope * to});
}

/* Lines of variants that are told from one another alone. Returns the largest cost. */
static double add_variant(struct plot *p, const struct evidence *e, const struct scaling *c, size_t panel,
                          size_t variant, size_t group, bool has_line)
{
	const struct variant_evidence *v = &e->variants[variant];
	const struct variant_scaling *scaling = &c->variants[variant];
	const struct dots dots = dots_of(e, scaling->values, &v->series, p->a);
	double most = 0;

	for (size_t i = 0; i < dots.n; i++) {
		add_row(p, panel, v->name, group, scaling->values ? "input" : "run", dots.at[i]);
		most = fmax(most, dots.at[i].y);
	}
	if (has_line && dots.n > 0 && !scaling->own.absent_reason) {
		add_line(p, panel, v->name, group, &dots, scaling->own.at);
	}
	return most;
}

static double add_panel(struct plot *p, const struct evidence *e, const struct scaling *c, size_t panel,
                        const size_t *groups)
{
	double most = 0;
	size_t n_in_second = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n_in_second += groups[i] == 2;
	}
	for (size_t i = 0; i < c->n_variants; i++) {
		const bool has_line = groups[i] != 2 || n_in_second == 1;
		most = groups[i] ? fmax(most, add_variant(p, e, c, panel, i, groups[i], has_line)) : most;
	}
	return most;
}

static void data(const struct evidence *e, struct plot *p)
{
	const struct scaling *panels[PANELS_MOST];
	const size_t n = panels_of(e, panels);
	size_t *groups = NEW_ARRAY(p->a, size_t, e->n_variants);
	const size_t n_groups = plot_groups(e, groups);
	const char *columns[PANELS_MOST], *unit = NULL;
	double most = 0;
	size_t n_flagged = 0;

	strbuf_add(&p->rows, "panel\tvariant\tgroup\tkind\tx\tvalue\n");
	for (size_t i = 0; i < n; i++) {
		most = fmax(most, add_panel(p, e, panels[i], i + 1, groups));
		columns[i] = panels[i]->column ? plot_label(p, panels[i]->column, LABEL_MOST) : "block";
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		unit = e->variants[i].series.n > 0 ? e->variants[i].series.unit : unit;
	}
	for (size_t i = 0; i < e->n_scalings; i++) {
		n_flagged += e->scalings[i].flagged;
		if (e->scalings[i].flagged && n_flagged > PANELS_MOST) {
			plot_leave_out(p, e->scalings[i].column ? e->scalings[i].column : "block",
			               arena_printf(p->a, "there is room for %d", PANELS_MOST));
		}
	}
	p->title = arena_printf(p->a, "%s against what it goes with", cost_title(e->primary));
	plot_set_text(p, "cost", cost_title(e->primary));
	plot_set_unit(p, unit, most);
	plot_set_number(p, "most", most);
	plot_set_texts(p, "columns", columns, n);
	plot_set_groups(p, e, groups, n_groups);
}

const struct figure_ops figure_scaling = {
	.name = "scaling",
	.about = "What runs take against what that goes with",
	.has = has,
	.data = data,
};
