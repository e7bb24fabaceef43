/* Runs planted in an experiment of three components: what the way to a budget makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "../../src/engine/engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"

enum { N_INPUTS = 12, MOST_VARIANTS = 8, N_SETTINGS = 4, DETECT = 0, MEASURE = 1 };

/** A variant and what its two steps take, in milliseconds. */
struct planted_variant {
	const char *name, *dropped; /* a letter for each component: "ac" */
	const char *mode;
	size_t reference;
	nsec_t detect, measure;
};

struct fixture {
	struct arena *a;
	struct dossier from;
	struct dossier_variant variants[MOST_VARIANTS];
	struct dossier_setting settings[MOST_VARIANTS][N_SETTINGS];
	const char *inputs[N_INPUTS];
	double steeper;  /* by so much of the first input's time each takes longer than the one before */
	size_t unsteady; /* of that variant runs take a fifth more and less in turns; 0: of none */
};

static int set_up(void **state)
{
	struct arena *a = arena_new();
	struct fixture *f = NEW(a, struct fixture);

	f->a = a;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(((struct fixture *)*state)->a);
	return 0;
}

static void plant_variant(struct fixture *f, size_t v, const struct planted_variant *p)
{
	static const char *const components[] = {"a", "b", "c"};

	f->settings[v][0] = (struct dossier_setting){"mode", p->mode, false, true};
	for (size_t i = 0; i < 3; i++) {
		f->settings[v][i + 1] = (struct dossier_setting){"parts", components[i], true,
		                                                 !strchr(p->dropped, *components[i])};
	}
	f->variants[v] = (struct dossier_variant){.name = p->name,
	                                          .change = p->name,
	                                          .config_diff = "",
	                                          .kind = v ? VARIANT_DROP : VARIANT_BASELINE,
	                                          .reference = p->reference,
	                                          .settings = f->settings[v],
	                                          .n_settings = N_SETTINGS};
}

static nsec_t time_of(const struct fixture *f, const struct dossier_run *r, nsec_t ms)
{
	const double uneven = f->unsteady == 0 || r->trial.variant != f->unsteady ? 1
	                      : r->trial.block % 2                                ? 0.8
	                                                                          : 1.2;

	return (nsec_t)((double)(ms * NSEC_PER_MSEC) * uneven * (1 + f->steeper * r->trial.block));
}

static void plant_run(struct fixture *f, struct dossier_run *r, const struct planted_variant *p)
{
	struct dossier_step *steps = NEW_ARRAY(f->a, struct dossier_step, 2);
	const nsec_t detect = time_of(f, r, p->detect), measure = time_of(f, r, p->measure);

	steps[0] = (struct dossier_step){DETECT, detect, detect};
	steps[1] = (struct dossier_step){MEASURE, measure, measure};
	r->attempt = 1;
	r->wall_ns = r->user_ns = steps[0].wall_ns + steps[1].wall_ns;
	r->peak_memory_bytes = 1000;
	r->steps = steps;
	r->n_steps = 2;
}

/* Every variant once on each input, with the same times on all, but for `steeper` and `unsteady`. */
static const struct evidence *plant(struct fixture *f, struct budget budget,
                                    const struct planted_variant *all, size_t n)
{
	static const char *const steps[] = {"detect", "measure"};
	static const struct facts host = {0};
	struct dossier_run *runs = NEW_ARRAY(f->a, struct dossier_run, n * N_INPUTS);
	struct evidence *e = NEW(f->a, struct evidence);

	for (size_t v = 0; v < n; v++) {
		plant_variant(f, v, &all[v]);
	}
	for (size_t i = 0; i < n * N_INPUTS; i++) {
		const uint32_t block = (uint32_t)(i / n), v = (uint32_t)(i % n);
		f->inputs[block] = "an input";
		runs[i].trial = (struct trial){block, v, v, block, PHASE_MEASURED};
		plant_run(f, &runs[i], &all[v]);
	}
	f->from = (struct dossier){.name = "planted",
	                           .primary = "wall",
	                           .worth = 0.01,
	                           .confidence = 0.95,
	                           .budget = budget,
	                           .n_blocks = N_INPUTS,
	                           .n_replicates = 1,
	                           .inputs = f->inputs,
	                           .n_inputs = N_INPUTS,
	                           .variants = f->variants,
	                           .n_variants = n,
	                           .steps = steps,
	                           .n_steps = 2,
	                           .runs = runs,
	                           .n_runs = n * N_INPUTS,
	                           .hosts = &host,
	                           .n_hosts = 1};
	engine_weigh(&f->from, f->a, e);
	return e;
}
#define PLANT(state, budget, variants) \
	plant(*(state), (budget), (variants), sizeof(variants) / sizeof(*(variants)))

