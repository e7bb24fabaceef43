/*
 * Which components may go together: groups, the dearest first, tested on all inputs; see stats/prune.h. Before that, the baseline
 * on each input, to compare with. Afterwards, for those whose absence crashed at first and is fine now, which others must go before
 * they can: alone? if not, the first so many of those that went, by halves; then with the last of these alone.
 */
#include <stdlib.h>
#include <string.h>

#include "search_private.h"
#include "secateur/base/arena.h"

/* --- the order in which to try ------------------------------------------------------------------------ */

static double cost_of(const struct search *s, size_t i) { return s->q.cost ? s->q.cost[i] : 0; }

static bool users_are_ranked(const struct search *s, const double *rank, size_t i)
{
	for (size_t j = 0; s->q.users && j < s->q.components; j++) {
		if (s->q.users[i * s->q.components + j] && rank[j] == 0) {
			return false;
		}
	}
	return true;
}

/* The dearest first, but none before those that use it: the rank stands for the cost. */
static double *rank_components(const struct search *s)
{
	size_t n = s->q.components;
	double *rank = NEW_ARRAY(s->arena, double, n);

	for (size_t k = 0; k < n; k++) {
		size_t best = n;
		for (size_t i = 0; i < n; i++) {
			bool is_free = rank[i] == 0 && users_are_ranked(s, rank, i);
			if (is_free && (best == n || cost_of(s, i) > cost_of(s, best))) {
				best = i;
			}
		}
		for (size_t i = 0; best == n && i < n; i++) { /* they use each other in a circle */
			best = rank[i] == 0 && best == n ? i : best;
		}
		rank[best] = (double)(n - k);
	}
	return rank;
}

/* --- the baseline -------------------------------------------------------------------------------------- */

static bool begin(struct search *s)
{
	s->prune_step = PRUNE_REFERENCE;
	s->bad_before = s->bad_inputs.n;
	s->prune = stats_prune_new(rank_components(s), s->q.components, s->arena);
	return true;
}

/* Inputs that are left out are taken out of the row, so that the next one stands in their place. */
static size_t next_reference(const struct search *s) { return s->number - (s->bad_inputs.n - s->bad_before); }

static bool block(struct search *s, size_t ahead, struct search_block *ret)
{
	if (s->prune_step != PRUNE_REFERENCE) {
		return test_block(s, ahead, ret);
	}
	if (next_reference(s) + ahead >= s->n_searched) {
		return false;
	}
	ret->input = s->searched[next_reference(s) + ahead];
	arms_of_one(s, NEW_ARRAY(s->arena, bool, s->n), ret);
	return true;
}

/* --- the sets -------------------------------------------------------------------------------------------- */

static void accept(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		bool goes = stats_prune_part(s->prune, i) == PRUNE_DROPPABLE;
		if (goes && !s->accepted[i]) {
			*vec_push(s->arena, &s->order) = i;
		}
		s->accepted[i] = goes;
		s->changes[i].may_go = goes;
		s->was_blocked[i] = s->was_blocked[i] || stats_prune_part(s->prune, i) == PRUNE_REQUIRED;
	}
}

static void tell_prune(struct search *s)
{
	enum prune_outcome outcome = s->test.outcome == TEST_GOOD  ? PRUNE_OK
	                             : s->test.outcome == TEST_BAD ? PRUNE_BAD
	                                                           : PRUNE_CRASH;

	s->state.tests += s->test.at > 0; /* or it was known by declaration */
	stats_prune_tell(s->prune, outcome, s->test.culprit);
	accept(s);
}

/* --- who uses whom ------------------------------------------------------------------------------------------ */

/* A component with the first n of those that went before it. */
static void test_with(struct search *s, size_t component, size_t from, size_t to)
{
	bool *on = NEW_ARRAY(s->arena, bool, s->n);

	on[component] = true;
	for (size_t i = from; i < to; i++) {
		on[s->order.at[i]] = true;
	}
	test_begin(s, on);
}

