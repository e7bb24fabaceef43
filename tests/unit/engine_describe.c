/* Studies made by hand, in memory, and how the runs of their variants are described. */
#include "../helpers/made_fixture.h"

/* --- two groups --- */

static double one_hump(const struct trial *t, struct rng *r)
{
	(void)t;
	return 1 + .02 * normal(r);
}

static double slow_on_cores_3(const struct trial *t, struct rng *r)
{
	return (t->block % 2 ? 1 : 1.4) + .02 * normal(r);
}

static double slow_where_first(const struct trial *t, struct rng *r)
{
	return (t->position == 0 && t->variant == 1 ? 1.4 : 1) + .02 * normal(r);
}

static double slow_by_chance(const struct trial *t, struct rng *r)
{
	(void)t;
	return (rng_unit(r) < .4 ? 1.4 : 1) + .02 * normal(r);
}

static double slow_late(const struct trial *t, struct rng *r)
{
	return (t->block < 26 ? 1 : 1.4) + .02 * normal(r);
}

/* On three inputs of ten. */
static double slow_on_some_inputs(const struct trial *t, struct rng *r)
{
	return (t->input % 3 == 1 ? 1.4 : 1) + .01 * normal(r);
}

static double each_input_its_own(const struct trial *t, struct rng *r)
{
	struct rng of_input = rng_stream(9, "input", t->input);

	return exp(.2 * normal(&of_input)) + .005 * normal(r);
}

static void assert_goes_with(const struct distribution *d, const char *with)
{
	assert_true(d->has_groups);
	assert_true(d->n_links > 1);
	if (strcmp(d->links[0].with, with) != 0 || !d->links[0].flagged || d->links[1].flagged) {
		fail_msg("%s (p %g), %s (p %g)", d->links[0].with, d->links[0].p, d->links[1].with,
		         d->links[1].p);
	}
}

static void one_hump_has_five_numbers_and_no_groups(void **state)
{
	const struct distribution *d = &describe(*state, one_hump)->variants[1].distribution;

	assert_int_equal(d->n, 40);
	assert_false(d->has_groups);
	assert_null(d->absent_reason);
	assert_true(d->least < d->lower && d->lower < d->median && d->median < d->upper &&
	            d->upper < d->most);
	assert_true(fabs(d->median - 1e9) < .02e9);
}

static void two_groups_are_named_with_what_they_go_with(void **state)
{
	const struct distribution *d = &describe(*state, slow_on_cores_3)->variants[0].distribution;

	assert_goes_with(d, "the cores");
	assert_int_equal(d->groups[0].n, 20);
	assert_int_equal(d->groups[1].n, 20);
	assert_true(fabs(d->groups[0].centre - 1e9) < .02e9);
	assert_true(fabs(d->groups[1].centre - 1.4e9) < .02e9);
	assert_string_equal(d->links[0].shares[0].name, "CPUs 3");
	assert_int_equal(d->links[0].shares[0].n_upper, 20);
	assert_int_equal(d->links[0].shares[1].n_upper, 0);
	assert_true(d->links[0].share > .99);
}

static void a_variant_may_be_slow_in_the_first_place_alone(void **state)
{
	const struct evidence *e = describe(*state, slow_where_first);

	assert_goes_with(&e->variants[1].distribution, "the place in the block");
	assert_string_equal(e->variants[1].distribution.links[0].shares[0].name, "place 1");
	assert_false(e->variants[0].distribution.has_groups);
}

static void groups_of_chance_go_with_nothing(void **state)
{
	const struct distribution *d = &describe(*state, slow_by_chance)->variants[0].distribution;

	assert_true(d->has_groups);
	for (size_t i = 0; i < d->n_links; i++) {
		assert_false(d->links[i].flagged);
	}
}

static void a_machine_that_becomes_slow_is_seen_in_time(void **state)
{
	assert_goes_with(&describe(*state, slow_late)->variants[0].distribution, "time");
}

