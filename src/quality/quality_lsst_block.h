/** A task of LSST's metadata, or the block that the middleware adds: `arrays`, of calls one after the other, and `scalars`. */
#ifndef SECATEUR_QUALITY_LSST_BLOCK_H
#define SECATEUR_QUALITY_LSST_BLOCK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/units.h"

struct arena;

/** What stands under a key: a scalar is as a list of one. */
struct lsst_values {
	struct json_object *list, *scalar;
	size_t n; /* 0: the key is not there */
};

struct lsst_values lsst_values_of(struct json_object *block, const char *key);
struct json_object *lsst_value(const struct lsst_values *v, size_t i);

/** False: it is none, or a negative one: what lies between two of them is a whole number of nanoseconds, too. */
bool lsst_read_stamp(struct json_object *x, nsec_t *ret); /* "2022-05-18T02:03:04.567890": by clock_wall */
bool lsst_read_seconds(struct json_object *x,
                       nsec_t *ret); /* of CPU time, as getrusage has it, or of the butler's */

/** A quantum's high-water mark at its end, in bytes: NULL, or in one clause why it is none. */
const char *lsst_memory(struct json_object *quantum, const char *file, struct arena *a, double *ret);

#endif
