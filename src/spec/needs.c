/** What of a set is never dropped, what is of no use without what, and what cannot be beside what. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/factor.h"
#include "spec_private.h"

struct need {
	size_t user, needed;
	struct src_loc at;
};

/** A set while its needs are read. */
struct needs {
	const struct factor *set;
	struct level *components; /* the set's own, which may be changed */
	struct indices {
		size_t *at;
		size_t n, cap;
	} * users;                 /* of each component, directly */
	struct indices *conflicts; /* of each, both ways */
	VEC(struct need) all;
	struct yaml_reader *reader;
};

size_t spec_find_level(const struct factor *f, const char *name)
{
	size_t i = 0;

	while (i < f->n_levels && strcmp(f->levels[i].name, name) != 0) {
		i++;
	}
	return i;
}

/* The index of the component; complains and returns n_levels where there is none. */
static size_t find_component(const struct factor *f, struct text name, struct yaml_reader *r)
{
	size_t known = spec_find_level(f, name.s);
	VEC(const char *) names = {0};

	for (size_t i = 0; known == f->n_levels && i < f->n_levels; i++) {
		*vec_push(r->arena, &names) = f->levels[i].name;
	}
	if (known == f->n_levels) {
		diag_fail(r->diag, name.at, "'%s' has no component '%s'%s", f->name, name.s,
		          near_hint(name.s, names.at, names.n, r->arena));
	}
	return known;
}

static bool read_required(const struct yaml *y, struct needs *n)
{
	struct texts t = {0};
	bool ok = read_texts(y, &t, n->reader);

	for (size_t i = 0; i < t.n; i++) {
		size_t component = find_component(n->set, t.at[i], n->reader);
		if (component < n->set->n_levels) {
			n->components[component].required = true;
		} else {
			ok = false;
		}
	}
	return ok;
}

/* Does `other` go when `component` goes? */
static bool goes_along(const struct needs *n, size_t component, size_t other, bool *seen)
{
	const struct indices *users = &n->users[component];
	bool found = false;

	for (size_t i = 0; i < users->n && !found; i++) {
		size_t user = users->at[i];
		if (!seen[user]) {
			seen[user] = true;
			found = user == other || goes_along(n, user, other, seen);
		}
	}
	return found;
}

/* One component that another requires. `seen` is room for a flag for each. */
static bool read_need(size_t user, struct text name, struct needs *n, bool *seen)
{
	size_t needed = find_component(n->set, name, n->reader);

	if (needed == n->set->n_levels) {
		return false;
	}
	if (needed == user) {
		return diag_fail(n->reader->diag, name.at, "'%s' requires itself", name.s);
	}
	memset(seen, false, n->set->n_levels * sizeof(bool));
	if (goes_along(n, user, needed, seen)) {
		diag_fail(n->reader->diag, name.at, "'%s' requires '%s' in its turn", name.s,
		          n->components[user].name);
		diag_help(n->reader->diag, "make one component of what can only be dropped together");
		return false;
	}
	*vec_push(n->reader->arena, &n->users[needed]) = user;
	*vec_push(n->reader->arena, &n->all) = (struct need){user, needed, name.at};
	return true;
}

static bool is_in(const struct indices *all, size_t x)
{
	for (size_t i = 0; i < all->n; i++) {
		if (all->at[i] == x) {
			return true;
		}
	}
	return false;
}

/* One component that another cannot be beside. Requirements are read. */
static bool read_conflict(size_t one, struct text name, struct needs *n, bool *seen)
{
	size_t other = find_component(n->set, name, n->reader);
	const char *own = other < n->set->n_levels ? n->components[one].name : "";

	if (other == n->set->n_levels) {
		return false;
	}
	if (other == one) {
		return diag_fail(n->reader->diag, name.at, "'%s' is in conflict with itself", name.s);
	}
	if (n->components[one].required && n->components[other].required) {
		return diag_fail(n->reader->diag, name.at,
		                 "'%s' and '%s' are both required: they cannot be in conflict", own, name.s);
	}
	memset(seen, false, n->set->n_levels * sizeof(bool));
	bool needs_it = goes_along(n, other, one, seen);
	memset(seen, false, n->set->n_levels * sizeof(bool));
	if (needs_it || goes_along(n, one, other, seen)) {
		return diag_fail(n->reader->diag, name.at,
		                 "'%s' requires '%s': it cannot be in conflict with it",
		                 needs_it ? own : name.s, needs_it ? name.s : own);
	}
	if (!is_in(&n->conflicts[one], other)) {
		*vec_push(n->reader->arena, &n->conflicts[one]) = other;
		*vec_push(n->reader->arena, &n->conflicts[other]) = one;
	}
	return true;
}

