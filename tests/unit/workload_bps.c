#define ADAPTER "bps"
#include "../helpers/workload_fixture.h"

#define LEAST "repository: /repo\npipeline: 'Ap.yaml#prompt'\ninput: [a, b]\n"

static void has(const char *text, const char *what)
{
	if (!strstr(text, what)) {
		fail_msg("no '%s' in:\n%s", what, text);
	}
}

static void the_graph_is_built_before_what_is_timed(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from("program: /opt/bin/bps\n" LEAST "data_query: \"detector={times}\"\n"
	                        "output: u/me/{determiner}\noptions: [--make-id-link]\n"
	                        "config: {isr: {doFlat: false}}\n",
	                        a);

	assert_int_equal(j.n_preparing, 1);
	assert_string_equal(
		show_steps(&j, a),
		"graph(1) /opt/bin/pipetask qgraph -b /repo -p Ap.yaml#prompt -C isr:config/isr.py -i a -i b "
		"--output-run u/me/piff -d detector=2 --qgraph-datastore-records --summary graph.json -q graph.qg\n"
		"submit(1) sh submit.sh /opt/bin/bps lsst.ctrl.bps.parsl.ParslService 0 --make-id-link\n");
	assert_string_equal(text_of(&j, "config/isr.py"), "config.doFlat = False\n");
}

static void on_this_machine_jobs_are_parsls(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from("program: /opt/bin/bps\n" LEAST "output: u/me/{determiner}\njobs: 3\n", a);

	assert_string_equal(
		text_of(&j, "submit.yaml"),
		"payload:\n"
		"  payloadName: \"{run}\"\n"
		"  butlerConfig: \"/repo\"\n"
		"  inCollection: \"a,b\"\n"
		"  output: \"u/me/piff\"\n"
		"  outputRun: \"u/me/piff\"\n"
		"qgraphFile: \"/nowhere/graph.qg\"\n"
		"submitPath: \"/nowhere/submit\"\n"
		"wmsServiceClass: \"lsst.ctrl.bps.parsl.ParslService\"\n"
		"computeSite: \"local\"\n"
		"site:\n"
		"  \"local\":\n"
		"    class: lsst.ctrl.bps.parsl.sites.Local\n"
		"    cores: 3\n"
		"    retries: 0\n"
		"    run_dir: \"/nowhere/parsl\"\n"
		"numberOfRetries: 1\n"
		"memoryMultiplier: 1\n"
		"preemptible: False\n"
		"updateQuantumGraph: \"true\" # it was built for this output run\n"
		"runQuantumCommand: /bin/sh /nowhere/job.sh {qgraphNodeId} /opt/bin/pipetask {runPreCmdOpts} run-qbb "
		"{butlerConfig} {fileDistributionEndPoint}{qgraphFile} --qgraph-node-id {qgraphNodeId} "
		"{extraRunQuantumOptions}\n"
		"pipetask:\n"
		"  pipetaskInit:\n"
		"    runQuantumCommand: /opt/bin/pipetask {initPreCmdOpts} pre-exec-init-qbb {butlerConfig} "
		"{fileDistributionEndPoint}{qgraphFile} {extraInitOptions}\n"
		"finalJob:\n"
		"  requestCpus: 1\n"
		"  updateOutputChain: \"\"\n"
		"  command1: /opt/bin/butler {finalPreCmdOpts} aggregate-graph {fileDistributionEndPoint}{qgraphFile} "
		"{butlerConfig} -j {requestCpus} --register-dataset-types {extraAggregateOptions}\n");
}

static void another_site_is_described_by_files(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from(LEAST "service: lsst.ctrl.bps.htcondor.HTCondorService\nsite: s3df\n"
	                              "submit: ['{here}/site.yaml', more.yaml]\n"
	                              "files: {more.yaml: {text: 'requestMemory: {times}'}}\npoll: 1500 ms\n",
	                        a);
	const char *yaml = text_of(&j, "submit.yaml");

	assert_string_equal(text_of(&j, "more.yaml"), "requestMemory: 2");
	has(yaml, "includeConfigs: [\"/nowhere/site.yaml\", \"more.yaml\"]\npayload:\n");
	has(yaml,
	    "wmsServiceClass: \"lsst.ctrl.bps.htcondor.HTCondorService\"\ncomputeSite: \"s3df\"\nsite:\n"
	    "  \"s3df\":\n    retries: 0\n");
	has(yaml, "runQuantumCommand: /bin/sh /nowhere/job.sh {qgraphNodeId} pipetask {runPreCmdOpts}");
	has(show_steps(&j, a), "submit(1) sh submit.sh bps lsst.ctrl.bps.htcondor.HTCondorService 2\n");
}

static void jobs_are_wrapped_word_by_word(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct job j = job_from(LEAST "wrap: [taskset, -c, '{times}', \"a \\\"b\\\" $c\"]\n", a);

	has(text_of(&j, "job.sh"),
	    "\"taskset\" \"-c\" \"2\" \"a \\\"b\\\" \\$c\" \"$@\" --summary \"$dir/summary.json\" >\"$dir/job.log\" 2>&1\n");
	has(text_of(&j, "job.sh"), "dir=$(mktemp -d \"/nowhere/quanta/XXXXXX\") || exit\n");
}

static void what_is_in_force_is_how_jobs_are_run_too(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	void *params = params_from(LEAST "wrap: [nice]\nsite: '{determiner}'\nsubmit: site.yaml\n"
	                                 "files: {site.yaml: {text: x}}\n",
	                           a, d);
	struct job j = {0};

	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->effective(params, &scope, a, d, &j));
	assert_string_equal(
		show_steps(&j, a),
		"effective(1) pipetask build -p Ap.yaml#prompt --show dump-config\n"
		"effective(1) printf %s\\n program pipetask pipeline Ap.yaml#prompt repository /repo "
		"input a input b\n"
		"effective(1) head -v -c 1M -- site.yaml\n"
		"effective(1) printf %s\\n service lsst.ctrl.bps.parsl.ParslService site piff "
		"jobs at once 1 wrapped by nice\n"
		"effective(1) head -v -c 1M -- site.yaml\n");
}

static void mistakes_are_named(void **state)
{
	(void)state;
	says("repository: /repo\ninput: a\n", "'pipeline' is missing");
	says(LEAST "wrap: [taskset, -c, '{time}']\n", "nothing is named 'time'; did you mean 'times'?");
	says(LEAST "site: '{sites}'\n", "nothing is named 'sites'; did you mean 'times'?");
	says(LEAST "service: lsst.ctrl.bps.htcondor.HTCondorService\n",
	     "submit of lsst.ctrl.bps.htcondor.HTCondorService does not wait for the end of its jobs, as Parsl's does: 'poll' is missing");
	says(LEAST "jobs: 0\n", "expected a whole number from 1 to 1000000000, not '0'");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_graph_is_built_before_what_is_timed),
		cmocka_unit_test(on_this_machine_jobs_are_parsls),
		cmocka_unit_test(another_site_is_described_by_files),
		cmocka_unit_test(jobs_are_wrapped_word_by_word),
		cmocka_unit_test(what_is_in_force_is_how_jobs_are_run_too),
		cmocka_unit_test(mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
