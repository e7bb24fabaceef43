/* label_eprocess.json: the reference's race, step by step. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/race.h"

enum { MOST = 16 };

static void check_martingale(const json_t *c, double tolerance)
{
	double y[MOST], e[MOST], plus[MOST], sum = 0;
	size_t n = vectors_numbers(c, "values", y, MOST);
	double sigma = vectors_number(c, "sigma"), tilt = vectors_number(c, "tilt");

	vectors_numbers(c, "e_when_i_is_the_variant_sgn_minus1", e, MOST);
	vectors_numbers(c, "log_e_sgn_plus1", plus, MOST);
	for (size_t i = 0; i < n; i++) {
		double own = exp(stats_race_evidence(y, n, i, sigma, tilt, -1));
		assert_near(own, e[i], tolerance);
		assert_true(fabs(stats_race_evidence(y, n, i, sigma, tilt, 1) - plus[i]) < tolerance);
		sum += own;
	}
	assert_near(sum / (double)n, 1, 1e-12);
}

static size_t read_block(const json_t *block, struct race_run *runs)
{
	double base[MOST];
	size_t n = vectors_numbers(block, "base_log", base, MOST);
	const char *key;
	json_t *value;

	for (size_t i = 0; i < n; i++) {
		runs[i] = (struct race_run){0, base[i]};
	}
	json_object_foreach(json_object_get(block, "variant_log"), key, value)
	{
		runs[n++] = (struct race_run){(size_t)(key[0] - '0') + 1, json_number_value(value)};
	}
	return n;
}

static enum race_verdict verdict_of(const json_t *block, size_t v)
{
	const char *s = json_string_value(json_array_get(json_object_get(block, "verdict"), v));

	return strcmp(s, "FASTER") == 0      ? RACE_FASTER
	       : strcmp(s, "NOT_WORTH") == 0 ? RACE_NOT_WORTH
	                                     : RACE_OPEN;
}

static void check_state(const struct race *r, const json_t *block, size_t n, double tolerance)
{
	double faster[MOST], not_worth[MOST], slower[MOST], effect[MOST];
	bool open = false;

	vectors_numbers(block, "LF", faster, MOST);
	vectors_numbers(block, "LN", not_worth, MOST);
	vectors_numbers(block, "LS", slower, MOST);
	vectors_numbers(block, "theta_hat", effect, MOST);
	for (size_t v = 0; v < n; v++) {
		struct race_state s = stats_race_state(r, v);
		assert_near(s.faster, faster[v], tolerance);
		assert_near(s.not_worth, not_worth[v], tolerance);
		assert_near(s.slower, slower[v], tolerance);
		assert_near(s.effect, effect[v], tolerance);
		assert_int_equal(s.verdict, verdict_of(block, v));
		open = open || s.verdict == RACE_OPEN;
	}
	if (open) {
		assert_int_equal(stats_race_baselines(r), (size_t)vectors_number(block, "next_k"));
	}
}

static void check_race(const json_t *c, double tolerance)
{
	AUTO_ARENA struct arena *a = arena_new();
	double aa[MOST];
	size_t m = vectors_numbers(c, "aa_log", aa, MOST), i, n = (size_t)vectors_number(c, "V");
	struct race_request q = {.variants = n,
	                         .worth = vectors_number(c, "D"),
	                         .alpha = vectors_number(c, "alpha"),
	                         .sigma = stats_race_sigma(aa, m)};
	struct race *r = stats_race_new(&q, a);
	json_t *block;

	assert_near(q.sigma, vectors_number(c, "sigma0"), tolerance);
	json_array_foreach(json_object_get(c, "blocks"), i, block)
	{
		struct race_run runs[2 * MOST];
		stats_race_block(r, runs, read_block(block, runs));
		check_state(r, block, n, tolerance);
	}
	for (size_t v = 0; v < n; v++) {
		const json_t *want = json_array_get(json_object_get(c, "cs_tau_ln40"), v);
		struct race_interval got = stats_race_interval(r, v, log(40));
		assert_near(got.low, json_number_value(json_array_get(want, 0)), 1e-7);
		assert_near(got.high, json_number_value(json_array_get(want, 1)), 1e-7);
	}
}

static void the_race_is_that_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/label_eprocess.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i, races = 0;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		if (json_object_get(c, "blocks")) {
			check_race(c, tolerance);
			races++;
		} else {
			check_martingale(c, tolerance);
		}
	}
	assert_true(races == 1 && i == 4);
	json_decref(root);
}

static double normal(struct rng *r)
{
	return stats_normal_quantile((rng_unit(r) * 0x1p53 + 0.5) / (0x1p53 + 1));
}

/* A race of ten variants of which none does anything, whose runs share a drift. */
enum { DRIFTERS = 10, BASELINES = 3 };

