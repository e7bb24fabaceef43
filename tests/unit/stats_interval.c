/* Vectors: t_and_ratio.json is R's t.test, special.json scipy cross-checked with R; tolerances
 * stand in the files. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "secateur/stats/stats.h"

#define LEVEL 0.95

static json_t *load(const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);

	if (!root) {
		fail_msg("%s:%d: %s", path, error.line, error.text);
	}
	return root;
}

static double number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	assert_true(json_is_number(value));
	return json_number_value(value);
}

static size_t numbers(const json_t *object, const char *key, double *ret, size_t room)
{
	const json_t *array = json_object_get(object, key);
	size_t n = json_array_size(array);

	assert_in_range(n, 1, room);
	for (size_t i = 0; i < n; i++) {
		ret[i] = json_number_value(json_array_get(array, i));
	}
	return n;
}

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance * fabs(want))) {
		fail_msg("%.17g instead of %.17g", got, want);
	}
}

static void a_paired_interval_is_that_of_r(void **state)
{
	(void)state;
	json_t *root = load(TEST_DATA "/vectors/t_and_ratio.json"), *c;
	const double tolerance = number(root, "tolerance");
	size_t i;

	assert_true(json_array_size(json_object_get(root, "cases")) >= 3);
	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		double base[64], variant[64], d[64];
		size_t n = numbers(c, "base", base, 64);
		assert_int_equal(numbers(c, "variant", variant, 64), n);
		assert_true(stats_log_ratios(base, variant, n, d));
		struct mean_interval m = stats_t_interval(d, n, LEVEL);
		assert_null(m.absent_reason);
		assert_int_equal(m.n, n);
		assert_near(m.mean, number(c, "paired_mean"), tolerance);
		assert_near(m.low, number(c, "paired_lower"), tolerance);
		assert_near(m.high, number(c, "paired_upper"), tolerance);
		assert_near(m.mean / (m.sd / sqrt((double)n)), number(c, "t"), tolerance);
	}
	json_decref(root);
}

static void t_quantiles_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = load(TEST_DATA "/vectors/special.json"), *c;
	const double tolerance = number(root, "tolerance");
	size_t i, seen = 0;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		if (strcmp(json_string_value(json_object_get(c, "fn")), "t_isf") != 0) {
			continue;
		}
		const json_t *args = json_object_get(c, "args");
		const double tail = json_number_value(json_array_get(args, 0));
		const double df = json_number_value(json_array_get(args, 1));
		assert_near(-stats_t_quantile(tail, df), number(c, "value"), tolerance);
		assert_near(stats_t_quantile(1.0 - tail, df), number(c, "value"), tolerance);
		seen++;
	}
	assert_int_equal(seen, 30);
	json_decref(root);
}

static void no_values_give_a_reason(void **state)
{
	(void)state;
	struct mean_interval m = stats_t_interval(NULL, 0, LEVEL);

	assert_int_equal(m.n, 0);
	assert_string_equal(m.absent_reason, "no values");
}

static void one_value_has_a_mean_and_no_bounds(void **state)
{
	(void)state;
	const double x[] = {-0.25};
	struct mean_interval m = stats_t_interval(x, 1, LEVEL);

	assert_null(m.absent_reason);
	assert_true(m.mean == -0.25 && m.sd == INFINITY);
	assert_true(m.low == -INFINITY && m.high == INFINITY);
}

static void constant_values_give_an_interval_of_one_point(void **state)
{
	(void)state;
	const double x[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}; /* their sum is not 0.7 */
	struct mean_interval m = stats_t_interval(x, 7, LEVEL);

	assert_null(m.absent_reason);
	assert_true(m.mean == 0.1 && m.low == 0.1 && m.high == 0.1 && m.sd == 0.0);
}

static void values_that_are_not_finite_give_a_reason(void **state)
{
	(void)state;
	const double bad[] = {NAN, INFINITY, -INFINITY};

	for (size_t i = 0; i < 3; i++) {
		const double x[] = {1.0, 2.0, bad[i]};
		assert_string_equal(stats_t_interval(x, 3, LEVEL).absent_reason, "a value is not finite");
		assert_string_equal(stats_t_interval(x + 2, 1, LEVEL).absent_reason, "a value is not finite");
	}
}

