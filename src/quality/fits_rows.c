#include "quality_fits.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/model/criterion.h"

static const struct field rows[] = {
	{"file", read_template, offsetof(struct table_name, file), true,
         "the FITS file, below the run's folder"},
	{"hdu", read_text, offsetof(struct table_name, hdu), false,
         "the table's EXTNAME; else the first table"},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	return template_check(((const struct table_name *)params)->file, names, a, d);
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const char *why = NULL, *name = in->metrics[0].name, *unit = in->metrics[0].unit;
	AUTO_FITS fitsfile *f = table_open(params, in, a, d, &why);
	int status = 0;
	LONGLONG n = 0;

	if (f && fits_get_num_rowsll(f, &n, &status)) {
		why = fits_reason(status, a);
	}
	if (why) {
		findings_add_absent(ret, a, name, why);
	} else {
		findings_add(ret, a, name, (double)n, unit ? unit : "rows");
	}
	only_first(in, a, ret);
	return true;
}

const struct quality_ops quality_fits_rows = {
	.part = {.name = "fits_rows",
                 .about = "the number of rows of a FITS table",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct table_name)},
	.check = check,
	.extract = extract,
};
