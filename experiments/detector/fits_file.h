/** FITS files by cfitsio: written beside their name and renamed when whole, closed with their
 * scope. */
#ifndef DETECTOR_FITS_FILE_H
#define DETECTOR_FITS_FILE_H

#include <fitsio.h>
#include <stdbool.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"

/** Closes an open file; for cleanup(). */
void fits_file_close(fitsfile **f);
#define AUTO_FITS __attribute__((cleanup(fits_file_close)))

/** Records what cfitsio says of `status` and returns false. */
bool fits_file_fail(const char *path, int status, struct diag *d);

/** A new file `<path>.part`. The name is taken as it is: cfitsio's extended syntax is off. A device is no place for it. */
bool fits_file_create(const char *path, struct arena *a, struct diag *d, fitsfile **ret);
/**
 * Adds DATASUM (without its usual date: a seed gives the same bytes), closes, and renames to `path`. Nothing is left
 * when something failed, now or before: then `status` says so.
 */
bool fits_file_finish(const char *path, fitsfile **f, int status, struct arena *a, struct diag *d);

/** An image of bytes, of which the set ones are flags. */
bool fits_file_write_flags(const char *path, const unsigned char *flags, const int size[2], struct arena *a,
                           struct diag *d);

#endif
