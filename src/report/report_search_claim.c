/* What a search comes to: the one number that counts, what stands beside it, and what is not known. */
#include <math.h>

#include "report_cells.h"
#include "report_search.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/report/report.h"

enum { NAMES_MOST = 8 };

static struct picked all_with(const struct sheet *s, const struct search_story *t, enum verdict v)
{
	return pick_verdict(t, v, 0, count_changes(t), s->a);
}

/* --- confirmed ----------------------------------------------------------------------------------------------- */

/* On how many inputs every judged metric is known; 0: none is judged. */
static size_t count_judged_inputs(const struct variant_evidence *v)
{
	size_t least = 0;

	for (size_t i = 0; i < v->n_qualities; i++) {
		const struct quality_change *q = &v->qualities[i];
		if (criterion_is_judged(&q->criterion)) {
			least = least == 0 || q->change.n < least ? q->change.n : least;
		}
	}
	return least;
}

static const char *quality_clause(const struct sheet *s, const struct search_story *t,
                                  const struct variant_evidence *v)
{
	const size_t n = count_judged_inputs(v);
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (n == 0) {
		return "no quality metric has a margin, so that nothing says that the output stays good";
	}
	strbuf_add(&b, t->n_inputs == 1 ? "quality is kept on it"
	                                : arena_printf(s->a, "quality is kept on all %zu", n));
	for (size_t i = 0; i < v->n_sameness; i++) {
		const struct sameness *m = &v->sameness[i];
		if (m->n_pairs > 0 && m->n_same == m->n_pairs) {
			strbuf_addf(&b, "; %s is identical in every pair", m->name);
		}
	}
	return strbuf_take(&b, s->a);
}

/* "in 12 fresh blocks on 10 inputs that the search had not seen" */
static const char *where_clause(const struct sheet *s, const struct search_story *t, size_t n_blocks,
                                size_t n_inputs)
{
	const char *blocks =
		arena_printf(s->a, "in %zu fresh %s", n_blocks, n_blocks == 1 ? "block" : "blocks");

	if (t->n_inputs == 1) {
		return arena_printf(s->a, "%s on the one input there is", blocks);
	}
	return arena_printf(s->a, "%s on %zu %s%s", blocks, n_inputs, n_inputs == 1 ? "input" : "inputs",
	                    t->n_held_out > 0 ? " that the search had not seen" : "");
}

static const char *failing_clause(const struct sheet *s, const struct variant_evidence *v)
{
	if (v->verdict == VERDICT_REQUIRED || v->verdict == VERDICT_FAILS) {
		return "every run fails, see Failures";
	}
	return v->why && *v->why ? v->why : arena_printf(s->a, "%s", verdict_word(v->verdict));
}

/* "CPU time changes by -44.9 % [-49.1, -39.8] (95 % interval)" */
static const char *change_clause(const struct sheet *s, const struct search_story *t, const struct cost *c)
{
	const char *title = cost_title(t->primary);

	if (!c || c->change.absent_reason) {
		return arena_printf(s->a, "%s is n/a (%s)", title,
		                    c ? c->change.absent_reason : "never recorded");
	}
	const char *text = cell_change(&c->change, true, s->a);
	return c->change.n > 1 && c->change.level > 0
	               ? arena_printf(s->a, "%s changes by %s (%s interval)", title, text,
	                              cell_percent(c->change.level, s->a))
	               : arena_printf(s->a, "%s changes by %s", title, text);
}

/* What fresh runs say when they do not say yes. */
static const char *advice(enum verdict v)
{
	return v == VERDICT_UNDECIDED
	               ? "The fresh runs do not say enough, and what the search believed is no evidence."
	       : v == VERDICT_NO_GAIN ? "The fresh runs show no harm, and that it is not worth it."
	                              : "The fresh runs speak against it: it should not be made as it is.";
}

