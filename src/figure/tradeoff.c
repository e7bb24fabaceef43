/* What each variant saves, beside the baseline, against how much of a margin it uses up. */
#include <math.h>
#include <stdlib.h>

#include "figure_place.h"
#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

/* In pixels: the area inside the axes, and a digit. What lies beyond the axes' most is drawn at the edge, and its number is told. */
enum { AREA_WIDTH = 600, AREA_HEIGHT = 380, DIGIT = 9, LABEL_MOST = 40 };
static const double top_least = 1.25, top_most = 2.5, low_most = -1;

struct point {
	const struct variant_evidence *v;
	struct place place;
};

static bool has_place(const struct variant_evidence *v)
{
	return v->tradeoff.worst && !v->tradeoff.absent_reason;
}

/* Those on the front come first, and of each part the most saving. */
static int compare_points(const void *left, const void *right)
{
	const struct point *p = left, *q = right;
	const struct tradeoff *x = &p->v->tradeoff, *y = &q->v->tradeoff;

	return x->is_on_front != y->is_on_front ? (x->is_on_front ? -1 : 1)
	       : x->saving != y->saving         ? (x->saving > y->saving ? -1 : 1)
	       : x->used != y->used             ? (x->used < y->used ? -1 : 1)
	                                        : (p->v > q->v) - (p->v < q->v);
}

struct scatter {
	struct point *at;
	size_t n, n_front;             /* which come first */
	double low, high, bottom, top; /* of the axes: saving, and share */
};

static void set_ranges(struct scatter *s, const struct evidence *e)
{
	s->low = 0;
	s->high = e->worth;
	s->top = top_least;
	for (size_t i = 0; i < s->n; i++) {
		s->low = fmin(s->low, s->at[i].v->tradeoff.saving);
		s->high = fmax(s->high, s->at[i].v->tradeoff.saving);
		s->top = fmax(s->top, fmin(1.1 * s->at[i].v->tradeoff.used, top_most));
	}
	s->low = fmax(s->low, fmin(low_most, -2 * s->high));
	const double room = 0.06 * (s->high > s->low ? s->high - s->low : 1);
	s->bottom = -0.05 * s->top;
	s->low -= room;
	s->high += room;
}

static struct place mark_at(const struct scatter *s, double saving, double used)
{
	return (struct place){.x = AREA_WIDTH * (fmax(saving, s->low) - s->low) / (s->high - s->low),
	                      .y = AREA_HEIGHT * (fmin(used, s->top) - s->bottom) / (s->top - s->bottom)};
}

static void place(struct scatter *s, struct arena *a)
{
	struct place *places = NEW_ARRAY(a, struct place, s->n + 1);

	for (size_t i = 0; i < s->n; i++) {
		places[i] = mark_at(s, s->at[i].v->tradeoff.saving, s->at[i].v->tradeoff.used);
		places[i].wide = DIGIT * (i < 9 ? 1 : i < 99 ? 2 : 3) + 2;
	}
	places[s->n] = mark_at(s, 0, 0); /* the baseline */
	figure_place(places, s->n, s->n + 1, AREA_WIDTH, AREA_HEIGHT);
	for (size_t i = 0; i < s->n; i++) {
		s->at[i].place = places[i];
	}
}

static struct scatter scatter_of(const struct evidence *e, struct plot *p)
{
	struct scatter s = {.at = NEW_ARRAY(p->a, struct point, e->n_variants)};

	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		if (has_place(v)) {
			s.n_front += v->tradeoff.is_on_front;
			s.at[s.n++].v = v;
		} else if (!v->is_baseline) {
			plot_leave_out(p, v->name, v->tradeoff.absent_reason);
		}
	}
	qsort(s.at, s.n, sizeof(*s.at), compare_points);
	set_ranges(&s, e);
	place(&s, p->a);
	return s;
}

/* One alone has nothing to be weighed against. */
static bool has(const struct evidence *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		n += has_place(&e->variants[i]);
	}
	return n > 1;
}

static void add_row(struct plot *p, const struct scatter *s, size_t i)
{
	const struct point *at = &s->at[i];
	const struct tradeoff *x = &at->v->tradeoff;

	plot_number(p, true, (double)i + 1);
	plot_text(p, at->v->name);
	plot_text(p, verdict_word(at->v->verdict));
	plot_number(p, true, x->saving);
	plot_text(p, x->worst);
	plot_number(p, true, x->used);
	plot_number(p, true, x->used_most);
	plot_number(p, true, x->is_on_front);
	plot_number(p, true, s->low + at->place.label_x * (s->high - s->low) / AREA_WIDTH);
	plot_number(p, true, s->bottom + at->place.label_y * (s->top - s->bottom) / AREA_HEIGHT);
	plot_number(p, true, at->place.is_far);
	plot_end_row(p);
}

/* "3  drop-win", and what the axes have no room for. */
static const char *name_of(struct plot *p, const struct scatter *s, size_t i)
{
	const struct tradeoff *x = &s->at[i].v->tradeoff;
	const char *name = plot_label(p, arena_printf(p->a, "%zu  %s", i + 1, s->at[i].v->name), LABEL_MOST);
	const char *saving =
		x->saving < s->low ? arena_printf(p->a, ", takes %.0f %% more", -100 * x->saving) : "";
	const char *used = x->used > s->top ? arena_printf(p->a, ", uses %.0f %%", 100 * x->used) : "";

	return arena_printf(p->a, "%s%s%s", name, saving, used);
}

static void data(const struct evidence *e, struct plot *p)
{
	const struct scatter s = scatter_of(e, p);
	strbuf_add(
		&p->rows,
		"number\tvariant\tverdict\tsaving\tworst_metric\tused\tused_most\tis_on_front\tlabel_x\tlabel_y\tis_far\n");
	for (size_t i = 0; i < s.n; i++) {
		add_row(p, &s, i);
	}
	const char **names = NEW_ARRAY(p->a, const char *, s.n);
	for (size_t i = 0; i < s.n; i++) {
		names[i] = name_of(p, &s, i);
	}
	plot_set_texts(p, "names", names, s.n);
	p->title =
		arena_printf(p->a, "Saving in %s against the share of its margin that the worst metric uses",
	                     cost_title(e->primary));
	plot_set_text(p, "cost", cost_title(e->primary));
	plot_set_number(p, "worth", 100 * e->worth);
	plot_set_number(p, "shown", (double)s.n);
	plot_set_number(p, "low", 100 * s.low);
	plot_set_number(p, "high", 100 * s.high);
	plot_set_number(p, "bottom", 100 * s.bottom);
	plot_set_number(p, "top", 100 * s.top);
	plot_set_number(p, "front", (double)s.n_front);
	plot_set_number(p, "area_width", AREA_WIDTH);
	plot_set_number(p, "area_height", AREA_HEIGHT);
	struct plot_effects shown = {NEW_ARRAY(p->a, struct plot_effect, s.n), s.n, s.n};
	for (size_t i = 0; i < s.n; i++) {
		shown.at[i].v = s.at[i].v;
	}
	plot_set_verdicts(p, &shown);
}

const struct figure_ops figure_tradeoff = {
	.name = "tradeoff",
	.about = "What each variant saves, against the share of its margin that the worst judged metric uses",
	.has = has,
	.data = data,
};
