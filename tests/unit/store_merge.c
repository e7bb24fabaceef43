#include "../helpers/store_fixture.h"

#include <unistd.h>

static const char *path_of(struct fixture *f, const char *name)
{
	return fs_join(f->a, f->dir, arena_printf(f->a, "%s.db", name));
}

static int64_t session_on(struct fixture *f, struct store *s, int64_t experiment, const char *host,
                          const char *governor)
{
	const struct fact facts[] = {{"hostname", host}, {"governor", governor}};
	const struct facts all = {facts, 2};
	struct store_session row = {.experiment = experiment,
	                            .host = &all,
	                            .host_fingerprint = host,
	                            .tool_version = "0.1.0",
	                            .parallel = 1};
	int64_t session = 0;

	assert_true_or_told(f, store_session_begin(s, &row, f->d, &session));
	return session;
}

/* Blocks from `first` on, of all three variants; the first is one of warm-up. */
static void make_blocks(struct fixture *f, const char *name, const char *host, uint32_t first, uint32_t n)
{
	f->path = path_of(f, name);
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = session_on(f, s, e, host, "performance");

	for (uint32_t b = first; b < first + n; b++) {
		for (uint32_t v = 0; v < N_VARIANTS; v++) {
			struct trial t = {b, v, v, b % 2, b == 0 ? PHASE_WARMUP : PHASE_MEASURED};
			put_it(f, s, make_run(f, e, session, t, 100 + v));
		}
	}
	store_close(s);
}

static bool merge(struct fixture *f, const char *into, const char *const *from, size_t n,
                  struct store_merged *ret)
{
	const char **paths = NEW_ARRAY(f->a, const char *, n);

	for (size_t i = 0; i < n; i++) {
		paths[i] = path_of(f, from[i]);
	}
	f->path = path_of(f, into);
	struct store *s = open_it(f, STORE_WRITE);
	bool ok = store_merge(s, paths, n, f->a, f->d, ret);

	store_close(s);
	return ok;
}

static struct store_merged merged(struct fixture *f, const char *into, const char *from)
{
	struct store_merged m;

	assert_true_or_told(f, merge(f, into, (const char *const[]){from}, 1, &m));
	return m;
}

/* All that a merge may not change when it is made again. */
static const char *dump(struct fixture *f, const char *name)
{
	f->path = path_of(f, name);
	struct store *s = open_it(f, STORE_READ);
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	assert_true_or_told(f, store_dump(s, out, f->d));
	fclose(out);
	store_close(s);
	const char *kept = arena_strdup(f->a, text);

	free(text);
	return kept;
}

static struct dossier load(struct fixture *f)
{
	struct store *s = open_it(f, STORE_READ);
	struct dossier o;

	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	store_close(s);
	return o;
}

static void what_is_merged_twice_comes_once(void **state)
{
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 2);
	make_blocks(f, "b", "node2", 2, 2);
	struct store_merged m = merged(f, "all", "a");

	assert_int_equal(m.n_added, 6);
	m = merged(f, "all", "b");
	assert_int_equal(m.n_added, 6);
	assert_int_equal(m.n_replicated, 0);
	const char *once = dump(f, "all");

	m = merged(f, "all", "b");
	assert_int_equal(m.n_added, 0);
	assert_int_equal(m.n_known, 6);
	merged(f, "all", "a");
	assert_string_equal(dump(f, "all"), once);
	assert_string_equal(ask(f, "SELECT count(*), max(replicate) FROM run"), "12|0\n");
	assert_string_equal(ask(f, "PRAGMA foreign_key_check"), "");
	assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok\n");
}

static void what_was_made_since_comes_when_it_is_merged_again(void **state)
{
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 2);
	make_blocks(f, "b", "node2", 0, 2);
	merged(f, "all", "a");
	merged(f, "all", "b");
	make_blocks(f, "b", "node2", 2, 2);
	struct store_merged m = merged(f, "all", "b");

	assert_int_equal(m.n_added, 6);
	assert_int_equal(m.n_known, 6);
	assert_string_equal(ask(f, "SELECT count(*) FROM run"), "18\n");
}

