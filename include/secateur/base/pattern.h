/** POSIX extended regular expressions that a user has written. */
#ifndef SECATEUR_BASE_PATTERN_H
#define SECATEUR_BASE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/template.h"

/** Complains at its place where it is none; `*groups`: how many (...) it has. */
bool pattern_check(struct text t, struct arena *a, struct diag *d, size_t *groups);

#endif
