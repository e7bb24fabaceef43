/*
 * Opening. What is no database of ours is told from its first 100 bytes, before sqlite sees it:
 * sqlite would replay a journal that lies beside it, and leave files of its own. Those bytes can be
 * trusted: the schema is made in rollback mode, so that they are in the file itself before the
 * first write-ahead log is. Only the version of an older schema may be out of date, where the log
 * brings it to a newer one: so sqlite is asked, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/store/store.h"
#include "store_lock.h"
#include "store_private.h"

enum { HEADER_BYTES = 100, VERSION_AT = 60, APPLICATION_AT = 68, BUSY_MS = 10000 };

static uint32_t big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool check_identity(const char *path, uint32_t application, uint32_t version, struct diag *d)
{
	if (application != STORE_APPLICATION_ID) {
		diag_fail(d, NOWHERE, "%s: a database of another program", path);
		diag_help(d, "it is left as it is; --db names another file");
		return false;
	}
	if (version > STORE_SCHEMA_VERSION) {
		diag_fail(d, NOWHERE,
		          "%s: written by a newer secateur (schema %u; this one, " SECATEUR_VERSION
		          ", knows %d)",
		          path, version, STORE_SCHEMA_VERSION);
		diag_help(d, "it is left as it is; read it with the newer secateur, or name "
		             "another file with --db");
		return false;
	}
	if (version == 0) {
		return diag_fail(d, NOWHERE, "%s: damaged: it has no schema version", path);
	}
	return true;
}

static bool check_kind(const char *path, enum store_mode mode, struct diag *d)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		if (errno == ENOENT && mode == STORE_WRITE) {
			return true;
		}
		diag_fail(d, NOWHERE, "%s: %s", path, strerror(errno));
		if (errno == ENOENT) {
			diag_help(d, "`secateur run EXPERIMENT --db %s` makes it", path);
		}
		return false;
	}
	return S_ISREG(st.st_mode) || diag_fail(d, NOWHERE, "%s: not a file that can hold a database", path);
}

/* Absolute and resolved: the lock must be the same by whatever name the file is reached. */
static bool resolve(struct store *s, struct diag *d)
{
	AUTO_FREE char *there = realpath(s->path, NULL);

	if (there) {
		s->real = arena_strdup(s->arena, there);
		return true;
	}
	const char *slash = strrchr(s->path, '/');
	char *dir;

	if (!fs_dir_of(s->path, s->arena, d, &dir)) {
		diag_within(d, "%s", s->path);
		diag_help(d, "make the folder first, or name another file with --db");
		return false;
	}
	s->real = fs_join(s->arena, dir, slash ? slash + 1 : s->path);
	return true;
}

/* `*is_new`: it is absent or empty, and is to be made. */
static bool look(struct store *s, enum store_mode mode, struct diag *d, bool *is_new)
{
	AUTO_FD int fd = open(s->real, O_RDONLY | O_CLOEXEC);
	unsigned char head[HEADER_BYTES];

	if (fd < 0 && errno == ENOENT && mode == STORE_WRITE) {
		*is_new = true;
		return true;
	}
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);

	if (n < 0) {
		return diag_fail(d, NOWHERE, "%s: cannot be read: %s", s->path, strerror(errno));
	}
	*is_new = n == 0;
	if (n == 0 && mode == STORE_WRITE) {
		return true;
	}
	if (n < HEADER_BYTES || memcmp(head, "SQLite format 3", sizeof("SQLite format 3")) != 0) {
		diag_fail(d, NOWHERE, "%s: %s", s->path,
		          n == 0 ? "empty: it holds no results" : "not a database");
		diag_help(d, "it is left as it is; --db names another file");
		return false;
	}
	return check_identity(s->path, big_endian(head + APPLICATION_AT), big_endian(head + VERSION_AT), d);
}

static bool make_schema(struct store *s, struct diag *d)
{
	const char *mark = arena_printf(s->arena, "PRAGMA application_id = %d; PRAGMA user_version = %d",
	                                STORE_APPLICATION_ID, STORE_SCHEMA_VERSION);

	return store_finish(
		s, store_begin(s, d) && store_exec(s, store_describe(), d) && store_exec(s, mark, d), d);
}

