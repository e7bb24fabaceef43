/*
 * A search while it goes on. What grows with the number of changes is counted, and named as far as a line reaches, so
 * that a screen holds any search.
 */
#include "secateur/report/live.h"
#include "secateur/report/report.h"

#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_search.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"

enum { LABEL = 12, LEADERS_MOST = 5, NAME_MOST = 30 };

struct screen {
	struct strbuf text;
	size_t columns;
	struct arena *a;
};

/* --- text that a terminal can be given ----------------------------------------------------------------------- */

/* Of clean text. */
static size_t count_characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++) {
		n += ((unsigned char)*s & 0xc0) != 0x80;
	}
	return n;
}

/* Clean text, cut to so many characters; what is cut ends in "..." where there is room for that. */
static const char *fit(const char *s, size_t most, struct arena *a)
{
	const size_t dots = most > 8 ? 3 : 0;
	size_t bytes = 0;

	if (count_characters(s) <= most) {
		return s;
	}
	for (size_t i = 0; i < most - dots; i++) {
		bytes += utf8_length(s + bytes, strlen(s + bytes));
	}
	return arena_printf(a, "%.*s%.*s", (int)bytes, s, (int)dots, "...");
}

static void row(struct screen *v, const char *label, const char *text)
{
	const char *line = arena_printf(v->a, "%-*s%s", LABEL, label, text);

	strbuf_add(&v->text, fit(line, v->columns, v->a));
	strbuf_addc(&v->text, '\n');
}

#define row_say(v, label, ...) row((v), (label), arena_printf((v)->a, __VA_ARGS__))

static void blank(struct screen *v) { strbuf_addc(&v->text, '\n'); }

static struct lines clean_names(const struct search_story *t, const struct picked *p, struct arena *a)
{
	struct lines ret = names_of(t, p, a);

	for (size_t i = 0; i < ret.n; i++) {
		ret.at[i] = strbuf_shown(ret.at[i], a);
	}
	return ret;
}

/* As many names as the room is for: "a, b, c and 12 more". */
static const char *names_within(const struct lines *names, size_t room, struct arena *a)
{
	const char *text = join_names(names, names->n, a);

	for (size_t most = names->n; most > 1 && count_characters(text) > room;) {
		text = join_names(names, --most, a);
	}
	return text;
}

/* --- what there is to say -------------------------------------------------------------------------------------- */

static size_t count_settled(const struct search_story *t, size_t first, size_t end)
{
	size_t n = 0;

	for (size_t i = first; i < end; i++) {
		n += t->state.changes[i].fate != FATE_OPEN;
	}
	return n;
}

static const char *settled_text(const struct search_story *t, struct arena *a)
{
	const size_t n = t->state.components, m = t->state.alternatives;
	const char *components = arena_printf(a, "%zu of %zu components", count_settled(t, 0, n), n),
		   *alternatives = arena_printf(a, "%zu of %zu alternatives", count_settled(t, n, n + m), m);

	return n == 0   ? alternatives
	       : m == 0 ? components
	                : arena_printf(a, "%s, %s", components, alternatives);
}

/* Those that save, the most first. */
static struct picked leaders(const struct search_story *t, struct arena *a)
{
	struct picked ret = {0};

	for (size_t i = 0; i < count_changes(t); i++) {
		const enum verdict v = change_verdict(t, i);
		const bool may_go = v == VERDICT_DROP || v == VERDICT_NO_GAIN || v == VERDICT_UNDECIDED;
		if (may_go && t->state.changes[i].saving > 0) { /* NAN is not */
			*vec_push(a, &ret) = i;
		}
	}
	sort_by_saving(t, &ret);
	return ret;
}

static size_t count_runs(const struct search_story *t) { return t->runs_made + t->runs_found; }

static const char *time_left(const struct search_story *t, struct arena *a)
{
	const bool is_short = t->budget_ns > 0 && t->left_ns > t->budget_ns - t->elapsed_ns;

	if (t->state.stage == SEARCH_OVER) {
		return "";
	}
	if (t->state.was_hurried) {
		return ": time is up";
	}
	return t->left_ns < 0 ? ", time left unknown"
	                      : arena_printf(a, ", about %s left%s", num_show_duration(t->left_ns, a),
	                                     is_short ? ": more than the budget" : "");
}

static const char *runs_of(const struct search_story *t, enum search_stage stage, struct arena *a)
{
	const double planned = stage_planned(t, stage);

	return isfinite(planned)
	               ? arena_printf(a, "%zu runs, about %.0f planned", t->state.runs[stage], ceil(planned))
	               : arena_printf(a, "%zu runs", t->state.runs[stage]);
}

