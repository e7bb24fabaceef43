/** A `struct command`: reading and checking. */
#include "workload_command.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"

enum { MOST_TEMPLATE_BYTES = 8 << 20 };

#define ROWS(t) (t), sizeof(t) / sizeof(*(t))

/* --- reading ---------------------------------------------------------------------------------- */

static bool expect_map(const struct yaml *y, struct yaml_reader *r)
{
	return yaml_kind(y) == YAML_MAP ||
	       diag_fail(r->diag, yaml_at(y), "expected a map, not %s", yaml_instead(y, r->arena));
}

static bool read_when(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct step *s = into;
	bool ok = expect_map(y, r);
	size_t n = ok ? yaml_count(y) : 0;

	for (size_t i = 0; i < n; i++) {
		const struct yaml *levels = yaml_item(y, i);
		struct condition c = {.factor = yaml_template(yaml_key(y, i))};
		ok = read_texts(levels, &c.levels, r) && ok;
		if (yaml_kind(levels) == YAML_LIST && yaml_count(levels) == 0) {
			ok = diag_fail(r->diag, yaml_at(levels),
			               "the list is empty: the step would never be run");
		}
		*vec_push(r->arena, &s->when) = c;
	}
	return ok;
}

static bool read_argv(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct texts *t = into;

	if (yaml_kind(y) == YAML_TEXT) {
		diag_fail(r->diag, yaml_at(y), "expected a list: a program and its arguments");
		diag_help(r->diag, "no shell stands in between; write [sh, -c, \"...\"] where one is wanted");
		return false;
	}
	return read_texts(y, t, r) && (t->n > 0 || diag_fail(r->diag, yaml_at(y), "the command is empty"));
}

/* one level or several; an empty list would never hold */
static const struct shape levels_shape = SHAPE_EITHER_OF(&shape_text, AS_LIST_OF(&shape_text));

static const struct field step_rows[] = {
	{"name", read_name, offsetof(struct step, name), true,
         "names the step; `when` may choose between two of one name"},
	{"command", read_argv, offsetof(struct step, command), true, "a program and its arguments",
         &shape_command},
	{"when", read_when, 0, false,
         "a map from factors (or iteration) to the levels at which the step is run",
         AS_NAMED_OF(&levels_shape)},
	{"stdout", read_template, offsetof(struct step, stdout_file), false,
         "the file that takes the standard output; else it goes to NAME.log with the errors"},
};

static bool read_steps(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct command *c = into;
	bool ok = true;

	if (yaml_kind(y) != YAML_LIST) {
		return diag_fail(r->diag, yaml_at(y), "expected a list of steps, not %s",
		                 yaml_instead(y, r->arena));
	}
	if (yaml_count(y) == 0) {
		return diag_fail(r->diag, yaml_at(y), "the list of steps is empty");
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		struct step *s = vec_push(r->arena, &c->steps);
		s->at = yaml_at(yaml_item(y, i));
		ok = yaml_fields(yaml_item(y, i), ROWS(step_rows), NULL, 0, s, r) && ok;
	}
	return ok;
}

static bool read_looped(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct texts *t = into;

	return read_texts(y, t, r) && (t->n > 0 || diag_fail(r->diag, yaml_at(y), "the list is empty"));
}

static const struct field loop_rows[] = {
	{"steps", read_looped, offsetof(struct loop, steps), true, "names of steps that follow one another",
         &levels_shape},
	{"times", read_template, offsetof(struct loop, times), true, "how often, at least 1"},
};

static bool read_loop(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, ROWS(loop_rows), NULL, 0, into, r);
}

static const struct field file_rows[] = {
	{"from", read_template, offsetof(struct file, from), false, "a template beside the experiment file"},
	{"text", read_template, offsetof(struct file, text), false, "the template itself"},
};

static const char *const file_sources[] = {"from", "text"};
static const struct shape file_shape = {.kind = SHAPE_FIELDS,
                                        .fields = file_rows,
                                        .n_fields = sizeof(file_rows) / sizeof(*file_rows),
                                        .one_of = SHAPE_KEYS(file_sources)};

/* Names of folders and of a file that stay inside the run's folder. */
static bool is_inner_path(const char *s)
{
	for (;; s++) {
		size_t n = strcspn(s, "/");
		if (n == 0 || (n == 1 && s[0] == '.') || (n == 2 && s[0] == '.' && s[1] == '.')) {
			return false;
		}
		s += n;
		if (!*s) {
			return true;
		}
	}
}

static bool is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return strncmp(path, dir, n) == 0 && path[n] == '/';
}

/* The last file is no folder of another, nor another its folder. */
static bool is_no_folder(const struct command *c, struct src_loc at, struct diag *d)
{
	const char *last = c->files.at[c->files.n - 1].name;

	for (size_t i = 0; i + 1 < c->files.n; i++) {
		const char *other = c->files.at[i].name;
		if (is_below(last, other) || is_below(other, last)) {
			return diag_fail(d, at, "'%s' and '%s' cannot both be files", other, last);
		}
	}
	return true;
}

