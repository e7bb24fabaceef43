/* The search goes the way of the references: pruning.json, set by set, and the race of label_eprocess.json, block by block. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/base/arena.h"
#include "secateur/search/search.h"

enum { MOST = 64, NOISE = 12 };

/* So that the noise comes out as asked: half of the runs above, half below. */
static void run_noise(struct search *s, double sigma)
{
	struct search_result r[NOISE] = {{0}};
	double c = (sigma - 1e-6) / (1.4826 * (1 + 1.2 / 10));

	for (size_t i = 0; i < NOISE; i++) {
		r[i].time = exp(i % 2 ? c : -c);
	}
	search_tell(s, r);
}

static void set_of(const json_t *list, bool *ret, size_t n)
{
	memset(ret, 0, n * sizeof(bool));
	for (size_t i = 0; i < json_array_size(list); i++) {
		ret[json_integer_value(json_array_get(list, i))] = true;
	}
}

/* What the reference found out about that set. */
static struct search_result answer(const json_t *sequence, const bool *on, size_t n)
{
	const json_t *step;
	size_t i;

	json_array_foreach(sequence, i, step)
	{
		bool set[MOST];
		set_of(json_object_get(step, "drop"), set, n);
		if (memcmp(set, on, n * sizeof(bool)) == 0) {
			const char *outcome = json_string_value(json_object_get(step, "outcome"));
			const json_t *named = json_object_get(step, "named");
			return (struct search_result){
				.failed = strcmp(outcome, "CRASH") == 0,
				.time = 1,
				.quality = strcmp(outcome, "BAD") == 0 ? SEARCH_LOST : SEARCH_KEPT,
				.culprit = json_is_integer(named) ? (size_t)json_integer_value(named) : n};
		}
	}
	fail_msg("a set that the reference did not test");
	return (struct search_result){0};
}

/* A set that comes again is known: the reference asks for it a second time, the search does not. */
static bool came_before(const json_t *sequence, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (json_equal(json_object_get(json_array_get(sequence, i), "drop"),
		               json_object_get(json_array_get(sequence, at), "drop"))) {
			return true;
		}
	}
	return false;
}

static void prune_one(const json_t *c)
{
	AUTO_ARENA struct arena *a = arena_new();
	const json_t *sequence = json_object_get(c, "expected_sequence");
	double cost[MOST];
	size_t n = vectors_numbers(c, "cost", cost, MOST);
	struct search_request q = {
		.components = n, .cost = cost, .inputs = 1, .worth = .02, .confidence = .95, .seed = 1};
	struct search *s = search_new(&q, a);
	struct search_block b;

	run_noise(s, .01);
	search_tell(s, &(struct search_result){.time = 1});
	for (size_t i = 0; i < json_array_size(sequence); i++) {
		bool want[MOST];
		if (came_before(sequence, i)) {
			continue;
		}
		assert_true(search_block(s, 0, &b));
		assert_int_equal(b.stage, SEARCH_PRUNE);
		set_of(json_object_get(json_array_get(sequence, i), "drop"), want, n);
		assert_memory_equal(b.arms[0].on, want, n * sizeof(bool));
		struct search_result r = answer(sequence, want, n);
		search_tell(s, &r);
	}
	struct search_state t = search_state(s, a);
	bool may_go[MOST];
	set_of(json_object_get(c, "droppable"), may_go, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(t.changes[i].may_go, may_go[i]);
	}
}

static void sets_are_tested_in_the_order_of_the_reference(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/pruning.json"), *c;
	size_t i;

	json_array_foreach(json_object_get(root, "cases"), i, c) { prune_one(c); }
	assert_true(i > 0);
	json_decref(root);
}

/* The block's values in the order in which the search wants its runs. */
static void run_race_block(struct search *s, const json_t *block)
{
	struct search_result r[MOST] = {{0}};
	struct search_block b;
	size_t baselines = 0, variants = 0;

	assert_true(search_block(s, 0, &b));
	assert_int_equal(b.stage, SEARCH_VARIANTS);
	for (size_t i = 0; i < b.n; i++) {
		size_t v = 0;
		while (v < 3 && !b.arms[i].on[v]) {
			v++;
		}
		const char name[] = {(char)('0' + v), 0};
		const json_t *own = json_object_get(json_object_get(block, "variant_log"), name);
		assert_true(v == 3 || own);
		const json_t *y =
			v < 3 ? own : json_array_get(json_object_get(block, "base_log"), baselines++);
		variants += v < 3;
		r[i] = (struct search_result){.time = exp(json_number_value(y)), .quality = SEARCH_KEPT};
	}
	assert_int_equal(baselines, json_array_size(json_object_get(block, "base_log")));
	assert_int_equal(variants, json_object_size(json_object_get(block, "variant_log")));
	search_tell(s, r);
}

static void race_one(const json_t *c)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct search_request q = {.alternatives = 3,
	                           .inputs = 1,
	                           .worth = -expm1(-vectors_number(c, "D")),
	                           .confidence = 1 - vectors_number(c, "alpha"),
	                           .seed = 1};
	struct search *s = search_new(&q, a);
	const json_t *block;
	size_t i;

	run_noise(s, vectors_number(c, "sigma0"));
	search_tell(s, &(struct search_result){.time = 1});
	json_array_foreach(json_object_get(c, "blocks"), i, block)
	{
		double effect[3];
		run_race_block(s, block);
		struct search_state t = search_state(s, a);
		vectors_numbers(block, "theta_hat", effect, 3);
		for (size_t v = 0; v < 3; v++) {
			const char *verdict =
				json_string_value(json_array_get(json_object_get(block, "verdict"), v));
			assert_int_equal(t.changes[v].is_settled, *verdict != '\0');
			assert_true(fabs(t.changes[v].saving + expm1(effect[v])) < 1e-6);
		}
	}
}

static void a_race_goes_as_that_of_the_reference(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/label_eprocess.json"), *c;
	size_t i, races = 0;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		if (json_object_get(c, "blocks")) {
			race_one(c);
			races++;
		}
	}
	assert_true(races > 0);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_tested_in_the_order_of_the_reference),
		cmocka_unit_test(a_race_goes_as_that_of_the_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
