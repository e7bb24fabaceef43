#include "../helpers/quality_fixture.h"

#define VALUE_FILE "metricvalue_ip_isr_IsrTime_SimCam_r_1_0.yaml"
#define JOB "all_1_0.verify.json"
#define BUNDLE "initialPviSummary_metrics_SimCam_r_1_0.json"

static void put(struct run *r, const char *name, const char *text)
{
	const char *path = fs_join(r->arena, r->dir, name), *slash = strrchr(path, '/');

	assert_true(fs_make_dirs(arena_strndup(r->arena, path, (size_t)(slash - path)), r->diag));
	assert_true(fs_write(path, text, strlen(text), r->diag));
}

static void put_sample(struct run *r, const char *name, const char *folder)
{
	const char *text = NULL;

	assert_true(fs_read(arena_printf(r->arena, TEST_DATA "/lsst/%s", name), 1 << 20, r->arena, r->diag,
	                    &text, NULL));
	put(r, arena_printf(r->arena, "%s/%s", folder, name), text);
}

static void is_value(const struct run *r, const char *name, double value, const char *unit)
{
	for (size_t i = 0; i < r->found.metrics.n; i++) {
		const struct metric *m = &r->found.metrics.at[i];
		if (strcmp(m->name, name) == 0) {
			assert_null(m->absent_reason);
			assert_true(m->value == value);
			assert_string_equal(m->unit, unit);
			return;
		}
	}
	fail_msg("nothing is said of %s", name);
}

#define MEASUREMENT(metric, value, unit) \
	"{\"metric\": \"" metric "\", \"value\": " value ", \"unit\": \"" unit "\"}"

static void a_metric_value_is_read_with_its_tags_and_its_unit(void **state)
{
	struct run *r = *state;

	put_sample(r, VALUE_FILE, "run/metricvalue_ip_isr_IsrTime");
	extract(r, "lsst_metric", "{files: '**/metricvalue_*', value: ip_isr.IsrTime}");
	assert_true(the_value(r) == 1.75);
	assert_string_equal(r->found.metrics.at[0].name, "m");
	assert_string_equal(r->found.metrics.at[0].unit, "s");
	extract(r, "lsst_metric", "{files: '**/metricvalue_*', value: ip_isr.isrtime}");
	is_absent(r, "m", "no file holds the metric ip_isr.isrtime; did you mean 'ip_isr.IsrTime'?");
}

static void without_a_value_an_entry_gives_all(void **state)
{
	struct run *r = *state;
	const struct criterion asked[] = {{.name = "ap_association.numNewDiaObjects", .unit = "ct"},
	                                  {.name = "ap_pipe.totals"}};

	put_sample(r, JOB, "jobs");
	extract_all(r, "lsst_metric", "{files: 'jobs/*.verify.json'}", asked, 2);
	assert_int_equal(r->found.metrics.n, 4);
	is_value(r, "ap_association.numNewDiaObjects", 12, "ct");
	is_value(r, "ip_isr.IsrTime", 1.75, "s");
	is_absent(r, "ap_association.fracUpdatedDiaObjects",
	          "ap_association.fracUpdatedDiaObjects of jobs/" JOB " is null");
	is_absent(r, "ap_pipe.totals", "no file holds the metric ap_pipe.totals");
}

static void in_a_bundle_the_tool_stands_for_a_package_that_is_left_out(void **state)
{
	struct run *r = *state;
	const struct criterion asked = {.name = "analysis_tools.numDiaSources"};

	put_sample(r, BUNDLE, "run");
	extract_all(r, "lsst_metric", "{files: '**/*_metrics*.json'}", &asked, 1);
	assert_int_equal(r->found.metrics.n, 5);
	is_value(r, "calexpSummaryMetrics.psfSigma", 1.62, "pix");
	is_value(r, "calexpSummaryMetrics.nPsfStar", 48, "ct");
	is_value(r, "calexpSummaryMetrics.psfStarDeltaE2Median", 0.0007, "1");
	is_value(r, "analysis_tools.numDiaSources", 3, "ct");
	is_absent(r, "calexpSummaryMetrics.psfStarDeltaE1Median",
	          "calexpSummaryMetrics.psfStarDeltaE1Median of run/" BUNDLE " is NaN");
}

/* One that the baseline has is lost where it is none: it is never 0. */
static void what_is_no_number_is_absent_with_what_it_is(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"!<lsst.verify.Measurement>\nmetric: p.m\nunit: s\nvalue: .nan\n", "p.m of a is NaN"},
		{"!<lsst.verify.Measurement>\nmetric: p.m\nunit: s\nvalue: -.inf\n", "p.m of a is infinite"},
		{"!<lsst.verify.Measurement>\nmetric: p.m\nunit: null\nvalue: null\n", "p.m of a is null"},
		{"!<lsst.verify.Measurement>\nmetric: p.m\nunit: s\n", "p.m of a is null"},
		{MEASUREMENT("p.m", "-Infinity", "s"), "p.m of a is infinite"},
		{MEASUREMENT("p.m", "[1, 2]", "s"), "p.m of a holds a list, not a number"},
		{MEASUREMENT("p.m", "\"1\"", "s"), "p.m of a holds a text, not a number"},
	};
	struct run *r = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(r, "a", cases[i].text);
		extract(r, "lsst_metric", "{files: a, value: p.m}");
		is_absent(r, "m", cases[i].why);
	}
}