static struct race *drifting(struct rng *rng, bool adjust, size_t blocks, struct arena *a)
{
	struct race_request q = {
		.variants = DRIFTERS, .worth = 0.02, .alpha = 0.05, .sigma = 0.02, .adjust_drift = adjust};
	struct race *r = stats_race_new(&q, a);
	double drift = 0;

	for (size_t b = 0; b < blocks; b++) {
		enum { N = DRIFTERS + BASELINES };
		struct race_run runs[N];
		uint32_t order[N];
		for (uint32_t i = 0; i < N; i++) {
			order[i] = i;
		}
		rng_shuffle(rng, order, N);
		for (size_t i = 0; i < N; i++) {
			drift += 0.01 * normal(rng);
			runs[i] = (struct race_run){order[i] < DRIFTERS ? order[i] + 1 : 0,
			                            drift + 0.002 * normal(rng)};
		}
		stats_race_block(r, runs, N);
	}
	return r;
}

static void taking_out_drift_gives_more_evidence_and_no_false_verdicts(void **state)
{
	(void)state;
	struct rng rng = rng_seed(5);
	size_t wrong = 0, settled[2] = {0};

	for (size_t i = 0; i < 40; i++) {
		AUTO_ARENA struct arena *a = arena_new();
		const struct race *r = drifting(&rng, i % 2, 12, a);
		for (size_t v = 0; v < DRIFTERS; v++) {
			wrong += stats_race_state(r, v).verdict == RACE_FASTER;
			settled[i % 2] += stats_race_state(r, v).verdict == RACE_NOT_WORTH;
		}
	}
	assert_in_range(wrong, 0, 3);
	if (settled[1] <= settled[0]) {
		fail_msg("%zu settled with, %zu without", settled[1], settled[0]);
	}
}

/*
 * The e-value of a block keeps its mean of one with the adjustment: over which of three runs, at fixed places and with fixed values, is
 * called the variant.
 */
static void an_adjusted_block_is_still_a_fair_bet(void **state)
{
	(void)state;
	double sum = 0;

	for (size_t own = 0; own < 3; own++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct rng rng = rng_seed(6);
		struct race *r = drifting(&rng, true, 5, a);
		double before = stats_race_state(r, 0).faster;
		struct race_run runs[] = {{0, 1.02}, {2, 1.05}, {0, 0.97}, {3, 1.00}, {0, 1.01}, {4, 0.99}};
		runs[2 * own].arm = 1;
		stats_race_block(r, runs, 6);
		sum += exp(stats_race_state(r, 0).faster - before);
	}
	assert_near(sum / 3, 1, 1e-9);
}

static void a_slower_variant_is_said_to_be_slower(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct race_request q = {.variants = 1, .worth = 0.02, .alpha = 0.05, .sigma = 0.01};
	struct race *r = stats_race_new(&q, a);

	struct race_interval nothing = stats_race_interval(r, 0, log(40));
	assert_true(nothing.low == -INFINITY && nothing.high == INFINITY);
	for (size_t b = 0; b < 10; b++) {
		const struct race_run runs[] = {{0, 0}, {1, 0.2}, {0, 0.001 * (double)b}};
		stats_race_block(r, runs, 3);
	}
	assert_int_equal(stats_race_state(r, 0).verdict, RACE_NOT_WORTH);
	assert_true(stats_race_state(r, 0).is_slower);
	assert_int_equal(stats_race_state(r, 0).blocks, 10);
}

