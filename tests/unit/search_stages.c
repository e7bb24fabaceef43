/* A search through worlds of which everything is known. */
#include "../helpers/search_world.h"

static void what_may_go_goes_and_what_is_needed_stays(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(6, 0);
	w.saves[0] = .1;
	w.saves[2] = .2;
	w.is_needed[1] = true;
	w.is_required[3] = true;

	struct search_state t = finish(&w, begin(&w, SEARCH_SMALLEST, a), a);
	assert_int_equal(t.stage, SEARCH_OVER);
	assert_null(t.ended_because);
	assert_int_equal(t.changes[0].fate, FATE_DROP);
	assert_int_equal(t.changes[1].fate, FATE_KEEP);
	assert_int_equal(t.changes[2].fate, FATE_DROP);
	assert_int_equal(t.changes[3].fate, FATE_REQUIRED);
	assert_int_equal(t.changes[4].fate, FATE_NO_GAIN);
	const bool chosen[] = {true, false, true, false, true, true};
	assert_memory_equal(t.chosen, chosen, sizeof(chosen));
	assert_int_equal(t.path[0], 2);
	assert_int_equal(t.path[1], 0);
	assert_true(fabs(t.predicted - .3) < .02);
	assert_true(fabs(t.changes[2].saving - .2) < .02);
	assert_true(t.changes[2].low <= .2 && .2 <= t.changes[2].high);
	assert_int_equal(t.blocks[SEARCH_CONFIRM], 12);
}

static void the_fastest_leaves_alone_what_saves_nothing(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(4, 0);
	w.saves[1] = .1;

	struct search_state t = finish(&w, begin(&w, SEARCH_FASTEST, a), a);
	const bool chosen[] = {false, true, false, false};
	assert_memory_equal(t.chosen, chosen, sizeof(chosen));
}

static void no_stage_leaves_the_bounds_that_it_is_given(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(6, 3), noisy = world_of(6, 3);
	w.saves[0] = .2; /* told at once */
	w.saves[6] = .2;
	noisy.noise = 2; /* told never */
	const struct search_request free_q = request_of(&w, SEARCH_SMALLEST);
	struct search_request q = free_q;
	q.least_blocks = 9;
	q.most_blocks = 12;

	struct search_state t = finish(&w, search_new(&free_q, a), a);
	assert_true(t.blocks[SEARCH_COMPONENTS] < 9 && t.blocks[SEARCH_VARIANTS] < 9 + 6);
	t = finish(&w, search_new(&q, a), a);
	assert_int_equal(t.blocks[SEARCH_COMPONENTS], 10); /* the first look from nine on */
	assert_true(t.blocks[SEARCH_VARIANTS] >= 9);
	assert_int_equal(t.changes[0].fate, FATE_DROP);
	assert_int_equal(t.changes[6].fate, FATE_DROP);
	t = finish(&noisy, search_new(&q, a), a);
	assert_int_equal(t.blocks[SEARCH_COMPONENTS], 12);
	assert_true(t.blocks[SEARCH_VARIANTS] >= 12 && t.blocks[SEARCH_VARIANTS] <= 12 + 3 * 6);
}

static void what_two_save_only_together_is_found(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(6, 0);
	w.pair[0] = 1;
	w.pair[1] = 4;
	w.beyond = .2;
	w.saves[1] = .1;

	struct search_state t = finish(&w, begin(&w, SEARCH_SMALLEST, a), a);
	assert_int_equal(t.n_pairs, 1);
	assert_int_equal(t.pairs[0].a, 1);
	assert_int_equal(t.pairs[0].b, 4);
	assert_true(fabs(t.pairs[0].beyond - .2) < .02);
	assert_true(fabs(t.changes[4].alone) < .02);
	assert_true(fabs(t.changes[4].last - .2) < .02);
	assert_true(fabs(t.sum_of_parts - .1) < .03);
	assert_true(fabs(t.predicted - .3) < .03);
}