static void groups_of_inputs_are_told_by_their_names(void **state)
{
	((struct made *)*state)->inputs = 10;
	const struct distribution *d = &describe(*state, slow_on_some_inputs)->variants[0].distribution;

	assert_goes_with(d, "the input");
	assert_string_equal(d->links[0].shares[0].name, "sky-1");
	assert_string_equal(d->links[0].shares[3].name, "sky-0");
	assert_int_equal(d->links[0].shares[2].n_upper, 4);
	assert_int_equal(d->links[0].shares[3].n_upper, 0);
}

/* Variant 1 has two humps, though not far apart; all others have one. */
static double unclear(const struct trial *t, struct rng *r)
{
	struct rng own = rng_stream(3, "run", t->variant * 1000 + t->block);

	(void)r;
	return 1 + .02 * normal(&own) + (t->variant == 1 && t->block % 5 < 2 ? .08 : 0);
}

/* What is seen in one of two is no surprise in one of sixteen. */
static void groups_are_looked_for_in_all_variants_at_once(void **state)
{
	struct made *m = *state;

	const struct evidence *few = describe(m, unclear);
	assert_true(few->variants[1].distribution.has_groups);
	assert_false(few->variants[0].distribution.has_groups);
	const double p = few->variants[1].distribution.p;
	m->arms = 16;
	const struct evidence *many = describe(m, unclear);
	assert_false(many->variants[1].distribution.has_groups);
	assert_true(fabs(many->variants[1].distribution.p / p - 8) < .01);
}

/* Ten inputs that are as they happen to be: 40 runs of them are ten values, not forty. */
static void inputs_that_merely_differ_are_no_groups(void **state)
{
	((struct made *)*state)->inputs = 10;
	assert_false(describe(*state, each_input_its_own)->variants[0].distribution.has_groups);
}

static void where_each_input_comes_once_the_other_variant_tells_of_it(void **state)
{
	((struct made *)*state)->inputs = 40;
	const struct distribution *d = &describe(*state, slow_on_some_inputs)->variants[1].distribution;

	assert_goes_with(d, "the input, as v0 shows it");
}

static void too_few_runs_are_told_as_such(void **state)
{
	((struct made *)*state)->blocks = 6;
	const struct distribution *d = &describe(*state, slow_on_cores_3)->variants[0].distribution;

	assert_false(d->has_groups);
	assert_string_equal(d->absent_reason, "fewer than ten values");
}

/* --- scaling --- */

static const double density[12] = {3, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8, 9.7, 3.2, 3.8},
		    moon[12] = {.1, .9, .2, .8, .5, .3, .6, .4, .7, .15, .55, .95},
		    gaps[12] = {NAN, 1, NAN, 2, NAN, 3, NAN, 4, NAN, 5, NAN, 6},
		    same[12] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
static const struct dossier_column sky_columns[] = {
	{"density", density}, {"gaps", gaps}, {"moon", moon}, {"same", same}};

/* The baseline takes 20 ms more for each unit of density, v1 half of that, v2 as much, at a fifth less in all. */
static double by_density(const struct trial *t, struct rng *r)
{
	double x = density[t->input];

	return (t->variant == 1   ? 1 + .01 * x
	        : t->variant == 2 ? .8 + .02 * x
	                          : 1 + .02 * x) +
	       .002 * normal(r);
}

/* v1 slows down by 1 ms a block. */
static double slower_and_slower(const struct trial *t, struct rng *r)
{
	return 1 + .1 * t->input + (t->variant == 1 ? .001 * t->block : 0) + .002 * normal(r);
}

static const struct scaling *scaling_against(const struct evidence *e, const char *column)
{
	for (size_t i = 0; i < e->n_scalings; i++) {
		const char *name = e->scalings[i].column;
		if (name && column ? strcmp(name, column) == 0 : name == column) {
			return &e->scalings[i];
		}
	}
	return NULL;
}

static void assert_slope(const struct slope *s, double seconds)
{
	assert_null(s->absent_reason);
	assert_true(fabs(s->at - 1e9 * seconds) < 1e6);
	assert_true(s->low < s->at && s->at < s->high);
}