static struct budget seconds(nsec_t latency, nsec_t baseline)
{
	return (struct budget){latency * NSEC_PER_SEC, baseline * NSEC_PER_SEC};
}

static void assert_near(double x, double expected)
{
	assert_true(fabs(x - expected) < 1e-9 * fabs(expected));
}

/* Without a, detect is twice as fast and measure a quarter slower; without b, measure is a quarter faster. */
#define BASELINE                                    \
	{                                           \
		"baseline", "", "slow", 0, 600, 400 \
	}
#define NO_A                                     \
	{                                        \
		"no-a", "a", "slow", 0, 300, 500 \
	}
#define NO_B                                     \
	{                                        \
		"no-b", "b", "slow", 0, 600, 300 \
	}
static const struct planted_variant together[] = {
	BASELINE, NO_B, NO_A, {"lean", "ab", "slow", 0, 310, 374}, {"no-c", "c", "slow", 0, 600, 400}};

static void a_cut_that_slows_another_step_down_is_seen_in_both(void **state)
{
	const struct evidence *e = PLANT(state, seconds(100, 0), together);
	const struct time_part *parts = e->variants[2].parts;

	assert_int_equal(e->variants[2].n_parts, 2);
	assert_string_equal(parts[DETECT].name, "detect");
	assert_near(parts[DETECT].share, 0.6);
	assert_near(parts[DETECT].change.estimate, -0.5);
	assert_near(parts[MEASURE].change.estimate, 0.25);
	assert_near(parts[MEASURE].change.reference, 400e6);
	assert_true(parts[DETECT].is_notable && parts[MEASURE].is_notable);
	assert_false(e->variants[4].parts[DETECT].is_notable);
}

static void the_way_leads_over_what_saves_most_and_is_measured_together(void **state)
{
	const struct ladder *l = PLANT(state, seconds(210, 300), together)->ladder;

	assert_non_null(l);
	assert_true(l->n_today == 0 && l->today.low == 300e9 && l->is_measured);
	assert_int_equal(l->n, 2); /* not lean, which is both, nor no-c, which saves nothing */
	assert_string_equal(l->rungs[0].variant, "no-a");
	assert_near(l->rungs[0].change.estimate, -0.2);
	assert_near(l->rungs[0].product.at, 240e9);
	assert_string_equal(l->rungs[0].measured_by, "no-a");
	assert_string_equal(l->rungs[1].variant, "no-b");
	assert_near(l->rungs[1].product.at, 216e9);
	assert_string_equal(l->rungs[1].measured_by, "lean");
	assert_near(l->rungs[1].measured.estimate, 0.684 - 1);
	assert_near(l->end.at, 205.2e9);
	assert_near(l->beyond.estimate, 0.684 / 0.72 - 1);
	assert_true(l->level >= 0.95);
	assert_int_equal(l->reach, REACH_YES); /* as measured; by the product it would not be */
	assert_int_equal(l->n_enough, 2);
	assert_null(l->entry);
	assert_int_equal(l->n_left_out, 1);
	assert_string_equal(l->left_out[0].variant, "lean");
}

