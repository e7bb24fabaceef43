/**
 * The `pipetask` adapter: tasks of LSST's pipelines, whose configuration varies. For each run the quantum graph is built first, which is not
 * timed, with an output run of its own; then one process executes it. What is in force is what pipetask dumps of the tasks' configurations.
 */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/proc.h"
#include "workload_lsst.h"

#define GRAPH "graph.qg"
#define APDB "apdb"

enum { MOST_SECONDS = 600, MOST_OUTPUT = 1 << 16 };

/** A prompt products database of each run's own. */
struct apdb {
	struct text task, field, url, schema;
};

struct params {
	struct command run;
	struct apdb apdb;
	struct text program, repository, pipeline, data_query, output;
	struct texts input, options, graph_options;
	struct lsst_config config;
	bool keeps_output, takes_all;
};

static bool read_input(const struct yaml *y, void *into, struct yaml_reader *r)
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
static const struct shape fate_shape = SHAPE_OF_WORDS(fates);

static bool read_fate(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return read_second(y, into, fates, r);
}

static const char *const granularities[] = {"input", "set"};
static const struct shape granularity_shape = SHAPE_OF_WORDS(granularities);

static bool read_granularity(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return read_second(y, into, granularities, r);
}

static const struct field apdb_rows[] = {
	{"task", read_template, offsetof(struct apdb, task), true,
         "the label of the task that associates: diaPipe"},
	{"field", read_template, offsetof(struct apdb, field), false,
         "its field that takes the database's configuration (apdb_config_url)"},
	{"url", read_template, offsetof(struct apdb, url), false,
         "of SQLAlchemy (sqlite:///{scratch}/" APDB ".sqlite3)"},
	{"schema", read_template, offsetof(struct apdb, schema), false,
         "of PostgreSQL, made for each run, which nobody removes: \"{run}\"; at most 63 characters"},
};

static bool read_apdb(const struct yaml *y, void *into, struct yaml_reader *r)
{
	return yaml_fields(y, apdb_rows, sizeof(apdb_rows) / sizeof(*apdb_rows), NULL, 0, into, r);
}

static const struct field rows[] = {
	{"program", read_template, offsetof(struct params, program), false,
         "pipetask, where it is not in the PATH of the runs; butler is beside it"},
	{"repository", read_template, offsetof(struct params, repository), true, "the butler's"},
	{"pipeline", read_template, offsetof(struct params, pipeline), true,
         "a pipeline's YAML file, with #label,label or #subset for a part of it"},
	{"config", lsst_read_config, offsetof(struct params, config), false,
         "by label, a map from fields to values, and `file` and `python`, as in a pipeline's YAML; of a list that is a set "
         "factor, what the variant drops is taken out",
         &lsst_config_shape},
	{"input", read_input, offsetof(struct params, input), true, "collections", &shape_texts},
	{"data_query", read_template, offsetof(struct params, data_query), false,
         "which data: \"instrument='DECam' and visit={input.visit} and detector={input.detector}\""},
	{"granularity", read_granularity, offsetof(struct params, takes_all), false,
         "input: a process for each input; set: one for all of them, whose quanta are compared input by input, by the "
         "columns that are named as dimensions (input)",
         &granularity_shape},
	{"output", read_template, offsetof(struct params, output), false,
         "the RUN collection of each run (secateur/{run})"},
	{"outputs", read_fate, offsetof(struct params, keeps_output), false,
         "remove the output run when its quality was looked at, or keep it (remove)", &fate_shape},
	{"apdb", read_apdb, offsetof(struct params, apdb), false,
         "an empty prompt products database for each run, made by apdb-cli before its graph",
         AS_FIELDS(apdb_rows)},
	{"options", read_texts, offsetof(struct params, options), false, "of `pipetask run`: [-j, \"2\"]",
         &shape_texts},
	{"graph_options", read_texts, offsetof(struct params, graph_options), false, "of `pipetask qgraph`",
         &shape_texts},
	COMMAND_FILES,
	COMMAND_ENVIRONMENT,
	COMMAND_VERSION,
};

/* --- what is run -------------------------------------------------------------------------------------- */

struct words {
	VEC(struct text) at;
};

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void add_words(struct words *w, const char *const *s, struct arena *a)
{
	for (; *s; s++) {
		*vec_push(a, &w->at) = (struct text){.s = *s};
	}
}

