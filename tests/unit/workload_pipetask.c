#define ADAPTER "pipetask"
#include "../helpers/workload_fixture.h"

#define LEAST "repository: /repo\npipeline: 'Ap.yaml#prompt'\ninput: [a, b]\n"

static void the_graph_is_built_before_what_is_timed(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from(LEAST "data_query: \"detector={times}\"\noptions: [-j, '{times}']\n"
	                              "output: u/me/{determiner}\ngraph_options: [--no-versions]\n",
	                        a);

	assert_int_equal(j.n_preparing, 1);
	assert_string_equal(
		show_steps(&j, a),
		"graph(1) pipetask qgraph -b /repo -p Ap.yaml#prompt -i a -i b --output-run u/me/piff "
		"-d detector=2 --no-versions -q graph.qg\n"
		"run(1) pipetask run -b /repo --output-run u/me/piff -g graph.qg --register-dataset-types --summary summary.json -j 2\n");
}

static void settings_are_overrides_in_the_words_of_pex_config(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j =
		job_from(LEAST "config:\n"
	                       "  characterizeImage:\n"
	                       "    psfIterations: '{times}'\n"
	                       "    measurePsf.psfDeterminer: '{determiner}'\n"
	                       "    'measurePsf.psfDeterminer[\"piff\"].stampSize': 25\n"
	                       "    measurement.plugins[\"base_CircularApertureFlux\"].radii: [9.0, 12.0]\n"
	                       "    doApCorr: false\n"
	                       "    doWrite: True\n"
	                       "    slots.shape: ext_{determiner}\n"
	                       "    badFlags: \"['a', '{determiner}']\"\n"
	                       "    name: it's\n"
	                       "    both: \"it's \\\\ {determiner}\"\n"
	                       "    limit: float('inf')\n"
	                       "    asked: '{times|json}'\n"
	                       "    python: config.x.retarget(a.B)\n"
	                       "    file: [/etc/one.py, /etc/two.py]\n",
	                 a);

	assert_string_equal(text_of(&j, "config/characterizeImage.py"),
	                    "config.load('/etc/one.py')\n"
	                    "config.load('/etc/two.py')\n"
	                    "config.x.retarget(a.B)\n"
	                    "config.psfIterations = 2\n"
	                    "config.measurePsf.psfDeterminer = 'piff'\n"
	                    "config.measurePsf.psfDeterminer[\"piff\"].stampSize = 25\n"
	                    "config.measurement.plugins[\"base_CircularApertureFlux\"].radii = [9.0, 12.0]\n"
	                    "config.doApCorr = False\n"
	                    "config.doWrite = True\n"
	                    "config.slots.shape = 'ext_piff'\n"
	                    "config.badFlags = ['a', 'piff']\n"
	                    "config.name = 'it\\'s'\n"
	                    "config.both = 'it\\'s \\\\ piff'\n"
	                    "config.limit = float('inf')\n"
	                    "config.asked = 2\n");
	assert_non_null(strstr(show_steps(&j, a), "-C characterizeImage:config/characterizeImage.py"));
}

static void what_a_variant_drops_is_taken_out_of_a_list(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	static const char *const gone[] = {"base_A", "base_B"};
	const struct binding set = {.name = "plugins",
	                            .levels = gone,
	                            .n_levels = 2,
	                            .is_set = true,
	                            .dropped = gone,
	                            .n_dropped = 2};
	const struct scope with_set = {&set, 1, &scope};
	struct source *in = NEW(a, struct source);
	struct yaml_reader r = {a, d, NULL};
	const struct workload_ops *w = workload_find(ADAPTER);
	void *params = arena_alloc(a, w->part.size, alignof(max_align_t));
	const struct yaml *y;
	struct job j;

	*in = (struct source){"w.yaml", LEAST "config: {measure: {plugins.names: '{plugins}'}}\n"};
	assert_true(yaml_parse(in, a, d, &y));
	assert_true(yaml_fields(y, w->part.fields, w->part.n_fields, NULL, 0, params, &r));
	assert_true(w->load(params, &with_set, a, d));
	assert_true(w->job(params, &with_set, a, d, &j));
	assert_string_equal(text_of(&j, "config/measure.py"),
	                    "config.plugins.names -= ['base_A', 'base_B']\n");
}