static void a_block_with_a_time_that_is_none_is_left_out_whole(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct race_request q = {.variants = 2, .worth = 0.02, .alpha = 0.05, .sigma = 0.01};
	struct race *r = stats_race_new(&q, a), *same = stats_race_new(&q, a);
	const double bad[] = {NAN, INFINITY, -INFINITY, 1e308};
	const struct race_run good[] = {{0, 0}, {1, 0.01}, {2, -0.05}, {0, 0.002}};

	for (size_t b = 0; b < 4; b++) {
		for (size_t i = 0; i < 4; i++) {
			struct race_run runs[] = {good[0], good[1], good[2], good[3]};
			runs[i].y = bad[b];
			assert_false(stats_race_block(r, runs, 4));
		}
		assert_true(stats_race_block(r, good, 4));
		assert_true(stats_race_block(same, good, 4));
	}
	for (size_t v = 0; v < 2; v++) {
		struct race_state got = stats_race_state(r, v), want = stats_race_state(same, v);
		assert_int_equal(got.blocks, want.blocks);
		assert_true(got.effect == want.effect && got.faster == want.faster);
	}
}

static void times_as_large_as_may_be_still_have_a_finite_effect(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct race_request q = {
		.variants = 1, .worth = 0.02, .alpha = 0.05, .sigma = 0.01, .adjust_drift = true};
	struct race *r = stats_race_new(&q, a);

	for (size_t b = 0; b < 5; b++) {
		const struct race_run runs[] = {{0, -1e300}, {1, 1e300}, {0, 1e300}};
		assert_true(stats_race_block(r, runs, 3));
		struct race_state s = stats_race_state(r, 0);
		assert_true(isfinite(s.effect) && isfinite(s.faster) && isfinite(s.not_worth));
	}
}

static void more_noise_asks_for_more_blocks(void **state)
{
	(void)state;
	struct race_request q = {.variants = 20, .worth = -log(0.98), .alpha = 0.05, .sigma = 0.015};
	double blocks = stats_race_planned(&q, 4);

	assert_true(blocks > 13 && blocks < 15.5); /* simulated: 14.6 */
	q.sigma = 0.03;
	assert_near(stats_race_planned(&q, 4) - 2, 4 * (blocks - 2), 1e-12);
}

static void one_that_is_out_asks_for_no_baselines(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct race_request q = {.variants = 16, .worth = .02, .alpha = .05, .sigma = .01};
	struct race *r = stats_race_new(&q, a);

	assert_int_equal(stats_race_baselines(r), 4);
	for (size_t v = 0; v < 12; v++) {
		stats_race_retire(r, v);
	}
	assert_int_equal(stats_race_baselines(r), 2);
	assert_true(stats_race_state(r, 0).is_retired);
	assert_false(stats_race_state(r, 15).is_retired);
}

/* Twice as fast without a doubt: known at once, and said after as many blocks as are asked for. */
static void no_verdict_is_given_before_as_many_blocks_as_are_asked_for(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	const struct race_request q = {
		.variants = 1, .worth = 0.02, .alpha = 0.05, .sigma = 0.01, .least = 12};
	struct race *r = stats_race_new(&q, a);
	struct rng g = rng_seed(4);

	for (size_t block = 1; block <= 14; block++) {
		const struct race_run runs[] = {
			{0, 0.01 * rng_unit(&g)}, {1, -0.7 + 0.01 * rng_unit(&g)}, {0, 0.01 * rng_unit(&g)}};
		assert_true(stats_race_block(r, runs, 3));
		assert_int_equal(stats_race_state(r, 0).verdict, block < 12 ? RACE_OPEN : RACE_FASTER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_race_is_that_of_the_tables),
		cmocka_unit_test(taking_out_drift_gives_more_evidence_and_no_false_verdicts),
		cmocka_unit_test(an_adjusted_block_is_still_a_fair_bet),
		cmocka_unit_test(a_slower_variant_is_said_to_be_slower),
		cmocka_unit_test(a_block_with_a_time_that_is_none_is_left_out_whole),
		cmocka_unit_test(times_as_large_as_may_be_still_have_a_finite_effect),
		cmocka_unit_test(no_verdict_is_given_before_as_many_blocks_as_are_asked_for),
		cmocka_unit_test(more_noise_asks_for_more_blocks),
		cmocka_unit_test(one_that_is_out_asks_for_no_baselines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
