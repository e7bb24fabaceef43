/**
 * The lines of a dump. pex_config writes each field with its comment above it, and then, behind all members of a registry, without a
 * comment, which of them are active.
 */
#include "secateur/pex/pex.h"

#include <stdlib.h>
#include <string.h>

#include "pex_private.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"

#define HEADING "### Configuration for task `"

struct reader {
	struct pex_cursor at;
	struct pex_dump *dump;
	struct strbuf *comment; /* above the line */
	bool is_commented;
};

/* --- members of registries ------------------------------------------------------------------------ */

/* What holds members; whether it is a registry is known when its choice is read. */
static struct pex_registry *holder(struct pex_task *t, const char *path)
{
	for (size_t i = t->registries.n; i-- > 0;) {
		if (strcmp(t->registries.at[i].path, path) == 0) {
			return &t->registries.at[i];
		}
	}
	return NULL;
}

static struct pex_registry *add_holder(struct pex_task *t, const char *path, struct arena *a)
{
	struct pex_registry *r = holder(t, path);

	if (!r) {
		r = vec_push(a, &t->registries);
		r->path = path;
	}
	return r;
}

static void add_known(struct pex_registry *r, const char *key, struct arena *a)
{
	for (size_t i = r->known.n; i-- > 0;) {
		if (strcmp(r->known.at[i], key) == 0) {
			return;
		}
	}
	*vec_push(a, &r->known) = key;
}

