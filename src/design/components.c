/** What a search may change, and what configurations that makes. */
#include <string.h>

#include "design_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/hash.h"
#include "secateur/design/design.h"

struct listing {
	const struct spec *spec;
	struct arena *arena;
	VEC(struct design_component) all;
};

/* --- what may be changed ------------------------------------------------------------------------- */

static void list_set(struct listing *l, size_t factor, const struct setting *baseline)
{
	const struct factor *f = baseline->factor;

	for (size_t i = 0; i < f->n_levels; i++) {
		if (!baseline->kept[i] || f->levels[i].required) {
			continue;
		}
		*vec_push(l->arena, &l->all) = (struct design_component){
			.factor = factor,
			.level = i,
			.name = f->levels[i].name,
			.detail = arena_printf(l->arena, "%s: -%s", f->name, f->levels[i].name),
		};
	}
}

/* Of more than two levels it is not known which: they are alternatives, for `variants` to name. */
static void list_switch(struct listing *l, size_t factor, const struct setting *baseline)
{
	const struct factor *f = baseline->factor;

	if (f->n_levels != 2) {
		return;
	}
	const char *from = f->levels[baseline->level].name, *to = f->levels[1 - baseline->level].name;
	*vec_push(l->arena, &l->all) = (struct design_component){
		.factor = factor,
		.level = 1 - baseline->level,
		.name = arena_printf(l->arena, "%s=%s", f->name, to),
		.detail = arena_printf(l->arena, "%s: %s -> %s", f->name, from, to),
		.is_switch = true,
	};
}

static bool is_shared(const struct listing *l, size_t component)
{
	for (size_t i = 0; i < l->all.n; i++) {
		if (i != component && strcmp(l->all.at[i].name, l->all.at[component].name) == 0) {
			return true;
		}
	}
	return false;
}

/* A factor's name holds neither '/' nor '=': what is told apart by it meets no other name, once those with a '/' are, too. */
static void tell_apart(struct listing *l)
{
	bool *shared = NEW_ARRAY(l->arena, bool, l->all.n), any = false;

	for (size_t i = 0; i < l->all.n; i++) {
		shared[i] = is_shared(l, i);
		any = any || shared[i];
	}
	for (size_t i = 0; any && i < l->all.n; i++) {
		struct design_component *c = &l->all.at[i];
		if (!c->is_switch && (shared[i] || strchr(c->name, '/'))) {
			c->name = arena_printf(l->arena, "%s/%s", l->spec->factors[c->factor].name, c->name);
		}
	}
}

size_t design_components(const struct spec *s, const struct variant *baseline, struct arena *a,
                         const struct design_component **ret)
{
	struct listing l = {.spec = s, .arena = a};

	for (size_t i = 0; i < s->n_factors; i++) {
		if (s->factors[i].kind == FACTOR_SET) {
			list_set(&l, i, &baseline->settings[i]);
		} else {
			list_switch(&l, i, &baseline->settings[i]);
		}
	}
	tell_apart(&l);
	*ret = l.all.at;
	return l.all.n;
}

const bool *design_users(const struct spec *s, const struct design_component *c, size_t n, struct arena *a)
{
	bool *users = NEW_ARRAY(a, bool, n *n);

	for (size_t i = 0; i < n; i++) {
		const struct factor *f = &s->factors[c[i].factor];
		if (c[i].is_switch || f->levels[c[i].level].n_users == 0) {
			continue;
		}
		bool *kept = NEW_ARRAY(a, bool, f->n_levels);
		memset(kept, true, f->n_levels * sizeof(bool));
		kept[c[i].level] = false;
		settings_drop_users(f, kept);
		for (size_t j = 0; j < n; j++) {
			users[i * n + j] = j != i && c[j].factor == c[i].factor && !kept[c[j].level];
		}
	}
	return users;
}

/* --- what that makes ------------------------------------------------------------------------------ */