static void a_cost_that_grows_with_a_column_has_its_slope(void **state)
{
	struct made *m = *state;

	*m = (struct made){
		.a = m->a, .arms = 3, .inputs = 12, .blocks = 36, .columns = sky_columns, .n_columns = 4};
	const struct evidence *e = describe(m, by_density);
	const struct scaling *c = scaling_against(e, "density");
	assert_true(c->flagged);
	assert_true(c->from == 1 && c->to == 9.7);
	assert_true(c->variants[0].values[0] == density[0] && !scaling_against(e, NULL)->variants[0].values);
	assert_int_equal(c->variants[0].own.n, 12); /* repeats on one input are one observation */
	assert_slope(&c->variants[0].own, .02);
	assert_slope(&c->variants[1].own, .01);
	assert_slope(&c->variants[1].beside, -.01);
	assert_true(c->variants[1].beside.p_adjusted < .01);
	assert_slope(&c->variants[2].own, .02);
	assert_slope(&c->variants[2].beside, 0);
	assert_true(c->variants[2].beside.p_adjusted > .05);
	assert_string_equal(c->variants[0].beside.absent_reason, "it is the baseline");
}

static void timers_tell_which_part_goes_with_a_column(void **state)
{
	struct made *m = *state;

	*m = (struct made){.a = m->a,
	                   .arms = 2,
	                   .inputs = 12,
	                   .blocks = 36,
	                   .columns = sky_columns,
	                   .n_columns = 4,
	                   .is_timed = true};
	const struct evidence *e = describe(m, by_density);
	const struct scaling *c = scaling_against(e, "density");
	assert_int_equal(c->n_timers_tested, 2);
	assert_int_equal(c->n_timers, 1);
	assert_string_equal(c->timers[0].timer, "fit");
	assert_slope(&c->timers[0].slope, .01);
	assert_true(c->timers[0].slope.p_adjusted > 1.9 * c->timers[0].slope.p);
	/* of what nothing goes with, and of the order, no part is looked at; nor do they count among what was */
	assert_int_equal(scaling_against(e, "moon")->n_timers_tested, 0);
	assert_int_equal(scaling_against(e, NULL)->n_timers_tested, 0);
	assert_int_equal(e->n_slopes_tested, 8);
}

/* Twelve tests: moon and the order are looked at, too, and density in six inputs of gaps. */
static void what_does_not_vary_is_not_looked_at_and_all_else_is_corrected_for(void **state)
{
	struct made *m = *state;

	*m = (struct made){
		.a = m->a, .arms = 3, .inputs = 12, .blocks = 36, .columns = sky_columns, .n_columns = 4};
	const struct evidence *e = describe(m, by_density);
	assert_null(scaling_against(e, "same"));
	assert_int_equal(e->n_scalings, 4);
	assert_int_equal(e->n_slopes_tested, 12);
	assert_int_equal(scaling_against(e, "gaps")->variants[0].own.n, 6);
	assert_false(scaling_against(e, "moon")->flagged);
	const struct slope *s = &scaling_against(e, "density")->variants[0].own;
	assert_true(s->p_adjusted > 10 * s->p && s->p_adjusted < 12.01 * s->p);
}

static void a_variant_that_slows_down_along_the_runs_is_seen(void **state)
{
	struct made *m = *state;

	m->inputs = 10;
	const struct scaling *c = scaling_against(describe(m, slower_and_slower), NULL);
	assert_true(c->flagged);
	assert_int_equal(c->variants[1].own.n, 10);
	assert_true(fabs(c->variants[1].beside.at / 1e6 - 1) < .2);
	assert_true(c->variants[1].beside.p_adjusted < .01);
	assert_true(c->variants[0].own.p_adjusted > .05);
}

