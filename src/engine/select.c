/* Filters on studies and on what is on record. */
#include "engine_private.h"

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/design/filter.h"
#include "secateur/model/factor.h"
#include "secateur/store/store.h"

/* As a database has them. */
static const struct dossier_setting *settings_of(const struct spec *s, const struct variant *v,
                                                 struct arena *a, size_t *n)
{
	VEC(struct dossier_setting) all = {0};

	for (size_t i = 0; i < s->n_factors; i++) {
		const struct factor *f = &s->factors[i];
		const struct setting *own = &v->settings[i];
		for (size_t k = 0; k < f->n_levels; k++) {
			bool is_component = f->kind == FACTOR_SET;
			if (is_component || own->level == k) {
				*vec_push(a, &all) = (struct dossier_setting){
					.factor = f->name,
					.level = f->levels[k].name,
					.is_component = is_component,
					.is_kept = !is_component || own->kept[k],
				};
			}
		}
	}
	*n = all.n;
	return all.at;
}

bool engine_select(const struct study *s, const char *filter, struct arena *a, struct diag *d,
                   struct selection *ret)
{
	struct filter_subject *variants = NEW_ARRAY(a, struct filter_subject, s->variants.n);
	const char **inputs = NEW_ARRAY(a, const char *, s->spec->n_inputs);

	for (size_t i = 0; i < s->variants.n; i++) {
		const struct variant *v = &s->variants.at[i];
		variants[i] = (struct filter_subject){.name = v->name, .reference = v->reference};
		variants[i].settings = settings_of(s->spec, v, a, &variants[i].n_settings);
	}
	for (size_t i = 0; i < s->spec->n_inputs; i++) {
		inputs[i] = s->spec->inputs[i].id;
	}
	const struct filter_request q = {filter, variants, s->variants.n, inputs, s->spec->n_inputs};
	return filter_select(&q, a, d, ret);
}

/* Runs and counts on other inputs. */
static void forget_inputs(struct dossier *d, const bool *inputs, struct arena *a)
{
	struct dossier_run *runs = NEW_ARRAY(a, struct dossier_run, d->n_runs);
	size_t n = 0;

	for (size_t i = 0; i < d->n_runs; i++) {
		if (inputs[d->runs[i].trial.input]) {
			runs[n++] = d->runs[i];
		}
	}
	d->runs = runs;
	d->n_runs = n;
	struct dossier_count *counts = NEW_ARRAY(a, struct dossier_count, d->n_counts);

	n = 0;
	for (size_t i = 0; i < d->n_counts; i++) {
		if (inputs[d->counts[i].input]) {
			counts[n++] = d->counts[i];
		}
	}
	d->counts = counts;
	d->n_counts = n;
}

bool engine_select_recorded(struct dossier *d, const char *filter, struct arena *a, struct diag *diag,
                            struct selection *ret)
{
	struct filter_subject *variants = NEW_ARRAY(a, struct filter_subject, d->n_variants);

	for (size_t i = 0; i < d->n_variants; i++) {
		const struct dossier_variant *v = &d->variants[i];
		variants[i] = (struct filter_subject){v->name, v->reference, v->settings, v->n_settings};
	}
	const struct filter_request q = {filter, variants, d->n_variants, d->inputs, d->n_inputs};

	if (!filter_select(&q, a, diag, ret)) {
		return false;
	}
	forget_inputs(d, ret->inputs, a);
	return true;
}

static void show_slopes_only(struct evidence *e, const bool *selected, struct arena *a)
{
	struct scaling *all = NEW_ARRAY(a, struct scaling, e->n_scalings);

	for (size_t i = 0; i < e->n_scalings; i++) {
		const struct scaling *from = &e->scalings[i];
		struct variant_scaling *kept = NEW_ARRAY(a, struct variant_scaling, from->n_variants);
		all[i] = *from;
		all[i].variants = kept;
		all[i].n_variants = 0;
		for (size_t v = 0; v < from->n_variants; v++) {
			if (selected[v]) {
				kept[all[i].n_variants++] = from->variants[v];
			}
		}
	}
	e->scalings = all;
}

/* Intervals and p stay those of all variants together: looking at some of them makes none of them surer. */
static void show_only(struct evidence *e, const bool *selected, struct arena *a)
{
	struct variant_evidence *kept = NEW_ARRAY(a, struct variant_evidence, e->n_variants);
	size_t n = 0;

	show_slopes_only(e, selected, a);
	for (size_t i = 0; i < e->n_variants; i++) {
		if (selected[i]) {
			kept[n++] = e->variants[i];
		}
	}
	e->n_left_out = e->n_variants - n;
	e->variants = kept;
	e->n_variants = n;
}

enum engine_end engine_evidence_on(struct store *db, const char *name, const char *filter, struct arena *a,
                                   struct diag *d, struct evidence *ret)
{
	struct dossier *from = NEW(a, struct dossier);
	struct selection s;

	if (!filter) {
		return engine_evidence(db, name, a, d, ret) ? ENGINE_DONE : ENGINE_BAD_DATABASE;
	}
	if (!store_load(db, name, a, d, from) || !evidence_is_of_plan(from, d)) {
		return ENGINE_BAD_DATABASE;
	}
	if (!engine_select_recorded(from, filter, a, d, &s)) {
		return ENGINE_FAILED;
	}
	engine_weigh(from, a, ret);
	show_only(ret, s.variants, a);
	ret->filter = filter;
	return ENGINE_DONE;
}
