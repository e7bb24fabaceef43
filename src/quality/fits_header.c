#include "quality_fits.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/yaml/shape.h"

struct params {
	struct table_name in;
	const char *keyword;
};

static bool read_keyword(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char **keyword = into;

	if (!read_text(y, keyword, r)) {
		return false;
	}
	const size_t n = strcspn(*keyword, "*?#"); /* cfitsio would take the first that matches */
	if ((*keyword)[n]) {
		return diag_fail(r->diag, yaml_at(y), "a keyword has no '%c' in its name", (*keyword)[n]);
	}
	return n > 0 || diag_fail(r->diag, yaml_at(y), "the keyword is empty");
}

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, in.file), true,
         "the FITS file, below the run's folder"},
	{"hdu", read_text, offsetof(struct params, in.hdu), false,
         "the EXTNAME of the header; else the file's first"},
	{"keyword", read_keyword, offsetof(struct params, keyword), true,
         "whose number it is; T is 1, F is 0", &shape_text},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	return template_check(((const struct params *)params)->in.file, names, a, d);
}

/* Why there is no such keyword, with the one that may be meant. */
static const char *no_keyword(fitsfile *f, const struct params *p, struct arena *a)
{
	const char *where = p->in.hdu ? p->in.hdu : "the first header";
	VEC(const char *) known = {0};
	int status = 0, n = 0;

	fits_clear_errmsg();
	fits_get_hdrspace(f, &n, NULL, &status);
	for (int i = 1; i <= n; i++) {
		char name[FLEN_KEYWORD], value[FLEN_VALUE];
		status = 0;
		if (fits_read_keyn(f, i, name, value, NULL, &status) == 0 && *value) {
			*vec_push(a, &known) = arena_printf(a, "%s", name);
		}
	}
	fits_clear_errmsg();
	return arena_printf(a, "no keyword %s in %s%s", p->keyword, where,
	                    near_hint(p->keyword, known.at, known.n, a));
}

/* What a keyword's value is that is no number, or NULL. */
static const char *other_kind(char *value)
{
	int status = 0;
	char kind = 0;

	if (fits_get_keytype(value, &kind, &status)) {
		fits_clear_errmsg();
		return "has no value";
	}
	return kind == 'C' ? "is a text, not a number" : kind == 'X' ? "is a complex number" : NULL;
}

static const char *read_number(fitsfile *f, const struct params *p, struct arena *a, double *ret)
{
	char value[FLEN_VALUE];
	int status = 0;

	if (fits_read_keyword(f, p->keyword, value, NULL, &status)) {
		return status == KEY_NO_EXIST ? no_keyword(f, p, a) : fits_reason(status, a);
	}
	const char *kind = other_kind(value);
	if (kind) {
		return arena_printf(a, "%s %s", p->keyword, kind);
	}
	if (fits_read_key(f, TDOUBLE, p->keyword, ret, NULL, &status)) {
		return arena_printf(a, "%s: %s", p->keyword, fits_reason(status, a));
	}
	return NULL;
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	const char *why = NULL;
	double value = 0;
	AUTO_FITS fitsfile *f = header_open(&p->in, in, a, d, &why);

	if (f) {
		why = read_number(f, p, a, &value);
	}
	quality_add(in, value, "1", why, a, ret);
	return true;
}

const struct quality_ops quality_fits_header = {
	.part = {.name = "fits_header",
                 .about = "the number of a keyword in a FITS header",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.extract = extract,
};
