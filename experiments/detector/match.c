#include "match.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "secateur/base/arena.h"

/** Cells are hashed into lists of points; a list may hold points of several cells. */
struct neighbours {
	const double *x, *y;
	double radius;
	size_t mask;
	size_t *first, *next; /* NO_MATCH ends a list */
};

static bool is_sane(double x, double y) { return fabs(x) < 1e9 && fabs(y) < 1e9; }

static size_t slot_of(const struct neighbours *nb, int64_t cx, int64_t cy)
{
	uint64_t h =
		(uint64_t)cx * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)cy * UINT64_C(0xc2b2ae3d27d4eb4f);

	return (size_t)(h ^ h >> 32) & nb->mask;
}

static int64_t cell_of(const struct neighbours *nb, double x) { return (int64_t)floor(x / nb->radius); }

const struct neighbours *neighbours_of(const double *x, const double *y, size_t n, double radius,
                                       struct arena *a)
{
	struct neighbours *nb = NEW(a, struct neighbours);

	*nb = (struct neighbours){.x = x, .y = y, .radius = radius, .mask = 255};
	while (nb->mask < n) {
		nb->mask = nb->mask * 2 + 1;
	}
	nb->first = NEW_ARRAY(a, size_t, nb->mask + 1);
	nb->next = NEW_ARRAY(a, size_t, n);
	for (size_t i = 0; i <= nb->mask; i++) {
		nb->first[i] = NO_MATCH;
	}
	for (size_t i = 0; i < n; i++) {
		if (is_sane(x[i], y[i])) {
			size_t slot = slot_of(nb, cell_of(nb, x[i]), cell_of(nb, y[i]));

			nb->next[i] = nb->first[slot];
			nb->first[slot] = i;
		}
	}
	return nb;
}

size_t neighbours_nearest(const struct neighbours *nb, double x, double y, size_t except)
{
	size_t best = NO_MATCH;
	double best_r = nb->radius;

	if (!is_sane(x, y)) {
		return NO_MATCH;
	}
	for (int64_t cy = cell_of(nb, y) - 1; cy <= cell_of(nb, y) + 1; cy++) {
		for (int64_t cx = cell_of(nb, x) - 1; cx <= cell_of(nb, x) + 1; cx++) {
			for (size_t i = nb->first[slot_of(nb, cx, cy)]; i != NO_MATCH; i = nb->next[i]) {
				double r = hypot(nb->x[i] - x, nb->y[i] - y);

				if (i != except && (r < best_r || (r <= best_r && i < best))) {
					best = i;
					best_r = r;
				}
			}
		}
	}
	return best;
}