/* How far the stage at hand has come. */
static const char *progress(const struct search_story *t, struct arena *a)
{
	const struct search_state *s = &t->state;

	switch (s->stage) {
	case SEARCH_PRUNE:
		return arena_printf(a, "%zu sets tested, about %.0f planned; %zu runs", s->tests,
		                    s->planned_tests, s->runs[s->stage]);
	case SEARCH_COMPONENTS:
	case SEARCH_VARIANTS:
		return arena_printf(a, "%zu blocks; %s", s->blocks[s->stage], runs_of(t, s->stage, a));
	case SEARCH_CONFIRM:
		return arena_printf(a, "%s; %s", runs_of(t, s->stage, a),
		                    strbuf_shown(describe_choice(t, 2, a), a));
	case SEARCH_OVER:
		return s->ended_because ? strbuf_shown(s->ended_because, a) : "";
	case SEARCH_NOISE:
	case SEARCH_CHOICE:
		break;
	}
	return runs_of(t, s->stage, a);
}

/* --- the screen ------------------------------------------------------------------------------------------------- */

/* "noise > prune > [components] > variants > choice > confirm" */
static const char *stages_text(enum search_stage now, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (enum search_stage i = SEARCH_NOISE; i < SEARCH_OVER; i++) {
		strbuf_addf(&b, i == now ? "%s[%s]" : "%s%s", i == SEARCH_NOISE ? "" : " > ", stage_title(i));
	}
	return strbuf_take(&b, a);
}

static void show_stage(struct screen *v, const struct search_story *t)
{
	const enum search_stage now = t->state.stage;

	row_say(v, "search", "%s: what can go, and saves at least %s of %s",
	        strbuf_shown(t->experiment, v->a), cell_percent(t->worth, v->a), cost_title(t->primary));
	row(v, "stage", stages_text(now, v->a));
	row(v, "", stage_purpose(now));
	if (*progress(t, v->a)) {
		row(v, "", progress(t, v->a));
	}
}

static void show_names(struct screen *v, const struct search_story *t, const char *label,
                       enum verdict verdict)
{
	const struct picked p = pick_verdict(t, verdict, 0, count_changes(t), v->a);
	const struct lines names = clean_names(t, &p, v->a);
	const size_t before = LABEL + 4;

	if (p.n > 0) {
		row_say(v, label, "%2zu  %s", p.n,
		        names_within(&names, v->columns > before ? v->columns - before : 0, v->a));
	}
}

static void show_fates(struct screen *v, const struct search_story *t)
{
	static const enum verdict settled[] = {VERDICT_DROP, VERDICT_NO_GAIN, VERDICT_KEEP, VERDICT_REQUIRED,
	                                       VERDICT_FAILS};

	row(v, "settled", settled_text(t, v->a));
	for (size_t i = 0; i < sizeof(settled) / sizeof(*settled); i++) {
		show_names(v, t, arena_printf(v->a, "  %s", verdict_word(settled[i])), settled[i]);
	}
	show_names(v, t, "undecided", VERDICT_UNDECIDED);
}

static size_t widest(const struct lines *texts)
{
	size_t width = 0;

	for (size_t i = 0; i < texts->n; i++) {
		const size_t n = count_characters(texts->at[i]);
		width = n > width ? n : width;
	}
	return width;
}

static void show_leaders(struct screen *v, const struct search_story *t)
{
	struct picked p = leaders(t, v->a);
	struct lines names = {0}, savings = {0}, intervals = {0};

	p.n = p.n > LEADERS_MOST ? LEADERS_MOST : p.n;
	for (size_t i = 0; i < p.n; i++) {
		const char *text = cell_saving_within(&t->state.changes[p.at[i]], v->a);
		const size_t n = strcspn(text, "[");
		*vec_push(v->a, &names) = fit(strbuf_shown(t->names[p.at[i]], v->a), NAME_MOST, v->a);
		*vec_push(v->a, &savings) = arena_strndup(v->a, text, n);
		*vec_push(v->a, &intervals) = text + n;
	}
	const size_t left = widest(&names), right = widest(&savings);
	for (size_t i = 0; i < p.n; i++) {
		const size_t gap =
			2 + left - count_characters(names.at[i]) + right - count_characters(savings.at[i]);
		row_say(v, i == 0 ? "leading" : "", "%s%*s%s%s%s", names.at[i], (int)gap, "", savings.at[i],
		        intervals.at[i], t->state.changes[p.at[i]].fate == FATE_OPEN ? "  undecided" : "");
	}
	if (p.n == 0) {
		row(v, "leading", "nothing is known to save yet");
	}
}

