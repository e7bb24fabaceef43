#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/utf8.h"

static void assert_is(const char *s, uint32_t code, size_t columns)
{
	assert_int_equal(utf8_length(s, strlen(s)), strlen(s));
	assert_int_equal(utf8_code(s, strlen(s)), code);
	assert_int_equal(utf8_columns(s, strlen(s)), columns);
}

static void a_character_has_its_code_and_its_columns(void **state)
{
	(void)state;
	assert_is("a", 'a', 1);
	assert_is("\u00e9", 0xe9, 1);
	assert_is("\u2264", 0x2264, 1);
	assert_is("\u4e2d", 0x4e2d, 2);
	assert_is("\uff0a", 0xff0a, 2);
	assert_is("\U0001f600", 0x1f600, 2);
	assert_is("\U0010ffff", 0x10ffff, 1);
}

static void what_is_put_over_a_character_takes_no_column(void **state)
{
	(void)state;
	assert_is("\u0301", 0x301, 0);
	assert_is("\ufe0f", 0xfe0f, 0);
	assert_is("\u200d", 0x200d, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_character_has_its_code_and_its_columns),
		cmocka_unit_test(what_is_put_over_a_character_takes_no_column),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
