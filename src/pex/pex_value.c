/** Values as Python's repr writes them: literals, nested ones, and calls such as float('nan'). */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "pex_private.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"

/* Nobody nests so deep, and the stack is finite. */
enum { MOST_DEPTH = 64 };

struct src_loc pex_place(const struct pex_cursor *c, const char *s, size_t n)
{
	return (struct src_loc){c->in, c->number, (unsigned)(s - c->line) + 1, n ? (unsigned)n : 1};
}

static char peek(const struct pex_cursor *c) { return c->s < c->end ? *c->s : '\0'; }

bool pex_skip(struct pex_cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->s) < n || memcmp(c->s, text, n) != 0) {
		return false;
	}
	c->s += n;
	return true;
}

bool pex_expect(struct pex_cursor *c, const char *text)
{
	return pex_skip(c, text) || diag_fail(c->diag, pex_place(c, c->s, 1), "'%s' was expected here", text);
}

bool pex_expect_end(struct pex_cursor *c)
{
	return c->s == c->end || diag_fail(c->diag, pex_place(c, c->s, (size_t)(c->end - c->s)),
	                                   "more text than the line should have");
}

/* --- names ---------------------------------------------------------------------------------------- */

/* The length of the character of a name, 0 where there is none. Python has names of other letters than ours, too. */
static size_t at_word(const struct pex_cursor *c)
{
	size_t left = (size_t)(c->end - c->s), n = left > 0 ? utf8_length(c->s, left) : 0;

	return n > 1 ? (utf8_is_control(c->s, n) ? 0 : n)
	             : n == 1 && (isalnum((unsigned char)*c->s) || *c->s == '_');
}

bool pex_name(struct pex_cursor *c, const char **ret)
{
	const char *begin = c->s;

	if (isdigit((unsigned char)peek(c)) || !at_word(c)) {
		return diag_fail(c->diag, pex_place(c, c->s, 1), "a name was expected here");
	}
	for (size_t n = at_word(c); n > 0; n = at_word(c)) {
		c->s += n;
	}
	*ret = arena_strndup(c->arena, begin, (size_t)(c->s - begin));
	return true;
}

bool pex_dotted(struct pex_cursor *c, const char **ret)
{
	const char *begin = c->s, *name = NULL;

	do {
		if (!pex_name(c, &name)) {
			return false;
		}
	} while (pex_skip(c, "."));
	*ret = arena_strndup(c->arena, begin, (size_t)(c->s - begin));
	return true;
}

/* --- texts ---------------------------------------------------------------------------------------- */

static bool is_scalar(uint32_t code)
{
	return code > 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff);
}

static void put_code(struct strbuf *b, uint32_t code)
{
	if (code < 0x80) {
		strbuf_addc(b, (char)code);
		return;
	}
	static const uint32_t leads[] = {0, 0xc0, 0xe0, 0xf0};
	int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

	strbuf_addc(b, (char)(leads[more] | code >> 6 * more));
	while (more-- > 0) {
		strbuf_addc(b, (char)(0x80 | (code >> 6 * more & 0x3f)));
	}
}

/* \xHH, \uHHHH, \UHHHHHHHH: the cursor is on the letter. */
static bool read_code(struct pex_cursor *c, struct strbuf *b)
{
	static const char digits[] = "0123456789abcdef";
	const char *begin = c->s - 1;
	int n = *c->s == 'x' ? 2 : *c->s == 'u' ? 4 : 8;
	uint32_t code = 0;

	c->s++;
	for (int i = 0; i < n; i++) {
		const char *digit = peek(c) ? strchr(digits, tolower((unsigned char)*c->s)) : NULL;
		if (!digit) {
			return diag_fail(c->diag, pex_place(c, begin, (size_t)(c->s - begin)),
			                 "an escape of fewer than %d digits", n);
		}
		code = code << 4 | (uint32_t)(digit - digits);
		c->s++;
	}
	if (is_scalar(code)) {
		put_code(b, code);
	} else {
		strbuf_addn(b, begin, (size_t)(c->s - begin));
	}
	return true;
}

