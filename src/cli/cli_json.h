/** JSON on standard output. */
#ifndef SECATEUR_CLI_JSON_H
#define SECATEUR_CLI_JSON_H

#include <inttypes.h>
#include <yajl/yajl_gen.h>

#include "cli_private.h"

void cli_json_text(yajl_gen g, const char *s);
void cli_json_pair(yajl_gen g, const char *key, const char *value);
void cli_json_whole(yajl_gen g, const char *key, int64_t value);
/** A key and the beginning of its map or its list. */
void cli_json_map(yajl_gen g, const char *key);
void cli_json_list(yajl_gen g, const char *key);

/** Indented. */
yajl_gen cli_json_begin(void);
/** Prints what was made, and frees it. */
bool cli_json_end(yajl_gen g, struct diag *d);

#endif
