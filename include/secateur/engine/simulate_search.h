/** Planted searches: what a search finds, and what it costs, where it is known what can go. No process is started, no database touched. */
#ifndef SECATEUR_ENGINE_SIMULATE_SEARCH_H
#define SECATEUR_ENGINE_SIMULATE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct noise_preset;

/** What is planted. */
struct world_scenario;
const struct world_scenario *world_scenario_at(size_t i); /* NULL past the end */
const struct world_scenario *world_scenario_find(const char *name);
const char *world_scenario_name(const struct world_scenario *s);
const char *world_scenario_about(const struct world_scenario *s);
/** The scenario of engine_simulate in which a fixed design meets the same truth, or NULL. */
const char *world_scenario_fixed(const struct world_scenario *s);
/** Changes are components of which some may not go; alternatives; else components that all may go. */
bool world_scenario_prunes(const struct world_scenario *s);
bool world_scenario_races(const struct world_scenario *s);

struct search_simulation_request {
	const struct noise_preset *noise;
	const struct world_scenario *scenario;
	uint32_t changes; /* components or alternatives: 1 to 80 */
	uint32_t inputs;
	double worth, confidence;
	uint32_t studies;
	uint64_t seed;
};

struct search_simulation {
	size_t n_studies;
	size_t n_false;         /* studies with a wrong verdict on any change */
	size_t n_verdicts;      /* one for each study and change that may go */
	size_t n_right, n_open; /* of them: right, undecided */
	size_t n_holding;       /* of those with an interval: joint intervals that hold the truth */
	size_t n_intervals;
	double runs,
		cost; /* mean of a study: of the stage that is simulated, its noise phase included; cost in baseline runs */
	double tests, tests_p90; /* pruning: sets tested, mean and 90th percentile */
	double saving;           /* pruning: mean share of the largest saving there is */
};

/** The same request gives the same numbers. */
struct search_simulation engine_simulate_search(const struct search_simulation_request *q);

#endif