/* Of two machines that made the whole plan, each pairs with itself alone. */
static void machines_that_made_the_same_blocks_are_replicates(void **state)
{
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 4);
	make_blocks(f, "b", "node2", 0, 4);
	make_blocks(f, "c", "node3", 1, 1);
	struct store_merged m[3];

	assert_true_or_told(f, merge(f, "all", (const char *const[]){"a", "b", "c"}, 3, m));
	assert_int_equal(m[0].n_replicated, 0);
	assert_int_equal(m[1].n_replicated, 12);
	assert_int_equal(m[2].n_replicated, 3);
	assert_string_equal(
		ask(f, "SELECT hostname, replicate, count(*) FROM run JOIN session s ON s.id = session"
	               " JOIN host h ON h.id = host GROUP BY 1, 2 ORDER BY 1"),
		"node1|0|12\nnode2|1|12\nnode3|2|3\n");
	assert_string_equal(ask(f, "SELECT count(*), count(DISTINCT run) FROM v_pair"), "14|14\n");
	assert_string_equal(ask(f, "SELECT count(*) FROM v_pair p JOIN run r ON r.id = p.run JOIN run b ON"
	                           " b.id = p.reference_run WHERE r.session <> b.session"),
	                    "0\n");
	struct dossier o = load(f);

	assert_int_equal(o.n_hosts, 3);
	assert_int_equal(o.n_replicates, 3);
	assert_int_equal(dossier_rows(&o), 1 + 3 * 3);
	for (size_t i = 0; i < o.n_runs; i++) {
		const struct dossier_run *r = &o.runs[i];
		assert_true(r->trial.block < dossier_rows(&o));
		assert_true(dossier_block_of(&o, r) < 4);
		assert_int_equal(r->host, r->replicate);
	}
}

static void a_plan_made_twice_on_one_machine_is_two_replicates(void **state)
{
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 2);
	make_blocks(f, "b", "node1", 0, 2);
	merged(f, "a", "b");
	assert_string_equal(ask(f, "SELECT replicate, count(*) FROM run GROUP BY 1"), "0|6\n1|6\n");
	assert_string_equal(ask(f, "SELECT count(*) FROM host"), "1\n");
}

/* The session's own facts stay, whatever was noted of the machine first. */
static void what_was_noted_of_a_machine_stays_with_its_session(void **state)
{
	static const char facts[] =
		"SELECT s.id, coalesce(f.value, h.value) FROM session s JOIN host_fact h ON"
		" h.host = s.host AND h.name = 'governor' LEFT JOIN session_fact f ON"
		" f.session = s.id AND f.name = h.name ORDER BY s.id";
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 1);
	f->path = path_of(f, "b");
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s);

	session_on(f, s, e, "node1", "powersave");
	usleep(2000); /* a session is known by the millisecond it began in */
	session_on(f, s, e, "node1", "performance");
	store_close(s);
	assert_string_equal(ask(f, facts), "1|powersave\n2|performance\n");
	merged(f, "a", "b");
	assert_string_equal(ask(f, facts), "1|performance\n2|powersave\n3|performance\n");
	assert_string_equal(ask(f, "SELECT count(*) FROM session_fact"), "1\n");
}

static void another_plan_of_the_same_name_is_refused_and_nothing_comes(void **state)
{
	struct fixture *f = *state;
	struct store_merged m[2];

	make_blocks(f, "a", "node1", 0, 2);
	make_blocks(f, "b", "node2", 0, 2);
	f->spec.measure.seed = 43;
	f->digest = digest_of("another plan", f->a);
	make_blocks(f, "c", "node3", 0, 2);
	const char *before = dump(f, "a");

	assert_false(merge(f, "a", (const char *const[]){"b", "c"}, 2, m));
	assert_tells(f, "c.db: the plan of 'detector' differs from that in ");
	assert_tells(f, "seed 43, was 42");
	assert_tells(f, "keep them in different databases");
	assert_string_equal(dump(f, "a"), before);
}

