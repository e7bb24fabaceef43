#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../helpers/arena_fixture.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/yaml/yaml.h"

static const struct yaml *parse(const char *text)
{
	struct source *in = NEW(arena, struct source);
	const struct yaml *y = NULL;

	*in = (struct source){"e.yaml", text};
	diag_clear(diag);
	return yaml_parse(in, arena, diag, &y) ? y : NULL;
}

static const char *printed(void)
{
	char *out = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&out, &n);

	diag_print(diag, f, DIAG_PLAIN);
	fclose(f);
	const char *ret = arena_strdup(arena, out);

	free(out);
	return ret;
}

/* The text is refused, and `said` is among what is printed. */
static void assert_refused(const char *text, const char *said)
{
	if (parse(text)) {
		fail_msg("accepted: %s", text);
	}
	if (!strstr(printed(), said)) {
		fail_msg("expected: %s\nsaid: %s", said, printed());
	}
}

static void assert_at(struct src_loc at, unsigned line, unsigned col, unsigned len)
{
	assert_int_equal(at.line, line);
	assert_int_equal(at.col, col);
	assert_int_equal(at.len, len);
}

static void maps_lists_and_texts_are_read_in_order(void **state)
{
	const struct yaml *y =
		parse("a: 1\nb: [x, 'y', \"z\"]\nc:\n- {d: e}\n- f\nempty:\ntilde: ~\nquoted: '~'\n");

	(void)state;
	assert_non_null(y);
	assert_int_equal(yaml_kind(y), YAML_MAP);
	assert_string_equal(yaml_kind_name(y), "a map");
	assert_int_equal(yaml_count(y), 6);
	assert_string_equal(yaml_text(yaml_key(y, 1)), "b");
	assert_null(yaml_text(y));
	assert_string_equal(yaml_text(yaml_get(y, "a")), "1");
	assert_string_equal(yaml_kind_name(yaml_get(y, "b")), "a list");
	assert_string_equal(yaml_text(yaml_item(yaml_get(y, "b"), 2)), "z");
	assert_string_equal(yaml_text(yaml_get(yaml_item(yaml_get(y, "c"), 0), "d")), "e");
	assert_string_equal(yaml_text(yaml_get(y, "empty")), "");
	assert_string_equal(yaml_text(yaml_get(y, "tilde")), "");
	assert_string_equal(yaml_text(yaml_get(y, "quoted")), "~");
	assert_int_equal(yaml_count(yaml_get(y, "a")), 0);
	assert_null(yaml_get(y, "none"));
	assert_null(yaml_get(yaml_get(y, "b"), "x"));
}

static void every_node_knows_its_place_in_bytes(void **state)
{
	const struct yaml *y = parse("é: {ü: \"öö\", k: vv }\nlist:\n  - one  # comment\n  - two\n "
	                             "   lines\nnone:\nb: |\n  text\n");

	(void)state;
	assert_non_null(y);
	assert_at(yaml_at(y), 1, 1, 1);
	assert_at(yaml_at(yaml_key(y, 0)), 1, 1, 2);
	const struct yaml *flow = yaml_get(y, "é");

	assert_at(yaml_at(flow), 1, 5, 1);
	assert_at(yaml_at(yaml_key(flow, 0)), 1, 6, 2);
	assert_at(yaml_at(yaml_item(flow, 0)), 1, 10, 6);
	assert_at(yaml_at(yaml_get(flow, "k")), 1, 21, 2);
	const struct yaml *list = yaml_get(y, "list");

	assert_at(yaml_at(list), 3, 3, 1);
	assert_at(yaml_at(yaml_item(list, 0)), 3, 5, 3);
	assert_at(yaml_at(yaml_item(list, 1)), 4, 5, 3);
	assert_at(yaml_at(yaml_get(y, "none")), 6, 6, 1);
	assert_at(yaml_at(yaml_get(y, "b")), 7, 4, 1);
}