/* The cursor is behind the backslash. */
static bool read_escape(struct pex_cursor *c, struct strbuf *b)
{
	static const char letters[] = "\\'\"nrtabfv", meant[] = "\\'\"\n\r\t\a\b\f\v";
	const char *known = peek(c) ? strchr(letters, *c->s) : NULL;

	if (known) {
		strbuf_addc(b, meant[known - letters]);
		c->s++;
		return true;
	}
	return peek(c) && strchr("xuU", *c->s)
	               ? read_code(c, b)
	               : diag_fail(c->diag, pex_place(c, c->s - 1, 2), "no escape that Python's repr writes");
}

/* One that stands for itself: repr escapes those that are not to be seen. */
static bool read_plain(struct pex_cursor *c, struct strbuf *b)
{
	size_t n = utf8_length(c->s, (size_t)(c->end - c->s));

	if (n == 0 || utf8_is_control(c->s, n)) {
		return diag_fail(c->diag, pex_place(c, c->s, n),
		                 n ? "a control character in a text" : "this is not UTF-8");
	}
	strbuf_addn(b, c->s, n);
	c->s += n;
	return true;
}

static bool read_text(struct pex_cursor *c, struct pex_value *ret)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const char *begin = c->s, quote = *c->s++;

	while (peek(c) && *c->s != quote) {
		if (pex_skip(c, "\\") ? !read_escape(c, &b) : !read_plain(c, &b)) {
			return false;
		}
	}
	if (!peek(c)) {
		return diag_fail(c->diag, pex_place(c, begin, 1), "this quote is never closed");
	}
	c->s++;
	ret->kind = PEX_TEXT;
	ret->text = strbuf_take(&b, c->arena);
	return true;
}

/* --- numbers -------------------------------------------------------------------------------------- */

static size_t skip_digits(struct pex_cursor *c)
{
	const char *begin = c->s;

	while (isdigit((unsigned char)peek(c))) {
		c->s++;
	}
	return (size_t)(c->s - begin);
}

static bool read_real(struct pex_cursor *c)
{
	if (pex_skip(c, "nan") || pex_skip(c, "inf")) {
		return true;
	}
	size_t n = skip_digits(c);

	n += pex_skip(c, ".") ? skip_digits(c) : 0;
	if (n > 0 && pex_skip(c, "e")) {
		bool is_signed = pex_skip(c, "-") || pex_skip(c, "+");
		n = is_signed || peek(c) ? skip_digits(c) : 0;
	}
	return n > 0;
}

/* A complex one has two parts. */
static bool read_number(struct pex_cursor *c, struct pex_value *ret)
{
	const char *begin = c->s;

	ret->kind = PEX_NUMBER;
	pex_skip(c, "-");
	bool ok = read_real(c);
	if (ok && (peek(c) == '+' || peek(c) == '-')) {
		c->s++;
		ok = read_real(c) && peek(c) == 'j';
	}
	pex_skip(c, "j");
	return (ok && !at_word(c) && peek(c) != '.') ||
	       diag_fail(c->diag, pex_place(c, begin, (size_t)(c->s - begin)), "not a number");
}

/* --- the others ----------------------------------------------------------------------------------- */

static bool read_value(struct pex_cursor *c, unsigned depth, struct pex_value *ret);

struct list {
	char close;
	bool is_call;
	bool has_keys, has_bare; /* of its items, so far */
	bool ends_with_comma;
	VEC(struct pex_value) items;
};

static bool read_item(struct pex_cursor *c, unsigned depth, struct list *l)
{
	const char *begin = c->s, *name = NULL;

	/* the name of an argument, which is no value */
	if (l->is_call && at_word(c) && !isdigit((unsigned char)*c->s) && pex_name(c, &name) &&
	    !pex_skip(c, "=")) {
		c->s = begin;
	}
	if (!read_value(c, depth, vec_push(c->arena, &l->items))) {
		return false;
	}
	if (l->close != '}' || !pex_skip(c, ":")) {
		l->has_bare = true;
		return true;
	}
	l->has_keys = true;
	pex_skip(c, " ");
	return read_value(c, depth, vec_push(c->arena, &l->items));
}

