/** Rows of named cells, from a list of maps or from a CSV file. */
#ifndef SECATEUR_SPEC_ROWS_H
#define SECATEUR_SPEC_ROWS_H

#include "secateur/base/vec.h"
#include "secateur/yaml/yaml.h"

struct row {
	VEC(struct text) names;
	VEC(struct text) cells;
	struct src_loc at;
};

struct rows {
	struct row *at;
	size_t n, cap;
};

struct source;

/** The first line names the columns, one of them "id" where ids are needed; there is at least one row below it. */
bool csv_read(const struct source *in, bool needs_id, struct rows *ret, struct yaml_reader *r);

/* footprint.c */

/**
 * Leaves those of the spec's inputs, whose rows these are, that lie inside of the polygons of a table. `named`: as the experiment file names it.
 */
bool spec_keep_inside(const struct rows *rows, const struct source *inside, struct text named,
                      struct yaml_reader *r);

#endif
