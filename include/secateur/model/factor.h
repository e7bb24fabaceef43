/** What can be changed, and what it was changed to. */
#ifndef SECATEUR_MODEL_FACTOR_H
#define SECATEUR_MODEL_FACTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"

enum factor_kind {
	FACTOR_SET,    /* components that are present or absent */
	FACTOR_CHOICE, /* one of several levels (a range is a choice of its numbers) */
};

/** A level of a choice, or a component of a set. */
struct level {
	const char *name;
	const char *const
		*items; /* what it puts into a template: a choice's one text, a component's members */
	size_t n_items;
	bool required; /* components: never dropped */
	const size_t *
		users; /* components: indices of those in its set that require it: they go when it goes; never in a circle */
	size_t n_users;
	const size_t
		*conflicts; /* components: indices of those that cannot be kept beside it; each has it, too */
	size_t n_conflicts;
	struct src_loc at;
};

struct factor {
	const char *name;
	enum factor_kind kind;
	const struct level *levels;
	size_t n_levels;
	struct src_loc at;
};

/** A factor's value in one variant. */
struct setting {
	const struct factor *factor;
	size_t level;     /* choice: index of its level */
	const bool *kept; /* set: one for each component */
};

#endif
