#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../helpers/quality_fixture.h"
#include "secateur/base/clock.h"
#include "secateur/base/strbuf.h"

static void write_bytes(const struct run *r, const char *file, const char *text, size_t n)
{
	assert_true(fs_write(fs_join(r->arena, r->dir, file), text, n, r->diag));
}

static void write_text(const struct run *r, const char *file, const char *text)
{
	write_bytes(r, file, text, strlen(text));
}

static void gives(struct run *r, const char *extractor, const char *text, double value)
{
	extract(r, extractor, text);
	assert_int_equal(r->found.metrics.n, 1);
	if (r->found.metrics.at[0].absent_reason) {
		fail_msg("%s", r->found.metrics.at[0].absent_reason);
	}
	if (r->found.metrics.at[0].value != value) {
		fail_msg("%s: %.17g, not %.17g", text, r->found.metrics.at[0].value, value);
	}
}

static void lacks(struct run *r, const char *extractor, const char *text, const char *reason)
{
	extract(r, extractor, text);
	assert_int_equal(r->found.metrics.n, 1);
	assert_int_equal(r->found.artifacts.n, 0);
	is_absent(r, "m", reason);
}

static void refuses(struct run *r, const char *extractor, const char *text, const char *complaint)
{
	diag_clear(r->diag);
	assert_null(parameters(r, quality_find(extractor), text));
	assert_string_equal(diag_last(r->diag), complaint);
	assert_int_equal(diag_last_line(r->diag), 1);
}

/* --- what all have in common ----------------------------------------------------------------------- */

static const struct {
	const char *extractor, *params;
} all[] = {
	{"json", "{file: f, path: /a}"},
	{"jsonl", "{file: f, of: count}"},
	{"yaml", "{file: f, path: /a}"},
	{"csv", "{file: f, column: a, of: count}"},
	{"sqlite", "{file: f, query: SELECT 1}"},
	{"text", "{file: f, count: x}"},
	{"file_size", "{file: f}"},
	{"hash", "{file: f}"},
};
enum { N_ALL = sizeof(all) / sizeof(*all) };

static void a_file_that_is_missing_or_empty_or_stale_or_a_folder_is_not_measured(void **state)
{
	struct run *r = *state;
	char *f = fs_join(r->arena, r->dir, "f");

	for (size_t i = 0; i < N_ALL; i++) {
		r->began = 0;
		lacks(r, all[i].extractor, all[i].params, "no file f");
		write_text(r, "f", "");
		lacks(r, all[i].extractor, all[i].params, "f is empty");
		write_text(r, "f", "a: 1\n");
		r->began = clock_wall() + NSEC_PER_SEC;
		lacks(r, all[i].extractor, all[i].params, "f is older than the run");
		unlink(f);
		assert_true(fs_make_dirs(f, r->diag));
		lacks(r, all[i].extractor, all[i].params, "f is no file");
		assert_true(fs_remove_tree(f, r->diag));
	}
}

static void a_file_that_is_no_text_or_too_large_is_not_read(void **state)
{
	struct run *r = *state;
	char *f = fs_join(r->arena, r->dir, "f");

	for (size_t i = 0; i < N_ALL; i++) {
		if (strcmp(all[i].extractor, "sqlite") == 0) {
			break;
		}
		write_bytes(r, "f", "1\0 2\n", 5);
		lacks(r, all[i].extractor, all[i].params, "f holds a NUL byte: it is no text file");
		assert_int_equal(truncate(f, (256 << 20) + 1), 0);
		lacks(r, all[i].extractor, all[i].params, "f is larger than 256 MiB");
	}
	gives(r, "file_size", "{file: f}", (256 << 20) + 1);
}

static void a_file_that_may_not_be_read_is_named_without_the_runs_folder(void **state)
{
	struct run *r = *state;

	if (geteuid() == 0) {
		skip(); /* who may read all */
	}
	write_text(r, "f", "a: 1\n");
	assert_int_equal(chmod(fs_join(r->arena, r->dir, "f"), 0), 0);
	lacks(r, "json", "{file: f, path: /a}", "f: Permission denied");
	lacks(r, "hash", "{file: f}", "f: Permission denied");
}

static void a_second_metric_of_an_extractor_of_one_is_absent(void **state)
{
	struct run *r = *state;
	static const struct criterion asked[] = {{.name = "m"}, {.name = "second"}};

	for (size_t i = 0; i < N_ALL; i++) {
		extract_all(r, all[i].extractor, all[i].params, asked, 2);
		is_absent(r, "second", "its extractor gives one metric only");
		is_absent(r, "m", "no file f");
		write_text(r, "f", "a\n");
		extract_all(r, all[i].extractor, all[i].params, asked, 2);
		is_absent(r, "second", "its extractor gives one metric only");
		unlink(fs_join(r->arena, r->dir, "f"));
	}
}

