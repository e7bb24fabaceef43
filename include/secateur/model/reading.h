/** One counted value. Absent is not zero. */
#ifndef SECATEUR_MODEL_READING_H
#define SECATEUR_MODEL_READING_H

#include <stdbool.h>
#include <stddef.h>

struct reading {
	const char *event, *unit; /* "task-clock", "ns"; unit "1" for counts */
	double value;
	double enabled_share;      /* of the time it was meant to count: below 1 it was multiplexed */
	const char *absent_reason; /* not NULL: there is no value, and why */
};

/** Counted all of the time it was meant to; less, and the value is a guess. The two clocks differ by a little. */
static inline bool reading_is_trusted(double enabled_share) { return enabled_share > 0.995; }

struct readings {
	struct reading *at;
	size_t n;
};

#endif
