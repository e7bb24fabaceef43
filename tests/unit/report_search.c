/*
 * Reports on searches put together by hand: tests/data/report/search-*.md. With SECATEUR_UPDATE=1 the files are written
 * anew; then read them.
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

#include "secateur/model/evidence.h"
#include "secateur/report/report.h"

#include "../helpers/search_fixture.h"

#define N(array) (sizeof(array) / sizeof(*(array)))

/* -- the confirmation: the baseline and what was found, on ten inputs that were held out -- */

#define CHANGE(pairs, at, from, to)                                                        \
	{                                                                                  \
		.n = (pairs), .estimate = (at), .low = (from), .high = (to), .level = 0.95 \
	}
#define MEAN(pairs, mean)                         \
	{                                         \
		.n = (pairs), .reference = (mean) \
	}

static const struct cost baseline_costs[] = {
	{.name = "cpu", .unit = "ns", .change = MEAN(10, 1.182e9), .is_primary = true},
	{.name = "wall", .unit = "ns", .change = MEAN(10, 1.19e9)},
	{.name = "peak_memory", .unit = "B", .change = MEAN(10, 6.78e7)},
};
static const struct cost found_costs[] = {
	{.name = "cpu",
         .unit = "ns",
         .change = CHANGE(10, -0.449, -0.491, -0.398),
         .total = CHANGE(10, -0.452, -0.494, -0.41),
         .is_primary = true},
	{.name = "wall",
         .unit = "ns",
         .change = CHANGE(10, -0.441, -0.487, -0.39),
         .total = CHANGE(10, -0.445, -0.49, -0.4)},
	{.name = "peak_memory",
         .unit = "B",
         .change = CHANGE(10, -0.0012, -0.0031, 0.0008),
         .total = CHANGE(10, -0.0012, -0.003, 0.0009)},
};
#define SCATTER                                                                             \
	{                                                                                   \
		"psf_size_scatter", "px", MARGIN_NOT_WORSE_THAN, 0.005, false, BETTER_LOWER \
	}
#define SOURCES                                                          \
	{                                                                \
		"sources", "1", MARGIN_WITHIN, 0.01, true, BETTER_UNSAID \
	}
static const struct quality_change baseline_quality[] = {
	{.criterion = SOURCES, .change = MEAN(10, 1834.5), .bad_bound = 1},
	{.criterion = SCATTER, .change = MEAN(10, 0.03127), .bad_bound = 1},
};
static const struct quality_change good_quality[] = {
	{.criterion = SOURCES,
         .change = CHANGE(10, 0, 0, 0),
         .judgement = JUDGED_IDENTICAL,
         .bad_bound = 0.259},
	{.criterion = SCATTER,
         .change = CHANGE(10, 0.0004, -0.0003, 0.0011),
         .judgement = JUDGED_WITHIN,
         .bad_bound = 0.259},
};
static const struct quality_change bad_quality[] = {
	{.criterion = SOURCES,
         .change = CHANGE(10, 0, 0, 0),
         .judgement = JUDGED_IDENTICAL,
         .bad_bound = 0.259},
	{.criterion = SCATTER,
         .change = CHANGE(10, 0.0081, 0.0062, 0.01),
         .judgement = JUDGED_OUTSIDE,
         .n_bad = 2,
         .bad_bound = 0.507},
};
static const struct fact machine[] = {{"cpu_model", "Intel(R) Xeon(R) @ 2.80GHz"}, {"virtualised", "yes"}};
static const struct facts hosts[] = {{machine, N(machine)}};
static const struct fact versions[] = {{"source-extractor", "2.25.0"}, {"psfex", "3.21.1"}};
static const char *const uncontrolled[] = {"The machine is virtual: its neighbours are not in our hands."};
static const struct noise noises[] = {{.cost = "cpu",
                                       .n_blocks = 12,
                                       .n_variants = 2,
                                       .sd = 0.031,
                                       .mad = 0.027,
                                       .n = 10,
                                       .detectable = 0.043,
                                       .n_needed = 41}};

static struct evidence *confirmation(const char *change, enum verdict verdict, const char *why)
{
	struct variant_evidence *v = NEW_ARRAY(arena, struct variant_evidence, 2);
	struct evidence *e = NEW(arena, struct evidence);

