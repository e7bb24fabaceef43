/* Summaries of one array, and what makes arrays of pairs. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"
#include "stats_private.h"

bool stats_is_finite(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i])) {
			return false;
		}
	}
	return true;
}

/* Asked apart, since a mean of equal values may differ from them in its last bit. */
bool stats_is_constant(const double *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (x[i] != x[0]) {
			return false;
		}
	}
	return true;
}

double stats_mean(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += x[i];
	}
	if (stats_is_constant(x, n)) {
		return x[0];
	}
	if (isfinite(sum)) {
		return sum / (double)n;
	}
	sum = 0;
	for (size_t i = 0; i < n; i++) {
		sum += x[i] / (double)n;
	}
	return sum;
}

/* The mean comes first: sums of squares of the values themselves would lose the digits of a large offset. */
double stats_sd(const double *x, size_t n)
{
	const double mean = stats_mean(x, n);
	double squares = 0;

	for (size_t i = 0; i < n; i++) {
		squares += (x[i] - mean) * (x[i] - mean);
	}
	return n > 1 ? sqrt(squares / (double)(n - 1)) : 0;
}

static double median_of_sorted(const double *x, size_t n)
{
	return n % 2 ? x[n / 2] : x[n / 2 - 1] / 2 + x[n / 2] / 2;
}

enum { FEW = 32 };

/* Blocks are many, and their runs few. */
static double median_of_few(const double *x, size_t n)
{
	double sorted[FEW];

	for (size_t i = 0; i < n; i++) {
		size_t k = i;
		for (; k > 0 && sorted[k - 1] > x[i]; k--) {
			sorted[k] = sorted[k - 1];
		}
		sorted[k] = x[i];
	}
	return median_of_sorted(sorted, n);
}

double stats_median(const double *x, size_t n)
{
	if (n <= FEW) {
		return median_of_few(x, n);
	}
	AUTO_ARENA struct arena *a = arena_new();
	double *all = NEW_ARRAY(a, double, n);

	memcpy(all, x, n * sizeof(*x));
	const double upper = gsl_stats_select(all, 1, n, n / 2);
	if (n % 2) {
		return upper;
	}
	/* what is below has come before it */
	double lower = all[0];
	for (size_t i = 1; i < n / 2; i++) {
		lower = fmax(lower, all[i]);
	}
	return lower / 2 + upper / 2;
}

struct five stats_five(const double *x, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	const double *sorted = stats_sorted(x, n, a);

	return (struct five){.least = sorted[0],
	                     .lower = gsl_stats_quantile_from_sorted_data(sorted, 1, n, .25),
	                     .median = median_of_sorted(sorted, n),
	                     .upper = gsl_stats_quantile_from_sorted_data(sorted, 1, n, .75),
	                     .most = sorted[n - 1]};
}

double stats_mad(const double *x, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *distance = NEW_ARRAY(a, double, n);
	const double median = stats_median(x, n);

	for (size_t i = 0; i < n; i++) {
		distance[i] = fabs(x[i] - median);
	}
	return 1.4826 * stats_median(distance, n);
}

bool stats_log_ratios(const double *x, const double *y, size_t n, double *ret)
{
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]) || !isfinite(y[i]) || x[i] <= 0.0 || y[i] <= 0.0) {
			return false;
		}
	}
	/* a difference of logarithms, since the ratio itself may overflow */
	for (size_t i = 0; i < n; i++) {
		ret[i] = log(y[i]) - log(x[i]);
	}
	return true;
}

struct keyed {
	size_t key, index;
	double x;
};

/* By key, then in the order given: the sums, and so the last bits of the means, are always the same. */
static int by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	if (a->key != b->key) {
		return a->key < b->key ? -1 : 1;
	}
	return (a->index > b->index) - (a->index < b->index);
}

/** What is known of the values of one key. */
struct group {
	double first, sum;
	size_t n;
	bool differs;
};

/* Keys that are indices, or nearly: nothing need be sorted. */
static size_t mean_by_index(const double *x, const size_t *key, size_t n, size_t most, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct group *groups = NEW_ARRAY(a, struct group, most + 1);
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++) {
		struct group *g = &groups[key[i]];
		g->first = g->n++ ? g->first : x[i];
		g->differs = g->differs || x[i] != g->first;
		g->sum += x[i];
	}
	for (size_t k = 0; k <= most; k++) {
		const struct group *g = &groups[k];
		if (g->n > 0) {
			ret[n_keys++] = g->differs ? g->sum / (double)g->n : g->first;
		}
	}
	return n_keys;
}

size_t stats_mean_by_key(const double *x, const size_t *key, size_t n, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	size_t n_keys = 0, most = 0;
	double size = 0;

	for (size_t i = 0; i < n; i++) {
		most = key[i] > most ? key[i] : most;
		size += fabs(x[i]);
	}
	if (most <= 4 * n && isfinite(size)) {
		return n ? mean_by_index(x, key, n, most, ret) : 0;
	}
	struct keyed *all = NEW_ARRAY(a, struct keyed, n);
	double *group = NEW_ARRAY(a, double, n);
	for (size_t i = 0; i < n; i++) {
		all[i] = (struct keyed){key[i], i, x[i]};
	}
	if (n > 0) {
		qsort(all, n, sizeof(*all), by_key);
	}
	for (size_t first = 0, next; first < n; first = next) {
		for (next = first; next < n && all[next].key == all[first].key; next++) {
			group[next - first] = all[next].x;
		}
		ret[n_keys++] = stats_mean(group, next - first);
	}
	return n_keys;
}
