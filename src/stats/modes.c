/* Values that stand apart: alone, or as a second mode. */
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

static const double FAR = 3.5; /* in units of the MAD */
enum { LEAST_FOR_OUTLIERS = 5, LEAST_FOR_MODES = 10 };

size_t stats_outliers(const double *x, size_t n, size_t *ret)
{
	size_t found = 0;

	if (n < LEAST_FOR_OUTLIERS) {
		return 0;
	}
	double median = stats_median(x, n), mad = stats_mad(x, n);
	for (size_t i = 0; i < n && mad > 0; i++) {
		if (fabs(x[i] - median) > FAR * mad) {
			ret[found++] = i;
		}
	}
	return found;
}

/** Sums of the values from the first to each, and of their squares; values are taken from their mean. */
struct sums {
	double *of, *squares;
};

static struct sums add_up(const double *x, size_t n, struct arena *a)
{
	struct sums s = {NEW_ARRAY(a, double, n + 1), NEW_ARRAY(a, double, n + 1)};
	double mean = stats_mean(x, n);

	for (size_t i = 0; i < n; i++) {
		s.of[i + 1] = s.of[i] + (x[i] - mean);
		s.squares[i + 1] = s.squares[i] + (x[i] - mean) * (x[i] - mean);
	}
	return s;
}

/* The sum of squares of values from..to-1 about their own mean. */
static double about_mean(const struct sums *s, size_t from, size_t to)
{
	double sum = s->of[to] - s->of[from];

	return fmax(0, s->squares[to] - s->squares[from] - sum * sum / (double)(to - from));
}

static const double SPLIT_NORMAL = .3634; /* the ratio of the normal law itself, 1 - 2 / pi */

static double threshold(size_t n) { return SPLIT_NORMAL - .8327 / sqrt((double)n) - .1343 / (double)n; }

double stats_modes_p(double ratio, size_t n)
{
	const double root = sqrt((double)n), s = root * (sqrt(SPLIT_NORMAL) - sqrt(ratio));

	return stats_normal_tail((s + .0041 - .7453 / root) / (.2823 + .0808 / root));
}

double stats_valley(const double *x, size_t n, const struct modes *m)
{
	const double half = (m->upper - m->lower) / 6, middle = (m->upper + m->lower) / 2;
	size_t between = 0, about_lower = 0, about_upper = 0;

	for (size_t i = 0; i < n; i++) {
		between += fabs(x[i] - middle) < half;
		about_lower += fabs(x[i] - m->lower) < half;
		about_upper += fabs(x[i] - m->upper) < half;
	}
	size_t fewer = about_lower < about_upper ? about_lower : about_upper;
	return fewer > 0 ? (double)between / (double)fewer : INFINITY;
}

/* `x` ascending, not constant. */
static struct modes split(const double *x, size_t n, struct arena *a)
{
	struct sums s = add_up(x, n, a);
	size_t least = (n + 9) / 10, at = least;
	double all = about_mean(&s, 0, n), best = INFINITY;

	if (!(all > 0) || !isfinite(s.squares[n] * (double)n)) {
		/* what is not 0 has a square that may be */
		return (struct modes){.absent_reason = isfinite(s.squares[n] * (double)n)
		                                               ? "all values are equal"
		                                               : "values too large"};
	}
	for (size_t k = least; k <= n - least; k++) {
		double inside = about_mean(&s, 0, k) + about_mean(&s, k, n);
		if (inside < best) {
			best = inside;
			at = k;
		}
	}
	struct modes m = {.ratio = best / all,
	                  .lower = stats_mean(x, at),
	                  .upper = stats_mean(x + at, n - at),
	                  .minority_share = fmin((double)at, (double)(n - at)) / (double)n,
	                  .split = x[at - 1] / 2 + x[at] / 2,
	                  .threshold = threshold(n)};
	m.gap = m.upper - m.lower;
	double pooled = sqrt(best / (double)(n - 2));
	m.separation = pooled > 0 ? m.gap / pooled : INFINITY;
	m.flagged = m.ratio < m.threshold;
	return m;
}

struct modes stats_modes(const double *x, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();

	if (!stats_is_finite(x, n)) {
		return (struct modes){.absent_reason = "a value is not finite"};
	}
	if (n < LEAST_FOR_MODES) {
		return (struct modes){.absent_reason = "fewer than ten values"};
	}
	double *kept = NEW_ARRAY(a, double, n);
	size_t n_kept = stats_without_outliers(x, n, kept);
	if (n_kept < LEAST_FOR_MODES || stats_is_constant(kept, n_kept)) {
		return (struct modes){.absent_reason = n_kept < LEAST_FOR_MODES
		                                               ? "fewer than ten values without outliers"
		                                               : "all values are equal"};
	}
	return split(stats_sorted(kept, n_kept, a), n_kept, a);
}

size_t stats_without_outliers(const double *x, size_t n, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	size_t *far = NEW_ARRAY(a, size_t, n), n_far = stats_outliers(x, n, far), n_kept = 0;

	if (10 * n_far > n) {
		n_far = 0;
	}
	for (size_t i = 0, next = 0; i < n; i++) {
		if (next < n_far && far[next] == i) {
			next++;
		} else {
			ret[n_kept++] = x[i];
		}
	}
	return n_kept;
}
