/** What extractors share. */
#ifndef SECATEUR_QUALITY_PRIVATE_H
#define SECATEUR_QUALITY_PRIVATE_H

#include "secateur/quality/quality.h"

/**
 * The path of a file below the run's folder, as an extractor's parameter names it; NULL: there is none to read, and `why` says so in one
 * clause: missing, empty, a folder, or older than the run. `name` (may be NULL): as it is rendered.
 */
const char *quality_file(struct text file, const struct quality_input *in, struct arena *a, struct diag *d,
                         const char **name, const char **why);
/** What is asked of an extractor of one metric beyond that one is absent. */
void only_first(const struct quality_input *in, struct arena *a, struct findings *ret);

#endif
