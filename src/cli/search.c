#include "secateur/engine/search.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/num.h"
#include "secateur/engine/simulate.h"
#include "secateur/engine/simulate_search.h"
#include "secateur/model/spec.h"
#include "secateur/report/live.h"
#include "secateur/report/report.h"
#include "secateur/spec/spec.h"

/* --- what is shown while it goes on ------------------------------------------------------------------ */

struct screen {
	bool redraws, has_plan;
	unsigned lines; /* drawn before */
	enum search_stage stage;
	size_t runs;
};

static unsigned count_lines(const char *s)
{
	unsigned n = 0;

	for (; *s; s++) {
		n += *s == '\n';
	}
	return n;
}

static void clear(struct screen *screen)
{
	if (screen->lines > 0) {
		fprintf(stderr, "\033[%uA\r\033[J", screen->lines);
		screen->lines = 0;
	}
}

/* A screen that is drawn over the one before; without a terminal a line now and then. What it will take is said once, and stays. */
static void show(const struct search_story *s, void *arg)
{
	enum { RUNS_A_LINE = 50 };
	struct screen *screen = arg;
	AUTO_ARENA struct arena *a = arena_new();

	clear(screen);
	if (!screen->has_plan && s->state.stage > SEARCH_NOISE && s->state.stage < SEARCH_OVER) {
		screen->has_plan = true;
		fprintf(stderr, "%s\n", live_plan(s, a));
	}
	if (screen->redraws) {
		const char *text = live_search(s, cli_columns(STDERR_FILENO), a);
		fputs(text, stderr);
		screen->lines = count_lines(text);
		return;
	}
	if (screen->runs == 0 || s->state.stage != screen->stage ||
	    s->runs_made >= screen->runs + RUNS_A_LINE) {
		fprintf(stderr, "%s\n", live_line(s, a));
		screen->stage = s->state.stage;
		screen->runs = s->runs_made;
	}
}

/* --- what is asked -------------------------------------------------------------------------------------- */

static bool read_planted(struct cli *c, struct search_options *o)
{
	const char *noise = c->value[OPTION_SIMULATE], *scenario = c->value[OPTION_SCENARIO];

	if (!noise) {
		return !scenario || diag_fail(c->diag, NOWHERE, "--scenario goes with --simulate");
	}
	o->noise = simulate_noise_find(noise);
	o->planted = world_scenario_find(scenario ? scenario : "whole");
	if (!o->noise) {
		diag_fail(c->diag, NOWHERE, "no noise is called '%s'; `secateur help simulate` lists them",
		          noise);
	}
	if (!o->planted) {
		diag_fail(c->diag, NOWHERE,
		          "no scenario of a search is called '%s'; `secateur help simulate` lists them",
		          scenario);
	}
	return o->noise && o->planted;
}

static bool read_options(struct cli *c, struct search_options *o)
{
	const char *budget = c->value[OPTION_TIME_BUDGET];
	bool ok = !budget || (num_duration(budget, &o->budget_ns) && o->budget_ns > 0) ||
	          diag_fail(c->diag, NOWHERE,
	                    "--time-budget wants a duration such as '4h' or '30 min', not '%s'", budget);

	o->run.scratch = c->value[OPTION_SCRATCH];
	o->run.keep_scratch = c->value[OPTION_KEEP_SCRATCH] != NULL;
	o->run.takes_new_machine = c->value[OPTION_ACCEPT_NEW_ENVIRONMENT] != NULL;
	o->found = c->value[OPTION_WRITE];
	return read_planted(c, o) && ok;
}

static bool read_preference(struct cli *c, const struct study *study)
{
	const char *word = c->value[OPTION_PREFER];

	return !word || spec_read_preference(word, &study->spec->decide) ||
	       diag_fail(c->diag, NOWHERE,
	                 "--prefer wants smallest, fastest or a saving such as '20 %%', not '%s'", word);
}