	v[0] = (struct variant_evidence){.name = "baseline",
	                                 .reference = "baseline",
	                                 .is_baseline = true,
	                                 .n_runs = 12,
	                                 .n_blocks = 12,
	                                 .p_adjusted = 1,
	                                 .costs = baseline_costs,
	                                 .n_costs = N(baseline_costs),
	                                 .qualities = baseline_quality,
	                                 .n_qualities = N(baseline_quality),
	                                 .verdict = VERDICT_BASELINE};
	v[1] = v[0];
	v[1].name = "found";
	v[1].change = change;
	v[1].is_baseline = false;
	v[1].drops_something = true;
	v[1].p_adjusted = 0.002;
	v[1].costs = found_costs;
	v[1].qualities = verdict == VERDICT_DROP ? good_quality : bad_quality;
	v[1].verdict = verdict;
	v[1].why = why;
	*e = (struct evidence){.experiment = "detector",
	                       .primary = "cpu",
	                       .worth = 0.02,
	                       .confidence = 0.95,
	                       .n_compared = 1,
	                       .joint_confidence = 0.95,
	                       .n_least = 6,
	                       .quality_confidence = 0.9,
	                       .noises = noises,
	                       .n_noises = N(noises),
	                       .seed = 857,
	                       .n_inputs = 10,
	                       .n_blocks = 12,
	                       .n_runs = 24,
	                       .n_planned = 24,
	                       .first_run_utc = "2024-05-01T10:00:00Z",
	                       .last_run_utc = "2024-05-01T10:00:31Z",
	                       .tool_version = "0.1.0",
	                       .max_parallel = 1,
	                       .versions = versions,
	                       .n_versions = N(versions),
	                       .hosts = hosts,
	                       .n_hosts = N(hosts),
	                       .uncontrolled = uncontrolled,
	                       .n_uncontrolled = N(uncontrolled),
	                       .variants = v,
	                       .n_variants = 2};
	return e;
}

/* -- searches that are over -- */

/* The same when all is over. */
static struct fixture *found(enum verdict verdict, const char *why)
{
	static const size_t path[] = {WIN, NSNAP, WINPOS, GROWTH, RADIUS, AUTO, PETRO, BEST};
	static const char change[] =
		"measurements: -win -winpos -growth -radius -auto -petro -best, nsnap: 9 -> 1";
	struct fixture *f = detector();
	struct search_state *s = &f->story.state;

	for (size_t i = 0; i < N(path); i++) {
		choose(f, path[i]);
	}
	s->predicted = 0.475;
	s->sum_of_parts = 0.225;
	s->stage = SEARCH_OVER;
	took(f, SEARCH_CHOICE, 10, 10);
	took(f, SEARCH_CONFIRM, 12, 24);
	f->bad_inputs[0] = 2;
	f->bad_inputs[1] = 8;
	s->n_bad_inputs = 2;
	f->story.chosen_change = change;
	f->story.confirmed = confirmation(change, verdict, why);
	f->story.written_to = "found/";
	return f;
}

/* Nothing was chosen, and nothing can be. */
static struct fixture *nothing(size_t n, enum search_fate fate, const char *reason)
{
	struct fixture *f = fixture(10, 0);

	for (size_t i = 0; i < n; i++) {
		stays(f, add_component(f, arena_printf(arena, "part-%zu", i + 1)), fate, reason);
	}
	f->story.state.planned_tests = (double)n;
	f->story.state.planned_component_runs = 48;
	f->story.state.tests = 2 * n;
	f->story.state.stage = SEARCH_OVER;
	f->story.state.ended_because = "nothing may go, or nothing that may go is worth it";
	took(f, SEARCH_NOISE, 1, 12);
	took(f, SEARCH_PRUNE, 10 + 2 * n, 10 + 2 * n);
	return f;
}

static char *render(const struct fixture *f)
{
	struct document doc = report_search(&f->story, arena);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_true(report_write(&doc, report_format_find("markdown"), NULL, out, diag));
	fclose(out);
	return text;
}

