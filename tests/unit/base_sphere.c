#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "../helpers/arena_fixture.h"
#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/base/sphere.h"

#define RADIAN (SPHERE_ARCSEC * 3600)
#define ARCSEC (1. / 3600)

static struct sphere_polygon polygon(const struct sky *corners, size_t n)
{
	struct sphere_polygon p;
	const char *why = sphere_polygon(corners, n, arena, &p);

	if (why) {
		fail_msg("%s", why);
	}
	return p;
}

/* Of four corners, in degrees. */
static struct sphere_polygon quad(double ra1, double dec1, double ra2, double dec2, double ra3, double dec3,
                                  double ra4, double dec4)
{
	const struct sky corners[] = {{ra1, dec1}, {ra2, dec2}, {ra3, dec3}, {ra4, dec4}};

	return polygon(corners, 4);
}

/* Between two meridians near the equator. */
static struct sphere_polygon box(double ra_low, double ra_high, double dec_low, double dec_high)
{
	return quad(ra_low, dec_low, ra_high, dec_low, ra_high, dec_high, ra_low, dec_high);
}

static void one_that_straddles_two_is_covered_by_both_alone(void **state)
{
	const struct sphere_polygon patches[] = {box(359.7, 360, -0.2, 0.2), box(0, 0.3, -0.2, 0.2)};
	const struct sphere_polygon detector = box(-0.1, 0.1, -0.1, 0.1), right = box(0.05, 0.1, -0.1, 0.1);
	struct sky gap = {0};

	(void)state;
	assert_true(sphere_covers(patches, 2, &detector, NULL));
	assert_false(sphere_covers(patches, 1, &detector, &gap));
	assert_true(gap.ra > 0 && gap.ra < 0.1 && fabs(gap.dec) < 0.1);
	assert_false(sphere_covers(&patches[1], 1, &detector, &gap));
	assert_true(gap.ra > 359.9);
	assert_true(sphere_covers(&patches[1], 1, &right, NULL));
	assert_false(sphere_covers(patches, 1, &right, NULL));
	assert_false(sphere_covers(NULL, 0, &detector, NULL));
	assert_true(sphere_covers(patches, 2, &patches[0], NULL));
}

static void a_gap_counts_unless_the_polygons_grow_over_it(void **state)
{
	const double wide = 0.5 * ARCSEC;
	const struct sphere_polygon patches[] = {box(10, 10.2 - wide, 0, 0.2),
	                                         box(10.2 + wide, 10.4, 0, 0.2)};
	const struct sphere_polygon detector = box(10.1, 10.3, 0.05, 0.15);
	struct sphere_polygon grown[2];
	struct sky gap;

	(void)state;
	assert_false(sphere_covers(patches, 2, &detector, &gap));
	assert_true(fabs(gap.ra - 10.2) < wide);
	for (size_t i = 0; i < 2; i++) {
		grown[i] = sphere_grown(&patches[i], 0.49 * SPHERE_ARCSEC, arena);
	}
	assert_false(sphere_covers(grown, 2, &detector, NULL));
	for (size_t i = 0; i < 2; i++) {
		grown[i] = sphere_grown(&patches[i], 0.51 * SPHERE_ARCSEC, arena);
	}
	assert_true(sphere_covers(grown, 2, &detector, NULL));
}

static void a_hole_in_the_middle_is_found(void **state)
{
	const struct sphere_polygon patches[] = {box(1, 2, -1, 0.5), box(1, 1.5, 0.5, 1),
	                                         box(1.50001, 2, 0.500005, 1), box(1.4, 2, 0.6, 1)};
	const struct sphere_polygon detector = box(1.1, 1.9, -0.1, 0.9);
	struct sky gap;

	(void)state;
	assert_false(sphere_covers(patches, 4, &detector, &gap));
	assert_true(gap.ra > 1.5 && gap.dec > 0.5 && gap.dec < 0.6);
}

static void poles_are_places_as_any_others(void **state)
{
	const struct sphere_polygon quarters[] = {
		quad(0, 89, 45, 89, 90, 89, 17, 90), quad(90, 89, 135, 89, 180, 89, 0, 90),
		quad(180, 89, 225, 89, 270, 89, 0, 90), quad(270, 89, 315, 89, 0, 89, 0, 90)};
	const struct sphere_polygon detector = quad(10, 89.6, 100, 89.6, 190, 89.6, 280, 89.6);
	const struct sphere_polygon south = quad(0, -89, 90, -89, 180, -89, 270, -89),
				    at_south = quad(0, -89.5, 90, -89.5, 180, -89.5, 270, -89.5);
	struct sky gap;

	(void)state;
	assert_true(sphere_covers(quarters, 4, &detector, NULL));
	assert_false(sphere_covers(quarters, 3, &detector, &gap));
	assert_true(gap.ra > 270 && gap.dec > 89.5);
	assert_true(sphere_covers(&south, 1, &at_south, NULL));
	assert_false(sphere_covers(&south, 1, &detector, NULL));
}