static void without_a_word_of_what_is_in_use_the_baselines_own_mean_is_today(void **state)
{
	const struct ladder *l = PLANT(state, ((struct budget){850 * NSEC_PER_MSEC, 0}), together)->ladder;

	assert_int_equal(l->n_today, N_INPUTS);
	assert_near(l->today.at, 1e9);
	assert_int_equal(l->reach, REACH_YES);
	assert_int_equal(l->n_enough, 1);
	l = PLANT(state, ((struct budget){500 * NSEC_PER_MSEC, 0}), together)->ladder;
	assert_int_equal(l->reach, REACH_NO);
	assert_int_equal(l->n_enough, 0);
}

static void what_nothing_measured_together_says_how_to(void **state)
{
	static const struct planted_variant apart[] = {
		BASELINE, NO_A, {"quick", "", "quick", 0, 600, 300}, {"no-c", "c", "slow", 0, 500, 460}};
	const struct ladder *l = PLANT(state, seconds(60, 300), apart)->ladder;

	assert_int_equal(l->n, 3);
	assert_false(l->is_measured);
	assert_string_equal(l->entry,
	                    "{name: together, set: {mode: \"quick\"}, drop: {parts: [\"a\", \"c\"]}}");
	assert_non_null(l->beyond.absent_reason);
	assert_int_equal(l->reach, REACH_NO);
	assert_near(l->end.at, 300e9 * 0.8 * 0.9 * 0.96);
	assert_null(l->rungs[2].measured_by);
}

static void the_variant_that_is_proposed_has_a_name_of_its_own(void **state)
{
	static const struct planted_variant taken[] = {BASELINE,
	                                               NO_A,
	                                               {"together", "", "quick", 0, 600, 300},
	                                               {"together-2", "c", "slow", 0, 600, 360}};
	const struct ladder *l = PLANT(state, seconds(60, 300), taken)->ladder;

	assert_string_equal(l->entry,
	                    "{name: together-3, set: {mode: \"quick\"}, drop: {parts: [\"a\", \"c\"]}}");
}

#define QUICK                                     \
	{                                         \
		"quick", "", "quick", 0, 600, 300 \
	}
#define NO_C                                     \
	{                                        \
		"no-c", "c", "slow", 0, 600, 360 \
	}
/* Together a and c are worth more than each by itself; all three were never measured. */
static const struct planted_variant beside_the_ladder[] = {
	BASELINE, NO_A, QUICK, NO_C, {"no-ac", "ac", "slow", 0, 300, 300}};

static void what_is_no_rung_may_reach_the_target(void **state)
{
	struct fixture *f = *state;
	struct evidence e = *PLANT(state, seconds(200, 300), beside_the_ladder);

	assert_int_equal(e.ladder->n, 3);
	assert_true(e.ladder->end.low > 200e9); /* by the product */
	assert_int_equal(e.ladder->reach, REACH_YES);
	assert_string_equal(e.ladder->settled_by, "no-ac");
	assert_near(e.ladder->settled.at, 180e9);
	assert_true(e.ladder->settled.level >= 1 - 0.05 / 4);

	struct variant_evidence *kept = NEW_ARRAY(f->a, struct variant_evidence, e.n_variants);
	memcpy(kept, e.variants, e.n_variants * sizeof(*kept));
	kept[4].verdict = VERDICT_KEEP;
	e.variants = kept;
	weigh_ladder(&f->from, &(struct way_points){0}, f->a, &e);
	assert_int_equal(e.ladder->reach, REACH_NO);
	assert_null(e.ladder->settled_by);
}

/* 180 s, give or take a fifth: who knows. */
static void what_may_reach_the_target_forbids_to_say_that_nothing_does(void **state)
{
	((struct fixture *)*state)->unsteady = 4;
	const struct ladder *l = PLANT(state, seconds(190, 300), beside_the_ladder)->ladder;

	assert_true(l->end.low > 190e9);
	assert_int_equal(l->reach, REACH_UNDECIDED);
	assert_string_equal(l->settled_by, "no-ac");
	assert_true(l->settled.low < 190e9 && l->settled.high > 190e9);
	l = PLANT(state, seconds(100, 300), beside_the_ladder)->ladder;
	assert_int_equal(l->reach, REACH_NO);
	assert_null(l->settled_by);
}

