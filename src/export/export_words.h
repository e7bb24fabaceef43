/** Numbers and texts as all formats have them. */
#ifndef SECATEUR_SRC_EXPORT_WORDS_H
#define SECATEUR_SRC_EXPORT_WORDS_H

#include <stddef.h>

#include "secateur/model/dossier.h"

struct arena;

/** Nanoseconds as seconds, all digits: "0.001234567". */
const char *export_seconds(nsec_t t, struct arena *a);
/** Whether a program was started, so that times and memory mean something. */
static inline bool export_has_started(const struct dossier_run *r) { return r->kind != OUTCOME_NO_START; }
/** The value is there, and one that formats can write. */
bool export_has_value(struct dossier_value v);
/** The name of the machine that a run was made on; "" where it is not on record. */
const char *export_host(const struct dossier *d, const struct dossier_run *r);
/** The text with a backslash before each byte that is in `special`; a line feed becomes "\n". */
const char *export_escaped(const char *s, const char *special, struct arena *a);

#endif
