/** detector reserve: keeps a fifth of a real image, where no truth is known, out of the PSF model.
 */
#include <sys/stat.h>

#include "fits_file.h"
#include "options.h"
#include "secateur/base/num.h"
#include "verbs.h"

#define TILE 64 /* pixels a side: large beside a star, small beside the changes of the PSF */
#define FOLDS 5

static bool image_size(const char *path, struct diag *d, int ret[2])
{
	AUTO_FITS fitsfile *f = NULL;
	long naxes[2] = {0};
	int status = 0, dims = 0;

	fits_open_diskfile(&f, path, READONLY, &status);
	fits_get_img_dim(f, &dims, &status);
	fits_get_img_size(f, 2, naxes, &status);
	if (status) {
		return fits_file_fail(path, status, d);
	}
	if (dims != 2 || naxes[0] > 100000 || naxes[1] > 100000) {
		return diag_fail(d, NOWHERE, "%s: its first unit is no image", path);
	}
	ret[0] = (int)naxes[0];
	ret[1] = (int)naxes[1];
	return true;
}

/** Knight's moves: the tiles of a fold cover the field evenly, and every tile is in one fold. */
static bool is_in_fold(int x, int y, int fold) { return (x / TILE + 2 * (y / TILE)) % FOLDS == fold - 1; }

static bool is_same_file(const char *x, const char *y)
{
	struct stat a, b;

	return stat(x, &a) == 0 && stat(y, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool verb_reserve(char **argv, struct arena *a, struct diag *d)
{
	const char *fold_text = "1", *words[2] = {0};
	const struct option_row rows[] = {{"--fold", &fold_text, false}};
	int64_t fold;
	int size[2];

	if (!options_read(argv, rows, 1, words, 2, d)) {
		return false;
	}
	if (!num_int(fold_text, 1, FOLDS, &fold)) {
		return diag_fail(d, NOWHERE, "--fold '%s' is not one of 1 to %d", fold_text, FOLDS);
	}
	if (!image_size(words[0], d, size)) {
		return false;
	}
	if (is_same_file(words[0], words[1])) {
		return diag_fail(d, NOWHERE, "%s: is the image itself; the flags need a file of their own",
		                 words[1]);
	}
	unsigned char *flags = NEW_ARRAY(a, unsigned char, (size_t)size[0] * (size_t)size[1]);

	for (int y = 0; y < size[1]; y++) {
		for (int x = 0; x < size[0]; x++) {
			flags[(size_t)y * (size_t)size[0] + (size_t)x] = is_in_fold(x, y, (int)fold);
		}
	}
	return fits_file_write_flags(words[1], flags, size, a, d);
}
