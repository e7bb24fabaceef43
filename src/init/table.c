#include <string.h>

#include "secateur/init/init.h"

#define INIT(name) extern const struct init_ops init_##name;
#include "init.def"
#undef INIT

static const struct init_ops *const table[] = {
#define INIT(name) &init_##name,
#include "init.def"
#undef INIT
};

const struct init_ops *init_at(size_t i) { return i < sizeof(table) / sizeof(*table) ? table[i] : NULL; }

const struct init_ops *init_find(const char *name)
{
	for (size_t i = 0; init_at(i); i++) {
		if (strcmp(init_at(i)->name, name) == 0) {
			return init_at(i);
		}
	}
	return NULL;
}
