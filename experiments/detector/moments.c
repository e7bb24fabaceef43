#include "moments.h"

#include <math.h>

#include "numeric.h"

#define WEIGHT_SIGMA 2.0
#define CENTROID_STEPS 8
#define FARTHEST 3.0

struct sums {
	double flux, x, y, xx, yy, xy;
};

/** Weighted sums about (cx, cy), both from the stamp's centre. */
static struct sums add_up(const double *stamp, int n, double cx, double cy)
{
	struct sums s = {0};
	double middle = (n - 1) / 2.0;

	for (int j = 0; j < n; j++) {
		for (int i = 0; i < n; i++) {
			double x = i - middle - cx, y = j - middle - cy;
			double w = stamp[j * n + i] *
			           exact_exp(-0.5 * (x * x + y * y) / (WEIGHT_SIGMA * WEIGHT_SIGMA));

			s.flux += w;
			s.x += w * x;
			s.y += w * y;
			s.xx += w * x * x;
			s.yy += w * y * y;
			s.xy += w * x * y;
		}
	}
	return s;
}

bool moments_measure(const double *stamp, int n, struct moments *ret)
{
	double cx = 0, cy = 0;

	for (int i = 0; i < CENTROID_STEPS; i++) {
		struct sums s = add_up(stamp, n, cx, cy);

		cx += 1.5 * s.x / s.flux;
		cy += 1.5 * s.y / s.flux;
		if (!(s.flux > 0) || !(hypot(cx, cy) <= FARTHEST)) {
			return false;
		}
	}
	struct sums s = add_up(stamp, n, cx, cy);
	double size = (s.xx + s.yy) / s.flux;

	if (!(s.flux > 0) || !(size > 0)) {
		return false;
	}
	*ret = (struct moments){
		.size = size,
		.e1 = (s.xx - s.yy) / (s.xx + s.yy),
		.e2 = 2 * s.xy / (s.xx + s.yy),
		.dx = cx,
		.dy = cy,
	};
	return true;
}
