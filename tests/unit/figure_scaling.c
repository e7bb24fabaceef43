/* What runs take against what that goes with: where it is no chance alone. */
#include "../helpers/figure_fixture.h"

static const double stars[] = {1, 2, NAN, 4};
static const char *const inputs[] = {"a", "b", "c", "d"};
static const struct sample base_runs[] = {
	{.value = 10e6, .block = 1, .input = 0}, {.value = 20e6, .block = 2, .input = 1},
	{.value = 99e6, .block = 3, .input = 2}, {.value = 40e6, .block = 4, .input = 3},
	{.value = 14e6, .block = 5, .input = 0},
};
static const struct sample lean_runs[] = {{.value = 5e6, .block = 1, .input = 0}};
static const struct variant_evidence some[] = {
	{.name = "baseline", .is_baseline = true, .series = {base_runs, N(base_runs), "ns", NULL}},
	{.name = "lean", .series = {lean_runs, 1, "ns", NULL}},
	{.name = "crash", .series = {.absent_reason = "no run that went well"}},
};
#define SLOPES(its_values, leans_values)                                                            \
	(const struct variant_scaling[])                                                            \
	{                                                                                           \
		{.variant = "baseline", .values = (its_values), .own = {.n = 6, .at = 9e6}},        \
			{.variant = "lean",                                                         \
		         .values = (leans_values),                                                  \
		         .own = ABSENT("fewer than six inputs with a number")},                     \
			{.variant = "crash", .own = ABSENT("fewer than six inputs with a number")}, \
	}
#define ALONG(its_column, slopes, is_flagged)                                                            \
	{                                                                                                \
		.column = (its_column), .from = 1, .to = 4, .variants = (slopes), .n_variants = N(some), \
		.flagged = (is_flagged)                                                                  \
	}
#define AGAINST(its_column, its_values, is_flagged) \
	ALONG(its_column, SLOPES(its_values, its_values), is_flagged)

static struct evidence against(const struct scaling *looked_at, size_t n)
{
	return (struct evidence){.primary = "cpu",
	                         .variants = some,
	                         .n_variants = N(some),
	                         .inputs = inputs,
	                         .n_inputs = N(inputs),
	                         .scalings = looked_at,
	                         .n_scalings = n};
}

static void inputs_are_means_and_the_line_goes_through_their_middle(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct scaling all[] = {AGAINST("moon", stars, false), AGAINST("stars'\n|x", stars, true)};
	const struct evidence e = against(all, 2);
	const struct figure_texts t = figure_texts(figure_called("scaling"), &e, a);

	(void)state;
	assert_true(figure_called("scaling")->has(&e));
	/* what has no number is not there; the middle of 12 - 9, 20 - 18 and 40 - 36 is 3 */
	assert_string_equal(t.rows, "panel\tvariant\tgroup\tkind\tx\tvalue\n"
	                            "1\tbaseline\t1\tinput\t1\t12000000\n"
	                            "1\tbaseline\t1\tinput\t2\t20000000\n"
	                            "1\tbaseline\t1\tinput\t4\t40000000\n"
	                            "1\tbaseline\t1\tslope\t1\t12000000\n"
	                            "1\tbaseline\t1\tslope\t4\t39000000\n"
	                            "1\tlean\t2\tinput\t1\t5000000\n");
	assert_says(t.script, "\ncolumns[1] = 'stars'' |x'\n");
	assert_says(t.script, "\nunit = 'ms'\n");
	assert_null(t.note);
}

static void a_variant_that_was_given_other_numbers_lies_at_its_own(void **state)
{
	static const double others[] = {7, 2, NAN, 4};
	AUTO_ARENA struct arena *a = arena_new();
	const struct scaling all[] = {ALONG("known", SLOPES(stars, others), true),
	                              ALONG("known", SLOPES(others, stars), true)};
	const struct evidence e = against(all, 2);
	const struct figure_texts t = figure_texts(figure_called("scaling"), &e, a);

	(void)state;
	assert_says(t.rows, "\n1\tbaseline\t1\tinput\t1\t12000000\n");
	assert_says(t.rows, "\n1\tlean\t2\tinput\t7\t5000000\n");
	/* a line is as long as what it goes through; the middle of 12 - 63, 20 - 18 and 40 - 36 is 2 */
	assert_says(t.rows, "\n2\tbaseline\t1\tslope\t2\t20000000\n"
	                    "2\tbaseline\t1\tslope\t7\t65000000\n");
}

static void of_the_order_each_run_is_shown(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct scaling order = AGAINST(NULL, NULL, true);
	const struct evidence e = against(&order, 1);
	const struct figure_texts t = figure_texts(figure_called("scaling"), &e, a);

	(void)state;
	assert_says(t.rows, "\n1\tbaseline\t1\trun\t3\t99000000\n");
	assert_says(t.rows, "\n1\tbaseline\t1\trun\t5\t14000000\n");
	assert_says(t.script, "\ncolumns[1] = 'block'\n");
}

static void what_there_is_no_room_for_is_said(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct scaling all[] = {AGAINST("a", stars, true), AGAINST("b", stars, true),
	                              AGAINST("c", stars, true), AGAINST("d", stars, true)};
	const struct evidence e = against(all, 4);

	(void)state;
	assert_string_equal(figure_texts(figure_called("scaling"), &e, a).note, "d (there is room for 3)");
}

static void what_may_be_chance_is_no_picture(void **state)
{
	const struct scaling moon = AGAINST("moon", stars, false);
	const struct evidence e = against(&moon, 1);

	(void)state;
	assert_false(figure_called("scaling")->has(&e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_are_means_and_the_line_goes_through_their_middle),
		cmocka_unit_test(a_variant_that_was_given_other_numbers_lies_at_its_own),
		cmocka_unit_test(of_the_order_each_run_is_shown),
		cmocka_unit_test(what_there_is_no_room_for_is_said),
		cmocka_unit_test(what_may_be_chance_is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
