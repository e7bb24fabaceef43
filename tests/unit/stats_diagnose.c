/* diagnostics.json and equivalence.json: scipy where it has the function, else the formula. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/base/rng.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/equivalence.h"

#define LEVEL 0.95

static double normal(struct rng *r)
{
	return stats_normal_quantile((rng_unit(r) * 0x1p53 + 0.5) / (0x1p53 + 1));
}

static void check_series(const json_t *c, double tolerance)
{
	double x[64], order[64];
	size_t n = vectors_numbers(c, "x", x, 64), at[64];

	for (size_t i = 0; i < n; i++) {
		order[i] = (double)i;
	}
	struct modes m = stats_modes(x, n);
	assert_near(m.ratio, vectors_number(c, "two_means_ratio"), tolerance);
	assert_near(m.separation, vectors_number(c, "separation"), tolerance);
	assert_near(m.minority_share, vectors_number(c, "minor_fraction"), tolerance);
	assert_near(m.threshold, vectors_number(c, "critical_1pct"), tolerance);
	assert_int_equal(m.flagged, json_is_true(json_object_get(c, "bimodal")));
	struct drift d = stats_drift(x, n);
	assert_near(d.ratio, vectors_number(c, "rank_von_neumann"), tolerance);
	assert_near(d.z, vectors_number(c, "rank_vn_z"), tolerance);
	assert_near(d.p, vectors_number(c, "rank_vn_p_positive_autocorrelation"), tolerance);
	assert_near(d.of_values, vectors_number(c, "von_neumann"), tolerance);
	assert_near(d.correlation, vectors_number(c, "acf1"), tolerance);
	struct trend t = stats_trend(order, x, n, LEVEL);
	assert_near(t.slope, vectors_number(c, "theil_sen"), tolerance);
	assert_near(t.low, vectors_number(c, "theil_sen_lower"), tolerance);
	assert_near(t.high, vectors_number(c, "theil_sen_upper"), tolerance);
	assert_near(t.tau, vectors_number(c, "kendall_tau"), tolerance);
	assert_near(t.p, vectors_number(c, "kendall_p"), tolerance);
	assert_near(stats_median(x, n), vectors_number(c, "median"), tolerance);
	assert_near(stats_mad(x, n), vectors_number(c, "mad_scale"), tolerance);
	assert_int_equal(stats_outliers(x, n, at),
	                 json_array_size(json_object_get(c, "outliers_high")) +
	                         json_array_size(json_object_get(c, "outliers_low")));
}

static void check_components(const json_t *c, double tolerance)
{
	const json_t *rows = json_object_get(c, "d");
	size_t inputs = json_array_size(rows), repeats = json_array_size(json_array_get(rows, 0));
	double x[256];

	for (size_t i = 0; i < inputs * repeats; i++) {
		x[i] = json_number_value(json_array_get(json_array_get(rows, i / repeats), i % repeats));
	}
	struct components v = stats_components(x, inputs, repeats, LEVEL);
	assert_near(v.ms_between, vectors_number(c, "ms_between"), tolerance);
	assert_near(v.ms_within, vectors_number(c, "ms_within"), tolerance);
	assert_near(v.var_input, vectors_number(c, "var_input"), tolerance);
	assert_near(v.var_repeat, vectors_number(c, "var_repeat"), tolerance);
	assert_near(v.f, vectors_number(c, "F"), tolerance);
	assert_near(v.p, vectors_number(c, "p"), tolerance);
	assert_near(v.mean, vectors_number(c, "mean"), tolerance);
	assert_near(v.low, vectors_number(c, "lower"), tolerance);
	assert_near(v.high, vectors_number(c, "upper"), tolerance);
}

static void check_interaction(const json_t *c, double tolerance)
{
	double a[64], b[64], ab[64], contrast[64];
	size_t n = vectors_numbers(c, "a", a, 64);

	vectors_numbers(c, "b", b, 64);
	vectors_numbers(c, "ab", ab, 64);
	vectors_numbers(c, "contrast", contrast, 64);
	struct estimate e = stats_interaction(a, b, ab, n, LEVEL), t = stats_t(contrast, n, LEVEL);
	assert_near(e.at, vectors_number(c, "hl"), tolerance);
	assert_near(e.low, vectors_number(c, "hl_lower"), tolerance);
	assert_near(e.high, vectors_number(c, "hl_upper"), tolerance);
	assert_near(t.at, vectors_number(c, "t_mean"), tolerance);
	assert_near(t.low, vectors_number(c, "t_lower"), tolerance);
	assert_near(t.high, vectors_number(c, "t_upper"), tolerance);
}

static void diagnostics_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/diagnostics.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i, kinds[4] = {0};

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		if (json_object_get(c, "x")) {
			check_series(c, tolerance);
			kinds[0]++;
		} else if (json_object_get(c, "ms_between")) {
			check_components(c, tolerance);
			kinds[1]++;
		} else if (json_object_get(c, "ab")) {
			check_interaction(c, tolerance);
			kinds[2]++;
		} else {
			double mde = stats_detectable(vectors_number(c, "sd"), (size_t)vectors_number(c, "n"),
			                              vectors_number(c, "alpha"), 0.8);
			assert_near(mde, vectors_number(c, "mde"), tolerance);
			kinds[3]++;
		}
	}
	assert_true(kinds[0] >= 3 && kinds[1] && kinds[2] && kinds[3]);
	json_decref(root);
}

static void equivalence_is_that_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/equivalence.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		double d[64], margin = vectors_number(c, "margin");
		size_t n = vectors_numbers(c, "d", d, 64);
		struct equivalence_request q = {margin, 2 * margin, HARM_BOTH, 0.05};
		struct equivalence both = stats_equivalence(d, n, &q);
		q.harm = HARM_LOWER;
		struct equivalence lower = stats_equivalence(d, n, &q);
		assert_near(both.mean.at, vectors_number(c, "mean"), tolerance);
		assert_near(both.mean.low, vectors_number(c, "lower90"), tolerance);
		assert_near(both.mean.high, vectors_number(c, "upper90"), tolerance);
		assert_near(both.p_lower, vectors_number(c, "p_lower"), tolerance);
		assert_near(both.p_upper, vectors_number(c, "p_upper"), tolerance);
		assert_near(both.p, vectors_number(c, "p_tost"), tolerance);
		bool shown = both.result == EQUIVALENCE_SHOWN || both.result == EQUIVALENCE_IDENTICAL;
		assert_int_equal(shown, json_is_true(json_object_get(c, "equivalent")));
		shown = lower.result == EQUIVALENCE_SHOWN || lower.result == EQUIVALENCE_IDENTICAL;
		assert_int_equal(shown, json_is_true(json_object_get(c, "noninferior_low")));
		assert_int_equal(both.n_bad, (size_t)vectors_number(c, "violations_tol_2margin"));
		assert_near(both.bad_bound, vectors_number(c, "bad_input_fraction_upper95"), tolerance);
	}
	assert_int_equal(i, 3);
	json_decref(root);
}

static struct equivalence judged(const double *d, size_t n, enum harm harm)
{
	return stats_equivalence(d, n, &(struct equivalence_request){1, 2, harm, 0.05});
}

static void a_mean_beyond_the_margin_is_broken_on_the_side_that_harms(void **state)
{
	(void)state;
	const double up[] = {3.0, 3.1, 2.9, 3.05}, down[] = {-3.0, -3.1, -2.9, -3.05};

	assert_int_equal(judged(up, 4, HARM_BOTH).result, EQUIVALENCE_BROKEN);
	assert_int_equal(judged(down, 4, HARM_BOTH).result, EQUIVALENCE_BROKEN);
	assert_int_equal(judged(up, 4, HARM_HIGHER).result, EQUIVALENCE_BROKEN);
	assert_int_equal(judged(up, 4, HARM_LOWER).result, EQUIVALENCE_SHOWN);
	assert_int_equal(judged(down, 4, HARM_HIGHER).result, EQUIVALENCE_SHOWN);
	assert_int_equal(judged(up, 4, HARM_HIGHER).n_bad, 4);
	assert_int_equal(judged(up, 4, HARM_LOWER).n_bad, 0);
	assert_true(judged(up, 4, HARM_BOTH).n_needed == 0);
}

static void what_is_open_says_how_many_inputs_would_settle_it(void **state)
{
	(void)state;
	double d[100], few[] = {-0.9, 0.9, -1.4, 1.4}, outside[] = {-2.0, 5.0, 1.5, 1.5};
	struct equivalence e = judged(few, 4, HARM_BOTH);

	assert_int_equal(e.result, EQUIVALENCE_OPEN);
	assert_in_range(e.n_needed, 10, 20);
	for (size_t i = 0; i < 100; i++) {
		d[i] = few[i % 4];
	}
	assert_int_equal(judged(d, e.n_needed, HARM_BOTH).result, EQUIVALENCE_SHOWN);
	e = judged(outside, 4, HARM_BOTH);
	assert_true(e.result == EQUIVALENCE_OPEN && e.n_needed == 0);
	const double wild[] = {-1e9, 1e9};
	assert_true(judged(wild, 2, HARM_BOTH).n_needed == 0);
}

static void one_input_or_none_shows_nothing(void **state)
{
	(void)state;
	const double same[] = {0, 0, 0}, bad[] = {NAN, 0}, changed[] = {0.1};

	assert_int_equal(judged(same, 1, HARM_BOTH).result, EQUIVALENCE_IDENTICAL);
	assert_near(judged(same, 1, HARM_BOTH).bad_bound, 0.95, 1e-12);
	assert_int_equal(judged(changed, 1, HARM_BOTH).result, EQUIVALENCE_OPEN);
	assert_string_equal(judged(same, 0, HARM_BOTH).absent_reason, "no values");
	assert_string_equal(judged(bad, 2, HARM_BOTH).absent_reason, "a value is not finite");
	assert_near(judged(same, 3, HARM_BOTH).bad_bound, 1 - cbrt(0.05), 1e-12);
}

static void equal_values_share_a_rank(void **state)
{
	(void)state;
	const double x[] = {1, 1, 2,
	                    2, 3, 3}; /* ranks 1.5 1.5 3.5 3.5 5.5 5.5: differences 0 4 0 4 0, squares 16 */

	assert_near(stats_drift(x, 6).ratio, 8.0 / 16, 1e-12);
}