static bool is_active(const struct pex_registry *r, const char *key)
{
	for (size_t i = 0; i < r->active.n; i++) {
		if (strcmp(r->active.at[i], key) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_off(struct pex_task *t, const struct pex_member *m)
{
	for (; m; m = m->outer) {
		const struct pex_registry *r = holder(t, m->of);
		if (r && r->at.line > 0 && !is_active(r, m->key)) {
			return true;
		}
	}
	return false;
}

/* --- the end of a task ---------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
	const struct pex_field *x = a, *y = b;
	int c = strcmp(x->path, y->path);

	return c ? c : (x->at.line > y->at.line) - (x->at.line < y->at.line);
}

/* Of several values, the last one counts, as in Python. */
static void keep_last(struct pex_task *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->fields.n; i++) {
		n -= n > 0 && strcmp(t->fields.at[n - 1].path, t->fields.at[i].path) == 0;
		t->fields.at[n++] = t->fields.at[i];
	}
	t->fields.n = n;
}

static void end_task(struct pex_task *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->fields.n; i++) {
		t->fields.at[i].is_off = is_off(t, t->fields.at[i].member);
	}
	for (size_t i = 0; i < t->registries.n; i++) {
		t->registries.at[i].is_off = is_off(t, t->registries.at[i].member);
	}
	for (size_t i = 0; i < t->retargets.n; i++) {
		t->retargets.at[i].is_off = is_off(t, t->retargets.at[i].member);
	}
	/* others, which are no choice, have all their members in use */
	for (size_t i = 0; i < t->registries.n; i++) {
		if (t->registries.at[i].at.line > 0) {
			t->registries.at[n++] = t->registries.at[i];
		}
	}
	t->registries.n = n;
	if (t->fields.n > 0) {
		qsort(t->fields.at, t->fields.n, sizeof(*t->fields.at), by_path);
	}
	keep_last(t);
}

/* --- lines ---------------------------------------------------------------------------------------- */

static struct src_loc whole_line(const struct reader *r)
{
	return pex_place(&r->at, r->at.line, (size_t)(r->at.end - r->at.line));
}

static struct pex_task *begin_task(struct reader *r, const char *label)
{
	struct pex_task *t = vec_push(r->at.arena, &r->dump->tasks);

	t->label = label;
	t->at = whole_line(r);
	return t;
}

static struct pex_task *task(struct reader *r) { return &r->dump->tasks.at[r->dump->tasks.n - 1]; }

static bool read_heading(struct reader *r)
{
	const char *label = NULL;

	if (!pex_name(&r->at, &label) || !pex_expect(&r->at, "'") || !pex_expect_end(&r->at)) {
		begin_task(r, "");
		return false;
	}
	bool is_twice = pex_find_task(r->dump, label) != NULL;

	begin_task(r, label);
	return !is_twice ||
	       diag_fail(r->at.diag, whole_line(r), "the configuration of %s for the second time", label);
}

static void read_comment(struct reader *r)
{
	const char *text = r->at.line + 1;

	text += text < r->at.end && *text == ' ';
	if (r->is_commented) {
		strbuf_addc(r->comment, '\n');
	}
	strbuf_addn(r->comment, text, (size_t)(r->at.end - text));
	r->is_commented = true;
}

/* Today: `is T, f"..."`, in 2022: `==T, '...'`. The message says no more than the line before it. */
static bool read_assert(struct reader *r)
{
	return (pex_skip(&r->at, " is ") || pex_expect(&r->at, "==")) &&
	       pex_dotted(&r->at, &task(r)->config_class) &&
	       (pex_skip(&r->at, ", f\"config is of type ") || pex_expect(&r->at, ", 'config is of type "));
}

struct place {
	const char *path, *parent,
		*last; /* last: the name at its end, of `parent`; NULL: it ends with a key */
	const struct pex_member *member;
};

static bool read_key(struct reader *r, const char *root, struct place *ret)
{
	struct arena *a = r->at.arena;
	struct pex_member *m = NEW(a, struct pex_member);
	const char *of = arena_strndup(a, root, (size_t)(r->at.s - 1 - root));
	struct pex_value key;

	if (!pex_read_value(&r->at, &key)) {
		return false;
	}
	if (key.kind != PEX_TEXT && key.kind != PEX_NUMBER) {
		return diag_fail(r->at.diag, key.at, "a key was expected here: a text or a number");
	}
	*m = (struct pex_member){of, key.text ? key.text : key.written, ret->member};
	add_known(add_holder(task(r), of, a), m->key, a);
	ret->member = m;
	ret->last = NULL;
	return pex_expect(&r->at, "]");
}

/* Behind `config`. */
static bool read_place(struct reader *r, struct place *ret)
{
	const char *root = r->at.s + 1;

	*ret = (struct place){0};
	if (!pex_expect(&r->at, ".") || !pex_name(&r->at, &ret->last)) {
		return false;
	}
	ret->parent = "";
	for (;;) {
		const char *end = r->at.s;
		if (pex_skip(&r->at, ".")) {
			if (!pex_name(&r->at, &ret->last)) {
				return false;
			}
			ret->parent = arena_strndup(r->at.arena, root, (size_t)(end - root));
		} else if (pex_skip(&r->at, "[")) {
			if (!read_key(r, root, ret)) {
				return false;
			}
		} else {
			ret->path = arena_strndup(r->at.arena, root, (size_t)(end - root));
			return true;
		}
	}
}

static bool read_retarget(struct reader *r, const struct place *p)
{
	struct pex_retarget *t = vec_push(r->at.arena, &task(r)->retargets);

	*t = (struct pex_retarget){.path = p->parent, .member = p->member, .at = whole_line(r)};
	return pex_expect(&r->at, "target=") && pex_dotted(&r->at, &t->target) &&
	       pex_expect(&r->at, ", ConfigClass=") && pex_dotted(&r->at, &t->config_class) &&
	       pex_expect(&r->at, ")");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_name(const struct pex_value *v)
{
	size_t n = 0;

	if (v->kind != PEX_TEXT) {
		return false;
	}
	for (const char *s = v->text; *s; s += n) {
		n = utf8_length(s, strlen(s));
		if (n == 0 || utf8_is_control(s, n)) {
			return false;
		}
	}
	return true;
}

static bool is_of_names(const struct pex_value *v)
{
	for (size_t i = 0; i < v->n_items; i++) {
		if (!is_name(&v->items[i])) {
			return false;
		}
	}
	return v->kind == PEX_LIST;
}

/* `.names` and `.name` of a registry, and not a field of that name, which would have a comment and no members beside it. */
static bool is_choice(struct reader *r, const struct place *p, const struct pex_value *v)
{
	bool can_be = p->last && *p->parent &&
	              ((strcmp(p->last, "names") == 0 && is_of_names(v)) ||
	               (strcmp(p->last, "name") == 0 && (is_name(v) || v->kind == PEX_NONE)));

	return can_be && (!r->is_commented || holder(task(r), p->parent));
}

/* They are a set. */
static void sort_names(struct pex_registry *r)
{
	size_t n = 0;

	if (r->active.n > 0) {
		qsort(r->active.at, r->active.n, sizeof(*r->active.at), by_text);
	}
	for (size_t i = 0; i < r->active.n; i++) {
		if (n == 0 || strcmp(r->active.at[n - 1], r->active.at[i]) != 0) {
			r->active.at[n++] = r->active.at[i];
		}
	}
	r->active.n = n;
}

static void add_choice(struct reader *r, const struct place *p, const struct pex_value *v)
{
	struct arena *a = r->at.arena;
	struct pex_registry *to = add_holder(task(r), p->parent, a);
	const char *dot = strrchr(p->parent, '.');
	size_t n = v->kind == PEX_LIST ? v->n_items : v->kind == PEX_TEXT;

	to->is_multi = v->kind == PEX_LIST;
	to->is_undeblended = strcmp(dot ? dot + 1 : p->parent, "undeblended") == 0;
	to->member = p->member;
	to->at = whole_line(r);
	to->active.n = 0;
	for (size_t i = 0; i < n; i++) {
		const char *name = v->kind == PEX_LIST ? v->items[i].text : v->text;
		*vec_push(a, &to->active) = name;
		add_known(to, name, a);
	}
	sort_names(to);
}

static bool read_assignment(struct reader *r)
{
	struct pex_cursor *c = &r->at;
	struct pex_value v;
	struct place p;

	if (!read_place(r, &p)) {
		return false;
	}
	if (p.last && strcmp(p.last, "retarget") == 0 && pex_skip(c, "(")) {
		return read_retarget(r, &p);
	}
	if (!pex_expect(c, "=") || !pex_read_value(c, &v)) {
		return false;
	}
	if (is_choice(r, &p, &v)) {
		add_choice(r, &p, &v);
		return true;
	}
	*vec_push(c->arena, &task(r)->fields) = (struct pex_field){.path = p.path,
	                                                           .value = v,
	                                                           .about = strbuf_take(r->comment, c->arena),
	                                                           .member = p.member,
	                                                           .at = whole_line(r)};
	return true;
}

static bool read_statement(struct reader *r, const char *label)
{
	const char *module = NULL;
	bool ok = true;

	if (r->dump->tasks.n == 0) {
		begin_task(r, label ? label : "");
		if (!label) {
			ok = diag_fail(r->at.diag, whole_line(r),
			               "a heading was expected: " HEADING "label'");
			diag_help(
				r->at.diag,
				"this reads what `pipetask build --show dump-config` prints on standard output");
		}
	}
	if (pex_skip(&r->at, "import ")) {
		return pex_dotted(&r->at, &module) && pex_expect_end(&r->at) && ok;
	}
	if (pex_skip(&r->at, "assert type(config)")) {
		return read_assert(r) && ok;
	}
	if (pex_skip(&r->at, "config")) {
		return read_assignment(r) && pex_expect_end(&r->at) && ok;
	}
	return ok &&
	       diag_fail(r->at.diag, whole_line(r), "not a line of a configuration as pipetask prints it");
}

static bool read_line(struct reader *r, const char *label)
{
	bool is_comment = r->at.line < r->at.end && *r->at.line == '#', ok = true;

	if (pex_skip(&r->at, HEADING)) {
		return read_heading(r);
	}
	if (is_comment) {
		read_comment(r);
		return true;
	}
	if (r->at.line < r->at.end) {
		ok = read_statement(r, label);
	}
	strbuf_reset(r->comment);
	r->is_commented = false;
	return ok;
}

bool pex_read(const struct source *in, size_t size, const char *label, struct arena *a, struct diag *d,
              struct pex_dump *ret)
{
	AUTO_STRBUF struct strbuf comment = STRBUF_INIT;
	struct reader r = {.at = {.in = in, .arena = a, .diag = d}, .dump = ret, .comment = &comment};
	bool ok = true;

	*ret = (struct pex_dump){0};
	for (const char *line = in->text; *line;) {
		size_t n = strcspn(line, "\n"), shown = n - (n > 0 && line[n - 1] == '\r');
		r.at = (struct pex_cursor){in, r.at.number + 1, line, line, line + shown, a, d};
		ok = read_line(&r, label) && ok;
		line += n + (line[n] == '\n');
	}
	const size_t end = strlen(in->text);
	if (end < size) {
		const bool begins_line = end == 0 || in->text[end - 1] == '\n';
		return diag_fail(d, (struct src_loc){.in = in},
		                 "a NUL byte is in it, on line %u: this is no text",
		                 r.at.number + begins_line);
	}
	for (size_t i = 0; i < ret->tasks.n; i++) {
		end_task(&ret->tasks.at[i]);
	}
	return ok && (ret->tasks.n > 0 ||
	              diag_fail(d, (struct src_loc){.in = in}, "no configuration of a task is in it"));
}

/* --- what was read -------------------------------------------------------------------------------- */

const struct pex_task *pex_find_task(const struct pex_dump *dump, const char *label)
{
	for (size_t i = 0; i < dump->tasks.n; i++) {
		if (strcmp(dump->tasks.at[i].label, label) == 0) {
			return &dump->tasks.at[i];
		}
	}
	return NULL;
}

const struct pex_field *pex_find_field(const struct pex_task *t, const char *path)
{
	size_t from = 0, to = t->fields.n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int c = strcmp(path, t->fields.at[middle].path);
		if (c == 0) {
			return &t->fields.at[middle];
		}
		from = c > 0 ? middle + 1 : from;
		to = c > 0 ? to : middle;
	}
	return NULL;
}

const struct pex_registry *pex_find_registry(const struct pex_task *t, const char *path)
{
	for (size_t i = 0; i < t->registries.n; i++) {
		if (strcmp(t->registries.at[i].path, path) == 0) {
			return &t->registries.at[i];
		}
	}
	return NULL;
}

/* "a.b.SomeError: what" or, of a command line, "Error: what". */
static bool is_raised(const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n);
	const size_t name = colon ? (size_t)(colon - line) : 0;

	return name >= strlen("Error") && !memchr(line, ' ', name) &&
	       (memmem(line, name, "Error", strlen("Error")) ||
	        memmem(line, name, "Exception", strlen("Exception")));
}

const char *pex_exception(const char *text, struct arena *a)
{
	static const char heading[] = "Traceback (most recent call last):";
	const char *found = NULL;
	size_t length = 0;
	bool in_stack = false; /* whose end is an exception, whatever it is called */

	for (const char *line = text; *line;) {
		const size_t n = strcspn(line, "\n");
		if (strncmp(line, heading, strlen(heading)) == 0) {
			in_stack = true;
		} else if (is_raised(line, n) || (in_stack && n > 0 && *line != ' ')) {
			found = line;
			length = n;
			in_stack = false;
		}
		line += n + (line[n] == '\n');
	}
	if (!found) {
		return NULL;
	}
	const size_t name = strcspn(found, ":\n");
	const char *dot = memrchr(found, '.', name), *from = dot ? dot + 1 : found;
	return arena_strndup(a, from, length - (size_t)(from - found));
}
