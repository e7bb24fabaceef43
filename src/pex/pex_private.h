/** The reader's place in a line, and what it reads there. */
#ifndef SECATEUR_PEX_PRIVATE_H
#define SECATEUR_PEX_PRIVATE_H

#include "secateur/base/arena.h"
#include "secateur/pex/pex.h"

/** A line of the text, without its end, and how far it was read. */
struct pex_cursor {
	const struct source *in;
	unsigned number; /* from 1 */
	const char *line, *s, *end;
	struct arena *arena;
	struct diag *diag;
};

/** The `n` bytes from `s` on; at least one is pointed at. */
struct src_loc pex_place(const struct pex_cursor *c, const char *s, size_t n);
/** Steps over the text where it stands at the cursor. */
bool pex_skip(struct pex_cursor *c, const char *text);
/** Steps over the text, or complains that it is not there. */
bool pex_expect(struct pex_cursor *c, const char *text);
/** Nothing is left of the line, or a complaint. */
bool pex_expect_end(struct pex_cursor *c);
/** `lsst.pipe.base.config`: names apart by dots. */
bool pex_dotted(struct pex_cursor *c, const char **ret);
/** One value, as Python's repr writes it. */
bool pex_read_value(struct pex_cursor *c, struct pex_value *ret);
/** One name, without dots. */
bool pex_name(struct pex_cursor *c, const char **ret);

#endif
