/** Which points of two sets belong together. */
#ifndef SECATEUR_QUALITY_MATCH_H
#define SECATEUR_QUALITY_MATCH_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/** In space: points on a plane have z = 0 throughout. One with a coordinate that is not finite belongs to none. */
struct points {
	const double *x, *y, *z;
	size_t n;
};

#define NO_PARTNER SIZE_MAX

/**
 * For each of `a`, its partner among `b`, or NO_PARTNER: the two are each other's nearest, and at most `radius` (> 0)
 * apart. Of several at the same distance the first is nearest. Takes n log n, for as long as few lie within a radius.
 */
void match_nearest(const struct points *a, const struct points *b, double radius, struct arena *own,
                   size_t *partner);

#endif