static void the_unit_is_the_experiments_or_else_the_extractors(void **state)
{
	struct run *r = *state;
	static const struct criterion px = {.name = "m", .unit = "px"};

	write_text(r, "a.json", "{\"a\": 1}");
	extract(r, "json", "{file: a.json, path: /a}");
	assert_string_equal(r->found.metrics.at[0].unit, "1");
	extract_all(r, "json", "{file: a.json, path: /a}", &px, 1);
	assert_string_equal(r->found.metrics.at[0].unit, "px");
	extract(r, "text", "{file: a.json, count: a}");
	assert_string_equal(r->found.metrics.at[0].unit, "lines");
	extract(r, "file_size", "{file: a.json}");
	assert_string_equal(r->found.metrics.at[0].unit, "B");
}

static void a_name_in_a_text_that_nobody_knows_is_pointed_at(void **state)
{
	struct run *r = *state;

	diag_clear(r->diag);
	assert_null(parameters(r, quality_find("json"), "{file: a, path: '/{x}'}"));
	assert_null(parameters(r, quality_find("jsonl"), "{file: a, of: count, where: {/a: '{x}'}}"));
	assert_null(parameters(r, quality_find("csv"), "{file: a, column: '{x}', of: count}"));
	assert_null(parameters(r, quality_find("sqlite"), "{file: a, query: 'SELECT {x}'}"));
	assert_null(parameters(r, quality_find("text"), "{file: '{x}', count: a}"));
	assert_null(parameters(r, quality_find("file_size"), "{file: '{x}'}"));
	assert_null(parameters(r, quality_find("hash"), "{file: '{x}'}"));
	assert_int_equal(diag_errors(r->diag), 7);
	assert_non_null(parameters(r, quality_find("text"), "{file: a, count: 'a{2}'}"));
}

/* --- json ----------------------------------------------------------------------------------------- */

static void a_json_pointer_leads_to_a_number(void **state)
{
	struct run *r = *state;

	write_text(r, "m.json",
	           "{\"psf\": {\"n\": 42, \"fwhm\": -2.5e-1}, \"a/b\": [1, {\"m~n\": 7}], \"\": 3,\n"
	           " \"big\": 18446744073709551614, \"bad\": NaN}\n");
	gives(r, "json", "{file: m.json, path: /psf/n}", 42);
	gives(r, "json", "{file: m.json, path: /psf/fwhm}", -0.25);
	gives(r, "json", "{file: m.json, path: /a~1b/1/m~0n}", 7);
	gives(r, "json", "{file: m.json, path: /}", 3);
	gives(r, "json", "{file: m.json, path: /big}", 18446744073709551614.0);
	write_text(r, "n.json", "12");
	gives(r, "json", "{file: n.json, path: ''}", 12);
}

static void a_list_or_an_object_of_json_has_a_length(void **state)
{
	struct run *r = *state;

	write_text(r, "m.json", "{\"list\": [1, null, 3], \"none\": [], \"text\": \"abc\"}");
	gives(r, "json", "{file: m.json, path: /list, of: length}", 3);
	gives(r, "json", "{file: m.json, path: /none, of: length}", 0);
	gives(r, "json", "{file: m.json, path: '', of: length}", 3);
	lacks(r, "json", "{file: m.json, path: /text, of: length}",
	      "/text of m.json holds a text, not a list or an object");
}

static void numbers_that_are_none_are_json_and_not_measured(void **state)
{
	struct run *r = *state;

	write_text(r, "m.json",
	           "{\"nan\": NaN, \"inf\": [Infinity, -Infinity], \"huge\": 1e999, \"good\": 1}");
	lacks(r, "json", "{file: m.json, path: /nan}", "not a finite number");
	lacks(r, "json", "{file: m.json, path: /inf/0}", "not a finite number");
	lacks(r, "json", "{file: m.json, path: /inf/1}", "not a finite number");
	lacks(r, "json", "{file: m.json, path: /huge}", "not a finite number");
	gives(r, "json", "{file: m.json, path: /good}", 1);
}

static void whole_numbers_of_any_size_are_numbers(void **state)
{
	struct run *r = *state;

	write_text(
		r, "m.json",
		"{\"text \\\" 98765432109876543210\": -9223372036854775808, \"most\": 18446744073709551615,"
		" \"more\": [98765432109876543210, -98765432109876543210], \"real\": 98765432109876543210.5e-3}");
	gives(r, "json", "{file: m.json, path: '/text \" 98765432109876543210'}", -9223372036854775808.0);
	gives(r, "json", "{file: m.json, path: /most}", 18446744073709551615.0);
	gives(r, "json", "{file: m.json, path: /more/0}", 98765432109876543210.0);
	gives(r, "json", "{file: m.json, path: /more/1}", -98765432109876543210.0);
	gives(r, "json", "{file: m.json, path: /real}", 98765432109876543.2105);
	write_text(r, "m.json", "-9223372036854775809");
	gives(r, "json", "{file: m.json, path: ''}", -9223372036854775808.0);
	write_text(r, "m.json", "[18446744073709551616, x]");
	lacks(r, "json", "{file: m.json, path: ''}",
	      "line 1 of m.json is no JSON at column 24: unexpected character");
}

