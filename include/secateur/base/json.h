/** JSON under construction, by yajl's generator. */
#ifndef SECATEUR_BASE_JSON_H
#define SECATEUR_BASE_JSON_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <yajl/yajl_gen.h>

void json_put_text(yajl_gen g, const char *s);
/** All its digits; what is not finite has no number in JSON, and becomes null. */
void json_put_real(yajl_gen g, double x);
void json_put_pair(yajl_gen g, const char *key, const char *value);
void json_put_whole(yajl_gen g, const char *key, int64_t value);
/** A key and the beginning of its map or its list. */
void json_put_map(yajl_gen g, const char *key);
void json_put_list(yajl_gen g, const char *key);

/** Indented. */
yajl_gen json_begin(void);
/** Writes what was made, and frees it; false when that failed, which errno explains. */
bool json_end(yajl_gen g, FILE *out);

#endif
