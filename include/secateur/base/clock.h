/** Two clocks: one that only moves forward, to measure; one that people read, to stamp. */
#ifndef SECATEUR_BASE_CLOCK_H
#define SECATEUR_BASE_CLOCK_H

#include "secateur/base/units.h"

struct arena;

/** CLOCK_MONOTONIC_RAW: durations. Async-signal-safe. */
nsec_t clock_now(void);
/** CLOCK_REALTIME: only to stamp rows. */
nsec_t clock_wall(void);
/** "2026-11-23T08:22:01.123Z": ISO 8601, UTC, milliseconds. */
char *clock_iso8601(nsec_t wall, struct arena *a);

#endif
