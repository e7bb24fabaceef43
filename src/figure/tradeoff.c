/* What each variant saves, against how much of a margin it uses up. */
#include <math.h>

#include "figure_place.h"
#include "figure_plot.h"
#include "secateur/base/arena.h"
#include "secateur/figure/figure.h"
#include "secateur/report/words.h"

/* In pixels: the area inside the axes, and a digit; shares of a margin above TOP_MOST are drawn at the top. */
enum { AREA_WIDTH = 600, AREA_HEIGHT = 380, DIGIT = 9, LABEL_MOST = 40 };
static const double top_least = 1.25, top_most = 2.5;

struct point {
	const struct plot_effect *effect;
	const struct quality_change *worst;
	double saving, share,
		bound; /* shares of the margin of the worst metric: at its estimate, at its interval's worse end */
	bool is_on_front;
	struct place place;
};

static bool is_judged(const struct quality_change *q) { return q->criterion.kind != MARGIN_NONE; }

/* By how much the change, which is there, is one for the worse. */
static double harm(const struct quality_change *q, double change)
{
	return q->criterion.kind == MARGIN_WITHIN     ? fabs(change)
	       : q->criterion.better == BETTER_HIGHER ? fmax(0, -change)
	                                              : fmax(0, change);
}

static double share(const struct quality_change *q, double change)
{
	const double h = harm(q, change);

	return h > 0 ? h / q->criterion.margin : 0;
}

/* Why the variant has no place in the picture; NULL: it has one. */
static const char *why_not(const struct plot_effect *f, struct arena *a)
{
	const char *why = plot_absent(f);
	bool is_any = false;

	for (size_t i = 0; i < f->v->n_qualities && !why; i++) {
		const struct quality_change *q = &f->v->qualities[i];
		is_any = is_any || is_judged(q);
		if (!is_judged(q)) {
			continue;
		}
		if (q->judgement == JUDGED_LOST) {
			why = arena_printf(a, "%s is lost", q->criterion.name);
		} else if (q->change.absent_reason) {
			why = arena_printf(a, "%s: %s", q->criterion.name, q->change.absent_reason);
		}
	}
	return why || is_any ? why : "no metric is judged";
}

static struct point point_of(const struct plot_effect *f)
{
	struct point p = {.effect = f, .saving = -f->c->estimate, .share = -1};

	for (size_t i = 0; i < f->v->n_qualities; i++) {
		const struct quality_change *q = &f->v->qualities[i];
		const double s = is_judged(q) ? share(q, q->change.estimate) : -1;
		if (s > p.share) {
			p.worst = q;
			p.share = s;
			p.bound = has_interval(&q->change)
			                  ? fmax(share(q, q->change.low), share(q, q->change.high))
			                  : NAN;
		}
	}
	return p;
}

/* Nothing saves as much and uses less, the baseline included, which saves nothing and uses nothing. */
static bool is_on_front(const struct point *points, size_t n, const struct point *p)
{
	for (size_t i = 0; i < n; i++) {
		const struct point *q = &points[i];
		if (q->saving >= p->saving && q->share <= p->share &&
		    (q->saving > p->saving || q->share < p->share)) {
			return false;
		}
	}
	return p->saving > 0;
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
		s->low = fmin(s->low, s->at[i].saving);
		s->high = fmax(s->high, s->at[i].saving);
		s->top = fmax(s->top, fmin(1.1 * s->at[i].share, top_most));
	}
	const double room = 0.06 * (s->high > s->low ? s->high - s->low : 1);
	s->bottom = -0.05 * s->top;
	s->low -= room;
	s->high += room;
}

static struct place mark_at(const struct scatter *s, double saving, double used)
{
	return (struct place){.x = AREA_WIDTH * (saving - s->low) / (s->high - s->low),
	                      .y = AREA_HEIGHT * (fmin(used, s->top) - s->bottom) / (s->top - s->bottom)};
}

