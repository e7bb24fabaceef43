/** What an experiment file may hold, as data that the schema is made of. */
#ifndef SECATEUR_SPEC_SCHEMA_H
#define SECATEUR_SPEC_SCHEMA_H

#include <stddef.h>

struct arena;
struct field;
struct shape;
struct spec_options;

/** Of the whole file, with the parts that `o` names; `more` are the keys that other rooms read. */
const struct shape *spec_shape(const struct spec_options *o, const struct field *more, size_t n_more,
                               struct arena *a);

#endif
