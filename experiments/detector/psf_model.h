/** A psfex model: pixels that are polynomials of the position. */
#ifndef DETECTOR_PSF_MODEL_H
#define DETECTOR_PSF_MODEL_H

#include <stddef.h>

struct arena;

/** `absent` is not NULL: there is no model, and why. */
struct psf_model {
	const char *absent;
	int width, height, degree;
	double zero[2], scale[2]; /* of the position, before the polynomials */
	double sampling;          /* a pixel of the model in pixels of the image */
	const double *terms;      /* one image for each of 1, u, u^2, ..., v, u v, ..., v^degree */
	double n_accepted, chi2;  /* stars that made it; its reduced chi^2 */
};

struct psf_model psf_model_read(const char *path, struct arena *a);
/**
 * The model at image position (x, y), its centre (dx, dy) off the middle of an n x n stamp, n odd:
 * by cubic splines, which keep its size to 0.01 % (FWHM 3.8 px) where Lanczos-3 is 0.3 % off.
 */
void psf_model_stamp(const struct psf_model *m, const double position[2], const double shift[2], int n,
                     double *ret);

#endif