/* Means of groups of neighbours have the same slope. */
static void thousands_of_runs_have_the_slope_of_a_few(void **state)
{
	struct made *m = *state;

	m->inputs = 1;
	m->blocks = 2500;
	const struct scaling *c = scaling_against(describe(m, slower_and_slower), NULL);
	assert_int_equal(c->variants[1].beside.n, 2500);
	assert_true(fabs(c->variants[1].beside.at / 1e6 - 1) < .001);
	assert_true(c->variants[1].beside.low < 1e6 && c->variants[1].beside.high > 1e6);
	assert_true(c->variants[0].own.p_adjusted > .05);
}

/* As where two filters made the halves of a plan, or databases were merged. */
static double slower_from_the_middle_on(const struct trial *t, struct rng *r)
{
	const uint32_t in_time = (t->block + 20) % 40;

	return 1 + .001 * normal(r) + (t->variant ? .001 * in_time : 0);
}

static void what_came_first_is_told_by_the_clock_and_not_by_the_plan(void **state)
{
	struct made *m = *state;

	m->first = 20;
	const struct evidence *e = describe(m, slower_from_the_middle_on);
	const struct series *s = &e->variants[1].series;
	assert_int_equal(s->at[0].block, 20);
	assert_int_equal(s->at[39].block, 19);
	assert_true(s->at[0].order <= 1 && s->at[39].order >= 78);
	const struct variant_scaling *v = &scaling_against(e, NULL)->variants[1];
	assert_true(fabs(v->beside.at / 1e6 - 1) < .2);
	assert_true(v->beside.p_adjusted < .01);
}

static void five_inputs_show_no_slope(void **state)
{
	struct made *m = *state;

	*m = (struct made){
		.a = m->a, .arms = 2, .inputs = 5, .blocks = 5, .columns = sky_columns, .n_columns = 1};
	const struct evidence *e = describe(m, by_density);
	assert_null(scaling_against(e, "density"));
	assert_string_equal(scaling_against(e, NULL)->variants[1].own.absent_reason, "fewer than six blocks");
	assert_int_equal(e->n_slopes_tested, 0);
}

/* --- crossed factors --- */

enum { LEVELS = 3, CROSSED = 6 };

static const struct dossier_setting crossed_settings[CROSSED][3] = {
	{{"degree", "2", false, true}, {"psf", "piff", false, true}, {"set", "a", true, true}},
	{{"degree", "2", false, true}, {"psf", "psfex", false, true}, {"set", "a", true, true}},
	{{"degree", "1", false, true}, {"psf", "piff", false, true}, {"set", "a", true, true}},
	{{"degree", "1", false, true}, {"psf", "psfex", false, true}, {"set", "a", true, true}},
	{{"degree", "0", false, true}, {"psf", "piff", false, true}, {"set", "a", true, true}},
	{{"degree", "0", false, true}, {"psf", "psfex", false, true}, {"set", "a", true, true}},
};

/* Only the first n of the combinations; then a drop, which is no part of them. */
static const struct dossier_variant *cross(struct arena *a, size_t n, bool and_a_drop)
{
	struct dossier_variant *v = NEW_ARRAY(a, struct dossier_variant, n + 1);
	static const struct dossier_setting dropped[3] = {
		{"degree", "2", false, true}, {"psf", "piff", false, true}, {"set", "a", true, false}};

	for (size_t i = 0; i < n + and_a_drop; i++) {
		v[i] = (struct dossier_variant){.name = arena_printf(a, "x%zu", i),
		                                .change = "",
		                                .config_diff = "",
		                                .kind = i ? VARIANT_NAMED : VARIANT_BASELINE,
		                                .settings = i < n ? crossed_settings[i] : dropped,
		                                .n_settings = 3};
	}
	return v;
}

/* psfex takes 40 % of the time; degree 1 nine tenths, 0 eight tenths; of psfex and 0 together a quarter more than both. */
static double product(const struct trial *t, struct rng *r)
{
	static const double by_degree[LEVELS] = {1, .9, .8};
	double psf = t->variant % 2 ? .4 : 1;

	if (t->variant >= CROSSED) {
		return 1;
	}
	return psf * by_degree[t->variant / 2] * (t->variant == 5 ? 1.25 : 1) * exp(.005 * normal(r));
}

