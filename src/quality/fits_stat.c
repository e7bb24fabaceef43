/**
 * A statistic of an expression over the rows of a FITS table. Rows for which it is NULL, NaN or infinite are left out,
 * as are those for which `where` is not true.
 */
#include "quality_rows.h"
#include "quality_statistic.h"

#include "secateur/base/arena.h"
#include "secateur/model/criterion.h"

struct params {
	struct table_name table;
	struct text value, where;
	struct statistic of;
	struct src_loc of_at;
};

static bool read_of(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct params *p = into;

	p->of_at = yaml_at(y);
	return read_statistic(y, &p->of, r);
}

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, table.file), true,
         "the FITS file, below the run's folder"},
	{"hdu", read_text, offsetof(struct params, table.hdu), false,
         "the table's EXTNAME; else the first table"},
	{"value", read_template, offsetof(struct params, value), false,
         "an expression over a row's columns, as cfitsio's row filters have it (count needs none); without `of`: median(...)"},
	{"where", read_template, offsetof(struct params, where), false,
         "a condition of the same language: other rows are left out"},
	{"of", read_of, 0, false, STATISTIC_WORDS " (mad: times 1.4826)", &statistic_shape},
};

/* The statistic may stand around the expression, in place of `of`. */
static bool split(const struct params *p, struct arena *a, struct statistic *of, struct text *value)
{
	*of = p->of;
	*value = p->value;
	return p->of.kind != STATISTIC_NONE || statistic_split(p->value, a, of, value);
}

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = template_check(p->table.file, names, a, d);

	ok = template_check(p->value, names, a, d) && ok;
	return template_check(p->where, names, a, d) && ok;
}

static bool check_whole(const void *params, const struct criterion *metrics, size_t n, struct arena *a,
                        struct diag *d)
{
	const struct params *p = params;
	struct statistic of;
	struct text value;

	(void)metrics, (void)n;
	if (!split(p, a, &of, &value)) {
		return diag_fail(
			d, p->value.s ? p->value.at : p->table.file.at,
			"which number of the rows? say `of`, or put it around the value, as in median(X): " STATISTIC_WORDS);
	}
	return p->value.s || p->of.kind == STATISTIC_COUNT ||
	       diag_fail(d, p->of_at, "of which numbers? 'value' is missing");
}

/* Why there is no value, or NULL. */
static const char *measure(const struct params *p, const struct quality_input *in, struct arena *a,
                           struct diag *d, double *ret)
{
	AUTO_ARENA struct arena *own = arena_new();
	const char *why = NULL;
	struct statistic of;
	struct text expression;

	split(p, a, &of, &expression);
	AUTO_FITS fitsfile *f = table_open(&p->table, in, a, d, &why);
	const char *value = f ? expression_text(expression, in, a, d, &why) : NULL;
	const char *where = f && !why ? expression_text(p->where, in, a, d, &why) : NULL;
	struct rows chosen = {0};
	double *x = NULL;

	if (!why) {
		why = rows_choose(&chosen, f, where, own);
	}
	if (!why) {
		why = rows_values(&chosen, value ? value : "1", own, &x);
	}
	if (!why) {
		why = statistic_of(&of, x, chosen.n, chosen.n_all, own, ret);
	}
	return why ? arena_strdup(a, why) : NULL;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	const char *unit = in->metrics[0].unit, *otherwise = p->of.kind == STATISTIC_COUNT ? "rows" : "1";
	double x = 0;
	const char *why = measure(p, in, a, d, &x);

	if (why) {
		findings_add_absent(ret, a, in->metrics[0].name, why);
	} else {
		findings_add(ret, a, in->metrics[0].name, x, unit ? unit : otherwise);
	}
	only_first(in, a, ret);
	return true;
}

const struct quality_ops quality_fits_stat = {
	.part = {.name = "fits_stat",
                 .about = "a statistic of an expression over the rows of a FITS table",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.check_whole = check_whole,
	.extract = extract,
};
