#include "secateur/stats/screen.h"

#include <stdint.h>

#include "secateur/base/arena.h"
#include "secateur/stats/distribution.h"

static const size_t sizes[] = {12, 20, 24, 32, 44, 48,
                               60, 68, 72, 80, 84}; /* q = 11, 19, ... are the primes that are 3 mod 4 */

size_t stats_screen_rows(size_t components)
{
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		if (components > 0 && components < sizes[i]) {
			return sizes[i];
		}
	}
	return 0;
}

static bool is_residue(size_t x, size_t q)
{
	for (size_t i = 0; i <= q / 2; i++) {
		if (i * i % q == x) {
			return true;
		}
	}
	return false;
}

bool stats_screen_cell(size_t n, size_t row, size_t column)
{
	size_t q = n - 1;

	return row > 0 && is_residue((column + q - (row - 1)) % q, q);
}

void stats_screen_draw(size_t components, struct rng *r, bool *dropped)
{
	size_t n = stats_screen_rows(components);
	uint32_t columns[SCREEN_MOST], rows[SCREEN_MOST + 1];

	for (uint32_t i = 0; i < n; i++) {
		rows[i] = i;
		if (i + 1 < n) {
			columns[i] = i;
		}
	}
	rng_shuffle(r, columns, n - 1);
	for (size_t j = 0; j < components; j++) {
		bool flip = rng_below(r, 2);
		for (size_t i = 0; i < n; i++) {
			dropped[i * components + j] = stats_screen_cell(n, i, columns[j]) != flip;
		}
	}
	rng_shuffle(r, rows, n);
	AUTO_ARENA struct arena *a = arena_new();
	bool *sorted = NEW_ARRAY(a, bool, n *components);
	for (size_t i = 0; i < n * components; i++) {
		sorted[i] = dropped[rows[i / components] * components + i % components];
	}
	for (size_t i = 0; i < n * components; i++) {
		dropped[i] = sorted[i];
	}
}

double stats_screen_planned(size_t components, double sigma, double worth, double alpha)
{
	double z = stats_normal_quantile(alpha / (double)components) + stats_normal_quantile(.2);
	double ratio = 2 * sigma * z / worth;

	return 2 * ratio * ratio;
}
