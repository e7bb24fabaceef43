#include "secateur/design/design.h"

#include <string.h>

#include "design_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/strbuf.h"
#include "secateur/design/schema.h"
#include "secateur/yaml/shape.h"

static const struct variant *find_variant(const struct builder *b, const char *name)
{
	for (size_t i = 0; i < b->variants.n; i++) {
		if (strcmp(b->variants.at[i].name, name) == 0) {
			return &b->variants.at[i];
		}
	}
	return NULL;
}

const struct variant *design_twin(const struct builder *b, const struct setting *settings)
{
	for (size_t i = 0; i < b->variants.n; i++) {
		if (settings_equal(b->variants.at[i].settings, settings, b->spec->n_factors)) {
			return &b->variants.at[i];
		}
	}
	return NULL;
}

void design_push(struct builder *b, const struct entry *e, const struct configuration *c, const char *name)
{
	size_t reference = e->start ? e->start->index : 0;
	const struct setting *from = e->start ? e->start->settings : c->at;
	struct variant v = {
		.name = name,
		.kind = !e->start      ? VARIANT_BASELINE
	                : e->is_screen ? VARIANT_SCREEN
	                               : settings_kind(from, c->at, c->n),
		.index = b->variants.n,
		.reference = reference,
		.settings = c->at,
		.change = settings_change(from, c->at, c->n, b->arena),
		.at = e->at,
	};
	*vec_push(b->arena, &b->variants) = v;
}

static bool has_room(struct builder *b, const struct entry *e, const char *name)
{
	if (b->variants.n >= MOST_VARIANTS) {
		return diag_fail(b->diag, e->at, "more than %d variants", MOST_VARIANTS);
	}
	return !find_variant(b, name) || diag_fail(b->diag, e->at, "there is a variant '%s' already", name);
}

bool design_add_row(struct builder *b, const struct entry *e, const struct configuration *c, const char *name)
{
	if (!has_room(b, e, name)) {
		return false;
	}
	design_push(b, e, c, name);
	return true;
}

bool design_add(struct builder *b, const struct entry *e, const struct configuration *c, const char *name)
{
	const struct variant *twin = design_twin(b, c->at);

	if (!has_room(b, e, name)) {
		return false;
	}
	if (twin && twin->index == e->start->index) {
		return diag_fail(b->diag, e->at, "%s changes nothing: it is the same as '%s'",
		                 *name ? arena_printf(b->arena, "'%s'", name) : "this", twin->name);
	}
	if (twin) {
		return diag_fail(b->diag, e->at, "'%s' is the same configuration as '%s'", name, twin->name);
	}
	if (!settings_agree(b, c, name, e->at)) {
		return false;
	}
	design_push(b, e, c, name);
	return true;
}

/* A set that has components in conflict is one of which the baseline says what it has. */
static bool baseline_agrees(struct builder *b, const struct configuration *c)
{
	const struct yaml *y = b->spec->baseline;
	struct src_loc at = y ? yaml_at(y) : NOWHERE;

	for (size_t i = 0; !y && i < c->n; i++) {
		for (size_t k = 0; k < c->at[i].factor->n_levels; k++) {
			at = c->at[i].factor->levels[k].n_conflicts > 0 ? c->at[i].factor->at : at;
		}
	}
	if (settings_agree(b, c, "baseline", at)) {
		return true;
	}
	diag_help(b->diag, "list what the baseline keeps: `baseline: {FACTOR: [...]}`");
	return false;
}

/* A factor and its components: a name, names, or the beginning of several with a * */
static const struct shape components_shape = SHAPE_NAMED_OF(&shape_texts);
static const struct shape set_shape = SHAPE_NAMED_OF(&shape_text);

static const struct change {
	const char *key;
	bool (*apply)(struct builder *b, const struct yaml *y, struct configuration *c);
	const char *about;
	const struct shape *shape;
} changes[] = {
	{"set", settings_apply_set, "a map from choices to the level of each", &set_shape},
	{"keep_only", settings_apply_keep_only,
         "a map from sets to the components kept of each, `a*` means several", &components_shape},
	{"drop", settings_apply_drop, "a map from sets to the components dropped of each, `a*` means several",
         &components_shape},
};
enum { N_CHANGES = sizeof(changes) / sizeof(*changes) };

/* --- the list --------------------------------------------------------------------------------- */

static const struct field own_rows[] = {
	{"against", NULL, 0, false, "a variant above, which it starts from and is compared with (baseline)",
         &shape_text},
	{"name", NULL, 0, false, "names the variant", &shape_name},
};

