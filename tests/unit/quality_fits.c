#include "../helpers/quality_fixture.h"

#include <fcntl.h>
#include <fitsio.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "secateur/base/clock.h"

enum { N = 6 };

/* cfitsio forgets its copy of an expression that it refuses; the leak sanitizer asks here. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:ffiprs\n"; }

/** A column of doubles; in integer columns, a NAN is a NULL. */
struct column {
	const char *name, *form;
	const double *cells;
};

static void write_columns(const struct run *r, const char *file, long n, const struct column *columns,
                          int n_columns)
{
	fitsfile *f = NULL;
	int status = 0;
	char *path = fs_join(r->arena, r->dir, file);

	unlink(path);
	fits_create_diskfile(&f, path, &status);
	fits_create_tbl(f, BINARY_TBL, n, 0, NULL, NULL, NULL, "OBJECTS", &status);
	for (int i = 0; i < n_columns; i++) {
		const struct column *c = &columns[i];
		int type = 0, never = -99;
		long repeat = 0;
		fits_insert_col(f, i + 1, (char *)c->name, (char *)c->form, &status);
		fits_get_coltype(f, i + 1, &type, &repeat, NULL, &status);
		if (type == TLONG) {
			char key[FLEN_KEYWORD];
			fits_make_keyn("TNULL", i + 1, key, &status);
			fits_write_key(f, TINT, key, &never, NULL, &status);
			fits_set_hdustruc(f, &status);
		}
		for (long k = 0; k < n * repeat; k++) {
			long row = k / repeat + 1, at = k % repeat + 1;
			double cell = c->cells[k];
			if (type == TLONG && isnan(cell)) {
				fits_write_col_null(f, i + 1, row, at, 1, &status);
			} else {
				fits_write_col(f, TDOUBLE, i + 1, row, at, 1, &cell, &status);
			}
		}
	}
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
}

/* X is 1 2 4 8 16 NaN, FLAGS 0 0 0 1 NULL 0, V holds two numbers a row. */
static void write_example(const struct run *r, const char *file)
{
	static const double x[N] = {1, 2, 4, 8, 16, NAN}, flags[N] = {0, 0, 0, 1, NAN, 0};
	static const double v[2 * N] = {1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60};
	const struct column columns[] = {{"X", "1D", x}, {"FLAGS", "1J", flags}, {"V", "2E", v}};

	write_columns(r, file, N, columns, 3);
}

/* The statistic `of` of a value in rows where something holds. */
static double statistic(struct run *r, const char *value, const char *where, const char *of)
{
	extract(r, "fits_stat",
	        arena_printf(r->arena, "{file: a.fits, value: '%s', where: '%s', of: %s}", value, where, of));
	return the_value(r);
}

static void assert_near(double x, double expected) { assert_true(fabs(x - expected) <= 1e-12); }

static void each_statistic_is_what_its_word_says(void **state)
{
	struct run *r = *state;

	write_example(r, "a.fits");
	assert_near(statistic(r, "X", "", "mean"), 31 / 5.0);
	extract(r, "fits_stat", "{file: a.fits, value: 'median((X - 1) / (1 + 0 * X))', where: X < 10}");
	assert_near(the_value(r), 2);
	assert_near(statistic(r, "X", "", "median"), 4);
	assert_near(statistic(r, "X", "FLAGS==0", "median"), 2);
	assert_near(statistic(r, "X", "X < 10", "median"), 3);
	assert_near(statistic(r, "X", "", "mad"), 1.4826 * 3); /* of 0 2 3 4 12 */
	assert_near(statistic(r, "X", "X < 3", "sd"), sqrt(0.5));
	assert_near(statistic(r, "X", "", "min"), 1);
	assert_near(statistic(r, "X", "", "max"), 16);
	assert_near(statistic(r, "X", "", "sum"), 31);
	assert_near(statistic(r, "X", "", "count"), 5);
	assert_near(statistic(r, "X", "", "q25"), 2);
	assert_near(statistic(r, "X", "", "quantile 0.875"), 12);
	assert_near(statistic(r, "X", "", "q100"), 16);
}

/* cfitsio takes these names for truth and falsehood. */
static void columns_called_t_and_f_are_columns(void **state)
{
	struct run *r = *state;
	static const double t[3] = {10, 20, 40}, f[3] = {1, 2, NAN};
	const struct column columns[] = {{"T", "1D", t}, {"F", "1D", f}};

	write_columns(r, "a.fits", 3, columns, 2);
	assert_near(statistic(r, "T", "", "sum"), 70);
	assert_near(statistic(r, "F", "", "sum"), 3);
	assert_near(statistic(r, "F", "", "count"), 2);
}

