/* Making runs, with progress: what `run` does, and whatever else needs runs. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/num.h"

bool cli_is_screen(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

/* One line: redrawn on a terminal, one for each run elsewhere. Called between runs only. */
static void show(const struct progress *p, void *arg)
{
	const bool *redraw = arg;
	AUTO_ARENA struct arena *a = arena_new();

	const char *where =
		p->is_count ? "counting"
			    : arena_printf(a, "block %" PRIu32 "/%" PRIu32, p->block + 1, p->n_blocks);

	fprintf(stderr, "%s[%s run %zu/%zu] %s  %s  %s  ETA %s%s", *redraw ? "\r\033[K" : "", where, p->done,
	        p->planned, p->variant, p->wall_ns > 0 ? num_show_duration(p->wall_ns, a) : "-", p->outcome,
	        p->eta_ns < 0 ? "-" : num_show_duration(p->eta_ns, a), *redraw ? "" : "\n");
}

enum exit_status cli_status(enum engine_end end)
{
	static const enum exit_status of[] = {[ENGINE_DONE] = EXIT_DONE,
	                                      [ENGINE_STOPPED] = EXIT_STOPPED,
	                                      [ENGINE_NO_BASELINE] = EXIT_RUNS_FAILED,
	                                      [ENGINE_BAD_MACHINE] = EXIT_MACHINE,
	                                      [ENGINE_BAD_DATABASE] = EXIT_DATABASE,
	                                      [ENGINE_FAILED] = EXIT_USAGE};
	return of[end];
}

void cli_tell_kept(const struct cli *c, const struct run_summary *sum)
{
	if (sum->scratch) {
		fprintf(stderr, "%s are kept in %s\n",
		        c->value[OPTION_KEEP_SCRATCH] ? "run folders" : "folders of runs that failed",
		        sum->scratch);
	}
}

static void summarise(const struct cli *c, const struct run_summary *sum, enum engine_end end)
{
	const char *db = cli_db(c);

	if (end != ENGINE_DONE && end != ENGINE_STOPPED) {
		return;
	}
	fprintf(stderr, "%s: %s made, %zu failed; %zu were there; all in %s\n",
	        end == ENGINE_STOPPED ? "stopped"
	        : sum->made           ? "done"
	                              : "nothing left to run",
	        num_show_count(sum->made, "run", "runs", c->arena), sum->failed, sum->found, db);
	cli_tell_kept(c, sum);
	if (end == ENGINE_STOPPED) {
		fprintf(stderr, "the same command goes on where it stopped\n");
	}
}

static enum exit_status report_runs(struct cli *c, const struct spec *s, struct store *db)
{
	struct evidence e;

	if (s->reports.n_formats == 0) {
		return EXIT_DONE;
	}
	if (!engine_evidence(db, s->name, c->arena, c->diag, &e)) {
		return EXIT_DATABASE;
	}
	return cli_write_reports(c, s, &e) ? EXIT_DONE : cli_unreported(c, true);
}

enum exit_status cli_run(struct cli *c, const struct study *study, struct store *db)
{
	struct run_summary sum;
	struct selection selection;
	bool redraw = cli_is_screen(STDERR_FILENO), is_part = false;

	if (!cli_select(c, study, &selection, &is_part)) {
		return EXIT_USAGE;
	}
	struct run_options o = {.selection = is_part ? &selection : NULL,
	                        .scratch = c->value[OPTION_SCRATCH],
	                        .keep_scratch = c->value[OPTION_KEEP_SCRATCH] != NULL,
	                        .takes_new_machine = c->value[OPTION_ACCEPT_NEW_ENVIRONMENT] != NULL,
	                        .tell = c->value[OPTION_QUIET] ? NULL : show,
	                        .arg = &redraw};

	enum engine_end end = engine_run(study, db, &o, c->arena, c->diag, &sum);
	if (redraw && o.tell && sum.made) {
		fputc('\n', stderr);
	}
	summarise(c, &sum, end);
	if (end != ENGINE_DONE) {
		return cli_status(end);
	}
	enum exit_status reported = report_runs(c, study->spec, db);

	return reported != EXIT_DONE                ? reported
	       : sum.failed + sum.failed_before > 0 ? EXIT_RUNS_FAILED
	                                            : EXIT_DONE;
}
