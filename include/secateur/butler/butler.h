/**
 * What runs that are over left in a butler repository of LSST (generation 3), or in a folder of its files: which file is of which task and
 * which data. Nothing is ever written there.
 */
#ifndef SECATEUR_BUTLER_BUTLER_H
#define SECATEUR_BUTLER_BUTLER_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/model/fact.h"

struct arena;

/** What a quantum left beside its outputs. */
struct butler_file {
	const char *label;    /* of its task, as in the pipeline; of metrics the type */
	const char *type;     /* of the dataset: "isr_metadata" */
	bool is_log;          /* <label>_log, which failed quanta leave, too; else <label>_metadata */
	struct facts data_id; /* "instrument", "exposure" or "visit", "detector", ... as texts */
	const char *path;     /* absolute */
};

struct butler_runs {
	const struct butler_file *files; /* metadata and logs: by data of a task, each once */
	size_t n;
	const struct butler_file
		*metrics; /* values of metrics and bundles of them: metricvalue_<name>, <name>_metrics */
	size_t n_metrics;
	const char *const *packages; /* of each RUN the file of all versions, where it left one: absolute */
	size_t n_packages;
};

/**
 * Of a collection, a RUN or what is CHAINED, in which the first that has something of a task and data counts. `repo` is a folder with a
 * butler.yaml, or that file: its registry in sqlite is asked; one that is not as it is known, and a folder without butler.yaml, by the
 * names of files below REPO/COLLECTION. It waits for a registry that is locked, but not for ever. False with a complaint, also where
 * there is no metadata.
 */
bool butler_read(const char *repo, const char *collection, struct arena *a, struct diag *d,
                 struct butler_runs *ret);
/** Whether that is so of this kind of repository, before anything is run; true of one that is not there. */
bool butler_is_of_files(const char *repo, struct arena *a, struct diag *d);

#endif
