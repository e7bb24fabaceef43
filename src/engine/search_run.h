/** What the files of a search made for real share. */
#ifndef SECATEUR_ENGINE_SEARCH_RUN_H
#define SECATEUR_ENGINE_SEARCH_RUN_H

#include "engine_private.h"
#include "secateur/base/vec.h"
#include "secateur/design/design.h"
#include "secateur/engine/search.h"
#include "secateur/search/search.h"
#include "world.h"

/** A run as the search needs it: made now or found in the database, it is the same. */
struct seen {
	bool failed;
	double time; /* the primary cost; NAN: it could not be had */
	nsec_t wall_ns;
	const char *reason, *log_tail;
	const struct dossier_value *metrics; /* one for each criterion */
};

/** All runs of one configuration on one input: the last that went well counts. */
struct configuration {
	const bool *on;
	uint32_t variant;                 /* index in the study */
	const struct seen **last;         /* for each input; NULL: none */
	VEC(const struct seen *) repeats; /* of the baseline on one input: how much its own metrics vary */
	uint32_t repeat_input;
	const char *harm; /* the metrics that were outside their margins, or how it failed; NULL: nothing */
};

/** A block that was proposed. */
struct open_block {
	struct search_block b;
	struct digest key;
	uint32_t number;      /* in the database */
	struct trial *trials; /* one for each arm */
	struct configuration **arms;
	const struct seen **seen; /* of each arm; NULL: it has not ended */
	size_t n_done;
	uint32_t lane; /* that works on it; NO_LANE: none */
};
#define NO_LANE UINT32_MAX

struct block_list {
	struct open_block **at;
	size_t n, cap;
};

/** Everything of one search. */
struct searching {
	struct study study; /* of the search: its variants grow */
	size_t room;        /* for variants */
	const struct study *of;
	const struct search_options *options;
	struct store *db;
	struct arena *arena;
	struct diag *diag;
	int64_t experiment;
	struct run_summary *sum;

	const struct design_component *components;
	size_t n_components;
	const struct variant **alternatives;
	size_t n_alternatives, n; /* n: changes */
	struct search *search;
	VEC(struct configuration *) configurations;
	struct block_list open, aside; /* under way; foreseen wrongly, with the runs that they have */
	const struct dossier *before;  /* what the database held */
	uint32_t next_number;          /* of the next new block */
	VEC(uint32_t) confirming;      /* numbers of the blocks of this search's confirmation */
	const struct criterion *criteria;
	size_t n_criteria;

	uint32_t n_lanes;

	struct world world; /* planted */
	nsec_t started, planted_ns, told;
	double run_wall_ns; /* of the last baseline run */
	bool hurried;       /* time was up */
	bool failed;        /* the database or the experiment: told in the diag */
};

/* search_run.c */

struct open_block *block_of_trial(const struct searching *s, const struct trial *t);

/* search_changes.c: what may be changed, and what that makes of the baseline. */

/** What the request says of changes; places in the study for the variants that the database holds. */
void find_changes(struct searching *s, struct search_request *q);
/** The one with these changes; made, rendered and stored when it is new. NULL after an error. */
struct configuration *configuration_of(struct searching *s, const bool *on);

/* search_planted.c: runs of a world whose truth is known. */

void plant_world(struct searching *s);
bool plant_run(void *self, const struct trial *t, struct arena *a, struct outcome *ret,
               struct findings *findings, struct diag *d);

/* search_oracle.c: is a configuration as good as the baseline? */

enum search_quality quality_of(struct searching *s, struct configuration *c);
/** The component whose absence the log of a failed run names; n_components: none, or several. */
size_t find_culprit(const struct searching *s, const bool *on, const char *log);

/* search_story.c */

void tell_story(struct searching *s, struct search_story *ret, struct arena *a);
/** What the confirmation says, from the database; NULL in `ret` when it made no block. */
bool weigh_confirmation(struct searching *s, const struct evidence **ret);

/* search_write.c */

/** Writes what was chosen to the folder: files as they are rendered, the difference, a variant for an experiment file. */
bool write_found(struct searching *s, const char *folder);

#endif
