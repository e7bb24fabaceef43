/*
 * From an older schema to this one. All tables are put aside, made anew from the one text that describes them, and filled with what
 * they held in the columns that are still there; a column that is new takes its default. So a database that was brought here has the
 * same schema as one that was made here, whatever the schema that it had. That takes foreign keys off and the old way of renaming,
 * in which what refers to a table goes on referring to its name; before the commit all references are looked at.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/store/store.h"
#include "store_private.h"

#define OLD "old_"

static const char put_aside[] =
	"SELECT 'DROP VIEW ' || name FROM sqlite_schema WHERE type = 'view'"
	" UNION ALL SELECT 'DROP INDEX ' || name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
	" UNION ALL SELECT 'ALTER TABLE ' || name || ' RENAME TO " OLD "' || name FROM sqlite_schema"
	"  WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

/* What the schema's text fills itself stays as it is. */
static const char fill[] =
	"WITH columns (name, list) AS"
	" (SELECT t.name, group_concat(c.name, ', ') FROM sqlite_schema t, pragma_table_info(t.name) c"
	"  JOIN pragma_table_info('" OLD "' || t.name) o ON o.name = c.name"
	"  WHERE t.type = 'table' AND t.name NOT LIKE '" OLD "%' AND t.name <> 'student_t' GROUP BY t.name)"
	" SELECT 'INSERT INTO ' || name || ' (' || list || ') SELECT ' || list || ' FROM " OLD
	"' || name FROM columns";

static const char drop_old[] =
	"SELECT 'DROP TABLE ' || name FROM sqlite_schema WHERE type = 'table' AND name LIKE '" OLD "%'";

static bool make_anew(struct store *s, struct diag *d)
{
	const char *mark = arena_printf(s->arena, "PRAGMA user_version = %d", STORE_SCHEMA_VERSION);

	return store_exec_each(s, put_aside, d) && store_exec(s, store_describe(), d) &&
	       store_exec_each(s, fill, d) && store_exec_each(s, drop_old, d) && store_exec(s, mark, d);
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
static bool keep_copy(struct store *s, const char *copy, int from, struct diag *d)
{
	const char *part = arena_printf(s->arena, "%s.part", copy);

	if (fs_exists(copy)) {
		diag_fail(
			d, NOWHERE,
			"%s: of schema %d, which must be brought to schema %d, but a copy of what it was has no place: "
			"%s is there already",
			s->path, from, STORE_SCHEMA_VERSION, fs_shown(copy, s->arena));
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
	int64_t from = 0;

	if (!store_number(s, "PRAGMA user_version", d, &from)) {
		return false;
	}
	const char *copy = arena_printf(s->arena, "%s.v%d", s->real, (int)from);
	if (!keep_copy(s, copy, (int)from, d)) {
		return false;
	}
	if (!change(s, d)) {
		unlink(copy); /* all is as it was */
		return false;
	}
	diag_warn(d, NOWHERE, "%s: was of schema %d, and is of schema %d now; what it was is kept in %s",
	          s->path, (int)from, STORE_SCHEMA_VERSION, fs_shown(copy, s->arena));
	return store_exec(s, "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON", d);
}
