#include "sky.h"

#include <math.h>

#include "numeric.h"
#include "secateur/base/arena.h"

#define STARS_PER_ARCMIN2 15.0
#define GALAXIES_PER_ARCMIN2 80.0
#define RESERVE_EVERY 5

/** One term of a mixture of round Gaussians: its share of the flux, and its variance per axis. */
struct term {
	double weight, variance;
};

/* The Moffat profile of beta 3.5 and FWHM 1, by non-negative least squares on r <= 12 (residual
 * 0.05 %). */
static const struct term moffat[] = {{0.0658157193258, 0.0818124697847}, {0.382239087591, 0.167332005307},
                                     {0.360936822084, 0.342246115704},   {0.149399358606, 0.7},
                                     {0.0292918468788, 1.43171822123},   {0.0123171655143, 2.92831009287}};
/* The exponential profile of half-light radius 1: Hogg & Lang (2013), six terms, normalised. */
static const struct term exponential[] = {
	{0.000199485976718, 0.00120078965}, {0.00261612679312, 0.00884526493},
	{0.0189726655167, 0.0391463084},    {0.100186543769, 0.139976817},
	{0.368534484007, 0.4609625},        {0.509490693937, 1.50159566}};
#define N_MOFFAT (sizeof(moffat) / sizeof(moffat[0]))
#define N_EXPONENTIAL (sizeof(exponential) / sizeof(exponential[0]))

struct psf psf_at(const struct image *im, double x, double y)
{
	double u = 2 * (x - 0.5) / im->nx - 1, v = 2 * (y - 0.5) / im->ny - 1;

	return (struct psf){
		.fwhm = 0.75 / PIXEL_SCALE *
	                (1 + 0.03 * u - 0.02 * v + 0.04 * (u * u + v * v) - 0.02 * u * v),
		.e1 = 0.02 + 0.03 * u - 0.01 * v + 0.02 * (u * u - v * v),
		.e2 = -0.01 + 0.015 * u + 0.02 * v + 0.03 * u * v,
	};
}

double psf_value(const struct psf *p, double dx, double dy)
{
	double core2 = p->fwhm * p->fwhm * MOFFAT_ALPHA * MOFFAT_ALPHA;
	double q = (dx * dx * (1 - p->e1) + dy * dy * (1 + p->e1) - 2 * p->e2 * dx * dy) /
	           sqrt(1 - p->e1 * p->e1 - p->e2 * p->e2);
	double t = 1 + q / core2;

	return (MOFFAT_BETA - 1) / (M_PI * core2) / (t * t * t * sqrt(t)); /* t^-3.5 without pow() */
}

/** A magnitude from N(m) ~ 10^(slope m) between lo and hi. */
static double draw_magnitude(struct rng *r, double slope, double lo, double hi)
{
	double grows = exact_exp10(slope * (hi - lo)) - 1;

	return lo + exact_log(1 + rng_unit(r) * grows) / exact_log(10) / slope;
}

static struct object draw_object(const struct image *im, struct rng *r)
{
	struct object o = {.x = 0.5 + rng_unit(r) * im->nx, .y = 0.5 + rng_unit(r) * im->ny};

	o.psf = psf_at(im, o.x, o.y);
	return o;
}

static void set_magnitude(struct object *o, double mag)
{
	o->mag = mag;
	o->flux = exact_exp10(-0.4 * (mag - ZERO_POINT));
}

/** Size and shape: lognormal half-light radius that shrinks with magnitude, any position angle. */
static void draw_shape(struct object *o, struct normal *n)
{
	double e = fmin(fabs(0.3 * normal_next(n)), 0.75), c, s, r2;

	o->half_light =
		0.45 * exact_exp(0.35 * normal_next(n)) * exact_exp10(-0.08 * (o->mag - 24)) / PIXEL_SCALE;
	do {
		c = 2 * rng_unit(&n->rng) - 1;
		s = 2 * rng_unit(&n->rng) - 1;
		r2 = c * c + s * s;
	} while (r2 > 1 || r2 <= 0);
	o->g1 = e * c / sqrt(r2);
	o->g2 = e * s / sqrt(r2);
}

const struct object *sky_objects(const struct image *im, uint64_t seed, struct arena *a, size_t *n)
{
	struct rng counts = rng_stream(seed, "counts", 0), stars = rng_stream(seed, "stars", 0);
	struct normal galaxies = {.rng = rng_stream(seed, "galaxies", 0)};
	double area = (double)im->nx * im->ny * (PIXEL_SCALE / 60) * (PIXEL_SCALE / 60);
	unsigned n_stars = poisson_next(&counts, STARS_PER_ARCMIN2 * area);
	unsigned n_galaxies = poisson_next(&counts, GALAXIES_PER_ARCMIN2 * area);
	struct object *o = NEW_ARRAY(a, struct object, (size_t)n_stars + n_galaxies);

	*n = (size_t)n_stars + n_galaxies;
	for (size_t i = 0; i < n_stars; i++) {
		o[i] = draw_object(im, &stars);
		set_magnitude(&o[i], draw_magnitude(&stars, 0.18, 17, 25.5));
		o[i].is_reserved = i % RESERVE_EVERY == RESERVE_EVERY - 1;
	}
	for (size_t i = n_stars; i < *n; i++) {
		o[i] = draw_object(im, &galaxies.rng);
		set_magnitude(&o[i], draw_magnitude(&galaxies.rng, 0.33, 19, 26));
		draw_shape(&o[i], &galaxies);
		o[i].is_galaxy = true;
	}
	return o;
}

