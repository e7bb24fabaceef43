/** The baseline against itself: what the machine's noise, and chance, make of nothing. */
#ifndef SECATEUR_ENGINE_AA_H
#define SECATEUR_ENGINE_AA_H

#include "secateur/engine/engine.h"
#include "secateur/model/aa.h"

/**
 * Makes of a prepared study one whose blocks hold `arms` copies of its baseline, at least 2, under the name "<name> aa": it is
 * run, stored and resumed as any other.
 */
void engine_make_aa(struct study *st, uint32_t arms, struct arena *a);

/**
 * Weighs the runs of such a study (`e`: its evidence) and asks, for so many random choices of a baseline and a "variant" among
 * the equal arms of each block, for the verdict: any claim is false. `of`: the study before it was made one of these.
 */
bool engine_aa(struct store *db, const struct study *of, uint32_t draws, uint64_t seed, struct arena *a,
               struct diag *d, struct evidence *e, struct aa *ret);

#endif
