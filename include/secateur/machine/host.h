/** What is true of this machine, as far as it bears on measuring. */
#ifndef SECATEUR_MACHINE_HOST_H
#define SECATEUR_MACHINE_HOST_H

#include "secateur/model/fact.h"

struct arena;

/**
 * hostname, kernel, cpu_model, microcode, cpus, isolated_cpus, memory, governor, turbo, smt, clocksource, virtualised,
 * pmu, aslr, perf_event_paranoid, nmi_watchdog, swap, thp, load, boot_id; a fact that cannot be read is "n/a (why)". `root` is "/" or a fixture.
 */
struct facts host_facts(const char *root, struct arena *a);
/** The value, or NULL. */
const char *host_fact(const struct facts *f, const char *name);
/** SHA-256 in hexadecimal of the facts that identify the machine: kernel, CPU, memory, …, not load or settings. */
const char *host_fingerprint(const struct facts *f, struct arena *a);

/** Something that disturbs or limits measuring here, with the command that would change it and its undo. */
struct advice {
	const char *what, *change, *undo; /* change may be NULL: nothing helps */
};
/** Returns how many; at most 16. */
size_t host_advice(const struct facts *f, struct arena *a, const struct advice **ret);

#endif
