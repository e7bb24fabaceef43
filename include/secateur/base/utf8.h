/** The little that is to be known of UTF-8: where characters end, and which ones a terminal obeys. */
#ifndef SECATEUR_BASE_UTF8_H
#define SECATEUR_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The length in bytes of the character that begins at `s` (n > 0 bytes are there); 0 when not valid. */
size_t utf8_length(const char *s, size_t n);
/** Whether the valid character of `len` bytes at `s` is C0, DEL, C1, a line separator or a change of direction. */
bool utf8_is_control(const char *s, size_t len);
/** The code point of the valid character of `len` bytes at `s`. */
uint32_t utf8_code(const char *s, size_t len);
/** How many columns of a terminal it takes: 0 for what is put over the one before, 2 for what East Asia writes wide and for emoji. */
size_t utf8_columns(const char *s, size_t len);
/** The largest m <= n at which a character begins or the text ends: where `s` can be cut. */
size_t utf8_cut(const char *s, size_t n);

#endif
