/** Numbers that say how good an output is, and digests that say whether it is the same. */
#ifndef SECATEUR_MODEL_METRIC_H
#define SECATEUR_MODEL_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/hash.h"
#include "secateur/base/vec.h"

struct metric {
	const char *name, *unit; /* unit is NULL where there is no value */
	double value;
	const char *absent_reason; /* not NULL: there is no value, and why */
	bool is_extra;             /* nobody asked for it: it gives way to one of its name */
};

/** Two runs whose artifacts of one name have the same digest gave the same output. */
struct artifact {
	const char *name;
	const char *path; /* relative to the run's folder */
	uint64_t bytes;
	struct digest sha256;
};

struct findings {
	VEC(struct metric) metrics;
	VEC(struct artifact) artifacts;
};

#endif
