/** What extractors share. */
#ifndef SECATEUR_QUALITY_PRIVATE_H
#define SECATEUR_QUALITY_PRIVATE_H

#include "secateur/quality/quality.h"

/**
 * The path of a file below the run's folder, as an extractor's parameter names it; NULL: there is none to read, and `why` says so in one
 * clause: missing, empty, a folder, or older than the run. `name` (may be NULL): as it is rendered.
 */
const char *quality_file(struct text file, const struct quality_input *in, struct arena *a, struct diag *d,
                         const char **name, const char **why);
/** The same of a name that is known: below the run's folder, or absolute. */
const char *quality_file_named(const char *name, const struct quality_input *in, struct arena *a,
                               const char **why);
/** What is asked of an extractor of one metric beyond that one is absent. */
void only_first(const struct quality_input *in, struct arena *a, struct findings *ret);

/** A text file, read into memory of its own, since what a run left behind may be large. */
struct whole_text {
	struct source in; /* its name is as rendered; the text is NULL where there is none to read */
	size_t size;
};
/** At most 256 MiB without NUL bytes, into `own`, behind a byte order mark; else the text is NULL and `why` says why, in `a`. */
struct whole_text quality_read(struct text file, const struct quality_input *in, struct arena *own,
                               struct arena *a, struct diag *d, const char **why);
struct whole_text quality_read_named(const char *name, const struct quality_input *in, struct arena *own,
                                     struct arena *a, const char **why);
/** A line of a text, without its end. */
struct text_line {
	const char *s, *next;
	size_t len;
	unsigned number;
};
/** To the next line, or from zeros to the first of `text`; false after the last. */
bool quality_next_line(struct text_line *l, const char *text);
/** What a reader said last of a file, as a reason: with the line it is about. */
const char *quality_said(const struct diag *said, const char *file, struct arena *a);
/** Why a file could not be read, without the run's folder, which is another one in each run. */
const char *quality_failed(const struct diag *said, const char *path, const char *name, struct arena *a);
/** Finite decimals, also with blanks around them; NULL, or why it is none. */
const char *quality_number(const char *s, double *ret, struct arena *a);
/** As much of a text as a reason may hold. */
const char *quality_shown(const char *s, struct arena *a);
/** NaN or an infinity, as any of the languages that people use writes it. */
bool quality_is_not_finite(const char *s);

/** The first metric: a value, or `why` there is none (NULL: there is one). `unit`: where the experiment file names none. */
void quality_add(const struct quality_input *in, double value, const char *unit, const char *why,
                 struct arena *a, struct findings *ret);
/** The first metric is a file's digest. False when the tool failed. */
bool quality_artifact(struct text file, const struct quality_input *in, struct digest sha256, struct arena *a,
                      struct diag *d, struct findings *ret);

#endif
