#include "../helpers/report_fixture.h"
#include "secateur/base/utf8.h"

static char *render_on(const struct document *doc, size_t columns, bool has_colours)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct page page = {columns, has_colours};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_true(report_write(doc, report_format_find("terminal"), &page, out, diag_new(a)));
	fclose(out);
	return text;
}

/* A document of one element. */
static char *the_element(struct element e, size_t columns, bool has_colours)
{
	const struct document doc = {.title = "", .elements = &e, .n_elements = 1};

	return render_on(&doc, columns, has_colours);
}

static const char *const titles[] = {"variant", "saved", "verdict"};
static const char *const cells[] = {"a", "-4.1 %", "DROP", "\u4e2d\u6587 e\u0301", "0 %", "UNDECIDED"};
static const bool numeric[] = {false, true, false};
static const struct element table = {
	.kind = ELEMENT_TABLE,
	.table = {.titles = titles, .numeric = numeric, .n_columns = 3, .cells = cells, .n_rows = 2}};

static void columns_are_aligned_by_what_is_seen(void **state)
{
	(void)state;
	AUTO_FREE char *text = the_element(table, 80, false);

	assert_string_equal(text, "\n\n"
	                          "variant   saved  verdict\n"
	                          "──────────────────────────\n"
	                          "a        -4.1 %  DROP\n"
	                          "\u4e2d\u6587 e\u0301      0 %  UNDECIDED\n");
}

static void a_table_wider_than_the_page_is_folded(void **state)
{
	(void)state;
	AUTO_FREE char *fits = the_element(table, 26, false), *folded = the_element(table, 25, false);

	assert_says(fits, "──");
	assert_string_equal(folded, "\n\n"
	                            "a\n"
	                            "  saved:   -4.1 %\n"
	                            "  verdict: DROP\n\n"
	                            "\u4e2d\u6587 e\u0301\n"
	                            "  saved:   0 %\n"
	                            "  verdict: UNDECIDED\n");
}

static void verdicts_have_colours_where_there_are_any(void **state)
{
	(void)state;
	static const char *const items[] = {"DROP a: it saves", "DROPS nothing", "NO GAIN b"};
	AUTO_FREE char *plain = the_element(table, 80, false), *coloured = the_element(table, 80, true);
	AUTO_FREE char *list =
		the_element((struct element){.kind = ELEMENT_LIST, .items = items, .n_items = 3}, 80, true);

	assert_never_says(plain, "\033");
	assert_says(coloured, "\033[1;32mDROP\033[0m\n");
	assert_says(coloured, "\033[33mUNDECIDED\033[0m\n");
	assert_says(list,
	            "• \033[1;32mDROP\033[0m a: it saves\n• DROPS nothing\n• \033[36mNO GAIN\033[0m b\n");
}

static void a_paragraph_is_broken_between_words(void **state)
{
	(void)state;
	AUTO_FREE char *text = the_element((struct element){.kind = ELEMENT_PARAGRAPH,
	                                                    .text = "about that, some 30 % less and "
	                                                            "0123456789012345678901234567890"},
	                                   20, false);

	assert_string_equal(text, "\n\nabout that, some\n30 % less and\n01234567890123456789\n01234567890\n");
}

static void no_text_can_speak_to_the_terminal(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	const struct document doc = report_document(&everything, a);

	for (size_t columns = 20; columns <= 300; columns += 20) {
		AUTO_FREE char *text = render_on(&doc, columns, false);
		const size_t n = strlen(text);
		for (size_t i = 0, len; i < n; i += len) {
			len = utf8_length(text + i, n - i);
			assert_true(len > 0);
			assert_true(text[i] == '\n' || text[i] == '\t' || !utf8_is_control(text + i, len));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_aligned_by_what_is_seen),
		cmocka_unit_test(a_table_wider_than_the_page_is_folded),
		cmocka_unit_test(verdicts_have_colours_where_there_are_any),
		cmocka_unit_test(a_paragraph_is_broken_between_words),
		cmocka_unit_test(no_text_can_speak_to_the_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
