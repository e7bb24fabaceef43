/** Factors and the list of variants -> concrete configurations. */
#ifndef SECATEUR_DESIGN_DESIGN_H
#define SECATEUR_DESIGN_DESIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"

struct arena;
struct binding;
struct setting;
struct spec;
struct variants;

/** The baseline first, then each entry of `variants:` in its order; excluded ones left out. All mistakes at once. */
bool design_expand(const struct spec *s, struct arena *a, struct diag *d, struct variants *ret);

/** What a variant's factors put into templates: one binding for each factor. */
struct binding *design_bindings(const struct setting *settings, size_t n, struct arena *a);

#endif
