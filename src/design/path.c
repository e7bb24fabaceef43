/* Ways from one configuration to another: what may be changed next. */
#include "design_private.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/design/design.h"
#include "secateur/yaml/shape.h"

static const struct shape shape_of_end = {.kind = SHAPE_TEXT};
static const struct field rows[] = {
	{"to", NULL, 0, true, "the variant to which the path leads", &shape_of_end},
};
const struct shape design_path_shape = SHAPE_OF_FIELDS(rows);

bool design_read_path(struct builder *b, const struct entry *e, const struct yaml *y)
{
	struct yaml_reader r = {b->arena, b->diag, NULL};
	const struct variant *end;

	if (!yaml_fields(y, rows, sizeof(rows) / sizeof(*rows), NULL, 0, NULL, &r)) {
		return false;
	}
	end = design_named(b, yaml_get(y, "to"));
	if (!end) {
		return false;
	}
	if (end->index == e->start->index) {
		return diag_fail(b->diag, yaml_at(y), "the path ends where it begins: '%s'", end->name);
	}
	for (size_t i = 0; i < b->paths.n; i++) {
		if (b->paths.at[i].to == end->index) {
			return diag_fail(b->diag, yaml_at(y), "there is a path to '%s' already", end->name);
		}
	}
	*vec_push(b->arena, &b->paths) = (struct path){e->start->index, end->index};
	return true;
}

static void add_step(struct builder *b, const struct configuration *c, const char *name)
{
	struct variant start = b->variants.at[0]; /* the list may move */
	const struct entry e = {.start = &start};

	/* where two components go along with one another, dropping either is the same step */
	if (!design_twin(b, c->at)) {
		design_push(b, &e, c, name);
		b->variants.at[b->variants.n - 1].kind = VARIANT_PATH;
	}
}

/* "-win", or "plugins-win" where another set has one of that name, too. */
static const char *name_of_step(struct builder *b, const struct factor *f, char sign, size_t level)
{
	const char *name = arena_printf(b->arena, "%c%s", sign, f->levels[level].name);

	for (size_t i = 0; i < b->variants.n; i++) {
		if (strcmp(b->variants.at[i].name, name) == 0) {
			return arena_printf(b->arena, "%s%s", f->name, name);
		}
	}
	return name;
}

static void steps_in_set(struct builder *b, const struct setting *now, const struct setting *end,
                         size_t factor)
{
	const struct factor *f = now[factor].factor;

	for (size_t i = 0; i < f->n_levels; i++) {
		bool has = now[factor].kept[i], is_to_have = end[factor].kept[i];
		struct configuration c = settings_copy(b, now);

		if (has && !is_to_have) {
			settings_drop(b, &c.at[factor], i);
			add_step(b, &c, name_of_step(b, f, '-', i));
		} else if (!has && is_to_have) {
			settings_take(b, &c.at[factor], i);
			add_step(b, &c, name_of_step(b, f, '+', i));
		}
	}
}

void design_step(const struct spec *s, const struct setting *now, const struct setting *end, struct arena *a,
                 struct variants *ret)
{
	struct builder b = {.spec = s, .arena = a, .diag = diag_new(a)};
	struct configuration here = settings_copy(&b, now);

	design_push(&b, &(struct entry){0}, &here, "so far");
	for (size_t i = 0; i < s->n_factors; i++) {
		const struct factor *f = now[i].factor;
		struct configuration c = settings_copy(&b, now);

		if (f->kind == FACTOR_SET) {
			steps_in_set(&b, now, end, i);
		} else if (now[i].level != end[i].level) {
			c.at[i].level = end[i].level;
			add_step(&b, &c, arena_printf(a, "%s=%s", f->name, f->levels[end[i].level].name));
		}
	}
	*ret = (struct variants){.at = b.variants.at, .n = b.variants.n};
}
