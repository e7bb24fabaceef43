/**
 * Theory of operation. A search is a row of stages. The stage at hand proposes the next block; when its results are told, it thinks, and
 * may be over; then the next stage that has something to do begins. All that is random comes from streams of the one seed,
 * so that the blocks depend on nothing but the request and the results: a search that was cut off is gone through again with
 * the results that are kept, and goes on where these end.
 */
#include "secateur/search/search.h"

#include <math.h>

#include "search_private.h"
#include "secateur/base/arena.h"

static const struct stage *const stages[SEARCH_OVER] = {
	[SEARCH_NOISE] = &stage_noise,           [SEARCH_PRUNE] = &stage_prune,
	[SEARCH_COMPONENTS] = &stage_components, [SEARCH_VARIANTS] = &stage_variants,
	[SEARCH_CHOICE] = &stage_choice,         [SEARCH_CONFIRM] = &stage_confirm,
};

const char *search_stage_name(enum search_stage s) { return s < SEARCH_OVER ? stages[s]->name : "over"; }

/* --- sets of changes -------------------------------------------------------------------------------- */

void arms_of_one(struct search *s, const bool *on, struct search_block *ret)
{
	struct search_setup *arm = NEW(s->arena, struct search_setup);

	arm->on = arena_copy(s->arena, on, s->n * sizeof(bool), alignof(bool));
	ret->arms = arm;
	ret->n = 1;
}

bool goes_before(const struct search *s, size_t j, size_t i)
{
	const bool *needs = s->changes[i].needs;

	return (s->q.users && s->q.users[i * s->q.components + j]) || (needs && needs[j]);
}

/* Whether something that stays would have to go before component i can. */
static bool is_held(const struct search *s, const bool *on, size_t i)
{
	for (size_t j = 0; j < s->q.components; j++) {
		if (!on[j] && goes_before(s, j, i)) {
			return true;
		}
	}
	return false;
}

size_t find_used(const struct search *s, const bool *on)
{
	size_t i = 0;

	while (i < s->q.components && !(on[i] && is_held(s, on, i))) {
		i++;
	}
	return i;
}

void close_set(const struct search *s, bool *on)
{
	for (size_t i; (i = find_used(s, on)) < s->q.components;) {
		on[i] = false;
	}
}

size_t add_with_needs(const struct search *s, const bool *allowed, size_t i, bool *on)
{
	size_t n = !on[i];

	on[i] = true;
	for (size_t j = 0; i < s->q.components && j < s->q.components; j++) {
		if (allowed[j] && !on[j] && goes_before(s, j, i)) {
			n += add_with_needs(s, allowed, j, on);
		}
	}
	return n;
}

/* before[i * components + j]: j has to go before i, in one step or more (Warshall). */
static const bool *find_all_before(const struct search *s, struct arena *a)
{
	const size_t n = s->q.components;
	bool *before = NEW_ARRAY(a, bool, n *n);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			before[i * n + j] = goes_before(s, j, i);
		}
	}
	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; before[i * n + k] && j < n; j++) {
				before[i * n + j] = before[i * n + j] || before[k * n + j];
			}
		}
	}
	return before;
}

void find_leaders(struct search *s)
{
	AUTO_ARENA struct arena *a = arena_new();
	const size_t n = s->q.components;
	const bool *before = find_all_before(s, a);

	for (size_t i = 0; i < n; i++) {
		size_t leader = 0;
		while (leader < i && !(before[i * n + leader] && before[leader * n + i])) {
			leader++;
		}
		s->changes[i].leader = leader;
	}
}

void follow_leaders(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		struct search_change *c = &s->changes[i];
		const struct search_change *leader = &s->changes[c->leader];
		if (c != leader) {
			c->fate = leader->fate;
			c->is_settled = leader->is_settled;
			c->saving = c->low = c->high = c->alone = c->last = NAN;
			c->varies = false;
			c->runs = 0;
		}
	}
}

/* --- what is random ----------------------------------------------------------------------------------- */

uint32_t *random_order(const struct search *s, const char *purpose, size_t number, size_t n)
{
	struct rng r = rng_stream(s->q.seed, purpose, number);
	uint32_t *order = NEW_ARRAY(s->arena, uint32_t, n);

	for (uint32_t i = 0; i < n; i++) {
		order[i] = i;
	}
	rng_shuffle(&r, order, n);
	return order;
}

size_t deal_input(const struct search *s, const char *purpose, size_t number, const size_t *from, size_t n)
{
	return from[random_order(s, purpose, number / n, n)[number % n]];
}

void leave_out(struct search *s, size_t at)
{
	*vec_push(s->arena, &s->bad_inputs) = s->searched[at];
	for (s->n_searched--; at < s->n_searched; at++) {
		s->searched[at] = s->searched[at + 1];
	}
}

/* --- the row of stages ----------------------------------------------------------------------------------- */

