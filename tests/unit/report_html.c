/* What a browser makes of it is a test of the command line: tests/cli/html.sh. */
#include "../helpers/report_fixture.h"

/* Without what the page has around it. To be freed. */
static char *the_element(struct element e)
{
	static const char begin[] = "<main id=\"main\" tabindex=\"-1\">\n", end[] = "</main>\n";
	AUTO_FREE char *page = render_element(e, "html", begin);
	const char *at = strstr(page, end);

	assert_non_null(at);
	return strndup(page, (size_t)(at - page));
}

static char *page_of(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct document doc = report_document(e, a);

	return render_document(&doc, report_format_find("html"));
}

static void assert_paragraph(const char *text, const char *expected)
{
	AUTO_FREE char *got = the_element((struct element){.kind = ELEMENT_PARAGRAPH, .text = text});

	assert_string_equal(got, expected);
}

static void markup_in_a_text_is_text(void **state)
{
	(void)state;
	assert_paragraph("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
	assert_paragraph("&lt; a&b \"c\" 'd'", "<p>&amp;lt; a&amp;b &quot;c&quot; 'd'</p>\n");
	assert_paragraph("two\n\nparagraphs\t\033[1mred", "<p>two paragraphs ?[1mred</p>\n");
	assert_paragraph("", "<p></p>\n");
	assert_paragraph("parts: -<win> a -> b, -1 - ",
	                 "<p>parts: <span class=\"word\">-&lt;win&gt;</span> a "
	                 "<span class=\"word\">-&gt;</span> b, -1 -</p>\n");
}

static void a_log_cannot_leave_its_block(void **state)
{
	(void)state;
	AUTO_FREE char *log = the_element((struct element){
		.kind = ELEMENT_VERBATIM, .text = "\n10 %\r90 %\r\n</pre><b>\033[31m\n- x\n+ y"});

	assert_string_equal(log, "<pre>\n\n10 %\n90 %\n&lt;/pre&gt;&lt;b&gt;?[31m\n- x\n+ y\n</pre>\n");
}

static void a_difference_tells_what_is_removed_and_what_is_added(void **state)
{
	(void)state;
	AUTO_FREE char *lines = the_element((struct element){
		.kind = ELEMENT_VERBATIM, .is_diff = true, .text = "- a <b>\n+ c\n... and 3 lines more"});

	assert_string_equal(
		lines, "<pre>\n<del>- a &lt;b&gt;</del>\n<ins>+ c</ins>\n... and 3 lines more\n</pre>\n");
}

static void a_verdict_has_its_mark_and_its_word(void **state)
{
	(void)state;
	static const char *const items[] = {"NO GAIN a: b", "KEEPER: no verdict", "KEEP"};
	AUTO_FREE char *list =
		the_element((struct element){.kind = ELEMENT_LIST, .items = items, .n_items = N(items)});

	assert_string_equal(list, "<ul>\n<li><span class=\"verdict no_gain\">NO GAIN</span> a: b</li>\n"
	                          "<li>KEEPER: no verdict</li>\n"
	                          "<li><span class=\"verdict keep\">KEEP</span></li>\n</ul>\n");
}

static void a_cell_has_all_its_digits(void **state)
{
	(void)state;
	static const char *const titles[] = {"step", "time"},
				 *const cells[] = {"a", "-1.2 %", "b", "n/a (1)"},
				 *const exact[] = {NULL, "-0.0123456789 \">", NULL, NULL};
	static const bool numeric[] = {false, true};
	AUTO_FREE char *table = the_element((struct element){.kind = ELEMENT_TABLE,
	                                                     .table = {.titles = titles,
	                                                               .numeric = numeric,
	                                                               .n_columns = 2,
	                                                               .cells = cells,
	                                                               .n_rows = 2,
	                                                               .exact = exact}});

	assert_says(table, "<tr><th scope=\"row\">a</th>"
	                   "<td class=\"number\" title=\"-0.0123456789 &quot;&gt;\">-1.2 %</td></tr>\n");
	assert_says(table, "<tr><th scope=\"row\">b</th><td class=\"number\">n/a (1)</td></tr>\n");
	AUTO_FREE char *page = page_of(&everything);
	assert_says(page, "title=\"-0.41178 [-0.42995, -0.39302], a share of ");
	assert_says(page, "title=\"4352000000 ns, mean; n = 12\"");
	assert_says(page, "title=\"-0.0278, a share of ");
	assert_never_says(page, "title=\"nan");
}

static void a_figure_is_inside_and_can_do_nothing(void **state)
{
	(void)state;
	static const struct figure figure = {.title = "Change in \"time\" <b>\n& more",
	                                     .svg = "<svg onload=\"x('#1')\"/>\n"};
	AUTO_FREE char *got = the_element((struct element){.kind = ELEMENT_FIGURE, .figure = &figure});

	assert_string_equal(
		got, "<figure><img alt=\"Change in &quot;time&quot; &lt;b&gt; &amp; more\" "
		     "src=\"data:image/svg+xml,%3Csvg%20onload%3D%22x%28%27%231%27%29%22/%3E%0A\">"
		     "<figcaption>Change in &quot;time&quot; &lt;b&gt; &amp; more</figcaption></figure>\n");
}

static void each_section_has_a_place_of_its_own(void **state)
{
	(void)state;
	static const struct element elements[] = {
		{.kind = ELEMENT_HEADING, .text = "A \"b\""},
		{.kind = ELEMENT_HEADING, .text = "a b"},
		{.kind = ELEMENT_HEADING, .text = "\u4e2d"},
		{.kind = ELEMENT_HEADING, .text = ""},
	};
	const struct document doc = {.title = "t", .elements = elements, .n_elements = N(elements)};
	AUTO_FREE char *page = render_document(&doc, report_format_find("html"));

	assert_says(page,
	            "<li><a href=\"#s-a-b\">A &quot;b&quot;</a></li>\n<li><a href=\"#s-a-b-2\">a b</a></li>\n"
	            "<li><a href=\"#s\">\u4e2d</a></li>\n<li><a href=\"#s-2\"></a></li>\n");
	assert_says(page, "<section aria-labelledby=\"s-a-b-2\">\n<h2 id=\"s-a-b-2\">a b</h2>\n</section>\n");
}

static void only_what_variants_differ_in_can_be_chosen(void **state)
{
	(void)state;
	AUTO_FREE char *page = page_of(&everything);
	struct evidence e = everything;
	e.n_variants = 2;
	AUTO_FREE char *few = page_of(&e);

	assert_says(page, "<label>psf_degree <select name=\"setting\"><option value=\"\">any</option>"
	                  "<option value=\"3=0\">2</option><option value=\"3=4\">1</option></select>");
	assert_says(page, "<option value=\"1*\">all of it</option>"
	                  "<option value=\"1-\">without pet|`ro` &lt;b&gt;&amp;lt;</option>"
	                  "<option value=\"2-\">without win</option>");
	assert_says(page, "data-verdict=\"undecided\" data-settings=\"0=0 2- 3=4\"");
	assert_says(few, "<option value=\"2-\">without win</option></select>");
	assert_never_says(few, "<label>psf_degree");
	assert_never_says(few, "without pet");
	assert_never_says(few, "<option value=\"keep\">");
}

static void a_document_of_something_else_has_no_variants(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct document doc = report_document(&everything, a);
	doc.evidence = NULL;
	AUTO_FREE char *page = render_document(&doc, report_format_find("html"));

	assert_never_says(page, "<form");
	assert_never_says(page, "<details");
	assert_never_says(page, "#variant-");
	assert_says(page, "<th scope=\"row\">drop_win</th>");
}

static void runs_are_dots_among_those_of_the_reference(void **state)
{
	(void)state;
	static const struct sample slow[] = {{.value = 3e9, .order = 0}, {.value = 2e9, .order = 2}},
				   quick[] = {{.value = 1e9, .order = 1},
	                                      {.value = 1.5e9, .order = 4, .is_disturbed = true}};
	struct variant_evidence two[2] = {variants[0], variants[1]};
	two[0].series = (struct series){.at = slow, .n = 2, .unit = "ns"};
	two[1].series = (struct series){.at = quick, .n = 2, .unit = "ns"};
	struct evidence e = everything;
	e.variants = two;
	e.n_variants = 2;
	AUTO_FREE char *page = page_of(&e);

	assert_says(page, "<path class=\"own\" d=\"M4 4h0M636 76h0\"/></svg>");
	assert_says(page,
	            "<path class=\"reference\" d=\"M4 4h0M320 40h0\"/>"
	            "<path class=\"own\" d=\"M162 76h0\"/><path class=\"disturbed\" d=\"M636 58h0\"/></svg>");
	assert_says(
		page,
		"CPU time of each of its 2 runs in the order in which they were made, from 1.00 s (bottom) to "
		"3.00 s (top); grey, those of baseline; squares, those that were disturbed.");
	e.variants = variants;
	AUTO_FREE char *none = page_of(&e);
	assert_never_says(none, "<svg");
}

static void many_runs_make_no_large_picture(void **state)
{
	(void)state;
	enum { MANY = 500000 };
	struct sample *many = calloc(MANY, sizeof(*many));
	assert_non_null(many);
	for (uint32_t i = 0; i < MANY; i++) {
		many[i] = (struct sample){.value = (double)(i % 7919), .order = i};
	}
	struct variant_evidence one = variants[0];
	one.series = (struct series){.at = many, .n = MANY, .unit = "ns"};
	struct evidence e = everything;
	e.variants = &one;
	e.n_variants = 1;
	AUTO_FREE char *page = page_of(&e);

	assert_true(strlen(page) < 700000);
	free(many);
}

static void the_page_needs_nothing_else(void **state)
{
	(void)state;
	AUTO_FREE char *page = page_of(&everything);
	const char *script = strstr(page, "<script>\n");

	assert_says(page, "content=\"default-src 'none'; ");
	assert_non_null(script);
	assert_null(strstr(script + 1, "<script"));
	assert_string_equal(strstr(script, "</script"), "</script>\n</body>\n</html>\n");
	assert_never_says(page, " src=");
	assert_never_says(page, "@import");
	assert_never_says(page, "url(");
	assert_never_says(page, "href=\"http");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_in_a_text_is_text),
		cmocka_unit_test(a_log_cannot_leave_its_block),
		cmocka_unit_test(a_difference_tells_what_is_removed_and_what_is_added),
		cmocka_unit_test(a_verdict_has_its_mark_and_its_word),
		cmocka_unit_test(a_cell_has_all_its_digits),
		cmocka_unit_test(a_figure_is_inside_and_can_do_nothing),
		cmocka_unit_test(each_section_has_a_place_of_its_own),
		cmocka_unit_test(only_what_variants_differ_in_can_be_chosen),
		cmocka_unit_test(a_document_of_something_else_has_no_variants),
		cmocka_unit_test(runs_are_dots_among_those_of_the_reference),
		cmocka_unit_test(many_runs_make_no_large_picture),
		cmocka_unit_test(the_page_needs_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
