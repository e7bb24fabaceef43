#include "secateur/base/paley.h"

static bool is_prime(size_t q)
{
	for (size_t i = 2; i * i <= q; i++) {
		if (q % i == 0) {
			return false;
		}
	}
	return true;
}

size_t paley_rows(size_t columns)
{
	if (columns == 0 || columns > PALEY_MOST) {
		return 0;
	}
	size_t q = 11;
	while (q < columns || !is_prime(q)) {
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

bool paley_cell(size_t n, size_t row, size_t column)
{
	bool is_one[PALEY_MOST];

	mark_residues(n - 1, is_one);
	return cell(is_one, n, row, column);
}
