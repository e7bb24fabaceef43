/*
 * What each component that may go saves: Plackett-Burman blocks, in each row of which a random half of them is dropped. After 2, 3, 4,
 * 5, 7, 10, 14 and 20 blocks, or what lies between given bounds, the fit is looked at; Pocock's spending keeps all looks at all components within alpha. The interval of
 * a look holds jointly.
 */
#include <math.h>
#include <string.h>

#include "search_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/paley.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/screen.h"
#include "secateur/stats/spending.h"

static const size_t usual_looks[MOST_LOOKS - 1] = {2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 57, 80, 113};
static const double MOST_FAILED =
	.25; /* share of rows that nothing explains: beyond it there is nothing to fit */
enum { LEAST_BLOCKS = 3, LEAST_ROWS = 60 /* before it is given up */ };

/* A column for each that goes by itself, and for the leader of those that cannot. */
static void lay_columns(struct search *s)
{
	find_leaders(s);
	s->columns = NEW_ARRAY(s->arena, size_t, s->q.components);
	s->n_columns = 0;
	for (size_t i = 0; i < s->q.components; i++) {
		if (s->accepted[i] && s->changes[i].leader == i) {
			s->columns[s->n_columns++] = i;
		}
	}
}

size_t most_component_blocks(const struct search *s)
{
	return s->q.most_blocks ? s->q.most_blocks : MOST_COMPONENT_BLOCKS;
}

static void lay_looks(struct search *s)
{
	const size_t most = most_component_blocks(s);

	s->n_looks = 0;
	for (size_t i = 0; i < MOST_LOOKS - 1; i++) {
		if (usual_looks[i] >= s->q.least_blocks && usual_looks[i] < most) {
			s->looks[s->n_looks++] = usual_looks[i];
		}
	}
	s->looks[s->n_looks++] = most;
}

static bool begin(struct search *s)
{
	double information[MOST_LOOKS], z[MOST_LOOKS];

	lay_columns(s);
	s->falls_apart = s->n_columns > PALEY_MOST;
	if (s->n_columns == 0 || s->falls_apart) {
		return false;
	}
	lay_looks(s);
	for (size_t i = 0; i < s->n_looks; i++) {
		information[i] = (double)s->looks[i];
	}
	stats_boundaries(SPENDING_POCOCK, (1 - s->q.confidence) / (double)s->n_columns, information,
	                 s->n_looks, z);
	for (size_t i = 0; i < s->n_looks; i++) {
		s->level[i] = stats_normal_tail(z[i]);
	}
	return true;
}

/* A design's rows know nothing of who needs whom: what may not go yet stays. */
static const bool *row_of(struct search *s, const bool *drawn)
{
	bool *on = NEW_ARRAY(s->arena, bool, s->n);

	for (size_t j = 0; j < s->n_columns; j++) {
		on[s->columns[j]] = drawn[j];
	}
	for (size_t i = 0; i < s->q.components; i++) {
		on[i] = on[s->changes[i].leader] && s->accepted[i];
	}
	close_set(s, on);
	return on;
}

static bool block(struct search *s, size_t ahead, struct search_block *ret)
{
	if (inquiry_is_on(s)) {
		inquiry_block(s, s->number, ret);
		return ahead == 0;
	}
	size_t number = s->n_screens + ahead, rows = paley_rows(s->n_columns);
	struct rng r = rng_stream(s->q.seed, "screen", number);
	bool *drawn = NEW_ARRAY(s->arena, bool, rows * s->n_columns);
	struct search_setup *arms = NEW_ARRAY(s->arena, struct search_setup, rows);

	if (number >= most_component_blocks(s)) {
		return false;
	}
	stats_screen_draw(s->n_columns, &r, drawn);
	for (size_t i = 0; i < rows; i++) {
		arms[i].on = row_of(s, drawn + i * s->n_columns);
	}
	ret->arms = arms;
	ret->n = rows;
	ret->input = deal_input(s, "screen inputs", number, s->searched, s->n_searched);
	return true;
}

static void keep_rows(struct search *s, const struct search_block *b, const struct search_result *r)
{
	for (size_t i = 0; i < b->n; i++) {
		for (size_t j = 0; j < s->q.components; j++) {
			*vec_push(s->arena, &s->dropped) = b->arms[i].on[j];
		}
		*vec_push(s->arena, &s->times) = r[i].failed ? NAN : r[i].time;
		*vec_push(s->arena, &s->row_block) = b->number;
	}
}

/* --- rows that fail --------------------------------------------------------------------------------------- */

static bool is_dropped(const struct search *s, size_t row, size_t component)
{
	return s->dropped.at[row * s->q.components + component];
}

static bool has_failed(const struct search *s, size_t row) { return isnan(s->times.at[row]); }

/* Rows that fail, and nothing that is known says why: something was dropped while what has to go before it stayed. */
static size_t count_unexplained(const struct search *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->times.n; i++) {
		const bool *dropped = &s->dropped.at[i * s->q.components];
		n += has_failed(s, i) && find_used(s, dropped) == s->q.components;
	}
	return n;
}

/* --- the fit ------------------------------------------------------------------------------------------------- */

/* The rows that went well. */
static void fill_request(const struct search *s, struct fit_request *q)
{
	bool *dropped = NEW_ARRAY(s->arena, bool, s->times.n * s->n_columns);
	double *time = NEW_ARRAY(s->arena, double, s->times.n);
	size_t *block = NEW_ARRAY(s->arena, size_t, s->times.n);

	for (size_t i = 0; i < s->times.n; i++) {
		if (!has_failed(s, i)) {
			for (size_t j = 0; j < s->n_columns; j++) {
				dropped[q->runs * s->n_columns + j] = is_dropped(s, i, s->columns[j]);
			}
			block[q->runs] = s->row_block.at[i];
			time[q->runs++] = s->times.at[i];
		}
	}
	q->dropped = dropped;
	q->block = block;
	q->time = time;
}

