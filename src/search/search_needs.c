/*
 * Who needs whom, asked by runs as soon as rows of the design fail and nothing says why: all but one, and each alone; then, for each that
 * fails alone, together with all without which something failed; then with one of these less after another, until none can be spared. What
 * is left has to go before it, itself or by what it needs in turn. Nothing is concluded from chance.
 */
#include <math.h>
#include <string.h>

#include "search_private.h"
#include "secateur/base/arena.h"

/* --- sets of components ---------------------------------------------------------------------------------- */

static bool *nothing(const struct search *s) { return NEW_ARRAY(s->arena, bool, s->n); }

/* With all that is known to have to go before it. */
static void put_on(const struct search *s, bool *on, size_t component)
{
	add_with_needs(s, s->accepted, component, on);
}

static const bool *all_but(const struct search *s, size_t leader)
{
	bool *on = arena_copy(s->arena, s->accepted, s->n * sizeof(bool), alignof(bool));

	for (size_t i = 0; i < s->q.components; i++) {
		on[i] = on[i] && s->changes[i].leader != leader;
	}
	close_set(s, on);
	return on;
}

/* `without` >= components: with all of them. */
static const bool *with_others(const struct search *s, size_t component, const bool *others, size_t without)
{
	bool *on = nothing(s);

	put_on(s, on, component);
	for (size_t i = 0; i < s->q.components; i++) {
		if (others[i] && i != without) {
			put_on(s, on, i);
		}
	}
	return on;
}

/* --- rows ---------------------------------------------------------------------------------------------------- */

static void add_row(struct search *s, size_t component, const bool *on)
{
	struct inquiry *q = &s->inquiry;

	*vec_push(s->arena, &q->who) = component;
	*vec_push(s->arena, &q->rows) = (struct search_setup){on};
}

static void ask_singles(struct search *s)
{
	for (size_t j = 0; j < s->n_columns; j++) {
		add_row(s, s->columns[j], all_but(s, s->columns[j]));
	}
	for (size_t j = 0; j < s->n_columns; j++) {
		bool *on = nothing(s);
		put_on(s, on, s->columns[j]);
		add_row(s, s->columns[j], on);
	}
}

static void ask_together(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		if (s->inquiry.others[i]) {
			add_row(s, i, with_others(s, i, s->inquiry.others[i], s->q.components));
		}
	}
}

/* What is on again by what needs it cannot be left out. */
static void ask_without(struct search *s, size_t less)
{
	const struct inquiry *q = &s->inquiry;

	for (size_t i = 0; i < s->q.components; i++) {
		if (q->others[i] && q->others[i][less] && q->is_asked[i]) {
			const bool *on = with_others(s, i, q->others[i], less);
			if (!on[less]) {
				add_row(s, i, on);
			}
		}
	}
}

static void clear_rows(struct search *s)
{
	s->inquiry.who.n = 0;
	memset(&s->inquiry.rows, 0, sizeof(s->inquiry.rows)); /* those of before are still pointed to */
}

/* --- what is concluded --------------------------------------------------------------------------------------------- */

/* A row of the design in which the one is gone and the other is not, and which went well. */
static bool is_refuted(const struct search *s, size_t one, size_t other)
{
	for (size_t i = 0; i < s->times.n; i++) {
		const bool *dropped = &s->dropped.at[i * s->q.components];
		if (!isnan(s->times.at[i]) && dropped[one] && !dropped[other]) {
			return true;
		}
	}
	return false;
}

static void set_needs(struct search *s, size_t component)
{
	struct search_change *c = &s->changes[component];
	bool *needs = NEW_ARRAY(s->arena, bool, s->q.components);

	for (size_t i = 0; i < s->q.components; i++) {
		bool is_needed = s->inquiry.others[component][i] && !is_refuted(s, component, i);
		needs[i] = is_needed || (c->needs && c->needs[i]);
	}
	c->needs = needs;
}

static void conclude(struct search *s)
{
	for (size_t i = 0; i < s->q.components; i++) {
		if (s->inquiry.others[i]) {
			set_needs(s, i);
		}
	}
	s->inquiry.step = INQUIRY_OVER;
}