static void a_byte_order_mark_is_no_part_of_a_text(void **state)
{
	static const struct {
		const char *extractor, *params, *text;
	} cases[] = {
		{"json", "{file: f, path: /a}", "{\"a\": 7}"},
		{"jsonl", "{file: f, path: /a, of: sum}", "{\"a\": 3}\n{\"a\": 4}\n"},
		{"yaml", "{file: f, path: /a}", "a: 7\n"},
		{"csv", "{file: f, column: a, of: last}", "a,b\n7,8\n"},
		{"text", "{file: f, capture: '^a = (.)'}", "a = 7\n"},
	};
	struct run *r = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		write_text(r, "f", arena_printf(r->arena, "\xef\xbb\xbf%s", cases[i].text));
		gives(r, cases[i].extractor, cases[i].params, 7);
	}
	write_text(r, "f", "\xef\xbb\xbf");
	lacks(r, "json", "{file: f, path: /a}",
	      "line 1 of f is no JSON at column 1: it ends too early, as if half-written");
}

static void a_path_that_leads_nowhere_names_its_first_part_that_is_not_there(void **state)
{
	struct run *r = *state;

	write_text(r, "m.json",
	           "{\"measurePsf\": {\"scalars\": {\"numStars\": 4, \"x\": 1}, \"l\": [5, 6]}}");
	lacks(r, "json", "{file: m.json, path: /measurePsg/scalars/numStars}",
	      "no 'measurePsg' in m.json; did you mean 'measurePsf'?");
	lacks(r, "json", "{file: m.json, path: /measurePsf/scalars/numStar}",
	      "no 'numStar' in /measurePsf/scalars of m.json; did you mean 'numStars'?");
	lacks(r, "json", "{file: m.json, path: /measurePsf/elsewhere}",
	      "no 'elsewhere' in /measurePsf of m.json");
	lacks(r, "json", "{file: m.json, path: /measurePsf/l/2}",
	      "no '2' in /measurePsf/l of m.json, a list of 2");
	lacks(r, "json", "{file: m.json, path: /measurePsf/l/01}",
	      "no '01' in /measurePsf/l of m.json, a list of 2");
	lacks(r, "json", "{file: m.json, path: /measurePsf/l/-}",
	      "no '-' in /measurePsf/l of m.json, a list of 2");
	lacks(r, "json", "{file: m.json, path: /measurePsf/l/}",
	      "no '' in /measurePsf/l of m.json, a list of 2");
	lacks(r, "json", "{file: m.json, path: /measurePsf/scalars/x/y}",
	      "no 'y' in /measurePsf/scalars/x of m.json, which holds a number");
}

static void what_is_no_number_in_json_is_said_to_be_none(void **state)
{
	struct run *r = *state;

	write_text(r, "m.json", "{\"t\": \"1\", \"o\": {}, \"l\": [], \"b\": true, \"n\": null}");
	lacks(r, "json", "{file: m.json, path: /t}", "/t of m.json holds a text, not a number");
	lacks(r, "json", "{file: m.json, path: /o}", "/o of m.json holds an object, not a number");
	lacks(r, "json", "{file: m.json, path: /l}", "/l of m.json holds a list, not a number");
	lacks(r, "json", "{file: m.json, path: /b}", "/b of m.json holds true or false, not a number");
	lacks(r, "json", "{file: m.json, path: /n}", "/n of m.json holds nothing, not a number");
	lacks(r, "json", "{file: m.json, path: ''}", "m.json holds an object, not a number");
}

static void json_that_is_half_written_or_broken_is_not_measured(void **state)
{
	struct run *r = *state;
	AUTO_STRBUF struct strbuf deep = STRBUF_INIT;

	write_text(r, "m.json", "{\"a\": 1,\n \"b\": [2, 3");
	lacks(r, "json", "{file: m.json, path: /a}",
	      "line 2 of m.json is no JSON at column 12: it ends too early, as if half-written");
	write_text(r, "m.json", "{\"a\": 1,\n \"b\": wrong}");
	lacks(r, "json", "{file: m.json, path: /a}",
	      "line 2 of m.json is no JSON at column 7: unexpected character");
	write_text(r, "m.json", "{\"a\": 1}\n{\"a\": 2}\n");
	lacks(r, "json", "{file: m.json, path: /a}",
	      "line 2 of m.json is no JSON at column 1: unexpected character");
	write_text(r, "m.json", "{\"a\": 1, \"\xe9\": 2}");
	lacks(r, "json", "{file: m.json, path: /a}",
	      "line 1 of m.json is no JSON at column 12: invalid utf-8 string");
	for (int i = 0; i < 100000; i++) {
		strbuf_addc(&deep, '[');
	}
	write_bytes(r, "m.json", deep.text, deep.len);
	lacks(r, "json", "{file: m.json, path: /a}",
	      "line 1 of m.json is no JSON at column 257: nesting too deep");
	write_text(r, "m.json", " \n");
	lacks(r, "json", "{file: m.json, path: /a}",
	      "line 2 of m.json is no JSON at column 1: it ends too early, as if half-written");
}

