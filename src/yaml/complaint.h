/** What libyaml says of a text that is no YAML, in the user's words and at the user's place. */
#ifndef SECATEUR_SRC_YAML_COMPLAINT_H
#define SECATEUR_SRC_YAML_COMPLAINT_H

#include <stdbool.h>
#include <yaml.h>

#include "places.h"

/** Records why the parser stopped, and returns false. */
bool complain(const yaml_parser_t *p, const struct places *places, struct diag *d);

#endif
