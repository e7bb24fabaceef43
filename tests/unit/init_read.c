#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/arena_fixture.h"
#include "secateur/base/strbuf.h"
#include "secateur/init/settings.h"

static const char dump[] = "# Default configuration\n"
			   " \n"
			   "THRESH_TYPE      RELATIVE       # threshold type: RELATIVE\n"
			   "                                # or ABSOLUTE (in ADUs)\n"
			   "DETECT_THRESH    1.5            # <sigmas>\n"
			   "FILTER_THRESH                   # may be empty\n"
			   "PHOT_AUTOPARAMS  2.5, 3.5\n";
static const char columns[] = "#NUMBER          Running object number\n"
			      "#FLUX_APER       Flux vector        [count]\n"
			      "#VIGNET          Pixel data\n"
			      "#X_IMAGE\r\n";

static struct source *source(const char *text)
{
	struct source *in = NEW(arena, struct source);

	*in = (struct source){"in", text};
	return in;
}

static struct init_settings known(void)
{
	struct init_settings k;

	assert_true(init_settings_read(source(dump), strlen(dump), NULL, arena, diag, &k));
	return k;
}

static bool read_own(const char *text, struct init_settings *ret)
{
	struct init_settings *k = NEW(arena, struct init_settings);

	*k = known();
	return init_settings_read(source(text), strlen(text), k, arena, diag, ret);
}

static void has(const struct init_settings *s, const char *key, const char *value, const char *comment)
{
	const struct init_line *l = init_settings_find(s, key);

	assert_non_null(l);
	assert_string_equal(l->value, value);
	assert_string_equal(l->comment, comment);
}

static void a_dump_gives_values_and_comments(void **state)
{
	(void)state;
	struct init_settings k = known();

	has(&k, "THRESH_TYPE", "RELATIVE", "threshold type: RELATIVE");
	has(&k, "FILTER_THRESH", "", "may be empty");
	has(&k, "PHOT_AUTOPARAMS", "2.5, 3.5", "");
	assert_null(init_settings_find(&k, "Default"));
	assert_int_equal(k.lines.n, 7);
	assert_int_equal(diag_errors(diag), 0);
}

static void a_comment_goes_on_in_the_lines_below(void **state)
{
	(void)state;
	struct init_settings k = known();

	assert_string_equal(init_settings_about(&k, "THRESH_TYPE", arena),
	                    "threshold type: RELATIVE or ABSOLUTE (in ADUs)");
	assert_string_equal(init_settings_about(&k, "DETECT_THRESH", arena), "<sigmas>");
	assert_string_equal(init_settings_about(&k, "NOTHING", arena), "");
}

static void tabs_capitals_equal_signs_and_line_ends_do_not_matter(void **state)
{
	(void)state;
	struct init_settings s;

	assert_true(read_own("\xef\xbb\xbf\tdetect_thresh=\t\"2.0\"\t#own\r\nThresh_Type ABSOLUTE\r\n"
	                     "PHOT_AUTOPARAMS 1 # 2",
	                     &s));
	has(&s, "DETECT_THRESH", "2.0", "own");
	has(&s, "THRESH_TYPE", "ABSOLUTE", "");
	has(&s, "PHOT_AUTOPARAMS", "1", "2");
	assert_string_equal(init_settings_find(&s, "detect_thresh")->key, "DETECT_THRESH");
	assert_int_equal(init_settings_find(&s, "DETECT_THRESH")->at.col, 5);
	assert_null(diag_last(diag));
}

static void a_hash_inside_a_word_begins_no_comment(void **state)
{
	(void)state;
	struct init_settings s;

	assert_true(read_own("DETECT_THRESH 1#2 # 3\n", &s));
	has(&s, "DETECT_THRESH", "1#2", "3");
}

static void the_last_of_several_lines_on_a_setting_counts(void **state)
{
	(void)state;
	struct init_settings s;

	assert_true(
		read_own("DETECT_THRESH 1\nTHRESH_TYPE RELATIVE\ndetect_thresh 2\nDETECT_THRESH 3\n", &s));
	has(&s, "DETECT_THRESH", "3", "");
	assert_string_equal(diag_last(diag), "DETECT_THRESH is set again in line 4, which counts");
	assert_int_equal(diag_last_line(diag), 3);
	assert_int_equal(diag_errors(diag), 0);
}

static void an_unknown_setting_is_left_out_with_a_hint(void **state)
{
	(void)state;
	struct init_settings s;

	assert_true(read_own("DETECT_TRESH 2\n", &s));
	assert_null(init_settings_find(&s, "DETECT_TRESH"));
	assert_string_equal(diag_last(diag),
	                    "left out: no setting is named 'DETECT_TRESH'; did you mean 'DETECT_THRESH'?");
}

static void a_file_of_something_else_is_refused(void **state)
{
	(void)state;
	struct init_settings s;

	assert_false(read_own("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n", &s));
	assert_int_equal(diag_errors(diag), 1);
	assert_int_equal(diag_last_line(diag), 11);
}

