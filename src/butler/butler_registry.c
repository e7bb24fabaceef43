/*
 * The registry as sqlite holds it. Its tables are nobody's interface: where one of them or a column is not there, the caller is told, and
 * looks for files by their names.
 */
#include <sqlite3.h>
#include <string.h>

#include "butler_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/strbuf.h"

enum { MOST_WAIT_MS = 10 * 1000, MOST_DEPTH = 32 };
/* enum CollectionType of lsst.daf.butler */
enum { COLLECTION_CHAINED = 3, COLLECTION_CALIBRATION = 4 };

struct asking {
	struct butler *b;
	sqlite3 *db;
	VEC(int64_t) collections; /* in the order in which they are searched */
	const char *unknown;      /* not NULL: what is not as it is known */
};

static void close_at_end(sqlite3 **db) { sqlite3_close(*db); }
static void finalize_at_end(sqlite3_stmt **s) { sqlite3_finalize(*s); }
#define AUTO_DB CLEANUP_OF(close_at_end)
#define AUTO_STMT CLEANUP_OF(finalize_at_end)
#define CLEANUP_OF(fn) __attribute__((cleanup(fn)))

static bool fail(struct asking *q)
{
	const int rc = sqlite3_errcode(q->db) & 0xff;

	if (rc == SQLITE_ERROR) { /* no such table or column */
		q->unknown = arena_strdup(q->b->arena, sqlite3_errmsg(q->db));
		return false;
	}
	diag_fail(q->b->diag, NOWHERE, "%s: cannot be read: %s", q->b->registry, sqlite3_errmsg(q->db));
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		diag_help(q->b->diag,
		          "another program has had it locked for %d s: try again when that has ended",
		          MOST_WAIT_MS / 1000);
	}
	return false;
}

/* NULL after `fail`. */
static sqlite3_stmt *prepare(struct asking *q, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(q->db, sql, -1, &s, NULL) != SQLITE_OK) {
		fail(q);
		return NULL;
	}
	return s;
}

/* `*ok` becomes false where there should have been another row. */
static bool next(struct asking *q, sqlite3_stmt *s, bool *ok)
{
	const int rc = sqlite3_step(s);

	*ok = *ok && (rc == SQLITE_ROW || rc == SQLITE_DONE || fail(q));
	return rc == SQLITE_ROW;
}

static const char *text(const struct asking *q, sqlite3_stmt *s, int column)
{
	const unsigned char *t = sqlite3_column_text(s, column);

	return arena_strdup(q->b->arena, t ? (const char *)t : "");
}

/* --- collections ---------------------------------------------------------------------------------- */

static bool open_up(struct asking *q, int64_t id, int type, int depth);

static bool open_chain(struct asking *q, int64_t id, int depth)
{
	AUTO_STMT sqlite3_stmt *s =
		prepare(q, "SELECT c.collection_id, c.type FROM collection_chain h JOIN collection c ON"
	                   " c.collection_id = h.child WHERE h.parent = ? ORDER BY h.position");
	bool ok = s != NULL;

	if (ok) {
		sqlite3_bind_int64(s, 1, id);
	}
	while (ok && next(q, s, &ok)) {
		ok = open_up(q, sqlite3_column_int64(s, 0), sqlite3_column_int(s, 1), depth + 1);
	}
	return ok;
}

static bool open_up(struct asking *q, int64_t id, int type, int depth)
{
	for (size_t i = 0; i < q->collections.n; i++) {
		if (q->collections.at[i] == id) {
			return true;
		}
	}
	if (type == COLLECTION_CHAINED) {
		return depth < MOST_DEPTH ? open_chain(q, id, depth)
		                          : diag_fail(q->b->diag, NOWHERE,
		                                      "%s: chains of collections are deeper than %d",
		                                      q->b->registry, MOST_DEPTH);
	}
	if (type != COLLECTION_CALIBRATION) {
		*vec_push(q->b->arena, &q->collections) = id;
	}
	return true;
}

static bool find_collection(struct asking *q, const char *name)
{
	AUTO_STMT sqlite3_stmt *s =
		prepare(q, "SELECT name, collection_id, type FROM collection ORDER BY name");
	VEC(const char *) known = {0};
	bool ok = s != NULL;

	while (ok && next(q, s, &ok)) {
		*vec_push(q->b->arena, &known) = text(q, s, 0);
		if (strcmp(known.at[known.n - 1], name) == 0) {
			return open_up(q, sqlite3_column_int64(s, 1), sqlite3_column_int(s, 2), 0);
		}
	}
	return ok && diag_fail(q->b->diag, NOWHERE, "%s: there is no collection '%s'%s", q->b->registry, name,
	                       near_hint(name, known.at, known.n, q->b->arena));
}

/* --- datasets -------------------------------------------------------------------------------------- */

/** A type of dataset, with the columns of its table that are no data id left out. */
struct kind {
	int64_t id;
	const char *name, *table;
	VEC(const char *) dimensions;
};

