#include "../helpers/quality_fixture.h"

#include <fitsio.h>

#include "secateur/base/clock.h"

/* Two headers as programs write them: the first with numbers of each kind, that of PSF_DATA before a table. */
static void write_headers(const struct run *r, const char *file)
{
	static const char *const cards[] = {
		"NDET    =                   55 / NB OF DETECTIONS",
		"CHI2    =   1.250000000000E+00 / Final reduced chi2",
		"DEXP    =              2.5D+02",
		"CLEAN   =                    T / CLEANING FLAG",
		"FILTERED=                    F",
		"DATE    = '2024    '           / a text that looks like a number",
		"BLANK_V =                      / nothing",
		"CPLX    =           (1.0, 2.0)",
		"HUGE    =              1.0E999",
		"STRANGE =                  nan",
		"ENDLESS =                  inf",
		"HIERARCH ESO DET CHIPS = 8",
		"COMMENT  none"};
	char *types[] = {"X"}, *forms[] = {"1D"};
	fitsfile *f = NULL;
	int status = 0, accepted = 33;

	fits_create_diskfile(&f, fs_join(r->arena, r->dir, file), &status);
	fits_create_img(f, BYTE_IMG, 0, NULL, &status);
	for (size_t i = 0; i < sizeof(cards) / sizeof(*cards); i++) {
		fits_write_record(f, cards[i], &status);
	}
	fits_create_tbl(f, BINARY_TBL, 500, 1, types, forms, NULL, "PSF_DATA", &status);
	fits_write_key(f, TINT, "ACCEPTED", &accepted, NULL, &status);
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
}

static void look_for(struct run *r, const char *keyword)
{
	extract(r, "fits_header", arena_printf(r->arena, "{file: a.fits, keyword: %s}", keyword));
}

static void whole_numbers_decimals_and_flags_are_numbers(void **state)
{
	struct run *r = *state;
	static const struct {
		const char *keyword;
		double value;
	} cases[] = {{"NDET", 55}, {"CHI2", 1.25},       {"DEXP", 250},
	             {"CLEAN", 1}, {"FILTERED", 0},      {"chi2", 1.25},
	             {"NAXIS", 0}, {"ESO DET CHIPS", 8}, {"HIERARCH ESO DET CHIPS", 8}};

	write_headers(r, "a.fits");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		look_for(r, cases[i].keyword);
		assert_true(the_value(r) == cases[i].value);
	}
}

static void a_header_is_found_by_its_extname(void **state)
{
	struct run *r = *state;
	const struct criterion asked = {.name = "m", .unit = "stars"};

	write_headers(r, "a.fits");
	extract_all(r, "fits_header", "{file: a.fits, hdu: PSF_DATA, keyword: ACCEPTED}", &asked, 1);
	assert_true(the_value(r) == 33);
	assert_string_equal(r->found.metrics.at[0].unit, "stars");
	extract(r, "fits_header", "{file: a.fits, hdu: STARS, keyword: ACCEPTED}");
	is_absent(r, "m", "no header STARS in a.fits");
}

static void what_is_no_number_is_not_measured(void **state)
{
	struct run *r = *state;
	static const struct {
		const char *keyword, *reason;
	} cases[] = {
		{"DATE", "DATE is a text, not a number"},
		{"BLANK_V", "BLANK_V has no value"},
		{"COMMENT", "COMMENT has no value"},
		{"CPLX", "CPLX is a complex number"},
		{"HUGE", "HUGE: cfitsio: datatype conversion overflow"},
		{"STRANGE", "STRANGE: cfitsio: datatype conversion overflow"},
		{"ENDLESS", "ENDLESS: cfitsio: datatype conversion overflow"},
	};

	write_headers(r, "a.fits");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		look_for(r, cases[i].keyword);
		is_absent(r, "m", cases[i].reason);
	}
}

