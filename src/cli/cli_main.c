#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/cli/command.h"

/* --- options ----------------------------------------------------------------------------------- */

/** The words of a command line that are still to be read. */
struct reader {
	const struct command *command;
	struct cli *cli;
	char **at; /* NULL-terminated */
};

static const char *hint_option(const struct reader *r, const char *typo)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < r->command->n_options; i++) {
		*vec_push(r->cli->arena, &names) = option_rows[r->command->options[i]].name;
	}
	return near_hint(typo, names.at, names.n, r->cli->arena);
}

/* The option of this verb whose name (or letter) is the first n bytes of s; N_OPTIONS when there is none. */
static enum option_id find_option(const struct reader *r, const char *s, size_t n, bool by_letter)
{
	for (size_t i = 0; i < r->command->n_options; i++) {
		enum option_id id = r->command->options[i];
		const char *name = by_letter ? option_rows[id].letter : option_rows[id].name;
		if (name && strlen(name) == n && strncmp(name, s, n) == 0) {
			return id;
		}
	}
	return N_OPTIONS;
}

/* NULL: there is none left. */
static const char *next_word(struct reader *r)
{
	const char *word = *r->at;

	r->at += word != NULL;
	return word;
}

static bool take(struct reader *r, enum option_id id, const char *value)
{
	const struct option_row *row = &option_rows[id];
	struct cli *c = r->cli;

	if (!row->argument) {
		if (value) {
			return diag_fail(c->diag, NOWHERE, "--%s takes no value", row->name);
		}
		c->value[id] = "";
		return true;
	}
	value = value ? value : next_word(r);
	c->second[id] = row->takes_two ? next_word(r) : NULL;
	if (!value || (row->takes_two && !c->second[id])) {
		return diag_fail(c->diag, NOWHERE, "--%s needs %s: %s", row->name,
		                 row->takes_two ? "two values" : "a value", row->argument);
	}
	c->value[id] = value;
	if (id == OPTION_SET) {
		*vec_push(c->arena, &c->sets) = value;
	} else if (id == OPTION_AS) {
		*vec_push(c->arena, &c->names) = value;
	} else if (id == OPTION_GATE) {
		*vec_push(c->arena, &c->gates) = value;
	} else if (id == OPTION_EXPLAIN_NUMBER) {
		*vec_push(c->arena, &c->numbers) = value;
		*vec_push(c->arena, &c->numbers) = c->second[id];
	}
	return true;
}

static bool read_long(struct reader *r, const char *word)
{
	const char *name = word + 2;
	size_t n = strcspn(name, "=");
	enum option_id id = find_option(r, name, n, false);

	if (id == N_OPTIONS) {
		return diag_fail(r->cli->diag, NOWHERE, "%s has no option '%s'%s", r->command->name, word,
		                 hint_option(r, arena_strndup(r->cli->arena, name, n)));
	}
	return take(r, id, name[n] ? name + n + 1 : NULL);
}

static bool read_letters(struct reader *r, const char *word)
{
	for (const char *s = word + 1; *s; s++) {
		enum option_id id = find_option(r, s, 1, true);
		if (id == N_OPTIONS) {
			return diag_fail(r->cli->diag, NOWHERE, "%s has no option '-%c'", r->command->name,
			                 *s);
		}
		if (option_rows[id].argument) {
			return take(r, id, s[1] ? s + 1 : NULL);
		}
		take(r, id, NULL);
	}
	return true;
}

static bool read_words(struct reader *r)
{
	struct cli *c = r->cli;
	bool ok = true, only_words = false;

	while (*r->at) {
		const char *word = *r->at++;
		if (!only_words && strcmp(word, "--") == 0) {
			only_words = true;
		} else if (!only_words && strncmp(word, "--", 2) == 0) {
			ok = read_long(r, word) && ok;
		} else if (!only_words && word[0] == '-' && word[1]) {
			ok = read_letters(r, word) && ok;
		} else {
			*vec_push(c->arena, &c->words) = word;
		}
	}
	if (c->words.n < r->command->min_words || c->words.n > r->command->max_words) {
		ok = diag_fail(c->diag, NOWHERE, "usage: secateur %s %s", r->command->name,
		               r->command->usage);
	}
	return ok;
}

/* --- the program ------------------------------------------------------------------------------- */

static enum diag_style style_of(FILE *out)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	bool plain = (no_color && *no_color) || !term || strcmp(term, "dumb") == 0;

	return !plain && isatty(fileno(out)) ? DIAG_COLOUR : DIAG_PLAIN;
}

static const struct command *find_command(const char *name, struct arena *a, struct diag *d)
{
	const struct command *found = command_find(name);
	VEC(const char *) names = {0};

	for (size_t i = 0; !found && command_at(i); i++) {
		*vec_push(a, &names) = command_at(i)->name;
	}
	if (!found) {
		diag_fail(d, NOWHERE, "unknown command '%s'%s", name, near_hint(name, names.at, names.n, a));
		diag_help(d, "secateur help lists the commands");
	}
	return found;
}

static bool asks_for_help(char **words)
{
	for (; *words && strcmp(*words, "--") != 0; words++) {
		if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0) {
			return true;
		}
	}
	return false;
}

static enum exit_status call(char **words, struct cli *c)
{
	if (!*words) {
		help_print(NULL, stderr);
		return EXIT_USAGE;
	}
	if (strcmp(*words, "--version") == 0) {
		puts("secateur " SECATEUR_VERSION);
		return EXIT_DONE;
	}
	if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0) {
		help_print(NULL, stdout);
		return EXIT_DONE;
	}
	const struct command *command = find_command(*words, c->arena, c->diag);
	struct reader r = {command, c, words + 1};
	if (!command) {
		return EXIT_USAGE;
	}
	if (asks_for_help(words + 1)) {
		help_print(command, stdout);
		return EXIT_DONE;
	}
	return read_words(&r) ? command->main(c) : EXIT_USAGE;
}

int cli_main(int argc, char *argv[])
{
	AUTO_ARENA struct arena *a = arena_new();
	struct cli c = {.arena = a, .diag = diag_new(a)};
	enum exit_status status = call(argv + (argc > 0), &c);

	if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_DONE) {
		diag_fail(c.diag, NOWHERE, "standard output could not be written");
		status = EXIT_USAGE;
	}
	diag_print(c.diag, stderr, style_of(stderr));
	return (int)status;
}