/* Of a and quick the product is 216 s. */
static void what_was_measured_together_says_how_many_cuts_do(void **state)
{
	struct planted_variant all[] = {BASELINE,
	                                NO_A,
	                                QUICK,
	                                NO_C,
	                                {"both", "a", "quick", 0, 300, 360},
	                                {"all", "ac", "quick", 0, 300, 350}};
	const struct ladder *l = PLANT(state, seconds(200, 300), all)->ladder;

	assert_int_equal(l->n, 3);
	assert_string_equal(l->rungs[1].measured_by, "both");
	assert_near(l->rungs[1].product.at, 216e9);
	assert_near(l->rungs[1].together.at, 198e9);
	assert_int_equal(l->n_enough, 2);
	all[4].measure = 450; /* 225 s */
	l = PLANT(state, seconds(220, 300), all)->ladder;
	assert_near(l->rungs[1].product.at, 216e9);
	assert_int_equal(l->n_enough, 3);
}

/* R: x <- 1 + (0:11)/10; m <- mean(x); m * exp(c(-1, 1) * qt(.975, 11) * sd(x) / sqrt(12) / m) */
static void a_mean_over_inputs_is_known_as_well_as_they_tell_it(void **state)
{
	((struct fixture *)*state)->steeper = 0.1;
	const struct ladder *l = PLANT(state, ((struct budget){1300 * NSEC_PER_MSEC, 0}), together)->ladder;

	assert_int_equal(l->n_today, 12);
	assert_near(l->today.at, 1.55e9);
	assert_true(fabs(l->today.low / 1e9 - 1.337039) < 1e-5);
	assert_true(fabs(l->today.high / 1e9 - 1.796881) < 1e-5);
	assert_near(l->rungs[1].together.at, 0.684 * 1.55e9);
	assert_near(l->rungs[1].together.high, 0.684 * l->today.high); /* of its own runs */
	assert_true(l->rungs[1].product.high > 0.72 * l->today.high);  /* at a third of what may be missed */
	assert_true(l->level >= 0.95);
	assert_int_equal(l->n_enough, 2); /* with no-a alone 1.24 s would do, were its inputs all there are */
	assert_int_equal(l->reach, REACH_YES);
	assert_false(l->is_met);
	l = PLANT(state, ((struct budget){1100 * NSEC_PER_MSEC, 0}), together)->ladder;
	assert_int_equal(l->reach, REACH_UNDECIDED);
}

static void a_target_that_is_met_today_needs_no_cut(void **state)
{
	const struct ladder *l = PLANT(state, seconds(400, 300), together)->ladder;

	assert_true(l->is_met);
	assert_int_equal(l->reach, REACH_YES);
	assert_int_equal(l->n_enough, 0);
	assert_null(l->settled_by);
	((struct fixture *)*state)->steeper = 0.1;
	assert_true(PLANT(state, ((struct budget){1800 * NSEC_PER_MSEC, 0}), together)->ladder->is_met);
	assert_false(PLANT(state, ((struct budget){1700 * NSEC_PER_MSEC, 0}), together)->ladder->is_met);
}