static void show_effort(struct screen *v, const struct search_story *t)
{
	const struct search_state *s = &t->state;

	if (isfinite(s->sigma)) {
		row_say(v, "noise", "%s from run to run", num_show_percent(expm1(s->sigma), 2, v->a));
	}
	if (t->runs_found > 0) {
		row_say(v, "runs", "%zu: %zu made now, %zu were in the database", count_runs(t), t->runs_made,
		        t->runs_found);
	} else {
		row_say(v, "runs", "%zu", count_runs(t));
	}
	const char *budget = t->budget_ns > 0 ? arena_printf(v->a, " of a budget of %s",
	                                                     num_show_duration(t->budget_ns, v->a))
	                                      : "";
	row_say(v, "time", "%s%s%s", num_show_duration(t->elapsed_ns, v->a), budget, time_left(t, v->a));
}

const char *live_search(const struct search_story *t, unsigned columns, struct arena *a)
{
	struct screen v = {.text = STRBUF_INIT, .columns = columns, .a = a};

	show_stage(&v, t);
	blank(&v);
	show_fates(&v, t);
	blank(&v);
	show_leaders(&v, t);
	blank(&v);
	show_effort(&v, t);
	const char *ret = strbuf_take(&v.text, a);
	strbuf_done(&v.text);
	return ret;
}

/* --- the line ------------------------------------------------------------------------------------------------------ */

/* ", win leads with -25 %" */
static const char *leader_text(const struct search_story *t, struct arena *a)
{
	const struct picked p = leaders(t, a);

	if (p.n == 0) {
		return "";
	}
	const double saving = 100 * t->state.changes[p.at[0]].saving;
	return arena_printf(a, ", %s leads with -%.*f %%",
	                    fit(strbuf_shown(t->names[p.at[0]], a), NAME_MOST, a), saving < 10, saving);
}

const char *live_line(const struct search_story *t, struct arena *a)
{
	const enum search_stage now = t->state.stage;
	const size_t first = now == SEARCH_VARIANTS && !t->state.has_raced ? t->state.components : 0,
		     end = now == SEARCH_PRUNE || now == SEARCH_COMPONENTS ? t->state.components
	                                                                   : count_changes(t);

	return arena_printf(a, "%s: %zu of %zu settled%s, %zu runs, %s%s", stage_title(now),
	                    count_settled(t, first, end), end - first, leader_text(t, a), count_runs(t),
	                    num_show_duration(t->elapsed_ns, a), time_left(t, a));
}

/* The changes of one kind, and the runs that are planned for them; "" where there are none. */
static const char *planned_for(size_t n, const char *what, double runs, struct arena *a)
{
	return n > 0 && runs > 0
	               ? arena_printf(a, "about %.0f runs for %zu %s%s, ", runs, n, what, n == 1 ? "" : "s")
	               : "";
}

/* Components race, too, when there are more than one block can tell from one another. */
static const char *planned_race(const struct search_state *s, struct arena *a)
{
	return s->components > 0 && s->planned_component_runs <= 0
	               ? planned_for(s->components + s->alternatives, "change", s->planned_variant_runs, a)
	               : planned_for(s->alternatives, "alternative", s->planned_variant_runs, a);
}

static double times_as_many(double needed, double planned) { return planned > 0 ? needed / planned : 1; }

/* The error of a saving falls with the root of the runs. */
static const char *out_of_reach(const struct search_story *t, struct arena *a)
{
	const struct search_state *s = &t->state;
	const double times = fmax(times_as_many(s->needed_component_runs, s->planned_component_runs),
	                          times_as_many(s->needed_variant_runs, s->planned_variant_runs));

	return times > 1
	               ? arena_printf(a,
	                              " That is out of reach here: it would take %.*f times as many; savings "
	                              "of about %s will be told.",
	                              times < 10, times, num_show_percent(t->worth * sqrt(times), 2, a))
	               : "";
}

const char *live_plan(const struct search_story *t, struct arena *a)
{
	const struct search_state *s = &t->state;

	return arena_printf(
		a,
		"a run varies by %s. To tell %s of %s, all together at %s, takes %s%s%.0f to confirm, beside the tests "
		"of what may go%s.%s",
		num_show_percent(s->sigma, 2, a), cell_percent(t->worth, a), cost_title(t->primary),
		cell_percent(t->confidence, a),
		planned_for(s->components, "component", s->planned_component_runs, a), planned_race(s, a),
		s->planned_confirm_runs,
		t->left_ns >= 0 ? arena_printf(a, ": about %s", num_show_duration(t->left_ns, a)) : "",
		out_of_reach(t, a));
}
