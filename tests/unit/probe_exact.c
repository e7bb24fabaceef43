/* Instructions counted by valgrind, of programs whose count is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/arena_fixture.h"

#include "secateur/base/fs.h"
#include "secateur/base/proc.h"
#include "secateur/base/units.h"
#include "secateur/model/spec.h"
#include "secateur/probe/exact.h"

/** Under valgrind, or the test is left out where there is none. */
static struct reading count_for(nsec_t limit, const char *const *argv, int *exit_code)
{
	struct proc_result r;
	char *logs;

	if (exact_usable(arena, NULL)) {
		skip();
	}
	assert_true(fs_make_temp_dir("/tmp", "count", arena, diag, &logs));
	const struct proc_request q = {.argv = exact_argv(argv, logs, arena), .limit_ns = limit};
	assert_true(proc_capture(&q, arena, diag, &r));
	*exit_code = r.exit_code;
	struct reading counted = exact_read(logs, arena);
	fs_remove_tree(logs, diag);
	assert_string_equal(counted.event, EXACT_EVENT);
	return counted;
}

static struct reading count(const char *const *argv, int *exit_code)
{
	return count_for(60 * NSEC_PER_SEC, argv, exit_code);
}

static double turns(const char *n)
{
	int code;
	struct reading r = count((const char *const[]){ACTOR, "turns", n, NULL}, &code);

	assert_null(r.absent_reason);
	assert_int_equal(code, 0);
	return r.value;
}

static void a_loop_of_known_length_is_counted_exactly(void **state)
{
	(void)state;
	double one = turns("100000"), two = turns("200000");

	assert_true(two - one >= 200000 &&
	            two - one < 200100); /* two instructions a turn, and the digits of a number */
	assert_true(turns("100000") == one);
}

static void programs_that_a_program_starts_are_in_it(void **state)
{
	int code;
	struct reading one, two;

	(void)state;
	one = count((const char *const[]){"sh", "-c", "\"$0\" turns 300000; exit 3", ACTOR, NULL}, &code);
	assert_int_equal(code, 3);
	two = count((const char *const[]){"sh", "-c", "\"$0\" turns 100000 & \"$0\" turns 300000; wait",
	                                  ACTOR, NULL},
	            &code);
	assert_null(one.absent_reason);
	assert_null(two.absent_reason);
	assert_true(two.value - one.value > 200000 && two.value - one.value < 1e6);
}

static void what_would_be_counted_twice_has_a_reason_in_place_of_a_value(void **state)
{
	int code;
	struct reading r = count((const char *const[]){ACTOR, "fork", "1", "5", "wait", NULL}, &code);

	(void)state;
	assert_string_equal(
		r.absent_reason,
		"a process forked and started no program: valgrind counts its parent's work twice");
}

static void a_process_that_was_killed_has_no_count(void **state)
{
	int code;
	struct reading r =
		count_for(2 * NSEC_PER_SEC, (const char *const[]){ACTOR, "sleep", "60000", NULL}, &code);

	(void)state;
	assert_string_equal(r.absent_reason, "a process was killed before its instructions were counted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_loop_of_known_length_is_counted_exactly),
		TEST(programs_that_a_program_starts_are_in_it),
		TEST(what_would_be_counted_twice_has_a_reason_in_place_of_a_value),
		TEST(a_process_that_was_killed_has_no_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
