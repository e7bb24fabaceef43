/** Tables of texts, RFC 4180: read with the place of every cell, so that errors in one can be pointed at; and written. */
#ifndef SECATEUR_BASE_CSV_H
#define SECATEUR_BASE_CSV_H

#include <stdbool.h>
#include <stdio.h>

#include "secateur/base/template.h"
#include "secateur/base/vec.h"

/** Where a reader stands; lines end in any of the three ways. */
struct csv {
	const struct source *in;
	const char *s;
	unsigned line;
	const char *line_start;
};

struct csv_row {
	VEC(struct text) cells;
	struct src_loc at;
};

/** To the start of a text without NUL bytes; a byte order mark is passed over. */
struct csv csv_begin(const struct source *in);
/** Passes over blank lines; false: no row is left. */
bool csv_more(struct csv *c);
/** The row that begins here. A reader that has failed is of no further use. */
bool csv_row(struct csv *c, struct arena *a, struct diag *d, struct csv_row *ret);
/** One cell, in quotes where it needs them; NULL: nothing. Commas and line ends are the caller's. */
void csv_put(FILE *out, const char *s);

#endif