static void values_that_overflow_give_a_reason(void **state)
{
	(void)state;
	const double sum[] = {1e308, 1.5e308}, square[] = {-1e200, 1e200};

	assert_string_equal(stats_t_interval(sum, 2, LEVEL).absent_reason, "values too large to be averaged");
	assert_string_equal(stats_t_interval(square, 2, LEVEL).absent_reason,
	                    "values too large to be averaged");
}

static void a_large_offset_costs_no_digits(void **state)
{
	(void)state;
	double x[1000];

	for (size_t i = 0; i < 1000; i++) {
		x[i] = 1e9 + (double)(i % 2); /* half of them 1 higher: mean 1e9 + 1/2, squares 1000 / 4 */
	}
	struct mean_interval m = stats_t_interval(x, 1000, LEVEL);
	assert_true(m.mean == 1e9 + 0.5);
	assert_near(m.sd, sqrt(250.0 / 999.0), 1e-12);
}

static void a_higher_level_gives_a_wider_interval(void **state)
{
	(void)state;
	const double x[] = {1.0, 2.0, 4.0, 8.0};
	struct mean_interval narrow = stats_t_interval(x, 4, 0.90), wide = stats_t_interval(x, 4, 0.99);

	assert_true(wide.low < narrow.low && narrow.high < wide.high);
	assert_near(narrow.high - narrow.mean, 2.353363434801823 * narrow.sd / 2.0, 1e-12);
	assert_true(narrow.mean == 3.75 && wide.mean == 3.75);
}

static void log_ratios_want_positive_finite_values(void **state)
{
	(void)state;
	const double good[] = {1.0, 2.0, 1e-300}, twice[] = {2.0, 2.0, 1e300};
	const double bad[] = {0.0, -1.0, NAN, INFINITY};
	double ret[3] = {7.0, 7.0, 7.0};

	for (size_t i = 0; i < 4; i++) {
		const double spoilt[] = {1.0, 2.0, bad[i]};
		assert_false(stats_log_ratios(good, spoilt, 3, ret));
		assert_false(stats_log_ratios(spoilt, good, 3, ret));
	}
	assert_true(ret[0] == 7.0 && ret[1] == 7.0 && ret[2] == 7.0);
	assert_true(stats_log_ratios(good, twice, 3, ret));
	assert_near(ret[0], log(2.0), 1e-15);
	assert_true(ret[1] == 0.0);
	assert_near(ret[2], 600.0 * log(10.0), 1e-15); /* though 1e300 / 1e-300 overflows */
	assert_true(stats_log_ratios(NULL, NULL, 0, NULL));
}

static void replicates_on_one_input_are_one_observation(void **state)
{
	(void)state;
	const double x[] = {5.0, 1.0, 6.0, 3.0, 2.0, 9.0};
	const size_t key[] = {7, 2, 7, 0, 2, SIZE_MAX};
	double ret[6];

	assert_int_equal(stats_mean_by_key(x, key, 6, ret), 4);
	assert_true(ret[0] == 3.0 && ret[1] == 1.5 && ret[2] == 5.5 && ret[3] == 9.0);
	assert_int_equal(stats_mean_by_key(x, key, 1, ret), 1);
	assert_true(ret[0] == 5.0);
	assert_int_equal(stats_mean_by_key(NULL, NULL, 0, NULL), 0);
}

static void equal_replicates_give_their_own_value(void **state)
{
	(void)state;
	const double x[] = {0.1, 0.1, 0.1};
	const size_t key[] = {4, 4, 4};
	double ret[3];

	assert_int_equal(stats_mean_by_key(x, key, 3, ret), 1);
	assert_true(ret[0] == 0.1); /* and not 0.30000000000000004 / 3 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_paired_interval_is_that_of_r),
		cmocka_unit_test(t_quantiles_are_those_of_the_tables),
		cmocka_unit_test(no_values_give_a_reason),
		cmocka_unit_test(one_value_has_a_mean_and_no_bounds),
		cmocka_unit_test(constant_values_give_an_interval_of_one_point),
		cmocka_unit_test(values_that_are_not_finite_give_a_reason),
		cmocka_unit_test(values_that_overflow_give_a_reason),
		cmocka_unit_test(a_large_offset_costs_no_digits),
		cmocka_unit_test(a_higher_level_gives_a_wider_interval),
		cmocka_unit_test(log_ratios_want_positive_finite_values),
		cmocka_unit_test(replicates_on_one_input_are_one_observation),
		cmocka_unit_test(equal_replicates_give_their_own_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