/* The keys that change something: those that make several variants, and those of one. */
static const char *const *change_keys(struct arena *a, size_t *n, size_t *n_several)
{
	VEC(const char *) keys = {0};

	for (size_t i = 0; design_expander(i); i++) {
		*vec_push(a, &keys) = design_expander(i)->key;
	}
	*n_several = keys.n;
	for (size_t i = 0; i < N_CHANGES; i++) {
		*vec_push(a, &keys) = changes[i].key;
	}
	*n = keys.n;
	return keys.at;
}

static bool keys_are_known(struct builder *b, const struct yaml *y)
{
	struct yaml_reader r = {b->arena, b->diag, NULL};
	size_t n = 0, n_several = 0;
	const char *const *keys = change_keys(b->arena, &n, &n_several);

	return yaml_fields(y, own_rows, sizeof(own_rows) / sizeof(*own_rows), keys, n, NULL, &r);
}

/* "drop_each, drop_pairs, ... or drop" */
static const char *what_it_needs(struct arena *a)
{
	AUTO_STRBUF struct strbuf list = STRBUF_INIT;
	size_t n = 0, n_several = 0;
	const char *const *keys = change_keys(a, &n, &n_several);

	for (size_t i = 0; i < n; i++) {
		strbuf_addf(&list, "%s%s", i == 0 ? "" : ", ", keys[i]);
	}
	return strbuf_take(&list, a);
}

/* "drop-winpos-aper": a name for an entry that has none. */
static const char *name_from_change(const struct configuration *c, const struct entry *e, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	char *change = settings_change(e->start->settings, c->at, c->n, a);

	for (const char *s = change; *s; s++) {
		bool plain = strchr(" ;:,<>", *s) == NULL;
		if (plain && *s != '-') {
			strbuf_addc(&b, *s);
		} else if (b.len && b.text[b.len - 1] != '-') {
			strbuf_addc(&b, '-');
		}
	}
	return strbuf_take(&b, a);
}

static bool expand_named(struct builder *b, const struct entry *e)
{
	struct configuration c = settings_copy(b, e->start->settings);
	bool any = false, ok = true;

	for (size_t i = 0; i < N_CHANGES; i++) {
		const struct yaml *y = yaml_get(e->y, changes[i].key);
		any = any || y;
		ok = (!y || changes[i].apply(b, y, &c)) && ok;
	}
	if (!any) {
		return diag_fail(b->diag, yaml_at(e->y), "a variant needs one of: %s",
		                 what_it_needs(b->arena));
	}
	return ok && design_add(b, e, &c, e->name ? e->name : name_from_change(&c, e, b->arena));
}

const struct variant *design_named(struct builder *b, const struct yaml *y)
{
	const char *name = yaml_text(y);
	const struct variant *v = name ? find_variant(b, name) : NULL;
	VEC(const char *) names = {0};

	for (size_t i = 0; i < b->variants.n; i++) {
		*vec_push(b->arena, &names) = b->variants.at[i].name;
	}
	if (!name) {
		diag_fail(b->diag, yaml_at(y), "expected a variant's name, not %s",
		          yaml_instead(y, b->arena));
	} else if (!v) {
		diag_fail(b->diag, yaml_at(y), "there is no variant '%s'%s%s", name,
		          b->knows_all ? "" : " above", near_hint(name, names.at, names.n, b->arena));
	}
	return v;
}

static bool read_reference(struct builder *b, struct entry *e)
{
	const struct yaml *against = yaml_get(e->y, "against");

	e->start = against ? design_named(b, against) : &b->variants.at[0];
	return e->start != NULL;
}

static bool read_own_name(struct builder *b, struct entry *e)
{
	const struct yaml *name = yaml_get(e->y, "name");
	struct yaml_reader r = {b->arena, b->diag, NULL};

	e->at = name ? yaml_at(name) : e->at;
	return !name || read_name(name, &e->name, &r);
}

