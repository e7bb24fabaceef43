/*
 * Evidence put together by hand, and the documents it gives: tests/data/report/<name>.md. With
 * SECATEUR_UPDATE=1 the files are written anew; then read them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/model/evidence.h"
#include "secateur/report/report.h"

#define N(array) (sizeof(array) / sizeof(*(array)))
#define CHANGE(pairs, at, from, to)                                         \
	{                                                                   \
		.n = (pairs), .estimate = (at), .low = (from), .high = (to) \
	}
#define MEAN(pairs, mean)                         \
	{                                         \
		.n = (pairs), .reference = (mean) \
	}
#define ABSENT(reason)                    \
	{                                 \
		.absent_reason = (reason) \
	}
#define NO_PMU "no PMU: perf_event_open says No such file or directory"

#define SOURCES                                                          \
	{                                                                \
		"sources", "1", MARGIN_WITHIN, 0.01, true, BETTER_UNSAID \
	}
#define SCATTER                                                                             \
	{                                                                                   \
		"psf_size_scatter", "px", MARGIN_NOT_WORSE_THAN, 0.005, false, BETTER_LOWER \
	}
#define PURITY                                                                     \
	{                                                                          \
		"purity", NULL, MARGIN_NOT_WORSE_THAN, 0.002, false, BETTER_HIGHER \
	}
#define CHI2                                                            \
	{                                                               \
		"psf_chi2", "1", MARGIN_NONE, 0.0, false, BETTER_UNSAID \
	}
#define RADIUS                                                              \
	{                                                                   \
		"flux_radius", "px", MARGIN_NONE, 0.0, false, BETTER_UNSAID \
	}

/* -- the baseline, a DROP, a KEEP with a hostile name, a REQUIRED that crashed, an UNDECIDED, a NO
 * GAIN, a FAILS -- */

static const struct cost baseline_costs[] = {
	{.name = "wall", .unit = "ns", .change = MEAN(12, 4.61e9)},
	{.name = "cpu", .unit = "ns", .change = MEAN(12, 4.352e9)},
	{.name = "peak_memory", .unit = "B", .change = MEAN(12, 2.1e8)},
	{.name = "cycles", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "instructions", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "page-faults", .unit = "1", .change = MEAN(12, 51234.5)},
	{.name = "branches", .unit = "1", .change = ABSENT("not counted on this processor")},
	{.name = "task-clock", .unit = "ns", .change = MEAN(12, 4.3e9)},
};
static const struct cost win_costs[] = {
	{.name = "wall", .unit = "ns", .change = CHANGE(12, -0.3871, -0.4316, -0.3391)},
	{.name = "cpu", .unit = "ns", .change = CHANGE(12, -0.41178, -0.42995, -0.39302)},
	{.name = "peak_memory", .unit = "B", .change = CHANGE(12, 0.0, 0.0, 0.0)},
	{.name = "cycles", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "instructions", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "page-faults", .unit = "1", .change = CHANGE(12, -0.1203, -0.12035, -0.12025)},
	{.name = "branches", .unit = "1", .change = ABSENT("not counted on this processor")},
	{.name = "task-clock", .unit = "ns", .change = CHANGE(11, -0.41, -0.432, -0.389)},
};
static const struct cost petro_costs[] = {
	{.name = "wall", .unit = "ns", .change = CHANGE(12, -0.021, -0.05, 0.0091)},
	{.name = "cpu", .unit = "ns", .change = CHANGE(12, -0.0312, -0.0401, -0.0222)},
	{.name = "peak_memory", .unit = "B", .change = CHANGE(12, 0.0004, -0.0009, 0.0017)},
	{.name = "cycles", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "instructions", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "page-faults", .unit = "1", .change = ABSENT("the counter was read in no pair")},
	{.name = "branches", .unit = "1", .change = ABSENT("not counted on this processor")},
	{.name = "task-clock", .unit = "ns", .change = CHANGE(12, -0.032, -0.041, -0.023)},
};
static const struct cost crash_costs[] = {
	{.name = "wall", .unit = "ns", .change = ABSENT("no pair")},
	{.name = "cpu", .unit = "ns", .change = ABSENT("no pair")},
	{.name = "peak_memory", .unit = "B", .change = ABSENT("no pair")},
	{.name = "cycles", .unit = "1", .change = ABSENT("no pair")},
	{.name = "instructions", .unit = "1", .change = ABSENT("no pair")},
	{.name = "page-faults", .unit = "1", .change = ABSENT("no pair")},
	{.name = "branches", .unit = "1", .change = ABSENT("no pair")},
	{.name = "task-clock", .unit = "ns", .change = ABSENT("no pair")},
};
static const struct cost degree_costs[] = {
	{.name = "wall", .unit = "ns", .change = CHANGE(1, -0.0351, -1.0, INFINITY)},
	{.name = "cpu", .unit = "ns", .change = CHANGE(1, -0.0278, -1.0, INFINITY)},
	{.name = "peak_memory", .unit = "B", .change = CHANGE(1, 1e-9, -1.0, INFINITY)},
	{.name = "cycles", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "instructions", .unit = "1", .change = ABSENT(NO_PMU)},
	{.name = "page-faults", .unit = "1", .change = CHANGE(1, 12.5, -1.0, INFINITY)},
	{.name = "branches", .unit = "1", .change = ABSENT("not counted on this processor")},
	{.name = "task-clock", .unit = "ns", .change = CHANGE(1, -0.03, -1.0, INFINITY)},
};

