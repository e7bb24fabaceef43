/* What each variant saves, with its interval. */
#include <math.h>
#include <string.h>

#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

enum { LABEL_MOST = 40, HIGH_MOST = 1 };

static bool has(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();

	return plot_effects(e, a).n_shown > 0;
}

/* In percent: all intervals, no change, and what is worth one. What takes many times as long is drawn at the edge, or it would leave no room for savings. */
static void set_range(struct plot *p, const struct evidence *e, const struct plot_effects *all)
{
	double low = -e->worth, high = 0;

	for (size_t i = 0; i < all->n_shown; i++) {
		const struct change *c = all->at[i].c;
		low = fmin(low, has_interval(c) ? fmin(c->low, c->estimate) : c->estimate);
		high = fmax(high, has_interval(c) ? fmax(c->high, c->estimate) : c->estimate);
	}
	high = fmin(high, fmax(HIGH_MOST, -2 * low));
	const double room = 0.04 * (high > low ? high - low : 1);
	plot_set_number(p, "low", 100 * (low - room));
	plot_set_number(p, "high", 100 * (high + room));
}

/* Those asked for, or what so few values reach; one where all are alike: looks have several. */
static const char *levels(struct plot *p, const struct plot_effects *all)
{
	double least = 1, most = 0;

	for (size_t i = 0; i < all->n_shown; i++) {
		const struct change *c = all->at[i].c;
		if (has_interval(c)) {
			const double level = fmin(c->level, all->at[i].v->joint_confidence);
			least = fmin(least, level);
			most = fmax(most, level);
		}
	}
	return most == 0 ? ""
	       : most - least < 1e-9
	               ? arena_printf(p->a, ", with intervals at %s", num_show_percent(most, 5, p->a))
	               : arena_printf(p->a, ", with intervals at %s to %s", num_show_percent(least, 5, p->a),
	                              num_show_percent(most, 5, p->a));
}

static const char *label_of(struct plot *p, const struct variant_evidence *v, const char *baseline)
{
	return !baseline || strcmp(v->reference, baseline) == 0
	               ? plot_label(p, v->name, LABEL_MOST)
	               : arena_printf(p->a, "%s vs %s", plot_label(p, v->name, LABEL_MOST / 2),
	                              plot_label(p, v->reference, LABEL_MOST / 2 - 4));
}

static void add_row(struct plot *p, const struct plot_effect *f, const char *label)
{
	const struct variant_evidence *v = f->v;
	const char *absent = plot_absent(f);
	const bool is_bounded = !absent && has_interval(f->c);

	plot_text(p, label);
	plot_text(p, v->name);
	plot_text(p, v->change);
	plot_text(p, v->reference);
	plot_text(p, verdict_word(v->verdict));
	plot_number(p, !absent, absent ? 0 : f->c->estimate);
	plot_number(p, is_bounded, is_bounded ? f->c->low : 0);
	plot_number(p, is_bounded, is_bounded ? f->c->high : 0);
	plot_number(p, !absent, absent ? 0 : (double)f->c->n);
	plot_text(p, absent ? absent : !is_bounded ? "no interval: too few inputs" : "");
	plot_end_row(p);
}

static void data(const struct evidence *e, struct plot *p)
{
	const struct plot_effects all = plot_effects(e, p->a);
	const char *baseline = NULL;
	size_t widest = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		baseline = e->variants[i].is_baseline ? e->variants[i].name : baseline;
	}
	strbuf_add(&p->rows,
	           "label\tvariant\tchange\tcompared_with\tverdict\teffect\tlow\thigh\tn\tremark\n");
	for (size_t i = 0; i < all.n; i++) {
		const struct plot_effect *f = &all.at[i];
		const char *label = label_of(p, f->v, baseline);
		if (i < all.n_shown) {
			widest = plot_columns(label) > widest ? plot_columns(label) : widest;
		} else {
			plot_leave_out(p, f->v->name, plot_absent(f));
		}
		add_row(p, f, label);
	}
	p->title = arena_printf(p->a, "Change in %s of each variant", cost_title(e->primary));
	plot_set_text(p, "cost", cost_title(e->primary));
	plot_set_number(p, "worth", 100 * e->worth);
	plot_set_text(p, "levels", levels(p, &all));
	plot_set_number(p, "shown", (double)all.n_shown);
	plot_set_number(p, "widest", (double)widest);
	plot_set_verdicts(p, &all);
	set_range(p, e, &all);
}

const struct figure_ops figure_forest = {
	.name = "forest",
	.about = "What each variant changes, with its interval, the most saving first",
	.has = has,
	.data = data,
};