static void a_path_that_is_no_json_pointer_is_refused(void **state)
{
	refuses(*state, "json", "{file: a, path: psf/n}",
	        "expected a JSON Pointer such as /psf/fwhm (in a key, ~1 is a '/' and ~0 a '~'), not 'psf/n'");
	refuses(*state, "yaml", "{file: a, path: /a~b}",
	        "expected a JSON Pointer such as /psf/fwhm (in a key, ~1 is a '/' and ~0 a '~'), not '/a~b'");
	refuses(*state, "json", "{file: a, path: /a, of: size}", "expected length, not 'size'");
	refuses(*state, "json", "{file: a}", "'path' is missing");
}

/* --- jsonl ---------------------------------------------------------------------------------------- */

static void numbers_of_json_lines_are_made_one(void **state)
{
	struct run *r = *state;

	write_text(r, "l.jsonl", "{\"x\": 1}\n{\"x\": 5}\r\n\n{\"x\": -2.5}");
	gives(r, "jsonl", "{file: l.jsonl, path: /x, of: sum}", 3.5);
	gives(r, "jsonl", "{file: l.jsonl, path: /x, of: mean}", 3.5 / 3);
	gives(r, "jsonl", "{file: l.jsonl, path: /x, of: median}", 1);
	gives(r, "jsonl", "{file: l.jsonl, path: /x, of: min}", -2.5);
	gives(r, "jsonl", "{file: l.jsonl, path: /x, of: max}", 5);
	gives(r, "jsonl", "{file: l.jsonl, path: /x, of: first}", 1);
	gives(r, "jsonl", "{file: l.jsonl, path: /x, of: last}", -2.5);
	gives(r, "jsonl", "{file: l.jsonl, of: count}", 3);
	write_text(r, "n.jsonl", "1\n2\n3");
	gives(r, "jsonl", "{file: n.jsonl, path: '', of: sum}", 6);
}

static void json_lines_are_chosen_by_what_stands_in_them(void **state)
{
	struct run *r = *state;

	write_text(r, "l.jsonl",
	           "{\"event\": \"begin\", \"of\": 1.50}\n"
	           "{\"event\": \"end\", \"of\": 1.50, \"loss\": 4, \"ok\": true}\n"
	           "{\"event\": \"end\", \"of\": 2, \"loss\": 3, \"ok\": null}\n"
	           "7\n");
	gives(r, "jsonl", "{file: l.jsonl, of: count, where: {/event: end}}", 2);
	gives(r, "jsonl", "{file: l.jsonl, path: /loss, of: last, where: {/event: end}}", 3);
	gives(r, "jsonl", "{file: l.jsonl, path: /loss, of: last, where: {/event: end, /of: 1.50}}", 4);
	gives(r, "jsonl", "{file: l.jsonl, path: /loss, of: last, where: {/ok: 'true'}}", 4);
	gives(r, "jsonl", "{file: l.jsonl, path: /loss, of: last, where: {/ok: 'null'}}", 3);
	gives(r, "jsonl", "{file: l.jsonl, of: count, where: {/event: crash}}", 0);
	gives(r, "jsonl", "{file: l.jsonl, path: /loss, of: count}", 2);
	gives(r, "jsonl", "{file: l.jsonl, path: /ok, of: count}", 1);
	lacks(r, "jsonl", "{file: l.jsonl, path: /loss, of: sum, where: {/event: crash}}",
	      "no line of l.jsonl is as 'where' asks for");
}

static void a_bad_json_line_is_named_by_its_number(void **state)
{
	struct run *r = *state;

	write_text(r, "l.jsonl", "{\"x\": 1}\n\n{\"x\": ");
	lacks(r, "jsonl", "{file: l.jsonl, of: count}",
	      "line 3 of l.jsonl: no JSON at column 7: it ends too early, as if half-written");
	write_text(r, "l.jsonl", "{\"x\": 1}\n{\"x\": 2} 3\n");
	lacks(r, "jsonl", "{file: l.jsonl, of: count}",
	      "line 2 of l.jsonl: no JSON at column 10: unexpected character");
	write_text(r, "l.jsonl", "{\"x\": 1}\n{\"xy\": {\"z\": 2}}\n");
	lacks(r, "jsonl", "{file: l.jsonl, path: /x, of: sum}",
	      "line 2 of l.jsonl: no 'x' in it; did you mean 'xy'?");
	write_text(r, "l.jsonl", "{\"x\": 1}\n{\"x\": \"2\"}\n");
	lacks(r, "jsonl", "{file: l.jsonl, path: /x, of: sum}",
	      "line 2 of l.jsonl: /x of it holds a text, not a number");
	write_text(r, "l.jsonl", "{\"x\": NaN}\n");
	lacks(r, "jsonl", "{file: l.jsonl, path: /x, of: first}", "line 1 of l.jsonl: not a finite number");
	write_text(r, "l.jsonl", "\n \n");
	lacks(r, "jsonl", "{file: l.jsonl, path: /x, of: sum}", "no line of l.jsonl holds anything");
}