static const struct quality_change baseline_quality[] = {
	{.criterion = SOURCES, .change = MEAN(6, 1834.5), .judgement = JUDGED_NOT},
	{.criterion = CHI2, .change = MEAN(6, 1.0312), .judgement = JUDGED_NOT},
	{.criterion = SCATTER, .change = MEAN(6, 0.03127), .judgement = JUDGED_NOT},
	{.criterion = PURITY, .change = MEAN(6, 0.98761), .judgement = JUDGED_NOT},
	{.criterion = RADIUS, .change = ABSENT("column missing"), .judgement = JUDGED_NOT},
};
static const struct quality_change win_quality[] = {
	{.criterion = SOURCES, .change = CHANGE(6, 0.0, 0.0, 0.0), .judgement = JUDGED_WITHIN},
	{.criterion = CHI2, .change = CHANGE(6, 0.0012, -0.0013, 0.0036), .judgement = JUDGED_NOT},
	{.criterion = SCATTER, .change = CHANGE(6, 1.23e-9, -4e-10, 2.9e-9), .judgement = JUDGED_WITHIN},
	{.criterion = PURITY, .change = CHANGE(6, -0.00021, -0.00058, 0.00016), .judgement = JUDGED_WITHIN},
	{.criterion = RADIUS, .change = ABSENT("column missing"), .judgement = JUDGED_NOT},
};
static const struct quality_change petro_quality[] = {
	{.criterion = SOURCES, .change = CHANGE(6, -0.0274, -0.0311, -0.0237), .judgement = JUDGED_OUTSIDE},
	{.criterion = CHI2, .change = CHANGE(6, 13.1, 4.2, 22.0), .judgement = JUDGED_NOT},
	{.criterion = SCATTER,
         .change = ABSENT("no column PETRO_RADIUS in measure.cat"),
         .judgement = JUDGED_LOST},
	{.criterion = PURITY, .change = CHANGE(6, -0.0012, -0.0061, 0.0037), .judgement = JUDGED_ONE_OUTSIDE},
	{.criterion = RADIUS, .change = ABSENT("column missing"), .judgement = JUDGED_NOT},
};
static const struct quality_change degree_quality[] = {
	{.criterion = SOURCES,
         .change = CHANGE(1, 0.002, -INFINITY, INFINITY),
         .judgement = JUDGED_UNDECIDED},
	{.criterion = CHI2, .change = CHANGE(1, 0.1, -INFINITY, INFINITY), .judgement = JUDGED_NOT},
	{.criterion = SCATTER,
         .change = CHANGE(1, 0.0021, -INFINITY, INFINITY),
         .judgement = JUDGED_UNDECIDED},
	{.criterion = PURITY, .change = ABSENT("judge: too few stars"), .judgement = JUDGED_UNDECIDED},
	{.criterion = RADIUS, .change = ABSENT("column missing"), .judgement = JUDGED_NOT},
};

static const struct sameness none_same[] = {{"catalogue", 0, 0}, {"psf | model", 0, 0}};
static const struct sameness half_same[] = {{"catalogue", 0, 12}, {"psf | model", 12, 12}};

