/* Rows from JSON lines, as dump.c writes them. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "json_line.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/store/store.h"
#include "store_private.h"

enum { MOST_MISTAKES = 10, CACHE_KIB = 262144, BATCH = 32 };

struct column {
	const char *name, *type; /* type: INTEGER, REAL or TEXT */
};

/** What older schemas had, and this one has not. */
static const struct dropped {
	const char *table, *column;
	int64_t last; /* schema that had it */
} dropped[] = {{"run", "memory_scope", 2}};

struct row {
	size_t line;
	const struct cell *cells; /* one for each column */
};

/** A table. Its rows are written many at a time, which is faster. */
struct target {
	const char *name;
	VEC(struct column) columns;
	sqlite3_stmt *one, *many; /* NULL: not needed yet */
	struct arena *arena;      /* of the rows that wait */
	struct row rows[BATCH];
	size_t n_rows;
};

struct restoring {
	struct store *s;
	struct diag *d;
	struct arena *a, *scratch; /* scratch: of one line */
	const char *name;          /* of what is read */
	size_t line, n_mistakes;
	int64_t schema, n_rows,
		n_said; /* schema: of what is read; n_said: by the last line; -1: it has not come */
	bool has_begun; /* the first line has come */
	VEC(struct target) targets;
};

struct statements {
	VEC(const char *) at;
};

static bool mistake(struct restoring *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* True while more mistakes may be told. */
static bool mistake(struct restoring *r, const char *fmt, ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, fmt);
	int n = vasprintf(&text, fmt, args);
	va_end(args);
	diag_fail(r->d, NOWHERE, "%s:%zu: %s", r->name, r->line, n < 0 ? "a mistake" : text);
	return ++r->n_mistakes < MOST_MISTAKES;
}

/* --- tables ------------------------------------------------------------------------------------------------ */

static bool list_targets(struct restoring *r)
{
	AUTO_QUERY struct query q = {.store = r->s, .diag = r->d};
	struct target *last = NULL;

	for (query_start(&q,
	                 "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c"
	                 " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'student_t'"
	                 " ORDER BY t.rowid, c.cid",
	                 NULL, 0);
	     query_next(&q);) {
		if (!last || strcmp(last->name, query_peek(&q, 0)) != 0) {
			last = vec_push(r->a, &r->targets);
			last->name = query_text(&q, 0, r->a);
			last->arena = arena_new();
		}
		*vec_push(r->a, &last->columns) =
			(struct column){query_text(&q, 1, r->a), query_text(&q, 2, r->a)};
	}
	return query_end(&q);
}

/* A column that an older schema lacks has its default. */
static bool prepare(struct restoring *r, const struct target *t, size_t n, sqlite3_stmt **ret)
{
	AUTO_QUERY struct query q = {.store = r->s, .diag = r->d};
	AUTO_STRBUF struct strbuf sql = STRBUF_INIT;

	query_start(
		&q,
		"SELECT '(' || group_concat(iif(dflt_value IS NULL, '?', 'coalesce(?, ' || dflt_value || ')'), ', ') || ')'"
		" FROM (SELECT * FROM pragma_table_info(?1) ORDER BY cid)",
		CELLS(text_cell(t->name)));
	if (query_next(&q)) {
		strbuf_addf(&sql, "INSERT INTO %s VALUES ", t->name);
		for (size_t i = 0; i < n; i++) {
			strbuf_addf(&sql, "%s%s", i ? ", " : "", query_peek(&q, 0));
		}
	}
	if (!query_end(&q)) {
		return false;
	}
	return sqlite3_prepare_v3(r->s->db, sql.text, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL) ==
	               SQLITE_OK ||
	       store_fail(r->s, "write to it", r->d);
}

static struct target *find_target(struct restoring *r, const char *name)
{
	for (size_t i = 0; i < r->targets.n; i++) {
		if (strcmp(r->targets.at[i].name, name) == 0) {
			return &r->targets.at[i];
		}
	}
	return NULL;
}

/* From 0; n: there is none. It is likely to be `from` or soon after. */
static size_t find_column(const struct target *t, size_t from, const char *name)
{
	for (size_t k = 0; k < t->columns.n; k++) {
		size_t i = (from + k) % t->columns.n;
		if (strcmp(t->columns.at[i].name, name) == 0) {
			return i;
		}
	}
	return t->columns.n;
}

