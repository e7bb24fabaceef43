#include "cli_private.h"
#include "secateur/model/spec.h"

static enum exit_status main_run(struct cli *c)
{
	struct study study;
	struct store *db = NULL;
	struct selection selection; /* looked at before a database is made; cli_run takes it */
	bool is_part;

	if (!cli_prepare_and_ask(c, &study)) {
		return EXIT_USAGE;
	}
	if (study.spec->decide.is_race && c->value[OPTION_BLOCKS]) {
		diag_fail(c->diag, NOWHERE,
		          "--blocks is of a plan: this experiment searches (decide: {method: race})");
		diag_help(
			c->diag,
			"a search runs as long as it takes, or as long as `secateur search --time-budget` says");
		return EXIT_USAGE;
	}
	if (study.spec->decide.is_race && c->value[OPTION_FILTER]) {
		diag_fail(c->diag, NOWHERE,
		          "--filter is of a plan: this experiment searches (decide: {method: race})");
		return EXIT_USAGE;
	}
	if (!cli_select(c, &study, &selection, &is_part)) {
		return EXIT_USAGE;
	}
	if (!cli_can_report(c, study.spec)) {
		return EXIT_USAGE;
	}
	if (!cli_open(c, STORE_WRITE, &db)) {
		return EXIT_DATABASE;
	}
	enum exit_status status =
		study.spec->decide.is_race ? cli_search(c, &study, db) : cli_run(c, &study, db);
	store_close(db);
	return status;
}

static const enum option_id options[] = {
	OPTION_FILTER, OPTION_DB,      OPTION_JOBS,         OPTION_SET,   OPTION_SEED,
	OPTION_BLOCKS, OPTION_SCRATCH, OPTION_KEEP_SCRATCH, OPTION_QUIET, OPTION_ACCEPT_NEW_ENVIRONMENT};

const struct command command_run = {
	.name = "run",
	.usage = "FILE",
	.about = "make the runs that are left, into the database",
	.text = "Runs the experiment's plan in interleaved blocks, each run pinned to cores of its own, and commits every\n"
		"run to the database as it ends. Runs that are there already are not made again: after a crash or a\n"
		"Ctrl-C, the same command goes on with the same plan. A changed experiment is refused.\n\n"
		"A variant that fails in three blocks in a row is settled and not run any more. A failed run is a result:\n"
		"the exit status is then 1. It is 6 when all is run, but a report that the file asks for could not be written.\n\n"
		"With --filter a part of the plan is made, in the same order; the rest is left for another time.\n\n"
		"With `decide: {method: race}` in the file it searches, as `secateur search` does.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_run,
};