/* -- tests -- */

static void a_confirmed_search_has_one_number_in_its_headline(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(found(VERDICT_DROP, "saves 44.9 % of cpu"));

	assert_is_report(text, "search-confirmed.md");
}

static void a_choice_that_loses_quality_is_not_confirmed(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(found(VERDICT_KEEP, "outside its margin: psf_size_scatter"));

	assert_is_report(text, "search-not-confirmed.md");
}

static void what_guards_the_output_is_told(void **state)
{
	(void)state;
	static const struct sameness same[] = {{"catalogue", 12, 12}};
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");
	struct evidence e = *f->story.confirmed;
	struct variant_evidence v[] = {e.variants[0], e.variants[1]};

	e.variants = v;
	f->story.confirmed = &e;
	v[0].sameness = v[1].sameness = same;
	v[0].n_sameness = v[1].n_sameness = 1;
	AUTO_FREE char *identical = render(f);
	assert_says(identical, "quality is kept on all 10; catalogue is identical in every pair.");
	v[0].n_qualities = v[1].n_qualities = 0;
	AUTO_FREE char *bare = render(f);
	assert_says(bare, "no quality metric has a margin, so that nothing says that the output stays good.");
	v[1].n_costs = 0;
	v[0].n_costs = 0;
	AUTO_FREE char *costless = render(f);
	assert_says(costless, "CPU time is n/a (never recorded)");
}

static void what_is_not_settled_is_no_confirmation(void **state)
{
	(void)state;
	AUTO_FREE char *text =
		render(found(VERDICT_UNDECIDED, "cpu not settled: about 9 more blocks, on other inputs"));

	assert_says(text,
	            "NOT CONFIRMED (UNDECIDED): cpu not settled: about 9 more blocks, on other inputs.");
	assert_says(text, "The fresh runs do not say enough");
	assert_never_says(text, "speak against");
}

static void a_budget_that_ran_out_leaves_an_honest_part(void **state)
{
	(void)state;
	struct fixture *f = detector();
	struct search_state *s = &f->story.state;

	f->changes[WINPOS].fate = f->changes[GROWTH].fate = FATE_OPEN;
	choose(f, WIN);
	choose(f, NSNAP);
	s->was_hurried = true;
	s->stage = SEARCH_OVER;
	s->predicted = 0.135;
	s->sum_of_parts = 0.135;
	f->story.chosen_change = "measurements: -win, nsnap: 9 -> 1";
	f->story.budget_ns = 120 * NSEC_PER_SEC;
	AUTO_FREE char *text = render(f);

	assert_is_report(text, "search-budget.md");
}

static void a_search_that_goes_on_claims_nothing(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(detector());

	assert_says(text, "NOT OVER: the search is at its stage 'components'");
	assert_never_says(text, "CONFIRMED");
}

static void components_that_are_all_required_are_said_to_be(void **state)
{
	(void)state;
	AUTO_FREE char *text = render(nothing(5, FATE_REQUIRED, "exit code 1 in step measure"));

	assert_is_report(text, "search-all-required.md");
}

static void nothing_may_go_in_one_sentence(void **state)
{
	(void)state;
	struct fixture *f = nothing(4, FATE_KEEP, "outside its margin: sources");
	AUTO_FREE char *keep = render(f);

	assert_says(keep,
	            "NOTHING FOUND: none of the 4 components may go: without any one of them quality is "
	            "not kept.");
	stays(f, 1, FATE_REQUIRED, "exit code 1");
	AUTO_FREE char *both = render(f);
	assert_says(both,
	            "NOTHING FOUND: none of the 4 components may go: 3 would harm quality, without any of "
	            "1 runs fail.");
	AUTO_FREE char *one = render(nothing(1, FATE_REQUIRED, "exit code 1"));
	assert_says(one, "NOTHING FOUND: part-1, the only component, is required: without it runs fail.");
	f = nothing(0, FATE_OPEN, NULL);
	f->story.state.ended_because = NULL;
	AUTO_FREE char *none = render(f);
	assert_says(none, "NOTHING FOUND: there is nothing that could go");
}

