/**
 * The label e-process race: variants run beside baselines in random order, block after block, until the evidence on each is enough.
 * Under an effect c, a variant's log time less c is exchangeable with the baselines of its block; the share that a softmax gives to the
 * run that is called the variant has mean one over which of them that is, so the running product is a test martingale, whatever the
 * noise (softmax e-value; Koning, "Online permutation tests and likelihood ratios"; Ville 1939): one may look after every block.
 * Times are natural logarithms. A block must be complete; one that is not is left out whole by the caller.
 */
#ifndef SECATEUR_STATS_RACE_H
#define SECATEUR_STATS_RACE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct race;

struct race_request {
	size_t variants;
	double worth;      /* -log(1 - share): the smallest saving worth a change, > 0 */
	double alpha;      /* of any wrong verdict in the whole race */
	double sigma;      /* of a run's noise: stats_race_sigma of some baseline runs before */
	size_t least;      /* blocks of a variant before its first verdict */
	bool adjust_drift; /* use the other variants' runs of a block to take out what neighbours share */
};

/** Arm 0 is the baseline, arm v + 1 variant v. y: the logarithm of a time, so finite, and of a size of at most 1e300. */
struct race_run {
	size_t arm;
	double y;
};

enum race_verdict {
	RACE_OPEN,
	RACE_FASTER,    /* an effect >= 0 is rejected */
	RACE_NOT_WORTH, /* an effect <= -worth is rejected; perhaps faster, but by less than that */
};

struct race_state {
	enum race_verdict verdict;
	bool is_retired;
	bool is_slower;                   /* an effect <= 0 is rejected */
	double faster, not_worth, slower; /* log evidence */
	double effect;                    /* one-step Huber estimate */
	size_t blocks;                    /* that it ran in */
};

struct race_interval {
	double low, high;
};

/** The noise of m >= 8 baseline runs on one input: their MAD, a little more for small m. */
double stats_race_sigma(const double *y, size_t m);
/**
 * The log e-value of n runs of which number `variant` is said to have a smaller (sign -1) or larger (+1) value, at a tilt > 0:
 * its mean over `variant`, of the e-value itself, is one. O(n log n).
 */
double stats_race_evidence(const double *y, size_t n, size_t variant, double sigma, double tilt, int sign);
/** Blocks that a variant is likely to need, with so many baselines in each: 2 + 2 s^2 (1 + 1/k) log(V/alpha) / (0.7 D^2). */
double stats_race_planned(const struct race_request *q, size_t baselines);

/** Lives in the arena. */
struct race *stats_race_new(const struct race_request *q, struct arena *a);
/** How many baselines go into the next block: max(2, round(sqrt(active))). */
size_t stats_race_baselines(const struct race *r);
/**
 * Takes a block, in the order of its runs: at least two baselines and one run of each variant that is open. A block in which a y is not
 * what it must be is left out whole: false, and nothing has changed. O(runs so far).
 */
bool stats_race_block(struct race *r, const struct race_run *runs, size_t n);
/** Leaves a variant out from now on, whatever is known of its time: it failed, or its output is no good. */
void stats_race_retire(struct race *r, size_t variant);
struct race_state stats_race_state(const struct race *r, size_t variant);
/**
 * Confidence sequence: the effects that are not rejected in either direction at the log threshold tau; log(2/.05) for 95 % on one
 * variant, log(2 V / alpha) jointly. Without bounds (infinite) where nothing is rejected. O(blocks) for each of at most 140 tries.
 */
struct race_interval stats_race_interval(const struct race *r, size_t variant, double tau);

#endif
