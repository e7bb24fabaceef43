/** A YAML file as a tree in which every node knows its place, and tables that read maps into structs. */
#ifndef SECATEUR_YAML_YAML_H
#define SECATEUR_YAML_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/base/template.h"

struct arena;
struct shape;
struct yaml;

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

/**
 * Depth is at most 32, nodes (after anchors are followed) at most 100 000, files 1 MiB: cycles and anchor bombs are
 * refused. Doubled keys and keys that are not texts are errors here; all of them are told. One document a file. `<<: *a`,
 * also of a list of maps, brings the keys that its map has not; a quoted "<<" is a key as any other.
 */
bool yaml_read(const char *path, struct arena *a, struct diag *d, const struct yaml **ret);
bool yaml_parse(const struct source *in, struct arena *a, struct diag *d, const struct yaml **ret);
/** The same of what another program wrote: tags, by which it names types of its own, are passed over; elsewhere they are errors. */
bool yaml_parse_tagged(const struct source *in, struct arena *a, struct diag *d, const struct yaml **ret);

enum yaml_kind yaml_kind(const struct yaml *y);
/** "a text", "a list", "a map": for messages. */
const char *yaml_kind_name(const struct yaml *y);
/** What stands there instead of what was expected: 'ten', a list, nothing. Long texts are cut. */
const char *yaml_instead(const struct yaml *y, struct arena *a);
struct src_loc yaml_at(const struct yaml *y);
/** NULL unless a scalar. An empty plain scalar or `~` is "". */
const char *yaml_text(const struct yaml *y);
/** The scalar with the place of its first byte, for templates. */
struct text yaml_template(const struct yaml *y);
/** Items of a list, pairs of a map, 0 for a scalar. */
size_t yaml_count(const struct yaml *y);
const struct yaml *yaml_item(const struct yaml *y, size_t i);
/** The i-th key of a map, as a node. */
const struct yaml *yaml_key(const struct yaml *map, size_t i);
/** The value, or NULL. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/** Both together: a key of `over` wins, but that two maps are put together in turn. Nodes keep their places. */
const struct yaml *yaml_over(const struct yaml *over, const struct yaml *base, struct arena *a);

/** What the readers below need: where results live, where complaints go, and what the caller wants along. */
struct yaml_reader {
	struct arena *arena;
	struct diag *diag;
	void *context;
};

/** One row per key: how to read it, where it goes, and what `schema` and the man page say of it. */
struct field {
	const char *key;
	bool (*read)(const struct yaml *y, void *into, struct yaml_reader *r); /* NULL: the caller does */
	size_t offset;
	bool required;
	const char *about;
	const struct shape *shape; /* of what a reader that is not one of those below takes: shape.h */
};

/** A map read by a table of fields into a struct of `size` bytes: what an adapter or an extractor declares. */
struct part {
	const char *name, *about;
	const struct field *fields;
	size_t n_fields, size;
	bool names_its_own; /* of timers, where an entry without a name takes all that there are */
};

/**
 * Reads a map by the table: names every unknown (with the nearest), missing or bad key, not only the first.
 * Keys in `others` (may be NULL) are left to the caller.
 */
bool yaml_fields(const struct yaml *map, const struct field *rows, size_t n, const char *const *others,
                 size_t n_others, void *into, struct yaml_reader *r);

/** The value of the key that says which fields the map has; NULL after a complaint. */
const struct yaml *yaml_named(const struct yaml *y, const char *key, struct yaml_reader *r);

/* What names are made of. */
#define YAML_NAME_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-"

/* Readers of values; `into` is what the name says. A value that is refused leaves `into` alone. */
bool read_text(const struct yaml *y, void *into, struct yaml_reader *r);     /* const char * */
bool read_template(const struct yaml *y, void *into, struct yaml_reader *r); /* struct text */
bool read_name(const struct yaml *y, void *into, struct yaml_reader *r);  /* const char *, [A-Za-z0-9_.+-]+ */
bool read_count(const struct yaml *y, void *into, struct yaml_reader *r); /* unsigned, 0..10^9 */
bool read_count1(const struct yaml *y, void *into, struct yaml_reader *r);   /* unsigned, 1..10^9 */
bool read_seed(const struct yaml *y, void *into, struct yaml_reader *r);     /* uint64_t, 0..2^63-1 */
bool read_real(const struct yaml *y, void *into, struct yaml_reader *r);     /* double */
bool read_bool(const struct yaml *y, void *into, struct yaml_reader *r);     /* bool: true, false, yes, no */
bool read_duration(const struct yaml *y, void *into, struct yaml_reader *r); /* nsec_t, not 0 */
bool read_bytes(const struct yaml *y, void *into, struct yaml_reader *r);    /* uint64_t, not 0 */
bool read_percent(const struct yaml *y, void *into, struct yaml_reader *r);  /* double, 1 % -> 0.01 */
/** One of `n` words, by its index. */
bool read_word(const struct yaml *y, const char *const *words, size_t n, size_t *ret, struct yaml_reader *r);

/** A list of texts, with their places. A single text counts as a list of one. */
struct texts {
	const struct text *at;
	size_t n;
};
bool read_texts(const struct yaml *y, void *into, struct yaml_reader *r); /* struct texts */

#endif
