#include <assert.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/hash.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/utf8.h"
#include "store_private.h"

struct put {
	const char *what, *sql;
};

static const struct put puts_of[N_STATEMENTS] = {
	[PUT_RUN] =
		{"write a run",
                 "INSERT INTO run (id, experiment, session, variant, input, block, position, "
                 "attempt, phase,"
                 " started_utc, outcome, exit_code, signal, reason, log_tail, wall_ns, "
                 "user_ns, sys_ns,"
                 " peak_memory_bytes, cpus, scratch, accounting, disturbed, padding) VALUES (?1, ?2, ?3,"
                 " (SELECT id FROM variant WHERE experiment = ?2 AND ordinal = ?4),"
                 " (SELECT id FROM input WHERE experiment = ?2 AND ordinal = ?5),"
                 " ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)"},
	[PUT_STEP] = {"write a step",
                      "INSERT INTO step (run, ordinal, name, iteration, outcome, exit_code, signal, "
                      "wall_ns,"
                      " user_ns, sys_ns, peak_memory_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
	[PUT_READING] = {"write a reading",
                         "INSERT INTO reading (run, step, event, value, unit, enabled_share, absent_reason)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?)"},
	[PUT_METRIC] = {"write a metric", "INSERT INTO metric (run, name, value, unit, "
                                          "absent_reason) VALUES (?, ?, ?, ?, ?)"},
	[PUT_CONDITION] =
		{"write a condition",
                 "INSERT INTO condition (run, name, value, unit, absent_reason) VALUES (?, ?, ?, ?, ?)"},
	[PUT_ARTIFACT] = {"write an artifact",
                          "INSERT INTO artifact (run, name, path, bytes, sha256) VALUES (?, ?, ?, ?, ?)"},
	[PUT_COUNT] =
		{"write a count",
                 "INSERT OR REPLACE INTO exact_count (experiment, session, variant, input, repeat, value,"
                 " absent_reason, counted_utc) VALUES (?1, ?2,"
                 " (SELECT id FROM variant WHERE experiment = ?1 AND ordinal = ?3),"
                 " (SELECT id FROM input WHERE experiment = ?1 AND ordinal = ?4), ?5, ?6, ?7, ?8)"},
	[PUT_CROWD] =
		{"write what runs at once do",
                 "INSERT OR REPLACE INTO crowd (experiment, fingerprint, runs, cpu, cpu_low, cpu_high, wall,"
                 " wall_low, wall_high, bearable, found_utc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
	[PUT_EXPERIMENT] = {"write the experiment",
                            "INSERT INTO experiment (name, question, spec_yaml, plan_sha256, seed,"
                            " primary_measure, worth, confidence, blocks, warmup, created_utc, duet,"
                            " path_of, path_to, path_step, error_rate, blocks_least,"
                            " budget_latency, budget_baseline)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
	[SET_BUDGET] = {"write the budget",
                        "UPDATE experiment SET budget_latency = ?, budget_baseline = ? WHERE id = ?"},
	[PUT_VARIANT] = {"write a variant",
                         "INSERT INTO variant (id, experiment, ordinal, identity, name, kind, "
                         "reference, change,"
                         " config, config_diff, added, effective, effective_diff)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
	[PUT_SETTING] = {"write a setting",
                         "INSERT INTO setting (variant, factor, kind, level, kept) VALUES (?, ?, ?, ?, ?)"},
	[PUT_INPUT] = {"write an input", "INSERT INTO input (experiment, ordinal, key) VALUES (?, ?, ?)"},
	[PUT_INPUT_COLUMN] = {"write an input",
                              "INSERT INTO input_column (input, name, value) VALUES (?, ?, ?)"},
	[PUT_CRITERION] = {"write a criterion", "INSERT INTO criterion (experiment, ordinal, "
                                                "metric, unit, kind, margin, is_relative,"
                                                " better) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
	[PUT_BLOCK] = {"write a block",
                       "INSERT INTO block (experiment, number, stage, key, input) VALUES (?1, "
                       "?2, ?3, ?4,"
                       " (SELECT id FROM input WHERE experiment = ?1 AND ordinal = ?5))"},
	[PUT_HOST] = {"write the host",
                      "INSERT INTO host (fingerprint, hostname, kernel, cpu_model, hwloc_xml)"
                      " VALUES (?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO NOTHING"},
	[PUT_HOST_FACT] = {"write a fact", "INSERT INTO host_fact (host, name, value) VALUES (?, "
                                           "?, ?) ON CONFLICT DO NOTHING"},
	[PUT_SESSION] = {"write the session",
                         "INSERT INTO session (experiment, host, started_utc, version, driver_pid, cpuset,"
                         " runner_cpus, runner_shares, parallel, cache, threads)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
	[PUT_SESSION_FACT] = {"write a fact",
                              "INSERT INTO session_fact (session, name, value) SELECT ?1, ?3, ?4 WHERE NOT "
                              "EXISTS"
                              " (SELECT 1 FROM host_fact WHERE host = ?2 AND name = ?3 AND value = ?4)"
                              " ON CONFLICT DO NOTHING"},
	[PUT_SESSION_VERSION] = {"write a version",
                                 "INSERT INTO session_version (session, program, version) VALUES (?, ?, ?)"
                                 " ON CONFLICT DO NOTHING"},
	[PUT_UNDER_WAY] = {"note what is under way",
                           "INSERT INTO under_way (experiment, name, scratch, is_timed) VALUES (?, ?, ?, 0)"
                           " ON CONFLICT DO UPDATE SET scratch = excluded.scratch, is_timed = 0"},
	[TIME_UNDER_WAY] = {"note what is timed",
                            "UPDATE under_way SET is_timed = 1 WHERE experiment = ? AND name = ?"},
	[END_UNDER_WAY] = {"note what is over", "DELETE FROM under_way WHERE experiment = ? AND name = ?"},
	[END_SESSION] = {"end the session", "UPDATE session SET ended_utc = ?2 WHERE id = ?1"},
	[CLEAR_VERDICTS] = {"replace the verdicts", "DELETE FROM verdict WHERE experiment = ?"},
	[PUT_VERDICT] = {"write a verdict",
                         "INSERT INTO verdict (experiment, variant, kind, measure, reference, "
                         "n_blocks, estimate,"
                         " low, high, reference_mean, absent_reason, judgement, verdict, why, "
                         "method, decided_utc)"
                         " VALUES (?1, (SELECT id FROM variant WHERE experiment = ?1 AND name = "
                         "?2), ?3, ?4,"
                         " (SELECT id FROM variant WHERE experiment = ?1 AND name = ?5),"
                         " ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"},
};

static const char *advice(int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return "make room on the disk, and give the same command again: what was stored "
		       "before is kept";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another program holds the database: close it, or end its transaction";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "the file is damaged: keep a copy of it, and of the -wal file beside it, "
		       "and see what "
		       "`sqlite3 FILE .recover` brings back";
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		return "file and folder must be yours to write; --db names another database";
	case SQLITE_IOERR:
		return "the disk, or a network file system, failed; --db names a database "
		       "elsewhere";
	default:
		return NULL;
	}
}

bool store_fail(struct store *s, const char *what, struct diag *d)
{
	const char *help = advice(sqlite3_extended_errcode(s->db));

	diag_fail(d, NOWHERE, "%s: cannot %s: %s", s->path, what, sqlite3_errmsg(s->db));
	if (help) {
		diag_help(d, "%s", help);
	}
	return false;
}

/* What programs under study print can be any bytes. */
static int bind_text(sqlite3_stmt *st, int at, const char *s)
{
	size_t len = strlen(s), good = 0, step;

	while (good < len && (step = utf8_length(s + good, len - good)) > 0) {
		good += step;
	}
	if (good == len) {
		return sqlite3_bind_text64(st, at, s, len, SQLITE_TRANSIENT, SQLITE_UTF8);
	}
	AUTO_STRBUF struct strbuf mended = STRBUF_INIT;

	for (size_t i = 0; i < len; i += step) {
		step = utf8_length(s + i, len - i);
		strbuf_addn(&mended, step > 0 ? s + i : "\xef\xbf\xbd", step > 0 ? step : 3);
		step = step > 0 ? step : 1;
	}
	return sqlite3_bind_text64(st, at, mended.text, mended.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static int bind(sqlite3_stmt *st, const struct cell *cells, size_t n)
{
	int rc = SQLITE_OK;

	assert((size_t)sqlite3_bind_parameter_count(st) == n);
	for (size_t i = 0; i < n && rc == SQLITE_OK; i++) {
		int at = (int)i + 1;

		switch (cells[i].kind) {
		case CELL_NULL:
			rc = sqlite3_bind_null(st, at);
			break;
		case CELL_INT:
			rc = sqlite3_bind_int64(st, at, cells[i].number);
			break;
		case CELL_REAL:
			rc = sqlite3_bind_double(st, at, cells[i].real);
			break;
		case CELL_TEXT:
			rc = bind_text(st, at, cells[i].text);
			break;
		}
	}
	return rc;
}

int store_try(struct store *s, enum statement which, const struct cell *cells, size_t n)
{
	sqlite3_stmt **st = &s->prepared[which];
	int rc = SQLITE_OK;

	if (!*st) {
		rc = sqlite3_prepare_v3(s->db, puts_of[which].sql, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
	}
	if (rc == SQLITE_OK) {
		rc = bind(*st, cells, n);
	}
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(*st);
	}
	if (*st) {
		sqlite3_reset(*st);
		sqlite3_clear_bindings(*st);
	}
	return rc;
}

bool store_put(struct store *s, struct diag *d, enum statement which, const struct cell *cells, size_t n)
{
	return store_try(s, which, cells, n) == SQLITE_DONE || store_fail(s, puts_of[which].what, d);
}

bool store_exec(struct store *s, const char *sql, struct diag *d)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_fail(s, "write to it", d);
}

bool store_exec_each(struct store *s, const char *query, struct diag *d)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};
	VEC(const char *) statements = {0};
	bool ok;

	for (query_start(&q, query, NULL, 0); query_next(&q);) {
		*vec_push(s->arena, &statements) = query_text(&q, 0, s->arena);
	}
	ok = query_end(&q);
	for (size_t i = 0; ok && i < statements.n; i++) {
		ok = store_exec(s, statements.at[i], d);
	}
	return ok;
}

bool store_number(struct store *s, const char *sql, struct diag *d, int64_t *ret)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	query_start(&q, sql, NULL, 0);
	if (query_next(&q)) {
		*ret = query_int(&q, 0);
	}
	return query_end(&q);
}

bool store_begin(struct store *s, struct diag *d)
{
	const bool ok = store_exec(s, s->depth > 0 ? "SAVEPOINT inner" : "BEGIN IMMEDIATE", d);

	s->depth += ok;
	return ok;
}

bool store_finish(struct store *s, bool ok, struct diag *d)
{
	if (s->depth > 1) {
		s->depth--;
		return store_exec(s, ok ? "RELEASE inner" : "ROLLBACK TO inner; RELEASE inner", d) && ok;
	}
	bool committed = ok && store_exec(s, "COMMIT", d);

	s->depth = 0;
	if (!committed && !sqlite3_get_autocommit(s->db)) {
		/* The error that led here is told already; a transaction that cannot be rolled back
		 * dies with the file. */
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return committed;
}

void query_start(struct query *q, const char *sql, const struct cell *cells, size_t n)
{
	if (sqlite3_prepare_v2(q->store->db, sql, -1, &q->stmt, NULL) != SQLITE_OK ||
	    bind(q->stmt, cells, n) != SQLITE_OK) {
		q->failed = true;
		store_fail(q->store, "read it", q->diag);
	}
}

bool query_next(struct query *q)
{
	if (q->failed) {
		return false;
	}
	int rc = sqlite3_step(q->stmt);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		q->failed = true;
		store_fail(q->store, "read it", q->diag);
	}
	return rc == SQLITE_ROW;
}

void query_drop(struct query *q)
{
	sqlite3_finalize(q->stmt);
	q->stmt = NULL;
}

bool query_end(struct query *q)
{
	query_drop(q);
	return !q->failed;
}

int64_t query_int(const struct query *q, int column) { return sqlite3_column_int64(q->stmt, column); }

uint32_t query_below(struct query *q, int column, size_t limit)
{
	int64_t x = query_int(q, column);

	if (x >= 0 && (uint64_t)x < limit) {
		return (uint32_t)x;
	}
	if (!q->failed) {
		q->failed = true;
		diag_fail(q->diag, NOWHERE, "%s: damaged: %s is %lld, not below %zu", q->store->path,
		          sqlite3_column_name(q->stmt, column), (long long)x, limit);
	}
	return 0;
}

struct digest query_digest(struct query *q, int column)
{
	const char *hex = query_peek(q, column);
	struct digest ret = {0};

	if (!(hex && digest_parse(hex, &ret)) && !q->failed) {
		q->failed = true;
		diag_fail(q->diag, NOWHERE, "%s: damaged: '%s' is no digest", q->store->path,
		          hex ? hex : "NULL");
	}
	return ret;
}

double query_real(const struct query *q, int column) { return sqlite3_column_double(q->stmt, column); }

bool query_is_null(const struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

const char *query_peek(const struct query *q, int column)
{
	return (const char *)sqlite3_column_text(q->stmt, column);
}

struct bytes query_bytes(const struct query *q, int column)
{
	const char *s = sqlite3_column_blob(q->stmt, column);

	const size_t n = (size_t)sqlite3_column_bytes(q->stmt, column);

	if (!s) {
		return (struct bytes){query_is_null(q, column) ? NULL : "",
		                      0}; /* an empty text has no bytes */
	}
	return (struct bytes){s, strnlen(s, n)}; /* as C reads it */
}

const char *query_text(const struct query *q, int column, struct arena *a)
{
	const char *s = query_peek(q, column);

	return s ? arena_strdup(a, s) : NULL;
}
