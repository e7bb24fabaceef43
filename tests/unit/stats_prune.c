/* pruning.json: sequences of tested sets, for systems of which everything is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/base/arena.h"
#include "secateur/stats/prune.h"

enum { MOST = 64 };

static void assert_set(const bool *drop, const json_t *want)
{
	bool expected[MOST] = {0};

	for (size_t i = 0; i < json_array_size(want); i++) {
		expected[json_integer_value(json_array_get(want, i))] = true;
	}
	assert_memory_equal(drop, expected, sizeof(expected));
}

static enum prune_outcome outcome_of(const json_t *test)
{
	const char *s = json_string_value(json_object_get(test, "outcome"));

	return strcmp(s, "OK") == 0 ? PRUNE_OK : strcmp(s, "BAD") == 0 ? PRUNE_BAD : PRUNE_CRASH;
}

static void assert_parts(const struct prune *p, size_t n, const json_t *want, enum prune_part part)
{
	bool is[MOST] = {0};

	for (size_t i = 0; i < n; i++) {
		is[i] = stats_prune_part(p, i) == part;
	}
	assert_set(is, want);
}

static void the_sets_tested_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/pruning.json"), *c, *test;
	size_t i, k;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		AUTO_ARENA struct arena *a = arena_new();
		double cost[MOST];
		bool drop[MOST] = {0};
		size_t n = vectors_numbers(c, "cost", cost, MOST);
		struct prune *p = stats_prune_new(cost, n, a);
		json_array_foreach(json_object_get(c, "expected_sequence"), k, test)
		{
			const json_t *named = json_object_get(test, "named");
			assert_true(stats_prune_next(p, drop));
			assert_set(drop, json_object_get(test, "drop"));
			stats_prune_tell(p, outcome_of(test),
			                 json_is_integer(named) ? (size_t)json_integer_value(named) : n);
		}
		assert_false(stats_prune_next(p, drop));
		assert_set(drop, json_object_get(c, "droppable"));
		assert_parts(p, n, json_object_get(c, "droppable"), PRUNE_DROPPABLE);
		assert_parts(p, n, json_object_get(c, "kept_for_quality"), PRUNE_NEEDED);
		assert_parts(p, n, json_object_get(c, "required_or_blocked"), PRUNE_REQUIRED);
	}
	assert_int_equal(i, 5);
	json_decref(root);
}

/* Each crashes as long as the one after it is kept; the last crashes alone but for the first: only all together may go. */
static void what_may_only_go_together_goes_together(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	const double cost[] = {4, 4, 2, 2};
	struct prune *p = stats_prune_new(cost, 4, a);
	bool drop[4];
	size_t tests = 0;

	for (; stats_prune_next(p, drop); tests++) {
		stats_prune_tell(p, drop[0] && drop[1] && drop[2] && drop[3] ? PRUNE_OK : PRUNE_CRASH, 4);
	}
	assert_int_equal(tests, 5); /* each alone, then all */
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(stats_prune_part(p, i), PRUNE_DROPPABLE);
	}
	stats_prune_tell(p, PRUNE_BAD, 4); /* nothing was asked */
	assert_int_equal(stats_prune_part(p, 0), PRUNE_DROPPABLE);
}

static void nothing_to_drop_is_over_at_once(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	bool drop[1];

	assert_false(stats_prune_next(stats_prune_new(NULL, 0, a), drop));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sets_tested_are_those_of_the_tables),
		cmocka_unit_test(what_may_only_go_together_goes_together),
		cmocka_unit_test(nothing_to_drop_is_over_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
