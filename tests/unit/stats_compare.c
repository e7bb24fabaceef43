/* t_and_ratio.json and hl_signed_rank.json are R's, p_adjust.json too. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/stats/adjust.h"
#include "secateur/stats/compare.h"

#define LEVEL 0.95

static void paired_unpaired_and_total_changes_are_those_of_r(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/t_and_ratio.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		double base[64], variant[64], d[64], lx[64], ly[64];
		size_t n = vectors_numbers(c, "base", base, 64);
		assert_int_equal(vectors_numbers(c, "variant", variant, 64), n);
		assert_true(stats_log_ratios(base, variant, n, d));
		struct estimate m = stats_t(d, n, LEVEL), r = stats_ratio_of_totals(base, variant, n, LEVEL);
		assert_null(m.absent_reason);
		assert_int_equal(m.n, n);
		assert_near(m.at, vectors_number(c, "paired_mean"), tolerance);
		assert_near(m.low, vectors_number(c, "paired_lower"), tolerance);
		assert_near(m.high, vectors_number(c, "paired_upper"), tolerance);
		assert_near(m.p, vectors_number(c, "p"), tolerance);
		assert_near(m.at / (stats_sd(d, n) / sqrt((double)n)), vectors_number(c, "t"), tolerance);
		assert_near(r.at, vectors_number(c, "ratio_of_totals"), tolerance);
		assert_near(r.low, vectors_number(c, "ratio_lower"), tolerance);
		assert_near(r.high, vectors_number(c, "ratio_upper"), tolerance);
		for (size_t k = 0; k < n; k++) {
			lx[k] = log(base[k]);
			ly[k] = log(variant[k]);
		}
		struct estimate w = stats_welch(lx, n, ly, n, LEVEL);
		assert_near(w.low, vectors_number(c, "welch_lower"), tolerance);
		assert_near(w.high, vectors_number(c, "welch_upper"), tolerance);
		assert_near(w.p, vectors_number(c, "welch_p"), tolerance);
	}
	assert_int_equal(i, 3);
	json_decref(root);
}

static void signed_ranks_are_those_of_r(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/hl_signed_rank.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		double d[64];
		size_t n = vectors_numbers(c, "d", d, 64);
		struct estimate e = stats_signed_rank(d, n, vectors_number(c, "conf"));
		assert_near(e.at, vectors_number(c, "estimate"), tolerance);
		assert_near(e.low, vectors_number(c, "lower"), tolerance);
		assert_near(e.high, vectors_number(c, "upper"), tolerance);
		assert_near(e.level, vectors_number(c, "achieved"), tolerance);
		if (json_object_get(c, "p_two_sided")) {
			assert_near(e.p, vectors_number(c, "p_two_sided"), tolerance);
		}
	}
	assert_int_equal(i, 18);
	json_decref(root);
}

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Beside the definition: all averages listed and sorted. With ties, zeros and values of very different size. */
static void counting_finds_what_listing_finds(void **state)
{
	(void)state;
	struct rng r = rng_seed(7);

	for (size_t n = 1; n <= 40; n++) {
		double d[40], all[820];
		size_t m = 0;
		for (size_t i = 0; i < n; i++) {
			d[i] = floor(rng_unit(&r) * 9 - 4) * (n % 3 ? 0.1 : pow(10, rng_unit(&r) * 20 - 10));
		}
		for (size_t i = 0; i < n; i++) {
			for (size_t j = i; j < n; j++) {
				all[m++] = (d[i] + d[j]) / 2;
			}
		}
		qsort(all, m, sizeof(*all), by_value);
		struct estimate e = stats_signed_rank(d, n, LEVEL);
		double median = m % 2 ? all[m / 2] : (all[m / 2 - 1] + all[m / 2]) / 2;
		assert_near(e.at, median, 1e-15);
		bool found_low = false;
		for (size_t k = 0; k < m; k++) { /* the K-th from either end, for some K */
			found_low = found_low || (all[k] == e.low && all[m - 1 - k] == e.high);
		}
		assert_true(found_low);
	}
}

