#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/num.h"

static void whole_numbers_are_read_up_to_their_last_bit(void **state)
{
	int64_t n = 0;

	(void)state;
	assert_true(num_int("42", 0, 100, &n) && n == 42);
	assert_true(num_int("+7", 0, 100, &n) && n == 7);
	assert_true(num_int("-0", -1, 1, &n) && n == 0);
	assert_true(num_int("9223372036854775807", INT64_MIN, INT64_MAX, &n) && n == INT64_MAX);
	assert_true(num_int("-9223372036854775808", INT64_MIN, INT64_MAX, &n) && n == INT64_MIN);
}

static void what_is_no_whole_number_is_refused_and_nothing_is_written(void **state)
{
	static const char *const bad[] = {"",
	                                  " 1",
	                                  "1 ",
	                                  "1.0",
	                                  "0x10",
	                                  "ten",
	                                  "-",
	                                  "+",
	                                  "--1",
	                                  "1e3",
	                                  "1_0",
	                                  "9223372036854775808",
	                                  "-9223372036854775809",
	                                  "99999999999999999999999999",
	                                  "١"};
	int64_t n = 5;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(num_int(bad[i], INT64_MIN, INT64_MAX, &n));
	}
	assert_false(num_int("101", 0, 100, &n));
	assert_false(num_int("-1", 0, 100, &n));
	assert_int_equal(n, 5);
}

static void decimals_are_read(void **state)
{
	static const struct {
		const char *s;
		double x;
	} good[] = {{"1", 1},       {"-2.5", -2.5},
	            {"1e-3", 1e-3}, {".5", .5},
	            {"5.", 5},      {"+1E+2", 100},
	            {"0.1", 0.1},   {"1.7976931348623157e308", 1.7976931348623157e308}};
	double x = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(num_real(good[i].s, &x));
		assert_true(x == good[i].x);
	}
}

static void what_is_no_finite_decimal_is_refused(void **state)
{
	static const char *const bad[] = {"",       ".",   "e5",  "1e",    "1e+", "0x1p3",  "0x10",
	                                  "inf",    "nan", "1 ",  " 1",    "1,5", "1.2.3",  "1e999",
	                                  "-1e999", "1f",  "--1", "1e5.0", "+",   "NAN(1)", "infinity"};
	double x = 5;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(num_real(bad[i], &x));
	}
	assert_true(x == 5);
}

static void a_comma_locale_changes_no_number(void **state)
{
	double x = 0;

	(void)state;
	if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8")) {
		skip();
	}
	assert_true(num_real("1.5", &x) && x == 1.5);
	assert_false(num_real("1,5", &x));
	AUTO_ARENA struct arena *a = arena_new();

	assert_string_equal(num_show_real(1.5, a), "1.5");
	setlocale(LC_ALL, "C");
}

static void durations_wear_their_unit(void **state)
{
	static const struct {
		const char *s;
		nsec_t t;
	} good[] = {
		{"90 s", 90 * NSEC_PER_SEC},
		{"90s", 90 * NSEC_PER_SEC},
		{"10 min", 600 * NSEC_PER_SEC},
		{"1h30m", 5400 * NSEC_PER_SEC},
		{"1 h 30 min", 5400 * NSEC_PER_SEC},
		{"250ms", 250 * NSEC_PER_MSEC},
		{"20us", 20 * NSEC_PER_USEC},
		{"20 µs", 20 * NSEC_PER_USEC},
		{"7ns", 7},
		{"3 d", 3 * 86400 * NSEC_PER_SEC},
		{"0.1 s", 100 * NSEC_PER_MSEC},
		{"1.5h", 5400 * NSEC_PER_SEC},
		{"0 s", 0},
		{"3653 d", INT64_C(3653) * 86400 * NSEC_PER_SEC},
		{"123456789.123456789 s", INT64_C(123456789123456789)},
	};
	nsec_t t = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(num_duration(good[i].s, &t));
		assert_int_equal(t, good[i].t);
	}
}

