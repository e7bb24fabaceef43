/** One run of one variant on one input, by itself: to see what an experiment does before it is made. */
#ifndef SECATEUR_ENGINE_TRY_H
#define SECATEUR_ENGINE_TRY_H

#include "secateur/engine/engine.h"

struct findings;
struct outcome;

struct try_request {
	const struct study *study;
	size_t variant, input;             /* indices */
	const struct run_options *options; /* `tell` is not called */
	/** Once, when the run has ended and its quality is known; `dir` is its folder, which still is there. */
	void (*show)(const struct outcome *o, const struct findings *f, const char *dir, void *arg);
	void *arg;
};
/** Makes the run, hooks and all, on the cores that runs of the experiment get. Nothing is stored. A failed run is no error. */
enum engine_end engine_try(const struct try_request *q, struct arena *a, struct diag *d,
                           struct run_summary *ret);

#endif
