/*
 * The whole database as JSON lines: a first line with the schema, one line for each row of each table, named as the tables and
 * columns are, and a last line with the number of rows, so that what was cut off is told from what is whole. A column that is NULL is
 * left out. Numbers are written so that they read back as the same; JSON has no infinities, which are "Infinity" and "-Infinity".
 */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/base/vec.h"
#include "secateur/store/store.h"
#include "store_private.h"

struct dumping {
	struct store *s;
	struct diag *d;
	FILE *out;
	yajl_gen json;
	struct arena *scratch; /* of one row */
	int64_t n_rows;
};

/* Not UTF-8, which only another program can have put there, is the one thing that cannot be written. */
static bool put_text(struct dumping *w, const char *s)
{
	return yajl_gen_string(w->json, (const unsigned char *)s, strlen(s)) == yajl_gen_status_ok ||
	       diag_fail(w->d, NOWHERE, "%s: holds a text that is not UTF-8", w->s->path);
}

static void put_number(struct dumping *w, const char *s) { yajl_gen_number(w->json, s, strlen(s)); }

static bool dump_cell(struct dumping *w, const struct query *q, int column)
{
	double x;

	switch (sqlite3_column_type(q->stmt, column)) {
	case SQLITE_INTEGER:
		yajl_gen_integer(w->json, query_int(q, column));
		return true;
	case SQLITE_FLOAT:
		x = query_real(q, column);
		if (!isfinite(x)) {
			return put_text(w, x > 0 ? "Infinity" : "-Infinity");
		}
		put_number(w, num_show_real(x, w->scratch));
		return true;
	default:
		return put_text(w, query_peek(q, column));
	}
}

/* What stands in the generator, as a line. */
static bool end_line(struct dumping *w)
{
	const unsigned char *text;
	size_t n;

	yajl_gen_map_close(w->json);
	yajl_gen_get_buf(w->json, &text, &n);
	bool ok = fwrite(text, 1, n, w->out) == n && fputc('\n', w->out) != EOF;

	yajl_gen_clear(w->json);
	yajl_gen_reset(w->json, NULL);
	arena_reset(w->scratch);
	return ok || diag_fail(w->d, NOWHERE, "the rows could not be written: %s",
	                       errno ? strerror(errno) : "the output is broken");
}

static bool dump_row(struct dumping *w, const char *table, const struct query *q)
{
	bool ok = true;

	yajl_gen_map_open(w->json);
	put_text(w, "table");
	put_text(w, table);
	for (int i = 0; ok && i < sqlite3_column_count(q->stmt); i++) {
		if (!query_is_null(q, i)) {
			ok = put_text(w, sqlite3_column_name(q->stmt, i)) && dump_cell(w, q, i);
		}
	}
	w->n_rows++;
	return ok && end_line(w);
}

static bool dump_table(struct dumping *w, const char *table)
{
	AUTO_QUERY struct query q = {.store = w->s, .diag = w->d};
	bool ok = true;

	/* as they came, or by primary key where a table has no rowid: so rows that are read back have the same order */
	for (query_start(&q, arena_printf(w->s->arena, "SELECT * FROM %s NOT INDEXED", table), NULL, 0);
	     ok && query_next(&q);) {
		ok = dump_row(w, table, &q);
	}
	return query_end(&q) && ok;
}

struct tables {
	VEC(const char *) at;
};

/* In the order in which they refer to one another. What the schema's text fills itself is none, nor what is of a session. */
static bool list_tables(struct store *s, struct arena *a, struct diag *d, struct tables *ret)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	for (query_start(&q,
	                 "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	                 " AND name NOT IN ('student_t', 'under_way') ORDER BY rowid",
	                 NULL, 0);
	     query_next(&q);) {
		*vec_push(a, &ret->at) = query_text(&q, 0, a);
	}
	return query_end(&q);
}

/* The first line, and the last. */
static bool dump_frame(struct dumping *w, const char *name, int64_t number)
{
	yajl_gen_map_open(w->json);
	if (strcmp(name, "schema") == 0) {
		put_text(w, "secateur");
		put_text(w, SECATEUR_VERSION);
	}
	put_text(w, name);
	yajl_gen_integer(w->json, number);
	return end_line(w);
}

static bool dump_all(struct dumping *w, struct arena *a)
{
	struct tables tables = {0};
	int64_t schema = 0;
	bool ok = store_number(w->s, "PRAGMA user_version", w->d, &schema) &&
	          list_tables(w->s, a, w->d, &tables);

	errno = 0;
	ok = ok && dump_frame(w, "schema", schema);
	for (size_t i = 0; ok && i < tables.at.n; i++) {
		ok = dump_table(w, tables.at.at[i]);
	}
	return ok && dump_frame(w, "rows", w->n_rows);
}

bool store_dump(struct store *s, FILE *out, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	AUTO_ARENA struct arena *scratch = arena_new();
	struct dumping w = {.s = s, .d = d, .out = out, .json = yajl_gen_alloc(NULL), .scratch = scratch};

	yajl_gen_config(w.json, yajl_gen_validate_utf8, 1);
	bool ok = store_exec(s, "BEGIN", d) && dump_all(&w, a);

	store_finish(s, false, d); /* nothing was written: this only ends the snapshot */
	yajl_gen_free(w.json);
	return ok;
}
