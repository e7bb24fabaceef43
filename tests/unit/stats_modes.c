/* Two groups of values, and what they go with. Values of R: fisher.test, chisq.test, quantile. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "secateur/base/rng.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"

enum { MANY = 400 };

static double normal(struct rng *r)
{
	return stats_normal_quantile((rng_unit(r) * 0x1p53 + 0.5) / (0x1p53 + 1));
}

static void assert_near(double x, double expected) { assert_true(fabs(x - expected) < 1e-9); }

static bool has_two_groups(const double *x, size_t n)
{
	struct modes m = stats_modes(x, n);

	return !m.absent_reason && m.flagged && stats_valley(x, n, &m) < .5;
}

static void five_numbers_are_those_of_r(void **state)
{
	(void)state;
	const double x[] = {7, 1, 4, 9, 2, 2, 11, 5};
	struct five f = stats_five(x, 8);

	assert_near(f.least, 1);
	assert_near(f.lower, 2);
	assert_near(f.median, 4.5);
	assert_near(f.upper, 7.5);
	assert_near(f.most, 11);
	f = stats_five(x, 1);
	assert_near(f.lower, 7);
	assert_near(f.most, 7);
}

static void a_median_is_the_middle_of_few_and_of_many(void **state)
{
	(void)state;
	double x[40];

	for (size_t n = 30; n <= 40; n++) {
		for (size_t i = 0; i < n; i++) {
			x[i] = (double)(i % 2 ? i / 2 : n - 1 - i / 2);
		}
		assert_near(stats_median(x, n), (double)(n - 1) / 2);
	}
}

/* 30 % of the values, or none, six standard deviations above the others; over a law: 0 normal, 1 even, 2 exponential. */
static size_t seen(size_t n, int law, double share, size_t studies)
{
	struct rng r = rng_seed(n);
	double x[MANY];
	size_t found = 0;

	for (size_t k = 0; k < studies; k++) {
		for (size_t i = 0; i < n; i++) {
			x[i] = law == 0 ? normal(&r) : law == 1 ? rng_unit(&r) : -log(1 - rng_unit(&r));
			x[i] += rng_unit(&r) < share ? 6 : 0;
		}
		found += has_two_groups(x, n);
	}
	return found;
}

static void two_groups_are_seen_and_one_hump_is_one(void **state)
{
	(void)state;
	assert_true(seen(20, 0, .3, 200) > 150);
	assert_true(seen(100, 0, .3, 200) > 190);
	assert_in_range(seen(20, 0, 0, 400), 0, 11); /* 4 expected */
	assert_in_range(seen(100, 0, 0, 400), 0, 4);
	assert_in_range(seen(400, 0, 0, 100), 0, 1);
	assert_in_range(seen(400, 2, 0, 100), 0, 1);
}

/* Quantiles of a million normal samples or more, simulated with another program. */
static void p_of_a_split_is_that_of_normal_samples(void **state)
{
	(void)state;
	static const struct {
		size_t n;
		double ratio, p;
	} known[] = {{10, .09091, .01},    {15, .15575, .02},  {20, .12943, .001},
	             {100, .23832, .0001}, {200, .30459, .01}, {1000, .34501, .05}};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const double p = stats_modes_p(known[i].ratio, known[i].n);
		if (fabs(p / known[i].p - 1) > .15) {
			fail_msg("n = %zu: %g, not %g", known[i].n, p, known[i].p);
		}
	}
	assert_true(stats_modes_p(0, 10) < 1e-4);
	assert_true(stats_modes_p(1, 10) > .999);
}

/* As it is used: outliers are set aside first. */
static void one_hump_has_a_small_p_as_seldom_as_it_says(void **state)
{
	(void)state;
	struct rng r = rng_seed(6);
	double x[60];
	size_t below[2] = {0};

	for (size_t k = 0; k < 4000; k++) {
		for (size_t i = 0; i < 60; i++) {
			x[i] = normal(&r);
		}
		const double p = stats_modes_p(stats_modes(x, 60).ratio, 60);
		below[0] += p < .05;
		below[1] += p < .005;
	}
	assert_in_range(below[0], 140, 260); /* 200 expected */
	assert_in_range(below[1], 5, 40);    /* 20 */
}