static void a_pipelines_parameters_are_options(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from(LEAST "config: {parameters: {apdb: '{determiner}'}}\n", a);

	assert_int_equal(j.n_files, 0);
	assert_non_null(strstr(show_steps(&j, a), " -c parameters:apdb=piff -i a"));
}

static void each_run_has_a_database_of_its_own(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from("program: /opt/bin/pipetask\n" LEAST "apdb: {task: diaPipe}\n"
	                        "config: {diaPipe: {doPackageAlerts: false}}\n",
	                        a);

	assert_int_equal(j.n_preparing, 2);
	assert_string_equal(
		text_of(&j, "config/diaPipe.py"),
		"config.doPackageAlerts = False\nconfig.apdb_config_url = '/nowhere/apdb.yaml'\n");
	assert_non_null(
		strstr(show_steps(&j, a),
	               "apdb(1) /opt/bin/apdb-cli create-sql sqlite:////nowhere/apdb.sqlite3 apdb.yaml\n"));
	j = job_from(LEAST "apdb: {task: diaPipe, field: apdb, url: postgresql://h/d, schema: 's{run}'}\n",
	             a);
	assert_string_equal(text_of(&j, "config/diaPipe.py"), "config.apdb = '/nowhere/apdb.yaml'\n");
	assert_int_equal(j.n_preparing, 3);
	assert_non_null(strstr(text_of(&j, "schema.py"), "CreateSchema(name)"));
	assert_non_null(strstr(show_steps(&j, a), "schema(1) sh -c "));
	assert_non_null(strstr(show_steps(&j, a), " pipetask create postgresql://h/d s{run}\n"
	                                          "apdb(1) apdb-cli create-sql --namespace s{run} "
	                                          "postgresql://h/d apdb.yaml\n"));
}

/* As today, when two tasks read it. */
static void a_database_may_be_a_parameter_of_the_pipeline(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from(LEAST "apdb: {task: parameters, field: apdb_config}\n", a);

	assert_int_equal(j.n_preparing, 2);
	assert_non_null(strstr(show_steps(&j, a), " -c parameters:apdb_config=/nowhere/apdb.yaml "));
}

static void what_is_in_force_is_more_than_configurations(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	void *params =
		params_from(LEAST "options: [-j, '{times}']\nenvironment: {PYTHONPATH: '{determiner}'}\n"
	                          "files: {extra.txt: {text: x}}\nconfig: {isr: {doFlat: false}}\n",
	                    a, d);
	struct job j = {0};

	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->effective(params, &scope, a, d, &j));
	assert_string_equal(
		show_steps(&j, a),
		"effective(1) pipetask build -p Ap.yaml#prompt -C isr:config/isr.py --show dump-config\n"
		"effective(1) printf %s\\n program pipetask pipeline Ap.yaml#prompt repository /repo input a input b option -j option 2 "
		"environment PYTHONPATH = piff\n"
		"effective(1) head -v -c 1M -- extra.txt\n");

	/* a database is told by where it is */
	params = params_from(
		LEAST "apdb: {task: diaPipe, url: 'postgresql://h/{determiner}', schema: '{run}'}\n", a, d);
	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->effective(params, &scope, a, d, &j));
	assert_non_null(strstr(show_steps(&j, a), " apdb postgresql://h/piff schema of the apdb {run}"));
}

