/** Tables of FITS files, source-extractor's LDAC catalogues among them. What is not there says why.
 */
#ifndef DETECTOR_CATALOGUE_H
#define DETECTOR_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/** `absent` is not NULL: it could not be read, and why. Close with its scope: AUTO_TABLE. */
struct table {
	void *file;
	const char *path;
	size_t n_rows;
	const char *absent;
};
/** Its rows one after another, `width` numbers each. */
struct column {
	const double *at;
	size_t n_rows, width;
	const char *absent;
};

struct table table_open(const char *path, const char *hdu, struct arena *a);
void table_close(struct table *t);
#define AUTO_TABLE __attribute__((cleanup(table_close)))
struct column table_column(const struct table *t, const char *name, struct arena *a);
/** Any of the mask's bits in a FLAGS value; a value that is no set of flags holds all. */
bool flags_hold(double flags, unsigned mask);
/** A number of the table's header; `*ret` is left alone when it has none. */
void table_number(const struct table *t, const char *key, double *ret);

#endif
