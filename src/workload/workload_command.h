/**
 * What adapters share. All that is run is a `struct command`: templates of steps, files, variables, and of what is asked. The `command`
 * adapter's parameters are one. An adapter for a program of its own has a struct that begins with one, which its `load` fills before
 * it calls command_load; its other functions are those here, and its rows may take COMMAND_FILES and COMMAND_ENVIRONMENT along.
 */
#ifndef SECATEUR_WORKLOAD_COMMAND_H
#define SECATEUR_WORKLOAD_COMMAND_H

#include "secateur/base/template.h"
#include "secateur/base/vec.h"
#include "secateur/workload/workload.h"
#include "secateur/yaml/shape.h"

/** `when: {psf_determiner: [psfex, piff]}`: the step is run at these levels only. */
struct condition {
	struct text factor;
	struct texts levels;
};

struct step {
	const char *name;
	struct src_loc at;
	struct texts command;
	struct text stdout_file;
	VEC(struct condition) when;
};

struct file {
	const char *name;
	struct text from; /* a template's file; s is NULL when `text` is given */
	struct text text;
};

struct variable {
	const char *name;
	struct text value;
};
struct variables {
	VEC(struct variable) at;
};

struct loop {
	struct texts steps;
	struct text times;
	size_t first, last; /* indices of its steps */
};

struct commands {
	VEC(struct texts) at;
};

struct command {
	VEC(struct step) steps;
	struct loop loop;
	VEC(struct file) files;
	struct variables environment;
	struct commands version, effective;
	size_t n_preparing; /* the first steps, which are not timed; none of them has conditions or is in the loop */
};

enum { N_COMMAND_ROWS = 6, MOST_ITERATIONS = 1000 };
extern const struct field command_rows[N_COMMAND_ROWS];

#define COMMAND_FILES                                                                                    \
	{                                                                                                \
		"files", command_read_files, 0, false,                                                   \
			"rendered into the run's own folder before its first step", &command_files_shape \
	}
#define COMMAND_ENVIRONMENT                                                                       \
	{                                                                                         \
		"environment", command_read_environment, 0, false,                                \
			"variables; besides them only PATH, HOME, TMPDIR, LC_ALL and TZ are set", \
			&command_texts_shape                                                      \
	}
#define COMMAND_VERSION                                                                                \
	{                                                                                              \
		"version", command_read_version, 0, false,                                             \
			"a command, or several, whose first line is recorded", &command_commands_shape \
	}
extern const struct shape command_files_shape, command_texts_shape, command_commands_shape;
bool command_read_version(const struct yaml *y, void *into, struct yaml_reader *r);
bool command_read_files(const struct yaml *y, void *into, struct yaml_reader *r);
bool command_read_environment(const struct yaml *y, void *into, struct yaml_reader *r);
/** A map from names to templates. */
bool command_read_variables(const struct yaml *y, struct variables *into, struct yaml_reader *r);

/** See struct workload_ops. `params` begins with a struct command. */
bool command_load(void *params, const struct scope *names, struct arena *a, struct diag *d);
bool command_config(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                    const char **ret);
bool command_job(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                 struct job *ret);
bool command_effective(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                       struct job *ret);
bool command_version(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                     struct facts *ret);
/** Whether the factor that `b` binds is at this level, or keeps this component. */
bool command_is_among(const char *level, const struct binding *b);

#endif
