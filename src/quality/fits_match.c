/**
 * A table matched with a reference, such as a catalogue with the truth: what share of either was found in the other,
 * and how the pairs differ. A row's partner is the nearest row of the reference within a radius, if the row is also the
 * nearest to that; so a row has one partner at most. Rows without a place count, and have none.
 */
#include <math.h>
#include <string.h>

#include "quality_match.h"
#include "quality_rows.h"
#include "quality_statistic.h"

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/model/criterion.h"
#include "secateur/yaml/shape.h"

#define DEGREE (3.14159265358979323846 / 180)

enum { OWN, REFERENCE, N_SIDES };
enum quantity { COMPLETENESS, PURITY, N_PAIRS, BIAS, SCATTER, N_QUANTITIES };

static const char *const quantity_words[N_QUANTITIES] = {"completeness", "purity", "n", "bias", "scatter"};
#define QUANTITY_WORDS "completeness, purity, n, bias or scatter"

/** An expression for each side. */
struct pair {
	struct text at[N_SIDES];
};

struct params {
	struct table_name table[N_SIDES];
	struct text where[N_SIDES];
	struct pair x, y, compare;
	double radius;
	bool sky, relative;
	struct src_loc on_at;
	const char *of;                 /* what the first metric is; NULL: not said */
	struct text give[N_QUANTITIES]; /* the metrics' names */
};

static bool read_pair(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct pair *pair = into;
	struct texts t = {0};

	if (!read_texts(y, &t, r)) {
		return false;
	}
	if (t.n != 1 && t.n != 2) {
		return diag_fail(r->diag, yaml_at(y),
		                 "expected the column here and the column of the reference, not %zu texts",
		                 t.n);
	}
	pair->at[OWN] = t.at[0];
	pair->at[REFERENCE] = t.at[t.n - 1];
	return true;
}

static const struct field reference_rows[] = {
	{"file", read_template, offsetof(struct params, table[REFERENCE].file), true, "its FITS file"},
	{"hdu", read_text, offsetof(struct params, table[REFERENCE].hdu), false,
         "the table's EXTNAME; else the first table"},
	{"where", read_template, offsetof(struct params, where[REFERENCE]), false,
         "a condition: other rows are left out"},
};

static bool read_reference(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, reference_rows, sizeof(reference_rows) / sizeof(*reference_rows), NULL, 0, into,
	                   r);
}

static const struct field on_rows[] = {
	{"x", read_pair, offsetof(struct params, x), true,
         "columns or expressions; on the sky: right ascension", &shape_texts},
	{"y", read_pair, offsetof(struct params, y), false, "the same across; on the sky: declination",
         &shape_texts},
};

static bool read_on(const struct yaml *y, void *into, struct yaml_reader *r)
{
	((struct params *)into)->on_at = yaml_at(y);
	return yaml_fields(y, on_rows, sizeof(on_rows) / sizeof(*on_rows), NULL, 0, into, r);
}

static bool read_radius(const struct yaml *y, void *into, struct yaml_reader *r)
{
	double x = 0;

	if (!read_real(y, &x, r)) {
		return false;
	}
	if (!(x > 0)) {
		return diag_fail(r->diag, yaml_at(y), "a radius is more than 0");
	}
	*(double *)into = x;
	return true;
}

static enum quantity quantity_named(const char *s)
{
	enum quantity q = COMPLETENESS;

	while (q < N_QUANTITIES && strcmp(quantity_words[q], s) != 0) {
		q++;
	}
	return q;
}

static bool read_quantity(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *s = yaml_text(y);

	if (!s || quantity_named(s) == N_QUANTITIES) {
		return diag_fail(r->diag, yaml_at(y), "expected " QUANTITY_WORDS ", not %s",
		                 yaml_instead(y, r->arena));
	}
	*(const char **)into = s;
	return true;
}

static bool read_given(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *name = NULL;

	return read_name(y, &name, r) && read_template(y, into, r);
}

#define GIVEN(q) offsetof(struct params, give[q])
static const struct field give_rows[N_QUANTITIES] = {
	{"completeness", read_given, GIVEN(COMPLETENESS), false,
         "the reference's rows with a partner, a share", &shape_name},
	{"purity", read_given, GIVEN(PURITY), false, "the rows with a partner, a share", &shape_name},
	{"n", read_given, GIVEN(N_PAIRS), false, "the number of pairs", &shape_name},
	{"bias", read_given, GIVEN(BIAS), false, "the median of compare's differences", &shape_name},
	{"scatter", read_given, GIVEN(SCATTER), false, "1.4826 times their median absolute deviation",
         &shape_name},
};

