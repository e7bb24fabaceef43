/*
 * Databases of one plan into one. A source is attached and seen through temporary views named from_<table>, which have the
 * columns of this schema whatever the source's own is. Row numbers of a source mean nothing here: temp.place says for each kind of
 * row which number it has here, found by what names it (an experiment by its name, a machine by its fingerprint), or given anew.
 */
#include <errno.h>
#include <string.h>

#include "merge.inc"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/vec.h"
#include "secateur/store/store.h"
#include "store_private.h"

struct merging {
	struct store *s;
	struct diag *d;
	struct arena *a;
	struct store_merged *at;
};

static const char *const rows_of_plans = COPY_ROWS(PLAN_TABLES), *const rows_of_runs = COPY_ROWS(RUN_TABLES);

static bool see_source(struct merging *m, const char *schema)
{
	const char *make = arena_printf(m->a, MAKE_VIEWS, schema, schema);

	return store_exec(m->s, CLEAR_PLACES, m->d) && store_exec_each(m->s, DROP_VIEWS, m->d) &&
	       store_exec_each(m->s, make, m->d);
}

/* --- what cannot be merged ----------------------------------------------------------------------------- */

struct parted {
	int64_t asked, frozen;
	const char *name;
};

/* What was copied beside a plan of the same name says how they differ; the transaction takes it back. */
static bool refuse_other_plans(struct merging *m)
{
	VEC(struct parted) plans = {0};
	AUTO_QUERY struct query q = {.store = m->s, .diag = m->d};

	for (query_start(
		     &q,
		     "SELECT n.id, o.id, o.name FROM main.experiment n JOIN main.experiment o ON n.name = o.name || char(10)"
		     " ORDER BY o.id",
		     NULL, 0);
	     query_next(&q);) {
		*vec_push(m->a, &plans) =
			(struct parted){query_int(&q, 0), query_int(&q, 1), query_text(&q, 2, m->a)};
	}
	if (!query_end(&q)) {
		return false;
	}
	for (size_t i = 0; i < plans.n; i++) {
		const char *between = arena_printf(m->a, "%s: the plan of '%s' differs from that in %s",
		                                   m->at->path, plans.at[i].name, m->s->path);
		if (!store_tell_differences(m->s, plans.at[i].asked, plans.at[i].frozen, between, m->d)) {
			return false;
		}
	}
	if (plans.n > 0) {
		diag_help(m->d, "runs of different plans are not compared: keep them in different databases");
	}
	return plans.n == 0;
}

static bool refuse_parted_searches(struct merging *m)
{
	AUTO_QUERY struct query q = {.store = m->s, .diag = m->d};
	bool ok = true;

	for (query_start(&q, PARTED_SEARCHES, NULL, 0); query_next(&q); ok = false) {
		diag_fail(
			m->d, NOWHERE,
			"%s: the search '%s' went on on its own, there as in %s: what the one tried next rests on what it "
			"alone had found",
			m->at->path, query_peek(&q, 0), m->s->path);
	}
	return query_end(&q) && ok;
}

static bool refuse_parted_plans(struct merging *m)
{
	AUTO_QUERY struct query q = {.store = m->s, .diag = m->d};
	bool ok = true;

	for (query_start(&q, PARTED_PLANS, NULL, 0); query_next(&q); ok = false) {
		diag_fail(
			m->d, NOWHERE,
			"%s: '%s' was run there as in %s, and stops each variant by what its own runs say (blocks: {min, max}): "
			"their runs cannot be put together",
			m->at->path, query_peek(&q, 0), m->s->path);
	}
	return query_end(&q) && ok;
}

/* --- one source ------------------------------------------------------------------------------------------ */

static bool count_what_came(struct merging *m)
{
	AUTO_QUERY struct query q = {.store = m->s, .diag = m->d};

	query_start(
		&q,
		"SELECT (SELECT count(*) FROM temp.place_run), (SELECT count(*) FROM temp.place_block b JOIN from_run f ON"
		" f.experiment = b.experiment AND f.block = b.block AND f.replicate = b.old JOIN temp.place_run n ON n.id = f.id"
		" WHERE b.is_taken), (SELECT count(*) FROM from_run), (" COUNTS_LEFT ")",
		NULL, 0);
	if (query_next(&q)) {
		m->at->n_added = (size_t)query_int(&q, 0);
		m->at->n_replicated = (size_t)query_int(&q, 1);
		m->at->n_known = (size_t)query_int(&q, 2) - m->at->n_added;
		m->at->n_counts_left = (size_t)query_int(&q, 3);
	}
	return query_end(&q);
}

