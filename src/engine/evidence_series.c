/* The runs of each variant, one by one, in the order in which they were made. */
#include "engine_private.h"

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"

/* What the run cost, if it counts; else the reason why it has none, or NULL. */
static bool value_of(const struct table *t, const struct dossier_run *r, double *ret, const char **why)
{
	if (!dossier_counts(t->from, r)) {
		return false;
	}
	struct dossier_value v = cost_of(t->from, r, primary_cost(t->from));
	if (!dossier_has_value(v)) {
		*why = dossier_why_absent(v, "not recorded");
		return false;
	}
	*ret = v.value;
	return true;
}

/* Room for each, by counting; and why a variant without any has none. */
static void make_room(const struct table *t, struct series *all, struct sample **rooms)
{
	const struct dossier *from = t->from;
	double value;

	for (size_t i = 0; i < from->n_runs; i++) {
		struct series *s = &all[from->runs[i].trial.variant];
		s->n += value_of(t, &from->runs[i], &value, &s->absent_reason);
	}
	for (size_t v = 0; v < from->n_variants; v++) {
		all[v].absent_reason = all[v].n > 0           ? NULL
		                       : all[v].absent_reason ? all[v].absent_reason
		                                              : "no run that went well";
		all[v].at = rooms[v] = NEW_ARRAY(t->arena, struct sample, all[v].n);
		all[v].n = 0;
	}
}

static const struct series *none(const struct table *t, struct series *all)
{
	for (size_t v = 0; v < t->from->n_variants; v++) {
		all[v].absent_reason = "no timed run has what decides";
	}
	return all;
}

/* All runs, by when they began; those that were planted in their order. */
static const size_t *runs_in_time(const struct dossier *from, struct arena *a)
{
	double *began = NEW_ARRAY(a, double, from->n_runs);

	for (size_t i = 0; i < from->n_runs; i++) {
		began[i] = (double)from->runs[i].started;
	}
	return stats_order(began, from->n_runs, a);
}

const struct series *series_of(const struct table *t)
{
	const struct dossier *from = t->from;
	const size_t primary = primary_cost(from);
	struct series *all = NEW_ARRAY(t->arena, struct series, from->n_variants);
	struct sample **rooms = NEW_ARRAY(t->arena, struct sample *, from->n_variants);
	if (primary >= timed_costs(from)) {
		return none(t, all);
	}
	make_room(t, all, rooms);
	AUTO_ARENA struct arena *a = arena_new();
	const size_t *in_time = runs_in_time(from, a);
	uint32_t order = 0;
	for (size_t i = 0; i < from->n_runs; i++) {
		const struct dossier_run *r = &from->runs[in_time[i]];
		struct series *s = &all[r->trial.variant];
		const char *why;
		double value;
		if (value_of(t, r, &value, &why)) {
			rooms[r->trial.variant][s->n++] = (struct sample){.value = value,
			                                                  .order = order,
			                                                  .block = r->trial.block,
			                                                  .position = r->trial.position,
			                                                  .input = r->trial.input,
			                                                  .host = r->host,
			                                                  .cpus = r->cpus,
			                                                  .is_disturbed = r->disturbed};
		}
		order += r->trial.phase == PHASE_MEASURED;
	}
	for (size_t v = 0; v < from->n_variants; v++) {
		all[v].unit = cost_unit(from, primary);
	}
	return all;
}
