#include "secateur/stats/screen.h"

#include <stdint.h>

#include "secateur/base/arena.h"
#include "secateur/stats/distribution.h"

static bool is_prime(size_t q)
{
	for (size_t i = 2; i * i <= q; i++) {
		if (q % i == 0) {
			return false;
		}
	}
	return true;
}

size_t stats_screen_rows(size_t components)
{
	if (components == 0 || components > SCREEN_MOST) {
		return 0;
	}
	size_t q = 11;
	while (q < components || !is_prime(q)) {
		q += 4; /* stays 3 mod 4 */
	}
	return q + 1;
}

/* `is_one`, of q flags: 0 and the quadratic residues. */
static void mark_residues(size_t q, bool *is_one)
{
	for (size_t i = 0; i < q; i++) {
		is_one[i] = false;
	}
	for (size_t i = 0; i <= q / 2; i++) {
		is_one[i * i % q] = true;
	}
}

static bool cell(const bool *is_one, size_t n, size_t row, size_t column)
{
	const size_t q = n - 1;

	return row > 0 && is_one[(column + q - (row - 1)) % q];
}

bool stats_screen_cell(size_t n, size_t row, size_t column)
{
	bool is_one[SCREEN_MOST];

	mark_residues(n - 1, is_one);
	return cell(is_one, n, row, column);
}

void stats_screen_draw(size_t components, struct rng *r, bool *dropped)
{
	size_t n = stats_screen_rows(components);
	uint32_t columns[SCREEN_MOST], rows[SCREEN_MOST + 1];
	bool is_one[SCREEN_MOST];

	for (uint32_t i = 0; i < n; i++) {
		rows[i] = i;
		if (i + 1 < n) {
			columns[i] = i;
		}
	}
	mark_residues(n - 1, is_one);
	rng_shuffle(r, columns, n - 1);
	for (size_t j = 0; j < components; j++) {
		bool flip = rng_below(r, 2);
		for (size_t i = 0; i < n; i++) {
			dropped[i * components + j] = cell(is_one, n, i, columns[j]) != flip;
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