static const char *near_target(struct restoring *r, const char *name)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < r->targets.n; i++) {
		*vec_push(r->a, &names) = r->targets.at[i].name;
	}
	return near_hint(name, names.at, names.n, r->a);
}

static const char *near_column(struct restoring *r, const struct target *t, const char *name)
{
	VEC(const char *) names = {0};

	for (size_t i = 0; i < t->columns.n; i++) {
		*vec_push(r->a, &names) = t->columns.at[i].name;
	}
	return near_hint(name, names.at, names.n, r->a);
}

/* --- a row --------------------------------------------------------------------------------------------------- */

static bool is_infinite(const struct json_item *v)
{
	return v->kind == JSON_TEXT &&
	       (strcmp(v->text, "Infinity") == 0 || strcmp(v->text, "-Infinity") == 0);
}

/* False when the value is not of the column's type. */
static bool read_cell(const char *type, const struct json_item *v, struct arena *a, struct cell *ret)
{
	int64_t whole;
	double real;

	if (v->kind == JSON_NULL) {
		*ret = null_cell();
	} else if (*type == 'T' && v->kind == JSON_TEXT) {
		*ret = text_cell(arena_strdup(a, v->text));
	} else if (*type == 'I' && json_whole(v, &whole)) {
		*ret = int_cell(whole);
	} else if (*type == 'R' && v->kind == JSON_NUMBER && num_real(v->text, &real)) {
		*ret = real_cell(real);
	} else if (*type == 'R' && is_infinite(v)) {
		*ret = real_cell(*v->text == '-' ? -INFINITY : INFINITY);
	} else {
		return false;
	}
	return true;
}

static const char *wanted(const char *type)
{
	return *type == 'T' ? "a text" : *type == 'R' ? "a number" : "a whole number";
}

static bool was_dropped(const struct restoring *r, const char *table, const char *column)
{
	bool ret = false;

	for (size_t i = 0; i < sizeof(dropped) / sizeof(*dropped); i++) {
		ret = ret || (r->schema <= dropped[i].last && strcmp(dropped[i].table, table) == 0 &&
		              strcmp(dropped[i].column, column) == 0);
	}
	return ret;
}

/* sqlite would give a row that has no number the next one. */
static bool has_number(struct restoring *r, const struct target *t, const struct cell *cells)
{
	bool is_numbered = strcmp(t->columns.at[0].name, "id") == 0 && *t->columns.at[0].type == 'I';

	return !is_numbered || cells[0].kind != CELL_NULL ||
	       (mistake(r, "this row of table %s has no id", t->name), false);
}

static bool read_cells(struct restoring *r, const struct target *t, const struct json_line *l,
                       struct cell *cells)
{
	size_t before = r->n_mistakes, next = 0;
	bool goes_on = true;

	for (size_t k = 0; goes_on && k < l->items.n; k++) {
		const struct json_item *v = &l->items.at[k];
		if (strcmp(v->key, "table") == 0) {
			continue;
		}
		size_t i = find_column(t, next, v->key);
		next = i + 1;
		if (i == t->columns.n) {
			goes_on = was_dropped(r, t->name, v->key) ||
			          mistake(r, "table %s has no column '%s'%s", t->name, v->key,
			                  near_column(r, t, v->key));
		} else if (!read_cell(t->columns.at[i].type, v, t->arena, &cells[i])) {
			goes_on = mistake(r, "%s of table %s wants %s", v->key, t->name,
			                  wanted(t->columns.at[i].type));
		}
	}
	return r->n_mistakes == before && has_number(r, t, cells);
}

/* sqlite's code. The texts live until the rows are written. */
static int insert(sqlite3_stmt *st, const struct target *t, const struct row *rows, size_t n)
{
	int at = 0, rc = SQLITE_OK;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < t->columns.n; k++) {
			const struct cell *c = &rows[i].cells[k];
			at++;
			rc = rc != SQLITE_OK        ? rc
			     : c->kind == CELL_INT  ? sqlite3_bind_int64(st, at, c->number)
			     : c->kind == CELL_REAL ? sqlite3_bind_double(st, at, c->real)
			     : c->kind == CELL_TEXT ? sqlite3_bind_text(st, at, c->text, -1, SQLITE_STATIC)
			                            : sqlite3_bind_null(st, at);
		}
	}
	rc = rc == SQLITE_OK ? sqlite3_step(st) : rc;
	sqlite3_reset(st);
	return rc;
}

