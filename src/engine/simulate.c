/** A study planned, "run" by a model of noise, and judged; many times over. */
#include "secateur/engine/simulate.h"

#include <math.h>
#include <string.h>

#include "engine_private.h"
#include "noise_model.h"
#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/plan/plan.h"

static const double SECOND = 1e9;     /* a baseline run's time, ns */
static const double INPUT_SD = .2;    /* inputs differ in what they cost */
static const double LOSS_SHARE = .05; /* of inputs that lose quality */
static const double LOSS = 20;        /* margins that those lose */
static const double QUALITY_SD = .3;  /* margins that an input's quality changes by without harm */
static const double SPREAD = .02;     /* sd over inputs of an effect that varies */
static const double POSITION = .05;   /* from the first place in a block to the last */
static const double DRIFT = .001;     /* a run */

/** The log effects of a variant, as a share of all: variants 0 .. of-1. */
typedef double effect_fn(size_t variant, size_t of, double worth);

struct scenario {
	const char *name, *about;
	effect_fn *effect;
	double position, drift, spread;
	bool loses_quality, is_factorial;
};

static double none(size_t variant, size_t of, double worth)
{
	(void)variant, (void)of, (void)worth;
	return 0;
}

static double plugins(size_t variant, size_t of, double worth)
{
	double u = ((double)variant + .5) / (double)of;

	(void)worth;
	return log1p(u < .6 ? 0 : u < .8 ? -.01 : u < .9 ? -.04 : u < .95 ? -.10 : -.30);
}

static double hard(size_t variant, size_t of, double worth)
{
	(void)of;
	return variant % 2 ? log1p(-worth) : 0;
}

static double clear_saving(size_t variant, size_t of, double worth)
{
	(void)variant, (void)of, (void)worth;
	return log1p(-.10);
}

/* A, B, both together (with 5 % that neither has alone), and so on. */
static double factorial(size_t variant, size_t of, double worth)
{
	static const double effects[] = {-.02, -.03, -.10};

	(void)of, (void)worth;
	return effects[variant % 3];
}
static const double INTERACTION = -.05;

static const struct scenario scenarios[] = {
	{.name = "null", .about = "no variant changes anything", .effect = none},
	{.name = "plugins",
         .about = "60 % of variants save nothing, 20 % save 1 %, 10 % 4 %, 5 % 10 %, 5 % 30 %",
         .effect = plugins},
	{.name = "hard",
         .about = "half of the variants save nothing, half exactly what is worth it",
         .effect = hard},
	{.name = "inputs",
         .about = "as hard, and effects differ from input to input (sd 2 %)",
         .effect = hard,
         .spread = SPREAD},
	{.name = "position",
         .about = "no variant changes anything; the last run of a block takes 5 % more than the first",
         .effect = none,
         .position = POSITION},
	{.name = "drift",
         .about = "no variant changes anything; each run takes 0.1 % more than the one before",
         .effect = none,
         .drift = DRIFT},
	{.name = "interaction",
         .about = "variants in threes: -2 %, -3 %, and -10 % for both together (log scale)",
         .effect = factorial,
         .is_factorial = true},
	{.name = "quality-loss",
         .about = "each variant saves 10 % and loses 20 margins of quality on 5 % of the inputs",
         .effect = clear_saving,
         .loses_quality = true},
};

const struct scenario *simulate_scenario_at(size_t i)
{
	return i < sizeof(scenarios) / sizeof(*scenarios) ? &scenarios[i] : NULL;
}

const struct scenario *simulate_scenario_find(const char *name)
{
	size_t i = 0;

	while (simulate_scenario_at(i) && strcmp(scenarios[i].name, name) != 0) {
		i++;
	}
	return simulate_scenario_at(i);
}

const char *simulate_scenario_name(const struct scenario *s) { return s->name; }

const char *simulate_scenario_about(const struct scenario *s) { return s->about; }

uint32_t simulate_scenario_least(const struct scenario *s) { return s->is_factorial ? 3 : 1; }

/* --- one study -------------------------------------------------------------------------------------- */

/** What is true of one study. */
struct truth {
	const struct simulation_request *q;
	double *effect; /* log, of each variant; the baseline's is 0 */
	double *input;  /* log cost of each input */
	double *spread; /* of each variant and input */
	bool *loses;    /* inputs that lose quality */
	struct rng rng;
	struct arena *arena;
};

static struct truth draw_truth(const struct simulation_request *q, uint64_t number, struct arena *a)
{
	struct truth t = {.q = q, .rng = rng_stream(q->seed, "truth", number), .arena = a};
	size_t n = q->variants + 1u;