static void add_option(struct words *w, const char *option, struct text value, struct arena *a)
{
	if (option) {
		*vec_push(a, &w->at) = (struct text){.s = option};
	}
	*vec_push(a, &w->at) = value;
}

static void add_texts(struct words *w, struct texts t, struct arena *a)
{
	for (size_t i = 0; i < t.n; i++) {
		*vec_push(a, &w->at) = t.at[i];
	}
}

static struct texts joined(const struct words *w) { return (struct texts){w->at.at, w->at.n}; }

/* The setting that leads to it, and the step that makes it. */
static void add_apdb(struct params *p, struct arena *a)
{
	const struct text field = p->apdb.field.s ? p->apdb.field : (struct text){.s = "apdb_config_url"};
	const struct text url =
		p->apdb.url.s ? p->apdb.url : (struct text){.s = "sqlite:///{scratch}/" APDB ".sqlite3"};
	struct words w = {0};

	*vec_push(a, &w.at) = (struct text){lsst_beside(p->program.s, "apdb-cli", a), p->program.at};
	add_words(&w, WORDS("create-sql"), a);
	if (p->apdb.schema.s) {
		add_option(&w, "--namespace", p->apdb.schema, a);
	}
	add_option(&w, NULL, url, a);
	add_words(&w, WORDS(APDB ".yaml"), a);
	*vec_push(a, &p->run.steps) = (struct step){.name = APDB, .command = joined(&w)};
	lsst_set(&p->config, p->apdb.task, field, "{scratch}/" APDB ".yaml", a);
}

static void add_graph(struct params *p, struct texts config, struct arena *a)
{
	struct words w = {0};

	add_option(&w, NULL, p->program, a);
	add_words(&w, WORDS("qgraph"), a);
	add_option(&w, "-b", p->repository, a);
	add_option(&w, "-p", p->pipeline, a);
	add_texts(&w, config, a);
	for (size_t i = 0; i < p->input.n; i++) {
		add_option(&w, "-i", p->input.at[i], a);
	}
	add_option(&w, "--output-run", p->output, a);
	if (p->data_query.s) {
		add_option(&w, "-d", p->data_query, a);
	}
	add_texts(&w, p->graph_options, a);
	add_words(&w, WORDS("-q", GRAPH), a);
	*vec_push(a, &p->run.steps) = (struct step){.name = "graph", .command = joined(&w)};
}

static void add_run(struct params *p, struct arena *a)
{
	struct words w = {0};

	add_option(&w, NULL, p->program, a);
	add_words(&w, WORDS("run"), a);
	add_option(&w, "-b", p->repository, a);
	add_words(&w, WORDS("-g", GRAPH, "--register-dataset-types", "--summary", LSST_SUMMARY), a);
	add_texts(&w, p->options, a);
	*vec_push(a, &p->run.steps) = (struct step){.name = "run", .command = joined(&w)};
}

static void add_named(struct words *w, const char *name, struct text value, struct arena *a)
{
	*vec_push(a, &w->at) = (struct text){arena_printf(a, "%s %s", name, value.s), value.at};
}

/* What a variant may change beside configurations. */
static struct texts rest_of(const struct params *p, struct arena *a)
{
	const struct variables *v = &p->run.environment;
	struct words w = {0};

	add_words(&w, WORDS("printf", "%s\\n"), a);
	add_named(&w, "repository", p->repository, a);
	for (size_t i = 0; i < p->input.n; i++) {
		add_named(&w, "input", p->input.at[i], a);
	}
	if (p->data_query.s) {
		add_named(&w, "data query", p->data_query, a);
	}
	for (size_t i = 0; i < p->options.n; i++) {
		add_named(&w, "option", p->options.at[i], a);
	}
	for (size_t i = 0; i < p->graph_options.n; i++) {
		add_named(&w, "option of the graph", p->graph_options.at[i], a);
	}
	for (size_t i = 0; i < v->at.n; i++) {
		add_named(&w, arena_printf(a, "environment %s =", v->at.at[i].name), v->at.at[i].value, a);
	}
	return joined(&w);
}

/* Files that the tasks read by their own names. */
static struct texts own_files(const struct params *p, size_t n, struct arena *a)
{
	struct words w = {0};