/* What is measured by its steps has the interval of today's mean and of all of them. */
static void a_path_of_steps_that_may_be_made_may_reach_the_target(void **state)
{
	static const struct planted_variant two[] = {BASELINE, NO_A, QUICK};
	struct fixture *f = *state;
	struct evidence e = *PLANT(state, seconds(200, 300), two);
	struct dossier_setting at[N_SETTINGS];
	const struct change wall = {.n = 12, .estimate = -0.4, .low = -0.42, .high = -0.38, .level = 0.999};
	struct way_point point = {"path to lean, step 2", at, wall, wall, false};

	memcpy(at, f->settings[0], sizeof(at));
	at[1].is_kept = at[3].is_kept = false;
	weigh_ladder(&f->from, &(struct way_points){&point, 1, 1}, f->a, &e);
	assert_int_equal(e.ladder->reach, REACH_NO);
	point.may_be_made = true;
	weigh_ladder(&f->from, &(struct way_points){&point, 1, 1}, f->a, &e);
	assert_int_equal(e.ladder->reach, REACH_YES);
	assert_string_equal(e.ladder->settled_by, "path to lean, step 2");
	assert_near(e.ladder->settled.high, 186e9);
	point.joint.level = 0.9; /* too few inputs to tell, and too much to say no */
	weigh_ladder(&f->from, &(struct way_points){&point, 1, 1}, f->a, &e);
	assert_int_equal(e.ladder->reach, REACH_UNDECIDED);

	point.joint.level = 0.999;
	f->steeper = 0.1;
	e = *PLANT(state, ((struct budget){1200 * NSEC_PER_MSEC, 0}), two);
	weigh_ladder(&f->from, &(struct way_points){&point, 1, 1}, f->a, &e);
	assert_string_equal(e.ladder->settled_by, "path to lean, step 2");
	assert_true(e.ladder->settled.high > 0.62 * e.ladder->today.high);
}

static void two_that_drop_the_same_thing_are_not_both_taken(void **state)
{
	static const struct planted_variant overlapping[] = {BASELINE,
	                                                     NO_A,
	                                                     NO_B,
	                                                     {"no-bc", "bc", "slow", 0, 600, 250},
	                                                     {"quick", "", "quick", 0, 600, 380}};
	const struct ladder *l = PLANT(state, seconds(60, 300), overlapping)->ladder;

	assert_int_equal(l->n, 3);
	assert_string_equal(l->rungs[1].variant, "no-bc");
	assert_string_equal(l->rungs[2].variant, "quick");
	assert_int_equal(l->n_left_out, 1);
	assert_string_equal(l->left_out[0].variant, "no-b");
	assert_string_equal(l->left_out[0].why, "a rung above changes parts: b, too");
}

/* no-ab is measured beside no-a and counts where no-a is; what is measured beside a variant that is to be kept does not. */
static void a_cut_counts_only_where_it_was_measured(void **state)
{
	static const struct planted_variant beside[] = {BASELINE,
	                                                NO_A,
	                                                {"no-ab", "ab", "slow", 1, 300, 420},
	                                                {"slower", "", "quick", 0, 900, 400},
	                                                {"no-c", "c", "quick", 3, 300, 400}};
	const struct ladder *l = PLANT(state, seconds(60, 300), beside)->ladder;

	assert_int_equal(l->n, 2);
	assert_string_equal(l->rungs[1].variant, "no-ab");
	assert_string_equal(l->rungs[1].beside, "no-a");
	assert_near(l->rungs[1].change.estimate, -0.1);
	assert_near(l->end.at, 300e9 * 0.72);
	assert_string_equal(l->rungs[1].measured_by, "no-ab"); /* from the baseline, in the same blocks */
	assert_near(l->beyond.estimate + 1, 1);
	assert_int_equal(l->n_left_out, 1);
	assert_string_equal(l->left_out[0].why, "it was measured beside slower, to which no rungs lead");
}

