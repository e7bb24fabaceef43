#include "../helpers/quality_fixture.h"

#include <fitsio.h>

#include "secateur/base/clock.h"

/* A table of `n` rows with columns X (first value `x`), T and DATE in its header. */
static void write_table(const struct run *r, const char *file, long n, double x, double t, const char *date)
{
	char *types[] = {"X", "T"}, *forms[] = {"1D", "1E"}, *units[] = {"", ""};
	fitsfile *f = NULL;
	int status = 0;

	fits_create_diskfile(&f, fs_join(r->arena, r->dir, file), &status);
	fits_create_tbl(f, BINARY_TBL, n, 2, types, forms, units, "OBJECTS", &status);
	fits_write_key_str(f, "DATE", date, "when", &status);
	for (long row = 1; row <= n; row++) {
		double value = x + (double)row;
		fits_write_col(f, TDOUBLE, 1, row, 1, 1, &value, &status);
		fits_write_col(f, TDOUBLE, 2, row, 1, 1, &t, &status);
	}
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
}

static void rows_of_a_table_are_counted(void **state)
{
	struct run *r = *state;

	write_table(r, "a.fits", 5, 0, 1, "today");
	extract(r, "fits_rows", "{file: a.fits, hdu: OBJECTS}");
	assert_int_equal(r->found.metrics.n, 1);
	assert_null(r->found.metrics.at[0].absent_reason);
	assert_true(r->found.metrics.at[0].value == 5);
	extract(r, "fits_rows", "{file: a.fits}");
	assert_true(r->found.metrics.at[0].value == 5);
}

static void a_file_that_is_older_than_the_run_is_none_of_its(void **state)
{
	struct run *r = *state;

	write_table(r, "old.fits", 5, 0, 1, "today");
	r->began = clock_wall();
	extract(r, "fits_rows", "{file: old.fits}");
	assert_null(r->found.metrics.at[0].absent_reason); /* stamps lag */
	r->began = clock_wall() + NSEC_PER_SEC;
	extract(r, "fits_rows", "{file: old.fits}");
	is_absent(r, "m", "old.fits is older than the run");
}

static void a_file_without_contents_is_not_measured(void **state)
{
	struct run *r = *state;

	assert_true(fs_write(fs_join(r->arena, r->dir, "empty.fits"), "", 0, r->diag));
	extract(r, "fits_rows", "{file: empty.fits}");
	is_absent(r, "m", "empty.fits is empty");
	extract(r, "fits_rows", "{file: .}");
	is_absent(r, "m", ". is no file");
}

static void a_table_without_rows_has_none_and_a_missing_one_is_not_measured(void **state)
{
	struct run *r = *state;

	write_table(r, "none.fits", 0, 0, 1, "today");
	extract(r, "fits_rows", "{file: none.fits}");
	assert_null(r->found.metrics.at[0].absent_reason);
	assert_true(r->found.metrics.at[0].value == 0);
	extract(r, "fits_rows", "{file: no.fits}");
	is_absent(r, "m", "no file no.fits");
	extract(r, "fits_rows", "{file: none.fits, hdu: STARS}");
	is_absent(r, "m", "no table STARS in none.fits");
}

static void a_half_written_file_is_not_measured(void **state)
{
	struct run *r = *state;
	const char *text = NULL;
	size_t n = 0;

	write_table(r, "whole.fits", 5000, 0, 1, "today");
	assert_true(fs_read(fs_join(r->arena, r->dir, "whole.fits"), 1 << 24, r->arena, r->diag, &text, &n));
	assert_true(fs_write(fs_join(r->arena, r->dir, "half.fits"), text, n / 2, r->diag));
	extract(r, "fits_digest", "{file: half.fits}");
	assert_int_equal(r->found.artifacts.n, 0);
	assert_int_equal(r->found.metrics.n, 1);
	assert_non_null(r->found.metrics.at[0].absent_reason);
}

static struct digest digest_of(struct run *r, const char *text)
{
	extract(r, "fits_digest", text);
	assert_int_equal(r->found.artifacts.n, 1);
	return r->found.artifacts.at[0].sha256;
}

static void the_digest_heeds_values_and_not_dates_or_columns_left_out(void **state)
{
	struct run *r = *state;

	write_table(r, "a.fits", 5, 0, 1, "today");
	write_table(r, "b.fits", 5, 0, 2, "tomorrow");
	write_table(r, "c.fits", 5, 0.25, 1, "today");
	struct digest a = digest_of(r, "{file: a.fits, except: [T]}"),
		      b = digest_of(r, "{file: b.fits, except: t}");
	struct digest c = digest_of(r, "{file: c.fits, except: [T]}");
	struct digest whole_a = digest_of(r, "{file: a.fits}"), whole_b = digest_of(r, "{file: b.fits}");
	assert_true(digest_equal(&a, &b));
	assert_false(digest_equal(&a, &c));
	assert_false(digest_equal(&a, &whole_a));
	assert_false(digest_equal(&whole_a, &whole_b));
}

static void a_program_prints_metrics_and_reasons(void **state)
{
	struct run *r = *state;

	extract(r, "command",
	        "{command: [printf, 'm\\t1.5\\tpx\\nn\\tn/a\\tno stars\\nbad\\tNaN\\t1\\nplain\\t3\\nnoise\\n']}");
	assert_int_equal(r->found.metrics.n, 4);
	assert_true(r->found.metrics.at[0].value == 1.5);
	assert_string_equal(r->found.metrics.at[0].unit, "px");
	is_absent(r, "n", "no stars");
	is_absent(r, "bad", "'NaN' is not a number");
	assert_string_equal(r->found.metrics.at[3].unit, "1");
	extract(r, "command", "{command: [printf, \"m\\t1\\nm\\t2\\n\"]}");
	is_absent(r, "m", "it was given twice");
}

