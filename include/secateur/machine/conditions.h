/** What went on around a run: what the machine did meanwhile that was not the run's. */
#ifndef SECATEUR_MACHINE_CONDITIONS_H
#define SECATEUR_MACHINE_CONDITIONS_H

#include <stdint.h>

#include "secateur/base/units.h"
#include "secateur/model/reading.h"

struct arena;

enum { PRESSURES = 3 };

/** The kernel's counters at an instant, of some CPUs or of the whole machine; below 0: it has none. */
struct conditions {
	double steal_ns, busy_ns; /* of the CPUs: taken by the hypervisor; not idle, whatever for */
	double pages_swapped;     /* of the machine, in and out */
	double pressure_ns
		[PRESSURES]; /* of the machine: some task waited for CPU, memory, input and output */
	double throttled;    /* of the CPUs: times that they were slowed down for heat */
	double suspended_ns; /* of the machine, since it started */
	double frequency_hz; /* of the CPUs now, their mean */
};

/** `cpus` is a list as the kernel writes it: "2-3,6"; `root` is "/" or a fixture. */
void conditions_now(const char *root, const char *cpus, struct conditions *ret);

/** What the run itself used meanwhile. */
struct own_use {
	nsec_t cpu_ns;
	uint64_t involuntary_switches;
};
/**
 * What happened in between: steal, other-cpu, swapped-pages, cpu-pressure, memory-pressure, io-pressure, throttled, suspended, the
 * run's involuntary-switches, and frequency at the end; absent with a reason where the kernel does not tell.
 */
struct readings conditions_between(const struct conditions *before, const struct conditions *after,
                                   const struct own_use *own, struct arena *a);
/**
 * Whether that is more than a run of so much wall time should bear, in words; NULL: it is not. Past it are steal of 2 % of its CPUs' time
 * and other use of 10 % of it, each at least three ticks of the kernel's clock (30 ms), and any swapped page, throttling or suspension.
 */
const char *conditions_disturb(const struct readings *r, nsec_t wall_ns, const char *cpus, struct arena *a);

#endif
