#include "design_private.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"

static bool *copy_kept(struct builder *b, const struct setting *s)
{
	return arena_copy(b->arena, s->kept, s->factor->n_levels * sizeof(bool), alignof(bool));
}

struct configuration settings_default(struct builder *b)
{
	size_t n = b->spec->n_factors;
	struct setting *all = NEW_ARRAY(b->arena, struct setting, n);

	for (size_t i = 0; i < n; i++) {
		const struct factor *f = &b->spec->factors[i];
		all[i].factor = f;
		if (f->kind == FACTOR_SET) {
			bool *kept = NEW_ARRAY(b->arena, bool, f->n_levels);
			memset(kept, true, f->n_levels * sizeof(bool));
			all[i].kept = kept;
		}
	}
	return (struct configuration){all, n};
}

struct configuration settings_copy(struct builder *b, const struct setting *from)
{
	size_t n = b->spec->n_factors;

	/* what a setting keeps is copied when it is changed */
	return (struct configuration){arena_copy(b->arena, from, n * sizeof(*from), alignof(struct setting)),
	                              n};
}

static const char *hint_factor(struct builder *b, const char *name)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < b->spec->n_factors; i++) {
		*vec_push(b->arena, &names) = b->spec->factors[i].name;
	}
	return near_hint(name, names.at, names.n, b->arena);
}

static const char *hint_level(struct builder *b, const struct factor *f, const char *name)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < f->n_levels; i++) {
		*vec_push(b->arena, &names) = f->levels[i].name;
	}
	return near_hint(name, names.at, names.n, b->arena);
}

size_t settings_find_any_factor(struct builder *b, const struct yaml *name)
{
	const char *s = yaml_text(name);
	size_t i = 0, n = b->spec->n_factors;

	if (!s) {
		diag_fail(b->diag, yaml_at(name), "expected a factor's name, not %s",
		          yaml_instead(name, b->arena));
		return n;
	}
	while (i < n && strcmp(b->spec->factors[i].name, s) != 0) {
		i++;
	}
	if (i == n) {
		diag_fail(b->diag, yaml_at(name), "there is no factor '%s'%s", s, hint_factor(b, s));
	}
	return i;
}

size_t settings_find_factor(struct builder *b, const struct yaml *name, enum factor_kind kind)
{
	size_t n = b->spec->n_factors, i = settings_find_any_factor(b, name);

	if (i == n || b->spec->factors[i].kind == kind) {
		return i;
	}
	diag_fail(b->diag, yaml_at(name),
	          kind == FACTOR_SET ? "'%s' is not a set: nothing of it can be dropped or added"
	                             : "'%s' is a set: it has no levels, but components to drop or to keep",
	          b->spec->factors[i].name);
	return n;
}

size_t settings_find_level(struct builder *b, const struct factor *f, const struct yaml *name)
{
	const char *s = yaml_text(name);

	for (size_t i = 0; s && i < f->n_levels; i++) {
		if (strcmp(f->levels[i].name, s) == 0) {
			return i;
		}
	}
	if (!s) {
		diag_fail(b->diag, yaml_at(name), "expected a %s of '%s', not %s",
		          f->kind == FACTOR_SET ? "component" : "level", f->name,
		          yaml_instead(name, b->arena));
	} else {
		diag_fail(b->diag, yaml_at(name), "'%s' has no %s '%s'%s", f->name,
		          f->kind == FACTOR_SET ? "component" : "level", s, hint_level(b, f, s));
	}
	return f->n_levels;
}

