/** Factors and the list of variants -> concrete configurations; what a search may change of them. */
#ifndef SECATEUR_DESIGN_DESIGN_H
#define SECATEUR_DESIGN_DESIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"

struct arena;
struct binding;
struct setting;
struct spec;
struct variant;
struct variants;

/** The baseline first, then each entry of `variants:` in its order; excluded ones left out. All mistakes at once. */
bool design_expand(const struct spec *s, struct arena *a, struct diag *d, struct variants *ret);

/**
 * Of the way from one configuration to another, what may be changed next: where it is now as the baseline, "so far", and a variant for each
 * single change towards the end. No variants but the baseline: it has arrived. What requires a dropped component goes along with it.
 */
void design_step(const struct spec *s, const struct setting *now, const struct setting *end, struct arena *a,
                 struct variants *ret);

/** What a variant's factors put into templates: one binding for each factor. */
struct binding *design_bindings(const struct setting *settings, size_t n, struct arena *a);

/**
 * Something that a search may take away: a component of a set that the baseline has and that is not required, or the other level of a
 * choice of two.
 */
struct design_component {
	size_t factor, level; /* choice: the level to switch to */
	const char
		*name; /* unique: "win", "plugins/win" where another factor has a "win", too, or "nsnap=1" */
	const char *detail; /* "measurements: -win", "nsnap: 9 -> 1" */
	bool is_switch;
};

/** In the order of the factors and their levels; returns how many. */
size_t design_components(const struct spec *s, const struct variant *baseline, struct arena *a,
                         const struct design_component **ret);

/** [i * n + j]: component j requires i, directly or through others: i may only go when j goes. */
const bool *design_users(const struct spec *s, const struct design_component *c, size_t n, struct arena *a);

/** What is changed at once: flags, for each component and for each variant; NULL: none. */
struct design_cut {
	const struct design_component *components;
	size_t n;
	const bool *dropped;
	const bool *with; /* the change that a variant makes to the baseline, whatever its reference is */
};

/**
 * The baseline (the first of `all`) with a cut made; what requires a dropped component goes along. Where variants of the cut are in
 * conflict, the last one has the say. Its name is "cut-" and 12 digits of a digest of its settings, its reference the baseline; config,
 * config_diff and id are left to be rendered. A cut that changes nothing gives the baseline itself, as it is.
 */
void design_compose(const struct spec *s, const struct variants *all, const struct design_cut *cut,
                    struct arena *a, struct variant *ret);

/**
 * Both cannot be chosen: two variants change the same choice to different levels, or the change that one of them makes to the baseline
 * holds the other's. A component is asked about as the variant that drops it alone.
 */
bool design_conflict(const struct spec *s, const struct variant *baseline, const struct variant *x,
                     const struct variant *y);

#endif
