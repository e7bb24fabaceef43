/** Two-way layouts: a value for each of a block's arms. */
#ifndef SECATEUR_STATS_LAYOUT_H
#define SECATEUR_STATS_LAYOUT_H

#include <stddef.h>

/**
 * y at block * arms + arm, all finite, and so four times the sum of their sizes: what is left when its block's and its arm's mean are
 * taken out (the least-squares fit of a balanced layout). `ret` may be y. O(blocks * arms).
 */
void stats_centre(const double *y, size_t blocks, size_t arms, double *ret);
/**
 * Standard deviation of what is left, with (blocks - 1) (arms - 1) degrees of freedom; at least two of each. INFINITY where sums or
 * squares overflow. O(blocks * arms).
 */
double stats_layout_sd(const double *y, size_t blocks, size_t arms);

#endif
