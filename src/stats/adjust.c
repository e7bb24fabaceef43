#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/adjust.h"
#include "stats_private.h"

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
	const size_t *order = stats_order(p, n, a);

	if (how == ADJUST_BONFERRONI || how == ADJUST_HOLM) { /* step down: from the smallest */
		double most = 0;
		for (size_t i = 0; i < n; i++) {
			double own = factor(how, i + 1, n) * p[order[i]];
			most = how == ADJUST_HOLM ? fmax(most, own) : own;
			ret[order[i]] = fmin(1, most);
		}
		return;
	}
	double least = 1;
	for (size_t i = n; i-- > 0;) { /* step up: from the largest */
		least = fmin(least, factor(how, i + 1, n) * p[order[i]]);
		ret[order[i]] = least;
	}
}