static void dumps_are_compared_as_sets_of_lines(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	const struct workload_ops *w = workload_find(ADAPTER);
	const char *one = NULL, *other = NULL;
	static const char head[] = "### Configuration for task `measure'\nimport a\n"
				   "assert type(config) is a.B, f\"config is of type "
				   "{type(config).__module__}.{type(config).__name__} instead of a.B\"\n\n";

	assert_true(w->canonical(
		arena_printf(
			a, "%sconfig.p['x'].on=True\n\nconfig.p['y'].on=True\n\nconfig.p.names=['x', 'y']\n",
			head),
		a, d, &one));
	assert_true(w->canonical(
		arena_printf(
			a, "%sconfig.p['y'].on=True\n\nconfig.p['x'].on=True\n\nconfig.p.names=['y', 'x']\n",
			head),
		a, d, &other));
	assert_string_equal(one, other);
	assert_non_null(strstr(one, "measure.p.names: x\n"));
	assert_true(w->canonical("option -j\n", a, d, &one));
	assert_string_equal(one, "option -j\n");
}

static void the_last_exception_is_to_blame(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	const struct workload_ops *w = workload_find(ADAPTER);

	assert_string_equal(
		w->blame(
			"lsst.x INFO: Error: none\nTraceback:\n  File \"x\"\nlsst.pex.config.FieldValidationError: Field 'a' "
			"failed: no\nFor more information see the Field definition at:\n  File x:4 (Y)\n",
			a),
		"FieldValidationError: Field 'a' failed: no");
	assert_string_equal(w->blame("x.MyError: one\nError: QuantumGraph was empty\n", a),
	                    "Error: QuantumGraph was empty");
	assert_null(w->blame("all is well\n", a));
}

static void mistakes_are_named(void **state)
{
	(void)state;
	says("repository: /repo\ninput: a\n", "'pipeline' is missing");
	says(LEAST "apdb: {task: diaPipe, schema: s}\n",
	     "a schema is of PostgreSQL, whose 'url' is missing: postgresql+psycopg2://USER@HOST/DATABASE");
	says(LEAST "apdb: {task: diaPipe, url: postgresql://h/d, schema: s}\n",
	     "the schema would be that of all runs, which would find each other's objects");
	says(LEAST "apdb: {task: diaPipe, url: 'sqlite:////tmp/{determiner}.sqlite3'}\n",
	     "the database would be that of all runs, which would find each other's objects");
	says(LEAST "config: {measure: {plugins.names: '{plugin}'}}\n", "nothing is named 'plugin'");
	says(LEAST "config: {measure: {plugins..names: x}}\n",
	     "'plugins..names' is no field of a configuration");
	says(LEAST "config: {measure: {'p[x].y': x}}\n", "'p[x].y' is no field of a configuration");
	says(LEAST "config: {measure: {'p[\"x].y': x}}\n", "'p[\"x].y' is no field of a configuration");
	says(LEAST "config: {measure: {'p[\"x\"]y.': x}}\n", "'p[\"x\"]y.' is no field of a configuration");
	says(LEAST "config: {'a b': {x: 1}}\n", "'a b' is no label of a task");
	says(LEAST "config: {a: b}\n", "expected a map from fields to values, not 'b'");
	says(LEAST "config: a\n", "expected a map from labels of tasks to their settings, not 'a'");
	says(LEAST "config: {parameters: {x: []}}\n",
	     "the parameter 'x' of a pipeline is a list: it is one text");
	says("repository: /repo\npipeline: p\ninput: []\n", "the list of collections is empty");
	says(LEAST "graph_options: [--extend-run]\n",
	     "--extend-run adds to an output run that is there, which would be removed with what it holds");
	says(LEAST "outputs: burn\n", "expected remove or keep, not 'burn'");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_graph_is_built_before_what_is_timed),
		cmocka_unit_test(settings_are_overrides_in_the_words_of_pex_config),
		cmocka_unit_test(what_a_variant_drops_is_taken_out_of_a_list),
		cmocka_unit_test(a_pipelines_parameters_are_options),
		cmocka_unit_test(each_run_has_a_database_of_its_own),
		cmocka_unit_test(a_database_may_be_a_parameter_of_the_pipeline),
		cmocka_unit_test(what_is_in_force_is_more_than_configurations),
		cmocka_unit_test(dumps_are_compared_as_sets_of_lines),
		cmocka_unit_test(the_last_exception_is_to_blame),
		cmocka_unit_test(mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
