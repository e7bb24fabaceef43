#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <fitsio.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/model/criterion.h"
#include "secateur/quality/quality.h"

/** A folder as a run leaves it, and what an extractor makes of it. */
struct run {
	struct arena *arena;
	struct diag *diag;
	char *dir;
	struct findings found;
};

static int begin(void **state)
{
	struct run *r = test_calloc(1, sizeof(*r));

	r->arena = arena_new();
	r->diag = diag_new(r->arena);
	assert_true(fs_make_temp_dir("/tmp", "quality-", r->arena, r->diag, &r->dir));
	*state = r;
	return 0;
}

static int end(void **state)
{
	struct run *r = *state;

	fs_remove_tree(r->dir, r->diag);
	arena_free(r->arena);
	test_free(r);
	return 0;
}

/* Reads the parameters from YAML and extracts, as for a metric named "m". */
static void extract(struct run *r, const char *extractor, const char *text)
{
	const struct quality_ops *q = quality_find(extractor);
	struct source in = {"q.yaml", text};
	struct yaml_reader reader = {r->arena, r->diag, NULL};
	struct criterion named = {.name = "m"};
	struct scope nothing = {0};
	static const char *const envp[] = {"PATH=/usr/bin:/bin", NULL};
	struct quality_input i = {r->dir, &nothing, envp, &named, 1};
	void *params = arena_alloc(r->arena, q->part.size, alignof(max_align_t));
	const struct yaml *y;

	assert_true(yaml_parse(&in, r->arena, r->diag, &y));
	assert_true(yaml_fields(y, q->part.fields, q->part.n_fields, NULL, 0, params, &reader));
	assert_true(q->check(params, &nothing, r->arena, r->diag));
	memset(&r->found, 0, sizeof(r->found));
	assert_true(q->extract(params, &i, r->arena, r->diag, &r->found));
}

static void is_absent(const struct run *r, const char *name, const char *reason)
{
	for (size_t i = 0; i < r->found.metrics.n; i++) {
		const struct metric *m = &r->found.metrics.at[i];
		if (strcmp(m->name, name) == 0) {
			assert_non_null(m->absent_reason);
			assert_string_equal(m->absent_reason, reason);
			return;
		}
	}
	fail_msg("nothing is said of %s", name);
}

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
	is_absent(r, "m", "the quality command did not print it");
	extract(r, "command", "{command: [sleep, '5'], limit: 50 ms}");
	is_absent(r, "m", "the quality command took too long");
	extract(r, "command", "{command: [sh, -c, 'kill -9 $$']}");
	is_absent(r, "m", "the quality command was ended by signal 9");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(rows_of_a_table_are_counted),
		EACH(a_table_without_rows_has_none_and_a_missing_one_is_not_measured),
		EACH(a_half_written_file_is_not_measured),
		EACH(the_digest_heeds_values_and_not_dates_or_columns_left_out),
		EACH(a_program_prints_metrics_and_reasons),
		EACH(a_program_that_fails_leaves_its_metrics_absent_with_the_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
