#include "quality_match.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "secateur/base/arena.h"

/* A little wider than the radius, lest rounding puts two points that are one radius apart two cells apart. */
#define CELL 1.001

/** A point in its column of cells, which stands on the plane of x and y. */
struct spot {
	double cell_x, cell_y, z;
	size_t i;
};

struct index {
	const struct points *points;
	struct spot *spots; /* sorted */
	size_t n;
	double radius;
};

static int compare_reals(double x, double y) { return (x > y) - (x < y); }

static int by_place(const void *a, const void *b)
{
	const struct spot *s = a, *t = b;
	int order = compare_reals(s->cell_x, t->cell_x);

	order = order ? order : compare_reals(s->cell_y, t->cell_y);
	order = order ? order : compare_reals(s->z, t->z);
	return order ? order : (s->i > t->i) - (s->i < t->i);
}

static bool is_somewhere(const struct points *p, size_t i)
{
	return isfinite(p->x[i]) && isfinite(p->y[i]) && isfinite(p->z[i]);
}

static double cell_of(double x, double radius) { return floor(x / (CELL * radius)); }

static struct index index_of(const struct points *p, double radius, struct arena *own)
{
	struct index x = {.points = p, .spots = NEW_ARRAY(own, struct spot, p->n), .radius = radius};

	for (size_t i = 0; i < p->n; i++) {
		if (is_somewhere(p, i)) {
			x.spots[x.n++] =
				(struct spot){cell_of(p->x[i], radius), cell_of(p->y[i], radius), p->z[i], i};
		}
	}
	if (x.n > 0) {
		qsort(x.spots, x.n, sizeof(*x.spots), by_place);
	}
	return x;
}

/* The first spot that does not lie before a place. */
static size_t find_spot(const struct index *x, const struct spot *place)
{
	size_t low = 0, high = x->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_place(&x->spots[middle], place) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

struct candidate {
	size_t i;
	double squared;
};

static double squared_distance(const struct points *p, size_t i, const struct points *q, size_t j)
{
	double dx = p->x[i] - q->x[j], dy = p->y[i] - q->y[j], dz = p->z[i] - q->z[j];

	return dx * dx + dy * dy + dz * dz;
}

/* Looks through one column of cells. */
static void look(const struct index *x, const struct spot *column, const struct points *p, size_t i,
                 struct candidate *best)
{
	double top = p->z[i] + CELL * x->radius;

	for (size_t s = find_spot(x, column); s < x->n; s++) {
		const struct spot *spot = &x->spots[s];
		if (spot->cell_x != column->cell_x || spot->cell_y != column->cell_y || spot->z > top) {
			return;
		}
		double squared = squared_distance(p, i, x->points, spot->i);
		if (squared < best->squared || (squared == best->squared && spot->i < best->i)) {
			*best = (struct candidate){spot->i, squared};
		}
		if (best->squared == 0) {
			return; /* those at one place stand in their order: this is the first */
		}
	}
}

static size_t nearest(const struct index *x, const struct points *p, size_t i)
{
	/* one that is exactly a radius away is taken, since its number is less than NO_PARTNER */
	struct candidate best = {NO_PARTNER, x->radius * x->radius};

	if (!is_somewhere(p, i)) {
		return NO_PARTNER;
	}
	for (int column = 0; column < 9 && best.squared > 0; column++) {
		struct spot place = {cell_of(p->x[i], x->radius) + column % 3 - 1,
		                     cell_of(p->y[i], x->radius) + column / 3 - 1, p->z[i] - CELL * x->radius,
		                     0};
		look(x, &place, p, i, &best);
	}
	return best.i;
}

void match_nearest(const struct points *a, const struct points *b, double radius, struct arena *own,
                   size_t *partner)
{
	struct index of_a = index_of(a, radius, own), of_b = index_of(b, radius, own);
	size_t *back = NEW_ARRAY(own, size_t, b->n);

	/* each once: many may have the same nearest, such as those that a program puts at 0, 0 */
	for (size_t j = 0; j < b->n; j++) {
		back[j] = nearest(&of_a, b, j);
	}
	for (size_t i = 0; i < a->n; i++) {
		size_t j = nearest(&of_b, a, i);
		partner[i] = j != NO_PARTNER && back[j] == i ? j : NO_PARTNER;
	}
}
