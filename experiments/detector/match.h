/** Nearest neighbours in the plane, by cells as wide as the search radius. */
#ifndef DETECTOR_MATCH_H
#define DETECTOR_MATCH_H

#include <stddef.h>

struct arena;
struct neighbours;

#define NO_MATCH ((size_t)-1)

/** Of n points; those that are not finite are never found. The arrays stay the caller's. */
const struct neighbours *neighbours_of(const double *x, const double *y, size_t n, double radius,
                                       struct arena *a);
/** The nearest point within the radius, other than point `except` (NO_MATCH: none is excepted); or
 * NO_MATCH. */
size_t neighbours_nearest(const struct neighbours *nb, double x, double y, size_t except);

#endif