static const struct failure crashes[] = {
	{"signal 11 (SIGSEGV) in step psf", 3,
         "psfex 3.24.1\n----- loading <1 catalogue>\r\nprogress 10 %\rprogress 90 %\r\n"
         "```\n# not a heading | not a cell\n\033[31mred\033[0m \xff\xfe\ttab \xe2\x80\xae\n> "
         "WARNING: gone"},
};
static const struct failure two_ways[] = {
	{"exit code 1 in step detect", 2, "*Error*: no such filter\n"},
	{"killed at the wall limit of 10 s in step detect", 1, NULL},
};

static const struct variant_evidence variants[] = {
	{.name = "baseline",
         .reference = "baseline",
         .is_baseline = true,
         .n_runs = 12,
         .n_blocks = 12,
         .costs = baseline_costs,
         .n_costs = N(baseline_costs),
         .qualities = baseline_quality,
         .n_qualities = N(baseline_quality),
         .sameness = none_same,
         .n_sameness = N(none_same),
         .verdict = VERDICT_BASELINE},
	{.name = "drop_win",
         .change = "measurements: -win",
         .reference = "baseline",
         .drops_something = true,
         .n_runs = 12,
         .n_blocks = 12,
         .costs = win_costs,
         .n_costs = N(win_costs),
         .qualities = win_quality,
         .n_qualities = N(win_quality),
         .sameness = half_same,
         .n_sameness = N(half_same),
         .verdict = VERDICT_DROP,
         .why = "saves 41 % of cpu"},
	{.name = "pet|`ro`\n\n# **x** _y_ [a](http://b) <b>&lt;",
         .change = "measurements: -petro, \\|-\xff\033[1m$x$ ~z~",
         .reference = "baseline",
         .drops_something = true,
         .n_runs = 13,
         .n_failed = 1,
         .n_blocks = 12,
         .costs = petro_costs,
         .n_costs = N(petro_costs),
         .qualities = petro_quality,
         .n_qualities = N(petro_quality),
         .sameness = half_same,
         .n_sameness = N(half_same),
         .failures = &two_ways[1],
         .n_failures = 1,
         .verdict = VERDICT_KEEP,
         .why = "sources outside its margin, psf_size_scatter lost"},
	{.name = "drop_psf",
         .change = "steps: -psf",
         .reference = "baseline",
         .drops_something = true,
         .n_runs = 3,
         .n_failed = 3,
         .n_skipped = 9,
         .costs = crash_costs,
         .n_costs = N(crash_costs),
         .qualities = baseline_quality,
         .n_qualities = N(baseline_quality),
         .sameness = none_same,
         .n_sameness = N(none_same),
         .failures = crashes,
         .n_failures = 1,
         .verdict = VERDICT_REQUIRED,
         .why = "signal 11 (SIGSEGV) in step psf"},
	{.name = "degree_1",
         .change = "psf_degree: 2 -> 1",
         .reference = "drop_win",
         .n_runs = 1,
         .n_blocks = 1,
         .costs = degree_costs,
         .n_costs = N(degree_costs),
         .qualities = degree_quality,
         .n_qualities = N(degree_quality),
         .sameness = half_same,
         .n_sameness = N(half_same),
         .verdict = VERDICT_UNDECIDED,
         .why = "1 block; at least 2 are needed"},
	{.name = "filter_none",
         .change = "filter: gauss -> none",
         .reference = "baseline",
         .n_runs = 3,
         .n_failed = 3,
         .n_skipped = 1,
         .costs = crash_costs,
         .n_costs = N(crash_costs),
         .qualities = baseline_quality,
         .n_qualities = N(baseline_quality),
         .sameness = none_same,
         .n_sameness = N(none_same),
         .failures = two_ways,
         .n_failures = 2,
         .verdict = VERDICT_FAILS,
         .why = "exit code 1 in step detect"},
};

static const struct fact machine[] = {{"cpu_model", "Intel(R) Xeon(R) @ 2.80GHz"},
                                      {"governor", "n/a (no cpufreq)"},
                                      {"cmdline", "a|b <c>"}};
static const struct fact other_machine[] = {{"cpu_model", "AMD EPYC"}, {"swap", "off"}};
static const struct facts hosts[] = {{machine, N(machine)}, {other_machine, N(other_machine)}};
static const struct fact versions[] = {{"source-extractor", "2.25.0"}, {"psfex", "3.24.1"}};
static const char *const uncontrolled[] = {"Turbo is on: clocks may differ between runs.",
                                           "- The machine is virtual:\nits host may be busy."};

