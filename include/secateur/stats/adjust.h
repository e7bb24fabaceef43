/** Many tests at once: adjusted p values, as R's p.adjust gives them. */
#ifndef SECATEUR_STATS_ADJUST_H
#define SECATEUR_STATS_ADJUST_H

#include <stddef.h>

enum adjustment {
	ADJUST_BONFERRONI,
	ADJUST_HOLM,     /* Holm 1979: family-wise, any dependence */
	ADJUST_HOCHBERG, /* Hochberg 1988: family-wise, positive dependence */
	ADJUST_BH,       /* Benjamini and Hochberg 1995: the false discovery rate */
};

/** `p` in [0, 1], `ret` may be `p`. Tests that were not made are left out by the caller. O(n log n). */
void stats_adjust(enum adjustment how, const double *p, size_t n, double *ret);

#endif