static void say_confirmed(struct sheet *s, const struct search_story *t, const struct variant_evidence *v)
{
	const struct cost *c = find_cost(v, t->primary);
	const size_t n_inputs = c && !c->change.absent_reason ? c->change.n : 0;
	const char *what = describe_choice(t, NAMES_MOST, s->a), *change = change_clause(s, t, c),
		   *where = where_clause(s, t, v->n_blocks, n_inputs);

	if (v->verdict == VERDICT_DROP) {
		sheet_say(s, "CONFIRMED: %s, %s, %s; %s.", what, change, where, quality_clause(s, t, v));
		return;
	}
	sheet_say(s, "NOT CONFIRMED (%s): %s. The search had chosen: %s; %s, %s.", verdict_word(v->verdict),
	          failing_clause(s, v), what, change, where);
	sheet_paragraph(s, advice(v->verdict));
}

/* --- beside it ------------------------------------------------------------------------------------------------ */

static bool is_within(const struct change *c, double change)
{
	return isfinite(c->low) && isfinite(c->high) && change >= c->low && change <= c->high;
}

/* How far the parts mislead about the whole. */
static const char *misleading(const struct sheet *s, double sum, double saved)
{
	const double points = 100 * fabs(sum - saved);

	return points < .05
	               ? ", the same"
	               : arena_printf(s->a, ", %.1f points too %s", points, sum < saved ? "little" : "much");
}

static void say_beside(struct sheet *s, const struct search_story *t, const struct cost *c)
{
	const struct search_state *state = &t->state;
	const bool is_there = c && !c->change.absent_reason;
	const double whole = is_there ? -c->change.estimate : state->predicted;
	struct lines items = {0};

	if (isfinite(state->predicted)) {
		const char *remark = !is_there                                  ? ""
		                     : is_within(&c->change, -state->predicted) ? ", within the interval"
		                                                                : ", outside the interval";
		lines_say(s, &items, "what the search expected from its own runs: %s%s",
		          cell_saving(state->predicted, s->a), remark);
	}
	if (isfinite(state->sum_of_parts) && state->n_path > 1) {
		const char *remark = isfinite(whole) ? misleading(s, state->sum_of_parts, whole) : "";
		lines_say(s, &items, "the sum of what each of the %zu changes saves alone: %s%s",
		          count_steps(t), cell_saving(state->sum_of_parts, s->a), remark);
	}
	if (items.n > 0) {
		sheet_paragraph(s, "Beside it, and no claim:");
		sheet_list(s, &items);
	}
}

/* It was the clock that ended it, not what the runs said: what they say holds, of so many. */
static void say_cut_short(struct sheet *s, const struct search_story *t)
{
	const size_t made = t->state.blocks[SEARCH_CONFIRM],
		     planned = (size_t)(t->state.planned_confirm_runs / 2);

	if (t->state.was_hurried && made < planned) {
		sheet_say(s, "Time was up after %zu of %zu blocks of the confirmation.", made, planned);
	}
}

/* Why what was preferred was not followed; NULL: it was. */
static const char *not_followed(const struct sheet *s, const struct search_story *t)
{
	if (t->prefer == SEARCH_SMALLEST) {
		return NULL;
	}
	if (t->state.was_hurried) {
		return "Time was up before a smaller choice could be tested: all that was found good was taken.";
	}
	if (t->state.fell_back) {
		return "What saves was no good without the rest that may go: all of it was taken.";
	}
	if (t->prefer == SEARCH_ENOUGH && !isfinite(t->state.predicted)) {
		return arena_printf(
			s->a,
			"Asked for was a saving of %s. What to expect of a choice is not known: all that "
			"saves was taken.",
			cell_percent(t->enough, s->a));
	}
	return NULL;
}

/* What was asked for, beside what is expected of the choice. */
static void say_preference(struct sheet *s, const struct search_story *t)
{
	const char *asked = cell_percent(t->enough, s->a), *why = not_followed(s, t);

	if (t->state.n_path == 0) {
		return;
	}
	if (why) {
		sheet_paragraph(s, why);
	} else if (t->prefer == SEARCH_ENOUGH && t->state.predicted < t->enough) {
		sheet_say(
			s,
			"Asked for was a saving of %s. That is more than is expected of all that saves: all "
			"of it was taken.",
			asked);
	} else if (t->prefer == SEARCH_ENOUGH) {
		sheet_say(
			s,
			"Asked for was a saving of %s, with few changes: step %zu is expected to reach it.%s",
			asked, count_steps(t),
			t->state.n_too_short > 0 ? " Fewer were tried, and were no good." : "");
	}
}

