#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/model/spec.h"
#include "secateur/plan/plan.h"
#include "secateur/report/words.h"

/* `part`: NULL: all of it. */
static void print_variants(const struct study *s, const struct selection *part)
{
	for (size_t i = 0; i < s->variants.n; i++) {
		const struct variant *v = &s->variants.at[i];
		if (part && !part->variants[i]) {
			continue;
		}
		if (i == 0) {
			printf("variant %s\n", v->name);
			text_print_lines(stdout, "    ", v->config);
		} else {
			printf("variant %s, against %s: %s\n", v->name, s->variants.at[v->reference].name,
			       v->change);
			text_print_lines(stdout, "    ", v->config_diff);
			if (v->effective_diff) {
				printf("  in force:\n");
				text_print_lines(stdout, "    ", v->effective_diff);
			}
		}
	}
}

static void print_trials(const struct study *s)
{
	printf("\n%-7s %-8s %-8s %-16s %s\n", "block", "position", "phase", "input", "variant");
	for (size_t i = 0; i < plan_count(s->plan); i++) {
		const struct trial *t = plan_at(s->plan, i);
		if (plan_state(s->plan, t) != TRIAL_LEFT) {
			continue;
		}
		printf("%-7" PRIu32 " %-8" PRIu32 " %-8s %-16s %s\n", t->block, t->position,
		       t->phase == PHASE_WARMUP ? "warm-up" : "measured", s->spec->inputs[t->input].id,
		       s->variants.at[t->variant].name);
	}
}

static bool read_format(struct cli *c, bool *is_json)
{
	static const char *const formats[] = {"text", "json"};
	const char *name = c->value[OPTION_FORMAT] ? c->value[OPTION_FORMAT] : "text";

	*is_json = strcmp(name, "json") == 0;
	return *is_json || strcmp(name, "text") == 0 ||
	       diag_fail(c->diag, NOWHERE, "unknown format '%s'%s", name,
	                 near_hint(name, ROWS(formats), c->arena));
}

static void print_plan(const struct study *s, const struct selection *part, struct arena *a)
{
	const struct measure *m = &s->spec->measure;

	const char *most = m->least_blocks ? "at most " : "";

	printf("experiment %s, seed %" PRIu64 ", %s, %s, %u + %s%s, %s%s\n\n", s->spec->name, m->seed,
	       num_show_count(s->variants.n, "variant", "variants", a),
	       num_show_count(s->spec->n_inputs, "input", "inputs", a), m->warmup, most,
	       num_show_count(m->blocks, "block", "blocks", a), most,
	       num_show_count(plan_asked(s->plan), "run", "runs", a));
	print_variants(s, part);
	print_trials(s);
	if (!part) {
		cli_print_paths(s, a);
	}
}

static enum exit_status main_plan(struct cli *c)
{
	struct study s;
	struct selection part;
	bool is_part = false, is_json = false;

	if (!read_format(c, &is_json) || !cli_prepare_and_ask(c, &s) || !cli_select(c, &s, &part, &is_part)) {
		return EXIT_USAGE;
	}
	engine_leave_out_no_ops(&s);
	if (is_part) {
		plan_select(s.plan, &part);
	}
	const struct selection *shown = is_part ? &part : NULL;
	if (is_json) {
		return cli_plan_json(&s, shown, c->diag) ? EXIT_DONE : EXIT_USAGE;
	}
	print_plan(&s, shown, c->arena);
	return EXIT_DONE;
}

static const enum option_id options[] = {OPTION_SET, OPTION_SEED, OPTION_BLOCKS, OPTION_FILTER,
                                         OPTION_FORMAT};

const struct command command_plan = {
	.name = "plan",
	.usage = "FILE",
	.about = "print every run in order, and what each variant changes",
	.text = "Prints the baseline's configuration as it will be rendered, each variant's differences from its\n"
		"reference, and every run in the order in which it will be made. It touches nothing; it asks programs which\n"
		"configuration is in force where the experiment says how (`effective`). The same seed gives the same plan,\n"
		"byte for byte. With --filter it prints a part: the same that `secateur run` makes with it.\n\n"
		"With --format json it is for programs: experiment, seed, variants (name, kind, against, change, settings, config,\n"
		"diff, effective_diff), inputs with their columns, and trials (block, position, phase, input, variant).\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1,
	.main = main_plan,
};
