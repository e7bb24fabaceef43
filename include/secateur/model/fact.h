/** What was true of the machine. */
#ifndef SECATEUR_MODEL_FACT_H
#define SECATEUR_MODEL_FACT_H

#include <stddef.h>
#include <string.h>

struct fact {
	const char *name, *value; /* "governor", "performance" */
};

struct facts {
	const struct fact *at;
	size_t n;
};

/** Of a machine that stands for those on which others made runs that were imported: from where. Such runs were not interleaved. */
#define IMPORTED_FACT "imported from"
/** NULL: secateur made the runs that were made on these. */
static inline const char *imported_from(const struct facts *machines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < machines[i].n; k++) {
			if (strcmp(machines[i].at[k].name, IMPORTED_FACT) == 0) {
				return machines[i].at[k].value;
			}
		}
	}
	return NULL;
}

#endif
