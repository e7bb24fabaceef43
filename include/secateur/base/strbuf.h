/** A text under construction. */
#ifndef SECATEUR_BASE_STRBUF_H
#define SECATEUR_BASE_STRBUF_H

#include <stddef.h>

struct arena;

/** `text` is NULL before the first add, and NUL-terminated after it. Memory is the heap's: strbuf_done frees. */
struct strbuf {
	char *text;
	size_t len, cap;
};
#define STRBUF_INIT \
	{           \
		0   \
	}

void strbuf_add(struct strbuf *b, const char *s);
void strbuf_addn(struct strbuf *b, const char *s, size_t n);
void strbuf_addc(struct strbuf *b, char c);
void strbuf_addf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** One of the n > 0 bytes at `s` or more: a character, or '?' where a terminal would obey it or it is no UTF-8. Returns how many bytes it took. */
size_t strbuf_add_shown(struct strbuf *b, const char *s, size_t n);
/** A text in the arena as a terminal may see it, on one line. */
char *strbuf_shown(const char *s, struct arena *a);
/** Empties it and keeps the memory. */
void strbuf_reset(struct strbuf *b);
/** A copy in the arena ("" when nothing was added); the buffer is emptied. */
char *strbuf_take(struct strbuf *b, struct arena *a);
void strbuf_done(struct strbuf *b);
#define AUTO_STRBUF __attribute__((cleanup(strbuf_done)))

#endif