static void a_template_points_at_its_own_first_byte(void **state)
{
	const struct yaml *y =
		parse("p: plain text\nq: \"quoted\"\ns: '{x}'\nb: |\n\n    first\n    second\n"
	              "i: |2\n    two more\nf: >-  # why\n  folded\n  on\nv: &a  'anchored'\ne: \"\"\n");

	(void)state;
	assert_non_null(y);
	assert_at(yaml_template(yaml_get(y, "p")).at, 1, 4, 10);
	assert_at(yaml_template(yaml_get(y, "q")).at, 2, 5, 6);
	assert_at(yaml_template(yaml_get(y, "s")).at, 3, 5, 3);
	assert_string_equal(yaml_template(yaml_get(y, "b")).s, "\nfirst\nsecond\n");
	assert_at(yaml_template(yaml_get(y, "b")).at, 5, 5, 1);
	assert_string_equal(yaml_text(yaml_get(y, "i")), "  two more\n");
	assert_at(yaml_template(yaml_get(y, "i")).at, 9, 3, 1);
	assert_at(yaml_template(yaml_get(y, "f")).at, 11, 3, 1);
	assert_at(yaml_template(yaml_get(y, "v")).at, 13, 9, 8);
	assert_at(yaml_at(yaml_get(y, "v")), 13, 8, 10);
	assert_at(yaml_template(yaml_get(y, "e")).at, 14, 5, 1);
}

static void holes_in_any_style_are_pointed_at(void **state)
{
	static const char *const bad[] = {
		"k: a {no}\n",       "k: \"\\tä {no}\"\n", "k: >\n  a\n  b {no}\n", "k: |\n  a\n\n   {no}\n",
		"k: a\n   {no} b\n", "k: 'a''s {no}'\n",   "k: &x\n  \"{no}\"\n"};
	static const unsigned places[][2] = {{1, 6}, {1, 10}, {3, 5}, {4, 4}, {2, 4}, {1, 10}, {2, 4}};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const struct yaml *y = parse(bad[i]);

		assert_non_null(y);
		assert_false(template_check(yaml_template(yaml_get(y, "k")), NULL, arena, diag));
		const char *want = arena_printf(arena, "e.yaml:%u:%u: error: nothing is named 'no'",
		                                places[i][0], places[i][1]);

		assert_memory_equal(printed(), want, strlen(want));
		assert_non_null(strstr(printed(), "^~~~\n"));
	}
}

static void a_byte_order_mark_and_windows_lines_do_no_harm(void **state)
{
	const struct yaml *y = parse("\xef\xbb\xbf"
	                             "a: 1\r\nb: x y \r\n");

	(void)state;
	assert_non_null(y);
	assert_string_equal(yaml_text(yaml_get(y, "b")), "x y");
	assert_at(yaml_at(yaml_get(y, "b")), 2, 4, 3);
}

static void aliases_stand_for_their_anchors(void **state)
{
	const struct yaml *y = parse("a: &x {k: [1, 2]}\nb: *x\nc: &t text\nd: [*t, *t]\n");

	(void)state;
	assert_non_null(y);
	assert_string_equal(yaml_text(yaml_item(yaml_get(yaml_get(y, "b"), "k"), 1)), "2");
	assert_string_equal(yaml_text(yaml_item(yaml_get(y, "d"), 1)), "text");
	assert_at(yaml_at(yaml_get(y, "a")), 1, 7, 1);
}

/* "key=text" of each pair of the second item of a list. */
static const char *second_map(const char *text)
{
	const struct yaml *root = parse(text), *map;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (!root) {
		fail_msg("%s", printed());
		return "";
	}
	map = yaml_item(root, 1);
	for (size_t i = 0; i < yaml_count(map); i++) {
		strbuf_addf(&b, "%s%s=%s", i ? " " : "", yaml_text(yaml_key(map, i)),
		            yaml_text(yaml_item(map, i)));
	}
	return strbuf_take(&b, arena);
}

