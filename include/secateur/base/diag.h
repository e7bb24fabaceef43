/** What went wrong, and where: collected low down, printed once, at the top. */
#ifndef SECATEUR_BASE_DIAG_H
#define SECATEUR_BASE_DIAG_H

#include <stdbool.h>
#include <stdio.h>

struct arena;
struct diag;

/** A text that was read once and is kept, so that an error can show the line it is about. */
struct source {
	const char *name, *text;
};

/** A place in a source. Lines and columns (bytes) count from 1; line 0 means "no line". */
struct src_loc {
	const struct source *in;
	unsigned line, col, len;
};
#define NOWHERE ((struct src_loc){0})

/** Messages live in `a`, and so may their sources; `a` outlives the diag. */
struct diag *diag_new(struct arena *a);

/** Records an error and returns false, so that a caller can write `return diag_fail(...)`. */
bool diag_fail(struct diag *d, struct src_loc at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void diag_warn(struct diag *d, struct src_loc at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/** A line of advice under the last message: `   = help: ...`. Printed only with its message. */
void diag_help(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** Prefixes the last message with the step that failed: "block 2, run 14: ...". Returns false. */
bool diag_within(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** Gives the last message a place, where it has none: that which names the file that it is about. Returns false. */
bool diag_at(struct diag *d, struct src_loc at);

unsigned diag_errors(const struct diag *d);
/** The text of the last message without its place, or NULL: to keep as a row's reason. */
const char *diag_last(const struct diag *d);
/** Its line; 0: it has none. */
unsigned diag_last_line(const struct diag *d);
/** Forgets all messages: for a place that turned an error into data. */
void diag_clear(struct diag *d);

enum diag_style { DIAG_PLAIN, DIAG_COLOUR };

/**
 * `file:line:col: error: message`, then the line itself and a caret under the culprit, in the order of
 * their places (messages without a place first, in the order they came). After 100 messages: "and 12 more".
 * Control characters of the shown line are printed as '?', tabs as one space; long lines are cut.
 */
void diag_print(const struct diag *d, FILE *out, enum diag_style style);

#endif
