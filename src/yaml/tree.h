/** What a node of the tree holds. */
#ifndef SECATEUR_SRC_YAML_TREE_H
#define SECATEUR_SRC_YAML_TREE_H

#include "secateur/yaml/yaml.h"

struct yaml {
	enum yaml_kind kind;
	unsigned nodes, height; /* with all below it; a scalar's height is 0 */
	struct src_loc at, text_at;
	const char *text;          /* scalar */
	const struct yaml **keys;  /* map */
	const struct yaml **items; /* map and list */
	size_t count;
};

#endif
