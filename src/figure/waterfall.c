/* The way from today's latency to the target, cut by cut. */
#include <math.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

enum { LABEL_MOST = 40 };

static bool has(const struct evidence *e) { return e->ladder && e->ladder->n > 0; }

/* A bar from one latency to the next, and what is known of the latter. */
static void add_row(struct plot *p, const char *step, const char *kind, double from, double to,
                    const double *bounds)
{
	const bool is_bounded = bounds && isfinite(bounds[0]) && isfinite(bounds[1]) && bounds[0] < bounds[1];

	plot_text(p, step);
	plot_text(p, kind);
	plot_number(p, true, from);
	plot_number(p, true, to);
	plot_number(p, is_bounded, is_bounded ? bounds[0] : 0);
	plot_number(p, is_bounded, is_bounded ? bounds[1] : 0);
}

static void end_row(struct plot *p, const struct ladder *l, const struct rung *r)
{
	const struct change *c = r ? &r->measured : NULL;
	const bool is_there = c && !c->absent_reason, is_bounded = is_there && has_interval(c);

	plot_number(p, is_there, is_there ? l->today * (1 + c->estimate) : 0);
	plot_number(p, is_bounded, is_bounded ? l->today * (1 + c->low) : 0);
	plot_number(p, is_bounded, is_bounded ? l->today * (1 + c->high) : 0);
	plot_text(p, r && !is_there ? c->absent_reason : "");
	plot_end_row(p);
}

static void data(const struct evidence *e, struct plot *p)
{
	const struct ladder *l = e->ladder;
	const char **names = NEW_ARRAY(p->a, const char *, l->n + 2);
	double before = l->today, most = fmax(l->today, l->target);
	bool has_measured = false;

	strbuf_add(&p->rows,
	           "step\tkind\tfrom\tto\tlow\thigh\tmeasured\tmeasured_low\tmeasured_high\tnot_measured\n");
	names[0] = "today";
	add_row(p, "today", "whole", 0, l->today, NULL);
	end_row(p, l, NULL);
	for (size_t i = 0; i < l->n; i++) {
		const struct rung *r = &l->rungs[i];
		names[i + 1] = plot_label(p, r->variant, LABEL_MOST);
		add_row(p, r->variant, "cut", before, r->latency, (const double[]){r->low, r->high});
		end_row(p, l, r);
		before = r->latency;
		most = fmax(most, fmax(r->latency, isfinite(r->high) ? r->high : 0));
		has_measured = has_measured || !r->measured.absent_reason;
	}
	names[l->n + 1] = l->is_measured ? "all, as measured" : "all, by the product";
	add_row(p, names[l->n + 1], "whole", 0, l->latency, (const double[]){l->low, l->high});
	end_row(p, l, NULL);
	p->title = "From today's latency to the target, cut by cut";
	plot_set_unit(p, "ns", most);
	plot_set_number(p, "most", most);
	plot_set_number(p, "target", l->target);
	plot_set_number(p, "level", 100 * l->level);
	plot_set_number(p, "measured", has_measured);
	plot_set_texts(p, "names", names, l->n + 2);
}

const struct figure_ops figure_waterfall = {
	.name = "waterfall",
	.about = "From today's latency to the target, cut by cut",
	.has = has,
	.data = data,
};
