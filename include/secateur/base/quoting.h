/** Texts written so that another language reads them back: what templates put into files and commands. */
#ifndef SECATEUR_BASE_QUOTING_H
#define SECATEUR_BASE_QUOTING_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/** A way to write a value: one text, or a list of them. */
struct quoting {
	const char *name, *about;
	/** One text. NULL: as it is. */
	void (*text)(struct strbuf *out, const char *s);
	const char *open, *separator, *close; /* of a list */
	bool one_line;                        /* a text with a line feed cannot be written */
};

const struct quoting *quoting_at(size_t i); /* NULL past the end */

/** The same for one text, in a shell's quotes where it needs any. */
void quote_for_shell(struct strbuf *out, const char *s);
/** The same in YAML's quotes, unless it is a number or a word of the language there. */
void quote_for_yaml(struct strbuf *out, const char *s);

#endif
