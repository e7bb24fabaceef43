#include "secateur/base/template.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"

enum piece_kind { PIECE_END, PIECE_TEXT, PIECE_BRACE, PIECE_HOLE };

/* What comes next in a template: a run of text, a doubled brace, or a hole `{name}`. */
struct piece {
	enum piece_kind kind;
	const char *s; /* as written: "{{" and "{name}" with their braces */
	size_t n;
};

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"

/* The length of the hole at `s`, braces included; 0 when none begins there. */
static size_t hole_length(const char *s)
{
	size_t n = s[0] == '{' && s[1] && strchr(LETTERS, s[1]) ? strspn(s + 1, LETTERS "0123456789.-") : 0;

	return n && s[1 + n] == '}' ? n + 2 : 0;
}

static struct piece next_piece(const char *s)
{
	size_t n = hole_length(s);

	if (n) {
		return (struct piece){PIECE_HOLE, s, n};
	}
	if (s[0] == '{' && s[1] == '{') {
		return (struct piece){PIECE_BRACE, s, 2};
	}
	if (!s[0]) {
		return (struct piece){PIECE_END, s, 0};
	}
	n = 1 + strcspn(s + 1, "{");
	return (struct piece){PIECE_TEXT, s, n};
}

static struct piece after(struct piece p) { return next_piece(p.s + p.n); }

static const char *name_of(struct piece hole, struct arena *a)
{
	return arena_strndup(a, hole.s + 1, hole.n - 2);
}

struct binding scope_bind(const char *name, const char *value, struct arena *a)
{
	return (struct binding){
		.name = name, .items = arena_copy(a, &value, sizeof(value), alignof(const char *)), .n = 1};
}

const struct binding *scope_find(const struct scope *s, const char *name, size_t len)
{
	for (; s; s = s->outer) {
		for (size_t i = 0; i < s->n; i++) {
			if (strlen(s->at[i].name) == len && memcmp(s->at[i].name, name, len) == 0) {
				return &s->at[i];
			}
		}
	}
	return NULL;
}

static const char *find_bytes(const char *in, const char *s, size_t n)
{
	return memmem(in, strlen(in), s, n);
}

/**
 * The hole's own place. What was read may be shorter than what was written (folded lines, escapes),
 * so the pieces with braces, which are written as they are read, are looked for in the source one
 * after the other.
 */
static struct src_loc place(struct text t, struct piece hole)
{
	const char *line = t.at.in && t.at.line ? t.at.in->text : NULL, *s;
	struct src_loc at = t.at;

	for (unsigned i = 1; line && i < t.at.line; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line || strcspn(line, "\n") + 1 < t.at.col) {
		return t.at;
	}
	s = line + t.at.col - 1;
	for (struct piece p = next_piece(t.s); p.s < hole.s; p = after(p)) {
		const char *found = p.kind != PIECE_TEXT ? find_bytes(s, p.s, p.n) : NULL;

		s = found ? found + p.n : s;
	}
	s = find_bytes(s, hole.s, hole.n);
	if (!s) {
		return t.at;
	}
	for (const char *end = memchr(line, '\n', (size_t)(s - line)); end;
	     end = memchr(line, '\n', (size_t)(s - line))) {
		line = end + 1;
		at.line++;
	}
	at.col = (unsigned)(s - line) + 1;
	at.len = (unsigned)hole.n;
	return at;
}

static bool complain(struct text t, struct piece hole, const struct scope *s, struct arena *a, struct diag *d)
{
	VEC(const char *) known = {0};
	const char *name = name_of(hole, a);

	for (; s; s = s->outer) {
		for (size_t i = 0; i < s->n; i++) {
			*vec_push(a, &known) = s->at[i].name;
		}
	}
	const char *hint = near_hint(name, known.at, known.n, a);
	diag_fail(d, place(t, hole), "nothing is named '%s'%s", name, hint);
	if (!*hint) {
		diag_help(d, "where the brace itself is meant, write {{%s}", name);
	}
	return false;
}

bool template_check(struct text t, const struct scope *s, struct arena *a, struct diag *d)
{
	bool ok = true;

	if (!t.s) {
		return true;
	}
	for (struct piece p = next_piece(t.s); p.kind != PIECE_END; p = after(p)) {
		if (p.kind == PIECE_HOLE && !scope_find(s, p.s + 1, p.n - 2)) {
			ok = complain(t, p, s, a, d);
		}
	}
	return ok;
}

static void fill(struct piece hole, const struct binding *b, const char *separator, struct strbuf *out)
{
	if (b->late) {
		strbuf_addn(out, hole.s, hole.n);
	}
	for (size_t i = 0; !b->late && i < b->n; i++) {
		strbuf_add(out, i ? separator : "");
		strbuf_add(out, b->items[i]);
	}
}

bool template_render(struct text t, const struct scope *s, const char *separator, struct strbuf *out,
                     struct diag *d)
{
	AUTO_ARENA struct arena *names = NULL;

	strbuf_add(out, "");
	for (struct piece p = next_piece(t.s); p.kind != PIECE_END; p = after(p)) {
		const struct binding *b = p.kind == PIECE_HOLE ? scope_find(s, p.s + 1, p.n - 2) : NULL;

		if (b) {
			fill(p, b, separator, out);
		} else if (p.kind == PIECE_HOLE) {
			names = arena_new();
			return complain(t, p, s, names, d);
		} else {
			strbuf_addn(out, p.s, p.kind == PIECE_BRACE ? 1 : p.n);
		}
	}
	return true;
}

char *template_text(struct text t, const struct scope *s, const char *separator, struct arena *a,
                    struct diag *d)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	return template_render(t, s, separator, &b, d) ? strbuf_take(&b, a) : NULL;
}

void template_names(const char *t, void (*see)(const char *name, size_t len, void *arg), void *arg)
{
	for (struct piece p = next_piece(t); p.kind != PIECE_END; p = after(p)) {
		if (p.kind == PIECE_HOLE) {
			see(p.s + 1, p.n - 2, arg);
		}
	}
}
