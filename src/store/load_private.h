/** A whole experiment into arrays: one pass over each table. */
#ifndef SECATEUR_SRC_STORE_LOAD_PRIVATE_H
#define SECATEUR_SRC_STORE_LOAD_PRIVATE_H

#include "secateur/base/arena.h"
#include "secateur/model/dossier.h"
#include "store_private.h"

struct store_part;

struct loading {
	int64_t version; /* of the schema: a file that is only read may have an older one */
	struct store *s;
	struct diag *d;
	struct arena *a;       /* the caller's */
	struct arena *scratch; /* what only loading needs */
	struct dossier *out;
	struct dossier_run *runs;
	VEC(int64_t) variants, inputs, hosts; /* row numbers, in the order of `out` */
	const char *part;                     /* the sessions that are read, as SQL: "(1,3)"; NULL: all */
	size_t n_stored;                      /* runs, those of other sessions, too */
	struct run_ids *ids;                  /* of runs, numbered by their rows */
	struct interned texts;                /* reasons, of which most are the same */
};

/** One copy of each text. NULL stays NULL. */
const char *store_kept(struct loading *l, struct bytes s);

/** As the end of a WHERE: that this column names a session that is read. */
const char *store_of_part(const struct loading *l, const char *column);

/* part.c: false with a complaint where there is no such session. */
bool store_choose_part(struct loading *l, const struct store_part *part);

/* run_ids.c: which run a row belongs to. Nearly all ids are UUIDs, which take 16 bytes each. */

struct run_ids;
struct run_ids *run_ids_new(struct arena *a, size_t room);
/** Numbered from 0 on. */
void run_ids_add(struct run_ids *ids, struct bytes id);
/** Once all are there: so that they are found. */
void run_ids_index(struct run_ids *ids);

/**
 * Rows by their runs. Where they lie by ids, which are random, each look into memory is far from the one before; so rows are held, and looked
 * for many at a time: half of the time of loading a million runs.
 */
struct held_ops {
	size_t size; /* of a row */
	/** What will be written, so that it is fetched meanwhile. */
	const void *(*at)(void *arg, uint32_t run, const void *row);
	/** With each row, in their order; not with another experiment's. */
	void (*put)(void *arg, uint32_t run, void *row);
	void *arg;
};
struct held_rows;
struct held_rows *held_new(struct run_ids *ids, const struct held_ops *ops, struct arena *a);
/** Where the next row is to be written, until one more is asked for. */
void *held_next(struct held_rows *h, struct bytes id);
/** Puts those that are still held. */
void held_end(struct held_rows *h);

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
