/** What the files of this room share. */
#ifndef SECATEUR_DESIGN_PRIVATE_H
#define SECATEUR_DESIGN_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/vec.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/model/variant.h"
#include "secateur/yaml/yaml.h"

/** Variants as far as they are expanded. */
struct builder {
	const struct spec *spec;
	struct arena *arena;
	struct diag *diag;
	VEC(struct variant) variants;
	VEC(struct path) paths;
	bool knows_all; /* but for screens: what has a name may stand below, too */
};

/** All settings of a variant under construction; n_factors of them, changed in place. */
struct configuration {
	struct setting *at;
	size_t n;
};

/** One entry of `variants:`, as far as all kinds of entries share it. */
struct entry {
	const struct yaml *y;
	const char *name;            /* NULL: made from what it changes */
	const struct variant *start; /* what it starts from and is compared with */
	bool is_screen;              /* its variants are runs of a screening design, and no more */
	struct src_loc at;           /* what says its name, or what makes several */
	const char *kind;            /* the key that makes several; NULL: it makes one */
};

enum { MOST_VARIANTS = 10000 };

/* design.c */

/** A variant of this configuration, whatever it is. */
void design_push(struct builder *b, const struct entry *e, const struct configuration *c, const char *name);
/** A run of a design: its name must be new; its configuration may be that of a variant that stands for itself. */
bool design_add_row(struct builder *b, const struct entry *e, const struct configuration *c,
                    const char *name);
/** A variant that was asked for by itself: its name and its configuration must be new. */
bool design_add(struct builder *b, const struct entry *e, const struct configuration *c, const char *name);
/** The variant of this name above; NULL, with a complaint at its place, when there is none. */
const struct variant *design_named(struct builder *b, const struct yaml *name);
/** The variant with these settings; NULL: there is none yet. */
const struct variant *design_twin(const struct builder *b, const struct setting *settings);

/* expand.c */

/** A kind of entry that makes several variants: its key, and what to make of the value. */
struct expander {
	const char *key;
	bool (*expand)(struct builder *b, const struct entry *e, const struct yaml *y);
	const char *about;
	const struct shape *shape;
};
const struct expander *design_expander(size_t i); /* NULL past the end */

/* path.c */
extern const struct shape design_path_shape;
bool design_read_path(struct builder *b, const struct entry *e, const struct yaml *y);

/* settings.c: configurations changed by what the file says. Each complains at its place. */
struct configuration settings_default(struct builder *b);
struct configuration settings_copy(struct builder *b, const struct setting *from);
bool settings_apply_baseline(struct builder *b, const struct yaml *y, struct configuration *c);
bool settings_apply_set(struct builder *b, const struct yaml *y, struct configuration *c);
bool settings_apply_drop(struct builder *b, const struct yaml *y, struct configuration *c);
bool settings_apply_keep_only(struct builder *b, const struct yaml *y, struct configuration *c);
/** Drops what requires a component that is not kept, directly or through others. */
void settings_drop_users(const struct factor *f, bool *kept);
/** Drops one component by its index, and what requires it. */
void settings_drop(struct builder *b, struct setting *s, size_t component);
/** Complains at `at` when components are kept that are in conflict. */
bool settings_agree(struct builder *b, const struct configuration *c, const char *name, struct src_loc at);
/** Takes one component by its index, and what it requires; what they are in conflict with goes, unless it is required. */
void settings_take(struct builder *b, struct setting *s, size_t component);
/** The factor named by `name`; complains and returns n_factors where there is none. */
size_t settings_find_any_factor(struct builder *b, const struct yaml *name);
/** The factor named by `name`, of the kind asked for; complains and returns n_factors otherwise. */
size_t settings_find_factor(struct builder *b, const struct yaml *name, enum factor_kind kind);
/** The level named by `name`; complains and returns n_levels otherwise. */
size_t settings_find_level(struct builder *b, const struct factor *f, const struct yaml *name);

/* change.c: what differs between two configurations of the same factors. */
bool settings_equal(const struct setting *x, const struct setting *y, size_t n);
char *settings_change(const struct setting *from, const struct setting *to, size_t n, struct arena *a);
enum variant_kind settings_kind(const struct setting *from, const struct setting *to, size_t n);

#endif