static bool read_file(const struct yaml *y, const struct yaml *key, struct file *f, struct yaml_reader *r)
{
	f->name = yaml_text(key);
	if (!is_inner_path(f->name)) {
		return diag_fail(r->diag, yaml_at(key), "'%s' is no path inside the run's folder", f->name);
	}
	if (!yaml_fields(y, ROWS(file_rows), NULL, 0, f, r)) {
		return false;
	}
	return !f->from.s != !f->text.s ||
	       diag_fail(r->diag, yaml_at(key), "'%s' needs one of: from, text", f->name);
}

bool command_read_files(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct command *c = into;
	bool ok = expect_map(y, r);
	size_t n = ok ? yaml_count(y) : 0;

	for (size_t i = 0; i < n; i++) {
		struct file *f = vec_push(r->arena, &c->files);
		ok = read_file(yaml_item(y, i), yaml_key(y, i), f, r) &&
		     is_no_folder(c, yaml_at(yaml_key(y, i)), r->diag) && ok;
	}
	return ok;
}

bool command_read_variables(const struct yaml *y, struct variables *into, struct yaml_reader *r)
{
	bool ok = expect_map(y, r);
	size_t n = ok ? yaml_count(y) : 0;

	for (size_t i = 0; i < n; i++) {
		struct variable *v = vec_push(r->arena, &into->at);
		v->name = yaml_text(yaml_key(y, i));
		ok = read_template(yaml_item(y, i), &v->value, r) && ok;
	}
	return ok;
}

bool command_read_environment(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct command *c = into;
	bool ok = command_read_variables(y, &c->environment, r);

	for (size_t i = 0; i < c->environment.at.n; i++) {
		const char *name = c->environment.at.at[i].name;
		if (!*name || strchr(name, '=')) {
			ok = diag_fail(r->diag, yaml_at(yaml_key(y, i)), "'%s' is no name of a variable",
			               name);
		}
	}
	return ok;
}

/* One command, or a list of them. */
static bool read_commands(const struct yaml *y, struct commands *into, struct yaml_reader *r)
{
	bool many = yaml_kind(y) == YAML_LIST && yaml_count(y) > 0 && yaml_kind(yaml_item(y, 0)) == YAML_LIST;
	size_t n = many ? yaml_count(y) : 1;
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		ok = read_argv(many ? yaml_item(y, i) : y, vec_push(r->arena, &into->at), r) && ok;
	}
	return ok;
}

bool command_read_version(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return read_commands(y, &((struct command *)into)->version, r);
}

static bool read_effective(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return read_commands(y, &((struct command *)into)->effective, r);
}

const struct shape command_commands_shape = SHAPE_EITHER_OF(&shape_command, AS_LIST_OF(&shape_command));

const struct shape command_files_shape = SHAPE_NAMED_OF(&file_shape);
const struct shape command_texts_shape = SHAPE_NAMED_OF(&shape_text);

const struct field command_rows[N_COMMAND_ROWS] = {
	{"steps", read_steps, 0, true, "run in order; each is timed and counted apart",
         AS_LIST_OF(AS_FIELDS(step_rows))},
	{"loop", read_loop, offsetof(struct command, loop), false, "steps that are run several times",
         AS_FIELDS(loop_rows)},
	COMMAND_FILES,
	COMMAND_ENVIRONMENT,
	COMMAND_VERSION,
	{"effective", read_effective, 0, false,
         "a command, or several, that print the configuration in force: compared from variant to variant",
         &command_commands_shape},
};
_Static_assert(sizeof(command_rows) / sizeof(*command_rows) == N_COMMAND_ROWS, "count the rows");

/* --- loading ---------------------------------------------------------------------------------- */

bool command_is_among(const char *level, const struct binding *b)
{
	for (size_t i = 0; i < b->n_levels; i++) {
		if (strcmp(b->levels[i], level) == 0) {
			return true;
		}
	}
	return false;
}

/* Passes of a loop, as they are written when they are counted. */
static bool check_iterations(const struct texts *t, struct diag *d)
{
	int64_t pass = 0;
	bool ok = true;

	for (size_t i = 0; i < t->n; i++) {
		const char *s = t->at[i].s;
		if (!num_int(s, 1, MOST_ITERATIONS, &pass) || *s == '0' || *s == '+') {
			ok = diag_fail(d, t->at[i].at, "iterations are 1 to %d, not '%s'", MOST_ITERATIONS,
			               s);
		}
	}
	return ok;
}

static bool check_condition(const struct condition *c, const struct scope *names, struct arena *a,
                            struct diag *d)
{
	const struct binding *b = scope_find(names, c->factor.s, strlen(c->factor.s));
	VEC(const char *) known = {0};
	bool ok = true;

