/** Pure functions on arrays of double. No I/O. An answer or a reason; never a NaN passed on. */
#ifndef SECATEUR_STATS_STATS_H
#define SECATEUR_STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>

/** An interval for a mean, or the reason why there is none. */
struct mean_interval {
	size_t n;
	double mean, sd, low, high;
	const char *absent_reason; /* not NULL: too few values, or values that are not finite */
};

/**
 * Student's t interval for the mean of x at `level` (two-sided), n - 1 degrees of freedom: mean -+
 * t * sd / sqrt(n). n = 1: the mean is given, sd = high = inf, low = -inf. Constant x: low = high =
 * mean. 0 < level < 1. O(n).
 */
struct mean_interval stats_t_interval(const double *x, size_t n, double level);
/** t such that P(T <= t) = p with df degrees of freedom; df > 0, 0 < p < 1. Tails are best asked
 * for as -t(1 - p). */
double stats_t_quantile(double p, double df);
/** log(y/x) of each pair into ret; false when a value is not finite and positive. O(n). */
bool stats_log_ratios(const double *x, const double *y, size_t n, double *ret);
/**
 * Means of x over equal keys, in ascending order of key: replicates on one input are one
 * observation. Keys need no order; `ret` has room for n. Returns how many. O(n log n).
 */
size_t stats_mean_by_key(const double *x, const size_t *key, size_t n, double *ret);

#endif
