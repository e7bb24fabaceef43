/** What the files that import runs share: what was found of them, sorted by variant and input. */
#ifndef SECATEUR_ENGINE_IMPORTED_H
#define SECATEUR_ENGINE_IMPORTED_H

#include "engine_private.h"
#include "secateur/base/vec.h"
#include "secateur/butler/butler.h"
#include "secateur/engine/import.h"
#include "secateur/model/fact.h"
#include "secateur/quality/lsst.h"

/** A quantum: it left metadata, or a log alone. */
struct quantum {
	size_t variant, unit, label; /* indices */
	const char *metadata, *log;  /* paths; NULL: there is none */
	struct lsst_quantum told;    /* of metadata */
	const char *why;             /* not NULL: its times cannot be told */
};

/** What can be compared: the same data in several collections. */
struct unit {
	const char *id;
	struct facts data; /* the same names in all: "instrument", "visit", "detector" */
	const char *key;   /* sorts them: "MiniCam-982985-0" */
};

/** A file of metrics that is of a run, and the only one of its type there. */
struct metric_file {
	size_t variant, unit; /* indices */
	const char *type, *path;
};

/** A number that tasks wrote, or a metric that a pipeline measured. */
struct number {
	const char *type;  /* the dataset that has it; NULL: the metadata of a task */
	const char *value; /* as the extractor knows it: "isr:overscan.level", "ip_isr.IsrTime" */
	const char *unit;  /* of metrics; NULL: no file tells it */
	const char *name;  /* of the metric */
};

struct imported {
	const struct import_request *asked;
	VEC(struct unit) units;
	VEC(const char *) labels;        /* in the order in which the tasks were run */
	VEC(struct quantum) quanta;      /* by variant, unit, label */
	VEC(struct metric_file) metrics; /* by variant, unit, type */
	bool *has; /* at variant * labels + label: its pipeline has the task, by what it left of any data */
	VEC(struct number) numbers; /* those of metadata first */
	struct arena *arena;
	struct diag *diag;
};

/* import_find.c */

/** Reads all that the collections hold of one kind of data: see engine_import. `runs`: of each, its files. */
bool import_find(struct imported *i, struct butler_runs *runs);
/** Of a run, `*n` of them. */
const struct quantum *import_of_run(const struct imported *i, size_t variant, size_t unit, size_t *n);
const struct metric_file *import_metrics_of_run(const struct imported *i, size_t variant, size_t unit,
                                                size_t *n);
bool import_has_task(const struct imported *i, size_t variant, size_t label);

/* import_numbers.c */

/** Reads all metadata and metrics: what quanta tell, and which numbers there are. A file of metrics that cannot be read is told. */
void import_read(struct imported *i);
/** As names of metrics and timers may be: without ':' in them. */
char *import_plain(const char *name, struct arena *a);

/* import_spec.c */

/** The name that the experiment gets. */
const char *import_name(const struct import_request *q, struct arena *a);
/** The experiment file that there would be. */
const char *import_spec(const struct imported *i);
/** Of a collection the versions of programs by the `packages` that its runs left: "NAME of VARIANT". */
struct facts import_versions(const struct imported *i, const struct butler_runs *runs, size_t variant);

#endif