static void nothing_may_follow_the_value_of_a_json_line(void **state)
{
	struct run *r = *state;
	static const char *const bad[] = {"12 x",  "{} {}", "null 1",  "\"a\" b",   "[]]",        "true,",
	                                  "NaN 1", "12 \"", "1.5e3 2", "1 // x",    "{\"a\":1,}", "'a'",
	                                  "nan",   "01",    "[1,]",    "Infinityx", "-"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		write_text(r, "l.jsonl", bad[i]);
		extract(r, "jsonl", "{file: l.jsonl, of: count}");
		if (!r->found.metrics.at[0].absent_reason) {
			fail_msg("%s was taken for JSON", bad[i]);
		}
	}
}

static void what_is_asked_of_json_lines_must_make_sense(void **state)
{
	refuses(*state, "jsonl", "{file: a, of: sum}", "of which numbers? 'path' is missing");
	refuses(*state, "jsonl", "{file: a, path: /x}", "'of' is missing");
	refuses(*state, "jsonl", "{file: a, path: /x, of: means}",
	        "expected sum, mean, median, min, max, count, first or last, not 'means'; did you mean 'mean'?");
	refuses(*state, "jsonl", "{file: a, of: count, where: event}",
	        "expected a map such as {/event: end}");
	refuses(*state, "jsonl", "{file: a, of: count, where: {event: end}}",
	        "expected a JSON Pointer such as /psf/fwhm (in a key, ~1 is a '/' and ~0 a '~'), not 'event'");
}

/* --- yaml ----------------------------------------------------------------------------------------- */

static void a_number_of_a_yaml_file_is_found_as_in_json(void **state)
{
	struct run *r = *state;

	write_text(r, "m.yaml",
	           "psf: {n: 42}\nlist:\n  - 1\n  - fwhm: '2.5'\nnone:\nflag: true\nword: ten\nbad: .nan\n");
	gives(r, "yaml", "{file: m.yaml, path: /psf/n}", 42);
	gives(r, "yaml", "{file: m.yaml, path: /list/1/fwhm}", 2.5);
	gives(r, "yaml", "{file: m.yaml, path: /list, of: length}", 2);
	lacks(r, "yaml", "{file: m.yaml, path: /bad}", "not a finite number");
	lacks(r, "yaml", "{file: m.yaml, path: /none}", "/none of m.yaml holds nothing, not a number");
	lacks(r, "yaml", "{file: m.yaml, path: /flag}", "/flag of m.yaml holds true or false, not a number");
	lacks(r, "yaml", "{file: m.yaml, path: /word}", "/word of m.yaml holds a text, not a number");
	lacks(r, "yaml", "{file: m.yaml, path: /psf}", "/psf of m.yaml holds an object, not a number");
	lacks(r, "yaml", "{file: m.yaml, path: /psg/n}", "no 'psg' in m.yaml; did you mean 'psf'?");
}

static void a_broken_yaml_file_is_named_with_its_line(void **state)
{
	struct run *r = *state;

	write_text(r, "m.yaml", "a: 1\nb: [2, 3\n");
	lacks(r, "yaml", "{file: m.yaml, path: /a}", "line 2 of m.yaml: this list is not closed");
	write_text(r, "m.yaml", "a: 1\na: 2\n");
	lacks(r, "yaml", "{file: m.yaml, path: /a}",
	      "line 2 of m.yaml: 'a' is given twice; line 1 has it already");
}

/* --- csv ------------------------------------------------------------------------------------------ */

static void a_column_of_a_csv_is_made_one_number(void **state)
{
	struct run *r = *state;

	write_text(
		r, "t.csv",
		"\xef\xbb\xbfname,\"flux, err\",x\r\n\"a \"\"b\",1, 4 \r\n\"c\nd\",3,5\r\n\r\ne,10,\r\nf,2.5,1\r\n");
	gives(r, "csv", "{file: t.csv, column: 'flux, err', of: sum}", 16.5);
	gives(r, "csv", "{file: t.csv, column: 'flux, err', of: mean}", 4.125);
	gives(r, "csv", "{file: t.csv, column: 'flux, err', of: median}", 2.75);
	gives(r, "csv", "{file: t.csv, column: 'flux, err', of: min}", 1);
	gives(r, "csv", "{file: t.csv, column: 'flux, err', of: max}", 10);
	gives(r, "csv", "{file: t.csv, column: 'flux, err', of: first}", 1);
	gives(r, "csv", "{file: t.csv, column: 'flux, err', of: last}", 2.5);
	gives(r, "csv", "{file: t.csv, column: name, of: count}", 4);
	gives(r, "csv", "{file: t.csv, column: x, of: count}", 3);
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}", "line 6 of t.csv: the cell is empty");
	lacks(r, "csv", "{file: t.csv, column: name, of: sum}", "line 2 of t.csv: 'a \"b' is not a number");
}

