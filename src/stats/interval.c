#include <gsl/gsl_cdf.h>
#include <math.h>

#include "secateur/stats/stats.h"

double stats_t_quantile(double p, double df) { return gsl_cdf_tdist_Pinv(p, df); }

static double mean_of(const double *x, size_t n)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++) {
		sum += x[i];
	}
	return sum / (double)n;
}

/* The mean comes first: sums of squares of the values themselves would lose the digits of a large
 * offset. */
static double sd_of(const double *x, size_t n, double mean)
{
	double squares = 0.0;

	for (size_t i = 0; i < n; i++) {
		squares += (x[i] - mean) * (x[i] - mean);
	}
	return sqrt(squares / (double)(n - 1));
}

static struct mean_interval no_interval(size_t n, const char *reason)
{
	return (struct mean_interval){.n = n, .absent_reason = reason};
}

/* Asked apart, since a mean of equal values may differ from them in its last bit. */
static bool is_constant(const double *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (x[i] != x[0]) {
			return false;
		}
	}
	return true;
}

struct mean_interval stats_t_interval(const double *x, size_t n, double level)
{
	if (n == 0) {
		return no_interval(n, "no values");
	}
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i])) {
			return no_interval(n, "a value is not finite");
		}
	}
	if (n == 1) {
		return (struct mean_interval){1, x[0], INFINITY, -INFINITY, INFINITY, NULL};
	}
	if (is_constant(x, n)) {
		return (struct mean_interval){n, x[0], 0.0, x[0], x[0], NULL};
	}
	const double mean = mean_of(x, n);
	const double sd = sd_of(x, n, mean);
	const double half = -stats_t_quantile((1.0 - level) / 2.0, (double)(n - 1)) * sd / sqrt((double)n);
	if (!isfinite(mean) || !isfinite(mean - half) || !isfinite(mean + half)) {
		return no_interval(n, "values too large to be averaged");
	}
	return (struct mean_interval){n, mean, sd, mean - half, mean + half, NULL};
}
