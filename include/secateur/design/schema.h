/** What an experiment file may hold for this room, as data that the schema is made of. */
#ifndef SECATEUR_DESIGN_SCHEMA_H
#define SECATEUR_DESIGN_SCHEMA_H

#include <stddef.h>

struct arena;
struct field;

/** `baseline`, `variants` and `exclude`. */
const struct field *design_fields(struct arena *a, size_t *n);

#endif
