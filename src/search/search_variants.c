/*
 * Alternatives beside baselines, block after block, by the label e-process; see stats/race.h. One that fails, or whose output is no good,
 * is out at once. Components race too, each by itself, where the design of the stage before fell apart. Afterwards
 * those that save are run on every input, to see whether their quality is kept.
 */
#include <math.h>

#include "search_private.h"
#include "secateur/base/arena.h"

/* Beside the baseline nothing is learned of one that cannot go without others: what is saved then is theirs, too. */
static bool goes_by_itself(struct search *s, size_t component)
{
	bool *on = NEW_ARRAY(s->arena, bool, s->n);

	add_with_needs(s, s->accepted, component, on);
	for (size_t i = 0; i < s->q.components; i++) {
		if (on[i] && s->changes[i].leader != component) {
			return false;
		}
	}
	return s->changes[component].leader == component;
}

size_t most_variant_blocks(const struct search *s)
{
	return s->q.most_blocks ? s->q.most_blocks : MOST_VARIANT_BLOCKS;
}

static bool begin(struct search *s)
{
	s->arms = NEW_ARRAY(s->arena, size_t, s->n);
	for (size_t i = 0; i < s->n; i++) {
		bool is_left =
			s->falls_apart && i < s->q.components && s->accepted[i] && goes_by_itself(s, i);
		s->state.has_raced = s->state.has_raced || is_left;
		if (i >= s->q.components || is_left) {
			s->arms[s->n_arms++] = i;
		}
	}
	if (s->n_arms == 0) {
		return false;
	}
	struct race_request q = {.variants = s->n_arms,
	                         .worth = -log1p(-s->q.worth),
	                         .alpha = 1 - s->q.confidence,
	                         .sigma = s->state.sigma,
	                         .least = s->q.least_blocks};
	s->race = stats_race_new(&q, s->arena);
	s->arm = s->n_arms;
	return true;
}

static bool is_racing(const struct search *s, size_t arm)
{
	struct race_state r = stats_race_state(s->race, arm);

	return r.verdict == RACE_OPEN && !r.is_retired;
}

static size_t count_racing(const struct search *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_arms; i++) {
		n += is_racing(s, i);
	}
	return n;
}

/* A component goes with those that it leads. */
static const bool *alone(struct search *s, size_t arm)
{
	bool *on = NEW_ARRAY(s->arena, bool, s->n);

	add_with_needs(s, s->accepted, s->arms[arm], on);
	return on;
}

/* Baselines and racing arms in a full random order; `who`: the arm of each run, n_arms for a baseline. */
static size_t line_up(const struct search *s, size_t number, size_t *who)
{
	size_t baselines = stats_race_baselines(s->race), n = baselines + count_racing(s), k = 0;
	uint32_t *order = random_order(s, "race", number, n);

	for (size_t i = 0; i < baselines; i++) {
		who[order[k++]] = s->n_arms;
	}
	for (size_t i = 0; i < s->n_arms; i++) {
		if (is_racing(s, i)) {
			who[order[k++]] = i;
		}
	}
	return n;
}

/* More than there can be baselines beside all arms. */
static size_t *room_for_line(const struct search *s)
{
	return NEW_ARRAY(s->arena, size_t, 2 * s->n_arms + 2);
}

static bool block(struct search *s, size_t ahead, struct search_block *ret)
{
	size_t number = s->number + ahead, *who = room_for_line(s);
	const bool *nothing = NEW_ARRAY(s->arena, bool, s->n);

	if (s->arm < s->n_arms) {
		return test_block(s, ahead, ret);
	}
	if (number >= most_variant_blocks(s)) {
		return false;
	}
	ret->n = line_up(s, number, who);
	struct search_setup *arms = NEW_ARRAY(s->arena, struct search_setup, ret->n);
	for (size_t i = 0; i < ret->n; i++) {
		arms[i].on = who[i] == s->n_arms ? nothing : alone(s, who[i]);
	}
	ret->arms = arms;
	ret->input = deal_input(s, "race inputs", number, s->searched, s->n_searched);
	return true;
}

/* --- the race ------------------------------------------------------------------------------------------- */

/* A component that may go with others may fail without them: that says nothing against it. */
static void retire(struct search *s, size_t arm, enum search_fate why)
{
	stats_race_retire(s->race, arm);
	s->changes[s->arms[arm]].fate = s->arms[arm] < s->q.components ? FATE_OPEN : why;
}

