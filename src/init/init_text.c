#include <string.h>

#include "init_private.h"
#include "secateur/base/utf8.h"

/* A byte order mark, and the two that are no characters: YAML refuses them. */
static bool is_odd(const char *s, size_t n)
{
	return n == 3 && (memcmp(s, "\xef\xbb\xbf", 3) == 0 || memcmp(s, "\xef\xbf\xbe", 3) == 0 ||
	                  memcmp(s, "\xef\xbf\xbf", 3) == 0);
}

/* The length of the character at `s` where it can be shown, else 0. */
static size_t shown_length(const char *s, size_t n)
{
	size_t len = utf8_length(s, n);

	return len && !utf8_is_control(s, len) && !is_odd(s, len) ? len : 0;
}

bool init_is_shown(const char *s, size_t n)
{
	size_t len = 1;

	for (; n > 0 && len > 0; s += len, n -= len) {
		len = shown_length(s, n);
	}
	return len > 0;
}

char *init_shown(const char *s, size_t n, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	while (n > 0) {
		size_t len = shown_length(s, n);
		if (len) {
			strbuf_addn(&b, s, len);
		} else {
			strbuf_addc(&b, *s == '\t' ? ' ' : '?');
		}
		s += len ? len : 1;
		n -= len ? len : 1;
	}
	return strbuf_take(&b, a);
}

struct init_cursor init_begin(const struct source *in) { return (struct init_cursor){in, in->text, 0}; }

bool init_next_line(struct init_cursor *c, const char **line, size_t *n)
{
	if (!*c->s) {
		return false;
	}
	*line = c->s;
	*n = strcspn(c->s, "\n");
	c->s += *n + (c->s[*n] == '\n');
	c->line++;
	*n -= *n > 0 && (*line)[*n - 1] == '\r';
	if (c->line == 1 && *n >= 3 && memcmp(*line, "\xef\xbb\xbf", 3) == 0) {
		*line += 3;
		*n -= 3;
	}
	return true;
}

struct src_loc init_place(const struct init_cursor *c, const char *line, const char *s, size_t n)
{
	bool marked = c->line == 1 && line > c->in->text; /* by a byte order mark */

	return (struct src_loc){c->in, c->line, (unsigned)(s - line + (marked ? 3 : 0)) + 1,
	                        n ? (unsigned)n : 1};
}
