/** What was true of the machine. */
#ifndef SECATEUR_MODEL_FACT_H
#define SECATEUR_MODEL_FACT_H

#include <stddef.h>

struct fact {
	const char *name, *value; /* "governor", "performance" */
};

struct facts {
	const struct fact *at;
	size_t n;
};

/** Of a machine that stands for those on which others made runs that were imported: from where. Such runs were not interleaved. */
#define IMPORTED_FACT "imported from"

#endif
