/** A search made for real: what the search room proposes is run, stored, judged, and told back to it. */
#ifndef SECATEUR_ENGINE_SEARCH_H
#define SECATEUR_ENGINE_SEARCH_H

#include "secateur/engine/engine.h"
#include "secateur/model/search.h"

struct noise_preset;
struct world_scenario;

struct search_options {
	struct run_options run; /* `tell` of it is not used */
	nsec_t budget_ns;       /* of this call: then what is known is confirmed, if there is time; 0: none */
	const struct world_scenario *
		planted; /* in place of processes: runs of a pipeline of which everything is known; NULL: real ones */
	const struct noise_preset *noise; /* of planted runs */
	const char *found;                /* folder that what is found is written to; NULL: none */
	void (*tell)(const struct search_story *s, void *arg); /* between runs, never inside a timed window */
	void *arg;
};

/** Under which the runs of a search stand in the database. */
const char *engine_search_name(const char *experiment, struct arena *a);

/**
 * Searches among the changes of a prepared study: the components of its sets that are not required, the other level of choices of two,
 * and its variants. Runs are stored under the name "<name> search"; those that are there are not made again, so that the
 * same call goes on where one was cut off. The story is complete when it returns ENGINE_DONE.
 */
enum engine_end engine_search(const struct study *s, struct store *db, const struct search_options *o,
                              struct arena *a, struct diag *d, struct run_summary *sum,
                              struct search_story *ret);

#endif
