#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/num.h"

static bool can_redraw(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* One line: redrawn on a terminal, one for each run elsewhere. Called between runs only. */
static void show(const struct progress *p, void *arg)
{
	const bool *redraw = arg;
	AUTO_ARENA struct arena *a = arena_new();

	fprintf(stderr, "%s[block %" PRIu32 "/%" PRIu32 " run %zu/%zu] %s  %s  %s  ETA %s%s",
	        *redraw ? "\r\033[K" : "", p->block + 1, p->n_blocks, p->done, p->planned, p->variant,
	        p->wall_ns > 0 ? num_show_duration(p->wall_ns, a) : "-", p->outcome,
	        num_show_duration(p->eta_ns, a), *redraw ? "" : "\n");
}

static enum exit_status status_of(enum engine_end end, const struct run_summary *sum)
{
	switch (end) {
	case ENGINE_DONE:
		return sum->failed + sum->failed_before ? EXIT_RUNS_FAILED : EXIT_DONE;
	case ENGINE_STOPPED:
		return EXIT_STOPPED;
	case ENGINE_NO_BASELINE:
		return EXIT_RUNS_FAILED;
	case ENGINE_BAD_MACHINE:
		return EXIT_MACHINE;
	case ENGINE_BAD_DATABASE:
		return EXIT_DATABASE;
	case ENGINE_FAILED:
		break;
	}
	return EXIT_USAGE;
}

static void summarise(const struct cli *c, const struct run_summary *sum, enum engine_end end)
{
	const char *db = c->value[OPTION_DB] ? c->value[OPTION_DB] : "results.db";

	if (end != ENGINE_DONE && end != ENGINE_STOPPED) {
		return;
	}
	fprintf(stderr, "%s: %zu runs made, %zu failed; %zu were there; all in %s\n",
	        end == ENGINE_STOPPED ? "stopped"
	        : sum->made           ? "done"
	                              : "nothing left to run",
	        sum->made, sum->failed, sum->found, db);
	if (sum->scratch) {
		fprintf(stderr, "run folders are kept in %s\n", sum->scratch);
	}
	if (end == ENGINE_STOPPED) {
		fprintf(stderr, "the same command goes on where it stopped\n");
	}
}

static enum exit_status main_run(struct cli *c)
{
	struct study study;
	struct store *db = NULL;
	struct run_summary sum;
	bool redraw = can_redraw();
	struct run_options o = {.scratch = c->value[OPTION_SCRATCH],
	                        .keep_scratch = c->value[OPTION_KEEP_SCRATCH] != NULL,
	                        .tell = c->value[OPTION_QUIET] ? NULL : show,
	                        .arg = &redraw};

	if (!cli_prepare(c, &study)) {
		return EXIT_USAGE;
	}
	if (!cli_open(c, STORE_WRITE, &db)) {
		return EXIT_DATABASE;
	}
	enum engine_end end = engine_run(&study, db, &o, c->arena, c->diag, &sum);
	store_close(db);
	if (redraw && o.tell && sum.made) {
		fputc('\n', stderr);
	}
	summarise(c, &sum, end);
	return status_of(end, &sum);
}

static const enum option_id options[] = {OPTION_DB,     OPTION_JOBS,    OPTION_SET,          OPTION_SEED,
                                         OPTION_BLOCKS, OPTION_SCRATCH, OPTION_KEEP_SCRATCH, OPTION_QUIET};

const struct command command_run = {
	.name = "run",
	.usage = "FILE",
	.about = "make the runs that are left, into the database",
	.text = "Runs the experiment's plan in interleaved blocks, each run pinned to cores of its own, and commits every\n"
		"run to the database as it ends. Runs that are there already are not made again: after a crash or a\n"
		"Ctrl-C, the same command goes on with the same plan. A changed experiment is refused.\n\n"
		"A variant that fails in three blocks in a row is settled and not run any more. A failed run is a result:\n"
		"the exit status is then 1.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_run,
};
