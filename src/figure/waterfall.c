/* The way from today's latency to the target, cut by cut. */
#include <math.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

enum { LABEL_MOST = 40 };

static bool has(const struct evidence *e) { return e->ladder && e->ladder->n > 0; }

/* A bar from one latency to the next, and what is known of the latter. */
static void add_row(struct plot *p, const char *step, const char *kind, double from, const struct latency *to)
{
	const bool bounded = has_bounds(to);

	plot_text(p, step);
	plot_text(p, kind);
	plot_number(p, true, from);
	plot_number(p, true, to->at);
	plot_number(p, bounded, to->low);
	plot_number(p, bounded, to->high);
}

static void end_row(struct plot *p, const struct rung *r)
{
	const bool is_there = r && !r->measured.absent_reason, bounded = is_there && has_bounds(&r->together);

	plot_number(p, is_there, is_there ? r->together.at : 0);
	plot_number(p, bounded, bounded ? r->together.low : 0);
	plot_number(p, bounded, bounded ? r->together.high : 0);
	plot_text(p, r && !is_there ? r->measured.absent_reason : "");
	plot_end_row(p);
}

/* A bar from nothing. */
static void add_whole(struct plot *p, const char *name, const struct latency *l)
{
	add_row(p, name, "whole", 0, l);
	end_row(p, NULL);
}

static double most_of(const struct latency *l) { return has_bounds(l) ? l->high : l->at; }

static void data(const struct evidence *e, struct plot *p)
{
	const struct ladder *l = e->ladder;
	const char **names = NEW_ARRAY(p->a, const char *, l->n + 3);
	double before = l->today.at, most = fmax(most_of(&l->today), l->target);
	size_t n = 0;
	bool has_measured = false;

	strbuf_add(&p->rows,
	           "step\tkind\tfrom\tto\tlow\thigh\tmeasured\tmeasured_low\tmeasured_high\tnot_measured\n");
	names[n++] = "today";
	add_whole(p, "today", &l->today);
	for (size_t i = 0; i < l->n; i++) {
		const struct rung *r = &l->rungs[i];
		names[n++] = plot_label(p, r->variant, LABEL_MOST);
		add_row(p, r->variant, "cut", before, &r->product);
		end_row(p, r);
		before = r->product.at;
		most = fmax(most, most_of(&r->product));
		has_measured = has_measured || !r->measured.absent_reason;
	}
	names[n++] = l->is_measured ? "all, as measured" : "all, by the product";
	add_whole(p, names[n - 1], &l->end);
	if (l->settled_by) {
		names[n++] = plot_label(p, l->settled_by, LABEL_MOST);
		add_whole(p, l->settled_by, &l->settled);
		most = fmax(most, most_of(&l->settled));
	}
	p->title = "From today's latency to the target, cut by cut";
	plot_set_unit(p, "ns", most);
	plot_set_number(p, "most", most);
	plot_set_number(p, "target", l->target);
	plot_set_number(p, "level", 100 * l->level);
	plot_set_number(p, "measured", has_measured);
	plot_set_texts(p, "names", names, n);
}

const struct figure_ops figure_waterfall = {
	.name = "waterfall",
	.about = "From today's latency to the target, cut by cut",
	.has = has,
	.data = data,
};
