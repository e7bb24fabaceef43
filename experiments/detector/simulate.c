/** detector simulate: an image, the truth about it, and the mask of its reserved stars. */
#include "fits_file.h"
#include "options.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/num.h"
#include "sky.h"
#include "verbs.h"

#define MOST_PIXELS_A_SIDE 20000
#define RESERVE_PATCH 1 /* pixels around a reserved star's centre that are flagged: 3 x 3 */

/** What is simulated. */
struct field {
	uint64_t seed;
	struct image im;
	const struct object *o;
	size_t n;
};

/** "1024x1024" */
static bool read_size(const char *text, struct image *im, struct arena *a, struct diag *d)
{
	const char *by = strchr(text, 'x');
	int64_t nx, ny;

	if (!by || !num_int(arena_strndup(a, text, (size_t)(by - text)), 32, MOST_PIXELS_A_SIDE, &nx) ||
	    !num_int(by + 1, 32, MOST_PIXELS_A_SIDE, &ny)) {
		return diag_fail(d, NOWHERE, "--size '%s' is not like 1024x1024 (32 to %d a side)", text,
		                 MOST_PIXELS_A_SIDE);
	}
	im->nx = (int)nx;
	im->ny = (int)ny;
	return true;
}

static void write_header(fitsfile *f, const struct field *s, int *status)
{
	const struct image *im = &s->im;
	const struct {
		const char *key, *text;
		double value;
		const char *about;
	} cards[] = {
		{"CTYPE1", "RA---TAN", 0, NULL},
		{"CTYPE2", "DEC--TAN", 0, NULL},
		{"CUNIT1", "deg", 0, NULL},
		{"CUNIT2", "deg", 0, NULL},
		{"CRVAL1", NULL, 150, NULL},
		{"CRVAL2", NULL, 2.2, NULL},
		{"CRPIX1", NULL, im->nx / 2.0 + 0.5, NULL},
		{"CRPIX2", NULL, im->ny / 2.0 + 0.5, NULL},
		{"CD1_1", NULL, -PIXEL_SCALE / 3600, NULL},
		{"CD1_2", NULL, 0, NULL},
		{"CD2_1", NULL, 0, NULL},
		{"CD2_2", NULL, PIXEL_SCALE / 3600, NULL},
		{"BUNIT", "electron", 0, NULL},
		{"EXPTIME", NULL, 30, "[s]"},
		{"GAIN", NULL, 1, "[electron/adu]"},
		{"RDNOISE", NULL, READ_NOISE, "[electron]"},
		{"SATURATE", NULL, 1e9, "[electron] never"},
		{"MAGZERO", NULL, ZERO_POINT, "magnitude of one electron"},
	};

	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++) {
		if (cards[i].text) {
			fits_write_key_str(f, cards[i].key, cards[i].text, cards[i].about, status);
		} else {
			fits_write_key_dbl(f, cards[i].key, cards[i].value, 15, cards[i].about, status);
		}
	}
	fits_write_key_lng(f, "SIMSEED", (LONGLONG)s->seed, "seed of the simulation", status);
}

static bool write_image(const char *path, const struct field *s, struct arena *a, struct diag *d)
{
	AUTO_FITS fitsfile *f = NULL;
	long naxes[2] = {s->im.nx, s->im.ny};
	int status = 0;

	if (!fits_file_create(path, a, d, &f)) {
		return false;
	}
	fits_create_img(f, FLOAT_IMG, 2, naxes, &status);
	write_header(f, s, &status);
	fits_write_img(f, TFLOAT, 1, naxes[0] * naxes[1], s->im.at, &status);
	return fits_file_finish(path, &f, status, a, d);
}

/** A column of the truth table; `at` is a double (D) or a bool (B) of the object. */
struct truth_column {
	const char *name, *form, *unit;
	size_t at;
};
static const struct truth_column truth_columns[] = {
	{"X", "D", "pixel", offsetof(struct object, x)},
	{"Y", "D", "pixel", offsetof(struct object, y)},
	{"FLUX", "D", "electron", offsetof(struct object, flux)},
	{"MAG", "D", "mag", offsetof(struct object, mag)},
	{"ISGAL", "B", "", offsetof(struct object, is_galaxy)},
	{"FWHM", "D", "pixel", offsetof(struct object, psf.fwhm)},
	{"E1", "D", "", offsetof(struct object, psf.e1)},
	{"E2", "D", "", offsetof(struct object, psf.e2)},
	{"HLR", "D", "pixel", offsetof(struct object, half_light)},
	{"RESERVE", "B", "", offsetof(struct object, is_reserved)},
};
#define N_COLUMNS ((int)(sizeof(truth_columns) / sizeof(truth_columns[0])))

