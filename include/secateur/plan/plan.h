/** Variants x inputs x blocks -> one seeded, fully random order. Pure: no I/O. */
#ifndef SECATEUR_PLAN_PLAN_H
#define SECATEUR_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/model/selection.h"
#include "secateur/model/trial.h"

struct arena;
struct plan;

/** Measured failures of a variant in as many blocks, one after another, after which it is not run any more. */
enum { FAILURES_THAT_SETTLE = 3 };

struct plan_request {
	uint32_t variants, inputs;
	uint32_t warmup, blocks; /* blocks: measured ones, after the warm-up; of a duet: for each variant */
	uint32_t parallel;       /* blocks under way at once: at least 1 */
	uint64_t seed;
	bool whole_rounds; /* the blocks of a round, which is all inputs once, have one order: one run makes them all for a variant */
	bool duet; /* a block is a variant and its reference, which run at once */
	const uint32_t
		*references; /* of each variant, a lower index or its own; NULL: none depends on another */
};

/**
 * A block is every variant on one input, in a full random permutation of its own stream; of a duet, a variant at one position and its
 * reference at the other, which are sides, swapped from one of the variant's blocks to the next. Inputs follow one another in random
 * order, all of them before any comes again. The same request gives the same plan for ever. O(trials).
 */
struct plan *plan_new(const struct plan_request *q, struct arena *a);
size_t plan_count(const struct plan *p);
/** In the order of blocks, then of positions. */
const struct trial *plan_at(const struct plan *p, size_t i);
uint32_t plan_n_blocks(const struct plan *p);
uint32_t plan_per_block(const struct plan *p);

/** Before anything was told of it: blocks under way at once. */
void plan_set_parallel(struct plan *p, uint32_t parallel);

/** Of whole rounds: the trials of `t`'s variant in its round, in the order of blocks; `ret` has room for one of each input. */
size_t plan_round_of(const struct plan *p, const struct trial *t, const struct trial **ret);

enum trial_state {
	TRIAL_LEFT,
	TRIAL_DONE,
	TRIAL_UNASKED, /* it was not selected */
	TRIAL_SKIPPED, /* its variant, or the one it is compared with, had failed in three measured blocks in a row; or it changes nothing */
};

/**
 * What became of a trial: told once for each run that ended, also for those found in the database. Failures settle a
 * variant from the block after the third one on, or later by as many blocks as may be under way at once, so that the
 * decision rests on blocks that have ended and is the same after a crash.
 */
void plan_done(struct plan *p, const struct trial *t, bool failed);
/** False when the plan has no such trial. */
bool plan_has(const struct plan *p, const struct trial *t);
bool plan_is_settled(const struct plan *p, uint32_t variant);
/**
 * It is known what was asked, after `block`: as of failures, it is run no more from the next block on, or later by as many as may be under way
 * at once. What is compared with it is left out, too, but in a duet.
 */
void plan_settle(struct plan *p, uint32_t variant, uint32_t block);
/** It is not run at all; nothing is compared with it. */
void plan_leave_out(struct plan *p, uint32_t variant);
/** The first block of which something is left; all blocks: none is. O(1) in all. */
uint32_t plan_first_left(struct plan *p);
enum trial_state plan_state(const struct plan *p, const struct trial *t);
size_t plan_left(const struct plan *p);
/** Of the trials that are left, those of other variants and inputs are not asked for. */
void plan_select(struct plan *p, const struct selection *s);
/** How many trials are asked for: all, but where some were selected. */
size_t plan_asked(const struct plan *p);

#endif