static void a_merge_key_brings_what_a_map_does_not_say(void **state)
{
	(void)state;
	assert_string_equal(second_map("- &a {x: 1, y: 2}\n- {<<: *a, y: 3, z: 4}\n"), "y=3 z=4 x=1");
	assert_string_equal(second_map("- &a {x: 1, y: 2}\n- {z: 4, <<: [{y: 5}, *a]}\n"), "z=4 y=5 x=1");
	assert_string_equal(second_map("- &a {<<: {x: 1}, y: 2}\n- <<: *a\n"), "y=2 x=1");
	assert_string_equal(second_map("- {}\n- {<<: {}}\n"), "");
	assert_string_equal(second_map("- {}\n- {'<<': a}\n"), "<<=a");
	/* what is merged is found where it was written */
	assert_at(yaml_at(yaml_get(yaml_item(parse("- &a {x: 1}\n- {<<: *a}\n"), 1), "x")), 1, 10, 1);
	assert_refused("a: &a x\nb: {<<: *a}\n",
	               "'<<' takes the keys of a map, or of a list of maps, not a text");
	assert_refused("a: &a x\nb: {<<: *a}\n", "e.yaml:2:9: ");
	assert_refused("b: {<<: [[{x: 1}]]}\n", "not other lists");
	assert_refused("b: {<<: *a}\n", "e.yaml:1:9: error: no '&a' stands before this '*a'\n"
	                                "    1 | b: {<<: *a}\n"
	                                "      |         ^~\n");
	assert_int_equal(diag_errors(diag), 1);
	assert_refused("b: {<<: {x: 1}, <<: {y: 1}}\n", "'<<' is given twice");
	assert_refused("b: {x: 1, x: 2, <<: {x: 3}}\n", "'x' is given twice");
	assert_refused("b: &b {<<: *b}\n", "it would hold itself");
}

static void cycles_are_refused(void **state)
{
	(void)state;
	assert_refused("&x [1, *x]",
	               "e.yaml:1:8: error: '*x' stands inside the '&x' of line 1: it would hold itself\n");
	assert_refused("a: &x\n  b: {c: *x}\n", "e.yaml:2:10: error: '*x' stands inside");
	assert_refused("a: *y\n", "e.yaml:1:4: error: no '&y' stands before this '*y'");
	assert_refused("a: &y 1\nb: &y 2\n", "e.yaml:2:4: error: '&y' is given twice; line 1 has it already");
}

static void anchor_bombs_are_refused_at_once(void **state)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	nsec_t begin = clock_now();

	(void)state;
	strbuf_add(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 20; i++) {
		strbuf_addf(&b, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++) {
			strbuf_addf(&b, "%s*a%d", k ? ", " : "", i - 1);
		}
		strbuf_add(&b, "]\n");
	}
	assert_refused(b.text, "error: more than 100000 values in one file");
	assert_true(clock_now() - begin < NSEC_PER_SEC);
}

static const char *repeat(const char *s, size_t n, const char *end)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		strbuf_add(&b, s);
	}
	strbuf_add(&b, end);
	return strbuf_take(&b, arena);
}

static void what_is_nested_too_deep_is_refused_at_once(void **state)
{
	nsec_t begin = clock_now();

	(void)state;
	assert_non_null(parse(repeat("[", 32, repeat("]", 32, ""))));
	assert_refused(repeat("[", 33, repeat("]", 33, "")),
	               "e.yaml:1:33: error: nested deeper than 32 levels");
	assert_refused(repeat("[", 1000000, ""), "nested deeper");
	assert_refused(repeat("{a: ", 250000, ""), "nested deeper");
	assert_refused(repeat("- ", 500000, ""), "nested deeper");
	/* depth that only shows when the alias is followed */
	assert_refused(repeat("", 0,
	                      "a: &x [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\nb: "
	                      "[[[[[[[[[[[[[[[[*x]]]]]]]]]]]]]]]]\n"),
	               "e.yaml:2:20: error: nested deeper");
	assert_true(clock_now() - begin < 2 * NSEC_PER_SEC);
}

static void files_at_the_limits_are_read_quickly(void **state)
{
	nsec_t begin = clock_now();

	(void)state;
	assert_non_null(parse(repeat("- x\n", 99999, "")));
	assert_refused(repeat("- x\n", 100000, ""), "e.yaml:100000:3: error: more than 100000 values");
	assert_refused(repeat("x", (1 << 20) + 1, ""), "e.yaml: error: larger than 1 MiB");
	assert_refused(repeat("k: v\n", 40000, ""), "and 39899 more");
	assert_refused(repeat("- *no\n", 50000, ""), "and 49900 more");
	assert_true(clock_now() - begin < 5 * NSEC_PER_SEC);
}

