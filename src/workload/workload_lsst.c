/** The configuration of a pipeline's tasks, and what a run of them left behind. */
#include "workload_lsst.h"

#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/quoting.h"
#include "secateur/base/strbuf.h"
#include "secateur/pex/pex.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define DIGITS "0123456789"
#define PARAMETERS "parameters" /* what is no label of a task */

/* --- reading -------------------------------------------------------------------------------------- */

/* A name, or an index of a registry: ["piff"]. 0: neither. */
static size_t part_length(const char *s)
{
	if (*s != '[') {
		return strchr(LETTERS, *s) && *s ? strspn(s, LETTERS DIGITS) : 0;
	}
	const char quote = s[1];
	const char *end = quote == '"' || quote == '\'' ? strchr(s + 2, quote) : NULL;
	return end && end > s + 2 && end[1] == ']' ? (size_t)(end - s) + 2 : 0;
}

static bool is_path(const char *s)
{
	size_t n = *s == '[' ? 0 : part_length(s);

	while (n > 0 && s[n]) {
		s += n + (s[n] == '.');
		n = part_length(s);
	}
	return n > 0;
}

static bool read_entry(const struct yaml *key, const struct yaml *value, struct lsst_task *into,
                       struct yaml_reader *r)
{
	struct lsst_entry e = {.path = yaml_template(key), .is_list = yaml_kind(value) == YAML_LIST};

	if (!is_path(e.path.s)) {
		diag_fail(r->diag, e.path.at, "'%s' is no field of a configuration", e.path.s);
		diag_help(r->diag,
		          "as measurement.plugins.names, or measurePsf.psfDeterminer[\"piff\"].stampSize");
		return false;
	}
	if (!read_texts(value, &e.values, r)) {
		return false;
	}
	if (e.is_list && strcmp(into->label.s, PARAMETERS) == 0) {
		return diag_fail(r->diag, e.path.at,
		                 "the parameter '%s' of a pipeline is a list: it is one text", e.path.s);
	}
	*vec_push(r->arena, &into->entries) = e;
	return true;
}

static bool read_task(const struct yaml *key, const struct yaml *map, struct lsst_config *into,
                      struct yaml_reader *r)
{
	struct lsst_task *t = vec_push(r->arena, &into->tasks);
	bool ok = true;

	t->label = yaml_template(key);
	if (!t->label.s[0] || t->label.s[strspn(t->label.s, LETTERS DIGITS "-.")]) {
		ok = diag_fail(r->diag, t->label.at, "'%s' is no label of a task", t->label.s);
	}
	if (yaml_kind(map) != YAML_MAP) {
		return diag_fail(r->diag, yaml_at(map), "expected a map from fields to values, not %s",
		                 yaml_instead(map, r->arena));
	}
	for (size_t i = 0; i < yaml_count(map); i++) {
		ok = read_entry(yaml_key(map, i), yaml_item(map, i), t, r) && ok;
	}
	return ok;
}

static const struct shape value_shape = SHAPE_EITHER_OF(&shape_text, &shape_texts);
const struct shape lsst_config_shape = {
	.kind = SHAPE_NAMED, .pattern = "^[A-Za-z0-9_.-]+$", .of = AS_NAMED_OF(&value_shape)};

bool lsst_read_config(const struct yaml *y, void *into, struct yaml_reader *r)
{
	bool ok = true;

	if (yaml_kind(y) != YAML_MAP) {
		return diag_fail(r->diag, yaml_at(y),
		                 "expected a map from labels of tasks to their settings, not %s",
		                 yaml_instead(y, r->arena));
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		ok = read_task(yaml_key(y, i), yaml_item(y, i), into, r) && ok;
	}
	return ok;
}

void lsst_set(struct lsst_config *c, struct text label, struct text field, const char *value, struct arena *a)
{
	struct lsst_task *t = NULL;
	struct text *one = NEW(a, struct text);

	for (size_t i = 0; i < c->tasks.n; i++) {
		t = strcmp(c->tasks.at[i].label.s, label.s) == 0 ? &c->tasks.at[i] : t;
	}
	if (!t) {
		t = vec_push(a, &c->tasks);
		t->label = label;
	}
	*one = (struct text){.s = value};
	*vec_push(a, &t->entries) = (struct lsst_entry){.path = field, .values = {one, 1}};
}

/* --- writing overrides -------------------------------------------------------------------------------- */

/* A text that is one hole, with a form or without. */
static bool is_hole(const char *s)
{
	const size_t n = strlen(s);

	return n > 2 && s[0] == '{' && strchr(LETTERS, s[1]) && strcspn(s, "}") == n - 1;
}

/* What it stands for; NULL: the text is more or less than a hole, or says itself how it is written. */
static const struct binding *only_hole(const char *s, const struct scope *names)
{
	return is_hole(s) && !strchr(s, '|') ? scope_find(names, s + 1, strlen(s) - 2) : NULL;
}

/* As it is written: the beginning of a list, a map, a call or a text, or a word of Python's. */
static bool is_expression(const char *s)
{
	static const char *const calls[] = {"float(", "lsst."};

	if (is_hole(s) && strchr(s, '|')) {
		return true;
	}
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		if (strncmp(s, calls[i], strlen(calls[i])) == 0) {
			return true;
		}
	}
	return *s == '\'' || *s == '"' || *s == '[' || *s == '(' || (*s == '{' && !strchr(LETTERS, s[1]));
}

