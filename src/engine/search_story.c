/* What a search has found, with the names of what it moved. */
#include <math.h>
#include <string.h>

#include "search_run.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/store/store.h"

/* --- names and reasons --------------------------------------------------------------------------------- */

static void name_changes(const struct searching *s, struct search_story *ret, struct arena *a)
{
	const char **names = NEW_ARRAY(a, const char *, s->n), **details = NEW_ARRAY(a, const char *, s->n);
	bool *switches = NEW_ARRAY(a, bool, s->n_components);

	for (size_t i = 0; i < s->n; i++) {
		bool is_component = i < s->n_components;
		const struct variant *v = is_component ? NULL : s->alternatives[i - s->n_components];
		names[i] = v ? v->name : s->components[i].name;
		details[i] = v ? v->change : s->components[i].detail;
		if (is_component) {
			switches[i] = s->components[i].is_switch;
		}
	}
	ret->switches = switches;
	ret->names = names;
	ret->details = details;
}

static size_t count_on(const struct searching *s, const bool *on)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		n += on[i];
	}
	return n;
}

/* Of the configurations that were no good, the smallest one that holds the change says most of it. */
static const char *reason_of(const struct searching *s, size_t change)
{
	const struct configuration *best = NULL;

	for (size_t i = 1; i < s->configurations.n; i++) {
		const struct configuration *c = s->configurations.at[i];
		bool is_better =
			c->harm && c->on[change] && (!best || count_on(s, c->on) < count_on(s, best->on));
		best = is_better ? c : best;
	}
	return best ? best->harm : NULL;
}

static void give_reasons(const struct searching *s, struct search_story *ret, struct arena *a)
{
	const char **reasons = NEW_ARRAY(a, const char *, s->n);

	for (size_t i = 0; i < s->n; i++) {
		enum search_fate fate = ret->state.changes[i].fate;
		reasons[i] = fate == FATE_KEEP || fate == FATE_REQUIRED ? reason_of(s, i) : NULL;
	}
	ret->reasons = reasons;
}

/* --- time left ------------------------------------------------------------------------------------------- */

/* The runs of the stages that are still to come, as they were planned; of the stage at hand what is left of it. */
static double runs_left(const struct searching *s, const struct search_state *t)
{
	double n_inputs = (double)(s->of->spec->n_inputs - s->of->spec->decide.held_out);
	const double planned[SEARCH_OVER] = {[SEARCH_NOISE] = 12,
	                                     [SEARCH_PRUNE] = n_inputs + t->planned_tests * n_inputs / 2,
	                                     [SEARCH_COMPONENTS] = t->planned_component_runs,
	                                     [SEARCH_VARIANTS] = t->planned_variant_runs,
	                                     [SEARCH_CHOICE] = n_inputs,
	                                     [SEARCH_CONFIRM] = t->planned_confirm_runs};
	double left = 0;

	for (size_t i = t->stage; i < SEARCH_OVER; i++) {
		left += fmax(planned[i] - (double)t->runs[i], 0);
	}
	return left;
}

static nsec_t time_left(const struct searching *s, const struct search_state *t)
{
	if (isnan(t->run_time) || s->run_wall_ns <= 0) {
		return -1;
	}
	return (nsec_t)(runs_left(s, t) * s->run_wall_ns / s->n_lanes);
}

/* --- the whole ------------------------------------------------------------------------------------------- */

void tell_story(struct searching *s, struct search_story *ret, struct arena *a)
{
	const struct spec *spec = s->of->spec;
	const char **inputs = NEW_ARRAY(a, const char *, spec->n_inputs);

	for (size_t i = 0; i < spec->n_inputs; i++) {
		inputs[i] = spec->inputs[i].id;
	}
	*ret = (struct search_story){.experiment = spec->name,
	                             .question = spec->question,
	                             .primary = spec->decide.time,
	                             .worth = spec->decide.worth,
	                             .confidence = spec->decide.confidence,
	                             .prefer = spec->decide.prefer,
	                             .enough = spec->decide.enough,
	                             .inputs = inputs,
	                             .n_inputs = spec->n_inputs,
	                             .n_held_out = spec->decide.held_out,
	                             .state = search_state(s->search, a),
	                             .runs_made = s->sum->made,
	                             .runs_found = s->sum->found,
	                             .elapsed_ns =
	                                     s->options->planted ? s->planted_ns : clock_now() - s->started,
	                             .budget_ns = s->options->budget_ns};
	const char *ended = ret->state.ended_because, *harm = s->configurations.at[0]->harm;
	ret->state.ended_because = ended && harm ? arena_printf(a, "%s (%s)", ended, harm) : ended;
	ret->left_ns = time_left(s, &ret->state);
	name_changes(s, ret, a);
	give_reasons(s, ret, a);
	if (ret->state.chosen && ret->state.n_path > 0) {
		const struct configuration *c = configuration_of(s, ret->state.chosen);
		ret->chosen_change = c ? s->study.variants.at[c->variant].change : NULL;
	}
}

/* --- the confirmation -------------------------------------------------------------------------------------- */

static bool is_confirming(const struct searching *s, uint32_t block)
{
	for (size_t i = 0; i < s->confirming.n; i++) {
		if (s->confirming.at[i] == block) {
			return true;
		}
	}
	return false;
}

/*
 * A study of two arms: the runs of the last stage alone, its blocks numbered from 0. The database may hold confirmations of other
 * choices, too, made with less time or for another preference.
 */
static struct dossier confirmation_in(const struct searching *s, const struct dossier *all, uint32_t chosen,
                                      struct arena *a)
{
	struct dossier d = *all;
	struct dossier_variant *variants = NEW_ARRAY(a, struct dossier_variant, 2);
	struct dossier_run *runs = NEW_ARRAY(a, struct dossier_run, all->n_runs);
	uint32_t last = UINT32_MAX;

	variants[0] = all->variants[0];
	variants[1] = all->variants[chosen];
	variants[1].name = "found";
	variants[1].reference = 0;
	d.n_runs = d.n_blocks = d.n_warmup = 0;
	for (size_t i = 0; i < all->n_runs; i++) {
		const struct dossier_run *r = &all->runs[i];
		if (!is_confirming(s, r->trial.block)) {
			continue;
		}
		d.n_blocks += r->trial.block != last;
		last = r->trial.block;
		runs[d.n_runs] = *r;
		runs[d.n_runs].trial.variant = r->trial.variant != 0;
		runs[d.n_runs++].trial.block = (uint32_t)d.n_blocks - 1;
	}
	d.name = s->of->spec->name;
	d.variants = variants;
	d.n_variants = 2;
	d.runs = runs;
	return d;
}

bool weigh_confirmation(struct searching *s, const struct evidence **ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct search_state t = search_state(s->search, a);
	struct dossier *all = NEW(s->arena, struct dossier), *d = NEW(s->arena, struct dossier);
	const struct configuration *c = t.chosen && t.n_path > 0 ? configuration_of(s, t.chosen) : NULL;

	*ret = NULL;
	if (!c || t.blocks[SEARCH_CONFIRM] == 0) {
		return !s->failed;
	}
	if (!store_load(s->db, s->study.spec->name, s->arena, s->diag, all)) {
		return false;
	}
	*d = confirmation_in(s, all, c->variant, s->arena);
	struct evidence *e = NEW(s->arena, struct evidence);
	engine_weigh(d, s->arena, e);
	*ret = e;
	return true;
}