static void what_is_no_duration_is_refused(void **state)
{
	static const char *const bad[] = {"",
	                                  "5",
	                                  "0",
	                                  "-1 s",
	                                  "s",
	                                  "1 s ",
	                                  " 1 s",
	                                  "1 S",
	                                  "30m1h",
	                                  "1s1s",
	                                  "1.s",
	                                  "1e3 s",
	                                  "1 week",
	                                  "4000 d",
	                                  "1 min 1 m",
	                                  "inf s",
	                                  "99999999999999999999 s",
	                                  "1 s 2",
	                                  "3653 d 1 ns",
	                                  "1..5 s",
	                                  "nan s"};
	nsec_t t = 5;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (num_duration(bad[i], &t)) {
			fail_msg("'%s' was taken for a duration", bad[i]);
		}
	}
	assert_int_equal(t, 5);
}

static void sizes_are_binary_with_an_i_and_decimal_without(void **state)
{
	static const struct {
		const char *s;
		uint64_t n;
	} good[] = {{"8 GiB", UINT64_C(8) << 30},
	            {"500 MB", 500000000},
	            {"64k", 64000},
	            {"1024 B", 1024},
	            {"1.5 KiB", 1536},
	            {"2TiB", UINT64_C(2) << 40},
	            {"0 B", 0}};
	static const char *const bad[] = {
		"", "5", "-1 B", "1 XB", "16384 PiB 1", "99999999 PiB", "1 B ", "1 GiB 1 MiB", "1 gib"};
	uint64_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(num_bytes(good[i].s, &n));
		assert_true(n == good[i].n);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(num_bytes(bad[i], &n));
	}
}

static void a_percentage_needs_its_sign(void **state)
{
	double x = 5;

	(void)state;
	assert_true(num_percent("1 %", &x) && x == 0.01);
	assert_true(num_percent("0.5%", &x) && x == 0.005);
	assert_true(num_percent("-5 %", &x) && x == -0.05);
	assert_false(num_percent("1", &x));
	assert_false(num_percent("% 1", &x));
	assert_false(num_percent("1 % ", &x));
	assert_false(num_percent("inf %", &x));
	assert_false(num_percent("", &x));
}

static void durations_are_shown_with_three_digits(void **state)
{
	static const struct {
		nsec_t t;
		const char *s;
	} shown[] = {
		{0, "0 s"},
		{7, "7 ns"},
		{999, "999 ns"},
		{1000, "1.00 us"},
		{56700000, "56.7 ms"},
		{999499999, "999 ms"},
		{999600000, "1.00 s"},
		{1234567890, "1.23 s"},
		{-1234567890, "-1.23 s"},
		{59949999999, "59.9 s"},
		{59960000000, "1 min"},
		{723 * NSEC_PER_SEC, "12 min 3 s"},
		{3599 * NSEC_PER_SEC + 999999999, "1 h"},
		{7500 * NSEC_PER_SEC, "2 h 5 min"},
		{86399 * NSEC_PER_SEC, "1 d"},
		{100000 * NSEC_PER_SEC, "1 d 4 h"},
	};
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		assert_string_equal(num_show_duration(shown[i].t, a), shown[i].s);
	}
	assert_non_null(num_show_duration(INT64_MIN, a));
	assert_non_null(num_show_duration(INT64_MAX, a));
}

static void sizes_are_shown_with_three_digits(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	assert_string_equal(num_show_bytes(0, a), "0 B");
	assert_string_equal(num_show_bytes(1023, a), "1023 B");
	assert_string_equal(num_show_bytes(1024, a), "1.00 KiB");
	assert_string_equal(num_show_bytes(1048575, a), "1.00 MiB");
	assert_string_equal(num_show_bytes(UINT64_C(3) << 29, a), "1.50 GiB");
	assert_string_equal(num_show_bytes(UINT64_MAX, a), "16.0 EiB");
}

