/** What LSST's pipelines and middleware tell of one quantum, beside what the extractors lsst_metadata and lsst_metric give of it. */
#ifndef SECATEUR_QUALITY_LSST_H
#define SECATEUR_QUALITY_LSST_H

#include <stddef.h>
#include <stdint.h>

#include "secateur/base/units.h"

struct arena;
struct outcome;

struct lsst_quantum {
	nsec_t began; /* wall clock */
	nsec_t wall_ns, user_ns, sys_ns;
	uint64_t peak_memory_bytes; /* the most that its process had had so far: earlier quanta, too */
	const char *node;           /* NULL: not told, as in 2022 */
	const char *const *numbers; /* that its tasks wrote themselves: "isr.noise" */
	size_t n_numbers;
};

/** Reads <label>_metadata: NULL, or in one clause why there are no times; numbers are told also then. */
const char *lsst_quantum_read(const char *path, struct arena *a, struct lsst_quantum *ret);

/** A quantum as a step of a run, of whose steps there is room for one more. */
void lsst_add_step(struct outcome *o, const char *label, const struct lsst_quantum *told);

/** Reads <label>_log: the end of what it has of errors, a line each; NULL: nothing, or it cannot be read. */
const char *lsst_log_errors(const char *path, struct arena *a);

/** A metric of a file. */
struct lsst_measured {
	const char *name; /* as the extractor lsst_metric knows it: "ip_isr.IsrTime" */
	const char *unit; /* "1" of a plain number; NULL: no number of it is there */
};
struct lsst_metrics {
	const struct lsst_measured *at; /* each once, in the order of the file */
	size_t n;
};

/** Reads a MetricValue, a Job or a bundle: NULL, or in one clause why there are none; a bundle may be empty. */
const char *lsst_metrics_read(const char *path, struct arena *a, struct lsst_metrics *ret);

#endif
