/** The verbs: one file each. Help, usage, man pages and option parsing come from their tables. */
#ifndef SECATEUR_CLI_COMMAND_H
#define SECATEUR_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "secateur/base/diag.h"
#include "secateur/base/vec.h"

struct arena;
struct spec;

enum exit_status {
	EXIT_DONE = 0,
	EXIT_RUNS_FAILED = 1, /* done, but runs failed */
	EXIT_USAGE = 2,       /* bad usage or a bad experiment */
	EXIT_GATE = 3,        /* a gate asked for did not hold */
	EXIT_MACHINE = 4,     /* the machine is not fit */
	EXIT_DATABASE = 5,    /* the results database cannot be used */
	EXIT_REPORT = 6,      /* the runs were made and are kept; their report could not be written */
	EXIT_STOPPED = 130,   /* by Ctrl-C or a signal */
};

enum option_id {
	OPTION_ACCEPT_NEW_ENVIRONMENT,
	OPTION_ARMS,
	OPTION_AS,
	OPTION_BASELINE,
	OPTION_BLOCKS,
	OPTION_COMPARE,
	OPTION_CONFIG,
	OPTION_DB,
	OPTION_DECIDE,
	OPTION_EXPERIMENT,
	OPTION_EXPLAIN,
	OPTION_EXPLAIN_NUMBER,
	OPTION_FALSE_DISCOVERY,
	OPTION_FIGURES,
	OPTION_FILTER,
	OPTION_FIRST_LOOK,
	OPTION_FORMAT,
	OPTION_FROM_PIPELINE,
	OPTION_GATE,
	OPTION_INPUT,
	OPTION_INPUTS,
	OPTION_JOBS,
	OPTION_KEEP_SCRATCH,
	OPTION_MAN,
	OPTION_NOISE,
	OPTION_OUTPUT,
	OPTION_PARAM,
	OPTION_PREFER,
	OPTION_QUIET,
	OPTION_SCENARIO,
	OPTION_SCRATCH,
	OPTION_SEED,
	OPTION_SET,
	OPTION_SIMULATE,
	OPTION_STUDIES,
	OPTION_TIME_BUDGET,
	OPTION_VARIANT,
	OPTION_VARIANTS,
	OPTION_WORTH,
	OPTION_WRITE,
	N_OPTIONS,
};

struct option_row {
	const char *name, *letter; /* letter: NULL when it has none */
	const char *argument;      /* what it takes, or NULL */
	const char *about;
	bool takes_two; /* values, both named by `argument` */
};
extern const struct option_row option_rows[N_OPTIONS];

/** What the user typed, and where answers go. */
struct cli {
	struct arena *arena;
	struct diag *diag;
	VEC(const char *) words;       /* what is not an option */
	const char *value[N_OPTIONS];  /* the last one given; "" for an option without argument */
	const char *second[N_OPTIONS]; /* of an option that takes two */
	VEC(const char *) sets;        /* every --set */
	VEC(const char *) names;       /* every --as */
	VEC(const char *) gates;       /* every --gate */
	VEC(const char *) numbers;     /* both words of every --explain VARIANT MEASURE */
	const struct spec *spec;       /* of the experiment that the first word names, once it was read */
};

struct command {
	const char *name, *usage; /* usage: what follows the name */
	const char *about;        /* one line */
	const char *text;         /* the man page's description; paragraphs end in a newline */
	const enum option_id *options;
	size_t n_options;
	size_t min_words, max_words;
	enum exit_status (*main)(struct cli *c);
};
const struct command *command_at(size_t i); /* NULL past the end */
const struct command *command_find(const char *name);

/** Help for a verb, or NULL: for the program. */
void help_print(const struct command *c, FILE *out);
/** The same as a man page in roff. */
void help_print_man(const struct command *c, FILE *out);

/** The program: parses, calls the verb, prints the diag, returns the exit status. */
int cli_main(int argc, char *argv[]);

#endif
