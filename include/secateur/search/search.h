/**
 * The search for what can go: which runs to make next, from what the runs before them said. Pure: the caller makes the runs and says
 * whether their output is as good as the baseline's. The same request and the same answers give the same search, whatever the number
 * of runs under way at once. Sections in brackets are those of the statistics design.
 *
 *	noise        the baseline again and again on one input: how noisy a run is, and how long all will take
 *	prune        sets of components dropped, on one input after another: what may go together [6.1]
 *	components   Plackett-Burman blocks over those that may: what each saves, alone, on average and last [6.2]
 *	variants     alternatives beside baselines: the label e-process, settled ones run no more [5]
 *	choice       alternatives on top of the components, one by one: are they good together?
 *	confirm      what was chosen beside the baseline, on inputs kept for it: the only number in the headline [6.4]
 */
#ifndef SECATEUR_SEARCH_SEARCH_H
#define SECATEUR_SEARCH_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/model/search.h"

struct arena;
struct search;

const char *search_stage_name(enum search_stage s);

/** Changes are numbered: components first, then alternatives. A component is there or dropped; an alternative is a variant by itself. */
struct search_request {
	size_t components, alternatives;
	const double *
		cost; /* of each component, as far as it is known before: the dearest are tried first; NULL: unknown */
	const bool *
		switches; /* components that are settings with another level, not parts: only what saves is worth a switch; NULL: none */
	const bool *
		users; /* [i, j]: component j uses i: i may only be dropped when j is dropped; NULL: none is known */
	const bool *
		conflicts; /* [i * changes + j]: both cannot be chosen, or j holds i already; NULL: all can */
	size_t inputs,
		held_out; /* the last so many of a random order of the inputs are kept for the confirmation */
	size_t least_blocks,
		most_blocks; /* of the stages components and variants: none is settled by its time before the one, and they end
	                                     with the other; 0: as they do by themselves */
	double worth, confidence; /* shares */
	uint64_t seed;
	enum search_preference prefer;
	double enough; /* for SEARCH_ENOUGH: a share */
};

/** A configuration: the changes made to the baseline, one flag for each. */
struct search_setup {
	const bool *on;
};

/** Runs on one input, in this order, on one set of cores. */
struct search_block {
	enum search_stage stage;
	size_t number; /* in its stage, from 0 */
	size_t input;
	const struct search_setup *arms;
	size_t n;
};

/** What became of an arm of a block. */
struct search_result {
	bool failed;
	double time;                 /* the primary cost, > 0, any unit; of no meaning when it failed */
	enum search_quality quality; /* of its setup, by all runs of it up to this one */
	size_t culprit; /* when it failed: the component to whose absence the log lays it; `components`: it does not say */
};

/** Lives in the arena. */
struct search *search_new(const struct search_request *q, struct arena *a);
/**
 * The next block (ahead 0), or the one that comes so many places later when those before it bring no surprise: what may be run at the same
 * time. False: the search is over, or it cannot be foreseen. What `ret` points to lives as long as the search.
 */
bool search_block(struct search *s, size_t ahead, struct search_block *ret);
/** What became of the next block: a result for each of its arms. */
void search_tell(struct search *s, const struct search_result *results);
/** Time is up: what is open stays open, and what is known is confirmed. */
void search_hurry(struct search *s);

/** What is known so far. O(changes^2). */
struct search_state search_state(struct search *s, struct arena *a);

#endif