static struct made crossed(struct arena *a, unsigned arms, bool and_a_drop)
{
	return (struct made){.a = a,
	                     .arms = arms + and_a_drop,
	                     .inputs = 10,
	                     .blocks = 20,
	                     .variants = cross(a, arms, and_a_drop)};
}

static void assert_effect(const struct factor_effect *x, const char *what, double change)
{
	assert_string_equal(x->what, what);
	assert_null(x->change.absent_reason);
	assert_int_equal(x->change.n, 10); /* inputs */
	if (fabs(x->change.estimate - change) > .01) {
		fail_msg("%s: %g, not %g", what, x->change.estimate, change);
	}
	assert_true(x->change.low <= x->change.estimate && x->change.estimate <= x->change.high);
}

static void crossed_choices_have_main_effects_and_interactions(void **state)
{
	struct made *m = *state;

	*m = crossed(m->a, CROSSED, true);
	const struct evidence *e = describe(m, product);
	assert_int_equal(e->n_factorials, 1);
	const struct factorial *f = e->factorials;
	assert_null(f->absent_reason);
	assert_int_equal(f->n_variants, 6);
	assert_int_equal(f->n_blocks, 20);
	assert_string_equal(f->beside, "x0");
	assert_string_equal(f->factors[0], "degree (2, 1, 0)");
	assert_string_equal(f->factors[1], "psf (piff, psfex)");
	assert_int_equal(f->n_mains, 3);
	assert_effect(&f->mains[0], "degree: 2 -> 1", -.1);
	assert_effect(&f->mains[1], "degree: 2 -> 0", .8 * sqrt(1.25) - 1);
	assert_effect(&f->mains[2], "psf: piff -> psfex", .4 * cbrt(1.25) - 1);
	assert_int_equal(f->n_interactions, 2);
	assert_effect(&f->interactions[0], "degree: 2 -> 1", 0);
	assert_effect(&f->interactions[1], "degree: 2 -> 0", .25);
	assert_string_equal(f->interactions[1].with, "psf: piff -> psfex");
	assert_true(f->interactions[0].p_adjusted > .05 && f->interactions[1].p_adjusted < .02);
	assert_int_equal(e->n_effects_tested, 5);
	assert_int_equal(f->n_shares, 0);
}

static void of_choices_with_a_combination_missing_a_part_is_a_factorial_or_none(void **state)
{
	struct made *m = *state;

	*m = crossed(m->a, CROSSED - 1, false);
	const struct evidence *e = describe(m, product);
	assert_int_equal(e->n_factorials, 1);
	assert_string_equal(e->factorials->factors[0], "degree (2, 1)");
	assert_int_equal(e->factorials->n_variants, 4);
	*m = crossed(m->a, 3, false);
	assert_int_equal(describe(m, product)->n_factorials, 0);
}

/* Six combinations, and variants with a level of their own, of one choice or of both. */
static void a_level_that_is_not_crossed_hides_no_factorial(void **state)
{
	static const struct dossier_setting own[2][3] = {
		{{"degree", "3", false, true}, {"psf", "piff", false, true}, {"set", "a", true, true}},
		{{"degree", "4", false, true}, {"psf", "gauss", false, true}, {"set", "a", true, true}}};
	struct made *m = *state;

	*m = crossed(m->a, CROSSED, false);
	struct dossier_variant *v = NEW_ARRAY(m->a, struct dossier_variant, CROSSED + 2);
	memcpy(v, m->variants, CROSSED * sizeof(*v));
	for (size_t i = 0; i < 2; i++) {
		v[CROSSED + i] = v[CROSSED - 1];
		v[CROSSED + i].name = arena_printf(m->a, "own%zu", i);
		v[CROSSED + i].settings = own[i];
	}
	m->variants = v;
	for (unsigned n = 1; n <= 2; n++) {
		m->arms = CROSSED + n;
		const struct evidence *e = describe(m, product);
		assert_int_equal(e->n_factorials, 1);
		assert_int_equal(e->factorials->n_variants, 6);
		assert_string_equal(e->factorials->factors[0], "degree (2, 1, 0)");
		assert_string_equal(e->factorials->factors[1], "psf (piff, psfex)");
		assert_effect(&e->factorials->mains[1], "degree: 2 -> 0", .8 * sqrt(1.25) - 1);
	}
}

