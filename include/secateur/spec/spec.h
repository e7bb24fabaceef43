/** From an experiment file to a `struct spec`, or to a list of all that is wrong with it. */
#ifndef SECATEUR_SPEC_SPEC_H
#define SECATEUR_SPEC_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/diag.h"

struct arena;
struct decide;
struct part;
struct spec;

/** What other rooms add to the language, and what the command line overrides. */
struct spec_options {
	const struct part *(*adapter)(size_t i);   /* NULL past the end */
	const struct part *(*extractor)(size_t i); /* NULL past the end */
	const char *(*format)(size_t i);           /* of reports; NULL past the end */
	const char *const *parameters;             /* "name=value" */
	size_t n_parameters;
	const uint64_t *seed; /* NULL: the file's */
	unsigned blocks;      /* 0: the file's */
	unsigned parallel;    /* 0: the file's */
	bool parallel_auto;   /* as if the file said so */
};

/**
 * False only when there is nothing to look further into: no file, no YAML, no map. Any other mistakes are in `d` (see
 * diag_errors), and what could be read is in the spec, so that other rooms can add theirs; what could not is as if left out.
 */
bool spec_load(const char *path, const struct spec_options *o, struct arena *a, struct diag *d,
               struct spec **ret);
/** The same from a text in memory; `here` is the folder that relative names start from. */
bool spec_parse(const struct source *in, const char *here, const struct spec_options *o, struct arena *a,
                struct diag *d, struct spec **ret);

/** "smallest", "fastest", or a saving that is enough, "20 %": as `prefer` has it; false: none of them. */
bool spec_read_preference(const char *said, struct decide *ret);

#endif
