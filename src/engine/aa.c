#include "secateur/engine/aa.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/base/vec.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "secateur/store/store.h"

static const double LEVEL = .95, POWER = .8;

/* --- the study ---------------------------------------------------------------------------------------- */

static const char *aa_name(const struct study *of, struct arena *a)
{
	return arena_printf(a, "%s aa", of->spec->name);
}

void engine_make_aa(struct study *st, uint32_t arms, struct arena *a)
{
	struct spec *s = NEW(a, struct spec);
	struct variant *all = NEW_ARRAY(a, struct variant, arms);

	*s = *st->spec;
	s->name = aa_name(st, a);
	s->measure.duet = false;
	s->measure.least_blocks = 0;
	s->decide.error_rate = ERROR_FAMILY; /* of copies that are equal any one told apart is one too many */
	s->question = arena_printf(a, "What do noise and chance make of %s beside itself?", st->spec->name);
	for (uint32_t i = 0; i < arms; i++) {
		all[i] = st->variants.at[0];
		all[i].index = i;
		if (i > 0) {
			all[i].name = arena_printf(a, "again-%u", i);
			all[i].kind = VARIANT_NAMED;
			all[i].change = "nothing";
		}
	}
	st->spec = s;
	st->variants.at = all;
	st->variants.n = arms;
	study_draw_plan(st, a);
}

/* --- labels drawn over the runs -------------------------------------------------------------------------- */

/** The measured runs that went well, block by block. */
struct arms {
	const struct dossier *from;
	const struct dossier_run **at; /* at block * n_variants + i, for i below n[block] */
	size_t *n;
	size_t n_blocks; /* warm-up included */
};

static struct arms collect(const struct dossier *from, struct arena *a)
{
	struct arms r = {.from = from, .n_blocks = dossier_rows(from)};

	r.at = NEW_ARRAY(a, const struct dossier_run *, r.n_blocks * from->n_variants);
	r.n = NEW_ARRAY(a, size_t, r.n_blocks);
	for (size_t i = 0; i < from->n_runs; i++) {
		const struct dossier_run *run = &from->runs[i];
		uint32_t block = run->trial.block;
		bool is_judged = run->trial.phase == PHASE_MEASURED && table_is_ok(run);
		/* only a search, which this is not, has more runs in a block than variants */
		if (is_judged && block < r.n_blocks && r.n[block] < from->n_variants) {
			r.at[block * from->n_variants + r.n[block]++] = run;
		}
	}
	return r;
}

/* One of the block's runs, which is taken out of it. */
static const struct dossier_run *take(const struct dossier_run **runs, size_t *n, struct rng *rng)
{
	size_t i = rng_below(rng, *n);
	const struct dossier_run *ret = runs[i];

	runs[i] = runs[--*n];
	return ret;
}

/* A study of two arms: of each block one run is called the baseline and another the variant. */
static struct dossier draw_labels(const struct arms *from, struct rng *rng, struct arena *a)
{
	static const struct dossier_variant variants[] = {
		{.name = "a", .change = "", .config_diff = "", .kind = VARIANT_BASELINE},
		{.name = "b", .change = "", .config_diff = "", .kind = VARIANT_NAMED}};
	struct dossier d = *from->from;
	struct dossier_run *runs = NEW_ARRAY(a, struct dossier_run, 2 * from->n_blocks);
	const struct dossier_run **left = NEW_ARRAY(a, const struct dossier_run *, from->from->n_variants);

	d.n_runs = 0;
	for (size_t b = 0; b < from->n_blocks; b++) {
		size_t n = from->n[b];
		memcpy(left, from->at + b * from->from->n_variants, n * sizeof(*left));
		for (uint32_t label = 0; label < 2 && from->n[b] > 1; label++) {
			runs[d.n_runs] = *take(left, &n, rng);
			runs[d.n_runs++].trial.variant = label;
		}
	}
	d.runs = runs;
	d.variants = variants;
	d.n_variants = 2;
	return d;
}

