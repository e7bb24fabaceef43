/**
 * How many cells of a FITS table differ from those of a reference, row by row and column by column: 0 is equal.
 * Columns are known by their names, whatever their order. NULL and NaN are equal to each other and to nothing else.
 */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "quality_fits.h"

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/model/criterion.h"
#include "secateur/yaml/shape.h"

enum { OWN, REFERENCE, N_SIDES };
enum { CHUNK_VALUES = 1 << 18, MOST_VALUES = 1 << 24 }; /* of a column at a time; in a cell */

struct tolerance {
	double most;
	bool is_relative; /* to the reference's value */
};

struct params {
	struct table_name table[N_SIDES];
	struct texts except;
	struct tolerance tolerance;
};

static const struct field reference_rows[] = {
	{"file", read_template, offsetof(struct params, table[REFERENCE].file), true, "its FITS file"},
	{"hdu", read_text, offsetof(struct params, table[REFERENCE].hdu), false,
         "the table's EXTNAME; else the first table"},
};

static const struct shape reference_shape = SHAPE_OF_FIELDS(reference_rows);
static const struct shape tolerance_shape = SHAPE_EITHER_OF(&shape_real, &shape_percent);

static bool read_reference(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, reference_rows, sizeof(reference_rows) / sizeof(*reference_rows), NULL, 0, into,
	                   r);
}

static bool read_tolerance(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *s = yaml_text(y);
	struct tolerance t = {0};

	if (s && num_percent(s, &t.most)) {
		t.is_relative = true;
	} else if (!s || !num_real(s, &t.most)) {
		return diag_fail(r->diag, yaml_at(y), "expected a tolerance such as '0.1 %%' or 1e-6, not %s",
		                 yaml_instead(y, r->arena));
	}
	if (!(t.most >= 0)) {
		return diag_fail(r->diag, yaml_at(y), "a tolerance is 0 or more");
	}
	*(struct tolerance *)into = t;
	return true;
}

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, table[OWN].file), true,
         "the FITS file, below the run's folder"},
	{"hdu", read_text, offsetof(struct params, table[OWN].hdu), false,
         "the table's EXTNAME; else the first table"},
	{"reference", read_reference, 0, true,
         "file (of any age, anywhere) and hdu of the table it ought to be", &reference_shape},
	{"except", read_texts, offsetof(struct params, except), false, "columns left out, such as run times"},
	{"tolerance", read_tolerance, offsetof(struct params, tolerance), false,
         "numbers are the same up to this: in their unit, or a share of the reference's, with %",
         &tolerance_shape},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = template_check(p->table[OWN].file, names, a, d);

	return template_check(p->table[REFERENCE].file, names, a, d) && ok;
}

/* How a column's cells are read: as the type that loses nothing. */
enum reading { READ_REALS, READ_WHOLE, READ_COMPLEX, READ_TRUTHS, READ_TEXTS, READ_NOT };

/** A column as one of the two files has it. */
struct column {
	char name[FLEN_VALUE];
	int number; /* from 1 */
	enum reading reading;
	bool is_real, is_bits; /* as stored: NaN is a value's own; bits are read apart */
	long n;                /* values a cell */
	long width;            /* bytes of a text */
};

struct columns {
	struct column *at;
	size_t n;
	const char **names; /* of all in the file, also of those that are left out */
	size_t n_names;
};

static enum reading reading_of(int type)
{
	switch (type) {
	case TFLOAT:
	case TDOUBLE:
		return READ_REALS;
	case TBYTE:
	case TSBYTE:
	case TSHORT:
	case TUSHORT:
	case TINT:
	case TUINT:
	case TLONG:
	case TULONG:
	case TLONGLONG:
		return READ_WHOLE;
	case TCOMPLEX:
	case TDBLCOMPLEX:
		return READ_COMPLEX;
	case TLOGICAL:
	case TBIT:
		return READ_TRUTHS;
	case TSTRING:
		return READ_TEXTS;
	default:
		return READ_NOT;
	}
}

static bool is_left_out(const char *name, const struct texts *except)
{
	for (size_t i = 0; i < except->n; i++) {
		if (strcasecmp(name, except->at[i].s) == 0) {
			return true;
		}
	}
	return false;
}

