/* special.json: scipy cross-checked with R. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/stats/distribution.h"

static double value_of(const char *fn, const double *arg)
{
	const struct {
		const char *fn;
		double value;
	} all[] = {{"norm_isf", strcmp(fn, "norm_isf") ? 0 : stats_normal_quantile(arg[0])},
	           {"norm_sf", stats_normal_tail(arg[0])},
	           {"t_isf", strcmp(fn, "t_isf") ? 0 : stats_t_quantile(arg[0], arg[1])},
	           {"t_sf", strcmp(fn, "t_sf") ? 0 : stats_t_tail(arg[0], arg[1])},
	           {"f_sf", strcmp(fn, "f_sf") ? 0 : stats_f_tail(arg[0], arg[1], arg[2])},
	           {"betainc", strcmp(fn, "betainc") ? 0 : stats_beta_cdf(arg[2], arg[0], arg[1])},
	           {"qsignrank",
	            strcmp(fn, "qsignrank") ? 0 : stats_signed_rank_quantile(arg[0], (size_t)arg[1])},
	           {"psignrank", strcmp(fn, "psignrank") ? 0 : stats_signed_rank_cdf(arg[0], (size_t)arg[1])},
	           {"zero_failures_upper_95_one_sided",
	            strncmp(fn, "zero", 4) ? 0 : stats_share_bound(0, (size_t)arg[0], 0.95)}};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (strcmp(all[i].fn, fn) == 0) {
			return all[i].value;
		}
	}
	fail_msg("no function %s", fn);
	return 0;
}

static void tails_and_quantiles_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/special.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i, seen = 0;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		const char *fn = json_string_value(json_object_get(c, "fn"));
		double arg[3] = {0};
		vectors_numbers(c, "args", arg, 3);
		if (strcmp(fn, "clopper_pearson_95_two_sided") == 0) {
			double want[2];
			vectors_numbers(c, "value", want, 2);
			struct share s = stats_clopper_pearson((size_t)arg[0], (size_t)arg[1], 0.95);
			assert_near(s.low, want[0], tolerance);
			assert_near(s.high, want[1], tolerance);
		} else {
			assert_near(value_of(fn, arg), vectors_number(c, "value"), tolerance);
		}
		seen++;
	}
	assert_int_equal(seen, 120);
	json_decref(root);
}

static void quantiles_of_the_upper_half_mirror_those_of_the_lower(void **state)
{
	(void)state;
	assert_near(stats_t_quantile(0.975, 4), -2.7764451051977987, 1e-12);
	assert_true(stats_t_quantile(0.5, 4) == 0);
}

static void signed_ranks_end_where_they_must(void **state)
{
	(void)state;
	assert_true(stats_signed_rank_cdf(-1, 5) == 0);
	assert_true(stats_signed_rank_cdf(15, 5) == 1);
	assert_near(stats_signed_rank_cdf(14, 5), 1 - 1.0 / 32, 1e-15);
	assert_true(stats_signed_rank_quantile(1e-9, 5) == 0);
	assert_true(stats_signed_rank_quantile(1, 5) == 15);
}

/* The exact law at n = 200 beside the expansion at n = 201: neighbours differ by little, and in the right direction. */
static void the_expansion_goes_on_where_counting_ends(void **state)
{
	(void)state;
	for (double p = 0.001; p < 1; p += 0.0995) {
		double exact = stats_signed_rank_quantile(p, 200),
		       expanded = stats_signed_rank_quantile(p, 201);
		double sd = sqrt(201.0 * 202 * 403 / 24);
		double z_exact = (exact - 200.0 * 201 / 4) / sqrt(200.0 * 201 * 401 / 24);
		double z_expanded = (expanded - 201.0 * 202 / 4) / sd;
		assert_true(fabs(z_exact - z_expanded) < 3 / sd);
		assert_true(stats_signed_rank_cdf(expanded, 201) >= p);
		assert_true(stats_signed_rank_cdf(expanded - 1, 201) < p);
	}
}

static void a_level_tells_how_many_pairs_it_needs(void **state)
{
	(void)state;
	assert_int_equal(stats_signed_rank_least(0.95), 6);
	assert_int_equal(stats_signed_rank_least(1 - 0.05 / 11), 9);
	assert_int_equal(stats_signed_rank_least(1 - 0.05 / 60), 12);
	assert_int_equal(stats_signed_rank_least(1 - 0.0625), 5);
	assert_int_equal(stats_signed_rank_least(0), 1);
}

static void shares_of_all_or_nothing_have_one_bound(void **state)
{
	(void)state;
	assert_true(stats_clopper_pearson(0, 7, 0.95).low == 0);
	assert_true(stats_clopper_pearson(7, 7, 0.95).high == 1);
	assert_true(stats_share_bound(7, 7, 0.95) == 1);
	assert_true(stats_share_bound(0, 0, 0.95) == 1);
	/* its own definition: P(X <= 2 | n = 60, p) = 5 % */
	double p = stats_share_bound(2, 60, 0.95);
	double sum = pow(1 - p, 60) + 60 * p * pow(1 - p, 59) + 1770 * p * p * pow(1 - p, 58);
	assert_near(sum, 0.05, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tails_and_quantiles_are_those_of_the_tables),
		cmocka_unit_test(quantiles_of_the_upper_half_mirror_those_of_the_lower),
		cmocka_unit_test(signed_ranks_end_where_they_must),
		cmocka_unit_test(the_expansion_goes_on_where_counting_ends),
		cmocka_unit_test(a_level_tells_how_many_pairs_it_needs),
		cmocka_unit_test(shares_of_all_or_nothing_have_one_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
