#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/layout.h"

/* Takes the mean out of n values, `stride` apart. */
static void take_mean(double *y, size_t n, size_t stride)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += y[i * stride];
	}
	for (size_t i = 0; i < n; i++) {
		y[i * stride] -= sum / (double)n;
	}
}

void stats_centre(const double *y, size_t blocks, size_t arms, double *ret)
{
	for (size_t i = 0; i < blocks * arms; i++) {
		ret[i] = y[i];
	}
	for (size_t b = 0; b < blocks; b++) {
		take_mean(ret + b * arms, arms, 1);
	}
	for (size_t a = 0; a < arms; a++) {
		take_mean(ret + a, blocks, arms);
	}
}

double stats_layout_sd(const double *y, size_t blocks, size_t arms)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *left = NEW_ARRAY(a, double, blocks *arms), squares = 0;

	stats_centre(y, blocks, arms, left);
	for (size_t i = 0; i < blocks * arms; i++) {
		squares += left[i] * left[i];
	}
	return isfinite(squares) ? sqrt(squares / ((double)(blocks - 1) * (double)(arms - 1))) : INFINITY;
}
