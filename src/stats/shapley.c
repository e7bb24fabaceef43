#include "secateur/stats/fit.h"

static bool is_in(unsigned subset, size_t i) { return subset >> i & 1; }

/* What dropping the subset from the whole saves: 2 b_j of each, and of each pair of the model that it splits. */
static double saved(const struct fit *f, const size_t *components, size_t n, unsigned subset)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += is_in(subset, i) ? f->average[components[i]] : 0;
	}
	for (size_t p = 0; p < f->n_pairs; p++) {
		bool a = false, b = false;
		for (size_t i = 0; i < n; i++) {
			a = a || (is_in(subset, i) && components[i] == f->pairs[p].a);
			b = b || (is_in(subset, i) && components[i] == f->pairs[p].b);
		}
		sum += a != b ? 2 * f->pairs[p].weight
		              : 0; /* z_a z_b: 1 with both kept or both dropped, else -1 */
	}
	return sum;
}

void stats_shapley(const struct fit *f, const size_t *components, size_t n, double *ret)
{
	static const double factorial[SHAPLEY_MOST + 1] = {1, 1, 2, 6, 24};

	for (size_t i = 0; i < n; i++) {
		ret[i] = 0;
		for (unsigned subset = 0; subset < 1u << n; subset++) {
			size_t size = 0;
			for (size_t k = 0; k < n; k++) {
				size += is_in(subset, k);
			}
			if (!is_in(subset, i)) {
				double weight = factorial[size] * factorial[n - size - 1] / factorial[n];
				ret[i] += weight * (saved(f, components, n, subset | 1u << i) -
				                    saved(f, components, n, subset));
			}
		}
	}
}