/* Too many averages to list at first, evenly spread, far from even, and all but a few equal. */
static void many_values_are_bracketed_as_few_are_listed(void **state)
{
	(void)state;
	enum { N = 400, M = N * (N + 1) / 2 };
	AUTO_ARENA struct arena *a = arena_new();
	double *d = NEW_ARRAY(a, double, N), *all = NEW_ARRAY(a, double, M);
	struct rng r = rng_seed(8);

	for (size_t kind = 0; kind < 3; kind++) {
		size_t m = 0;
		for (size_t i = 0; i < N; i++) {
			double u = rng_unit(&r) - 0.5;
			d[i] = kind == 0   ? u
			       : kind == 1 ? u * pow(10, 20 * rng_unit(&r) - 10)
			       : i < 390   ? 0.1
			                   : u;
		}
		for (size_t i = 0; i < N; i++) {
			for (size_t j = i; j < N; j++) {
				all[m++] = (d[i] + d[j]) / 2;
			}
		}
		qsort(all, m, sizeof(*all), by_value);
		struct estimate e = stats_signed_rank(d, N, LEVEL);
		size_t low = 0;
		while (all[low] < e.low) {
			low++;
		}
		assert_true(all[low] == e.low && all[m - 1 - low] <= e.high);
		assert_near(e.at, all[m / 2 - 1] / 2 + all[m / 2] / 2, 1e-15);
		assert_true(kind == 2 ? e.low == 0.1 && e.high == 0.1 : e.low < e.at && e.at < e.high);
	}
}

static void many_zeros_are_zero(void **state)
{
	(void)state;
	double d[100] = {0};
	struct estimate e = stats_signed_rank(d, 100, LEVEL);

	assert_true(e.at == 0 && e.low == 0 && e.high == 0 && e.p == 1);
	d[0] = -1;
	d[99] = -0.0;
	e = stats_signed_rank(d, 100, LEVEL);
	assert_true(e.at == 0 && e.low == 0 && e.high == 0);
}

static void a_small_p_is_the_same_on_either_side(void **state)
{
	(void)state;
	double d[60], mirrored[60];

	for (size_t i = 0; i < 60; i++) {
		d[i] = 1 + (double)i;
		mirrored[i] = -d[i];
	}
	assert_near(stats_signed_rank(d, 60, LEVEL).p, ldexp(1, -59), 1e-12);
	assert_near(stats_signed_rank(mirrored, 60, LEVEL).p, ldexp(1, -59), 1e-12);
}

static void too_few_pairs_reach_a_lower_level_and_say_which(void **state)
{
	(void)state;
	const double d[] = {0.1, 0.3, 0.2};
	struct estimate e = stats_signed_rank(d, 3, LEVEL), one = stats_signed_rank(d, 1, LEVEL);

	assert_true(e.low == 0.1 && e.high == 0.3);
	assert_near(e.level, 0.75, 1e-15);
	assert_near(e.p, 0.25, 1e-15);
	assert_true(one.at == 0.1 && one.low == 0.1 && one.high == 0.1 && one.level == 0);
}

static void what_cannot_be_compared_gives_a_reason(void **state)
{
	(void)state;
	const double bad[] = {1.0, NAN}, huge[] = {DBL_MAX, DBL_MAX}, square[] = {-1e200, 1e200};
	const double one[] = {1.0, 2.0}, zero[] = {0.0, 1.0};

	assert_string_equal(stats_signed_rank(NULL, 0, LEVEL).absent_reason, "no values");
	assert_string_equal(stats_signed_rank(bad, 2, LEVEL).absent_reason, "a value is not finite");
	assert_string_equal(stats_signed_rank(huge, 2, LEVEL).absent_reason,
	                    "values too large to be averaged");
	assert_string_equal(stats_t(NULL, 0, LEVEL).absent_reason, "no values");
	assert_string_equal(stats_t(bad, 2, LEVEL).absent_reason, "a value is not finite");
	assert_string_equal(stats_t(square, 2, LEVEL).absent_reason, "values too large to be averaged");
	assert_string_equal(stats_welch(one, 1, one, 2, LEVEL).absent_reason,
	                    "fewer than two values on a side");
	assert_string_equal(stats_welch(one, 2, bad, 2, LEVEL).absent_reason, "a value is not finite");
	assert_string_equal(stats_ratio_of_totals(NULL, NULL, 0, LEVEL).absent_reason, "no values");
	assert_string_equal(stats_ratio_of_totals(one, zero, 2, LEVEL).absent_reason,
	                    "a value is not positive and finite");
}