static void go_on(struct search *s)
{
	do {
		s->stage++;
		s->number = 0;
	} while (s->stage < SEARCH_OVER && !stages[s->stage]->begin(s));
}

struct search *search_new(const struct search_request *q, struct arena *a)
{
	struct search *s = NEW(a, struct search);

	*s = (struct search){.q = *q, .arena = a, .n = q->components + q->alternatives};
	s->changes = NEW_ARRAY(a, struct search_change, s->n);
	for (size_t i = 0; i < s->n; i++) {
		struct search_change *c = &s->changes[i];
		c->quality = SEARCH_OPEN;
		c->saving = c->low = c->high = c->alone = c->last = NAN;
		c->leader = i;
	}
	uint32_t *order = random_order(s, "search inputs", 0, q->inputs);
	s->searched = NEW_ARRAY(a, size_t, q->inputs);
	for (size_t i = 0; i < q->inputs; i++) {
		s->searched[i] = order[i];
	}
	s->n_searched = q->inputs - q->held_out;
	s->held_out = s->searched + s->n_searched;
	s->accepted = NEW_ARRAY(a, bool, s->n);
	s->was_blocked = NEW_ARRAY(a, bool, s->n);
	s->state = (struct search_state){.components = q->components,
	                                 .alternatives = q->alternatives,
	                                 .sigma = NAN,
	                                 .run_time = NAN,
	                                 .is_robust = true,
	                                 .settles = NAN,
	                                 .stripped = NAN,
	                                 .predicted = NAN,
	                                 .sum_of_parts = NAN};
	s->fit.absent_reason = "no runs";
	stages[s->stage]->begin(s);
	return s;
}

bool search_block(struct search *s, size_t ahead, struct search_block *ret)
{
	struct search_block b = {.stage = s->stage, .number = s->number + ahead};

	if (s->stage == SEARCH_OVER || !stages[s->stage]->block(s, ahead, &b)) {
		return false;
	}
	*ret = b;
	return true;
}

static void count(struct search *s, const struct search_block *b, const struct search_result *r)
{
	struct search_state *t = &s->state;

	t->blocks[b->stage]++;
	t->runs[b->stage] += b->n;
	for (size_t i = 0; i < b->n; i++) {
		t->time[b->stage] += r[i].failed ? 0 : r[i].time;
	}
}

void search_tell(struct search *s, const struct search_result *results)
{
	struct search_block b;

	if (!search_block(s, 0, &b)) {
		return;
	}
	count(s, &b, results);
	s->number++;
	if (stages[s->stage]->tell(s, &b, results)) {
		go_on(s);
	}
}

void search_hurry(struct search *s)
{
	s->state.was_hurried = s->state.was_hurried || s->stage < SEARCH_OVER;
	if (s->stage == SEARCH_CONFIRM) {
		s->stage = SEARCH_OVER;
	} else if (s->stage < SEARCH_CONFIRM) {
		s->stage = SEARCH_CHOICE - 1;
		go_on(s);
	}
}

/* --- what is known ------------------------------------------------------------------------------------------ */

/* An interval takes thought: it is found once for each block that says more. */
static void set_raced(struct search *s, size_t arm)
{
	struct race_state r = stats_race_state(s->race, arm);
	struct search_change *c = &s->changes[s->arms[arm]];
	const bool is_news = r.blocks != c->runs;

	c->runs = r.blocks;
	c->is_slower = r.is_slower;
	c->is_settled = r.verdict != RACE_OPEN;
	if (is_news) {
		double tau = log(2 * (double)s->n_arms / (1 - s->q.confidence));
		struct race_interval all = stats_race_interval(s->race, arm, tau);
		c->saving = c->alone = -expm1(r.effect);
		c->low = -expm1(all.high);
		c->high = -expm1(all.low);
	}
}

struct search_state search_state(struct search *s, struct arena *a)
{
	struct search_state t = s->state;
	size_t n_pairs = s->fit.absent_reason ? 0 : s->fit.n_pairs;
	struct search_pair *pairs = NEW_ARRAY(a, struct search_pair, n_pairs);

	for (size_t i = 0; s->race && i < s->n_arms; i++) {
		set_raced(s, i);
	}
	struct search_change *changes =
		arena_copy(a, s->changes, s->n * sizeof(*changes), alignof(struct search_change));
	for (size_t i = 0; i < n_pairs; i++) {
		const struct fit_pair *p = &s->fit.pairs[i];
		/* z_a z_b turns round when one of them goes, and back when both have gone */
		pairs[i] = (struct search_pair){s->fitted[p->a], s->fitted[p->b], -4 * p->weight};
	}
	t.stage = s->stage;
	t.changes = changes;
	t.pairs = pairs;
	t.n_pairs = n_pairs;
	t.bad_inputs = s->bad_inputs.at;
	t.n_bad_inputs = s->bad_inputs.n;
	t.chosen = s->chosen;
	return t;
}
