/* How the runs of each variant spread: each run, how many there are of a size, and the two groups that they fall in. */
#include <math.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

enum { BINS = 60, RUNS_MOST = 500, LABEL_MOST = 40 };

struct span {
	double least, most;
	size_t n; /* values */
	const char *unit;
};

static struct span span_of(const struct evidence *e)
{
	struct span s = {INFINITY, -INFINITY, 0, NULL};

	for (size_t i = 0; i < e->n_variants; i++) {
		const struct series *r = &e->variants[i].series;
		s.n += r->n;
		for (size_t k = 0; k < r->n; k++) {
			s.least = fmin(s.least, r->at[k].value);
			s.most = fmax(s.most, r->at[k].value);
			s.unit = r->unit;
		}
	}
	return s;
}

static bool has(const struct evidence *e) { return span_of(e).n > 1; }

static void add_row(struct plot *p, size_t row, const struct variant_evidence *v, const char *kind,
                    double value, double height)
{
	plot_number(p, true, (double)row);
	plot_text(p, v->name);
	plot_text(p, kind);
	plot_number(p, true, value);
	plot_number(p, true, height);
	plot_end_row(p);
}

/* Bars are as wide for each variant, and the highest of each is as high. */
static void add_bins(struct plot *p, size_t row, const struct variant_evidence *v, const struct span *s)
{
	const double width = (s->most - s->least) / BINS;
	size_t counts[BINS] = {0}, most = 0;

	for (size_t k = 0; k < v->series.n; k++) {
		const size_t bin = width > 0 ? (size_t)((v->series.at[k].value - s->least) / width) : 0;
		size_t *count = &counts[bin < BINS ? bin : BINS - 1];
		most = ++*count > most ? *count : most;
	}
	for (size_t i = 0; i < BINS; i++) {
		if (counts[i] > 0) {
			add_row(p, row, v, "runs", s->least + ((double)i + 0.5) * width,
			        (double)counts[i] / (double)most);
		}
	}
}

static bool add_variant(struct plot *p, size_t row, const struct variant_evidence *v, const struct span *s)
{
	const struct distribution *d = &v->distribution;
	const size_t step = v->series.n / RUNS_MOST + 1;

	add_bins(p, row, v, s);
	for (size_t k = 0; k < v->series.n; k += step) {
		add_row(p, row, v, "run", v->series.at[k].value, (double)(k * 7 % 11) / 11);
	}
	add_row(p, row, v, "median", d->median, 0);
	for (size_t k = 0; d->has_groups && k < 2; k++) {
		add_row(p, row, v, "mode", d->groups[k].centre, (double)d->groups[k].n / (double)d->n);
	}
	return d->has_groups;
}

static void data(const struct evidence *e, struct plot *p)
{
	const struct span s = span_of(e);
	const char **names = NEW_ARRAY(p->a, const char *, e->n_variants);
	size_t n = 0;
	bool has_modes = false;

	strbuf_add(&p->rows, "row\tvariant\tkind\tvalue\theight\n");
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		if (v->series.n > 0) {
			names[n++] = plot_label(p, v->name, LABEL_MOST);
			has_modes = add_variant(p, n, v, &s) || has_modes;
		} else {
			plot_leave_out(p, v->name,
			               v->series.absent_reason ? v->series.absent_reason : "no runs");
		}
	}
	p->title = arena_printf(p->a, "How the runs of each variant spread in %s", cost_title(e->primary));
	plot_set_text(p, "cost", cost_title(e->primary));
	plot_set_unit(p, s.unit, s.most);
	plot_set_number(p, "least", s.least);
	plot_set_number(p, "most", s.most);
	plot_set_number(p, "bar", (s.most - s.least) / BINS);
	plot_set_number(p, "modes", has_modes);
	plot_set_texts(p, "names", names, n);
}

const struct figure_ops figure_strip = {
	.name = "strip",
	.about = "How the runs of each variant spread",
	.has = has,
	.data = data,
};
