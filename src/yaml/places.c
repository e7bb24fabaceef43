#include "places.h"

#include <stdlib.h>
#include <string.h>

#include "secateur/base/utf8.h"

/* The text is at most 1 MiB, so this is little. */
static uint32_t *room(size_t n)
{
	uint32_t *p = calloc(n, sizeof(*p));

	if (!p) {
		fputs("secateur: out of memory\n", stderr);
		abort();
	}
	return p;
}

/* YAML allows no controls but these; a byte order mark only at the start. */
static bool is_refused(const char *s, size_t len)
{
	bool is_break = *s == '\t' || *s == '\n' || *s == '\r' || (len == 2 && memcmp(s, "\xc2\x85", 2) == 0);
	bool is_mark = len == 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0;

	return is_mark || (len < 3 && !is_break && utf8_is_control(s, len));
}

static bool scan(struct places *p, size_t from, struct diag *d)
{
	const char *s = p->in->text;

	for (size_t i = from, len; i < p->n_bytes; i += len) {
		len = utf8_length(s + i, p->n_bytes - i);
		if (!len) {
			return diag_fail(d, places_loc(p, i, i + 1), "this byte (0x%02x) is not UTF-8",
			                 (unsigned)(unsigned char)s[i]);
		}
		if (is_refused(s + i, len)) {
			return diag_fail(d, places_loc(p, i, i + len),
			                 "a control character is not allowed here");
		}
		p->byte_of[p->n_chars++] = (uint32_t)i;
	}
	return true;
}

bool places_open(struct places *p, const struct source *in, struct diag *d)
{
	size_t n = strlen(in->text), bom = strncmp(in->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	*p = (struct places){.in = in, .byte_of = room(n + 1), .line_at = room(n + 1), .n_bytes = n};
	p->n_lines = 1;
	for (size_t i = 0; i < n; i++) {
		if (in->text[i] == '\n') {
			p->line_at[p->n_lines++] = (uint32_t)i + 1;
		}
	}
	bool ok = scan(p, bom, d);

	p->byte_of[p->n_chars] = (uint32_t)n;
	return ok;
}

void places_close(struct places *p)
{
	free(p->byte_of);
	free(p->line_at);
}

size_t places_byte(const struct places *p, size_t index)
{
	return p->byte_of[index < p->n_chars ? index : p->n_chars];
}

struct src_loc places_loc(const struct places *p, size_t from, size_t to)
{
	const char *s = p->in->text;
	size_t low = 0, high = p->n_lines;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (p->line_at[mid] <= from) {
			low = mid;
		} else {
			high = mid;
		}
	}
	const char *end = memchr(s + from, '\n', to > from ? to - from : 0);

	to = end ? (size_t)(end - s) : to;
	while (to > from && strchr(" \t\r", s[to - 1])) {
		to--;
	}
	return (struct src_loc){p->in, (unsigned)low + 1, (unsigned)(from - p->line_at[low]) + 1,
	                        to > from ? (unsigned)(to - from) : 1};
}

struct src_loc places_between(const struct places *p, size_t from, size_t to)
{
	return places_loc(p, places_byte(p, from), places_byte(p, to));
}
