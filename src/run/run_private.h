/** What the files of this room share: the table of running children, and what the launcher and a child are told. */
#ifndef SECATEUR_RUN_PRIVATE_H
#define SECATEUR_RUN_PRIVATE_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "cgroup.h"
#include "secateur/run/run.h"

enum { SLOTS = 1024 };

/** Written by the child, in shared memory. */
struct departure {
	atomic_int group;   /* 0: none to kill; the launcher kills it when the runner is gone */
	nsec_t at;          /* the last thing before its exec */
	struct rusage used; /* by then: not the program's */
};

/** FREE -> RUNNING by run_start, -> ENDED by the SIGCHLD handler, -> FREE when it is reaped. */
enum state { SLOT_FREE, SLOT_RUNNING, SLOT_ENDED };

struct running {
	atomic_int state;
	bool taken;
	bool was_alone; /* all the time: what is left of others than its group is its own */
	pid_t pid;  /* leader of its process group; a zombie until reaped, so that the number stays ours */
	nsec_t end; /* the handler's stamp */
	nsec_t released;
	struct departure *departure;
	struct arena *arena; /* the caller's: what finish gives lives there */
	const char *name;
	unsigned iteration;
	struct limits limits;
	struct watch *watch;
	struct cgroup *cgroup;    /* NULL: the machine has none for us */
	unsigned n_cpus;          /* that it may keep busy at once */
	nsec_t look_at_cpu;       /* not before then can it be past a limit on CPU time */
	struct capped *out, *err; /* NULL: it writes to the file itself; the same for both: err is NULL */
	int reports;              /* read end of the pipe on which the child says why it could not exec */
	bool past_wall, past_cpu, past_soft_cpu; /* we killed it; the last: or asked it to end */
};

/** What a child says: that it is ready and waits, or where it failed. All but EXEC are the tool's own failures. */
enum stage {
	STAGE_READY,
	STAGE_START,
	STAGE_DIR,
	STAGE_FILES,
	STAGE_LIMITS,
	STAGE_CPUS,
	STAGE_MEMORY,
	STAGE_EXEC
};

struct report {
	enum stage stage;
	int error;
	pid_t pid;
};

/** As sched_setaffinity takes it, for the largest machine that Linux supports. */
struct cpu_mask {
	unsigned long words[8192 / (8 * sizeof(unsigned long))];
};

/** Descriptors that a child is given. */
struct child_files {
	int out, err;
	int hold;    /* it waits for a byte here */
	int reports; /* and writes here */
};

struct departing {
	const char *dir; /* NULL: where the runner is */
	const char *const *argv, *const *envp;
	struct child_files files;
	bool pinned, bound;
	struct cpu_mask cpus, nodes;    /* of memory */
	rlim_t cpu_seconds, file_bytes; /* 0: no limit */
	struct departure *departure;
	pid_t runner;
};

/* child.c */
bool cpu_mask_read(const char *list, struct cpu_mask *ret);
unsigned cpu_mask_count(const struct cpu_mask *m);
/** For clone(): `arg` is a struct departing. Never returns. */
int child_depart(void *arg);

/* launcher.c */
/** Forks the launcher. `departures` is shared memory. */
bool launcher_init(struct diag *d);
/** Has a child made; it reports on `p->files.reports`. */
bool launcher_order(const struct departing *p, struct diag *d);

/* capped.c: output kept to a size. */
struct capped;
/** `*ret`: what the program is to write to; `file` is closed by capped_close. The arena must last until then. */
bool capped_open(int file, uint64_t most, struct arena *a, struct diag *d, int *ret, struct capped **made);
/** After the program's end: writes the tail. 0, or the errno of a write that failed: then the log is not whole. */
int capped_close(struct capped *c);

/* slots.c */
bool slots_init(struct diag *d);
/** NULL when all are taken. `departure` is set, and all zero, as is the rest. */
struct running *slots_take(void);
void slots_release(struct running *r);
/** After its processes are gone: completes logs that are kept to a size. 0, or the errno of a write that failed. */
int slots_end_output(struct running *r);
bool slots_any_taken(void);
/** Becomes readable when a child ended or a signal asked to stop. */
int slots_wake_fd(void);
void slots_drain(void);
/** True once for each signal that asked to stop. */
bool slots_stop_pending(void);
/** Whether it is the leader of a step, which is reaped as such. Async-signal-safe. */
bool slots_is_leader(pid_t pid);
/** Its number. */
size_t slots_number(const struct running *r);
/** For the launcher, when the runner is gone: kills all that is left of its children's groups. */
void slots_kill_groups(void);

/* reap.c */
bool reap_init(struct diag *d);
/** Remembers the children that are there now: they are none of ours. */
void reap_spare_present(void);
/* Both are async-signal-safe. */
/**
 * Kills what is left of the child's group, reaps leader and rest. `others`: what those used that were left to us, since nobody had waited
 * for them: of the group, and where the step was alone of all that had left it.
 */
void reap_group(struct running *r, int *status, struct rusage *leader, struct rusage *others);
/** Kills and reaps processes that left their run's group and lost their parent. Only while nothing else runs. */
void reap_strays(void);

/* outcome.c */
/** What the kernel says of a step that ended. */
struct ending {
	int status;
	struct rusage leader;         /* after the exec, with what it waited for */
	struct rusage used;           /* the same with all that was left to us */
	const struct report *report;  /* error 0: it was executed */
	const struct cgroup_use *use; /* NULL: no control group counted */
};
void outcome_classify(const struct running *r, const struct ending *e, struct step_outcome *ret);
/** What of `u` was used after the exec. */
struct rusage rusage_since(const struct rusage *u, const struct rusage *before);
/** Sums; of the resident sets the largest. */
void rusage_add(struct rusage *sum, const struct rusage *u);

#endif
