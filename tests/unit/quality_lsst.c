#include "../helpers/says.h"

#include "../helpers/arena_fixture.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"
#include "secateur/quality/lsst.h"

#define REAL TEST_DATA "/lsst/characterizeImage_metadata_MiniCam_r_982985_0.json"
#define LOG                                                                        \
	TEST_DATA "/butler/u/ap/broken/characterizeImage_log/20220518/r/r/982985/" \
		  "characterizeImage_log_MiniCam_r_r_982985_S0_u_ap_broken.json"

static char *dir;
static struct lsst_quantum q;

static const char *file(const char *text)
{
	const char *path = fs_join(arena, dir, "isr_metadata.json");

	assert_true(fs_write(path, text, strlen(text), diag));
	return path;
}

static int open_dir(void **state)
{
	return open_arena(state) == 0 && fs_make_temp_dir("/tmp", "lsst-", arena, diag, &dir) ? 0 : -1;
}

static int close_dir(void **state)
{
	bool ok = fs_remove_tree(dir, diag);

	return close_arena(state) == 0 && ok ? 0 : -1;
}

static bool has_number(const char *name)
{
	for (size_t i = 0; i < q.n_numbers; i++) {
		if (strcmp(q.numbers[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* The numbers were made by json and datetime of Python from the same file. */
static void a_quantum_tells_its_times_and_its_node(void **state)
{
	nsec_t began = 0;

	(void)state;
	assert_null(lsst_quantum_read(REAL, arena, &q));
	assert_true(clock_from_utc("2026-11-23T01:23:34.076064+00:00", &began));
	assert_int_equal(q.began, began);
	assert_int_equal(q.wall_ns, 365557000);
	assert_int_equal(q.user_ns, 195163000);
	assert_int_equal(q.sys_ns, 166900000);
	assert_int_equal(q.peak_memory_bytes, 150089728);
	assert_string_equal(q.node, "vm");
	assert_true(has_number("characterizeImage:measurement.nSources"));
	assert_true(has_number("characterizeImage:measurePsf.spatialFitChi2")); /* NaN */
	assert_int_equal(q.n_numbers, 2); /* neither __version__ nor what the middleware counts */
}

#define QUANTUM(more)                                                                                         \
	"{\"metadata\":{\"isr\":{\"scalars\":{\"noise\":1.5,\"camera\":\"x\"}},\"quantum\":{\"arrays\":{"     \
	"\"startUtc\":[\"2022-06-01T23:59:59\"],\"endUtc\":[\"2022-06-02T00:00:01.250000\"],"                 \
	"\"startUserTime\":[1],\"endUserTime\":[2.5],\"startSystemTime\":[0.25],\"endSystemTime\":[0.5]" more \
	"}}}}"

/* Of 2022: no offset, no node, and memory in KiB. */
static void what_is_older_is_read_too(void **state)
{
	(void)state;
	assert_null(lsst_quantum_read(file(QUANTUM(",\"endMaxResidentSetSize\":[1000]")), arena, &q));
	assert_int_equal(q.wall_ns, 2250000000);
	assert_int_equal(q.user_ns, 1500000000);
	assert_int_equal(q.sys_ns, 250000000);
	assert_int_equal(q.peak_memory_bytes, 1024000);
	assert_null(q.node);
	assert_true(has_number("isr.noise"));
	assert_int_equal(q.n_numbers, 1); /* a text is none */
}

static void what_is_not_there_is_told(void **state)
{
	(void)state;
	assert_says(lsst_quantum_read(file(QUANTUM("")), arena, &q),
	            "isr_metadata.json has no endMaxResidentSetSize of a quantum");
	assert_true(has_number("isr.noise"));
	assert_says(lsst_quantum_read(file(QUANTUM(",\"endUserTime\":[0.5],\"endMaxResidentSetSize\":[1]")),
	                              arena, &q),
	            "startUserTime and endUserTime of a quantum"); /* it ended before it began */
	assert_says(lsst_quantum_read(file("{\"metadata\":{\"isr\":{}}}"), arena, &q),
	            "startUtc and endUtc of a quantum");
	assert_says(lsst_quantum_read(file("{\"metadata\":3}"), arena, &q), "is no metadata of a task");
	assert_says(lsst_quantum_read(file("[1"), arena, &q), "is no JSON");
	assert_says(lsst_quantum_read(file(""), arena, &q), "is empty");
	assert_says(lsst_quantum_read(fs_join(arena, dir, "none.json"), arena, &q), "none.json");
}

static void a_log_tells_its_errors_alone(void **state)
{
	const char *said = lsst_log_errors(LOG, arena);

	(void)state;
	assert_non_null(said);
	assert_says(said,
	            "ERROR lsst.pipe.base.single_quantum_executor: Execution of task 'characterizeImage'");
	assert_says(said, "Exception RuntimeError: no stars are left to model the PSF with");
	assert_never_says(said, "INFO");
	/* of 2022: a list by itself; what Python says of an exception comes along */
	said = lsst_log_errors(
		file("[{\"levelno\":20,\"message\":\"fine\"},{\"levelno\":50,\"levelname\":\"CRITICAL\",\"name\":\"isr\","
	             "\"message\":\"lost\",\"exc_info\":\"Traceback\\nKeyError\"}]"),
		arena);
	assert_string_equal(said, "CRITICAL isr: lost\nTraceback\nKeyError");
	assert_null(lsst_log_errors(file("{\"records\":[{\"levelno\":20}]}"), arena));
	assert_null(lsst_log_errors(file("no JSON"), arena));
	assert_null(lsst_log_errors(fs_join(arena, dir, "none.json"), arena));
}

static void errors_of_a_log_stand_on_lines_of_their_own(void **state)
{
	(void)state;
	assert_string_equal(
		lsst_log_errors(
			file("[{\"levelno\":40,\"levelname\":\"ERROR\",\"name\":\"isr\",\"message\":\"a\","
	                     "\"exc_info\":\"KeyError\"},{\"levelno\":40,\"levelname\":\"ERROR\","
	                     "\"name\":\"isr\",\"message\":\"b\",\"exc_info\":\"IndexError\"}]"),
			arena),
		"ERROR isr: a\nKeyError\nERROR isr: b\nIndexError");
}

static void a_long_log_is_cut_between_characters(void **state)
{
	AUTO_STRBUF struct strbuf log = STRBUF_INIT;

	(void)state;
	strbuf_add(&log, "[{\"levelno\":40,\"exc_info\":\"");
	for (int i = 0; i < 1000; i++) {
		strbuf_add(&log, "\u2026"); /* three bytes, as 2000 is no multiple of */
	}
	strbuf_add(&log, "\"}]");
	const char *said = lsst_log_errors(file(log.text), arena);
	assert_int_equal(utf8_length(said, strlen(said)), 3);
	assert_in_range(strlen(said), 2000, 2003);
}

static void a_file_of_metrics_tells_their_names_and_units(void **state)
{
	struct lsst_metrics m;

	(void)state;
	assert_null(
		lsst_metrics_read(TEST_DATA "/lsst/metricvalue_ip_isr_IsrTime_SimCam_r_1_0.yaml", arena, &m));
	assert_int_equal(m.n, 1);
	assert_string_equal(m.at[0].name, "ip_isr.IsrTime");
	assert_string_equal(m.at[0].unit, "s");
	assert_null(
		lsst_metrics_read(TEST_DATA "/lsst/initialPviSummary_metrics_SimCam_r_1_0.json", arena, &m));
	assert_int_equal(m.n, 5);
	assert_string_equal(m.at[0].name, "calexpSummaryMetrics.psfSigma");
	assert_string_equal(m.at[0].unit, "pix");
	assert_string_equal(m.at[2].name, "calexpSummaryMetrics.psfStarDeltaE1Median");
	assert_null(m.at[2].unit); /* NaN is in no unit */
	assert_string_equal(m.at[3].unit, "1");
	assert_string_equal(m.at[4].name, "analysis_tools.numDiaSources");
	assert_null(lsst_metrics_read(TEST_DATA "/lsst/all_1_0.verify.json", arena, &m));
	assert_int_equal(m.n, 3);
}

static void a_file_without_metrics_tells_why(void **state)
{
	struct lsst_metrics m;

	(void)state;
	assert_null(lsst_metrics_read(file("{\"__reference_package\": \"x\"}"), arena, &m));
	assert_int_equal(m.n, 0);
	assert_string_equal(
		lsst_metrics_read(file("{\"tool\": [{\"metric\": \"n\", \"value\": 1}"), arena, &m),
		"line 1 of isr_metadata.json is no JSON at column 38: it ends too early, as if half-written");
	assert_int_equal(m.n, 0);
	assert_says(lsst_metrics_read(file("[1]"), arena, &m), "holds no metrics");
	assert_says(
		lsst_metrics_read(file("{\"t\": [{\"metric\": \"n\", \"value\": 1}], \"u\": 2}"), arena, &m),
		"holds no metrics");
	assert_int_equal(m.n, 0); /* neither those before */
	assert_says(lsst_metrics_read(file(""), arena, &m), "is empty");
	assert_says(lsst_metrics_read(fs_join(arena, dir, "none.json"), arena, &m), "no file none.json");
}

#define OWN(f) cmocka_unit_test_setup_teardown(f, open_dir, close_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OWN(a_quantum_tells_its_times_and_its_node),
		OWN(what_is_older_is_read_too),
		OWN(what_is_not_there_is_told),
		OWN(a_file_of_metrics_tells_their_names_and_units),
		OWN(a_file_without_metrics_tells_why),
		OWN(a_log_tells_its_errors_alone),
		OWN(errors_of_a_log_stand_on_lines_of_their_own),
		OWN(a_long_log_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