static void a_fraction_is_of_the_rows_for_which_it_can_be_told(void **state)
{
	struct run *r = *state;

	write_example(r, "a.fits");
	assert_near(statistic(r, "X > 3", "", "fraction"), 3 / 5.0);
	assert_near(statistic(r, "FLAGS", "", "fraction"), 1 / 5.0);
	assert_near(statistic(r, "FLAGS == 0", "X > 3", "fraction"), 1 / 2.0);
}

static void expressions_are_those_of_cfitsio(void **state)
{
	struct run *r = *state;

	write_example(r, "a.fits");
	assert_near(statistic(r, "(V[2]-V[1])/V[1]", "", "mean"), 9);
	assert_near(statistic(r, "7", "FLAGS==0", "sum"), 28);
	assert_near(statistic(r, "X/FLAGS", "", "count"), 1); /* division by 0 is no number */
	assert_near(statistic(r, "#ROW", "ISNULL(X)", "mean"), 6);
}

static void rows_are_counted_without_a_value(void **state)
{
	struct run *r = *state;

	write_example(r, "a.fits");
	extract(r, "fits_stat", "{file: a.fits, where: FLAGS==0, of: count}");
	assert_near(the_value(r), 4);
	assert_string_equal(r->found.metrics.at[0].unit, "rows");
	extract(r, "fits_stat", "{file: a.fits, where: X > 99, of: count}");
	assert_near(the_value(r), 0);
}

static void the_unit_is_the_experiment_files(void **state)
{
	struct run *r = *state;
	const struct criterion asked = {.name = "m", .unit = "px"};

	write_example(r, "a.fits");
	extract(r, "fits_stat", "{file: a.fits, value: X, of: mean}");
	assert_string_equal(r->found.metrics.at[0].unit, "1");
	extract_all(r, "fits_stat", "{file: a.fits, value: X, of: mean}", &asked, 1);
	assert_string_equal(r->found.metrics.at[0].unit, "px");
}

static void a_statistic_of_nothing_is_not_measured(void **state)
{
	struct run *r = *state;
	static const double x[N] = {NAN, NAN, NAN, NAN, NAN, NAN};
	const struct column columns[] = {{"X", "1D", x}};

	write_example(r, "a.fits");
	extract(r, "fits_stat", "{file: a.fits, value: X, where: X > 99, of: sum}");
	is_absent(r, "m", "no row is left of 6");
	extract(r, "fits_stat", "{file: a.fits, value: X, where: X > 15, of: mad}");
	is_absent(r, "m", "one row is left of 6, and that has no spread");
	extract(r, "fits_stat", "{file: a.fits, value: X, where: X > 15, of: sd}");
	is_absent(r, "m", "one row is left of 6, and that has no spread");
	write_columns(r, "nan.fits", N, columns, 1);
	extract(r, "fits_stat", "{file: nan.fits, value: X, of: median}");
	is_absent(r, "m", "no row is left of 6");
	write_columns(r, "empty.fits", 0, columns, 1);
	extract(r, "fits_stat", "{file: empty.fits, value: X, of: mean}");
	is_absent(r, "m", "the table has no rows");
	extract(r, "fits_stat", "{file: empty.fits, where: X > 1, of: count}");
	assert_near(the_value(r), 0);
}

static void a_wrong_expression_is_told_in_one_line(void **state)
{
	struct run *r = *state;
	static const struct {
		const char *words, *reason;
	} cases[] = {
		{"value: Z", "'Z': cfitsio: ffgcnn could not find column: Z"},
		{"value: X +", "'X +': cfitsio: syntax error"},
		{"value: ''", "'': cfitsio: Blank expression"},
		{"value: V", "'V' gives 2 numbers a row; choose one: [1] is the first"},
		{"value: \"'a'\"", "''a'' gives texts, not numbers"},
		{"value: b101", "'b101' gives bits, not numbers"},
		{"value: X, where: Z > 1", "'Z > 1': cfitsio: ffgcnn could not find column: Z"},
		{"value: X, where: FLAGS", "'FLAGS' is no condition"},
		{"value: X, where: V > 1", "'V > 1' is no condition"},
	};

	write_example(r, "a.fits");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		extract(r, "fits_stat",
		        arena_printf(r->arena, "{file: a.fits, of: mean, %s}", cases[i].words));
		is_absent(r, "m", cases[i].reason);
	}
	extract(r, "fits_stat", "{file: no.fits, of: mean, value: X}");
	is_absent(r, "m", "no file no.fits");
	extract(r, "fits_stat", "{file: a.fits, hdu: STARS, of: mean, value: X}");
	is_absent(r, "m", "no table STARS in a.fits");
}

