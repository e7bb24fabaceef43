#include "../helpers/quality_fixture.h"

#include <math.h>
#include <stdio.h>

#include "secateur/base/clock.h"

#define REAL "characterizeImage_metadata_MiniCam_r_982985_0.json"

static void put(struct run *r, const char *name, const char *text)
{
	const char *path = fs_join(r->arena, r->dir, name), *slash = strrchr(path, '/');

	assert_true(fs_make_dirs(arena_strndup(r->arena, path, (size_t)(slash - path)), r->diag));
	assert_true(fs_write(path, text, strlen(text), r->diag));
}

/* What a pipeline wrote: the task was run once, its measurement three times. */
static const char *real(struct run *r)
{
	const char *text = NULL;

	assert_true(fs_read(TEST_DATA "/lsst/" REAL, 1 << 20, r->arena, r->diag, &text, NULL));
	return text;
}

static void put_real(struct run *r) { put(r, "run/characterizeImage_metadata/982985/" REAL, real(r)); }

/* Every time, as a timer without a name asks for it. */
static void extract_times(struct run *r, const char *params)
{
	extract_all(r, "lsst_metadata", params, NULL, 0);
}

static const struct metric *told(const struct run *r, const char *name)
{
	for (size_t i = 0; i < r->found.metrics.n; i++) {
		if (strcmp(r->found.metrics.at[i].name, name) == 0) {
			return &r->found.metrics.at[i];
		}
	}
	return NULL;
}

static void is_value(const struct run *r, const char *name, double value, const char *unit)
{
	const struct metric *m = told(r, name);

	if (!m) {
		fail_msg("nothing is said of %s", name);
		return;
	}
	assert_null(m->absent_reason);
	if (fabs(m->value - value) > 1e-9) {
		fail_msg("%s: %.12g, not %.12g", name, m->value, value);
	}
	assert_string_equal(m->unit, unit);
}

/* The numbers were made by json and datetime of Python from the same file. */
static void all_calls_of_a_task_are_summed(void **state)
{
	struct run *r = *state;

	put_real(r);
	extract_times(r, "{files: '**/*_metadata_*.json'}");
	is_value(r, "characterizeImage.run", 0.349044, "s");
	is_value(r, "characterizeImage.run.cpu", 0.346657186, "s");
	is_value(r, "characterizeImage:measurement.run", 0.347561, "s");
	is_value(r, "characterizeImage:measurement.run.cpu", 0.345396258, "s");
	is_value(r, "characterizeImage:measurePsf.run", 0.000675, "s");
	is_value(r, "characterizeImage:measurePsf.run.cpu", 0.000680242, "s");
	is_value(r, "characterizeImage.unattributed", 0.349044 - 0.347561 - 0.000675, "s");
	is_value(r, "characterizeImage.unattributed.cpu", 0.346657186 - 0.345396258 - 0.000680242, "s");
	is_value(r, "characterizeImage.quantum", 0.365557, "s");
	is_value(r, "characterizeImage.quantum.cpu", 0.362065997, "s");
	is_value(r, "characterizeImage.quantum.get", 0.002243996, "s");
	is_value(r, "characterizeImage.quantum.put", 0.011530161, "s");
	is_value(r, "characterizeImage.quantum.memory", 150089728, "B");
	is_value(r, "characterizeImage.quanta", 1, "quanta");
	is_value(r, "all.quantum", 0.365557, "s");
	is_value(r, "all.quantum.cpu", 0.362065997, "s");
	is_value(r, "all.span", 0.365557, "s");
	assert_int_equal(r->found.metrics.n, 17);
}

static void files_of_several_quanta_are_summed_and_counted(void **state)
{
	struct run *r = *state;

	put(r, "run/a_metadata_1.json", real(r));
	put(r, "run/deeper/b_metadata_2.json", real(r));
	put(r, "c_metadata_3.json", real(r));
	put(r, "run/.hidden/d_metadata_4.json", real(r));
	put(r, "run/log.json", "no metadata");
	extract_times(r, "{files: '**/*_metadata_*.json'}");
	is_value(r, "characterizeImage.quanta", 3, "quanta");
	is_value(r, "characterizeImage:measurement.run", 3 * 0.347561, "s");
	extract_times(r, "{files: 'run/*_metadata_*.json'}");
	is_value(r, "characterizeImage.quanta", 1, "quanta");
}

