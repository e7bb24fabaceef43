/*
 * What each component that may go saves: Plackett-Burman blocks, in each row of which a random half of them is dropped. After 2, 3, 4,
 * 5, 7, 10, 14 and 20 blocks the fit is looked at; Pocock's spending keeps all looks at all components within alpha. The interval of
 * a look holds jointly.
 */
#include <math.h>
#include <string.h>

#include "search_private.h"
#include "secateur/base/arena.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/screen.h"
#include "secateur/stats/spending.h"

static const size_t looks[MOST_LOOKS] = {2, 3, 4, 5, 7, 10, 14, MOST_COMPONENT_BLOCKS};
static const double MOST_FAILED =
	.25;                 /* share of rows that nothing explains: beyond it there is nothing to fit */
enum { LEAST_FAILURES = 3 }; /* rows that make a need of it */

static bool begin(struct search *s)
{
	double information[MOST_LOOKS], z[MOST_LOOKS];

	s->columns = NEW_ARRAY(s->arena, size_t, s->q.components);
	for (size_t i = 0; i < s->q.components; i++) {
		if (s->accepted[i]) {
			s->columns[s->n_columns++] = i;
		}
	}
	if (s->n_columns == 0 || s->n_columns > SCREEN_MOST) {
		return false;
	}
	for (size_t i = 0; i < MOST_LOOKS; i++) {
		information[i] = (double)looks[i];
	}
	stats_boundaries(SPENDING_POCOCK, (1 - s->q.confidence) / (double)s->n_columns, information,
	                 MOST_LOOKS, z);
	for (size_t i = 0; i < MOST_LOOKS; i++) {
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
	close_set(s, on);
	return on;
}

static bool block(struct search *s, size_t ahead, struct search_block *ret)
{
	size_t number = s->number + ahead, rows = stats_screen_rows(s->n_columns);
	struct rng r = rng_stream(s->q.seed, "screen", number);
	bool *drawn = NEW_ARRAY(s->arena, bool, rows * s->n_columns);
	struct search_setup *arms = NEW_ARRAY(s->arena, struct search_setup, rows);

	if (number >= MOST_COMPONENT_BLOCKS) {
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
		for (size_t j = 0; j < s->n_columns; j++) {
			*vec_push(s->arena, &s->dropped) = b->arms[i].on[s->columns[j]];
		}
		*vec_push(s->arena, &s->times) = r[i].failed ? NAN : r[i].time;
		*vec_push(s->arena, &s->row_block) = b->number;
	}
}

/* --- rows that fail --------------------------------------------------------------------------------------- */

static bool is_dropped(const struct search *s, size_t row, size_t column)
{
	return s->dropped.at[row * s->n_columns + column];
}

/* Rows without the one but with the other; 0 when one of them went well: then the one does not need the other gone. */
static size_t failures_without(const struct search *s, size_t one, size_t other)
{
	size_t n = 0;

	for (size_t i = 0; i < s->times.n; i++) {
		if (is_dropped(s, i, one) && !is_dropped(s, i, other)) {
			if (!isnan(s->times.at[i])) {
				return 0;
			}
			n++;
		}
	}
	return n;
}

static bool has_need(const struct search *s, size_t one, size_t other)
{
	const bool *needs = s->changes[s->columns[one]].needs;

	return needs && needs[s->columns[other]];
}

static bool is_explained(const struct search *s, size_t row)
{
	for (size_t i = 0; i < s->n_columns; i++) {
		for (size_t j = 0; j < s->n_columns; j++) {
			if (is_dropped(s, row, i) && !is_dropped(s, row, j) && has_need(s, i, j)) {
				return true;
			}
		}
	}
	return false;
}

static size_t count_unexplained(const struct search *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->times.n; i++) {
		n += isnan(s->times.at[i]) && !is_explained(s, i);
	}
	return n;
}

static void add_need(struct search *s, size_t one, size_t other)
{
	struct search_change *c = &s->changes[s->columns[one]];
	bool *needs = NEW_ARRAY(s->arena, bool, s->q.components);

	for (size_t i = 0; i < s->q.components; i++) {
		needs[i] = c->needs && c->needs[i];
	}
	needs[s->columns[other]] = true;
	c->needs = needs;
}

/*
 * All that may go went together, so a row that fails dropped something while its user stayed. Of all pairs of which no row went well, the one
 * that fails most often is taken for such; rows that are drawn from then on obey it. Until all failures are explained.
 */
static void find_needs(struct search *s)
{
	while (count_unexplained(s) > 0) {
		size_t most = 0, one = 0, other = 0;
		for (size_t i = 0; i < s->n_columns; i++) {
			for (size_t j = 0; j < s->n_columns; j++) {
				size_t n = i != j && !has_need(s, i, j) && !has_need(s, j, i)
				                   ? failures_without(s, i, j)
				                   : 0;
				if (n > most) {
					most = n;
					one = i;
					other = j;
				}
			}
		}
		if (most < LEAST_FAILURES) {
			return;
		}
		add_need(s, one, other);
	}
}

/* --- the fit ------------------------------------------------------------------------------------------------- */

/* The rows that went well. */
static void fill_request(const struct search *s, struct fit_request *q)
{
	bool *dropped = NEW_ARRAY(s->arena, bool, s->dropped.n);
	double *time = NEW_ARRAY(s->arena, double, s->times.n);
	size_t *block = NEW_ARRAY(s->arena, size_t, s->times.n);

	for (size_t i = 0; i < s->times.n; i++) {
		if (!isnan(s->times.at[i])) {
			for (size_t j = 0; j < s->n_columns; j++) {
				dropped[q->runs * s->n_columns + j] = is_dropped(s, i, j);
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

/* What is settled stays so; its numbers go on getting better. */
static bool judge(struct search *s, double level)
{
	/* what decides is one bound at a time, since no saving is beyond both; what is shown holds on both sides */
	double t = stats_t_quantile(level, s->fit.df), both = stats_t_quantile(level / 2, s->fit.df);
	bool all = true;

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
		all = all && c->is_settled;
	}
	s->state.stripped = s->fit.stripped;
	return all;
}

static bool tell(struct search *s, const struct search_block *b, const struct search_result *r)
{
	size_t blocks = b->number + 1;

	keep_rows(s, b, r);
	find_needs(s);
	if ((double)count_unexplained(s) > MOST_FAILED * (double)s->times.n) {
		s->falls_apart = true;
		return true;
	}
	for (size_t i = 0; i < MOST_LOOKS; i++) {
		if (blocks == looks[i]) {
			fit(s);
			if (!s->fit.absent_reason && judge(s, s->level[i])) {
				return true;
			}
		}
	}
	return blocks == MOST_COMPONENT_BLOCKS;
}

const struct stage stage_components = {"components", begin, block, tell};

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
		return NAN;
	}
	for (size_t j = 0; j < s->n_columns; j++) {
		saving += on[s->columns[j]] ? s->fit.alone[j] : 0;
	}
	for (size_t i = 0; i < s->fit.n_pairs; i++) {
		const struct fit_pair *p = &s->fit.pairs[i];
		saving -= on[s->columns[p->a]] && on[s->columns[p->b]] ? 4 * p->weight : 0;
	}
	return saving;
}
