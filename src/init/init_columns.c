#include <ctype.h>
#include <string.h>

#include "init_private.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"

enum { MOST_HINTS = 100, MOST_ELEMENTS = 1 << 24 };

/* What ends a column's name, and what stands between and behind the numbers of its size. */
#define NAME_ENDS " \t{[(\r#"
#define SIZE_BLANKS " \t,;.{[(\r"
#define SIZE_ENDS ")]}"

struct reader {
	struct init_cursor at;
	const struct init_columns *known;
	struct init_columns *into;
	unsigned n_unknown;
	struct arena *arena;
	struct diag *diag;
};

const struct init_column *init_columns_find(const struct init_columns *c, const char *name)
{
	for (size_t i = 0; i < c->at.n; i++) {
		if (strcmp(c->at.at[i].name, name) == 0) {
			return &c->at.at[i];
		}
	}
	return NULL;
}

/* `rest` is what follows the name, n bytes: "(35,35) # pixels". */
static bool read_size(struct reader *r, const char *rest, size_t n, struct init_column *c)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t i = strspn(rest, " \t"), dimensions = 0;
	bool bracket = i < n && strchr("{[(", rest[i]);

	if (i >= n || (!bracket && !isdigit((unsigned char)rest[i]))) {
		return true; /* a comment, or nothing */
	}
	for (i += strspn(rest + i, SIZE_BLANKS); i < n && !strchr(SIZE_ENDS "#", rest[i]);
	     i += strspn(rest + i, SIZE_BLANKS)) {
		size_t digits = strspn(rest + i, "0123456789");
		int64_t x = 0;
		if (!num_int(arena_strndup(r->arena, rest + i, digits), 1, MOST_ELEMENTS, &x)) {
			return false;
		}
		c->length = dimensions++ ? c->length : (size_t)x;
		strbuf_addf(&b, "%s%d", dimensions > 1 ? "," : "", (int)x);
		i += digits;
	}
	if (dimensions == 0 || (bracket && (i >= n || rest[i] == '#'))) {
		return false;
	}
	c->written = arena_printf(r->arena, "%s(%s)", c->name, b.text);
	return true;
}

static void warn_unknown(struct reader *r, const struct init_column *c)
{
	VEC(const char *) names = {0};

	r->n_unknown++;
	for (size_t i = 0; r->n_unknown <= MOST_HINTS && i < r->known->at.n; i++) {
		*vec_push(r->arena, &names) = r->known->at.at[i].name;
	}
	diag_warn(r->diag, c->at, "left out: no column is named '%s'%s", c->name,
	          near_hint(c->name, names.at, names.n, r->arena));
}

static bool read_column(struct reader *r, const char *line, const char *s, size_t n)
{
	size_t length = strcspn(s, NAME_ENDS);
	length = length < n ? length : n;
	struct init_column c = {.name = arena_strndup(r->arena, s, length),
	                        .at = init_place(&r->at, line, s, length)};

	c.written = c.name;
	if (length == 0 || !init_is_shown(s, length)) {
		return diag_fail(r->diag, c.at, "expected a column's name");
	}
	if (r->known && !init_columns_find(r->known, c.name)) {
		warn_unknown(r, &c);
	} else if (r->known && init_columns_find(r->into, c.name)) {
		diag_warn(r->diag, c.at, "left out: %s is listed above already", c.name);
	} else if (r->known && !read_size(r, s + length, n - length, &c)) {
		return diag_fail(r->diag, c.at, "%s wants a size such as (35,35) behind it, or none", c.name);
	} else {
		*vec_push(r->arena, &r->into->at) = c;
	}
	return true;
}

bool init_columns_read(const struct source *in, size_t size, const struct init_columns *known,
                       struct arena *a, struct diag *d, struct init_columns *ret)
{
	struct init_columns all = {0};
	struct reader r = {init_begin(in), known, &all, 0, a, d};
	const char *line = NULL;
	size_t n = 0;
	bool ok = true;

	if (strlen(in->text) != size) {
		return diag_fail(d, (struct src_loc){.in = in}, "this is no text: it holds a NUL byte");
	}
	while (init_next_line(&r.at, &line, &n)) {
		size_t from = strspn(line, known ? " \t\r" : " \t\r#");
		if (from < n && line[from] != '#') {
			ok = read_column(&r, line, line + from, n - from) && ok;
		}
	}
	*ret = all;
	return ok;
}
