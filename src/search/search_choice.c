/*
 * What is put together: the components that may go, and on top of them, one by one, the alternatives that save; each is
 * tested on all inputs in the company of those before. Where less is enough, as much of the path to that as is expected to save
 * it, tested, too. Nothing is chosen that was not run.
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
	bool is_switch = s->q.switches && s->q.switches[i];

	return s->changes[i].fate == FATE_DROP || (s->q.prefer == SEARCH_SMALLEST && !is_switch);
}

/* With what must go before it: all of that may go, too. */
static void choose_components(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		if (s->accepted[i] && is_wanted(s, i)) {
			add_with_needs(s, s->accepted, i, s->chosen);
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
	s->n_candidates = 0;
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

/* --- the path ---------------------------------------------------------------------------------------------- */

/* By fit and race; NAN: unknown. */
static double expected_saving(const struct search *s, const bool *on)
{
	double left = 1 - fitted_saving(s, on);

	for (size_t i = s->q.components; i < s->n; i++) {
		left *= on[i] ? 1 - s->changes[i].saving : 1;
	}
	return 1 - left;
}

/* To rank by: where the whole is unknown, the sum of what is known. */
static double rank(const struct search *s, const bool *on)
{
	double whole = expected_saving(s, on), sum = 0;

	for (size_t i = 0; isnan(whole) && i < s->n; i++) {
		sum += on[i] && isfinite(s->changes[i].saving) ? s->changes[i].saving : 0;
	}
	return isnan(whole) ? sum : whole;
}

/* The best so far of what can be put on next. */
struct next {
	bool *with;  /* all that would be on */
	double gain; /* for each change */
	size_t n;    /* changes; 0: none yet */
};

/* One change, or two that act on one another, with all that must go before; a == b: one. */
static void weigh(const struct search *s, const bool *on, size_t a, size_t b, bool *scratch,
                  struct next *best)
{
	memcpy(scratch, on, s->n * sizeof(bool));
	size_t n = add_with_needs(s, s->chosen, a, scratch) + add_with_needs(s, s->chosen, b, scratch);
	double gain = n > 0 ? (rank(s, scratch) - rank(s, on)) / (double)n : 0;

	if (n > 0 && (best->n == 0 || gain > best->gain)) {
		memcpy(best->with, scratch, s->n * sizeof(bool));
		best->gain = gain;
		best->n = n;
	}
}

static struct next find_next(const struct search *s, const bool *on, bool *scratch, struct arena *a)
{
	struct next best = {.with = NEW_ARRAY(a, bool, s->n)};

	for (size_t i = 0; i < s->n; i++) {
		if (s->chosen[i] && s->changes[i].leader == i) {
			weigh(s, on, i, i, scratch, &best);
		}
	}
	for (size_t i = 0; !s->fit.absent_reason && i < s->fit.n_pairs; i++) {
		size_t one = s->fitted[s->fit.pairs[i].a], other = s->fitted[s->fit.pairs[i].b];
		if (s->chosen[one] && s->chosen[other]) {
			weigh(s, on, one, other, scratch, &best);
		}
	}
	return best;
}

/* One that leads, with those that it leads. */
static void set_with_followers(const struct search *s, bool *on, size_t leader, bool value)
{
	for (size_t k = leader; k < s->n; k++) {
		on[k] = s->changes[k].leader == leader ? value : on[k];
	}
}

/* Leads of what is wanted and not on yet one that nothing keeps from going next, with those that it leads. */
static size_t find_free(const struct search *s, const bool *wanted, const bool *on, bool *scratch)
{
	for (size_t i = 0; i < s->n; i++) {
		if (wanted[i] && !on[i] && s->changes[i].leader == i) {
			memcpy(scratch, on, s->n * sizeof(bool));
			set_with_followers(s, scratch, i, true);
			if (find_used(s, scratch) == s->q.components) {
				return i;
			}
		}
	}
	return s->n;
}

/* What saves most for each change first, but nothing before what must go before it. */
static void lay_path(struct search *s)
{
	AUTO_ARENA struct arena *a = arena_new();
	bool *on = NEW_ARRAY(a, bool, s->n), *scratch = NEW_ARRAY(a, bool, s->n);
	size_t *path = NEW_ARRAY(s->arena, size_t, s->n), n = 0;
	double *expected = NEW_ARRAY(s->arena, double, s->n);

	for (struct next next = {.n = 1}; next.n > 0;) {
		next = find_next(s, on, scratch, a);
		for (size_t i; (i = find_free(s, next.with, on, scratch)) < s->n;) {
			for (size_t k = i; k < s->n; k++) {
				if (s->changes[k].leader == i) {
					expected[n] = NAN;
					path[n++] = k;
				}
			}
			memcpy(on, scratch, s->n * sizeof(bool));
			expected[n - 1] = expected_saving(s, on);
		}
	}
	s->state.path = path;
	s->state.expected = expected;
	s->state.n_path = n;
}

/* A step before may have become needless by one that saves much. */
static void leave_out_needless(const struct search *s, bool *on)
{
	for (size_t i = 0; i < s->state.n_path; i++) {
		size_t leader = s->changes[s->state.path[i]].leader;
		if (on[leader]) {
			set_with_followers(s, on, leader, false);
			bool is_needless =
				find_used(s, on) == s->q.components && expected_saving(s, on) >= s->q.enough;
			set_with_followers(s, on, leader, !is_needless);
		}
	}
}

/* So many steps of the path as are expected to save enough, and of these no more than it takes; more than were tried. NULL: all. */
static const bool *find_shorter(struct search *s)
{
	bool *on = NEW_ARRAY(s->arena, bool, s->n);

	for (size_t i = 0; i < s->state.n_path; i++) {
		on[s->state.path[i]] = true;
		if (i >= s->n_tried && s->state.expected[i] >= s->q.enough) {
			bool *less = arena_copy(s->arena, on, s->n * sizeof(bool), alignof(bool));
			s->n_tried = i + 1;
			leave_out_needless(s, less);
			return test_is_known_bad(s, less) ? on : less;
		}
	}
	return NULL;
}

/* --- the choice -------------------------------------------------------------------------------------------- */

static bool finish(struct search *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		sum += s->chosen[i] && s->changes[i].leader == i ? s->changes[i].alone : 0;
	}
	lay_path(s);
	if (s->state.n_path > 0) {
		s->state.predicted = expected_saving(s, s->chosen);
		s->state.sum_of_parts = sum;
	}
	return true;
}

static const bool *next_shorter(struct search *s)
{
	if (!s->shorter) {
		lay_path(s);
	}
	return find_shorter(s);
}

/* Whether the changes chosen so far are known to be good together. */
static void settle_test(struct search *s)
{
	bool good = s->test.outcome == TEST_GOOD;

	if (s->shorter && good) {
		memcpy(s->chosen, s->shorter, s->n * sizeof(bool));
		s->is_enough = true;
	} else if (s->shorter) {
		s->state.n_too_short++;
	} else if (s->candidate > 0) {
		s->chosen[s->candidates[s->candidate - 1]] = good;
	} else if (
		!good) { /* less dropped is worse than more: strange, but the larger set was run and is good */
		memcpy(s->chosen, s->accepted, s->n * sizeof(bool));
		s->state.fell_back = true;
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
		if (s->candidate < s->n_candidates) {
			test_begin(s, with(s, s->candidates[s->candidate++]));
		} else if (s->q.prefer != SEARCH_ENOUGH || s->is_enough || !(s->shorter = next_shorter(s))) {
			return false;
		} else {
			test_begin(s, s->shorter);
		}
	}
	return true;
}

static bool begin(struct search *s)
{
	const bool was_here = s->chosen != NULL; /* and time is up now */
	if (was_here && (s->candidate > 0 || s->shorter)) {
		return !finish(s); /* what was chosen so far was run and found good */
	}
	find_leaders(s);
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
