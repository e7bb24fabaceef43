/** What extractors that read FITS files share. */
#ifndef SECATEUR_QUALITY_FITS_H
#define SECATEUR_QUALITY_FITS_H

#include <fitsio.h>

#include "quality_private.h"
#include "secateur/base/cleanup.h"

/** A table of a FITS file, as an extractor's parameters name it. */
struct table_name {
	struct text file; /* below the run's folder */
	const char *hdu;  /* EXTNAME; NULL: the first table */
};

/** Opens it; NULL after an error, whose one-line reason (no advice, no stack) goes to `why`. */
fitsfile *table_open(const struct table_name *t, const struct quality_input *in, struct arena *a,
                     struct diag *d, const char **why);
/** The same of any header; without a name, the file's first. */
fitsfile *header_open(const struct table_name *t, const struct quality_input *in, struct arena *a,
                      struct diag *d, const char **why);
/** What cfitsio says of a status, one line. */
const char *fits_reason(int status, struct arena *a);

static inline void close_fits_at(fitsfile **f)
{
	int status = 0;

	if (*f) {
		fits_close_file(*f, &status);
	}
}
#define AUTO_FITS CLEANUP(close_fits_at)

#endif