static bool read_dimensions(struct asking *q, struct kind *k)
{
	AUTO_STMT sqlite3_stmt *s = prepare(q, "SELECT name FROM pragma_table_info(?) WHERE name NOT IN"
	                                       " ('dataset_type_id', 'dataset_id', 'collection_id')");
	bool ok = s != NULL;

	k->dimensions.n = 0;
	if (ok) {
		sqlite3_bind_text(s, 1, k->table, -1, SQLITE_STATIC);
	}
	while (ok && next(q, s, &ok)) {
		*vec_push(q->b->arena, &k->dimensions) = text(q, s, 0);
	}
	return ok;
}

static const char *sql_of(const struct asking *q, const struct kind *k)
{
	AUTO_STRBUF struct strbuf sql = STRBUF_INIT;

	strbuf_add(&sql, "SELECT r.path");
	for (size_t i = 0; i < k->dimensions.n; i++) {
		strbuf_addf(&sql, ", t.\"%s\"", k->dimensions.at[i]);
	}
	strbuf_addf(&sql,
	            " FROM \"%s\" t JOIN \"%s\" r ON r.dataset_id = t.dataset_id"
	            " WHERE t.dataset_type_id = ? AND t.collection_id = ? ORDER BY r.path",
	            k->table, q->b->records);
	return strbuf_take(&sql, q->b->arena);
}

static bool same_data(const struct facts *x, const struct facts *y)
{
	for (size_t i = 0; i < x->n; i++) {
		if (strcmp(x->at[i].value, y->at[i].value) != 0) {
			return false;
		}
	}
	return true;
}

/* Of a dataset type that an earlier collection of the chain has of the same data, nothing is taken. */
static bool is_hidden(const struct butler_files *list, size_t from, size_t to, const struct facts *data_id)
{
	for (size_t i = from; i < to; i++) {
		if (same_data(&list->at[i].data_id, data_id)) {
			return true;
		}
	}
	return false;
}

static const char *path_of(const struct asking *q, const char *path)
{
	path = strncmp(path, "file://", 7) == 0 ? path + 7 : path;
	return fs_join(q->b->arena, q->b->files, path);
}

/* `list`: where they come, those of their type from `from` on; NULL: they are lists of packages. */
static bool take_datasets(struct asking *q, const struct kind *k, struct butler_files *list,
                          struct butler_file file, size_t from, int64_t collection)
{
	AUTO_STMT sqlite3_stmt *s = prepare(q, sql_of(q, k));
	struct butler *b = q->b;
	const size_t before = list ? list->n : 0;
	bool ok = s != NULL;

	if (ok) {
		sqlite3_bind_int64(s, 1, k->id);
		sqlite3_bind_int64(s, 2, collection);
	}
	while (ok && next(q, s, &ok)) {
		file.path = path_of(q, text(q, s, 0));
		if (!list) {
			*vec_push(b->arena, &b->packages) = file.path;
			continue;
		}
		struct fact *at = NEW_ARRAY(b->arena, struct fact, k->dimensions.n);
		for (size_t i = 0; i < k->dimensions.n; i++) {
			at[i] = (struct fact){k->dimensions.at[i], text(q, s, (int)i + 1)};
		}
		file.data_id = (struct facts){at, k->dimensions.n};
		if (!is_hidden(list, from, before, &file.data_id)) {
			*vec_push(b->arena, list) = file;
		}
	}
	return ok;
}

static bool take_kinds(struct asking *q)
{
	AUTO_STMT sqlite3_stmt *s = prepare(
		q,
		"SELECT id, name, tag_association_table FROM dataset_type WHERE name = 'packages' OR name GLOB '*_metadata'"
		" OR name GLOB '*_log' OR name GLOB '*_metrics' OR name GLOB 'metricvalue_*' ORDER BY name");
	bool ok = s != NULL;

	while (ok && next(q, s, &ok)) {
		struct kind k = {sqlite3_column_int64(s, 0), text(q, s, 1), text(q, s, 2), {0}};
		struct butler_file file = {0};
		struct butler_files *list = butler_list_of(q->b, k.name, &file);
		const size_t from = list ? list->n : 0;
		ok = read_dimensions(q, &k);
		for (size_t i = 0; ok && i < q->collections.n; i++) {
			ok = take_datasets(q, &k, list, file, from, q->collections.at[i]);
		}
	}
	return ok;
}

enum butler_end butler_ask(struct butler *b, const char *collection, const char **why)
{
	AUTO_DB sqlite3 *db = NULL;
	struct asking q = {.b = b};

	if (sqlite3_open_v2(b->registry, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
		diag_fail(b->diag, NOWHERE, "%s: cannot be opened: %s", b->registry, sqlite3_errmsg(db));
		return BUTLER_FAILED;
	}
	q.db = db;
	sqlite3_busy_timeout(db, MOST_WAIT_MS);
	if (find_collection(&q, collection) && take_kinds(&q)) {
		return BUTLER_READ;
	}
	*why = q.unknown;
	return q.unknown ? BUTLER_UNKNOWN : BUTLER_FAILED;
}
