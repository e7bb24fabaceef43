/* Where the time went: steps stacked, as many as can be told apart. */
#include "../helpers/figure_fixture.h"

static void steps_stand_behind_each_other_and_timers_do_not(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct time_part base[] = {{.name = "psf\t", .own = 1e6},
	                                 {.name = "fit", .is_timer = true, .own = 5e5},
	                                 {.name = "measure", .own = 3e6}};
	const struct time_part lean[] = {{.name = "psf\t", .own = NAN},
	                                 {.name = "fit", .is_timer = true, .own = NAN},
	                                 {.name = "measure", .own = 4e6}};
	const struct time_part none[] = {{.name = "psf\t", .own = NAN},
	                                 {.name = "fit", .is_timer = true, .own = NAN},
	                                 {.name = "measure", .own = NAN}};
	const struct variant_evidence some[] = {
		{.name = "baseline", .is_baseline = true, .parts = base, .n_parts = 3},
		{.name = "crash", .parts = none, .n_parts = 3},
		{.name = "lean", .parts = lean, .n_parts = 3, .n_blocks = 5},
	};
	const struct evidence e = {.primary = "cpu", .parts_of = "cpu", .variants = some, .n_variants = 3};
	const struct figure_texts t = figure_texts(figure_called("steps"), &e, a);

	(void)state;
	assert_true(figure_called("steps")->has(&e));
	assert_string_equal(t.rows, "row\tvariant\tstep\tcolour\tfrom\ttakes\n"
	                            "1\tbaseline\tpsf\t1\t0\t1000000\n"
	                            "1\tbaseline\tmeasure\t2\t1000000\t3000000\n"
	                            "2\tlean\tmeasure\t2\t0\t4000000\n");
	assert_string_equal(t.note, "crash (no complete pair)");
	assert_says(t.script, "\narray steps[2]\nsteps[1] = 'psf'\nsteps[2] = 'measure'\n");
	assert_says(t.script, "\nunit = 'ms'\n");
}

static void of_many_steps_the_small_ones_are_one(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct time_part twelve[12];
	const struct variant_evidence v = {
		.name = "baseline", .is_baseline = true, .parts = twelve, .n_parts = N(twelve)};
	const struct evidence e = {.primary = "cpu", .parts_of = "wall", .variants = &v, .n_variants = 1};

	(void)state;
	for (size_t i = 0; i < N(twelve); i++) {
		twelve[i] = (struct time_part){.name = arena_printf(a, "step-%zu", i),
		                               .own = 1e6 * (double)(i + 1)};
	}
	const struct figure_texts t = figure_texts(figure_called("steps"), &e, a);
	assert_int_equal(count_rows(t.rows), 1 + 7);
	assert_row(t.rows, 1, "1 baseline step-6 1 0 7e6");
	assert_row(t.rows, 6, "1 baseline step-11 6 45e6 12e6");
	assert_says(t.rows, "\n1\tbaseline\tother steps\t7\t57000000\t21000000\n");
	assert_says(t.script, "\nsteps[7] = 'other steps'\n");
}

static void a_run_of_one_step_is_no_picture(void **state)
{
	const struct time_part one = {.name = "all", .own = 1e6};
	const struct variant_evidence v = {
		.name = "baseline", .is_baseline = true, .parts = &one, .n_parts = 1};
	const struct evidence e = {.primary = "cpu", .variants = &v, .n_variants = 1},
			      empty = {.primary = "cpu"};

	(void)state;
	assert_false(figure_called("steps")->has(&e));
	assert_false(figure_called("steps")->has(&empty));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_stand_behind_each_other_and_timers_do_not),
		cmocka_unit_test(of_many_steps_the_small_ones_are_one),
		cmocka_unit_test(a_run_of_one_step_is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