static const struct finding findings[] = {
	{"modes", false, "one"},
	{"position", true, "+1.2 % from one place in a block to the next, p = 0.0004"},
};
static const struct outlier outliers[] = {
	{.variant = "drop-win",
         .input = "field-7",
         .block = 4,
         .ratio = 1.31,
         .has_switches = true,
         .switches = 1},
	{.variant = "base|line", .input = "field-2", .block = 9, .ratio = 0.8},
	{.variant = "drop-win",
         .input = "field-3",
         .block = 10,
         .ratio = 1.2,
         .partner = "base|line",
         .has_switches = true,
         .switches = 12,
         .partner_switches = 0},
};
static const struct noise noises[] = {
	{.cost = "cpu",
         .n_blocks = 11,
         .n_variants = 6,
         .sd = 0.0123,
         .mad = 0.0087,
         .n = 11,
         .detectable = 0.0231,
         .n_needed = 14,
         .findings = findings,
         .n_findings = N(findings),
         .outliers = outliers,
         .n_outliers = N(outliers)},
	{.cost = "wall", .absent_reason = "fewer than two complete blocks of two variants"},
};

static const struct evidence everything = {
	.experiment = "detector_cuts",
	.question = "Which measurements can the detection step drop,\nand what does each save?\n",
	.primary = "cpu",
	.worth = 0.01,
	.confidence = 0.95,
	.joint_confidence = 0.98,
	.n_compared = 6,
	.n_least = 7,
	.noises = noises,
	.n_noises = N(noises),
	.quality_confidence = 0.9,
	.seed = 857,
	.plan_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	.n_inputs = 6,
	.n_blocks = 12,
	.n_warmup = 1,
	.n_runs = 49,
	.n_planned = 78,
	.first_run_utc = "2024-05-01T10:00:00Z",
	.last_run_utc = "2024-05-01T10:20:31Z",
	.tool_version = "0.1.0",
	.max_parallel = 1,
	.versions = versions,
	.n_versions = N(versions),
	.hosts = hosts,
	.n_hosts = 1,
	.uncontrolled = uncontrolled,
	.n_uncontrolled = N(uncontrolled),
	.variants = variants,
	.n_variants = N(variants),
};

/* -- helpers -- */

static char *render(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct document doc = report_document(e, a);

	assert_non_null(out);
	assert_true(report_write(&doc, report_format_find("markdown"), out, d));
	fclose(out);
	return text;
}

static char *slurp(const char *path)
{
	AUTO_FILE FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!in || getdelim(&text, &size, '\0', in) < 0) {
		fail_msg("%s cannot be read; SECATEUR_UPDATE=1 writes it", path);
	}
	return text;
}

static void assert_is_file(const char *text, const char *path)
{
	if (getenv("SECATEUR_UPDATE")) {
		AUTO_FILE FILE *out = fopen(path, "we");
		assert_non_null(out);
		fputs(text, out);
		return;
	}
	AUTO_FREE char *expected = slurp(path);
	assert_string_equal(text, expected);
}

static void assert_says(const char *text, const char *part)
{
	if (!strstr(text, part)) {
		fail_msg("'%s' is not in:\n%s", part, text);
	}
}

static void assert_never_says(const char *text, const char *part)
{
	if (strstr(text, part)) {
		fail_msg("'%s' is in:\n%s", part, text);
	}
}

/* -- tests -- */

static void evidence_becomes_the_table_of_an_rfc(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(&everything);

	assert_is_file(text, TEST_DATA "/report/everything.md");
}

static void the_same_evidence_gives_the_same_bytes(void **state)
{
	(void)state;
	AUTO_FREE char *first = render(&everything), *second = render(&everything);

	assert_string_equal(first, second);
}

static void an_experiment_without_runs_claims_nothing(void **state)
{
	(void)state;
	const struct evidence e = {.experiment = "young",
	                           .primary = "wall",
	                           .worth = 0.01,
	                           .confidence = 0.95,
	                           .seed = 1,
	                           .n_inputs = 2,
	                           .n_blocks = 5,
	                           .n_planned = 40,
	                           .max_parallel = 1};
	AUTO_FREE char *text = render(&e);

	assert_is_file(text, TEST_DATA "/report/empty.md");
}

