/* A search for what can go: what it found, what that took, and the evidence of its confirmation. */
#include "report_search.h"
#include "secateur/base/num.h"

#include <math.h>
#include <string.h>

#include "report_cells.h"

/* --- what it took ---------------------------------------------------------------------------------------- */

static bool is_time(const char *cost) { return strcmp(cost, "cpu") == 0 || strcmp(cost, "wall") == 0; }

static const char *amount_cell(const struct sheet *s, const struct search_story *t, size_t runs,
                               double amount)
{
	return runs > 0 ? cell_value(amount, is_time(t->primary) ? "ns" : "1", s->a) : "";
}

static const char *planned_cell(const struct sheet *s, const struct search_story *t, enum search_stage stage)
{
	const double planned = stage_planned(t, stage);

	return isfinite(planned)
	               ? arena_printf(s->a, stage == SEARCH_PRUNE ? "at most %.0f" : "%.0f", ceil(planned))
	               : "";
}

/* Whether there is anything that it could look at. */
static bool has_part_in(const struct search_story *t, enum search_stage stage)
{
	return t->state.runs[stage] > 0 || (stage == SEARCH_VARIANTS     ? t->state.alternatives > 0
	                                    : stage == SEARCH_COMPONENTS ? t->state.components > 0
	                                                                 : true);
}

static size_t stage_totals(const struct search_story *t, size_t *blocks, double *amount)
{
	size_t runs = 0;

	*blocks = 0;
	*amount = 0;
	for (enum search_stage i = SEARCH_NOISE; i < SEARCH_OVER; i++) {
		runs += t->state.runs[i];
		*blocks += t->state.blocks[i];
		*amount += t->state.time[i];
	}
	return runs;
}

static void took_table(struct sheet *s, const struct search_story *t)
{
	const struct search_state *state = &t->state;
	size_t blocks;
	double amount;
	const size_t runs = stage_totals(t, &blocks, &amount);
	struct grid g = {0};

	grid_column(s, &g, "stage", false);
	grid_column(s, &g, "asks", false);
	grid_column(s, &g, "blocks", true);
	grid_column(s, &g, "runs", true);
	grid_column(s, &g, "runs planned", true);
	grid_column(s, &g, cost_title(t->primary), true);
	for (enum search_stage i = SEARCH_NOISE; i < SEARCH_OVER; i++) {
		if (!has_part_in(t, i)) {
			continue;
		}
		grid_cell(s, &g, stage_title(i));
		grid_cell(s, &g, stage_purpose(i));
		grid_cell(s, &g, arena_printf(s->a, "%zu", state->blocks[i]));
		grid_cell(s, &g, arena_printf(s->a, "%zu", state->runs[i]));
		grid_cell(s, &g, planned_cell(s, t, i));
		grid_cell(s, &g, amount_cell(s, t, state->runs[i], state->time[i]));
	}
	grid_cell(s, &g, "all");
	grid_cell(s, &g, "");
	grid_cell(s, &g, arena_printf(s->a, "%zu", blocks));
	grid_cell(s, &g, arena_printf(s->a, "%zu", runs));
	grid_cell(s, &g, "");
	grid_cell(s, &g, amount_cell(s, t, runs, amount));
	sheet_table(s, &g);
}

static void say_bad_inputs(struct sheet *s, const struct search_story *t)
{
	struct lines names = {0};

	for (size_t i = 0; i < t->state.n_bad_inputs; i++) {
		*vec_push(s->a, &names) = t->inputs[t->state.bad_inputs[i]];
	}
	if (names.n > 0) {
		sheet_say(s, "Left out of the search, since the baseline fails on %s: %s.",
		          names.n == 1 ? "it" : "them", join_names(&names, names.n, s->a));
	}
}

static void say_plan(struct sheet *s, const struct search_story *t)
{
	const struct search_state *state = &t->state;
	size_t blocks;
	double amount;

	if (!isfinite(state->sigma) || !(state->run_time > 0)) {
		sheet_paragraph(s, "The noise of a run is not known, and so nothing could be planned.");
		return;
	}
	stage_totals(t, &blocks, &amount);
	sheet_say(
		s,
		"The noise of a run is %s; a run of the baseline takes %s, and all of the search as much as %.0f "
		"of them. Runs were planned from the noise, from what is worth a change and from the number of changes, "
		"as if all of them might go.",
		num_show_percent(expm1(state->sigma), 2, s->a), amount_cell(s, t, 1, state->run_time),
		amount / state->run_time);
	if (state->tests > 0) {
		sheet_say(s, "Sets of components tested: %zu; planned: %.0f.", state->tests,
		          state->planned_tests);
	}
}

static void report_took(struct sheet *s, const struct search_story *t)
{
	sheet_heading(s, "What it took");
	took_table(s, t);
	say_plan(s, t);
	say_bad_inputs(s, t);
}

/* --- how --------------------------------------------------------------------------------------------------- */

