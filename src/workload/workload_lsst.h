/**
 * What adapters for LSST's middleware share: the configuration of a pipeline's tasks as an experiment file gives it, what a run left in its
 * butler's repository, and what pipetask says of a run that failed.
 */
#ifndef SECATEUR_WORKLOAD_LSST_H
#define SECATEUR_WORKLOAD_LSST_H

#include "workload_command.h"

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

/** The program beside another: "/opt/bin/butler" beside "/opt/bin/pipetask". */
const char *lsst_beside(const char *program, const char *name, struct arena *a);
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
/** "FieldValidationError: ...": the last exception that a log tells of; NULL: none. */
const char *lsst_last_error(const char *text, struct arena *a);
/** See struct workload_ops: configurations as sets of lines. */
bool lsst_canonical(const char *printed, struct arena *a, struct diag *d, const char **ret);
/**
 * Why a run in the folder `dir` failed: by the summary that pipetask wrote, else by the last quantum that its log says was begun, else by the
 * last error in the log of the step before. NULL: nothing tells.
 */
const char *lsst_why(const char *dir, struct arena *a);

#endif