static void alternatives_race_and_join_what_was_dropped(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(2, 4);
	w.saves[0] = .05;
	w.saves[2] = .1;  /* fine */
	w.saves[3] = .2;  /* no good */
	w.saves[5] = -.1; /* slower */
	w.is_needed[3] = true;

	struct search_state t = finish(&w, begin(&w, SEARCH_SMALLEST, a), a);
	assert_int_equal(t.changes[2].fate, FATE_DROP);
	assert_int_equal(t.changes[3].fate, FATE_KEEP);
	assert_int_equal(t.changes[4].fate, FATE_NO_GAIN);
	assert_int_equal(t.changes[5].fate, FATE_NO_GAIN);
	const bool chosen[] = {true, true, true, false, false, false};
	assert_memory_equal(t.chosen, chosen, sizeof(chosen));
	assert_true(t.changes[2].low < .1 && .1 < t.changes[2].high);
}

static void an_input_on_which_the_baseline_fails_is_left_out(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(3, 0);
	struct search *s = begin(&w, SEARCH_SMALLEST, a);
	struct search_block b;
	assert_true(search_block(s, 0, &b));
	w.broken_input = (b.input + 1) % 6; /* not that of the noise */

	struct search_state t = finish(&w, s, a);
	assert_int_equal(t.n_bad_inputs, 1);
	assert_int_equal(t.bad_inputs[0], w.broken_input);
	assert_int_equal(t.changes[0].may_go, true);
}

static void each_dead_end_ends_with_a_reason(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world all_required = world_of(3, 0), all_needed = world_of(3, 0), empty = world_of(0, 0);
	for (size_t i = 0; i < 3; i++) {
		all_required.is_required[i] = all_needed.is_needed[i] = true;
	}
	struct world broken = world_of(3, 0);
	broken.inputs = 1;
	broken.broken_input = 0;

	struct search_state t = finish(&all_required, begin(&all_required, SEARCH_SMALLEST, a), a);
	assert_string_equal(t.ended_because, "nothing may go: without any of them every run fails");
	t = finish(&all_needed, begin(&all_needed, SEARCH_SMALLEST, a), a);
	assert_string_equal(t.ended_because, "nothing may go, or nothing that may go is worth it");
	t = finish(&empty, begin(&empty, SEARCH_SMALLEST, a), a);
	assert_string_equal(t.ended_because, "there is nothing that could go");
	t = finish(&broken, begin(&broken, SEARCH_SMALLEST, a), a);
	assert_string_equal(t.ended_because,
	                    "the baseline fails again and again: nothing can be compared with it");
}

static void a_search_in_a_hurry_confirms_what_it_has(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(8, 0);
	struct search *s = begin(&w, SEARCH_SMALLEST, a);
	w.is_needed[7] = true;
	while (search_state(s, a).changes[0].may_go == false) {
		run_block(&w, s);
	}
	search_hurry(s);
	assert_int_equal(search_state(s, a).stage, SEARCH_CONFIRM);
	struct search_state t = finish(&w, s, a);
	assert_true(t.was_hurried);
	assert_int_equal(t.stage, SEARCH_OVER);
	assert_true(t.chosen[0]);
	assert_false(t.chosen[7]);

	s = begin(&w, SEARCH_SMALLEST, a);
	search_hurry(s);
	assert_string_equal(search_state(s, a).ended_because,
	                    "time was up before anything was found that may go");
}

/* What was foreseen comes, as long as nothing surprising is told: so it may be run at the same time. */
static void what_is_foreseen_comes(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(6, 3);
	w.saves[6] = .1;
	struct search *s = begin(&w, SEARCH_SMALLEST, a);
	struct search_block now, next, later;
	size_t foreseen = 0, came = 0;

	while (search_block(s, 0, &now)) {
		bool sees = search_block(s, 1, &later);
		run_block(&w, s);
		if (sees && search_block(s, 0, &next)) {
			bool same = next.stage == later.stage && next.number == later.number &&
			            next.input == later.input && next.n == later.n;
			for (size_t i = 0; same && i < next.n; i++) {
				same = memcmp(next.arms[i].on, later.arms[i].on, 9 * sizeof(bool)) == 0;
			}
			foreseen++;
			came += same;
		}
	}
	assert_true(foreseen > 20);
	assert_true(came * 10 > foreseen * 8);
}