static bool read_give(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, give_rows, N_QUANTITIES, NULL, 0, into, r);
}

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, table[OWN].file), true,
         "the FITS file, below the run's folder"},
	{"hdu", read_text, offsetof(struct params, table[OWN].hdu), false,
         "the table's EXTNAME; else the first table"},
	{"where", read_template, offsetof(struct params, where[OWN]), false,
         "a condition, as cfitsio's row filters have it: other rows are left out"},
	{"reference", read_reference, 0, true,
         "file (of any age, anywhere), hdu and where of the table it is matched with",
         AS_FIELDS(reference_rows)},
	{"on", read_on, 0, true, "x and y: the column or expression here, and the reference's",
         AS_FIELDS(on_rows)},
	{"radius", read_radius, offsetof(struct params, radius), true,
         "partners are no farther apart: in the columns' unit, on the sky in arcsec", &shape_real},
	{"sky", read_bool, offsetof(struct params, sky), false, "x and y are degrees on the sky"},
	{"compare", read_pair, offsetof(struct params, compare), false,
         "what bias and scatter are of: the column or expression here, and the reference's", &shape_texts},
	{"relative", read_bool, offsetof(struct params, relative), false,
         "differences are shares of the reference's value"},
	{"of", read_quantity, offsetof(struct params, of), false, QUANTITY_WORDS, AS_WORDS(quantity_words)},
	{"give", read_give, 0, false,
         "the metric's name for each of these; else a metric is what its name says", AS_FIELDS(give_rows)},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = true;

	for (int side = OWN; side < N_SIDES; side++) {
		const struct text texts[] = {p->table[side].file, p->where[side], p->x.at[side],
		                             p->y.at[side], p->compare.at[side]};
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
			ok = template_check(texts[i], names, a, d) && ok;
		}
	}
	return ok;
}

/* What a metric is: as `give` says, or `of` for the first one, or its own name. */
static enum quantity quantity_of(const struct params *p, const struct criterion *metrics, size_t i)
{
	for (int q = 0; q < N_QUANTITIES; q++) {
		if (p->give[q].s && strcmp(p->give[q].s, metrics[i].name) == 0) {
			return (enum quantity)q;
		}
	}
	return quantity_named(i == 0 && p->of ? p->of : metrics[i].name);
}

static bool is_metric(struct text name, const struct criterion *metrics, size_t n, struct arena *a,
                      struct diag *d)
{
	const char **names = NEW_ARRAY(a, const char *, n);

	for (size_t i = 0; i < n; i++) {
		names[i] = metrics[i].name;
		if (strcmp(metrics[i].name, name.s) == 0) {
			return true;
		}
	}
	return diag_fail(d, name.at, "no metric of this entry is named '%s'%s", name.s,
	                 near_hint(name.s, names, n, a));
}

static bool check_whole(const void *params, const struct criterion *metrics, size_t n, struct arena *a,
                        struct diag *d)
{
	const struct params *p = params;
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		const char *name = metrics[i].name;
		enum quantity q = quantity_of(p, metrics, i);
		if (q == N_QUANTITIES) {
			ok = diag_fail(d, metrics[i].at, "'%s' is no number of a matching%s", name,
			               near_hint(name, quantity_words, N_QUANTITIES, a));
			diag_help(d, "name it " QUANTITY_WORDS
			             ", or say by 'of' or 'give' which of these it is");
		} else if (q >= BIAS && !p->compare.at[OWN].s) {
			ok = diag_fail(d, metrics[i].at,
			               "'%s' is of differences: the key 'compare' is missing", name);
		}
	}
	if (p->sky && !p->y.at[OWN].s) {
		ok = diag_fail(d, p->on_at,
		               "on the sky, 'on' needs x and y: right ascension and declination");
	}
	for (int q = 0; q < N_QUANTITIES; q++) {
		ok = (!p->give[q].s || is_metric(p->give[q], metrics, n, a, d)) && ok;
	}
	return ok;
}

/** What is known of a table's rows that take part. */
struct side {
	struct rows rows;
	double *x, *y, *z;
	double *compared; /* NULL: nothing is */
};

/* Degrees on the sky become points of the unit sphere. */
static void lift(struct side *s)
{
	for (size_t i = 0; i < s->rows.n; i++) {
		double ra = s->x[i] * DEGREE, dec = s->y[i] * DEGREE;
		s->x[i] = cos(dec) * cos(ra);
		s->y[i] = cos(dec) * sin(ra);
		s->z[i] = sin(dec);
	}
}

/* An optional expression: `*ret` is left alone where there is none. */
static const char *values_of(const struct rows *of, struct text t, const struct quality_input *in,
                             struct arena *own, struct diag *d, double **ret)
{
	const char *why = NULL;
	const char *expression = expression_text(t, in, own, d, &why);

	return expression ? rows_values(of, expression, own, ret) : why;
}

static const char *read_side(const struct params *p, int side, const struct quality_input *in,
                             struct arena *own, struct diag *d, struct side *s)
{
	const char *why = NULL;
	struct quality_input of_any_age = *in;

