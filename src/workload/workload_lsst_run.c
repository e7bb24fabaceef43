/** What a run of LSST's middleware is made of, whichever program executes it: its settings, its database, its graph, and what is in force. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/proc.h"
#include "workload_lsst.h"

enum { MOST_SECONDS = 600, MOST_OUTPUT = 1 << 16 };

/* --- reading -------------------------------------------------------------------------------------- */

bool lsst_read_input(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct texts *t = into;

	return read_texts(y, t, r) &&
	       (t->n > 0 || diag_fail(r->diag, yaml_at(y), "the list of collections is empty"));
}

static bool read_second(const struct yaml *y, void *into, const char *const words[2], struct yaml_reader *r)
{
	size_t i = 0;
	const bool ok = read_word(y, words, 2, &i, r);

	*(bool *)into = i == 1;
	return ok;
}

static const char *const fates[] = {"remove", "keep"};
const struct shape lsst_fate_shape = SHAPE_OF_WORDS(fates);

bool lsst_read_fate(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return read_second(y, into, fates, r);
}

static const char *const granularities[] = {"input", "set"};
const struct shape lsst_granularity_shape = SHAPE_OF_WORDS(granularities);

bool lsst_read_granularity(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return read_second(y, into, granularities, r);
}

/* --- what is run -------------------------------------------------------------------------------------- */

void lsst_add_words(struct lsst_words *w, const char *const *s, struct arena *a)
{
	for (; *s; s++) {
		*vec_push(a, &w->at) = (struct text){.s = *s};
	}
}

void lsst_add_option(struct lsst_words *w, const char *option, struct text value, struct arena *a)
{
	if (option) {
		*vec_push(a, &w->at) = (struct text){.s = option};
	}
	*vec_push(a, &w->at) = value;
}

void lsst_add_texts(struct lsst_words *w, struct texts t, struct arena *a)
{
	for (size_t i = 0; i < t.n; i++) {
		*vec_push(a, &w->at) = t.at[i];
	}
}

struct texts lsst_joined(const struct lsst_words *w) { return (struct texts){w->at.at, w->at.n}; }

static void add_graph(struct lsst_run *p, struct texts config, const char *const *more, struct arena *a)
{
	struct lsst_words w = {0};

	lsst_add_option(&w, NULL, p->pipetask, a);
	lsst_add_words(&w, LSST_WORDS("qgraph"), a);
	lsst_add_option(&w, "-b", p->repository, a);
	lsst_add_option(&w, "-p", p->pipeline, a);
	lsst_add_texts(&w, config, a);
	for (size_t i = 0; i < p->input.n; i++) {
		lsst_add_option(&w, "-i", p->input.at[i], a);
	}
	lsst_add_option(&w, "--output-run", p->output, a);
	if (p->data_query.s) {
		lsst_add_option(&w, "-d", p->data_query, a);
	}
	lsst_add_words(&w, more, a);
	lsst_add_texts(&w, p->graph_options, a);
	lsst_add_words(&w, LSST_WORDS("-q", LSST_GRAPH), a);
	*vec_push(a, &p->command.steps) = (struct step){.name = "graph", .command = lsst_joined(&w)};
}

void lsst_add_named(struct lsst_words *w, const char *name, struct text value, struct arena *a)
{
	*vec_push(a, &w->at) = (struct text){arena_printf(a, "%s %s", name, value.s), value.at};
}

/* What a variant may change beside configurations. */
static struct texts rest_of(const struct lsst_run *p, struct arena *a)
{
	const struct variables *v = &p->command.environment;
	struct lsst_words w = {0};

