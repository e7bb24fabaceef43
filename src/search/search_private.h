/** What the files of this room share: the search as it stands, and what a stage is. */
#ifndef SECATEUR_SEARCH_PRIVATE_H
#define SECATEUR_SEARCH_PRIVATE_H

#include "secateur/base/rng.h"
#include "secateur/base/vec.h"
#include "secateur/search/search.h"
#include "secateur/stats/fit.h"
#include "secateur/stats/prune.h"
#include "secateur/stats/race.h"

enum {
	NOISE_DISCARDED = 2,
	NOISE_RUNS = 10,
	MOST_LOOKS = 14,
	MOST_VARIANT_BLOCKS = 120,
	LEAST_CONFIRM_BLOCKS = 12,
	LEAST_NOISE_RUNS = 8,
	MOST_BAD_IN_A_ROW = 3,
	MOST_COMPONENT_BLOCKS = 20,
};

/** A stage proposes blocks and takes what became of them. */
struct stage {
	const char *name;
	/** False: there is nothing to do in it. */
	bool (*begin)(struct search *s);
	/** Fills in input, arms and n of the block `ahead` places after the next; false: it cannot be foreseen. */
	bool (*block)(struct search *s, size_t ahead, struct search_block *ret);
	/** True: it is over. */
	bool (*tell)(struct search *s, const struct search_block *b, const struct search_result *r);
};
extern const struct stage stage_noise, stage_prune, stage_components, stage_variants, stage_choice,
	stage_confirm;

enum test_outcome { TEST_GOING, TEST_GOOD, TEST_BAD, TEST_FAILED };

/** A setup on one input after another, until one fails or all went well. */
struct test {
	const bool *on;
	size_t at; /* place in the order of the inputs */
	enum test_outcome outcome;
	size_t culprit;
};

/** Who needs whom, asked by runs: see search_needs.c. Flags are of components. */
struct inquiry {
	enum { INQUIRY_NONE, INQUIRY_SINGLES, INQUIRY_TOGETHER, INQUIRY_WITHOUT, INQUIRY_OVER } step;
	bool **others; /* of each that fails alone, those that may have to go before it; NULL: it is not asked about */
	bool *is_asked;   /* in this pass */
	bool *has_shrunk; /* its others have */
	size_t less;      /* the one that is left out now */
	VEC(struct search_setup) rows;
	VEC(size_t) who; /* of each row, about whom it is asked */
};

struct search {
	struct search_request q;
	struct arena *arena;
	size_t n; /* changes */
	enum search_stage stage;
	size_t number; /* of the next block in its stage */
	struct search_state state;
	struct search_change *changes;

	size_t *searched,
		n_searched; /* inputs in a random order; those on which the baseline fails are taken out */
	size_t *held_out;   /* those that are kept for the confirmation */
	VEC(size_t) bad_inputs;
	size_t bad_before; /* of them, found before the pruning */

	struct test test; /* under way, or the last one */
	VEC(struct test) tested;

	/* prune */
	enum { PRUNE_REFERENCE, PRUNE_SETS, PRUNE_ALONE, PRUNE_USERS, PRUNE_PAIR } prune_step;
	struct prune *prune;
	bool *accepted;    /* the largest set that was run and found good; all false at first */
	VEC(size_t) order; /* of the components in it, as they came in */
	bool *was_blocked; /* components whose absence crashed at first */
	size_t asking;     /* component whose users are looked for */
	size_t low,
		high; /* those before `low` in the order are not all that must go; those before `high` are */

	/* components */
	size_t *columns, n_columns;        /* of the design: leaders of what goes together */
	size_t looks[MOST_LOOKS], n_looks; /* screens after which the fit is looked at */
	double level[MOST_LOOKS];          /* nominal one-sided p of each look */
	VEC(bool) dropped;                 /* rows of a flag for each component */
	VEC(double) times;                 /* of each row; NAN: it failed */
	VEC(size_t) row_block;
	size_t n_screens; /* blocks of the design so far: the stage makes others, too */
	struct inquiry inquiry;
	struct fit fit;       /* of the last look */
	const size_t *fitted; /* the columns that it had */
	bool falls_apart;     /* too many rows fail, or there are too many components: each races by itself */

	/* variants */
	struct race *race;
	size_t *arms, n_arms; /* changes that race */
	size_t arm;           /* whose quality is looked at after the race; n_arms: none */

	/* choice */
	bool *chosen;
	size_t *candidates, n_candidates, candidate; /* alternatives, those that save most first */
	const bool *
		shorter; /* as much of what was chosen as is enough, under test or the last one; NULL: none */
	size_t n_tried;  /* steps of the longest that was tested */
	bool is_enough;  /* it was good: chosen */
};

/* search.c */

/** One arm with the changes of `on`, which is copied. */
void arms_of_one(struct search *s, const bool *on, struct search_block *ret);
/** `number` of an endless row of inputs, in which all of them come in random order before any comes again. */
size_t deal_input(const struct search *s, const char *purpose, size_t number, const size_t *from, size_t n);
/** The baseline fails on it: takes it out of the searched inputs. */
void leave_out(struct search *s, size_t at);
/** A random order of 0 .. n-1. */
uint32_t *random_order(const struct search *s, const char *purpose, size_t number, size_t n);
/** Whether component j has to go before i can. */
bool goes_before(const struct search *s, size_t j, size_t i);
/** Names a leader for those that have to go before one another. O(components^3). */
void find_leaders(struct search *s);
/** Puts on component i and all that has to go before it, as far as it is allowed; how many were not on. */
size_t add_with_needs(const struct search *s, const bool *allowed, size_t i, bool *on);
/** What is known of leaders is known of those that they lead. */
void follow_leaders(struct search *s);
/** A component in the set that may not be dropped, since something that stays uses it; `components`: none. */
size_t find_used(const struct search *s, const bool *on);
/** Takes such components out. */
void close_set(const struct search *s, bool *on);

/* search_test.c */

/** From the first input on; an outcome that is known already is there at once. `on` is copied. */
void test_begin(struct search *s, const bool *on);
/** It was tested, and is not good. */
bool test_is_known_bad(const struct search *s, const bool *on);
bool test_block(struct search *s, size_t ahead, struct search_block *ret);
/** True when the test is over. */
bool test_tell(struct search *s, const struct search_result *r);

/* search_needs.c */

void inquiry_begin(struct search *s);
bool inquiry_is_on(const struct search *s);
/** The rows that it wants next; `number`: of the block. */
void inquiry_block(struct search *s, size_t number, struct search_block *ret);
/** What became of them; true when it is over, and all needs that were found are set. */
bool inquiry_tell(struct search *s, const struct search_result *r);

/* search_components.c */

size_t most_component_blocks(const struct search *s);

/** What a closed set of components saves by the fit, a share; NAN: unknown. */
double fitted_saving(const struct search *s, const bool *on);

/* search_variants.c */

size_t most_variant_blocks(const struct search *s);

#endif