static void add_value(struct strbuf *b, const char *s, const struct scope *names,
                      const struct quoting *python)
{
	static const char *const words[][2] = {{"true", "True"}, {"false", "False"}, {"null", "None"}};

	if (only_hole(s, names)) {
		strbuf_addf(b, "%.*s|python}", (int)strlen(s) - 1, s);
		return;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(s, words[i][0]) == 0) {
			strbuf_add(b, words[i][1]);
			return;
		}
	}
	if (is_expression(s)) {
		strbuf_add(b, s);
	} else {
		python->text(b, s); /* holes stay holes in it */
	}
}

static void add_entry(struct strbuf *b, const struct lsst_entry *e, const struct scope *names,
                      const struct quoting *python)
{
	const struct binding *set = e->values.n == 1 ? only_hole(e->values.at[0].s, names) : NULL;

	if (set && set->is_set) {
		strbuf_addf(b, "config.%s -= {%s.dropped|python}\n", e->path.s, set->name);
		return;
	}
	strbuf_addf(b, "config.%s = %s", e->path.s, e->is_list ? "[" : "");
	for (size_t i = 0; i < e->values.n; i++) {
		strbuf_add(b, i > 0 ? ", " : "");
		add_value(b, e->values.at[i].s, names, python);
	}
	strbuf_add(b, e->is_list ? "]\n" : "\n");
}

/* As in a pipeline's YAML: files come first, then Python, then single fields. */
enum pass { PASS_FILE, PASS_PYTHON, PASS_FIELDS, N_PASSES };

static enum pass pass_of(const struct lsst_entry *e)
{
	return strcmp(e->path.s, "file") == 0     ? PASS_FILE
	       : strcmp(e->path.s, "python") == 0 ? PASS_PYTHON
	                                          : PASS_FIELDS;
}

static void add_pass(struct strbuf *b, const struct lsst_task *t, enum pass pass, const struct scope *names)
{
	const struct quoting *python = NULL;

	for (size_t i = 0; !python || strcmp(python->name, "python") != 0; i++) {
		python = quoting_at(i);
	}
	for (size_t i = 0; i < t->entries.n; i++) {
		const struct lsst_entry *e = &t->entries.at[i];
		if (pass_of(e) != pass) {
			continue;
		}
		for (size_t k = 0; pass != PASS_FIELDS && k < e->values.n; k++) {
			strbuf_addf(b, pass == PASS_FILE ? "config.load('%s')\n" : "%s\n", e->values.at[k].s);
		}
		if (pass == PASS_FIELDS) {
			add_entry(b, e, names, python);
		}
	}
}

static const char *overrides(const struct lsst_task *t, const struct scope *names, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_add(&b, "");
	for (enum pass pass = 0; pass < N_PASSES; pass++) {
		add_pass(&b, t, pass, names);
	}
	return strbuf_take(&b, a);
}

static bool check_entries(const struct lsst_task *t, const struct scope *names, struct arena *a,
                          struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; i < t->entries.n; i++) {
		for (size_t k = 0; k < t->entries.at[i].values.n; k++) {
			ok = template_check(t->entries.at[i].values.at[k], names, a, d) && ok;
		}
	}
	return ok;
}

static void add_parameters(struct lsst_words *w, const struct lsst_task *t, struct arena *a)
{
	for (size_t i = 0; i < t->entries.n; i++) {
		const struct lsst_entry *e = &t->entries.at[i];
		const struct text *value = &e->values.at[0];
		lsst_add_option(
			w, "-c",
			(struct text){arena_printf(a, PARAMETERS ":%s=%s", e->path.s, value->s), value->at},
			a);
	}
}

bool lsst_add_config(const struct lsst_config *c, const struct scope *names, struct command *to,
                     struct arena *a, struct diag *d, struct texts *argv)
{
	struct lsst_words w = {0};
	bool ok = true;

	for (size_t i = 0; i < c->tasks.n; i++) {
		const struct lsst_task *t = &c->tasks.at[i];
		const char *path = arena_printf(a, "config/%s.py", t->label.s);
		ok = check_entries(t, names, a, d) &&
		     ok; /* where they are written, not in what is made of them */
		if (strcmp(t->label.s, PARAMETERS) == 0) {
			add_parameters(&w, t, a);
			continue;
		}
		*vec_push(a, &to->files) =
			(struct file){.name = path, .text = {.s = overrides(t, names, a), .at = t->label.at}};
		lsst_add_option(&w, "-C", (struct text){.s = arena_printf(a, "%s:%s", t->label.s, path)}, a);
	}
	*argv = lsst_joined(&w);
	return ok;
}

bool lsst_canonical(const char *printed, struct arena *a, struct diag *d, const char **ret)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const struct source in = {"what pipetask printed", printed};
	struct pex_dump dump;

	if (strncmp(printed, "### ", 4) != 0) {
		*ret = printed;
		return true;
	}
	if (!pex_read(&in, strlen(printed), NULL, a, d, &dump)) {
		return false;
	}
	pex_lines(&dump, false, a, &b);
	*ret = strbuf_take(&b, a);
	return true;
}

/* --- what a run left ------------------------------------------------------------------------------------ */

const char *lsst_beside(const char *program, const char *name, struct arena *a)
{
	const char *slash = strrchr(program, '/');

	return slash ? arena_printf(a, "%.*s%s", (int)(slash - program) + 1, program, name) : name;
}
