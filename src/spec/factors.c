#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/yaml/shape.h"
#include "spec_private.h"

enum { MOST_LEVELS = 10000, MOST_DECIMALS = 15 };

static bool is_no_parameter(const struct yaml *key, const struct spec *s, struct diag *d)
{
	const char *name = yaml_text(key);

	return !scope_find(&s->parameters, name, strlen(name)) ||
	       diag_fail(d, yaml_at(key), "'%s' is a parameter already", name);
}

/** Looks for a name that would be filled in anywhere but in a level. */
struct hole_search {
	const struct scope *parameters;
	const char *found;
	int len;
};

static void see_hole(const char *name, size_t len, void *arg)
{
	struct hole_search *h = arg;

	if (scope_find(h->parameters, name, len) || strncmp(name, "input.", strlen("input.")) == 0) {
		h->found = name;
		h->len = (int)len;
	}
}

/* What a level puts into templates is no template itself. */
static bool is_plain(struct text t, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	struct hole_search h = {.parameters = &l->spec->parameters};

	template_names(t.s, see_hole, &h);
	return !h.found ||
	       diag_fail(r->diag, t.at, "{%.*s} is not filled in here: levels are taken as they are", h.len,
	                 h.found);
}

static const char *const *items_of(const struct texts *t, struct arena *a)
{
	const char **items = NEW_ARRAY(a, const char *, t->n);

	for (size_t i = 0; i < t->n; i++) {
		items[i] = t->at[i].s;
	}
	return items;
}

/* A list of names, each its own single item: the levels of a choice, or the components of a plain set. */
static bool read_levels(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct factor *f = into;
	struct texts t = {0};

	if (!read_texts(y, &t, r)) {
		return false;
	}
	struct level *levels = NEW_ARRAY(r->arena, struct level, t.n);
	bool ok = t.n > 0 || diag_fail(r->diag, yaml_at(y), "the list is empty");
	f->levels = levels;
	f->n_levels = 0; /* a factor that says two things has been here before */
	for (size_t i = 0; i < t.n; i++) {
		if (spec_find_level(f, t.at[i].s) < i) {
			ok = diag_fail(r->diag, t.at[i].at, "'%s' is listed twice", t.at[i].s);
		}
		ok = spec_is_shown(t.at[i].s, t.at[i].at, r->diag) && is_plain(t.at[i], r) && ok;
		levels[i] = (struct level){.name = t.at[i].s, .n_items = 1, .at = t.at[i].at};
		levels[i].items = arena_copy(r->arena, &t.at[i].s, sizeof(char *), alignof(char *));
		f->n_levels = i + 1;
	}
	return ok;
}

static bool read_choice(const struct yaml *y, void *into, struct yaml_reader *r)
{
	((struct factor *)into)->kind = FACTOR_CHOICE;
	return read_levels(y, into, r);
}

/* A map component -> members, or a list of components. */
static bool read_set(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct factor *f = into;
	bool ok = true;

	f->kind = FACTOR_SET;
	if (yaml_kind(y) != YAML_MAP) {
		return read_levels(y, into, r);
	}
	struct level *levels = NEW_ARRAY(r->arena, struct level, yaml_count(y));
	f->levels = levels;
	f->n_levels = yaml_count(y);
	for (size_t i = 0; i < f->n_levels; i++) {
		const struct yaml *key = yaml_key(y, i);
		struct texts members = {0};
		ok = spec_is_shown(yaml_text(key), yaml_at(key), r->diag) && ok;
		ok = read_texts(yaml_item(y, i), &members, r) && ok;
		for (size_t j = 0; j < members.n; j++) {
			ok = is_plain(members.at[j], r) && ok;
		}
		levels[i] = (struct level){.name = yaml_text(key),
		                           .items = items_of(&members, r->arena),
		                           .n_items = members.n,
		                           .at = yaml_at(key)};
	}
	return ok && (f->n_levels > 0 || diag_fail(r->diag, yaml_at(y), "the set is empty"));
}

struct range {
	double from, to, step;
};
static const struct field range_rows[] = {
	{"from", read_real, offsetof(struct range, from), true, "the first level"},
	{"to", read_real, offsetof(struct range, to), true, "no level lies beyond it"},
	{"step", read_real, offsetof(struct range, step), false, "from one level to the next (1)"},
};

/* How many decimals it takes to write `x`; MOST_DECIMALS when that is not enough either. */
static int count_decimals(double x, struct arena *a)
{
	double back = 0;
	int n = 0;

	while (n < MOST_DECIMALS && !(num_real(arena_printf(a, "%.*f", n, x), &back) && back == x)) {
		n++;
	}
	return n;
}

/* As its reader would write it: -0.3 and three steps of 0.1 are 0, not 5.6e-17. */
static const char *range_level(const struct range *g, size_t i, int decimals, struct arena *a)
{
	double x = g->from + (double)i * g->step;

	if (decimals == MOST_DECIMALS) {
		return arena_printf(a, "%.12g", x);
	}
	const char *written = arena_printf(a, "%.*f", decimals, x);
	num_real(written, &x);
	return x == 0 ? "0" : decimals == 0 ? written : num_show_real(x, a);
}