/* One by one: to tell which row cannot be, and why. */
static bool write_each(struct restoring *r, struct target *t)
{
	size_t line = r->line;
	bool ok = t->one || prepare(r, t, 1, &t->one);

	for (size_t i = 0; ok && i < t->n_rows; i++) {
		int rc = insert(t->one, t, &t->rows[i], 1);
		r->line = t->rows[i].line;
		ok = (rc & 0xff) == SQLITE_CONSTRAINT
		             ? mistake(r, "this row cannot be: %s", sqlite3_errmsg(r->s->db))
		     : rc == SQLITE_DONE ? true
		                         : store_fail(r->s, "write to it", r->d);
	}
	r->line = line;
	return ok;
}

static bool write_rows(struct restoring *r, struct target *t)
{
	bool ok = true;

	if (t->n_rows == BATCH && !t->many) {
		ok = prepare(r, t, BATCH, &t->many);
	}
	if (ok && !(t->n_rows == BATCH && insert(t->many, t, t->rows, BATCH) == SQLITE_DONE)) {
		ok = write_each(r, t);
	}
	t->n_rows = 0;
	arena_reset(t->arena);
	return ok;
}

static bool put_row(struct restoring *r, const char *table, const struct json_line *l)
{
	struct target *t = find_target(r, table);

	r->n_rows++;
	if (!t) {
		return mistake(r, "there is no table '%s'%s", table, near_target(r, table));
	}
	struct cell *cells = NEW_ARRAY(t->arena, struct cell, t->columns.n);

	if (!read_cells(r, t, l, cells)) {
		return r->n_mistakes < MOST_MISTAKES;
	}
	t->rows[t->n_rows++] = (struct row){r->line, cells};
	return t->n_rows < BATCH || write_rows(r, t);
}

static bool write_rest(struct restoring *r)
{
	bool ok = true;

	for (size_t i = 0; ok && i < r->targets.n; i++) {
		ok = write_rows(r, &r->targets.at[i]);
	}
	return ok;
}

/* --- lines --------------------------------------------------------------------------------------------------- */

static bool read_header(struct restoring *r, const struct json_line *l)
{
	const struct json_item *tool = json_line_find(l, "secateur");

	r->has_begun = true;
	if (!tool || tool->kind != JSON_TEXT || !json_whole(json_line_find(l, "schema"), &r->schema)) {
		mistake(r, "this is no export of a results database: it would begin with {\"secateur\":...}");
		diag_help(r->d, "`secateur export --format jsonl` writes one");
		return false;
	}
	if (r->schema > STORE_SCHEMA_VERSION || r->schema < 1) {
		mistake(r, "it is of schema %lld, and this secateur, " SECATEUR_VERSION ", knows 1 to %d",
		        (long long)r->schema, STORE_SCHEMA_VERSION);
		return false;
	}
	return true;
}

static bool read_row(struct restoring *r, const struct json_line *l)
{
	const struct json_item *table = json_line_find(l, "table");

	if (!r->has_begun) {
		return read_header(r, l);
	}
	if (r->n_said >= 0) {
		return mistake(r, "it goes on after its last line");
	}
	if (table && table->kind == JSON_TEXT) {
		return put_row(r, table->text, l);
	}
	return (json_whole(json_line_find(l, "rows"), &r->n_said) && r->n_said >= 0) ||
	       mistake(r, "this is no row: it names no table");
}

static bool read_line(struct restoring *r, const char *text, size_t n)
{
	struct json_line l = {.arena = r->scratch};
	const char *why = json_line_read(&l, text, n);

	r->line++;
	bool ok = why ? mistake(r, "this row cannot be read: %s", why) : read_row(r, &l);

	arena_reset(r->scratch);
	return ok && (r->has_begun || r->n_mistakes == 0);
}

static bool read_lines(struct restoring *r, FILE *in)
{
	AUTO_FREE char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool ok = true;

	errno = 0;
	while (ok && (n = getline(&line, &room, in)) >= 0) {
		ok = read_line(r, line, (size_t)n);
	}
	ok = ok && write_rest(r);
	if (ok && ferror(in)) {
		return diag_fail(r->d, NOWHERE, "%s: cannot be read: %s", r->name, strerror(errno));
	}
	if (!ok || r->n_mistakes > 0) {
		return false;
	}
	if (!r->has_begun) {
		return diag_fail(r->d, NOWHERE, "%s: empty", r->name);
	}
	if (r->n_said != r->n_rows) {
		return diag_fail(r->d, NOWHERE, "%s:%zu: cut off: it ends after %lld rows%s", r->name,
		                 r->line, (long long)r->n_rows,
		                 r->n_said < 0 ? ", and lacks the last line, which says how many there were"
		                               : ", and there were more or fewer");
	}
	return true;
}

