/* The noise of the baseline on one input, or on the next one where it fails; and what that lets expect of all the rest. */
#include <math.h>

#include "search_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/paley.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/screen.h"

static bool begin(struct search *s)
{
	(void)s;
	return true;
}

static bool block(struct search *s, size_t ahead, struct search_block *ret)
{
	struct search_setup *arms = NEW_ARRAY(s->arena, struct search_setup, NOISE_DISCARDED + NOISE_RUNS);
	const bool *nothing = NEW_ARRAY(s->arena, bool, s->n);

	if (ahead > 0) {
		return false;
	}
	ret->n = NOISE_DISCARDED + NOISE_RUNS;
	for (size_t i = 0; i < ret->n; i++) {
		arms[i].on = nothing;
	}
	ret->arms = arms;
	ret->input = s->searched[0];
	return true;
}

static void plan_components(struct search *s)
{
	struct search_state *t = &s->state;
	const size_t rows = paley_rows(s->q.components);

	if (rows > 0) {
		t->needed_component_runs =
			stats_screen_planned(s->q.components, t->sigma, s->q.worth, 1 - s->q.confidence);
		double blocks = ceil(t->needed_component_runs / (double)rows);
		t->planned_component_runs =
			(double)rows * fmin(fmax(blocks, fmax(2, (double)s->q.least_blocks)),
		                            (double)most_component_blocks(s));
	}
}

/* Components too, when there are too many for the stage before. */
static void plan_race(struct search *s)
{
	struct search_state *t = &s->state;
	struct race_request q = {.variants = s->q.alternatives +
	                                     (s->q.components > PALEY_MOST ? s->q.components : 0),
	                         .worth = -log1p(-s->q.worth),
	                         .alpha = 1 - s->q.confidence,
	                         .sigma = t->sigma};

	if (q.variants > 0) {
		double baselines = fmax(2, floor(sqrt((double)q.variants) + .5)),
		       runs = baselines + (double)q.variants,
		       blocks = ceil(stats_race_planned(&q, (size_t)baselines));
		t->needed_variant_runs = blocks * runs;
		t->planned_variant_runs =
			fmin(fmax(blocks, (double)s->q.least_blocks), (double)most_variant_blocks(s)) * runs;
	}
}

/* Before anything is known of what may go: as if all might. */
static void plan(struct search *s)
{
	s->state.planned_tests = (double)s->q.components;
	plan_components(s);
	plan_race(s);
	s->state.planned_confirm_runs = 2 * fmax(LEAST_CONFIRM_BLOCKS, (double)s->q.held_out);
}

static bool tell(struct search *s, const struct search_block *b, const struct search_result *r)
{
	double y[NOISE_RUNS], time[NOISE_RUNS];
	size_t n = 0;

	for (size_t i = NOISE_DISCARDED; i < b->n; i++) {
		if (!r[i].failed) {
			time[n] = r[i].time;
			y[n++] = log(r[i].time);
		}
	}
	if (n < LEAST_NOISE_RUNS) {
		leave_out(s, 0);
		if (s->n_searched > 0 && s->bad_inputs.n < MOST_BAD_IN_A_ROW) {
			return false;
		}
		s->state.ended_because =
			"the baseline fails again and again: nothing can be compared with it";
		s->stage = SEARCH_CONFIRM; /* and nothing follows it */
		return true;
	}
	s->state.sigma = stats_race_sigma(y, n);
	s->state.run_time = stats_median(time, n);
	plan(s);
	return true;
}

const struct stage stage_noise = {"noise", begin, block, tell};
