/** Command lines: `--name value` options and plain words, in any order. */
#ifndef DETECTOR_OPTIONS_H
#define DETECTOR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"

struct option_row {
	const char *name; /* "--seed" */
	const char **value;
	bool required;
};

/** Fills the rows' values and exactly `n_words` words; complains of all that is missing or unknown.
 */
bool options_read(char **argv, const struct option_row *rows, size_t n_rows, const char **words,
                  size_t n_words, struct diag *d);

#endif