static void place(struct scatter *s, struct arena *a)
{
	struct place *places = NEW_ARRAY(a, struct place, s->n + 1);

	for (size_t i = 0; i < s->n; i++) {
		places[i] = mark_at(s, s->at[i].saving, s->at[i].share);
		places[i].wide = DIGIT * (i < 9 ? 1 : i < 99 ? 2 : 3) + 2;
	}
	places[s->n] = mark_at(s, 0, 0); /* the baseline */
	figure_place(places, s->n, s->n + 1, AREA_WIDTH, AREA_HEIGHT);
	for (size_t i = 0; i < s->n; i++) {
		s->at[i].place = places[i];
	}
}

/* Each part stays as it is, the most saving first. */
static void front_first(struct scatter *s, struct arena *a)
{
	struct point *sorted = NEW_ARRAY(a, struct point, s->n);
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		s->at[i].is_on_front = is_on_front(s->at, s->n, &s->at[i]);
		s->n_front += s->at[i].is_on_front;
	}
	for (int part = 1; part >= 0; part--) {
		for (size_t i = 0; i < s->n; i++) {
			if (s->at[i].is_on_front == part) {
				sorted[n++] = s->at[i];
			}
		}
	}
	s->at = sorted;
}

static struct scatter scatter_of(const struct evidence *e, struct plot *p)
{
	const struct plot_effects all = plot_effects(e, p->a);
	struct scatter s = {.at = NEW_ARRAY(p->a, struct point, all.n)};

	for (size_t i = 0; i < all.n; i++) {
		const char *why = why_not(&all.at[i], p->a);
		if (why) {
			plot_leave_out(p, all.at[i].v->name, why);
		} else {
			s.at[s.n++] = point_of(&all.at[i]);
		}
	}
	front_first(&s, p->a);
	set_ranges(&s, e);
	place(&s, p->a);
	return s;
}

static bool has(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct plot_effects all = plot_effects(e, a);

	for (size_t i = 0; i < all.n; i++) {
		if (!why_not(&all.at[i], a)) {
			return true;
		}
	}
	return false;
}

static void add_row(struct plot *p, const struct scatter *s, size_t i)
{
	const struct point *at = &s->at[i];
	const struct change *c = at->effect->c;
	const bool is_bounded = has_interval(c);

	plot_number(p, true, (double)i + 1);
	plot_text(p, at->effect->v->name);
	plot_text(p, verdict_word(at->effect->v->verdict));
	plot_number(p, true, at->saving);
	plot_number(p, is_bounded, -c->high);
	plot_number(p, is_bounded, -c->low);
	plot_text(p, at->worst->criterion.name);
	plot_number(p, true, at->share);
	plot_number(p, true, at->bound);
	plot_number(p, true, at->is_on_front);
	plot_number(p, true, s->low + at->place.label_x * (s->high - s->low) / AREA_WIDTH);
	plot_number(p, true, s->bottom + at->place.label_y * (s->top - s->bottom) / AREA_HEIGHT);
	plot_number(p, true, at->place.is_far);
	plot_end_row(p);
}

static void data(const struct evidence *e, struct plot *p)
{
	const struct scatter s = scatter_of(e, p);
	strbuf_add(&p->rows,
	           "number\tvariant\tverdict\tsaving\tlow\thigh\tworst_metric\tmargin_share\tshare_bound\t"
	           "is_on_front\tlabel_x\tlabel_y\tis_far\n");
	for (size_t i = 0; i < s.n; i++) {
		add_row(p, &s, i);
	}
	const char **names = NEW_ARRAY(p->a, const char *, s.n);
	for (size_t i = 0; i < s.n; i++) {
		names[i] = plot_label(p, arena_printf(p->a, "%zu  %s", i + 1, s.at[i].effect->v->name),
		                      LABEL_MOST);
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
		shown.at[i] = *s.at[i].effect;
	}
	plot_set_verdicts(p, &shown);
}

const struct figure_ops figure_tradeoff = {
	.name = "tradeoff",
	.about = "What each variant saves, against the share of its margin that the worst judged metric uses",
	.has = has,
	.data = data,
};
