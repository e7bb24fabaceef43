#include "quality_fits.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"

const char *fits_reason(int status, struct arena *a)
{
	char text[FLEN_STATUS];

	fits_get_errstatus(status, text);
	fits_clear_errmsg();
	return arena_printf(a, "cfitsio: %s", text);
}

/* Without a name, the first table; cfitsio's own default would be the primary header. */
static int move_to_table(fitsfile *f, const char *hdu)
{
	int status = 0, n = 0, type = 0;

	if (hdu) {
		fits_movnam_hdu(f, ANY_HDU, (char *)hdu, 0, &status);
		fits_get_hdu_type(f, &type, &status);
		return status ? status : type == IMAGE_HDU ? NOT_TABLE : 0;
	}
	fits_get_num_hdus(f, &n, &status);
	for (int i = 1; i <= n && !status; i++) {
		fits_movabs_hdu(f, i, &type, &status);
		if (!status && type != IMAGE_HDU) {
			return 0;
		}
	}
	return status ? status : NOT_TABLE;
}

/* A header may tell of rows that were never written. Files that cfitsio unpacks itself are another size. */
static bool is_cut_short(fitsfile *f, const char *path, struct arena *a)
{
	char kind[FLEN_FILENAME] = "";
	LONGLONG begins = 0, row_bytes = 0, n_rows = 0;
	uint64_t size = 0;
	int status = 0;

	fits_url_type(f, kind, &status);
	fits_get_hduaddrll(f, NULL, &begins, NULL, &status);
	fits_read_key(f, TLONGLONG, "NAXIS1", &row_bytes, NULL, &status);
	fits_read_key(f, TLONGLONG, "NAXIS2", &n_rows, NULL, &status);
	if (status || strcmp(kind, "file://") != 0 || !fs_size(path, diag_new(a), &size)) {
		return false;
	}
	return (double)begins + (double)row_bytes * (double)n_rows > (double)size;
}

/* Why a file that could be opened is no use, or NULL. */
static const char *go_to_table(fitsfile *f, const struct table_name *t, const char *path, const char *name,
                               struct arena *a)
{
	int status = move_to_table(f, t->hdu);

	if (status) {
		fits_clear_errmsg();
		return t->hdu ? arena_printf(a, "no table %s in %s", t->hdu, name)
		              : arena_printf(a, "no table in %s", name);
	}
	return is_cut_short(f, path, a) ? arena_printf(a, "%s is cut short", name) : NULL;
}

fitsfile *table_open(const struct table_name *t, const struct quality_input *in, struct arena *a,
                     struct diag *d, const char **why)
{
	fitsfile *f = NULL;
	int status = 0;
	const char *name = NULL, *path = quality_file(t->file, in, a, d, &name, why);

	if (!path) {
		return NULL;
	}
	/* diskfile: brackets in a name are no instructions to cfitsio */
	if (fits_open_diskfile(&f, path, READONLY, &status)) {
		*why = fits_reason(status, a);
		return NULL;
	}
	*why = go_to_table(f, t, path, name, a);
	if (*why) {
		close_fits_at(&f);
		return NULL;
	}
	return f;
}