static const struct column *find_column(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++) {
		if (strcasecmp(c->at[i].name, name) == 0) {
			return &c->at[i];
		}
	}
	return NULL;
}

static const char *read_column(fitsfile *f, int number, struct column *c, struct arena *own)
{
	char key[FLEN_KEYWORD];
	int status = 0, stored = 0, type = 0;
	long repeat = 0, width = 0;

	*c = (struct column){.number = number};
	fits_make_keyn("TTYPE", number, key, &status);
	fits_read_key(f, TSTRING, key, c->name, NULL, &status);
	if (status == KEY_NO_EXIST) {
		return arena_printf(own, "column %d has no name", number);
	}
	fits_get_coltype(f, number, &stored, NULL, NULL, &status);
	fits_get_eqcoltype(f, number, &type, &repeat, &width, &status);
	if (status) {
		return fits_reason(status, own);
	}
	c->reading = reading_of(type);
	c->is_real = stored == TFLOAT || stored == TDOUBLE || c->reading == READ_COMPLEX;
	c->is_bits = type == TBIT;
	c->width = c->reading == READ_TEXTS && width > 0 ? width : 1;
	c->n = c->reading == READ_TEXTS ? repeat / c->width : repeat; /* of texts, it counts bytes */
	if (type < 0) {
		return arena_printf(own, "the cells of %s have no fixed length", c->name);
	}
	if (c->reading == READ_NOT || c->n > MOST_VALUES) {
		return arena_printf(own, "the cells of %s are of a type that is not compared", c->name);
	}
	return NULL;
}

/* Those that are to be compared. */
static const char *read_columns(fitsfile *f, const struct texts *except, struct arena *own,
                                struct columns *ret)
{
	int status = 0, n = 0;
	const char *why = NULL;

	if (fits_get_num_cols(f, &n, &status)) {
		return fits_reason(status, own);
	}
	*ret = (struct columns){.at = NEW_ARRAY(own, struct column, (size_t)n),
	                        .names = NEW_ARRAY(own, const char *, (size_t)n)};
	for (int i = 1; i <= n; i++) {
		struct column c;
		/* one that is left out may be of any type */
		const char *wrong = read_column(f, i, &c, own);
		ret->names[ret->n_names++] = arena_strdup(own, c.name);
		if (is_left_out(c.name, except)) {
			continue;
		}
		why = why ? why : wrong;
		if (!why && find_column(ret, c.name)) {
			why = arena_printf(own, "two columns are named %s", c.name);
		}
		ret->at[ret->n++] = c;
	}
	return why;
}

/** Both tables. */
struct pair {
	fitsfile *f[N_SIDES];
	struct columns columns[N_SIDES];
	const struct column **partner; /* in the reference, of each column */
	LONGLONG n_rows;
};

