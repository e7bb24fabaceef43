/* What Asciidoctor makes of it is a test of the command line: tests/cli/report_formats.sh. */
#include "../helpers/report_fixture.h"

static char *the_element(struct element e) { return render_element(e, "asciidoc", "= t\n\n"); }

static void assert_paragraph(const char *text, const char *expected)
{
	AUTO_FREE char *got = the_element((struct element){.kind = ELEMENT_PARAGRAPH, .text = text});

	assert_string_equal(got, expected);
}

static void markup_in_a_text_is_text(void **state)
{
	(void)state;
	assert_paragraph("a *b* `c` |d|", "a &#42;b&#42; &#96;c&#96; &#124;d&#124;\n");
	assert_paragraph("psf_size and name_ +0.3", "psf_size and name&#95; +0.3\n");
	assert_paragraph("<script>&lt; {x} <<y>>",
	                 "{empty}&#60;script&#62;&#38;lt; &#123;x} &#60;&#60;y&#62;&#62;\n");
	assert_paragraph("two\n\nparagraphs\t\033[1mred", "two paragraphs ?&#91;1mred\n");
	assert_paragraph("a -- b... (C)", "a -&#45; b.&#46;&#46; (C&#41;\n");
}

static void a_text_that_looks_like_a_block_is_a_text(void **state)
{
	(void)state;
	assert_paragraph("- dash", "{empty}- dash\n");
	assert_paragraph("1. one", "{empty}1. one\n");
	assert_paragraph("NOTE: x", "{empty}NOTE: x\n");
	assert_paragraph("a:: b", "{empty}a:&#58; b\n");
	assert_paragraph("include::x[]", "{empty}include:&#58;x&#91;]\n");
	assert_paragraph("----", "{empty}-&#45;&#45;&#45;\n");
}

static void numbers_stand_on_the_right(void **state)
{
	(void)state;
	static const char *const titles[] = {"a|b", "n"}, *const cells[] = {"x", "-1"};
	static const bool numeric[] = {false, true};
	AUTO_FREE char *got = the_element((struct element){
		.kind = ELEMENT_TABLE,
		.table = {
			.titles = titles, .numeric = numeric, .n_columns = 2, .cells = cells, .n_rows = 1}});

	assert_string_equal(got, "[%autowidth%header,cols=\"<,>\"]\n|===\n|a&#124;b\n|n\n\n|x\n|-1\n|===\n");
}

static void a_log_cannot_leave_its_block(void **state)
{
	(void)state;
	AUTO_FREE char *log = the_element((struct element){
		.kind = ELEMENT_VERBATIM, .text = "10 %\r90 %\r\n....\n.......\ninclude::x[]\n<1> \033[31m"});

	assert_string_equal(log, "[subs=specialchars]\n........\n10 %\n90 %\n....\n.......\n\\include::x[]\n"
	                         "<1> ?[31m\n........\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_in_a_text_is_text),
		cmocka_unit_test(a_text_that_looks_like_a_block_is_a_text),
		cmocka_unit_test(numbers_stand_on_the_right),
		cmocka_unit_test(a_log_cannot_leave_its_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
