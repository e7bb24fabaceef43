#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/plan/plan.h"

static const struct plan_request usual = {
	.variants = 5, .inputs = 4, .warmup = 1, .blocks = 9, .parallel = 1, .seed = 857};

static bool same_order(const struct plan *p, const struct plan *q)
{
	for (size_t i = 0; i < plan_count(p); i++) {
		if (memcmp(plan_at(p, i), plan_at(q, i), sizeof(struct trial)) != 0) {
			return false;
		}
	}
	return true;
}

static void every_block_holds_every_variant_once_on_one_input(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&usual, a);

	assert_int_equal(plan_count(p), 50);
	for (uint32_t b = 0; b < plan_n_blocks(p); b++) {
		unsigned seen = 0;
		for (uint32_t i = 0; i < 5; i++) {
			const struct trial *t = plan_at(p, b * 5 + i);
			assert_int_equal(t->block, b);
			assert_int_equal(t->position, i);
			assert_int_equal(t->input, plan_at(p, b * 5)->input);
			assert_int_equal(t->phase, b == 0 ? PHASE_WARMUP : PHASE_MEASURED);
			seen |= 1u << t->variant;
		}
		assert_int_equal(seen, 0x1f);
	}
}

static void all_inputs_come_before_any_comes_again(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&usual, a);

	for (uint32_t round = 0; round < 2; round++) {
		unsigned seen = 0;
		for (uint32_t b = 0; b < 4; b++) {
			seen |= 1u << plan_at(p, (1 + round * 4 + b) * 5)->input;
		}
		assert_int_equal(seen, 0xf);
	}
}

static void one_seed_gives_one_order_and_another_seed_another(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan_request other = usual;

	other.seed = 858;
	assert_true(same_order(plan_new(&usual, a), plan_new(&usual, a)));
	assert_false(same_order(plan_new(&usual, a), plan_new(&other, a)));
}

static void more_blocks_leave_the_first_ones_as_they_were(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan_request more = usual;

	more.blocks = 20;
	assert_true(same_order(plan_new(&usual, a), plan_new(&more, a)));
}

static const struct trial *trial_of(const struct plan *p, uint32_t block, uint32_t variant)
{
	for (uint32_t i = 0; i < 5; i++) {
		const struct trial *t = plan_at(p, (size_t)block * 5 + i);
		if (t->variant == variant) {
			return t;
		}
	}
	return NULL;
}

static void three_failures_in_a_row_settle_a_variant(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&usual, a);

	plan_done(p, trial_of(p, 0, 3), true); /* the warm-up does not count */
	plan_done(p, trial_of(p, 1, 3), true);
	plan_done(p, trial_of(p, 2, 3), true);
	assert_int_equal(plan_state(p, trial_of(p, 3, 3)), TRIAL_LEFT);
	plan_done(p, trial_of(p, 3, 3), true);
	assert_int_equal(plan_state(p, trial_of(p, 4, 3)), TRIAL_SKIPPED);
	assert_int_equal(plan_state(p, trial_of(p, 9, 3)), TRIAL_SKIPPED);
	assert_int_equal(plan_state(p, trial_of(p, 4, 2)), TRIAL_LEFT);
	assert_int_equal(plan_left(p), 50 - 4 - 6);
}

static void a_success_in_between_settles_nothing(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&usual, a);

	for (uint32_t b = 1; b < 10; b++) {
		plan_done(p, trial_of(p, b, 3), b % 3 != 0);
	}
	assert_int_equal(plan_left(p), 50 - 9);
}

static void blocks_under_way_at_once_delay_the_decision(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan_request q = usual;
	q.parallel = 2;
	struct plan *p = plan_new(&q, a);

	plan_done(p, trial_of(p, 3, 0), true); /* out of order, as it happens with two at once */
	plan_done(p, trial_of(p, 1, 0), true);
	plan_done(p, trial_of(p, 2, 0), true);
	assert_int_equal(plan_state(p, trial_of(p, 4, 0)), TRIAL_LEFT);
	assert_int_equal(plan_state(p, trial_of(p, 5, 0)), TRIAL_SKIPPED);
}