static void noise_that_is_too_large_is_said_to_be(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(4, 0), race = world_of(0, 2);
	w.noise = race.noise = 1;

	struct search_state t = finish(&w, begin(&w, SEARCH_FASTEST, a), a);
	assert_int_equal(t.blocks[SEARCH_COMPONENTS], 20);
	assert_true(t.needed_component_runs > t.planned_component_runs);
	assert_true(t.settles > .02 && t.settles < 1);
	assert_string_equal(t.ended_because,
	                    "the noise of a run is too large to tell whether anything saves");

	t = finish(&race, begin(&race, SEARCH_SMALLEST, a), a);
	assert_int_equal(t.blocks[SEARCH_VARIANTS], 120);
	assert_true(t.needed_variant_runs > t.planned_variant_runs);
	assert_true(t.settles > .02 && t.settles < 1);
	assert_string_equal(t.ended_because,
	                    "the noise of a run is too large to tell whether anything saves");

	w = world_of(4, 0);
	t = finish(&w, begin(&w, SEARCH_FASTEST, a), a);
	assert_true(isnan(t.settles));
}

static void no_more_changes_are_made_than_are_enough(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(6, 1);
	w.saves[1] = .05;
	w.saves[2] = .2;
	w.saves[4] = .1;
	w.saves[6] = .03;

	struct search_state t = finish(&w, begin_for(&w, SEARCH_ENOUGH, .25, a), a);
	const bool two[] = {false, false, true, false, true, false, false};
	assert_memory_equal(t.chosen, two, sizeof(two));
	assert_true(t.predicted >= .25);
	assert_true(t.expected[0] < .25);

	t = finish(&w, begin_for(&w, SEARCH_ENOUGH, .8, a), a);
	const bool all[] = {false, true, true, false, true, false, true};
	assert_memory_equal(t.chosen, all, sizeof(all));
	assert_true(t.predicted < .8);
}

/* One that saves most for each change is first on the path, and not needed once two that go together are there. */
static void a_step_that_others_make_needless_is_left_out(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(16, 0);
	w.user[1] = 2;
	w.user[2] = 1;
	w.saves[1] = .3;
	w.saves[5] = .2;

	struct search_state t = finish(&w, begin_for(&w, SEARCH_ENOUGH, .25, a), a);
	assert_true(t.chosen[1] && t.chosen[2]);
	assert_false(t.chosen[5]);
	assert_int_equal(t.n_path, 2);
}

/* Neither saves by itself: one step ahead is not far enough to see. */
static void two_that_save_only_together_are_the_way_to_enough(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(6, 0);
	w.pair[0] = 1;
	w.pair[1] = 4;
	w.beyond = .3;
	w.saves[0] = .05;

	struct search_state t = finish(&w, begin_for(&w, SEARCH_ENOUGH, .25, a), a);
	const bool pair[] = {false, true, false, false, true, false};
	assert_memory_equal(t.chosen, pair, sizeof(pair));
}

static double time_of_choice(struct world *w, enum search_preference prefer)
{
	AUTO_ARENA struct arena *a = arena_new();
	double noise = w->noise;
	struct search_state t = finish(w, begin(w, prefer, a), a);

	w->noise = 0;
	double ret = run(w, t.chosen, 0).time;
	w->noise = noise;
	return ret;
}

static void the_fastest_is_not_slower_than_the_smallest(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		struct world w = world_of(8, 0);
		w.rng = rng_seed(i);
		for (size_t k = 0; k < 8; k++) {
			w.saves[k] = .1 * rng_unit(&w.rng) - .04; /* some are slower */
		}
		assert_true(time_of_choice(&w, SEARCH_FASTEST) <=
		            time_of_choice(&w, SEARCH_SMALLEST) + 8 * .02);
	}
}