static void values_without_noise_are_certain(void **state)
{
	(void)state;
	const double inside[] = {0.5, 0.5, 0.5}, beyond[] = {2.5, 2.5, 2.5};

	assert_int_equal(judged(inside, 3, HARM_BOTH).result, EQUIVALENCE_SHOWN);
	assert_true(judged(inside, 3, HARM_BOTH).p == 0);
	assert_int_equal(judged(beyond, 3, HARM_BOTH).result, EQUIVALENCE_BROKEN);
	assert_true(judged(beyond, 3, HARM_BOTH).p == 1);
}

static void the_pairs_needed_find_what_fewer_do_not(void **state)
{
	(void)state;
	size_t n = stats_pairs_needed(0.02, 0.01, 0.05, 0.8, 0);

	assert_true(stats_detectable(0.02, n, 0.05, 0.8) <= 0.01);
	assert_true(stats_detectable(0.02, n - 1, 0.05, 0.8) > 0.01);
	assert_int_equal(stats_pairs_needed(0.02, 10, 0.05, 0.8, 9), 9);
	assert_true(stats_pairs_needed(0.02, 1e-9, 0.05, 0.8, 9) == SIZE_MAX);
	assert_true(stats_detectable(0.02, 1, 0.05, 0.8) == INFINITY);
	const double nothing[] = {NAN, 0, -0.01, -INFINITY};
	for (size_t i = 0; i < 4; i++) {
		assert_true(stats_pairs_needed(0.02, nothing[i], 0.05, 0.8, 2) == SIZE_MAX);
		assert_true(stats_pairs_needed(0, nothing[i], 0.05, 0.8, 2) == SIZE_MAX);
	}
	assert_true(stats_pairs_needed(NAN, 0.01, 0.05, 0.8, 2) == SIZE_MAX);
}