static void a_baseline_alone_claims_nothing(void **state)
{
	(void)state;
	struct evidence e = everything;
	e.n_variants = 1;
	AUTO_FREE char *text = render(&e);

	assert_says(text, "No variant has been compared with the baseline: there is no claim to make.");
	assert_says(text, "4.61 s");
	assert_never_says(text, "## Outputs");
}

static void many_metrics_stand_in_several_tables(void **state)
{
	(void)state;
	enum { MANY = 14 };
	static const char *const names[MANY] = {"m01", "m02", "m03", "m04", "m05", "m06", "m07",
	                                        "m08", "m09", "m10", "m11", "m12", "m13", "m14"};
	struct quality_change wide[2][MANY];
	for (size_t i = 0; i < MANY; i++) {
		const struct criterion c = {names[i], "mas", MARGIN_WITHIN, 0.5, false, BETTER_UNSAID};
		wide[0][i] = (struct quality_change){.criterion = c, .change = MEAN(6, 10.0 + (double)i)};
		wide[1][i] = (struct quality_change){
			.criterion = c, .change = CHANGE(6, 0.1, 0.05, 0.15), .judgement = JUDGED_WITHIN};
	}
	struct variant_evidence two[3] = {variants[0], variants[1], variants[1]};
	for (size_t i = 0; i < 3; i++) {
		two[i].qualities = wide[i > 0];
		two[i].n_qualities = MANY;
	}
	two[2].name = "drop_aper";
	two[2].verdict = VERDICT_NO_GAIN;
	two[2].why = "saves less than 1 % of cpu";
	struct evidence e = everything;
	e.variants = two;
	e.n_variants = 3;
	e.n_hosts = 2;
	e.n_runs = e.n_planned = 39;
	e.n_uncontrolled = 0;
	AUTO_FREE char *text = render(&e);

	assert_is_file(text, TEST_DATA "/report/wide.md");
}

static void two_cuts_that_may_be_made_are_not_said_to_go_together(void **state)
{
	(void)state;
	struct variant_evidence two[3] = {variants[0], variants[1], variants[1]};
	struct evidence e = everything;
	e.variants = two;
	e.n_variants = 3;
	AUTO_FREE char *text = render(&e);

	assert_says(text, "Of 2 changes, 2 may be made (DROP). ");
	assert_says(text, "that two may be made one by one does not say that both may be made together");
}

static void what_was_not_measured_is_never_a_zero(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(&everything);

	assert_says(text, "cycles, instructions: n/a in every run (" NO_PMU ")");
	assert_never_says(text, "nan");
	assert_never_says(text, "inf]");
	assert_never_says(text, "-0.0 ");
	assert_never_says(text, "-0 ");
}

static void an_experiment_without_margins_or_counters_says_so(void **state)
{
	(void)state;
	const struct cost of_baseline[] = {{.name = "wall", .unit = "ns", .change = MEAN(3, 2e9)}},
			  none[] = {{.name = "wall", .unit = "ns", .change = ABSENT("no clock")}};
	const struct variant_evidence two[] = {
		{.name = "base", .is_baseline = true, .n_runs = 3, .costs = of_baseline, .n_costs = 1},
		{.name = "a",
	         .change = "x",
	         .reference = "base",
	         .n_runs = 3,
	         .n_blocks = 3,
	         .costs = none,
	         .n_costs = 1,
	         .verdict = VERDICT_DROP,
	         .why = "its author says so"},
	};
	struct evidence e = everything;
	e.primary = "wall";
	e.variants = two;
	e.n_variants = 2;
	AUTO_FREE char *text = render(&e);

	assert_says(text, "Of 1 change, 1 may be made (DROP). ");
	assert_says(text, "- DROP a: its author says so\n");
	assert_says(text, " 2.00 s |");
	assert_says(text, " n/a (1) |");
	assert_says(text, "\n- (1) no clock\n");
	assert_says(text, "No counters were asked for.");
	assert_says(text, "No quality metric has a margin: nothing here says that the output stays good.");
}

