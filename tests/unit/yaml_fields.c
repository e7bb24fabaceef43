#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../helpers/arena_fixture.h"
#include "secateur/base/arena.h"
#include "secateur/base/units.h"
#include "secateur/yaml/yaml.h"

struct record {
	const char *workload, *name;
	struct text command;
	unsigned count, repeats;
	uint64_t seed, memory;
	double real, margin;
	bool flag;
	nsec_t limit;
	struct texts files;
};

#define ROW(key, reader, required)                                                  \
	{                                                                           \
#key, reader, offsetof(struct record, key), required, "about " #key \
	}

static const struct field rows[] = {
	ROW(workload, read_text, true), ROW(name, read_name, false),      ROW(command, read_template, false),
	ROW(count, read_count, false),  ROW(repeats, read_count1, false), ROW(seed, read_seed, false),
	ROW(memory, read_bytes, false), ROW(real, read_real, false),      ROW(margin, read_percent, false),
	ROW(flag, read_bool, false),    ROW(limit, read_duration, false), ROW(files, read_texts, false),
};

static bool read_record(const char *text, struct record *ret)
{
	static const char *const others[] = {"factors"};
	struct source *in = NEW(arena, struct source);
	struct yaml_reader r = {arena, diag, NULL};
	const struct yaml *y = NULL;

	*in = (struct source){"e.yaml", text};
	diag_clear(diag);
	assert_true(yaml_parse(in, arena, diag, &y));
	return yaml_fields(y, rows, sizeof(rows) / sizeof(*rows), others, 1, ret, &r);
}

static const char *complaints(const char *text)
{
	struct record rec = {0};
	char *out = NULL;
	size_t n = 0;

	assert_false(read_record(text, &rec));
	FILE *f = open_memstream(&out, &n);

	diag_print(diag, f, DIAG_PLAIN);
	fclose(f);
	const char *ret = arena_strdup(arena, out);

	free(out);
	return ret;
}

static void every_kind_of_value_is_read(void **state)
{
	struct record rec = {0};

	(void)state;
	assert_true(
		read_record("workload: sex\nname: a-b_c.1+\ncommand: 'run {x}'\ncount: 0\nrepeats: \"5\"\n"
	                    "seed: 9223372036854775807\nmemory: 8 GiB\nreal: 1e-3\nmargin: 1 %\nflag: yes\n"
	                    "limit: 90 s\nfiles: [a, b]\nfactors: {left: to, the: caller}\n",
	                    &rec));
	assert_string_equal(rec.workload, "sex");
	assert_string_equal(rec.name, "a-b_c.1+");
	assert_string_equal(rec.command.s, "run {x}");
	assert_int_equal(rec.command.at.col, 11);
	assert_int_equal(rec.count, 0);
	assert_int_equal(rec.repeats, 5);
	assert_true(rec.seed == INT64_MAX);
	assert_true(rec.memory == UINT64_C(8) << 30);
	assert_true(rec.real == 1e-3 && rec.margin == 0.01);
	assert_true(rec.flag);
	assert_int_equal(rec.limit, 90 * NSEC_PER_SEC);
	assert_int_equal(rec.files.n, 2);
	assert_string_equal(rec.files.at[1].s, "b");
	assert_int_equal(rec.files.at[1].at.col, 12);
	assert_true(read_record("workload: x\nfiles: single\nflag: false\n", &rec));
	assert_int_equal(rec.files.n, 1);
	assert_false(rec.flag);
}

static void an_unknown_key_is_pointed_at(void **state)
{
	(void)state;
	assert_string_equal(complaints("workload: x\n\nrepeat: 5\n"),
	                    "e.yaml:3:1: error: unknown key 'repeat'; did you mean 'repeats'?\n"
	                    "    3 | repeat: 5\n"
	                    "      | ^~~~~~\n");
	assert_non_null(strstr(complaints("workload: x\nfactor: 5\n"), "did you mean 'factors'?"));
	assert_non_null(
		strstr(complaints("workload: x\n'': 5\n"), "e.yaml:2:1: error: unknown key nothing\n"));
	assert_non_null(strstr(complaints("workload: x\nbanana: 5\n"), "unknown key 'banana'\n"));
}

static void a_missing_key_is_told_where_the_map_begins(void **state)
{
	(void)state;
	assert_string_equal(complaints("# c\nseed: 5\n"), "e.yaml:2:1: error: 'workload' is missing\n"
	                                                  "    2 | seed: 5\n"
	                                                  "      | ^\n");
	assert_non_null(strstr(complaints("{}"), "e.yaml:1:1: error: 'workload' is missing"));
}