	t.effect = NEW_ARRAY(a, double, n);
	t.input = NEW_ARRAY(a, double, q->inputs);
	t.spread = NEW_ARRAY(a, double, n * q->inputs);
	t.loses = NEW_ARRAY(a, bool, q->inputs);
	for (size_t v = 1; v < n; v++) {
		t.effect[v] = q->scenario->effect(v - 1, q->variants, q->worth);
	}
	for (size_t i = 0; i < q->inputs; i++) {
		t.input[i] = INPUT_SD * noise_normal(&t.rng);
	}
	for (size_t i = q->inputs; i < n * q->inputs; i++) {
		t.spread[i] = q->scenario->spread * noise_normal(&t.rng);
	}
	if (q->scenario->loses_quality) {
		uint32_t *order = NEW_ARRAY(a, uint32_t, q->inputs);
		for (uint32_t i = 0; i < q->inputs; i++) {
			order[i] = i;
		}
		rng_shuffle(&t.rng, order, q->inputs);
		for (size_t i = 0; i < (size_t)ceil(LOSS_SHARE * q->inputs); i++) {
			t.loses[order[i]] = true;
		}
	}
	return t;
}

static struct dossier_value quality_of(struct truth *t, const struct trial *at)
{
	bool is_lost = at->variant > 0 && t->loses[at->input];

	return (struct dossier_value){QUALITY_SD * noise_normal(&t->rng) - (is_lost ? LOSS : 0), ""};
}

/* In place of the clock. */
static nsec_t time_of(struct truth *t, const struct trial *at, struct noise_model *noise)
{
	const struct simulation_request *q = t->q;
	double y =
		t->effect[at->variant] + t->input[at->input] + t->spread[at->variant * q->inputs + at->input];

	y += q->scenario->position * at->position / q->variants + q->scenario->drift * (double)noise->n;
	return (nsec_t)(SECOND * exp(y + noise_next(noise)));
}

static void describe(const struct simulation_request *q, struct arena *a, struct dossier *d)
{
	static const struct criterion criterion = {
		.name = "quality", .kind = MARGIN_NOT_WORSE_THAN, .margin = 1, .better = BETTER_HIGHER};
	struct dossier_variant *variants = NEW_ARRAY(a, struct dossier_variant, q->variants + 1u);
	const char **inputs = NEW_ARRAY(a, const char *, q->inputs);

	for (size_t i = 0; i <= q->variants; i++) {
		variants[i] = (struct dossier_variant){.name = "planted",
		                                       .change = "",
		                                       .config_diff = "",
		                                       .kind = i ? VARIANT_DROP : VARIANT_BASELINE};
	}
	for (size_t i = 0; i < q->inputs; i++) {
		inputs[i] = "input";
	}
	*d = (struct dossier){.name = "simulated",
	                      .primary = "cpu",
	                      .worth = q->worth,
	                      .confidence = q->confidence,
	                      .error_rate = q->error_rate,
	                      .n_blocks = q->blocks,
	                      .n_least_blocks = q->least_blocks,
	                      .inputs = inputs,
	                      .n_inputs = q->inputs,
	                      .variants = variants,
	                      .n_variants = q->variants + 1u,
	                      .metrics = &criterion,
	                      .n_metrics = q->scenario->loses_quality};
}

/* The runs of a plan, in its order. */
static struct dossier run_study(struct truth *t, uint64_t number)
{
	const struct simulation_request *q = t->q;
	struct plan_request ask = {.variants = q->variants + 1,
	                           .inputs = q->inputs,
	                           .blocks = q->blocks,
	                           .parallel = 1,
	                           .seed = q->seed + number};
	struct plan *plan = plan_new(&ask, t->arena);
	struct noise_model noise = noise_begin(q->noise, rng_stream(q->seed, "noise", number));
	struct dossier_run *runs = NEW_ARRAY(t->arena, struct dossier_run, plan_count(plan));
	struct dossier_value *quality = NEW_ARRAY(t->arena, struct dossier_value, plan_count(plan));
	const struct dossier_value **measured = NEW(t->arena, const struct dossier_value *);
	struct dossier d;

	describe(q, t->arena, &d);
	*measured = quality;
	d.measured = measured;
	for (size_t i = 0; i < plan_count(plan); i++) {
		const struct trial *at = plan_at(plan, i);
		nsec_t ns = time_of(t, at, &noise);
		runs[i] = (struct dossier_run){.trial = *at,
		                               .kind = OUTCOME_OK,
		                               .wall_ns = ns,
		                               .user_ns = ns,
		                               .peak_memory_bytes = 1};
		runs[i].row = (uint32_t)i;
		if (d.n_metrics > 0) {
			quality[i] = quality_of(t, at);
		}
		plan_done(plan, at, false);
	}
	d.runs = runs;
	d.n_runs = plan_count(plan);
	return d;
}

/* --- what was said, beside what is true ----------------------------------------------------------------- */

static bool is_right(enum verdict v, double effect, double worth)
{
	double threshold = log1p(-worth);

	return (v == VERDICT_DROP && effect < 0) || (v == VERDICT_NO_GAIN && effect > threshold) ||
	       (v == VERDICT_KEEP && effect > 0);
}

