/**
 * What adapters for LSST's middleware share: the configuration of a pipeline's tasks as an experiment file gives it, what a run left in its
 * butler's repository, and what pipetask says of a run that failed.
 */
#ifndef SECATEUR_WORKLOAD_LSST_H
#define SECATEUR_WORKLOAD_LSST_H

#include "workload_command.h"

/** The quantum graph, in the run's folder. */
#define LSST_GRAPH "graph.qg"
/** What pipetask writes of how each quantum ended, in the run's folder. */
#define LSST_SUMMARY "summary.json"

enum { LSST_MOST_BYTES = 64 << 20 }; /* of a dataset that is copied */

/** A field of a task: `measurement.plugins.names: "{plugins}"`; `file` and `python` as in a pipeline's YAML. */
struct lsst_entry {
	struct text path;
	struct texts values;
	bool is_list;
};
struct lsst_task {
	struct text label;
	VEC(struct lsst_entry) entries;
};
struct lsst_config {
	VEC(struct lsst_task) tasks;
};

extern const struct shape lsst_config_shape;
bool lsst_read_config(const struct yaml *y, void *into, struct yaml_reader *r); /* struct lsst_config */

/** One more setting. */
void lsst_set(struct lsst_config *c, struct text label, struct text field, const char *value,
              struct arena *a);
/**
 * Adds a file `config/LABEL.py` for each task, which makes the settings in pex_config's own words, and to `argv` the options that have pipetask
 * read it. A hole that is all of a value is written for Python; that of a set takes from the field's list what the variant drops, as in
 * `names -= ['a']`. The label `parameters` sets a pipeline's parameters.
 */
bool lsst_add_config(const struct lsst_config *c, const struct scope *names, struct command *to,
                     struct arena *a, struct diag *d, struct texts *argv);

/** A prompt products database of each run's own. */
struct lsst_apdb {
	struct text task, field, url, schema;
};
enum { N_LSST_APDB_ROWS = 4 };
extern const struct field lsst_apdb_rows[N_LSST_APDB_ROWS];
bool lsst_read_apdb(const struct yaml *y, void *into, struct yaml_reader *r); /* struct lsst_apdb */

/** What the parameters of each adapter begin with. */
struct lsst_run {
	struct command command;
	struct text pipetask; /* the program; butler and apdb-cli are beside it */
	struct lsst_apdb apdb;
	struct text repository, pipeline, data_query, output;
	struct texts input, options, graph_options;
	struct lsst_config config;
	bool keeps_output, takes_all;
	const char *step; /* the one that is timed */
};

bool lsst_read_input(const struct yaml *y, void *into, struct yaml_reader *r);
bool lsst_read_fate(const struct yaml *y, void *into, struct yaml_reader *r);
bool lsst_read_granularity(const struct yaml *y, void *into, struct yaml_reader *r);
extern const struct shape lsst_fate_shape, lsst_granularity_shape;

/* clang-format off */
#define LSST_ROWS \
	{"repository", read_template, offsetof(struct lsst_run, repository), true, "the butler's"}, \
	{"pipeline", read_template, offsetof(struct lsst_run, pipeline), true, \
		 "a pipeline's YAML file, with #label,label or #subset for a part of it"}, \
	{"config", lsst_read_config, offsetof(struct lsst_run, config), false, \
		 "by label, a map from fields to values, and `file` and `python`, as in a pipeline's YAML; of a list that is a set " \
		 "factor, what the variant drops is taken out", \
		 &lsst_config_shape}, \
	{"input", lsst_read_input, offsetof(struct lsst_run, input), true, "collections", &shape_texts}, \
	{"data_query", read_template, offsetof(struct lsst_run, data_query), false, \
		 "which data: \"instrument='DECam' and visit={input.visit} and detector={input.detector}\""}, \
	{"granularity", lsst_read_granularity, offsetof(struct lsst_run, takes_all), false, \
		 "input: a process for each input; set: one for all of them, whose quanta are compared input by input, by the " \
		 "columns that are named as dimensions (input)", \
		 &lsst_granularity_shape}, \
	{"output", read_template, offsetof(struct lsst_run, output), false, \
		 "the RUN collection of each run (secateur/{run})"}, \
	{"outputs", lsst_read_fate, offsetof(struct lsst_run, keeps_output), false, \
		 "remove the output run when its quality was looked at, or keep it (remove)", &lsst_fate_shape}, \
	{"apdb", lsst_read_apdb, offsetof(struct lsst_run, apdb), false, \
		 "an empty prompt products database for each run, made by apdb-cli before its graph", \
		 AS_FIELDS(lsst_apdb_rows)}, \
	{"graph_options", read_texts, offsetof(struct lsst_run, graph_options), false, "of `pipetask qgraph`", \
		 &shape_texts}
