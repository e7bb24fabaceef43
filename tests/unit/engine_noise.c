/* Studies made by hand, in memory, with something planted in their noise, and what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/engine/engine.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/model/outcome.h"
#include "secateur/model/trial.h"

enum { MOST_ARMS = 12 };

/** Shares of a run's time; inputs come round in turn. */
struct law {
	unsigned arms, inputs, blocks, warmup;
	double sd;
	double ar_sd, ar_phi; /* drift */
	double mode_share, mode_gap;
	double spike_share, spike_mean;
	double slow_first; /* the first measured block */
	double slow_warmup;
	unsigned odd_block; /* not 0: there arm 1 takes half as long again */
	double block_sd;
	double other_machine; /* not 0: the second half of the blocks is on a machine that takes so much longer, as a log */
};

static double normal(struct rng *r)
{
	return sqrt(-2 * log(1 - rng_unit(r))) * cos(2 * acos(-1) * rng_unit(r));
}

static double noise_next_run(const struct law *l, struct rng *r, double *ar)
{
	double y = l->sd * normal(r);

	*ar = l->ar_phi * *ar + l->ar_sd * sqrt(1 - l->ar_phi * l->ar_phi) * normal(r);
	y += *ar;
	y += rng_unit(r) < l->mode_share ? l->mode_gap : 0;
	y += rng_unit(r) < l->spike_share ? -l->spike_mean * log(1 - rng_unit(r)) : 0;
	return y;
}

static void describe(const struct law *l, struct arena *a, struct dossier *d)
{
	static const char *const inputs[] = {"field"}, *const events[] = {"involuntary-switches"};
	struct dossier_variant *variants = NEW_ARRAY(a, struct dossier_variant, l->arms);
	const char **names = NEW_ARRAY(a, const char *, l->inputs);

	for (unsigned i = 0; i < l->arms; i++) {
		variants[i] = (struct dossier_variant){.name = arena_printf(a, "v%u", i),
		                                       .change = "",
		                                       .config_diff = "",
		                                       .kind = i ? VARIANT_NAMED : VARIANT_BASELINE};
	}
	for (unsigned i = 0; i < l->inputs; i++) {
		names[i] = inputs[0];
	}
	static const struct facts hosts[2];

	*d = (struct dossier){.name = "made",
	                      .hosts = hosts,
	                      .n_hosts = l->other_machine > 0 ? 2 : 1,
	                      .primary = "wall",
	                      .worth = .01,
	                      .confidence = .95,
	                      .n_blocks = l->blocks,
	                      .n_warmup = l->warmup,
	                      .inputs = names,
	                      .n_inputs = l->inputs,
	                      .variants = variants,
	                      .n_variants = l->arms,
	                      .events = events,
	                      .event_units = events,
	                      .n_events = 1};
}

static const struct noise *noise_of(const struct law *l, uint64_t seed, struct arena *a)
{
	struct rng r = rng_stream(seed, "made", l->arms);
	struct dossier *d = NEW(a, struct dossier);
	struct dossier_run *runs = NEW_ARRAY(a, struct dossier_run, (l->blocks + l->warmup) * l->arms);
	double *level = NEW_ARRAY(a, double, l->inputs), ar = l->ar_sd * normal(&r);
	uint32_t order[MOST_ARMS];
	struct dossier_value *switches =
		NEW_ARRAY(a, struct dossier_value, (l->blocks + l->warmup) * l->arms);
	const struct dossier_value **readings = NEW(a, const struct dossier_value *);

	describe(l, a, d);
	*readings = switches;
	d->readings = readings;
	for (unsigned i = 0; i < l->inputs; i++) {
		level[i] = .2 * normal(&r);
	}
	for (uint32_t b = 0; b < l->blocks + l->warmup; b++) {
		bool warmup = b < l->warmup, first = b == l->warmup;
		uint32_t input = (warmup ? b : b - l->warmup) % l->inputs;
		uint32_t host = l->other_machine > 0 && b - l->warmup >= l->blocks / 2 && !warmup;
		double block = l->block_sd * normal(&r) + (double)host * l->other_machine;
		for (uint32_t i = 0; i < l->arms; i++) {
			order[i] = i;
		}
		rng_shuffle(&r, order, l->arms);
		for (uint32_t i = 0; i < l->arms; i++) {
			bool odd = l->odd_block > 0 && b == l->odd_block && order[i] == 1;
			double y = level[input] + block + .03 * order[i] + noise_next_run(l, &r, &ar);
			y += (warmup ? l->slow_warmup : 0) + (first ? l->slow_first : 0) +
			     (odd ? log(1.5) : 0);
			switches[d->n_runs] = (struct dossier_value){odd ? 17 : 0, ""};
			runs[d->n_runs] = (struct dossier_run){
				.trial = {b, i, order[i], input, warmup ? PHASE_WARMUP : PHASE_MEASURED},
				.kind = OUTCOME_OK,
				.host = host,
				.wall_ns = (nsec_t)(1e9 * exp(y)),
				.peak_memory_bytes = 1,
				.row = (uint32_t)d->n_runs};
			d->n_runs++;
		}
	}
	struct evidence *e = NEW(a, struct evidence);
	d->runs = runs;
	engine_weigh(d, a, e);
	return &e->noises[0];
}

