/** What each component costs, from runs that dropped many at a time: an additive model in relative time, with what deviates from it. */
#ifndef SECATEUR_STATS_FIT_H
#define SECATEUR_STATS_FIT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/** Runs: any subset may be missing, also all of a block; a run that crashed is left out. */
struct fit_request {
	size_t runs, components;
	const bool *dropped; /* at run * components + component */
	const size_t *block; /* of each run, 0 .. blocks - 1; a block is one input */
	const double *time;  /* > 0, any unit */
	bool is_robust;      /* Huber's psi at 1.5 sd by pseudo-values; else least squares */
	bool finds_terms;    /* interactions of pairs, and costs that vary over inputs */
};

/** Of a pair: what dropping both does beyond the sum, as a coefficient of the model, share of the whole's time. */
struct fit_pair {
	size_t a, b;
	double weight;
};

/** Shares of the time of the whole, in which nothing is dropped. */
struct fit {
	double *average;  /* saved over random contexts of the others (Banzhaf's value) */
	double *error;    /* its standard error */
	double *alone;    /* saved when it is dropped from the whole */
	double *last;     /* saved when all others have been dropped */
	double df, sigma; /* of the residuals, in units of a block's mean */
	double whole;     /* predicted time, in units of a block's mean */
	double stripped;  /* what is left when all are dropped */
	struct fit_pair *pairs;
	size_t n_pairs;
	size_t *varying; /* components whose cost varies over inputs */
	size_t n_varying;
	size_t components;
	double *residual;          /* of each run, in units of its block's mean */
	const char *absent_reason; /* not NULL: the rest means nothing */
};

/**
 * Time over its block's mean is block + sum b_j z_j + terms, z = 1 dropped, -1 kept. Terms are added one at a time while significant: the pair with
 * the largest partialled t at p < .01 / pairs, at most ten; else the component whose cost varies most over blocks, at p < .001 /
 * components (F). Singular where runs do not tell components apart: a reason. Lives in the arena. O(terms * runs * (columns^2 + pairs)).
 */
struct fit stats_fit(const struct fit_request *q, struct arena *a);

#endif