static void a_wrong_expression_is_told_of_a_table_without_rows_too(void **state)
{
	struct run *r = *state;
	const struct column columns[] = {{"X", "1D", NULL}};

	write_columns(r, "empty.fits", 0, columns, 1);
	extract(r, "fits_stat", "{file: empty.fits, value: Y, of: count}");
	is_absent(r, "m", "'Y': cfitsio: ffgcnn could not find column: Y");
}

static void keywords_stand_beside_columns_and_blur_no_complaint(void **state)
{
	struct run *r = *state;
	fitsfile *f = NULL;
	int status = 0;

	write_example(r, "a.fits");
	fits_open_diskfile(&f, fs_join(r->arena, r->dir, "a.fits"), READWRITE, &status);
	fits_movabs_hdu(f, 2, NULL, &status);
	fits_write_key_dbl(f, "LEAST", 3, 8, "", &status);
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
	assert_near(statistic(r, "X", "X > LEAST", "count"), 3);
	extract(r, "fits_stat", "{file: a.fits, value: X +, where: X > LEAST, of: sum}");
	is_absent(r, "m", "'X +': cfitsio: syntax error");
}

static void a_file_that_is_cut_short_is_not_measured(void **state)
{
	struct run *r = *state;
	const char *text = NULL;
	size_t n = 0;
	static const struct {
		const char *extractor, *words;
	} cases[] = {
		{"fits_rows", "{file: cut.fits}"},
		{"fits_stat", "{file: cut.fits, of: count}"},
		{"fits_match", "{file: cut.fits, reference: {file: a.fits}, on: {x: X}, radius: 1, of: n}"},
		{"fits_equal", "{file: cut.fits, reference: {file: a.fits}}"},
	};

	write_example(r, "a.fits");
	assert_true(fs_read(fs_join(r->arena, r->dir, "a.fits"), 1 << 20, r->arena, r->diag, &text, &n));
	/* the last block holds 6 rows of 20 bytes, and padding, which may lack */
	assert_true(fs_write(fs_join(r->arena, r->dir, "cut.fits"), text, n - 2880 + 6 * 20, r->diag));
	extract(r, "fits_rows", "{file: cut.fits}");
	assert_near(the_value(r), 6);
	assert_true(fs_write(fs_join(r->arena, r->dir, "cut.fits"), text, n - 2880 + 6 * 20 - 1, r->diag));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		extract(r, cases[i].extractor, cases[i].words);
		is_absent(r, "m", "cut.fits is cut short");
	}
}

static void a_statistic_without_a_value_is_refused(void **state)
{
	struct run *r = *state;

	is_refused(r, "fits_stat", "{file: a.fits, of: mean}", "of which numbers? 'value' is missing");
	is_refused(
		r, "fits_stat", "{file: a.fits, value: X, of: modus}",
		"expected mean, median, mad, sd, min, max, sum, count, fraction, or a quantile such as q90, "
		"not 'modus'");
	is_refused(
		r, "fits_stat", "{file: a.fits, value: X, of: q101}",
		"expected mean, median, mad, sd, min, max, sum, count, fraction, or a quantile such as q90, "
		"not 'q101'");
	is_refused(r, "fits_stat", "{file: a.fits, value: 'X*{y}', of: q90}", "nothing is named 'y'");
}

/* Two columns of places and one of magnitudes. */
static void write_places(const struct run *r, const char *file, long n, const double *x, const double *y,
                         const double *mag)
{
	const struct column columns[] = {{"X", "1D", x}, {"Y", "1D", y}, {"MAG", "1D", mag}};

	write_columns(r, file, n, columns, 3);
}

/* Four true objects; of five that were found, three are true ones, one lies beside one that is nearer, one is far off. */
static void write_sky(const struct run *r)
{
	static const double true_x[] = {10, 20, 30, 40}, true_y[] = {1, 2, 3, 4},
			    true_mag[] = {20, 21, 22, 25};
	static const double x[] = {20.5, 10, 99, 31, 11}, y[] = {2, 1, 99, 3, 1},
			    mag[] = {21.5, 20, 0, 22.25, 7};

	write_places(r, "truth.fits", 4, true_x, true_y, true_mag);
	write_places(r, "found.fits", 5, x, y, mag);
}

