/** One run to be made: which variant on which input, and when. */
#ifndef SECATEUR_MODEL_TRIAL_H
#define SECATEUR_MODEL_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum phase {
	PHASE_WARMUP,
	PHASE_MEASURED,
	PHASE_COUNTED, /* instructions are counted, and nothing is timed: no run of the plan */
};

struct trial {
	uint32_t block;    /* from 0; warm-up blocks come first */
	uint32_t position; /* in the block, from 0; of what is counted: how often it was counted before */
	uint32_t variant;  /* index */
	uint32_t input;    /* index; the same for a whole block */
	enum phase phase;
};

/** A round is all variants on one input: one block; of a duet, one for each variant that is compared with another. */
static inline uint32_t blocks_per_round(bool is_duet, size_t n_variants)
{
	return is_duet && n_variants > 1 ? (uint32_t)(n_variants - 1) : 1;
}

#endif
