/**
 * Texts with holes: `{name}` and `{input.image}` are replaced by what a scope binds; `{{` is a brace.
 * A brace that opens no name (`{"a": 1}`, `{ x`) is left as it is.
 *
 *	{plugins}            what is kept of a set, joined as the place wants it: lines in a file, commas in a command
 *	{plugins.dropped}    what is dropped of it; {plugins.kept} is the same as {plugins}
 *	{plugins|python}     ['a', 'b']: written for another language, see quoting.h
 *	{plugins|join:; }    joined by all that stands before the brace; \\n and \\t are a line feed and a tab
 *	{plugins|args}       alone in an argument of a command: as many arguments
 */
#ifndef SECATEUR_BASE_TEMPLATE_H
#define SECATEUR_BASE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"

struct arena;
struct strbuf;

/** What a name stands for: a list of texts (most have one), or nothing yet (`late`): then the hole stays as written. */
struct binding {
	const char *name; /* "psf_degree", "input.image" */
	const char *const *items;
	size_t n;
	bool late;
	/** For a factor: the names of its levels in force (a set's kept components); else none. */
	const char *const *levels;
	size_t n_levels;
	bool is_set;                /* a list, though it may have one item or none */
	const char *const *dropped; /* of a set: what its dropped components would put */
	size_t n_dropped;
};

/** Names are looked up in `at`, then in `outer`. */
struct scope {
	const struct binding *at;
	size_t n;
	const struct scope *outer;
};

/** A name for one text; `name` and `value` are kept, not copied. */
struct binding scope_bind(const char *name, const char *value, struct arena *a);
const struct binding *scope_find(const struct scope *s, const char *name, size_t len);

/** A text as written, and where. `at` points at the first byte of the text itself (inside the quotes). */
struct text {
	const char *s;
	struct src_loc at;
};

/** Complains about every unknown name or form at its own place, with the nearest one. True when all are known, or no text is given. */
bool template_check(struct text t, const struct scope *s, struct arena *a, struct diag *d);
/** Appends `t` with its holes filled; the items of a list are joined by `separator`. Unknown names are errors. */
bool template_render(struct text t, const struct scope *s, const char *separator, struct strbuf *out,
                     struct diag *d);
/** The same into the arena; NULL after an error. */
char *template_text(struct text t, const struct scope *s, const char *separator, struct arena *a,
                    struct diag *d);
/** Checks texts that are rendered as arguments of a command. */
bool template_check_argv(const struct text *texts, size_t n, const struct scope *s, struct arena *a,
                         struct diag *d);
/** Arguments of a command, NULL-terminated; NULL after an error. Lists are joined by commas, but for those that are as many arguments. */
const char *const *template_argv(const struct text *texts, size_t n, const struct scope *s, struct arena *a,
                                 struct diag *d);
/** Calls `see` for each name used in `t`. */
void template_names(const char *t, void (*see)(const char *name, size_t len, void *arg), void *arg);

#endif
