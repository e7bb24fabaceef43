#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "secateur/stats/layout.h"

/* 3 blocks of 2 arms: block effects 0, 10, 20, the second arm 1 more, and what is left. */
static const double left[] = {0.5, -0.5, -1.0, 1.0, 0.5, -0.5};

static void fill(double *y)
{
	for (size_t i = 0; i < 6; i++) {
		y[i] = 10.0 * (double)(i / 2) + (double)(i % 2) + left[i];
	}
}

static void what_is_left_has_neither_block_nor_arm(void **state)
{
	(void)state;
	double y[6];

	fill(y);
	stats_centre(y, 3, 2, y);
	for (size_t i = 0; i < 6; i++) {
		assert_true(fabs(y[i] - left[i]) < 1e-14);
	}
}

static void its_standard_deviation_counts_what_was_fitted(void **state)
{
	(void)state;
	double y[6];

	fill(y);
	assert_true(fabs(stats_layout_sd(y, 3, 2) - sqrt(3.0 / 2.0)) < 1e-14);
}

static void the_spread_of_values_too_large_is_infinite(void **state)
{
	(void)state;
	const double square[] = {1e200, 0, 0, 1e200}, sum[] = {1.7e308, -1.7e308, 1.7e308, 1.7e308};

	assert_true(stats_layout_sd(square, 2, 2) == INFINITY);
	assert_true(stats_layout_sd(sum, 2, 2) == INFINITY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_has_neither_block_nor_arm),
		cmocka_unit_test(its_standard_deviation_counts_what_was_fitted),
		cmocka_unit_test(the_spread_of_values_too_large_is_infinite),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
