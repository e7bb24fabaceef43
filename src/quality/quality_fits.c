#include "quality_fits.h"

#include <stdlib.h>
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

static int move_to_header(fitsfile *f, const char *hdu)
{
	int status = 0;

	return hdu ? fits_movnam_hdu(f, ANY_HDU, (char *)hdu, 0, &status)
	           : fits_movabs_hdu(f, 1, NULL, &status);
}

/* What the header tells of: an array, or rows and the heap behind them. */
static double data_bytes(fitsfile *f, int *status)
{
	int bits = 0, n_axes = 0, none = 0;
	LONGLONG size = 0, heap = 0;
	double cells = 1;

	fits_read_key(f, TINT, "BITPIX", &bits, NULL, status);
	fits_read_key(f, TINT, "NAXIS", &n_axes, NULL, status);
	for (int i = 1; i <= n_axes && !*status; i++) {
		char key[FLEN_KEYWORD];
		fits_make_keyn("NAXIS", i, key, status);
		fits_read_key(f, TLONGLONG, key, &size, NULL, status);
		cells *= (double)size;
	}
	fits_read_key(f, TLONGLONG, "PCOUNT", &heap, NULL, &none);
	return n_axes > 0 ? abs(bits) / 8 * (cells + (double)heap) : 0;
}

/* A header may tell of rows that were never written. Files that cfitsio unpacks itself are another size. */
static bool is_cut_short(fitsfile *f, const char *path, struct arena *a)
{
	char kind[FLEN_FILENAME] = "";
	LONGLONG begins = 0;
	uint64_t size = 0;
	int status = 0;

	fits_url_type(f, kind, &status);
	fits_get_hduaddrll(f, NULL, &begins, NULL, &status);
	const double bytes = data_bytes(f, &status);
	if (status || strcmp(kind, "file://") != 0 || !fs_size(path, diag_new(a), &size)) {
		return false;
	}
	return (double)begins + bytes > (double)size;
}

/* What an extractor looks for in a file, and the way there. */
struct place {
	const char *what;
	int (*move)(fitsfile *f, const char *hdu);
};

/* Why a file that could be opened is no use, or NULL. */
static const char *go_to(const struct place *to, fitsfile *f, const struct table_name *t, const char *path,
                         const char *name, struct arena *a)
{
	int status = to->move(f, t->hdu);

	if (status) {
		fits_clear_errmsg();
		return t->hdu ? arena_printf(a, "no %s %s in %s", to->what, t->hdu, name)
		              : arena_printf(a, "no %s in %s", to->what, name);
	}
	return is_cut_short(f, path, a) ? arena_printf(a, "%s is cut short", name) : NULL;
}

static fitsfile *open_at(const struct place *to, const struct table_name *t, const struct quality_input *in,
                         struct arena *a, struct diag *d, const char **why)
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
	*why = go_to(to, f, t, path, name, a);
	if (*why) {
		close_fits_at(&f);
		return NULL;
	}
	return f;
}

fitsfile *table_open(const struct table_name *t, const struct quality_input *in, struct arena *a,
                     struct diag *d, const char **why)
{
	static const struct place table = {"table", move_to_table};

	return open_at(&table, t, in, a, d, why);
}

fitsfile *header_open(const struct table_name *t, const struct quality_input *in, struct arena *a,
                      struct diag *d, const char **why)
{
	static const struct place header = {"header", move_to_header};

	return open_at(&header, t, in, a, d, why);
}
