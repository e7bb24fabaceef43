#include "fits_file.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

void fits_file_close(fitsfile **f)
{
	int status = 0;

	if (*f) {
		fits_close_file(*f, &status);
		*f = NULL;
	}
}

bool fits_file_fail(const char *path, int status, struct diag *d)
{
	char text[FLEN_STATUS];

	fits_get_errstatus(status, text);
	fits_clear_errmsg();
	return diag_fail(d, NOWHERE, "%s: %s", path, text);
}

static char *part_of(const char *path, struct arena *a) { return arena_printf(a, "%s.part", path); }

bool fits_file_create(const char *path, struct arena *a, struct diag *d, fitsfile **ret)
{
	const char *part = part_of(path, a);
	struct stat st;
	int status = 0;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		return diag_fail(d, NOWHERE, "%s: is there, and no file", path);
	}
	unlink(part);
	if (fits_create_diskfile(ret, part, &status)) {
		return fits_file_fail(path, status, d);
	}
	return true;
}

bool fits_file_finish(const char *path, fitsfile **f, int status, struct arena *a, struct diag *d)
{
	const char *part = part_of(path, a);
	unsigned long data = 0, all = 0;

	/* into the file first: the sums are of what lies there */
	fits_flush_file(*f, &status);
	fits_get_chksum(*f, &data, &all, &status);
	fits_write_key_str(*f, "DATASUM", arena_printf(a, "%lu", data), "checksum of the data unit", &status);
	if (status) {
		fits_file_close(f);
	} else {
		fits_close_file(*f, &status);
		*f = NULL;
	}
	if (status) {
		unlink(part);
		return fits_file_fail(path, status, d);
	}
	if (rename(part, path) != 0) {
		diag_fail(d, NOWHERE, "%s: %s", path, strerror(errno));
		unlink(part);
		return false;
	}
	return true;
}

bool fits_file_write_flags(const char *path, const unsigned char *flags, const int size[2], struct arena *a,
                           struct diag *d)
{
	AUTO_FITS fitsfile *f = NULL;
	long naxes[2] = {size[0], size[1]};
	int status = 0;

	if (!fits_file_create(path, a, d, &f)) {
		return false;
	}
	fits_create_img(f, BYTE_IMG, 2, naxes, &status);
	/* cfitsio's buffers are not const, but it only reads them */
	fits_write_img(f, TBYTE, 1, naxes[0] * naxes[1], (void *)(uintptr_t)flags, &status);
	return fits_file_finish(path, &f, status, a, d);
}