/* Makes the change from the baseline to `other` to `s`, too. `kept` is the set's, under construction. */
static void add_change(struct setting *s, bool *kept, const struct setting *baseline,
                       const struct setting *other)
{
	if (!kept) {
		s->level = other->level != baseline->level ? other->level : s->level;
		return;
	}
	for (size_t i = 0; i < s->factor->n_levels; i++) {
		kept[i] = other->kept[i] != baseline->kept[i] ? other->kept[i] : kept[i];
	}
}

static void compose_setting(const struct variants *all, const struct design_cut *cut, size_t factor,
                            struct setting *s, struct arena *a)
{
	const struct setting *baseline = &all->at[0].settings[factor];
	bool is_set = s->factor->kind == FACTOR_SET;
	bool *kept =
		is_set ? arena_copy(a, s->kept, s->factor->n_levels * sizeof(bool), alignof(bool)) : NULL;

	for (size_t i = 0; cut->dropped && i < cut->n; i++) {
		if (!cut->dropped[i] || cut->components[i].factor != factor) {
			continue;
		}
		if (is_set) {
			kept[cut->components[i].level] = false;
		} else {
			s->level = cut->components[i].level;
		}
	}
	for (size_t i = 0; cut->with && i < all->n; i++) {
		if (cut->with[i]) {
			add_change(s, kept, baseline, &all->at[i].settings[factor]);
		}
	}
	if (is_set) {
		settings_drop_users(s->factor, kept);
		s->kept = kept;
	}
}

/* The same settings have the same name for ever. */
static const char *name_of_cut(const struct setting *settings, size_t n, struct arena *a)
{
	struct hasher *h = hash_begin(a);

	for (size_t i = 0; i < n; i++) {
		const struct factor *f = settings[i].factor;
		hash_text(h, f->name);
		for (size_t j = 0; j < f->n_levels; j++) {
			if (f->kind == FACTOR_SET ? settings[i].kept[j] : settings[i].level == j) {
				hash_text(h, f->levels[j].name);
			}
		}
		hash_text(h, NULL); /* no name: where the next factor begins */
	}
	struct digest digest = hash_end(h);
	return arena_printf(a, "cut-%.12s", digest_hex(&digest, a));
}

void design_compose(const struct spec *s, const struct variants *all, const struct design_cut *cut,
                    struct arena *a, struct variant *ret)
{
	const struct variant *baseline = &all->at[0];
	size_t n = s->n_factors;
	struct setting *settings =
		arena_copy(a, baseline->settings, n * sizeof(*settings), alignof(struct setting));

	for (size_t i = 0; i < n; i++) {
		compose_setting(all, cut, i, &settings[i], a);
	}
	if (settings_equal(baseline->settings, settings, n)) {
		*ret = *baseline;
		return;
	}
	*ret = (struct variant){
		.name = name_of_cut(settings, n, a),
		.kind = settings_kind(baseline->settings, settings, n),
		.settings = settings,
		.change = settings_change(baseline->settings, settings, n, a),
	};
}

/* --- what cannot be chosen together --------------------------------------------------------------- */

/* Has `x` all that the change from the baseline to `y` brings? */
static bool setting_holds(const struct setting *baseline, const struct setting *x, const struct setting *y)
{
	if (baseline->factor->kind == FACTOR_CHOICE) {
		return y->level == baseline->level || x->level == y->level;
	}
	for (size_t i = 0; i < baseline->factor->n_levels; i++) {
		if (y->kept[i] != baseline->kept[i] && x->kept[i] != y->kept[i]) {
			return false;
		}
	}
	return true;
}

bool design_conflict(const struct spec *s, const struct variant *baseline, const struct variant *x,
                     const struct variant *y)
{
	bool x_holds_y = true, y_holds_x = true;

	for (size_t i = 0; i < s->n_factors; i++) {
		const struct setting *from = &baseline->settings[i];
		bool x_holds = setting_holds(from, &x->settings[i], &y->settings[i]);
		bool y_holds = setting_holds(from, &y->settings[i], &x->settings[i]);
		if (from->factor->kind == FACTOR_CHOICE && !x_holds && !y_holds) {
			return true; /* two levels of one choice */
		}
		x_holds_y = x_holds_y && x_holds;
		y_holds_x = y_holds_x && y_holds;
	}
	return x_holds_y || y_holds_x;
}