static bool expand_entry(struct builder *b, const struct yaml *y, bool is_screen)
{
	struct entry e = {.y = y, .is_screen = is_screen, .at = yaml_at(y)};
	const struct expander *kind = NULL, *x;
	size_t kinds = 0, plain = 0;

	if (!keys_are_known(b, y) || !read_own_name(b, &e) || !read_reference(b, &e)) {
		return false;
	}
	for (size_t i = 0; (x = design_expander(i)); i++) {
		if (yaml_get(y, x->key)) {
			kind = x;
			kinds++;
		}
	}
	for (size_t i = 0; i < N_CHANGES; i++) {
		plain += yaml_get(y, changes[i].key) != NULL;
	}
	if (kinds == 0) {
		return expand_named(b, &e);
	}
	if (kinds > 1 || plain > 0 || e.name) {
		return diag_fail(b->diag, yaml_at(yaml_get(y, kind->key)),
		                 "'%s' makes several variants: it stands alone in its entry", kind->key);
	}
	struct variant start = *e.start; /* the list may move while it grows */
	size_t before = b->variants.n + b->paths.n;
	e.start = &start;
	e.at = yaml_at(yaml_get(y, kind->key));
	e.kind = kind->key;
	if (!kind->expand(b, &e, yaml_get(y, kind->key))) {
		return false;
	}
	return b->variants.n + b->paths.n > before ||
	       diag_fail(b->diag, e.at, "'%s' finds nothing to change here", kind->key);
}

/* --- what may be written ---------------------------------------------------------------------- */

/* An entry of one variant has a name of its own; one of several stands alone. */
static const struct shape *entry_shape(struct arena *a)
{
	VEC(struct field) one = {0}, several = {0};
	struct shape *s = NEW_ARRAY(a, struct shape, 3);
	const struct expander *x;
	size_t n = 0, n_several = 0;
	const char *const *keys = change_keys(a, &n, &n_several);

	*vec_push(a, &several) = own_rows[0];
	for (size_t i = 0; (x = design_expander(i)); i++) {
		*vec_push(a, &several) = (struct field){.key = x->key, .about = x->about, .shape = x->shape};
	}
	*vec_push(a, &one) = own_rows[0];
	*vec_push(a, &one) = own_rows[1];
	for (size_t i = 0; i < N_CHANGES; i++) {
		*vec_push(a, &one) = (struct field){
			.key = changes[i].key, .about = changes[i].about, .shape = changes[i].shape};
	}
	s[0] = (struct shape){.kind = SHAPE_FIELDS,
	                      .fields = several.at,
	                      .n_fields = several.n,
	                      .one_of = {keys, n_several, KEYS_ONE}};
	s[1] = (struct shape){.kind = SHAPE_FIELDS,
	                      .fields = one.at,
	                      .n_fields = one.n,
	                      .one_of = {keys + n_several, n - n_several, KEYS_SOME}};
	s[2] = (struct shape)SHAPE_EITHER_OF(&s[0], &s[1]);
	return &s[2];
}

static const struct shape baseline_shape = SHAPE_NAMED_OF(&shape_texts);
static const struct shape rule_shape = {.kind = SHAPE_NAMED, .of = &shape_texts, .some = true};
static const struct shape rules_shape = {.kind = SHAPE_LIST, .of = &rule_shape};

const struct field *design_fields(struct arena *a, size_t *n)
{
	struct shape *variants = NEW(a, struct shape);
	struct field *rows = NEW_ARRAY(a, struct field, 3);

	*variants = (struct shape){.kind = SHAPE_LIST, .of = entry_shape(a)};
	rows[0] = (struct field){.key = "baseline",
	                         .about = "a map from choices to levels and from sets to lists of the "
	                                  "components kept: what variants are compared with",
	                         .shape = &baseline_shape};
	rows[1] = (struct field){.key = "variants", .about = "what is compared", .shape = variants};
	rows[2] = (struct field){.key = "exclude",
	                         .about = "maps from choices to levels: variants at those are left out",
	                         .shape = &rules_shape};
	*n = 3;
	return rows;
}

/* --- exclude ---------------------------------------------------------------------------------- */

static bool level_matches(struct builder *b, const struct setting *s, const struct yaml *levels, bool *ok)
{
	bool is_list = yaml_kind(levels) == YAML_LIST, match = false;
	size_t n = is_list ? yaml_count(levels) : 1;

	for (size_t i = 0; i < n; i++) {
		size_t level = settings_find_level(b, s->factor, is_list ? yaml_item(levels, i) : levels);
		*ok = *ok && level < s->factor->n_levels;
		match = match || level == s->level;
	}
	return match;
}

