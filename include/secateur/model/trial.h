/** One run to be made: which variant on which input, and when. */
#ifndef SECATEUR_MODEL_TRIAL_H
#define SECATEUR_MODEL_TRIAL_H

#include <stdbool.h>
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

#endif
