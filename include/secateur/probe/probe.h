/** Probes: what counts a child and all its threads and descendants. One file and one row each. */
#ifndef SECATEUR_PROBE_PROBE_H
#define SECATEUR_PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "secateur/base/diag.h"
#include "secateur/model/reading.h"

struct arena;
struct rusage;

/**
 * A probe counts one child at a time. All functions are mandatory.
 * `open` is called once a session, `arm` while the child waits before its exec, `read` after it was reaped.
 */
struct probe_ops {
	const char *name, *about;
	/** The names it can be asked for on some machine, those that people use first: NULL past the end. */
	const char *(*event)(size_t i);
	size_t n_usual;     /* that people use: `doctor` tries them */
	bool whole_machine; /* it counts what all do meanwhile, not the child alone */
	/** True for a name of `event`, and for native names the table cannot list. */
	bool (*knows)(const char *event);
	/** Whether `event` can be counted here: tried, not asked. NULL, or the reason why not. */
	const char *(*usable)(const char *event, struct arena *a);
	/** How many of these usable events, from the first on, can be counted all of the time and at once: tried. At least 1. */
	size_t (*fit)(const char *const *events, size_t n);
	void *(*open)(const char *const *events, size_t n, struct arena *a);
	void (*arm)(void *self, pid_t child);
	/** Fills one reading for each event of `open`, in their order, and disarms. */
	void (*read)(void *self, const struct rusage *u, struct reading *ret, struct arena *a);
	void (*close)(void *self);
};

const struct probe_ops *probe_at(size_t i); /* NULL past the end */

/** True when some probe knows the event; else false, and `hint` gets "; did you mean ...?" or "". */
bool probe_known(const char *event, struct arena *a, const char **hint);

/** "ns", "J" or "1". */
const char *probe_unit(const char *event);

/**
 * The events of an experiment shared out among the probes: each goes to the first usable one that knows it. Events that
 * cannot be counted all at once are shared out among several sets, of which one is counted at a time.
 */
struct watch;
struct watch_request {
	const char *const *events;
	size_t n;
	const char *always; /* one of them, which is in every set; NULL: none */
	bool alone; /* nothing else is measured at the same time; else what counts the whole machine is not usable */
};
struct watch *watch_open(const struct watch_request *q, struct arena *a);
/** How many sets there are: at least 1. */
size_t watch_sets(const struct watch *w);
/** The set that is counted from the next `arm` on, modulo their number; the first until then. */
void watch_take_set(struct watch *w, size_t set);
void watch_arm(struct watch *w, pid_t child);
/** One reading for each event, in the order given to watch_open; those that were not counted carry the reason. */
struct readings watch_read(struct watch *w, const struct rusage *u, struct arena *a);
void watch_close(struct watch *w);

/** A known amount of work counted in a child of our own: what `doctor` shows. */
struct probe_trial {
	const char *event, *probe; /* probe: NULL when none can count it */
	double expected, counted;  /* expected: 0 when no figure is known */
	const char *unit, *absent_reason;
};
/** One row for each usual event of a probe. Takes about 0.2 s. Returns how many. Nothing may be armed meanwhile. */
size_t probe_try_all(struct arena *a, const struct probe_trial **ret);

#endif
