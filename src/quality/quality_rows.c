#include "quality_rows.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "secateur/base/arena.h"

/* More is a damaged header rather than a catalogue; their values would take 800 MB. */
enum { MOST_ROWS = 100 * 1000 * 1000 };

/* The oldest message of cfitsio's stack says what is wrong, the later ones what it was about to do. */
static const char *complaint(const char *expression, int status, struct arena *a)
{
	char text[FLEN_ERRMSG] = "";

	if (!fits_read_errmsg(text) || !*text) {
		return arena_printf(a, "'%s': %s", expression, fits_reason(status, a));
	}
	fits_clear_errmsg();
	for (char *c = text; *c; c++) {
		*c = (char)((unsigned char)*c < ' ' ? ' ' : *c);
	}
	return arena_printf(a, "'%s': cfitsio: %s", expression, text);
}

const char *rows_choose(struct rows *rows, fitsfile *f, const char *where, struct arena *a)
{
	int status = 0, type = 0, n_axes = 0;
	long n_good = 0, elements = 0, axes[1];
	LONGLONG n = 0;

	if (fits_get_num_rowsll(f, &n, &status)) {
		return fits_reason(status, a);
	}
	if (n > MOST_ROWS) {
		return "it has more than 100 million rows";
	}
	*rows = (struct rows){.f = f, .n_all = (size_t)n, .n = (size_t)n};
	rows->is_chosen = NEW_ARRAY(a, char, (size_t)n);
	if (!where || !*where) {
		memset(rows->is_chosen, 1, (size_t)n);
		return NULL;
	}
	/* a keyword's name leaves a message that no such column was found */
	fits_clear_errmsg();
	/* a table without rows tells a wrong expression, too */
	if (fits_test_expr(f, (char *)where, 1, &type, &elements, &n_axes, axes, &status)) {
		return complaint(where, status, a);
	}
	if (type != TLOGICAL || labs(elements) != 1) {
		return arena_printf(a, "'%s' is no condition", where);
	}
	if (n > 0 && fits_find_rows(f, (char *)where, 1, (long)n, &n_good, rows->is_chosen, &status)) {
		return complaint(where, status, a);
	}
	rows->n = 0;
	for (LONGLONG i = 0; i < n; i++) {
		rows->is_chosen[i] = rows->is_chosen[i] == 1;
		rows->n += (size_t)rows->is_chosen[i];
	}
	return NULL;
}

/* cfitsio takes T and F for truth and falsehood, even where columns have these names. */
static const char *name_of_column(fitsfile *f, const char *expression, struct arena *a)
{
	int status = 0, column = 0;
	bool is_word = strcasecmp(expression, "T") == 0 || strcasecmp(expression, "F") == 0;

	if (!is_word || fits_get_colnum(f, CASEINSEN, (char *)expression, &column, &status)) {
		fits_clear_errmsg();
		return expression;
	}
	return arena_printf(a, "$%s$", expression);
}

const char *rows_values(const struct rows *rows, const char *expression, struct arena *a, double **ret)
{
	int status = 0, type = 0, n_axes = 0, some_null = 0;
	long elements = 0, axes[1];
	double null = NAN;
	double *x = NEW_ARRAY(a, double, rows->n_all);
	size_t n = 0;

	fits_clear_errmsg();
	expression = name_of_column(rows->f, expression, a);
	if (fits_test_expr(rows->f, (char *)expression, 1, &type, &elements, &n_axes, axes, &status)) {
		return complaint(expression, status, a);
	}
	if (type == TSTRING || type == TBIT) {
		return arena_printf(a, "'%s' gives %s, not numbers", expression,
		                    type == TBIT ? "bits" : "texts");
	}
	if (labs(elements) != 1) {
		return arena_printf(a, "'%s' gives %ld numbers a row; choose one: [1] is the first",
		                    expression, labs(elements));
	}
	if (rows->n_all > 0 && fits_calc_rows(rows->f, TDOUBLE, (char *)expression, 1, (long)rows->n_all,
	                                      &null, x, &some_null, &status)) {
		return complaint(expression, status, a);
	}
	for (size_t i = 0; i < rows->n_all; i++) {
		if (rows->is_chosen[i]) {
			x[n++] = x[i];
		}
	}
	*ret = x;
	return NULL;
}

const char *expression_text(struct text t, const struct quality_input *in, struct arena *a, struct diag *d,
                            const char **why)
{
	const char *s = t.s ? template_text(t, in->scope, ",", a, d) : NULL;

	if (t.s && !s) {
		*why = "its expression could not be rendered";
	}
	return s;
}
