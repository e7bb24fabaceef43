#include <math.h>
#include <stdlib.h>

#include "secateur/base/arena.h"
#include "secateur/stats/stats.h"

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

/* By key, then in the order given: the sums, and so the last bits of the means, are always the
 * same. */
static int compare_keyed(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	if (a->key != b->key) {
		return a->key < b->key ? -1 : 1;
	}
	return a->index < b->index ? -1 : 1;
}

size_t stats_mean_by_key(const double *x, const size_t *key, size_t n, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct keyed *all = NEW_ARRAY(a, struct keyed, n);
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++) {
		all[i] = (struct keyed){key[i], i, x[i]};
	}
	qsort(all, n, sizeof(*all), compare_keyed);
	for (size_t first = 0, next; first < n; first = next) {
		double sum = 0.0;
		bool is_constant = true;
		for (next = first; next < n && all[next].key == all[first].key; next++) {
			sum += all[next].x;
			is_constant = is_constant && all[next].x == all[first].x;
		}
		/* equal replicates give their own value, to the last bit */
		ret[n_keys++] = is_constant ? all[first].x : sum / (double)(next - first);
	}
	return n_keys;
}
