#include "catalogue.h"

#include "fits_file.h"

#define MOST_VALUES 200000000LL /* of a column: 1.6 GB; more is a broken header */

static const char *why(const char *path, const char *what, int status, struct arena *a)
{
	char text[FLEN_STATUS];

	fits_get_errstatus(status, text);
	fits_clear_errmsg();
	return arena_printf(a, "%s: %s%s", path, what, text);
}

struct table table_open(const char *path, const char *hdu, struct arena *a)
{
	struct table t = {.path = path};
	fitsfile *f = NULL;
	LONGLONG rows = 0;
	int status = 0;

	fits_open_diskfile(&f, path, READONLY, &status);
	t.file = f;
	if (status) {
		t.absent = why(path, "", status, a);
		return t;
	}
	fits_movnam_hdu(f, BINARY_TBL, arena_strdup(a, hdu), 0, &status);
	fits_get_num_rowsll(f, &rows, &status);
	if (status) {
		t.absent = why(path, arena_printf(a, "no table %s: ", hdu), status, a);
		return t;
	}
	t.n_rows = (size_t)rows;
	return t;
}

void table_close(struct table *t)
{
	fitsfile *f = t->file;

	fits_file_close(&f);
	t->file = NULL;
}

struct column table_column(const struct table *t, const char *name, struct arena *a)
{
	struct column c = {.n_rows = t->n_rows, .absent = t->absent};
	LONGLONG width = 0, unused = 0;
	int status = 0, number = 0, type = 0;

	if (c.absent) {
		return c;
	}
	fits_get_colnum(t->file, CASESEN, arena_strdup(a, name), &number, &status);
	if (status) {
		fits_clear_errmsg();
		c.absent = arena_printf(a, "%s has no column %s", t->path, name);
		return c;
	}
	fits_get_coltypell(t->file, number, &type, &width, &unused, &status);
	if (!status && (width < 1 || (LONGLONG)t->n_rows > MOST_VALUES / width)) {
		c.absent = arena_printf(a, "%s: column %s is of an absurd size", t->path, name);
		return c;
	}
	double *values = status ? NULL : NEW_ARRAY(a, double, t->n_rows *(size_t)width);

	if (!status && t->n_rows > 0) {
		fits_read_col(t->file, TDOUBLE, number, 1, 1, (LONGLONG)t->n_rows * width, NULL, values, NULL,
		              &status);
	}
	if (status) {
		c.absent = why(t->path, arena_printf(a, "column %s: ", name), status, a);
		return c;
	}
	c.at = values;
	c.width = (size_t)width;
	return c;
}

bool flags_hold(double flags, unsigned mask)
{
	return !(flags >= 0 && flags <= 65535) || ((unsigned)flags & mask) != 0;
}

void table_number(const struct table *t, const char *key, double *ret)
{
	double value;
	int status = 0;

	if (t->absent) {
		return;
	}
	fits_read_key_dbl(t->file, key, &value, NULL, &status);
	fits_clear_errmsg();
	if (status == 0) {
		*ret = value;
	}
}
