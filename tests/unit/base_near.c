#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"

static const char *const names[] = {"repeats", "workload", "time_limit", "seed", "seeds", "n"};

static const char *near(const char *typo) { return near_name(typo, names, sizeof(names) / sizeof(*names)); }

static void a_mistyped_name_finds_its_neighbour(void **state)
{
	(void)state;
	assert_string_equal(near("repeat"), "repeats");
	assert_string_equal(near("wrokload"), "workload");
	assert_string_equal(near("REPEATS"), "repeats");
	assert_string_equal(near("timelimit"), "time_limit");
	assert_string_equal(near("sede"), "seed");
}

static void the_first_of_equals_is_taken(void **state)
{
	(void)state;
	assert_string_equal(near("sees"), "seed");
}

static void what_is_far_from_all_gets_no_advice(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	char endless[5000];

	(void)state;
	memset(endless, 'r', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	assert_null(near("banana"));
	assert_null(near(""));
	assert_null(near("x"));
	assert_null(near(endless));
	assert_null(near_name("repeat", NULL, 0));
	assert_string_equal(near_hint("banana", names, 6, a), "");
	assert_string_equal(near_hint("repeat", names, 6, a), "; did you mean 'repeats'?");
}

static void letters_are_bytes_whatever_they_are(void **state)
{
	static const char *const odd[] = {"größe", "\xff\xfe\xfd"};

	(void)state;
	assert_string_equal(near_name("grösse", odd, 2), "größe");
	assert_string_equal(near_name("\xff\xfe\xfc", odd, 2), "\xff\xfe\xfd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mistyped_name_finds_its_neighbour),
		cmocka_unit_test(the_first_of_equals_is_taken),
		cmocka_unit_test(what_is_far_from_all_gets_no_advice),
		cmocka_unit_test(letters_are_bytes_whatever_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
