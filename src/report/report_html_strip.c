/*
 * The runs of a variant as dots, from left to right in the order in which they were made, among those of what it is compared with.
 * Places are whole numbers, and each is drawn once: a million runs make no larger picture than a few thousand.
 */
#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_html.h"
#include "secateur/base/arena.h"
#include "secateur/model/evidence.h"

enum { WIDTH = 640, HEIGHT = 80, EDGE = 4 };

struct strip {
	const struct html *h;
	double low, high;
	uint32_t last;
	bool *is_drawn; /* WIDTH * HEIGHT places */
};

static void widen(struct strip *s, const struct series *of)
{
	for (size_t i = 0; i < of->n; i++) {
		s->low = fmin(s->low, of->at[i].value);
		s->high = fmax(s->high, of->at[i].value);
		s->last = of->at[i].order > s->last ? of->at[i].order : s->last;
	}
}

/* A line of no length with round ends is a dot. */
static void put_dots(struct strip *s, const struct series *of, bool disturbed, const char *class)
{
	const double span = s->high > s->low ? s->high - s->low : 1;
	const double width = WIDTH - 2 * EDGE, height = HEIGHT - 2 * EDGE;
	bool begun = false;

	memset(s->is_drawn, 0, WIDTH * HEIGHT * sizeof(*s->is_drawn));
	for (size_t i = 0; i < of->n; i++) {
		const struct sample *x = &of->at[i];
		const double at = s->last > 0 ? (double)x->order / s->last : 0.5;
		const size_t column = EDGE + (size_t)lround(at * width),
			     row = EDGE + (size_t)lround((s->high - x->value) / span * height);
		if (x->is_disturbed != disturbed || s->is_drawn[row * WIDTH + column]) {
			continue;
		}
		s->is_drawn[row * WIDTH + column] = true;
		if (!begun) {
			fprintf(s->h->out, "<path class=\"%s\" d=\"", class);
		}
		begun = true;
		fprintf(s->h->out, "M%zu %zuh0", column, row);
	}
	fputs(begun ? "\"/>" : "", s->h->out);
}

static bool has_disturbed(const struct series *of)
{
	for (size_t i = 0; i < of->n; i++) {
		if (of->at[i].is_disturbed) {
			return true;
		}
	}
	return false;
}

static const struct variant_evidence *reference_of(const struct html *h, const struct variant_evidence *v)
{
	size_t i = 0;

	while (i < h->e->n_variants && strcmp(h->e->variants[i].name, v->reference) != 0) {
		i++;
	}
	return i < h->e->n_variants && !v->is_baseline ? &h->e->variants[i] : NULL;
}

/* What is seen, in words. */
static void put_caption(const struct strip *s, const struct variant_evidence *v,
                        const struct variant_evidence *reference)
{
	const struct series *of = &v->series;
	const char *others = reference ? arena_printf(s->h->a, "; grey, those of %s", reference->name) : "";
	const char *disturbed = has_disturbed(of) ? "; squares, those that were disturbed" : "";

	fputs("<figcaption>", s->h->out);
	html_text(
		s->h,
		arena_printf(
			s->h->a,
			"%s of each of its %zu run%s in the order in which they were made, from %s (bottom) to %s (top)%s%s.",
			cost_title(s->h->e->primary), of->n, of->n == 1 ? "" : "s",
			cell_value(s->low, of->unit, s->h->a), cell_value(s->high, of->unit, s->h->a), others,
			disturbed));
	fputs("</figcaption>", s->h->out);
}

void html_strip(const struct html *h, const struct variant_evidence *v)
{
	const struct variant_evidence *reference = reference_of(h, v);
	struct strip s = {.h = h, .low = INFINITY, .high = -INFINITY};

	if (v->series.n == 0) {
		return;
	}
	s.is_drawn = NEW_ARRAY(h->a, bool, WIDTH *HEIGHT);
	widen(&s, &v->series);
	if (reference) {
		widen(&s, &reference->series);
	}
	fprintf(h->out, "<figure class=\"strip\"><svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", WIDTH,
	        HEIGHT);
	if (reference) {
		put_dots(&s, &reference->series, false, "reference");
		put_dots(&s, &reference->series, true, "reference");
	}
	put_dots(&s, &v->series, false, "own");
	put_dots(&s, &v->series, true, "disturbed");
	fputs("</svg>", h->out);
	put_caption(&s, v, reference);
	fputs("</figure>\n", h->out);
}
