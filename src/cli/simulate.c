#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/engine/simulate.h"
#include "secateur/engine/simulate_search.h"
#include "secateur/model/spec.h"
#include "secateur/report/report.h"
#include "secateur/stats/distribution.h"

/** What is not said. */
enum { VARIANTS = 1, BLOCKS = 20, STUDIES = 200, SEED = 1 };
/** Of a study: after more of them, planted drifts would have left all bounds. */
enum { MOST_RUNS = 20000 };
static const double WORTH = .02, CONFIDENCE = .95;

/* --- what to simulate ------------------------------------------------------------------------------- */

/* The shape of the experiment named as first word, or the default one. */
static bool read_shape(struct cli *c, struct simulation_request *q)
{
	struct study s;

	*q = (struct simulation_request){.variants = VARIANTS,
	                                 .blocks = BLOCKS,
	                                 .inputs = BLOCKS,
	                                 .worth = WORTH,
	                                 .confidence = CONFIDENCE,
	                                 .seed = SEED,
	                                 .studies = STUDIES};
	if (c->words.n == 0) {
		return true;
	}
	if (!cli_prepare(c, &s)) {
		return false;
	}
	if (s.variants.n < 2) {
		return diag_fail(c->diag, NOWHERE, "%s: has no variant to compare", c->words.at[0]);
	}
	q->variants = (uint32_t)(s.variants.n - 1);
	q->inputs = (uint32_t)s.spec->n_inputs;
	q->blocks = s.spec->measure.blocks;
	q->least_blocks = s.spec->measure.least_blocks;
	q->worth = s.spec->decide.worth;
	q->confidence = s.spec->decide.confidence;
	q->error_rate = s.spec->decide.error_rate;
	q->seed = s.spec->measure.seed;
	return true;
}

static bool read_count(struct cli *c, enum option_id id, int64_t most, uint32_t *ret)
{
	int64_t n = *ret;
	bool ok = cli_number(c, id, 1, most, &n);

	*ret = (uint32_t)n;
	return ok;
}

static bool read_names(struct cli *c, struct simulation_request *q)
{
	const char *noise = c->value[OPTION_NOISE], *scenario = c->value[OPTION_SCENARIO];
	VEC(const char *) noises = {0}, scenarios = {0};

	for (size_t i = 0; simulate_noise_at(i); i++) {
		*vec_push(c->arena, &noises) = simulate_noise_name(simulate_noise_at(i));
	}
	for (size_t i = 0; simulate_scenario_at(i); i++) {
		*vec_push(c->arena, &scenarios) = simulate_scenario_name(simulate_scenario_at(i));
	}
	q->noise = noise ? simulate_noise_find(noise) : NULL;
	q->scenario = simulate_scenario_find(scenario ? scenario : "null");
	if (noise && !q->noise) {
		diag_fail(c->diag, NOWHERE, "no noise is called '%s'%s", noise,
		          near_hint(noise, noises.at, noises.n, c->arena));
	}
	for (size_t i = 0; world_scenario_at(i); i++) {
		*vec_push(c->arena, &scenarios) = world_scenario_name(world_scenario_at(i));
	}
	bool is_known = q->scenario || world_scenario_find(scenario);
	if (!is_known) {
		diag_fail(c->diag, NOWHERE, "no scenario is called '%s'%s", scenario,
		          near_hint(scenario, scenarios.at, scenarios.n, c->arena));
	}
	return is_known && (q->noise || !noise);
}

/* In place of the confidence. */
static bool read_false_discovery(struct cli *c, struct simulation_request *q)
{
	double share = 1 - q->confidence;
	bool ok = cli_share(c, OPTION_FALSE_DISCOVERY, &share);

	if (!c->value[OPTION_FALSE_DISCOVERY] || !ok) {
		return ok;
	}
	q->confidence = 1 - share;
	q->error_rate = ERROR_FALSE_DISCOVERY;
	return share < .5 || diag_fail(c->diag, NOWHERE, "--false-discovery must be below 50 %%");
}

static bool read_first_look(struct cli *c, struct simulation_request *q)
{
	if (!read_count(c, OPTION_FIRST_LOOK, 10000, &q->least_blocks)) {
		return false;
	}
	if (q->least_blocks >= q->blocks) {
		return diag_fail(c->diag, NOWHERE,
		                 "--first-look must be below the number of blocks, %" PRIu32, q->blocks);
	}
	return q->least_blocks == 0 || q->error_rate == ERROR_FAMILY ||
	       diag_fail(c->diag, NOWHERE,
	                 "--first-look and --false-discovery exclude each other; choose one");
}