static bool copy_counts(struct merging *m)
{
	bool ok = store_exec(m->s, COPY_COUNTS, m->d);

	m->at->n_counts = (size_t)sqlite3_changes(m->s->db);
	return ok;
}

static bool merge_rows(struct merging *m)
{
	struct store *s = m->s;
	struct diag *d = m->d;

	return store_exec(s, PLACE_ALL_ROWS PLACE_RUNS, d) && refuse_parted_searches(m) &&
	       refuse_parted_plans(m) && store_exec_each(s, rows_of_plans, d) && refuse_other_plans(m) &&
	       store_exec_each(s, rows_of_runs, d) && store_exec(s, COPY_SESSIONS_REST, d) &&
	       count_what_came(m) && copy_counts(m);
}

static bool merge_source(struct merging *m, size_t number)
{
	size_t told = diag_errors(m->d);
	bool ok = see_source(m, arena_printf(m->a, "source%zu", number)) && merge_rows(m);

	/* sqlite's own words name the database that is written */
	if (!ok && diag_errors(m->d) == told + 1 && !strstr(diag_last(m->d), m->at->path)) {
		diag_within(m->d, "merging %s", m->at->path);
	}
	return ok;
}

/* --- batches ---------------------------------------------------------------------------------------------- */

/* Looked at as any database that is read: what is none of ours, damaged or newer is told there. NULL: it cannot be merged. */
static const char *look(const struct merging *m)
{
	struct store *from = NULL;

	if (!fs_exists(m->at->path)) {
		diag_fail(m->d, NOWHERE, "%s: %s", m->at->path, strerror(ENOENT));
		return NULL;
	}
	if (fs_is_same(m->at->path, m->s->real)) {
		diag_fail(m->d, NOWHERE, "%s: is the database that it is to be merged into", m->at->path);
		return NULL;
	}
	if (!store_open(m->at->path, STORE_READ, m->d, &from)) {
		return NULL;
	}
	const char *uri = arena_strdup(m->a, store_uri(from));

	store_close(from);
	return uri;
}

static bool attach(struct merging *m, size_t number, const char *uri)
{
	const struct cell cells[] = {text_cell(uri)};
	AUTO_QUERY struct query q = {.store = m->s, .diag = m->d};

	query_start(&q, arena_printf(m->a, "ATTACH ? AS source%zu", number), cells, 1);
	query_next(&q);
	return query_end(&q);
}

static void detach_all(struct merging *m, size_t n)
{
	sqlite3_exec(m->s->db,
	             "DROP TABLE IF EXISTS temp.place; DROP TABLE IF EXISTS temp.place_block;"
	             "DROP TABLE IF EXISTS temp.place_run",
	             NULL, NULL, NULL);
	for (size_t i = 0; i < n; i++) {
		sqlite3_exec(m->s->db, arena_printf(m->a, "DETACH source%zu", i), NULL, NULL, NULL);
	}
}

/* Not IMMEDIATE: that would lock the sources, too, which may be written meanwhile. This one has its lock already. */
static bool merge_batch(struct merging *m, struct store_merged *all, const char *const *uris, size_t n)
{
	size_t n_attached = 0;
	bool ok = true;

	for (; ok && n_attached < n; n_attached += ok) {
		m->at = &all[n_attached];
		ok = attach(m, n_attached, uris[n_attached]);
	}
	ok = ok && store_exec(m->s, "BEGIN", m->d) && store_exec(m->s, MAKE_PLACES, m->d);
	for (size_t i = 0; ok && i < n; i++) {
		m->at = &all[i];
		ok = merge_source(m, i);
	}
	ok = ok && store_exec_each(m->s, DROP_VIEWS, m->d);
	ok = store_finish(m->s, ok, m->d);
	detach_all(m, n_attached);
	for (size_t i = 0; i < n; i++) {
		all[i].is_in = ok;
	}
	return ok;
}

/* All are looked at before any is merged, so that those that are no good are told at once. */
bool store_merge(struct store *s, const char *const *paths, size_t n, struct arena *a, struct diag *d,
                 struct store_merged *ret)
{
	struct merging m = {.s = s, .d = d, .a = a};
	size_t most = (size_t)sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, -1);
	const char **uris = NEW_ARRAY(a, const char *, n);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		ret[i] = (struct store_merged){.path = paths[i]};
		m.at = &ret[i];
		uris[i] = look(&m);
		ok = ok && uris[i];
	}
	for (size_t i = 0; ok && i < n; i += most) {
		ok = merge_batch(&m, ret + i, uris + i, n - i < most ? n - i : most);
	}
	return ok;
}