#define STAMPS(from, to) "\"runStartUtc\":[\"" from "\"],\"runEndUtc\":[\"" to "\"]"
#define TASK(name, arrays) "\"" name "\":{\"scalars\":{},\"arrays\":{" arrays "},\"metadata\":{}}"
#define METADATA(tasks) "{\"scalars\":{},\"arrays\":{},\"metadata\":{" tasks "}}"

/* Of 2022: no offset, sometimes no fraction, no __version__. */
static void old_stamps_are_read_too(void **state)
{
	struct run *r = *state;

	put(r, "a.json",
	    METADATA(TASK(
		    "isr",
		    STAMPS("2022-06-01T23:59:59",
	                   "2022-06-02T00:00:01.250000")) ","
	                                                  "\"quantum\":{\"arrays\":{\"startUtc\":[\"2022-06-01T23:59:58.5\"],"
	                                                  "\"endUtc\":[\"2022-06-02T02:00:02+02:00\"],\"startCpuTime\":[1],\"endCpuTime\":[2.5]}}"));
	extract_times(r, "{files: a.json}");
	is_value(r, "isr.run", 2.25, "s");
	assert_null(told(r, "isr.run.cpu"));
	is_value(r, "isr.quantum", 3.5, "s");
	is_value(r, "isr.quantum.cpu", 1.5, "s");
	assert_null(told(r, "isr.unattributed"));
}

/* Two methods of one task may be one in the other, and so may tasks: what is unattributed is counted once. */
static void what_overlaps_is_attributed_once(void **state)
{
	struct run *r = *state;

	put(r, "a.json",
	    METADATA(TASK(
		    "c",
		    "\"runStartCpuTime\":[10],\"runEndCpuTime\":[20],"
		    "\"fitStartCpuTime\":[11],\"fitEndCpuTime\":[19]") "," TASK("c:d",
	                                                                        "\"runStartCpuTime\":[12, 15],\"runEndCpuTime\":[14, 18]") "," TASK("c:d:e",
	                                                                                                                                            "\"runStartCpuTime\":[12.5],\"runEndCpuTime\":[13.5]") "," TASK("cd:x",
	                                                                                                                                                                                                            "\"runStartCpuTime\":[10],\"runEndCpuTime\":[20]")));
	extract_times(r, "{files: a.json}");
	is_value(r, "c.run.cpu", 10, "s");
	is_value(r, "c.fit.cpu", 8, "s");
	is_value(r, "c:d.run.cpu", 5, "s");
	is_value(r, "c.unattributed.cpu", 5, "s");
	is_value(r, "c:d.unattributed.cpu", 4, "s");
	is_absent(r, "c.quantum", "a.json has no startUtc of a quantum");
}

static void one_bad_time_has_its_reason_and_the_others_are_there(void **state)
{
	struct run *r = *state;

	put(r, "a.json",
	    METADATA(TASK("a", STAMPS("yesterday", "2022-06-01T00:00:00")) "," TASK("b", STAMPS("2022-06-01T00:00:01", "2022-06-01T00:00:00")) "," TASK("c", "\"runStartCpuTime\":[1, NaN],\"runEndCpuTime\":[2, 3]") "," TASK(
		    "d",
		    "\"runStartCpuTime\":[1],\"runEndCpuTime\":[null]") "," TASK("e",
	                                                                         "\"runStartCpuTime\":[1, 2],\"runEndCpuTime\":[3]") "," TASK("f",
	                                                                                                                                      "\"runStartCpuTime\":[1],\"runEndCpuTime\":[1e300]") "," TASK("g",
	                                                                                                                                                                                                    "\"runStartCpuTime\":[1],\"runEndCpuTime\":[1.5]")));
	extract_times(r, "{files: a.json}");
	is_absent(r, "a.run", "a.json: runStartUtc 1 is no time: yesterday");
	is_absent(r, "b.run", "a.json: runEndUtc 1 is before runStartUtc");
	is_absent(r, "c.run.cpu", "a.json: runStartCpuTime 2 is no time: NaN");
	is_absent(r, "d.run.cpu", "a.json: runEndCpuTime 1 is no time: null");
	is_absent(r, "e.run.cpu", "a.json: runStartCpuTime is there 2 times, runEndCpuTime 1 times");
	is_absent(r, "f.run.cpu", "a.json: runEndCpuTime 1 is no time: 1e300");
	is_value(r, "g.run.cpu", 0.5, "s");
}