static void spikes_are_listed_and_are_no_mode(void **state)
{
	(void)state;
	struct rng r = rng_seed(3);
	double x[40];
	size_t at[40];

	for (size_t i = 0; i < 40; i++) {
		x[i] = normal(&r) + (i % 20 == 7 ? 50 : 0);
	}
	assert_int_equal(stats_outliers(x, 40, at), 2);
	assert_true(at[0] == 7 && at[1] == 27);
	assert_false(stats_modes(x, 40).flagged);
	for (size_t i = 0; i < 40; i += 2) {
		x[i] += 10;
	}
	assert_true(stats_modes(x, 40).flagged);
}

static void too_few_or_equal_values_give_a_reason(void **state)
{
	(void)state;
	const double same[12] = {0}, bad[12] = {NAN}, huge[12] = {-1e200, 1e200, -1e200, 1e200, 0, 1},
		     ramp[] = {1, 2, 3};
	double spiked[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 1000};
	size_t at[12];
	uint32_t position[12] = {0};

	assert_string_equal(stats_modes(same, 12).absent_reason, "all values are equal");
	assert_string_equal(stats_modes(bad, 12).absent_reason, "a value is not finite");
	assert_string_equal(stats_modes(same, 9).absent_reason, "fewer than ten values");
	assert_string_equal(stats_modes(spiked, 10).absent_reason, "fewer than ten values without outliers");
	assert_int_equal(stats_outliers(spiked, 4, at), 0);
	assert_int_equal(stats_outliers(same, 12, at), 0);
	assert_string_equal(stats_drift(bad, 12).absent_reason, "a value is not finite");
	assert_string_equal(stats_drift(same, 4).absent_reason, "fewer than five values");
	assert_string_equal(stats_drift(same, 12).absent_reason, "all values are equal");
	assert_string_equal(stats_drift(huge, 6).absent_reason, "values too large");
	assert_string_equal(stats_trend(ramp, ramp, 2, LEVEL).absent_reason, "fewer than three values");
	assert_string_equal(stats_trend(same, ramp, 3, LEVEL).absent_reason, "all values are equal");
	assert_string_equal(stats_trend(ramp, bad, 3, LEVEL).absent_reason, "a value is not finite");
	const double tiny[] = {0, 1e-300, 2e-300}, large[] = {0, 1e300, -1e300};
	assert_string_equal(stats_trend(tiny, large, 3, LEVEL).absent_reason, "values too large");
	assert_string_equal(stats_components(same, 1, 3, LEVEL).absent_reason,
	                    "fewer than two inputs, or two repeats on each");
	assert_string_equal(stats_components(bad, 2, 2, LEVEL).absent_reason, "a value is not finite");
	assert_string_equal(stats_components(huge, 2, 2, LEVEL).absent_reason, "values too large");
	assert_string_equal(stats_order_effects(same, position, 2, 2).absent_reason,
	                    "fewer than three blocks of two");
	assert_string_equal(stats_order_effects(bad, position, 3, 2).absent_reason, "a value is not finite");
	assert_string_equal(stats_order_effects(same, position, 3, 2).absent_reason,
	                    "every block has the same order");
}

