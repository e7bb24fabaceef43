/** Expressions over the rows of a FITS table, in the language of cfitsio's row filters. */
#ifndef SECATEUR_QUALITY_ROWS_H
#define SECATEUR_QUALITY_ROWS_H

#include "quality_fits.h"

/** The rows of an open table that take part. */
struct rows {
	fitsfile *f;
	size_t n_all, n;
	char *is_chosen; /* of each of n_all: 1, else 0 */
};

/** The rows for which `where` is true: not those for which it is NULL. NULL or "": all. Returns why it failed, or NULL. */
const char *rows_choose(struct rows *rows, fitsfile *f, const char *where, struct arena *a);
/** What `expression` is in each chosen row, in their order; NAN where it is NULL. Returns why it failed, or NULL. */
const char *rows_values(const struct rows *rows, const char *expression, struct arena *a, double **ret);
/** An expression with its holes filled; NULL where none is given, or after an error, which goes to `why`. */
const char *expression_text(struct text t, const struct quality_input *in, struct arena *a, struct diag *d,
                            const char **why);

#endif
