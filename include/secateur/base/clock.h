/** Two clocks: one that only moves forward, to measure; one that people read, to stamp. */
#ifndef SECATEUR_BASE_CLOCK_H
#define SECATEUR_BASE_CLOCK_H

#include <stdbool.h>

#include "secateur/base/units.h"

struct arena;

/** CLOCK_MONOTONIC_RAW: durations. Async-signal-safe. */
nsec_t clock_now(void);
/** CLOCK_REALTIME: only to stamp rows. */
nsec_t clock_wall(void);
/** "2026-11-23T08:22:01.123Z": ISO 8601, UTC, milliseconds. */
char *clock_iso8601(nsec_t wall, struct arena *a);
/** The same read back; false for what is not written like that. */
bool clock_from_iso8601(const char *s, nsec_t *ret);
/** As other programs write it: "2022-06-01T09:10:11", with a fraction or none, and Z, +00:00 or another offset; none is UTC. */
bool clock_from_utc(const char *s, nsec_t *ret);

#endif
