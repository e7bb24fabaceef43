/**
 * A digest of a FITS table's contents: names, formats and values of its columns, without headers (which hold dates)
 * and without the columns named in `except`. Two runs with the same digest measured the same, to the last bit.
 */
#include "quality_fits.h"

#include <string.h>
#include <strings.h>

#include "secateur/base/arena.h"
#include "secateur/model/criterion.h"

enum { MOST_ROW_BYTES = 1 << 28 };

struct params {
	struct table_name table;
	struct texts except;
};

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, table.file), true,
         "the FITS file, below the run's folder"},
	{"hdu", read_text, offsetof(struct params, table.hdu), false,
         "the table's EXTNAME; else the first table"},
	{"except", read_texts, offsetof(struct params, except), false, "columns left out, such as run times"},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	return template_check(((const struct params *)params)->table.file, names, a, d);
}

/** Where a column's cells lie in a row. */
struct column {
	LONGLONG start, bytes;
};

static bool is_left_out(const char *name, const struct texts *except)
{
	for (size_t i = 0; i < except->n; i++) {
		if (strcasecmp(name, except->at[i].s) == 0) {
			return true;
		}
	}
	return false;
}

/* Name and format, and what makes values of the bytes where they are scaled. */
static void hash_column(fitsfile *f, int column, const char *format, struct hasher *h, int *status)
{
	char name[FLEN_VALUE] = "";
	double scale = 1, zero = 0;

	fits_get_bcolparms(f, column, name, NULL, NULL, NULL, &scale, &zero, NULL, NULL, status);
	hash_text(h, name);
	hash_text(h, format);
	if (scale != 1 || zero != 0) {
		hash_add(h, &scale, sizeof(scale));
		hash_add(h, &zero, sizeof(zero));
	}
}

/* Hashes each column that counts, and gives the columns' places. */
static struct column *read_columns(fitsfile *f, const struct params *p, struct hasher *h, struct arena *a,
                                   int *n_kept, int *status)
{
	int n = 0;
	LONGLONG at = 0;

	fits_get_num_cols(f, &n, status);
	struct column *kept = NEW_ARRAY(a, struct column, (size_t)n);
	*n_kept = 0;
	for (int i = 1; i <= n && !*status; i++) {
		char name[FLEN_VALUE] = "", format[FLEN_VALUE] = "", key[FLEN_KEYWORD];
		int type = 0;
		long repeat = 0, width = 0;
		fits_get_bcolparms(f, i, name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, status);
		fits_make_keyn("TFORM", i, key, status);
		fits_read_key(f, TSTRING, key, format, NULL, status);
		fits_binary_tform(format, &type, &repeat, &width, status);
		LONGLONG bytes = type == TSTRING ? repeat
		                 : type == TBIT  ? (repeat + 7) / 8
		                                 : (LONGLONG)repeat * width;
		if (type < 0 && !*status) {
			*status = BAD_TFORM; /* a variable-length array: its values lie outside the rows */
		}
		if (!is_left_out(name, &p->except)) {
			hash_column(f, i, format, h, status);
			kept[(*n_kept)++] = (struct column){at, bytes};
		}
		at += bytes;
	}
	return kept;
}

static void hash_rows(fitsfile *f, const struct column *kept, int n_kept, struct hasher *h, struct arena *a,
                      int *status)
{
	LONGLONG n_rows = 0, row_bytes = 0;

	fits_get_num_rowsll(f, &n_rows, status);
	fits_read_key(f, TLONGLONG, "NAXIS1", &row_bytes, NULL, status);
	if (!*status && row_bytes > MOST_ROW_BYTES) {
		*status = BAD_ROW_WIDTH;
	}
	if (*status || row_bytes <= 0) {
		return;
	}
	unsigned char *row = arena_alloc(a, (size_t)row_bytes, 1);
	hash_u64(h, (uint64_t)n_rows);
	for (LONGLONG r = 1; r <= n_rows && !*status; r++) {
		fits_read_tblbytes(f, r, 1, row_bytes, row, status);
		for (int i = 0; i < n_kept && !*status; i++) {
			if (kept[i].start + kept[i].bytes <= row_bytes) {
				hash_add(h, row + kept[i].start, (size_t)kept[i].bytes);
			}
		}
	}
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	const char *why = NULL, *name = in->metrics[0].name;
	AUTO_FITS fitsfile *f = table_open(&p->table, in, a, d, &why);
	struct hasher *h = hash_begin(a);
	int status = 0, n_kept = 0, type = 0;

	if (f && !fits_get_hdu_type(f, &type, &status) && type != BINARY_TBL) {
		why = "not a binary table";
	}
	if (f && !why) {
		struct column *kept = read_columns(f, p, h, a, &n_kept, &status);
		hash_rows(f, kept, n_kept, h, a, &status);
		why = status == BAD_TFORM ? "it has columns of variable length"
		      : status            ? fits_reason(status, a)
		      : n_kept == 0       ? "no column is left to compare"
		                          : NULL;
	}
	struct digest sha256 = hash_end(h);
	only_first(in, a, ret);
	if (why) {
		findings_add_absent(ret, a, name, why);
		return true;
	}
	return quality_artifact(p->table.file, in, sha256, a, d, ret);
}

const struct quality_ops quality_fits_digest = {
	.part = {.name = "fits_digest",
                 .about =
                         "whether a FITS table is the same as the reference's, column for column, bit for bit",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.gives_digest = true,
	.check = check,
	.extract = extract,
};