/* By so much that a square, a sum or a difference overflows. */
static void values_too_large_give_a_reason(void **state)
{
	(void)state;
	const uint32_t position[12] = {0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0};
	const double scale[] = {1e200, 1e308};
	double ramp[12];

	for (size_t k = 0; k < 2; k++) {
		double x[12], split[12];
		for (size_t i = 0; i < 12; i++) {
			ramp[i] = (double)i;
			x[i] = ((double)i - 5.5) / 5.5 * scale[k];
			split[i] = i % 2 ? scale[k] : -scale[k];
		}
		assert_string_equal(stats_modes(x, 12).absent_reason, "values too large");
		assert_string_equal(stats_modes(split, 12).absent_reason, "values too large");
		assert_string_equal(stats_drift(x, 12).absent_reason, "values too large");
		assert_string_equal(stats_drift(split, 12).absent_reason, "values too large");
		assert_string_equal(stats_components(x, 4, 3, LEVEL).absent_reason, "values too large");
		assert_string_equal(stats_order_effects(split, position, 6, 2).absent_reason,
		                    "values too large");
		assert_non_null(judged(x, 12, HARM_BOTH).absent_reason);
	}
	const double wide[] = {-1.7e308, -1.7e308, 1.7e308}, far[] = {0, 1e-200, 1};
	assert_string_equal(stats_trend(ramp, wide, 3, LEVEL).absent_reason, "values too large");
	assert_string_equal(stats_trend(wide, ramp, 3, LEVEL).absent_reason, "values too large");
	const double steep[] = {0, 1e200, 0};
	assert_string_equal(stats_trend(far, steep, 3, LEVEL).absent_reason, "values too large");
	/* the squares of a ramp overflow before those of its steps */
	double gentle[600];
	for (size_t i = 0; i < 600; i++) {
		gentle[i] = (double)i * 4e152;
	}
	assert_string_equal(stats_drift(gentle, 600).absent_reason, "values too large");
}