/* --- nothing to confirm ------------------------------------------------------------------------------------------ */

/* A sentence on all that was looked at, when it is the same for all; NULL: it is not. */
static const char *say_none(const struct sheet *s, const struct search_story *t)
{
	const size_t n = count_changes(t), keep = all_with(s, t, VERDICT_KEEP).n,
		     required = all_with(s, t, VERDICT_REQUIRED).n, fails = all_with(s, t, VERDICT_FAILS).n;
	const char *many = n == t->state.components ? "components" : "changes";

	if (n == 0) {
		return "there is nothing that could go: the experiment has no component that is not required, and no "
		       "alternative";
	}
	if (required == n) {
		return n == 1 ? arena_printf(s->a,
		                             "%s, the only component, is required: without it runs fail",
		                             t->names[0])
		              : arena_printf(
					s->a,
					"all %zu components are required: without any one of them runs fail",
					n);
	}
	if (keep == n) {
		return arena_printf(s->a,
		                    "none of the %zu %s may go: without any one of them quality is not kept",
		                    n, many);
	}
	if (keep + required + fails < n) {
		return NULL;
	}
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	strbuf_addf(&b, "none of the %zu %s may go: %zu would harm quality", n, many, keep);
	if (required > 0) {
		strbuf_addf(&b, ", without any of %zu runs fail", required);
	}
	if (fails > 0) {
		strbuf_addf(&b, ", with any of %zu runs fail", fails);
	}
	return strbuf_take(&b, s->a);
}

static const char *why_nothing(const struct sheet *s, const struct search_story *t)
{
	const struct search_state *state = &t->state;
	const char *own = say_none(s, t);

	if (count_changes(t) == 0 && state->ended_because) {
		return state->ended_because;
	}
	if (!state->ended_because && state->n_bad_inputs > 0 &&
	    state->n_bad_inputs == t->n_inputs - t->n_held_out) {
		return arena_printf(
			s->a, "the baseline fails on every input, so that nothing can be compared with it");
	}
	return own ? own : state->ended_because;
}

static void say_partial(struct sheet *s, const struct search_story *t)
{
	const struct picked chosen = pick_chosen(t, s->a);

	if (chosen.n > 0) {
		sheet_say(
			s,
			"What was run and found good on the inputs of the search: %s. It expects %s of %s from that; no fresh "
			"run says so.",
			describe_choice(t, NAMES_MOST, s->a),
			isfinite(t->state.predicted) ? cell_saving(t->state.predicted, s->a)
						     : "an unknown change",
			cost_title(t->primary));
	}
}

static void say_unconfirmed(struct sheet *s, const struct search_story *t)
{
	const struct search_state *state = &t->state;
	const char *why = state->stage == SEARCH_OVER ? why_nothing(s, t) : NULL;

	if (why) {
		sheet_say(s, "NOTHING FOUND: %s.", why);
	} else if (state->stage == SEARCH_OVER) {
		sheet_say(s, "NOT CONFIRMED: %s. There is no number to claim.",
		          state->was_hurried ? "time was up before fresh runs could be made of what was found"
		                             : "no fresh runs were made of what was found");
		say_partial(s, t);
	} else {
		sheet_say(
			s,
			"NOT OVER: the search is at its stage '%s' (%s), and has nothing to claim yet. The same command goes "
			"on where it stopped; what follows is what is known by now.",
			stage_title(state->stage), stage_purpose(state->stage));
		say_partial(s, t);
	}
}

/* --- how many are what ------------------------------------------------------------------------------------------- */

static const struct {
	enum verdict verdict;
	const char *component, *alternative;
} groups[] = {
	{VERDICT_DROP, "may go and would save (DROP)", "may be made and would save (DROP)"},
	{VERDICT_NO_GAIN, "may go but would save too little (NO GAIN)",
         "may be made but would save too little (NO GAIN)"},
	{VERDICT_KEEP, "may not go (KEEP)", "may not be made (KEEP)"},
	{VERDICT_REQUIRED, "must stay, since runs fail without (REQUIRED)", ""},
	{VERDICT_FAILS, "", "cannot run (FAILS)"},
	{VERDICT_UNDECIDED, "not settled (UNDECIDED)", "not settled (UNDECIDED)"},
};