static void write_zeros(const struct run *r, const char *file, long n)
{
	char *types[] = {"X", "Y", "MAG"}, *forms[] = {"1D", "1D", "1D"};
	char *path = fs_join(r->arena, r->dir, file);
	fitsfile *f = NULL;
	int status = 0;

	unlink(path);
	fits_create_diskfile(&f, path, &status);
	fits_create_tbl(f, BINARY_TBL, n, 3, types, forms, NULL, "OBJECTS", &status);
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
}

#define MATCH "file: found.fits, reference: {file: truth.fits}, on: {x: X, y: [Y, Y]}, radius: 2"

static double matched(struct run *r, const char *words)
{
	extract(r, "fits_match", arena_printf(r->arena, "{%s}", words));
	return the_value(r);
}

static void rows_have_the_partners_that_are_nearest_to_each_other(void **state)
{
	struct run *r = *state;

	write_sky(r);
	assert_near(matched(r, MATCH ", of: n"), 3);
	assert_string_equal(r->found.metrics.at[0].unit, "pairs");
	assert_near(matched(r, MATCH ", of: completeness"), 3 / 4.0);
	assert_near(matched(r, MATCH ", of: purity"), 3 / 5.0);
	assert_near(matched(r, MATCH ", compare: MAG, of: bias"), 0.25); /* of 0.5 0 0.25 */
	assert_near(matched(r, MATCH ", compare: MAG, of: scatter"), 1.4826 * 0.25);
	assert_near(matched(r, MATCH ", compare: [2*MAG, 2*MAG], relative: true, of: bias"), 0.25 / 22);
}

static void conditions_leave_rows_of_either_table_out(void **state)
{
	struct run *r = *state;

	write_sky(r);
	assert_near(
		matched(r,
	                "file: found.fits, reference: {file: truth.fits, where: MAG < 24}, on: {x: X, y: Y}, "
	                "radius: 2, of: completeness"),
		1);
	assert_near(matched(r, MATCH ", where: X != 10, of: purity"), 3 / 4.0);
	assert_near(matched(r, MATCH ", where: X != 10, compare: MAG, of: bias"), 0.25); /* of 0.5 -13 0.25 */
	assert_near(
		matched(r,
	                "file: found.fits, reference: {file: truth.fits}, on: {x: X}, radius: 0.25, of: n"),
		1);
	assert_near(
		matched(r, "file: found.fits, reference: {file: truth.fits}, on: {x: X}, radius: 0.5, of: n"),
		2);
}

static void one_matching_gives_several_metrics(void **state)
{
	struct run *r = *state;
	static const struct criterion asked[] = {
		{.name = "found"}, {.name = "purity"}, {.name = "dm", .unit = "mag"}, {.name = "scatter"}};

	write_sky(r);
	extract_all(r, "fits_match", "{" MATCH ", compare: MAG, give: {completeness: found, bias: dm}}",
	            asked, 4);
	assert_int_equal(r->found.metrics.n, 4);
	assert_near(r->found.metrics.at[0].value, 3 / 4.0);
	assert_near(r->found.metrics.at[1].value, 3 / 5.0);
	assert_near(r->found.metrics.at[2].value, 0.25);
	assert_string_equal(r->found.metrics.at[2].unit, "mag");
	assert_near(r->found.metrics.at[3].value, 1.4826 * 0.25);
}

static void a_table_matched_with_itself_has_no_scatter_at_all(void **state)
{
	struct run *r = *state;
	enum { MANY = 5000 };
	static double x[MANY], y[MANY], mag[MANY];
	unsigned seed = 1;

	for (int i = 0; i < MANY; i++) {
		double *places[] = {&x[i], &y[i], &mag[i]};
		for (int k = 0; k < 3; k++) {
			seed = seed * 1664525u + 1013904223u;
			*places[k] = seed / 4294967296.0 * 1000;
		}
	}
	write_places(r, "truth.fits", MANY, x, y, mag);
	write_places(r, "found.fits", MANY, x, y, mag);
	assert_true(matched(r, MATCH ", of: completeness") == 1);
	assert_true(matched(r, MATCH ", of: purity") == 1);
	assert_true(matched(r, MATCH ", compare: MAG, of: bias") == 0);
	assert_true(matched(r, MATCH ", compare: MAG, of: scatter") == 0);
}

enum { SOME = 400 };

/* The nearest of some points within a distance, the first of several; -1: there is none. */
static int nearest_by_hand(const double *x, const double *y, double at_x, double at_y, double radius)
{
	int best = -1;
	double least = radius * radius;

	for (int i = 0; i < SOME; i++) {
		double d2 = (x[i] - at_x) * (x[i] - at_x) + (y[i] - at_y) * (y[i] - at_y);
		if (d2 < least || (d2 == least && best < 0)) {
			least = d2;
			best = i;
		}
	}
	return best;
}

