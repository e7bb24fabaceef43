#include "world.h"

#include <math.h>
#include <string.h>

#include "noise_model.h"
#include "secateur/base/arena.h"

static const double MOST_SAVED = .75, /* by all components, each by itself */
	MOST_SAVED_TOGETHER = .9;     /* with what pairs save beyond */
static const double INPUT_SD = .2;

typedef double saves_fn(size_t i, size_t of, double worth);

struct world_scenario {
	const char *name, *about;
	const char *fixed; /* scenario of the fixed design with the same truth; NULL: none */
	saves_fn *saves;
	bool races;  /* alternatives, not components */
	bool prunes; /* costs are drawn at random, and some components may not go */
	size_t n_pairs;
	double spread; /* sd over inputs of what is saved: a share of it; of alternatives, of the time */
	double needed, required, used; /* shares of components */
	bool has_twins;
};

/* 60 % of changes save nothing, 20 % 1 %, 10 % 4 %, 5 % 10 %, 5 % 30 %. */
static double plugins(size_t i, size_t of, double worth)
{
	double u = ((double)i + .5) / (double)of;

	(void)worth;
	return u < .6 ? 0 : u < .8 ? .01 : u < .9 ? .04 : u < .95 ? .10 : .30;
}

static double hard(size_t i, size_t of, double worth)
{
	(void)of;
	return i % 2 ? worth : 0;
}

#define PLUGINS "60 % save nothing, 20 % save 1 %, 10 % 4 %, 5 % 10 %, 5 % 30 %"
#define HARD "half save nothing, half exactly what is worth it"
#define TWINS "each fourth component is used by an earlier one, and of one or two pairs one must stay"

static const struct world_scenario scenarios[] = {
	{.name = "components", .about = "components: " PLUGINS, .fixed = "plugins", .saves = plugins},
	{.name = "components-hard", .about = "components: " HARD, .fixed = "hard", .saves = hard},
	{.name = "pairs",
         .about = "components: " PLUGINS "; three pairs save 20, 8 and 5 % more together",
         .saves = plugins,
         .n_pairs = 3},
	{.name = "pairs-inputs",
         .about = "components: " PLUGINS
                  "; three pairs save 20, 8 and 5 % more together; savings vary by 20 % over inputs",
         .saves = plugins,
         .n_pairs = 3,
         .spread = .2},
	{.name = "race",
         .about = "alternatives: " PLUGINS,
         .fixed = "plugins",
         .saves = plugins,
         .races = true},
	{.name = "race-hard", .about = "alternatives: " HARD, .fixed = "hard", .saves = hard, .races = true},
	{.name = "race-inputs",
         .about = "alternatives: " HARD "; half of the effects vary over inputs (sd 2 %)",
         .fixed = "inputs",
         .saves = hard,
         .races = true,
         .spread = .02},
	{.name = "prune-few",
         .about = "10 % of components are needed for quality, 5 % required; " TWINS,
         .prunes = true,
         .needed = .1,
         .required = .05,
         .used = .25,
         .has_twins = true},
	{.name = "prune-many",
         .about = "25 % of components are needed for quality, 10 % required; " TWINS,
         .prunes = true,
         .needed = .25,
         .required = .1,
         .used = .25,
         .has_twins = true},
	{.name = "prune-independent",
         .about = "10 % of components are needed for quality, 5 % required, and none uses another",
         .prunes = true,
         .needed = .1,
         .required = .05},
	{.name = "whole",
         .about = PLUGINS "; a pair saves 20 % more together; 10 % are needed for quality, 5 % required; "
                          "some use others",
         .saves = plugins,
         .n_pairs = 1,
         .needed = .1,
         .required = .05,
         .used = .1},
};

const struct world_scenario *world_scenario_at(size_t i)
{
	return i < sizeof(scenarios) / sizeof(*scenarios) ? &scenarios[i] : NULL;
}

const struct world_scenario *world_scenario_find(const char *name)
{
	size_t i = 0;

	while (world_scenario_at(i) && strcmp(scenarios[i].name, name) != 0) {
		i++;
	}
	return world_scenario_at(i);
}

