/** Adapters: variant + input -> job. One file and one row each. */
#ifndef SECATEUR_WORKLOAD_WORKLOAD_H
#define SECATEUR_WORKLOAD_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/base/units.h"
#include "secateur/model/fact.h"
#include "secateur/yaml/yaml.h"

struct arena;
struct job;
struct outcome;
struct scope;

/** Of a run that works on all inputs: one of them. */
struct workload_part {
	const struct scope *scope; /* its columns */
	const char *dir;           /* a folder for what the run left of it; it is not there yet */
	struct outcome *outcome;   /* to be filled in: steps, times, how it ended */
	nsec_t began;              /* the same: when the first of it did, by clock_wall; 0: nothing did */
};

/** What is over when what a run left is removed. */
enum run_end {
	RUN_ENDED,  /* the run ended, or was given up: its folder tells how far it came */
	RUN_KILLED, /* the same of one whose runner was killed: what it left is half a run */
	RUN_LOST,   /* as RUN_KILLED, and its folder is gone; what is timed had begun */
};

/**
 * An adapter. `params`, as `part` reads it, is what the experiment file says under `workload:`. A scope binds parameters,
 * factors and the input's columns, "iteration" and, for `job`, "scratch" and "run". The first five functions are mandatory.
 */
struct workload_ops {
	struct part part;
	/**
	 * Once, before the others: reads from disk what the parameters name, and complains about every template that
	 * uses an unknown name. `names` binds each factor to the names of its levels, and all else to nothing yet.
	 */
	bool (*load)(void *params, const struct scope *names, struct arena *a, struct diag *d);
	/**
	 * All that `scope` renders to, inputs left as holes, as lines of text: commands, environment, files. Two
	 * variants with the same text are the same to the pipeline.
	 */
	bool (*config)(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
	               const char **ret);
	bool (*job)(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
	            struct job *ret);
	/**
	 * How to ask the programs which configuration is in force: steps that print it, in a folder with the job's files.
	 * No steps: the experiment does not ask.
	 */
	bool (*effective)(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
	                  struct job *ret);
	/** What the programs say of themselves: recorded with every session. One that says nothing: "n/a (why)". */
	bool (*version)(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
	                struct facts *ret);
	/**
	 * After a run, before its quality is looked at: brings what it left elsewhere into its folder, "scratch". Of one that failed, `*why`
	 * is what the programs say of it, where they say more than how a process ended; of one that went well, why it is a failure all the same,
	 * since of what it left something cannot be read. Else it is left alone.
	 */
	bool (*finish)(const void *params, const struct scope *scope, bool failed, struct arena *a,
	               struct diag *d, const char **why);
	/** Whether one run works on all inputs; then a job's scope has no columns, and `parts` is there. */
	bool (*takes_all)(const void *params);
	/** After `finish`: how it went for each input, by what the run left. `whole` is how the run as a whole ended. */
	bool (*parts)(const void *params, const struct scope *scope, const struct outcome *whole,
	              struct workload_part *parts, size_t n, struct arena *a, struct diag *d);
	/** What a program printed, in lines that can be compared: where `effective` prints more or other than that. NULL: as it is. */
	bool (*canonical)(const char *printed, struct arena *a, struct diag *d, const char **ret);
	/** The line of a program's output that says why it failed, where that is not the last one; it may find none: NULL. */
	const char *(*blame)(const char *printed, struct arena *a);
	/** Removes what a run left outside its folder, of which `scope` tells; false: something stays, with a warning. */
	bool (*clear)(const void *params, const struct scope *scope, const char *const *envp,
	              enum run_end end, struct arena *a, struct diag *d);
};

const struct workload_ops *workload_at(size_t i); /* NULL past the end */
const struct workload_ops *workload_find(const char *name);

#endif
