/* What was chosen beside the baseline, on inputs that were kept for it, or at least in fresh blocks. */
#include <math.h>

#include "search_private.h"
#include "secateur/base/arena.h"

static size_t n_blocks(const struct search *s)
{
	return s->q.held_out > LEAST_CONFIRM_BLOCKS ? s->q.held_out : LEAST_CONFIRM_BLOCKS;
}

static const char *why_nothing(const struct search *s)
{
	size_t required = 0, open = 0;

	for (size_t i = 0; i < s->n; i++) {
		required += s->changes[i].fate == FATE_REQUIRED;
		open += s->changes[i].fate == FATE_OPEN && s->changes[i].may_go;
	}
	return s->n == 0                  ? "there is nothing that could go"
	       : s->state.was_hurried     ? "time was up before anything was found that may go"
	       : required == s->n         ? "nothing may go: without any of them every run fails"
	       : !isnan(s->state.settles) ? "the noise of a run is too large to tell whether anything saves"
	       : open > 0                 ? "something may go, but what it saves could not be told"
	                                  : "nothing may go, or nothing that may go is worth it";
}

static bool begin(struct search *s)
{
	if (s->state.n_path == 0) {
		s->state.ended_because = why_nothing(s);
		return false;
	}
	return true;
}

static bool block(struct search *s, size_t ahead, struct search_block *ret)
{
	size_t number = s->number + ahead;
	struct search_setup *arms = NEW_ARRAY(s->arena, struct search_setup, 2);
	uint32_t *order = random_order(s, "confirm", number, 2);

	if (number >= n_blocks(s)) {
		return false;
	}
	arms[order[0]].on = NEW_ARRAY(s->arena, bool, s->n);
	arms[order[1]].on = s->chosen;
	ret->arms = arms;
	ret->n = 2;
	ret->input = s->q.held_out > 0 ? deal_input(s, "confirm inputs", number, s->held_out, s->q.held_out)
	                               : deal_input(s, "confirm inputs", number, s->searched, s->n_searched);
	return true;
}

static bool tell(struct search *s, const struct search_block *b, const struct search_result *r)
{
	(void)r;
	return b->number + 1 == n_blocks(s);
}

const struct stage stage_confirm = {"confirm", begin, block, tell};
