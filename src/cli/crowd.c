#include "secateur/engine/crowd.h"

#include <stdio.h>

#include "cli_private.h"
#include "secateur/model/spec.h"

static void print_change(const struct change *c)
{
	if (c->absent_reason) {
		printf("  n/a (%s)", c->absent_reason);
	} else {
		printf("  %+8.2f %% [%+.2f, %+.2f]", 100 * c->estimate, 100 * c->low, 100 * c->high);
	}
}

static void print_crowd(const struct crowd *c)
{
	printf("%8u", c->runs);
	print_change(&c->cpu);
	print_change(&c->wall);
	puts(c->is_bearable ? "  bearable" : "  too much");
}

/* From all down: half as many each time. */
static enum exit_status try_all(struct cli *c, const struct study *st, unsigned most)
{
	const struct run_options o = {.scratch = c->value[OPTION_SCRATCH]};
	unsigned best = 1;

	printf("%8s  %-31s  %s\n", "at once", "CPU time of a run", "wall time of a run");
	for (unsigned runs = most; runs > 1; runs /= 2) {
		struct crowd found;
		enum engine_end end = engine_crowd(st, runs, &o, c->arena, c->diag, &found);
		if (end != ENGINE_DONE) {
			return cli_status(end);
		}
		print_crowd(&found);
		fflush(stdout);
		best = found.is_bearable && best == 1 ? runs : best;
	}
	printf("\n`parallel: auto` would make %u run%s at once: the most that take no more than %g %% longer than one alone.\n",
	       best, best == 1 ? "" : "s", 100 * CROWD_BEARABLE);
	return EXIT_DONE;
}

static enum exit_status main_crowd(struct cli *c)
{
	struct study st;
	unsigned most = 1;

	if (!cli_prepare(c, &st)) {
		return EXIT_USAGE;
	}
	if (!engine_crowd_most(&st, c->value[OPTION_JOBS] ? st.spec->measure.parallel : 0, c->arena, c->diag,
	                       &most)) {
		return EXIT_MACHINE;
	}
	if (most == 1) {
		puts("Here is room for one run at a time, which nothing disturbs.");
		return EXIT_DONE;
	}
	return try_all(c, &st, most);
}

static const enum option_id options[] = {OPTION_JOBS, OPTION_SET, OPTION_SEED, OPTION_SCRATCH};

const struct command command_crowd = {
	.name = "crowd",
	.usage = "FILE",
	.about = "by how much runs at once disturb each other",
	.text = "Runs the experiment's baseline against itself: alone, and as many at once as there are cores for (or -j says),\n"
		"then half as many, and so on, each six times in random order; prints by how much longer a run then takes, with\n"
		"its 95 % interval. Nothing is stored.\n\n"
		"`measure: {parallel: auto}` in the file, or `-j auto`, makes as many runs at once as this bears out: the most that\n"
		"take no more than 2 % longer than one alone.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_crowd,
};
