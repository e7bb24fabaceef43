#include "secateur/stats/screen.h"

#include <stdint.h>

#include "secateur/base/arena.h"
#include "secateur/base/paley.h"
#include "secateur/stats/distribution.h"

void stats_screen_draw(size_t components, struct rng *r, bool *dropped)
{
	size_t n = paley_rows(components);
	uint32_t columns[PALEY_MOST], rows[PALEY_MOST + 1];

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
			dropped[i * components + j] = paley_cell(n, i, columns[j]) != flip;
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
