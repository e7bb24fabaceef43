/* What is known of each change, of two together, and the way from the baseline to what was chosen. */
#include <math.h>

#include "report_cells.h"
#include "report_search.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

enum { NEEDS_MOST = 6 };

static void add_note(struct strbuf *b, const char *text) { strbuf_addf(b, "%s%s", b->len ? "; " : "", text); }

static const char *open_note(const struct search_story *t, size_t i)
{
	const struct search_change *c = &t->state.changes[i];

	if (c->fate != FATE_OPEN) {
		return NULL;
	}
	if (i >= t->state.components) {
		return c->quality == SEARCH_KEPT ? "quality is kept, its saving is not settled"
		       : isfinite(c->saving)     ? "quality is not settled on all inputs"
		                                 : "not looked at";
	}
	return c->may_go ? "may go, its saving is not settled" : "whether it may go is not settled";
}

/* Others that go only together with it; empty: it goes by itself. */
static struct picked companions(const struct search_story *t, size_t i, struct arena *a)
{
	struct picked ret = {0};

	for (size_t k = 0; k < t->state.components; k++) {
		if (k != i && t->state.changes[k].leader == t->state.changes[i].leader) {
			*vec_push(a, &ret) = k;
		}
	}
	return ret;
}

/* Those that have to go before it, but not with it. */
static struct picked before(const struct search_story *t, size_t i, struct arena *a)
{
	const struct search_change *c = &t->state.changes[i];
	struct picked ret = {0};

	for (size_t k = 0; c->needs && k < t->state.components; k++) {
		if (c->needs[k] && t->state.changes[k].leader != c->leader) {
			*vec_push(a, &ret) = k;
		}
	}
	return ret;
}

static void add_company(const struct sheet *s, const struct search_story *t, size_t i, struct strbuf *b)
{
	const struct picked with = companions(t, i, s->a), needs = before(t, i, s->a);
	const struct lines with_names = names_of(t, &with, s->a), needs_names = names_of(t, &needs, s->a);

	const size_t leader = t->state.changes[i].leader;
	if (with.n > 0 && leader != i) {
		add_note(b, arena_printf(s->a, "goes only together with %s, where it is counted",
		                         t->names[leader]));
	} else if (with.n > 0) {
		add_note(b, arena_printf(s->a,
		                         "goes only together with %s: what is said of it is of all of them",
		                         join_names(&with_names, NEEDS_MOST, s->a)));
	}
	if (needs.n > 0) {
		add_note(b, arena_printf(s->a, "goes only after %s",
		                         join_names(&needs_names, NEEDS_MOST, s->a)));
	}
}

static const char *notes_cell(const struct sheet *s, const struct search_story *t, size_t i)
{
	const struct search_change *c = &t->state.changes[i];
	const char *open = open_note(t, i);
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (open) {
		add_note(&b, open);
	}
	if (c->is_slower) {
		add_note(&b, "slower");
	}
	if (t->reasons && t->reasons[i]) {
		add_note(&b, t->reasons[i]);
	}
	if (i < t->state.components) {
		add_company(s, t, i, &b);
	}
	if (c->varies) {
		add_note(&b, "its saving varies over inputs");
	}
	return strbuf_take(&b, s->a);
}

/* Those that may go or may yet do so, the dearest first; then those that may not. */
static struct picked table_order(const struct sheet *s, const struct search_story *t, size_t first,
                                 size_t end)
{
	static const enum verdict stay[] = {VERDICT_KEEP, VERDICT_REQUIRED, VERDICT_FAILS};
	struct picked ret = {0};

	for (size_t i = first; i < end; i++) {
		const enum verdict v = change_verdict(t, i);
		if (v == VERDICT_DROP || v == VERDICT_NO_GAIN || v == VERDICT_UNDECIDED) {
			*vec_push(s->a, &ret) = i;
		}
	}
	sort_by_saving(t, &ret);
	for (size_t k = 0; k < sizeof(stay) / sizeof(*stay); k++) {
		const struct picked some = pick_verdict(t, stay[k], first, end, s->a);
		for (size_t i = 0; i < some.n; i++) {
			*vec_push(s->a, &ret) = some.at[i];
		}
	}
	return ret;
}

