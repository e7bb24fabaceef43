#include "secateur/base/csv.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"

static struct src_loc here(const struct csv *c, size_t len)
{
	return (struct src_loc){c->in, c->line, (unsigned)(c->s - c->line_start) + 1, (unsigned)len};
}

static void next_line(struct csv *c)
{
	c->s += *c->s == '\r';
	c->s += *c->s == '\n';
	c->line++;
	c->line_start = c->s;
}

/* The cursor ends on the comma, the line's end or the text's. */
static bool read_cell(struct csv *c, struct arena *a, struct diag *d, struct text *ret)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (*c->s != '"') {
		size_t n = strcspn(c->s, ",\r\n");
		*ret = (struct text){arena_strndup(a, c->s, n), here(c, n)};
		c->s += n;
		return true;
	}
	struct src_loc at = here(c, 1);
	for (c->s++; *c->s && (*c->s != '"' || c->s[1] == '"'); c->s++) {
		c->s += *c->s == '"';
		strbuf_addc(&b, *c->s);
		if (*c->s == '\n') {
			c->line++;
			c->line_start = c->s + 1;
		}
	}
	if (!*c->s) {
		return diag_fail(d, at, "this quote is never closed");
	}
	c->s++;
	*ret = (struct text){strbuf_take(&b, a), at};
	return strchr(",\r\n", *c->s) || diag_fail(d, here(c, 1), "text after the closing quote");
}

struct csv csv_begin(const struct source *in)
{
	struct csv c = {in, in->text, 1, in->text};

	c.s += strncmp(c.s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	return c;
}

bool csv_more(struct csv *c)
{
	while (*c->s == '\n' || *c->s == '\r') {
		next_line(c);
	}
	return *c->s != '\0';
}

bool csv_row(struct csv *c, struct arena *a, struct diag *d, struct csv_row *ret)
{
	struct csv_row row = {.at = here(c, 1)};

	for (;;) {
		if (!read_cell(c, a, d, vec_push(a, &row.cells))) {
			return false;
		}
		if (*c->s != ',') {
			next_line(c);
			*ret = row;
			return true;
		}
		c->s++;
	}
}

void csv_put(FILE *out, const char *s)
{
	if (!s) {
		return;
	}
	if (!strpbrk(s, ",\"\r\n")) {
		fputs(s, out);
		return;
	}
	fputc('"', out);
	for (; *s; s++) {
		fputs(*s == '"' ? "\"\"" : (char[]){*s, '\0'}, out);
	}
	fputc('"', out);
}