static void a_baseline_that_fails_ends_the_search(void **state)
{
	(void)state;
	struct fixture *f = nothing(3, FATE_OPEN, NULL);

	for (size_t i = 0; i < 10; i++) {
		f->bad_inputs[i] = i;
	}
	f->story.state.n_bad_inputs = 10;
	f->story.state.ended_because = NULL;
	AUTO_FREE char *text = render(f);
	assert_says(text, "NOTHING FOUND: the baseline fails on every input");
	f->story.state.ended_because = "the baseline fails again and again (exit code 3 in step psf)";
	AUTO_FREE char *why = render(f);
	assert_says(why, "NOTHING FOUND: the baseline fails again and again (exit code 3 in step psf).");
}

static void a_noise_too_large_is_told(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->story.state.sigma = 0.12;
	f->story.state.settles = 0.047;
	AUTO_FREE char *text = render(f);
	assert_says(
		text,
		"The noise of a run, 13 %, is too large beside the 2 % that is worth a change: after all "
		"the blocks that a search makes, 1 of 14 stay UNDECIDED. With 'worth' at about 4.7 %, or with "
		"less noise,");
	f->story.state.settles = NAN;
	AUTO_FREE char *quiet = render(f);
	assert_never_says(quiet, "too large");
}

static void a_confirmation_that_time_cut_short_says_of_how_many(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->story.state.was_hurried = true;
	f->story.state.blocks[SEARCH_CONFIRM] = 7;
	AUTO_FREE char *text = render(f);
	assert_says(text, "Time was up after 7 of 12 blocks of the confirmation.");
}

static void a_confirmation_that_goes_on_claims_nothing(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->story.state.stage = SEARCH_CONFIRM;
	AUTO_FREE char *text = render(f);
	assert_says(text, "NOT OVER: the search is at its stage 'confirm'");
	assert_never_says(text, "CONFIRMED");
}

static void what_is_enough_is_said_to_be_reached_or_not(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->story.prefer = SEARCH_ENOUGH;
	f->story.enough = 0.4;
	AUTO_FREE char *reached = render(f);
	assert_says(reached,
	            "Asked for was a saving of 40 %, with few changes: step 8 is expected to reach it.");
	f->story.enough = 0.6;
	AUTO_FREE char *missed = render(f);
	assert_says(missed,
	            "Asked for was a saving of 60 %. That is more than is expected of all that saves");
}

static void components_that_raced_are_said_to_have(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->story.state.has_raced = true;
	AUTO_FREE char *text = render(f);
	assert_says(text, "each was raced by itself, as variants are.");
	assert_says(text, "without the component, all others being there");
	assert_says(text, "variants: each beside several baselines");
	assert_never_says(text, "Plackett");
	assert_never_says(text, ", on average");
}

static void a_preference_that_was_not_followed_says_why(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->story.prefer = SEARCH_FASTEST;
	f->story.state.fell_back = true;
	AUTO_FREE char *back = render(f);
	assert_says(back, "What saves was no good without the rest that may go: all of it was taken.");
	f->story.state.was_hurried = true;
	AUTO_FREE char *hurried = render(f);
	assert_says(hurried, "Time was up before a smaller choice could be tested");
	f->story.state.was_hurried = f->story.state.fell_back = false;
	f->story.prefer = SEARCH_ENOUGH;
	f->story.enough = .3;
	f->story.state.predicted = NAN;
	AUTO_FREE char *unknown = render(f);
	assert_says(unknown, "What to expect of a choice is not known: all that saves was taken.");
}

static void those_that_go_only_together_are_one_step(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");
	bool *mutual = NEW_ARRAY(arena, bool, N_PARTS);

	mutual[WIN] = true;
	f->changes[RADIUS].leader = WIN;
	f->changes[RADIUS].needs = mutual;
	f->changes[RADIUS].saving = f->changes[RADIUS].alone = f->changes[RADIUS].last = NAN;
	AUTO_FREE char *text = render(f);
	assert_says(text, "goes only together with radius: what is said of it is of all of them");
	assert_says(text, "goes only together with win, where it is counted");
	assert_never_says(text, "goes only after win");
	assert_says(text, "the sum of what each of the 7 changes saves alone");
}