/* --- the steps ------------------------------------------------------------------------------------------------------- */

static bool *missed(const struct search *s, const struct search_result *r)
{
	bool *ret = nothing(s);

	for (size_t j = 0; j < s->n_columns; j++) {
		ret[s->columns[j]] = r[j].failed;
	}
	return ret;
}

/* Those that fail alone, with those without which something failed. */
static void take_singles(struct search *s, const struct search_result *r)
{
	const bool *others = missed(s, r);

	for (size_t j = 0; j < s->n_columns; j++) {
		const size_t i = s->columns[j];
		if (r[s->n_columns + j].failed) {
			s->inquiry.others[i] =
				arena_copy(s->arena, others, s->n * sizeof(bool), alignof(bool));
			s->inquiry.others[i][i] = false;
			s->inquiry.is_asked[i] = true;
		}
	}
}

static void take_together(struct search *s, const struct search_result *r)
{
	for (size_t k = 0; k < s->inquiry.who.n; k++) {
		if (r[k].failed) { /* of it nothing can be learned so */
			s->inquiry.others[s->inquiry.who.at[k]] = NULL;
		}
	}
}

static void take_without(struct search *s, const struct search_result *r)
{
	struct inquiry *q = &s->inquiry;

	for (size_t k = 0; k < q->who.n; k++) {
		if (!r[k].failed) {
			q->others[q->who.at[k]][q->less] = false;
			q->has_shrunk[q->who.at[k]] = true;
		}
	}
	q->less++;
}

/* What could not be spared may be so once others are: those that lost something are gone through once more. */
static bool begin_pass(struct search *s)
{
	struct inquiry *q = &s->inquiry;
	bool any = false;

	q->less = 0;
	for (size_t i = 0; i < s->q.components; i++) {
		q->is_asked[i] = q->has_shrunk[i];
		any = any || q->has_shrunk[i];
		q->has_shrunk[i] = false;
	}
	return any;
}

/* The rows of the next step that has any; over when there is none. */
static void go_on(struct search *s)
{
	struct inquiry *q = &s->inquiry;

	clear_rows(s);
	if (q->step == INQUIRY_SINGLES) {
		q->step = INQUIRY_TOGETHER;
		ask_together(s);
	} else {
		q->step = INQUIRY_WITHOUT;
	}
	while (q->step == INQUIRY_WITHOUT && q->rows.n == 0) {
		if (q->less < s->q.components) {
			ask_without(s, q->less);
			q->less += q->rows.n == 0;
		} else if (!begin_pass(s)) {
			conclude(s);
		}
	}
	if (q->step == INQUIRY_TOGETHER && q->rows.n == 0) {
		conclude(s);
	}
}

void inquiry_begin(struct search *s)
{
	s->inquiry = (struct inquiry){.step = INQUIRY_SINGLES,
	                              .others = NEW_ARRAY(s->arena, bool *, s->q.components),
	                              .is_asked = NEW_ARRAY(s->arena, bool, s->q.components),
	                              .has_shrunk = NEW_ARRAY(s->arena, bool, s->q.components)};
	ask_singles(s);
}

bool inquiry_is_on(const struct search *s)
{
	return s->inquiry.step != INQUIRY_NONE && s->inquiry.step != INQUIRY_OVER;
}

void inquiry_block(struct search *s, size_t number, struct search_block *ret)
{
	ret->arms = s->inquiry.rows.at;
	ret->n = s->inquiry.rows.n;
	ret->input = deal_input(s, "needs inputs", number, s->searched, s->n_searched);
}

bool inquiry_tell(struct search *s, const struct search_result *r)
{
	if (s->inquiry.step == INQUIRY_SINGLES) {
		take_singles(s, r);
	} else if (s->inquiry.step == INQUIRY_TOGETHER) {
		take_together(s, r);
	} else {
		take_without(s, r);
	}
	go_on(s);
	return s->inquiry.step == INQUIRY_OVER;
}
