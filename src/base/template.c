#include "secateur/base/template.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/quoting.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"

enum piece_kind { PIECE_END, PIECE_TEXT, PIECE_BRACE, PIECE_HOLE };

/* What comes next in a template: a run of text, a doubled brace, or a hole `{name}` or `{name|form}`. */
struct piece {
	enum piece_kind kind;
	const char *s; /* as written: "{{" and "{name}" with their braces */
	size_t n, n_name;
};

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"

/* 0 when no hole begins at `s`; else its length, braces included, and that of its name. */
static size_t hole_length(const char *s, size_t *n_name)
{
	size_t n = s[0] == '{' && s[1] && strchr(LETTERS, s[1]) ? strspn(s + 1, LETTERS "0123456789.-") : 0;

	*n_name = n;
	if (n && s[1 + n] == '|' && s[2 + n] && strchr(LETTERS, s[2 + n])) {
		n += 1 + strspn(s + 2 + n, LETTERS);
		n += s[1 + n] == ':' ? strcspn(s + 1 + n, "}\n") : 0;
	}
	return n && s[1 + n] == '}' ? n + 2 : 0;
}

static struct piece next_piece(const char *s)
{
	size_t n_name, n = hole_length(s, &n_name);

	if (n) {
		return (struct piece){PIECE_HOLE, s, n, n_name};
	}
	if (s[0] == '{' && s[1] == '{') {
		return (struct piece){PIECE_BRACE, s, 2, 0};
	}
	if (!s[0]) {
		return (struct piece){PIECE_END, s, 0, 0};
	}
	n = 1 + strcspn(s + 1, "{");
	return (struct piece){PIECE_TEXT, s, n, 0};
}

static struct piece after(struct piece p) { return next_piece(p.s + p.n); }

static const char *name_of(struct piece hole, struct arena *a)
{
	return arena_strndup(a, hole.s + 1, hole.n_name);
}

/** What a hole asks for. */
struct wish {
	const struct binding *of; /* NULL: nothing has its name */
	const char *const *items; /* kept or dropped */
	size_t n;
	const struct quoting *quoting; /* NULL: as the place wants it */
	const char *separator;         /* of `join`, as written, up to the brace; NULL: none */
	bool args;
	bool is_known; /* the form is, or there is none */
	const char *form;
	size_t n_form;
};

static bool is_same(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

/* `{plugins.dropped}`, unless something has that name. */
static const struct binding *find_part(struct piece hole, const struct scope *s, bool *dropped)
{
	static const char *const parts[] = {".kept", ".dropped"};
	const char *name = hole.s + 1;
	const struct binding *b = scope_find(s, name, hole.n_name);

	for (size_t i = 0; !b && i < sizeof(parts) / sizeof(*parts); i++) {
		size_t n = strlen(parts[i]);
		if (hole.n_name > n && is_same(name + hole.n_name - n, n, parts[i])) {
			b = scope_find(s, name, hole.n_name - n);
			b = b && b->is_set ? b : NULL;
			*dropped = i == 1;
		}
	}
	return b;
}

static struct wish wish_of(struct piece hole, const struct scope *s)
{
	struct wish w = {0};
	const char *form = hole.s + 1 + hole.n_name;
	const struct quoting *q;
	bool dropped = false;

	w.of = find_part(hole, s, &dropped);
	if (w.of) {
		w.items = dropped ? w.of->dropped : w.of->items;
		w.n = dropped ? w.of->n_dropped : w.of->n;
	}
	w.is_known = *form != '|';
	if (w.is_known) {
		return w;
	}
	w.form = form + 1;
	w.n_form = strspn(w.form, LETTERS);
	if (w.form[w.n_form] == ':') {
		w.separator = is_same(w.form, w.n_form, "join") ? w.form + w.n_form + 1 : NULL;
		w.is_known = w.separator != NULL;
		return w;
	}
	w.args = w.is_known = is_same(w.form, w.n_form, "args");
	for (size_t i = 0; (q = quoting_at(i)); i++) {
		if (is_same(w.form, w.n_form, q->name)) {
			w.quoting = q;
			w.is_known = true;
		}
	}
	return w;
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
			if (s->at[i].is_set) {
				*vec_push(a, &known) = arena_printf(a, "%s.dropped", s->at[i].name);
			}
		}
	}
	const char *hint = near_hint(name, known.at, known.n, a);
	diag_fail(d, place(t, hole), "nothing is named '%s'%s", name, hint);
	if (!*hint) {
		diag_help(d, "where the brace itself is meant, write {{%s}", name);
	}
	return false;
}

static bool complain_of_form(struct text t, struct piece hole, const struct wish *w, struct arena *a,
                             struct diag *d)
{
	VEC(const char *) known = {0};
	const char *form = arena_strndup(a, w->form, w->n_form), *list = "args, join:SEPARATOR";

	*vec_push(a, &known) = "args";
	*vec_push(a, &known) = "join";
	for (size_t i = 0; quoting_at(i); i++) {
		*vec_push(a, &known) = quoting_at(i)->name;
		list = arena_printf(a, "%s, %s", list, quoting_at(i)->name);
	}
	bool takes_none = w->form[w->n_form] == ':', is_join = strcmp(form, "join") == 0;
	for (size_t i = 0; i < known.n && !is_join; i++) {
		if (takes_none && strcmp(known.at[i], form) == 0) {
			return diag_fail(d, place(t, hole), "the form '%s' takes nothing after a colon",
			                 form);
		}
	}
	if (is_join) {
		return diag_fail(d, place(t, hole), "the form 'join' wants a separator: {...|join:, }");
	}
	diag_fail(d, place(t, hole), "there is no form '%s'%s", form, near_hint(form, known.at, known.n, a));
	diag_help(d, "it is one of: %s", list);
	return false;
}

