/** Columns of source-extractor by what computes them. */
#ifndef SECATEUR_INIT_GROUPS_H
#define SECATEUR_INIT_GROUPS_H

#include "init_private.h"

/** A setting that names a file without which columns fail; NULL: they need none. */
struct init_group {
	const char *name;
	const char
		*columns; /* patterns, apart by blanks; the first group that has one of a column takes it */
	const char *needs;
	const char *about; /* NULL: the name says it */
	bool is_left_out;  /* where all columns there are are listed */
};

struct init_component {
	const struct init_group *group;
	VEC(const char *) members;
	struct src_loc at; /* of the first */
};
struct init_components {
	VEC(struct init_component) at;
};

/**
 * One for each group that has some of the columns. `chosen`: by somebody, so that columns may be there for psfex to read;
 * else they are all that there are.
 */
void init_group(const struct init_columns *c, bool chosen, struct arena *a, struct init_components *ret);
/** Never dropped. */
bool init_group_is_required(const struct init_group *g);
/** Members of groups that save much only together, NULL-terminated. */
struct init_together {
	const char *name, *about;
	const char *groups; /* patterns, apart by blanks */
};
extern const struct init_together init_together[];
extern const size_t init_n_together;
/** Whether a text is one of the patterns, which stand apart by blanks. */
bool init_is_among(const char *s, const char *patterns, struct arena *a);

#endif
