/** Two arms, paired: estimates with intervals. Pure functions on arrays of double; an answer or a reason, never a NaN passed on. */
#ifndef SECATEUR_STATS_COMPARE_H
#define SECATEUR_STATS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/** An estimate with its two-sided interval, or the reason why there is none. */
struct estimate {
	size_t n;
	double at, low, high;
	double level; /* that [low, high] reaches; below the one asked for only where n is too small for it */
	double p;     /* two-sided, of the value that means "no effect" (0; of a ratio: 1) */
	const char *
		absent_reason; /* not NULL: no values, not finite, or so large that sums overflow; the rest means nothing */
};

/**
 * Hodges and Lehmann's estimate with the exact signed-rank interval (R's wilcox.test with conf.int): the median of the Walsh
 * averages (d_i + d_j)/2, i <= j, and the K-th of them from either end, K = max(1, qsignrank((1 - level)/2, n)).
 * Exact whatever the law of the noise, when the order inside each pair was drawn at random. The level asked for is reached from
 * stats_signed_rank_least(level) values on; below, the interval is the whole range and `level` says what it reaches (n = 1: 0).
 * Ties and zeros: the same order statistics, zeros kept; p is that of the interval that just touches 0, so it agrees with R where
 * there are no ties. O(n log n): ranks are found by counting pairs, never by listing them.
 */
struct estimate stats_signed_rank(const double *d, size_t n, double level);

/**
 * Student's t interval for the mean of x, n - 1 degrees of freedom. n = 1: the value, an infinite interval, p = 1, level as asked.
 * Constant x: low = high = x; p = 0, or 1 when it is 0. O(n).
 */
struct estimate stats_t(const double *x, size_t n, double level);

/**
 * The shift of y against x, independent samples: Hodges and Lehmann's estimate, the median of all differences y_j - x_i, with Mann and
 * Whitney's interval (R's wilcox.test(y, x) with conf.int): the K-th difference from either end, K = max(1, qwilcox((1 - level)/2, n, m)).
 * Exact up to n m = 4900, above by the normal law; ties as in stats_signed_rank, and `n` is that of both. One value on each side: level 0.
 * O((n + m) log n), and n^2 m^2 where it is exact.
 */
struct estimate stats_rank_sum(const double *x, size_t n, const double *y, size_t m, double level);

/** The difference of means y - x of independent samples (Welch 1947). At least two values each. O(n + m). */
struct estimate stats_welch(const double *x, size_t n, const double *y, size_t m, double level);

/**
 * Ratio of totals R = sum y / sum x with t(n - 1) bounds on its linearised error sqrt(sum (y - R x)^2 / (n (n-1))) / mean x (Cochran
 * 1977, 2.11): what throughput changes by. p is of R = 1. Values must be positive. O(n).
 */
struct estimate stats_ratio_of_totals(const double *x, const double *y, size_t n, double level);

/** Interaction of two changes: signed-rank estimate of ab - a - b, paired by block, each a log ratio to the same baseline. O(n log n). */
struct estimate stats_interaction(const double *a, const double *b, const double *ab, size_t n, double level);

/** log(y/x) of each pair into ret; false when a value is not finite and positive. O(n). */
bool stats_log_ratios(const double *x, const double *y, size_t n, double *ret);
/**
 * Means of x over equal keys, in ascending order of key: replicates on one input are one observation. Keys need no order; `ret` has
 * room for n. Returns how many. O(n log n).
 */
size_t stats_mean_by_key(const double *x, const size_t *key, size_t n, double *ret);

/** Ascending, in place; numbers, which may be infinite. O(n), with as much room again. */
void stats_sort(double *x, size_t n);

/** The indices of x, so that its values ascend; equal ones in their order. O(n). */
size_t *stats_order(const double *x, size_t n, struct arena *a);

/** Of n > 0 finite values. */
double stats_mean(const double *x, size_t n);
/** With n - 1; 0 for constants and for n = 1. INFINITY where squares overflow, from about 1e154 on. */
double stats_sd(const double *x, size_t n);
/** Of n > 0 finite values; of an even number the mean of the two in the middle. O(n log n). */
double stats_median(const double *x, size_t n);
/** Tukey's five numbers of n > 0 finite values; quartiles as R's default (type 7). O(n log n). */
struct five {
	double least, lower, median, upper, most;
};
struct five stats_five(const double *x, size_t n);
/** Median absolute deviation from the median, times 1.4826: a standard deviation that outliers do not move. O(n log n). */
double stats_mad(const double *x, size_t n);

#endif
