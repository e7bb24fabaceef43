/** The tree as its readers see it. */
#include "tree.h"

#include <string.h>

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
