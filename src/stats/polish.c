#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/diagnose.h"

enum { MOST_SWEEPS = 10 };

/* Takes the median out of n values, `stride` apart; returns how much that was. */
static double take_median(double *y, size_t n, size_t stride, double *scratch)
{
	for (size_t i = 0; i < n; i++) {
		scratch[i] = y[i * stride];
	}
	double median = stats_median(scratch, n);
	for (size_t i = 0; i < n; i++) {
		y[i * stride] -= median;
	}
	return fabs(median);
}

void stats_polish(const double *y, size_t blocks, size_t arms, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *scratch = NEW_ARRAY(a, double, blocks > arms ? blocks : arms), taken = 1;

	for (size_t i = 0; i < blocks * arms; i++) {
		ret[i] = y[i];
	}
	for (int sweep = 0; sweep < MOST_SWEEPS && taken > 0; sweep++) {
		taken = 0;
		for (size_t b = 0; b < blocks; b++) {
			taken = fmax(taken, take_median(ret + b * arms, arms, 1, scratch));
		}
		for (size_t arm = 0; arm < arms; arm++) {
			taken = fmax(taken, take_median(ret + arm, blocks, arms, scratch));
		}
	}
}
