/* pruning.json: sequences of tested sets, for systems of which everything is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/stats/prune.h"

enum { MOST = 64 };

static void assert_set(const bool *drop, const json_t *want)
{
	bool expected[MOST] = {0};

	for (size_t i = 0; i < json_array_size(want); i++) {
		expected[json_integer_value(json_array_get(want, i))] = true;
	}
	assert_memory_equal(drop, expected, sizeof(expected));
}

static enum prune_outcome outcome_of(const json_t *test)
{
	const char *s = json_string_value(json_object_get(test, "outcome"));

	return strcmp(s, "OK") == 0 ? PRUNE_OK : strcmp(s, "BAD") == 0 ? PRUNE_BAD : PRUNE_CRASH;
}

static void assert_parts(const struct prune *p, size_t n, const json_t *want, enum prune_part part)
{
	bool is[MOST] = {0};

	for (size_t i = 0; i < n; i++) {
		is[i] = stats_prune_part(p, i) == part;
	}
	assert_set(is, want);
}

/* The reference comes back to some sets; the search does not ask for them again. */
static bool came_before(const json_t *sequence, size_t k)
{
	const json_t *drop = json_object_get(json_array_get(sequence, k), "drop");

	for (size_t i = 0; i < k; i++) {
		if (json_equal(json_object_get(json_array_get(sequence, i), "drop"), drop)) {
			return true;
		}
	}
	return false;
}

static void the_sets_tested_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/pruning.json"), *c, *test;
	size_t i, k;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		AUTO_ARENA struct arena *a = arena_new();
		double cost[MOST];
		bool drop[MOST] = {0};
		size_t n = vectors_numbers(c, "cost", cost, MOST);
		struct prune *p = stats_prune_new(cost, n, a);
		json_array_foreach(json_object_get(c, "expected_sequence"), k, test)
		{
			const json_t *named = json_object_get(test, "named");
			if (came_before(json_object_get(c, "expected_sequence"), k)) {
				continue;
			}
			assert_true(stats_prune_next(p, drop));
			assert_set(drop, json_object_get(test, "drop"));
			stats_prune_tell(p, outcome_of(test),
			                 json_is_integer(named) ? (size_t)json_integer_value(named) : n);
		}
		assert_false(stats_prune_next(p, drop));
		assert_set(drop, json_object_get(c, "droppable"));
		assert_parts(p, n, json_object_get(c, "droppable"), PRUNE_DROPPABLE);
		assert_parts(p, n, json_object_get(c, "kept_for_quality"), PRUNE_NEEDED);
		assert_parts(p, n, json_object_get(c, "required_or_blocked"), PRUNE_REQUIRED);
	}
	assert_int_equal(i, 5);
	json_decref(root);
}

/* Each crashes as long as the one after it is kept; the last crashes alone but for the first: only all together may go. */
static void what_may_only_go_together_goes_together(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	const double cost[] = {4, 4, 2, 2};
	struct prune *p = stats_prune_new(cost, 4, a);
	bool drop[4];
	size_t tests = 0;

	for (; stats_prune_next(p, drop); tests++) {
		stats_prune_tell(p, drop[0] && drop[1] && drop[2] && drop[3] ? PRUNE_OK : PRUNE_CRASH, 4);
	}
	assert_int_equal(tests, 5); /* each alone, then all */
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(stats_prune_part(p, i), PRUNE_DROPPABLE);
	}
	stats_prune_tell(p, PRUNE_BAD, 4); /* nothing was asked */
	assert_int_equal(stats_prune_part(p, 0), PRUNE_DROPPABLE);
}

/* --- beside the design's pseudocode ------------------------------------------------------------------- */

/** A system that answers at random, and always the same; sets are bits. */
struct oracle {
	uint64_t seed;
	uint32_t n;
	bool is_wild; /* any set may be anything: nothing is monotone */
	uint32_t bad, required;
	uint32_t users[12]; /* of each component: as long as one of them is kept, it cannot go */
	double cost[12];
};

struct answer {
	enum prune_outcome outcome;
	uint32_t culprit;
};

static uint32_t below(struct rng *r, uint32_t n) { return (uint32_t)rng_below(r, n); }

static struct answer ask(const struct oracle *o, uint32_t drop)
{
	struct rng r = rng_seed(o->seed ^ (uint64_t)drop << 32);
	bool names = below(&r, 5) > 0;

	if (o->is_wild) {
		return (struct answer){(enum prune_outcome)below(&r, 3), below(&r, o->n + 1)};
	}
	for (uint32_t i = 0; i < o->n; i++) {
		if (drop >> i & 1 && (o->required >> i & 1 || o->users[i] & ~drop)) {
			return (struct answer){PRUNE_CRASH, names ? i : o->n};
		}
	}
	return (struct answer){drop & o->bad ? PRUNE_BAD : PRUNE_OK, o->n};
}

static struct oracle draw_oracle(uint64_t seed)
{
	struct rng r = rng_seed(seed);
	struct oracle o = {.seed = seed, .n = 1 + below(&r, 12), .is_wild = below(&r, 4) == 0};

	for (uint32_t i = 0; i < o.n; i++) {
		uint32_t kind = below(&r, 10);
		o.bad |= (uint32_t)(kind < 2) << i;
		o.required |= (uint32_t)(kind == 2) << i;
		o.users[i] = kind > 5 ? UINT32_C(1) << below(&r, o.n) : 0;
		o.cost[i] = below(&r, 8);
	}
	return o;
}

struct list {
	uint32_t at[12], n;
};

static uint32_t take(struct list *l, uint32_t i)
{
	uint32_t taken = l->at[i];

	for (l->n--; i < l->n; i++) {
		l->at[i] = l->at[i + 1];
	}
	return taken;
}