/* Far from the equator a parallel is no great circle: the edge between its ends lies nearer to the pole. */
static void edges_are_great_circles(void **state)
{
	const struct sphere_polygon patch = box(0, 20, 60, 70);
	const double edge = atan(tan(60 * RADIAN) / cos(10 * RADIAN)) / RADIAN;
	const struct sphere_polygon above = box(9.9, 10.1, edge + ARCSEC, 61),
				    below = box(9.9, 10.1, edge - ARCSEC, 61);

	(void)state;
	assert_true(edge > 60.37);
	assert_true(sphere_covers(&patch, 1, &above, NULL));
	assert_false(sphere_covers(&patch, 1, &below, NULL));
}

static void corners_may_go_around_either_way(void **state)
{
	const struct sphere_polygon one = quad(5, 5, 6, 5, 6, 6, 5, 6), other = quad(5, 6, 6, 6, 6, 5, 5, 5);
	const struct sphere_polygon detector = box(5.4, 5.6, 5.4, 5.6);

	(void)state;
	assert_true(sphere_covers(&one, 1, &detector, NULL) && sphere_covers(&other, 1, &detector, NULL));
	assert_true(sphere_covers(&one, 1, &other, NULL) && sphere_covers(&other, 1, &one, NULL));
}

static void what_is_no_convex_polygon_is_explained(void **state)
{
	static const struct {
		struct sky corners[4];
		const char *why;
	} cases[] = {
		{{{0, 0}, {1, 0}, {1, 0}, {0, 1}}, "corners 2 and 3 are the same"},
		{{{0, 0}, {1, 0}, {1, 1}, {360, 0}}, "corners 4 and 1 are the same"},
		{{{0, 0}, {180, 0}, {90, 10}, {10, 10}}, "corners 1 and 2 are opposite to each other"},
		{{{0, 0}, {1, 0}, {2, 0}, {3, 0}}, "its corners are all on one line"},
		{{{0, 0}, {1, 0}, {0, 1}, {1, 1}},
	         "it is not convex, or its corners are not in their order around it"},
		{{{0, 0}, {2, 0}, {0.5, 0.5}, {0, 2}},
	         "it is not convex, or its corners are not in their order around it"},
	};
	struct sphere_polygon p;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *why = sphere_polygon(cases[i].corners, 4, arena, &p);
		assert_non_null(why);
		assert_string_equal(why, cases[i].why);
	}
}

/* --- against points, in the plane that touches the sphere: there a great circle is a straight line ---- */

struct point {
	double x, y;
};

struct plane {
	struct direction at, east, north;
};

static struct plane plane_at(double ra, double dec)
{
	ra *= RADIAN;
	dec *= RADIAN;
	return (struct plane){{cos(dec) * cos(ra), cos(dec) * sin(ra), sin(dec)},
	                      {-sin(ra), cos(ra), 0},
	                      {-sin(dec) * cos(ra), -sin(dec) * sin(ra), cos(dec)}};
}

static struct sky onto_sky(const struct plane *p, struct point at)
{
	double x = p->at.x + at.x * p->east.x + at.y * p->north.x;
	double y = p->at.y + at.x * p->east.y + at.y * p->north.y;
	double z = p->at.z + at.x * p->east.z + at.y * p->north.z;

	return (struct sky){atan2(y, x) / RADIAN, atan2(z, hypot(x, y)) / RADIAN};
}

static double along(struct direction a, struct sky s)
{
	double ra = s.ra * RADIAN, dec = s.dec * RADIAN;

	return a.x * cos(dec) * cos(ra) + a.y * cos(dec) * sin(ra) + a.z * sin(dec);
}

static struct point onto_plane(const struct plane *p, struct sky s)
{
	return (struct point){along(p->east, s) / along(p->at, s), along(p->north, s) / along(p->at, s)};
}

/* How far inside of four corners a point is, negative outside. They go around anticlockwise. */
static double depth(const struct point corner[4], struct point at)
{
	double least = INFINITY;

	for (size_t i = 0; i < 4; i++) {
		struct point a = corner[i], b = corner[(i + 1) % 4];
		double d = (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x);
		least = fmin(least, d / hypot(b.x - a.x, b.y - a.y));
	}
	return least;
}

