#include <stdio.h>

#include "cli_private.h"
#include "secateur/model/dossier.h"

struct tally {
	size_t made, failed;
};

static void print_status(const struct dossier *from, struct arena *a)
{
	struct tally *tally = NEW_ARRAY(a, struct tally, from->n_variants);
	size_t blocks = from->n_blocks + from->n_warmup;

	for (size_t i = 0; i < from->n_runs; i++) {
		struct tally *t = &tally[from->runs[i].trial.variant];
		t->made++;
		t->failed += from->runs[i].kind != OUTCOME_OK;
	}
	printf("%s: %zu of %zu runs\n", from->name, from->n_runs, blocks * from->n_variants);
	if (from->n_runs > 0) {
		printf("from %s to %s\n", from->first_run_utc, from->last_run_utc);
	}
	printf("\n  %-24s %8s %8s %8s\n", "variant", "made", "failed", "planned");
	for (size_t i = 0; i < from->n_variants; i++) {
		printf("  %-24s %8zu %8zu %8zu\n", from->variants[i].name, tally[i].made, tally[i].failed,
		       blocks);
	}
}

static enum exit_status main_status(struct cli *c)
{
	struct dossier from;
	const char *name = NULL;
	struct store *db = NULL;

	if (!cli_experiment(c, &name)) {
		return EXIT_USAGE;
	}
	if (!cli_open(c, STORE_READ, &db)) {
		return EXIT_DATABASE;
	}
	bool loaded = store_load(db, name, c->arena, c->diag, &from);
	store_close(db);
	if (!loaded) {
		return EXIT_DATABASE;
	}
	print_status(&from, c->arena);
	return EXIT_DONE;
}

static const enum option_id options[] = {OPTION_DB, OPTION_EXPERIMENT, OPTION_SET};

const struct command command_status = {
	.name = "status",
	.usage = "[FILE]",
	.about = "how far an experiment has come",
	.text = "Counts the runs in the database, made and failed, for each variant. It can be asked while the experiment\n"
		"is running.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_status,
};