typedef bool pair_fn(size_t component, struct text other, struct needs *n, bool *seen);

/* A map from components to others, of which each pair is read by `read`. */
static bool read_pairs(const struct yaml *y, const char *what, pair_fn *read, struct needs *n)
{
	bool *seen = NEW_ARRAY(n->reader->arena, bool, n->set->n_levels), ok = true;

	if (yaml_kind(y) != YAML_MAP) {
		return diag_fail(n->reader->diag, yaml_at(y),
		                 "expected a map from a component to what it %s, not %s", what,
		                 yaml_instead(y, n->reader->arena));
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		struct texts t = {0};
		size_t user = find_component(n->set, yaml_template(yaml_key(y, i)), n->reader);
		ok = read_texts(yaml_item(y, i), &t, n->reader) && user < n->set->n_levels && ok;
		for (size_t j = 0; user < n->set->n_levels && j < t.n; j++) {
			ok = read(user, t.at[j], n, seen) && ok;
		}
	}
	return ok;
}

/* What a required component requires is never dropped either: the file is to say so where it says what is required. */
static bool required_are_listed(struct needs *n)
{
	bool ok = true, more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < n->all.n; i++) {
			const struct need *need = &n->all.at[i];
			struct level *needed = &n->components[need->needed];
			if (!n->components[need->user].required || needed->required) {
				continue;
			}
			ok = diag_fail(n->reader->diag, need->at,
			               "'%s' is required, and requires '%s': list that under 'required', too",
			               n->components[need->user].name, needed->name);
			needed->required = more = true; /* so that what it requires is told as well */
		}
	}
	return ok;
}

static bool is_set(const struct yaml *y, const struct factor *f, const char *what, struct diag *d)
{
	return !y || f->kind == FACTOR_SET ||
	       diag_fail(d, yaml_at(y), "only components of a set can %s", what);
}

bool spec_read_needs(const struct yaml *factor, struct factor *f, struct yaml_reader *r)
{
	const struct yaml *required = yaml_get(factor, "required"), *requires = yaml_get(factor, "requires"),
			  *conflicts = yaml_get(factor, "conflicts");
	struct needs n = {.set = f, .reader = r};
	bool ok = true;

	if (!required && !requires && !conflicts) {
		return true;
	}
	ok = is_set(required, f, "be required", r->diag);
	ok = is_set(requires, f, "require others", r->diag) && ok;
	ok = is_set(conflicts, f, "be in conflict", r->diag) && ok;
	if (!ok) {
		return false;
	}
	n.components =
		arena_copy(r->arena, f->levels, f->n_levels * sizeof(*f->levels), alignof(struct level));
	n.users = NEW_ARRAY(r->arena, struct indices, f->n_levels);
	n.conflicts = NEW_ARRAY(r->arena, struct indices, f->n_levels);
	f->levels = n.components;
	ok = !required || read_required(required, &n);
	ok = (!requires || read_pairs(requires, "requires", read_need, &n)) && ok;
	ok = (!conflicts || read_pairs(conflicts, "is in conflict with", read_conflict, &n)) && ok;
	ok = required_are_listed(&n) && ok;
	for (size_t i = 0; i < f->n_levels; i++) {
		n.components[i].users = n.users[i].at;
		n.components[i].n_users = n.users[i].n;
		n.components[i].conflicts = n.conflicts[i].at;
		n.components[i].n_conflicts = n.conflicts[i].n;
	}
	return ok;
}
