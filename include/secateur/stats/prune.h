/**
 * The search for the largest set of components that may be dropped: groups in order of what they cost, bisection where a group
 * may not go, and a second chance for those whose absence crashed, once their users are gone. Pure: the caller tests the sets.
 */
#ifndef SECATEUR_STATS_PRUNE_H
#define SECATEUR_STATS_PRUNE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct prune;

enum prune_outcome {
	PRUNE_OK,
	PRUNE_BAD,   /* it ran, and quality is not kept: final, since dropping more only makes it worse */
	PRUNE_CRASH, /* it did not run: tried again when more has been dropped */
};

enum prune_part {
	PRUNE_CANDIDATE, /* not settled yet */
	PRUNE_DROPPABLE, /* all of these together were tested, and are fine */
	PRUNE_NEEDED,    /* for quality */
	PRUNE_REQUIRED,  /* without it nothing runs */
};

/** `cost`: of each component, finite; the dearest are tried first, ties in their order. Lives in the arena. */
struct prune *stats_prune_new(const double *cost, size_t n, struct arena *a);
/** Fills `drop` with the set to be tested next; false when there is none: the search is over. No set comes twice. O(n). */
bool stats_prune_next(const struct prune *p, bool *drop);
/**
 * What became of that set. `culprit`: the component whose absence the crash is laid to; n when nobody knows. It is remembered, in the
 * arena: a set that the search comes back to is not asked for again. O(n * sets so far).
 */
void stats_prune_tell(struct prune *p, enum prune_outcome outcome, size_t culprit);
/** What is known of component i so far; all that is droppable has been tested together, at any time. */
enum prune_part stats_prune_part(const struct prune *p, size_t i);

#endif
