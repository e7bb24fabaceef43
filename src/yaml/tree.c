/** The tree as its readers see it. */
#include "tree.h"

#include <string.h>

#include "secateur/base/arena.h"

enum yaml_kind yaml_kind(const struct yaml *y) { return y->kind; }

const char *yaml_kind_name(const struct yaml *y)
{
	return y->kind == YAML_MAP ? "a map" : y->kind == YAML_LIST ? "a list" : "a text";
}

struct src_loc yaml_at(const struct yaml *y) { return y->at; }

const char *yaml_text(const struct yaml *y) { return y->text; }

struct text yaml_template(const struct yaml *y) { return (struct text){y->text, y->text_at}; }

size_t yaml_count(const struct yaml *y) { return y->count; }

const struct yaml *yaml_item(const struct yaml *y, size_t i) { return y->items[i]; }

const struct yaml *yaml_key(const struct yaml *map, size_t i) { return map->keys[i]; }

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	for (size_t i = 0; map->kind == YAML_MAP && i < map->count; i++) {
		if (strcmp(map->keys[i]->text, key) == 0) {
			return map->items[i];
		}
	}
	return NULL;
}

const struct yaml *yaml_over(const struct yaml *over, const struct yaml *base, struct arena *a)
{
	if (over->kind != YAML_MAP || base->kind != YAML_MAP) {
		return over;
	}
	struct yaml *ret = NEW(a, struct yaml);

	*ret = *over;
	ret->nodes += base->nodes;
	ret->height = over->height > base->height ? over->height : base->height;
	ret->keys = NEW_ARRAY(a, const struct yaml *, over->count + base->count);
	ret->items = NEW_ARRAY(a, const struct yaml *, over->count + base->count);
	ret->count = 0;
	for (size_t i = 0; i < base->count; i++) {
		const struct yaml *own = yaml_get(over, base->keys[i]->text);
		ret->keys[ret->count] = base->keys[i];
		ret->items[ret->count++] = own ? yaml_over(own, base->items[i], a) : base->items[i];
	}
	for (size_t i = 0; i < over->count; i++) {
		if (!yaml_get(base, over->keys[i]->text)) {
			ret->keys[ret->count] = over->keys[i];
			ret->items[ret->count++] = over->items[i];
		}
	}
	return ret;
}
