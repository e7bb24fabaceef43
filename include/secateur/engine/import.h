/** Runs that others made, as an experiment in a results database. */
#ifndef SECATEUR_ENGINE_IMPORT_H
#define SECATEUR_ENGINE_IMPORT_H

#include "secateur/engine/engine.h"

struct import_side {
	const char *collection, *name;
};

/** Collections of a butler repository, each of them a variant; the first is the baseline. */
struct import_request {
	const char *repository;
	const struct import_side *sides;
	size_t n;
	const char *decides; /* "wall", "cpu", or a time as lsst_metadata names it: "characterizeImage.run" */
};

/**
 * An input is a visit and a detector, where some task works on these, else the data of the task that is told apart most finely; exposures
 * are taken as visits of the same number. A run is all quanta of a collection on one input. A quantum that left no metadata, though it
 * left a log, or though another collection has it and this one has its task elsewhere, is a failed run. Metrics (MetricValues, bundles) of a
 * run's data are quality of it; one in another unit than the first that is found is not measured. The database must not hold the experiment
 * yet. ENGINE_DONE; ENGINE_BAD_DATABASE; ENGINE_FAILED: the repository cannot be read.
 */
enum engine_end engine_import(struct store *db, const struct import_request *q, struct arena *a,
                              struct diag *d, struct run_summary *ret);

#endif
