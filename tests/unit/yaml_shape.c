#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "secateur/yaml/shape.h"

static bool read_ours(const struct yaml *y, void *into, struct yaml_reader *r)
{
	(void)y, (void)into, (void)r;
	return true;
}

static void every_reader_has_a_shape(void **state)
{
	static const struct field rows[] = {
		{"a", read_text},   {"b", read_template}, {"c", read_name},  {"d", read_count},
		{"e", read_count1}, {"f", read_seed},     {"g", read_real},  {"h", read_bool},
		{"i", read_bytes},  {"j", read_duration}, {"k", read_texts}, {"l", read_percent},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_non_null(shape_of(&rows[i]));
	}
}

static void a_rows_own_shape_goes_first(void **state)
{
	const struct field row = {.key = "a", .read = read_text, .shape = &shape_count};

	(void)state;
	assert_ptr_equal(shape_of(&row), &shape_count);
}

static void a_reader_that_nobody_has_described_has_no_shape(void **state)
{
	const struct field ours = {.key = "a", .read = read_ours}, none = {.key = "b"};

	(void)state;
	assert_null(shape_of(&ours));
	assert_null(shape_of(&none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reader_has_a_shape),
		cmocka_unit_test(a_rows_own_shape_goes_first),
		cmocka_unit_test(a_reader_that_nobody_has_described_has_no_shape),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