static void a_program_that_fails_leaves_its_metrics_absent_with_the_reason(void **state)
{
	struct run *r = *state;

	extract(r, "command", "{command: [sh, -c, 'echo no catalogue >&2; exit 3']}");
	is_absent(r, "m", "the quality command failed: exit code 3: no catalogue");
	extract(r, "command", "{command: [printf, '']}");
	is_absent(r, "m", "the quality command did not print it as name, tab, value");
	extract(r, "command", "{command: [printf, 'm 1.5\\n']}");
	is_absent(r, "m", "the quality command did not print it as name, tab, value");
	extract(r, "command", "{command: [sleep, '5'], limit: 50 ms}");
	is_absent(r, "m", "the quality command took too long");
	extract(r, "command", "{command: [sh, -c, 'kill -9 $$']}");
	is_absent(r, "m", "the quality command was ended by signal 9");
}

static void a_value_in_another_unit_than_its_margin_is_not_taken(void **state)
{
	struct run *r = *state;
	const struct criterion asked = {.name = "m", .unit = "mas"};

	extract_all(r, "command", "{command: [printf, 'm\\t0.5\\tarcsec\\n']}", &asked, 1);
	is_absent(r, "m", "printed in arcsec, but the experiment file has it in mas");
	extract_all(r, "command", "{command: [printf, 'm\\t0.5\\tmas\\r\\n']}", &asked, 1);
	assert_null(r->found.metrics.at[0].absent_reason);
	assert_string_equal(r->found.metrics.at[0].unit, "mas");
	extract_all(r, "command", "{command: [printf, 'm\\t0.5\\n']}", &asked, 1);
	assert_string_equal(r->found.metrics.at[0].unit, "mas");
}

static void a_number_that_may_be_cut_off_is_not_taken(void **state)
{
	struct run *r = *state;

	extract(r, "command",
	        "{command: [sh, -c, 'head -c 1048570 /dev/zero | tr \"\\0\" \"\\n\"; printf \"m\\t12345\"']}");
	is_absent(r, "m", "the quality command printed more than 1 MiB");
}

static void an_extractor_of_one_metric_gives_no_second(void **state)
{
	struct run *r = *state;
	static const struct criterion asked[] = {{.name = "m"}, {.name = "second"}};

	write_table(r, "a.fits", 5, 0, 1, "today");
	extract_all(r, "fits_rows", "{file: a.fits}", asked, 2);
	is_absent(r, "second", "its extractor gives one metric only");
	extract_all(r, "fits_digest", "{file: a.fits}", asked, 2);
	is_absent(r, "second", "its extractor gives one metric only");
}

static void a_digest_says_what_file_it_is_of_and_how_large(void **state)
{
	struct run *r = *state;

	write_table(r, "a.fits", 5, 0, 1, "today");
	digest_of(r, "{file: a.fits}");
	assert_string_equal(r->found.artifacts.at[0].path, "a.fits");
	assert_int_equal(r->found.artifacts.at[0].bytes, 8640); /* primary header, table header, rows */
	extract(r, "fits_digest", "{file: a.fits, except: [X, T]}");
	is_absent(r, "m", "no column is left to compare");
}

static void the_digest_heeds_how_values_are_scaled(void **state)
{
	struct run *r = *state;
	fitsfile *f = NULL;
	int status = 0;

	write_table(r, "a.fits", 5, 0, 1, "today");
	struct digest plain = digest_of(r, "{file: a.fits}");
	fits_open_diskfile(&f, fs_join(r->arena, r->dir, "a.fits"), READWRITE, &status);
	fits_movabs_hdu(f, 2, NULL, &status);
	fits_write_key_dbl(f, "TZERO1", 100, 8, "offset", &status);
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
	struct digest scaled = digest_of(r, "{file: a.fits}");
	assert_false(digest_equal(&plain, &scaled));
}

static void an_empty_quality_command_is_refused(void **state)
{
	struct run *r = *state;
	static const char *const bad[] = {"{command: []}", "{command: sh -c x}"};
	const struct quality_ops *q = quality_find("command");
	struct yaml_reader reader = {r->arena, r->diag, NULL};
	void *params = arena_alloc(r->arena, q->part.size, alignof(max_align_t));

	for (size_t i = 0; i < 2; i++) {
		struct source in = {"q.yaml", bad[i]};
		const struct yaml *y;
		assert_true(yaml_parse(&in, r->arena, r->diag, &y));
		assert_false(yaml_fields(y, q->part.fields, q->part.n_fields, NULL, 0, params, &reader));
		assert_string_equal(diag_last(r->diag), "expected a list: a program and its arguments");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(rows_of_a_table_are_counted),
		EACH(a_file_that_is_older_than_the_run_is_none_of_its),
		EACH(a_file_without_contents_is_not_measured),
		EACH(a_table_without_rows_has_none_and_a_missing_one_is_not_measured),
		EACH(a_half_written_file_is_not_measured),
		EACH(the_digest_heeds_values_and_not_dates_or_columns_left_out),
		EACH(a_program_prints_metrics_and_reasons),
		EACH(a_program_that_fails_leaves_its_metrics_absent_with_the_reason),
		EACH(a_value_in_another_unit_than_its_margin_is_not_taken),
		EACH(a_number_that_may_be_cut_off_is_not_taken),
		EACH(an_extractor_of_one_metric_gives_no_second),
		EACH(a_digest_says_what_file_it_is_of_and_how_large),
		EACH(the_digest_heeds_how_values_are_scaled),
		EACH(an_empty_quality_command_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
