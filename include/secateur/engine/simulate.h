/**
 * Planted studies: what the tool's own plan and judge make of runs whose truth is known. No process is started, no database touched;
 * outcomes come from a model of the noise in place of a clock.
 */
#ifndef SECATEUR_ENGINE_SIMULATE_H
#define SECATEUR_ENGINE_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/diag.h"
#include "secateur/model/spec.h"

/** A way in which machines are noisy: its name, and what it is in words. */
struct noise_preset;
const struct noise_preset *simulate_noise_at(size_t i); /* NULL past the end */
const struct noise_preset *simulate_noise_find(const char *name);
const char *simulate_noise_name(const struct noise_preset *p);
const char *simulate_noise_about(const struct noise_preset *p);

/** What is planted. */
struct scenario;
const struct scenario *simulate_scenario_at(size_t i); /* NULL past the end */
const struct scenario *simulate_scenario_find(const char *name);
const char *simulate_scenario_name(const struct scenario *s);
const char *simulate_scenario_about(const struct scenario *s);
/** Variants that it takes at least. */
uint32_t simulate_scenario_least(const struct scenario *s);

struct simulation_request {
	const struct noise_preset *noise;
	const struct scenario *scenario;
	uint32_t variants; /* that are compared with the baseline: 1 to 200 */
	uint32_t inputs, blocks;
	uint32_t least_blocks; /* before the first look; 0: it is decided after all blocks */
	double worth, confidence;
	enum error_rate error_rate; /* what 1 - confidence bounds */
	uint32_t studies;
	uint64_t seed;
};

struct simulation {
	size_t n_studies;
	size_t n_false;     /* studies with a wrong verdict in any variant */
	double false_share; /* of a study's verdicts but the undecided ones, mean; none: 0 */
	double false_share_se;
	size_t n_verdicts;             /* one for each study and variant */
	size_t n_right, n_open;        /* of them: right, undecided */
	size_t n_intervals, n_covered; /* exploratory ones, at the confidence; those that hold the truth */
	double width;                  /* their mean width, log scale */
	size_t n_joint;                /* studies in which all joint intervals hold their truth */
	size_t n_losses,
		n_passed; /* variants with a planted loss of quality; those that may be dropped all the same */
	size_t n_position_flags; /* studies that report that the place in a block matters */
	size_t n_interactions,
		n_interactions_covered; /* intervals of a planted interaction; those that hold it */
	double cost;                    /* mean of a study, in runs of the baseline */
};

/** The same request gives the same numbers. O(studies * variants * blocks * log). */
struct simulation engine_simulate(const struct simulation_request *q);

#endif
