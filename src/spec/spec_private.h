/** What the files of this room share. */
#ifndef SECATEUR_SPEC_PRIVATE_H
#define SECATEUR_SPEC_PRIVATE_H

#include "secateur/spec/spec.h"
#include "secateur/yaml/yaml.h"

#define ROWS(t) (t), sizeof(t) / sizeof(*(t))

/** Names that spec_name_is_free lets pass. */
#define SPEC_FREE_NAME "^(?!(here|input|iteration|scratch)$|input\\.)[A-Za-z_][A-Za-z0-9_.-]*$"

struct factor;
struct shape;

enum { SPEC_MOST_BYTES = 1 << 20 /* of one file */ };

/** The context of every reader: the spec being built and the caller's options. */
struct loader {
	struct spec *spec;
	const struct spec_options *options;
};

/** The root with what `include` brings, whose texts are added to the spec's as_written; NULL after a complaint. `path`: of the file. */
const struct yaml *spec_include(const struct yaml *root, const char *path, const char *here,
                                struct yaml_reader *r);

/* Each reads one section into the spec; false after any complaint. The node may be NULL: the section was left out. */
bool spec_read_parameters(const struct yaml *y, struct yaml_reader *r);
bool spec_read_inputs(const struct yaml *y, struct yaml_reader *r);
bool spec_read_factors(const struct yaml *y, struct yaml_reader *r);
bool spec_read_quality(const struct yaml *y, struct yaml_reader *r);
bool spec_read_timers(const struct yaml *y, struct yaml_reader *r);

/** What the sections look like. */
extern const struct shape spec_budget_shape, spec_decide_shape, spec_factors_shape, spec_hooks_shape,
	spec_inputs_shape, spec_measure_shape, spec_parameters_shape;
const struct shape *spec_quality_shape(const struct spec_options *o, struct arena *a);
const struct shape *spec_reports_shape(const struct spec_options *o, struct arena *a);
const struct shape *spec_timers_shape(const struct spec_options *o, struct arena *a);

/** The map `hooks`, into a struct hooks. */
bool spec_read_hooks(const struct yaml *y, void *into, struct yaml_reader *r);

/** The map `report`, into a struct reports. */
bool spec_read_reports(const struct yaml *y, void *into, struct yaml_reader *r);
/** The map `budget`, into a struct budget. */
bool spec_read_budget(const struct yaml *y, void *into, struct yaml_reader *r);

/* decide.c */

/** The map `decide`, into a struct decide. */
bool spec_read_decide(const struct yaml *y, void *into, struct yaml_reader *r);
bool spec_read_measure(const struct yaml *y, void *into, struct yaml_reader *r);
/** One of two words. */
bool spec_read_either(const struct yaml *y, const char *const words[2], bool *is_second,
                      struct yaml_reader *r);
/** Complains when all inputs are held out; they are read. */
void spec_check_held_out(const struct spec *s, struct diag *d);

/* needs.c */

/** The index of the level, or n_levels. */
size_t spec_find_level(const struct factor *f, const char *name);
/** `required` and `requires` of a factor whose levels are read. */
bool spec_read_needs(const struct yaml *factor, struct factor *f, struct yaml_reader *r);

/* names.c: each is false after a complaint. */

/** A name that templates can use and do not keep for themselves. */
bool spec_name_is_free(const struct yaml *key, struct diag *d);
/** A column that templates can use. */
bool spec_column_is_sane(struct text name, struct diag *d);
/** A text that names something: one line, nothing that a terminal obeys. */
bool spec_is_shown(const char *s, struct src_loc at, struct diag *d);
/** `size` bytes of UTF-8 without a NUL, behind which the rest would be lost. */
bool spec_source_is_text(const struct source *in, size_t size, struct diag *d);

/** The row of a registry with this name; else complains at `name`, with the nearest. */
const struct part *spec_find_part(const struct part *(*row)(size_t i), const char *what,
                                  const struct yaml *name, struct yaml_reader *r);

#endif
