/**
 * From a `struct command` and a scope to a job, and what is asked of the programs beside it. A run executes the steps in order, those of
 * the loop several times, leaving out those whose `when` does not hold.
 */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/base/proc.h"
#include "secateur/base/quoting.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/job.h"
#include "workload_command.h"

enum { MOST_VERSION_BYTES = 4096 };

/* --- from templates to a job -------------------------------------------------------------------- */

/** What building a job needs; `steps` grows. */
struct builder {
	const struct command *command;
	const struct scope *scope;
	struct arena *arena;
	struct diag *diag;
	VEC(struct job_step) steps;
};

static const char *const *render_all(struct texts t, const struct scope *scope, struct arena *a,
                                     struct diag *d)
{
	return template_argv(t.at, t.n, scope, a, d);
}

/* A set factor holds at a component that is kept; a choice at its level. */
static bool holds(const struct condition *c, const struct scope *scope)
{
	const struct binding *b = scope_find(scope, c->factor.s, strlen(c->factor.s));

	for (size_t i = 0; b && i < c->levels.n; i++) {
		if (command_is_among(c->levels.at[i].s, b)) {
			return true;
		}
	}
	return false;
}

static bool add_step(struct builder *b, const struct step *s, unsigned iteration)
{
	const char *number = arena_printf(b->arena, "%u", iteration);
	struct binding one = {
		.name = "iteration", .items = &number, .n = 1, .levels = &number, .n_levels = 1};
	struct scope scope = {&one, 1, b->scope};
	struct job_step step = {.name = s->name, .iteration = iteration};

	for (size_t i = 0; i < s->when.n; i++) {
		if (!holds(&s->when.at[i], &scope)) {
			return true;
		}
	}
	step.argv = render_all(s->command, &scope, b->arena, b->diag);
	step.stderr_path = arena_printf(b->arena, "%s.log", s->name);
	step.stdout_path = s->stdout_file.s ? template_text(s->stdout_file, &scope, ",", b->arena, b->diag)
	                                    : step.stderr_path;
	if (!step.argv || !step.stdout_path) {
		return false;
	}
	if (!*step.stdout_path) {
		return diag_fail(b->diag, s->stdout_file.at,
		                 "the file for the output of step '%s' has no name", s->name);
	}
	*vec_push(b->arena, &b->steps) = step;
	return true;
}

static bool loop_times(struct builder *b, int64_t *ret)
{
	const struct loop *l = &b->command->loop;
	char *times = template_text(l->times, b->scope, ",", b->arena, b->diag);

	return times && (num_int(times, 1, MOST_ITERATIONS, ret) ||
	                 diag_fail(b->diag, l->times.at, "a loop is run 1 to %d times, not '%s'",
	                           MOST_ITERATIONS, times));
}

static bool build_steps(struct builder *b)
{
	const struct command *c = b->command;
	bool ok = true;

	for (size_t i = 0; ok && i < c->steps.n; i++) {
		int64_t times = 1;
		if (i != c->loop.first) {
			ok = add_step(b, &c->steps.at[i], 1);
			continue;
		}
		ok = loop_times(b, &times);
		for (unsigned k = 1; ok && k <= (unsigned)times; k++) {
			for (size_t j = c->loop.first; ok && j <= c->loop.last; j++) {
				ok = add_step(b, &c->steps.at[j], k);
			}
		}
		i = c->loop.last;
	}
	return ok && (b->steps.n > 0 || diag_fail(b->diag, c->steps.at[0].at, "no step's `when` holds"));
}

static bool build_files(struct builder *b, struct job *job)
{
	struct job_file *files = NEW_ARRAY(b->arena, struct job_file, b->command->files.n);

	for (size_t i = 0; i < b->command->files.n; i++) {
		const struct file *f = &b->command->files.at[i];
		char *text = template_text(f->text, b->scope, "\n", b->arena, b->diag);
		if (!text) {
			return false;
		}
		files[i] = (struct job_file){f->name, text, strlen(text)};
	}
	job->files = files;
	job->n_files = b->command->files.n;
	return true;
}

/* The documented minimum; the experiment's own variables replace these. HOME and TMPDIR are the run's folder. */
static const struct {
	const char *name, *value;
} minimum[] = {
	{"PATH", "/usr/local/bin:/usr/bin:/bin"},
	{"HOME", "{scratch}"},
	{"TMPDIR", "{scratch}"},
	{"LC_ALL", "C.UTF-8"},
	{"TZ", "UTC"},
};