	if (!b) {
		for (const struct scope *s = names; s; s = s->outer) {
			for (size_t i = 0; i < s->n; i++) {
				*vec_push(a, &known) = s->at[i].name;
			}
		}
		return diag_fail(d, c->factor.at, "there is no factor '%s'%s", c->factor.s,
		                 near_hint(c->factor.s, known.at, known.n, a));
	}
	if (strcmp(b->name, "iteration") == 0) {
		return check_iterations(&c->levels, d);
	}
	if (b->n_levels == 0) {
		return diag_fail(d, c->factor.at, "'%s' is not a factor", b->name);
	}
	for (size_t i = 0; i < c->levels.n; i++) {
		if (!command_is_among(c->levels.at[i].s, b)) {
			ok = diag_fail(d, c->levels.at[i].at, "'%s' has no level '%s'%s", b->name,
			               c->levels.at[i].s,
			               near_hint(c->levels.at[i].s, b->levels, b->n_levels, a));
		}
	}
	return ok;
}

static bool check_step(const struct step *s, const struct scope *names, struct arena *a, struct diag *d)
{
	bool ok = template_check_argv(s->command.at, s->command.n, names, a, d);

	for (size_t i = 0; i < s->when.n; i++) {
		ok = check_condition(&s->when.at[i], names, a, d) && ok;
	}
	return (!s->stdout_file.s || template_check(s->stdout_file, names, a, d)) && ok;
}

static bool is_looped(const struct loop *l, const char *step)
{
	for (size_t i = 0; i < l->steps.n; i++) {
		if (strcmp(l->steps.at[i].s, step) == 0) {
			return true;
		}
	}
	return false;
}

static bool names_a_step(const struct command *c, struct text name, struct arena *a, struct diag *d)
{
	VEC(const char *) known = {0};

	for (size_t i = 0; i < c->steps.n; i++) {
		if (c->steps.at[i].name && strcmp(c->steps.at[i].name, name.s) == 0) {
			return true;
		}
		*vec_push(a, &known) = c->steps.at[i].name ? c->steps.at[i].name : "";
	}
	return diag_fail(d, name.at, "there is no step '%s'%s", name.s,
	                 near_hint(name.s, known.at, known.n, a));
}

static bool load_loop(struct command *c, const struct scope *names, struct arena *a, struct diag *d)
{
	struct loop *l = &c->loop;
	bool ok = true;

	if (!l->times.s) {
		l->first = SIZE_MAX; /* no loop */
		return true;
	}
	for (size_t i = 0; i < l->steps.n; i++) {
		ok = names_a_step(c, l->steps.at[i], a, d) && ok;
	}
	l->first = SIZE_MAX;
	for (size_t i = 0; ok && i < c->steps.n; i++) {
		if (c->steps.at[i].name && is_looped(l, c->steps.at[i].name)) {
			if (l->first != SIZE_MAX && l->last + 1 != i) {
				return diag_fail(d, l->steps.at[0].at,
				                 "the steps of a loop must follow one another");
			}
			l->first = l->first == SIZE_MAX ? i : l->first;
			l->last = i;
		}
	}
	return template_check(l->times, names, a, d) && ok;
}

/* Templates are read once: a file edited while the experiment runs changes nothing. */
static bool load_file(struct file *f, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct binding *here = scope_find(names, "here", strlen("here"));
	struct source *in = NEW(a, struct source);
	size_t size = 0;

	if (!f->from.s) {
		return template_check(f->text, names, a, d);
	}
	char *name = template_text(f->from, names, " ", a, d);
	if (!name) {
		return false;
	}
	const char *path = fs_join(a, here->items[0], name);
	in->name = fs_shown(path, a);
	if (!fs_read(in->name, MOST_TEMPLATE_BYTES, a, d, &in->text, &size)) {
		return diag_at(d, f->from.at);
	}
	if (strlen(in->text) < size) {
		return diag_fail(d, f->from.at, "%s holds a NUL byte: it is no text", in->name);
	}
	f->text = (struct text){in->text, {in, 1, 1, 1}};
	return template_check(f->text, names, a, d);
}

static bool check_commands(const struct commands *c, const struct scope *names, struct arena *a,
                           struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; i < c->at.n; i++) {
		ok = template_check_argv(c->at.at[i].at, c->at.at[i].n, names, a, d) && ok;
	}
	return ok;
}

bool command_load(void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	struct command *c = params;
	bool ok = load_loop(c, names, a, d);

	for (size_t i = 0; i < c->steps.n; i++) {
		ok = check_step(&c->steps.at[i], names, a, d) && ok;
	}
	for (size_t i = 0; i < c->files.n; i++) {
		ok = load_file(&c->files.at[i], names, a, d) && ok;
	}
	for (size_t i = 0; i < c->environment.at.n; i++) {
		ok = template_check(c->environment.at.at[i].value, names, a, d) && ok;
	}
	ok = check_commands(&c->version, names, a, d) && ok;
	return check_commands(&c->effective, names, a, d) && ok;
}