static void small_numbers_are_not_lost_in_a_sum(void **state)
{
	struct run *r = *state;

	write_text(r, "t.csv", "x\n1e100\n1\n-1e100\n1\n");
	gives(r, "csv", "{file: t.csv, column: x, of: sum}", 2);
	write_text(r, "t.csv", "x\n1e308\n1e308\n");
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}", "not a finite number");
	gives(r, "csv", "{file: t.csv, column: x, of: median}", 1e308);
}

static void a_csv_that_holds_no_such_numbers_is_not_measured(void **state)
{
	struct run *r = *state;

	write_text(r, "t.csv", "flux,x,x\n1,2,3\nnan,2\n");
	lacks(r, "csv", "{file: t.csv, column: flx, of: sum}",
	      "no column 'flx' in t.csv; did you mean 'flux'?");
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}", "2 columns of t.csv are named 'x'");
	lacks(r, "csv", "{file: t.csv, column: flux, of: sum}",
	      "line 3 of t.csv: 2 cells, but the first line names 3 columns");
	write_text(r, "t.csv", "x\n1\n-inf\n");
	lacks(r, "csv", "{file: t.csv, column: x, of: first}", "line 3 of t.csv: not a finite number");
	write_text(r, "t.csv", "x\n20.5\n2");
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}", "t.csv ends inside a line, as if half-written");
	lacks(r, "csv", "{file: t.csv, column: x, of: count}",
	      "t.csv ends inside a line, as if half-written");
	write_text(r, "t.csv", "x\n\"1\n2\n");
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}", "line 2 of t.csv: this quote is never closed");
	write_text(r, "t.csv", "x\n\"1\"2\n");
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}", "line 2 of t.csv: text after the closing quote");
	write_text(r, "t.csv", "x\n");
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}", "t.csv has no row below its first line");
	gives(r, "csv", "{file: t.csv, column: x, of: count}", 0);
	write_text(r, "t.csv", "\n\n");
	lacks(r, "csv", "{file: t.csv, column: x, of: count}", "t.csv holds blank lines only");
	refuses(r, "csv", "{file: t.csv, column: x, of: mode}",
	        "expected sum, mean, median, min, max, count, first or last, not 'mode'");
}

static void a_long_text_is_cut_where_it_is_told(void **state)
{
	struct run *r = *state;

	write_text(r, "t.csv", "x\naaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg\n");
	lacks(r, "csv", "{file: t.csv, column: x, of: sum}",
	      "line 2 of t.csv: 'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff…' is not a number");
}

/* --- sqlite --------------------------------------------------------------------------------------- */

static void write_database(const struct run *r)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(fs_join(r->arena, r->dir, "d.db"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
	                              "CREATE TABLE t(x, name); INSERT INTO t VALUES (1, 'a'), (2.5, 'b');"
	                              "INSERT INTO t VALUES (NULL, x'00')",
	                              NULL, NULL, NULL),
	                 SQLITE_OK);
	sqlite3_close(db);
}

static void a_query_finds_a_number_in_a_database(void **state)
{
	struct run *r = *state;

	write_database(r);
	gives(r, "sqlite", "{file: d.db, query: SELECT sum(x) FROM t}", 3.5);
	gives(r, "sqlite", "{file: d.db, query: \"SELECT x, name FROM t WHERE name = 'a'; \"}", 1);
	gives(r, "sqlite",
	      "{file: d.db, query: \"-- all\\nSELECT sum(x) /* NULLs, too */ FROM t; -- end\\n; /* ; */\"}",
	      3.5);
	gives(r, "sqlite", "{file: d.db, query: SELECT sum(x) FROM t -- of all}", 3.5);
	gives(r, "sqlite",
	      "{file: d.db, query: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9) SELECT "
	      "max(i) FROM n'}",
	      9);
}