/** Pixels first..last (0-based, within 0..n-1) whose centres lie within `reach` of the 1-based
 * position `at`. */
static void span(double at, double reach, int n, int *first, int *last)
{
	double lo = ceil(at - reach) - 1, hi = floor(at + reach) - 1;

	*first = lo < 0 ? 0 : lo > n ? n : (int)lo;
	*last = hi > n - 1 ? n - 1 : hi < -1 ? -1 : (int)hi;
}

static void draw_star(struct image *im, const struct object *o)
{
	double grows = exact_exp(0.16 * exact_log(o->flux / 3e3));
	double reach = floor(fmin(60, fmax(12, 4.8 * o->psf.fwhm * grows)));
	int x0, x1, y0, y1;

	span(floor(o->x + 0.5), reach, im->nx, &x0, &x1);
	span(floor(o->y + 0.5), reach, im->ny, &y0, &y1);
	for (int y = y0; y <= y1; y++) {
		float *row = im->at + (size_t)y * (size_t)im->nx;

		for (int x = x0; x <= x1; x++) {
			row[x] += (float)(o->flux * psf_value(&o->psf, x + 1 - o->x, y + 1 - o->y));
		}
	}
}

/** An elliptical Gaussian: peak * exp(-(a dx^2 + 2 b dx dy + c dy^2) / 2). */
struct gaussian {
	double peak, a, b, c;
};

/**
 * Adds the part of it that is above FAINTEST. Along a row its values are a sequence whose ratios
 * are a geometric sequence: two multiplications a pixel in place of an exponential.
 */
static void draw_gaussian(struct image *im, const struct object *o, const struct gaussian *g)
{
	static const double FAINTEST = 0.005; /* electrons; the noise of a pixel is 30 */

	if (g->peak <= FAINTEST) {
		return;
	}
	double reach2 = 2 * exact_log(g->peak / FAINTEST), across = g->c - g->b * g->b / g->a;
	double step_step = exact_exp(-g->a);
	int y0, y1;

	span(o->y, sqrt(reach2 / across), im->ny, &y0, &y1);
	for (int y = y0; y <= y1; y++) {
		double dy = y + 1 - o->y, left2 = reach2 - across * dy * dy;
		float *row = im->at + (size_t)y * (size_t)im->nx;
		int x0, x1;

		span(o->x - g->b * dy / g->a, sqrt(fmax(left2, 0) / g->a), im->nx, &x0, &x1);
		double dx = x0 + 1 - o->x;
		double value =
			g->peak * exact_exp(-0.5 * (dx * (g->a * dx + 2 * g->b * dy) + g->c * dy * dy));
		double step = exact_exp(-0.5 * g->a * (2 * dx + 1) - g->b * dy);

		for (int x = x0; x <= x1; x++) {
			row[x] += (float)value;
			value *= step;
			step *= step_step;
		}
	}
}

static void draw_galaxy(struct image *im, const struct object *o)
{
	const struct psf *p = &o->psf;
	double shape = 1 / sqrt(1 - o->g1 * o->g1 - o->g2 * o->g2);
	double psf_shape = 1 / sqrt(1 - p->e1 * p->e1 - p->e2 * p->e2);

	for (size_t i = 0; i < N_EXPONENTIAL; i++) {
		double own = exponential[i].variance * o->half_light * o->half_light * shape;

		for (size_t j = 0; j < N_MOFFAT; j++) {
			double flux = o->flux * exponential[i].weight * moffat[j].weight;
			double seeing = moffat[j].variance * p->fwhm * p->fwhm * psf_shape;

			if (flux < 0.5) {
				continue;
			}
			double xx = own * (1 + o->g1) + seeing * (1 + p->e1);
			double yy = own * (1 - o->g1) + seeing * (1 - p->e1);
			double xy = own * o->g2 + seeing * p->e2, det = xx * yy - xy * xy;

			draw_gaussian(im, o,
			              &(struct gaussian){flux / (2 * M_PI * sqrt(det)), yy / det, -xy / det,
			                                 xx / det});
		}
	}
}

void sky_draw(struct image *im, const struct object *o)
{
	if (o->is_galaxy) {
		draw_galaxy(im, o);
	} else {
		draw_star(im, o);
	}
}

void sky_expose(struct image *im, uint64_t seed)
{
	struct normal noise = {.rng = rng_stream(seed, "noise", 0)};
	size_t n = (size_t)im->nx * (size_t)im->ny;

	for (size_t i = 0; i < n; i++) {
		double light = im->at[i] + SKY_LEVEL;

		im->at[i] = (float)(light + normal_next(&noise) * sqrt(light + READ_NOISE * READ_NOISE));
	}
}