static void values_whose_squares_vanish_are_as_good_as_equal(void **state)
{
	(void)state;
	double x[12];

	for (size_t i = 0; i < 12; i++) {
		x[i] = (double)i * 1e-200;
	}
	assert_string_equal(stats_modes(x, 12).absent_reason, "all values are equal");
	assert_string_equal(stats_drift(x, 12).absent_reason, "all values are equal");
}

static void components_without_noise_are_certain(void **state)
{
	(void)state;
	const double differ[] = {1, 1, 2, 2}, same[] = {1, 1, 1, 1};

	assert_true(stats_components(differ, 2, 2, LEVEL).p == 0);
	assert_true(stats_components(same, 2, 2, LEVEL).p == 1);
}

static void a_line_has_its_slope_and_nothing_else(void **state)
{
	(void)state;
	double x[12], y[12];

	for (size_t i = 0; i < 12; i++) {
		x[i] = (double)((i * 5) % 12);
		y[i] = 3 - 0.25 * x[i];
	}
	struct trend t = stats_trend(x, y, 12, LEVEL);
	assert_near(t.slope, -0.25, 1e-12);
	assert_near(t.tau, -1, 1e-15);
	assert_true(t.flagged);
	assert_near(stats_trend(x, y, 5, LEVEL).p, 2.0 / 120, 1e-12); /* 5 values have 120 orders */
}

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

enum { MANY = 300 };

static double slopes[MANY * (MANY - 1) / 2];

static size_t list_slopes(const double *x, const double *y)
{
	size_t m = 0;

	for (size_t i = 0; i < MANY; i++) {
		for (size_t j = 0; j < i; j++) {
			if (x[i] != x[j]) {
				slopes[m++] = (y[i] - y[j]) / (x[i] - x[j]);
			}
		}
	}
	qsort(slopes, m, sizeof(*slopes), by_value);
	return m;
}

/* Too many to list: noise, noise of very different size, a trend in it, places and values that are often equal, and many repeats. */
static void groups_of_neighbours_have_the_line_of_their_points(void **state)
{
	enum { N = 2500 };
	static double x[N], y[N];
	struct rng r = rng_seed(11);

	(void)state;
	for (size_t i = 0; i < N; i++) {
		x[i] = rng_unit(&r);
		y[i] = 3 * x[i];
	}
	double few_x[] = {2, 1}, few_y[] = {5, 6};
	assert_int_equal(stats_group_neighbours(few_x, few_y, 2), 2);
	assert_true(few_x[0] == 2 && few_y[1] == 6);
	assert_int_equal(stats_group_neighbours(x, y, N), STATS_GROUPS);
	for (size_t i = 0; i < STATS_GROUPS; i++) {
		assert_true(i == 0 || x[i] >= x[i - 1]);
		assert_true(fabs(y[i] - 3 * x[i]) < 1e-12);
	}
}