/* What is asked is the verdict on time alone: metrics that are open, or too noisy to say anything, would hide it. */
static void count_draw(const struct evidence *e, struct aa *ret, struct arena *a)
{
	const struct variant_evidence *v = &e->variants[1];
	const struct cost *primary = primary_of(v);

	if (primary && !primary->change.absent_reason && primary->change.n >= e->n_least) {
		ret->n_decided++;
		ret->n_false += claims_time(e, &primary->change);
	}
	ret->n_harmed += harm_of(v, a) != NULL;
	ret->n_least = e->n_least;
}

static void draw_verdicts(const struct arms *from, uint32_t draws, uint64_t seed, struct aa *ret)
{
	ret->n_draws = draws;
	for (uint32_t i = 0; i < draws; i++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct rng rng = rng_stream(seed, "labels", i);
		struct dossier d = draw_labels(from, &rng, a);
		struct evidence e;
		weigh_variants(&d, a, &e);
		count_draw(&e, ret, a);
	}
	ret->bound = stats_share_bound(ret->n_false, ret->n_decided, LEVEL);
}

/* --- the arms as they were run ---------------------------------------------------------------------------- */

/* Labels drawn afresh are exact whatever the machine does; an arm that is told from its equals in the order in which they ran is not. */
static void set_arms(const struct evidence *e, struct arena *a, struct aa *ret)
{
	struct aa_arm *arms = NEW_ARRAY(a, struct aa_arm, e->n_variants);

	for (size_t i = 1; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		const struct cost *primary = primary_of(v);
		struct aa_arm *arm = &arms[i - 1];
		*arm = (struct aa_arm){.name = v->name, .harm = harm_of(v, a)};
		arm->change = primary ? &primary->change : NULL;
		arm->is_told_apart = primary && !primary->change.absent_reason &&
		                     primary->change.n >= e->n_least &&
		                     (primary->change.low > 0 || primary->change.high < 0);
		ret->n_told_apart += arm->is_told_apart;
	}
	ret->arms = arms;
}

/* --- what the usual way would have said ------------------------------------------------------------------- */

struct placed {
	size_t order;
	double y;
	uint32_t input;
};

static int by_order(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	return (a->order > b->order) - (a->order < b->order);
}

/* Log costs in the order of the runs, less the mean of those on the same input. */
static double *in_order(const struct arms *from, size_t cost, struct arena *a, size_t *n)
{
	VEC(struct placed) all = {0};
	double *sum = NEW_ARRAY(a, double, from->from->n_inputs);
	size_t *count = NEW_ARRAY(a, size_t, from->from->n_inputs), stride = from->from->n_variants;

	for (size_t i = 0; i < from->n_blocks * stride; i++) {
		const struct dossier_run *r = i % stride < from->n[i / stride] ? from->at[i] : NULL;
		struct dossier_value v = r ? cost_of(from->from, r, cost) : (struct dossier_value){0};
		if (dossier_has_value(v) && v.value > 0) {
			*vec_push(a, &all) = (struct placed){r->trial.block * stride + r->trial.position,
			                                     log(v.value), r->trial.input};
			sum[r->trial.input] += log(v.value);
			count[r->trial.input]++;
		}
	}
	double *ret = NEW_ARRAY(a, double, all.n);
	*n = all.n;
	if (all.n > 0) {
		qsort(all.at, all.n, sizeof(*all.at), by_order);
	}
	for (size_t i = 0; i < all.n; i++) {
		ret[i] = all.at[i].y - sum[all.at[i].input] / (double)count[all.at[i].input];
	}
	return ret;
}