/* A sum over files of which one tells nothing is no sum. */
static void a_file_that_cannot_be_read_leaves_nothing_measured(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "b.json is empty"},
		{"{\"metadata\": {\"isr\":",
	         "line 1 of b.json is no JSON at column 21: it ends too early, as if half-written"},
		{"[1]", "b.json is no metadata of a task: it has no map named metadata"},
		{"null", "b.json is no metadata of a task: it has no map named metadata"},
		{METADATA(""), "b.json tells of no task"},
		{METADATA("\"quantum\": null"), "b.json tells of no task"},
	};
	struct run *r = *state;

	put(r, "a.json", real(r));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(r, "b.json", cases[i].text);
		extract_times(r, "{files: '*.json'}");
		assert_int_equal(r->found.metrics.n, 1);
		is_absent(r, "lsst_metadata", cases[i].why);
	}
	extract_times(r, "{files: '**/*_metadata_*.json'}");
	is_absent(r, "lsst_metadata", "no file **/*_metadata_*.json");
	r->began = clock_wall() + NSEC_PER_SEC;
	extract_times(r, "{files: a.json}");
	is_absent(r, "lsst_metadata", "a.json is older than the run");
}

static void one_time_is_a_metric_of_its_entrys_name(void **state)
{
	struct run *r = *state;

	put_real(r);
	extract(r, "lsst_metadata", "{files: '**/*.json', value: 'characterizeImage:measurement.run'}");
	assert_true(fabs(the_value(r) - 0.347561) < 1e-9);
	assert_string_equal(r->found.metrics.at[0].name, "m");
	assert_string_equal(r->found.metrics.at[0].unit, "s");
	extract(r, "lsst_metadata", "{files: '**/*.json', value: 'characterizeImage:measurment.run'}");
	is_absent(r, "m",
	          "the tasks tell of no characterizeImage:measurment.run; did you mean "
	          "'characterizeImage:measurement.run'?");

	const struct criterion by_name = {.name = "characterizeImage.run"},
			       in_ms = {.name = "characterizeImage.run", .unit = "ms"};
	extract_all(r, "lsst_metadata", "{files: '**/*.json'}", &by_name, 1);
	is_value(r, "characterizeImage.run", 0.349044, "s");
	extract_all(r, "lsst_metadata", "{files: '**/*.json'}", &in_ms, 1);
	is_absent(r, "characterizeImage.run", "it is in s, but the experiment file has it in ms");
}

static void a_number_that_a_task_wrote_is_a_metric(void **state)
{
	struct run *r = *state;

	put(r, "a.json", real(r));
	extract(r, "lsst_metadata", "{files: '*.json', value: 'characterizeImage:measurement.nSources'}");
	assert_true(the_value(r) == 80);
	extract(r, "lsst_metadata",
	        "{files: '*.json', value: 'characterizeImage:measurePsf.spatialFitChi2'}");
	is_absent(r, "m", "spatialFitChi2 of characterizeImage:measurePsf is not a finite number");
	extract(r, "lsst_metadata", "{files: '*.json', value: 'characterizeImage:measurePsf.nodeName'}");
	is_absent(r, "m", "nodeName of characterizeImage:measurePsf holds a text, not a number");
	put(r, "b.json", METADATA("\"characterizeImage:measurement\":{\"scalars\":{\"nSources\":60}}"));
	extract(r, "lsst_metadata", "{files: '*.json', value: 'characterizeImage:measurement.nSources'}");
	is_absent(r, "m", "2 files have it: say which of them by `of`");
	extract(r, "lsst_metadata",
	        "{files: '*.json', value: 'characterizeImage:measurement.nSources', of: mean}");
	assert_true(the_value(r) == 70);
}

#define QUANTUM(version, memory)                                       \
	METADATA(TASK("isr", "") ",\"quantum\":{\"scalars\":{" version \
	                         "},\"arrays\":{\"endMaxResidentSetSize\":[" memory "]}}")

