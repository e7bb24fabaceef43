/** What the files of this room share: the handle, rows in and out of sqlite, words for enums, names
 * with numbers. */
#ifndef SECATEUR_SRC_STORE_STORE_PRIVATE_H
#define SECATEUR_SRC_STORE_STORE_PRIVATE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "secateur/base/diag.h"
#include "secateur/base/hash.h"
#include "secateur/base/vec.h"
#include "secateur/store/store.h"

struct arena;

enum { STORE_APPLICATION_ID = 0x53454341 /* "SECA" */, STORE_SCHEMA_VERSION = 10 };

/* sql.c: rows in, rows out */

/** Statements of the loop: prepared once. */
enum statement {
	PUT_RUN,
	PUT_STEP,
	PUT_READING,
	PUT_CONDITION,
	PUT_METRIC,
	PUT_ARTIFACT,
	PUT_COUNT,
	PUT_CROWD,
	PUT_EXPERIMENT,
	SET_BUDGET,
	PUT_VARIANT,
	PUT_SETTING,
	PUT_INPUT,
	PUT_INPUT_COLUMN,
	PUT_CRITERION,
	PUT_BLOCK,
	PUT_UNDER_WAY,
	TIME_UNDER_WAY,
	END_UNDER_WAY,
	PUT_HOST,
	PUT_HOST_FACT,
	PUT_SESSION,
	PUT_SESSION_FACT,
	PUT_SESSION_VERSION,
	END_SESSION,
	CLEAR_VERDICTS,
	PUT_VERDICT,
	N_STATEMENTS,
};

struct store {
	struct arena *arena; /* holds this struct too */
	sqlite3 *db;
	const char *path; /* as the user gave it: for messages */
	const char *real; /* absolute, links resolved */
	const char *lock_path;
	unsigned depth;    /* of transactions in one another; 0: there is none */
	int lock;          /* -1: not a writer */
	bool is_immutable; /* a reader in a folder that cannot be written, or on a network file system */
	sqlite3_stmt *prepared[N_STATEMENTS];
};

/** A value on its way into a statement. */
struct cell {
	enum { CELL_NULL, CELL_INT, CELL_REAL, CELL_TEXT } kind;
	int64_t number;
	double real;
	const char *text;
};

static inline struct cell int_cell(int64_t x) { return (struct cell){.kind = CELL_INT, .number = x}; }
static inline struct cell real_cell(double x) { return (struct cell){.kind = CELL_REAL, .real = x}; }
static inline struct cell null_cell(void) { return (struct cell){.kind = CELL_NULL}; }
/** NULL becomes NULL. Bytes that are not UTF-8 become U+FFFD, so that every client can read the
 * row. */
static inline struct cell text_cell(const char *s)
{
	return (struct cell){.kind = s ? CELL_TEXT : CELL_NULL, .text = s};
}
/** For the last two arguments of store_put and query_start. */
#define CELLS(...) \
	(const struct cell[]){__VA_ARGS__}, sizeof((const struct cell[]){__VA_ARGS__}) / sizeof(struct cell)

/** Executes a statement; sqlite's extended code, SQLITE_DONE when all went well. Says nothing. */
int store_try(struct store *s, enum statement which, const struct cell *cells, size_t n);
/** The same with the error told. */
bool store_put(struct store *s, struct diag *d, enum statement which, const struct cell *cells, size_t n);
bool store_exec(struct store *s, const char *sql, struct diag *d);
/** Runs what a query makes: one statement for each of its rows, of which it has all before the first is run. */
bool store_exec_each(struct store *s, const char *query, struct diag *d);
/** "results.db: cannot <what>: <sqlite's words>", with advice. Returns false. */
bool store_fail(struct store *s, const char *what, struct diag *d);

/** The first number that a query gives. */
bool store_number(struct store *s, const char *sql, struct diag *d, int64_t *ret);

/**
 *	AUTO_QUERY struct query q = {.store = s, .diag = d};
 *
 *	for (query_start(&q, "SELECT ...", CELLS(int_cell(7))); query_next(&q);) ... query_int(&q,
 *0) return query_end(&q); // false after an error, which is told
 */
struct query {
	struct store *store;
	struct diag *diag;
	sqlite3_stmt *stmt;
	bool failed;
};
void query_start(struct query *q, const char *sql, const struct cell *cells, size_t n);
bool query_next(struct query *q);
bool query_end(struct query *q);
int64_t query_int(const struct query *q, int column);
/** A number from 0 on and below `limit`; anything else is damage, and fails the query. */
uint32_t query_below(struct query *q, int column, size_t limit);
double query_real(const struct query *q, int column);
bool query_is_null(const struct query *q, int column);
/** Until the next row; NULL for NULL. */
const char *query_peek(const struct query *q, int column);
/** The same of a text column, without the copy that a NUL at its end takes. */
struct bytes {
	const char *at; /* NULL for NULL */
	size_t n;
};
struct bytes query_bytes(const struct query *q, int column);
static inline bool bytes_are(struct bytes s, const char *text)
{
	return strncmp(s.at, text, s.n) == 0 && !text[s.n];
}
/** In the arena; NULL for NULL. */
const char *query_text(const struct query *q, int column, struct arena *a);
/** 64 hexadecimal digits; anything else is damage, and fails the query. */
struct digest query_digest(struct query *q, int column);
void query_drop(struct query *q);
#define AUTO_QUERY __attribute__((cleanup(query_drop)))

/* open.c */

/** A second handle that reads the same file, for another thread. */
bool store_open_again(const struct store *s, struct diag *d, struct store **ret);
/** The file as sqlite is to open it beside another one: "file:...". */
const char *store_uri(const struct store *s);

/* differences.c */

/** Says how the plan `asked` differs from the `frozen` one, both experiments of this database: errors that begin with `between`. */
bool store_tell_differences(struct store *s, int64_t asked, int64_t frozen, const char *between,
                            struct diag *d);

/* migrate.c */

/** Brings a database of an older schema to this one, inside one transaction; what it was is kept beside it. */
bool store_migrate(struct store *s, struct diag *d);

/* words.c: enums as the database spells them */

struct words {
	const char *about;
	const char *const *at; /* indexed by the enum; a NULL is stored as NULL */
	size_t n;
};
extern const struct words store_phases, store_caches, store_outcomes, store_accountings, store_variant_kinds,
	store_factor_kinds, store_margins, store_betters, store_judgements, store_verdict_words,
	store_error_rates;
struct cell word_cell(const struct words *w, size_t i);
/** The enum's value of a column; a word that is not known ends the query with an error. */
size_t query_word(struct query *q, int column, const struct words *w);

/* intern.c: names with numbers */

/** Each distinct text once, numbered in the order they came. */
struct interned {
	struct arena *arena;
	VEC(const char *) names;
	uint32_t *slots; /* number + 1; 0 is free */
	size_t n_slots;
};
uint32_t intern(struct interned *t, const char *s);
uint32_t intern_bytes(struct interned *t, struct bytes s);
bool intern_find(const struct interned *t, struct bytes s, uint32_t *ret);
/** For each number its place when the names from `first` on are sorted by bytes; those before stay.
 */
uint32_t *intern_ranks(const struct interned *t, size_t first, struct arena *a);

#endif
