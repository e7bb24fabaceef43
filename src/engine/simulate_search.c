/** Searches through worlds whose truth is known, many times over. */
#include "secateur/engine/simulate_search.h"

#include <math.h>
#include <stdlib.h>

#include "noise_model.h"
#include "secateur/base/arena.h"
#include "secateur/search/search.h"
#include "world.h"

/** One study. */
struct searching {
	const struct search_simulation_request *q;
	struct world world;
	struct noise_model noise;
	struct rng rng;
	struct search *search;
	enum search_stage last; /* the stage that is simulated */
	double runs, cost;      /* of its blocks that are compared, and of the noise phase */
	struct arena *arena;
};

static enum search_stage stage_of(const struct world_scenario *s, size_t components)
{
	return world_scenario_prunes(s) ? SEARCH_PRUNE : components > 0 ? SEARCH_COMPONENTS : SEARCH_VARIANTS;
}

static struct searching begin(const struct search_simulation_request *q, uint64_t number, struct arena *a)
{
	size_t components = world_scenario_races(q->scenario) ? 0 : q->changes;
	struct world_request ask = {.scenario = q->scenario,
	                            .components = components,
	                            .alternatives = q->changes - components,
	                            .inputs = q->inputs,
	                            .worth = q->worth,
	                            .seed = q->seed,
	                            .number = number};
	struct searching r = {.q = q, .world = world_new(&ask, a), .arena = a};

	struct search_request search = {.components = components,
	                                .alternatives = ask.alternatives,
	                                .cost = r.world.cost,
	                                .inputs = q->inputs,
	                                .worth = q->worth,
	                                .confidence = q->confidence,
	                                .seed = q->seed + number};

	r.noise = noise_begin(q->noise, rng_stream(q->seed, "noise", number));
	r.rng = rng_stream(q->seed, "said", number);
	r.search = search_new(&search, a);
	r.last = stage_of(q->scenario, components);
	return r;
}

static void run_block(struct searching *r, const struct search_block *b)
{
	struct search_result *results = NEW_ARRAY(r->arena, struct search_result, b->n);
	bool counts =
		(b->stage == SEARCH_NOISE && r->last == SEARCH_VARIANTS) || (b->stage == r->last && b->n > 1);

	for (size_t i = 0; i < b->n; i++) {
		results[i] = world_run(&r->world, b->arms[i].on, b->input, noise_next(&r->noise),
		                       rng_unit(&r->rng));
		if (counts) {
			r->runs++;
			r->cost += results[i].time / exp(r->world.input[b->input]);
		}
	}
	search_tell(r->search, results);
}

static bool is_right(const struct search_change *c, double saving, double worth)
{
	return c->fate == FATE_DROP ? saving > 0 : saving < worth;
}

static void tally(const struct searching *r, struct search_simulation *sum)
{
	struct search_state t = search_state(r->search, r->arena);
	bool is_false = false;

	for (size_t i = 0; i < r->world.n; i++) {
		const struct search_change *c = &t.changes[i];
		double saving = world_saving(&r->world, i);
		bool said = c->fate == FATE_DROP || c->fate == FATE_NO_GAIN;
		sum->n_verdicts++;
		sum->n_right += said && is_right(c, saving, r->q->worth);
		sum->n_open += !said;
		is_false = is_false || (said && !is_right(c, saving, r->q->worth));
		if (isfinite(c->low) && isfinite(c->high)) {
			sum->n_intervals++;
			sum->n_holding += c->low <= saving && saving <= c->high;
		}
	}
	sum->n_false += is_false;
	sum->runs += r->runs;
	sum->cost += r->cost;
}

/* What pruning saved, as a share of the most that may be saved. */
static double share_saved(struct searching *r, size_t *tests)
{
	struct search_state t = search_state(r->search, r->arena);
	double saved = 0, best = world_best(&r->world, r->arena);

	for (size_t i = 0; i < r->world.components; i++) {
		saved += t.changes[i].may_go ? r->world.saves[i] : 0;
	}
	*tests = t.tests;
	return best > 0 ? saved / best : 1;
}

static int ascending(const void *left, const void *right)
{
	const size_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

struct search_simulation engine_simulate_search(const struct search_simulation_request *q)
{
	AUTO_ARENA struct arena *all = arena_new();
	struct search_simulation sum = {.n_studies = q->studies};
	size_t *tests = NEW_ARRAY(all, size_t, q->studies);
	double n = q->studies;

	for (uint32_t i = 0; i < q->studies; i++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct searching r = begin(q, i, a);
		struct search_block b;
		while (search_block(r.search, 0, &b) && b.stage <= r.last) {
			run_block(&r, &b);
		}
		sum.saving += share_saved(&r, &tests[i]) / n;
		sum.tests += (double)tests[i] / n;
		tally(&r, &sum);
	}
	sum.runs /= n;
	sum.cost /= n;
	qsort(tests, q->studies, sizeof(*tests), ascending);
	sum.tests_p90 = (double)tests[(size_t)(.9 * (n - 1))];
	return sum;
}