static const char *count_verdicts(struct sheet *s, const struct search_story *t, bool of_components)
{
	const size_t first = of_components ? 0 : t->state.components,
		     end = of_components ? t->state.components : count_changes(t);
	const char *noun = of_components ? "component" : "alternative", *separator = "";
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (first == end) {
		return "";
	}
	strbuf_addf(&b, "Of %zu %s%s, ", end - first, noun, end - first == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		const size_t n = pick_verdict(t, groups[i].verdict, first, end, s->a).n;
		if (n > 0) {
			strbuf_addf(&b, "%s%zu %s", separator, n,
			            of_components ? groups[i].component : groups[i].alternative);
			separator = ", ";
		}
	}
	strbuf_add(&b, ". ");
	return strbuf_take(&b, s->a);
}

static void say_counts(struct sheet *s, const struct search_story *t)
{
	const struct picked open = all_with(s, t, VERDICT_UNDECIDED);
	const struct lines names = names_of(t, &open, s->a);

	if (say_none(s, t)) {
		return; /* the headline has said it */
	}
	sheet_say(s, "%s%sThe smallest saving worth a change is %s of %s.", count_verdicts(s, t, true),
	          count_verdicts(s, t, false), cell_percent(t->worth, s->a), cost_title(t->primary));
	if (open.n > 0 && t->state.was_hurried) {
		sheet_say(s, "Time was up before all was settled. Not settled: %s.",
		          join_names(&names, NAMES_MOST, s->a));
	} else if (open.n > 0 && t->state.stage == SEARCH_OVER) {
		sheet_say(s, "Not settled: %s.", join_names(&names, NAMES_MOST, s->a));
	}
}

/* --- what limits it ------------------------------------------------------------------------------------------------ */

static void say_noise(struct sheet *s, const struct search_story *t)
{
	const struct search_state *state = &t->state;
	const size_t open = all_with(s, t, VERDICT_UNDECIDED).n;
	const char *noise = num_show_percent(expm1(state->sigma), 2, s->a),
		   *worth = cell_percent(t->worth, s->a);

	if (isfinite(state->settles) && open > 0) {
		sheet_say(
			s,
			"The noise of a run, %s, is too large beside the %s that is worth a change: after all the "
			"blocks that a search makes, %zu of %zu stay UNDECIDED. With 'worth' at about %s, or with "
			"less noise, as many runs would have settled all. Longer runs and a quiet machine have less; "
			"secateur aa shows what is in it.",
			noise, worth, open, count_changes(t), num_show_percent(state->settles, 2, s->a));
	} else if (state->stage < SEARCH_VARIANTS && open > 0 &&
	           state->needed_component_runs > state->planned_component_runs) {
		sheet_say(
			s,
			"The noise of a run, %s, is large beside the %s that is worth a change: some of what is "
			"UNDECIDED by now, %zu of %zu, may stay so.",
			noise, worth, open, count_changes(t));
	}
}

static void say_limits(struct sheet *s, const struct search_story *t)
{
	say_noise(s, t);
	if (t->n_inputs == 1) {
		sheet_say(s, "There is one input, %s: whatever is said here speaks of it alone.",
		          t->inputs[0]);
	} else if (t->n_held_out == 0 && confirmed_variant(t)) {
		sheet_paragraph(
			s,
			"No inputs were held out: the confirmation's runs are fresh, but on inputs on which the "
			"choice was made.");
	}
}

void search_claim(struct sheet *s, const struct search_story *t)
{
	const struct variant_evidence *v = confirmed_variant(t);

	if (t->question && *t->question) {
		sheet_paragraph(s, t->question);
	}
	if (v && t->state.stage == SEARCH_OVER) {
		say_confirmed(s, t, v);
		say_cut_short(s, t);
		say_beside(s, t, find_cost(v, t->primary));
	} else {
		say_unconfirmed(s, t);
	}
	say_preference(s, t);
	say_counts(s, t);
	say_limits(s, t);
	if (t->written_to) {
		sheet_say(s, "The configuration that was found is written to %s.", t->written_to);
	}
}