static bool is_possible(struct cli *c, const struct simulation_request *q)
{
	if (!q->scenario && strcmp(c->value[OPTION_SCENARIO], "whole") == 0) {
		return diag_fail(c->diag, NOWHERE,
		                 "scenario 'whole' is for `secateur search FILE --simulate NOISE`");
	}
	if (!q->scenario && q->error_rate != ERROR_FAMILY) {
		return diag_fail(
			c->diag, NOWHERE,
			"a search bounds the chance of any wrong verdict, not the share of wrong ones");
	}
	if (!q->scenario) {
		return q->variants <= 80 ||
		       diag_fail(c->diag, NOWHERE, "a search is among at most 80 changes here");
	}
	uint64_t runs = (uint64_t)(q->variants + 1) * q->blocks;
	uint32_t least = simulate_scenario_least(q->scenario);

	if (runs > MOST_RUNS) {
		return diag_fail(c->diag, NOWHERE, "%" PRIu64 " runs in a study are too many: at most %d",
		                 runs, MOST_RUNS);
	}
	return q->variants >= least ||
	       diag_fail(c->diag, NOWHERE, "scenario '%s' needs at least %" PRIu32 " variants",
	                 simulate_scenario_name(q->scenario), least);
}

static bool read_request(struct cli *c, struct simulation_request *q)
{
	int64_t seed;

	if (!read_shape(c, q)) {
		return false;
	}
	bool ok = read_names(c, q);
	bool had_inputs = c->value[OPTION_INPUTS] || c->words.n > 0;
	ok = read_count(c, OPTION_VARIANTS, 200, &q->variants) && ok;
	ok = read_count(c, OPTION_BLOCKS, 10000, &q->blocks) && ok;
	q->inputs = had_inputs ? q->inputs : q->blocks;
	ok = read_count(c, OPTION_INPUTS, 10000, &q->inputs) && ok;
	ok = read_count(c, OPTION_STUDIES, 1000000, &q->studies) && ok;
	seed = (int64_t)q->seed;
	ok = cli_number(c, OPTION_SEED, 0, INT64_MAX, &seed) && ok;
	q->seed = (uint64_t)seed;
	ok = cli_share(c, OPTION_WORTH, &q->worth) && ok;
	ok = read_false_discovery(c, q) && ok;
	ok = read_first_look(c, q) && ok;
	return ok && is_possible(c, q);
}

/* --- what came out ------------------------------------------------------------------------------------ */

/** The table under construction. */
struct rows {
	struct cli *cli;
	VEC(const char *) cells;
	size_t n;
};

static void add(struct rows *r, const char *cell) { *vec_push(r->cli->arena, &r->cells) = cell; }

static void add_share(struct rows *r, size_t k, size_t n)
{
	add(r, n ? arena_printf(r->cli->arena, "%.1f %%", 100.0 * (double)k / (double)n) : "-");
}

static void add_row(struct rows *r, const struct simulation_request *q)
{
	struct simulation s = engine_simulate(q);
	struct share bounds = stats_clopper_pearson(s.n_false, s.n_studies, CONFIDENCE);

	add(r, simulate_noise_name(q->noise));
	add(r, arena_printf(r->cli->arena, "%.1f %% [%.1f, %.1f]",
	                    100.0 * (double)s.n_false / (double)s.n_studies, 100 * bounds.low,
	                    100 * bounds.high));
	add_share(r, s.n_right, s.n_verdicts);
	add_share(r, s.n_open, s.n_verdicts);
	add_share(r, s.n_covered, s.n_intervals);
	add(r, num_show_percent(s.width, 2, r->cli->arena));
	add_share(r, s.n_joint, s.n_studies);
	add_share(r, s.n_position_flags, s.n_studies);
	add_share(r, s.n_passed, s.n_losses);
	add_share(r, s.n_interactions_covered, s.n_interactions);
	add(r, arena_printf(r->cli->arena, "%.0f", s.cost));
	if (q->error_rate == ERROR_FALSE_DISCOVERY) {
		double half = stats_normal_quantile((1 - CONFIDENCE) / 2) * s.false_share_se;
		add(r, arena_printf(r->cli->arena, "%.2f %% [%.2f, %.2f]", 100 * s.false_share,
		                    100 * fmax(0, s.false_share - half), 100 * (s.false_share + half)));
	}
	r->n++;
}

static const char *const titles[] = {
	"noise",
	"studies with a false verdict",
	"right verdicts",
	"undecided",
	"coverage",
	"interval width",
	"joint coverage",
	"position flagged",
	"losses passed",
	"interactions covered",
	"cost, in baseline runs",
	"false among verdicts", /* where the experiment bounds that */
};
enum { N_TITLES = sizeof(titles) / sizeof(*titles) };
static const bool numeric[N_TITLES] = {false, true, true, true, true, true,
                                       true,  true, true, true, true, true};