/* On a lattice, where many are equally far, and just as far as the radius. */
static void pairs_are_those_that_trying_all_finds(void **state)
{
	struct run *r = *state;
	static double x[2][SOME], y[2][SOME], rows[SOME];
	unsigned seed = 857;
	int n = 0;

	for (int k = 0; k < 4 * SOME; k++) {
		seed = seed * 1664525u + 1013904223u;
		double *into = k % 2 ? y[k / 2 % 2] : x[k / 2 % 2];
		into[k / 4] = (double)(seed >> 24) / 4 - 32;
		rows[k / 4] = k / 4;
	}
	write_places(r, "found.fits", SOME, x[0], y[0], rows);
	write_places(r, "truth.fits", SOME, x[1], y[1], rows);
	for (int i = 0; i < SOME; i++) {
		int j = nearest_by_hand(x[1], y[1], x[0][i], y[0][i], 2);
		if (j >= 0 && nearest_by_hand(x[0], y[0], x[1][j], y[1][j], 2) == i) {
			n++;
		}
	}
	assert_in_range(n, SOME / 4, SOME - 1);
	assert_near(matched(r, MATCH ", of: n"), n);
}

static void many_rows_at_one_place_have_one_partner_soon(void **state)
{
	struct run *r = *state;
	enum { MANY = 200000 };
	nsec_t before = clock_wall();

	write_zeros(r, "truth.fits", MANY);
	write_zeros(r, "found.fits", MANY);
	assert_near(matched(r, MATCH ", of: n"), 1);
	assert_near(matched(r, MATCH ", compare: '#ROW', of: bias"), 0); /* the first of each */
	assert_true(clock_wall() - before < 20 * NSEC_PER_SEC);
}

static void on_the_sky_the_radius_is_in_arc_seconds(void **state)
{
	struct run *r = *state;
	static const double arcsec = 1 / 3600.0;
	const double true_x[] = {0.1 * arcsec, 100, 10}, true_y[] = {0, 60, 90},
		     x[] = {360 - 0.4 * arcsec, 100 + arcsec, 190};
	const double y[] = {0, 60, 90}, none[] = {0, 0, 0};
#define SKY "file: found.fits, reference: {file: truth.fits}, on: {x: X, y: Y}, sky: true, of: n, radius: "

	write_places(r, "truth.fits", 3, true_x, true_y, none);
	write_places(r, "found.fits", 3, x, y, none);
	assert_near(matched(r, SKY "0.49"), 1);  /* the pole, whatever the right ascension */
	assert_near(matched(r, SKY "0.505"), 3); /* 0.5'' each: across 0 h, and at 60 degrees */
}

static void a_row_without_a_place_counts_and_has_no_partner(void **state)
{
	struct run *r = *state;
	static const double x[] = {10, NAN}, y[] = {1, 2}, mag[] = {20, 21};

	write_sky(r);
	write_places(r, "found.fits", 2, x, y, mag);
	assert_near(matched(r, MATCH ", of: purity"), 1 / 2.0);
	write_places(r, "truth.fits", 2, x, y, mag);
	assert_near(matched(r, MATCH ", of: completeness"), 1 / 2.0);
}

static void a_matching_without_pairs_has_no_difference_but_a_share(void **state)
{
	struct run *r = *state;

	write_sky(r);
	assert_near(matched(r, MATCH ", where: X > 90, of: purity"), 0);
	assert_near(matched(r, MATCH ", where: X > 90, of: n"), 0);
	assert_near(matched(r, MATCH ", where: X > 900, of: completeness"), 0);
	extract(r, "fits_match", "{" MATCH ", where: X > 900, of: purity}");
	is_absent(r, "m", "no row is left of 5");
	extract(r, "fits_match", "{" MATCH ", where: X > 90, compare: MAG, of: bias}");
	is_absent(r, "m", "no row has a partner");
	extract(r, "fits_match", "{" MATCH ", where: Y == 3, compare: MAG, of: scatter}");
	is_absent(r, "m", "one row is left of 1, and that has no spread");
	extract(r, "fits_match", "{" MATCH ", compare: [MAG/0, MAG], of: bias}");
	is_absent(r, "m", "no row is left of 3");
	write_places(r, "truth.fits", 0, NULL, NULL, NULL);
	extract(r, "fits_match", "{" MATCH ", of: completeness}");
	is_absent(r, "m", "in the reference, no row is left of 0");
	assert_near(matched(r, MATCH ", of: purity"), 0);
}

