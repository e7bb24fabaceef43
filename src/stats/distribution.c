#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

double stats_normal_tail(double z) { return gsl_cdf_ugaussian_Q(z); }

double stats_normal_quantile(double p) { return gsl_cdf_ugaussian_Qinv(p); }

double stats_t_tail(double t, double df) { return gsl_cdf_tdist_Q(t, df); }

/** A law's function, of x, that falls or rises; its parameters. */
struct law {
	double (*at)(double x, double a, double b);
	double a, b;
	bool falls;
};

/* GSL's own inverses give up, and abort, where this merely halves: the x at which the law reaches p, to the last bit. */
static double invert(const struct law *law, double p, double low, double high)
{
	uint64_t from = ordered_from(low), to = ordered_from(high);

	while (from < to) {
		uint64_t middle = from + (to - from) / 2;
		double y = law->at(ordered_back(middle), law->a, law->b);
		if (law->falls ? y <= p : y >= p) {
			to = middle;
		} else {
			from = middle + 1;
		}
	}
	return ordered_back(from);
}

static double t_tail(double t, double df, double unused)
{
	(void)unused;
	return stats_t_tail(t, df);
}

double stats_t_quantile(double p, double df)
{
	const struct law law = {t_tail, df, 0, true};

	return p > 0.5 ? -stats_t_quantile(1 - p, df) : invert(&law, p, 0, DBL_MAX);
}

double stats_f_tail(double f, double df1, double df2) { return gsl_cdf_fdist_Q(f, df1, df2); }

double stats_beta_cdf(double x, double a, double b) { return gsl_cdf_beta_P(x, a, b); }

/* --- signed ranks --------------------------------------------------------------------------------- */

/* P(V = v) for v = 0 .. n(n+1)/2: each rank enters with probability 1/2. */
static double *signed_rank_law(size_t n, struct arena *a)
{
	size_t top = n * (n + 1) / 2;
	double *p = NEW_ARRAY(a, double, top + 1);

	p[0] = 1;
	for (size_t rank = 1; rank <= n; rank++) {
		for (size_t v = rank * (rank + 1) / 2 + 1; v-- > 0;) {
			p[v] = 0.5 * (p[v] + (v >= rank ? p[v - rank] : 0));
		}
	}
	return p;
}

static double signed_rank_mean(double n) { return n * (n + 1) / 4; }

/* The fourth cumulant of V is -sum i^4 / 8; z carries the correction for continuity (Fellingham and Stoker 1964). */
static double signed_rank_edgeworth(double v, double n)
{
	double variance = n * (n + 1) * (2 * n + 1) / 24,
	       z = (v + 0.5 - signed_rank_mean(n)) / sqrt(variance);
	double fourth = -n * (n + 1) * (2 * n + 1) * (3 * n * n + 3 * n - 1) / 240;
	double density = exp(-z * z / 2) / sqrt(2 * M_PI);
	double p = gsl_cdf_ugaussian_P(z) -
	           density * (fourth / (variance * variance)) * (z * z * z - 3 * z) / 24;

	return fmin(fmax(p, 0), 1);
}

double stats_signed_rank_cdf(double v, size_t n)
{
	double top = (double)n * ((double)n + 1) / 2, sum = 0;

	if (v < 0) {
		return 0;
	}
	if (v >= top) {
		return 1;
	}
	if (n > SIGNED_RANK_EXACT) {
		return signed_rank_edgeworth(floor(v), (double)n);
	}
	AUTO_ARENA struct arena *a = arena_new();
	const double *p = signed_rank_law(n, a);
	bool is_upper = v > top / 2; /* the law is symmetric: the smaller tail keeps its digits */
	size_t last = (size_t)(is_upper ? top - floor(v) - 1 : floor(v));
	for (size_t i = 0; i <= last; i++) {
		sum += p[i];
	}
	return is_upper ? 1 - sum : sum;
}

static double exact_quantile(double p, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	const double *law = signed_rank_law(n, a);
	double sum = 0;
	size_t v = 0, top = n * (n + 1) / 2;
	const double slack = 10 * 2.2e-16; /* as R's qsignrank: p may be a rounded sum of the law */

	for (sum = law[0]; v < top && sum < p - slack; sum += law[v]) {
		v++;
	}
	return (double)v;
}

double stats_signed_rank_quantile(double p, size_t n)
{
	if (n <= SIGNED_RANK_EXACT) {
		return exact_quantile(p, n);
	}
	double low = -1, high = (double)n * ((double)n + 1) / 2;

	while (high - low > 1) {
		double middle = floor((low + high) / 2);
		if (stats_signed_rank_cdf(middle, n) >= p) {
			high = middle;
		} else {
			low = middle;
		}
	}
	return high;
}

size_t stats_signed_rank_least(double level)
{
	size_t n = 1;

	/* a level such as 1 - 0.05/2 is not exact in binary */
	while (n < SIGNED_RANK_EXACT && ldexp(1, 1 - (int)n) > (1 - level) * (1 + 1e-9)) {
		n++;
	}
	return n;
}

/* --- shares ------------------------------------------------------------------------------------------ */

static double beta_quantile(double p, double a, double b)
{
	const struct law law = {stats_beta_cdf, a, b, false};

	return invert(&law, p, 0, 1);
}

struct share stats_clopper_pearson(size_t k, size_t n, double level)
{
	double tail = (1 - level) / 2, kd = (double)k, nd = (double)n;

	return (struct share){k > 0 ? beta_quantile(tail, kd, nd - kd + 1) : 0,
	                      k < n ? beta_quantile(1 - tail, kd + 1, nd - kd) : 1};
}

double stats_share_bound(size_t k, size_t n, double level)
{
	if (k >= n) {
		return 1;
	}
	if (k == 0) {
		return -expm1(log1p(-level) / (double)n);
	}
	return beta_quantile(level, (double)k + 1, (double)(n - k));
}
