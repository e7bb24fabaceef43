/** The first experiment on a program that runs already, from what it says of its settings. One file and one row each. */
#ifndef SECATEUR_INIT_INIT_H
#define SECATEUR_INIT_INIT_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/init/settings.h"

struct arena;
struct pex_dump;
struct strbuf;

/** What a run works on. */
struct init_input {
	const char *id;
	const char *path; /* as an experiment file writes it: a template */
	const char *stem; /* the file's name without folders and the last dot with what follows it */
};

/** A variable of the environment. */
struct init_variable {
	const char *name, *value;
};

/** All that an experiment is written from. */
struct init_source {
	const struct init_settings *known; /* what the program has, with its defaults */
	const struct init_settings *own;   /* in force: the user's, or `known` */
	const struct init_columns *columns;
	bool own_settings, own_columns; /* the user's, not all that there are */
	const struct init_input *inputs;
	size_t n_inputs;
	const char *name;             /* the experiment's */
	const char *here;             /* its folder, absolute */
	const char *beside;           /* that of the user's settings; NULL: none were given */
	const char *const *also;      /* where the program's own files are installed; NULL-terminated */
	const char *command;          /* what the user typed */
	const struct pex_dump *tasks; /* of LSST's; NULL: of another program, and what follows as well */
	const char *pipeline;         /* as an experiment file writes it: a template, with its labels */
	const char *program;          /* the same; NULL: from the PATH */
	const struct init_variable *environment; /* of the user's, by which tasks are found */
	size_t n_environment;
};

struct init_request;

struct init_ops {
	const char *name, *about;
	/** Asks the program, and reads the user's files; NULL: it prints its settings and columns as the next two say. */
	bool (*read)(const struct init_request *q, struct arena *a, struct diag *d, struct init_source *into);
	const char *const *dump_settings; /* NULL-terminated; prints all settings */
	const char *const *dump_columns;  /* prints all columns; NULL: it has none */
	const char *columns_key;          /* the setting that names the list of columns, or NULL */
	const char *input_suffix;         /* what names of inputs end in: ".fits" */
	const char *const *also;          /* see init_source */
	bool (*write)(const struct init_source *from, struct arena *a, struct diag *d, struct strbuf *out);
};

const struct init_ops *init_at(size_t i); /* NULL past the end */
const struct init_ops *init_find(const char *name);

struct init_request {
	const struct init_ops *program;
	const char *word;               /* the program as the user named it: a path, or a name */
	const char *settings, *columns; /* files of the user, or NULL */
	const char *pipeline;      /* of LSST's tasks: a file, or "file#label,label"; NULL: none was given */
	const char *const *inputs; /* files */
	size_t n_inputs;
	const char *name, *here, *command; /* see init_source */
};
/** Asks the program, reads the user's files, and writes the experiment's text. */
bool init_experiment(const struct init_request *q, struct arena *a, struct diag *d, struct strbuf *out);

#endif
