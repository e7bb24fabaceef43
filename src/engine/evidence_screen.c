/* What each component saves, from the runs of a screening design: all of them inform on all components. */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/fit.h"

/** The runs as the fit wants them. */
struct screening {
	const struct table *t;
	size_t first;                           /* screening variant; the others follow */
	VEC(const struct dossier_setting *) of; /* the baseline's, of each component */
	VEC(size_t) setting;                    /* its index */
	VEC(bool) dropped;
	VEC(size_t) block;
	VEC(double) time;
	size_t *n_dropped, *n_failed; /* runs without each component */
	size_t n_runs, n_all_failed;
};

static bool lacks(const struct dossier_variant *v, const struct dossier_variant *baseline, size_t setting)
{
	const struct dossier_setting *is = &v->settings[setting], *was = &baseline->settings[setting];

	return was->is_component ? was->is_kept && !is->is_kept : strcmp(is->level, was->level) != 0;
}

size_t screens_from(const struct dossier *from)
{
	size_t i = 0;

	while (i < from->n_variants && from->variants[i].kind != VARIANT_SCREEN) {
		i++;
	}
	return i;
}

static void find_components(struct screening *s)
{
	const struct dossier *from = s->t->from;
	const struct dossier_variant *baseline = &from->variants[from->variants[s->first].reference];

	for (size_t k = 0; k < baseline->n_settings; k++) {
		for (size_t v = s->first; v < from->n_variants; v++) {
			if (lacks(&from->variants[v], baseline, k)) {
				*vec_push(s->t->arena, &s->of) = &baseline->settings[k];
				*vec_push(s->t->arena, &s->setting) = k;
				break;
			}
		}
	}
	s->n_dropped = NEW_ARRAY(s->t->arena, size_t, s->of.n);
	s->n_failed = NEW_ARRAY(s->t->arena, size_t, s->of.n);
}

static void add_run(struct screening *s, size_t variant, size_t block)
{
	const struct dossier *from = s->t->from;
	const struct dossier_variant *v = &from->variants[variant],
				     *baseline = &from->variants[from->variants[s->first].reference];
	const struct dossier_run *r = table_run(s->t, variant, block);
	const bool ok = r && table_is_ok(r);
	const size_t primary = primary_cost(from);
	struct dossier_value cost = {0};

	if (!r) {
		return;
	}
	s->n_runs++;
	s->n_all_failed += !ok;
	for (size_t k = 0; k < s->of.n; k++) {
		bool is_dropped = lacks(v, baseline, s->setting.at[k]);
		s->n_dropped[k] += is_dropped;
		s->n_failed[k] += is_dropped && !ok;
	}
	if (ok && primary < timed_costs(from)) {
		cost = cost_of(from, r, primary);
	}
	if (!dossier_has_value(cost) || !(cost.value > 0)) {
		return;
	}
	for (size_t k = 0; k < s->of.n; k++) {
		*vec_push(s->t->arena, &s->dropped) = lacks(v, baseline, s->setting.at[k]);
	}
	*vec_push(s->t->arena, &s->block) = block - from->n_warmup;
	*vec_push(s->t->arena, &s->time) = cost.value;
}

static const char *name_of(const struct screening *s, size_t k, struct arena *a)
{
	const struct dossier *from = s->t->from;
	const struct dossier_setting *was = s->of.at[k];

	if (was->is_component) {
		return arena_printf(a, "%s: -%s", was->factor, was->level);
	}
	for (size_t v = s->first; v < from->n_variants; v++) {
		const struct dossier_setting *is = &from->variants[v].settings[s->setting.at[k]];
		if (strcmp(is->level, was->level) != 0) {
			return arena_printf(a, "%s: %s -> %s", was->factor, was->level, is->level);
		}
	}
	return was->factor;
}

static void tell(const struct screening *s, const struct fit *f, double confidence,
                 struct screen_evidence *ret)
{
	struct arena *a = s->t->arena;
	size_t n = s->of.n;
	struct screen_effect *all = NEW_ARRAY(a, struct screen_effect, n);
	const char **pairs = NEW_ARRAY(a, const char *, f->n_pairs);

	ret->confidence = 1 - (1 - confidence) / (double)n;
	double reach = f->absent_reason ? 0 : stats_t_quantile((1 - ret->confidence) / 2, f->df);
	for (size_t k = 0; k < n; k++) {
		all[k] = (struct screen_effect){.component = name_of(s, k, a),
		                                .n_failed = s->n_failed[k],
		                                .n_dropped = s->n_dropped[k]};
		if (!f->absent_reason) {
			all[k].average = f->average[k];
			all[k].low = f->average[k] - reach * f->error[k];
			all[k].high = f->average[k] + reach * f->error[k];
			all[k].alone = f->alone[k];
			all[k].last = f->last[k];
			all[k].is_nominated = all[k].low > 0 && all[k].average >= s->t->from->worth;
		}
	}
	for (size_t i = 0; i < f->n_pairs; i++) {
		pairs[i] = arena_printf(a, "%s and %s", all[f->pairs[i].a].component,
		                        all[f->pairs[i].b].component);
	}
	ret->effects = all;
	ret->n = n;
	ret->pairs = pairs;
	ret->n_pairs = f->absent_reason ? 0 : f->n_pairs;
	ret->absent_reason = f->absent_reason;
}

void weigh_screen(struct table *t, double confidence, struct screen_evidence *ret)
{
	const struct dossier *from = t->from;
	struct screening s = {.t = t, .first = screens_from(from)};

	*ret = (struct screen_evidence){0};
	if (s.first == from->n_variants) {
		return;
	}
	find_components(&s);
	for (size_t b = from->n_warmup; b < t->n_blocks; b++) {
		add_run(&s, from->variants[s.first].reference, b);
		for (size_t v = s.first; v < from->n_variants; v++) {
			add_run(&s, v, b);
		}
	}
	const struct fit_request q = {.runs = s.time.n,
	                              .components = s.of.n,
	                              .dropped = s.dropped.at,
	                              .block = s.block.at,
	                              .time = s.time.at,
	                              .is_robust = true,
	                              .finds_terms = true};
	struct fit f = {.absent_reason = "no timed run has what decides"};
	if (primary_cost(from) < timed_costs(from)) {
		f = stats_fit(&q, t->arena);
	}
	ret->n_runs = s.n_runs;
	ret->n_failed = s.n_all_failed;
	tell(&s, &f, confidence, ret);
}