static void what_is_settled_at_a_look_is_left_out_of_blocks_that_are_not_under_way(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan_request q = usual;
	q.parallel = 2;
	struct plan *p = plan_new(&q, a);

	for (uint32_t b = 0; b < 4; b++) {
		assert_int_equal(plan_first_left(p), b);
		for (uint32_t v = 0; v < 5; v++) {
			plan_done(p, trial_of(p, b, v), false);
		}
	}
	plan_settle(p, 3, 3);
	plan_settle(p, 3, 3);
	assert_int_equal(plan_state(p, trial_of(p, 4, 3)), TRIAL_LEFT);
	assert_int_equal(plan_state(p, trial_of(p, 5, 3)), TRIAL_SKIPPED);
	assert_int_equal(plan_left(p), 50 - 20 - 5);
	plan_settle(p, 0, 3);
	for (uint32_t v = 0; v < 5; v++) {
		plan_done(p, trial_of(p, 4, v), false);
		plan_settle(p, v, 4);
	}
	assert_int_equal(plan_first_left(p), 5);
	for (uint32_t v = 0; v < 5; v++) {
		plan_settle(p, v, 3);
	}
	assert_int_equal(plan_left(p), 0);
	assert_int_equal(plan_first_left(p), 10);
}

static void what_is_compared_with_a_settled_variant_is_settled_too(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	static const uint32_t references[] = {0, 0, 1, 2, 0};
	struct plan_request q = usual;
	q.references = references;
	struct plan *p = plan_new(&q, a);

	for (uint32_t b = 1; b <= 3; b++) {
		plan_done(p, trial_of(p, b, 1), true);
	}
	for (uint32_t v = 1; v <= 3; v++) {
		assert_int_equal(plan_state(p, trial_of(p, 4, v)), TRIAL_SKIPPED);
		assert_int_equal(plan_is_settled(p, v), v == 1);
	}
	assert_int_equal(plan_state(p, trial_of(p, 4, 0)), TRIAL_LEFT);
	assert_int_equal(plan_state(p, trial_of(p, 4, 4)), TRIAL_LEFT);
	assert_int_equal(plan_left(p), 50 - 3 - 3 * 6);
}

static void a_trial_of_another_plan_is_not_taken_for_one_of_this(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&usual, a);
	struct trial t = *plan_at(p, 7);

	assert_true(plan_has(p, &t));
	t.input = (t.input + 1) % 4;
	assert_false(plan_has(p, &t));
	t = (struct trial){.block = 10};
	assert_false(plan_has(p, &t));
}

static const uint32_t to_baseline[] = {0, 0, 0, 2};
static const struct plan_request duet = {.variants = 4,
                                         .inputs = 2,
                                         .warmup = 1,
                                         .blocks = 5,
                                         .parallel = 1,
                                         .seed = 857,
                                         .duet = true,
                                         .references = to_baseline};

static uint32_t side_of(const struct plan *p, uint32_t block, uint32_t variant)
{
	return plan_at(p, block * 2)->variant == variant ? 0 : 1;
}

static void a_block_of_a_duet_is_a_variant_and_its_reference(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&duet, a);

	assert_int_equal(plan_n_blocks(p), 18);
	assert_int_equal(plan_per_block(p), 2);
	assert_int_equal(plan_count(p), 36);
	for (uint32_t round = 0; round < 6; round++) {
		unsigned seen = 0;
		for (uint32_t b = 3 * round; b < 3 * round + 3; b++) {
			const struct trial *x = plan_at(p, b * 2), *y = plan_at(p, b * 2 + 1);
			uint32_t variant = x->variant > y->variant ? x->variant : y->variant;
			assert_int_equal(x->variant + y->variant - variant, to_baseline[variant]);
			assert_int_equal(x->input, plan_at(p, 6 * round)->input);
			assert_int_equal(x->phase, round == 0 ? PHASE_WARMUP : PHASE_MEASURED);
			seen |= 1u << variant;
		}
		assert_int_equal(seen, 0xe);
	}
}

