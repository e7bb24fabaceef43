/** How a run or a step of it ended: plain facts. A failed workload is a result; a failed tool is an error, and goes to diag. */
#ifndef SECATEUR_MODEL_OUTCOME_H
#define SECATEUR_MODEL_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

#include "secateur/base/units.h"
#include "secateur/model/reading.h"

enum outcome_kind {
	OUTCOME_OK,
	OUTCOME_EXIT,     /* a non-zero exit status */
	OUTCOME_SIGNAL,   /* ended by a signal that secateur did not send */
	OUTCOME_WALL,     /* killed at the wall limit */
	OUTCOME_CPU,      /* ended by the limit on CPU time */
	OUTCOME_NO_START, /* could not be executed; `error` is the errno. Its times and memory mean nothing */
};

struct step_outcome {
	const char *name;
	unsigned iteration;
	enum outcome_kind kind;
	int exit_code, signal, error;
	nsec_t wall_ns, user_ns, sys_ns;
	uint64_t peak_memory_bytes; /* largest resident set of the largest process */
	struct readings readings;
};

/** A run: its steps up to the one that failed. Times are sums over the steps that started, memory the largest. */
struct outcome {
	struct step_outcome *steps;
	size_t n_steps;
	enum outcome_kind kind; /* the last step's */
	nsec_t wall_ns, user_ns, sys_ns;
	uint64_t peak_memory_bytes;
	struct readings readings; /* sums over the steps; absent when absent in any */
	const char *reason;       /* NULL when OK; else "signal 11 (SIGSEGV) in step psf" */
	const char *log_tail;     /* the end of the failed step's log, or NULL */
};

#endif