	lsst_add_words(&w, LSST_WORDS("printf", "%s\\n"), a);
	lsst_add_named(&w, "program", p->pipetask, a);
	lsst_add_named(&w, "pipeline", p->pipeline, a);
	lsst_add_named(&w, "repository", p->repository, a);
	for (size_t i = 0; i < p->input.n; i++) {
		lsst_add_named(&w, "input", p->input.at[i], a);
	}
	if (p->data_query.s) {
		lsst_add_named(&w, "data query", p->data_query, a);
	}
	/* a dump names its configuration alone, a file of the run's */
	if (p->apdb.url.s) {
		lsst_add_named(&w, "apdb", p->apdb.url, a);
	}
	if (p->apdb.schema.s) {
		lsst_add_named(&w, "schema of the apdb", p->apdb.schema, a);
	}
	for (size_t i = 0; i < p->options.n; i++) {
		lsst_add_named(&w, "option", p->options.at[i], a);
	}
	for (size_t i = 0; i < p->graph_options.n; i++) {
		lsst_add_named(&w, "option of the graph", p->graph_options.at[i], a);
	}
	for (size_t i = 0; i < v->at.n; i++) {
		lsst_add_named(&w, arena_printf(a, "environment %s =", v->at.at[i].name), v->at.at[i].value,
		               a);
	}
	return lsst_joined(&w);
}

/* Files that the tasks read by their own names. */
static struct texts own_files(const struct lsst_run *p, size_t n, struct arena *a)
{
	struct lsst_words w = {0};

	lsst_add_words(&w, LSST_WORDS("head", "-v", "-c", "1M", "--"), a);
	for (size_t i = 0; i < n; i++) {
		lsst_add_words(&w, LSST_WORDS(p->command.files.at[i].name), a);
	}
	return lsst_joined(&w);
}

static void add_asking(struct lsst_run *p, struct texts config, size_t n_files, struct arena *a)
{
	struct lsst_words w = {0};

	lsst_add_option(&w, NULL, p->pipetask, a);
	lsst_add_words(&w, LSST_WORDS("build"), a);
	lsst_add_option(&w, "-p", p->pipeline, a);
	lsst_add_texts(&w, config, a);
	lsst_add_words(&w, LSST_WORDS("--show", "dump-config"), a);
	*vec_push(a, &p->command.effective.at) = lsst_joined(&w);
	*vec_push(a, &p->command.effective.at) = rest_of(p, a);
	if (n_files > 0) {
		*vec_push(a, &p->command.effective.at) = own_files(p, n_files, a);
	}
}

/* NULL: an output run that is there is refused. */
static const struct text *extending(const struct lsst_run *p)
{
	for (size_t i = 0; i < p->graph_options.n; i++) {
		if (strcmp(p->graph_options.at[i].s, "--extend-run") == 0) {
			return &p->graph_options.at[i];
		}
	}
	return NULL;
}

/* An output run is removed since it was not there before. */
static bool check_output(const struct lsst_run *p, struct diag *d)
{
	const struct text *option = p->keeps_output ? NULL : extending(p);

	if (option) {
		diag_fail(
			d, option->at,
			"--extend-run adds to an output run that is there, which would be removed with what it "
			"holds");
		diag_help(d, "`outputs: keep`");
	}
	return !option;
}

bool lsst_prepare(struct lsst_run *p, const char *const *more, const struct scope *names, struct arena *a,
                  struct diag *d)
{
	const size_t n_files = p->command.files.n;
	struct texts config = {0};

	p->output = p->output.s ? p->output : (struct text){.s = "secateur/{run}"};
	if (p->apdb.task.s) {
		lsst_add_apdb(p, a);
	}
	p->command.n_preparing = p->command.steps.n + 1;
	const bool ok = lsst_add_config(&p->config, names, &p->command, a, d, &config) &&
	                check_output(p, d) && (!p->takes_all || lsst_check_parts(p, names, a, d));
	add_graph(p, config, more, a);
	add_asking(p, config, n_files, a);
	return ok;
}

/* --- what it left ------------------------------------------------------------------------------------- */

const char *lsst_scratch(const struct scope *scope)
{
	return scope_find(scope, "scratch", strlen("scratch"))->items[0];
}