static void what_conflicts_is_not_chosen_together(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(1, 3);
	bool conflicts[16] = {0};
	struct search_request q = {.components = 1,
	                           .alternatives = 3,
	                           .inputs = 6,
	                           .worth = .02,
	                           .confidence = .95,
	                           .seed = 3,
	                           .conflicts = conflicts};
	w.saves[0] = .1;
	w.saves[1] = .2; /* conflicts with the component, which is there first */
	w.saves[2] = .1;
	w.saves[3] = .15; /* with the one before */
	conflicts[1 * 4 + 0] = conflicts[3 * 4 + 2] = true;

	struct search_state t = finish(&w, search_new(&q, a), a);
	const bool chosen[] = {true, false, false, true};
	assert_memory_equal(t.chosen, chosen, sizeof(chosen));
}

static void a_switch_that_saves_nothing_is_left_alone(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(4, 0);
	const bool switches[] = {false, true, true, false};
	struct search_request q = {.components = 4,
	                           .inputs = 6,
	                           .worth = .02,
	                           .confidence = .95,
	                           .seed = 3,
	                           .switches = switches};
	w.saves[2] = .1;

	struct search_state t = finish(&w, search_new(&q, a), a);
	const bool chosen[] = {true, false, true, true};
	assert_memory_equal(t.chosen, chosen, sizeof(chosen));
}

/* In whatever stage: what was not run and found good is not chosen, and it ends. */
static void a_hurry_ends_any_stage_in_order(void **state)
{
	(void)state;
	for (enum search_stage stage = SEARCH_NOISE; stage < SEARCH_OVER; stage++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct world w = world_of(6, 2);
		w.saves[0] = .1;
		w.saves[6] = .1;
		w.is_needed[3] = true;
		struct search *s = begin(&w, SEARCH_SMALLEST, a);
		while (search_state(s, a).stage < stage) {
			run_block(&w, s);
		}
		search_hurry(s);
		struct search_state t = finish(&w, s, a);
		assert_int_equal(t.stage, SEARCH_OVER);
		assert_true(t.was_hurried);
		assert_false(t.chosen[3]);
		assert_true(stage <= SEARCH_PRUNE || t.chosen[0]);
		assert_int_equal(t.blocks[SEARCH_CONFIRM],
		                 stage <= SEARCH_PRUNE || stage == SEARCH_CONFIRM ? 0 : 12);
		assert_true((t.ended_because != NULL) == (stage <= SEARCH_PRUNE));
	}
}

static void a_first_input_on_which_the_baseline_fails_is_left_out(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(3, 0);
	struct search *s = begin(&w, SEARCH_SMALLEST, a);
	struct search_block b;
	assert_true(search_block(s, 0, &b));
	w.broken_input = b.input;

	struct search_state t = finish(&w, s, a);
	assert_int_equal(t.n_bad_inputs, 1);
	assert_true(t.changes[0].may_go);
	assert_null(t.ended_because);
}

static void an_alternative_that_won_is_confirmed_in_a_hurry(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(0, 3);
	struct search *s = begin(&w, SEARCH_SMALLEST, a);
	w.saves[1] = .3;
	w.saves[2] = .01; /* takes long */
	while (search_state(s, a).changes[1].fate != FATE_DROP) {
		run_block(&w, s);
	}
	search_hurry(s);
	assert_int_equal(search_state(s, a).stage, SEARCH_CONFIRM);
	assert_true(search_state(s, a).chosen[1]);
}

static void held_out_inputs_are_seen_by_the_confirmation_alone(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(4, 0);
	struct search_request q = {
		.components = 4, .inputs = 6, .held_out = 2, .worth = .02, .confidence = .95, .seed = 3};
	struct search *s = search_new(&q, a);
	bool seen[6] = {false}, confirmed[6] = {false};
	struct search_block b;

	w.saves[0] = .1;
	while (search_block(s, 0, &b)) {
		*(b.stage == SEARCH_CONFIRM ? &confirmed[b.input] : &seen[b.input]) = true;
		run_block(&w, s);
	}
	size_t n_seen = 0, n_confirmed = 0;
	for (size_t i = 0; i < 6; i++) {
		assert_false(seen[i] && confirmed[i]);
		n_seen += seen[i];
		n_confirmed += confirmed[i];
	}
	assert_int_equal(n_seen, 4);
	assert_int_equal(n_confirmed, 2);
}

