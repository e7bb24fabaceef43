/* Student's intervals: of a mean, of a difference of means, of a ratio of totals. */
#include "secateur/stats/compare.h"

#include <math.h>

#include "secateur/stats/distribution.h"
#include "stats_private.h"

static const char TOO_LARGE[] = "values too large to be averaged";

static struct estimate none(size_t n, const char *reason)
{
	return (struct estimate){.n = n, .absent_reason = reason};
}

static double two_sided(double t, double df) { return fmin(1, 2 * stats_t_tail(fabs(t), df)); }

struct estimate stats_around(size_t n, double at, double se, double df, double no_effect, double level)
{
	double half = stats_t_quantile((1 - level) / 2, df) * se;

	if (!isfinite(at) || !isfinite(at - half) || !isfinite(at + half)) {
		return none(n, TOO_LARGE);
	}
	double p = se > 0 ? two_sided((at - no_effect) / se, df) : at == no_effect ? 1 : 0;
	return (struct estimate){n, at, at - half, at + half, level, p, NULL};
}

struct estimate stats_t(const double *x, size_t n, double level)
{
	if (n == 0) {
		return none(n, "no values");
	}
	if (!stats_is_finite(x, n)) {
		return none(n, "a value is not finite");
	}
	if (n == 1) {
		return (struct estimate){1, x[0], -INFINITY, INFINITY, level, 1, NULL};
	}
	return stats_around(n, stats_mean(x, n), stats_sd(x, n) / sqrt((double)n), (double)(n - 1), 0, level);
}

struct estimate stats_welch(const double *x, size_t n, const double *y, size_t m, double level)
{
	if (n < 2 || m < 2) {
		return none(n + m, "fewer than two values on a side");
	}
	if (!stats_is_finite(x, n) || !stats_is_finite(y, m)) {
		return none(n + m, "a value is not finite");
	}
	double vx = stats_sd(x, n) / sqrt((double)n), vy = stats_sd(y, m) / sqrt((double)m),
	       se = hypot(vx, vy);
	double at = stats_mean(y, m) - stats_mean(x, n), df = (double)(n + m - 2);
	if (se > 0 && isfinite(se)) { /* as shares, since fourth powers may underflow */
		double a = vx / se, b = vy / se;
		df = 1 / (a * a * a * a / (double)(n - 1) + b * b * b * b / (double)(m - 1));
	}
	return stats_around(n + m, at, se, df, 0, level);
}

struct estimate stats_ratio_of_totals(const double *x, const double *y, size_t n, double level)
{
	double sum_x = 0, sum_y = 0, squares = 0;

	if (n == 0) {
		return none(n, "no values");
	}
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]) || !isfinite(y[i]) || x[i] <= 0 || y[i] <= 0) {
			return none(n, "a value is not positive and finite");
		}
		sum_x += x[i];
		sum_y += y[i];
	}
	double ratio = sum_y / sum_x;
	if (!isfinite(sum_x) || !isfinite(ratio)) {
		return none(n, TOO_LARGE);
	}
	if (n == 1) {
		return (struct estimate){1, ratio, -INFINITY, INFINITY, level, 1, NULL};
	}
	for (size_t i = 0; i < n; i++) {
		double residual = y[i] - ratio * x[i];
		squares += residual * residual;
	}
	double se = sqrt(squares / ((double)n * (double)(n - 1))) / (sum_x / (double)n);
	return stats_around(n, ratio, se, (double)(n - 1), 1, level);
}
