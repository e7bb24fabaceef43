/** Looking more than once: how much of alpha each look may spend, and the boundary that spends it. */
#ifndef SECATEUR_STATS_SPENDING_H
#define SECATEUR_STATS_SPENDING_H

#include <stdbool.h>
#include <stddef.h>

enum spending {
	SPENDING_POCOCK, /* alpha log(1 + (e - 1) t): about alike at every look (Lan and DeMets 1983) */
	SPENDING_OBF,    /* 2 - 2 Phi(z(alpha/2) / sqrt t): little at first, as O'Brien and Fleming */
	SPENDING_CUBE,   /* alpha t^3: little at first, whatever alpha is (Kim and DeMets 1987) */
};

/** One-sided alpha spent at share t of the information, t in (0, 1]. */
double stats_spent(enum spending how, double alpha, double t);

/**
 * One-sided boundaries for one look or more at the given amounts of information, growing, the last being all of it: z[i] is crossed for
 * the first time at look i with the probability that is spent there. INFINITY where nothing is: the information does not grow, or by less
 * than about a thousandth, or the share is too small for any bound (1e-19); the next look spends it. Recursion of Armitage, McPherson and
 * Rowe 1969 on a grid, right to about 1e-6 where each look adds a hundredth or more. O(looks * grid^2).
 */
void stats_boundaries(enum spending how, double alpha, const double *information, size_t looks, double *z);

/** A time to look at what has come in, and the share of alpha that is spent there: shares add up to one. */
struct look {
	size_t blocks;
	double share;
};
struct looks_request {
	size_t least, most; /* blocks, 1 <= least <= most */
	size_t inputs;      /* repeats on one are one observation; 1: each block is one */
	double alpha;       /* of one comparison by signed ranks, two-sided, over all looks */
	bool is_judged; /* what may go is to be seen on all inputs first: then little is spent before they were */
};
enum { LOOKS_MOST = 80 };
/**
 * Looks from `least` blocks on, or from the first after which signed ranks can tell anything at the share that is spent there, to `most`, each
 * at about the square root of two times the one before; those that could tell nothing are left out, but for the last. Fills at most LOOKS_MOST
 * and returns how many. What holds at each look at its share of alpha holds at all of them at alpha (Bonferroni), however it is
 * distributed.
 */
size_t stats_looks(const struct looks_request *q, struct look *ret);
/** Observations that so many blocks make. */
size_t stats_looks_observations(size_t blocks, size_t inputs);

#endif