static bool has_declared_users(const struct search *s, size_t component)
{
	for (size_t j = 0; s->q.users && j < s->q.components; j++) {
		if (s->q.users[component * s->q.components + j]) {
			return true;
		}
	}
	return false;
}

/* Those that opened up, and whose users are not declared. */
static bool is_asked_about(const struct search *s, size_t component)
{
	return s->was_blocked[component] && s->accepted[component] && !has_declared_users(s, component);
}

static bool ask_next_users(struct search *s)
{
	while (s->asking < s->q.components && !is_asked_about(s, s->asking)) {
		s->asking++;
	}
	if (s->asking == s->q.components) {
		return false;
	}
	s->low = 0;
	s->high = s->order.n;
	s->prune_step = PRUNE_ALONE;
	test_with(s, s->asking, 0, 0);
	return true;
}

static void set_needs(struct search *s, size_t at)
{
	bool *needs = NEW_ARRAY(s->arena, bool, s->q.components);

	needs[s->order.at[at]] = true;
	s->changes[s->asking].needs = needs;
}

/* Goes on after an answer; false when all is known of all components. */
static bool ask_users(struct search *s)
{
	bool good = s->test.outcome == TEST_GOOD;

	if (s->prune_step == PRUNE_PAIR) {
		if (good) { /* else more than one: rows of the next stage that fail will tell */
			set_needs(s, s->high - 1);
		}
		s->asking++;
		return ask_next_users(s);
	}
	if (s->prune_step == PRUNE_ALONE && good) {
		s->asking++;
		return ask_next_users(s);
	}
	if (s->prune_step == PRUNE_USERS) {
		size_t middle = (s->low + s->high) / 2;
		s->low = good ? s->low : middle;
		s->high = good ? middle : s->high;
	}
	if (s->high - s->low > 1) {
		s->prune_step = PRUNE_USERS;
		test_with(s, s->asking, 0, (s->low + s->high) / 2);
		return true;
	}
	s->prune_step = PRUNE_PAIR;
	test_with(s, s->asking, s->high - (s->high > 0), s->high);
	return true;
}

/* --- the whole ------------------------------------------------------------------------------------------------- */

static bool next_set(struct search *s)
{
	bool *drop = NEW_ARRAY(s->arena, bool, s->n);

	if (stats_prune_next(s->prune, drop)) {
		test_begin(s, drop);
		return true;
	}
	return ask_next_users(s);
}

/* What to test next; what is known already is not run again. True when nothing is left. */
static bool think(struct search *s, bool goes_on)
{
	while (goes_on && s->test.outcome != TEST_GOING) {
		if (s->prune_step == PRUNE_SETS) {
			tell_prune(s);
			goes_on = next_set(s);
		} else {
			goes_on = ask_users(s);
		}
	}
	return !goes_on;
}

static void set_fates(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		enum prune_part part = stats_prune_part(s->prune, i);
		s->changes[i].fate = part == PRUNE_NEEDED     ? FATE_KEEP
		                     : part == PRUNE_REQUIRED ? FATE_REQUIRED
		                                              : FATE_OPEN;
	}
}

static bool tell(struct search *s, const struct search_block *b, const struct search_result *r)
{
	bool over;

	(void)b;
	if (s->prune_step == PRUNE_REFERENCE) {
		if (r->failed) {
			leave_out(s, next_reference(s) - 1); /* this block is counted */
		}
		if (next_reference(s) < s->n_searched) {
			return false;
		}
		if (s->n_searched == 0) {
			s->state.ended_because = "the baseline fails on every input";
			s->stage = SEARCH_CONFIRM;
			return true;
		}
		s->prune_step = PRUNE_SETS;
		over = think(s, next_set(s));
	} else {
		over = test_tell(s, r) && think(s, true);
	}
	set_fates(s);
	return over;
}

const struct stage stage_prune = {"prune", begin, block, tell};