static double between(struct rng *r, double low, double high) { return low + (high - low) * rng_unit(r); }

/* A rectangle, turned and sheared. */
static void draw(struct rng *r, double x, double y, double size, double turn, struct point corner[4])
{
	static const struct point of_square[] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
	double angle = between(r, -turn, turn), wide = size * between(r, 0.85, 1.1),
	       high = size * between(r, 0.85, 1.1);
	double shear = between(r, -turn, turn) / 4;

	for (size_t i = 0; i < 4; i++) {
		double u = wide * (of_square[i].x + shear * of_square[i].y), v = high * of_square[i].y;
		corner[i] = (struct point){x + u * cos(angle) - v * sin(angle),
		                           y + u * sin(angle) + v * cos(angle)};
	}
}

static struct sphere_polygon on_sky(struct rng *r, const struct plane *p, const struct point corner[4])
{
	struct sky corners[4];
	size_t first = rng_below(r, 4);
	const bool is_backwards = rng_below(r, 2) == 1;

	for (size_t i = 0; i < 4; i++) {
		corners[i] = onto_sky(p, corner[(first + (is_backwards ? 4 - i : i)) % 4]);
	}
	return polygon(corners, 4);
}

enum { N_PATCHES = 5, N_POINTS = 400 };

static double depth_in_any(struct point patch[N_PATCHES][4], struct point at)
{
	double most = -INFINITY;

	for (size_t i = 0; i < N_PATCHES; i++) {
		most = fmax(most, depth(patch[i], at));
	}
	return most;
}

static struct point point_in(struct rng *r, const struct point corner[4], size_t i)
{
	double u = i < 4 ? (i == 1 || i == 2) : rng_unit(r), v = i < 4    ? i >= 2
	                                                         : i < 40 ? (double)(i % 2)
	                                                                  : rng_unit(r);
	struct point low = {corner[0].x + u * (corner[1].x - corner[0].x),
	                    corner[0].y + u * (corner[1].y - corner[0].y)};
	struct point high = {corner[3].x + u * (corner[2].x - corner[3].x),
	                     corner[3].y + u * (corner[2].y - corner[3].y)};

	return (struct point){low.x + v * (high.x - low.x), low.y + v * (high.y - low.y)};
}

/* Both ways: where all is covered, every point is; else the place that is told is in the polygon and in none of the others. */
static void try_one(struct rng *r, const struct plane *p, size_t counts[2])
{
	const double size = 0.003;
	struct point patch[N_PATCHES][4], detector[4];
	struct sphere_polygon by[N_PATCHES];
	struct sky gap = {0};

	for (size_t i = 0; i < N_PATCHES; i++) {
		double x = i < 4 ? (i % 2 ? size : -size) : between(r, -size, size);
		double y = i < 4 ? (i / 2 ? size : -size) : between(r, -size, size);
		draw(r, x, y, size, 0.1, patch[i]);
		by[i] = on_sky(r, p, patch[i]);
	}
	draw(r, between(r, -size, size), between(r, -size, size), 0.3 * size, 3, detector);
	const struct sphere_polygon of = on_sky(r, p, detector);
	const bool covered = sphere_covers(by, N_PATCHES, &of, &gap);
	counts[covered]++;
	for (size_t i = 0; covered && i < N_POINTS; i++) {
		assert_true(depth_in_any(patch, point_in(r, detector, i)) > -1e-11);
	}
	if (!covered) {
		struct point at = onto_plane(p, gap);
		assert_true(depth(detector, at) > -1e-11);
		assert_true(depth_in_any(patch, at) < 1e-11);
	}
}

static void it_agrees_with_points_everywhere_on_the_sky(void **state)
{
	static const struct sky at[] = {{0, 0},   {53.1, -27.8}, {359.999, 30}, {180, -45},
	                                {77, 90}, {0, -90},      {200, 89.9}};
	struct rng r = rng_stream(1, "sphere", 0);
	size_t counts[2] = {0};

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		const struct plane p = plane_at(at[i % 7].ra, at[i % 7].dec);
		try_one(&r, &p, counts);
	}
	assert_true(counts[0] > 300 && counts[1] > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_that_straddles_two_is_covered_by_both_alone),
		TEST(a_gap_counts_unless_the_polygons_grow_over_it),
		TEST(a_hole_in_the_middle_is_found),
		TEST(poles_are_places_as_any_others),
		TEST(edges_are_great_circles),
		TEST(corners_may_go_around_either_way),
		TEST(what_is_no_convex_polygon_is_explained),
		TEST(it_agrees_with_points_everywhere_on_the_sky),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
