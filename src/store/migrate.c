/*
 * From schema 1 to schema 2. The tables that changed are made anew from the one text that describes them, so that a
 * database that was brought here has the same schema as one that was made here. That takes foreign keys off and the old
 * way of renaming, in which what refers to a table goes on referring to its name; before the commit all references are
 * looked at.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/store/store.h"
#include "store_private.h"

enum { FROM = 1, TO = 2 };

static const char put_aside[] =
	"DROP VIEW v_run; DROP VIEW v_pair; DROP VIEW v_effect; DROP VIEW v_step_effect; DROP VIEW v_failure;"
	"DROP VIEW v_metric_change; DROP VIEW v_same_output; DROP VIEW v_verdict; DROP VIEW v_provenance;"
	"DROP INDEX run_ok; DROP INDEX run_order;"
	"ALTER TABLE variant RENAME TO old_variant; ALTER TABLE run RENAME TO old_run;";

static const char fill[] = "INSERT INTO variant SELECT *, 0 FROM old_variant;"
			   "INSERT INTO run SELECT * FROM old_run;"
			   "DROP TABLE old_variant; DROP TABLE old_run;";

/* What the schema's text has from the first words on, up to the others or to its end. */
static const char *piece(const char *from, const char *to, struct arena *a)
{
	const char *start = strstr(store_describe(), from);
	const char *end = to ? strstr(start, to) : start + strlen(start);

	return arena_strndup(a, start, (size_t)(end - start));
}

static bool make_anew(struct store *s, struct diag *d)
{
	return store_exec(s, put_aside, d) &&
	       store_exec(s, piece("CREATE TABLE variant (", "CREATE TABLE setting (", s->arena), d) &&
	       store_exec(s, piece("CREATE TABLE block (", "CREATE TABLE step (", s->arena), d) &&
	       store_exec(s, fill, d) && store_exec(s, piece("CREATE VIEW v_run (", NULL, s->arena), d) &&
	       store_exec(s, arena_printf(s->arena, "PRAGMA user_version = %d", TO), d);
}

static bool check_references(struct store *s, struct diag *d)
{
	int64_t n = 0;

	return store_number(s, "SELECT count(*) FROM pragma_foreign_key_check", d, &n) &&
	       (n == 0 ||
	        diag_fail(d, NOWHERE, "%s: damaged: %lld of its rows refer to rows that are not there",
	                  s->path, (long long)n));
}

static bool change(struct store *s, struct diag *d)
{
	return store_exec(s, "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON", d) &&
	       store_finish(s, store_begin(s, d) && make_anew(s, d) && check_references(s, d), d);
}

static bool copy_pages(struct store *s, const char *path, struct diag *d)
{
	sqlite3 *to = NULL;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE;
	int rc = sqlite3_open_v2(path, &to, flags, NULL);
	sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", s->db, "main") : NULL;

	if (b) {
		sqlite3_backup_step(b, -1);
		rc = sqlite3_backup_finish(b);
	}
	bool ok = b && rc == SQLITE_OK;

	if (!ok) {
		diag_fail(d, NOWHERE, "%s: cannot be copied to %s: %s", s->path, path, sqlite3_errmsg(to));
	}
	sqlite3_close(to);
	return ok;
}

/* A file of the copy's name is always whole. */
static bool keep_copy(struct store *s, const char *copy, struct diag *d)
{
	const char *part = arena_printf(s->arena, "%s.part", copy);

	if (fs_exists(copy)) {
		diag_fail(
			d, NOWHERE,
			"%s: of schema %d, which must be brought to schema %d, but a copy of what it was has no place: "
			"%s is there already",
			s->path, FROM, TO, fs_shown(copy, s->arena));
		diag_help(d, "move that file away, or name another database with --db");
		return false;
	}
	unlink(part); /* of one that was killed */
	if (copy_pages(s, part, d) &&
	    (rename(part, copy) == 0 || diag_fail(d, NOWHERE, "%s: %s", copy, strerror(errno)))) {
		return true;
	}
	unlink(part);
	return false;
}

bool store_migrate(struct store *s, struct diag *d)
{
	const char *copy = arena_printf(s->arena, "%s.v%d", s->real, FROM);

	if (!keep_copy(s, copy, d)) {
		return false;
	}
	if (!change(s, d)) {
		unlink(copy); /* all is as it was */
		return false;
	}
	diag_warn(d, NOWHERE, "%s: was of schema %d, and is of schema %d now; what it was is kept in %s",
	          s->path, FROM, TO, fs_shown(copy, s->arena));
	return store_exec(s, "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON", d);
}
