/** The parameters of the `command` adapter, as read from the experiment file. */
#ifndef SECATEUR_WORKLOAD_COMMAND_H
#define SECATEUR_WORKLOAD_COMMAND_H

#include "secateur/base/template.h"
#include "secateur/base/vec.h"
#include "secateur/workload/workload.h"

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
	VEC(struct variable) environment;
	struct commands version, effective;
};

enum { N_COMMAND_ROWS = 6, MOST_ITERATIONS = 1000 };
extern const struct field command_rows[N_COMMAND_ROWS];

/** See struct workload_ops. */
bool command_load(void *params, const struct scope *names, struct arena *a, struct diag *d);
/** Whether the factor that `b` binds is at this level, or keeps this component. */
bool command_is_among(const char *level, const struct binding *b);

#endif
