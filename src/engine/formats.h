/** The formats of reports, by name: apart from what weighs runs, whose tables are others. */
#ifndef SECATEUR_ENGINE_FORMATS_H
#define SECATEUR_ENGINE_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

const char *formats_name(size_t i); /* NULL past the end */
/** Of evidence alone; the name is one of these. */
bool formats_is_data(const char *name);

#endif
