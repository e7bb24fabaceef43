#include "quality_lsst_block.h"

#include <math.h>

#include "quality_tree.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"

enum { KIB = 1024 };
#define MOST_SECONDS 1e9
#define MOST_MEMORY 1e18 /* bytes */

struct lsst_values lsst_values_of(struct json_object *block, const char *key)
{
	struct json_object *const where[] = {json_member(block, "arrays"), json_member(block, "scalars")};
	struct json_object *x = NULL;

	for (size_t i = 0; i < 2; i++) {
		if (json_object_is_type(where[i], json_type_object) &&
		    json_object_object_get_ex(where[i], key, &x)) {
			return json_object_is_type(x, json_type_array)
			               ? (struct lsst_values){x, NULL, json_object_array_length(x)}
			               : (struct lsst_values){NULL, x, 1};
		}
	}
	return (struct lsst_values){0};
}

struct json_object *lsst_value(const struct lsst_values *v, size_t i)
{
	return v->list ? json_object_array_get_idx(v->list, i) : v->scalar;
}

bool lsst_read_stamp(struct json_object *x, nsec_t *ret)
{
	return json_object_is_type(x, json_type_string) && clock_from_utc(json_object_get_string(x), ret) &&
	       *ret >= 0;
}

bool lsst_read_seconds(struct json_object *x, nsec_t *ret)
{
	const double seconds = json_is_number(x) ? json_object_get_double(x) : NAN;

	if (!(seconds >= 0) || seconds > MOST_SECONDS) {
		return false;
	}
	*ret = (nsec_t)llround(seconds * NSEC_PER_SEC);
	return true;
}

/* Before version 1 of the metadata it was in the unit of getrusage, which is the KiB on Linux. */
const char *lsst_memory(struct json_object *quantum, const char *file, struct arena *a, double *ret)
{
	static const char key[] = "endMaxResidentSetSize", version_key[] = "__version__";
	const struct lsst_values c = lsst_values_of(quantum, key), of = lsst_values_of(quantum, version_key);
	double version = 0;

	if (c.n == 0) {
		return arena_printf(a, "%s has no %s of a quantum", file, key);
	}
	const char *why = json_number(lsst_value(&c, c.n - 1), key, file, a, ret);
	if (!why && of.n > 0) {
		why = json_number(lsst_value(&of, 0), version_key, file, a, &version);
	}
	*ret *= version >= 1 ? 1 : KIB;
	return why || (*ret >= 0 && *ret <= MOST_MEMORY) ? why
	                                                 : arena_printf(a, "%s of %s is no size", key, file);
}
