/** Plackett-Burman screening: every run drops a random half of the components, and informs on all of them (Plackett and Burman 1946). */
#ifndef SECATEUR_STATS_SCREEN_H
#define SECATEUR_STATS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/rng.h"

/**
 * A block: `dropped` at row * components + component, for each of paley_rows(components) rows. Columns of the design are drawn
 * at random and flipped at random, rows come in random order. O(rows * (components + rows)).
 */
void stats_screen_draw(size_t components, struct rng *r, bool *dropped);
/** Runs that settle savings of `worth` (a share) among V components: 2 (2 s (z(alpha/V) + z(.2)) / worth)^2, for noise s of a run. */
double stats_screen_planned(size_t components, double sigma, double worth, double alpha);

#endif
