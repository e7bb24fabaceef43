/* The effects: what is drawn, in which order, and what is not. */
#include "../helpers/figure_fixture.h"

static void the_most_saving_comes_first_and_what_has_no_change_has_no_number(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct figure_ops *f = figure_called("forest");

	(void)state;
	assert_true(f->has(&everything));
	const struct figure_texts t = figure_texts(f, &everything, a);
	assert_string_equal(
		t.rows,
		"label\tvariant\tchange\tcompared_with\tverdict\teffect\tlow\thigh\tn\tremark\n"
		"drop_win\tdrop_win\tmeasurements: -win\tbaseline\tDROP\t-0.41178\t-0.42995\t-0.39302\t12\t\n"
		"pet|`ro` # **x** _y_…](http://b) <b>&lt;\tpet|`ro` # **x** _y_ [a](http://b) <b>&lt;\t"
		"measurements: -petro, \\\\|-??[1m$x$ ~z~\tbaseline\tKEEP\t-0.0312\t-0.0401\t-0.0222\t12\t\n"
		"degree_1 vs drop_win\tdegree_1\tpsf_degree: 2 -> 1\tdrop_win\tUNDECIDED\t-0.0278\t\t\t1\t"
		"no interval: too few inputs\n"
		"drop_psf\tdrop_psf\tsteps: -psf\tbaseline\tREQUIRED\t\t\t\t\tno pair\n"
		"filter_none\tfilter_none\tfilter: gauss -> none\tbaseline\tFAILS\t\t\t\t\tno pair\n");
	assert_string_equal(t.note, "drop_psf (no pair), filter_none (no pair)");
	assert_string_equal(t.title, "Change in CPU time of each variant");
	assert_says(t.script, "\nshown = 3\n");
	assert_says(t.script, "\nworth = 1\n");
	assert_says(t.script, "\nverdicts = '\"DROP\" \"KEEP\" \"UNDECIDED\"'\n");
	assert_says(t.script, "\nnote = 'not shown: drop_psf (no pair), filter_none (no pair)'\n");
}

static void where_there_is_no_room_for_reasons_names_stand_alone_below(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct cost none = {
		.name = "cpu",
		.change = {.absent_reason = "no run of a variant with a name as long as this went well"}};
	const struct variant_evidence four[] = {
		{.name = "drop-base_SdssCentroid", .reference = "-", .costs = &none, .n_costs = 1},
		{.name = "drop-base_Blendednes", .reference = "-", .costs = &none, .n_costs = 1},
		{.name = "drop-modelfit_DoubleShapeletPsfApprox",
	         .reference = "-",
	         .costs = &none,
	         .n_costs = 1},
		{.name = "drop-base_SdssShape", .reference = "-", .costs = &none, .n_costs = 1}};
	struct evidence e = {.primary = "cpu", .variants = four, .n_variants = 2};
	struct figure_texts t = figure_texts(figure_called("forest"), &e, a);

	(void)state;
	assert_says(t.note, "drop-base_SdssCentroid (no run of a variant");
	assert_says(t.script, "\nnote = 'not shown: drop-base_SdssCentroid, drop-base_Blendednes'\n");
	e.n_variants = 4;
	t = figure_texts(figure_called("forest"), &e, a);
	assert_says(t.script,
	            "\nnote = 'not shown: drop-base_SdssCentroid, drop-base_Blendednes and 2 more'\n");
}

static void names_that_gnuplot_would_obey_are_data(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct cost cost = {.name = "it's\n`ls`", .unit = "ns", .change = CHANGE(12, -0.1, -0.2, 0.1)};
	const struct variant_evidence hostile[] = {
		{.name = "\"quoted\" \\n\t\xff", .reference = "-", .costs = &cost, .n_costs = 1},
		{.name = "中文", .reference = "-", .costs = &cost, .n_costs = 1},
	};
	const struct evidence e = {.primary = cost.name, .variants = hostile, .n_variants = 2};
	const struct figure_texts t = figure_texts(figure_called("forest"), &e, a);

	(void)state;
	/* quoted for gnuplot, and letters that the fonts lack are squares where they are drawn */
	assert_says(
		t.rows,
		"\n\"\"\"quoted\"\" \\\\n ?\"\t\"\"\"quoted\"\" \\\\n ?\"\t\t-\tbaseline\t-0.1\t-0.2\t0.1\t12\t\n");
	assert_says(t.rows, "\n□□\t中文\t\t-\t");
	assert_says(t.script, "\ncost = 'it''s `ls`'\n");
}

static void what_takes_many_times_as_long_leaves_room_for_savings(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct cost saves = {.name = "cpu", .change = CHANGE(12, -0.1, -0.2, -0.05)},
			  costs = {.name = "cpu", .change = CHANGE(12, 19, 18, 20)};
	const struct variant_evidence two[] = {
		{.name = "lean", .reference = "-", .costs = &saves, .n_costs = 1},
		{.name = "fat", .reference = "-", .costs = &costs, .n_costs = 1}};
	const struct evidence e = {.primary = "cpu", .variants = two, .n_variants = 2};
	const struct figure_texts t = figure_texts(figure_called("forest"), &e, a);

	(void)state;
	assert_says(t.rows, "\nfat\tfat\t\t-\tbaseline\t19\t18\t20\t12\t\n");
	assert_says(t.script, "\nhigh = 104.8"); /* percent: 100, and a little room */
}

static void intervals_are_told_at_the_levels_that_they_have(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct cost first = {.name = "cpu", .change = CHANGE(12, -0.1, -0.2, -0.05)}, second = first;
	const struct variant_evidence two[] = {
		{.name = "x", .reference = "-", .costs = &first, .n_costs = 1, .joint_confidence = 0.998718},
		{.name = "y", .reference = "-", .costs = &second, .n_costs = 1, .joint_confidence = 0.975}};
	const struct evidence e = {.primary = "cpu", .variants = two, .n_variants = 2};

	(void)state;
	/* settled at two looks; each interval reaches what was asked of it, and more */
	first.change.level = second.change.level = 0.9995;
	const struct figure_texts looks = figure_texts(figure_called("forest"), &e, a);
	assert_says(looks.script, "\nlevels = ', with intervals at 97.5 % to 99.872 %'\n");
	/* so few values that neither does */
	first.change.level = second.change.level = 0.5;
	const struct figure_texts few = figure_texts(figure_called("forest"), &e, a);
	assert_says(few.script, "\nlevels = ', with intervals at 50 %'\n");
}

static void where_no_variant_has_a_change_there_is_no_picture(void **state)
{
	const struct evidence empty = {.primary = "cpu"};
	struct evidence failed = everything;

	(void)state;
	failed.variants = &variants[3];
	failed.n_variants = 1;
	assert_false(figure_called("forest")->has(&empty));
	assert_false(figure_called("forest")->has(&failed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_saving_comes_first_and_what_has_no_change_has_no_number),
		cmocka_unit_test(where_there_is_no_room_for_reasons_names_stand_alone_below),
		cmocka_unit_test(names_that_gnuplot_would_obey_are_data),
		cmocka_unit_test(what_takes_many_times_as_long_leaves_room_for_savings),
		cmocka_unit_test(intervals_are_told_at_the_levels_that_they_have),
		cmocka_unit_test(where_no_variant_has_a_change_there_is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
