/** The machine's cores (hwloc): which of them a run gets, and which are left to the runner. */
#ifndef SECATEUR_MACHINE_TOPO_H
#define SECATEUR_MACHINE_TOPO_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"

struct arena;
struct topo;

/** This machine, as far as this process may use it. */
bool topo_open(struct diag *d, struct topo **ret);
/** An imaginary machine: "pack:2 core:8 pu:2", for tests. */
bool topo_synthetic(const char *description, struct diag *d, struct topo **ret);
/** One that hwloc wrote (lstopo machine.xml). */
bool topo_from_xml(const char *path, struct diag *d, struct topo **ret);
void topo_close(struct topo *t);

struct core_request {
	unsigned cores; /* whole cores per run */
	unsigned runs;  /* at once */
};

/** CPU lists as the kernel writes them: "2-3,6". One PU per measured core; its siblings stay idle. */
struct core_plan {
	const char **runs;  /* one list for each run */
	const char **nodes; /* of memory for each run: "0"; NULL: there is but one */
	const char *runner; /* what is left for the runner; the whole machine when nothing is left */
	bool runner_shares; /* nothing was left: the runner shares cores with the runs */
};

/**
 * All runs on cores of one kind, the fastest of which there are enough; each on cores that share a cache, and on another cache than
 * others while there are any; highest first, so that core 0 (interrupts) is left to the runner, which keeps off measured caches where it
 * can. Impossible requests say what is possible.
 */
bool topo_pick(const struct topo *t, struct core_request want, struct arena *a, struct diag *d,
               struct core_plan *ret);
/** Keeps this process on `cpus`. */
bool topo_keep_to(const struct topo *t, const char *cpus, struct diag *d);
/** Lets this process run on all that it may use. */
bool topo_let_go(const struct topo *t, struct diag *d);
/** How many runs of so many cores there is room for at once. */
unsigned topo_most_runs(const struct topo *t, unsigned cores, struct arena *a);
size_t topo_count_cores(const struct topo *t);
/** hwloc's XML of the machine, for the database. */
bool topo_xml(const struct topo *t, struct arena *a, struct diag *d, const char **ret);

#endif
