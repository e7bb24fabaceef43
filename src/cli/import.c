#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"

static enum exit_status read_from(struct cli *c, FILE *in, const char *name)
{
	const char *path = cli_db(c);
	bool was_there = fs_exists(path);
	struct store *db = NULL;
	size_t n_runs = 0;

	if (!cli_open(c, STORE_WRITE, &db)) {
		return EXIT_DATABASE;
	}
	bool ok = store_restore(db, in, name, c->diag, &n_runs);

	store_close(db);
	if (ok) {
		printf("%s: %s\n", path, num_show_count(n_runs, "run", "runs", c->arena));
	} else if (!was_there) {
		unlink(path);
	}
	return ok ? EXIT_DONE : EXIT_DATABASE;
}

static enum exit_status main_import(struct cli *c)
{
	const char *path = c->words.at[0];

	if (strcmp(path, "-") == 0) {
		return read_from(c, stdin, "standard input");
	}
	FILE *in = fopen(path, "re");

	if (!in) {
		diag_fail(c->diag, NOWHERE, "%s: %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	enum exit_status status = read_from(c, in, path);

	fclose(in);
	return status;
}

static const enum option_id options[] = {OPTION_DB};

const struct command command_import = {
	.name = "import",
	.usage = "FILE",
	.about = "make a database of what was exported",
	.text = "Reads what `secateur export --format jsonl` wrote, of this schema or an older one, into a new results database;\n"
		"- is standard input. All of it comes, or nothing: what is cut off or does not fit is told with its line. Bring\n"
		"the runs into a database that holds some already with `secateur merge`.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_import,
};
