#include <string.h>

#include "secateur/workload/workload.h"

#define WORKLOAD(name) extern const struct workload_ops workload_##name;
#include "workload.def"
#undef WORKLOAD

static const struct workload_ops *const table[] = {
#define WORKLOAD(name) &workload_##name,
#include "workload.def"
#undef WORKLOAD
	NULL,
};

const struct workload_ops *workload_at(size_t i)
{
	return i < sizeof(table) / sizeof(*table) ? table[i] : NULL;
}

const struct workload_ops *workload_find(const char *name)
{
	for (size_t i = 0; table[i]; i++) {
		if (strcmp(table[i]->part.name, name) == 0) {
			return table[i];
		}
	}
	return NULL;
}
