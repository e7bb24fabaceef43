/**
 * Convex polygons on the sky, and whether several together cover another. Edges are great circles, as are those of LSST's patches and detectors.
 * Nothing is projected: poles and the meridian of 0 are places as any others.
 */
#ifndef SECATEUR_BASE_SPHERE_H
#define SECATEUR_BASE_SPHERE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/** Degrees. */
struct sky {
	double ra, dec;
};
/** Of length 1, to a place on the sky. */
struct direction {
	double x, y, z;
};

struct sphere_polygon {
	const struct direction *corner; /* anticlockwise, seen from outside of the sphere */
	const struct direction
		*inward; /* of each edge, from its corner to the next: its pole on the inner side */
	size_t n;
	struct direction middle;
	double radius; /* radians: no corner is farther from the middle */
};

#define SPHERE_ARCSEC (3.14159265358979323846 / 180 / 3600) /* radians */

/** NULL; or why these corners, in their order around it either way, bound no convex polygon: in one clause. */
const char *sphere_polygon(const struct sky *corners, size_t n, struct arena *a, struct sphere_polygon *ret);
/** The same with each edge farther out by so many radians, which are few. At corners sharper than 11 degrees it is less. */
struct sphere_polygon sphere_grown(const struct sphere_polygon *p, double by, struct arena *a);
/**
 * Whether all of a polygon is in one or another of `n`, but for a millionth of an arcsecond. `gap` (may be NULL): where not, a place of it that none of
 * them covers.
 */
bool sphere_covers(const struct sphere_polygon *by, size_t n, const struct sphere_polygon *of,
                   struct sky *gap);

#endif
