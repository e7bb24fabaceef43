/* Runs, each by itself: in the order in which they were made, and how they spread. */
#include "../helpers/figure_fixture.h"

static const char *const inputs[] = {"sky\t1", "sky-2"};
static const struct sample base_runs[] = {
	{.value = 2e9, .order = 0, .block = 1, .input = 0},
	{.value = 2.5e9, .order = 3, .block = 2, .input = 1, .is_disturbed = true},
	{.value = 8e9, .order = 4, .block = 3, .input = 1},
};
static const struct sample lean_runs[] = {{.value = 1e9, .order = 1, .block = 1, .input = 0}};

static const struct variant_evidence some[] = {
	{.name = "baseline",
         .is_baseline = true,
         .series = {base_runs, N(base_runs), "ns", NULL},
         .distribution = {.n = 3, .median = 2.5e9, .has_groups = true, .groups = {{2.25e9, 2}, {8e9, 1}}}},
	{.name = "lean\n'", .series = {lean_runs, 1, "ns", NULL}, .distribution = {.n = 1, .median = 1e9}},
	{.name = "crash", .series = {.absent_reason = "no run that went well"}},
};
static const struct evidence three = {
	.primary = "cpu", .variants = some, .n_variants = N(some), .inputs = inputs, .n_inputs = 2};

static void a_trace_has_every_run_that_counts_and_says_who_has_none(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct figure_texts t = figure_texts(figure_called("trace"), &three, a);

	(void)state;
	assert_true(figure_called("trace")->has(&three));
	assert_string_equal(t.rows, "order\tvariant\tgroup\tvalue\tblock\tinput\tis_disturbed\n"
	                            "0\tbaseline\t1\t2000000000\t1\tsky 1\t0\n"
	                            "3\tbaseline\t1\t2500000000\t2\tsky-2\t1\n"
	                            "4\tbaseline\t1\t8000000000\t3\tsky-2\t0\n"
	                            "1\tlean '\t2\t1000000000\t1\tsky 1\t0\n");
	assert_string_equal(t.note, "crash (no run that went well)");
	assert_says(t.script, "\nunit = 's'\n");
	assert_says(t.script, "\narray groups[2]\ngroups[1] = 'baseline'\ngroups[2] = 'lean '''\n");
}

static void of_many_variants_the_baseline_is_told_from_the_others(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct variant_evidence many[9];
	const struct evidence e = {
		.primary = "cpu", .variants = many, .n_variants = N(many), .inputs = inputs, .n_inputs = 2};

	(void)state;
	for (size_t i = 0; i < N(many); i++) {
		many[i] = some[i > 0];
	}
	const struct figure_texts t = figure_texts(figure_called("trace"), &e, a);
	assert_says(t.script, "\narray groups[2]\ngroups[1] = 'baseline'\ngroups[2] = 'other variants'\n");
	assert_says(t.rows, "\n1\tlean '\t2\t1000000000\t1\tsky 1\t0\n1\tlean '\t2\t");
}

static void a_trace_says_that_it_lacks_the_runs_of_a_screen(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct evidence e = three;

	(void)state;
	e.screen.n_runs = 24;
	const struct figure_texts t = figure_texts(figure_called("trace"), &e, a);
	assert_says(t.note, "the screen's 24 runs (each configuration is another, and none is a variant)");
}

static void of_very_many_runs_some_are_drawn_and_it_is_said(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct sample *runs = NEW_ARRAY(a, struct sample, 50000);
	const struct variant_evidence v = {
		.name = "baseline", .is_baseline = true, .series = {runs, 50000, "ns", NULL}};
	const struct evidence e = {
		.primary = "cpu", .variants = &v, .n_variants = 1, .inputs = inputs, .n_inputs = 2};

	(void)state;
	for (uint32_t i = 0; i < 50000; i++) {
		runs[i] = (struct sample){.value = 1e9, .order = i};
	}
	const struct figure_texts t = figure_texts(figure_called("trace"), &e, a);
	assert_in_range(count_rows(t.rows), 5000, 6001);
	assert_string_equal(t.note, "most runs (of 50000, those are whose number is a multiple of 9)");
}

static void a_strip_has_runs_bars_the_median_and_the_groups(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct figure_texts t = figure_texts(figure_called("strip"), &three, a);

	(void)state;
	assert_true(figure_called("strip")->has(&three));
	/* from 1 s to 8 s there are sixty bars, each as high as its share of the variant's highest */
	assert_row(t.rows, 0, "row variant kind value height");
	assert_row(t.rows, 1, "1 baseline runs 1991666666.6666667 1");
	assert_row(t.rows, 3, "1 baseline runs 7941666666.666667 1");
	assert_row(t.rows, 4, "1 baseline run 2e9 0");
	assert_row(t.rows, 6, "1 baseline run 8e9");
	assert_row(t.rows, 7, "1 baseline median 2.5e9");
	assert_row(t.rows, 8, "1 baseline mode 2.25e9 0.6666666666666666");
	assert_row(t.rows, 9, "1 baseline mode 8e9 0.3333333333333333");
	assert_says(t.rows, "\n2\tlean '\trun\t1000000000\t0\n2\tlean '\tmedian\t1000000000\t0\n");
	assert_int_equal(count_rows(t.rows), 1 + 9 + 3);
	assert_string_equal(t.note, "crash (no run that went well)");
	assert_says(t.script, "\nmodes = 1\n");
}

static void where_there_are_no_runs_there_is_no_picture(void **state)
{
	const struct evidence none = {.primary = "cpu", .variants = &some[2], .n_variants = 1};

	(void)state;
	assert_false(figure_called("trace")->has(&none));
	assert_false(figure_called("strip")->has(&none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trace_has_every_run_that_counts_and_says_who_has_none),
		cmocka_unit_test(of_many_variants_the_baseline_is_told_from_the_others),
		cmocka_unit_test(a_trace_says_that_it_lacks_the_runs_of_a_screen),
		cmocka_unit_test(of_very_many_runs_some_are_drawn_and_it_is_said),
		cmocka_unit_test(a_strip_has_runs_bars_the_median_and_the_groups),
		cmocka_unit_test(where_there_are_no_runs_there_is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
