/* The kinds of entries that make several variants. */
#include "design_private.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/paley.h"
#include "secateur/base/strbuf.h"
#include "secateur/yaml/shape.h"

typedef bool per_factor_fn(struct builder *b, const struct entry *e, size_t factor);

/* What one factor of a list gives. */
static bool expand_factor(struct builder *b, const struct entry *e, size_t factor, struct src_loc at,
                          per_factor_fn *expand)
{
	struct entry own = *e;
	size_t before = b->variants.n;

	own.at = at;
	return expand(b, &own, factor) &&
	       (b->variants.n > before ||
	        diag_fail(b->diag, at, "'%s' finds nothing to change here", e->kind));
}

/* A factor's name, or a list of them. */
static bool each_factor(struct builder *b, const struct entry *e, const struct yaml *y, enum factor_kind kind,
                        per_factor_fn *expand)
{
	bool is_list = yaml_kind(y) == YAML_LIST, ok = true;
	size_t n = is_list ? yaml_count(y) : 1;
	bool *seen = NEW_ARRAY(b->arena, bool, b->spec->n_factors + 1);

	if (n == 0) {
		return diag_fail(b->diag, yaml_at(y), "the list is empty");
	}
	for (size_t i = 0; i < n; i++) {
		const struct yaml *name = is_list ? yaml_item(y, i) : y;
		size_t factor = settings_find_factor(b, name, kind);
		if (factor == b->spec->n_factors) {
			ok = false;
		} else if (seen[factor]) {
			ok = diag_fail(b->diag, yaml_at(name), "'%s' is listed twice", yaml_text(name));
		} else {
			ok = expand_factor(b, e, factor, yaml_at(name), expand) && ok;
		}
		seen[factor] = true;
	}
	return ok;
}

static struct configuration without(struct builder *b, const struct entry *e, size_t factor, size_t component)
{
	struct configuration c = settings_copy(b, e->start->settings);

	settings_drop(b, &c.at[factor], component);
	return c;
}

/* Whether the start has it, and may lose it. */
static bool may_go(const struct entry *e, size_t factor, size_t component)
{
	const struct setting *s = &e->start->settings[factor];

	return !s->factor->levels[component].required && s->kept[component];
}

static bool drop_each_of(struct builder *b, const struct entry *e, size_t factor)
{
	const struct factor *f = &b->spec->factors[factor];
	bool ok = true;

	for (size_t i = 0; i < f->n_levels; i++) {
		if (!may_go(e, factor, i)) {
			continue;
		}
		struct configuration c = without(b, e, factor, i);
		ok = design_add(b, e, &c, arena_printf(b->arena, "drop-%s", f->levels[i].name)) && ok;
	}
	return ok;
}

static bool expand_drop_each(struct builder *b, const struct entry *e, const struct yaml *y)
{
	return each_factor(b, e, y, FACTOR_SET, drop_each_of);
}

/* Two at once; where one takes the other along, or the pair is there already, that is no news and is passed over. */
static bool drop_pair(struct builder *b, const struct entry *e, size_t factor, size_t i, size_t k)
{
	const struct level *levels = b->spec->factors[factor].levels;
	struct configuration first = without(b, e, factor, i), second = without(b, e, factor, k);
	struct configuration both = settings_copy(b, first.at);

	settings_drop(b, &both.at[factor], k);
	return settings_equal(both.at, first.at, both.n) || settings_equal(both.at, second.at, both.n) ||
	       design_twin(b, both.at) ||
	       design_add(b, e, &both, arena_printf(b->arena, "drop-%s+%s", levels[i].name, levels[k].name));
}

static bool drop_pairs_of(struct builder *b, const struct entry *e, size_t factor)
{
	size_t n = b->spec->factors[factor].n_levels, m = 0;
	size_t *going = NEW_ARRAY(b->arena, size_t, n);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		if (may_go(e, factor, i)) {
			going[m++] = i;
		}
	}
	if (m * (m - (m > 0)) / 2 > MOST_VARIANTS) {
		return diag_fail(b->diag, e->at, "%zu pairs of '%s'; at most %d variants", m * (m - 1) / 2,
		                 b->spec->factors[factor].name, MOST_VARIANTS);
	}
	for (size_t i = 0; i < m; i++) {
		for (size_t k = i + 1; k < m; k++) {
			ok = drop_pair(b, e, factor, going[i], going[k]) && ok;
		}
	}
	return ok;
}