static bool use_wal(struct store *s, struct diag *d)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	query_start(&q, "PRAGMA journal_mode = WAL", NULL, 0);
	if (query_next(&q) && strcmp(query_peek(&q, 0), "wal") != 0) {
		q.failed = true;
		diag_fail(d, NOWHERE,
		          "%s: its file system has no shared memory, which a write-ahead log needs", s->path);
		diag_help(d, "name a database on a local disk with --db");
	}
	return query_end(&q);
}

/* sqlite's error, of a handle that may be half open. */
static bool refuse(struct store *s, struct diag *d)
{
	store_fail(s, "open it", d);
	sqlite3_close(s->db);
	s->db = NULL;
	return false;
}

const char *store_uri(const struct store *s)
{
	AUTO_STRBUF struct strbuf uri = STRBUF_INIT;

	strbuf_add(&uri, "file:");
	for (const char *p = s->real; *p; p++) {
		if (*p == '?' || *p == '#' || *p == '%') {
			strbuf_addf(&uri, "%%%02x", (unsigned)(unsigned char)*p);
		} else {
			strbuf_addc(&uri, *p);
		}
	}
	strbuf_add(&uri, s->is_immutable ? "?immutable=1" : "");
	return strbuf_take(&uri, s->arena);
}

static bool open_writer(struct store *s, bool is_new, struct diag *d)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE |
	            (is_new ? SQLITE_OPEN_CREATE : 0);

	if (sqlite3_open_v2(store_uri(s), &s->db, flags, NULL) != SQLITE_OK) {
		return refuse(s, d);
	}
	sqlite3_busy_timeout(s->db, BUSY_MS);
	if (sqlite3_db_readonly(s->db, "main") == 1) {
		diag_fail(d, NOWHERE, "%s: is write-protected", s->path);
		diag_help(d, "make it yours to write, or name another file with --db");
		return false;
	}
	int64_t application = 0, version = 0, objects = 0;

	/* FULL: a run may have cost minutes; a commit lies outside every timed window. */
	if (!store_exec(s,
	                "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA "
	                "trusted_schema = OFF",
	                d) ||
	    !store_number(s, "PRAGMA application_id", d, &application) ||
	    !store_number(s, "PRAGMA user_version", d, &version) ||
	    !store_number(s, "SELECT count(*) FROM sqlite_schema", d, &objects)) {
		return false;
	}
	/* A maker that was killed leaves a file that its journal turns into an empty one. */
	bool blank = application == 0 && objects == 0;

	if (!(blank ? make_schema(s, d)
	            : check_identity(s->path, (uint32_t)application, (uint32_t)version, d))) {
		return false;
	}
	bool is_old = !blank && version < STORE_SCHEMA_VERSION;

	return (!is_old || store_migrate(s, d)) && use_wal(s, d);
}

static bool has_log(const struct store *s)
{
	struct stat st;

	return stat(arena_printf(s->arena, "%s-wal", s->real), &st) == 0 && st.st_size > 0;
}

/* In a folder that cannot be written sqlite cannot make the shared memory of a log. Without a log
 * none is needed. */
static int open_immutable(struct store *s)
{
	s->is_immutable = true;
	sqlite3_close(s->db);
	return sqlite3_open_v2(
		store_uri(s), &s->db,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE, NULL);
}

static int first_read(struct store *s)
{
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return sqlite3_exec(s->db,
	                    "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;"
	                    "SELECT 1 FROM experiment LIMIT 1",
	                    NULL, NULL, NULL);
}

/*
 * Not READONLY where it can be helped: such a handle leaves the log's files behind when it is
 * closed. Falls back to reading by itself when the file is write-protected; query_only forbids the
 * rest.
 */
