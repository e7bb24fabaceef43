/* Crossed choices: what each does, and what two do together. */
#include "../helpers/figure_fixture.h"

static void effects_stand_before_what_two_do_together(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct figure_texts t = figure_texts(figure_called("factors"), &everything, a);

	(void)state;
	assert_true(figure_called("factors")->has(&everything));
	assert_int_equal(count_rows(t.rows), 1 + 6);
	assert_says(t.rows, "kind\twhat\twith\tbeside\teffect\tlow\thigh\tn\tp_adjusted\n"
	                    "main\tpsf|degree: 2 -> 1\t\tbaseline\t-0.12\t-0.14\t-0.1\t6\t0.03\n");
	assert_says(
		t.rows,
		"\ninteraction\tpsf|degree: 2 -> 1\tpsf: piff -> *psfex*\tbaseline\t0.04\t0.01\t0.07\t6\t0.03\n");
	assert_says(t.script, "\nnames[4] = 'psf|degree: 2 -> 1 × psf: piff -> *psfex*'\n");
	assert_says(t.script, "\nfirsts = '1 2 3 4 5 6 7'\n");
	assert_string_equal(t.note,
	                    "the grid beside drop_win (there is no block in which all of them went well)");
}

static void without_an_interval_there_is_none_and_without_an_effect_no_mark(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct factor_effect two[] = {
		{.what = "a: 1 -> 2", .change = CHANGE(1, -0.5, -1, INFINITY), .p_adjusted = 1},
		{.what = "b: 1 -> 2", .change = ABSENT("no block"), .p_adjusted = 1}};
	const struct factorial f = {.beside = "baseline", .mains = two, .n_mains = 2};
	const struct evidence e = {.primary = "cpu", .factorials = &f, .n_factorials = 1};
	const struct figure_texts t = figure_texts(figure_called("factors"), &e, a);

	(void)state;
	assert_says(t.rows, "\nmain\ta: 1 -> 2\t\tbaseline\t-0.5\t\t\t1\t1\n");
	assert_int_equal(count_rows(t.rows), 2);
	assert_string_equal(t.note, "b: 1 -> 2 (no block)");
}

/* Levels of forty characters that differ in the middle. */
static void long_names_take_as_many_lines_as_they_need(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct factor_effect
		main = {.what = "psf_determiner: lsst_meas_extensions_piff_piffPsfDeterminer -> "
	                        "lsst_meas_extensions_psfex_psfexPsfDeterminer",
	                .change = CHANGE(6, -0.5, -0.6, -0.4),
	                .p_adjusted = 1},
		both = {.what = main.what,
	                .with = "nsnap: 9 -> 1",
	                .change = CHANGE(6, 0.1, 0, 0.2),
	                .p_adjusted = 1};
	const struct factorial f = {.beside = "baseline",
	                            .mains = &main,
	                            .n_mains = 1,
	                            .interactions = &both,
	                            .n_interactions = 1};
	const struct evidence e = {.primary = "cpu", .factorials = &f, .n_factorials = 1};
	const struct figure_texts t = figure_texts(figure_called("factors"), &e, a);

	(void)state;
	assert_says(t.script, "\nnames[1] = 'psf_determiner:'\n"
	                      "names[2] = 'lsst_meas_extensions_piff_piffPsfDeterminer ->'\n"
	                      "names[3] = 'lsst_meas_extensions_psfex_psfexPsfDeterminer'\n"
	                      "names[4] = 'psf_determiner:'\n");
	assert_says(t.script, "\nnames[7] = '× nsnap: 9 -> 1'\n");
	assert_says(t.script, "\nfirsts = '1 4 8'\n");
}

static void without_effects_there_is_no_picture(void **state)
{
	const struct factorial f = {.beside = "baseline", .absent_reason = "no block"};
	const struct evidence e = {.factorials = &f, .n_factorials = 1}, empty = {0};

	(void)state;
	assert_false(figure_called("factors")->has(&e));
	assert_false(figure_called("factors")->has(&empty));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects_stand_before_what_two_do_together),
		cmocka_unit_test(without_an_interval_there_is_none_and_without_an_effect_no_mark),
		cmocka_unit_test(long_names_take_as_many_lines_as_they_need),
		cmocka_unit_test(without_effects_there_is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