static bool read_range(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct factor *f = into;
	struct range g = {.step = 1};

	f->kind = FACTOR_CHOICE;
	if (!yaml_fields(y, ROWS(range_rows), NULL, 0, &g, r)) {
		return false;
	}
	double steps = g.step != 0 ? (g.to - g.from) / g.step : -1;
	if (!(steps >= 0)) {
		return diag_fail(r->diag, yaml_at(y), "the step does not lead from 'from' to 'to'");
	}
	if (!(steps < MOST_LEVELS)) {
		return diag_fail(r->diag, yaml_at(y), "more than %d levels", MOST_LEVELS);
	}
	/* a hair more, so that 0 to 1 by 0.1 ends at 1 */
	f->n_levels = (size_t)(steps * (1 + 1e-12) + 1e-9) + 1;
	struct level *levels = NEW_ARRAY(r->arena, struct level, f->n_levels);
	int of_from = count_decimals(g.from, r->arena), of_step = count_decimals(g.step, r->arena);
	f->levels = levels;
	for (size_t i = 0; i < f->n_levels; i++) {
		const char *name = range_level(&g, i, of_from > of_step ? of_from : of_step, r->arena);
		if (i > 0 && strcmp(name, levels[i - 1].name) == 0) {
			return diag_fail(r->diag, yaml_at(y),
			                 "the step is too small: %s and the next level are the same", name);
		}
		levels[i] = (struct level){.name = name, .n_items = 1, .at = yaml_at(y)};
		levels[i].items = arena_copy(r->arena, &levels[i].name, sizeof(char *), alignof(char *));
	}
	return true;
}

static const struct shape levels_shape = SHAPE_EITHER_OF(&shape_text, AS_LIST_OF(&shape_text));
static const struct shape members_shape = {.kind = SHAPE_NAMED, .of = &shape_texts, .some = true};
static const struct shape set_shape = SHAPE_EITHER_OF(&levels_shape, &members_shape);

static const struct field factor_rows[] = {
	{"set", read_set, 0, false,
         "components that are present or absent: a list, or a map to their members", &set_shape},
	{"choice", read_choice, 0, false, "levels, the first one the default", &levels_shape},
	{"range", read_range, 0, false, "levels from, to, by step", AS_FIELDS(range_rows)},
	/* read after the components */
	{"required", NULL, 0, false, "components that are never dropped", &shape_texts},
	{"requires", NULL, 0, false,
         "a map from components to those without which they are of no use, and go with them",
         AS_NAMED_OF(&shape_texts)},
	{"conflicts", NULL, 0, false, "a map from components to those that cannot be kept beside them",
         AS_NAMED_OF(&shape_texts)},
};
static const char *const kinds[] = {"set", "choice", "range"};

static const struct shape factor_shape = {.kind = SHAPE_FIELDS,
                                          .fields = factor_rows,
                                          .n_fields = sizeof(factor_rows) / sizeof(*factor_rows),
                                          .one_of = SHAPE_KEYS(kinds)};
const struct shape spec_factors_shape = {.kind = SHAPE_NAMED, .pattern = SPEC_FREE_NAME, .of = &factor_shape};

static bool read_factor(const struct yaml *y, struct factor *f, struct yaml_reader *r)
{
	if (yaml_kind(y) != YAML_MAP) {
		return diag_fail(r->diag, yaml_at(y), "expected a map such as {choice: [2, 1]}, not %s",
		                 yaml_instead(y, r->arena));
	}
	if (!yaml_fields(y, ROWS(factor_rows), NULL, 0, f, r)) {
		return false;
	}
	unsigned n = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		n += yaml_get(y, kinds[i]) != NULL;
	}
	if (n != 1) {
		return diag_fail(r->diag, f->at, "factor '%s' needs one of: set, choice, range", f->name);
	}
	return spec_read_needs(y, f, r);
}

bool spec_read_factors(const struct yaml *y, struct yaml_reader *r)
{
	const struct loader *l = r->context;
	bool ok = true;
	size_t n = 0;

	if (!y) {
		return true;
	}
	if (yaml_kind(y) != YAML_MAP) {
		return diag_fail(r->diag, yaml_at(y), "expected a map from names to factors, not %s",
		                 yaml_instead(y, r->arena));
	}
	struct factor *factors = NEW_ARRAY(r->arena, struct factor, yaml_count(y));
	l->spec->factors = factors;
	for (size_t i = 0; i < yaml_count(y); i++) {
		struct factor f = {.name = NULL, .at = yaml_at(yaml_key(y, i))};
		bool good = read_name(yaml_key(y, i), &f.name, r) &&
		            spec_name_is_free(yaml_key(y, i), r->diag) &&
		            is_no_parameter(yaml_key(y, i), l->spec, r->diag) &&
		            read_factor(yaml_item(y, i), &f, r);
		ok = ok && good;
		if (good) {
			factors[n++] = f;
		}
	}
	l->spec->n_factors = n;
	return ok;
}
