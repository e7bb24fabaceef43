/* One text is executed to make a database, and printed to explain it: so the two cannot differ. */
#include "secateur/store/store.h"

/* Longer than the 4095 bytes that the standard asks of every compiler; gcc and clang take any. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

static const char schema[] =
#include "tables.inc"
#include "views.inc"
	;

const char *store_describe(void) { return schema; }