static void files_of_several_quanta_are_reduced_as_the_entry_says(void **state)
{
	struct run *r = *state;

	put(r, "1.json", MEASUREMENT("p.m", "1", "ct"));
	put(r, "2.json", MEASUREMENT("p.m", "5", "ct"));
	extract(r, "lsst_metric", "{files: '*.json', value: p.m}");
	is_absent(r, "m", "it was measured 2 times: say by `of` what is made of that");
	extract(r, "lsst_metric", "{files: '*.json', value: p.m, of: mean}");
	is_value(r, "m", 3, "ct");
	extract(r, "lsst_metric", "{files: '*.json', value: p.m, of: count}");
	is_value(r, "m", 2, "1");
	put(r, "3.json", MEASUREMENT("p.m", "NaN", "ct"));
	extract(r, "lsst_metric", "{files: '*.json', value: p.m, of: mean}");
	is_absent(r, "m", "p.m of 3.json is NaN");
	put(r, "3.json", MEASUREMENT("p.m", "1", "%"));
	extract(r, "lsst_metric", "{files: '*.json', value: p.m, of: mean}");
	is_absent(r, "m", "it is in ct and, in 3.json, in %");
	put(r, "3.json", MEASUREMENT("p.m", "1e308", "ct"));
	put(r, "2.json", MEASUREMENT("p.m", "1e308", "ct"));
	extract(r, "lsst_metric", "{files: '*.json', of: sum}");
	is_absent(r, "p.m", "not a finite number");
}

/* What is not asked for is extra: another entry of the same files may name it, before or after. */
static void two_entries_may_read_the_same_files(void **state)
{
	struct run *r = *state;
	const char *const files = "{files: a.json}";
	const struct quality_ops *q = quality_find("lsst_metric");
	const struct criterion asked[] = {{.name = "p.m"}, {.name = "p.n"}};
	struct scope nothing = {0};

	put(r, "a.json",
	    "{\"measurements\": [" MEASUREMENT("p.m", "1", "") "," MEASUREMENT(
		    "p.n", "2", "") "," MEASUREMENT("p.o", "3", "") "]}");
	for (size_t i = 0; i < 2; i++) {
		struct quality_input in = {r->dir, &nothing, NULL, &asked[i], 1, 0};
		assert_true(q->extract(parameters_for(r, q, files, &asked[i], 1), &in, r->arena, r->diag,
		                       &r->found));
	}
	assert_int_equal(r->found.metrics.n, 3);
	is_value(r, "p.m", 1, "1");
	is_value(r, "p.n", 2, "1");
	is_value(r, "p.o", 3, "1");
}

static void a_file_that_holds_no_metrics_leaves_nothing_measured(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "b.json is empty"},
		{"{\"measurements\": [",
	         "line 1 of b.json is no JSON at column 19: it ends too early, as if half-written"},
		{"[1]", "b.json holds no metrics: it is neither a Measurement, a Job nor a bundle"},
		{"metric: [\n", "line 2 of b.json: expected a value here"},
		{"{\"scalars\": {}}",
	         "b.json holds no metrics: it is neither a Measurement, a Job nor a bundle"},
		{"{\"measurements\": 1}",
	         "b.json holds no metrics: it is neither a Measurement, a Job nor a bundle"},
		{"{\"measurements\": [{\"value\": 1}]}",
	         "b.json holds a measurement that does not name its metric"},
	};
	struct run *r = *state;

	put_sample(r, JOB, ".");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(r, "b.json", cases[i].text);
		extract(r, "lsst_metric", "{files: '*.json'}");
		assert_int_equal(r->found.metrics.n, 1);
		is_absent(r, "m", cases[i].why);
	}
	extract(r, "lsst_metric", "{files: '**/metricvalue_*'}");
	is_absent(r, "m", "no file **/metricvalue_*");
}

static void a_unit_is_not_converted_and_a_value_is_of_one_metric(void **state)
{
	struct run *r = *state;
	const struct criterion in_ms = {.name = "m", .unit = "ms"}, two[] = {{.name = "m"}, {.name = "n"}};

	put_sample(r, VALUE_FILE, ".");
	extract_all(r, "lsst_metric", "{files: 'metricvalue_*', value: ip_isr.IsrTime}", &in_ms, 1);
	is_absent(r, "m", "it is in s, but the experiment file has it in ms");
	assert_null(parameters_for(r, quality_find("lsst_metric"), "{files: x, value: p.m}", two, 2));
	assert_string_equal(diag_last(r->diag),
	                    "with a 'value' it gives one metric: give 'n' an entry of its own, or leave the "
	                    "value out");
	is_refused(r, "lsst_metric", "{files: x, of: average}",
	           "expected sum, mean, median, min, max, count, first or last, not 'average'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(a_metric_value_is_read_with_its_tags_and_its_unit),
		EACH(without_a_value_an_entry_gives_all),
		EACH(in_a_bundle_the_tool_stands_for_a_package_that_is_left_out),
		EACH(what_is_no_number_is_absent_with_what_it_is),
		EACH(files_of_several_quanta_are_reduced_as_the_entry_says),
		EACH(two_entries_may_read_the_same_files),
		EACH(a_file_that_holds_no_metrics_leaves_nothing_measured),
		EACH(a_unit_is_not_converted_and_a_value_is_of_one_metric),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
