/* What documents say, in Markdown. */
#include "../helpers/report_fixture.h"

/* -- tests -- */

static void evidence_becomes_the_table_of_an_rfc(void **state)
{
	(void)state;
	assert_are_files(&everything, "everything");
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
	                           .parts_of = "wall",
	                           .worth = 0.01,
	                           .confidence = 0.95,
	                           .seed = 1,
	                           .n_inputs = 2,
	                           .n_blocks = 5,
	                           .n_planned = 40,
	                           .max_parallel = 1};

	assert_are_files(&e, "empty");
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

	assert_are_files(&e, "wide");
}

static void what_was_measured_together_is_told_beside_the_product(void **state)
{
	(void)state;
	struct rung two[2] = {rungs[0], rungs[1]};
	struct ladder l = way;
	struct evidence e = everything;
	two[1].measured_by = "degree_1";
	two[1].measured = (struct change){12, -0.3, -0.32, -0.28, 0.95, 0.001, 4.61e9};
	two[1].together = (struct latency){210e9, 204e9, 216e9, 0.95};
	l.rungs = two;
	l.is_measured = true;
	l.beyond = (struct change){12, 0.1666, 0.11, 0.22, 0.95, 0.002, 180.01e9};
	l.end = two[1].together;
	l.entry = NULL;
	e.ladder = &l;
	AUTO_FREE char *text = render(&e);
	assert_says(text, "degree_1: 210 s (204 s to 216 s)");
	assert_says(text, "What they take together beside the product of their savings, block by block: "
	                  "+16.7 % [+11.0, +22.0], which is more: together they save less than one by one.");
	assert_says(
		text,
		"Latency of at most 60 s: not reached, 210 s (204 s to 216 s) with all cuts of the ladder, as "
		"measured together. Of degree_1 the verdict is UNDECIDED, 1 block; at least 2 are needed.");
	assert_never_says(text, "name: together");
	l.reach = REACH_UNDECIDED;
	l.n_enough = 1;
	l.level = 0.9;
	l.beyond.low = -0.05;
	AUTO_FREE char *again = render(&e);
	assert_says(again, "Latency of at most 60 s: undecided, 210 s");
	assert_says(again,
	            "The first 1 of 2 cuts would do, as measured of drop_win: 184 s (171 s to 198 s).");
	assert_says(again, "which shows no difference.");
	assert_says(again, "There are too few inputs for intervals that hold together at 95 %.");
}

static void a_ladder_says_what_settles_it_and_what_its_intervals_are_of(void **state)
{
	(void)state;
	struct ladder l = way;
	struct evidence e = everything;
	e.ladder = &l;
	l.reach = REACH_YES;
	l.settled_by = "drop_win";
	l.settled = (struct latency){55e9, 53e9, 57e9, 0.99};
	AUTO_FREE char *text = render(&e);
	assert_says(text,
	            "Latency of at most 60 s: reached, 55 s (53 s to 57 s) with drop_win, as measured; 180 s "
	            "(162 s to 196 s) with all cuts of the ladder, by the product of their savings alone.");
	assert_says(text, "drop_win has the least upper bound of all that was measured and may be made");
	assert_never_says(text, "together they were not judged");
	l.settled_by = "path to lean, step 2";
	AUTO_FREE char *on_path = render(&e);
	assert_says(on_path,
	            "Each of its steps may be made beside the one before; together they were not judged.");
	l.settled_by = NULL;
	l.today = (struct latency){41e9, 39e9, 43e9, 0.95};
	l.n_today = 6;
	l.is_met = true;
	AUTO_FREE char *met = render(&e);
	assert_says(met, "\n\nLatency of at most 60 s: met already, 41 s (39 s to 43 s) today.\n");
	assert_says(
		met,
		"Today it is 41 s (39 s to 43 s): the baseline's mean over 6 inputs, as measured here; intervals "
		"are of means over inputs as these are, Student's at 95 % on the log scale");
	assert_never_says(met, "exact by definition");
}