static bool is_own(const struct command *c, const char *name)
{
	for (size_t i = 0; i < c->environment.at.n; i++) {
		if (strcmp(c->environment.at.at[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static const char *const *build_environment(const struct command *c, const struct scope *scope,
                                            struct arena *a, struct diag *d)
{
	enum { N = sizeof(minimum) / sizeof(*minimum) };
	const char **envp = NEW_ARRAY(a, const char *, c->environment.at.n + N + 1);
	size_t n = 0;

	for (size_t i = 0; i < c->environment.at.n + N; i++) {
		bool own = i < c->environment.at.n;
		const char *name = own ? c->environment.at.at[i].name : minimum[i - c->environment.at.n].name;
		struct text value = own ? c->environment.at.at[i].value
		                        : (struct text){minimum[i - c->environment.at.n].value, {0}};
		if (!own && is_own(c, name)) {
			continue;
		}
		const char *text = template_text(value, scope, ",", a, d);
		if (!text) {
			return NULL;
		}
		envp[n++] = arena_printf(a, "%s=%s", name, text);
	}
	return envp;
}

bool command_job(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                 struct job *ret)
{
	struct builder b = {.command = params, .scope = scope, .arena = a, .diag = d};
	struct job j = {0};

	j.envp = build_environment(b.command, scope, a, d);
	if (!j.envp || !build_files(&b, &j) || !build_steps(&b)) {
		return false;
	}
	j.steps = b.steps.at;
	j.n_steps = b.steps.n;
	j.n_preparing = b.command->n_preparing;
	*ret = j;
	return true;
}

bool command_effective(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                       struct job *ret)
{
	struct builder b = {.command = params, .scope = scope, .arena = a, .diag = d};
	const struct commands *ask = &b.command->effective;
	struct job j = {0};

	if (ask->at.n == 0) {
		*ret = j;
		return true;
	}
	j.envp = build_environment(b.command, scope, a, d);
	if (!j.envp || !build_files(&b, &j)) {
		return false;
	}
	for (size_t i = 0; i < ask->at.n; i++) {
		struct job_step step = {
			.name = "effective", .iteration = 1, .argv = render_all(ask->at.at[i], scope, a, d)};
		if (!step.argv) {
			return false;
		}
		*vec_push(a, &b.steps) = step;
	}
	j.steps = b.steps.at;
	j.n_steps = b.steps.n;
	*ret = j;
	return true;
}

static void add_lines(struct strbuf *b, const char *name, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		strbuf_addf(b, "%s: %.*s\n", name, (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* An argument as a shell would want it, so that the boundaries can be seen; what is still to be filled in stays as it is written. */
static void add_argument(struct strbuf *b, const char *s)
{
	bool hole = *s == '{' && s[strlen(s) - 1] == '}' && !strpbrk(s, " \t\n'\"\\");

	strbuf_addc(b, ' ');
	if (hole) {
		strbuf_add(b, s);
	} else {
		quote_for_shell(b, s);
	}
}

bool command_config(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                    const char **ret)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	struct job j;

	if (!command_job(params, scope, a, d, &j)) {
		return false;
	}
	for (size_t i = 0; i < j.n_steps; i++) {
		const struct job_step *s = &j.steps[i];
		strbuf_addf(&b, "step %s", s->name);
		if (s->iteration > 1) {
			strbuf_addf(&b, " (%u)", s->iteration);
		}
		strbuf_addc(&b, ':');
		for (size_t k = 0; s->argv[k]; k++) {
			add_argument(&b, s->argv[k]);
		}
		if (s->stdout_path != s->stderr_path) {
			strbuf_add(&b, " >");
			add_argument(&b, s->stdout_path);
		}
		strbuf_addc(&b, '\n');
	}
	for (size_t i = 0; j.envp[i]; i++) {
		add_lines(&b, "environment", j.envp[i]);
	}
	for (size_t i = 0; i < j.n_files; i++) {
		add_lines(&b, arena_printf(a, "file %s", j.files[i].path), j.files[i].text);
	}
	*ret = strbuf_take(&b, a);
	return true;
}

/* --- versions ----------------------------------------------------------------------------------- */

static const char *first_line(const char *s, struct arena *a)
{
	s += strspn(s, " \t\r\n");
	return arena_strndup(a, s, strcspn(s, "\r\n"));
}

static const char *ask(const struct proc_request *q, struct arena *a)
{
	struct diag *d = diag_new(a);
	struct proc_result got;

	if (!proc_capture(q, a, d, &got)) {
		return arena_printf(a, "n/a (%s)", diag_last(d));
	}
	const char *line = first_line(got.out, a);
	line = *line ? line : first_line(got.err, a);
	if (!*line && got.timed_out) {
		return "n/a (it took too long)";
	}
	return *line ? line : arena_printf(a, "n/a (it said nothing; exit code %d)", got.exit_code);
}

/* Asks all of them in the folder `dir`, which is their HOME as a run's folder is a run's. */
static bool ask_all(const struct command *c, const struct scope *scope, const char *dir, struct arena *a,
                    struct diag *d, struct facts *ret)
{
	const struct binding scratch = scope_bind("scratch", dir, a);
	const struct scope inner = {&scratch, 1, scope};
	struct fact *facts = NEW_ARRAY(a, struct fact, c->version.at.n);
	const char *const *envp = build_environment(c, &inner, a, d);

	for (size_t i = 0; envp && i < c->version.at.n; i++) {
		struct proc_request q = {.argv = render_all(c->version.at.at[i], &inner, a, d),
		                         .envp = envp,
		                         .dir = dir,
		                         .limit_ns = 20 * NSEC_PER_SEC,
		                         .output_limit = MOST_VERSION_BYTES};
		if (!q.argv) {
			return false;
		}
		const char *slash = strrchr(q.argv[0], '/');
		facts[i] = (struct fact){slash ? slash + 1 : q.argv[0], ask(&q, a)};
	}
	if (envp) {
		*ret = (struct facts){facts, c->version.at.n};
	}
	return envp != NULL;
}

bool command_version(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                     struct facts *ret)
{
	char *made = NULL, *dir = NULL;

	if (((const struct command *)params)->version.at.n == 0) {
		*ret = (struct facts){0};
		return true;
	}
	if (!fs_make_temp_dir(fs_temp_folder(), "secateur-", a, d, &made)) {
		return false;
	}
	bool ok = fs_dir_of(fs_join(a, made, "x"), a, d, &dir) && ask_all(params, scope, dir, a, d, ret);
	return fs_remove_tree(made, d) && ok;
}