static void a_reference_may_be_old_and_anywhere_and_must_be_there(void **state)
{
	struct run *r = *state;

	write_sky(r);
	r->began = clock_wall() + NSEC_PER_SEC;
	extract(r, "fits_match", "{" MATCH ", of: n}");
	is_absent(r, "m", "found.fits is older than the run");
	r->began = clock_wall();
	write_sky(r);
	char *old = fs_join(r->arena, r->dir, "truth.fits");
	static const struct timespec times[2] = {{1000, 0}, {1000, 0}};
	assert_int_equal(utimensat(AT_FDCWD, old, times, 0), 0);
	assert_near(matched(r, MATCH ", of: n"), 3);
	assert_near(matched(r, arena_printf(r->arena,
	                                    "file: found.fits, reference: {file: %s}, on: {x: X, y: Y}, "
	                                    "radius: 2, of: n",
	                                    old)),
	            3);
	extract(r, "fits_match",
	        "{file: found.fits, reference: {file: no.fits}, on: {x: X, y: Y}, radius: 2, of: n}");
	is_absent(r, "m", "in the reference, no file no.fits");
	extract(r, "fits_match",
	        "{file: found.fits, reference: {file: truth.fits}, on: {x: [X, A], y: Y}, radius: 2, of: n}");
	is_absent(r, "m", "in the reference, 'A': cfitsio: ffgcnn could not find column: A");
	extract(r, "fits_match", "{" MATCH ", where: X, of: n}");
	is_absent(r, "m", "'X' is no condition");
}

static void a_matching_that_makes_no_sense_is_refused(void **state)
{
	struct run *r = *state;
#define FILES "{file: a.fits, reference: {file: b.fits}, "

	is_refused(r, "fits_match", FILES "on: {x: X}, radius: 0}", "a radius is more than 0");
	is_refused(r, "fits_match", FILES "on: {x: [X, Y, Z]}, radius: 1}",
	           "expected the column here and the column of the reference, not 3 texts");
	is_refused(r, "fits_match", FILES "on: {x: X}, radius: 1, of: recall}",
	           "expected completeness, purity, n, bias or scatter, not 'recall'");
	is_refused(r, "fits_match", FILES "on: {x: X}, radius: 1, sky: true}",
	           "on the sky, 'on' needs x and y: right ascension and declination");
	is_refused(r, "fits_match", FILES "on: {x: X}, radius: 1, of: bias}",
	           "'m' is of differences: the key 'compare' is missing");
	is_refused(r, "fits_match", FILES "on: {x: X}, radius: 1, give: {scatter: m}}",
	           "'m' is of differences: the key 'compare' is missing");
	is_refused(r, "fits_match", FILES "on: {x: X}, radius: 1, of: n, give: {purity: pure}}",
	           "no metric of this entry is named 'pure'");
	is_refused(r, "fits_match", FILES "on: {x: X}, radius: 1}", "'m' is no number of a matching");
	is_refused(r, "fits_match", FILES "on: {x: [X, '{y}']}, radius: 1}", "nothing is named 'y'");
}

static double n_unequal(struct run *r, const char *words)
{
	extract(r, "fits_equal",
	        arena_printf(r->arena, "{file: a.fits, reference: {file: b.fits}%s}", words));
	return the_value(r);
}

static void equal_tables_differ_in_no_cell(void **state)
{
	struct run *r = *state;

	write_example(r, "a.fits");
	write_example(r, "b.fits");
	assert_true(n_unequal(r, "") == 0); /* NaN and NULL among the cells */
	assert_string_equal(r->found.metrics.at[0].unit, "cells");
	const struct column none[] = {{"X", "1D", NULL}};
	write_columns(r, "a.fits", 0, none, 1);
	write_columns(r, "b.fits", 0, none, 1);
	assert_true(n_unequal(r, "") == 0);
}

static void each_cell_that_differs_counts_once(void **state)
{
	struct run *r = *state;
	/* X: infinity, -0 and a value next to 0 among them; FLAGS: NULL and not; V: two numbers of one cell */
	static const double x[2][N] = {{1, INFINITY, NAN, 0, 5e-324, 2}, {1, -INFINITY, 0, -0.0, 0, 2}};
	static const double flags[2][N] = {{1, NAN, 0, 2000000001, NAN, 0}, {1, 0, 0, 2000000002, NAN, 0}};
	static const double v[2][2 * N] = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
	                                   {2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0}};

	for (int i = 0; i < 2; i++) {
		const struct column columns[] = {
			{"X", "1D", x[i]}, {"FLAGS", "1J", flags[i]}, {"V", "2E", v[i]}};
		write_columns(r, i ? "b.fits" : "a.fits", N, columns, 3);
	}
	assert_true(n_unequal(r, ", except: [FLAGS, V]") == 3);
	assert_true(n_unequal(r, ", except: [X, v]") == 2);
	assert_true(n_unequal(r, ", except: [X, FLAGS]") == 2);
	assert_true(n_unequal(r, "") == 7);
}