/* It is in KiB where the metadata are older than version 1, and the mark of a process, not of a quantum. */
static void memory_is_the_largest_mark_in_bytes_whatever_the_version(void **state)
{
	static const struct {
		const char *text;
		double bytes;
	} cases[] = {
		{QUANTUM("\"__version__\":1", "150000000"), 150000000},
		{QUANTUM("\"__version__\":0", "150000"), 153600000},
		{QUANTUM("", "160000"), 163840000},
		{QUANTUM("\"__version__\":2", "1"), 1},
	};
	static const struct {
		const char *text, *why;
	} bad[] = {
		{QUANTUM("\"__version__\":1", "Infinity"), "endMaxResidentSetSize of a.json is no size"},
		{QUANTUM("\"__version__\":1", "NaN"), "endMaxResidentSetSize of a.json is no size"},
		{QUANTUM("\"__version__\":1", "-1"), "endMaxResidentSetSize of a.json is no size"},
		{QUANTUM("\"__version__\":1", "null"),
	         "endMaxResidentSetSize of a.json holds nothing, not a number"},
		{QUANTUM("\"__version__\":\"1\"", "1"), "__version__ of a.json holds a text, not a number"},
		{METADATA(TASK("isr", "")), "a.json has no endMaxResidentSetSize of a quantum"},
	};
	struct run *r = *state;
	double most = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(r, arena_printf(r->arena, "%zu.json", i), cases[i].text);
		most = fmax(most, cases[i].bytes);
		extract_times(r, "{files: '*.json'}");
		is_value(r, "isr.quantum.memory", most, "B");
	}
	extract(r, "lsst_metadata", "{files: '*.json', value: isr.quantum.memory}");
	is_value(r, "m", most, "B");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		put(r, "a.json", bad[i].text);
		extract_times(r, "{files: '*.json'}");
		is_absent(r, "isr.quantum.memory", bad[i].why);
		is_value(r, "isr.quanta", 5, "quanta");
	}
}

/* Some files have null where Python had NaN. */
static void what_is_not_finite_or_null_is_no_number(void **state)
{
	struct run *r = *state;

	put(r, "a.json",
	    METADATA(
		    "\"a\":{\"scalars\":{\"x\":Infinity,\"y\":-Infinity,\"z\":null,\"n\":1},\"arrays\":{}}"));
	extract(r, "lsst_metadata", "{files: a.json, value: a.x}");
	is_absent(r, "m", "x of a is not a finite number");
	extract(r, "lsst_metadata", "{files: a.json, value: a.y}");
	is_absent(r, "m", "y of a is not a finite number");
	extract(r, "lsst_metadata", "{files: a.json, value: a.z}");
	is_absent(r, "m", "z of a holds nothing, not a number");
	extract(r, "lsst_metadata", "{files: a.json, value: a.n}");
	is_value(r, "m", 1, "1");
}

/* Centuries, and more of them than whole nanoseconds can hold. */
static void times_that_no_clock_has_told_are_none_and_long_ones_add_up(void **state)
{
	struct run *r = *state;

	put(r, "a.json",
	    "{\"metadata\": {\"a\": {\"arrays\": {\"runStartUtc\": [\"1700-01-01T00:00:00\"], \"runEndUtc\": [\"2200-01-01T00:00:00\"]}},"
	    " \"b\": {\"arrays\": {\"runStartUtc\": [\"1970-01-01T00:00:00\", \"1970-01-01T00:00:00\"],"
	    " \"runEndUtc\": [\"2200-01-01T00:00:00\", \"2200-01-01T00:00:00\"]}}}}");
	extract_times(r, "{files: a.json}");
	is_absent(r, "a.run", "a.json: runStartUtc 1 is no time: 1700-01-01T00:00:00");
	is_value(r, "b.run", 2 * 7258118400.0, "s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(all_calls_of_a_task_are_summed),
		EACH(files_of_several_quanta_are_summed_and_counted),
		EACH(old_stamps_are_read_too),
		EACH(what_overlaps_is_attributed_once),
		EACH(times_that_no_clock_has_told_are_none_and_long_ones_add_up),
		EACH(memory_is_the_largest_mark_in_bytes_whatever_the_version),
		EACH(what_is_not_finite_or_null_is_no_number),
		EACH(one_bad_time_has_its_reason_and_the_others_are_there),
		EACH(a_file_that_cannot_be_read_leaves_nothing_measured),
		EACH(one_time_is_a_metric_of_its_entrys_name),
		EACH(a_number_that_a_task_wrote_is_a_metric),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
