/** A line of JSON: one object of plain values. */
#ifndef SECATEUR_SRC_STORE_JSON_LINE_H
#define SECATEUR_SRC_STORE_JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/vec.h"

struct arena;

struct json_item {
	const char *key;
	enum { JSON_NULL, JSON_NUMBER, JSON_TEXT, JSON_OTHER } kind;
	const char *text; /* of a number as it is written */
};

struct json_line {
	struct arena *arena; /* set by the caller: for all that the line holds */
	VEC(struct json_item) items;
	size_t depth; /* while it is read; and the next two */
	bool is_object;
	const char *key, *wrong; /* wrong: what is, beside JSON's own rules */
};

/** NULL, or what is wrong with it. */
const char *json_line_read(struct json_line *l, const char *s, size_t n);
/** NULL where there is none of that key. */
const struct json_item *json_line_find(const struct json_line *l, const char *key);
/** False where it is NULL, or no whole number. */
bool json_whole(const struct json_item *i, int64_t *ret);

#endif