/* `{x|args}` makes sense where it is all of an argument. */
static bool is_alone(struct text t, struct piece hole) { return hole.s == t.s && !t.s[hole.n]; }

static bool is_good(struct text t, struct piece hole, const struct wish *w, bool is_argument,
                    const struct scope *s, struct diag *d)
{
	AUTO_ARENA struct arena *a = NULL;

	if (w->of && w->is_known && !(w->args && !(is_argument && is_alone(t, hole)))) {
		return true;
	}
	a = arena_new();
	if (!w->of) {
		return complain(t, hole, s, a, d);
	}
	if (!w->is_known) {
		return complain_of_form(t, hole, w, a, d);
	}
	return diag_fail(d, place(t, hole),
	                 "'args' stands for arguments: the hole is to be all of one of a command");
}

static bool check(struct text t, bool is_argument, const struct scope *s, struct diag *d)
{
	bool ok = true;

	for (struct piece p = next_piece(t.s ? t.s : ""); p.kind != PIECE_END; p = after(p)) {
		if (p.kind == PIECE_HOLE) {
			struct wish w = wish_of(p, s);
			ok = is_good(t, p, &w, is_argument, s, d) && ok;
		}
	}
	return ok;
}

bool template_check(struct text t, const struct scope *s, struct arena *a, struct diag *d)
{
	(void)a;
	return check(t, false, s, d);
}

bool template_check_argv(const struct text *texts, size_t n, const struct scope *s, struct arena *a,
                         struct diag *d)
{
	bool ok = true;

	(void)a;
	for (size_t i = 0; i < n; i++) {
		ok = check(texts[i], true, s, d) && ok;
	}
	return ok;
}

/* "\n" and "\t" as they are written. */
static void add_separator(struct strbuf *out, const char *s)
{
	for (; *s && *s != '}'; s++) {
		bool is_escape = *s == '\\' && (s[1] == 'n' || s[1] == 't' || s[1] == '\\');
		s += is_escape;
		strbuf_addc(out, !is_escape ? *s : *s == 'n' ? '\n' : *s == 't' ? '\t' : *s);
	}
}

static void add_item(struct strbuf *out, const struct quoting *q, const char *item)
{
	if (q && q->text) {
		q->text(out, item);
	} else {
		strbuf_add(out, item);
	}
}

static void add_between(struct strbuf *out, const struct wish *w, const char *separator)
{
	if (w->separator) {
		add_separator(out, w->separator);
	} else {
		strbuf_add(out, w->quoting ? w->quoting->separator : separator);
	}
}

static bool fill(struct text t, struct piece hole, const struct wish *w, const char *separator,
                 struct strbuf *out, struct diag *d)
{
	const struct quoting *q = w->quoting;
	const bool is_list = q && (w->of->is_set || w->n != 1);

	if (w->of->late) {
		strbuf_addn(out, hole.s, hole.n);
		return true;
	}
	strbuf_add(out, is_list ? q->open : "");
	for (size_t i = 0; i < w->n; i++) {
		if (i > 0) {
			add_between(out, w, separator);
		}
		if (q && q->one_line && strpbrk(w->items[i], "\r\n")) {
			return diag_fail(d, place(t, hole),
			                 "'%s' puts a line feed where one line is asked for", q->name);
		}
		add_item(out, q, w->items[i]);
	}
	strbuf_add(out, is_list ? q->close : "");
	return true;
}

bool template_render(struct text t, const struct scope *s, const char *separator, struct strbuf *out,
                     struct diag *d)
{
	strbuf_add(out, "");
	for (struct piece p = next_piece(t.s); p.kind != PIECE_END; p = after(p)) {
		if (p.kind != PIECE_HOLE) {
			strbuf_addn(out, p.s, p.kind == PIECE_BRACE ? 1 : p.n);
			continue;
		}
		struct wish w = wish_of(p, s);
		if (!is_good(t, p, &w, false, s, d) || !fill(t, p, &w, separator, out, d)) {
			return false;
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

const char *const *template_argv(const struct text *texts, size_t n, const struct scope *s, struct arena *a,
                                 struct diag *d)
{
	VEC(const char *) argv = {0};

	for (size_t i = 0; i < n; i++) {
		struct piece p = next_piece(texts[i].s);
		struct wish w =
			p.kind == PIECE_HOLE && is_alone(texts[i], p) ? wish_of(p, s) : (struct wish){0};
		if (w.of && w.args && !w.of->late) {
			for (size_t k = 0; k < w.n; k++) {
				*vec_push(a, &argv) = w.items[k];
			}
			continue;
		}
		const char *text =
			w.of && w.args ? arena_strndup(a, p.s, p.n) : template_text(texts[i], s, ",", a, d);
		if (!text) {
			return NULL;
		}
		*vec_push(a, &argv) = text;
	}
	if (argv.n == 0) {
		diag_fail(d, n > 0 ? texts[0].at : NOWHERE,
		          "nothing is left of the command: its lists are empty");
		return NULL;
	}
	*vec_push(a, &argv) = NULL;
	return argv.at;
}

void template_names(const char *t, void (*see)(const char *name, size_t len, void *arg), void *arg)
{
	for (struct piece p = next_piece(t); p.kind != PIECE_END; p = after(p)) {
		if (p.kind == PIECE_HOLE) {
			see(p.s + 1, p.n_name, arg);
		}
	}
}
