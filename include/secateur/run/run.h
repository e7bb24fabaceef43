/**
 * One child for each step: hold, pin, limit, count, release, wait, kill the whole group, classify.
 *
 * wall_ns goes from just before the exec to the end of the child; readings are the program's and those of descendants that
 * have ended and were waited for. Where the machine has control groups for us, CPU time and memory are those of all processes of the
 * step, whatever became of them; none outlives it, not even when the runner is killed; and all limits can be held to. Else CPU time
 * is that of what was waited for; peak_memory_bytes is the kernel's ru_maxrss: at least what the runner's launcher held when
 * run_init was called (a few MiB), however large the runner became since; the CPU limit, rounded up to a second, is on
 * each process by itself, SIGXCPU first, SIGKILL a second later; and daemons (in a session of their own) are killed as soon as no
 * step is running, and left alone when the runner was killed.
 */
#ifndef SECATEUR_RUN_RUN_H
#define SECATEUR_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/model/job.h"
#include "secateur/model/outcome.h"

struct arena;
struct running;
struct watch;

struct run_request {
	const struct job_step *step; /* log paths may be relative to `dir`; NULL: /dev/null */
	const char *dir;             /* the run's folder */
	const char *const *envp;     /* NULL: the runner's own */
	const char *cpus;            /* "2-3"; NULL: where the runner may run */
	const char *nodes;           /* of memory that it is bound to: "0"; NULL: any */
	struct limits limits;        /* what is left of the run's */
	struct watch *watch;         /* NULL: nothing is counted */
};

/**
 * Once, before the first start, and while the process is small: takes SIGCHLD, SIGINT and SIGTERM, forks the launcher,
 * and makes this process the one that orphans of its children fall to. ACCOUNT_PROCESS: does without control groups; else the
 * best that the machine has is taken, for which this process may move to another group.
 */
bool run_init(enum accounting best, struct diag *d);
/** What was taken; `why` (may be NULL) gets the reason when nothing better than processes can be had, else NULL. */
enum accounting run_accounting(const char **why);
/** What run_init would take; for `doctor`. */
enum accounting run_try_accounting(struct arena *a, const char **why);
/** Whether these limits can be held to here; false with a complaint for each that cannot; a warning of one that holds in part. */
bool run_can_limit(const struct limits *l, struct diag *d);
/** Whether steps can be bound to memory here; false with a warning: some containers do not allow it. */
bool run_can_bind(struct diag *d);
/**
 * Starts the step and returns at once; the window is open. False when the tool failed (no folder, no file, no such CPU).
 * Up to 1024 at once; `a` must last until the step's outcome was used.
 */
bool run_start(const struct run_request *q, struct arena *a, struct diag *d, struct running **ret);
/**
 * Waits until one of `r` ends: `*ret` is its index and `outcome` its facts (in the arena of its start); that entry is spent.
 * A signal to the runner ends one wait: `*ret` is n; steps go on, and may be waited for or stopped. A second signal
 * kills all steps and ends the process, with status 128 + its number. NULL entries are skipped.
 */
bool run_wait_any(struct running *const *r, size_t n, struct diag *d, size_t *ret,
                  struct step_outcome *outcome);
/** A folder that goes when this process is gone, however it ended. After run_init. */
void run_remove_when_killed(const char *dir);
/** Kills every child's process group and all daemons, and reaps them; all that was started is spent. */
void run_stop_all(void);
/** The signal that asked the runner to stop, or 0. */
int run_interrupted(void);
/** "signal 11 (SIGSEGV)", "exit code 1", "killed at the wall limit of 10 s", "could not start: No such file or directory", ... */
const char *run_describe(const struct step_outcome *o, const struct limits *limits, struct arena *a);

#endif