/* Forty variants, of which one changed, and a dozen timers: what did not change takes no room. */
static void of_many_parts_and_variants_those_that_changed_are_shown(void **state)
{
	(void)state;
	enum { MANY = 40, TIMERS = 12 };
	static const char *const names[TIMERS] = {"t01", "t02", "t03", "t04", "t05", "t06",
	                                          "t07", "t08", "t09", "t10", "t11", "t12"};
	struct time_part same[TIMERS], changed[TIMERS], means[TIMERS];
	struct variant_evidence all[MANY];
	struct evidence e = everything;
	for (size_t i = 0; i < TIMERS; i++) {
		means[i] =
			(struct time_part){names[i], true, MEAN(12, 1e9), 1e9, i < 10 ? 0.001 : 0.25, false};
		same[i] = changed[i] = (struct time_part){
			names[i], true,           {12, 0.001, -0.002, 0.003, 0.95, 0.4, 1e9},
			1e9,      means[i].share, false};
	}
	changed[11] = (struct time_part){names[11], true, {12, -0.5, -0.52, -0.48, 0.95, 0.001, 1e9},
	                                 5e8,       0.25, true};
	for (size_t i = 0; i < MANY; i++) {
		all[i] = variants[i > 0];
		all[i].parts = i == 0 ? means : i == 7 ? changed : same;
		all[i].n_parts = TIMERS;
		all[i].name = i == 0 ? "baseline" : i == 7 ? "seventh" : "other";
	}
	e.variants = all;
	e.n_variants = MANY;
	e.ladder = NULL;
	AUTO_FREE char *text = render(&e);
	assert_says(text,
	            "and with one another: t11 1.00 s (25 %), t12 1.00 s (25 %), 10 of less than 1 % each.");
	assert_says(text, "- seventh: saves 500 ms (480 ms to 520 ms) in timer t12\n");
	assert_says(text, "| variant  |                    t12 |\n"
	                  "| -------- | ---------------------: |\n"
	                  "| baseline |                 1.00 s |\n"
	                  "| seventh  | -50.0 % [-52.0, -48.0] |\n\n");
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
	struct variant_evidence all[N(variants)];
	struct evidence e = everything;

	memcpy(all, variants, sizeof(all));
	for (size_t i = 0; i < N(variants); i++) {
		all[i].distribution = (struct distribution){0};
	}
	e.variants = all;
	e.error_rate = ERROR_FALSE_DISCOVERY;
	e.n_slopes_tested = e.n_factorials =
		0; /* whose p is Holm's whatever is asked of verdicts, as that of groups */
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
	const struct document doc = {.title = "1. #x", .elements = elements, .n_elements = N(elements)};
	AUTO_FREE char *text = render_document(&doc, report_format_find("markdown"));

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
	assert_false(report_write(&doc, report_format_find("markdown"), NULL, full, d));
	assert_string_equal(diag_last(d), "the report could not be written: No space left on device");
}

static void formats_are_found_by_name(void **state)
{
	(void)state;
	const struct format_ops *f;
	size_t n;

	for (n = 0; (f = report_format_at(n)); n++) {
		assert_ptr_equal(report_format_find(f->name), f);
		assert_true(f->suffix[0] == '.');
	}
	assert_true(n > 0);
	assert_null(report_format_find("papyrus"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_becomes_the_table_of_an_rfc),
		cmocka_unit_test(the_same_evidence_gives_the_same_bytes),
		cmocka_unit_test(an_experiment_without_runs_claims_nothing),
		cmocka_unit_test(a_baseline_alone_claims_nothing),
		cmocka_unit_test(many_metrics_stand_in_several_tables),
		cmocka_unit_test(what_was_measured_together_is_told_beside_the_product),
		cmocka_unit_test(a_ladder_says_what_settles_it_and_what_its_intervals_are_of),
		cmocka_unit_test(of_many_parts_and_variants_those_that_changed_are_shown),
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