static bool rule_matches(struct builder *b, const struct yaml *rule, const struct variant *v, bool *ok)
{
	bool match = true;

	for (size_t i = 0; i < yaml_count(rule) && *ok; i++) {
		size_t factor = settings_find_factor(b, yaml_key(rule, i), FACTOR_CHOICE);
		*ok = factor < b->spec->n_factors;
		match = *ok && level_matches(b, &v->settings[factor], yaml_item(rule, i), ok) && match;
	}
	return match;
}

static bool is_reference(const struct builder *b, size_t index)
{
	for (size_t i = 0; i < b->variants.n; i++) {
		if (i != index && b->variants.at[i].reference == index) {
			return true;
		}
	}
	return false;
}

static bool is_on_path(const struct builder *b, size_t index)
{
	for (size_t i = 0; i < b->paths.n; i++) {
		if (b->paths.at[i].from == index || b->paths.at[i].to == index) {
			return true;
		}
	}
	return false;
}

static bool mark_excluded(struct builder *b, const struct yaml *rule, bool *out)
{
	bool ok = true, any = false;

	if (yaml_kind(rule) != YAML_MAP || yaml_count(rule) == 0) {
		return diag_fail(b->diag, yaml_at(rule), "expected a map from factors to levels");
	}
	for (size_t i = 0; i < b->variants.n && ok; i++) {
		const struct variant *v = &b->variants.at[i];
		if (!rule_matches(b, rule, v, &ok) || !ok) {
			continue;
		}
		any = true;
		out[i] = true;
		if (is_reference(b, i) || i == 0) {
			ok = diag_fail(b->diag, yaml_at(rule),
			               "this excludes '%s', with which others are compared", v->name);
		} else if (is_on_path(b, i)) {
			ok = diag_fail(b->diag, yaml_at(rule), "this excludes '%s', an end of a path",
			               v->name);
		}
	}
	return ok && (any || diag_fail(b->diag, yaml_at(rule), "this excludes nothing"));
}

static bool exclude(struct builder *b)
{
	const struct yaml *rules = b->spec->exclude;
	bool *out = NEW_ARRAY(b->arena, bool, b->variants.n), ok = true;
	size_t *moved = NEW_ARRAY(b->arena, size_t, b->variants.n), kept = 0, all = b->variants.n;

	for (size_t i = 0; rules && i < yaml_count(rules); i++) {
		ok = mark_excluded(b, yaml_item(rules, i), out) && ok;
	}
	for (size_t i = 0; i < b->variants.n; i++) {
		struct variant v = b->variants.at[i];
		if (ok && out[i]) {
			continue;
		}
		moved[i] = kept;
		v.index = kept;
		v.reference = moved[v.reference]; /* a reference stands above and is never excluded */
		b->variants.at[kept++] = v;
	}
	b->variants.n = kept;
	for (size_t i = 0; i < b->paths.n; i++) {
		b->paths.at[i] = (struct path){moved[b->paths.at[i].from], moved[b->paths.at[i].to]};
	}
	return all == 1 || kept > 1 ? ok : diag_fail(b->diag, yaml_at(rules), "this excludes every variant");
}

/* Paths lead to any variant; screens come last: the others are what evidence is of. */
enum pass { PASS_VARIANTS, PASS_PATHS, PASS_SCREENS, N_PASSES };

static enum pass pass_of(const struct yaml *y)
{
	const bool is_map = yaml_kind(y) == YAML_MAP;

	return is_map && yaml_get(y, "path")     ? PASS_PATHS
	       : is_map && yaml_get(y, "screen") ? PASS_SCREENS
	                                         : PASS_VARIANTS;
}

bool design_expand(const struct spec *s, struct arena *a, struct diag *d, struct variants *ret)
{
	struct builder b = {.spec = s, .arena = a, .diag = d};
	struct configuration c = settings_default(&b);
	bool ok = settings_apply_baseline(&b, s->baseline, &c);

	if (ok && !baseline_agrees(&b, &c)) {
		return false; /* every variant would say it again */
	}
	design_push(&b, &(struct entry){0}, &c, "baseline");
	for (enum pass pass = 0; pass < N_PASSES; pass++) {
		b.knows_all = pass > PASS_VARIANTS;
		for (size_t i = 0; s->variants && i < yaml_count(s->variants); i++) {
			const struct yaml *y = yaml_item(s->variants, i);
			ok = (pass_of(y) != pass || expand_entry(&b, y, pass == PASS_SCREENS)) && ok;
		}
	}
	ok = exclude(&b) && ok;
	if (ok) {
		*ret = (struct variants){b.variants.at, b.variants.n, b.paths.at, b.paths.n};
	}
	return ok;
}