/* Up to the closing bracket, and over it. */
static bool read_list(struct pex_cursor *c, unsigned depth, struct list *l)
{
	const char *open = c->s++;

	while (peek(c) != l->close) {
		if (c->s == c->end) {
			return diag_fail(c->diag, pex_place(c, open, 1), "this bracket is never closed");
		}
		if (!read_item(c, depth, l)) {
			return false;
		}
		l->ends_with_comma = pex_skip(c, ",");
		if (!l->ends_with_comma && peek(c) != l->close && c->s < c->end) {
			return diag_fail(c->diag, pex_place(c, c->s, 1), "',' or '%c' was expected here",
			                 l->close);
		}
		pex_skip(c, l->ends_with_comma ? " " : "");
	}
	c->s++;
	return !(l->has_keys && l->has_bare) ||
	       diag_fail(c->diag, pex_place(c, open, 1), "some items of this dict have no key");
}

static bool read_bracket(struct pex_cursor *c, unsigned depth, struct pex_value *ret)
{
	char open = *c->s;
	struct list l = {.close = open == '[' ? ']' : open == '{' ? '}' : ')'};

	if (!read_list(c, depth, &l)) {
		return false;
	}
	if (open == '(' && l.items.n == 1 && !l.ends_with_comma) {
		*ret = l.items.at[0]; /* as repr writes a complex number */
		return true;
	}
	ret->kind = open == '{' && !l.has_bare ? PEX_DICT : PEX_LIST;
	ret->items = l.items.at;
	ret->n_items = l.items.n;
	return true;
}

/* float('nan'), and np.float64(1.0), which passes for a float. */
static bool is_number_call(const char *name, const struct list *args)
{
	if (args->items.n != 1) {
		return false;
	}
	enum pex_kind of = args->items.at[0].kind;
	bool is_numpy = strncmp(name, "np.", 3) == 0 || strncmp(name, "numpy.", 6) == 0;

	return strcmp(name, "float") == 0 ? of == PEX_TEXT : is_numpy && of == PEX_NUMBER;
}

static bool read_object(struct pex_cursor *c, unsigned depth, struct pex_value *ret)
{
	static const struct {
		const char *name;
		enum pex_kind kind;
	} words[] = {{"None", PEX_NONE},
	             {"True", PEX_BOOL},
	             {"False", PEX_BOOL},
	             {"nan", PEX_NUMBER},
	             {"inf", PEX_NUMBER}};
	struct list args = {.close = ')', .is_call = true};
	const char *name = NULL;

	if (!pex_dotted(c, &name)) {
		return false;
	}
	ret->kind = PEX_OBJECT;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(name, words[i].name) == 0) {
			ret->kind = words[i].kind;
			return true;
		}
	}
	if (peek(c) != '(') {
		return true;
	}
	if (!read_list(c, depth, &args)) {
		return false;
	}
	ret->kind = is_number_call(name, &args) ? PEX_NUMBER : PEX_OBJECT;
	ret->items = args.items.at;
	ret->n_items = args.items.n;
	return true;
}

static bool read_value(struct pex_cursor *c, unsigned depth, struct pex_value *ret)
{
	const char *begin = c->s;
	char first = peek(c);
	bool ok = false;

	if (depth == 0) {
		return diag_fail(c->diag, pex_place(c, c->s, 1), "more than %d brackets in one another",
		                 MOST_DEPTH);
	}
	if (!first || strchr(",:=)]}", first)) {
		return diag_fail(c->diag, pex_place(c, c->s, 1), "a value was expected here");
	}
	if (strchr("'\"", first)) {
		ok = read_text(c, ret);
	} else if (strchr("[{(", first)) {
		ok = read_bracket(c, depth - 1, ret);
	} else if (isdigit((unsigned char)first) || first == '-') {
		ok = read_number(c, ret);
	} else {
		ok = read_object(c, depth - 1, ret);
	}
	ret->written = arena_strndup(c->arena, begin, (size_t)(c->s - begin));
	ret->at = pex_place(c, begin, (size_t)(c->s - begin));
	return ok;
}

bool pex_read_value(struct pex_cursor *c, struct pex_value *ret)
{
	*ret = (struct pex_value){0};
	return read_value(c, MOST_DEPTH, ret);
}