static void every_doubled_key_is_told(void **state)
{
	(void)state;
	assert_refused("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\na: 4\n",
	               "e.yaml:3:1: error: 'a' is given twice; line 1 has it already\n"
	               "    3 | a: 3\n"
	               "      | ^\n"
	               "e.yaml:4:11: error: 'd' is given twice; line 4 has it already\n"
	               "    4 | c: {d: 1, d: 2}\n"
	               "      |           ^\n"
	               "e.yaml:5:1: error: 'a' is given twice; line 1 has it already\n");
	assert_refused("\"a\": 1\n'a': 2\n", "e.yaml:2:1: error: 'a' is given twice");
}

static void keys_must_be_texts(void **state)
{
	(void)state;
	assert_refused("? [a, b]\n: 1\nk: 1\nk: 2\n", "e.yaml:1:3: error: a key must be a text, not a list");
	assert_non_null(strstr(printed(), "'k' is given twice"));
	assert_refused("{{a: b}: 1}\n", "e.yaml:1:2: error: a key must be a text, not a map");
	assert_refused("a: &x b\n*x : c\n", "e.yaml:2:1: error: a key must be a text, not an alias");
}

static void a_file_holds_one_document(void **state)
{
	(void)state;
	assert_refused("a: 1\n---\nb: 2\n",
	               "e.yaml:2:1: error: a second document begins here; a file holds one");
	assert_non_null(parse("---\na: 1\n...\n"));
	assert_refused("", "e.yaml: error: the file is empty\n");
	assert_refused("# nothing\n\n", "e.yaml: error: the file is empty\n");
}

static void what_is_not_yaml_is_explained(void **state)
{
	(void)state;
	assert_refused("a:\n\tb: 1\n", "e.yaml:2:1: error: a tab cannot indent; use spaces");
	assert_refused("a: b: c\n", "e.yaml:1:5: error: a ':' is not expected here");
	assert_refused("a: [1, 2\nb: 3\n",
	               "e.yaml:2:2: error: expected ',' or ']' (the list begins in line 1)");
	assert_refused("a: \"never closed\nb: 1\n", "e.yaml:1:4: error: these quotes are not closed");
	assert_refused("a: {b: 1\n", "e.yaml:1:4: error: this map is not closed");
	assert_refused("a: 1\nb\n", "e.yaml:2:1: error: expected ':' after this key");
	assert_refused("a: 1\n  b: 2\n", "e.yaml:2:3: error: a key cannot stand here");
	assert_refused("a: 1\n- b\n", "e.yaml:2:1: error: ");
	assert_refused("a: - b\n", "e.yaml:1:4: error: a list cannot begin here");
	assert_refused("a: ]\n", "e.yaml:1:4: error: expected a value here");
	assert_refused("a: |x\n  b\n", "e.yaml:1:5: error: expected the end of the line");
	assert_refused("a: 1\n...\nb\n", "e.yaml:3:1: error: the document has ended");
	assert_refused("a: @x\n", "e.yaml:1:4: error: no value can begin with this character");
	assert_refused("a: !!int 3\n", "e.yaml:1:4: error: types such as '!!int' have no meaning here");
	assert_refused("a: %\n", "e.yaml:1:4: error: no value can begin");
	assert_refused("%YAML 3.0\n---\na: 1\n", "e.yaml:1:1: error: ");
	assert_refused("a: \"\\q\"\n", "error: ");
}

