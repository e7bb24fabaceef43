/** What figures write, cell by cell. */
#ifndef SECATEUR_TESTS_FIGURE_FIXTURE_H
#define SECATEUR_TESTS_FIGURE_FIXTURE_H

#include "report_fixture.h"
#include "secateur/base/num.h"
#include "secateur/figure/figure.h"

static inline const struct figure_ops *figure_called(const char *name)
{
	const struct figure_ops *f;

	for (size_t i = 0; (f = figure_at(i)); i++) {
		if (strcmp(f->name, name) == 0) {
			return f;
		}
	}
	fail_msg("no figure is called %s", name);
	return NULL;
}

static inline const char *figure_cell(const char *rows, size_t row, size_t column, struct arena *a)
{
	for (size_t i = 0; i < row; i++) {
		rows += strcspn(rows, "\n");
		rows += *rows == '\n';
	}
	for (size_t i = 0; i < column; i++) {
		rows += strcspn(rows, "\t\n");
		rows += *rows == '\t';
	}
	return arena_strndup(a, rows, strcspn(rows, "\t\n"));
}

/* The first cells of a row, parted by blanks; numbers by number. */
static inline void assert_row(const char *rows, size_t row, const char *expected)
{
	AUTO_ARENA struct arena *a = arena_new();

	for (size_t column = 0; *expected; column++) {
		const size_t n = strcspn(expected, " ");
		const char *want = arena_strndup(a, expected, n), *got = figure_cell(rows, row, column, a);
		double x, y;
		if (num_real(want, &x) && num_real(got, &y)) {
			assert_true(fabs(x - y) < 1e-9 * fmax(1, fabs(x)));
		} else {
			assert_string_equal(got, want);
		}
		expected += n + (expected[n] == ' ');
	}
}

static inline size_t count_rows(const char *rows)
{
	size_t n = 0;

	for (; *rows; rows++) {
		n += *rows == '\n';
	}
	return n;
}

#endif
