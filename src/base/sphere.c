#include "secateur/base/sphere.h"

#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"

#define DEGREE (3600 * SPHERE_ARCSEC)
#define ON_EDGE 1e-12 /* radians: what rounding alone makes of 0 */
#define FLAT 1e-9     /* radians: no polygon is as narrow */
#define SHARPEST 0.02 /* 1 - cos of an angle of 11 degrees */

/* --- directions ----------------------------------------------------------------------------------- */

static struct direction sum(struct direction a, double f, struct direction b)
{
	return (struct direction){a.x + f * b.x, a.y + f * b.y, a.z + f * b.z};
}

static double dot(struct direction a, struct direction b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

static struct direction cross(struct direction a, struct direction b)
{
	return (struct direction){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static double length(struct direction a) { return sqrt(dot(a, a)); }

static struct direction unit(struct direction a) { return sum((struct direction){0}, 1 / length(a), a); }

static double angle(struct direction a, struct direction b)
{
	return 2 * asin(fmin(1, length(sum(a, -1, b)) / 2));
}

/* The pole of the great circle from a to b, on its left. Near directions have more digits in their difference than in their product. */
static struct direction pole(struct direction a, struct direction b)
{
	return unit(cross(sum(a, 1, b), sum(b, -1, a)));
}

static struct direction direction_to(struct sky at)
{
	double ra = at.ra * DEGREE, dec = at.dec * DEGREE;

	return (struct direction){cos(dec) * cos(ra), cos(dec) * sin(ra), sin(dec)};
}

static struct sky sky_at(struct direction d)
{
	double ra = atan2(d.y, d.x) / DEGREE;

	return (struct sky){ra < 0 ? ra + 360 : ra, atan2(d.z, hypot(d.x, d.y)) / DEGREE};
}

static struct direction middle_of(const struct direction *corner, size_t n)
{
	struct direction all = {0};

	for (size_t i = 0; i < n; i++) {
		all = sum(all, 1, corner[i]);
	}
	return unit(all);
}

/* --- polygons ------------------------------------------------------------------------------------- */

/* Of corners that go around it anticlockwise. */
static struct sphere_polygon polygon_of(const struct direction *corner, size_t n, struct arena *a)
{
	struct direction *inward = NEW_ARRAY(a, struct direction, n);
	struct sphere_polygon p = {corner, inward, n, middle_of(corner, n), 0};

	for (size_t i = 0; i < n; i++) {
		inward[i] = pole(corner[i], corner[(i + 1) % n]);
		p.radius = fmax(p.radius, angle(p.middle, corner[i]));
	}
	return p;
}

/* How far corners are to the left of the edges, at most, and to the right. */
static void sides(const struct direction *corner, size_t n, double *left, double *right)
{
	*left = *right = 0;
	for (size_t i = 0; i < n; i++) {
		struct direction edge = pole(corner[i], corner[(i + 1) % n]);
		for (size_t k = 0; k < n; k++) {
			double d = k == i || k == (i + 1) % n ? 0 : dot(edge, corner[k]);
			*left = fmax(*left, d);
			*right = fmax(*right, -d);
		}
	}
}

const char *sphere_polygon(const struct sky *corners, size_t n, struct arena *a, struct sphere_polygon *ret)
{
	struct direction *corner = NEW_ARRAY(a, struct direction, n),
			 *back = NEW_ARRAY(a, struct direction, n);
	double left = 0, right = 0;

	for (size_t i = 0; i < n; i++) {
		corner[i] = back[n - 1 - i] = direction_to(corners[i]);
	}
	for (size_t i = 0; i < n; i++) {
		size_t next = (i + 1) % n;
		double apart = length(sum(corner[i], -1, corner[next]));
		if (apart < FLAT || apart > 2 - FLAT) {
			return arena_printf(a, "corners %zu and %zu are %s", i + 1, next + 1,
			                    apart < FLAT ? "the same" : "opposite to each other");
		}
	}
	sides(corner, n, &left, &right);
	if (fmax(left, right) < FLAT) {
		return "its corners are all on one line";
	}
	if (fmin(left, right) > ON_EDGE) {
		return "it is not convex, or its corners are not in their order around it";
	}
	*ret = polygon_of(left > right ? corner : back, n, a);
	return NULL;
}

struct sphere_polygon sphere_grown(const struct sphere_polygon *p, double by, struct arena *a)
{
	struct direction *corner = NEW_ARRAY(a, struct direction, p->n);

	for (size_t i = 0; i < p->n; i++) {
		struct direction in = p->inward[(i + p->n - 1) % p->n], out = p->inward[i];
		double far = by / fmax(SHARPEST, 1 + dot(in, out));
		corner[i] = unit(sum(p->corner[i], -far, sum(in, 1, out)));
	}
	return polygon_of(corner, p->n, a);
}

/* --- covering ------------------------------------------------------------------------------------- */

/** A part of a polygon that is not covered yet: convex, anticlockwise. */
struct piece {
	VEC(struct direction) corner;
};
struct pieces {
	struct piece *at;
	size_t n, cap;
};

/* Cuts a piece in two along an edge; a side without any extent is empty. */
static void cut(const struct piece *p, struct direction inward, struct arena *a, struct piece *inside,
                struct piece *outside)
{
	double most = 0, least = 0;

	*inside = *outside = (struct piece){0};
	for (size_t i = 0; i < p->corner.n; i++) {
		struct direction here = p->corner.at[i], next = p->corner.at[(i + 1) % p->corner.n];
		double d = dot(inward, here), e = dot(inward, next);
		most = fmax(most, d);
		least = fmin(least, d);
		if (d >= -ON_EDGE) {
			*vec_push(a, &inside->corner) = here;
		}
		if (d <= ON_EDGE) {
			*vec_push(a, &outside->corner) = here;
		}
		if ((d > ON_EDGE && e < -ON_EDGE) || (d < -ON_EDGE && e > ON_EDGE)) {
			struct direction x = unit(sum(here, d / (d - e), sum(next, -1, here)));
			*vec_push(a, &inside->corner) = x;
			*vec_push(a, &outside->corner) = x;
		}
	}
	if (most <= ON_EDGE) {
		inside->corner.n = 0;
	}
	if (least >= -ON_EDGE) {
		outside->corner.n = 0;
	}
}

/* What of a piece is outside of a polygon: for each edge, what is outside of it and inside of those before. */
static void subtract(const struct piece *whole, const struct sphere_polygon *by, struct arena *a,
                     struct pieces *left)
{
	struct piece rest = *whole;
	const size_t before = left->n;

	for (size_t i = 0; i < by->n; i++) {
		struct piece inside, outside;
		cut(&rest, by->inward[i], a, &inside, &outside);
		if (inside.corner.n == 0) { /* they have nothing in common: it is left in one piece */
			left->n = before;
			*vec_push(a, left) = *whole;
			return;
		}
		if (outside.corner.n > 0) {
			*vec_push(a, left) = outside;
		}
		rest = inside;
	}
}

bool sphere_covers(const struct sphere_polygon *by, size_t n, const struct sphere_polygon *of,
                   struct sky *gap)
{
	AUTO_ARENA struct arena *own = arena_new();
	struct pieces pieces = {0};
	struct piece *whole = vec_push(own, &pieces);

	for (size_t i = 0; i < of->n; i++) {
		*vec_push(own, &whole->corner) = of->corner[i];
	}
	for (size_t i = 0; i < n && pieces.n > 0; i++) {
		struct pieces left = {0};
		if (angle(by[i].middle, of->middle) > by[i].radius + of->radius + FLAT) {
			continue;
		}
		for (size_t k = 0; k < pieces.n; k++) {
			subtract(&pieces.at[k], &by[i], own, &left);
		}
		pieces = left;
	}
	if (pieces.n > 0 && gap) {
		*gap = sky_at(middle_of(pieces.at[0].corner.at, pieces.at[0].corner.n));
	}
	return pieces.n == 0;
}
