/* The way to a budget: bars from latency to latency, and what was measured of them. */
#include "../helpers/figure_fixture.h"

static void cuts_hang_from_one_another_and_what_was_not_measured_has_its_reason(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct figure_texts t = figure_texts(figure_called("waterfall"), &everything, a);

	(void)state;
	assert_true(figure_called("waterfall")->has(&everything));
	assert_row(t.rows, 0, "step kind from to low high measured measured_low measured_high not_measured");
	assert_row(t.rows, 1, "today whole 0 300e9      ");
	assert_row(t.rows, 2, "drop_win cut 300e9 183.87e9 170.52e9 198.27e9 183.87e9 171e9 197.7e9 ");
	assert_says(t.rows, "\tcut\t183870000000\t180010000000\t162000000000\t196500000000\t\t\t\t"
	                    "no variant makes exactly these changes together\n");
	assert_says(t.rows,
	            "\nall, by the product\twhole\t0\t180010000000\t162000000000\t196500000000\t\t\t\t\n");
	assert_says(t.script, "\nunit = 's'\n");
	assert_says(t.script, "\ntarget = 60000000000\n");
	assert_says(t.script, "\nmeasured = 1\n");
	assert_says(t.script, "\narray names[4]\nnames[1] = 'today'\nnames[2] = 'drop_win'\n");
}

static void without_a_bound_there_is_none(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct rung rung = {.variant = "x",
	                          .product = {2e9, -INFINITY, INFINITY, 0},
	                          .measured = CHANGE(1, -0.5, -1, INFINITY),
	                          .together = {2e9, NAN, NAN, 0}};
	const struct ladder l = {.target = 1e9,
	                         .today = {4e9, 4e9, 4e9, 1},
	                         .rungs = &rung,
	                         .n = 1,
	                         .end = {2e9, NAN, NAN, 0},
	                         .is_measured = true};
	const struct evidence e = {.ladder = &l};
	const struct figure_texts t = figure_texts(figure_called("waterfall"), &e, a);

	(void)state;
	assert_says(t.rows, "\nx\tcut\t4000000000\t2000000000\t\t\t2000000000\t\t\t\n");
	assert_says(t.rows, "\nall, as measured\twhole\t0\t2000000000\t\t\t\t\t\t\n");
}

static void where_nothing_may_be_cut_there_is_no_picture(void **state)
{
	const struct ladder none = {.target = 1e9, .today = {4e9, 4e9, 4e9, 1}};
	const struct evidence e = {.ladder = &none}, empty = {0};

	(void)state;
	assert_false(figure_called("waterfall")->has(&e));
	assert_false(figure_called("waterfall")->has(&empty));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_hang_from_one_another_and_what_was_not_measured_has_its_reason),
		cmocka_unit_test(without_a_bound_there_is_none),
		cmocka_unit_test(where_nothing_may_be_cut_there_is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