/* However far it has come: what was put on top and found good stays, and there is room for all. */
static void a_hurry_during_the_choice_keeps_what_was_found_good(void **state)
{
	(void)state;
	for (size_t blocks = 0;; blocks++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct world w = world_of(4, 5);
		for (size_t i = 4; i < 9; i++) {
			w.saves[i] = .05 + .01 * (double)i;
		}
		w.saves[0] = .1;
		struct search *s = begin(&w, SEARCH_SMALLEST, a);
		while (search_state(s, a).stage < SEARCH_CHOICE) {
			run_block(&w, s);
		}
		for (size_t i = 0; i < blocks && search_state(s, a).stage == SEARCH_CHOICE; i++) {
			run_block(&w, s);
		}
		if (search_state(s, a).stage != SEARCH_CHOICE) {
			assert_true(blocks >= 5 * 6); /* each alternative was tested on all inputs */
			return;
		}
		search_hurry(s);
		struct search_state t = finish(&w, s, a);
		for (size_t i = 0; i < 4; i++) {
			assert_true(t.chosen[i]);
		}
		size_t on_top = 0;
		for (size_t i = 4; i < 9; i++) {
			on_top += t.chosen[i];
		}
		assert_int_equal(on_top, blocks / 6);
		assert_int_equal(t.n_path, 4 + on_top);
	}
}

/* What is expected to be enough fails: the next longer choice is tried before all is taken. */
static void when_enough_is_no_good_a_little_more_is_tried(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(6, 0);
	w.spoilt[0] = 5;
	w.spoilt[1] = 1;
	w.saves[5] = .2;
	w.saves[1] = .1;
	w.saves[2] = .03;

	struct search_state t = finish(&w, begin_for(&w, SEARCH_ENOUGH, .15, a), a);
	const bool chosen[] = {false, true, false, false, false, true};
	assert_memory_equal(t.chosen, chosen, sizeof(chosen));
	assert_int_equal(t.n_too_short, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_go_goes_and_what_is_needed_stays),
		cmocka_unit_test(the_fastest_leaves_alone_what_saves_nothing),
		cmocka_unit_test(no_stage_leaves_the_bounds_that_it_is_given),
		cmocka_unit_test(what_two_save_only_together_is_found),
		cmocka_unit_test(alternatives_race_and_join_what_was_dropped),
		cmocka_unit_test(an_input_on_which_the_baseline_fails_is_left_out),
		cmocka_unit_test(each_dead_end_ends_with_a_reason),
		cmocka_unit_test(a_search_in_a_hurry_confirms_what_it_has),
		cmocka_unit_test(what_is_foreseen_comes),
		cmocka_unit_test(noise_that_is_too_large_is_said_to_be),
		cmocka_unit_test(no_more_changes_are_made_than_are_enough),
		cmocka_unit_test(two_that_save_only_together_are_the_way_to_enough),
		cmocka_unit_test(a_step_that_others_make_needless_is_left_out),
		cmocka_unit_test(the_fastest_is_not_slower_than_the_smallest),
		cmocka_unit_test(what_conflicts_is_not_chosen_together),
		cmocka_unit_test(a_switch_that_saves_nothing_is_left_alone),
		cmocka_unit_test(a_hurry_ends_any_stage_in_order),
		cmocka_unit_test(a_hurry_during_the_choice_keeps_what_was_found_good),
		cmocka_unit_test(when_enough_is_no_good_a_little_more_is_tried),
		cmocka_unit_test(a_first_input_on_which_the_baseline_fails_is_left_out),
		cmocka_unit_test(an_alternative_that_won_is_confirmed_in_a_hurry),
		cmocka_unit_test(held_out_inputs_are_seen_by_the_confirmation_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
