/* Is a setup as good as the baseline? Run on one input after another; the first that says no ends it. */
#include <string.h>

#include "search_private.h"
#include "secateur/base/arena.h"

static const struct test *find_tested(const struct search *s, const bool *on)
{
	for (size_t i = 0; i < s->tested.n; i++) {
		if (memcmp(s->tested.at[i].on, on, s->n * sizeof(bool)) == 0) {
			return &s->tested.at[i];
		}
	}
	return NULL;
}

bool test_is_known_bad(const struct search *s, const bool *on)
{
	const struct test *known = find_tested(s, on);

	return known && known->outcome != TEST_GOOD;
}

void test_begin(struct search *s, const bool *on)
{
	const struct test *known = find_tested(s, on);
	size_t used = find_used(s, on);

	s->test = (struct test){.on = arena_copy(s->arena, on, s->n * sizeof(bool), alignof(bool)),
	                        .culprit = s->q.components};
	if (known) {
		s->test = *known;
	} else if (used < s->q.components) { /* by declaration: no need to see it crash */
		s->test.outcome = TEST_FAILED;
		s->test.culprit = used;
	}
}

bool test_block(struct search *s, size_t ahead, struct search_block *ret)
{
	if (s->test.outcome != TEST_GOING || s->test.at + ahead >= s->n_searched) {
		return false;
	}
	ret->input = s->searched[s->test.at + ahead];
	arms_of_one(s, s->test.on, ret);
	return true;
}

bool test_tell(struct search *s, const struct search_result *r)
{
	struct test *t = &s->test;

	t->at++;
	if (r->failed) {
		t->outcome = TEST_FAILED;
		t->culprit = r->culprit;
	} else if (r->quality == SEARCH_LOST) {
		t->outcome = TEST_BAD;
	} else if (t->at == s->n_searched) {
		t->outcome = r->quality == SEARCH_KEPT ? TEST_GOOD : TEST_BAD;
	}
	if (t->outcome == TEST_GOING) {
		return false;
	}
	*vec_push(s->arena, &s->tested) = *t;
	return true;
}
