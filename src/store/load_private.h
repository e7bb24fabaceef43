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
	VEC(int64_t) variants, inputs, hosts; /* row numbers, in the order of `out` */
	struct run_ids *ids;                  /* of runs, numbered by their rows */
	struct interned texts;                /* reasons, of which most are the same */
};

/** One copy of each text. NULL stays NULL. */
const char *store_kept(struct loading *l, struct bytes s);

/* run_ids.c: which run a row belongs to. Nearly all ids are UUIDs, which take 16 bytes each. */

struct run_ids;
struct run_ids *run_ids_new(struct arena *a, size_t room);
/** Numbered from 0 on. */
void run_ids_add(struct run_ids *ids, struct bytes id);
/** Rows of one run follow one another nearly always: asked again, it does not look again. False: it is none of them. */
bool run_ids_find(struct run_ids *ids, struct bytes id, uint32_t *ret);

/* runs.c: as they lie in the table, which is nearly their order: an index would go through it in the order of the plan. */
bool store_load_runs(struct loading *l);
/** Once all that is told by rows is there: in the order that a dossier has them, and checked. */
bool store_order_runs(struct loading *l);

/* columns.c: what each run has under each of many names. The runs are loaded already. */
bool store_load_readings(struct loading *l);
bool store_load_metrics(struct loading *l);
bool store_load_artifacts(struct loading *l);
/* steps.c: the same of the times of steps: while runs lie by their rows; and, once they are in order, the names' order. */
bool store_load_steps(struct loading *l);
void store_order_steps(struct loading *l);

#endif
