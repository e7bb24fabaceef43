#include <stdio.h>

#include "cli_private.h"
#include "secateur/base/num.h"
#include "secateur/model/spec.h"
#include "secateur/plan/plan.h"

static enum exit_status main_check(struct cli *c)
{
	struct study s;

	if (!cli_prepare(c, &s)) {
		return EXIT_USAGE;
	}
	const struct measure *m = &s.spec->measure;
	printf("%s: %s\n", s.spec->path, s.spec->name);
	const char *most = m->least_blocks ? "at most " : "";
	printf("%s, %s, %s%s after %u of warm-up: %s%s, %s at once\n",
	       num_show_count(s.variants.n, "variant", "variants", c->arena),
	       num_show_count(s.spec->n_inputs, "input", "inputs", c->arena), most,
	       num_show_count(m->blocks, "block", "blocks", c->arena), m->warmup, most,
	       num_show_count(plan_count(s.plan), "run", "runs", c->arena),
	       m->parallel ? arena_printf(c->arena, "%u", m->parallel)
	                   : "as many as do not disturb each other");
	cli_tell_left_out(s.spec, stdout, c->arena);
	putchar('\n');
	for (size_t i = 0; i < s.variants.n; i++) {
		const struct variant *v = &s.variants.at[i];
		printf("  %-24s %s", v->name, v->change);
		if (v->reference) {
			printf("  (against %s)", s.variants.at[v->reference].name);
		}
		putchar('\n');
	}
	cli_print_paths(&s, c->arena);
	if (c->value[OPTION_EXPLAIN]) {
		cli_explain(c, &s);
	}
	return EXIT_DONE;
}

static const enum option_id options[] = {OPTION_SET, OPTION_SEED, OPTION_BLOCKS, OPTION_JOBS, OPTION_EXPLAIN};

const struct command command_check = {
	.name = "check",
	.usage = "FILE",
	.about = "read an experiment and say all that is wrong with it",
	.text = "Reads the experiment file with all that it names, expands its variants, and prints them.\n"
		"Every mistake is shown at once, with its place and the nearest known name. Nothing is run.\n\n"
		"With --explain it prints the experiment as it was understood, with every default.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_check,
};
