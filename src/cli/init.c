#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/quoting.h"
#include "secateur/base/strbuf.h"
#include "secateur/init/init.h"

#define USAGE "PROGRAM [INPUT]... | [PIPETASK] --from-pipeline PIPELINE[#LABEL,...]"

static const struct init_ops *find_program(struct cli *c)
{
	bool of_tasks = c->value[OPTION_FROM_PIPELINE] != NULL;
	const char *word = c->words.n > 0 ? c->words.at[0] : "pipetask", *slash = strrchr(word, '/');
	const char *name = slash ? slash + 1 : word;
	const struct init_ops *found = init_find(name);
	VEC(const char *) names = {0};

	if (c->words.n == 0 && !of_tasks) {
		diag_fail(c->diag, NOWHERE, "usage: secateur init " USAGE);
		return NULL;
	}
	for (size_t i = 0; init_at(i); i++) {
		*vec_push(c->arena, &names) = init_at(i)->name;
	}
	if (!found) {
		diag_fail(c->diag, NOWHERE, "nothing is known of a program '%s'%s", name,
		          near_hint(name, names.at, names.n, c->arena));
		for (size_t i = 0; init_at(i); i++) {
			diag_help(c->diag, "%s: %s", init_at(i)->name, init_at(i)->about);
		}
	}
	if (found && of_tasks && strcmp(name, "pipetask") != 0) {
		diag_fail(c->diag, NOWHERE, "--from-pipeline is for pipetask, not for %s", name);
		return NULL;
	}
	return found;
}

/* What was typed, as it can be typed again. */
static const char *command_line(const struct cli *c)
{
	static const enum option_id told[] = {OPTION_FROM_PIPELINE, OPTION_CONFIG, OPTION_PARAM,
	                                      OPTION_OUTPUT};
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_add(&b, "secateur init");
	for (size_t i = 0; i < c->words.n; i++) {
		strbuf_addc(&b, ' ');
		quote_for_shell(&b, c->words.at[i]);
	}
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		if (c->value[told[i]]) {
			const struct option_row *row = &option_rows[told[i]];
			strbuf_addf(&b, " %s%s ", row->letter ? "-" : "--",
			            row->letter ? row->letter : row->name);
			quote_for_shell(&b, c->value[told[i]]);
		}
	}
	return strbuf_take(&b, c->arena);
}

static bool is_free(const char *path, struct diag *d)
{
	if (!path || !fs_exists(path)) {
		return true;
	}
	diag_fail(d, NOWHERE, "%s: is there already; nothing was written", path);
	diag_help(d, "name another file with -o, or move that one away");
	return false;
}

/* The experiment's: that of its file, so that a database can hold several. */
static const char *name_of(const char *path, const struct init_ops *program, struct arena *a)
{
	const char *slash = path ? strrchr(path, '/') : NULL, *name = slash ? slash + 1 : path;
	const char *dot = name ? strrchr(name, '.') : NULL;

	return !name || !*name
	               ? program->name
	               : arena_strndup(a, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static enum exit_status main_init(struct cli *c)
{
	const char *path = c->value[OPTION_OUTPUT];
	const struct init_ops *program = find_program(c);
	AUTO_STRBUF struct strbuf text = STRBUF_INIT;
	char *here = NULL;

	if (!program || !is_free(path, c->diag) || !fs_dir_of(path ? path : "x", c->arena, c->diag, &here)) {
		return EXIT_USAGE;
	}
	struct init_request q = {
		.program = program,
		.word = c->words.n > 0 ? c->words.at[0] : NULL,
		.pipeline = c->value[OPTION_FROM_PIPELINE],
		.settings = c->value[OPTION_CONFIG],
		.columns = c->value[OPTION_PARAM],
		.inputs = c->words.n > 0 ? c->words.at + 1 : NULL,
		.n_inputs = c->words.n > 0 ? c->words.n - 1 : 0,
		.name = name_of(path, program, c->arena),
		.here = here,
		.command = command_line(c),
	};
	if (!init_experiment(&q, c->arena, c->diag, &text)) {
		return EXIT_USAGE;
	}
	if (!path) {
		fwrite(text.text, 1, text.len, stdout);
		return EXIT_DONE;
	}
	return fs_write(path, text.text, text.len, c->diag) ? EXIT_DONE : EXIT_USAGE;
}

static const enum option_id options[] = {OPTION_CONFIG, OPTION_FROM_PIPELINE, OPTION_PARAM, OPTION_OUTPUT};

const struct command command_init = {
	.name = "init",
	.usage = USAGE,
	.about = "write a first experiment from a running configuration",
	.text = "Writes an experiment file with comments, which `secateur check` takes as it is, from what a program says of\n"
		"itself, or from your own configuration of it. INPUTs are the files that runs work on; without them, put them\n"
		"into the file. What only you can know is marked CHANGE. Programs:\n"
		"\n"
		"  source-extractor  which measurements can go: columns in groups by what computes them, of the list in -p, or\n"
		"                    of that which PARAMETERS_NAME in -c names, or all (source-extractor -dp). INPUTs are images.\n"
		"  psfex             which settings can be cheaper. INPUTs are catalogues.\n"
		"  pipetask          which plugins of LSST's tasks can go, and which settings of theirs can be cheaper: from the\n"
		"                    configuration that `pipetask build --show dump-config` prints of the pipeline. Plugins whose\n"
		"                    names or columns other fields ask for, such as slots, are required, with the reason. The\n"
		"                    program is looked for in the PATH, unless it is named: FOLDER/bin/pipetask.\n"
		"\n"
		"The file holds a copy of the settings (of all there are, without -c). Files that they name are looked for in the\n"
		"working folder, beside the settings, and where the program is installed; what they would write goes into each\n"
		"run's own folder. A file that is there is never written over.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = SIZE_MAX,
	.main = main_init,
};
