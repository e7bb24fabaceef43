#define ADAPTER "command"
#include "../helpers/workload_fixture.h"

static void a_loop_repeats_its_steps_and_when_chooses_between_two(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from("steps:\n"
	                        "  - {name: refilter, command: [filter], when: {iteration: 2}}\n"
	                        "  - {name: detect, command: [detect, '{iteration}']}\n"
	                        "  - {name: psf, command: [psfex], when: {determiner: psfex}}\n"
	                        "  - {name: psf, command: [piff], when: {determiner: [piff]}}\n"
	                        "  - {name: measure, command: [measure, '{columns}']}\n"
	                        "loop: {steps: [refilter, detect, psf], times: '{times}'}\n",
	                        a);

	assert_string_equal(show_steps(&j, a), "detect(1) detect 1\npsf(1) piff\n"
	                                       "refilter(2) filter\ndetect(2) detect 2\npsf(2) piff\n"
	                                       "measure(1) measure X_IMAGE,Y_IMAGE\n");
}

static const char *variable(const struct job *j, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; j->envp[i]; i++) {
		if (strncmp(j->envp[i], name, n) == 0 && j->envp[i][n] == '=') {
			return j->envp[i] + n + 1;
		}
	}
	return "unset";
}

static void nothing_leaks_into_the_environment(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from(
		"steps: [{name: a, command: [a]}]\nenvironment: {OMP_NUM_THREADS: 1, TZ: '{determiner}'}\n",
		a);
	size_t n = 0;

	while (j.envp[n]) {
		n++;
	}
	assert_int_equal(n, 6);
	assert_string_equal(variable(&j, "OMP_NUM_THREADS"), "1");
	assert_string_equal(variable(&j, "TZ"), "piff");
	assert_string_equal(variable(&j, "HOME"), "/nowhere");
	assert_string_equal(variable(&j, "PATH"), "/usr/local/bin:/usr/bin:/bin");
}

static void a_file_gets_a_set_one_item_a_line(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from("steps: [{name: a, command: [a]}]\n"
	                        "files: {conf/m.param: {text: \"NUMBER\\n{columns}\\n{{x}\\n\"}}\n",
	                        a);

	assert_int_equal(j.n_files, 1);
	assert_string_equal(j.files[0].path, "conf/m.param");
	assert_string_equal(j.files[0].text, "NUMBER\nX_IMAGE\nY_IMAGE\n{x}\n");
}

static void the_configuration_names_steps_variables_and_files(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	const char *config = NULL;
	void *params =
		params_from("steps: [{name: a, command: [sh, -c, 'echo x', '{input.image}'], stdout: o}]\n"
	                    "environment: {PATH: p, HOME: h, TMPDIR: t, LC_ALL: c, TZ: z}\n"
	                    "files: {f: {text: '{determiner}'}}\n",
	                    a, d);

	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->config(params, &scope, a, d, &config));
	assert_string_equal(config, "step a: sh -c 'echo x' {input.image} > o\n"
	                            "environment: PATH=p\nenvironment: HOME=h\nenvironment: TMPDIR=t\n"
	                            "environment: LC_ALL=c\nenvironment: TZ=z\n"
	                            "file f: piff\n");
}

static void what_a_program_says_of_itself_is_recorded(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct facts versions = {0};
	void *params = params_from("steps: [{name: a, command: [a]}]\n"
	                           "version: [[echo, \"tool 1.2\\nmore\"], [/no/such/tool], ['true']]\n",
	                           a, d);

	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->version(params, &scope, a, d, &versions));
	assert_int_equal(versions.n, 3);
	assert_string_equal(versions.at[0].name, "echo");
	assert_string_equal(versions.at[0].value, "tool 1.2");
	assert_string_equal(versions.at[1].name, "tool");
	assert_non_null(strstr(versions.at[1].value, "n/a ("));
	assert_non_null(strstr(versions.at[1].value, "No such file"));
	assert_string_equal(versions.at[2].value, "n/a (it said nothing; exit code 0)");
}

