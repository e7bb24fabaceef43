/** A whole experiment into arrays: one pass over each table. */
#ifndef SECATEUR_SRC_STORE_LOAD_PRIVATE_H
#define SECATEUR_SRC_STORE_LOAD_PRIVATE_H

#include "secateur/base/arena.h"
#include "secateur/model/dossier.h"
#include "store_private.h"

struct loading {
	int64_t version; /* of the schema: a file that is only read may have an older one */
	struct store *s;
	struct diag *d;
	struct arena *a;       /* the caller's */
	struct arena *scratch; /* what only loading needs */
	struct dossier *out;
	struct dossier_run *runs;
	VEC(int64_t) hosts;    /* row numbers, in the order of out->hosts */
	struct interned ids;   /* of runs, numbered by their place in out->runs */
	struct interned texts; /* reasons, of which most are the same */
};

/** One copy of each text. NULL stays NULL. */
const char *store_kept(struct loading *l, const char *s);

/* columns.c: what each run has under each of many names. The runs are loaded already. */
bool store_load_readings(struct loading *l);
bool store_load_metrics(struct loading *l);
bool store_load_artifacts(struct loading *l);
/* steps.c: the same of the times of steps. */
bool store_load_steps(struct loading *l);

#endif
