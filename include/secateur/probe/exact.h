/**
 * Instructions counted exactly, on any machine, by running a program under valgrind (cachegrind without its caches, the
 * cheapest of its tools that counts): some fifty times slower, so it is a pass of its own, whose times mean nothing.
 */
#ifndef SECATEUR_PROBE_EXACT_H
#define SECATEUR_PROBE_EXACT_H

#include <stddef.h>

#include "secateur/model/reading.h"

struct arena;

/** NULL, or why nothing can be counted here: tried, on `true`. `ret` (may be NULL) gets "valgrind-3.19.0". */
const char *exact_usable(struct arena *a, const char **ret);
/** The command that runs `argv` and leaves a log of each process in the folder `logs`, which is there. */
const char *const *exact_argv(const char *const *argv, const char *logs, struct arena *a);
/**
 * The sum over all processes whose logs are there, in user mode. Absent where it would be wrong: when a process was killed, and when one
 * forked and went on without starting another program, since valgrind counts what its parent had done once more.
 */
struct reading exact_read(const char *logs, struct arena *a);

#endif