const char *world_scenario_name(const struct world_scenario *s) { return s->name; }
const char *world_scenario_about(const struct world_scenario *s) { return s->about; }
const char *world_scenario_fixed(const struct world_scenario *s) { return s->fixed; }
bool world_scenario_prunes(const struct world_scenario *s) { return s->prunes; }
bool world_scenario_races(const struct world_scenario *s) { return s->races; }

/* --- the truth -------------------------------------------------------------------------------------------- */

/* Pairs of components that save more together than by themselves. */
static double draw_pairs(struct world *w, const struct world_request *q)
{
	static const double beyond[WORLD_PAIRS] = {.20, .08, .05};
	double sum = 0;

	for (size_t i = 0; i < q->scenario->n_pairs && 2 * i + 1 < w->components; i++) {
		w->pairs[w->n_pairs].a = 2 * i;
		w->pairs[w->n_pairs].b = 2 * i + 1;
		w->pairs[w->n_pairs++].beyond = beyond[i];
		sum += beyond[i];
	}
	return sum;
}

static void draw_savings(struct world *w, const struct world_request *q, struct rng *rng)
{
	const double most = fmin(MOST_SAVED, MOST_SAVED_TOGETHER - draw_pairs(w, q));
	double sum = 0;

	for (size_t i = 0; i < w->n; i++) {
		bool is_component = i < w->components;
		size_t at = is_component ? i : i - w->components,
		       of = is_component ? w->components : q->alternatives;
		w->saves[i] = q->scenario->saves ? q->scenario->saves(at, of, q->worth)
		              : is_component     ? -log(1 - rng_unit(rng)) /* costs of very different size */
		                                 : .5 * rng_unit(rng);
		sum += is_component ? w->saves[i] : 0;
	}
	for (size_t i = 0; i < w->components && sum > most; i++) {
		w->saves[i] *= most / sum;
	}
	for (size_t i = 0; i < w->components; i++) {
		w->cost[i] = w->saves[i];
	}
}

static void draw_inputs(struct world *w, const struct world_request *q, struct rng *rng)
{
	for (size_t i = 0; i < w->inputs; i++) {
		w->input[i] = INPUT_SD * noise_normal(rng);
	}
	for (size_t i = 0; i < w->n; i++) {
		for (size_t k = 0; k < w->inputs; k++) {
			double sd = i < w->components || i % 4 < 2 ? q->scenario->spread : 0;
			w->varies[i * w->inputs + k] = sd * noise_normal(rng);
		}
	}
}

static void draw_needs(struct world *w, const struct world_request *q, struct rng *rng)
{
	const struct world_scenario *s = q->scenario;

	for (size_t i = 0; i < w->components; i++) {
		double u = rng_unit(rng);
		w->is_needed[i] = u < s->needed;
		w->is_required[i] = u >= s->needed && u < s->needed + s->required;
		w->user[i] = i;
	}
	for (size_t i = 1; i < w->components; i++) {
		if (rng_unit(rng) < s->used) {
			w->user[rng_below(rng, i)] = i; /* i uses an earlier one */
		}
	}
	w->n_twins = s->has_twins && w->components > 3 ? 1 + rng_below(rng, 2) : 0;
	for (size_t i = 0; i < w->n_twins; i++) {
		w->twins[i][0] = rng_below(rng, w->components);
		w->twins[i][1] = (w->twins[i][0] + 1 + rng_below(rng, w->components - 1)) % w->components;
	}
}

struct world world_new(const struct world_request *q, struct arena *a)
{
	struct world w = {.components = q->components,
	                  .n = q->components + q->alternatives,
	                  .inputs = q->inputs,
	                  .named = .8};
	struct rng rng = rng_stream(q->seed, "world", q->number);