static bool expand_drop_pairs(struct builder *b, const struct entry *e, const struct yaml *y)
{
	return each_factor(b, e, y, FACTOR_SET, drop_pairs_of);
}

/* To a start that is minimal: each component that it lacks, with what that requires. */
static bool add_each_of(struct builder *b, const struct entry *e, size_t factor)
{
	const struct factor *f = &b->spec->factors[factor];
	bool ok = true;

	for (size_t i = 0; i < f->n_levels; i++) {
		if (e->start->settings[factor].kept[i]) {
			continue;
		}
		struct configuration c = settings_copy(b, e->start->settings);
		settings_take(b, &c.at[factor], i);
		ok = design_add(b, e, &c, arena_printf(b->arena, "add-%s", f->levels[i].name)) && ok;
	}
	return ok;
}

static bool expand_add_each(struct builder *b, const struct entry *e, const struct yaml *y)
{
	return each_factor(b, e, y, FACTOR_SET, add_each_of);
}

static bool vary_each_of(struct builder *b, const struct entry *e, size_t factor)
{
	const struct factor *f = &b->spec->factors[factor];
	bool ok = true;

	for (size_t i = 0; i < f->n_levels; i++) {
		if (e->start->settings[factor].level == i) {
			continue;
		}
		struct configuration c = settings_copy(b, e->start->settings);
		c.at[factor].level = i;
		ok = design_add(b, e, &c, arena_printf(b->arena, "%s=%s", f->name, f->levels[i].name)) && ok;
	}
	return ok;
}

static bool expand_vary_each(struct builder *b, const struct entry *e, const struct yaml *y)
{
	return each_factor(b, e, y, FACTOR_CHOICE, vary_each_of);
}

static bool read_cross(struct builder *b, const struct yaml *y, size_t *factors, double *cells)
{
	bool ok = yaml_kind(y) == YAML_LIST && yaml_count(y) > 0;

	if (!ok) {
		return diag_fail(b->diag, yaml_at(y), "expected a list of factors to cross");
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		factors[i] = settings_find_factor(b, yaml_item(y, i), FACTOR_CHOICE);
		for (size_t j = 0; j < i; j++) {
			if (factors[j] == factors[i] && factors[i] < b->spec->n_factors) {
				ok = diag_fail(b->diag, yaml_at(yaml_item(y, i)),
				               "'%s' is crossed with itself",
				               b->spec->factors[factors[i]].name);
			}
		}
		ok = ok && factors[i] < b->spec->n_factors;
		*cells *= ok ? (double)b->spec->factors[factors[i]].n_levels : 1;
	}
	if (ok && *cells > MOST_VARIANTS) {
		return diag_fail(b->diag, yaml_at(y), "%.0f combinations; at most %d variants", *cells,
		                 MOST_VARIANTS);
	}
	return ok;
}

/* "degree=1,size=31" */
static const char *name_of_levels(struct builder *b, const struct configuration *c, const size_t *factors,
                                  size_t n)
{
	AUTO_STRBUF struct strbuf name = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		const struct factor *f = &b->spec->factors[factors[i]];
		strbuf_addf(&name, "%s%s=%s", i ? "," : "", f->name, f->levels[c->at[factors[i]].level].name);
	}
	return strbuf_take(&name, b->arena);
}

/* The full factorial; combinations that are there already (the reference is one) are passed over. */
static bool expand_cross(struct builder *b, const struct entry *e, const struct yaml *y)
{
	size_t n = yaml_count(y);
	size_t *factors = NEW_ARRAY(b->arena, size_t, n + 1);
	double cells = 1;
	bool ok = true;

	if (!read_cross(b, y, factors, &cells)) {
		return false;
	}
	for (size_t cell = 0; cell < (size_t)cells; cell++) {
		struct configuration c = settings_copy(b, e->start->settings);
		size_t rest = cell;
		for (size_t i = n; i-- > 0;) { /* the last factor changes fastest */
			c.at[factors[i]].level = rest % b->spec->factors[factors[i]].n_levels;
			rest /= b->spec->factors[factors[i]].n_levels;
		}
		if (!design_twin(b, c.at)) {
			ok = design_add(b, e, &c, name_of_levels(b, &c, factors, n)) && ok;
		}
	}
	return ok;
}

