#include "options.h"

static const struct option_row *find_row(const struct option_row *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}

static bool nothing_missing(const struct option_row *rows, size_t n_rows, size_t words_left, struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; i < n_rows; i++) {
		if (rows[i].required && !*rows[i].value) {
			ok = diag_fail(d, NOWHERE, "%s is missing", rows[i].name);
		}
	}
	return words_left == 0 ? ok : diag_fail(d, NOWHERE, "a file name is missing");
}

bool options_read(char **argv, const struct option_row *rows, size_t n_rows, const char **words,
                  size_t n_words, struct diag *d)
{
	size_t seen = 0;

	for (; *argv; argv++) {
		if (strncmp(*argv, "--", 2) == 0) {
			const struct option_row *row = find_row(rows, n_rows, *argv);

			if (!row) {
				return diag_fail(d, NOWHERE, "unknown option '%s'", *argv);
			}
			if (!argv[1]) {
				return diag_fail(d, NOWHERE, "%s needs a value", *argv);
			}
			*row->value = *++argv;
		} else if (seen < n_words) {
			words[seen++] = *argv;
		} else {
			return diag_fail(d, NOWHERE, "'%s' is one argument too many", *argv);
		}
	}
	return nothing_missing(rows, n_rows, n_words - seen, d);
}
