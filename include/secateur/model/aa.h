/** What runs of the baseline against itself say of the machine and of the method. */
#ifndef SECATEUR_MODEL_AA_H
#define SECATEUR_MODEL_AA_H

#include <stdbool.h>
#include <stddef.h>

struct change;

enum { AA_COSTS = 3 };

/** How much can be found after so many observations: inputs, or blocks where there is one input. */
struct power_point {
	size_t n;
	double found
		[AA_COSTS]; /* of each cost: the smallest change found with about 80 % power; INFINITY: none */
};

/** One of the equal arms beside the baseline, in the order in which they were run: what it is told from is chance, or the machine. */
struct aa_arm {
	const char *name;
	const struct change
		*change;    /* of the primary cost, jointly over the arms; NULL: it was never recorded */
	bool is_told_apart; /* its interval leaves 0 out */
	const char *harm;   /* the metrics that seem to have changed, or NULL */
};

struct aa {
	const char *experiment; /* the one asked about */
	size_t n_compared;      /* its variants, beside the baseline */
	size_t n_planned;       /* observations it plans: inputs, or blocks where there is one */
	double repeats;         /* blocks that it plans for each of them */
	size_t n_arms, n_blocks, n_observations; /* of the runs made: arms in a block; complete blocks */
	size_t n_least; /* observations below which two arms cannot be told apart, whatever they are */
	const struct aa_arm *arms;
	size_t n_told_apart; /* of the n_arms - 1 */
	size_t n_draws;      /* labels drawn at random over the runs */
	size_t n_decided;    /* of them: with an interval of the primary cost that can decide */
	size_t n_false;      /* of those: it says faster or slower */
	double bound;        /* of their share: one-sided, at 95 %; 1: nothing is known */
	size_t n_harmed;     /* draws in which a metric of quality seems to have changed */
	size_t n_batches,
		n_batch_false; /* runs one after another, all of A and then all of B; Welch's test at 5 % */
	size_t batch;          /* runs of each in one of these */
	const char *costs[AA_COSTS]; /* the primary, then CPU and wall time where it is neither */
	size_t n_costs;
	const struct power_point *power; /* at the experiment's joint level, with its repeats */
	size_t n_power;
	double detectable; /* of the primary cost, with the observations planned */
	size_t n_needed; /* observations with which what is worth a change is found; 0: more than a million */
};

/** The most that the bound may be on a machine that is fit. */
#define AA_BOUND 0.07

#endif
