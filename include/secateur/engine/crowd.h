/** What runs at once do to each other: the baseline alone, and beside itself. */
#ifndef SECATEUR_ENGINE_CROWD_H
#define SECATEUR_ENGINE_CROWD_H

#include "secateur/engine/engine.h"
#include "secateur/model/crowd.h"

/** For so many runs there is room on the cores of this machine, at most what is asked for (0: all); 1 when there is room for no more. */
bool engine_crowd_most(const struct study *st, unsigned most, struct arena *a, struct diag *d, unsigned *ret);

/**
 * Makes runs of the baseline: CROWD_PAIRS times one alone on its cores, and `runs` at once, in random order, after one round of warm-up.
 * Nothing is stored. `runs` is at least 2.
 */
enum engine_end engine_crowd(const struct study *st, unsigned runs, const struct run_options *o,
                             struct arena *a, struct diag *d, struct crowd *ret);

/**
 * `parallel: auto`: sets how many runs are made at once to the most, of all that there is room for, half of it, and so on, that take no more
 * than CROWD_BEARABLE longer than one alone. The experiment is in the database: what was found there on this machine is not tried again.
 * Any other `parallel` stays as it is.
 */
enum engine_end engine_settle_parallel(const struct study *st, struct store *db, int64_t experiment,
                                       const struct run_options *o, struct arena *a, struct diag *d);

#endif
