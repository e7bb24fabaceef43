/** Test vectors: JSON files with a tolerance and cases. Included by unit tests, after cmocka's headers. */
#ifndef TESTS_HELPERS_VECTORS_H
#define TESTS_HELPERS_VECTORS_H

#include <jansson.h>
#include <math.h>
#include <stddef.h>

static inline json_t *vectors_load(const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);

	if (!root) {
		fail_msg("%s:%d: %s", path, error.line, error.text);
	}
	return root;
}

static inline double vectors_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_number(value)) {
		fail_msg("no number named %s", key);
	}
	return json_number_value(value);
}

/** Into `ret`, which has room for `room`; returns how many. */
static inline size_t vectors_numbers(const json_t *object, const char *key, double *ret, size_t room)
{
	const json_t *array = json_object_get(object, key);
	size_t n = json_array_size(array);

	if (n == 0 || n > room) {
		fail_msg("%s: %zu numbers, room for %zu", key, n, room);
	}
	for (size_t i = 0; i < n; i++) {
		ret[i] = json_number_value(json_array_get(array, i));
	}
	return n;
}

/** Relative; of a wanted 0 absolute. */
static inline void assert_near(double got, double want, double tolerance)
{
	double scale = want == 0.0 ? 1.0 : fabs(want);

	if (!(fabs(got - want) <= tolerance * scale)) {
		fail_msg("%.17g instead of %.17g", got, want);
	}
}

#endif
