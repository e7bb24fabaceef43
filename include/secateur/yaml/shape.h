/**
 * What a value of an experiment file may look like, for those who write it: `secateur schema` prints it. The readers of
 * yaml.h have theirs in shape.c; a reader of one's own says it in its row of the table.
 */
#ifndef SECATEUR_YAML_SHAPE_H
#define SECATEUR_YAML_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/yaml/yaml.h"

enum shape_kind {
	SHAPE_TEXT,     /* any scalar; a text among them matches `pattern` */
	SHAPE_QUANTITY, /* a text that matches `pattern` */
	SHAPE_WHOLE,    /* a number in least..most */
	SHAPE_REAL,
	SHAPE_BOOL,
	SHAPE_WORDS,  /* one of `words` */
	SHAPE_LIST,   /* of `of` */
	SHAPE_NAMED,  /* a map from names that the file chooses to `of`; they match `pattern` */
	SHAPE_FIELDS, /* a map read by a table */
	SHAPE_EITHER, /* `of` or `other` */
	SHAPE_PARTS,  /* a map with the fields of the part that its `key` names, and the fields here */
};

/** How keys exclude or need each other. */
enum keys_rule {
	KEYS_ONE,     /* exactly one of them */
	KEYS_SOME,    /* at least one */
	KEYS_EXCLUDE, /* of two, not both */
};
struct shape_keys {
	const char *const *at;
	size_t n;
	enum keys_rule rule;
};

struct shape {
	enum shape_kind kind;
	const char *pattern; /* of ECMAScript; NULL: any */
	int64_t least, most;
	const char *const *words;
	size_t n_words;
	const struct shape *of, *other;
	bool some;          /* the list or the map is not empty */
	const char *needed; /* SHAPE_NAMED: a name that there must be; NULL: none */
	const struct field *fields;
	size_t n_fields;
	struct shape_keys one_of; /* n is 0: all are free */
	const char *key;
	const struct part *(*part)(size_t i); /* NULL past the end */
};

/* To initialize a shape with. */
#define SHAPE_OF_WORDS(t)                                                              \
	{                                                                              \
		.kind = SHAPE_WORDS, .words = (t), .n_words = sizeof(t) / sizeof(*(t)) \
	}
#define SHAPE_OF_FIELDS(t)                                                                \
	{                                                                                 \
		.kind = SHAPE_FIELDS, .fields = (t), .n_fields = sizeof(t) / sizeof(*(t)) \
	}
#define SHAPE_LIST_OF(s)                                    \
	{                                                   \
		.kind = SHAPE_LIST, .of = (s), .some = true \
	}
#define SHAPE_NAMED_OF(s)                      \
	{                                      \
		.kind = SHAPE_NAMED, .of = (s) \
	}
#define SHAPE_EITHER_OF(s, t)                                 \
	{                                                     \
		.kind = SHAPE_EITHER, .of = (s), .other = (t) \
	}
#define SHAPE_KEYS(t)                                    \
	{                                                \
		.at = (t), .n = sizeof(t) / sizeof(*(t)) \
	}
/* The same as places of shapes without a name, outside functions. */
#define AS_WORDS(t) (&(const struct shape)SHAPE_OF_WORDS(t))
#define AS_FIELDS(t) (&(const struct shape)SHAPE_OF_FIELDS(t))
#define AS_LIST_OF(s) (&(const struct shape)SHAPE_LIST_OF(s))
#define AS_NAMED_OF(s) (&(const struct shape)SHAPE_NAMED_OF(s))

/* Of the readers, for shapes that are made of them. */
extern const struct shape shape_text, shape_name, shape_count, shape_count1, shape_real, shape_percent,
	shape_texts;
/** A program and its arguments; names of at least one thing. */
extern const struct shape shape_command;

/** The row's own, or that of its reader; NULL: nobody has said it. */
const struct shape *shape_of(const struct field *row);

#endif