static void sides_are_swapped_from_one_of_its_blocks_to_the_next(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&duet, a);

	for (uint32_t variant = 1; variant < 4; variant++) {
		uint32_t last = 2;
		for (uint32_t b = 0; b < plan_n_blocks(p); b++) {
			struct trial own = {
				.block = b, .variant = variant, .input = plan_at(p, b * 2)->input};
			bool is_reference =
				to_baseline[3] == variant &&
				plan_has(p, &(struct trial){.block = b, .variant = 3, .input = own.input});
			if (plan_has(p, &own) && !is_reference) {
				assert_true(side_of(p, b, variant) != last);
				last = side_of(p, b, variant);
			}
		}
		assert_true(last < 2);
	}
}

static void whoever_is_left_alone_in_a_duet_is_left_out(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&duet, a);
	unsigned failures = 0;

	for (size_t i = 0; i < plan_count(p); i++) {
		const struct trial *t = plan_at(p, i);
		if (plan_state(p, t) == TRIAL_LEFT) {
			plan_done(p, t, t->variant == 1);
			failures += t->variant == 1 && t->phase == PHASE_MEASURED;
		}
	}
	/* of its five blocks three, the block that settles and the next one under way excepted; nothing else is lost */
	assert_true(plan_is_settled(p, 1));
	assert_false(plan_is_settled(p, 0));
	assert_int_equal(plan_left(p), 0);
	assert_true(failures == 3);
	for (size_t i = 0; i < plan_count(p); i += 2) {
		assert_int_equal(plan_state(p, plan_at(p, i)), plan_state(p, plan_at(p, i + 1)));
	}
}

/* 3 is compared with 2, and 2 with the baseline. */
static void what_is_settled_in_a_duet_stays_where_others_are_compared_with_it(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct plan *p = plan_new(&duet, a);
	size_t left[4] = {0};

	plan_settle(p, 2, 2); /* the first round of three blocks is warm-up */
	for (size_t i = 0; i < plan_count(p); i++) {
		const struct trial *t = plan_at(p, i);
		left[t->variant] += t->block >= 3 && plan_state(p, t) == TRIAL_LEFT;
	}
	assert_int_equal(left[0], 5); /* beside 1 */
	assert_int_equal(left[1], 5);
	assert_int_equal(left[2], 5); /* beside 3 */
	assert_int_equal(left[3], 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_block_holds_every_variant_once_on_one_input),
		cmocka_unit_test(all_inputs_come_before_any_comes_again),
		cmocka_unit_test(one_seed_gives_one_order_and_another_seed_another),
		cmocka_unit_test(more_blocks_leave_the_first_ones_as_they_were),
		cmocka_unit_test(three_failures_in_a_row_settle_a_variant),
		cmocka_unit_test(a_success_in_between_settles_nothing),
		cmocka_unit_test(blocks_under_way_at_once_delay_the_decision),
		cmocka_unit_test(what_is_settled_at_a_look_is_left_out_of_blocks_that_are_not_under_way),
		cmocka_unit_test(what_is_compared_with_a_settled_variant_is_settled_too),
		cmocka_unit_test(a_trial_of_another_plan_is_not_taken_for_one_of_this),
		cmocka_unit_test(a_block_of_a_duet_is_a_variant_and_its_reference),
		cmocka_unit_test(what_is_settled_in_a_duet_stays_where_others_are_compared_with_it),
		cmocka_unit_test(sides_are_swapped_from_one_of_its_blocks_to_the_next),
		cmocka_unit_test(whoever_is_left_alone_in_a_duet_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
