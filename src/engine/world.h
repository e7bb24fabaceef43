/** A pipeline of which everything is known: what each component and alternative saves, which are needed, and which use which. */
#ifndef SECATEUR_ENGINE_WORLD_H
#define SECATEUR_ENGINE_WORLD_H

#include "secateur/engine/simulate_search.h"
#include "secateur/search/search.h"

struct arena;

enum { WORLD_PAIRS = 3 };

struct world_request {
	const struct world_scenario *scenario;
	size_t components, alternatives, inputs;
	double worth;
	uint64_t seed, number;
};

struct world {
	size_t components, n, inputs; /* n: components and alternatives */
	double *saves; /* shares: of components of the whole's time, additive; of alternatives as a factor 1 - share */
	double *varies; /* at change * inputs + input: what `saves` is multiplied with */
	struct {
		size_t a, b;
		double beyond;
	} pairs[WORLD_PAIRS]; /* that save more together */
	size_t n_pairs;
	bool *is_needed, *is_required;
	size_t *user;                /* of each component: one that must go before it; itself: none */
	size_t twins[2][2], n_twins; /* pairs of which one must stay */
	double *cost;                /* as it may be known before */
	double *input;               /* log cost of each input */
	double named;                /* share of crashes whose log names the component */
};

/** The truth of one study. */
struct world world_new(const struct world_request *q, struct arena *a);
/**
 * A run, with so much noise (log scale); `said`, in [0, 1): whether the log of a crash names who is missing. The unit of time is a baseline
 * run on an input of mean cost.
 */
struct search_result world_run(const struct world *w, const bool *on, size_t input, double noise,
                               double said);
/** What change i saves on average over the contexts of the others (components), or by itself (alternatives). */
double world_saving(const struct world *w, size_t i);
/** The largest sum of costs of any set of components that may go together. */
double world_best(const struct world *w, struct arena *a);

#endif
