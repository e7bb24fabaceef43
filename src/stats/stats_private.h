/** What the files of this room share. */
#ifndef SECATEUR_STATS_PRIVATE_H
#define SECATEUR_STATS_PRIVATE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "secateur/stats/compare.h"

struct arena;

bool stats_is_finite(const double *x, size_t n);
/** Also when there are none. */
bool stats_is_constant(const double *x, size_t n);
/** A copy, ascending. */
double *stats_sorted(const double *x, size_t n, struct arena *a);
/** Student's interval at +- t se; a reason where a bound is not finite. */
struct estimate stats_around(size_t n, double at, double se, double df, double no_effect, double level);

static inline double stats_clip(double x, double at) { return fmin(fmax(x, -at), at); }

/**
 * Finite doubles as integers in the same order, so that a search by halves over them ends exactly at a double, after 64 steps at
 * most, whatever the spread of the values.
 */
static inline uint64_t ordered_from(double x)
{
	uint64_t bits;

	x += 0.0; /* -0 is 0, and has no number of its own */
	memcpy(&bits, &x, sizeof(bits));
	return bits >> 63 ? ~bits + 1 : bits | UINT64_C(1) << 63;
}

static inline double ordered_back(uint64_t key)
{
	uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~(key - 1);
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/** Values that are counted: how many of them are at most c; `few` of them are no trouble to list. */
struct counted {
	double (*to)(const void *of, double c);
	const void *of;
	double few;
};

/** Where the k-th is: above `low`, at most `high`; how many there are up to either. */
struct bracket {
	double low, high, to_low, to_high;
};

/** Counts up to `at`, if it lies inside. */
void stats_probe(const struct counted *c, double k, double at, struct bracket *b);
/** Until few are left, or `high` alone. */
void stats_narrow(const struct counted *c, double k, struct bracket *b);

#endif
