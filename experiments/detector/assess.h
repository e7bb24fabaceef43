/** What assess is given, and the parts it is made of. Each prints its metrics, with values or
 * reasons. */
#ifndef DETECTOR_ASSESS_H
#define DETECTOR_ASSESS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/** NULL: not given. */
struct evidence {
	const char *catalogue, *detections, *truth, *psf;
};

/** Against the truth of a simulation. */
void assess_truth(const struct evidence *e, struct arena *a);
/** From the catalogues themselves. */
void assess_real(const struct evidence *e, struct arena *a);

/** Differences between the model and the stars, star by star. `absent`: there are none, and why. */
struct residuals {
	double *size, *e1, *e2; /* (T_model - T_star) / T_star, model minus star */
	size_t n;
	bool are_noisy; /* told by median and MAD, not by mean and standard deviation */
	const char *absent;
};
/** psf_size_bias, psf_size_scatter, psf_e1_scatter, psf_e2_scatter; of residuals without noise psf_size_error, psf_e1_error,
 * psf_e2_error, too: what a star is off by, of which less is better whatever its sign. */
void residuals_print(const struct residuals *r, struct arena *a);

#endif