static void counting_finds_the_slopes_that_listing_finds(void **state)
{
	(void)state;
	struct rng r = rng_seed(21);

	for (size_t kind = 0; kind < 25; kind++) {
		double x[MANY], y[MANY];
		for (size_t i = 0; i < MANY; i++) {
			double u = rng_unit(&r), e = normal(&r);
			x[i] = kind % 5 < 3 ? u : kind % 5 == 3 ? floor(20 * u) : (double)i;
			y[i] = kind % 5 == 0   ? e
			       : kind % 5 == 1 ? e * pow(10, 12 * rng_unit(&r) - 6)
			       : kind % 5 == 2 ? 3 * x[i] + 0.01 * e
			       : kind % 5 == 3 ? floor(3 * e)
			                       : floor(rng_unit(&r) * 1.05);
		}
		struct trend t = stats_trend(x, y, MANY, LEVEL);
		size_t m = list_slopes(x, y);
		assert_near(t.slope, slopes[(m - 1) / 2] / 2 + slopes[m / 2] / 2, 1e-12);
		if (kind % 5 < 3) { /* without ties */
			double n = MANY,
			       half = stats_normal_quantile(0.025) * sqrt(n * (n - 1) * (2 * n + 5) / 18) / 2;
			assert_near(t.low, slopes[(size_t)rint((double)m / 2 - half) - 1], 1e-12);
			assert_near(t.high, slopes[(size_t)rint((double)m / 2 + half)], 1e-12);
		}
	}
}

static void equal_slopes_are_one(void **state)
{
	(void)state;
	double x[MANY], y[MANY];

	for (size_t i = 0; i < MANY; i++) {
		x[i] = (double)(i / 150); /* two places, half of all places apart */
		y[i] = 3 * x[i];
	}
	struct trend t = stats_trend(x, y, MANY, LEVEL);
	assert_near(t.slope, 3, 1e-15);
	assert_near(t.low, 3, 1e-15);
	for (size_t i = 0; i < MANY; i++) {
		x[i] = (double)(i % 150); /* each twice */
		y[i] = -2 * x[i];
	}
	t = stats_trend(x, y, MANY, LEVEL);
	assert_true(t.slope == -2 && t.low == -2 && t.high == -2);
}

static void equal_places_have_no_slope(void **state)
{
	(void)state;
	const double x[] = {0, 0, 1, 1, 2}, y[] = {5, 5, 6, 8, 7};
	/* slopes of the 8 pairs with different x: 1 3 1 3 1 1 1 -1; tau-b of R's cor.test */
	struct trend t = stats_trend(x, y, 5, LEVEL);

	assert_near(t.slope, 1, 1e-12);
	assert_near(t.tau, 6 / sqrt(8.0 * 9), 1e-12);
}

/* Latin squares are too regular: orders are drawn, as in a plan. */
static struct order_effects order_effects_of(struct rng *r, double slope, double first, double carry,
                                             size_t blocks, size_t arms)
{
	double y[400];
	uint32_t position[400], order[20];

	for (size_t b = 0; b < blocks; b++) {
		for (uint32_t i = 0; i < arms; i++) {
			order[i] = i;
		}
		rng_shuffle(r, order, arms);
		double block = normal(r);
		for (uint32_t i = 0; i < arms; i++) {
			position[b * arms + order[i]] = i;
			y[b * arms + order[i]] = block + 0.01 * normal(r) + slope * i + (i == 0 ? first : 0) +
			                         (i > 0 && order[i - 1] == 0 ? carry : 0);
		}
	}
	return stats_order_effects(y, position, blocks, arms);
}

static void the_place_in_a_block_is_found_and_told_from_the_first_run(void **state)
{
	(void)state;
	struct rng r = rng_seed(11);
	struct order_effects o = order_effects_of(&r, 0.02, 0, 0, 20, 5);

	assert_null(o.absent_reason);
	assert_true(o.position_flagged && !o.first_flagged && !o.carry_flagged);
	assert_true(fabs(o.slope - 0.02) < 0.003);
	o = order_effects_of(&r, 0, 0.05, 0, 20, 5);
	assert_true(o.first_flagged);
	o = order_effects_of(&r, 0, 0, 0.05, 20, 5);
	assert_true(o.carry_flagged);
	o = order_effects_of(&r, 0.02, 0, 0, 20, 2);
	assert_true(o.position_flagged && o.first_p == 1 && o.carry_p == 1);
}