	add_words(&w, WORDS("head", "-v", "-c", "1M", "--"), a);
	for (size_t i = 0; i < n; i++) {
		add_words(&w, WORDS(p->run.files.at[i].name), a);
	}
	return joined(&w);
}

static void add_asking(struct params *p, struct texts config, size_t n_files, struct arena *a)
{
	struct words w = {0};

	add_option(&w, NULL, p->program, a);
	add_words(&w, WORDS("build"), a);
	add_option(&w, "-p", p->pipeline, a);
	add_texts(&w, config, a);
	add_words(&w, WORDS("--show", "dump-config"), a);
	*vec_push(a, &p->run.effective.at) = joined(&w);
	*vec_push(a, &p->run.effective.at) = rest_of(p, a);
	if (n_files > 0) {
		*vec_push(a, &p->run.effective.at) = own_files(p, n_files, a);
	}
}

static bool load(void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	struct params *p = params;
	const size_t n_files = p->run.files.n;
	struct texts config = {0};

	p->program = p->program.s ? p->program : (struct text){.s = "pipetask"};
	p->output = p->output.s ? p->output : (struct text){.s = "secateur/{run}"};
	if (p->apdb.task.s) {
		add_apdb(p, a);
	}
	p->run.n_preparing = p->run.steps.n + 1;
	const bool ok = lsst_add_config(&p->config, names, &p->run, a, d, &config);
	add_graph(p, config, a);
	add_run(p, a);
	add_asking(p, config, n_files, a);
	return command_load(&p->run, names, a, d) && ok;
}

/* --- what it left ------------------------------------------------------------------------------------- */

static const char *scratch_of(const struct scope *scope)
{
	return scope_find(scope, "scratch", strlen("scratch"))->items[0];
}

static bool finish(const void *params, const struct scope *scope, bool failed, struct arena *a,
                   struct diag *d, const char **why)
{
	const struct params *p = params;
	const char *dir = scratch_of(scope), *said = failed ? lsst_why(dir, a) : NULL;
	const char *root = template_text(p->repository, scope, ",", a, d),
		   *run = template_text(p->output, scope, ",", a, d);

	if (said) {
		*why = arena_printf(a, "%s: %s", *why, said);
	}
	return root && run && lsst_gather(root, run, dir, a, d);
}

static bool takes_all(const void *params) { return ((const struct params *)params)->takes_all; }

static bool parts(const void *params, const struct scope *scope, const struct outcome *whole,
                  struct workload_part *all, size_t n, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	const char *root = template_text(p->repository, scope, ",", a, d),
		   *run = template_text(p->output, scope, ",", a, d);

	return root && run && lsst_parts(root, run, whole, all, n, a, d);
}

/* Only what the run itself made: a graph is not built for an output run that is there. */
static void clear(const void *params, const struct scope *scope, const char *const *envp, struct arena *a,
                  struct diag *d)
{
	const struct params *p = params;
	const char *root = template_text(p->repository, scope, ",", a, d),
		   *run = template_text(p->output, scope, ",", a, d),
		   *program = template_text(p->program, scope, ",", a, d);
	struct proc_result got;

	if (p->keeps_output || !root || !run || !program ||
	    !fs_exists(fs_join(a, scratch_of(scope), "run.log"))) {
		return;
	}
	const char *const argv[] = {
		lsst_beside(program, "butler", a), "remove-runs", "--no-confirm", root, run, NULL};
	const struct proc_request q = {.argv = argv,
	                               .envp = envp,
	                               .dir = scratch_of(scope),
	                               .limit_ns = MOST_SECONDS * NSEC_PER_SEC,
	                               .output_limit = MOST_OUTPUT};
	const char *complaint =
		proc_capture(&q, a, d, &got) ? proc_complaint(&got, a) : "could not be started";
	if (complaint) {
		diag_warn(d, NOWHERE, "the output run %s stays in %s: `butler remove-runs` %s", run, root,
		          complaint);
	}
}

const struct workload_ops workload_pipetask = {
	.part = {.name = "pipetask",
                 .about = "tasks of LSST's pipelines, on data of a butler's repository",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.load = load,
	.config = command_config,
	.job = command_job,
	.effective = command_effective,
	.version = command_version,
	.takes_all = takes_all,
	.parts = parts,
	.canonical = lsst_canonical,
	.blame = lsst_last_error,
	.finish = finish,
	.clear = clear,
};
