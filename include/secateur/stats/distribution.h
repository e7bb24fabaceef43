/** Tails and quantiles. The arguments are the caller's duty: nothing here takes NaN, p outside (0, 1), or df <= 0. */
#ifndef SECATEUR_STATS_DISTRIBUTION_H
#define SECATEUR_STATS_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

/** P(Z > z) of the standard normal law; accurate in both tails. */
double stats_normal_tail(double z);
/** z such that P(Z > z) = p. */
double stats_normal_quantile(double p);
/** P(T > t) of Student's law with df degrees of freedom. */
double stats_t_tail(double t, double df);
/** t such that P(T > t) = p. */
double stats_t_quantile(double p, double df);
/** P(F > f) of Fisher's law. */
double stats_f_tail(double f, double df1, double df2);

/** I_x(a, b), the beta law's P(X <= x). */
double stats_beta_cdf(double x, double a, double b);

/**
 * Wilcoxon's signed-rank statistic V of n pairs without effect: a sum of those of 1..n whose coin shows heads. Exact up to n = 200
 * by counting (O(n^3)); above, the normal law with its Edgeworth term of fourth order (error below 1e-6).
 */
enum { SIGNED_RANK_EXACT = 200 };
/** P(V <= v). */
double stats_signed_rank_cdf(double v, size_t n);
/** The smallest v with P(V <= v) >= p: R's qsignrank. */
double stats_signed_rank_quantile(double p, size_t n);
/** The fewest pairs from which a two-sided signed-rank interval can reach the level: 2^(1-n) <= 1 - level. */
size_t stats_signed_rank_least(double level);

/** Bounds on a share of which k of n were seen (Clopper and Pearson 1934): exact, for any n > 0. 0 and 1 where nothing bounds it. */
struct share {
	double low, high;
};
struct share stats_clopper_pearson(size_t k, size_t n, double level);
/** The upper bound alone, at a one-sided level; k = 0: 1 - (1 - level)^(1/n). n = 0: 1. */
double stats_share_bound(size_t k, size_t n, double level);

#endif