static void changes_table(struct sheet *s, const struct search_story *t, size_t first, size_t end)
{
	const bool are_components = first == 0 && t->state.components > 0,
		   is_fitted = are_components && !t->state.has_raced;
	const struct picked order = table_order(s, t, first, end);
	struct grid g = {0};

	grid_column(s, &g, are_components ? "component" : "alternative", false);
	grid_column(s, &g, "change", false);
	grid_column(s, &g, "verdict", false);
	grid_column(s, &g, arena_printf(s->a, is_fitted ? "%s, on average" : "%s", cost_title(t->primary)),
	            true);
	if (is_fitted) {
		grid_column(s, &g, "alone", true);
		grid_column(s, &g, "last", true);
	}
	grid_column(s, &g, is_fitted ? "runs" : "blocks", true);
	grid_column(s, &g, "notes", false);
	for (size_t k = 0; k < order.n; k++) {
		const size_t i = order.at[k];
		const struct search_change *c = &t->state.changes[i];
		grid_cell(s, &g, t->names[i]);
		grid_cell(s, &g, t->details[i]);
		grid_cell(s, &g, verdict_word(change_verdict(t, i)));
		grid_cell(s, &g, cell_saving_within(c, s->a));
		if (is_fitted) {
			grid_cell(s, &g, cell_saving(c->alone, s->a));
			grid_cell(s, &g, cell_saving(c->last, s->a));
		}
		grid_cell(s, &g, c->runs > 0 ? arena_printf(s->a, "%zu", c->runs) : "");
		grid_cell(s, &g, notes_cell(s, t, i));
	}
	sheet_table(s, &g);
}

static void report_components(struct sheet *s, const struct search_story *t)
{
	if (t->state.components == 0) {
		return;
	}
	sheet_heading(s, "Components");
	if (t->state.has_raced) {
		sheet_say(
			s,
			"By how much %s changes without the component, all others being there, with intervals that hold for "
			"all that raced together at %s. They steer the search and are no claim. A dash was not measured: the "
			"component may not go, or only after others, or the search did not get so far.",
			cost_title(t->primary), cell_percent(t->confidence, s->a));
		changes_table(s, t, 0, t->state.components);
		return;
	}
	sheet_say(
		s,
		"By how much %s changes without the component: on average over the others being there or gone, with "
		"intervals that hold for all components together at %s; alone, when all the others are there; last, when "
		"all the others that may go are gone. They steer the search and are no claim. A dash was not measured: "
		"the component may not go, or the search did not get so far.",
		cost_title(t->primary), cell_percent(t->confidence, s->a));
	changes_table(s, t, 0, t->state.components);
}

static void report_alternatives(struct sheet *s, const struct search_story *t)
{
	if (t->state.alternatives == 0) {
		return;
	}
	sheet_heading(s, "Alternatives");
	sheet_say(
		s,
		"By how much %s changes with each alternative by itself, beside the baseline in the same blocks; the "
		"intervals hold for all alternatives together at %s, whenever each of them stopped running.",
		cost_title(t->primary), cell_percent(t->confidence, s->a));
	changes_table(s, t, t->state.components, count_changes(t));
}

static void report_pairs(struct sheet *s, const struct search_story *t)
{
	struct lines items = {0};

	for (size_t i = 0; i < t->state.n_pairs; i++) {
		const struct search_pair *p = &t->state.pairs[i];
		lines_say(s, &items,
		          "%s and %s together save %.1f %% %s than the sum of what they save alone",
		          t->names[p->a], t->names[p->b], 100 * fabs(p->beyond),
		          p->beyond > 0 ? "more" : "less");
	}
	if (items.n > 0) {
		sheet_heading(s, "Together");
		sheet_say(s, "Of the baseline's %s, where two components are found to act on one another:",
		          cost_title(t->primary));
		sheet_list(s, &items);
	}
}

static void report_path(struct sheet *s, const struct search_story *t)
{
	const struct search_state *state = &t->state;
	struct grid g = {0};
	size_t step = 0;

	if (state->n_path == 0) {
		return;
	}
	sheet_heading(s, "Step by step");
	sheet_paragraph(
		s,
		"What was chosen, in the order in which to change it: what saves most for each change first, but "
		"nothing before what must go before it. Expected is what all steps up to there save together, from "
		"the runs of the search; of the steps only the last was run as it is.");
	grid_column(s, &g, "step", true);
	grid_column(s, &g, "change", false);
	grid_column(s, &g, "name", false);
	grid_column(s, &g, "verdict", false);
	grid_column(s, &g,
	            arena_printf(s->a, t->state.has_raced ? "%s" : "%s, on average", cost_title(t->primary)),
	            true);
	grid_column(s, &g, "all up to here, expected", true);
	for (size_t k = 0; k < state->n_path; k++) {
		const size_t i = state->path[k];
		const bool leads = state->changes[i].leader == i;
		step += leads;
		grid_cell(s, &g, leads ? arena_printf(s->a, "%zu", step) : "");
		grid_cell(s, &g, t->details[i]);
		grid_cell(s, &g, t->names[i]);
		grid_cell(s, &g, verdict_word(change_verdict(t, i)));
		grid_cell(s, &g, cell_saving(state->changes[i].saving, s->a));
		grid_cell(s, &g, cell_saving(state->expected[k], s->a));
	}
	sheet_table(s, &g);
}

void search_changes(struct sheet *s, const struct search_story *t)
{
	report_components(s, t);
	report_alternatives(s, t);
	report_pairs(s, t);
	report_path(s, t);
}