/* --- the whole ------------------------------------------------------------------------------------------------- */

static bool check_references(struct restoring *r)
{
	AUTO_QUERY struct query q = {.store = r->s, .diag = r->d};
	bool ok = true;

	for (query_start(&q, "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2",
	                 NULL, 0);
	     query_next(&q); ok = false) {
		diag_fail(r->d, NOWHERE,
		          "%s: %lld rows of table %s refer to rows of table %s that are not there", r->name,
		          (long long)query_int(&q, 2), query_peek(&q, 0), query_peek(&q, 1));
	}
	return query_end(&q) && ok;
}

static bool is_empty(struct restoring *r)
{
	int64_t n = 0;

	if (!store_number(r->s, "SELECT (SELECT count(*) FROM experiment) + (SELECT count(*) FROM host)",
	                  r->d, &n)) {
		return false;
	}
	if (n > 0) {
		diag_fail(r->d, NOWHERE, "%s: holds results already", r->s->path);
		diag_help(r->d, "import into a new database, and `secateur merge` that one into %s",
		          r->s->path);
	}
	return n == 0;
}

/* Of the schema's indices, made once all rows are there. */
static bool take_indices(struct restoring *r, struct statements *ret)
{
	AUTO_QUERY struct query q = {.store = r->s, .diag = r->d};

	for (query_start(
		     &q,
		     "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid",
		     NULL, 0);
	     query_next(&q);) {
		*vec_push(r->a, &ret->at) = query_text(&q, 0, r->a);
	}
	return query_end(&q) &&
	       store_exec_each(r->s,
	                       "SELECT 'DROP INDEX ' || name FROM sqlite_schema WHERE type = 'index'"
	                       " AND sql IS NOT NULL",
	                       r->d);
}

static bool make_indices(struct restoring *r, const struct statements *statements)
{
	bool ok = true;

	for (size_t i = 0; ok && i < statements->at.n; i++) {
		if (sqlite3_exec(r->s->db, statements->at.at[i], NULL, NULL, NULL) != SQLITE_OK) {
			ok = (sqlite3_errcode(r->s->db) & 0xff) == SQLITE_CONSTRAINT
			             ? diag_fail(r->d, NOWHERE, "%s: rows are there twice: %s", r->name,
			                         sqlite3_errmsg(r->s->db))
			             : store_fail(r->s, "write to it", r->d);
		}
	}
	return ok;
}

static bool put_all(struct restoring *r, FILE *in)
{
	struct statements indices = {0};

	return take_indices(r, &indices) && read_lines(r, in) && make_indices(r, &indices) &&
	       check_references(r);
}

/*
 * What is written to an empty database need not be kept in a log: without one, pages go where they belong at once. Rows may come before
 * those that they refer to: that is looked at in the end, and faster.
 */
static bool restore(struct restoring *r, FILE *in)
{
	const char *fast = arena_printf(
		r->a, "PRAGMA foreign_keys = OFF; PRAGMA journal_mode = DELETE; PRAGMA cache_size = -%d",
		CACHE_KIB);
	bool ok = is_empty(r) && list_targets(r) && store_exec(r->s, fast, r->d) && store_begin(r->s, r->d);

	ok = store_finish(r->s, ok && put_all(r, in), r->d);
	for (size_t i = 0; i < r->targets.n; i++) {
		sqlite3_finalize(r->targets.at[i].one);
		sqlite3_finalize(r->targets.at[i].many);
		arena_free(r->targets.at[i].arena);
	}
	return store_exec(r->s, "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL", r->d) && ok;
}

bool store_restore(struct store *s, FILE *in, const char *name, struct diag *d, size_t *n_runs)
{
	AUTO_ARENA struct arena *a = arena_new();
	AUTO_ARENA struct arena *scratch = arena_new();
	struct restoring r = {.s = s, .d = d, .a = a, .scratch = scratch, .name = name, .n_said = -1};
	int64_t n = 0;
	bool ok = restore(&r, in) && store_number(s, "SELECT count(*) FROM run", d, &n);

	*n_runs = (size_t)n;
	return ok;
}
