/** What the files of this room share. */
#ifndef SECATEUR_MACHINE_PRIVATE_H
#define SECATEUR_MACHINE_PRIVATE_H

#include <stdbool.h>
#include <string.h>

/** "n/a (why)" */
static inline bool fact_is_absent(const char *value) { return strncmp(value, "n/a (", 5) == 0; }

#endif
