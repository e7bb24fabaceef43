/** One column of a table with a header: RFC 4180. */
#include "secateur/base/csv.h"

#include <string.h>

#include "quality_series.h"
#include "secateur/base/arena.h"
#include "secateur/base/near.h"

struct params {
	struct text file, column;
	enum reduction of;
};

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, file), true, "the CSV file, below the run's folder"},
	{"column", read_template, offsetof(struct params, column), true,
         "the column's name in the first line"},
	{"of", read_reduction, offsetof(struct params, of), true,
         "sum, mean, median, min, max, first or last of its numbers; count: how many cells are not empty",
         &reduction_shape},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = template_check(p->file, names, a, d);

	return template_check(p->column, names, a, d) && ok;
}

/* A table while it is read. */
struct table {
	const char *file, *column;
	size_t n_columns, at; /* at: the column's index */
	struct arena *a;      /* for reasons */
};

static const char *find_column(const struct csv_row *head, struct table *t)
{
	const char **names = NEW_ARRAY(t->a, const char *, head->cells.n);
	size_t found = 0;

	for (size_t i = 0; i < head->cells.n; i++) {
		names[i] = head->cells.at[i].s;
		if (strcmp(names[i], t->column) == 0) {
			t->at = i;
			found++;
		}
	}
	t->n_columns = head->cells.n;
	if (found == 0) {
		return arena_printf(t->a, "no column '%s' in %s%s", t->column, t->file,
		                    near_hint(t->column, names, head->cells.n, t->a));
	}
	return found == 1 ? NULL
	                  : arena_printf(t->a, "%zu columns of %s are named '%s'", found, t->file, t->column);
}

static const char *add_row(const struct csv_row *row, const struct table *t, struct series *s,
                           struct arena *own)
{
	const char *why = NULL;
	double x = 0;

	if (row->cells.n != t->n_columns) {
		return arena_printf(t->a, "line %u of %s: %zu cells, but the first line names %zu columns",
		                    row->at.line, t->file, row->cells.n, t->n_columns);
	}
	const char *cell = row->cells.at[t->at].s;
	if (s->of == OF_COUNT) {
		s->n += *cell != '\0';
		return NULL;
	}
	why = *cell ? quality_number(cell, &x, t->a) : "the cell is empty";
	if (why) {
		return arena_printf(t->a, "line %u of %s: %s", row->at.line, t->file, why);
	}
	series_add(s, x, own);
	return NULL;
}

/* A number that is cut short is a number, too: 20.5, 20., 2. */
static bool ends_inside_a_line(const struct source *in)
{
	size_t n = strlen(in->text);

	return n > 0 && in->text[n - 1] != '\n' && in->text[n - 1] != '\r';
}

/* NULL, or why there is no value. */
static const char *read_table(const struct source *in, struct table *t, struct series *s, struct arena *own)
{
	struct csv c = csv_begin(in);
	struct diag *said = diag_new(own);
	AUTO_ARENA struct arena *scratch = arena_new();
	struct csv_row row;
	bool is_head = true;
	const char *why = csv_more(&c) ? NULL : arena_printf(t->a, "%s holds blank lines only", t->file);

	for (; !why && csv_more(&c); is_head = false) {
		if (!csv_row(&c, scratch, said, &row)) {
			return quality_said(said, t->file, t->a);
		}
		why = is_head ? find_column(&row, t) : add_row(&row, t, s, own);
		arena_reset(scratch);
	}
	return why || !ends_inside_a_line(in)
	               ? why
	               : arena_printf(t->a, "%s ends inside a line, as if half-written", t->file);
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	AUTO_ARENA struct arena *own = arena_new();
	const char *why = NULL;
	struct whole_text text = quality_read(p->file, in, own, a, d, &why);
	struct table t = {
		.file = text.in.name, .column = template_text(p->column, in->scope, ",", a, d), .a = a};
	struct series s = {.of = p->of};
	double x = 0;

	if (!t.column) {
		return false;
	}
	if (!why) {
		why = read_table(&text.in, &t, &s, own);
	}
	if (!why && !series_value(&s, &x)) {
		why = arena_printf(a, "%s has no row below its first line", t.file);
	}
	quality_add(in, x, "1", why, a, ret);
	return true;
}

const struct quality_ops quality_csv = {
	.part = {.name = "csv",
                 .about = "a column of a CSV file, made one number",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.extract = extract,
};
