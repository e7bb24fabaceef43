/** From libyaml's count of characters to the byte, line and column of a source. */
#ifndef SECATEUR_SRC_YAML_PLACES_H
#define SECATEUR_SRC_YAML_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/diag.h"

struct places {
	const struct source *in;
	uint32_t *byte_of; /* character -> byte of the text, from behind a byte order mark; and one
	                      for the end */
	uint32_t *line_at; /* byte at which each line begins */
	size_t n_chars, n_lines, n_bytes;
};

/** False, with a complaint, when the text is not UTF-8 or holds a control character. */
bool places_open(struct places *p, const struct source *in, struct diag *d);
void places_close(struct places *p);
/** The byte of the character that libyaml calls `index`. */
size_t places_byte(const struct places *p, size_t index);
/** The place of bytes [from, to), cut at the end of the line, without blanks at its end; one byte at least. */
struct src_loc places_loc(const struct places *p, size_t from, size_t to);
/** The same of the characters that libyaml calls so. */
struct src_loc places_between(const struct places *p, size_t from, size_t to);

#endif