static void a_setting_without_its_value_is_pointed_at(void **state)
{
	(void)state;
	struct init_settings s;

	assert_false(read_own("FILTER_THRESH\n\nDETECT_THRESH   # which?\n", &s));
	assert_string_equal(diag_last(diag), "DETECT_THRESH has no value");
	assert_int_equal(diag_last_line(diag), 3);
}

static void what_is_no_text_is_refused_but_in_a_comment(void **state)
{
	(void)state;
	struct init_settings s;

	assert_true(read_own("DETECT_THRESH 1 # caf\xe9 \x1b[1m\n", &s));
	has(&s, "DETECT_THRESH", "1", "caf? ?[1m");
	assert_false(read_own("DETECT_THRESH caf\xe9\n", &s));
	assert_false(init_settings_read(source("A\0B"), 3, NULL, arena, diag, &s));
	assert_string_equal(diag_last(diag), "this is no text: it holds a NUL byte");
}

static void a_very_long_line_is_read_whole(void **state)
{
	(void)state;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	struct init_settings s;

	strbuf_add(&b, "PHOT_AUTOPARAMS ");
	for (unsigned i = 0; i < 20000; i++) {
		strbuf_addf(&b, "%u,", i);
	}
	strbuf_add(&b, " # long");
	assert_true(read_own(b.text, &s));
	assert_int_equal(init_count_words(init_settings_find(&s, "PHOT_AUTOPARAMS")->value), 20000);
	assert_string_equal(init_word(init_settings_find(&s, "PHOT_AUTOPARAMS")->value, 19999, arena),
	                    "19999");
	assert_null(init_word(init_settings_find(&s, "PHOT_AUTOPARAMS")->value, 20000, arena));
}

/* --- columns -------------------------------------------------------------------------------------- */

static bool read_columns(const char *text, struct init_columns *ret)
{
	struct init_columns *k = NEW(arena, struct init_columns);

	assert_true(init_columns_read(source(columns), strlen(columns), NULL, arena, diag, k));
	assert_int_equal(k->at.n, 4);
	return init_columns_read(source(text), strlen(text), k, arena, diag, ret);
}

static void columns_are_read_with_their_sizes(void **state)
{
	(void)state;
	struct init_columns c;

	assert_true(
		read_columns("# mine\r\n\r\nNUMBER  Running number\r\n\t X_IMAGE#x\nFLUX_APER[ 5 ] # five\n"
	                     "#VIGNET(9,9)\nVIGNET{35; 31}",
	                     &c));
	assert_int_equal(c.at.n, 4);
	assert_string_equal(c.at.at[0].written, "NUMBER");
	assert_string_equal(c.at.at[1].written, "X_IMAGE");
	assert_string_equal(c.at.at[2].written, "FLUX_APER(5)");
	assert_int_equal(c.at.at[2].length, 5);
	assert_string_equal(c.at.at[3].written, "VIGNET(35,31)");
	assert_null(diag_last(diag));
}

static void a_column_that_is_unknown_or_doubled_is_left_out(void **state)
{
	(void)state;
	struct init_columns c;

	assert_true(read_columns("X_IMAGE\nX_IMGE\n", &c));
	assert_string_equal(diag_last(diag),
	                    "left out: no column is named 'X_IMGE'; did you mean 'X_IMAGE'?");
	assert_int_equal(c.at.n, 1);
	assert_true(read_columns("X_IMAGE\nNUMBER\nX_IMAGE(2)\n", &c));
	assert_string_equal(diag_last(diag), "left out: X_IMAGE is listed above already");
	assert_int_equal(diag_last_line(diag), 3);
	assert_int_equal(c.at.n, 2);
}

static void a_size_that_is_none_is_pointed_at(void **state)
{
	static const char *const bad[] = {"VIGNET(35,x)",
	                                  "VIGNET(",
	                                  "VIGNET()",
	                                  "VIGNET(35",
	                                  "VIGNET(0,3)",
	                                  "VIGNET(-3)",
	                                  "VIGNET(99999999999999999999)",
	                                  "VIGNET(3 # )",
	                                  "VIGNET\t[1,2#]"};
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct init_columns c;
		diag_clear(diag);
		if (read_columns(bad[i], &c)) {
			fail_msg("taken: %s", bad[i]);
		}
		assert_string_equal(diag_last(diag),
		                    "VIGNET wants a size such as (35,35) behind it, or none");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_dump_gives_values_and_comments),
		TEST(a_comment_goes_on_in_the_lines_below),
		TEST(tabs_capitals_equal_signs_and_line_ends_do_not_matter),
		TEST(a_hash_inside_a_word_begins_no_comment),
		TEST(the_last_of_several_lines_on_a_setting_counts),
		TEST(an_unknown_setting_is_left_out_with_a_hint),
		TEST(a_file_of_something_else_is_refused),
		TEST(a_setting_without_its_value_is_pointed_at),
		TEST(what_is_no_text_is_refused_but_in_a_comment),
		TEST(a_very_long_line_is_read_whole),
		TEST(columns_are_read_with_their_sizes),
		TEST(a_column_that_is_unknown_or_doubled_is_left_out),
		TEST(a_size_that_is_none_is_pointed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
