/* Searches through known worlds: what they find, and what a fixed design of the same truth takes. */
#include <inttypes.h>

#include "cli_private.h"
#include "secateur/base/num.h"
#include "secateur/engine/simulate.h"
#include "secateur/engine/simulate_search.h"
#include "secateur/report/report.h"
#include "secateur/stats/distribution.h"

/** The table under construction. */
struct rows {
	struct cli *cli;
	VEC(const char *) cells;
	size_t n;
};

static void add(struct rows *r, const char *cell) { *vec_push(r->cli->arena, &r->cells) = cell; }

static void add_number(struct rows *r, double x) { add(r, arena_printf(r->cli->arena, "%.1f", x)); }

static void add_share(struct rows *r, size_t k, size_t n)
{
	add(r, n ? arena_printf(r->cli->arena, "%.1f %%", 100.0 * (double)k / (double)n) : "-");
}

/* Studies with a wrong verdict. */
static void add_wrong(struct rows *r, size_t k, size_t n)
{
	struct share bounds = stats_clopper_pearson(k, n, .95);

	add(r, arena_printf(r->cli->arena, "%.1f %% [%.1f, %.1f]", 100.0 * (double)k / (double)n,
	                    100 * bounds.low, 100 * bounds.high));
}

/* The same truth in so many blocks, every change by itself. */
static void add_fixed(struct rows *r, const struct search_simulation_request *q, uint32_t blocks, double cost)
{
	const char *name = world_scenario_fixed(q->scenario);
	struct simulation_request ask = {.noise = q->noise,
	                                 .scenario = name ? simulate_scenario_find(name) : NULL,
	                                 .variants = q->changes,
	                                 .inputs = blocks,
	                                 .blocks = blocks,
	                                 .worth = q->worth,
	                                 .confidence = q->confidence,
	                                 .studies = q->studies,
	                                 .seed = q->seed};

	if (!name || blocks == 0) {
		for (int i = 0; i < 5; i++) {
			add(r, "-");
		}
		return;
	}
	struct simulation s = engine_simulate(&ask);
	add(r, arena_printf(r->cli->arena, "%" PRIu32, blocks));
	add_share(r, s.n_right, s.n_verdicts);
	add_wrong(r, s.n_false, s.n_studies);
	add(r, arena_printf(r->cli->arena, "%.0f", s.cost));
	add(r, arena_printf(r->cli->arena, "%.1f", s.cost / cost));
}

static const char *const timing_titles[] = {"noise",
                                            "runs",
                                            "cost",
                                            "right verdicts",
                                            "undecided",
                                            "searches with a wrong verdict",
                                            "intervals that hold",
                                            "fixed design: blocks",
                                            "right",
                                            "studies with a wrong verdict",
                                            "its cost",
                                            "ratio"};
static const char *const pruning_titles[] = {"changes", "sets tested", "90 % of searches below",
                                             "of the largest saving"};
static const bool timing_numeric[] = {false, true, true, true, true, true,
                                      true,  true, true, true, true, true};
static const bool pruning_numeric[] = {true, true, true, true};
#define COUNT(t) (sizeof(t) / sizeof(*(t)))

static void add_timing(struct rows *r, const struct search_simulation_request *q, uint32_t blocks)
{
	struct search_simulation s = engine_simulate_search(q);

	add(r, simulate_noise_name(q->noise));
	add_number(r, s.runs);
	add_number(r, s.cost);
	add_share(r, s.n_right, s.n_verdicts);
	add_share(r, s.n_open, s.n_verdicts);
	add_wrong(r, s.n_false, s.n_studies);
	add_share(r, s.n_holding, s.n_intervals);
	add_fixed(r, q, blocks, s.cost);
	r->n++;
}

static void add_pruning(struct rows *r, const struct search_simulation_request *q)
{
	struct search_simulation s = engine_simulate_search(q);

	add(r, arena_printf(r->cli->arena, "%" PRIu32, q->changes));
	add_number(r, s.tests);
	add(r, arena_printf(r->cli->arena, "%.0f", s.tests_p90));
	add(r, arena_printf(r->cli->arena, "%.1f %%", 100 * s.saving));
	r->n++;
}

static const char *describe(struct cli *c, const struct search_simulation_request *q)
{
	return arena_printf(
		c->arena,
		"%" PRIu32 " searches, among %" PRIu32 " changes on %" PRIu32 " inputs, seed %" PRIu64
		". Planted: %s. Worth a change: %s. %s",
		q->studies, q->changes, q->inputs, q->seed, world_scenario_about(q->scenario),
		num_show_percent(q->worth, 3, c->arena),
		world_scenario_prunes(q->scenario)
			? "A set that is tested is run on all inputs, unless one fails before."
			: "Cost is in runs of the baseline; the fixed design has as many blocks as are said, "
			  "every change by itself beside one baseline, and is judged as secateur run judges.");
}

bool cli_simulate_search(struct cli *c, const struct search_simulation_request *ask, uint32_t blocks,
                         const struct format_ops *f)
{
	struct rows rows = {.cli = c};
	struct search_simulation_request q = *ask;
	bool prunes = world_scenario_prunes(q.scenario);

	q.noise = prunes && !q.noise ? simulate_noise_at(0) : q.noise;
	const struct noise_preset *only = q.noise;
	for (size_t i = 0; simulate_noise_at(i); i++) {
		q.noise = simulate_noise_at(i);
		if (only && q.noise != only) {
			continue;
		}
		if (prunes) {
			add_pruning(&rows, &q);
		} else {
			add_timing(&rows, &q, blocks);
		}
	}
	const struct table table = prunes ? (struct table){pruning_titles, pruning_numeric,
	                                                   COUNT(pruning_titles), rows.cells.at, rows.n}
	                                  : (struct table){timing_titles, timing_numeric,
	                                                   COUNT(timing_titles), rows.cells.at, rows.n};
	const struct element elements[] = {{.kind = ELEMENT_PARAGRAPH, .text = describe(c, &q)},
	                                   {.kind = ELEMENT_TABLE, .table = table}};
	const char *title = arena_printf(c->arena, "Simulated searches: %s", world_scenario_name(q.scenario));
	const struct document doc = {.title = title, .elements = elements, .n_elements = COUNT(elements)};
	return cli_write(c, &doc, f);
}
