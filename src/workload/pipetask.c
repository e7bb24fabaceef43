/**
 * The `pipetask` adapter: tasks of LSST's pipelines, whose configuration varies. For each run the quantum graph is built first, which is not
 * timed, with an output run of its own; then one process executes it. What is in force is what pipetask dumps of the tasks' configurations.
 */
#include "secateur/pex/pex.h"
#include "workload_lsst.h"

static const struct field rows[] = {
	{"program", read_template, offsetof(struct lsst_run, pipetask), false,
         "pipetask, where it is not in the PATH of the runs; butler and apdb-cli are beside it"},
	LSST_ROWS,
	{"options", read_texts, offsetof(struct lsst_run, options), false, "of `pipetask run`: [-j, \"2\"]",
         &shape_texts},
	COMMAND_FILES,
	COMMAND_ENVIRONMENT,
	COMMAND_VERSION,
};

static void add_run(struct lsst_run *p, struct arena *a)
{
	struct lsst_words w = {0};

	p->step = "run";
	lsst_add_option(&w, NULL, p->pipetask, a);
	lsst_add_words(&w, LSST_WORDS("run"), a);
	lsst_add_option(&w, "-b", p->repository, a);
	/* the graph knows it, but pipetask of 2022 does not look there */
	lsst_add_option(&w, "--output-run", p->output, a);
	lsst_add_words(
		&w, LSST_WORDS("-g", LSST_GRAPH, "--register-dataset-types", "--summary", LSST_SUMMARY), a);
	lsst_add_texts(&w, p->options, a);
	*vec_push(a, &p->command.steps) = (struct step){.name = p->step, .command = lsst_joined(&w)};
}

static bool load(void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	struct lsst_run *p = params;

	p->pipetask = p->pipetask.s ? p->pipetask : (struct text){.s = "pipetask"};
	const bool ok = lsst_prepare(p, LSST_WORDS(NULL), names, a, d);
	add_run(p, a);
	return command_load(&p->command, names, a, d) && ok;
}

const struct workload_ops workload_pipetask = {
	.part = {.name = "pipetask",
                 .about = "tasks of LSST's pipelines, on data of a butler's repository",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct lsst_run)},
	.load = load,
	.config = command_config,
	.job = command_job,
	.effective = command_effective,
	.version = command_version,
	.takes_all = lsst_takes_all,
	.parts = lsst_take_parts,
	.canonical = lsst_canonical,
	.blame = pex_exception,
	.finish = lsst_finish,
	.clear = lsst_clear,
};
