#include "secateur/base/strbuf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oom.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/utf8.h"

enum { FIRST_CAP = 64 };

static void grow(struct strbuf *b, size_t more)
{
	if (more >= SIZE_MAX / 2 - b->len) {
		or_abort(NULL);
	}
	size_t need = b->len + more + 1;

	if (need > b->cap) {
		size_t cap = b->cap ? b->cap : FIRST_CAP;

		while (cap < need) {
			cap *= 2;
		}
		b->text = or_abort(realloc(b->text, cap));
		b->cap = cap;
	}
}

void strbuf_addn(struct strbuf *b, const char *s, size_t n)
{
	grow(b, n);
	if (n) {
		memcpy(b->text + b->len, s, n);
	}
	b->len += n;
	b->text[b->len] = '\0';
}

void strbuf_add(struct strbuf *b, const char *s) { strbuf_addn(b, s, strlen(s)); }

void strbuf_addc(struct strbuf *b, char c) { strbuf_addn(b, &c, 1); }

void strbuf_addf(struct strbuf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	AUTO_FREE char *s = printed_or_abort(fmt, ap);
	va_end(ap);
	strbuf_add(b, s);
}

size_t strbuf_add_shown(struct strbuf *b, const char *s, size_t n)
{
	const size_t len = utf8_length(s, n);

	if (len == 0 || utf8_is_control(s, len)) {
		strbuf_addc(b, '?');
		return len ? len : 1;
	}
	strbuf_addn(b, s, len);
	return len;
}

char *strbuf_shown(const char *s, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t n = strlen(s), i = 0; i < n;) {
		i += strbuf_add_shown(&b, s + i, n - i);
	}
	return strbuf_take(&b, a);
}

void strbuf_reset(struct strbuf *b)
{
	b->len = 0;
	if (b->text) {
		b->text[0] = '\0';
	}
}

char *strbuf_take(struct strbuf *b, struct arena *a)
{
	char *s = arena_copy(a, b->text ? b->text : "", b->len + 1, 1);

	strbuf_reset(b);
	return s;
}

void strbuf_done(struct strbuf *b)
{
	free(b->text);
	*b = (struct strbuf)STRBUF_INIT;
}