static void an_experiment_of_another_name_comes_along(void **state)
{
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 2);
	f->spec.name = "survey";
	make_blocks(f, "b", "node1", 0, 2);
	merged(f, "a", "b");
	assert_string_equal(
		ask(f,
	            "SELECT name, (SELECT count(*) FROM variant WHERE experiment = e.id),"
	            " (SELECT count(*) FROM criterion WHERE experiment = e.id),"
	            " (SELECT count(*) FROM setting JOIN variant v ON v.id = variant WHERE v.experiment = e.id),"
	            " (SELECT count(*) FROM input_column JOIN input i ON i.id = input WHERE i.experiment = e.id),"
	            " (SELECT max(replicate) FROM run WHERE experiment = e.id) FROM experiment e"),
		"detector|3|3|12|6|0\nsurvey|3|3|12|6|0\n");
	assert_string_equal(ask(f, "PRAGMA foreign_key_check"), "");
}

/* Two copies of one database that went on apart, both in the same block. */
static void copies_that_went_on_apart_lose_no_run(void **state)
{
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 2);
	merged(f, "b", "a");
	make_blocks(f, "a", "node1", 2, 1);
	make_blocks(f, "b", "node2", 2, 2);
	struct store_merged m = merged(f, "a", "b");

	assert_int_equal(m.n_added, 6);
	assert_int_equal(m.n_known, 6);
	assert_int_equal(m.n_replicated, 3);
	assert_string_equal(ask(f, "SELECT block, replicate, count(*) FROM run GROUP BY 1, 2"),
	                    "0|0|3\n1|0|3\n2|0|3\n2|1|3\n3|0|3\n");
}

static void a_search_is_merged_while_one_alone_goes_on(void **state)
{
	struct fixture *f = *state;
	struct digest key = digest_of("a", f->a), other = digest_of("b", f->a);
	struct store_merged m;

	make_blocks(f, "a", "node1", 0, 0);
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s);

	assert_true_or_told(f, store_add_block(s, e, &(struct store_block){10, "noise", &key, 0}, f->d));
	store_close(s);
	merged(f, "b", "a");
	assert_string_equal(ask(f, "SELECT number, stage FROM block"), "10|noise\n");
	f->path = path_of(f, "a");
	s = open_it(f, STORE_WRITE);
	assert_true_or_told(f, store_add_block(s, e, &(struct store_block){11, "prune", &other, 0}, f->d));
	store_close(s);
	merged(f, "b", "a");
	assert_string_equal(ask(f, "SELECT number, stage FROM block"), "10|noise\n11|prune\n");

	merged(f, "c", "a");
	f->path = path_of(f, "a");
	s = open_it(f, STORE_WRITE);
	key = digest_of("c", f->a);
	assert_true_or_told(f, store_add_block(s, e, &(struct store_block){12, "prune", &key, 0}, f->d));
	store_close(s);
	f->path = path_of(f, "b");
	s = open_it(f, STORE_WRITE);
	key = digest_of("d", f->a);
	assert_true_or_told(f, store_add_block(s, e, &(struct store_block){12, "prune", &key, 0}, f->d));
	store_close(s);
	assert_false(merge(f, "b", (const char *const[]){"a"}, 1, &m));
	assert_tells(f, "a.db: the search 'detector' went on on its own, there as in ");
}

static void count_on(struct fixture *f, const char *name, uint32_t variant, double value, const char *absent)
{
	f->path = path_of(f, name);
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s);
	const struct trial t = {.variant = variant, .input = 0, .phase = PHASE_COUNTED};
	const struct reading r = {.event = EXACT_EVENT, .unit = "1", .value = value, .absent_reason = absent};
	const struct count_row row = {.experiment = e, .session = 1, .trial = &t, .reading = &r};

	assert_true_or_told(f, store_count(s, &row, f->d));
	store_close(s);
}