static void one_input_speaks_for_itself_alone(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->story.n_inputs = 1;
	f->story.n_held_out = 0;
	f->story.state.n_bad_inputs = 0;
	AUTO_FREE char *text = render(f);
	assert_says(text, "in 12 fresh blocks on the one input there is; quality is kept on it.");
	assert_says(text, "There is one input, field-1: whatever is said here speaks of it alone.");
}

static void alternatives_have_a_table_of_their_own(void **state)
{
	(void)state;
	struct fixture *f = sixty();
	struct search_change *c = &f->changes[60];

	c[0] = (struct search_change){.fate = FATE_DROP,
	                              .is_settled = true,
	                              .quality = SEARCH_KEPT,
	                              .saving = 0.11,
	                              .low = 0.06,
	                              .high = 0.16,
	                              .alone = 0.11,
	                              .last = NAN,
	                              .runs = 6};
	c[1] = c[0];
	c[1].fate = FATE_NO_GAIN;
	c[1].is_slower = true;
	c[1].saving = -0.21;
	c[1].low = -0.3;
	c[1].high = -0.12;
	stays(f, 62, FATE_REQUIRED, "exit code 2 in step psf");
	AUTO_FREE char *text = render(f);

	assert_is_report(text, "search-sixty.md");
}

static void names_cannot_break_out_of_the_report(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");

	f->names[WIN] = "w|`in`\n\n# **x** [a](http://b)";
	f->details[WIN] = "measure|ments: -w|`in`\033[31m";
	f->names[RADIUS] = "ra\xc3\xbc"
			   "dius \xff\xe2\x80\xae";
	f->reasons[APER] = "lost: `a|b` <b>";
	AUTO_FREE char *text = render(f);

	assert_is_report(text, "search-hostile.md");
	assert_never_says(text, "\033");
	assert_never_says(text, "\n# \\*");
	assert_says(text, "w\\|\\`in\\` # \\*\\*x\\*\\*");
}

static void when_a_search_was_cut_off_does_not_show(void **state)
{
	(void)state;
	struct fixture *f = found(VERDICT_DROP, "saves 44.9 % of cpu");
	AUTO_FREE char *whole = render(f);

	f->story.runs_found = f->story.runs_made;
	f->story.runs_made = 0;
	f->story.elapsed_ns = 0;
	f->story.budget_ns = NSEC_PER_SEC;
	AUTO_FREE char *resumed = render(f);
	assert_string_equal(whole, resumed);
}

static void what_is_not_known_yet_is_no_number(void **state)
{
	(void)state;
	struct fixture *f = fixture(10, 0);

	add_component(f, "win");
	f->story.state.sigma = f->story.state.run_time = NAN;
	f->story.state.stage = SEARCH_NOISE;
	AUTO_FREE char *text = render(f);
	assert_says(text, "The noise of a run is not known");
	assert_never_says(text, "nan");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_confirmed_search_has_one_number_in_its_headline),
		TEST(a_choice_that_loses_quality_is_not_confirmed),
		TEST(what_guards_the_output_is_told),
		TEST(what_is_not_settled_is_no_confirmation),
		TEST(a_budget_that_ran_out_leaves_an_honest_part),
		TEST(a_search_that_goes_on_claims_nothing),
		TEST(components_that_are_all_required_are_said_to_be),
		TEST(nothing_may_go_in_one_sentence),
		TEST(a_baseline_that_fails_ends_the_search),
		TEST(a_noise_too_large_is_told),
		TEST(a_confirmation_that_time_cut_short_says_of_how_many),
		TEST(a_confirmation_that_goes_on_claims_nothing),
		TEST(what_is_enough_is_said_to_be_reached_or_not),
		TEST(those_that_go_only_together_are_one_step),
		TEST(components_that_raced_are_said_to_have),
		TEST(a_preference_that_was_not_followed_says_why),
		TEST(one_input_speaks_for_itself_alone),
		TEST(what_is_not_known_yet_is_no_number),
		TEST(alternatives_have_a_table_of_their_own),
		TEST(names_cannot_break_out_of_the_report),
		TEST(when_a_search_was_cut_off_does_not_show),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