static void all_mistakes_are_told_at_once(void **state)
{
	const char *s = complaints("count: ten\nrepeats: 0\nlimit: 5\nbananas: 1\nmargin: [1]\n");
	static const char *const said[] = {
		"1:1: error: 'workload' is missing",
		"1:8: error: expected a whole number, not 'ten'",
		"2:10: error: expected a whole number from 1 to 1000000000, not '0'",
		"3:8: error: expected a duration such as '90 s' or '10 min', not '5'",
		"4:1: error: unknown key 'bananas'",
		"5:9: error: expected a percentage such as '1 %', not a list"};

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		s = strstr(s, said[i]);
		assert_non_null(s);
	}
	assert_int_equal(diag_errors(diag), 6);
}

static void a_limit_of_nothing_is_refused_rather_than_taken_for_none(void **state)
{
	(void)state;
	assert_non_null(
		strstr(complaints("workload: x\nlimit: 0 s\n"), "e.yaml:2:8: error: expected more than 0"));
	assert_non_null(
		strstr(complaints("workload: x\nmemory: 0 B\n"), "e.yaml:2:9: error: expected more than 0"));
}

static void what_was_expected_and_what_stands_there_is_said(void **state)
{
	static const char *const rows_of[][2] = {
		{"workload: []", "expected a text, not a list"},
		{"name: a b", "expected a name of letters, digits, '_', '.', '+' and '-', not 'a b'"},
		{"name: ''", "not nothing"},
		{"name: {}", "not a map"},
		{"command: {}", "expected a text, not a map"},
		{"count: -1", "expected a whole number from 0 to 1000000000, not '-1'"},
		{"count: 99999999999999999999", "expected a whole number from 0 to 1000000000"},
		{"count: 1.5", "expected a whole number, not '1.5'"},
		{"count:", "expected a whole number, not nothing"},
		{"seed: -1", "expected a whole number from 0 to 9223372036854775807, not '-1'"},
		{"memory: 5", "expected a size such as '8 GiB' or '500 MB', not '5'"},
		{"real: nan", "expected a number, not 'nan'"},
		{"real: 0x10", "expected a number, not '0x10'"},
		{"margin: 1", "expected a percentage such as '1 %', not '1'"},
		{"flag: True!", "expected true or false, not 'True!'"},
		{"flag: []", "expected true or false, not a list"},
		{"limit: soon", "expected a duration such as '90 s' or '10 min', not 'soon'"},
		{"files: {}", "expected a text or a list of texts, not a map"},
		{"files: [a, [b]]", "expected a text, not a list"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows_of) / sizeof(*rows_of); i++) {
		const char *s = complaints(arena_printf(arena, "%s\n", rows_of[i][0]));

		if (!strstr(s, rows_of[i][1])) {
			fail_msg("expected: %s\nsaid: %s", rows_of[i][1], s);
		}
	}
}

static void a_refused_value_leaves_its_place_alone(void **state)
{
	struct record rec = {.count = 7, .limit = 8, .real = 9, .flag = true, .margin = 10, .memory = 11};

	(void)state;
	rec.files.n = 12;
	assert_false(read_record("workload: x\ncount: x\nlimit: x\nreal: x\nflag: x\nmargin: "
	                         "x\nmemory: x\nfiles: [[]]\n",
	                         &rec));
	assert_int_equal(rec.count, 7);
	assert_int_equal(rec.limit, 8);
	assert_true(rec.real == 9 && rec.flag && rec.margin == 10 && rec.memory == 11);
	assert_int_equal(rec.files.n, 12);
}

static void what_is_no_map_is_said_so(void **state)
{
	(void)state;
	assert_non_null(strstr(complaints("[a]"), "e.yaml:1:1: error: expected a map, not a list\n"));
	assert_non_null(strstr(complaints("text"), "expected a map, not 'text'\n"));
	assert_non_null(strstr(complaints("---\n"), "expected a map, not nothing\n"));
}

static void long_texts_are_cut_in_messages(void **state)
{
	char text[2000] = "workload: x\ncount: ";

	(void)state;
	for (size_t i = 19; i < sizeof(text) - 3; i += 2) {
		memcpy(text + i, "é", 2);
	}
	complaints(text);
	assert_true(strlen(diag_last(diag)) < 120);
	assert_non_null(strstr(diag_last(diag), "é…'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_kind_of_value_is_read),
		TEST(an_unknown_key_is_pointed_at),
		TEST(a_missing_key_is_told_where_the_map_begins),
		TEST(all_mistakes_are_told_at_once),
		TEST(a_limit_of_nothing_is_refused_rather_than_taken_for_none),
		TEST(what_was_expected_and_what_stands_there_is_said),
		TEST(a_refused_value_leaves_its_place_alone),
		TEST(what_is_no_map_is_said_so),
		TEST(long_texts_are_cut_in_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