/* As LSST's MetricValues are written. */
static void tags_of_another_program_are_passed_over(void **state)
{
	static const struct source in = {
		"e.yaml",
		"!<lsst.verify.Measurement>\nblobs:\n- !<lsst.verify.Blob>\n  data: {}\nunit: !!str s\nvalue: !u 18.0\n"};
	const struct yaml *y = NULL;

	(void)state;
	assert_true(yaml_parse_tagged(&in, arena, diag, &y));
	assert_int_equal(yaml_count(yaml_get(yaml_item(yaml_get(y, "blobs"), 0), "data")), 0);
	assert_string_equal(yaml_text(yaml_get(y, "unit")), "s");
	assert_string_equal(yaml_text(yaml_get(y, "value")), "18.0");
	assert_int_equal(yaml_at(yaml_get(y, "value")).line, 6);
	assert_false(yaml_parse(&in, arena, diag, &y));
	assert_non_null(strstr(printed(), "e.yaml:1:1: error: types such as 'lsst.verify.Measurement'"));
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	(void)state;
	assert_refused("a: x\xff\n",
	               "e.yaml:1:5: error: this byte (0xff) is not UTF-8\n    1 | a: x?\n      |     ^\n");
	assert_refused("a: \xc3", "e.yaml:1:4: error: this byte (0xc3) is not UTF-8");
	assert_refused("a: \xed\xa0\x80\n", "is not UTF-8");
	assert_refused("a: \xc0\xaf\n", "is not UTF-8");
	assert_refused("a: \xff\xfe\n", "is not UTF-8");
	assert_refused("a: \033[2J\n", "e.yaml:1:4: error: a control character is not allowed here");
	assert_refused("a: x\xef\xbb\xbf\n", "a control character");
	assert_refused("a: \xef\xbf\xbf\n", "e.yaml");
	assert_refused("a: \"x\\0y\"\n", "e.yaml:1:4: error: a text cannot hold a NUL byte");
	assert_refused("\xff\xfe"
	               "a\n",
	               "is not UTF-8");
}

static void files_are_read_and_named(void **state)
{
	char path[] = "/tmp/secateur-yaml-XXXXXX";
	int fd = mkstemp(path);
	const struct yaml *y = NULL;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_true(fs_write(path, "a: 1\n", 5, diag));
	assert_true(yaml_read(path, arena, diag, &y));
	assert_string_equal(yaml_at(y).in->name, path);
	y = NULL;
	assert_true(fs_write(path, "a: 1\n\0b: 2\n", 11, diag));
	assert_false(yaml_read(path, arena, diag, &y));
	assert_string_equal(diag_last(diag), "holds a NUL byte; this is no text file");
	assert_true(fs_write(path, repeat("#", (1 << 20) + 1, ""), (1 << 20) + 1, diag));
	assert_false(yaml_read(path, arena, diag, &y));
	unlink(path);
	assert_false(yaml_read(path, arena, diag, &y));
	assert_null(y);
}

/* A file cut and scrambled at every byte is a tree or a complaint with a place. */
static void no_damage_to_a_file_breaks_the_reader(void **state)
{
	static const char good[] = "# é\nname: &n \"a {x}\"\nlist: [1, {k: 'v'}, *n]\ntext: |2-\n  "
				   "one\n\n   two\nfold: >\n"
				   " a\n b\n? key\n: value\nm:\n  - - x\n    - y: z\n";
	static const char put[] = "\n\t:-[]{}&*!|>'\"%@#,? \x80\xff\x01x";

	(void)state;
	assert_non_null(parse(good));
	for (size_t i = 0; i < sizeof(good) - 1; i++) {
		struct arena *outer = arena;
		struct diag *held = diag;

		arena = arena_new();
		diag = diag_new(arena);
		parse(arena_strndup(arena, good, i));
		printed();
		for (size_t k = 0; k < sizeof(put) - 1; k++) {
			char *s = arena_strdup(arena, good);

			s[i] = put[k];
			if (!parse(s)) {
				assert_memory_equal(printed(), "e.yaml:", 7);
			}
		}
		arena_free(arena);
		arena = outer;
		diag = held;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(maps_lists_and_texts_are_read_in_order),
		TEST(every_node_knows_its_place_in_bytes),
		TEST(a_template_points_at_its_own_first_byte),
		TEST(holes_in_any_style_are_pointed_at),
		TEST(a_byte_order_mark_and_windows_lines_do_no_harm),
		TEST(aliases_stand_for_their_anchors),
		TEST(a_merge_key_brings_what_a_map_does_not_say),
		TEST(cycles_are_refused),
		TEST(anchor_bombs_are_refused_at_once),
		TEST(what_is_nested_too_deep_is_refused_at_once),
		TEST(files_at_the_limits_are_read_quickly),
		TEST(every_doubled_key_is_told),
		TEST(keys_must_be_texts),
		TEST(a_file_holds_one_document),
		TEST(what_is_not_yaml_is_explained),
		TEST(tags_of_another_program_are_passed_over),
		TEST(bytes_that_are_no_text_are_refused),
		TEST(files_are_read_and_named),
		TEST(no_damage_to_a_file_breaks_the_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
