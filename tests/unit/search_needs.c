/* What has to go before what, and what is done when nothing can be fitted. */
#include "../helpers/search_world.h"

static void one_that_others_use_goes_after_them(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(5, 0);
	w.user[0] = 3;

	struct search_state t = finish(&w, begin(&w, SEARCH_SMALLEST, a), a);
	const bool needs[] = {false, false, false, true, false};
	assert_true(t.changes[0].may_go);
	assert_non_null(t.changes[0].needs);
	assert_memory_equal(t.changes[0].needs, needs, sizeof(needs));
	size_t at0 = 0, at3 = 0;
	for (size_t i = 0; i < t.n_path; i++) {
		at0 = t.path[i] == 0 ? i : at0;
		at3 = t.path[i] == 3 ? i : at3;
	}
	assert_true(at3 < at0);
}

static void a_declared_user_is_not_looked_for(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(3, 0);
	bool users[9] = {0};
	struct search_request q = {
		.components = 3, .inputs = 6, .worth = .02, .confidence = .95, .seed = 3, .users = users};
	w.user[0] = 2;
	users[0 * 3 + 2] = true;
	w.is_needed[2] = true;

	struct search_state t = finish(&w, search_new(&q, a), a);
	assert_int_equal(t.changes[0].fate, FATE_REQUIRED);
	assert_int_equal(t.changes[1].may_go, true);
	assert_int_equal(t.changes[2].fate, FATE_KEEP);
}

static void the_fastest_takes_what_must_go_before(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(5, 0);
	w.user[0] = 3; /* 3 saves nothing by itself */
	w.saves[0] = .2;

	struct search_state t = finish(&w, begin(&w, SEARCH_FASTEST, a), a);
	assert_true(t.chosen[0] && t.chosen[3]);
	assert_false(t.chosen[1]);
	assert_true(fabs(t.predicted - .2) < .02);
}

/* 4 uses 2, which uses 0: each may only go after its user. */
static void a_chain_goes_from_its_end(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(9, 0);
	w.user[0] = 2;
	w.user[2] = 4;

	struct search_state t = finish(&w, begin(&w, SEARCH_SMALLEST, a), a);
	bool on[9] = {false};
	assert_int_equal(t.n_path, 9);
	for (size_t i = 0; i < t.n_path; i++) {
		on[t.path[i]] = true;
		assert_false(run(&w, on, 0).failed);
	}
}

/* Neither can go without the other, and both went in one group: what is known of them is known of both. */
static void two_that_need_one_another_go_together(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(16, 0);
	w.user[1] = 2;
	w.user[2] = 1;
	w.saves[1] = .1;
	w.saves[2] = .05;

	struct search_state t = finish(&w, begin(&w, SEARCH_SMALLEST, a), a);
	assert_int_equal(t.changes[2].leader, 1);
	assert_int_equal(t.changes[2].fate, FATE_DROP);
	assert_true(fabs(t.changes[1].saving - .15) < .01);
	assert_true(isnan(t.changes[2].saving));
	assert_true(fabs(t.sum_of_parts - .15) < .02);
	assert_int_equal(t.n_path, 16);
	assert_int_equal(t.path[0], 1);
	assert_int_equal(t.path[1], 2);
	assert_true(isnan(t.expected[0])); /* it cannot be run */
	assert_true(fabs(t.expected[1] - .15) < .01);
	for (size_t i = 0; i < 16; i++) {
		assert_true(i == 2 || t.changes[i].leader == i);
		assert_int_equal(t.changes[i].fate, i == 1 || i == 2 ? FATE_DROP : FATE_NO_GAIN);
	}
}

static void three_that_need_one_another_go_together(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(16, 0);
	w.user[0] = 2;
	w.user[2] = 1;
	w.user[1] = 0;
	w.saves[2] = .2;

	struct search_state t = finish(&w, begin(&w, SEARCH_FASTEST, a), a);
	bool chosen[16] = {true, true, true};
	assert_int_equal(t.changes[1].leader, 0);
	assert_int_equal(t.changes[2].leader, 0);
	assert_memory_equal(t.chosen, chosen, sizeof(chosen));
	assert_true(fabs(t.predicted - .2) < .02);
}

static bool one_needs_three(const struct world *w, const bool *on)
{
	(void)w;
	return on[0] && !(on[5] && on[9] && on[12]);
}

static bool three_need_one_and_it_another(const struct world *w, const bool *on)
{
	(void)w;
	return ((on[1] || on[2] || on[6]) && !on[10]) || (on[10] && !on[14]);
}

static void assert_needs(const struct search_state *t, size_t component, size_t n, const size_t *needed)
{
	bool expected[MOST] = {false};

	for (size_t i = 0; i < n; i++) {
		expected[needed[i]] = true;
	}
	for (size_t i = 0; i < t->components; i++) {
		bool has = t->changes[component].needs && t->changes[component].needs[i];
		if (has != expected[i]) {
			fail_msg("%zu needs %zu: %d, not %d", component, i, has, expected[i]);
		}
	}
}

/* Whatever the order in which things are tried. */
static void what_must_go_before_is_found_and_nothing_else(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct world w = world_of(16, 0);
		struct search_request q = {
			.components = 16, .inputs = 6, .worth = .02, .confidence = .95, .seed = seed};
		w.crashes = one_needs_three;
		w.saves[0] = .2;

		struct search_state t = finish(&w, search_new(&q, a), a);
		assert_needs(&t, 0, 3, (const size_t[]){5, 9, 12});
		for (size_t i = 1; i < 16; i++) {
			assert_needs(&t, i, 0, NULL);
		}
		assert_int_equal(t.changes[0].fate, FATE_DROP);
		assert_int_equal(t.runs[SEARCH_VARIANTS], 0);

		w.crashes = three_need_one_and_it_another;
		t = finish(&w, search_new(&q, a), a);
		bool on[16] = {false};
		for (size_t i = 0; i < t.n_path; i++) { /* each step of the path can be run */
			on[t.path[i]] = true;
			assert_false(w.crashes(&w, on));
		}
		assert_int_equal(t.n_path, 16);
	}
}