static void percents_are_shown_without_powers_of_ten(void **state)
{
	static const struct {
		double share;
		int digits;
		const char *s;
	} shown[] = {
		{1, 2, "100 %"},
		{12.5, 3, "1250 %"},
		{0.05, 2, "5 %"},
		{0.98333333, 5, "98.333 %"},
		{0, 3, "0 %"},
		{-0.1234, 2, "-12 %"},
		{0.0000004, 2, "0.00004 %"},
		{0.0999, 2, "10 %"},
		{0.5, 6, "50 %"},
		{1e30, 2, "1e+32 %"},
	};
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		assert_string_equal(num_show_percent(shown[i].share, shown[i].digits, a), shown[i].s);
	}
}

static void a_shown_number_reads_back_as_itself(void **state)
{
	static const double all[] = {0.1, 1.0 / 3, 1e300, 5e-324, 123456789012345678.0, -0.30000000000000004,
	                             2};
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		double x = 0;

		assert_true(num_real(num_show_real(all[i], a), &x));
		assert_true(x == all[i]);
	}
	assert_string_equal(num_show_real(0.1, a), "0.1");
	assert_string_equal(num_show_real(0.30000000000000004, a), "0.30000000000000004");
	assert_string_equal(num_show_real(INFINITY, a), "inf");
}

static void a_stamp_is_utc_with_milliseconds(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	assert_string_equal(clock_iso8601(INT64_C(1795422121123456789), a), "2026-11-23T08:22:01.123Z");
	assert_string_equal(clock_iso8601(0, a), "1970-01-01T00:00:00.000Z");
	assert_string_equal(clock_iso8601(-1, a), "1969-12-31T23:59:59.999Z");
	assert_true(clock_now() <= clock_now());
}

static void stamps_of_other_programs_are_read(void **state)
{
	static const struct {
		const char *text;
		nsec_t at; /* behind 2022-06-01T00:00:00Z */
	} good[] = {{"2022-06-01T00:00:00", 0},
	            {"2022-06-01T00:00:01Z", NSEC_PER_SEC},
	            {"2022-06-01T00:00:00.25", NSEC_PER_SEC / 4},
	            {"2022-06-01T00:00:00.000000001+00:00", 1},
	            {"2022-06-01T00:00:00.0000000019Z", 1},
	            {"2022-06-01T02:00:00+02:00", 0},
	            {"2022-05-31T22:30:00-01:30", 0}};
	static const char *const bad[] = {"",
	                                  "2022-06-01",
	                                  "2022-06-01T00:00",
	                                  "2022-06-01T00:00:00 UTC",
	                                  "2022-06-01T00:00:00+2:00",
	                                  "2022-06-01T00:00:00+02:0x",
	                                  "9999-12-31T00:00:00Z"};
	const nsec_t begin = INT64_C(1654041600) * NSEC_PER_SEC;
	nsec_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(clock_from_utc(good[i].text, &at));
		assert_int_equal(at - begin, good[i].at);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(clock_from_utc(bad[i], &at));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers_are_read_up_to_their_last_bit),
		cmocka_unit_test(what_is_no_whole_number_is_refused_and_nothing_is_written),
		cmocka_unit_test(decimals_are_read),
		cmocka_unit_test(what_is_no_finite_decimal_is_refused),
		cmocka_unit_test(a_comma_locale_changes_no_number),
		cmocka_unit_test(durations_wear_their_unit),
		cmocka_unit_test(what_is_no_duration_is_refused),
		cmocka_unit_test(sizes_are_binary_with_an_i_and_decimal_without),
		cmocka_unit_test(a_percentage_needs_its_sign),
		cmocka_unit_test(durations_are_shown_with_three_digits),
		cmocka_unit_test(sizes_are_shown_with_three_digits),
		cmocka_unit_test(percents_are_shown_without_powers_of_ten),
		cmocka_unit_test(a_shown_number_reads_back_as_itself),
		cmocka_unit_test(a_stamp_is_utc_with_milliseconds),
		cmocka_unit_test(stamps_of_other_programs_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