/* All three levels of a with those of b, two with those of c. */
static void each_grid_has_the_levels_that_are_whole_in_it(void **state)
{
	static const char *const settings[8][3] = {{"2", "x", "on"},  {"1", "x", "on"}, {"0", "x", "on"},
	                                           {"2", "y", "on"},  {"1", "y", "on"}, {"0", "y", "on"},
	                                           {"2", "x", "off"}, {"1", "x", "off"}};
	static const char *const factors[3] = {"a", "b", "c"};
	struct made *m = *state;
	struct dossier_variant *v = NEW_ARRAY(m->a, struct dossier_variant, 8);

	for (size_t i = 0; i < 8; i++) {
		struct dossier_setting *s = NEW_ARRAY(m->a, struct dossier_setting, 3);
		for (size_t k = 0; k < 3; k++) {
			s[k] = (struct dossier_setting){factors[k], settings[i][k], false, true};
		}
		v[i] = (struct dossier_variant){.name = arena_printf(m->a, "z%zu", i),
		                                .change = "",
		                                .config_diff = "",
		                                .kind = i ? VARIANT_NAMED : VARIANT_BASELINE,
		                                .settings = s,
		                                .n_settings = 3};
	}
	*m = (struct made){.a = m->a, .arms = 8, .inputs = 10, .blocks = 10, .variants = v};
	const struct evidence *e = describe(m, one_hump);
	assert_int_equal(e->n_factorials, 2);
	assert_int_equal(e->factorials[0].n_variants, 6);
	assert_string_equal(e->factorials[0].factors[0], "a (2, 1, 0)");
	assert_string_equal(e->factorials[0].factors[1], "b (x, y)");
	assert_int_equal(e->factorials[1].n_variants, 4);
	assert_string_equal(e->factorials[1].factors[0], "a (2, 1)");
	assert_string_equal(e->factorials[1].factors[1], "c (on, off)");
}

static const struct dossier_variant *cube(struct arena *a)
{
	static const char *const factors[] = {"a", "b", "c"}, *const levels[] = {"on", "off"};
	struct dossier_variant *v = NEW_ARRAY(a, struct dossier_variant, 8);

	for (size_t i = 0; i < 8; i++) {
		struct dossier_setting *s = NEW_ARRAY(a, struct dossier_setting, 3);
		for (size_t k = 0; k < 3; k++) {
			s[k] = (struct dossier_setting){factors[k], levels[i >> k & 1], false, true};
		}
		v[i] = (struct dossier_variant){.name = arena_printf(a, "c%zu", i),
		                                .change = "",
		                                .config_diff = "",
		                                .kind = i ? VARIANT_NAMED : VARIANT_BASELINE,
		                                .settings = s,
		                                .n_settings = 3};
	}
	return v;
}

/* a saves half; b and c save half once both are off; all three off save nothing more. */
static double at_once(const struct trial *t, struct rng *r)
{
	bool a = t->variant & 1, both = (t->variant & 6) == 6;

	(void)r;
	return a || both ? .5 : 1;
}