static const struct finding *finding_about(const struct noise *n, const char *about)
{
	for (size_t i = 0; i < n->n_findings; i++) {
		if (strcmp(n->findings[i].about, about) == 0) {
			return &n->findings[i];
		}
	}
	fail_msg("nothing is said about %s", about);
	return NULL;
}

/* In how many of so many studies the flag is raised. */
static unsigned flags(const struct law *l, const char *about, unsigned studies)
{
	unsigned n = 0;

	for (unsigned i = 0; i < studies; i++) {
		struct arena *a = arena_new();
		n += finding_about(noise_of(l, i, a), about)->flagged;
		arena_free(a);
	}
	return n;
}

static void assert_said(const struct law *l, const char *about, bool flagged, const char *text)
{
	struct arena *a = arena_new();
	const struct finding *f = finding_about(noise_of(l, 1, a), about);

	if (f->flagged != flagged || !strstr(f->text, text)) {
		fail_msg("%s%s: %s", f->flagged ? "FLAG " : "", f->about, f->text);
	}
	arena_free(a);
}

static struct law plain(unsigned arms, unsigned inputs)
{
	return (struct law){.arms = arms, .inputs = inputs, .blocks = 40, .warmup = 1, .sd = .01};
}

static struct law drifting(unsigned arms, unsigned inputs)
{
	struct law l = plain(arms, inputs);

	l.sd = .004;
	l.ar_sd = .02;
	l.ar_phi = .9;
	return l;
}

static struct law with_modes(unsigned arms, unsigned inputs)
{
	struct law l = plain(arms, inputs);

	l.mode_share = .3;
	l.mode_gap = .08;
	return l;
}

#ifndef MEASURE
static void drift_is_seen_inside_blocks(void **state)
{
	struct law four = drifting(4, 40), eight = drifting(8, 40);

	(void)state;
	assert_true(flags(&four, "neighbours", 50) >= 25);
	assert_true(flags(&eight, "neighbours", 50) >= 48);
}

static void two_arms_on_inputs_that_come_once_give_no_all_clear(void **state)
{
	struct law drift = drifting(2, 40);

	(void)state;
	assert_said(&drift, "neighbours", false, "cannot be seen with two arms");
}

/* As where two databases were merged. */
static void another_machine_is_no_drift(void **state)
{
	static const char *const about[] = {"drift", "warm-up", "neighbours"};

	(void)state;
	for (unsigned inputs = 1; inputs <= 40; inputs *= 40) {
		struct law two = plain(4, inputs);
		two.other_machine = .5;
		for (size_t i = 0; i < sizeof(about) / sizeof(*about); i++) {
			unsigned n = flags(&two, about[i], 40);
			if (n > 3) {
				fail_msg("%s, %u inputs: %u of 40", about[i], inputs, n);
			}
		}
	}
}

static void repeats_show_drift_to_two_arms(void **state)
{
	struct law one = drifting(2, 1), ten = drifting(2, 10);

	(void)state;
	assert_true(flags(&one, "neighbours", 50) >= 48);
	assert_true(flags(&ten, "neighbours", 50) >= 48);
}

static void modes_are_seen_with_any_number_of_arms(void **state)
{
	static const unsigned arms[] = {2, 3, 4, 8};

	(void)state;
	for (size_t i = 0; i < sizeof(arms) / sizeof(*arms); i++) {
		struct law l = with_modes(arms[i], 40);
		assert_true(flags(&l, "modes", 50) >= 43);
	}
}

static void modes_in_few_runs_give_no_all_clear(void **state)
{
	struct law few = plain(2, 5), some = plain(2, 20);

	(void)state;
	few.blocks = 5;
	some.blocks = 20;
	assert_said(&few, "modes", false, "too few runs to tell");
	assert_said(&some, "modes", false, "too few to tell");
}

static void nothing_is_seldom_flagged(void **state)
{
	static const char *const all[] = {"neighbours", "modes", "warm-up"};
	static const struct {
		unsigned arms, inputs;
	} of[] = {{2, 1}, {2, 20}, {4, 10}, {4, 40}, {8, 40}};

	(void)state;
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		struct law l = plain(of[i].arms, of[i].inputs);
		unsigned n[3] = {0};
		for (unsigned study = 0; study < 200; study++) {
			struct arena *a = arena_new();
			const struct noise *noise = noise_of(&l, study, a);
			for (size_t k = 0; k < 3; k++) {
				n[k] += finding_about(noise, all[k])->flagged;
			}
			arena_free(a);
		}
		for (size_t k = 0; k < 3; k++) {
			assert_in_range(n[k], 0, 7); /* of 1 % it is more in 1 of 1000 */
		}
	}
}