/* --- the whole -------------------------------------------------------------------------------------------- */

enum exit_status cli_search(struct cli *c, const struct study *study, struct store *db)
{
	struct run_summary sum;
	struct search_story story;
	struct screen screen = {.redraws = cli_is_screen(STDERR_FILENO)};
	struct search_options o = {.tell = c->value[OPTION_QUIET] ? NULL : show, .arg = &screen};
	const struct format_ops *f = cli_format(c, false);

	if (!f || !read_options(c, &o)) {
		return EXIT_USAGE;
	}
	enum engine_end end = engine_search(study, db, &o, c->arena, c->diag, &sum, &story);
	if (end != ENGINE_DONE && end != ENGINE_STOPPED) {
		return cli_status(end);
	}
	fprintf(stderr, "%s: %s made, %zu failed; %zu were there\n",
	        end == ENGINE_STOPPED ? "stopped; the same command goes on"
	        : sum.made            ? "done"
	                              : "nothing left to run",
	        num_show_count(sum.made, "run", "runs", c->arena), sum.failed, sum.found);
	cli_tell_kept(c, &sum);
	struct document doc = report_search(&story, c->arena);
	bool ok = cli_write(c, &doc, f) && cli_write_search_reports(c, study->spec, &doc);
	return ok || end != ENGINE_DONE ? cli_status(end) : cli_unreported(c, false);
}

static enum exit_status main_search(struct cli *c)
{
	struct study study;
	struct store *db = NULL;

	if (!cli_prepare_and_ask(c, &study) || !engine_can_search(&study, c->diag) ||
	    !read_preference(c, &study)) {
		return EXIT_USAGE;
	}
	if (!cli_open(c, STORE_WRITE, &db)) {
		return EXIT_DATABASE;
	}
	enum exit_status status = cli_search(c, &study, db);
	store_close(db);
	return status;
}

static const enum option_id options[] = {OPTION_DB,       OPTION_TIME_BUDGET, OPTION_PREFER,
                                         OPTION_WRITE,    OPTION_JOBS,        OPTION_SET,
                                         OPTION_SEED,     OPTION_SCRATCH,     OPTION_KEEP_SCRATCH,
                                         OPTION_QUIET,    OPTION_FORMAT,      OPTION_OUTPUT,
                                         OPTION_SIMULATE, OPTION_SCENARIO,    OPTION_ACCEPT_NEW_ENVIRONMENT};

const struct command command_search = {
	.name = "search",
	.usage = "FILE",
	.about = "find what can go, with far fewer runs than one by one",
	.text = "Searches among the changes of the experiment: the components of its sets that are not required, the other\n"
		"level of choices of two, and its variants. In stages:\n\n"
		"  noise       the baseline again and again: how noisy a run is, and how long all will take\n"
		"  prune       groups of components dropped, on one input after another: what may go together\n"
		"  components  blocks in which a random half of them is dropped: what each saves, alone and with others\n"
		"  variants    the experiment's variants beside baselines, each until enough is known of it\n"
		"  choice      variants that save on top of what may go: are they good together?\n"
		"  confirm     what was chosen beside the baseline, on inputs that were held out or in fresh blocks: the\n"
		"              only number in the headline\n\n"
		"Each run is committed as it ends; after a crash or a Ctrl-C the same command goes on. Verdicts on time hold\n"
		"jointly; a component that may go was run without, on all inputs.\n\n"
		"--prefer says what is chosen: smallest, all that may go; fastest, of that only what is found to save; a share\n"
		"such as '20 %', of that as few changes as are expected to save so much. It may be said anew of a search that\n"
		"is over: only its choice and its confirmation are run again. With --time-budget, what is known when time is up\n"
		"is confirmed. --write leaves what was found in a folder: rendered files, the difference, a variant for\n"
		"the experiment file. With --simulate, runs come from a model whose truth is known.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_search,
};