/* Of log 2: a first in half the orders and second in a third of them gives 2/3; b and c share the rest. */
static void parts_of_three_switches_are_shapleys_and_give_the_whole(void **state)
{
	struct made *m = *state;

	*m = (struct made){.a = m->a, .arms = 8, .inputs = 10, .blocks = 10, .variants = cube(m->a)};
	const struct factorial *f = describe(m, at_once)->factorials;
	assert_non_null(f);
	assert_int_equal(f->n_factors, 3);
	assert_int_equal(f->n_shares, 3);
	assert_effect(&f->shares[0], "a: on -> off", pow(.5, 2. / 3) - 1);
	assert_effect(&f->shares[1], "b: on -> off", pow(.5, 1. / 6) - 1);
	assert_effect(&f->shares[2], "c: on -> off", pow(.5, 1. / 6) - 1);
	assert_effect(&f->mains[0], "a: on -> off", pow(.5, 3. / 4) - 1); /* it does nothing in one of four */
	assert_int_equal(f->n_interactions, 3);
	assert_effect(&f->interactions[2], "b: on -> off", pow(.5, 1. / 2) - 1);
}

/* --- together and one by one --- */

enum { OFF = 3 };

/* Variants that leave out of a, b and c those whose bit is set. */
static const struct dossier_variant *drops(struct arena *a, const unsigned *without, unsigned n)
{
	static const char *const names[OFF] = {"a", "b", "c"};
	struct dossier_variant *v = NEW_ARRAY(a, struct dossier_variant, n);

	for (unsigned i = 0; i < n; i++) {
		struct dossier_setting *s = NEW_ARRAY(a, struct dossier_setting, OFF);
		for (unsigned k = 0; k < OFF; k++) {
			s[k] = (struct dossier_setting){"plugins", names[k], true, !(without[i] >> k & 1)};
		}
		v[i] = (struct dossier_variant){.name = arena_printf(a, "v%u", i),
		                                .change = "",
		                                .config_diff = "",
		                                .kind = i ? VARIANT_DROP : VARIANT_BASELINE,
		                                .settings = s,
		                                .n_settings = OFF};
	}
	return v;
}

static void assert_share(const struct change *c, double share)
{
	assert_null(c->absent_reason);
	assert_int_equal(c->n, 10); /* inputs */
	if (fabs(c->estimate - share) > .01 || c->low > share || c->high < share) {
		fail_msg("%g [%g, %g], not %g", c->estimate, c->low, c->high, share);
	}
}

/* a saves 10 %, b 20 %, c 5 %; a and b together 5 points less than both; with c, 3 points more. */
static double overlapping(const struct trial *t, struct rng *r)
{
	static const double takes[] = {1, .9, .8, .95, .75, .67};

	return takes[t->variant] * (1 + .001 * normal(r));
}

static void savings_that_share_work_are_less_together_than_their_sum(void **state)
{
	static const unsigned without[] = {0, 1, 2, 4, 3, 7};
	struct made *m = *state;

	*m = (struct made){
		.a = m->a, .arms = 6, .inputs = 10, .blocks = 20, .variants = drops(m->a, without, 6)};
	const struct evidence *e = describe(m, overlapping);
	assert_int_equal(e->n_joint_savings, 2);
	const struct joint_saving *two = &e->joint_savings[0], *three = &e->joint_savings[1];
	assert_string_equal(two->variant, "v4");
	assert_string_equal(two->reference, "v0");
	assert_int_equal(two->n_parts, 2);
	assert_string_equal(two->parts[0], "v1");
	assert_string_equal(two->parts[1], "v2");
	assert_int_equal(two->n_left_out, 0);
	assert_int_equal(two->n_blocks, 20);
	assert_share(&two->together, -.25);
	assert_share(&two->sum, -.3);
	assert_share(&two->beyond, .05);
	assert_true(two->beyond.low > 0);
	/* of one change each, not of v4 and v3 */
	assert_int_equal(three->n_parts, 3);
	assert_share(&three->together, -.33);
	assert_share(&three->sum, -.35);
	assert_share(&three->beyond, .02);
}

/* As before, but c alone fails. */
static double without_c_it_fails(const struct trial *t, struct rng *r)
{
	return t->variant == 3 ? -1 : overlapping(t, r);
}

