#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"

static struct arena *arena;

static int open_arena(void **state)
{
	arena = arena_new();
	*state = diag_new(arena);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const char *printed(const struct diag *d, enum diag_style style)
{
	char *out = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&out, &n);

	diag_print(d, f, style);
	fclose(f);
	char *ret = arena_strdup(arena, out);

	free(out);
	return ret;
}

static const struct source bad = {"bad.yaml", "a:\n  x: 1\n  y: 2\n  repeat: 5\n"};

static struct src_loc at(const struct source *in, unsigned line, unsigned col, unsigned len)
{
	return (struct src_loc){in, line, col, len};
}

static void the_line_and_the_culprit_are_shown(void **state)
{
	struct diag *d = *state;

	assert_false(diag_fail(d, at(&bad, 4, 3, 6), "unknown key '%s'", "repeat"));
	diag_help(d, "keys are listed by '%s'", "secateur schema");
	diag_help(d, "and in the manual");
	assert_string_equal(printed(d, DIAG_PLAIN), "bad.yaml:4:3: error: unknown key 'repeat'\n"
	                                            "    4 |   repeat: 5\n"
	                                            "      |   ^~~~~~\n"
	                                            "   = help: keys are listed by 'secateur schema'\n"
	                                            "   = help: and in the manual\n");
	assert_int_equal(diag_errors(d), 1);
}

static void messages_stand_in_the_order_of_their_places(void **state)
{
	static const struct source other = {"other.yaml", "z\n"};
	struct diag *d = *state;

	diag_fail(d, at(&bad, 2, 3, 1), "third");
	diag_fail(d, at(&other, 1, 1, 1), "last");
	diag_fail(d, NOWHERE, "first");
	diag_warn(d, at(&bad, 1, 1, 1), "second");
	diag_fail(d, at(&bad, 2, 3, 1), "fourth");
	const char *s = printed(d, DIAG_PLAIN);

	assert_memory_equal(s, "error: first\n", 13);
	static const char *const order[] = {"first", "second", "third", "fourth", "last"};

	for (size_t i = 0; i < 5; i++) {
		s = strstr(s, order[i]);
		assert_non_null(s);
	}
	assert_int_equal(diag_errors(d), 4);
	assert_non_null(strstr(printed(d, DIAG_PLAIN), "bad.yaml:1:1: warning: second\n"));
}

static void a_file_without_a_line_is_named_alone(void **state)
{
	struct diag *d = *state;

	diag_fail(d, at(&bad, 0, 0, 0), "the file is empty");
	assert_string_equal(printed(d, DIAG_PLAIN), "bad.yaml: error: the file is empty\n");
}

static void carets_count_characters_and_not_bytes(void **state)
{
	static const struct source in = {"u.yaml", "näïve: \"héé\"\tx\n"};
	struct diag *d = *state;

	/* "näïve: " is 9 bytes and 7 characters; the quoted text 7 bytes and 5 characters */
	diag_fail(d, at(&in, 1, 10, 7), "here");
	assert_string_equal(printed(d, DIAG_PLAIN), "u.yaml:1:10: error: here\n"
	                                            "    1 | näïve: \"héé\" x\n"
	                                            "      |        ^~~~~\n");
}

static void a_terminal_is_not_obeyed(void **state)
{
	static const struct source in = {"c\033.yaml", "a\033[2J\xff\xc3(\xe2\x80\xae z\xc2\x9b\r\n"};
	struct diag *d = *state;

	diag_fail(d, at(&in, 1, 13, 1), "key '%s'", "\033]0;x\a\xf0\x9f");
	assert_string_equal(printed(d, DIAG_PLAIN), "c?.yaml:1:13: error: key '?]0;x\?\?\?'\n"
	                                            "    1 | a?[2J?\?(? z?\n"
	                                            "      |           ^\n");
}

static void a_long_line_is_cut_around_the_culprit(void **state)
{
	struct source in = {"l.yaml", NULL};
	char *text = arena_alloc(arena, 5001, 1);
	struct diag *d = *state;

	memset(text, 'x', 5000);
	memcpy(text + 3000, "CULPRIT", 7);
	in.text = text;
	diag_fail(d, at(&in, 1, 3001, 7), "here");
	diag_fail(d, at(&in, 1, 1, 5000), "all of it");
	const char *s = printed(d, DIAG_PLAIN), *line = strstr(s, "here\n") + 5;
	const char *caret = strchr(line, '\n') + 1;

	assert_true(strlen(s) < 1000);
	assert_non_null(strstr(line, "    1 | …x"));
	assert_memory_equal(caret - 4, "…", 3);
	/* The ellipsis takes two bytes more than columns. */
	assert_int_equal(strstr(line, "CULPRIT") - line - 2, strchr(caret, '^') - caret);
	assert_non_null(strstr(caret, "^~~~~~~\n"));
}

