/** Extractors: what a run left behind -> metrics and digests. One file and one row each. */
#ifndef SECATEUR_QUALITY_QUALITY_H
#define SECATEUR_QUALITY_QUALITY_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/base/units.h"
#include "secateur/model/metric.h"
#include "secateur/yaml/yaml.h"

struct arena;
struct criterion;
struct scope;

/** What an extractor looks at. */
struct quality_input {
	const char *dir;           /* the run's folder */
	const struct scope *scope; /* parameters, factors, the input */
	const char *const *envp;   /* the workload's environment */
	const struct criterion *
		metrics; /* those named in the experiment file: at least one, unless the part names its own */
	size_t n_metrics;
	nsec_t began; /* when the run did, by clock_wall: an older file is none of its; 0: not known */
};

/**
 * An extractor. A value it cannot give is a metric with its reason, never 0. It returns false only when the tool itself
 * failed. `check` and `extract` are mandatory.
 */
struct quality_ops {
	struct part part;
	bool gives_digest; /* artifacts, not values: their names take no margins */
	bool gives_many;   /* several metrics of one entry */
	/** Complains about every template that uses an unknown name. */
	bool (*check)(const void *params, const struct scope *names, struct arena *a, struct diag *d);
	/** Complains where keys make no sense together, or with the metrics; all could be read. NULL: they always do. */
	bool (*check_whole)(const void *params, const struct criterion *metrics, size_t n, struct arena *a,
	                    struct diag *d);
	bool (*extract)(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
	                struct findings *ret);
};

const struct quality_ops *quality_at(size_t i); /* NULL past the end */
const struct quality_ops *quality_find(const char *name);

/** A name that comes twice is absent, since nobody can tell which value is meant. */
void findings_add(struct findings *f, struct arena *a, const char *name, double value, const char *unit);
void findings_add_absent(struct findings *f, struct arena *a, const char *name, const char *reason);
/** A metric that the experiment file does not name: it gives way to any of its name, before it or after. */
void findings_add_extra(struct findings *f, struct arena *a, struct metric m);

#endif