static const struct cost *cost_named(const struct variant_evidence *v, const char *name)
{
	size_t i = 0;

	while (strcmp(v->costs[i].name, name) != 0) {
		i++;
	}
	return &v->costs[i];
}

static bool holds(const struct change *c, double truth)
{
	return log1p(c->low) <= truth + 1e-12 && truth - 1e-12 <= log1p(c->high);
}

/** What a study says. */
struct said {
	size_t n, n_false; /* verdicts but the undecided ones; wrong ones */
	bool joint;        /* all intervals that decide hold their truth */
};

static void tally_variant(const struct truth *t, const struct evidence *e, size_t variant, struct said *said,
                          struct simulation *s)
{
	const struct variant_evidence *v = &e->variants[variant];
	const struct change *wide = &primary_of(v)->change, *own = &cost_named(v, "wall")->change;
	double effect = t->effect[variant];

	s->n_verdicts++;
	if (t->q->scenario->loses_quality) {
		bool passed = v->verdict == VERDICT_DROP || v->verdict == VERDICT_NO_GAIN;
		s->n_losses++;
		s->n_passed += passed;
		s->n_right += v->verdict == VERDICT_KEEP;
		said->n_false += passed;
	} else if (v->verdict != VERDICT_UNDECIDED) {
		bool right = is_right(v->verdict, effect, t->q->worth);
		s->n_right += right;
		said->n_false += !right;
	}
	said->n += v->verdict != VERDICT_UNDECIDED;
	s->n_open += v->verdict == VERDICT_UNDECIDED;
	s->n_intervals++;
	s->n_covered += holds(own, effect);
	s->width += log1p(own->high) - log1p(own->low);
	said->joint = said->joint && holds(wide, effect);
}

/* Log ratios to the baseline on each input, repeats averaged; returns how many. */
static size_t ratios_of(const struct dossier *d, size_t variant, struct arena *a, double *ret)
{
	double *y = NEW_ARRAY(a, double, d->n_blocks);
	size_t *input = NEW_ARRAY(a, size_t, d->n_blocks);

	for (size_t i = 0; i < d->n_runs; i++) {
		const struct dossier_run *r = &d->runs[i];
		double x = log((double)r->wall_ns);
		y[r->trial.block] += r->trial.variant == variant ? x : r->trial.variant == 0 ? -x : 0;
		input[r->trial.block] = r->trial.input;
	}
	return stats_mean_by_key(y, input, d->n_blocks, ret);
}

static void tally_interactions(const struct truth *t, const struct dossier *d, struct simulation *s)
{
	for (size_t v = 1; t->q->scenario->is_factorial && v + 2 <= t->q->variants; v += 3) {
		double *y[3];
		size_t n = 0;
		for (size_t k = 0; k < 3; k++) {
			y[k] = NEW_ARRAY(t->arena, double, d->n_blocks);
			n = ratios_of(d, v + k, t->arena, y[k]);
		}
		struct estimate e = stats_interaction(y[0], y[1], y[2], n, d->confidence);
		s->n_interactions++;
		s->n_interactions_covered += e.low <= INTERACTION && INTERACTION <= e.high;
	}
}

static void tally(const struct truth *t, const struct dossier *d, struct simulation *s)
{
	struct evidence e;
	struct said said = {.joint = true};
	bool position;
	size_t longest = 1; /* blocks until all are settled; 0: never */

	weigh_for_simulation(d, t->arena, &e, &position);
	for (size_t v = 1; v < e.n_variants; v++) {
		tally_variant(t, &e, v, &said, s);
	}
	double share = said.n ? (double)said.n_false / (double)said.n : 0, before = share - s->false_share;
	s->n_studies++;
	s->n_false += said.n_false > 0;
	s->false_share += before / (double)s->n_studies;
	s->false_share_se += before * (share - s->false_share); /* Welford 1962 */
	s->n_joint += said.joint;
	s->n_position_flags += position;
	for (size_t v = 1; v < e.n_variants; v++) {
		size_t blocks = e.variants[v].settled_after;
		longest = blocks && longest ? (blocks > longest ? blocks : longest) : 0;
		s->cost += exp(t->effect[v]) * (double)(blocks ? blocks : t->q->blocks);
	}
	s->cost += (double)(longest ? longest : t->q->blocks);
	tally_interactions(t, d, s);
}

struct simulation engine_simulate(const struct simulation_request *q)
{
	struct simulation s = {0};

	for (uint64_t i = 0; i < q->studies; i++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct truth t = draw_truth(q, i, a);
		struct dossier d = run_study(&t, i);
		tally(&t, &d, &s);
	}
	s.false_share_se = s.n_studies > 1
	                           ? sqrt(s.false_share_se / (double)(s.n_studies - 1) / (double)s.n_studies)
	                           : NAN;
	s.width /= (double)s.n_intervals;
	s.cost /= (double)s.n_studies;
	return s;
}
