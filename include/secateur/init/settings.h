/** Configuration files of the AstrOmatic programs, and what those print of their settings and columns. */
#ifndef SECATEUR_INIT_SETTINGS_H
#define SECATEUR_INIT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/base/vec.h"

struct arena;

/** A line of a configuration file: `KEY value # comment`, or a comment or nothing, which stands in `text`. */
struct init_line {
	const char *key;     /* NULL: it sets nothing */
	const char *value;   /* "" where it is empty */
	const char *comment; /* without its '#'; "" for none */
	const char *text;    /* without blanks at its end; NULL: the line is left out */
	struct src_loc at, value_at;
};
struct init_settings {
	VEC(struct init_line) lines;
};

/**
 * Reads a file of `size` bytes. `known`, all settings of the program with their defaults, says how keys are spelled and
 * which may be empty; NULL: these are they. As with the programs themselves, capitals do not matter, the last of several
 * lines on one setting counts, and a setting that is not known is left out; both with a warning.
 */
bool init_settings_read(const struct source *in, size_t size, const struct init_settings *known,
                        struct arena *a, struct diag *d, struct init_settings *ret);
/** NULL: there is none. */
const struct init_line *init_settings_find(const struct init_settings *s, const char *key);
/** What the comment beside a setting says, with the lines on which it goes on; "" for none. */
const char *init_settings_about(const struct init_settings *s, const char *key, struct arena *a);
/** The value's n-th word, from 0, or NULL; words are set apart as the programs do it. */
const char *init_word(const char *value, size_t n, struct arena *a);
size_t init_count_words(const char *value);

/** A column of the catalogue. */
struct init_column {
	const char *name;    /* "FLUX_APER" */
	const char *written; /* with its size: "FLUX_APER(5)" */
	size_t length;       /* of the first dimension; 0: not said */
	struct src_loc at;
};
struct init_columns {
	VEC(struct init_column) at;
};

/**
 * Reads a list of columns, one a line. `known`: NULL: the file is the program's own list, in which each is commented out.
 * A column that is not known is left out, as is one that comes twice; both with a warning.
 */
bool init_columns_read(const struct source *in, size_t size, const struct init_columns *known,
                       struct arena *a, struct diag *d, struct init_columns *ret);
const struct init_column *init_columns_find(const struct init_columns *c, const char *name);

#endif
