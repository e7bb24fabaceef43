/** One number of a report: the runs behind it, and what was made of them, step by step. */
#ifndef SECATEUR_MODEL_EXPLANATION_H
#define SECATEUR_MODEL_EXPLANATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/hash.h"
#include "secateur/model/evidence.h"

enum explained { EXPLAINED_COST, EXPLAINED_QUALITY, EXPLAINED_OUTPUT };

/** What a run gave; of an output its digest, else a value. */
struct explained_run {
	uint32_t attempt; /* 0: there is no run */
	bool has_value;
	double value;
	struct digest sha256;
};

/** The runs of one block, or an input on which instructions were counted. */
struct explained_pair {
	bool has_block;
	uint32_t block; /* as the database numbers it */
	uint32_t
		replicate; /* of that block, from 1, where databases were merged that had made the same ones; else 0 */
	const char *input, *host;
	struct explained_run reference, own; /* of the baseline: its own run is in both */
	double difference; /* that counts: a log ratio of costs; of metrics the difference, relative where the margin is */
	const char *why_not; /* it does not count; NULL: it does */
};

/** A run of one of the two that is in no pair: of warm-up, or made once more. */
struct explained_other {
	const char *variant, *input, *why;
	uint32_t block, replicate;
	struct explained_run run;
};

/** Pairs that are one observation, averaged. */
struct explained_observation {
	const char *of; /* an input; "block 3" where there is but one */
	size_t n;
	double mean;
};

/** A step of the adjustment of p, in order of p. */
struct explained_step {
	const char *variant;
	double own,
		share; /* its own p, and how much of the error the look that it is of may spend; 1: there are no looks */
	double p, factor, adjusted; /* p: own / share, at most 1 */
};

/** Student's t of a mean or a ratio. */
struct explained_t {
	double at, se, df, quantile;
};

struct explanation {
	enum explained kind;
	const struct evidence *evidence;
	const struct variant_evidence *variant;
	const struct cost *cost; /* of these three the one that `kind` says */
	const struct quality_change *quality;
	const struct sameness *output;
	const char *measure, *unit;
	const struct explained_pair *pairs;
	size_t n_pairs;
	const struct explained_other *others;
	size_t n_others;
	const struct explained_observation *observations;
	size_t n_observations;
	/* of a cost */
	const double *averages;   /* Walsh's, sorted; NULL: too many to be listed */
	double n_averages, k;     /* k-th from either end: the interval */
	double at_most, at_least; /* how many are at most 0, at least 0 */
	double median, low, high; /* of the averages; `low` and `high`: the k-th */
	double level;             /* that was asked for */
	double together; /* of the error that all variants share: so many parts, one for each; less at a look */
	size_t n_least; /* observations that reach the level of what decides */
	bool is_span; /* exact counts on few inputs: not the k-th, but all of them, and what repeats differ by */
	double sum_reference, sum_own; /* over inputs, repeats averaged */
	struct explained_t total;
	const struct explained_step *steps; /* of the cost that decides, else none */
	size_t n_steps;
	/* of a metric */
	double sd;
	struct explained_t mean;
};

#endif