static const char *describe(struct cli *c, const struct simulation_request *q)
{
	return arena_printf(
		c->arena,
		"%" PRIu32 " studies for each noise, of %" PRIu32 " %s in %s blocks on %" PRIu32
		" inputs, seed %" PRIu64
		". Planted: %s. Worth a change: %s. Right verdicts are shares of all "
		"verdicts; coverage is that of exploratory intervals at %s, joint coverage that of all "
		"intervals of a study that decide; a loss is passed when the variant may be dropped.",
		q->studies, q->variants, q->variants == 1 ? "variant" : "variants",
		q->least_blocks
			? arena_printf(c->arena, "%" PRIu32 " to %" PRIu32, q->least_blocks, q->blocks)
			: arena_printf(c->arena, "%" PRIu32, q->blocks),
		q->inputs, q->seed, simulate_scenario_about(q->scenario),
		num_show_percent(q->worth, 3, c->arena), num_show_percent(q->confidence, 3, c->arena));
}

static enum exit_status main_simulate(struct cli *c)
{
	struct simulation_request q;
	const struct format_ops *f = cli_format(c, false);
	struct rows rows = {.cli = c};

	if (!f || !read_request(c, &q)) {
		return EXIT_USAGE;
	}
	if (!q.scenario) {
		struct search_simulation_request search = {
			.noise = q.noise,
			.scenario = world_scenario_find(c->value[OPTION_SCENARIO]),
			.changes = q.variants,
			.inputs = q.inputs,
			.worth = q.worth,
			.confidence = q.confidence,
			.studies = q.studies,
			.seed = q.seed};
		return cli_simulate_search(c, &search, c->value[OPTION_BLOCKS] ? q.blocks : 0, f)
		               ? EXIT_DONE
		               : EXIT_USAGE;
	}
	const struct noise_preset *only = q.noise;
	for (size_t i = 0; simulate_noise_at(i); i++) {
		q.noise = simulate_noise_at(i);
		if (!only || q.noise == only) {
			add_row(&rows, &q);
		}
	}
	const struct element elements[] = {
		{.kind = ELEMENT_PARAGRAPH, .text = describe(c, &q)},
		{.kind = ELEMENT_TABLE,
	         .table = {titles, numeric, N_TITLES - (q.error_rate == ERROR_FAMILY), rows.cells.at,
	                   rows.n}},
	};
	const char *title =
		arena_printf(c->arena, "Simulated studies: %s", simulate_scenario_name(q.scenario));
	const struct document doc = {
		.title = title, .elements = elements, .n_elements = sizeof(elements) / sizeof(*elements)};
	return cli_write(c, &doc, f) ? EXIT_DONE : EXIT_USAGE;
}

static const enum option_id options[] = {
	OPTION_NOISE,      OPTION_SCENARIO, OPTION_VARIANTS,        OPTION_INPUTS,  OPTION_BLOCKS,
	OPTION_FIRST_LOOK, OPTION_WORTH,    OPTION_FALSE_DISCOVERY, OPTION_STUDIES, OPTION_SEED,
	OPTION_SET,        OPTION_FORMAT,   OPTION_OUTPUT};

const struct command command_simulate = {
	.name = "simulate",
	.usage = "[FILE]",
	.about = "try the plan and the verdicts on planted truths",
	.text = "Makes studies whose truth is known: the tool's own plan and its own judge, with a model of a noisy machine in\n"
		"place of the clock. Nothing is run and no database is touched. It prints, for each kind of noise, how many\n"
		"studies give a false verdict, how many verdicts are right, whether intervals hold what they should, and what\n"
		"it costs. With FILE, a study has the shape of that experiment: so that one can see, before the first run,\n"
		"whether its blocks are enough.\n"
		"With --false-discovery, or `decide: {false_discovery: ...}` in FILE, the last column is the mean share of a\n"
		"study's verdicts, without the undecided ones, that are wrong.\n"
		"With --first-look, or `measure: {blocks: {min: ..., max: ...}}` in FILE, what is settled at a look is run no\n"
		"more, which the cost shows.\n\n"
		"Noises: iid15, heavy, drift, randwalk, trend, bimodal, regime, periodic4, warmup, mixed, cpu, measured.\n"
		"Scenarios: null, plugins, hard, inputs, position, drift, interaction, quality-loss.\n"
		"Scenarios of a search among --variants changes: components, components-hard, pairs, pairs-inputs, race,\n"
		"race-hard, race-inputs, prune-few, prune-many, prune-independent; with --blocks N a fixed design of N\n"
		"blocks stands beside it.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_simulate,
};
