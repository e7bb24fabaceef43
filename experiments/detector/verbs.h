/** What the detector program can do; each verb reads its own arguments. */
#ifndef DETECTOR_VERBS_H
#define DETECTOR_VERBS_H

#include <stdbool.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"

bool verb_simulate(char **argv, struct arena *a, struct diag *d);
bool verb_reserve(char **argv, struct arena *a, struct diag *d);
bool verb_filter(char **argv, struct arena *a, struct diag *d);
bool verb_assess(char **argv, struct arena *a, struct diag *d);

#endif