static void mistakes_are_named(void **state)
{
	(void)state;
	says("steps: [{name: a, command: 'echo x'}]", "expected a list: a program and its arguments");
	says("steps: [{name: a, command: [a], when: {determner: piff}}]",
	     "there is no factor 'determner'; did you mean 'determiner'?");
	says("steps: [{name: a, command: [a], when: {determiner: pif}}]",
	     "'determiner' has no level 'pif'; did you mean 'piff'?");
	says("steps: [{name: a, command: [a], when: {here: x}}]", "'here' is not a factor");
	says("steps: [{name: a, command: [a]}]\nloop: {steps: [b], times: '2'}", "there is no step 'b'");
	says("steps: [{name: a, command: [a]}]\nloop: {steps: [a], times: none}",
	     "a loop is run 1 to 1000 times, not 'none'");
	says("steps: [{name: a, command: [a]}, {name: b, command: [b]}, {name: c, command: [c]}]\n"
	     "loop: {steps: [a, c], times: '2'}",
	     "the steps of a loop must follow one another");
	says("steps: [{name: a, command: [a], when: {iteration: 2}}]", "no step's `when` holds");
	says("steps: [{name: a, command: [a]}]\nfiles: {../x: {text: t}}",
	     "'../x' is no path inside the run's folder");
	says("steps: [{name: a, command: [a]}]\nfiles: {x: {text: t, from: f}}",
	     "'x' needs one of: from, text");
	says("steps: [{name: a, command: [a]}]\nenvironment: {'A=B': c}", "'A=B' is no name of a variable");
}

static void what_would_never_run_or_could_not_be_written_is_named(void **state)
{
	(void)state;
	says("steps: [{name: a, command: [a], when: {determiner: []}}]",
	     "the list is empty: the step would never be run");
	says("steps: [{name: a, command: [a], when: {iteration: first}}]",
	     "iterations are 1 to 1000, not 'first'");
	says("steps: [{name: a, command: [a], when: {iteration: '01'}}]",
	     "iterations are 1 to 1000, not '01'");
	says("steps: [{name: a, command: [a]}]\nloop: {steps: [], times: '2'}", "the list is empty");
	says("steps: [{name: a, command: [a], stdout: ''}]",
	     "the file for the output of step 'a' has no name");
	says("steps: [{name: a, command: [a]}]\nfiles: {x/: {text: t}}",
	     "'x/' is no path inside the run's folder");
	says("steps: [{name: a, command: [a]}]\nfiles: {x//y: {text: t}}",
	     "'x//y' is no path inside the run's folder");
	says("steps: [{name: a, command: [a]}]\nfiles: {./x: {text: t}}",
	     "'./x' is no path inside the run's folder");
	says("steps: [{name: a, command: [a]}]\nfiles: {x: {text: t}, x/y: {text: t}}",
	     "'x' and 'x/y' cannot both be files");
}

static void a_template_with_a_nul_byte_is_refused(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	char *dir = NULL;

	assert_true(fs_make_temp_dir("/tmp", "workload-", a, d, &dir));
	const char *path = fs_join(a, dir, "t");
	assert_true(fs_write(path, "a\0b", 3, d));
	says(arena_printf(a, "steps: [{name: a, command: [a]}]\nfiles: {x: {from: %s}}", path),
	     arena_printf(a, "%s holds a NUL byte: it is no text", path));
	assert_true(fs_remove_tree(dir, d));
}

static void braces_that_open_no_name_reach_the_program_as_they_are(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from("steps: [{name: a, command: [a, '{\"a\": {\"b\": 1}}', '{x y}', '{}', '{{x}',"
	                        " '{']}]",
	                        a);

	assert_string_equal(show_steps(&j, a), "a(1) a {\"a\": {\"b\": 1}} {x y} {} {x} {\n");
}

static void a_version_command_has_a_home_of_its_own_that_goes(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct facts versions = {0};
	static const struct binding late = {.name = "scratch", .late = true};
	const struct scope outer = {&late, 1, &scope};
	void *params = params_from("steps: [{name: a, command: [a]}]\n"
	                           "version: [sh, -c, 'touch cache && cd \"$HOME\" && ls && pwd >&2']\n",
	                           a, d);

	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->version(params, &outer, a, d, &versions));
	assert_string_equal(versions.at[0].value, "cache");
	assert_false(fs_exists("cache"));
	params = params_from("steps: [{name: a, command: [a]}]\nversion: [pwd]\n", a, d);
	assert_true(workload_find(ADAPTER)->version(params, &outer, a, d, &versions));
	assert_int_equal(versions.at[0].value[0], '/');
	assert_false(fs_exists(versions.at[0].value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loop_repeats_its_steps_and_when_chooses_between_two),
		cmocka_unit_test(nothing_leaks_into_the_environment),
		cmocka_unit_test(a_file_gets_a_set_one_item_a_line),
		cmocka_unit_test(the_configuration_names_steps_variables_and_files),
		cmocka_unit_test(what_a_program_says_of_itself_is_recorded),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(what_would_never_run_or_could_not_be_written_is_named),
		cmocka_unit_test(a_template_with_a_nul_byte_is_refused),
		cmocka_unit_test(braces_that_open_no_name_reach_the_program_as_they_are),
		cmocka_unit_test(a_version_command_has_a_home_of_its_own_that_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