	of_any_age.began = 0;
	AUTO_FITS fitsfile *f =
		table_open(&p->table[side], side == REFERENCE ? &of_any_age : in, own, d, &why);
	const char *where = f ? expression_text(p->where[side], in, own, d, &why) : NULL;
	if (!why) {
		why = rows_choose(&s->rows, f, where, own);
	}
	if (!why) {
		s->y = NEW_ARRAY(own, double, s->rows.n);
		s->z = NEW_ARRAY(own, double, s->rows.n);
		why = values_of(&s->rows, p->x.at[side], in, own, d, &s->x);
	}
	if (!why) {
		why = values_of(&s->rows, p->y.at[side], in, own, d, &s->y);
	}
	if (!why) {
		why = values_of(&s->rows, p->compare.at[side], in, own, d, &s->compared);
	}
	if (!why && p->sky) {
		lift(s);
	}
	return why && side == REFERENCE ? arena_printf(own, "in the reference, %s", why) : why;
}

/** What the matching gave. */
struct matching {
	struct side side[N_SIDES];
	size_t n_pairs;
	double *differences; /* of each pair; NULL: nothing is compared */
};

static const char *match(const struct params *p, const struct quality_input *in, struct arena *own,
                         struct diag *d, struct matching *m)
{
	struct side *s = m->side;
	const char *why = read_side(p, OWN, in, own, d, &s[OWN]);

	why = why ? why : read_side(p, REFERENCE, in, own, d, &s[REFERENCE]);
	if (why) {
		return why;
	}
	struct points points[N_SIDES];
	for (int side = OWN; side < N_SIDES; side++) {
		points[side] = (struct points){s[side].x, s[side].y, s[side].z, s[side].rows.n};
	}
	size_t *partner = NEW_ARRAY(own, size_t, s[OWN].rows.n);
	double radius = p->sky ? 2 * sin(p->radius / 3600 * DEGREE / 2) : p->radius;
	match_nearest(&points[OWN], &points[REFERENCE], radius, own, partner);
	m->differences = s[OWN].compared ? NEW_ARRAY(own, double, s[OWN].rows.n) : NULL;
	for (size_t i = 0; i < s[OWN].rows.n; i++) {
		if (partner[i] == NO_PARTNER) {
			continue;
		}
		if (m->differences) {
			double is = s[OWN].compared[i], ought = s[REFERENCE].compared[partner[i]];
			m->differences[m->n_pairs] = p->relative ? (is - ought) / ought : is - ought;
		}
		m->n_pairs++;
	}
	return NULL;
}

static const char *share(const struct matching *m, int side, struct arena *own, double *ret)
{
	const struct rows *of = &m->side[side].rows;

	if (of->n == 0) {
		return arena_printf(own, "%sno row is left of %zu",
		                    side == REFERENCE ? "in the reference, " : "", of->n_all);
	}
	*ret = (double)m->n_pairs / (double)of->n;
	return NULL;
}

static const char *difference(const struct matching *m, enum quantity q, struct arena *own, double *ret)
{
	const struct statistic s = {.kind = q == BIAS ? STATISTIC_MEDIAN : STATISTIC_MAD};

	if (m->n_pairs == 0) {
		return "no row has a partner";
	}
	/* a statistic sorts what it is of */
	double *x = arena_copy(own, m->differences, m->n_pairs * sizeof(*x), alignof(double));
	return statistic_of(&s, x, m->n_pairs, m->n_pairs, own, ret);
}

static const char *measure(const struct matching *m, enum quantity q, struct arena *own, double *ret)
{
	switch (q) {
	case COMPLETENESS:
		return share(m, REFERENCE, own, ret);
	case PURITY:
		return share(m, OWN, own, ret);
	case N_PAIRS:
		*ret = (double)m->n_pairs;
		return NULL;
	case BIAS:
	case SCATTER:
	case N_QUANTITIES: /* check_whole refuses it */
		break;
	}
	return difference(m, q, own, ret);
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	AUTO_ARENA struct arena *own = arena_new();
	struct matching m = {0};
	const char *failed = match(params, in, own, d, &m);

	for (size_t i = 0; i < in->n_metrics; i++) {
		const struct criterion *c = &in->metrics[i];
		enum quantity q = quantity_of(params, in->metrics, i);
		double x = 0;
		const char *why = failed ? failed : measure(&m, q, own, &x);
		if (why) {
			findings_add_absent(ret, a, c->name, arena_strdup(a, why));
		} else {
			findings_add(ret, a, c->name, x, c->unit ? c->unit : q == N_PAIRS ? "pairs" : "1");
		}
	}
	return true;
}

const struct quality_ops quality_fits_match = {
	.part = {.name = "fits_match",
                 .about = "what a FITS table has in common with a reference, row by row, and how it differs",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.gives_many = true,
	.check = check,
	.check_whole = check_whole,
	.extract = extract,
};
