#include <stdio.h>

#include "cli_private.h"
#include "secateur/model/evidence.h"

static void print_status(const struct evidence *e)
{
	size_t left_out = 0;

	for (size_t i = 0; i < e->n_variants; i++) {
		left_out += e->variants[i].n_skipped;
	}
	printf("%s: %zu of %zu runs", e->experiment, e->n_runs, e->n_planned);
	if (left_out > 0) {
		printf("; %zu left out, since failures had settled their variants", left_out);
	}
	puts(e->n_runs + left_out >= e->n_planned ? "; finished" : "");
	if (e->n_runs > 0) {
		printf("from %s to %s\n", e->first_run_utc, e->last_run_utc);
	}
	printf("\nmeasured, of %zu blocks after %zu of warm-up:\n", e->n_blocks, e->n_warmup);
	printf("  %-24s %8s %8s %8s\n", "variant", "made", "failed", "left out");
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		printf("  %-24s %8zu %8zu %8zu\n", v->name, v->n_runs, v->n_failed, v->n_skipped);
	}
}

static enum exit_status main_status(struct cli *c)
{
	struct evidence e;
	enum exit_status status = cli_evidence(c, &e);

	if (status == EXIT_DONE) {
		print_status(&e);
	}
	return status;
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