static void how_runs_were_counted_and_what_disturbed_them_is_said(void **state)
{
	(void)state;
	struct evidence e = everything;

	e.n_counted[ACCOUNT_PROCESS] = 0;
	e.n_counted[ACCOUNT_CGROUP2] = 40;
	e.n_disturbed = 5;
	e.n_again = 4;
	e.n_again_disturbed = 1;
	AUTO_FREE char *text = render(&e);
	assert_says(text, "of all of them together, with the page cache that they were the first to touch "
	                  "(control groups of version 2)");
	assert_says(text, "suspension: 5 runs. Made once more at once: 4, of which 1 were disturbed again.");
	assert_never_says(text, "largest resident set");

	e.n_counted[ACCOUNT_PROCESS] = 10;
	e.n_disturbed = 0;
	AUTO_FREE char *mixed = render(&e);
	assert_says(
		mixed,
		"Of 40 runs CPU time is user and system time of all processes of a run, whatever became of them");
	assert_says(
		mixed,
		"of 10 runs CPU time is user and system time of all processes of a run that were waited for");
	assert_says(mixed, "Runs that were counted in different ways are not compared.");
	assert_never_says(mixed, "Disturbed,");
}

static void a_bound_on_false_discoveries_is_told_with_what_it_rests_on(void **state)
{
	(void)state;
	struct evidence e = everything;

	e.error_rate = ERROR_FALSE_DISCOVERY;
	e.n_settled = 3;
	e.joint_confidence = 0.975;
	AUTO_FREE char *text = render(&e);
	assert_says(text, "of the verdicts that rest on intervals, here 3, at most 5 % are wrong on average");
	assert_says(text, "With 6 compared, of which intervals settle 3, savings are judged at 97.5 % each");
	assert_says(text, "however they depend, at most 12.25 %"); /* 5 % x (1 + 1/2 + ... + 1/6) */
	assert_never_says(text, "Holm");
	assert_never_says(text, "Bonferroni");
}

static void a_primary_measure_without_a_cost_leaves_the_reason(void **state)
{
	(void)state;
	struct evidence e = everything;
	e.primary = "energy";
	AUTO_FREE char *text = render(&e);

	assert_says(text, "- DROP drop_win: saves 41 % of cpu\n");
	assert_says(text, "What decides is energy: ");
}

static void an_event_that_decides_comes_first(void **state)
{
	(void)state;
	struct evidence e = everything;
	e.primary = "page-faults";
	AUTO_FREE char *text = render(&e);

	assert_says(
		text,
		"- DROP drop_win: page-faults -12.0300 % [-12.0350, -12.0250]; psf \\| model identical\n");
	const char *head = strstr(text, "| compared with |");
	assert_non_null(head);
	assert_true(strstr(head, "page-faults") < strstr(head, "wall time"));
	assert_null(strstr(strstr(text, "## Counters"), "page-faults |"));
}

static void values_wear_their_units(void **state)
{
	(void)state;
	static const struct {
		struct criterion criterion;
		double mean, change, half;
		const char *mean_text, *change_text;
	} rows[] = {
		{{.name = "a", .unit = "Jy"},
	         1234567.0,
	         5e8,
	         2e7,
	         "1234567 Jy",
	         "+5.00e+08 [+4.80e+08, +5.20e+08]"},
		{{.name = "b"}, 1e-7, -0.4, 3.0, "1e-07", "-0.4 [-3.4, +2.6]"},
		{{.name = "c", .unit = "ns"}, -5.0, -1.0, 12.0, "-5 ns", "-1 [-13, +11]"},
		{{.name = "d", .unit = "s", .is_relative = true}, 2.0, 0.5, 0.0, "2 s", "+50 % [+50, +50]"},
		{{.name = "e", .unit = "1", .is_relative = true},
	         0.0,
	         0.0,
	         1e-9,
	         "0",
	         "0.0000 % [0.0000, 0.0000]"},
	};
	struct quality_change of_baseline[N(rows)], of_other[N(rows)];
	for (size_t i = 0; i < N(rows); i++) {
		const double x = rows[i].change, half = rows[i].half;
		of_baseline[i] = (struct quality_change){.criterion = rows[i].criterion,
		                                         .change = MEAN(6, rows[i].mean)};
		of_other[i] = (struct quality_change){.criterion = rows[i].criterion,
		                                      .change = CHANGE(6, x, x - half, x + half)};
	}
	of_other[1].change.n = 4;
	struct variant_evidence two[2] = {variants[0], variants[1]};
	two[0].qualities = of_baseline;
	two[1].qualities = of_other;
	two[0].n_qualities = two[1].n_qualities = N(rows);
	struct evidence e = everything;
	e.variants = two;
	e.n_variants = 2;
	AUTO_FREE char *text = render(&e);

	for (size_t i = 0; i < N(rows); i++) {
		assert_says(text, rows[i].mean_text);
		assert_says(text, rows[i].change_text);
	}
	assert_says(text, "-0.4 [-3.4, +2.6] (n = 4) |");
}