static void a_missing_keyword_is_told_with_the_nearest(void **state)
{
	struct run *r = *state;

	write_headers(r, "a.fits");
	look_for(r, "NDETT");
	is_absent(r, "m", "no keyword NDETT in the first header; did you mean 'NDET'?");
	look_for(r, "ESO DET CHIP");
	is_absent(r, "m", "no keyword ESO DET CHIP in the first header; did you mean 'ESO DET CHIPS'?");
	look_for(r, "PSF_FWHM");
	is_absent(r, "m", "no keyword PSF_FWHM in the first header");
	extract(r, "fits_header", "{file: a.fits, hdu: PSF_DATA, keyword: ACCEPTD}");
	is_absent(r, "m", "no keyword ACCEPTD in PSF_DATA; did you mean 'ACCEPTED'?");
}

static void a_keyword_is_one_name(void **state)
{
	struct run *r = *state;

	is_refused(r, "fits_header", "{file: a.fits, keyword: NAXIS*}", "a keyword has no '*' in its name");
	is_refused(r, "fits_header", "{file: a.fits, keyword: 'NAXIS#'}", "a keyword has no '#' in its name");
	is_refused(r, "fits_header", "{file: a.fits, keyword: ''}", "the keyword is empty");
	is_refused(r, "fits_header", "{file: '{x}', keyword: A}", "nothing is named 'x'");
}

/* Copies the first `size` bytes of a.fits, all but so many from the end if it is negative. */
static void copy_part(struct run *r, const char *to, long size)
{
	const char *text = NULL;
	size_t n = 0;

	assert_true(fs_read(fs_join(r->arena, r->dir, "a.fits"), 1 << 24, r->arena, r->diag, &text, &n));
	n = size < 0 ? n - (size_t)-size : (size_t)size;
	assert_true(fs_write(fs_join(r->arena, r->dir, to), text, n, r->diag));
}

static void a_file_that_is_stale_or_cut_short_is_not_measured(void **state)
{
	struct run *r = *state;

	write_headers(r, "a.fits");
	copy_part(r, "data.fits", -2880);
	extract(r, "fits_header", "{file: data.fits, hdu: PSF_DATA, keyword: ACCEPTED}");
	is_absent(r, "m", "data.fits is cut short");
	copy_part(r, "header.fits", 800);
	extract(r, "fits_header", "{file: header.fits, keyword: NDET}");
	assert_int_equal(r->found.metrics.n, 1);
	assert_non_null(r->found.metrics.at[0].absent_reason);
	extract(r, "fits_header", "{file: no.fits, keyword: NDET}");
	is_absent(r, "m", "no file no.fits");
	r->began = clock_wall() + NSEC_PER_SEC;
	look_for(r, "NDET");
	is_absent(r, "m", "a.fits is older than the run");
}

static void an_image_that_is_cut_short_is_not_measured(void **state)
{
	struct run *r = *state;
	long sizes[] = {100, 100};
	fitsfile *f = NULL;
	int status = 0;

	fits_create_diskfile(&f, fs_join(r->arena, r->dir, "a.fits"), &status);
	fits_create_img(f, SHORT_IMG, 2, sizes, &status);
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
	look_for(r, "NAXIS2");
	assert_true(the_value(r) == 100);
	copy_part(r, "image.fits", 2880 + 2 * 100 * 100); /* the padding alone is missing */
	extract(r, "fits_header", "{file: image.fits, keyword: NAXIS2}");
	assert_true(the_value(r) == 100);
	copy_part(r, "image.fits", 2880 + 2 * 100 * 100 - 1);
	extract(r, "fits_header", "{file: image.fits, keyword: NAXIS2}");
	is_absent(r, "m", "image.fits is cut short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(whole_numbers_decimals_and_flags_are_numbers),
		EACH(a_header_is_found_by_its_extname),
		EACH(what_is_no_number_is_not_measured),
		EACH(a_missing_keyword_is_told_with_the_nearest),
		EACH(a_keyword_is_one_name),
		EACH(a_file_that_is_stale_or_cut_short_is_not_measured),
		EACH(an_image_that_is_cut_short_is_not_measured),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
