#include "figure_place.h"

#include <math.h>

/* In pixels: half a mark, a label's height, the nearest distance of a label, and how it grows. */
static const double half_mark = 7, tall = 16, nearest = 14, further = 7;

enum { RINGS = 60, DIRECTIONS = 16, FAR_RING = 1 };

static bool overlap(const struct place *p, double x, double y, double wide, double high)
{
	return fabs(p->label_x - x) < (p->wide + wide) / 2 && fabs(p->label_y - y) < (tall + high) / 2;
}

/* What is to be put. */
struct sheet {
	struct place *places;
	size_t n_marks;
	double width, height;
};

static bool is_free(const struct sheet *s, size_t i)
{
	const struct place *p = &s->places[i];

	if (p->label_x < p->wide / 2 || p->label_x > s->width - p->wide / 2 || p->label_y < tall / 2 ||
	    p->label_y > s->height - tall / 2) {
		return false;
	}
	for (size_t k = 0; k < s->n_marks; k++) {
		const struct place *q = &s->places[k];
		if (overlap(p, q->x, q->y, 2 * half_mark, 2 * half_mark) ||
		    (k < i && overlap(p, q->label_x, q->label_y, q->wide, tall))) {
			return false;
		}
	}
	return true;
}

/* Rings around the mark, the upper right of each first. Where all is taken it is put on the last. */
static void put(const struct sheet *s, size_t i)
{
	struct place *p = &s->places[i];

	for (int ring = 0; ring < RINGS; ring++) {
		const double r = nearest + further * ring;
		for (int k = 0; k < DIRECTIONS; k++) {
			const double angle = 2 * M_PI * (0.125 + (double)k / DIRECTIONS);
			p->label_x = p->x + (r + p->wide / 4) * cos(angle);
			p->label_y = p->y + r * sin(angle);
			p->is_far = ring > FAR_RING;
			if (is_free(s, i)) {
				return;
			}
		}
	}
}

void figure_place(struct place *places, size_t n, size_t n_marks, double width, double height)
{
	const struct sheet s = {places, n_marks, width, height};

	for (size_t i = 0; i < n; i++) {
		put(&s, i);
	}
}