static void names_cannot_break_out_of_their_cell(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(&everything);

	assert_says(text, "| pet\\|\\`ro\\` # \\*\\*x\\*\\* \\_y\\_ [a]\\(http://b) \\<b>\\&lt; ");
	assert_says(text, "-petro, \\\\\\|-??[1m\\$x\\$ \\~z\\~");
	assert_never_says(text, "\n# \\*");
	assert_never_says(text, "\033");
}

static void a_log_cannot_close_its_own_fence(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(&everything);

	assert_says(text, "\n````text\npsfex 3.24.1\n----- loading <1 catalogue>\nprogress 10 "
	                  "%\nprogress 90 %\n```\n# not");
	assert_says(text, "?[31mred?[0m ??\ttab ?\n> WARNING: gone\n````\n");
}

static void texts_that_look_like_blocks_stay_texts(void **state)
{
	(void)state;
	static const char *const items[] = {"1. one", "2) two",   "# head", "- dash",
	                                    "+ plus", "[ ] task", "",       "  "};
	static const struct element elements[] = {
		{.kind = ELEMENT_PARAGRAPH, .text = "---"},
		{.kind = ELEMENT_LIST, .items = items, .n_items = N(items)},
		{.kind = ELEMENT_PARAGRAPH, .text = "[label]: target \xc3\xa9 12 > 3"},
		{.kind = ELEMENT_VERBATIM, .text = ""},
	};
	const struct document doc = {"1. #x", elements, N(elements)};
	AUTO_ARENA struct arena *a = arena_new();
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_true(report_write(&doc, report_format_at(0), out, diag_new(a)));
	fclose(out);
	assert_string_equal(
		text, "# 1\\. #x\n\n\\---\n\n- 1\\. one\n- 2\\) two\n- \\# head\n- \\- dash\n- \\+ plus\n"
		      "- \\[ ] task\n- \n- \n\n\\[label]\\: target \xc3\xa9 12 > 3\n\n```text\n```\n");
}

static void a_full_disk_is_told(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	AUTO_FILE FILE *full = fopen("/dev/full", "we");
	struct document doc = report_document(&everything, a);

	if (!full) {
		skip();
	}
	assert_false(report_write(&doc, report_format_find("markdown"), full, d));
	assert_string_equal(diag_last(d), "the report could not be written: No space left on device");
}

static void formats_are_found_by_name(void **state)
{
	(void)state;
	assert_string_equal(report_format_at(0)->name, "markdown");
	assert_string_equal(report_format_find("markdown")->suffix, ".md");
	assert_null(report_format_find("papyrus"));
	assert_null(report_format_at(1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_becomes_the_table_of_an_rfc),
		cmocka_unit_test(the_same_evidence_gives_the_same_bytes),
		cmocka_unit_test(an_experiment_without_runs_claims_nothing),
		cmocka_unit_test(a_baseline_alone_claims_nothing),
		cmocka_unit_test(many_metrics_stand_in_several_tables),
		cmocka_unit_test(two_cuts_that_may_be_made_are_not_said_to_go_together),
		cmocka_unit_test(what_was_not_measured_is_never_a_zero),
		cmocka_unit_test(an_experiment_without_margins_or_counters_says_so),
		cmocka_unit_test(how_runs_were_counted_and_what_disturbed_them_is_said),
		cmocka_unit_test(a_bound_on_false_discoveries_is_told_with_what_it_rests_on),
		cmocka_unit_test(a_primary_measure_without_a_cost_leaves_the_reason),
		cmocka_unit_test(an_event_that_decides_comes_first),
		cmocka_unit_test(values_wear_their_units),
		cmocka_unit_test(names_cannot_break_out_of_their_cell),
		cmocka_unit_test(a_log_cannot_close_its_own_fence),
		cmocka_unit_test(texts_that_look_like_blocks_stay_texts),
		cmocka_unit_test(a_full_disk_is_told),
		cmocka_unit_test(formats_are_found_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
