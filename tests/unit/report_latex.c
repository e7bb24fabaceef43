/* What LaTeX makes of it is a test of the command line: tests/cli/report_formats.sh. */
#include "../helpers/report_fixture.h"

static char *the_element(struct element e) { return render_element(e, "latex", "\\bfseries t\\par}\n\n"); }

static void assert_paragraph(const char *text, const char *expected)
{
	AUTO_FREE char *got = the_element((struct element){.kind = ELEMENT_PARAGRAPH, .text = text});

	assert_string_equal(got, expected);
}

static char *table_of(const char *const *titles, const char *const *cells, size_t n_columns)
{
	static const bool numeric[] = {false, true, true, true, true, true, true, true, true};

	return the_element((struct element){.kind = ELEMENT_TABLE,
	                                    .table = {.titles = titles,
	                                              .numeric = numeric,
	                                              .n_columns = n_columns,
	                                              .cells = cells,
	                                              .n_rows = 1}});
}

static void commands_in_a_text_are_text(void **state)
{
	(void)state;
	assert_paragraph("100 % & #1 $x$ {y} a_", "100 \\% \\& \\#1 \\$x\\$ \\{y\\} a\\_\n");
	assert_paragraph("\\input{x} ~ ^",
	                 "\\textbackslash{}input\\{x\\} \\textasciitilde{} \\textasciicircum{}\n");
	assert_paragraph("<script> a|b `c`", "\\textless{}script\\textgreater{} a\\textbar{}b \\`{}c\\`{}\n");
	assert_paragraph("two\n\nparagraphs\t\033 red", "two paragraphs ? red\n");
	assert_paragraph("--format ''", "-{}-format '{}'\n");
	assert_paragraph("[x] *", "{[}x] {*}\n");
	assert_paragraph("\u2264 \u00e9 \u4e2d", "$\\leq$ \\other{00E9}{\u00e9} \\other{4E2D}{\u4e2d}\n");
}

static void a_long_name_may_be_broken(void **state)
{
	(void)state;
	assert_paragraph("psf_size 3/3 a/b", "psf\\_\\cut{}size 3/3 a/\\cut{}b\n");
	assert_paragraph("0123456789012345678901234", "012345678901234567890\\cut{}1234\n");
}

static void a_number_has_a_minus_sign_and_keeps_its_interval(void **state)
{
	(void)state;
	static const char *const titles[] = {"variant", "saved"}, *const cells[] = {"a-1 -2",
	                                                                            "-4.1 % [-5.0, -3.2]"};
	AUTO_FREE char *got = table_of(titles, cells, 2);

	assert_says(got, "\na-1 -2 & $-$4.1 \\% {[}$-$5.0,~$-$3.2] \\\\\n");
	assert_says(got, "{\\small\n\\begin{longtable}{@{}>{\\raggedright");
	assert_says(got, "\\toprule\nvariant & saved \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n");
	assert_never_says(got, "landscape");
}

static void a_wide_table_is_set_across_the_page(void **state)
{
	(void)state;
	static const char *const titles[] = {"v", "a", "b", "c", "d", "e", "f", "g", "h"};
	const char *cells[N(titles)];
	for (size_t i = 0; i < N(titles); i++) {
		cells[i] = "-41.2 % [-43.0, -39.3]";
	}
	AUTO_FREE char *six = table_of(titles, cells, 6), *nine = table_of(titles, cells, 9);

	assert_says(six, "\\begin{landscape}\n{\\footnotesize\n");
	assert_says(nine, "\\begin{landscape}\n{\\scriptsize\n");
	assert_says(nine, "\\end{longtable}}\n\\end{landscape}\n");
}

static void a_log_keeps_its_blanks(void **state)
{
	(void)state;
	AUTO_FREE char *log = the_element(
		(struct element){.kind = ELEMENT_VERBATIM, .text = "10 %\r  90 %\r\n\n\\end{document}\033"});

	assert_says(log, "\\raggedright\n\\strut 10\\ \\%\\par\n\\strut \\ \\ 90\\ \\%\\par\n\\strut \\par\n"
	                 "\\strut \\textbackslash{}end\\{document\\}?\\par\n}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_in_a_text_are_text),
		cmocka_unit_test(a_long_name_may_be_broken),
		cmocka_unit_test(a_number_has_a_minus_sign_and_keeps_its_interval),
		cmocka_unit_test(a_wide_table_is_set_across_the_page),
		cmocka_unit_test(a_log_keeps_its_blanks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