static bool open_reader(struct store *s, struct diag *d)
{
	int rc = s->is_immutable
	                 ? open_immutable(s)
	                 : sqlite3_open_v2(
				   s->real, &s->db,
				   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	rc = rc == SQLITE_OK ? first_read(s) : rc;
	if (rc == SQLITE_OK) {
		return true;
	}
	if ((rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY) {
		if (has_log(s)) {
			diag_fail(d, NOWHERE,
			          "%s: its last writer was killed, and its folder cannot be "
			          "written to put "
			          "that right",
			          s->path);
			diag_help(d, "copy it and the -wal file beside it to another folder, and "
			             "read it there");
			return false;
		}
		rc = open_immutable(s);
		rc = rc == SQLITE_OK ? first_read(s) : rc;
	}
	return rc == SQLITE_OK || refuse(s, d);
}

/*
 * A write-ahead log needs memory that all who use the file share, which machines do not: another one that reads would do harm. Without
 * a log a file that nobody writes can be read anywhere.
 */
static bool refuse_network(struct store *s, enum store_mode mode, struct diag *d)
{
	char *folder = NULL;

	if (!fs_dir_of(s->real, s->arena, d, &folder)) {
		return false;
	}
	const char *network = fs_network(folder);

	s->is_immutable = network != NULL;
	if (!network || (mode == STORE_READ && !has_log(s))) {
		return true;
	}
	diag_fail(d, NOWHERE, "%s: lies on a network file system (%s), where a results database cannot be %s",
	          s->path, network, mode == STORE_WRITE ? "written safely" : "read while it is written");
	diag_help(
		d,
		mode == STORE_WRITE
			? "name a database on a local disk with --db, and copy it when the experiment is over: it is one file"
			: "copy it and the -wal file beside it to a local disk, and read it there");
	return false;
}

static bool check_version(struct store *s, struct diag *d)
{
	int64_t version = 0;

	return store_number(s, "PRAGMA user_version", d, &version) &&
	       check_identity(s->path, STORE_APPLICATION_ID, (uint32_t)version, d);
}

static bool open_for_writing(struct store *s, struct diag *d)
{
	bool is_new = false;

	s->lock_path = arena_printf(s->arena, "%s.lock", s->real);
	if (!store_lock(s->path, s->lock_path, s->arena, d, &s->lock) || !look(s, STORE_WRITE, d, &is_new)) {
		return false;
	}
	if (open_writer(s, is_new, d)) {
		return true;
	}
	uint64_t size = 1;

	if (is_new && fs_exists(s->real) && fs_size(s->real, d, &size) && size == 0) {
		unlink(s->real); /* made just now, and left empty: as if it had never been */
	}
	return false;
}

bool store_open(const char *path, enum store_mode mode, struct diag *d, struct store **ret)
{
	struct arena *a = arena_new();
	struct store *s = NEW(a, struct store);
	bool is_new, ok;

	*s = (struct store){.arena = a, .path = arena_strdup(a, path), .lock = -1};
	ok = check_kind(path, mode, d) && resolve(s, d) && refuse_network(s, mode, d);
	if (ok && mode == STORE_WRITE) {
		ok = open_for_writing(s, d);
	} else if (ok) {
		ok = look(s, mode, d, &is_new) && open_reader(s, d) && check_version(s, d);
	}
	if (!ok) {
		store_close(s);
		return false;
	}
	*ret = s;
	return true;
}

/* Not by store_open, which looks at the file by itself: closing that would drop the locks of the first handle. */
bool store_open_again(const struct store *s, struct diag *d, struct store **ret)
{
	struct arena *a = arena_new();
	struct store *again = NEW(a, struct store);

	*again = (struct store){.arena = a,
	                        .path = arena_strdup(a, s->path),
	                        .real = arena_strdup(a, s->real),
	                        .lock = -1,
	                        .is_immutable = s->is_immutable};
	if (!open_reader(again, d)) {
		store_close(again);
		return false;
	}
	*ret = again;
	return true;
}

void store_close(struct store *s)
{
	if (!s) {
		return;
	}
	for (size_t i = 0; i < N_STATEMENTS; i++) {
		sqlite3_finalize(s->prepared[i]);
	}
	sqlite3_close(s->db);
	if (s->lock >= 0) {
		store_unlock(s->lock_path, s->lock);
	}
	arena_free(s->arena);
}