static void numbers_within_the_tolerance_are_the_same(void **state)
{
	struct run *r = *state;
	static const double mine[] = {101, 1010, NAN}, its[] = {100, 1000, 5};
	const struct column a[] = {{"X", "1E", mine}, {"I", "1J", mine}},
			    b[] = {{"I", "1K", its}, {"X", "1D", its}};

	write_columns(r, "a.fits", 3, a, 2);
	write_columns(r, "b.fits", 3, b, 2);
	assert_true(n_unequal(r, "") == 6); /* by name, not by place or width */
	assert_true(n_unequal(r, ", tolerance: 1") == 4);
	assert_true(n_unequal(r, ", tolerance: 1 %") == 2);
	assert_true(n_unequal(r, ", tolerance: 0.5 %") == 6);
}

/* One row of a text, a truth, a complex number, 11 bits and a whole number that no double holds. */
static void write_kinds(const struct run *r, const char *file, const char *text, char truth, double imaginary,
                        char bit, LONGLONG whole)
{
	char *types[] = {"S", "L", "C", "B", "K"}, *forms[] = {"8A", "1L", "1M", "11X", "1K"};
	char bits[11] = {0};
	double complex_number[2] = {1, imaginary};
	fitsfile *f = NULL;
	int status = 0;

	bits[10] = bit;
	fits_create_diskfile(&f, fs_join(r->arena, r->dir, file), &status);
	fits_create_tbl(f, BINARY_TBL, 0, 5, types, forms, NULL, "KINDS", &status);
	for (int row = 1; row <= 2; row++) {
		fits_write_col(f, TSTRING, 1, row, 1, 1, &text, &status);
		fits_write_col(f, TLOGICAL, 2, row, 1, 1, &truth, &status);
		fits_write_col(f, TDBLCOMPLEX, 3, row, 1, 1, complex_number, &status);
		fits_write_col_bit(f, 4, row, 1, 11, bits, &status);
		fits_write_col(f, TLONGLONG, 5, row, 1, 1, &whole, &status);
	}
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
}

static void cells_of_every_type_are_compared(void **state)
{
	struct run *r = *state;
	static const LONGLONG big = (1LL << 60);

	write_kinds(r, "a.fits", "star", 1, 2, 1, big);
	write_kinds(r, "b.fits", "star", 1, 2, 1, big);
	assert_true(n_unequal(r, "") == 0);
	unlink(fs_join(r->arena, r->dir, "b.fits"));
	write_kinds(r, "b.fits", "stars", 0, 3, 0, big + 1);
	assert_true(n_unequal(r, "") == 10);
	for (const char *const *c = (const char *const[]){"S", "L", "C", "B", "K", NULL}; *c; c++) {
		assert_true(n_unequal(r, arena_printf(r->arena, ", except: %s", *c)) == 8);
	}
}