/* It splits well: without the valley most of these would be two groups. */
static void an_even_spread_has_no_valley(void **state)
{
	(void)state;
	struct rng r = rng_seed(3);
	double x[MANY];

	for (size_t i = 0; i < MANY; i++) {
		x[i] = rng_unit(&r);
	}
	struct modes m = stats_modes(x, MANY);
	assert_true(m.flagged);
	assert_true(stats_valley(x, MANY, &m) > .7);
	assert_in_range(seen(400, 1, 0, 100), 0, 1);
	assert_in_range(seen(60, 1, 0, 100), 0, 3);
}

/* So many of each category's values are labelled. */
static struct association of_table(const size_t *size, const size_t *labelled, size_t n_categories)
{
	bool label[1000];
	size_t category[1000], n = 0;

	for (size_t c = 0; c < n_categories; c++) {
		for (size_t i = 0; i < size[c]; i++, n++) {
			category[n] = c;
			label[n] = i < labelled[c];
		}
	}
	return stats_association(label, category, n, n_categories);
}

static void two_categories_are_told_apart_exactly(void **state)
{
	(void)state;
	const size_t tea[] = {4, 4}, right[] = {3, 1}, some[] = {10, 6}, of_them[] = {8, 1},
		     gap[] = {10, 0, 6}, with_gap[] = {8, 0, 1};

	assert_near(of_table(tea, right, 2).p, 0.485714285714286);
	assert_near(of_table(some, of_them, 2).p, 0.0349650349650349);
	assert_near(of_table(gap, with_gap, 3).p, 0.0349650349650349); /* an empty category is none */
}

static void many_values_in_each_category_give_pearsons_test(void **state)
{
	(void)state;
	const size_t size[] = {100, 100, 100}, labelled[] = {40, 55, 30};
	struct association a = of_table(size, labelled, 3);

	assert_true(fabs(a.p / 0.001482 - 1) < .1);
	assert_true(a.share > .02 && a.share < .05);
}

/* Of C(20, 10) = 184756 ways to label half of ten pairs, C(10, 5) = 252 label both of a pair or none. */
static void pairs_that_agree_are_no_chance(void **state)
{
	(void)state;
	const size_t size[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, agree[] = {2, 2, 2, 2, 2, 0, 0, 0, 0, 0},
		     differ[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
	struct association a = of_table(size, agree, 10);

	assert_true(a.p > 252 / 184756.0 && a.p < .01);
	assert_near(a.share, 1);
	a = of_table(size, differ, 10);
	assert_true(a.p > .99);
	assert_near(a.share, 0);
}

static void labels_drawn_at_random_go_with_nothing(void **state)
{
	(void)state;
	struct rng r = rng_seed(8);
	size_t flagged = 0;

	for (size_t k = 0; k < 1000; k++) {
		bool label[40];
		size_t category[40];
		for (size_t i = 0; i < 40; i++) {
			category[i] = i % 10;
			label[i] = rng_unit(&r) < .4;
		}
		flagged += stats_association(label, category, 40, 10).p < STATS_FLAG_P;
	}
	assert_in_range(flagged, 0, 25); /* 10 expected */
}

static void what_cannot_be_told_has_a_reason(void **state)
{
	(void)state;
	const size_t one[] = {8}, some[] = {3}, single[] = {1, 1, 1, 1}, half[] = {1, 1, 0, 0},
		     two[] = {4, 4}, all[] = {4, 4};

	assert_non_null(of_table(one, some, 1).absent_reason);
	assert_non_null(of_table(single, half, 4).absent_reason);
	assert_non_null(of_table(two, all, 2).absent_reason);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_numbers_are_those_of_r),
		cmocka_unit_test(a_median_is_the_middle_of_few_and_of_many),
		cmocka_unit_test(two_groups_are_seen_and_one_hump_is_one),
		cmocka_unit_test(p_of_a_split_is_that_of_normal_samples),
		cmocka_unit_test(one_hump_has_a_small_p_as_seldom_as_it_says),
		cmocka_unit_test(an_even_spread_has_no_valley),
		cmocka_unit_test(two_categories_are_told_apart_exactly),
		cmocka_unit_test(many_values_in_each_category_give_pearsons_test),
		cmocka_unit_test(pairs_that_agree_are_no_chance),
		cmocka_unit_test(labels_drawn_at_random_go_with_nothing),
		cmocka_unit_test(what_cannot_be_told_has_a_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
