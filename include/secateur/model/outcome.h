/** How a run or a step of it ended: plain facts. A failed workload is a result; a failed tool is an error, and goes to diag. */
#ifndef SECATEUR_MODEL_OUTCOME_H
#define SECATEUR_MODEL_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

#include "secateur/base/units.h"
#include "secateur/model/reading.h"

enum outcome_kind {
	OUTCOME_OK,
	OUTCOME_EXIT,      /* a non-zero exit status */
	OUTCOME_SIGNAL,    /* ended by a signal that secateur did not send */
	OUTCOME_WALL,      /* killed at the wall limit */
	OUTCOME_CPU,       /* ended by the limit on CPU time, or by the soft one */
	OUTCOME_MEMORY,    /* the kernel killed for the limit on memory */
	OUTCOME_PROCESSES, /* it failed, and was refused a process for the limit on them */
	OUTCOME_FILE,      /* ended by the limit on the size of a file */
	OUTCOME_NO_START, /* could not be executed; `error` is the errno. Its times and memory mean nothing */
};

/** How CPU time and memory were counted; what was counted in different ways is not compared. */
enum accounting {
	ACCOUNT_PROCESS, /* wait4: CPU time of what was waited for; memory of the largest process */
	ACCOUNT_CGROUP1, /* control groups of version 1: of the whole tree */
	ACCOUNT_CGROUP2, /* of version 2 */
	ACCOUNT_QUANTA, /* what the quanta of an input say of themselves; whose process worked on others, too */
	N_ACCOUNTINGS,
};

struct step_outcome {
	const char *name;
	unsigned iteration;
	enum outcome_kind kind;
	int exit_code, signal, error;
	nsec_t wall_ns, user_ns, sys_ns;
	uint64_t
		peak_memory_bytes; /* of the tree, with page cache; ACCOUNT_PROCESS: largest resident set of the largest process */
	uint64_t involuntary_switches; /* of what was waited for: it was ready, and had to give its CPU up */
	struct readings readings;
};

/** A run: its steps up to the one that failed. Times are sums over the steps that started, memory the largest. */
struct outcome {
	struct step_outcome *steps;
	size_t n_steps;
	enum outcome_kind kind; /* the last step's */
	nsec_t wall_ns, user_ns, sys_ns;
	uint64_t peak_memory_bytes, involuntary_switches;
	enum accounting accounting;
	struct readings readings;   /* sums over the steps; absent when absent in any */
	struct readings conditions; /* what went on around it: steal, other-cpu, ...; none of planted runs */
	const char *disturbed;      /* by more of that than it should bear, in words; else NULL */
	const char *reason;         /* NULL when OK; else "signal 11 (SIGSEGV) in step psf" */
	const char *log_tail;       /* the end of the failed step's log, or NULL */
};

#endif
