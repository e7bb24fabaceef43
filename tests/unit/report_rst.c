#include "../helpers/report_fixture.h"

static char *the_element(struct element e) { return render_element(e, "rst", "t\n====\n"); }

static void assert_paragraph(const char *text, const char *expected)
{
	AUTO_FREE char *got = the_element((struct element){.kind = ELEMENT_PARAGRAPH, .text = text});

	assert_int_equal(got[0], '\n');
	assert_string_equal(got + 1, expected);
}

static void markup_in_a_text_is_text(void **state)
{
	(void)state;
	assert_paragraph("a *b* `c` |d| \\e", "a \\*b\\* \\`c\\` \\|d\\| \\\\e\n");
	assert_paragraph("psf_size and name_ and x__", "psf_size and name\\_ and x\\_\\_\n");
	assert_paragraph("what follows::", "what follows:\\:\n");
	assert_paragraph("two\n\nparagraphs\twere \033[1mred", "two paragraphs were ?[1mred\n");
	assert_paragraph("<script>&lt;", "\\<script>&lt;\n");
}

static void a_text_that_looks_like_a_block_is_a_text(void **state)
{
	(void)state;
	assert_paragraph(".. note:: x", "\\.. note:\\: x\n");
	assert_paragraph("- dash", "\\- dash\n");
	assert_paragraph("====", "\\====\n");
	assert_paragraph(":field: x", "\\:field: x\n");
	assert_paragraph("1. one", "\\1. one\n");
	assert_paragraph("iv) four", "\\iv) four\n");
	assert_paragraph("a.", "\\a.\n");
	assert_paragraph("1.5 s and e.g. this", "1.5 s and e.g. this\n");
}

static void a_title_is_underlined_to_its_end(void **state)
{
	(void)state;
	AUTO_FREE char *wide =
		the_element((struct element){.kind = ELEMENT_HEADING, .text = "se\u00e9 \u4e2d"});
	AUTO_FREE char *none = the_element((struct element){.kind = ELEMENT_HEADING, .text = " "});

	assert_string_equal(wide, "\nse\u00e9 \u4e2d\n--------\n");
	assert_string_equal(none, "\n");
}

static void a_table_without_rows_has_no_header(void **state)
{
	(void)state;
	static const char *const titles[] = {"a", "b"}, *const cells[] = {"-", "1"};
	static const bool numeric[] = {false, true};
	struct element e = {.kind = ELEMENT_TABLE,
	                    .table = {.titles = titles, .numeric = numeric, .n_columns = 2, .cells = cells}};
	AUTO_FREE char *none = the_element(e);
	e.table.n_rows = 1;
	AUTO_FREE char *one = the_element(e);

	assert_string_equal(none, "\n.. list-table::\n\n   * - a\n     - b\n");
	assert_string_equal(one, "\n.. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n"
	                         "   * - \\-\n     - 1\n");
}

static void a_log_cannot_leave_its_block(void **state)
{
	(void)state;
	AUTO_FREE char *log = the_element((struct element){
		.kind = ELEMENT_VERBATIM, .text = "10 %\r90 %\r\n\n.. raw:: html\n\033[31m<b>"});
	AUTO_FREE char *blank = the_element((struct element){.kind = ELEMENT_VERBATIM, .text = " \n"});

	assert_string_equal(log, "\n::\n\n   10 %\n   90 %\n\n   .. raw:: html\n   ?[31m<b>\n");
	assert_string_equal(blank, "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_in_a_text_is_text),
		cmocka_unit_test(a_text_that_looks_like_a_block_is_a_text),
		cmocka_unit_test(a_title_is_underlined_to_its_end),
		cmocka_unit_test(a_table_without_rows_has_no_header),
		cmocka_unit_test(a_log_cannot_leave_its_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
