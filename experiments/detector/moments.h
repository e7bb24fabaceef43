/** Size and shape of a star's image. */
#ifndef DETECTOR_MOMENTS_H
#define DETECTOR_MOMENTS_H

#include <stdbool.h>

/** Size T = Mxx + Myy (px^2), e1 = (Mxx - Myy) / T, e2 = 2 Mxy / T; the centroid in pixels from the
 * stamp's centre. */
struct moments {
	double size, e1, e2;
	double dx, dy;
};

/**
 * Second moments of an n x n stamp under a round Gaussian weight of sigma 2 px, about the centroid
 * under the same weight (8 steps, each 1.5 times the shift). False when there is no such centroid
 * within 3 px of the centre.
 */
bool moments_measure(const double *stamp, int n, struct moments *ret);

#endif
