/** What extractors that follow a path into a tree of values share. */
#ifndef SECATEUR_QUALITY_TREE_H
#define SECATEUR_QUALITY_TREE_H

#include <json-c/json.h>

#include "quality_private.h"
#include "secateur/base/cleanup.h"
#include "secateur/yaml/shape.h"

/** A value in a file that holds a tree. */
struct json_place {
	struct text file, path; /* path: a JSON Pointer, RFC 6901 */
	bool is_length;         /* of the list or the object there */
};
extern const struct shape pointer_shape, length_shape;
bool read_pointer(const struct yaml *y, void *into, struct yaml_reader *r); /* struct text */
bool read_length(const struct yaml *y, void *into, struct yaml_reader *r);  /* bool: the word 'length' */
bool json_place_check(const void *place, const struct scope *names, struct arena *a, struct diag *d);

/** Where a text is no JSON, and what is wrong there. */
struct json_error {
	const char *what;
	size_t at;
};
/** One value and nothing after it, also NaN, Infinity and -Infinity, since Python writes them. `*ret` may be NULL: null. */
bool json_parse(const char *s, size_t n, struct json_object **ret, struct json_error *e);

/**
 * A text as a tree of values; NULL, or the reason, in `a`, why it is none. `*ret` may be NULL: null. Of YAML, what reads as a
 * number is one: the reader does not tell whether it was in quotes.
 */
typedef const char *tree_reader(const struct whole_text *t, struct arena *own, struct arena *a,
                                struct json_object **ret);
tree_reader tree_of_json, tree_of_yaml;
/** JSON where it begins with a brace, else YAML whose tags are passed over. */
tree_reader tree_of_either;

/** A file by its path, of which reasons tell the name alone: NULL, or why it is no tree. `own`: for what is read; `a`: for reasons. */
const char *tree_of_file(const char *path, tree_reader *read, struct arena *own, struct arena *a,
                         struct json_object **ret);
/** Looks at the files below the run's folder that are as a pattern, one after the other; stops at the first reason, and returns it. `a`: for reasons. */
const char *tree_each(const char *pattern, tree_reader *read, const struct quality_input *in,
                      struct arena *own, struct arena *a,
                      const char *(*see)(void *arg, const char *file, struct json_object *root), void *arg);

/** The value to which a pointer leads; false: nowhere, and `why` names the first part that is not there. */
bool json_follow(struct json_object *root, const char *pointer, const char *file, struct arena *a,
                 struct json_object **ret, const char **why);
bool json_is_number(struct json_object *x);
/** The value under a key; NULL: there is none, it is null, or `x` is no object. */
struct json_object *json_member(struct json_object *x, const char *key);
/** NULL, or why there is no number in what was found. */
const char *json_number(struct json_object *x, const char *pointer, const char *file, struct arena *a,
                        double *ret);
/** The metric that a place of a tree gives. False when the tool failed. */
bool json_extract(struct json_object *root, const struct json_place *p, const char *file,
                  const struct quality_input *in, struct arena *a, struct diag *d, struct findings *ret);

static inline void json_put_at(struct json_object **x) { json_object_put(*x); }
#define AUTO_JSON CLEANUP(json_put_at)

#endif
