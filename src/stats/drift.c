/* Neighbours in time that are alike. */
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

enum { LEAST_FOR_DRIFT = 5 };

/* From 1; ties get the mean of theirs. */
static double *ranks_of(const double *x, size_t n, struct arena *a)
{
	const size_t *order = stats_order(x, n, a);
	double *rank = NEW_ARRAY(a, double, n);

	for (size_t first = 0, next; first < n; first = next) {
		for (next = first; next < n && x[order[next]] == x[order[first]]; next++) {
		}
		for (size_t i = first; i < next; i++) {
			rank[order[i]] = (double)(first + 1 + next) / 2;
		}
	}
	return rank;
}

struct neighbours {
	double differences, products, squares;
};

static struct neighbours compare_neighbours(const double *x, size_t n)
{
	struct neighbours s = {0};
	double mean = stats_mean(x, n);

	for (size_t i = 0; i < n; i++) {
		s.squares += (x[i] - mean) * (x[i] - mean);
		if (i > 0) {
			s.differences += (x[i] - x[i - 1]) * (x[i] - x[i - 1]);
			s.products += (x[i] - mean) * (x[i - 1] - mean);
		}
	}
	return s;
}

struct drift stats_drift(const double *x, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();

	if (!stats_is_finite(x, n)) {
		return (struct drift){.absent_reason = "a value is not finite"};
	}
	if (n < LEAST_FOR_DRIFT) {
		return (struct drift){.absent_reason = "fewer than five values"};
	}
	struct neighbours of_values = compare_neighbours(x, n);
	if (!(of_values.squares > 0) || !isfinite(of_values.squares + of_values.differences)) {
		return (struct drift){.absent_reason = of_values.squares > 0 ? "values too large"
		                                                             : "all values are equal"};
	}
	struct neighbours of_ranks = compare_neighbours(ranks_of(x, n, a), n);
	double m = (double)n, ratio = of_ranks.differences / of_ranks.squares;
	double variance = 4 * (m - 2) * (5 * m * m - 2 * m - 9) / (5 * m * (m + 1) * (m - 1) * (m - 1));
	double z = (ratio - 2) / sqrt(variance), p = stats_normal_tail(-z);
	return (struct drift){.flagged = p < STATS_FLAG_P,
	                      .ratio = ratio,
	                      .z = z,
	                      .p = p,
	                      .of_values = of_values.differences / of_values.squares,
	                      .correlation = of_values.products / of_values.squares};
}
