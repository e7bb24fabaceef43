/* What a search may change, and the configurations that it makes of that. */
#include <string.h>

#include "search_run.h"
#include "secateur/base/arena.h"
#include "secateur/base/paley.h"
#include "secateur/model/factor.h"
#include "secateur/store/store.h"

/* --- components and alternatives -------------------------------------------------------------------------- */

/* Without one component, or with its other level. */
static struct variant *without_each(struct searching *s)
{
	struct variant *ret = NEW_ARRAY(s->arena, struct variant, s->n_components);
	bool *dropped = NEW_ARRAY(s->arena, bool, s->n_components);
	const struct design_cut cut = {s->components, s->n_components, dropped, NULL};

	for (size_t i = 0; i < s->n_components; i++) {
		dropped[i] = true;
		design_compose(s->of->spec, &s->of->variants, &cut, s->arena, &ret[i]);
		dropped[i] = false;
		s->failed = !study_render_variant(s->of, &ret[i], s->arena, s->diag) || s->failed;
	}
	return ret;
}

/* Whether a variant does nothing but what a single component's absence does. */
static bool is_component(const struct searching *s, const struct variant *v, const struct variant *without)
{
	for (size_t i = 0; i < s->n_components; i++) {
		if (digest_equal(&without[i].id, &v->id)) {
			return true;
		}
	}
	return false;
}

static void find_alternatives(struct searching *s, const struct variant *without)
{
	const struct variants *all = &s->of->variants;

	s->alternatives = NEW_ARRAY(s->arena, const struct variant *, all->n);
	for (size_t i = 1; i < all->n; i++) {
		const struct variant *v = &all->at[i];
		if (v->reference != 0) {
			diag_warn(
				s->diag, v->at,
				"'%s' is compared with '%s': a search compares with the baseline alone, and leaves it out",
				v->name, all->at[v->reference].name);
		} else if (!is_component(s, v, without)) {
			s->alternatives[s->n_alternatives++] = v;
		}
	}
}

static bool *find_conflicts(const struct searching *s, const struct variant *without)
{
	bool *ret = NEW_ARRAY(s->arena, bool, s->n * s->n);

	for (size_t i = s->n_components; i < s->n; i++) {
		const struct variant *own = s->alternatives[i - s->n_components];
		for (size_t j = 0; j < s->n; j++) {
			const struct variant *other =
				j < s->n_components ? &without[j] : s->alternatives[j - s->n_components];
			ret[i * s->n + j] =
				i != j && design_conflict(s->of->spec, &s->of->variants.at[0], own, other);
		}
	}
	return ret;
}

/* Those that the database holds already keep their places; what they are is found when they are asked for. */
static void keep_places(struct searching *s)
{
	const struct variants *own = &s->of->variants;
	size_t n = s->before->n_variants > own->n ? s->before->n_variants : own->n;
	struct variant *all = NEW_ARRAY(s->arena, struct variant, n + 1);

	memcpy(all, own->at, own->n * sizeof(*all));
	for (size_t i = own->n; i < n; i++) {
		all[i] = (struct variant){
			.name = s->before->variants[i].name, .index = i, .id = s->before->variants[i].id};
	}
	s->study.variants = (struct variants){all, n};
	s->room = n + 1;
}

void find_changes(struct searching *s, struct search_request *q)
{
	const struct spec *spec = s->of->spec;

	keep_places(s);
	s->n_components = design_components(spec, &s->of->variants.at[0], s->arena, &s->components);
	const struct variant *without = without_each(s);
	find_alternatives(s, without);
	s->n = s->n_components + s->n_alternatives;
	if (s->n_components > PALEY_MOST) {
		diag_warn(
			s->diag, NOWHERE,
			"%zu components: more than the %d that one block can tell from one another; each races by "
			"itself, which takes many more runs",
			s->n_components, PALEY_MOST);
	}
	bool *switches = NEW_ARRAY(s->arena, bool, s->n_components);
	for (size_t i = 0; i < s->n_components; i++) {
		switches[i] = s->components[i].is_switch;
	}
	*q = (struct search_request){.components = s->n_components,
	                             .alternatives = s->n_alternatives,
	                             .switches = switches,
	                             .users = design_users(spec, s->components, s->n_components, s->arena),
	                             .conflicts = find_conflicts(s, without),
	                             .inputs = spec->n_inputs,
	                             .held_out = spec->decide.held_out,
	                             .least_blocks = spec->measure.least_blocks,
	                             .most_blocks = spec->measure.least_blocks ? spec->measure.blocks : 0,
	                             .worth = spec->decide.worth,
	                             .confidence = spec->decide.confidence,
	                             .seed = spec->measure.seed,
	                             .prefer = spec->decide.prefer,
	                             .enough = spec->decide.enough};
}

/* --- configurations ------------------------------------------------------------------------------------------ */

/* Two setups may render to the same: an alternative, or the baseline itself. They are one variant then. */
static struct variant *find_variant(const struct searching *s, const struct digest *id)
{
	for (size_t i = 0; i < s->study.variants.n; i++) {
		if (digest_equal(&s->study.variants.at[i].id, id)) {
			return &s->study.variants.at[i];
		}
	}
	return NULL;
}

static bool add_variant(struct searching *s, struct variant *v)
{
	struct variants *all = &s->study.variants;

	if (all->n == s->room) {
		struct variant *more = NEW_ARRAY(s->arena, struct variant, 2 * s->room);
		memcpy(more, all->at, all->n * sizeof(*more));
		all->at = more;
		s->room *= 2;
	}
	v->index = all->n;
	all->at[all->n++] = *v;
	return store_add_variant(s->db, s->experiment, v, s->study.spec->n_factors, s->diag);
}

static bool make_variant(struct searching *s, const bool *on, uint32_t *ret)
{
	struct variant v;
	bool *with = NEW_ARRAY(s->arena, bool, s->of->variants.n);

	for (size_t i = 0; i < s->n_alternatives; i++) {
		with[s->alternatives[i]->index] = on[s->n_components + i];
	}
	const struct design_cut cut = {s->components, s->n_components, on, with};
	design_compose(s->of->spec, &s->of->variants, &cut, s->arena, &v);
	if (!study_render_variant(&s->study, &v, s->arena, s->diag)) {
		return false;
	}
	struct variant *same = find_variant(s, &v.id);
	if (same && !same->settings) {
		v.index = same->index;
		*same = v;
	}
	if (!same && !add_variant(s, &v)) {
		return false;
	}
	*ret = (uint32_t)(same ? same->index : v.index);
	return true;
}

struct configuration *configuration_of(struct searching *s, const bool *on)
{
	for (size_t i = 0; i < s->configurations.n; i++) {
		if (memcmp(s->configurations.at[i]->on, on, s->n * sizeof(bool)) == 0) {
			return s->configurations.at[i];
		}
	}
	struct configuration *c = NEW(s->arena, struct configuration);
	c->on = arena_copy(s->arena, on, s->n * sizeof(bool), alignof(bool));
	c->last = NEW_ARRAY(s->arena, const struct seen *, s->of->spec->n_inputs);
	if (!make_variant(s, on, &c->variant)) {
		return NULL;
	}
	*vec_push(s->arena, &s->configurations) = c;
	return c;
}