/* The rows of a zip: all lists must be of one length. */
static bool read_zip(struct builder *b, const struct yaml *y, size_t *factors, size_t *rows)
{
	bool ok = yaml_kind(y) == YAML_MAP && yaml_count(y) > 0;

	if (!ok) {
		return diag_fail(b->diag, yaml_at(y), "expected a map from factors to lists of levels");
	}
	for (size_t i = 0; i < yaml_count(y); i++) {
		const struct yaml *levels = yaml_item(y, i);
		factors[i] = settings_find_factor(b, yaml_key(y, i), FACTOR_CHOICE);
		if (yaml_kind(levels) != YAML_LIST || yaml_count(levels) == 0) {
			ok = diag_fail(b->diag, yaml_at(levels), "expected a list of levels of '%s'",
			               yaml_text(yaml_key(y, i)));
		} else if (i > 0 && yaml_count(levels) != *rows && *rows > 0) {
			ok = diag_fail(b->diag, yaml_at(levels),
			               "%zu levels of '%s', but %zu of '%s': a zip takes them in step",
			               yaml_count(levels), yaml_text(yaml_key(y, i)), *rows,
			               yaml_text(yaml_key(y, 0)));
		} else if (i == 0) {
			*rows = yaml_count(levels);
		}
		ok = ok && factors[i] < b->spec->n_factors;
	}
	return ok;
}

/* The first levels together, then the second ones, ...; a row that is the start itself is passed over. */
static bool expand_zip(struct builder *b, const struct entry *e, const struct yaml *y)
{
	size_t n = yaml_count(y), rows = 0;
	size_t *factors = NEW_ARRAY(b->arena, size_t, n + 1);
	bool ok = true;

	if (!read_zip(b, y, factors, &rows)) {
		return false;
	}
	for (size_t row = 0; row < rows; row++) {
		struct configuration c = settings_copy(b, e->start->settings);
		bool known = true;
		for (size_t i = 0; i < n; i++) {
			const struct factor *f = &b->spec->factors[factors[i]];
			size_t level = settings_find_level(b, f, yaml_item(yaml_item(y, i), row));
			known = known && level < f->n_levels;
			c.at[factors[i]].level = level < f->n_levels ? level : 0;
		}
		ok = known && ok;
		if (known && !settings_equal(c.at, e->start->settings, c.n)) {
			ok = design_add(b, e, &c, name_of_levels(b, &c, factors, n)) && ok;
		}
	}
	return ok;
}

/** What a screen may take away: a component, or the level of a choice of two, for which the other comes. */
struct screened {
	size_t factor, level;
};

struct screen {
	VEC(struct screened) all;
};

static bool screen_choice(struct builder *b, const struct entry *e, const struct yaml *name, size_t factor,
                          struct screen *s)
{
	const struct factor *f = &b->spec->factors[factor];

	if (f->n_levels != 2) {
		return diag_fail(b->diag, yaml_at(name), "'%s' has %zu levels: a screen takes choices of two",
		                 f->name, f->n_levels);
	}
	*vec_push(b->arena, &s->all) = (struct screened){factor, 1 - e->start->settings[factor].level};
	return true;
}

static bool read_screened(struct builder *b, const struct entry *e, const struct yaml *name, struct screen *s)
{
	size_t factor = settings_find_any_factor(b, name);

	if (factor == b->spec->n_factors) {
		return false;
	}
	const struct factor *f = &b->spec->factors[factor];
	if (f->kind == FACTOR_CHOICE) {
		return screen_choice(b, e, name, factor, s);
	}
	for (size_t i = 0; i < f->n_levels; i++) {
		if (may_go(e, factor, i)) {
			*vec_push(b->arena, &s->all) = (struct screened){factor, i};
		}
	}
	return true;
}

/* Nothing dropped is the start; where some components require others, two rows may be the same. */
static bool is_in_screen(const struct builder *b, const struct entry *e, const struct configuration *c)
{
	bool found = settings_equal(e->start->settings, c->at, c->n);

	for (size_t i = 0; i < b->variants.n && !found; i++) {
		const struct variant *v = &b->variants.at[i];
		found = v->kind == VARIANT_SCREEN && settings_equal(v->settings, c->at, c->n);
	}
	return found;
}

