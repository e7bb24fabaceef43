#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/near.h"

static enum exit_status main_help(struct cli *c)
{
	const char *topic = c->words.n ? c->words.at[0] : NULL;
	const struct command *command = topic ? command_find(topic) : NULL;
	VEC(const char *) names = {0};

	if (topic && strcmp(topic, "database") == 0) {
		fputs(store_describe(), stdout);
		return EXIT_DONE;
	}
	for (size_t i = 0; command_at(i); i++) {
		*vec_push(c->arena, &names) = command_at(i)->name;
	}
	*vec_push(c->arena, &names) = "database";
	if (topic && !command) {
		diag_fail(c->diag, NOWHERE, "there is no help on '%s'%s", topic,
		          near_hint(topic, names.at, names.n, c->arena));
		return EXIT_USAGE;
	}
	if (c->value[OPTION_MAN]) {
		help_print_man(command, stdout);
	} else {
		help_print(command, stdout);
	}
	return EXIT_DONE;
}

static const enum option_id options[] = {OPTION_MAN};

const struct command command_help = {
	.name = "help",
	.usage = "[COMMAND | database]",
	.about = "say more about a command, or about the results database",
	.text = "Without a word, lists the commands. The word database prints every table, view and column of the results\n"
		"database, with example queries.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_help,
};