/* Huber's fit, or least squares where runs fall in two groups: then half of what looks like outliers is none. */
static void fit(struct search *s)
{
	struct fit_request q = {.components = s->n_columns, .is_robust = true, .finds_terms = true};

	fill_request(s, &q);
	s->fitted = s->columns;
	s->fit = stats_fit(&q, s->arena);
	s->state.is_robust = s->fit.absent_reason || !stats_modes(s->fit.residual, q.runs).flagged;
	if (!s->state.is_robust) {
		q.is_robust = false;
		s->fit = stats_fit(&q, s->arena);
	}
}

static bool is_varying(const struct fit *f, size_t column)
{
	for (size_t i = 0; i < f->n_varying; i++) {
		if (f->varying[i] == column) {
			return true;
		}
	}
	return false;
}

/* What is settled stays so; its numbers go on getting better. Returns half the widest interval of what stays open; 0: nothing does. */
static double judge(struct search *s, double level)
{
	/* what decides is one bound at a time, since no saving is beyond both; what is shown holds on both sides */
	double t = stats_t_quantile(level, s->fit.df), both = stats_t_quantile(level / 2, s->fit.df);
	double widest = 0;

	for (size_t j = 0; j < s->n_columns; j++) {
		struct search_change *c = &s->changes[s->columns[j]];
		double half = t * s->fit.error[j];
		c->saving = s->fit.average[j];
		c->low = c->saving - both * s->fit.error[j];
		c->high = c->saving + both * s->fit.error[j];
		c->alone = s->fit.alone[j];
		c->last = s->fit.last[j];
		c->varies = is_varying(&s->fit, j);
		c->runs = s->times.n;
		if (c->saving + half <
		    s->q.worth) { /* also when it was said to save before: by less than is worth it */
			c->fate = FATE_NO_GAIN;
		} else if (!c->is_settled && c->saving - half > 0) {
			c->fate = FATE_DROP;
		}
		c->is_settled = c->fate != FATE_OPEN;
		widest = fmax(widest, c->is_settled ? 0 : half);
	}
	follow_leaders(s);
	s->state.stripped = s->fit.stripped;
	return widest;
}

/* Nothing is taken from the fit then: each will race by itself, and all that is said of it is of the race. */
static bool fall_apart(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		struct search_change *c = &s->changes[i];
		if (s->accepted[i]) {
			c->fate = FATE_OPEN;
			c->is_settled = c->varies = false;
			c->saving = c->low = c->high = c->alone = c->last = NAN;
			c->runs = 0;
		}
	}
	s->falls_apart = true;
	s->fit.absent_reason = "too many sets fail, or none tells the components apart";
	s->state.stripped = NAN;
	return true;
}

/* A look, where one is due; true: the stage is over. */
static bool look(struct search *s)
{
	double open = INFINITY;

	for (size_t i = 0; i < s->n_looks; i++) {
		if (s->n_screens == s->looks[i]) {
			fit(s);
			open = s->fit.absent_reason ? INFINITY : judge(s, s->level[i]);
		}
	}
	if (open > 0 && s->n_screens == most_component_blocks(s)) {
		s->state.settles = isfinite(open) ? 2 * open : NAN;
		return isfinite(open) || fall_apart(s);
	}
	return open == 0;
}

static bool tell(struct search *s, const struct search_block *b, const struct search_result *r)
{
	if (inquiry_is_on(s)) {
		if (!inquiry_tell(s, r)) {
			return false;
		}
		lay_columns(s);
	} else {
		keep_rows(s, b, r);
		s->n_screens++;
	}
	size_t unexplained = count_unexplained(s);
	if (unexplained > 0 && s->inquiry.step == INQUIRY_NONE) {
		inquiry_begin(s);
		return false;
	}
	if (s->n_screens >= LEAST_BLOCKS && s->times.n >= LEAST_ROWS &&
	    (double)unexplained > MOST_FAILED * (double)s->times.n) {
		return fall_apart(s);
	}
	return look(s);
}

const struct stage stage_components = {"components", begin, block, tell};

/* Of components that raced each by itself: the sum, as if none acted on another; NAN where one is not known. */
static double raced_saving(const struct search *s, const bool *on)
{
	double sum = 0;

	for (size_t i = 0; i < s->q.components; i++) {
		sum += on[i] && s->changes[i].leader == i ? s->changes[i].saving : 0;
	}
	return sum;
}

double fitted_saving(const struct search *s, const bool *on)
{
	double saving = 0;
	bool any = false;

	for (size_t i = 0; i < s->q.components; i++) {
		any = any || on[i];
	}
	if (!any) {
		return 0;
	}
	if (s->fit.absent_reason) {
		return s->falls_apart ? raced_saving(s, on) : NAN;
	}
	for (size_t j = 0; j < s->fit.components; j++) {
		saving += on[s->fitted[j]] ? s->fit.alone[j] : 0;
	}
	for (size_t i = 0; i < s->fit.n_pairs; i++) {
		const struct fit_pair *p = &s->fit.pairs[i];
		saving -= on[s->fitted[p->a]] && on[s->fitted[p->b]] ? 4 * p->weight : 0;
	}
	return saving;
}