static void a_place_outside_its_source_breaks_nothing(void **state)
{
	static const struct source none = {"n.yaml", NULL};
	struct diag *d = *state;

	diag_fail(d, at(&bad, 4, 500, 3), "right of the line");
	diag_fail(d, at(&bad, 900, 1, 1), "below the file");
	diag_fail(d, at(&bad, 1, 0, 0), "no column");
	diag_fail(d, at(&none, 1, 1, 1), "no text");
	diag_fail(d, at(&bad, 1, 1, UINT32_MAX), "endless");
	const char *s = printed(d, DIAG_PLAIN);

	assert_non_null(strstr(s, "    4 |   repeat: 5\n      |            ^\n"));
	assert_non_null(strstr(s, "bad.yaml:900:1: error: below the file\n"));
	assert_non_null(strstr(s, "bad.yaml:1:1: error: no column\n    1 | a:\n      | ^\n"));
	assert_non_null(strstr(s, "n.yaml:1:1: error: no text\n"));
}

static void after_a_hundred_the_rest_is_counted(void **state)
{
	struct diag *d = *state;

	for (int i = 0; i < 112; i++) {
		diag_fail(d, NOWHERE, "number %d", i);
	}
	const char *s = printed(d, DIAG_PLAIN);

	assert_non_null(strstr(s, "number 99\nand 12 more\n"));
	assert_null(strstr(s, "number 100"));
	assert_int_equal(diag_errors(d), 112);
}

static void the_step_that_failed_stands_before_the_message(void **state)
{
	struct diag *d = *state;

	assert_null(diag_last(d));
	diag_help(d, "advice without a message is dropped");
	assert_false(diag_within(d, "nothing to prefix"));
	diag_fail(d, NOWHERE, "disk full");
	assert_false(diag_within(d, "run %d", 14));
	assert_false(diag_within(d, "block %d", 2));
	assert_string_equal(diag_last(d), "block 2: run 14: disk full");
	assert_string_equal(printed(d, DIAG_PLAIN), "error: block 2: run 14: disk full\n");
}

static void a_message_without_a_place_is_given_one_once(void **state)
{
	struct diag *d = *state;
	static const struct source other = {"b.csv", "id\n"};

	assert_false(diag_at(d, at(&other, 1, 1, 1)));
	diag_fail(d, NOWHERE, "b.csv: no such file");
	assert_false(diag_at(d, at(&bad, 2, 3, 4)));
	assert_false(diag_at(d, at(&other, 1, 1, 1)));
	diag_fail(d, at(&bad, 1, 1, 1), "stands before it");
	assert_string_equal(printed(d, DIAG_PLAIN), "bad.yaml:1:1: error: stands before it\n"
	                                            "    1 | a:\n"
	                                            "      | ^\n"
	                                            "bad.yaml:2:3: error: b.csv: no such file\n"
	                                            "    2 |   x: 1\n"
	                                            "      |   ^~~~\n");
}

static void forgotten_messages_are_not_counted_or_printed(void **state)
{
	struct diag *d = *state;

	diag_fail(d, at(&bad, 1, 1, 1), "gone");
	assert_int_equal(diag_last_line(d), 1);
	diag_clear(d);
	assert_int_equal(diag_last_line(d), 0);
	assert_int_equal(diag_errors(d), 0);
	assert_null(diag_last(d));
	diag_fail(d, NOWHERE, "kept");
	assert_string_equal(printed(d, DIAG_PLAIN), "error: kept\n");
}

static void colours_come_only_when_asked_for(void **state)
{
	struct diag *d = *state;

	diag_fail(d, at(&bad, 1, 1, 1), "x");
	assert_null(strchr(printed(d, DIAG_PLAIN), '\033'));
	assert_non_null(strstr(printed(d, DIAG_COLOUR), "\033[1;31merror:\033[0m x\n"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_line_and_the_culprit_are_shown),
		TEST(messages_stand_in_the_order_of_their_places),
		TEST(a_file_without_a_line_is_named_alone),
		TEST(carets_count_characters_and_not_bytes),
		TEST(a_terminal_is_not_obeyed),
		TEST(a_long_line_is_cut_around_the_culprit),
		TEST(a_place_outside_its_source_breaks_nothing),
		TEST(after_a_hundred_the_rest_is_counted),
		TEST(the_step_that_failed_stands_before_the_message),
		TEST(a_message_without_a_place_is_given_one_once),
		TEST(forgotten_messages_are_not_counted_or_printed),
		TEST(colours_come_only_when_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