	w.saves = NEW_ARRAY(a, double, w.n);
	w.varies = NEW_ARRAY(a, double, w.n *w.inputs);
	w.is_needed = NEW_ARRAY(a, bool, w.n);
	w.is_required = NEW_ARRAY(a, bool, w.n);
	w.user = NEW_ARRAY(a, size_t, w.n);
	w.cost = NEW_ARRAY(a, double, w.n);
	w.input = NEW_ARRAY(a, double, w.inputs);
	draw_savings(&w, q, &rng);
	draw_inputs(&w, q, &rng);
	draw_needs(&w, q, &rng);
	return w;
}

/* --- a run ------------------------------------------------------------------------------------------------- */

static bool loses_quality(const struct world *w, const bool *on)
{
	bool loses = false;

	for (size_t i = 0; i < w->components; i++) {
		loses = loses || (on[i] && w->is_needed[i]);
	}
	for (size_t i = 0; i < w->n_twins; i++) {
		loses = loses || (on[w->twins[i][0]] && on[w->twins[i][1]]);
	}
	return loses;
}

/* The component whose absence it dies of; `components`: it lives. */
static size_t killer(const struct world *w, const bool *on)
{
	for (size_t i = 0; i < w->components; i++) {
		if (on[i] && (w->is_required[i] || !on[w->user[i]])) {
			return i;
		}
	}
	return w->components;
}

static double time_of(const struct world *w, const bool *on, size_t input)
{
	double left = 1, factor = 0;

	for (size_t i = 0; i < w->n; i++) {
		double varies = w->varies[i * w->inputs + input];
		if (on[i] && i < w->components) {
			left -= w->saves[i] * (1 + varies);
		} else if (on[i]) {
			factor += log1p(-w->saves[i]) + varies;
		}
	}
	for (size_t i = 0; i < w->n_pairs; i++) {
		left -= on[w->pairs[i].a] && on[w->pairs[i].b] ? w->pairs[i].beyond : 0;
	}
	return fmax(left, .01) * exp(factor);
}

struct search_result world_run(const struct world *w, const bool *on, size_t input, double noise, double said)
{
	size_t dies_of = killer(w, on);

	return (struct search_result){
		.failed = dies_of < w->components,
		.culprit = said < w->named ? dies_of : w->components,
		.time = time_of(w, on, input) * exp(w->input[input] + noise),
		.quality = loses_quality(w, on) ? SEARCH_LOST : SEARCH_KEPT,
	};
}

double world_saving(const struct world *w, size_t i)
{
	double varies = 0;

	for (size_t k = 0; k < w->inputs; k++) {
		varies += w->varies[i * w->inputs + k] / (double)w->inputs;
	}
	if (i >= w->components) {
		return -expm1(log1p(-w->saves[i]) + varies);
	}
	double saves = w->saves[i] * (1 + varies);

	for (size_t k = 0; k < w->n_pairs; k++) {
		saves += w->pairs[k].a == i || w->pairs[k].b == i ? w->pairs[k].beyond / 2 : 0;
	}
	return saves;
}

/* --- the best there is ------------------------------------------------------------------------------------ */

/* What may go once `kept` is kept: whatever a kept one uses is kept, too. */
static double sum_of_rest(const struct world *w, bool *kept)
{
	double sum = 0;

	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < w->components; i++) {
			if (!kept[i] && kept[w->user[i]] && w->user[i] != i) {
				kept[i] = changed = true;
			}
		}
	}
	for (size_t i = 0; i < w->components; i++) {
		sum += kept[i] ? 0 : w->saves[i];
	}
	return sum;
}

double world_best(const struct world *w, struct arena *a)
{
	double best = 0;

	for (size_t choice = 0; choice < (size_t)1 << w->n_twins; choice++) {
		bool *kept = NEW_ARRAY(a, bool, w->components);
		for (size_t i = 0; i < w->components; i++) {
			kept[i] = w->is_needed[i] || w->is_required[i];
		}
		for (size_t i = 0; i < w->n_twins; i++) {
			kept[w->twins[i][choice >> i & 1]] = true;
		}
		best = fmax(best, sum_of_rest(w, kept));
	}
	return best;
}
