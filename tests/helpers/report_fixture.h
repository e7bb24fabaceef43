/**
 * Evidence put together by hand, and the documents it gives in each format: tests/data/report/<name><suffix>. With
 * SECATEUR_UPDATE=1 the files are written anew; then read them.
 */
#ifndef SECATEUR_TESTS_REPORT_FIXTURE_H
#define SECATEUR_TESTS_REPORT_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "says.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/model/dossier.h"
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

/* Steps, one of which only degree_1 has, and a timer. */
#define PART(called, of_timer, ...)                                   \
	{                                                             \
		.name = (called), .is_timer = (of_timer), __VA_ARGS__ \
	}
#define PARTS_OF_NONE                                                                                      \
	{                                                                                                  \
		PART("detect", false, .change = ABSENT("no complete pair"), .own = NAN, .share = NAN),     \
			PART("psf|fit", false, .change = ABSENT("no complete pair"), .own = NAN,           \
		             .share = NAN),                                                                \
			PART("extra", false, .change = ABSENT("no complete pair"), .own = NAN,             \
		             .share = NAN),                                                                \
			PART("fit", true, .change = ABSENT("no complete pair"), .own = NAN, .share = NAN), \
	}
static const struct time_part baseline_parts[] = {
	PART("detect", false, .change = MEAN(12, 1.1e9), .own = 1.1e9, .share = 0.2527),
	PART("psf|fit", false, .change = MEAN(12, 3.2e9), .own = 3.2e9, .share = 0.7353),
	PART("extra", false, .change = {.reference = NAN, .absent_reason = "not a step of this variant"},
             .own = NAN, .share = NAN),
	PART("fit", true, .change = MEAN(12, 2.1e9), .own = 2.1e9, .share = 0.4825),
};
static const struct time_part win_parts[] = {
	PART("detect", false, .change = {12, -0.6, -0.62, -0.57, 0.95, 0.001, 1.1e9}, .own = 4.4e8,
             .share = 0.2527, .is_notable = true),
	PART("psf|fit", false, .change = {12, 0.09, 0.05, 0.13, 0.95, 0.004, 3.2e9}, .own = 3.5e9,
             .share = 0.7353, .is_notable = true),
	PART("extra", false, .change = {.reference = NAN, .absent_reason = "not a step of this variant"},
             .own = NAN, .share = NAN),
	PART("fit", true, .change = {11, 0.001, -0.002, 0.003, 0.95, 0.4, 2.1e9}, .own = 2.1e9,
             .share = 0.4825),
};
static const struct time_part petro_parts[] = {
	PART("detect", false, .change = {12, 0.01, -0.04, 0.06, 0.95, 0.6, 1.1e9}, .own = 1.1e9,
             .share = 0.2527),
	PART("psf|fit", false, .change = {12, -0.001, -0.01, 0.009, 0.95, 0.8, 3.2e9}, .own = 3.2e9,
             .share = 0.7353),
	PART("extra", false, .change = {.reference = NAN, .absent_reason = "not a step of this variant"},
             .own = NAN, .share = NAN),
	PART("fit", true, .change = {12, 0.001, -0.002, 0.003, 0.95, 0.4, 2.1e9}, .own = 2.1e9,
             .share = 0.4825),
};
static const struct time_part crash_parts[] = PARTS_OF_NONE;
static const struct time_part degree_parts[] = {
	PART("detect", false, .change = CHANGE(1, 0.01, -1.0, INFINITY), .own = 1.1e9, .share = 0.2527),
	PART("psf|fit", false, .change = {.reference = 3.2e9, .absent_reason = "not a step of this variant"},
             .own = NAN, .share = 0.7353, .is_notable = true),
	PART("extra", false, .change = {.reference = NAN, .absent_reason = "not a step of drop_win"},
             .own = 2e8, .share = NAN, .is_notable = true),
	PART("fit", true, .change = {.reference = 2.1e9, .absent_reason = "no such step was run"}, .own = NAN,
             .share = 0.4825),
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

/* Two groups that go with the input and, a little, with time; and two that go with nothing. */
static const struct group_share input_shares[] = {{"sky-3", 2, 2}, {"sky-1", 2, 2}, {"f|5", 1, 1},
                                                  {"*x*", 2, 1},   {"sky-4", 2, 0}, {"sky-<b>", 2, 0},
                                                  {"sky-6", 1, 0}},
				time_shares[] = {{"last quarter", 3, 3},
                                                 {"third quarter", 3, 2},
                                                 {"second quarter", 3, 1},
                                                 {"first quarter of the runs", 3, 0}};
static const struct group_link input_links[] = {{.with = "the input",
                                                 .p = 3e-7,
                                                 .share = .93,
                                                 .flagged = true,
                                                 .shares = input_shares,
                                                 .n_shares = N(input_shares)},
                                                {.with = "time",
                                                 .p = .004,
                                                 .share = .41,
                                                 .flagged = true,
                                                 .shares = time_shares,
                                                 .n_shares = N(time_shares)},
                                                {.with = "the cores", .p = 1, .share = 0}},
			       no_links[] = {{.with = "the input", .p = .3, .share = .1},
                                             {.with = "the place in the block", .p = .7, .share = 0}};
/* In quarters. */
#define SPREAD(runs, from, to)                                                                              \
	.n = (runs), .least = (from), .lower = (from) + ((to) - (from)) / 4, .median = ((from) + (to)) / 2, \
	.upper = (to) - ((to) - (from)) / 4, .most = (to)

/* Of a set and two choices; one of what is in them is hostile. */
#define SETTINGS(win, petro, degree, filter)                                                                \
	{                                                                                                   \
		{.factor = "filter", .level = (filter), .is_kept = true},                                   \
			{.factor = "measurements",                                                          \
		         .level = "pet|`ro`\n<b>&lt;",                                                      \
		         .is_component = true,                                                              \
		         .is_kept = (petro)},                                                               \
			{.factor = "measurements", .level = "win", .is_component = true, .is_kept = (win)}, \
			{.factor = "psf_degree", .level = (degree), .is_kept = true},                       \
	}
static const struct dossier_setting baseline_settings[] = SETTINGS(true, true, "2", "gauss"),
				    win_settings[] = SETTINGS(false, true, "2", "gauss"),
				    petro_settings[] = SETTINGS(true, false, "2", "gauss"),
				    degree_settings[] = SETTINGS(false, true, "1", "gauss"),
				    filter_settings[] = SETTINGS(true, true, "2", "none");

static const struct variant_evidence variants[] = {
	{.name = "baseline",
         .reference = "baseline",
         .is_baseline = true,
         .settings = baseline_settings,
         .n_settings = N(baseline_settings),
         .n_runs = 12,
         .n_blocks = 12,
         .costs = baseline_costs,
         .n_costs = N(baseline_costs),
         .parts = baseline_parts,
         .n_parts = N(baseline_parts),
         .qualities = baseline_quality,
         .n_qualities = N(baseline_quality),
         .sameness = none_same,
         .n_sameness = N(none_same),
         .series = {.unit = "ns"},
         .distribution = {SPREAD(12, 4.1e9, 5.2e9), .has_groups = true, .p = 0.0004,
                          .groups = {{4.15e9, 6}, {5.0e9, 6}}, .links = input_links,
                          .n_links = N(input_links)},
         .tradeoff = ABSENT("it is the baseline"),
         .verdict = VERDICT_BASELINE},
	{.name = "drop_win",
         .change = "measurements: -win",
         .reference = "baseline",
         .drops_something = true,
         .settings = win_settings,
         .n_settings = N(win_settings),
         .n_runs = 12,
         .n_blocks = 12,
         .costs = win_costs,
         .n_costs = N(win_costs),
         .parts = win_parts,
         .n_parts = N(win_parts),
         .qualities = win_quality,
         .n_qualities = N(win_quality),
         .sameness = half_same,
         .n_sameness = N(half_same),
         .series = {.unit = "ns"},
         .distribution = {SPREAD(12, 2.3e9, 2.9e9), .has_groups = true, .p = 0.002,
                          .groups = {{2.35e9, 9}, {2.8e9, 3}}, .links = no_links, .n_links = N(no_links)},
         .tradeoff = {.saving = .41178,
                      .worst = "psf_size_scatter",
                      .used = .000246,
                      .used_most = .00058,
                      .is_on_front = true},
         .verdict = VERDICT_DROP,
         .why = "saves 41 % of cpu"},
	{.name = "pet|`ro`\n\n# **x** _y_ [a](http://b) <b>&lt;",
         .change = "measurements: -petro, \\|-\xff\033[1m$x$ ~z~",
         .reference = "baseline",
         .drops_something = true,
         .settings = petro_settings,
         .n_settings = N(petro_settings),
         .n_runs = 13,
         .n_failed = 1,
         .n_blocks = 12,
         .costs = petro_costs,
         .n_costs = N(petro_costs),
         .parts = petro_parts,
         .n_parts = N(petro_parts),
         .qualities = petro_quality,
         .n_qualities = N(petro_quality),
         .sameness = half_same,
         .n_sameness = N(half_same),
         .failures = &two_ways[1],
         .n_failures = 1,
         .series = {.unit = "ns"},
         .distribution = {SPREAD(12, 4.0e9, 5.1e9)},
         .tradeoff = ABSENT("psf_size_scatter: lost"),
         .verdict = VERDICT_KEEP,
         .why = "sources outside its margin, psf_size_scatter lost"},
	{.name = "drop_psf",
         .change = "steps: -psf",
         .reference = "baseline",
         .drops_something = true,
         .settings = baseline_settings,
         .n_settings = N(baseline_settings),
         .n_runs = 3,
         .n_failed = 3,
         .n_skipped = 9,
         .costs = crash_costs,
         .n_costs = N(crash_costs),
         .parts = crash_parts,
         .n_parts = N(crash_parts),
         .qualities = baseline_quality,
         .n_qualities = N(baseline_quality),
         .sameness = none_same,
         .n_sameness = N(none_same),
         .failures = crashes,
         .n_failures = 1,
         .distribution = {.absent_reason = "no run that went well"},
         .tradeoff = ABSENT("it fails in some runs"),
         .verdict = VERDICT_REQUIRED,
         .why = "signal 11 (SIGSEGV) in step psf"},
	{.name = "degree_1",
         .change = "psf_degree: 2 -> 1",
         .reference = "drop_win",
         .settings = degree_settings,
         .n_settings = N(degree_settings),
         .n_runs = 1,
         .n_blocks = 1,
         .costs = degree_costs,
         .n_costs = N(degree_costs),
         .parts = degree_parts,
         .n_parts = N(degree_parts),
         .qualities = degree_quality,
         .n_qualities = N(degree_quality),
         .sameness = half_same,
         .n_sameness = N(half_same),
         .series = {.unit = "ns"},
         .distribution = {SPREAD(1, 4.2e9, 4.2e9), .absent_reason = "fewer than ten values"},
         .tradeoff =
                 {.saving = .43, .worst = "sources", .used = .2, .used_most = INFINITY, .is_on_front = true},
         .verdict = VERDICT_UNDECIDED,
         .why = "1 block; at least 2 are needed"},
	{.name = "filter_none",
         .change = "filter: gauss -> none",
         .reference = "baseline",
         .settings = filter_settings,
         .n_settings = N(filter_settings),
         .n_runs = 3,
         .n_failed = 3,
         .n_skipped = 1,
         .costs = crash_costs,
         .n_costs = N(crash_costs),
         .parts = crash_parts,
         .n_parts = N(crash_parts),
         .qualities = baseline_quality,
         .n_qualities = N(baseline_quality),
         .sameness = none_same,
         .n_sameness = N(none_same),
         .failures = two_ways,
         .n_failures = 2,
         .distribution = {.absent_reason = "no run that went well"},
         .tradeoff = ABSENT("it fails in some runs"),
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

#define SLOPE(points, y, from, to, chance, adjusted)                                  \
	{                                                                             \
		.n = (points), .at = (y), .low = (from), .high = (to), .p = (chance), \
		.p_adjusted = (adjusted)                                              \
	}
static const struct variant_scaling by_density[] = {
	{.variant = "baseline",
         .reference = "baseline",
         .own = SLOPE(6, 2.1e8, 1.2e8, 3.3e8, 0.0014, 0.0056),
         .beside = ABSENT("it is the baseline")},
	{.variant = "drop_win",
         .reference = "baseline",
         .own = SLOPE(6, 1.1e8, 0.7e8, 1.4e8, 0.0028, 1),
         .beside = SLOPE(6, -1e8, -1.9e8, -3e7, 0.0028, 0.0084)},
	{.variant = "pet|`ro`\n\n# **x** _y_ [a](http://b) <b>&lt;",
         .reference = "baseline",
         .own = SLOPE(6, 2e8, 1.1e8, 3e8, 0.0028, 1),
         .beside = SLOPE(6, -1e7, -4e7, 3e7, 0.7, 1)},
	{.variant = "drop_psf",
         .reference = "baseline",
         .own = ABSENT("fewer than six inputs with a number"),
         .beside = ABSENT("fewer than six inputs with a number")},
};
static const struct variant_scaling by_order[] = {
	{.variant = "baseline",
         .reference = "baseline",
         .own = SLOPE(12, 1e6, -1e6, 2e6, 0.4, 1),
         .beside = ABSENT("it is the baseline")},
};
static const struct timer_slope of_timers[] = {
	{"fit|`psf`", SLOPE(6, 1.9e8, 1.1e8, 3e8, 0.0014, 0.0042)},
	{"write", SLOPE(6, -2e6, -4e6, -1e6, 0.0028, 0.0056)},
};
static const struct scaling scalings[] = {
	{.column = "stars|*per* <deg>",
         .from = 0.5,
         .to = 12,
         .variants = by_density,
         .n_variants = N(by_density),
         .flagged = true,
         .timers = of_timers,
         .n_timers = N(of_timers),
         .n_timers_tested = 3},
	{.from = 1, .to = 12, .variants = by_order, .n_variants = N(by_order)},
};

static const struct rung rungs[] = {
	{.variant = "drop_win",
         .cut = "measurements: -win",
         .beside = "baseline",
         .change = {12, -0.3871, -0.4316, -0.3391, 0.975, 0.001, 4.61e9},
         .product = {183.87e9, 170.52e9, 198.27e9, 0.95},
         .measured_by = "drop_win",
         .measured = {12, -0.3871, -0.43, -0.341, 0.95, 0.001, 4.61e9},
         .together = {183.87e9, 171e9, 197.7e9, 0.95}},
	{.variant = "pet|`ro`\n\n# **x** _y_ [a](http://b) <b>&lt;",
         .cut = "measurements: -petro, \\|-\xff\033[1m$x$ ~z~",
         .beside = "drop_win",
         .change = {12, -0.021, -0.05, -0.0091, 0.975, 0.03, 2.82e9},
         .product = {180.01e9, 162e9, 196.5e9, 0.95},
         .measured = ABSENT("no variant makes exactly these changes together")},
};
static const struct left_out left_out[] = {{"lean|er", "a rung above changes measurements: win, too"}};
static const struct ladder way = {
	.target = 60e9,
	.today = {300e9, 300e9, 300e9, 1},
	.rungs = rungs,
	.n = N(rungs),
	.level = 0.95,
	.left_out = left_out,
	.n_left_out = N(left_out),
	.beyond = ABSENT("no variant makes exactly these changes together"),
	.end = {180.01e9, 162e9, 196.5e9, 0.95},
	.reach = REACH_NO,
	.entry = "{name: together, set: {size: 21}, drop: {measurements: [\"win\", \"a|`b`\"]}}",
};

#define EFFECT(change_of, other, at, from, to, adjusted)                                 \
	{                                                                                \
		.what = (change_of), .with = (other), .change = CHANGE(6, at, from, to), \
		.p_adjusted = (adjusted)                                                 \
	}
static const struct factor_effect mains[] = {
	EFFECT("psf|degree: 2 -> 1", NULL, -.12, -.14, -.1, .03),
	EFFECT("psf: piff -> *psfex*", NULL, -.61, -.63, -.6, .03),
	EFFECT("filter: on -> off", NULL, .001, -.004, .007, 1),
};
static const struct factor_effect interactions[] = {
	EFFECT("psf|degree: 2 -> 1", "psf: piff -> *psfex*", .04, .01, .07, .03),
	EFFECT("psf|degree: 2 -> 1", "filter: on -> off", -.001, -.012, .008, 1),
	EFFECT("psf: piff -> *psfex*", "filter: on -> off", .002, -.007, .011, 1),
};
static const struct factor_effect parts[] = {
	EFFECT("psf|degree: 2 -> 1", NULL, -.11, -.13, -.09, 1),
	EFFECT("psf: piff -> *psfex*", NULL, -.62, -.64, -.61, 1),
	EFFECT("filter: on -> off", NULL, .002, -.003, .006, 1),
};
static const char *const cube[] = {"psf|degree (2, 1)", "psf (piff, *psfex*)", "filter (on, off)"},
			 *const square[] = {"a (1, 2)", "b (1, 2)"};
static const struct factorial factorials[] = {
	{.factors = cube,
         .n_factors = 3,
         .n_variants = 8,
         .n_blocks = 12,
         .beside = "baseline",
         .mains = mains,
         .n_mains = 3,
         .interactions = interactions,
         .n_interactions = 3,
         .shares = parts,
         .n_shares = 3},
	{.factors = square,
         .n_factors = 2,
         .n_variants = 4,
         .beside = "drop_win",
         .absent_reason = "there is no block in which all of them went well"},
};

static const char *const singles[] = {"drop_win", "pet|`ro`"}, *const unknown[] = {"a|*b*: fails alone"};
static const struct joint_saving joint_savings[] = {
	{.variant = "lean|er",
         .reference = "baseline",
         .parts = singles,
         .n_parts = 2,
         .n_blocks = 12,
         .together = CHANGE(6, -.45, -.47, -.44),
         .sum = CHANGE(6, -.5, -.52, -.48),
         .beyond = {.n = 6, .estimate = .05, .low = .03, .high = .07, .level = .96875}},
	{.variant = "lean_psf",
         .reference = "drop_win",
         .parts = singles,
         .n_parts = 2,
         .left_out = unknown,
         .n_left_out = 1,
         .together = ABSENT("there is no block in which all of them went well"),
         .sum = ABSENT("there is no block in which all of them went well"),
         .beyond = ABSENT("there is no block in which all of them went well")},
};

static const struct evidence everything = {
	.experiment = "detector_cuts",
	.question = "Which measurements can the detection step drop,\nand what does each save?\n",
	.primary = "cpu",
	.parts_of = "cpu",
	.worth = 0.01,
	.confidence = 0.95,
	.joint_confidence = 0.98,
	.n_compared = 6,
	.n_least = 7,
	.factorials = factorials,
	.n_factorials = N(factorials),
	.n_effects_tested = 6,
	.joint_savings = joint_savings,
	.n_joint_savings = N(joint_savings),
	.scalings = scalings,
	.n_scalings = N(scalings),
	.n_slopes_tested = 4,
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
	.ladder = &way,
};

/* -- helpers -- */

static inline char *render_document(const struct document *doc, const struct format_ops *f)
{
	AUTO_ARENA struct arena *a = arena_new();
	static char *text; /* static, since the stream keeps its place */
	static size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(f);
	assert_non_null(out);
	assert_true(report_write(doc, f, &(struct page){.columns = 100}, out, diag_new(a)));
	fclose(out);
	return text;
}

static inline char *render(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct document doc = report_document(e, a);

	return render_document(&doc, report_format_find("markdown"));
}

/* A document of one element, without what its format puts before and behind all elements. To be freed. */
static inline char *render_element(struct element e, const char *format, const char *before)
{
	const struct document doc = {.title = "t", .elements = &e, .n_elements = 1};
	const struct format_ops *f = report_format_find(format);
	AUTO_FREE char *text = render_document(&doc, f);
	const char *from = strstr(text, before);

	assert_non_null(from);
	from += strlen(before);
	size_t n = strlen(from), tail = f->end ? strlen(f->end) : 0;
	assert_true(n >= tail);
	assert_string_equal(from + n - tail, f->end ? f->end : "");
	return strndup(from, n - tail);
}

/* Without what stands between the two: the page's style and its script are files of their own, not of a report. */
static inline void cut_between(char *text, const char *from, const char *to)
{
	char *begin = strstr(text, from), *end = begin ? strstr(begin, to) : NULL;

	if (end) {
		memmove(begin + strlen(from), end, strlen(end) + 1);
	}
}

/* In every format. */
static inline void assert_are_files(const struct evidence *e, const char *name)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct document doc = report_document(e, a);
	const struct format_ops *f;

	for (size_t i = 0; (f = report_format_at(i)); i++) {
		AUTO_FREE char *text = render_document(&doc, f);
		cut_between(text, "<style>\n", "</style>\n");
		cut_between(text, "<script>\n", "</script>\n");
		assert_is_file(text, arena_printf(a, TEST_DATA "/report/%s%s", name, f->suffix));
	}
}

#endif