/* A row of the design, or its mirror image, in which all that it keeps is dropped. */
static bool add_row(struct builder *b, const struct entry *e, const struct screen *s, size_t row, bool mirror)
{
	struct configuration c = settings_copy(b, e->start->settings);
	size_t n = paley_rows(s->all.n);

	for (size_t i = 0; i < s->all.n; i++) {
		const struct screened *x = &s->all.at[i];
		if (paley_cell(n, row, i) == mirror) {
			continue;
		}
		if (c.at[x->factor].factor->kind == FACTOR_CHOICE) {
			c.at[x->factor].level = x->level;
		} else {
			settings_drop(b, &c.at[x->factor], x->level);
		}
	}
	return is_in_screen(b, e, &c) ||
	       design_add_row(b, e, &c,
	                      arena_printf(b->arena, "screen-%0*zu", n > 50 ? 3 : 2, 2 * row + mirror));
}

/* They come last. */
static bool has_screen(const struct builder *b)
{
	return b->variants.at[b->variants.n - 1].kind == VARIANT_SCREEN;
}

static bool is_said_before(const struct yaml *list, size_t i)
{
	const char *said = yaml_text(yaml_item(list, i));

	for (size_t k = 0; k < i; k++) {
		const char *before = yaml_text(yaml_item(list, k));
		if (said && before && strcmp(said, before) == 0) {
			return true;
		}
	}
	return false;
}

static bool read_screen(struct builder *b, const struct entry *e, const struct yaml *y, struct screen *s)
{
	bool is_list = yaml_kind(y) == YAML_LIST, ok = true;
	size_t n = is_list ? yaml_count(y) : 1;

	for (size_t i = 0; i < n; i++) {
		const struct yaml *name = is_list ? yaml_item(y, i) : y;
		if (is_list && is_said_before(y, i)) {
			ok = diag_fail(b->diag, yaml_at(name), "'%s' is listed twice", yaml_text(name));
		} else {
			ok = read_screened(b, e, name, s) && ok;
		}
	}
	return ok && ((s->all.n >= 2 && s->all.n <= PALEY_MOST) ||
	              diag_fail(b->diag, yaml_at(y), "a screen is of 2 to %d components, not of %zu",
	                        PALEY_MOST, s->all.n));
}

/* Plackett and Burman's design, folded over: no component's effect is mixed up with what two others do together. */
static bool expand_screen(struct builder *b, const struct entry *e, const struct yaml *y)
{
	struct screen s = {0};
	bool ok = true;

	if (has_screen(b)) {
		return diag_fail(b->diag, yaml_at(e->y),
		                 "there is a screen already: one takes all factors that are to be screened");
	}
	if (!read_screen(b, e, y, &s)) {
		return false;
	}
	for (size_t row = 0; ok && row < paley_rows(s.all.n); row++) {
		ok = add_row(b, e, &s, row, false) && add_row(b, e, &s, row, true);
	}
	return ok;
}

static const struct shape some_names = SHAPE_LIST_OF(&shape_text);
static const struct shape names = SHAPE_EITHER_OF(&shape_text, &some_names);
static const struct shape zipped = {.kind = SHAPE_NAMED, .of = &some_names, .some = true};

static const struct expander expanders[] = {
	{"drop_each", expand_drop_each, "sets: a variant without each of their components", &names},
	{"drop_pairs", expand_drop_pairs, "sets: a variant without each two of their components", &names},
	{"add_each", expand_add_each, "sets: a variant with each component that the start lacks", &names},
	{"vary_each", expand_vary_each, "choices: a variant at each of their other levels", &names},
	{"cross", expand_cross, "choices: a variant for each combination of their levels", &some_names},
	{"zip", expand_zip,
         "a map from choices to lists of levels, taken in step: the first ones together, ...", &zipped},
	{"path", design_read_path,
         "from the start to the variant `to`, one change a step, the one that saves most first: runs after all others",
         &design_path_shape},
	{"screen", expand_screen,
         "sets and choices of two: runs that drop about half of them each, which tell what each saves (Plackett and Burman)",
         &names},
};

const struct expander *design_expander(size_t i)
{
	return i < sizeof(expanders) / sizeof(*expanders) ? &expanders[i] : NULL;
}
