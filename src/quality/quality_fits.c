#include "quality_fits.h"

#include "secateur/base/arena.h"

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
	status = move_to_table(f, t->hdu);
	if (status) {
		*why = t->hdu ? arena_printf(a, "no table %s in %s", t->hdu, name)
		              : arena_printf(a, "no table in %s", name);
		fits_clear_errmsg();
		close_fits_at(&f);
		return NULL;
	}
	return f;
}
