/*
 * Screens of searches put together by hand: tests/data/report/live-*.txt. With SECATEUR_UPDATE=1 the files are written
 * anew; then look at them.
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

#include "secateur/base/utf8.h"
#include "secateur/report/live.h"

#include "../helpers/search_fixture.h"

/* No line is too long, no character can be obeyed, and the screen is not left. */
static void assert_is_screen(const char *text, size_t columns)
{
	size_t lines = 0;

	for (const char *line = text, *end; *line; line = end + 1) {
		size_t n = 0;
		end = strchr(line, '\n');
		assert_non_null(end);
		for (const char *at = line; at < end; n++) {
			const size_t len = utf8_length(at, (size_t)(end - at));
			assert_true(len > 0 && !utf8_is_control(at, len));
			at += len;
		}
		if (n > columns) {
			fail_msg("%zu columns: %.*s", n, (int)(end - line), line);
		}
		lines++;
	}
	assert_true(lines <= 23);
}

/* -- tests -- */

static void the_screen_is_looked_at_in_80_columns(void **state)
{
	(void)state;
	const char *text = live_search(&detector()->story, 80, arena);

	assert_is_screen(text, 80);
	assert_is_report(text, "live-80.txt");
}

static void sixty_components_fit_a_screen(void **state)
{
	(void)state;
	const char *wide = live_search(&sixty()->story, 200, arena);

	assert_is_report(wide, "live-200.txt");
	for (unsigned columns = 1; columns <= 200; columns++) {
		assert_is_screen(live_search(&sixty()->story, columns, arena), columns);
	}
	assert_is_report(live_search(&sixty()->story, 80, arena), "live-sixty-80.txt");
}

static void every_stage_has_its_screen_and_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *screen, *line;
	} stages[] = {
		[SEARCH_NOISE] = {"[noise] > prune >", "noise: 13 of 17 settled, win leads with -21 %, "},
		[SEARCH_PRUNE] = {"17 sets tested, about 14 planned; 92 runs", "prune: 13 of 14 settled, "},
		[SEARCH_COMPONENTS] = {"12 blocks; 144 runs, about 168 planned",
	                               "components: 13 of 14 settled, "},
		[SEARCH_VARIANTS] = {"0 blocks; 0 runs, about 90 planned", "variants: 0 of 3 settled, "},
		[SEARCH_CHOICE] = {"10 runs\n", "choice: 13 of 17 settled, "},
		[SEARCH_CONFIRM] = {"14 runs, about 24 planned; without win, radius and 3 more, and wi...",
	                            "confirm: 13 of 17 settled, "},
		[SEARCH_OVER] = {"the search is over\n",
	                         "over: 13 of 17 settled, win leads with -21 %, 272 runs, 2 min 4 s"},
	};
	struct fixture *f = detector();

	for (size_t i = 0; i < 3; i++) {
		add_alternative(f, arena_printf(arena, "degree-%zu", i), "psf_degree: 3 -> less");
	}
	f->story.state.planned_variant_runs = 90;
	f->story.left_ns = 0;
	for (size_t i = WIN; i <= NSNAP; i++) {
		choose(f, i);
	}
	took(f, SEARCH_CHOICE, 10, 10);
	took(f, SEARCH_CONFIRM, 7, 14);
	for (enum search_stage i = SEARCH_NOISE; i <= SEARCH_OVER; i++) {
		f->story.state.stage = i;
		const char *text = live_search(&f->story, 80, arena);
		assert_is_screen(text, 80);
		assert_says(text, stages[i].screen);
		assert_says(live_line(&f->story, arena), stages[i].line);
	}
}

static void a_budget_that_is_up_is_told(void **state)
{
	(void)state;
	struct fixture *f = detector();

	f->story.budget_ns = 60 * NSEC_PER_SEC;
	f->story.state.was_hurried = true;
	assert_says(live_search(&f->story, 80, arena), "2 min 4 s of a budget of 1 min: time is up\n");
	assert_says(live_line(&f->story, arena), "248 runs, 2 min 4 s: time is up");
}

static void a_line_says_how_far_it_has_come(void **state)
{
	(void)state;
	struct fixture *f = detector();

	assert_string_equal(live_line(&f->story, arena),
	                    "components: 13 of 14 settled, win leads with -21 %, 248 runs, 2 min 4 s, about "
	                    "3 min 10 s left");
	assert_string_equal(live_line(&sixty()->story, arena),
	                    "components: 26 of 60 settled, plugin_49 leads with -6.4 %, 417 runs, 2 min 4 s, "
	                    "about 1 h 7 min left: more than the budget");
}

static void a_search_that_has_just_begun_knows_nothing(void **state)
{
	(void)state;
	struct fixture *f = fixture(10, 0);
	struct search_state *s = &f->story.state;

	add_component(f, "win");
	add_component(f, "petro");
	s->sigma = s->run_time = NAN;
	s->stage = SEARCH_NOISE;
	f->story.elapsed_ns = 0;
	assert_string_equal(live_line(&f->story, arena),
	                    "noise: 0 of 2 settled, 0 runs, 0 s, time left unknown");
	const char *text = live_search(&f->story, 80, arena);
	assert_is_screen(text, 80);
	assert_says(text, "nothing is known to save yet");
	assert_never_says(text, "nan");
}

static void a_terminal_obeys_no_name(void **state)
{
	(void)state;
	struct fixture *f = detector();

	f->names[WIN] = "w\033[2Jin\n\xff\xe2\x80\xae\xc3\xbc";
	f->names[RADIUS] =
		"a very long name of a component that nobody would want to read to its end, \xc3\xbc";
	f->story.experiment = "de\rtector";
	const char *text = live_search(&f->story, 80, arena);
	assert_is_screen(text, 80);
	assert_says(text, "w?[2Jin???\xc3\xbc");
	assert_says(live_line(&f->story, arena), "w?[2Jin???\xc3\xbc leads");
}

static void what_it_will_take_is_said_and_when_it_is_too_much(void **state)
{
	(void)state;
	struct fixture *f = detector();
	struct search_state *s = &f->story.state;

	s->sigma = .033;
	s->needed_component_runs = 150;
	s->planned_component_runs = 168;
	s->planned_confirm_runs = 24;
	assert_says(
		live_plan(&f->story, arena),
		"a run varies by 3.3 %. To tell 2 % of CPU time, all together at 95 %, takes about 168 runs for 14 components, 24 to confirm");
	assert_never_says(live_plan(&f->story, arena), "out of reach");
	s->needed_component_runs = 4 * 168;
	assert_says(
		live_plan(&f->story, arena),
		"That is out of reach here: it would take 4.0 times as many; savings of about 4 % will be told.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_screen_is_looked_at_in_80_columns),
		TEST(sixty_components_fit_a_screen),
		TEST(every_stage_has_its_screen_and_its_line),
		TEST(a_budget_that_is_up_is_told),
		TEST(a_line_says_how_far_it_has_come),
		TEST(a_search_that_has_just_begun_knows_nothing),
		TEST(a_terminal_obeys_no_name),
		TEST(what_it_will_take_is_said_and_when_it_is_too_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