static void a_slow_first_block_is_flagged(void **state)
{
	struct law l = plain(4, 10);

	(void)state;
	l.slow_first = .15;
	assert_said(&l, "warm-up", true, "the first 1 measured block is slow");
	assert_said(&l, "warm-up", true, "raise `warmup` to 2");
	l.inputs = 40;
	assert_said(&l, "warm-up", false, "whether that block is slow, its input hides");
	l.arms = 2;
	assert_said(&l, "warm-up", false, "too few to tell of the first measured block");
}

static void one_slow_warm_up_block_is_flagged(void **state)
{
	struct law l = plain(4, 40);

	(void)state;
	l.slow_warmup = .15;
	assert_said(&l, "warm-up", true, "beyond 3.5 MAD");
	l.inputs = 10;
	assert_said(&l, "warm-up", true, "the first measured block is like the rest");
	l.blocks = 3;
	assert_said(&l, "warm-up", false, "3 measured blocks are too few to tell");
	l.warmup = 0;
	assert_said(&l, "warm-up", false, "no warm-up run is on an input");
}

/* The one outlier that is far from the rest. */
static const struct outlier *odd_one(const struct law *l, struct arena *a)
{
	const struct noise *n = noise_of(l, 3, a);
	const struct outlier *found = NULL;

	for (size_t i = 0; i < n->n_outliers; i++) {
		if (n->outliers[i].block == l->odd_block) {
			assert_null(found);
			found = &n->outliers[i];
		}
	}
	assert_non_null(found);
	return found;
}

static void of_two_arms_one_alone_is_accused_or_the_pair_is_named(void **state)
{
	struct law l = plain(2, 40);
	struct arena *a = arena_new();

	(void)state;
	l.odd_block = 7;
	const struct outlier *o = odd_one(&l, a);
	assert_string_equal(o->variant, "v1");
	assert_string_equal(o->partner, "v0");
	assert_true(fabs(o->ratio - 1.5) < .1);
	assert_true(o->has_switches);
	assert_true(o->switches == 17 && o->partner_switches == 0);
	l.inputs = 8;
	o = odd_one(&l, a);
	assert_string_equal(o->variant, "v1");
	assert_null(o->partner);
	assert_true(fabs(o->ratio - 1.5) < .1);
	l.arms = 4;
	o = odd_one(&l, a);
	assert_string_equal(o->variant, "v1");
	assert_null(o->partner);
	assert_true(o->switches == 17);
	arena_free(a);
}

static void the_spread_of_a_run_is_the_same_however_many_arms(void **state)
{
	(void)state;
	for (unsigned arms = 2; arms <= 8; arms++) {
		struct arena *a = arena_new();
		struct law l = plain(arms, 20);
		l.blocks = 400;
		assert_true(fabs(noise_of(&l, 1, a)->mad - .01) < .001);
		arena_free(a);
	}
}

static void of_more_than_a_hundred_thousand_runs_some_blocks_tell_of_order_and_groups(void **state)
{
	struct law l = with_modes(10, 20);
	struct arena *a = arena_new();

	(void)state;
	l.blocks = 10500;
	const struct noise *n = noise_of(&l, 1, a);
	assert_int_equal(n->n_blocks, 10500);
	assert_true(n->n_outliers > 0);
	assert_true(finding_about(n, "modes")->flagged);
	assert_non_null(strstr(finding_about(n, "modes")->text, "(1 block in 2)"));
	assert_false(finding_about(n, "position")->flagged);
	assert_non_null(strstr(finding_about(n, "position")->text, "(1 block in 2)"));
	assert_null(strstr(finding_about(n, "neighbours")->text, "(1 block in 2)"));
	arena_free(a);
}

static void equal_runs_leave_nothing_to_flag(void **state)
{
	struct law l = plain(4, 40);

	(void)state;
	l.sd = 0;
	assert_said(&l, "modes", false, "no two groups");
	assert_said(&l, "warm-up", false, "");
	l.inputs = 10;
	assert_said(&l, "neighbours", false, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drift_is_seen_inside_blocks),
		cmocka_unit_test(two_arms_on_inputs_that_come_once_give_no_all_clear),
		cmocka_unit_test(repeats_show_drift_to_two_arms),
		cmocka_unit_test(another_machine_is_no_drift),
		cmocka_unit_test(modes_are_seen_with_any_number_of_arms),
		cmocka_unit_test(modes_in_few_runs_give_no_all_clear),
		cmocka_unit_test(nothing_is_seldom_flagged),
		cmocka_unit_test(a_slow_first_block_is_flagged),
		cmocka_unit_test(one_slow_warm_up_block_is_flagged),
		cmocka_unit_test(of_two_arms_one_alone_is_accused_or_the_pair_is_named),
		cmocka_unit_test(the_spread_of_a_run_is_the_same_however_many_arms),
		cmocka_unit_test(of_more_than_a_hundred_thousand_runs_some_blocks_tell_of_order_and_groups),
		cmocka_unit_test(equal_runs_leave_nothing_to_flag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