static void values_too_large_for_sums_give_a_reason(void **state)
{
	(void)state;
	static const char reason[] = "values too large to be averaged";
	const double low[] = {1e308, 1.1e308, 1.2e308}, high[] = {-1.5e308, 1.5e308, 1.6e308},
		     some[] = {1, 2, 3}, tiny[] = {1e-300, 1e-300, 1e-300}, square[] = {1e200, 2e200, 5e200};

	assert_string_equal(stats_t(low, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_t(high, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_t(square, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_welch(low, 3, high, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_welch(some, 3, square, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_ratio_of_totals(low, some, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_ratio_of_totals(some, low, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_ratio_of_totals(some, square, 3, LEVEL).absent_reason, reason);
	assert_string_equal(stats_ratio_of_totals(tiny, low, 1, LEVEL).absent_reason, reason);
	assert_string_equal(stats_interaction(high, some, low, 3, LEVEL).absent_reason, reason);
	const double bad[] = {NAN, 1, 2};
	assert_string_equal(stats_interaction(bad, some, some, 3, LEVEL).absent_reason,
	                    "a value is not finite");
	assert_near(stats_mean(low, 3), 1.1e308, 1e-15); /* though their sum overflows */
	assert_true(stats_sd(high, 3) == INFINITY);
}

static void one_value_has_no_bounds(void **state)
{
	(void)state;
	const double x[] = {0.25}, y[] = {0.5};
	struct estimate e = stats_t(x, 1, LEVEL), r = stats_ratio_of_totals(x, y, 1, LEVEL);

	assert_null(e.absent_reason);
	assert_true(e.at == 0.25 && e.low == -INFINITY && e.high == INFINITY && e.p == 1);
	assert_true(r.at == 2 && r.low == -INFINITY && r.high == INFINITY && r.p == 1);
}

/* R: wilcox.test(y, x, conf.int = TRUE, exact = TRUE), and exact = FALSE, correct = TRUE for the p of many. */
static void a_shift_of_unpaired_samples_is_that_of_r(void **state)
{
	const double x[] = {1.1, 2.3, 1.9, 4.2, 3.3}, y[] = {2.0, 5.1, 6.7, 4.4};
	struct estimate e = stats_rank_sum(x, 5, y, 4, 0.95);
	double many[200], more[200];

	(void)state;
	assert_near(e.at, 2.3, 1e-12);
	assert_near(e.low, -1.3, 1e-12);
	assert_near(e.high, 4.8, 1e-12);
	assert_near(e.level, 1 - 2 * 2 / 126.0, 1e-12);
	assert_near(e.p, 1 / 9.0, 1e-12);
	for (int i = 0; i < 200; i++) {
		many[i] = (37 * i) % 200;
		more[i] = (37 * i) % 200 + 25.5;
	}
	e = stats_rank_sum(many, 200, more, 200, 0.95);
	assert_near(e.at, 25.5, 1e-12);
	assert_near(e.low, 13.5, 1e-12);
	assert_near(e.high, 37.5, 1e-12);
	assert_true(fabs(e.p - 3.633e-05) < 1e-8);
	assert_true(fabs(e.level - 0.95) < 1e-3);
}

static void unpaired_samples_of_one_value_have_no_interval(void **state)
{
	const double one = 3, two = 5;
	struct estimate e = stats_rank_sum(&one, 1, &two, 1, 0.95);

	(void)state;
	assert_near(e.at, 2, 1e-12);
	assert_near(e.level, 0, 1e-12);
	assert_near(e.p, 1, 1e-12);
	assert_string_equal(stats_rank_sum(&one, 1, &two, 0, 0.95).absent_reason, "no values on a side");
	assert_string_equal(stats_rank_sum(&one, 1, (const double[]){INFINITY}, 1, 0.95).absent_reason,
	                    "a value is not finite");
	assert_string_equal(stats_rank_sum(&one, 1, (const double[]){1e308}, 1, 0.95).absent_reason,
	                    "values too large to be compared");
}

static void constant_values_give_an_interval_of_one_point(void **state)
{
	(void)state;
	const double x[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}; /* their sum is not 0.7 */
	const double none[] = {0, 0, 0};
	struct estimate e = stats_t(x, 7, LEVEL), z = stats_t(none, 3, LEVEL),
			w = stats_welch(x, 7, x, 7, LEVEL);

	assert_true(e.at == 0.1 && e.low == 0.1 && e.high == 0.1 && e.p == 0);
	assert_true(z.low == 0 && z.high == 0 && z.p == 1);
	assert_true(w.at == 0 && w.low == 0 && w.high == 0 && w.p == 1);
}

static void a_large_offset_costs_no_digits(void **state)
{
	(void)state;
	double x[1000];

	for (size_t i = 0; i < 1000; i++) {
		x[i] = 1e9 + (double)(i % 2); /* half of them 1 higher: mean 1e9 + 1/2, squares 1000 / 4 */
	}
	assert_true(stats_mean(x, 1000) == 1e9 + 0.5);
	assert_near(stats_sd(x, 1000), sqrt(250.0 / 999.0), 1e-12);
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
	assert_int_equal(stats_mean_by_key(NULL, NULL, 0, NULL), 0);
}

static void keys_of_any_size_give_the_same_means(void **state)
{
	const double x[] = {3, 1, 5, 1e308, 1e308, -2};
	const size_t far[] = {7000, 10, 7000, 400, 400, 10}, near[] = {2, 0, 2, 1, 1, 0};
	const double means[] = {-.5, 1e308, 4};
	double by_far[6], by_near[6];

	(void)state;
	assert_int_equal(stats_mean_by_key(x, far, 6, by_far), 3);
	assert_int_equal(stats_mean_by_key(x, near, 6, by_near), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(by_far[i] == by_near[i] && by_far[i] == means[i]);
	}
}

static int upwards(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Few, many, many that are alike in most digits; and the middle of an odd and of an even number. */
static void sorting_by_digits_is_sorting(void **state)
{
	static double x[3001], expected[3001];
	struct rng r = rng_seed(3);

	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	for (size_t n = 0; n <= 3001; n = n < 2 ? n + 1 : n * 3 / 2) {
		const double scale = n % 2 ? 1e-9 : 1e300;
		for (size_t i = 0; i < n; i++) {
			x[i] = i % 17 ? scale * (rng_unit(&r) - .5) + (n % 2 ? 1 : 0) : 0;
			x[i] = i % 500 == 499 ? INFINITY : i % 501 == 500 ? -INFINITY : x[i];
			expected[i] = x[i];
		}
		const size_t *order = stats_order(x, n, a);
		qsort(expected, n, sizeof(*expected), upwards);
		for (size_t i = 0; i < n; i++) {
			assert_true(x[order[i]] == expected[i]);
			assert_true(i == 0 || x[order[i - 1]] < x[order[i]] || order[i - 1] < order[i]);
		}
		if (n > 0) {
			const double middle =
				n % 2 ? expected[n / 2] : expected[n / 2 - 1] / 2 + expected[n / 2] / 2;
			assert_true(stats_median(x, n) == middle);
		}
		stats_sort(x, n);
		assert_memory_equal(x, expected, n * sizeof(*x));
	}
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

static void adjusted_p_values_are_those_of_r(void **state)
{
	(void)state;
	static const char *const names[] = {[ADJUST_BONFERRONI] = "bonferroni",
	                                    [ADJUST_HOLM] = "holm",
	                                    [ADJUST_HOCHBERG] = "hochberg",
	                                    [ADJUST_BH] = "BH"};
	json_t *root = vectors_load(TEST_DATA "/vectors/p_adjust.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		double p[64], want[64];
		size_t n = vectors_numbers(c, "p", p, 64);
		for (int how = ADJUST_BONFERRONI; how <= ADJUST_BH; how++) {
			double got[64];
			assert_int_equal(vectors_numbers(c, names[how], want, 64), n);
			stats_adjust((enum adjustment)how, p, n, got);
			for (size_t k = 0; k < n; k++) {
				assert_near(got[k], want[k], tolerance);
			}
		}
	}
	assert_true(i > 0);
	json_decref(root);
}

/* .005 * 4/1, .01 * 4/2, .03 * 4/3, .04 * 4/4: from the largest down, none above the one after it. */
static void false_discoveries_are_adjusted_as_by_hand(void **state)
{
	(void)state;
	const double p[] = {.01, .04, .03, .005}, want[] = {.02, .04, .04, .02};
	const double even[] = {.5, .02, .9, .02, .02},
		     even_want[] = {.625, .02 * 5 / 3, .9, .02 * 5 / 3, .02 * 5 / 3};
	double got[5];

	stats_adjust(ADJUST_BH, p, 4, got);
	for (size_t i = 0; i < 4; i++) {
		assert_near(got[i], want[i], 1e-15);
	}
	stats_adjust(ADJUST_BH, even, 5, got);
	for (size_t i = 0; i < 5; i++) {
		assert_near(got[i], even_want[i], 1e-15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paired_unpaired_and_total_changes_are_those_of_r),
		cmocka_unit_test(signed_ranks_are_those_of_r),
		cmocka_unit_test(counting_finds_what_listing_finds),
		cmocka_unit_test(many_values_are_bracketed_as_few_are_listed),
		cmocka_unit_test(many_zeros_are_zero),
		cmocka_unit_test(a_small_p_is_the_same_on_either_side),
		cmocka_unit_test(too_few_pairs_reach_a_lower_level_and_say_which),
		cmocka_unit_test(what_cannot_be_compared_gives_a_reason),
		cmocka_unit_test(values_too_large_for_sums_give_a_reason),
		cmocka_unit_test(one_value_has_no_bounds),
		cmocka_unit_test(a_shift_of_unpaired_samples_is_that_of_r),
		cmocka_unit_test(unpaired_samples_of_one_value_have_no_interval),
		cmocka_unit_test(constant_values_give_an_interval_of_one_point),
		cmocka_unit_test(a_large_offset_costs_no_digits),
		cmocka_unit_test(log_ratios_want_positive_finite_values),
		cmocka_unit_test(replicates_on_one_input_are_one_observation),
		cmocka_unit_test(keys_of_any_size_give_the_same_means),
		cmocka_unit_test(sorting_by_digits_is_sorting),
		cmocka_unit_test(equal_replicates_give_their_own_value),
		cmocka_unit_test(adjusted_p_values_are_those_of_r),
		cmocka_unit_test(false_discoveries_are_adjusted_as_by_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
