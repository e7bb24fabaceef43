#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/rng.h"

static void assert_permutation(struct rng *r, const json_t *expected)
{
	uint32_t at[64];
	size_t n = json_array_size(expected);

	assert_in_range(n, 2, 64);
	for (size_t i = 0; i < n; i++) {
		at[i] = (uint32_t)i;
	}
	rng_shuffle(r, at, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(at[i], json_integer_value(json_array_get(expected, i)));
	}
}

static void the_published_orders_are_reproduced(void **state)
{
	json_t *file = json_load_file(TEST_DATA "/vectors/rng_order.json", 0, NULL);
	json_t *one;
	size_t i;

	(void)state;
	assert_non_null(file);
	assert_true(json_array_size(json_object_get(file, "cases")) >= 3);
	json_array_foreach(json_object_get(file, "cases"), i, one)
	{
		struct rng r = rng_seed((uint64_t)json_integer_value(json_object_get(one, "seed")));
		const json_t *words = json_object_get(one, "first_u64");

		assert_int_equal(json_array_size(words), 4);
		for (size_t k = 0; k < 4; k++) {
			const char *word = json_string_value(json_array_get(words, k));

			assert_true(rng_next(&r) == strtoull(word, NULL, 10));
		}
		assert_permutation(&r, json_object_get(one, "then_perm_10"));
		assert_permutation(&r, json_object_get(one, "then_perm_24"));
	}
	json_decref(file);
}

static void streams_of_other_purposes_and_numbers_differ(void **state)
{
	struct rng same = rng_stream(1, "plan", 0);
	uint64_t x[5];

	(void)state;
	struct rng r[] = {rng_stream(1, "plan", 0), rng_stream(1, "plan", 1), rng_stream(1, "bootstrap", 0),
	                  rng_stream(2, "plan", 0), rng_stream(1, "", 0)};

	for (size_t i = 0; i < 5; i++) {
		x[i] = rng_next(&r[i]);
		for (size_t k = 0; k < i; k++) {
			assert_true(x[i] != x[k]);
		}
	}
	assert_true(rng_next(&same) == x[0]);
}

static void bounded_draws_are_even_and_stay_below(void **state)
{
	struct rng r = rng_seed(7);
	unsigned seen[6] = {0};

	(void)state;
	for (int i = 0; i < 60000; i++) {
		uint64_t x = rng_below(&r, 6);

		assert_true(x < 6);
		seen[x]++;
	}
	for (int i = 0; i < 6; i++) {
		assert_in_range(seen[i], 9500, 10500);
	}
	assert_true(rng_below(&r, 1) == 0);
	assert_true(rng_below(&r, UINT64_MAX) < UINT64_MAX);
}

static void unit_draws_lie_in_the_half_open_interval(void **state)
{
	struct rng r = rng_seed(7);
	double sum = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		double x = rng_unit(&r);

		assert_true(x >= 0 && x < 1);
		sum += x;
	}
	assert_true(sum > 4900 && sum < 5100);
}

static void nothing_and_one_thing_can_be_shuffled(void **state)
{
	struct rng r = rng_seed(7), before = r;
	uint32_t one = 9;

	(void)state;
	rng_shuffle(&r, NULL, 0);
	rng_shuffle(&r, &one, 1);
	assert_int_equal(one, 9);
	assert_memory_equal(&r, &before, sizeof(r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_orders_are_reproduced),
		cmocka_unit_test(streams_of_other_purposes_and_numbers_differ),
		cmocka_unit_test(bounded_draws_are_even_and_stay_below),
		cmocka_unit_test(unit_draws_lie_in_the_half_open_interval),
		cmocka_unit_test(nothing_and_one_thing_can_be_shuffled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
