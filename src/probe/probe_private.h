/** What the probes share. */
#ifndef SECATEUR_PROBE_PRIVATE_H
#define SECATEUR_PROBE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

struct arena;
struct probe_ops;

/**
 * The answer of `attempt` for this event of this probe, kept for the life of the process: what a machine can count
 * does not change, and a try costs milliseconds.
 */
const char *probe_try_once(const char *probe, const char *event,
                           const char *(*attempt)(const char *event, struct arena *a), struct arena *a);

/** The events that some probe lists, each once. */
size_t probe_names(bool usual, struct arena *a, const char *const **ret);
/** The first probe that knows the event and can count it here; NULL when there is none, and why. */
const struct probe_ops *probe_for(const char *event, bool alone, struct arena *a, const char **why);

/** For probes that count any number of events at once. */
size_t probe_all_fit(const char *const *events, size_t n);
/** Of some events, those that are counted at once. */
struct probe_set {
	size_t *at; /* indices */
	size_t n;
};
/**
 * Shares `n` events out among sets of as many as `fit` counts at once; `always`, an index, is in each of them (n: none).
 * What does not fit beside that is in no set. Returns how many; at least 1, unless n is 0.
 */
size_t probe_share_out(const char *const *events, size_t n, size_t always,
                       size_t (*fit)(const char *const *events, size_t n), struct arena *a,
                       struct probe_set **ret);

/** What the energy counters of a machine stand at. */
enum { MAX_ZONES = 32 };
struct energy {
	struct energy_zone {
		double uj, range; /* microjoules; it wraps at `range` */
	} zones[MAX_ZONES];
	size_t n; /* 0: it tells none */
};
/** For an event of the rapl probe; `root` is "/" or a fixture. False with errno: there are some, but they cannot be read. */
bool energy_now(const char *root, const char *event, struct arena *a, struct energy *ret);
/** In joules. */
double energy_between(const struct energy *before, const struct energy *after);

/** A child of our own that waits, and then does `work`. */
struct held {
	pid_t pid;
	int hold, go; /* the ends of the pipe it waits on */
};
bool held_start(void (*work)(void), struct held *ret);
/** Lets it go and waits for its end. `u` may be NULL. */
void held_finish(struct held *h, struct rusage *u);

/** A loop of n turns; SPIN_INSTRUCTIONS of them a turn, 0 where that is not known. */
#if defined(__x86_64__)
#define SPIN_INSTRUCTIONS 2
#define SPIN_TURNS(n) __asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(n) : : "cc")
#elif defined(__aarch64__)
#define SPIN_INSTRUCTIONS 2
#define SPIN_TURNS(n) __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(n) : : "cc")
#else
#define SPIN_INSTRUCTIONS 0
#define SPIN_TURNS(n)                                             \
	for (volatile uint64_t left_ = (n); left_ > 0; left_--) { \
	}
#endif
static inline void spin_turns(uint64_t n) { SPIN_TURNS(n); }

#endif
