/* Figures in a document: each format shows a picture as it shows pictures, and only those that were drawn. */
#include "../helpers/report_fixture.h"

static const struct figure forest = {"forest", "Change in CPU \"time\" [of] <b>\n& *x*", "my figs/50%/forest",
                                     "<svg/>", "drop_psf (no pair)"};
static const struct figure other = {"other", "Nothing that a section asks for", "figs/other", "<svg/>", NULL};

static void assert_figure(const char *format, const char *before, const char *expected)
{
	AUTO_FREE char *text =
		render_element((struct element){.kind = ELEMENT_FIGURE, .figure = &forest}, format, before);

	assert_string_equal(text, expected);
}

static void each_format_shows_it_in_its_own_way(void **state)
{
	(void)state;
	assert_figure("markdown", "# t\n\n",
	              "![Change in CPU \"time\" [of] \\<b> & \\*x\\*](my%20figs/50%25/forest.svg)\n");
	assert_figure(
		"rst", "====\n\n",
		".. figure:: my%20figs/50%25/forest.svg\n   :alt: Change in CPU \"time\" [of] <b> & *x*\n");
	assert_figure(
		"asciidoc", "= t\n\n",
		"image::my%20figs/50%25/forest.svg[\"Change in CPU &#34;time&#34; &#91;of] &#60;b&#62; & &#42;x&#42;\"]\n");
	assert_figure("jira", "h1. t\n\n", "!forest.png!\n");
	assert_figure(
		"latex", "t\\par}\n\n",
		"\\begin{center}\n\\includegraphics[width=\\linewidth,height=0.85\\textheight,keepaspectratio]"
		"{\\detokenize{my figs/50%/forest}}\n\\end{center}\n");
	assert_figure("terminal", "t\n\n", "Change in CPU \"time\" [of] <b> & *x*: my figs/50%/forest.svg\n");
}

static void it_stands_behind_what_it_shows_and_says_what_it_does_not(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct figure at[] = {other, forest};
	const struct document doc = report_illustrated(&everything, &(struct figures){at, 2}, a),
			      plain = report_document(&everything, a);
	size_t i = 0;

	(void)state;
	assert_int_equal(doc.n_elements, plain.n_elements + 2);
	while (i < doc.n_elements && doc.elements[i].kind != ELEMENT_FIGURE) {
		i++;
	}
	assert_true(i > 0 && i + 1 < doc.n_elements);
	assert_ptr_equal(doc.elements[i].figure, &at[1]);
	assert_string_equal(doc.elements[i + 1].text, "Not in the figure: drop_psf (no pair).");
	for (size_t k = 0; k < plain.n_elements; k++) {
		assert_int_not_equal(plain.elements[k].kind, ELEMENT_FIGURE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_shows_it_in_its_own_way),
		cmocka_unit_test(it_stands_behind_what_it_shows_and_says_what_it_does_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