/* The path to lean has been at no-a and no-b together; it speaks of that rung alone, and decides nothing. */
static void a_rung_may_be_measured_on_a_path(void **state)
{
	static const struct planted_variant three[] = {
		BASELINE, NO_A, NO_B, {"quick", "", "quick", 0, 600, 350}};
	struct fixture *f = *state;
	struct evidence e = *PLANT(state, seconds(60, 300), three);
	struct dossier_setting at[N_SETTINGS];
	struct way_point point = {"path to lean, step 2",
	                          at,
	                          {.n = 12, .estimate = -0.3, .low = -0.31, .high = -0.29, .level = 0.9}};

	memcpy(at, f->settings[0], sizeof(at));
	at[1].is_kept = at[2].is_kept = false;
	weigh_ladder(&f->from, &(struct way_points){&point, 1, 1}, f->a, &e);
	assert_int_equal(e.ladder->n, 3);
	assert_string_equal(e.ladder->rungs[1].measured_by, "path to lean, step 2");
	assert_near(e.ladder->rungs[1].measured.estimate, -0.3);
	assert_non_null(e.ladder->rungs[2].measured.absent_reason);
	assert_non_null(e.ladder->entry);

	at[0].level = "quick";
	weigh_ladder(&f->from, &(struct way_points){&point, 1, 1}, f->a, &e);
	assert_string_equal(e.ladder->rungs[2].measured_by, "path to lean, step 2");
	assert_false(e.ladder->is_measured); /* at 90 %, of steps whose ratios multiply */
	assert_string_equal(e.ladder->beyond.absent_reason, "a path has other blocks than the cuts");
	assert_non_null(e.ladder->entry);
}

/* Half of what it may be wrong by was left to other looks at the plan. */
static void looks_at_a_plan_share_what_a_rung_may_be_wrong_by(void **state)
{
	struct fixture *f = *state;
	struct evidence e = *PLANT(state, seconds(210, 300), together);
	struct variant_evidence *looked_at = NEW_ARRAY(f->a, struct variant_evidence, e.n_variants);

	assert_true(e.ladder->rungs[0].change.level < 0.9875);
	memcpy(looked_at, e.variants, e.n_variants * sizeof(*looked_at));
	for (size_t i = 0; i < e.n_variants; i++) {
		looked_at[i].alpha_share = 0.5;
	}
	e.variants = looked_at;
	weigh_ladder(&f->from, &(struct way_points){0}, f->a, &e);
	assert_true(e.ladder->rungs[0].change.level >= 0.9875);
	assert_true(e.ladder->rungs[1].measured.level >= 0.975);
	assert_true(e.ladder->level >= 0.95);
}

static void nothing_that_may_go_leaves_today(void **state)
{
	static const struct planted_variant kept[] = {BASELINE, {"no-a", "a", "slow", 0, 700, 400}};
	const struct ladder *l = PLANT(state, seconds(60, 300), kept)->ladder;

	assert_int_equal(l->n, 0);
	assert_near(l->end.at, 300e9);
	assert_int_equal(l->reach, REACH_NO);
	assert_int_equal(PLANT(state, seconds(400, 300), kept)->ladder->reach, REACH_YES);
	assert_null(PLANT(state, seconds(0, 0), kept)->ladder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_cut_that_slows_another_step_down_is_seen_in_both),
		TEST(the_way_leads_over_what_saves_most_and_is_measured_together),
		TEST(without_a_word_of_what_is_in_use_the_baselines_own_mean_is_today),
		TEST(what_nothing_measured_together_says_how_to),
		TEST(the_variant_that_is_proposed_has_a_name_of_its_own),
		TEST(what_is_no_rung_may_reach_the_target),
		TEST(what_may_reach_the_target_forbids_to_say_that_nothing_does),
		TEST(what_was_measured_together_says_how_many_cuts_do),
		TEST(a_mean_over_inputs_is_known_as_well_as_they_tell_it),
		TEST(a_target_that_is_met_today_needs_no_cut),
		TEST(a_path_of_steps_that_may_be_made_may_reach_the_target),
		TEST(two_that_drop_the_same_thing_are_not_both_taken),
		TEST(a_cut_counts_only_where_it_was_measured),
		TEST(a_rung_may_be_measured_on_a_path),
		TEST(looks_at_a_plan_share_what_a_rung_may_be_wrong_by),
		TEST(nothing_that_may_go_leaves_today),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
