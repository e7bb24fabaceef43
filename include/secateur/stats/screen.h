/** Plackett-Burman screening: every run drops a random half of the components, and informs on all of them (Plackett and Burman 1946). */
#ifndef SECATEUR_STATS_SCREEN_H
#define SECATEUR_STATS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/rng.h"

enum { SCREEN_MOST = 199 };

/** Rows of the smallest design for so many components: 12 to 200; 0 for none or for more than SCREEN_MOST. */
size_t stats_screen_rows(size_t components);
/**
 * Whether row i of the design of n rows has a 1 in column j < n - 1: Paley's first construction, q = n - 1 prime and 3 mod 4. Row 0 is 0; row i + 1 has
 * 1 where (j - i) mod q is 0 or a quadratic residue. O(q).
 */
bool stats_screen_cell(size_t n, size_t row, size_t column);
/**
 * A block: `dropped` at row * components + component, for each of stats_screen_rows(components) rows. Columns of the design are drawn
 * at random and flipped at random, rows come in random order. O(rows * (components + rows)).
 */
void stats_screen_draw(size_t components, struct rng *r, bool *dropped);
/** Runs that settle savings of `worth` (a share) among V components: 2 (2 s (z(alpha/V) + z(.2)) / worth)^2, for noise s of a run. */
double stats_screen_planned(size_t components, double sigma, double worth, double alpha);

#endif