static void a_query_without_one_number_is_not_measured(void **state)
{
	struct run *r = *state;

	write_database(r);
	lacks(r, "sqlite", "{file: d.db, query: SELECT x FROM t WHERE x > 9}", "the query gives no row");
	lacks(r, "sqlite", "{file: d.db, query: SELECT x FROM t ORDER BY x DESC}",
	      "the query gives more than one row");
	lacks(r, "sqlite", "{file: d.db, query: SELECT x FROM t WHERE x IS NULL}", "the query gives NULL");
	lacks(r, "sqlite", "{file: d.db, query: SELECT name FROM t WHERE x = 1}",
	      "the query gives the text 'a', not a number");
	lacks(r, "sqlite", "{file: d.db, query: SELECT name FROM t WHERE x IS NULL}",
	      "the query gives bytes, not a number");
	lacks(r, "sqlite", "{file: d.db, query: SELECT 1e999}", "not a finite number");
	lacks(r, "sqlite", "{file: d.db, query: SELECT y FROM t}", "sqlite: no such column: y");
	lacks(r, "sqlite", "{file: d.db, query: SELECT abs(-9223372036854775808)}",
	      "sqlite: integer overflow");
	lacks(r, "sqlite", "{file: d.db, query: SELECT 1; SELECT 2}", "there is more than one query");
	lacks(r, "sqlite", "{file: d.db, query: SELECT 1; /* a */ rubbish}", "there is more than one query");
	lacks(r, "sqlite", "{file: d.db, query: ' '}", "the query is empty");
	write_text(r, "d.db", "this is a text and no database at all\n");
	lacks(r, "sqlite", "{file: d.db, query: SELECT x FROM t}", "sqlite: file is not a database");
}

/* Writes as `sql` says, and takes the database away from the writer as if it had died then. */
static void write_and_die(const struct run *r, const char *sql, const char *beside)
{
	char *live = fs_join(r->arena, r->dir, "live.db"), *dead = fs_join(r->arena, r->dir, "dead.db");
	const char *suffixes[] = {"", beside};
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(live, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	for (size_t i = 0; i < 2; i++) {
		const char *text = NULL;
		size_t n = 0;
		assert_true(fs_read(arena_printf(r->arena, "%s%s", live, suffixes[i]), 1 << 26, r->arena,
		                    r->diag, &text, &n));
		assert_true(fs_write(arena_printf(r->arena, "%s%s", dead, suffixes[i]), text, n, r->diag));
	}
	sqlite3_close(db);
}

static void what_a_writer_had_committed_when_it_died_is_found(void **state)
{
	struct run *r = *state;

	write_and_die(r,
	              "PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES (4);"
	              "BEGIN; INSERT INTO t VALUES (5)",
	              "-wal");
	gives(r, "sqlite", "{file: dead.db, query: SELECT sum(x) FROM t}", 4);
}

static void a_database_whose_writer_died_in_the_middle_is_not_measured(void **state)
{
	struct run *r = *state;

	write_and_die(
		r,
		"PRAGMA cache_size = 1; PRAGMA cache_spill = 1; CREATE TABLE t(x); INSERT INTO t VALUES (4);"
		"BEGIN; UPDATE t SET x = 5; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"LIMIT 9999) INSERT INTO t SELECT i FROM n",
		"-journal");
	lacks(r, "sqlite", "{file: dead.db, query: SELECT sum(x) FROM t}",
	      "the database is half-written: its writer died in the middle");
}