static void a_part_that_fails_alone_is_named_and_not_in_the_sum(void **state)
{
	static const unsigned without[] = {0, 1, 2, 4, 3, 7};
	struct made *m = *state;

	*m = (struct made){
		.a = m->a, .arms = 6, .inputs = 10, .blocks = 20, .variants = drops(m->a, without, 6)};
	const struct evidence *e = describe(m, without_c_it_fails);
	assert_int_equal(e->n_joint_savings, 2);
	const struct joint_saving *three = &e->joint_savings[1];
	assert_int_equal(three->n_parts, 2);
	assert_int_equal(three->n_left_out, 1);
	assert_string_equal(three->left_out[0], "v3: fails alone");
	assert_share(&three->sum, -.3);
	assert_share(&three->beyond, -.03);
}

static double in_no_block_at_once(const struct trial *t, struct rng *r)
{
	return (t->variant > 0 && t->block % 2 == t->variant % 2 ? -1 : 1) * overlapping(t, r);
}

static void a_change_that_none_makes_alone_is_named_and_without_a_common_block_nothing_is_told(void **state)
{
	static const unsigned without[] = {0, 1, 2, 3, 7};
	struct made *m = *state;

	*m = (struct made){
		.a = m->a, .arms = 3, .inputs = 10, .blocks = 20, .variants = drops(m->a, without, 3)};
	assert_int_equal(describe(m, overlapping)->n_joint_savings, 0);
	m->arms = 5;
	m->variants = drops(m->a, without, 5);
	const struct evidence *e = describe(m, in_no_block_at_once);
	assert_int_equal(e->n_joint_savings, 2);
	assert_int_equal(e->joint_savings[0].n_blocks, 0);
	assert_non_null(e->joint_savings[0].beyond.absent_reason);
	assert_int_equal(e->joint_savings[1].n_left_out, 1);
	assert_string_equal(e->joint_savings[1].left_out[0], "plugins: -c: no variant changes it alone");
}

#define DESCRIBES(name) cmocka_unit_test_setup_teardown(name, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESCRIBES(one_hump_has_five_numbers_and_no_groups),
		DESCRIBES(two_groups_are_named_with_what_they_go_with),
		DESCRIBES(a_variant_may_be_slow_in_the_first_place_alone),
		DESCRIBES(groups_of_chance_go_with_nothing),
		DESCRIBES(a_machine_that_becomes_slow_is_seen_in_time),
		DESCRIBES(groups_of_inputs_are_told_by_their_names),
		DESCRIBES(groups_are_looked_for_in_all_variants_at_once),
		DESCRIBES(inputs_that_merely_differ_are_no_groups),
		DESCRIBES(where_each_input_comes_once_the_other_variant_tells_of_it),
		DESCRIBES(too_few_runs_are_told_as_such),
		DESCRIBES(a_cost_that_grows_with_a_column_has_its_slope),
		DESCRIBES(timers_tell_which_part_goes_with_a_column),
		DESCRIBES(what_does_not_vary_is_not_looked_at_and_all_else_is_corrected_for),
		DESCRIBES(a_variant_that_slows_down_along_the_runs_is_seen),
		DESCRIBES(thousands_of_runs_have_the_slope_of_a_few),
		DESCRIBES(what_came_first_is_told_by_the_clock_and_not_by_the_plan),
		DESCRIBES(five_inputs_show_no_slope),
		DESCRIBES(crossed_choices_have_main_effects_and_interactions),
		DESCRIBES(of_choices_with_a_combination_missing_a_part_is_a_factorial_or_none),
		DESCRIBES(a_level_that_is_not_crossed_hides_no_factorial),
		DESCRIBES(each_grid_has_the_levels_that_are_whole_in_it),
		DESCRIBES(parts_of_three_switches_are_shapleys_and_give_the_whole),
		DESCRIBES(savings_that_share_work_are_less_together_than_their_sum),
		DESCRIBES(a_part_that_fails_alone_is_named_and_not_in_the_sum),
		DESCRIBES(a_change_that_none_makes_alone_is_named_and_without_a_common_block_nothing_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