/* clang-format on */

/** A command that is put together of templates. */
struct lsst_words {
	VEC(struct text) at;
};
#define LSST_WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
void lsst_add_words(struct lsst_words *w, const char *const *s, struct arena *a);
void lsst_add_option(struct lsst_words *w, const char *option, struct text value, struct arena *a);
void lsst_add_texts(struct lsst_words *w, struct texts t, struct arena *a);
/** One word, "NAME VALUE". */
void lsst_add_named(struct lsst_words *w, const char *name, struct text value, struct arena *a);
struct texts lsst_joined(const struct lsst_words *w);

/**
 * Adds what comes before the step that is timed, the database and the graph, built with the options `more`, and how to ask what is in force.
 * `pipetask` is set.
 */
bool lsst_prepare(struct lsst_run *p, const char *const *more, const struct scope *names, struct arena *a,
                  struct diag *d);
const char *lsst_scratch(const struct scope *scope);
/** Adds the steps that make the run's database, and the setting that leads to it. */
void lsst_add_apdb(struct lsst_run *p, struct arena *a);
bool lsst_drop_apdb(const struct lsst_run *p, const struct scope *scope, const char *const *envp,
                    enum run_end end, struct arena *a, struct diag *d);
/** Whether a step of this run was begun. */
bool lsst_has_begun(const char *step, const struct scope *scope, struct arena *a);
/** Runs what clears up, in the run's folder. What is wrong, as "ended with exit code 1: ...", or NULL. */
const char *lsst_clear_by(const char *const *argv, const struct scope *scope, const char *const *envp,
                          struct arena *a);
/* See struct workload_ops. */
bool lsst_finish(const void *params, const struct scope *scope, bool failed, struct arena *a, struct diag *d,
                 const char **why);
bool lsst_takes_all(const void *params);
/** Whether a run on all inputs could be taken apart, as far as that is known before there is one. */
bool lsst_check_parts(const struct lsst_run *p, const struct scope *names, struct arena *a, struct diag *d);
bool lsst_take_parts(const void *params, const struct scope *scope, const struct outcome *whole,
                     struct workload_part *all, size_t n, struct arena *a, struct diag *d);
bool lsst_clear(const void *params, const struct scope *scope, const char *const *envp, enum run_end end,
                struct arena *a, struct diag *d);

/** The program beside another: "/opt/bin/butler" beside "/opt/bin/pipetask". */
const char *lsst_beside(const char *program, const char *name, struct arena *a);
/** Copies a file to `into`/`name`; its folder is made. */
bool lsst_copy(const char *from, const char *into, const char *name, struct arena *a, struct diag *d);
/** Where the files of a RUN collection are; `root` is the repository's folder, or its butler.yaml. */
const char *lsst_output(const char *root, const char *run, struct arena *a);
/**
 * Copies what quality is read from, metadata of tasks, metric values and their bundles, from a RUN collection whose datasets are files below
 * `root` into `dir`/datasets. False when the tool failed; nothing there is no failure.
 */
bool lsst_gather(const char *root, const char *run, const char *dir, struct arena *a, struct diag *d);
/**
 * Takes a run apart by input: its quanta are those whose data IDs are as the input's columns of the same names, `visit`, `detector`, ...
 * Their metadata come into the part's folder.
 */
bool lsst_parts(const char *root, const char *run, const struct outcome *whole, struct workload_part *parts,
                size_t n, struct arena *a, struct diag *d);
/** See struct workload_ops: configurations as sets of lines. */
bool lsst_canonical(const char *printed, struct arena *a, struct diag *d, const char **ret);
/**
 * Why a run in the folder `dir` failed: by the summary that pipetask wrote, else by the last quantum that the log of `step` says was begun, else
 * by the last error in the log of the step before. NULL: nothing tells.
 */
const char *lsst_why(const char *dir, const char *step, struct arena *a);

#endif
