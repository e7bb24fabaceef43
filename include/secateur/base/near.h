/** "did you mean": the known name nearest to a mistyped one. */
#ifndef SECATEUR_BASE_NEAR_H
#define SECATEUR_BASE_NEAR_H

#include <stddef.h>

struct arena;

/**
 * The name with the smallest Damerau-Levenshtein distance (case folded), if that is at most a third of the longer
 * length, rounded up, and leaves something in common; the first of equals. NULL when nothing is near; names of
 * more than 128 bytes never are. O(n * len^2).
 */
const char *near_name(const char *typo, const char *const *names, size_t n);
/** "; did you mean 'repeats'?", or "": to be appended to a message. */
const char *near_hint(const char *typo, const char *const *names, size_t n, struct arena *a);

#endif