static bool one_crashes_at_random(const struct world *w, const bool *on)
{
	size_t n = 0;

	for (size_t i = 0; i < w->components; i++) {
		n += on[i];
	}
	struct rng r = rng_stream(w->runs, "crash", n);
	return on[4] && n > 3 && n < w->components && rng_below(&r, 10) < 8;
}

static void what_crashes_at_random_is_no_need(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		AUTO_ARENA struct arena *a = arena_new();
		struct world w = world_of(16, 0);
		struct search_request q = {
			.components = 16, .inputs = 6, .worth = .02, .confidence = .95, .seed = seed};
		w.crashes = one_crashes_at_random;
		w.saves[3] = .1;

		struct search_state t = finish(&w, search_new(&q, a), a);
		for (size_t i = 0; i < 16; i++) {
			assert_needs(&t, i, 0, NULL);
		}
	}
}

/* Nothing can be fitted then; by themselves they run. */
static void components_whose_sets_crash_at_random_race_by_themselves(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(12, 0);
	w.crowding = .5;
	w.noise = .1;
	w.saves[3] = .1;

	struct search_state t = finish(&w, begin(&w, SEARCH_FASTEST, a), a);
	assert_true(t.runs[SEARCH_COMPONENTS] >= 60);
	assert_true(t.runs[SEARCH_VARIANTS] > 0);
	for (size_t i = 0; i < 12; i++) {
		assert_null(t.changes[i].needs);
		assert_int_equal(t.changes[i].fate, i == 3 ? FATE_DROP : FATE_NO_GAIN);
	}
	assert_true(fabs(t.changes[3].saving - .1) < .03);
	assert_true(fabs(t.predicted - t.changes[3].saving) < 1e-9); /* by the race: there is no fit */
	assert_int_equal(t.n_path, 1);
}

static void more_components_than_a_design_holds_race_by_themselves(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(210, 0);
	w.inputs = 2;
	w.broken_input = 2;
	w.saves[200] = .1;

	struct search_state t = finish(&w, begin(&w, SEARCH_FASTEST, a), a);
	assert_int_equal(t.runs[SEARCH_COMPONENTS], 0);
	assert_true(t.planned_variant_runs > 210);
	for (size_t i = 0; i < 210; i++) {
		assert_int_equal(t.changes[i].fate, i == 200 ? FATE_DROP : FATE_NO_GAIN);
	}
	assert_int_equal(t.n_path, 1);
}

static struct search_state race_with_users(struct world *w, const bool *users, struct arena *a)
{
	const struct search_request q = {.components = w->components,
	                                 .inputs = w->inputs,
	                                 .worth = .02,
	                                 .confidence = .95,
	                                 .seed = 3,
	                                 .users = users,
	                                 .prefer = SEARCH_FASTEST};

	return finish(w, search_new(&q, a), a);
}

/* Beside the baseline it would be given what the other saves. */
static void one_that_goes_only_after_another_does_not_race_for_both(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(210, 0);
	bool *users = NEW_ARRAY(a, bool, 210 * 210);
	users[5 * 210 + 7] = true;
	w.user[5] = 7;
	w.saves[7] = .1;

	struct search_state t = race_with_users(&w, users, a);
	assert_true(t.has_raced);
	assert_int_equal(t.changes[7].fate, FATE_DROP);
	assert_int_equal(t.changes[5].fate, FATE_OPEN);
	assert_true(isnan(t.changes[5].saving));
	assert_true(t.chosen[7] && !t.chosen[5]);
	assert_true(fabs(t.sum_of_parts - .1) < .02);
}

/* They may all go, but none is told from another. */
static void where_nothing_can_race_the_end_says_so(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct world w = world_of(210, 0);
	bool *users = NEW_ARRAY(a, bool, 210 * 210);
	for (size_t i = 0; i + 1 < 210; i++) { /* each goes only after the last one */
		users[i * 210 + 209] = true;
		w.user[i] = 209;
	}

	struct search_state t = race_with_users(&w, users, a);
	assert_int_equal(t.changes[0].fate, FATE_OPEN);
	assert_true(t.changes[0].may_go);
	assert_string_equal(t.ended_because, "something may go, but what it saves could not be told");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_others_use_goes_after_them),
		cmocka_unit_test(a_declared_user_is_not_looked_for),
		cmocka_unit_test(the_fastest_takes_what_must_go_before),
		cmocka_unit_test(a_chain_goes_from_its_end),
		cmocka_unit_test(two_that_need_one_another_go_together),
		cmocka_unit_test(three_that_need_one_another_go_together),
		cmocka_unit_test(what_must_go_before_is_found_and_nothing_else),
		cmocka_unit_test(what_crashes_at_random_is_no_need),
		cmocka_unit_test(components_whose_sets_crash_at_random_race_by_themselves),
		cmocka_unit_test(more_components_than_a_design_holds_race_by_themselves),
		cmocka_unit_test(one_that_goes_only_after_another_does_not_race_for_both),
		cmocka_unit_test(where_nothing_can_race_the_end_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
