/* Hodges and Lehmann's estimate: order statistics of the Walsh averages, found by counting. */
#include <float.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

static double walsh(const double *d, size_t i, size_t j) { return (d[i] + d[j]) / 2; }

/* How many of the averages of d, ascending, are at most c. As i grows, the last j that is small enough only falls. */
static double count_to(const double *d, size_t n, double c)
{
	double count = 0;
	size_t j = n;

	for (size_t i = 0; i < n; i++) {
		while (j > i && walsh(d, i, j - 1) > c) {
			j--;
		}
		if (j <= i) {
			break;
		}
		count += (double)(j - i);
	}
	return count;
}

/* The k-th smallest average, k from 1: the smallest double that has k averages at or below it. */
static double walsh_at(const double *d, size_t n, double k)
{
	uint64_t low = ordered_from(d[0]), high = ordered_from(d[n - 1]);

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		if (count_to(d, n, ordered_back(middle)) >= k) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return ordered_back(low);
}

static double walsh_median(const double *d, size_t n, double all)
{
	double k = floor((all + 1) / 2), at = walsh_at(d, n, k);

	if (fmod(all, 2) != 0) {
		return at;
	}
	return count_to(d, n, at) > k ? at : at / 2 + walsh_at(d, n, k + 1) / 2;
}

static double p_of(const double *d, size_t n, double all)
{
	double at_most = count_to(d, n, 0), below = count_to(d, n, -DBL_TRUE_MIN);
	double positive = all - at_most, zero = at_most - below;

	return fmin(1, 2 * fmin(stats_signed_rank_cdf(positive + zero, n),
	                        1 - stats_signed_rank_cdf(positive - 1, n)));
}

struct estimate stats_signed_rank(const double *d, size_t n, double level)
{
	struct estimate e = {.n = n};

	if (n == 0 || !stats_is_finite(d, n)) {
		e.absent_reason = n ? "a value is not finite" : "no values";
		return e;
	}
	AUTO_ARENA struct arena *a = arena_new();
	const double *sorted = stats_sorted(d, n, a);
	double all = (double)n * ((double)n + 1) / 2;
	if (fabs(sorted[0]) > DBL_MAX / 4 || fabs(sorted[n - 1]) > DBL_MAX / 4) {
		e.absent_reason = "values too large to be averaged";
		return e;
	}
	double k = fmax(1, stats_signed_rank_quantile((1 - level) / 2, n));
	e.at = walsh_median(sorted, n, all);
	e.low = walsh_at(sorted, n, k);
	e.high = walsh_at(sorted, n, all + 1 - k);
	e.level = 1 - 2 * stats_signed_rank_cdf(k - 1, n);
	e.p = p_of(sorted, n, all);
	return e;
}

struct estimate stats_interaction(const double *a, const double *b, const double *ab, size_t n, double level)
{
	AUTO_ARENA struct arena *arena = arena_new();
	double *contrast = NEW_ARRAY(arena, double, n);

	for (size_t i = 0; i < n; i++) {
		contrast[i] = ab[i] - a[i] - b[i];
	}
	return stats_signed_rank(contrast, n, level);
}