static void tables_of_different_shape_are_not_compared(void **state)
{
	struct run *r = *state;
	static const double x[N] = {0};
	const struct column one[] = {{"X", "1D", x}}, two[] = {{"X", "1D", x}, {"Y", "1D", x}},
			    wide[] = {{"X", "3D", x}}, words[] = {{"X", "4A", NULL}},
			    twice[] = {{"X", "1D", x}, {"X", "1D", x}};
	const struct {
		const struct column *a, *b;
		int n_a, n_b, rows_a, rows_b;
		const char *reason;
	} cases[] = {
		{one, two, 1, 2, 2, 2, "it lacks the reference's column Y"},
		{two, one, 2, 1, 2, 2, "the reference lacks the column Y"},
		{one, one, 1, 1, 2, 3, "it has 2 rows, the reference 3"},
		{wide, one, 1, 1, 2, 2, "X has 3 values a cell, in the reference 1"},
		{one, words, 1, 1, 0, 0, "the reference's column X is of another type"},
		{one, twice, 1, 2, 2, 2, "in the reference, two columns are named X"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		write_columns(r, "a.fits", cases[i].rows_a, cases[i].a, cases[i].n_a);
		write_columns(r, "b.fits", cases[i].rows_b, cases[i].b, cases[i].n_b);
		extract(r, "fits_equal", "{file: a.fits, reference: {file: b.fits}}");
		is_absent(r, "m", cases[i].reason);
	}
	write_columns(r, "a.fits", 1, one, 1);
	extract(r, "fits_equal", "{file: a.fits, reference: {file: a.fits}, except: x}");
	is_absent(r, "m", "no column is left to compare");
	extract(r, "fits_equal", "{file: a.fits, reference: {file: a.fits, hdu: STARS}}");
	is_absent(r, "m", "in the reference, no table STARS in a.fits");
	extract(r, "fits_equal", "{file: no.fits, reference: {file: a.fits}}");
	is_absent(r, "m", "no file no.fits");
}

static void a_column_that_is_left_out_must_be_there(void **state)
{
	struct run *r = *state;
	static const double x[N] = {0};
	const struct column one[] = {{"X", "1D", x}}, two[] = {{"X", "1D", x}, {"RUNTIME", "1D", x}};

	write_columns(r, "a.fits", 2, one, 1);
	write_columns(r, "b.fits", 2, two, 2);
	assert_true(n_unequal(r, ", except: runtime") == 0); /* one of the two has it */
	extract(r, "fits_equal", "{file: b.fits, reference: {file: a.fits}, except: [RUNTIM]}");
	is_absent(r, "m", "no column 'RUNTIM' to leave out; did you mean 'RUNTIME'?");
	extract(r, "fits_equal", "{file: a.fits, reference: {file: a.fits}, except: [ELONGATION]}");
	is_absent(r, "m", "no column 'ELONGATION' to leave out");
}

static void cells_of_no_fixed_length_are_not_compared(void **state)
{
	struct run *r = *state;
	char *types[] = {"X", "P"}, *forms[] = {"1D", "1PE(5)"};
	fitsfile *f = NULL;
	int status = 0;

	fits_create_diskfile(&f, fs_join(r->arena, r->dir, "a.fits"), &status);
	fits_create_tbl(f, BINARY_TBL, 1, 2, types, forms, NULL, "LISTS", &status);
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
	extract(r, "fits_equal", "{file: a.fits, reference: {file: a.fits}}");
	is_absent(r, "m", "the cells of P have no fixed length");
	extract(r, "fits_equal", "{file: a.fits, reference: {file: a.fits}, except: P}");
	assert_true(the_value(r) == 0);
}

static void a_tolerance_is_a_number_or_a_share(void **state)
{
	struct run *r = *state;

	is_refused(r, "fits_equal", FILES "tolerance: some}",
	           "expected a tolerance such as '0.1 %' or 1e-6, not 'some'");
	is_refused(r, "fits_equal", FILES "tolerance: -1}", "a tolerance is 0 or more");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(each_statistic_is_what_its_word_says),
		EACH(columns_called_t_and_f_are_columns),
		EACH(a_fraction_is_of_the_rows_for_which_it_can_be_told),
		EACH(expressions_are_those_of_cfitsio),
		EACH(rows_are_counted_without_a_value),
		EACH(the_unit_is_the_experiment_files),
		EACH(a_statistic_of_nothing_is_not_measured),
		EACH(a_wrong_expression_is_told_in_one_line),
		EACH(a_wrong_expression_is_told_of_a_table_without_rows_too),
		EACH(keywords_stand_beside_columns_and_blur_no_complaint),
		EACH(a_file_that_is_cut_short_is_not_measured),
		EACH(a_statistic_without_a_value_is_refused),
		EACH(rows_have_the_partners_that_are_nearest_to_each_other),
		EACH(conditions_leave_rows_of_either_table_out),
		EACH(one_matching_gives_several_metrics),
		EACH(a_table_matched_with_itself_has_no_scatter_at_all),
		EACH(pairs_are_those_that_trying_all_finds),
		EACH(many_rows_at_one_place_have_one_partner_soon),
		EACH(on_the_sky_the_radius_is_in_arc_seconds),
		EACH(a_row_without_a_place_counts_and_has_no_partner),
		EACH(a_matching_without_pairs_has_no_difference_but_a_share),
		EACH(a_reference_may_be_old_and_anywhere_and_must_be_there),
		EACH(a_matching_that_makes_no_sense_is_refused),
		EACH(equal_tables_differ_in_no_cell),
		EACH(each_cell_that_differs_counts_once),
		EACH(numbers_within_the_tolerance_are_the_same),
		EACH(cells_of_every_type_are_compared),
		EACH(tables_of_different_shape_are_not_compared),
		EACH(a_column_that_is_left_out_must_be_there),
		EACH(cells_of_no_fixed_length_are_not_compared),
		EACH(a_tolerance_is_a_number_or_a_share),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