static bool has_level(const struct factor *f, const char *name)
{
	for (size_t i = 0; i < f->n_levels; i++) {
		if (strcmp(f->levels[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* Marks the components that `name` means: one, or all that begin with "prefix" of "prefix*". */
static bool mark(struct builder *b, const struct factor *f, const struct yaml *name, bool *marked)
{
	const char *s = yaml_text(name), *star = s ? strchr(s, '*') : NULL;
	size_t n = s ? strlen(s) : 0;

	if (star && star[1] && !has_level(f, s)) {
		return diag_fail(b->diag, yaml_at(name),
		                 "'%s': a * stands at the end, for all that begin with what is before it", s);
	}
	if (n == 0 || s[n - 1] != '*') {
		size_t i = settings_find_level(b, f, name);
		if (i < f->n_levels) {
			marked[i] = true;
		}
		return i < f->n_levels;
	}
	bool any = false;
	for (size_t i = 0; i < f->n_levels; i++) {
		if (strncmp(f->levels[i].name, s, n - 1) == 0) {
			marked[i] = any = true;
		}
	}
	return any || diag_fail(b->diag, yaml_at(name), "'%s' matches no component of '%s'", s, f->name);
}

/* A name or a list of names. */
static bool mark_all(struct builder *b, const struct factor *f, const struct yaml *y, bool *marked)
{
	bool ok = true;

	if (yaml_kind(y) == YAML_TEXT) {
		return mark(b, f, y, marked);
	}
	if (yaml_kind(y) == YAML_MAP) {
		return diag_fail(b->diag, yaml_at(y), "expected a list of components of '%s'", f->name);
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		ok = mark(b, f, yaml_item(y, i), marked) && ok;
	}
	return ok;
}

static void drop_users_of(const struct factor *f, size_t component, bool *kept)
{
	for (size_t i = 0; i < f->levels[component].n_users; i++) {
		size_t user = f->levels[component].users[i];
		if (kept[user]) {
			kept[user] = false;
			drop_users_of(f, user, kept);
		}
	}
}

void settings_drop_users(const struct factor *f, bool *kept)
{
	for (size_t i = 0; i < f->n_levels; i++) {
		if (!kept[i]) {
			drop_users_of(f, i, kept);
		}
	}
}

void settings_drop(struct builder *b, struct setting *s, size_t component)
{
	bool *kept = copy_kept(b, s);

	kept[component] = false;
	settings_drop_users(s->factor, kept);
	s->kept = kept;
}

/* What `user` requires, directly or through others. */
static void take_needs_of(const struct factor *f, size_t user, bool *kept)
{
	for (size_t i = 0; i < f->n_levels; i++) {
		for (size_t k = 0; k < f->levels[i].n_users && !kept[i]; k++) {
			if (f->levels[i].users[k] == user) {
				kept[i] = true;
				take_needs_of(f, i, kept);
			}
		}
	}
}

/* What is kept now and was not drives out what it cannot be beside, but for what is required. */
static void drop_conflicts_of_new(const struct setting *before, bool *kept)
{
	const struct level *levels = before->factor->levels;

	for (size_t i = 0; i < before->factor->n_levels; i++) {
		for (size_t k = 0; kept[i] && !before->kept[i] && k < levels[i].n_conflicts; k++) {
			size_t other = levels[i].conflicts[k];
			kept[other] = kept[other] && levels[other].required;
		}
	}
	settings_drop_users(before->factor, kept);
}

void settings_take(struct builder *b, struct setting *s, size_t component)
{
	bool *kept = copy_kept(b, s);

	kept[component] = true;
	take_needs_of(s->factor, component, kept);
	drop_conflicts_of_new(s, kept);
	s->kept = kept;
}

bool settings_agree(struct builder *b, const struct configuration *c, const char *name, struct src_loc at)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct setting *s = &c->at[i];
		for (size_t j = 0; s->kept && j < s->factor->n_levels; j++) {
			const struct level *l = &s->factor->levels[j];
			for (size_t k = 0; s->kept[j] && k < l->n_conflicts; k++) {
				if (s->kept[l->conflicts[k]]) {
					return diag_fail(
						b->diag, at,
						"'%s' would have both '%s' and '%s' of '%s', which are in conflict",
						name, l->name, s->factor->levels[l->conflicts[k]].name,
						s->factor->name);
				}
			}
		}
	}
	return true;
}

/* Whether `said` is the name, or the beginning of it and a *. */
static bool means(const char *said, const char *name)
{
	size_t n = strlen(said);

	return strcmp(said, name) == 0 || (n > 0 && said[n - 1] == '*' && strncmp(said, name, n - 1) == 0);
}

/* Where a name or a list of names says `name`. */
static struct src_loc place_of(const struct yaml *y, const char *name)
{
	for (size_t i = 0; yaml_kind(y) == YAML_LIST && i < yaml_count(y); i++) {
		const char *said = yaml_text(yaml_item(y, i));
		if (said && means(said, name)) {
			return yaml_at(yaml_item(y, i));
		}
	}
	return yaml_at(y);
}

static bool drop_marked(struct builder *b, const struct yaml *y, struct setting *s, const bool *marked)
{
	const struct factor *f = s->factor;
	bool *kept = copy_kept(b, s), ok = true;

	for (size_t i = 0; i < f->n_levels; i++) {
		if (!marked[i]) {
			continue;
		}
		if (f->levels[i].required) {
			ok = diag_fail(b->diag, place_of(y, f->levels[i].name),
			               "'%s' is required: it cannot be dropped", f->levels[i].name);
		}
		kept[i] = false;
	}
	settings_drop_users(f, kept);
	s->kept = kept;
	return ok;
}

/* Nothing is kept without what it requires: it could not do what its name says. */
static bool is_whole(struct builder *b, const struct yaml *y, const struct setting *s)
{
	const struct level *levels = s->factor->levels;
	bool ok = true;

	for (size_t i = 0; i < s->factor->n_levels; i++) {
		for (size_t j = 0; !s->kept[i] && j < levels[i].n_users; j++) {
			const struct level *user = &levels[levels[i].users[j]];
			if (s->kept[levels[i].users[j]]) {
				ok = diag_fail(b->diag, place_of(y, user->name),
				               "'%s' cannot be kept without '%s', which it requires",
				               user->name, levels[i].name);
			}
		}
	}
	return ok;
}

static bool keep_marked(struct builder *b, const struct yaml *y, struct setting *s, const bool *marked)
{
	bool *kept = NEW_ARRAY(b->arena, bool, s->factor->n_levels);

	for (size_t i = 0; i < s->factor->n_levels; i++) {
		kept[i] = marked[i] || s->factor->levels[i].required;
	}
	s->kept = kept;
	return is_whole(b, y, s);
}

typedef bool marked_fn(struct builder *b, const struct yaml *y, struct setting *s, const bool *marked);

/* A map from set factors to lists of components, each dealt with by `apply`. */
static bool apply_components(struct builder *b, const struct yaml *y, struct configuration *c,
                             marked_fn *apply)
{
	bool ok = true;

	if (yaml_kind(y) != YAML_MAP) {
		return diag_fail(b->diag, yaml_at(y),
		                 "expected a map from a set factor to its components, not %s",
		                 yaml_instead(y, b->arena));
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		size_t at = settings_find_factor(b, yaml_key(y, i), FACTOR_SET);
		if (at == c->n) {
			ok = false;
			continue;
		}
		bool *marked = NEW_ARRAY(b->arena, bool, c->at[at].factor->n_levels);
		ok = mark_all(b, c->at[at].factor, yaml_item(y, i), marked) &&
		     apply(b, yaml_item(y, i), &c->at[at], marked) && ok;
	}
	return ok;
}

bool settings_apply_drop(struct builder *b, const struct yaml *y, struct configuration *c)
{
	return apply_components(b, y, c, drop_marked);
}

bool settings_apply_keep_only(struct builder *b, const struct yaml *y, struct configuration *c)
{
	return apply_components(b, y, c, keep_marked);
}

bool settings_apply_set(struct builder *b, const struct yaml *y, struct configuration *c)
{
	bool ok = true;

	if (yaml_kind(y) != YAML_MAP) {
		return diag_fail(b->diag, yaml_at(y), "expected a map from factors to levels, not %s",
		                 yaml_instead(y, b->arena));
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		size_t at = settings_find_factor(b, yaml_key(y, i), FACTOR_CHOICE);
		if (at == c->n) {
			ok = false;
			continue;
		}
		size_t level = settings_find_level(b, c->at[at].factor, yaml_item(y, i));
		if (level < c->at[at].factor->n_levels) {
			c->at[at].level = level;
		} else {
			ok = false;
		}
	}
	return ok;
}

bool settings_apply_baseline(struct builder *b, const struct yaml *y, struct configuration *c)
{
	bool ok = true;

	if (!y) {
		return true;
	}
	if (yaml_kind(y) != YAML_MAP) {
		return diag_fail(b->diag, yaml_at(y), "expected a map from factors to levels, not %s",
		                 yaml_instead(y, b->arena));
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		const struct yaml *value = yaml_item(y, i);
		size_t at = settings_find_any_factor(b, yaml_key(y, i));
		if (at == c->n) {
			ok = false;
			continue;
		}
		const struct factor *f = c->at[at].factor;
		if (f->kind == FACTOR_SET) {
			bool *marked = NEW_ARRAY(b->arena, bool, f->n_levels);
			ok = mark_all(b, f, value, marked) && keep_marked(b, value, &c->at[at], marked) && ok;
			continue;
		}
		size_t level = settings_find_level(b, f, value);
		ok = ok && level < f->n_levels;
		c->at[at].level = level < f->n_levels ? level : 0;
	}
	return ok;
}
