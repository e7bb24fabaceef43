/* What so many pairs can find. */
#include <math.h>

#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"

enum { MOST_PAIRS = 1000000 };

double stats_detectable(double sd, size_t n, double alpha, double power)
{
	if (n < 2) {
		return INFINITY;
	}
	double df = (double)(n - 1);

	return (stats_t_quantile(alpha / 2, df) + stats_t_quantile(1 - power, df)) * sd / sqrt((double)n);
}

size_t stats_pairs_needed(double sd, double effect, double alpha, double power, size_t least)
{
	size_t low = least > 2 ? least : 2, high = MOST_PAIRS;

	if (!(effect > 0) || !(stats_detectable(sd, high, alpha, power) <= effect)) {
		return SIZE_MAX;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (stats_detectable(sd, middle, alpha, power) <= effect) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}
