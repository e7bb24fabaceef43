/**
 * What may be wrong with measurements, and what they can tell. Values are residuals on the log scale, in run order, unless said
 * otherwise. Nothing here deletes a value: it is flagged, and listed. Where squares overflow, from about 1e150 on, there is a reason.
 */
#ifndef SECATEUR_STATS_DIAGNOSE_H
#define SECATEUR_STATS_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/stats/compare.h"

/** Below this p a diagnostic raises its flag. */
#define STATS_FLAG_P 0.01

/**
 * The smallest true mean change that n pairs with standard deviation sd of their log ratios find with the given power in a two-sided
 * t test at alpha: (t(1 - alpha/2, n-1) + t(power, n-1)) sd / sqrt(n). Infinite for n < 2. O(1).
 */
double stats_detectable(double sd, size_t n, double alpha, double power);
/** The fewest pairs, at least `least`, that find `effect`; SIZE_MAX beyond 10^6, and where effect is not > 0. O(log n). */
size_t stats_pairs_needed(double sd, double effect, double alpha, double power, size_t least);

/**
 * Two modes: the best split of the sorted values in two groups, each at least 10 % of them, by the share of the variance left inside
 * the groups (two-means ratio). Flagged below .3634 - .8327/sqrt(n) - .1343/n: 1 % of normal samples. Values more than 3.5 MAD from
 * the median are set aside first, since a few spikes look like a mode, unless they are more than 10 %. n < 10 or a constant: a reason.
 * O(n log n).
 */
struct modes {
	bool flagged;
	double ratio, threshold;
	double separation;     /* distance of the groups' means in pooled standard deviations inside them */
	double gap;            /* distance of their means */
	double minority_share; /* of the smaller group */
	double lower, upper;   /* means of the groups */
	double split;          /* values above it belong to the upper group */
	const char *absent_reason;
};
struct modes stats_modes(const double *x, size_t n);
/**
 * One-sided p of that ratio among normal samples of n: with s = sqrt(n) (sqrt(.3634) - sqrt(ratio)), the upper normal tail of
 * (s + .0041 - .7453/sqrt(n)) / (.2823 + .0808/sqrt(n)). Fitted to between 10^5 and 3 10^6 samples for each of ten n from 10 to 1000:
 * within a tenth of p from .1 to .001, a seventh at .0001. O(1).
 */
double stats_modes_p(double ratio, size_t n);
/**
 * What lies between the groups: the values in the middle third of the way from one mean to the other, as a share of those as near to
 * the mean of the group that has fewer there. In one hump it is at least 1, but for chance: an even spread over a range, which splits
 * well, has no valley. INFINITY: no value is near a mean. O(n).
 */
double stats_valley(const double *x, size_t n, const struct modes *m);

/**
 * Whether one of two labels goes with a category (below n_categories): p of Pearson's chi-square, its mean and variance with the margins
 * given matched by a gamma law, so that categories may be many and small; with two categories, Fisher's exact test. `share` of the
 * label's variance that the category explains, less what as many categories explain by chance. One category, one label, or no category
 * with two values: a reason. O(n), with two categories O(n) more.
 */
struct association {
	double p, share;
	const char *absent_reason;
};
struct association stats_association(const bool *label, const size_t *category, size_t n,
                                     size_t n_categories);

/**
 * Drift: the rank version of von Neumann's ratio (Bartels 1982), sum (R_t+1 - R_t)^2 / sum (R_t - mean)^2; small when neighbours
 * in time are alike. p is one-sided, on that side. Ties get mean ranks. n < 5 or all equal: a reason. O(n log n).
 */
struct drift {
	bool flagged;
	double ratio, z, p;
	double of_values;   /* the ratio of the values themselves (von Neumann 1941) */
	double correlation; /* of neighbours: sum (x_t - m)(x_t+1 - m) / sum (x_t - m)^2 */
	const char *absent_reason;
};
struct drift stats_drift(const double *x, size_t n);

/**
 * Scaling: the median of the slopes of all pairs with different x (Theil 1950), with Sen's interval (Sen 1968, equation 2.6: ranks
 * (N -+ z sd)/2 of the N slopes, rounded to the nearest, the lower less one from zero), and Kendall's tau-b with its two-sided p: the
 * normal law with ties and without continuity correction, as R's cor.test(exact = FALSE); exact up to n = 10 where there are no ties.
 * n < 3 or a constant x or y: a reason. Slopes are counted as inversions of y - c x, to the rounding of that, until few are left to be
 * listed: about ten times O(n log n) for each of four slopes that are spread evenly; where most are equal, up to 200 times.
 */
struct trend {
	bool flagged;
	double slope, low, high; /* y for each unit of x */
	double tau, p;
	const char *absent_reason;
};
struct trend stats_trend(const double *x, const double *y, size_t n, double level);

/**
 * In place of more than a thousand points the means of a thousand groups of neighbours in x: as good a line, in a hundredth of the time.
 * Returns how many there are then, in order of x. O(n log n).
 */
enum { STATS_GROUPS = 1000 };
size_t stats_group_neighbours(double *x, double *y, size_t n);

/** Values more than 3.5 MAD from the median: their indices into `ret` (room for n), ascending. Returns how many; 0 for n < 5 or MAD 0. */
size_t stats_outliers(const double *x, size_t n, size_t *ret);
/** The others, in their order, into `ret` (room for n; may be x); all of them when outliers are more than 10 %: a group, then. Returns how many. */
size_t stats_without_outliers(const double *x, size_t n, double *ret);

/**
 * Inputs and repeats: one-way variance components. x[i * repeats + r], as many repeats on each input; at least two of each.
 * The mean's interval is Student's on the inputs' means. O(n).
 */
struct components {
	double ms_between, ms_within;
	double var_input, var_repeat; /* var_input = max(0, (ms_between - ms_within) / repeats) */
	double f, p;                  /* of no difference between inputs */
	double mean, low, high;
	const char *absent_reason;
};
struct components stats_components(const double *x, size_t inputs, size_t repeats, double level);

/**
 * Order inside blocks. y: a value for each cell of complete blocks, at block * arms + arm; position: where in its block each was run; only
 * the order of positions counts for what ran before what. Least squares, one after another, in what blocks and arms leave: `slope`,
 * the change from one position to the next; `first`, what the first run of a block has beyond that line; carry, whether values differ by
 * the arm that ran before (F). At least 3 blocks and 2 arms, and something left over; else a reason. What the terms before have used up (with
 * 2 arms: first and carry) has p 1. O(blocks * arms^3).
 */
struct order_effects {
	bool position_flagged, first_flagged, carry_flagged;
	double slope, slope_p;
	double first, first_p;
	double carry_f, carry_p;
	const char *absent_reason;
};
struct order_effects stats_order_effects(const double *y, const uint32_t *position, size_t blocks,
                                         size_t arms);

/**
 * Residuals of a two-way layout, y at block * arms + arm, all finite, and so four times the sum of their sizes: y less its block's and
 * its arm's median, by median polish (Tukey 1977) of at most ten sweeps. `ret` may be y. O(cells log cells) a sweep.
 */
void stats_polish(const double *y, size_t blocks, size_t arms, double *ret);

#endif
