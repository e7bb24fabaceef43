/** One number of a database that the run wrote. */
#include <sqlite3.h>
#include <string.h>

#include "quality_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/clock.h"

/* LOCKED_MS: a program that the run left behind may still write. STEPS: of sqlite's machine, between looks at the clock. */
enum { LOCKED_MS = 500, STEPS = 100 * 1000 };
#define LONGEST (600 * NSEC_PER_SEC)

struct params {
	struct text file, query;
};

static const struct field rows[] = {
	{"file", read_template, offsetof(struct params, file), true,
         "the sqlite database, below the run's folder"},
	{"query", read_template, offsetof(struct params, query), true,
         "a query of one row, whose first column is the number; nothing can be changed by it"},
};

static bool check(const void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	bool ok = template_check(p->file, names, a, d);

	return template_check(p->query, names, a, d) && ok;
}

static void close_db_at(sqlite3 **db) { sqlite3_close(*db); }
static void finalize_at(sqlite3_stmt **st) { sqlite3_finalize(*st); }

static int is_too_late(void *until) { return clock_now() > *(const nsec_t *)until; }

/* It may read, and nothing else: no ATTACH, which would make files, and no PRAGMA. */
static int permit(void *unused, int action, const char *a, const char *b, const char *c, const char *e)
{
	(void)unused, (void)a, (void)b, (void)c, (void)e;
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
	                       action == SQLITE_RECURSIVE
	               ? SQLITE_OK
	               : SQLITE_DENY;
}

static const char *said(sqlite3 *db, struct arena *a)
{
	switch (sqlite3_extended_errcode(db)) {
	case SQLITE_INTERRUPT:
		return "the query took longer than 10 min";
	case SQLITE_READONLY_ROLLBACK:
		return "the database is half-written: its writer died in the middle";
	case SQLITE_AUTH:
		return "the query does more than read";
	default:
		return arena_printf(a, "sqlite: %s", sqlite3_errmsg(db));
	}
}

static const char *number(sqlite3_stmt *st, struct arena *a, double *ret)
{
	switch (sqlite3_column_type(st, 0)) {
	case SQLITE_INTEGER:
	case SQLITE_FLOAT:
		*ret = sqlite3_column_double(st, 0);
		return NULL;
	case SQLITE_NULL:
		return "the query gives NULL";
	case SQLITE_TEXT:
		return arena_printf(a, "the query gives the text '%s', not a number",
		                    quality_shown((const char *)sqlite3_column_text(st, 0), a));
	default:
		return "the query gives bytes, not a number";
	}
}

/* What follows a query asks for nothing: blanks, semicolons, comments. */
static bool asks_nothing(sqlite3 *db, const char *rest)
{
	while (*rest) {
		CLEANUP(finalize_at) sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(db, rest, -1, &st, &rest) != SQLITE_OK || st) {
			return false;
		}
	}
	return true;
}

/* NULL, or why there is no number. */
static const char *ask(sqlite3 *db, const char *query, struct arena *a, double *ret)
{
	CLEANUP(finalize_at) sqlite3_stmt *st = NULL;
	const char *rest = NULL;

	if (sqlite3_prepare_v2(db, query, -1, &st, &rest) != SQLITE_OK) {
		return said(db, a);
	}
	if (!st) {
		return "the query is empty";
	}
	if (!asks_nothing(db, rest)) {
		return "there is more than one query";
	}
	int rc = sqlite3_step(st);
	if (rc == SQLITE_DONE) {
		return "the query gives no row";
	}
	const char *why = rc == SQLITE_ROW ? number(st, a, ret) : said(db, a);
	if (!why) {
		rc = sqlite3_step(st);
		why = rc == SQLITE_ROW    ? "the query gives more than one row"
		      : rc != SQLITE_DONE ? said(db, a)
		                          : NULL;
	}
	return why;
}

static const char *look(const char *path, const char *query, struct arena *a, double *ret)
{
	CLEANUP(close_db_at) sqlite3 *db = NULL;
	nsec_t until = clock_now() + LONGEST;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
		return db ? said(db, a) : "out of memory";
	}
	sqlite3_busy_timeout(db, LOCKED_MS);
	sqlite3_progress_handler(db, STEPS, is_too_late, &until);
	sqlite3_set_authorizer(db, permit, NULL);
	return ask(db, query, a, ret);
}

static bool extract(const void *params, const struct quality_input *in, struct arena *a, struct diag *d,
                    struct findings *ret)
{
	const struct params *p = params;
	const char *why = NULL, *path = quality_file(p->file, in, a, d, NULL, &why);
	const char *query = template_text(p->query, in->scope, ",", a, d);
	double x = 0;

	if (!query) {
		return false;
	}
	if (path) {
		why = look(path, query, a, &x);
	}
	quality_add(in, x, "1", why, a, ret);
	return true;
}

const struct quality_ops quality_sqlite = {
	.part = {.name = "sqlite",
                 .about = "a number that a query finds in an sqlite database",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.check = check,
	.extract = extract,
};
