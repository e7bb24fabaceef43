/** The simulated sky: a survey CCD of 0.2" pixels, r band, 30 s. All positions are 1-based FITS
 * pixels. */
#ifndef DETECTOR_SKY_H
#define DETECTOR_SKY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define PIXEL_SCALE 0.2  /* arcsec */
#define ZERO_POINT 32.05 /* magnitude of one electron in the exposure */
#define SKY_LEVEL 880.0  /* electrons a pixel */
#define READ_NOISE 7.0   /* electrons */
#define MOFFAT_BETA 3.5
#define MOFFAT_ALPHA 1.068401302122012 /* core width / FWHM: 1 / (2 sqrt(2^(1/beta) - 1)) */

/** A point-sampled PSF, pixel included: a Moffat profile of beta 3.5; e = (a^2 - b^2)/(a^2 + b^2).
 */
struct psf {
	double fwhm, e1, e2;
};

struct object {
	double x, y, flux, mag;
	double half_light; /* pixels; 0 for a star */
	double g1, g2;     /* ellipticity of a galaxy before the seeing */
	struct psf psf;
	bool is_galaxy, is_reserved;
};

struct image {
	int nx, ny;
	float *at;
};

struct psf psf_at(const struct image *im, double x, double y);
/** Its value at (dx, dy) from the centre; the whole profile sums to 1. */
double psf_value(const struct psf *p, double dx, double dy);
/** The objects of a field: stars first, every fifth of them reserved. Drawn from the seed alone. */
const struct object *sky_objects(const struct image *im, uint64_t seed, struct arena *a, size_t *n);
void sky_draw(struct image *im, const struct object *o);
/** Adds the sky, and the noise of all light and of the readout. */
void sky_expose(struct image *im, uint64_t seed);

#endif