/* All of A, then all of B: every stretch of the runs is tried. */
static void try_batches(const struct arms *from, size_t cost, size_t each, struct arena *a, struct aa *ret)
{
	size_t n;
	const double *y = in_order(from, cost, a, &n);

	ret->batch = each < n / 2 ? each : n / 2;
	for (size_t first = 0; ret->batch > 1 && first + 2 * ret->batch <= n; first++) {
		struct estimate w =
			stats_welch(y + first, ret->batch, y + first + ret->batch, ret->batch, LEVEL);
		ret->n_batches++;
		ret->n_batch_false += !w.absent_reason && w.p < 1 - LEVEL;
	}
}

/* --- what can be found ------------------------------------------------------------------------------------ */

static const struct noise *noise_named(const struct evidence *e, const char *cost)
{
	for (size_t i = 0; i < e->n_noises; i++) {
		if (strcmp(e->noises[i].cost, cost) == 0 && !e->noises[i].absent_reason) {
			return &e->noises[i];
		}
	}
	return NULL;
}

/* After n observations, each of the planned repeats, at the level of a study of so many variants. */
static double found_by(const struct noise *noise, size_t n, const struct aa *aa, double confidence)
{
	double alpha = (1 - confidence) / (double)aa->n_compared;

	if (!noise || n < stats_signed_rank_least(1 - alpha)) {
		return INFINITY;
	}
	return -expm1(-stats_detectable(sd_of_observation(noise->sd, aa->repeats), n, alpha, POWER));
}

static void set_power(const struct evidence *e, struct arena *a, struct aa *aa)
{
	static const size_t steps[] = {6, 8, 10, 14, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640};
	struct power_point *all = NEW_ARRAY(a, struct power_point, sizeof(steps) / sizeof(*steps));

	for (; aa->n_costs < e->n_noises && aa->n_costs < AA_COSTS; aa->n_costs++) {
		aa->costs[aa->n_costs] = e->noises[aa->n_costs].cost;
	}
	aa->n_power = sizeof(steps) / sizeof(*steps);
	for (size_t i = 0; i < aa->n_power; i++) {
		all[i].n = steps[i];
		for (size_t k = 0; k < aa->n_costs; k++) {
			all[i].found[k] = found_by(noise_named(e, aa->costs[k]), steps[i], aa, e->confidence);
		}
	}
	aa->power = all;
	const struct noise *primary = noise_named(e, e->primary);
	aa->detectable = found_by(primary, aa->n_planned, aa, e->confidence);
	if (primary) {
		double alpha = (1 - e->confidence) / (double)aa->n_compared;
		size_t need =
			stats_pairs_needed(sd_of_observation(primary->sd, aa->repeats), -log1p(-e->worth),
		                           alpha, POWER, stats_signed_rank_least(1 - alpha));
		aa->n_needed = need == SIZE_MAX ? 0 : need;
	}
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

bool engine_aa(struct store *db, const struct study *of, uint32_t draws, uint64_t seed, struct arena *a,
               struct diag *d, struct evidence *e, struct aa *ret)
{
	struct dossier *from = NEW(a, struct dossier);
	const struct spec *s = of->spec;

	if (!store_load(db, aa_name(of, a), a, d, from)) {
		return false;
	}
	engine_weigh(from, a, e);
	struct arms arms = collect(from, a);
	*ret = (struct aa){.experiment = s->name,
	                   .n_compared = of->variants.n > 1 ? of->variants.n - 1 : 1,
	                   .n_planned = s->n_inputs == 1 || s->measure.blocks < s->n_inputs
	                                        ? s->measure.blocks
	                                        : s->n_inputs,
	                   .n_arms = from->n_variants};
	ret->repeats = (double)s->measure.blocks / (double)ret->n_planned;
	set_arms(e, a, ret);
	if (e->n_noises > 0 && !e->noises[0].absent_reason) {
		ret->n_blocks = e->noises[0].n_blocks;
		ret->n_observations = e->noises[0].n;
	}
	draw_verdicts(&arms, draws, seed, ret);
	if (primary_cost(from) < N_OWN_COSTS + from->n_events) {
		try_batches(&arms, primary_cost(from), ret->n_blocks, a, ret);
	}
	set_power(e, a, ret);
	return true;
}
