/** What the probes share. */
#ifndef SECATEUR_PROBE_PRIVATE_H
#define SECATEUR_PROBE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

struct arena;

/** "ns", "bytes" or "1". */
const char *probe_unit(const char *event);

/**
 * The answer of `attempt` for this event of this probe, kept for the life of the process: what a machine can count
 * does not change, and a try costs milliseconds.
 */
const char *probe_try_once(const char *probe, const char *event,
                           const char *(*attempt)(const char *event, struct arena *a), struct arena *a);

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
