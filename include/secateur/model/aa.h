/** What runs of the baseline against itself say of the machine and of the method. */
#ifndef SECATEUR_MODEL_AA_H
#define SECATEUR_MODEL_AA_H

#include <stddef.h>

/** How much can be found after so many observations: inputs, or blocks where there is one input. */
struct power_point {
	size_t n;
	double cpu,
		wall; /* smallest change found with 80 % power at the experiment's joint level; INFINITY: none */
};

struct aa {
	const char *experiment; /* the one asked about */
	size_t n_compared;      /* its variants, beside the baseline */
	size_t n_planned;       /* observations it plans: inputs, or blocks where there is one */
	size_t n_arms, n_blocks, n_observations; /* of the runs made: arms in a block; complete blocks */
	size_t n_least; /* observations below which two arms cannot be told apart, whatever they are */
	size_t n_draws,
		n_false; /* labels drawn at random over the runs; draws with a verdict other than "no difference" */
	double bound; /* of their share: one-sided, at 95 % */
	size_t n_batches,
		n_batch_false; /* runs one after another, all of A and then all of B; Welch's test at 5 % */
	size_t batch;          /* runs of each in one of these */
	const struct power_point *power;
	size_t n_power;
	double detectable; /* of the primary cost, with the observations planned */
	size_t n_needed; /* observations with which what is worth a change is found; 0: more than a million */
};

/** The most that the bound may be on a machine that is fit. */
#define AA_BOUND 0.07

#endif
