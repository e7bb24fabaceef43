/** Plackett and Burman's designs (1946): rows of zeros and ones in which every two columns have each pair of values equally often. */
#ifndef SECATEUR_BASE_PALEY_H
#define SECATEUR_BASE_PALEY_H

#include <stdbool.h>
#include <stddef.h>

enum { PALEY_MOST = 199 };

/** Rows of the smallest design for so many columns: 12 to 200; 0 for none or for more than PALEY_MOST. */
size_t paley_rows(size_t columns);
/**
 * Whether row i of the design of n rows has a 1 in column j < n - 1: Paley's first construction, q = n - 1 prime and 3 mod 4. Row 0 is 0; row i + 1 has
 * 1 where (j - i) mod q is 0 or a quadratic residue. O(q).
 */
bool paley_cell(size_t n, size_t row, size_t column);

#endif