static bool write_truth(const char *path, const struct field *s, struct arena *a, struct diag *d)
{
	AUTO_FITS fitsfile *f = NULL;
	double *values = NEW_ARRAY(a, double, s->n);
	int status = 0;

	if (!fits_file_create(path, a, d, &f)) {
		return false;
	}
	fits_create_tbl(f, BINARY_TBL, 0, 0, NULL, NULL, NULL, "TRUTH", &status);
	fits_write_key_lng(f, "IMAGEW", s->im.nx, "[pixel] width of the image", &status);
	fits_write_key_lng(f, "IMAGEH", s->im.ny, "[pixel] height of the image", &status);
	for (int c = 0; c < N_COLUMNS; c++) {
		const struct truth_column *col = &truth_columns[c];
		const char *keys = arena_printf(a, "TUNIT%d", c + 1);

		for (size_t i = 0; i < s->n; i++) {
			const char *field = (const char *)&s->o[i] + col->at;

			values[i] = *col->form == 'D' ? *(const double *)(const void *)field
			                              : *(const bool *)(const void *)field;
		}
		fits_insert_col(f, c + 1, arena_strdup(a, col->name), arena_strdup(a, col->form), &status);
		fits_write_key_str(f, keys, col->unit, NULL, &status);
		fits_write_col(f, TDOUBLE, c + 1, 1, 1, (LONGLONG)s->n, values, &status);
	}
	return fits_file_finish(path, &f, status, a, d);
}

/** Flags the centres of reserved stars: psfex can leave out objects that hold a flagged pixel. */
static bool write_reserve(const char *path, const struct field *s, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	int nx = s->im.nx, ny = s->im.ny;
	unsigned char *flags = NEW_ARRAY(a, unsigned char, (size_t)nx *(size_t)ny);

	for (size_t i = 0; i < s->n; i++) {
		int cx = (int)(s->o[i].x + 0.5) - 1, cy = (int)(s->o[i].y + 0.5) - 1;

		for (int y = cy - RESERVE_PATCH; s->o[i].is_reserved && y <= cy + RESERVE_PATCH; y++) {
			for (int x = cx - RESERVE_PATCH; x <= cx + RESERVE_PATCH; x++) {
				if (x >= 0 && x < nx && y >= 0 && y < ny) {
					flags[(size_t)y * (size_t)nx + (size_t)x] = 1;
				}
			}
		}
	}
	return fits_file_write_flags(path, flags, (int[2]){nx, ny}, a, d);
}

/** The name without ".fits": what the names of the files beside the image start with. */
static char *stem_of(const char *path, struct arena *a)
{
	size_t n = strlen(path);

	return arena_strndup(a, path, n > 5 && strcmp(path + n - 5, ".fits") == 0 ? n - 5 : n);
}

bool verb_simulate(char **argv, struct arena *a, struct diag *d)
{
	const char *size = "1024x1024", *seed_text = NULL, *out = NULL;
	const struct option_row rows[] = {{"--size", &size, false}, {"--seed", &seed_text, true}};
	struct field s = {0};
	int64_t seed;

	if (!options_read(argv, rows, 2, &out, 1, d) || !read_size(size, &s.im, a, d)) {
		return false;
	}
	if (!num_int(seed_text, 0, INT64_MAX, &seed)) {
		return diag_fail(d, NOWHERE, "--seed '%s' is not a whole number", seed_text);
	}
	const char *stem = stem_of(out, a);

	s.seed = (uint64_t)seed;
	s.o = sky_objects(&s.im, s.seed, a, &s.n);
	s.im.at = NEW_ARRAY(a, float, (size_t)s.im.nx *(size_t)s.im.ny);
	for (size_t i = 0; i < s.n; i++) {
		sky_draw(&s.im, &s.o[i]);
	}
	sky_expose(&s.im, s.seed);
	/* the image last: where it is, the others are too */
	return write_truth(arena_printf(a, "%s.truth.fits", stem), &s, a, d) &&
	       write_reserve(arena_printf(a, "%s.reserve.fits", stem), &s, d) && write_image(out, &s, a, d);
}
