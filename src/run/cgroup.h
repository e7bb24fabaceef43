/** Control groups: what holds a step's whole tree, counts it and ends it, where the machine has them. */
#ifndef SECATEUR_RUN_CGROUP_H
#define SECATEUR_RUN_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "secateur/base/diag.h"
#include "secateur/base/units.h"
#include "secateur/model/job.h"
#include "secateur/model/outcome.h"

struct arena;

/** Folders below which groups are made; NULL: not of this kind. One may stand for several. */
struct cgroup_place {
	enum accounting accounting;
	const char *unified, *memory, *pids, *cpuacct;
	const char *why; /* there is nothing better than processes; else NULL */
};

/* cgroup_place.c */

/** By trying: makes and removes groups; where it must, this process moves to a group below its own. */
struct cgroup_place cgroup_find_place(struct arena *a);
/**
 * The folder of this process in a controller's tree ("": version 2's), from the texts of /proc/self/mountinfo and /proc/self/cgroup; NULL:
 * there is none.
 */
const char *cgroup_folder(const char *mountinfo, const char *self, const char *controller, struct arena *a);
/** One write of the whole text, as the kernel wants it; false: see errno. Async-signal-safe. */
bool cgroup_write(const char *path, const char *text);

/* cgroup.c */

/** A step's groups, one in each tree. */
struct cgroup;

/** What its processes used, all of them together. */
struct cgroup_use {
	nsec_t user_ns, sys_ns;
	uint64_t peak_memory_bytes; /* with the page cache that they were the first to touch */
	unsigned long long kills_for_memory, forks_refused;
};

/** Once, in the runner: finds the place, or does without when `best` says so. */
void cgroup_init(enum accounting best);
const struct cgroup_place *cgroup_place(void);
/** Groups number `slot` of this runner, empty and limited; NULL in `ret` where there is no place for them. */
bool cgroup_make(size_t slot, const struct limits *l, struct arena *a, struct diag *d, struct cgroup **ret);
/** For the launcher, when the runner is gone: ends and removes its groups of that number, if they are there. */
void cgroup_end_orphan(size_t slot);
bool cgroup_enter(const struct cgroup *c, pid_t child, struct diag *d);
/** CPU time so far. */
nsec_t cgroup_cpu(const struct cgroup *c);
/** To all of its processes. */
void cgroup_signal(const struct cgroup *c, int sig);
/** Kills all of its processes: they are dead soon after. Async-signal-safe. */
void cgroup_kill(const struct cgroup *c);
bool cgroup_is_empty(const struct cgroup *c);
/** Once it is empty. False, with a complaint, when something cannot be read. */
bool cgroup_read(const struct cgroup *c, struct diag *d, struct cgroup_use *ret);
/** Once it is empty. Async-signal-safe. */
void cgroup_remove(const struct cgroup *c);

#endif