/* A block with a baseline that fails says nothing: it is left out whole. */
static void race(struct search *s, const struct search_block *b, const struct search_result *r)
{
	struct race_run *runs = NEW_ARRAY(s->arena, struct race_run, b->n);
	size_t *who = room_for_line(s), n = 0;
	bool whole = true;

	line_up(s, b->number, who);
	for (size_t i = 0; i < b->n; i++) {
		if (!r[i].failed) {
			runs[n++] = (struct race_run){who[i] == s->n_arms ? 0 : who[i] + 1, log(r[i].time)};
		}
		whole = whole && !(r[i].failed && who[i] == s->n_arms);
	}
	for (size_t i = 0; i < b->n; i++) {
		if (who[i] == s->n_arms) {
			continue;
		}
		s->changes[s->arms[who[i]]].quality = r[i].failed ? SEARCH_OPEN : r[i].quality;
		if (r[i].failed || r[i].quality == SEARCH_LOST) {
			retire(s, who[i], r[i].failed ? FATE_REQUIRED : FATE_KEEP);
		}
	}
	if (whole) {
		stats_race_block(s->race, runs, n);
	}
}

/* --- the quality of those that save ------------------------------------------------------------------------ */

static void set_fate(struct search *s, size_t arm)
{
	struct race_state r = stats_race_state(s->race, arm);
	struct search_change *c = &s->changes[s->arms[arm]];

	c->is_settled = r.verdict != RACE_OPEN;
	if (r.blocks > 0) {
		c->saving = c->alone = -expm1(r.effect);
	}
	if (r.is_retired) {
		return;
	}
	if (r.verdict == RACE_NOT_WORTH) {
		c->fate = FATE_NO_GAIN;
	} else if (r.verdict == RACE_FASTER) {
		c->fate = c->quality == SEARCH_KEPT ? FATE_DROP : FATE_OPEN;
	}
}

static void take_quality(struct search *s)
{
	struct search_change *c = &s->changes[s->arms[s->arm]];

	c->quality = s->test.outcome == TEST_GOOD ? SEARCH_KEPT : SEARCH_LOST;
	if (s->test.outcome != TEST_GOOD) {
		retire(s, s->arm, s->test.outcome == TEST_FAILED ? FATE_REQUIRED : FATE_KEEP);
	}
}

/* On to the next one that saves and whose quality is not known on all inputs; false: there is none. */
static bool ask_next(struct search *s)
{
	for (; s->arm < s->n_arms; s->arm++) {
		struct race_state r = stats_race_state(s->race, s->arm);
		if (r.verdict == RACE_FASTER && !r.is_retired) {
			test_begin(s, alone(s, s->arm));
			if (s->test.outcome == TEST_GOING) {
				return true;
			}
			take_quality(s);
		}
		set_fate(s, s->arm);
	}
	return false;
}

/* Of those that are open, the smallest saving worth a change that would have been told: as wide as the widest interval. */
static double settles(const struct search *s)
{
	double tau = log(2 * (double)s->n_arms / (1 - s->q.confidence)), widest = 0;

	for (size_t i = 0; i < s->n_arms; i++) {
		if (is_racing(s, i)) {
			struct race_interval r = stats_race_interval(s->race, i, tau);
			widest = fmax(widest, r.high - r.low);
		}
	}
	return -expm1(-widest);
}

static bool tell(struct search *s, const struct search_block *b, const struct search_result *r)
{
	if (s->arm < s->n_arms) {
		if (!test_tell(s, r)) {
			return false;
		}
		take_quality(s);
		set_fate(s, s->arm++);
		bool over = !ask_next(s);
		follow_leaders(s);
		return over;
	}
	race(s, b, r);
	for (size_t i = 0; i < s->n_arms; i++) {
		set_fate(s, i);
	}
	follow_leaders(s);
	if (count_racing(s) > 0) {
		if (b->number + 1 < most_variant_blocks(s)) {
			return false;
		}
		s->state.settles = fmax(s->state.settles, settles(s)); /* not a number: the other one */
	}
	s->arm = 0;
	return !ask_next(s);
}

const struct stage stage_variants = {"variants", begin, block, tell};
