#define ADAPTER "source_extractor"
#include "../helpers/workload_fixture.h"

#define LEAST "image: '{input.image}'\ncolumns: \"NUMBER\\n{columns}\"\n"

static void settings_come_after_what_is_ever_the_same_so_that_they_count(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from(
		LEAST
		"settings: {DETECT_THRESH: '{times}', CATALOG_TYPE: ASCII, PHOT_APERTURES: '{columns}'}\n",
		a);

	assert_string_equal(
		show_steps(&j, a),
		"measure(1) source-extractor {input.image} -c measure.sex -PARAMETERS_NAME measure.param "
		"-CATALOG_NAME measure.cat -CATALOG_TYPE FITS_LDAC -DETECT_THRESH 2 -CATALOG_TYPE ASCII "
		"-PHOT_APERTURES X_IMAGE,Y_IMAGE\n");
}

static void columns_and_settings_are_files_of_the_run(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	char *dir = NULL;
	static const char config[] = "BACK_SIZE {times}\nFILTER N\n";

	assert_true(fs_make_temp_dir("/tmp", "workload-", a, d, &dir));
	assert_true(fs_write(fs_join(a, dir, "field.sex"), config, strlen(config), d));
	struct job j = job_from(
		arena_printf(a, LEAST "config: %s/field.sex\nfiles: {extra.txt: {text: '{times}'}}\n", dir),
		a);
	assert_true(fs_remove_tree(dir, d));
	assert_int_equal(j.n_files, 3);
	assert_string_equal(text_of(&j, "measure.sex"), "BACK_SIZE 2\nFILTER N\n");
	assert_string_equal(text_of(&j, "measure.param"), "NUMBER\nX_IMAGE\nY_IMAGE");
	assert_string_equal(text_of(&j, "extra.txt"), "2");
	j = job_from(LEAST, a);
	assert_int_equal(j.n_files, 2);
	assert_string_equal(text_of(&j, "measure.sex"), "");
}

/* The steps that say what is in force. */
static size_t asked(const char *text)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	void *params = params_from(text, a, d);
	struct job j = {0};

	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->effective(params, &scope, a, d, &j));
	return j.n_steps;
}

static void what_is_in_force_is_asked_unless_told_not_to(void **state)
{
	(void)state;
	assert_int_equal(asked(LEAST), 1);
	assert_int_equal(asked(LEAST "effective: true\n"), 1);
	assert_int_equal(asked(LEAST "files: {gauss.conv: {text: x}}\n"), 2);
	assert_int_equal(asked(LEAST "files: {gauss.conv: {text: x}}\neffective: no\n"), 0);
}

static void mistakes_are_named(void **state)
{
	(void)state;
	says(LEAST "settings: {detect_thresh: 1}\n",
	     "'detect_thresh' is no name of a setting, such as DETECT_THRESH");
	says(LEAST "settings: {'': 1}\n", "'' is no name of a setting, such as DETECT_THRESH");
	says(LEAST "settings: {PARAMETERS_NAME: x}\n", "the list of columns is given by `columns`");
	says(LEAST "settings: {BACK_SIZE: '{tines}'}\n", "nothing is named 'tines'; did you mean 'times'?");
	says(LEAST "settings: [BACK_SIZE]\n", "expected a map, not a list");
	says("image: '{input.imag}'\ncolumns: NUMBER\n",
	     "nothing is named 'input.imag'; did you mean 'input.image'?");
	says("image: x\ncolumns: '{colums}'\n", "nothing is named 'colums'; did you mean 'columns'?");
	says(LEAST "files: {measure.sex: {text: x}}\n", "measure.sex is what `config` gives");
	says(LEAST "files: {measure.param: {text: x}}\n", "measure.param is what `columns` gives");
	says(LEAST "effective: [a]\n", "expected true or false, not a list");
	says(LEAST "steps: []\n", "unknown key 'steps'");
	says("image: x\n", "'columns' is missing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_come_after_what_is_ever_the_same_so_that_they_count),
		cmocka_unit_test(columns_and_settings_are_files_of_the_run),
		cmocka_unit_test(what_is_in_force_is_asked_unless_told_not_to),
		cmocka_unit_test(mistakes_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