static void a_database_that_is_locked_is_not_measured(void **state)
{
	struct run *r = *state;
	sqlite3 *db = NULL;

	write_database(r);
	assert_int_equal(sqlite3_open(fs_join(r->arena, r->dir, "d.db"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	lacks(r, "sqlite", "{file: d.db, query: SELECT x FROM t}", "sqlite: database is locked");
	sqlite3_close(db);
}

static void a_query_changes_nothing(void **state)
{
	struct run *r = *state;

	write_database(r);
	lacks(r, "sqlite", "{file: d.db, query: DELETE FROM t}", "the query does more than read");
	lacks(r, "sqlite", arena_printf(r->arena, "{file: d.db, query: \"ATTACH '%s/new.db' AS n\"}", r->dir),
	      "the query does more than read");
	assert_false(fs_exists(fs_join(r->arena, r->dir, "new.db")));
	gives(r, "sqlite", "{file: d.db, query: SELECT count(*) FROM t}", 3);
}

/* --- text ----------------------------------------------------------------------------------------- */

static void lines_that_match_are_counted(void **state)
{
	struct run *r = *state;

	write_text(r, "log", "WARN a WARN\nok\r\nWARN b\nend");
	gives(r, "text", "{file: log, count: WARN}", 2);
	gives(r, "text", "{file: log, count: '^(ok|end)$'}", 2);
	gives(r, "text", "{file: log, count: '^b'}", 0);
	gives(r, "text", "{file: log, count: ERROR}", 0);
}

static void the_last_line_that_matches_gives_its_number(void **state)
{
	struct run *r = *state;

	write_text(r, "log",
	           "fit: chi2 = 4.5 (3)\nfit: chi2 = 1.25e1 (7)\nother 9\nnone =\nbad = ten\nnan = nan\n");
	gives(r, "text", "{file: log, capture: 'chi2 = ([0-9.e]+)'}", 12.5);
	gives(r, "text", "{file: log, capture: 'chi2 = [^(]*[(]([0-9]+)[)]'}", 7);
	gives(r, "text", "{file: log, capture: 'other(.*)$'}", 9);
	lacks(r, "text", "{file: log, capture: 'chi3 = ([0-9.]+)'}", "no line of log matches");
	lacks(r, "text", "{file: log, capture: '^bad = (.*)'}", "line 5 of log: 'ten' is not a number");
	lacks(r, "text", "{file: log, capture: '^nan = (.*)'}", "line 6 of log: not a finite number");
	lacks(r, "text", "{file: log, capture: '^none = ?([0-9]+)?$'}",
	      "line 4 of log: the group matches nothing");
}

static void a_pattern_that_is_none_is_refused_where_it_stands(void **state)
{
	struct run *r = *state;

	refuses(r, "text", "{file: log, count: '('}", "no extended regular expression: Unmatched ( or \\(");
	refuses(r, "text", "{file: log, capture: 'a[0-9]'}",
	        "a group, (...), is to hold the number: here is none");
	refuses(r, "text", "{file: log, capture: '(a)', count: a}", "'count' stands here, too; choose one");
	refuses(r, "text", "{file: log}", "what of this file? 'count' or 'capture' is missing");
}

/* --- whole files ---------------------------------------------------------------------------------- */

static void the_size_of_a_file_is_in_bytes_or_as_asked_for(void **state)
{
	struct run *r = *state;
	struct criterion asked = {.name = "m", .unit = "kB"};

	write_text(r, "f", "12345");
	gives(r, "file_size", "{file: f}", 5);
	extract_all(r, "file_size", "{file: f}", &asked, 1);
	assert_true(r->found.metrics.at[0].value == 0.005);
	assert_string_equal(r->found.metrics.at[0].unit, "kB");
	asked.unit = "px";
	extract_all(r, "file_size", "{file: f}", &asked, 1);
	is_absent(r, "m", "measured in B, but the experiment file has it in px");
}

static void the_hash_of_a_file_is_that_of_its_bytes(void **state)
{
	struct run *r = *state;

	write_bytes(r, "f", "abc", 3);
	extract(r, "hash", "{file: f}");
	assert_int_equal(r->found.metrics.n, 0);
	assert_int_equal(r->found.artifacts.n, 1);
	assert_string_equal(r->found.artifacts.at[0].name, "m");
	assert_string_equal(r->found.artifacts.at[0].path, "f");
	assert_int_equal(r->found.artifacts.at[0].bytes, 3);
	assert_string_equal(digest_hex(&r->found.artifacts.at[0].sha256, r->arena),
	                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_true(quality_find("hash")->gives_digest);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(a_file_that_is_missing_or_empty_or_stale_or_a_folder_is_not_measured),
		EACH(a_file_that_is_no_text_or_too_large_is_not_read),
		EACH(a_file_that_may_not_be_read_is_named_without_the_runs_folder),
		EACH(a_second_metric_of_an_extractor_of_one_is_absent),
		EACH(the_unit_is_the_experiments_or_else_the_extractors),
		EACH(a_name_in_a_text_that_nobody_knows_is_pointed_at),
		EACH(a_json_pointer_leads_to_a_number),
		EACH(a_list_or_an_object_of_json_has_a_length),
		EACH(numbers_that_are_none_are_json_and_not_measured),
		EACH(whole_numbers_of_any_size_are_numbers),
		EACH(a_byte_order_mark_is_no_part_of_a_text),
		EACH(a_path_that_leads_nowhere_names_its_first_part_that_is_not_there),
		EACH(what_is_no_number_in_json_is_said_to_be_none),
		EACH(json_that_is_half_written_or_broken_is_not_measured),
		EACH(a_path_that_is_no_json_pointer_is_refused),
		EACH(numbers_of_json_lines_are_made_one),
		EACH(json_lines_are_chosen_by_what_stands_in_them),
		EACH(a_bad_json_line_is_named_by_its_number),
		EACH(nothing_may_follow_the_value_of_a_json_line),
		EACH(what_is_asked_of_json_lines_must_make_sense),
		EACH(a_number_of_a_yaml_file_is_found_as_in_json),
		EACH(a_broken_yaml_file_is_named_with_its_line),
		EACH(a_column_of_a_csv_is_made_one_number),
		EACH(small_numbers_are_not_lost_in_a_sum),
		EACH(a_csv_that_holds_no_such_numbers_is_not_measured),
		EACH(a_long_text_is_cut_where_it_is_told),
		EACH(a_query_finds_a_number_in_a_database),
		EACH(a_query_without_one_number_is_not_measured),
		EACH(what_a_writer_had_committed_when_it_died_is_found),
		EACH(a_database_whose_writer_died_in_the_middle_is_not_measured),
		EACH(a_database_that_is_locked_is_not_measured),
		EACH(a_query_changes_nothing),
		EACH(lines_that_match_are_counted),
		EACH(the_last_line_that_matches_gives_its_number),
		EACH(a_pattern_that_is_none_is_refused_where_it_stands),
		EACH(the_size_of_a_file_is_in_bytes_or_as_asked_for),
		EACH(the_hash_of_a_file_is_that_of_its_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
