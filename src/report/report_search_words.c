/* Changes, names and numbers of a search, as its report and its live view write them. */
#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_search.h"
#include "secateur/base/strbuf.h"

size_t count_changes(const struct search_story *t) { return t->state.components + t->state.alternatives; }

enum verdict change_verdict(const struct search_story *t, size_t change)
{
	const struct search_change *c = &t->state.changes[change];

	switch (c->fate) {
	case FATE_DROP:
		return VERDICT_DROP;
	case FATE_NO_GAIN:
		return c->is_slower ? VERDICT_KEEP : VERDICT_NO_GAIN;
	case FATE_KEEP:
		return VERDICT_KEEP;
	case FATE_REQUIRED:
		return change < t->state.components ? VERDICT_REQUIRED : VERDICT_FAILS;
	case FATE_OPEN:
		break;
	}
	return VERDICT_UNDECIDED;
}

/* --- some of the changes ------------------------------------------------------------------------------------ */

static double known_saving(const struct search_story *t, size_t change)
{
	double saving = t->state.changes[change].saving;

	return isfinite(saving) ? saving : -INFINITY;
}

void sort_by_saving(const struct search_story *t, struct picked *p)
{
	for (size_t i = 1; i < p->n; i++) {
		const size_t own = p->at[i];
		size_t at = i;
		for (; at > 0 && known_saving(t, p->at[at - 1]) < known_saving(t, own); at--) {
			p->at[at] = p->at[at - 1];
		}
		p->at[at] = own;
	}
}

struct picked pick_verdict(const struct search_story *t, enum verdict v, size_t first, size_t end,
                           struct arena *a)
{
	struct picked ret = {0};

	for (size_t i = first; i < end; i++) {
		if (change_verdict(t, i) == v) {
			*vec_push(a, &ret) = i;
		}
	}
	sort_by_saving(t, &ret);
	return ret;
}

struct picked pick_flagged(const bool *flags, size_t n, struct arena *a)
{
	struct picked ret = {0};

	for (size_t i = 0; flags && i < n; i++) {
		if (flags[i]) {
			*vec_push(a, &ret) = i;
		}
	}
	return ret;
}

size_t count_steps(const struct search_story *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->state.n_path; i++) {
		n += t->state.changes[t->state.path[i]].leader == t->state.path[i];
	}
	return n;
}

struct picked pick_chosen(const struct search_story *t, struct arena *a)
{
	struct picked ret = {0};

	for (size_t i = 0; i < t->state.n_path; i++) {
		*vec_push(a, &ret) = t->state.path[i];
	}
	return ret.n > 0 ? ret : pick_flagged(t->state.chosen, count_changes(t), a);
}

/* --- names -------------------------------------------------------------------------------------------------- */

const char *join_names(const struct lines *names, size_t most, struct arena *a)
{
	const size_t shown = names->n > most ? most : names->n, more = names->n - shown;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < shown; i++) {
		const bool is_last = i + 1 == names->n;
		strbuf_addf(&b, "%s%s", i == 0 ? "" : is_last ? " and " : ", ", names->at[i]);
	}
	if (more > 0) {
		strbuf_addf(&b, shown > 0 ? " and %zu more" : "%zu", more);
	}
	return strbuf_take(&b, a);
}

struct lines names_of(const struct search_story *t, const struct picked *p, struct arena *a)
{
	struct lines ret = {0};

	for (size_t i = 0; i < p->n; i++) {
		*vec_push(a, &ret) = t->names[p->at[i]];
	}
	return ret;
}

const char *describe_choice(const struct search_story *t, size_t most, struct arena *a)
{
	const struct picked chosen = pick_chosen(t, a);
	struct lines gone = {0}, set = {0};

	for (size_t i = 0; i < chosen.n; i++) {
		const size_t k = chosen.at[i];
		const bool goes = k < t->state.components && !(t->switches && t->switches[k]);
		*vec_push(a, goes ? &gone : &set) = goes ? t->names[k] : t->details[k];
	}
	if (chosen.n == 0) {
		return t->chosen_change ? arena_printf(a, "with %s", t->chosen_change) : "what was chosen";
	}
	return arena_printf(a, "%s%s%s%s%s", gone.n > 0 ? "without " : "", join_names(&gone, most, a),
	                    gone.n > 0 && set.n > 0 ? ", and with " : "", gone.n == 0 ? "with " : "",
	                    join_names(&set, most, a));
}

/* --- numbers ------------------------------------------------------------------------------------------------- */

const char *cell_saving(double saving, struct arena *a)
{
	if (!isfinite(saving)) {
		return "";
	}
	return fabs(saving) < .0005 ? "0.0 %" : arena_printf(a, "%+.1f %%", -100 * saving);
}

const char *cell_saving_within(const struct search_change *c, struct arena *a)
{
	const struct change change = {.n = c->runs, .estimate = -c->saving, .low = -c->high, .high = -c->low};

	return isfinite(c->saving) && isfinite(c->low) && isfinite(c->high) && c->runs > 1
	               ? cell_change(&change, true, a)
	               : cell_saving(c->saving, a);
}

/* --- stages --------------------------------------------------------------------------------------------------- */

const char *stage_title(enum search_stage stage)
{
	static const char *const titles[] = {
		[SEARCH_NOISE] = "noise",
		[SEARCH_PRUNE] = "prune",
		[SEARCH_COMPONENTS] = "components",
		[SEARCH_VARIANTS] = "variants",
		[SEARCH_CHOICE] = "choice",
		[SEARCH_CONFIRM] = "confirm",
		[SEARCH_OVER] = "over",
	};

	return titles[stage];
}

const char *stage_purpose(enum search_stage stage)
{
	static const char *const purposes[] = {
		[SEARCH_NOISE] = "how noisy is a run?",
		[SEARCH_PRUNE] = "which components may go together?",
		[SEARCH_COMPONENTS] = "what does each component save?",
		[SEARCH_VARIANTS] = "what does each alternative save?",
		[SEARCH_CHOICE] = "is all that is chosen good together?",
		[SEARCH_CONFIRM] = "do fresh runs say the same?",
		[SEARCH_OVER] = "the search is over",
	};

	return purposes[stage];
}

double stage_planned(const struct search_story *t, enum search_stage stage)
{
	const struct search_state *s = &t->state;
	const double n_searched = (double)(t->n_inputs - t->n_held_out);
	double planned = NAN;

	switch (stage) {
	case SEARCH_PRUNE: /* the baseline, then each set, on all inputs when nothing fails */
		planned = (s->planned_tests + 1) * n_searched;
		break;
	case SEARCH_COMPONENTS:
		planned = s->planned_component_runs;
		break;
	case SEARCH_VARIANTS:
		planned = s->planned_variant_runs;
		break;
	case SEARCH_CONFIRM:
		planned = s->planned_confirm_runs;
		break;
	case SEARCH_NOISE:
	case SEARCH_CHOICE:
	case SEARCH_OVER:
		break;
	}
	return isfinite(s->sigma) && planned > 0 ? planned : NAN;
}

const struct variant_evidence *confirmed_variant(const struct search_story *t)
{
	return t->confirmed && t->confirmed->n_variants > 1 ? &t->confirmed->variants[1] : NULL;
}