static bool has_column(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->n_names; i++) {
		if (strcasecmp(c->names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* What is to be left out and stands in neither is mistyped: the column that was meant is compared. */
static const char *find_left_out(const struct pair *p, const struct texts *except, struct arena *own)
{
	const struct columns *mine = &p->columns[OWN];

	for (size_t i = 0; i < except->n; i++) {
		const char *name = except->at[i].s;
		if (!has_column(mine, name) && !has_column(&p->columns[REFERENCE], name)) {
			return arena_printf(own, "no column '%s' to leave out%s", name,
			                    near_hint(name, mine->names, mine->n_names, own));
		}
	}
	return NULL;
}

static const char *pair_columns(struct pair *p, struct arena *own)
{
	const struct columns *mine = &p->columns[OWN], *its = &p->columns[REFERENCE];

	for (size_t i = 0; i < its->n; i++) {
		if (!find_column(mine, its->at[i].name)) {
			return arena_printf(own, "it lacks the reference's column %s", its->at[i].name);
		}
	}
	p->partner = NEW_ARRAY(own, const struct column *, mine->n);
	for (size_t i = 0; i < mine->n; i++) {
		const struct column *c = &mine->at[i], *other = find_column(its, c->name);
		if (!other) {
			return arena_printf(own, "the reference lacks the column %s", c->name);
		}
		bool is_number = c->reading <= READ_WHOLE && other->reading <= READ_WHOLE;
		if (c->reading != other->reading && !is_number) {
			return arena_printf(own, "the reference's column %s is of another type", c->name);
		}
		if (c->n != other->n) {
			return arena_printf(own, "%s has %ld values a cell, in the reference %ld", c->name,
			                    c->n, other->n);
		}
		p->partner[i] = other;
	}
	return mine->n == 0 ? "no column is left to compare" : NULL;
}

static const char *count_rows(struct pair *p, struct arena *own)
{
	LONGLONG n[N_SIDES] = {0};
	int status = 0;

	for (int side = OWN; side < N_SIDES; side++) {
		if (fits_get_num_rowsll(p->f[side], &n[side], &status)) {
			return fits_reason(status, own);
		}
	}
	p->n_rows = n[OWN];
	return n[OWN] == n[REFERENCE] ? NULL
	                              : arena_printf(own, "it has %lld rows, the reference %lld",
	                                             (long long)n[OWN], (long long)n[REFERENCE]);
}

/** Some cells of a column: one of the arrays holds their values. */
struct cells {
	LONGLONG *whole;
	double *real; /* of a complex number, two */
	char *truth, **text;
	char *is_null;
};

static char **room_for_texts(size_t n, size_t width, struct arena *chunk)
{
	char **at = NEW_ARRAY(chunk, char *, n);

	for (size_t i = 0; i < n; i++) {
		at[i] = NEW_ARRAY(chunk, char, width + 1);
	}
	return at;
}

/* A row at a time: cfitsio reads no bits across rows. */
static void read_bits(fitsfile *f, const struct column *c, LONGLONG row, long n_rows, char *into, int *status)
{
	for (long i = 0; i < n_rows && !*status; i++) {
		fits_read_col_bit(f, c->number, row + i, 1, c->n, into + i * c->n, status);
	}
}

static struct cells read_cells(fitsfile *f, const struct column *c, enum reading as, LONGLONG row,
                               long n_rows, struct arena *chunk, int *status)
{
	size_t n = (size_t)(c->n * n_rows);
	struct cells x = {.is_null = NEW_ARRAY(chunk, char, n)};
	int some_null = 0, type = as == READ_COMPLEX ? TDBLCOMPLEX : TDOUBLE;
	LONGLONG values = (LONGLONG)n;

	switch (as) {
	case READ_WHOLE:
		x.whole = NEW_ARRAY(chunk, LONGLONG, n);
		fits_read_colnull(f, TLONGLONG, c->number, row, 1, values, x.whole, x.is_null, &some_null,
		                  status);
		break;
	case READ_REALS:
	case READ_COMPLEX:
		x.real = NEW_ARRAY(chunk, double, 2 * n);
		/* where cfitsio looks for NULLs among reals, it takes infinity for one and 1e-310 for 0 */
		if (c->is_real) {
			fits_read_col(f, type, c->number, row, 1, values, NULL, x.real, &some_null, status);
		} else {
			fits_read_colnull(f, type, c->number, row, 1, values, x.real, x.is_null, &some_null,
			                  status);
		}
		break;
	case READ_TRUTHS:
		x.truth = NEW_ARRAY(chunk, char, n);
		if (c->is_bits) {
			read_bits(f, c, row, n_rows, x.truth, status);
		} else {
			fits_read_colnull(f, TLOGICAL, c->number, row, 1, values, x.truth, x.is_null,
			                  &some_null, status);
		}
		break;
	case READ_TEXTS:
		x.text = room_for_texts(n, (size_t)c->width, chunk);
		fits_read_col(f, TSTRING, c->number, row, 1, values, NULL, x.text, &some_null, status);
		break;
	case READ_NOT:
		break;
	}
	return x;
}

static bool is_near(double x, double reference, const struct tolerance *t)
{
	double most = t->is_relative ? t->most * fabs(reference) : t->most;

	return x == reference || (isnan(x) && isnan(reference)) ||
	       (isfinite(x) && isfinite(reference) && fabs(x - reference) <= most);
}

static bool is_same(const struct cells *x, const struct cells *y, size_t i, const struct tolerance *t)
{
	bool x_null = x->is_null[i] || (x->real && isnan(x->real[i]));
	bool y_null = y->is_null[i] || (y->real && isnan(y->real[i]));

	if (x_null || y_null) {
		return x_null && y_null;
	}
	if (x->whole) {
		/* as doubles, large ones that differ may be the same */
		return x->whole[i] == y->whole[i] ||
		       (t->most > 0 && is_near((double)x->whole[i], (double)y->whole[i], t));
	}
	if (x->real) {
		return is_near(x->real[i], y->real[i], t);
	}
	return x->text ? strcmp(x->text[i], y->text[i]) == 0 : x->truth[i] == y->truth[i];
}

/* Of a complex number, both parts. */
static bool is_same_value(const struct cells *x, const struct cells *y, size_t i, enum reading as,
                          const struct tolerance *t)
{
	return as != READ_COMPLEX ? is_same(x, y, i, t)
	                          : is_near(x->real[2 * i], y->real[2 * i], t) &&
	                                    is_near(x->real[2 * i + 1], y->real[2 * i + 1], t);
}

/* How many cells of a column differ in some rows. */
static size_t compare_some(const struct pair *p, size_t column, LONGLONG row, long n_rows,
                           const struct tolerance *t, struct arena *chunk, int *status)
{
	const struct column *c = &p->columns[OWN].at[column], *other = p->partner[column];
	enum reading as = c->reading == other->reading ? c->reading : READ_REALS;
	struct cells x = read_cells(p->f[OWN], c, as, row, n_rows, chunk, status);
	struct cells y = read_cells(p->f[REFERENCE], other, as, row, n_rows, chunk, status);
	size_t n = 0, a_cell = (size_t)c->n;

	for (size_t r = 0; r < (size_t)n_rows && !*status; r++) {
		size_t i = r * a_cell;
		while (i < (r + 1) * a_cell && is_same_value(&x, &y, i, as, t)) {
			i++;
		}
		n += i < (r + 1) * a_cell;
	}
	return n;
}

static const char *compare(const struct pair *p, const struct tolerance *t, struct arena *own, double *ret)
{
	AUTO_ARENA struct arena *chunk = arena_new();
	int status = 0;
	size_t n = 0;

	for (size_t i = 0; i < p->columns[OWN].n && !status; i++) {
		long a_cell = p->columns[OWN].at[i].n;
		LONGLONG step = a_cell > 0 ? CHUNK_VALUES / a_cell + 1 : p->n_rows;
		for (LONGLONG row = 1; row <= p->n_rows && a_cell > 0 && !status; row += step) {
			LONGLONG left = p->n_rows - row + 1;
			n += compare_some(p, i, row, (long)(left < step ? left : step), t, chunk, &status);
			arena_reset(chunk);
		}
	}
	*ret = (double)n;
	return status ? fits_reason(status, own) : NULL;
}

static const char *measure(const struct params *p, const struct quality_input *in, struct arena *own,
                           struct diag *d, double *ret)
{
	struct quality_input of_any_age = *in;
	const char *why = NULL, *wrong = NULL;

	of_any_age.began = 0;
	AUTO_FITS fitsfile *mine = table_open(&p->table[OWN], in, own, d, &why);
	AUTO_FITS fitsfile *its = why ? NULL : table_open(&p->table[REFERENCE], &of_any_age, own, d, &wrong);
	struct pair pair = {.f = {mine, its}};
	if (!why && !wrong) {
		why = read_columns(mine, &p->except, own, &pair.columns[OWN]);
		wrong = why ? NULL : read_columns(its, &p->except, own, &pair.columns[REFERENCE]);
	}
	if (wrong) {
		why = arena_printf(own, "in the reference, %s", wrong);
	}
	why = why ? why : find_left_out(&pair, &p->except, own);
	why = why ? why : pair_columns(&pair, own);
	why = why ? why : count_rows(&pair, own);
	return why ? why : compare(&pair, &p->tolerance, own, ret);
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	AUTO_ARENA struct arena *own = arena_new();
	const struct criterion *c = &in->metrics[0];
	double n = 0;
	const char *why = measure(params, in, own, d, &n);

	if (why) {
		findings_add_absent(ret, a, c->name, arena_strdup(a, why));
	} else {
		findings_add(ret, a, c->name, n, c->unit ? c->unit : "cells");
	}
	only_first(in, a, ret);
	return true;
}

const struct quality_ops quality_fits_equal = {
	.part = {.name = "fits_equal",
                 .about = "how many cells of a FITS table differ from a reference's",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.extract = extract,
};