bool lsst_finish(const void *params, const struct scope *scope, bool failed, struct arena *a, struct diag *d,
                 const char **why)
{
	const struct lsst_run *p = params;
	const char *dir = lsst_scratch(scope), *said = failed ? lsst_why(dir, p->step, a) : NULL;
	const char *root = template_text(p->repository, scope, ",", a, d),
		   *run = template_text(p->output, scope, ",", a, d);

	if (said) {
		*why = arena_printf(a, "%s: %s", *why, said);
	}
	if (!root || !run) {
		return false;
	}
	struct diag *complaint = diag_new(a);
	if (!lsst_gather(root, run, dir, a, complaint) && !failed) {
		*why = arena_printf(a, "what it left cannot be taken along: %s", diag_last(complaint));
	}
	return true;
}

bool lsst_takes_all(const void *params) { return ((const struct lsst_run *)params)->takes_all; }

bool lsst_take_parts(const void *params, const struct scope *scope, const struct outcome *whole,
                     struct workload_part *all, size_t n, struct arena *a, struct diag *d)
{
	const struct lsst_run *p = params;
	const char *root = template_text(p->repository, scope, ",", a, d),
		   *run = template_text(p->output, scope, ",", a, d);

	return root && run && lsst_parts(root, run, whole, all, n, a, d);
}

/* Nobody else's files lie below it: it ends in the run's own name, and leads nowhere up. */
static bool is_own_run(const char *run, const struct scope *scope)
{
	const struct binding *own = scope_find(scope, "run", strlen("run"));
	const char *name = own && own->n == 1 ? own->items[0] : "";
	const size_t n = strlen(run), of_name = strlen(name);

	return of_name > 0 && n >= of_name && strcmp(run + n - of_name, name) == 0 && !strstr(run, "..");
}

const char *lsst_clear_by(const char *const *argv, const struct scope *scope, const char *const *envp,
                          struct arena *a)
{
	const struct proc_request q = {.argv = argv,
	                               .envp = envp,
	                               .dir = lsst_scratch(scope),
	                               .limit_ns = MOST_SECONDS * NSEC_PER_SEC,
	                               .output_limit = MOST_OUTPUT};
	struct diag *said = diag_new(a);
	struct proc_result got;

	return proc_capture(&q, a, said, &got) ? proc_complaint(&got, a)
	                                       : arena_printf(a, "could not be run: %s", diag_last(said));
}

bool lsst_has_begun(const char *step, const struct scope *scope, struct arena *a)
{
	return fs_exists(fs_join(a, lsst_scratch(scope), arena_printf(a, "%s.log", step)));
}

/* Only what the run itself made: a graph is not built for an output run that is there. */
static bool clear_output(const struct lsst_run *p, const struct scope *scope, const char *const *envp,
                         struct arena *a, struct diag *d)
{
	const char *root = template_text(p->repository, scope, ",", a, d),
		   *run = template_text(p->output, scope, ",", a, d),
		   *program = template_text(p->pipetask, scope, ",", a, d);

	if (!root || !run || !program) {
		return false;
	}
	const char *const argv[] = {
		lsst_beside(program, "butler", a), "remove-runs", "--no-confirm", root, run, NULL};
	const char *complaint = lsst_clear_by(argv, scope, envp, a);
	if (complaint) {
		diag_warn(d, NOWHERE, "the output run %s stays in %s: `butler remove-runs` %s", run, root,
		          complaint);
		return false;
	}
	/* what a job wrote and nobody told the registry of, as when the run was cut short */
	const char *rest = lsst_output(root, run, a);
	return !is_own_run(run, scope) || !fs_exists(rest) || fs_remove_tree(rest, d);
}

bool lsst_clear(const void *params, const struct scope *scope, const char *const *envp, enum run_end end,
                struct arena *a, struct diag *d)
{
	const struct lsst_run *p = params;

	/* half a run is no output to keep, where it is all of its output run */
	if (p->keeps_output && (end == RUN_ENDED || extending(p))) {
		return true;
	}
	const bool has_output = end == RUN_LOST || lsst_has_begun(p->step, scope, a);
	const bool is_clear = !has_output || clear_output(p, scope, envp, a, d);
	return lsst_drop_apdb(p, scope, envp, end, a, d) && is_clear;
}
