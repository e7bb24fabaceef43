/* group_sequential.json: boundaries that agree with those gsDesign publishes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/spending.h"

enum { MOST = 16 };

static void boundaries_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/group_sequential.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		double information[MOST], spent[MOST], want[MOST], p[MOST], z[MOST];
		size_t n = vectors_numbers(c, "information", information, MOST);
		const char *how = json_string_value(json_object_get(c, "spending"));
		enum spending s = strcmp(how, "pocock") == 0 ? SPENDING_POCOCK : SPENDING_OBF;
		double alpha = vectors_number(c, "alpha_one_sided");
		vectors_numbers(c, "cumulative_alpha", spent, MOST);
		vectors_numbers(c, "z", want, MOST);
		vectors_numbers(c, "nominal_p", p, MOST);
		stats_boundaries(s, alpha, information, n, z);
		for (size_t k = 0; k < n; k++) {
			assert_near(stats_spent(s, alpha, information[k] / information[n - 1]), spent[k],
			            1e-9);
			assert_near(z[k], want[k], tolerance);
			assert_true(fabs(stats_normal_tail(z[k]) - p[k]) < tolerance * p[k] * 20);
		}
	}
	assert_int_equal(i, 5);
	json_decref(root);
}

static void a_look_that_spends_nothing_is_not_crossed_and_the_others_still_are(void **state)
{
	(void)state;
	const double early[] = {1, 500, 1000}, late[] = {500, 1000};
	double z[3], want[2];

	stats_boundaries(SPENDING_OBF, 0.05, early, 3, z);
	stats_boundaries(SPENDING_OBF, 0.05, late, 2, want);
	assert_true(z[0] == INFINITY);
	assert_near(z[1], want[0], 2e-6);
	assert_near(z[2], want[1], 2e-6);
}

static void a_look_without_new_information_is_not_crossed(void **state)
{
	(void)state;
	const double repeated[] = {0, 10, 10, 10.001, 9, 20, 20}, growing[] = {10, 20};
	double z[7], want[2];

	for (int how = SPENDING_POCOCK; how <= SPENDING_OBF; how++) {
		stats_boundaries((enum spending)how, 0.05, repeated, 7, z);
		stats_boundaries((enum spending)how, 0.05, growing, 2, want);
		assert_true(z[1] == want[0] && z[5] == want[1]);
		for (size_t i = 0; i < 7; i++) {
			assert_true(i == 1 || i == 5 || z[i] == INFINITY);
		}
	}
}

static void a_share_too_small_for_a_later_look_goes_to_the_next(void **state)
{
	(void)state;
	const double information[] = {1, 10, 1000};
	double z[3];

	stats_boundaries(SPENDING_OBF, 0.05, information, 3, z);
	assert_true(z[0] == INFINITY && z[1] == INFINITY);
	assert_near(z[2], stats_normal_quantile(0.05), 2e-6); /* as if it were the only look */
}

static void looks_begin_where_something_can_be_told_and_share_all_of_alpha(void **state)
{
	(void)state;
	struct look looks[LOOKS_MOST];
	const struct looks_request early = {.least = 5, .most = 40, .inputs = 1, .alpha = 0.05},
				   thousand = {.least = 1, .most = 100000, .inputs = 1, .alpha = 0.05};
	const size_t expected[] = {8, 11, 16, 23, 33, 40};
	double sum = 0;

	assert_int_equal(stats_looks(&early, looks), 6);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(looks[i].blocks, expected[i]);
		sum += looks[i].share;
	}
	assert_near(sum, 1, 1e-12);
	assert_near(looks[0].share, log(1 + (M_E - 1) * 8 / 40), 1e-12);
	size_t n = stats_looks(&thousand, looks);
	assert_true(n <= LOOKS_MOST && looks[n - 1].blocks == 100000);
}

static void no_look_is_held_at_which_nothing_can_be_told(void **state)
{
	(void)state;
	struct look looks[LOOKS_MOST];
	const size_t inputs[] = {1, 6, 8, 10, 14, 20, 100};

	for (size_t i = 0; i < 7; i++) {
		for (size_t most = 6; most <= 60; most += 6) {
			for (size_t variants = 1; variants <= 40; variants *= 2) {
				for (int judged = 0; judged < 2; judged++) {
					const struct looks_request q = {.least = 5,
					                                .most = most,
					                                .inputs = inputs[i],
					                                .alpha = 0.05 / (double)variants,
					                                .is_judged = judged != 0};
					size_t n = stats_looks(&q, looks);
					double sum = 0;
					assert_int_equal(looks[n - 1].blocks, most);
					for (size_t k = 0; k < n; k++) {
						size_t seen =
							stats_looks_observations(looks[k].blocks, inputs[i]);
						/* 2^(1 - n): the least p of so many observations */
						assert_true(n == 1 ||
						            exp2(1 - (double)seen) <=
						                    q.alpha * looks[k].share * (1 + 1e-12));
						sum += looks[k].share;
					}
					assert_near(sum, 1, 1e-12);
				}
			}
		}
	}
}

/* Where what may go has to be seen on all inputs, little is spent before. */
static void where_quality_is_judged_most_is_left_for_all_inputs(void **state)
{
	(void)state;
	struct look looks[LOOKS_MOST];
	const struct looks_request
		judged = {.least = 12, .most = 40, .inputs = 40, .alpha = 0.05, .is_judged = true},
		seen = {.least = 12, .most = 40, .inputs = 12, .alpha = 0.05, .is_judged = true};
	size_t n = stats_looks(&judged, looks);

	assert_true(looks[n - 1].share > 0.3 && looks[0].share < 0.1);
	n = stats_looks(&seen, looks);
	assert_near(looks[0].share, log(1 + (M_E - 1) * 12 / 40), 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boundaries_are_those_of_the_tables),
		cmocka_unit_test(a_look_that_spends_nothing_is_not_crossed_and_the_others_still_are),
		cmocka_unit_test(a_look_without_new_information_is_not_crossed),
		cmocka_unit_test(looks_begin_where_something_can_be_told_and_share_all_of_alpha),
		cmocka_unit_test(no_look_is_held_at_which_nothing_can_be_told),
		cmocka_unit_test(where_quality_is_judged_most_is_left_for_all_inputs),
		cmocka_unit_test(a_share_too_small_for_a_later_look_goes_to_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