static void say_components(struct sheet *s, const struct search_story *t, struct lines *items)
{
	lines_say(
		s, items,
		"prune: sets of components are dropped together, the dearest first, each run on one input after another "
		"until one fails or does not keep quality; a set that may not go is halved until what stands against it is "
		"found. What fails is tried again when others have gone. All that may go was run without, together, on every "
		"input of the search.");
	if (t->state.has_raced) {
		lines_say(
			s, items,
			"components: too many for one design, or too many sets that fail: each was raced by itself, as variants "
			"are.");
		return;
	}
	lines_say(
		s, items,
		"components: blocks after Plackett and Burman, in each run of which a random half of what may go is gone, on "
		"one input a block; where a run fails, more runs tell what has to go before what; fitted by %s, with pairs that act on one another and savings that vary over inputs where "
		"they show. It is looked at after 2, 3, 4, 5, 7, 10, 14 and 20 blocks, and all looks at all components err "
		"together in no more than %s.",
		t->state.is_robust ? "Huber's method"
				   : "least squares, since the times of runs lie in two groups",
		cell_percent(1 - t->confidence, s->a));
}

static void report_how(struct sheet *s, const struct search_story *t)
{
	struct lines items = {0};
	const char *risk = cell_percent(1 - t->confidence, s->a);

	sheet_heading(s, "How it was searched");
	lines_say(s, &items, "noise: the baseline again and again on one input.");
	if (t->state.components > 0) {
		say_components(s, t, &items);
	}
	if (t->state.alternatives > 0 || t->state.has_raced) {
		lines_say(
			s, &items,
			"variants: each beside several baselines in the same random order, until an e-value of "
			"the labels settles it; what is settled runs no more. All that race err together in no more than "
			"%s, whenever one looks.",
			risk);
	}
	if (t->state.alternatives > 0) {
		lines_say(
			s, &items,
			"choice: alternatives that save are put on top of the components, one by one, and stay when all "
			"is good together on every input of the search.");
	}
	if (t->n_held_out > 0) {
		lines_say(
			s, &items,
			"confirm: what was chosen beside the baseline, on %zu of %zu inputs, drawn at random and held out "
			"from all stages before. Nothing was chosen by these runs: they alone make the headline.",
			t->n_held_out, t->n_inputs);
	} else {
		lines_say(
			s, &items,
			"confirm: what was chosen beside the baseline, in fresh blocks. Nothing was chosen by these runs: "
			"they alone make the headline.");
	}
	lines_say(s, &items, "Confidence: %s; smallest saving worth a change: %s of %s.",
	          cell_percent(t->confidence, s->a), cell_percent(t->worth, s->a), cost_title(t->primary));
	sheet_list(s, &items);
}

/* --- words ----------------------------------------------------------------------------------------------------- */

static const char *meaning(const struct sheet *s, const struct search_story *t, enum verdict v)
{
	const char *worth = cell_percent(t->worth, s->a), *primary = cost_title(t->primary);

	switch (v) {
	case VERDICT_DROP:
		return arena_printf(s->a, "it may go, and that saves %s; at least %s is not ruled out",
		                    primary, worth);
	case VERDICT_NO_GAIN:
		return arena_printf(s->a, "it may go, and is shown to save less than %s of %s", worth,
		                    primary);
	case VERDICT_KEEP:
		return "quality is not kept, or not shown to be kept; or it is slower";
	case VERDICT_REQUIRED:
		return "runs fail without it, with all that was tried beside it";
	case VERDICT_FAILS:
		return "the alternative's runs fail";
	case VERDICT_BASELINE:
	case VERDICT_NO_OP: /* refused before a search begins */
	case VERDICT_UNDECIDED:
		break;
	}
	return "the search did not settle it; this never counts as a pass";
}

static void report_words(struct sheet *s, const struct search_story *t)
{
	struct lines items = {0};

	for (enum verdict v = VERDICT_DROP; v <= VERDICT_UNDECIDED; v++) {
		if (pick_verdict(t, v, 0, count_changes(t), s->a).n > 0) {
			lines_say(s, &items, "%s: %s.", verdict_word(v), meaning(s, t, v));
		}
	}
	if (items.n > 0) {
		sheet_heading(s, "Verdicts");
		sheet_list(s, &items);
	}
}

/* --- the confirmation --------------------------------------------------------------------------------------------- */

static void report_confirmation(struct sheet *s)
{
	sheet_heading(s, "Confirmation");
	sheet_paragraph(s, "From here on, all is of the confirmation's runs alone.");
	report_repeats(s);
	report_costs(s);
	report_qualities(s);
	report_outputs(s);
	report_failures(s);
	report_noise(s);
	report_method(s);
	report_surroundings(s);
}

struct document report_search(const struct search_story *t, struct arena *a)
{
	struct sheet s = {.a = a, .e = t->confirmed};

	search_claim(&s, t);
	search_changes(&s, t);
	report_took(&s, t);
	report_how(&s, t);
	report_words(&s, t);
	if (confirmed_variant(t)) {
		report_confirmation(&s);
	} else {
		sheet_heading(&s, "Machine");
		sheet_paragraph(
			&s,
			"Nothing was confirmed: machine and versions stand with the runs, in the database.");
	}
	return (struct document){.title = arena_printf(a, "%s: a search", t->experiment),
	                         .elements = s.elements.at,
	                         .n_elements = s.elements.n};
}