static void without_an_effect_flags_are_as_rare_as_they_should(void **state)
{
	(void)state;
	struct rng r = rng_seed(12);
	size_t flags[3] = {0}, n = 500;

	for (size_t i = 0; i < n; i++) {
		struct order_effects o = order_effects_of(&r, 0, 0, 0, 8, 4);
		flags[0] += o.position_flagged;
		flags[1] += o.first_flagged;
		flags[2] += o.carry_flagged;
	}
	for (size_t i = 0; i < 3; i++) {
		assert_in_range(flags[i], 0, 13); /* 5 expected; 13 or more come in 1 of 1000 */
	}
}

static void terms_that_use_up_all_blocks_leave_nothing_to_compare(void **state)
{
	(void)state;
	const double y[] = {0, 1, 2, 5, 3, 1, 2, 2, 7};
	const uint32_t position[] = {0, 1, 2, 1, 0, 2, 0, 2, 1};

	assert_string_equal(stats_order_effects(y, position, 3, 3).absent_reason,
	                    "too few blocks for so many variants");
}

static void what_is_certain_without_noise_is_flagged(void **state)
{
	(void)state;
	const double y[] = {0, 1, 1, 0, 0, 1};
	const uint32_t position[] = {0, 1, 1, 0, 0, 1};
	struct order_effects o = stats_order_effects(y, position, 3, 2);

	assert_true(o.slope_p < 1e-6 && o.position_flagged && o.carry_f == 0);
	assert_near(o.slope, 1, 1e-12);
}

static void polishing_leaves_a_spike_where_it_is(void **state)
{
	(void)state;
	double y[12], left[12];

	for (size_t i = 0; i < 12; i++) {
		y[i] = 10.0 * (double)(i / 3) + (double)(i % 3) + (i == 4 ? 100 : 0);
	}
	stats_polish(y, 4, 3, left);
	for (size_t i = 0; i < 12; i++) {
		assert_true(left[i] == (i == 4 ? 100 : 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diagnostics_are_those_of_the_tables),
		cmocka_unit_test(equivalence_is_that_of_the_tables),
		cmocka_unit_test(a_mean_beyond_the_margin_is_broken_on_the_side_that_harms),
		cmocka_unit_test(what_is_open_says_how_many_inputs_would_settle_it),
		cmocka_unit_test(one_input_or_none_shows_nothing),
		cmocka_unit_test(equal_values_share_a_rank),
		cmocka_unit_test(values_without_noise_are_certain),
		cmocka_unit_test(the_pairs_needed_find_what_fewer_do_not),
		cmocka_unit_test(spikes_are_listed_and_are_no_mode),
		cmocka_unit_test(too_few_or_equal_values_give_a_reason),
		cmocka_unit_test(values_too_large_give_a_reason),
		cmocka_unit_test(values_whose_squares_vanish_are_as_good_as_equal),
		cmocka_unit_test(components_without_noise_are_certain),
		cmocka_unit_test(a_line_has_its_slope_and_nothing_else),
		cmocka_unit_test(groups_of_neighbours_have_the_line_of_their_points),
		cmocka_unit_test(counting_finds_the_slopes_that_listing_finds),
		cmocka_unit_test(equal_slopes_are_one),
		cmocka_unit_test(equal_places_have_no_slope),
		cmocka_unit_test(the_place_in_a_block_is_found_and_told_from_the_first_run),
		cmocka_unit_test(without_an_effect_flags_are_as_rare_as_they_should),
		cmocka_unit_test(terms_that_use_up_all_blocks_leave_nothing_to_compare),
		cmocka_unit_test(what_is_certain_without_noise_is_flagged),
		cmocka_unit_test(polishing_leaves_a_spike_where_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
