#include "../helpers/quality_fixture.h"

#include <fitsio.h>
#include <math.h>

enum { N = 6 };

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

	fits_create_diskfile(&f, fs_join(r->arena, r->dir, file), &status);
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
static double stat(struct run *r, const char *value, const char *where, const char *of)
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
	assert_near(stat(r, "X", "", "mean"), 31 / 5.0);
	assert_near(stat(r, "X", "", "median"), 4);
	assert_near(stat(r, "X", "FLAGS==0", "median"), 2);
	assert_near(stat(r, "X", "X < 10", "median"), 3);
	assert_near(stat(r, "X", "", "mad"), 1.4826 * 3); /* of 0 2 3 4 12 */
	assert_near(stat(r, "X", "X < 3", "sd"), sqrt(0.5));
	assert_near(stat(r, "X", "", "min"), 1);
	assert_near(stat(r, "X", "", "max"), 16);
	assert_near(stat(r, "X", "", "sum"), 31);
	assert_near(stat(r, "X", "", "count"), 5);
	assert_near(stat(r, "X", "", "q25"), 2);
	assert_near(stat(r, "X", "", "quantile 0.875"), 12);
	assert_near(stat(r, "X", "", "q100"), 16);
}

static void a_fraction_is_of_the_rows_for_which_it_can_be_told(void **state)
{
	struct run *r = *state;

	write_example(r, "a.fits");
	assert_near(stat(r, "X > 3", "", "fraction"), 3 / 5.0);
	assert_near(stat(r, "FLAGS", "", "fraction"), 1 / 5.0);
	assert_near(stat(r, "FLAGS == 0", "X > 3", "fraction"), 1 / 2.0);
}

static void expressions_are_those_of_cfitsio(void **state)
{
	struct run *r = *state;

	write_example(r, "a.fits");
	assert_near(stat(r, "(V[2]-V[1])/V[1]", "", "mean"), 9);
	assert_near(stat(r, "7", "FLAGS==0", "sum"), 28);
	assert_near(stat(r, "X/FLAGS", "", "count"), 1); /* division by 0 is no number */
	assert_near(stat(r, "#ROW", "ISNULL(X)", "mean"), 6);
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

static void a_statistic_without_a_value_is_refused(void **state)
{
	struct run *r = *state;

	is_refused(r, "fits_stat", "{file: a.fits, of: mean}", "a statistic of rows needs the key 'value'");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(each_statistic_is_what_its_word_says),
		EACH(a_fraction_is_of_the_rows_for_which_it_can_be_told),
		EACH(expressions_are_those_of_cfitsio),
		EACH(rows_are_counted_without_a_value),
		EACH(the_unit_is_the_experiment_files),
		EACH(a_statistic_of_nothing_is_not_measured),
		EACH(a_wrong_expression_is_told_in_one_line),
		EACH(a_wrong_expression_is_told_of_a_table_without_rows_too),
		EACH(a_statistic_without_a_value_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
