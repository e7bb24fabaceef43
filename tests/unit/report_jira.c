#include "../helpers/report_fixture.h"

static char *the_element(struct element e) { return render_element(e, "jira", "h1. t\n\n"); }

static void assert_paragraph(const char *text, const char *expected)
{
	AUTO_FREE char *got = the_element((struct element){.kind = ELEMENT_PARAGRAPH, .text = text});

	assert_string_equal(got, expected);
}

static void markup_in_a_text_is_text(void **state)
{
	(void)state;
	assert_paragraph("a *b* |d| {e} [f]", "a \\*b\\* &#124;d&#124; \\{e\\} \\[f\\]\n");
	assert_paragraph("psf_size and _name_", "psf_size and _name\\_\n");
	assert_paragraph("-41.2 % [-43.0, +39.3]", "-41.2 % \\[-43.0, +39.3\\]\n");
	assert_paragraph("-gone- +under+ a -- b", "-gone\\- +under&#43; a \\-\\- b\n");
	assert_paragraph("two\n\nparagraphs\t\033 red", "two paragraphs ? red\n");
	assert_paragraph("<script>&lt; \\ !x! ~y~", "<script>&#38;lt; &#92; \\!x\\! &#126;y&#126;\n");
	assert_paragraph("(x) :) (n = 3) (1)", "&#40;x) &#58;) (n = 3) (1)\n");
}

static void a_text_that_looks_like_a_block_is_a_text(void **state)
{
	(void)state;
	assert_paragraph("# one", "&#35; one\n");
	assert_paragraph("- dash", "\\- dash\n");
	assert_paragraph("* star", "\\* star\n");
	assert_paragraph("h1. head", "&#104;1. head\n");
	assert_paragraph("bq. said", "&#98;q. said\n");
	assert_paragraph("----", "\\-\\-\\-\\-\n");
}

static void a_table_has_a_head(void **state)
{
	(void)state;
	static const char *const titles[] = {"a|b", "n"}, *const cells[] = {"x", "", "-", "-1"};
	static const bool numeric[] = {false, true};
	AUTO_FREE char *got = the_element((struct element){
		.kind = ELEMENT_TABLE,
		.table = {
			.titles = titles, .numeric = numeric, .n_columns = 2, .cells = cells, .n_rows = 2}});

	assert_string_equal(got, "|| a&#124;b || n ||\n| x |  |\n| \\- | -1 |\n");
}

static void a_log_cannot_leave_its_block(void **state)
{
	(void)state;
	AUTO_FREE char *log = the_element((struct element){
		.kind = ELEMENT_VERBATIM, .text = "10 %\r90 %\r\n*x* {noformat}{noformat:a=b}\n\033[31m"});

	assert_string_equal(log,
	                    "{noformat}\n10 %\n90 %\n*x* { noformat}{ noformat:a=b}\n?[31m\n{noformat}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_in_a_text_is_text),
		cmocka_unit_test(a_text_that_looks_like_a_block_is_a_text),
		cmocka_unit_test(a_table_has_a_head),
		cmocka_unit_test(a_log_cannot_leave_its_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