static uint32_t bits(const struct list *l, uint32_t n)
{
	uint32_t ret = 0;

	for (uint32_t i = 0; i < n; i++) {
		ret |= UINT32_C(1) << l->at[i];
	}
	return ret;
}

struct outcome {
	uint32_t dropped, bad, required;
};

static void block_one(struct list *candidates, uint32_t at, enum prune_outcome why, struct outcome *ret,
                      struct list *blocked)
{
	uint32_t i = take(candidates, at);

	if (why == PRUNE_CRASH) {
		blocked->at[blocked->n++] = i;
	} else {
		ret->bad |= UINT32_C(1) << i;
	}
}

/* A group of g that may not go as a whole; returns the size of the next. */
static uint32_t split_group(const struct oracle *o, uint32_t g, struct answer a, struct list *candidates,
                            struct outcome *ret, struct list *blocked)
{
	uint32_t low = 0, high = g;

	if (g == 1) {
		block_one(candidates, 0, a.outcome, ret, blocked);
		return g;
	}
	for (uint32_t i = 0; i < g && a.outcome == PRUNE_CRASH; i++) {
		if (candidates->at[i] == a.culprit) {
			block_one(candidates, i, a.outcome, ret, blocked);
			return g - 1;
		}
	}
	while (high - low > 1) {
		uint32_t middle = (low + high) / 2;
		struct answer half = ask(o, ret->dropped | bits(candidates, middle));
		if (half.outcome == PRUNE_OK) {
			low = middle;
		} else {
			high = middle;
			a = half;
		}
	}
	ret->dropped |= bits(candidates, low);
	block_one(candidates, low, a.outcome, ret, blocked);
	for (uint32_t i = 0; i < low; i++) {
		take(candidates, 0);
	}
	return 0; /* half of what it was */
}

static void open_blocked(const struct oracle *o, struct outcome *ret, struct list *blocked)
{
	for (bool changed = true; changed && blocked->n;) {
		changed = false;
		uint32_t all = ret->dropped | bits(blocked, blocked->n);
		if (blocked->n > 2 && ask(o, all).outcome == PRUNE_OK) {
			ret->dropped = all;
			blocked->n = 0;
			return;
		}
		for (uint32_t i = 0; i < blocked->n;) {
			uint32_t own = ret->dropped | UINT32_C(1) << blocked->at[i];
			if (ask(o, own).outcome == PRUNE_OK) {
				ret->dropped = own;
				take(blocked, i);
				changed = true;
			} else {
				i++;
			}
		}
	}
}

static struct outcome reference(const struct oracle *o)
{
	struct outcome ret = {0};
	struct list candidates = {.n = 0}, blocked = {.n = 0};
	uint32_t group = o->n >= 4 ? o->n / 4 : 1;

	for (uint32_t cost = 8; cost-- > 0;) {
		for (uint32_t i = 0; i < o->n; i++) {
			if ((uint32_t)o->cost[i] == cost) {
				candidates.at[candidates.n++] = i;
			}
		}
	}
	while (candidates.n) {
		uint32_t g = group < candidates.n ? group : candidates.n;
		struct answer a = ask(o, ret.dropped | bits(&candidates, g));
		if (a.outcome == PRUNE_OK) {
			ret.dropped |= bits(&candidates, g);
			for (uint32_t i = 0; i < g; i++) {
				take(&candidates, 0);
			}
			group = 2 * g < candidates.n ? 2 * g : candidates.n ? candidates.n : 1;
			continue;
		}
		uint32_t next = split_group(o, g, a, &candidates, &ret, &blocked);
		group = g == 1 ? group : next ? next : group > 1 ? group / 2 : 1;
	}
	open_blocked(o, &ret, &blocked);
	ret.required = bits(&blocked, blocked.n);
	return ret;
}

static struct outcome search(const struct oracle *o)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct prune *p = stats_prune_new(o->cost, o->n, a);
	bool drop[12], *seen = NEW_ARRAY(a, bool, (size_t)1 << o->n);
	struct outcome ret = {0};

	while (stats_prune_next(p, drop)) {
		uint32_t set = 0;
		for (uint32_t i = 0; i < o->n; i++) {
			set |= (uint32_t)drop[i] << i;
		}
		assert_false(seen[set]);
		seen[set] = true;
		struct answer answer = ask(o, set);
		stats_prune_tell(p, answer.outcome, answer.culprit);
	}
	for (uint32_t i = 0; i < o->n; i++) {
		enum prune_part part = stats_prune_part(p, i);
		ret.dropped |= (uint32_t)(part == PRUNE_DROPPABLE) << i;
		ret.bad |= (uint32_t)(part == PRUNE_NEEDED) << i;
		ret.required |= (uint32_t)(part == PRUNE_REQUIRED) << i;
	}
	return ret;
}

static void no_set_is_tested_twice_and_the_outcome_is_that_of_the_design(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 2000; seed++) {
		struct oracle o = draw_oracle(seed);
		struct outcome want = reference(&o), got = search(&o);
		assert_int_equal(got.dropped, want.dropped);
		assert_int_equal(got.bad, want.bad);
		assert_int_equal(got.required, want.required);
	}
}

static void nothing_to_drop_is_over_at_once(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	bool drop[1];

	assert_false(stats_prune_next(stats_prune_new(NULL, 0, a), drop));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sets_tested_are_those_of_the_tables),
		cmocka_unit_test(what_may_only_go_together_goes_together),
		cmocka_unit_test(no_set_is_tested_twice_and_the_outcome_is_that_of_the_design),
		cmocka_unit_test(nothing_to_drop_is_over_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