static void exact_counts_of_one_machine_come_and_those_of_another_stay(void **state)
{
	static const char counts[] = "SELECT variant, value, absent_reason FROM exact_count ORDER BY 1";
	struct fixture *f = *state;

	make_blocks(f, "a", "node1", 0, 1);
	make_blocks(f, "b", "node1", 1, 1);
	make_blocks(f, "c", "node2", 2, 1);
	count_on(f, "a", BASE, 1000, NULL);
	count_on(f, "a", LEAN, 0, "it failed");
	count_on(f, "b", LEAN, 900, NULL);
	count_on(f, "c", TINY, 800, NULL);
	assert_int_equal(merged(f, "a", "b").n_counts_left, 0);
	assert_string_equal(ask(f, counts), "1|1000.0|NULL\n2|900.0|NULL\n");
	assert_int_equal(merged(f, "a", "c").n_counts_left, 1);
	assert_string_equal(ask(f, counts), "1|1000.0|NULL\n2|900.0|NULL\n");
	merged(f, "new", "c");
	assert_string_equal(ask(f, counts), "3|800.0|NULL\n");
}

static void a_database_of_an_older_schema_is_merged_and_left_as_it_is(void **state)
{
	struct fixture *f = *state;
	const char *text;
	sqlite3 *db;
	struct digest before, after;

	assert_true_or_told(f, fs_read(TEST_DATA "/store/v1.sql", 1 << 20, f->a, f->d, &text, NULL));
	assert_int_equal(sqlite3_open(path_of(f, "old"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_true_or_told(f, hash_file(path_of(f, "old"), f->d, &before));
	assert_int_equal(merged(f, "all", "old").n_added, 6);
	assert_true_or_told(f, hash_file(path_of(f, "old"), f->d, &after));
	assert_true(digest_equal(&before, &after));
	assert_string_equal(ask(f, "SELECT DISTINCT accounting, replicate FROM run"), "process|0\n");
	make_blocks(f, "new", "node1", 0, 1);
	merged(f, "all", "new");
	assert_string_equal(ask(f, "SELECT count(*) FROM experiment"), "2\n");
}

static void all_sources_that_are_no_good_are_told_at_once(void **state)
{
	struct fixture *f = *state;
	struct store_merged m[4];

	make_blocks(f, "a", "node1", 0, 2);
	make_blocks(f, "good", "node2", 2, 1);
	assert_true_or_told(f, fs_write(path_of(f, "text"), "no database", 11, f->d));
	assert_false(merge(f, "a", (const char *const[]){"good", "text", "absent", "a"}, 4, m));
	assert_tells(f, "text.db: not a database");
	assert_tells(f, "absent.db: No such file");
	assert_tells(f, "a.db: is the database that it is to be merged into");
	assert_string_equal(ask(f, "SELECT count(*) FROM run"), "6\n");
	assert_int_equal(merged(f, "a", "good").n_added, 3);
}

static void a_source_that_is_written_meanwhile_is_merged_and_not_locked(void **state)
{
	struct fixture *f = *state;
	sqlite3 *writer;

	make_blocks(f, "a", "node1", 0, 2);
	make_blocks(f, "b", "node2", 2, 2);
	assert_int_equal(sqlite3_open(path_of(f, "b"), &writer), SQLITE_OK);
	assert_int_equal(sqlite3_exec(writer, "BEGIN IMMEDIATE; DELETE FROM artifact", NULL, NULL, NULL),
	                 SQLITE_OK);
	assert_int_equal(merged(f, "a", "b").n_added, 6);
	assert_int_equal(sqlite3_exec(writer, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(writer);
}

static void one_file_by_two_names_is_one_database(void **state)
{
	struct fixture *f = *state;
	struct store_merged m[2];

	make_blocks(f, "a", "node1", 0, 2);
	make_blocks(f, "b", "node2", 2, 2);
	assert_int_equal(link(path_of(f, "a"), path_of(f, "also")), 0);
	assert_false(merge(f, "a", (const char *const[]){"also"}, 1, m));
	assert_tells(f, "also.db: is the database that it is to be merged into");
	assert_true_or_told(f, merge(f, "a", (const char *const[]){"b", "b"}, 2, m));
	assert_int_equal(m[0].n_added, 6);
	assert_int_equal(m[1].n_added, 0);
	assert_int_equal(m[1].n_known, 6);
}

static void put_at(struct fixture *f, const char *name, const char *host, uint32_t first, uint32_t n)
{
	f->path = path_of(f, name);
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = session_on(f, s, e, host, "performance");

	for (uint32_t v = first; v < first + n; v++) {
		put_it(f, s, make_run(f, e, session, (struct trial){1, v, v, 1, PHASE_MEASURED}, 100));
	}
	store_close(s);
}

/* However often it was merged before it was whole, and though others made the rest of the block here. */
static void runs_of_a_block_stay_together(void **state)
{
	struct fixture *f = *state;

	put_at(f, "b", "node2", 0, 1);
	merged(f, "a", "b");
	put_at(f, "a", "node1", 1, 2);
	put_at(f, "b", "node2", 1, 1);
	assert_int_equal(merged(f, "a", "b").n_replicated, 1);
	put_at(f, "b", "node2", 2, 1);
	merged(f, "a", "b");
	assert_string_equal(
		ask(f, "SELECT replicate, hostname, count(*) FROM run JOIN session s ON s.id = session"
	               " JOIN host h ON h.id = host GROUP BY 1, 2 ORDER BY 1, 2"),
		"0|node1|2\n0|node2|1\n1|node2|2\n");
}

/* More than sqlite attaches at once. */
static void a_dozen_databases_are_merged(void **state)
{
	struct fixture *f = *state;
	const char *names[12];
	struct store_merged m[12];

	f->spec.measure.blocks = 20;
	for (uint32_t i = 0; i < 12; i++) {
		names[i] = arena_printf(f->a, "part%u", (unsigned)i);
		make_blocks(f, names[i], arena_printf(f->a, "node%u", (unsigned)i), i, 1);
	}
	assert_true_or_told(f, merge(f, "all", names, 12, m));
	assert_string_equal(ask(f, "SELECT count(*), count(DISTINCT block), max(replicate) FROM run"),
	                    "36|12|0\n");
	assert_string_equal(ask(f, "SELECT count(*) FROM host"), "12\n");
	assert_true_or_told(f, fs_write(path_of(f, "part11"), "no database", 11, f->d));
	assert_false(merge(f, "new", names, 12, m));
	assert_false(m[0].is_in);
	assert_string_equal(ask(f, "SELECT count(*) FROM run"), "0\n");
}

static void replicates_that_cannot_be_are_damage(void **state)
{
	struct fixture *f = *state;
	struct dossier o;
	sqlite3 *db;

	make_blocks(f, "a", "node1", 0, 2);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, "UPDATE run SET replicate = 4294967294 WHERE block = 1 AND position = 0",
	                     NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
	struct store *s = open_it(f, STORE_READ);

	assert_false(store_load(s, NULL, f->a, f->d, &o));
	assert_tells(f, "damaged: more replicates of a block than runs");
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(what_is_merged_twice_comes_once),
		STORE_TEST(what_was_made_since_comes_when_it_is_merged_again),
		STORE_TEST(machines_that_made_the_same_blocks_are_replicates),
		STORE_TEST(a_plan_made_twice_on_one_machine_is_two_replicates),
		STORE_TEST(what_was_noted_of_a_machine_stays_with_its_session),
		STORE_TEST(another_plan_of_the_same_name_is_refused_and_nothing_comes),
		STORE_TEST(an_experiment_of_another_name_comes_along),
		STORE_TEST(copies_that_went_on_apart_lose_no_run),
		STORE_TEST(a_search_is_merged_while_one_alone_goes_on),
		STORE_TEST(exact_counts_of_one_machine_come_and_those_of_another_stay),
		STORE_TEST(a_database_of_an_older_schema_is_merged_and_left_as_it_is),
		STORE_TEST(all_sources_that_are_no_good_are_told_at_once),
		STORE_TEST(a_source_that_is_written_meanwhile_is_merged_and_not_locked),
		STORE_TEST(one_file_by_two_names_is_one_database),
		STORE_TEST(runs_of_a_block_stay_together),
		STORE_TEST(a_dozen_databases_are_merged),
		STORE_TEST(replicates_that_cannot_be_are_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
