/*
 * What is put together: the components that may go, and on top of them, one by one, the alternatives that save; each is
 * tested on all inputs in the company of those before. Nothing is chosen that was not run.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search_private.h"
#include "secateur/base/arena.h"

static double gain(const struct search *s, size_t change)
{
	double x = s->changes[change].saving;

	return isnan(x) ? -INFINITY : x;
}

static bool is_wanted(const struct search *s, size_t i)
{
	const struct search_change *c = &s->changes[i];
	bool saves = c->fate == FATE_DROP || (c->fate == FATE_OPEN && c->saving > s->q.worth);

	return s->q.prefer == SEARCH_FASTEST || (s->q.switches && s->q.switches[i]) ? saves : true;
}

/* With what must go before it: all of that may go, too. */
static void add_with_needs(struct search *s, size_t i)
{
	const bool *needs = s->changes[i].needs,
		   *users = s->q.users ? &s->q.users[i * s->q.components] : NULL;

	s->chosen[i] = true;
	for (size_t j = 0; j < s->q.components; j++) {
		if (((needs && needs[j]) || (users && users[j])) && s->accepted[j] && !s->chosen[j]) {
			add_with_needs(s, j);
		}
	}
}

static void choose_components(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		if (s->accepted[i] && is_wanted(s, i)) {
			add_with_needs(s, i);
		}
	}
	close_set(s, s->chosen);
}

static bool any(const bool *on, size_t n) { return n > 0 && memchr(on, true, n * sizeof(bool)) != NULL; }

/* --- alternatives ------------------------------------------------------------------------------------------ */

static bool clashes(const struct search *s, size_t i)
{
	for (size_t j = 0; s->q.conflicts && j < s->n; j++) {
		if (s->chosen[j] && (s->q.conflicts[i * s->n + j] || s->q.conflicts[j * s->n + i])) {
			return true;
		}
	}
	return false;
}

static void list_candidates(struct search *s)
{
	s->candidates = NEW_ARRAY(s->arena, size_t, s->q.alternatives);
	for (size_t i = s->q.components; i < s->n; i++) {
		if (s->changes[i].fate == FATE_DROP) {
			size_t at = s->n_candidates++;
			for (; at > 0 && gain(s, s->candidates[at - 1]) < gain(s, i); at--) {
				s->candidates[at] = s->candidates[at - 1];
			}
			s->candidates[at] = i;
		}
	}
}

static const bool *with(const struct search *s, size_t change)
{
	bool *on = arena_copy(s->arena, s->chosen, s->n * sizeof(bool), alignof(bool));

	on[change] = true;
	return on;
}

/* --- the choice -------------------------------------------------------------------------------------------- */

/* The dearest first, but a component only after those that must go before it. */
static void lay_path(struct search *s)
{
	bool *on = NEW_ARRAY(s->arena, bool, s->n);
	size_t *path = NEW_ARRAY(s->arena, size_t, s->n), n = 0, wanted = 0;

	for (size_t i = 0; i < s->n; i++) {
		wanted += s->chosen[i];
	}
	while (n < wanted) {
		size_t best = s->n;
		for (size_t i = 0; i < s->n; i++) {
			if (!s->chosen[i] || on[i]) {
				continue;
			}
			on[i] = true;
			bool is_free = find_used(s, on) == s->q.components;
			on[i] = false;
			best = is_free && (best == s->n || gain(s, i) > gain(s, best)) ? i : best;
		}
		for (size_t i = 0; best == s->n && i < s->n;
		     i++) { /* they need one another: in one step, as they come */
			best = s->chosen[i] && !on[i] ? i : best;
		}
		on[best] = true;
		path[n++] = best;
	}
	s->state.path = path;
	s->state.n_path = n;
}

static double saving_of_choice(const struct search *s)
{
	double left = 1 - fitted_saving(s, s->chosen);

	for (size_t i = s->q.components; i < s->n; i++) {
		left *= s->chosen[i] ? 1 - s->changes[i].saving : 1;
	}
	return 1 - left;
}

static bool finish(struct search *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		sum += s->chosen[i] ? s->changes[i].alone : 0;
	}
	if (any(s->chosen, s->n)) {
		s->state.predicted = saving_of_choice(s);
		s->state.sum_of_parts = sum;
		lay_path(s);
	}
	return true;
}

/* Whether the changes chosen so far are known to be good together. */
static void settle_test(struct search *s)
{
	bool good = s->test.outcome == TEST_GOOD;

	if (s->candidate > 0) {
		s->chosen[s->candidates[s->candidate - 1]] = good;
	} else if (
		!good) { /* less dropped is worse than more: strange, but the larger set was run and is good */
		memcpy(s->chosen, s->accepted, s->n * sizeof(bool));
	}
}

/* The next thing to be tested; false: the choice is made. */
static bool think(struct search *s)
{
	while (s->test.outcome != TEST_GOING) {
		settle_test(s);
		while (s->candidate < s->n_candidates && clashes(s, s->candidates[s->candidate])) {
			s->candidate++;
		}
		if (s->candidate == s->n_candidates) {
			return false;
		}
		test_begin(s, with(s, s->candidates[s->candidate++]));
	}
	return true;
}

static bool begin(struct search *s)
{
	s->chosen = NEW_ARRAY(s->arena, bool, s->n);
	if (s->state.was_hurried) { /* no time to test anything: what was run and found good */
		memcpy(s->chosen, s->accepted, s->n * sizeof(bool));
		list_candidates(s);
		if (s->n_candidates > 0 && !any(s->chosen, s->n)) {
			s->chosen[s->candidates[0]] = true;
		}
		return !finish(s);
	}
	choose_components(s);
	list_candidates(s);
	if (any(s->chosen, s->n)) {
		test_begin(s, s->chosen);
	} else {
		s->test = (struct test){.on = s->chosen, .outcome = TEST_GOOD};
	}
	return think(s) || !finish(s);
}

static bool tell(struct search *s, const struct search_block *b, const struct search_result *r)
{
	(void)b;
	return test_tell(s, r) && !think(s) && finish(s);
}

const struct stage stage_choice = {"choice", begin, test_block, tell};
