#include <math.h>
#include <stdlib.h>

#include "secateur/base/arena.h"
#include "secateur/stats/adjust.h"

struct ranked {
	double p;
	size_t index;
};

static int by_p(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->p != b->p) {
		return a->p < b->p ? -1 : 1;
	}
	return (a->index > b->index) - (a->index < b->index);
}

/* By what the p of that rank, from 1, is multiplied. */
static double factor(enum adjustment how, size_t rank, size_t n)
{
	switch (how) {
	case ADJUST_HOLM:
	case ADJUST_HOCHBERG:
		return (double)(n - rank + 1);
	case ADJUST_BH:
		return (double)n / (double)rank;
	case ADJUST_BONFERRONI:
		break;
	}
	return (double)n;
}

void stats_adjust(enum adjustment how, const double *p, size_t n, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct ranked *sorted = NEW_ARRAY(a, struct ranked, n);

	for (size_t i = 0; i < n; i++) {
		sorted[i] = (struct ranked){p[i], i};
	}
	qsort(sorted, n, sizeof(*sorted), by_p);
	if (how == ADJUST_BONFERRONI || how == ADJUST_HOLM) { /* step down: from the smallest */
		double most = 0;
		for (size_t i = 0; i < n; i++) {
			double own = factor(how, i + 1, n) * sorted[i].p;
			most = how == ADJUST_HOLM ? fmax(most, own) : own;
			ret[sorted[i].index] = fmin(1, most);
		}
		return;
	}
	double least = 1;
	for (size_t i = n; i-- > 0;) { /* step up: from the largest */
		least = fmin(least, factor(how, i + 1, n) * sorted[i].p);
		ret[sorted[i].index] = least;
	}
}
