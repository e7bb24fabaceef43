#include "../helpers/store_fixture.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

static void sql(struct fixture *f, const char *text)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK) {
		fail_msg("%s", why);
	}
	sqlite3_close(db);
}

/* As the first secateur left it; the dump was taken from one that it made. */
static void make_from(struct fixture *f, const char *dump)
{
	const char *text;

	assert_true_or_told(f, fs_read(dump, 1 << 20, f->a, f->d, &text, NULL));
	sql(f, text);
	sql(f, "PRAGMA journal_mode = WAL");
}

static void make_old(struct fixture *f) { make_from(f, TEST_DATA "/store/v1.sql"); }

static size_t n_files(struct fixture *f)
{
	size_t n = 0;
	DIR *dir = opendir(f->dir);

	for (const struct dirent *e; (e = readdir(dir));) {
		n += e->d_name[0] != '.';
	}
	closedir(dir);
	return n;
}

static struct digest content(struct fixture *f, const char *path)
{
	struct digest g = {0};

	assert_true_or_told(f, hash_file(path, f->d, &g));
	return g;
}

static const char *copy_of(struct fixture *f) { return arena_printf(f->a, "%s.v1", f->path); }

/* All rows of all tables, but for what is new. */
static const char *all_rows(struct fixture *f)
{
	static const char *const tables[] = {"setting", "input",     "input_column", "criterion",
	                                     "host",    "host_fact", "session_fact", "session_version",
	                                     "step",    "reading",   "metric",       "artifact",
	                                     "verdict"};
	const char *all =
		ask(f, "SELECT id, experiment, ordinal, identity, name, kind, reference, change, config,"
	               " config_diff FROM variant ORDER BY id");
	all = arena_printf(
		f->a, "%srun:\n%s", all,
		ask(f, "SELECT id, experiment, session, variant, input, block, position, attempt, phase,"
	               " started_utc, outcome, exit_code, signal, reason, log_tail, wall_ns, user_ns, sys_ns,"
	               " peak_memory_bytes, cpus, scratch FROM run ORDER BY id"));

	all = arena_printf(
		f->a, "%sexperiment:\n%s", all,
		ask(f, "SELECT id, name, question, spec_yaml, plan_sha256, seed, primary_measure, worth,"
	               " confidence, blocks, warmup, created_utc FROM experiment ORDER BY id"));
	all = arena_printf(
		f->a, "%ssession:\n%s", all,
		ask(f, "SELECT id, experiment, host, started_utc, ended_utc, version, driver_pid, cpuset,"
	               " runner_cpus, runner_shares, parallel FROM session ORDER BY id"));
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		const char *rows = ask(f, arena_printf(f->a, "SELECT * FROM %s ORDER BY 1, 2, 3", tables[i]));

		all = arena_printf(f->a, "%s%s:\n%s", all, tables[i], rows);
	}
	return all;
}

static void an_old_database_is_migrated_and_loses_nothing(void **state)
{
	struct fixture *f = *state;
	struct dossier o;

	make_old(f);
	const char *before = all_rows(f), *effects = ask(f, "SELECT * FROM v_effect ORDER BY 2, 4");
	struct store *s = open_it(f, STORE_WRITE);

	assert_tells(f, "was of schema 1, and is of schema 10 now; what it was is kept in ");
	assert_tells(f, copy_of(f));
	assert_int_equal(diag_errors(f->d), 0);
	assert_true_or_told(f, store_load(s, "detector", f->a, f->d, &o));
	assert_int_equal(o.n_runs, 6);
	assert_int_equal(o.n_made_blocks, 0);
	store_close(s);
	assert_int_equal(strlen(effects) > 0, true);
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, "SELECT * FROM v_effect ORDER BY 2, 4"), effects);
	assert_string_equal(ask(f, "SELECT sum(added), count(*) FROM variant"), "0|6\n");
	assert_string_equal(ask(f, "PRAGMA foreign_key_check; "), "");
	assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok\n");
	assert_int_equal(n_files(f), 2);
	f->path = copy_of(f);
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, "PRAGMA user_version"), "1\n");
}

/* A dump of a search that the secateur of the second schema made. */
static void a_search_of_the_second_schema_is_migrated_and_keeps_its_blocks(void **state)
{
	static const char blocks[] = "SELECT * FROM block ORDER BY number",
			  added[] = "SELECT name, added FROM variant ORDER BY ordinal";
	struct fixture *f = *state;
	struct dossier o;

	make_from(f, TEST_DATA "/store/v2.sql");
	const char *before = all_rows(f), *made = ask(f, blocks), *extra = ask(f, added);
	struct store *s = open_it(f, STORE_WRITE);

	assert_tells(f, "was of schema 2, and is of schema 10 now; what it was is kept in ");
	assert_true_or_told(f, store_load(s, "one search", f->a, f->d, &o));
	assert_true(o.n_made_blocks > 0);
	store_close(s);
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, blocks), made);
	assert_string_equal(ask(f, added), extra);
	assert_string_equal(ask(f, "SELECT DISTINCT accounting FROM run"), "process\n");
	assert_string_equal(ask(f, "PRAGMA foreign_key_check; "), "");
}

/* A dump of a plan that the secateur of the third schema made, all runs of one block. */
static void runs_of_the_third_schema_keep_what_went_on_around_them(void **state)
{
	static const char conditions[] = "SELECT * FROM condition ORDER BY run, name",
			  disturbed[] =
				  "SELECT count(*), min(accounting) FROM run WHERE disturbed IS NOT NULL";
	struct fixture *f = *state;
	struct dossier o;

	make_from(f, TEST_DATA "/store/v3.sql");
	const char *before = all_rows(f), *around = ask(f, conditions), *which = ask(f, disturbed);
	assert_string_equal(which, "1|cgroup1\n");
	struct store *s = open_it(f, STORE_READ);
	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	assert_int_equal(o.n_counts, 0);
	store_close(s);
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, conditions), around);
	assert_string_equal(ask(f, disturbed), which);
}

/* A dump of duets, with instructions counted, that the secateur of the fourth schema made. */
static void duets_of_the_fourth_schema_keep_their_exact_counts(void **state)
{
	static const char
		counts[] = "SELECT * FROM exact_count ORDER BY variant, input, repeat",
		surroundings[] = "SELECT cache, threads, duet, (SELECT count(padding) FROM run) FROM session,"
				 " experiment";
	struct fixture *f = *state;
	struct dossier o;

	make_from(f, TEST_DATA "/store/v4.sql");
	const char *before = all_rows(f), *counted = ask(f, counts), *around = ask(f, surroundings);
	struct store *s = open_it(f, STORE_READ);
	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	assert_true(o.is_duet);
	assert_int_equal(o.n_counts, 8);
	assert_int_equal(o.n_replicates, 1);
	store_close(s);
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, counts), counted);
	assert_string_equal(ask(f, surroundings), around);
	assert_string_equal(ask(f, "SELECT DISTINCT replicate FROM run"), "0\n");
}

/* A dump of two databases merged by the secateur of the fifth schema, and of what runs at once do. */
static void replicates_of_the_fifth_schema_are_kept(void **state)
{
	static const char replicates[] = "SELECT replicate, count(*) FROM run GROUP BY 1",
			  crowd[] = "SELECT * FROM crowd";
	struct fixture *f = *state;
	struct dossier o;

	make_from(f, TEST_DATA "/store/v5.sql");
	const char *before = all_rows(f), *beside = ask(f, crowd);
	assert_string_equal(ask(f, replicates), "0|9\n1|9\n");
	struct store *s = open_it(f, STORE_READ);
	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	assert_int_equal(o.n_replicates, 2);
	assert_null(o.variants[1].effective_diff);
	store_close(s);
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, crowd), beside);
	assert_string_equal(ask(f, replicates), "0|9\n1|9\n");
	assert_string_equal(ask(f, "SELECT DISTINCT error_rate FROM experiment"), "family\n");
}

/* A dump of a plan with a path, and verdicts at a rate of false discoveries, by the secateur of the sixth schema. */
static void a_path_of_the_sixth_schema_is_kept_and_all_its_blocks_are_run(void **state)
{
	static const char plans[] =
		"SELECT name, error_rate, path_of, path_to, path_step FROM experiment ORDER BY id";
	struct fixture *f = *state;
	struct dossier o;

	make_from(f, TEST_DATA "/store/v6.sql");
	const char *before = all_rows(f), *paths = ask(f, plans);
	struct store *s = open_it(f, STORE_READ);
	assert_true_or_told(f, store_load(s, "pair", f->a, f->d, &o));
	assert_int_equal(o.n_least_blocks, 0);
	assert_int_equal(o.error_rate, ERROR_FALSE_DISCOVERY);
	store_close(s);
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, plans), paths);
	assert_string_equal(ask(f, "SELECT count(*), count(blocks_least) FROM experiment"), "3|0\n");
}

/* A dump of a plan that may stop at a look, by the secateur of the seventh schema. */
static void looks_of_the_seventh_schema_are_kept_and_a_no_op_has_a_verdict(void **state)
{
	struct fixture *f = *state;

	make_from(f, TEST_DATA "/store/v7.sql");
	const char *before = all_rows(f), *looks = ask(f, "SELECT blocks_least FROM experiment");
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, "SELECT blocks_least FROM experiment"), looks);
	ask(f, "UPDATE verdict SET verdict = 'no_op'");
	assert_string_equal(ask(f, "SELECT DISTINCT verdict FROM verdict"), "no_op\n");
}

static void a_search_of_the_second_schema_is_read_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct dossier o;

	make_from(f, TEST_DATA "/store/v2.sql");
	struct store *s = open_it(f, STORE_READ);
	assert_true_or_told(f, store_load(s, "one search", f->a, f->d, &o));
	assert_true(o.n_made_blocks > 0);
	assert_int_equal(o.runs[0].accounting, ACCOUNT_PROCESS);
	store_close(s);
}

static void what_was_migrated_cannot_be_told_from_what_is_new(void **state)
{
	static const char schema[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2";
	struct fixture *f = *state;

	make_old(f);
	store_close(open_it(f, STORE_WRITE));
	const char *migrated = ask(f, schema), *version = ask(f, "PRAGMA user_version");

	f->path = fs_join(f->a, f->dir, "new.db");
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(migrated, ask(f, schema));
	assert_string_equal(version, ask(f, "PRAGMA user_version"));
}

static void an_old_experiment_goes_on_after_the_migration(void **state)
{
	struct fixture *f = *state;

	make_old(f);
	store_close(open_it(f, STORE_WRITE));
	diag_clear(f->d);
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	assert_null(diag_last(f->d)); /* once is enough */
	put_it(f, s, make_run(f, e, session, (struct trial){2, 0, BASE, 0, PHASE_MEASURED}, 100));
	store_close(s);
	assert_string_equal(ask(f, "SELECT count(*) FROM run"), "7\n");
}

static void an_old_database_is_read_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct dossier o;

	make_old(f);
	struct digest before = content(f, f->path), after;
	struct store *s = open_it(f, STORE_READ);

	assert_true_or_told(f, store_load(s, "detector", f->a, f->d, &o));
	assert_int_equal(o.n_runs, 6);
	assert_int_equal(o.n_variants, 3);
	assert_true(digest_equal(&o.variants[TINY].id, &f->variants[TINY].id));
	assert_int_equal(o.n_made_blocks, 0);
	store_close(s);
	after = content(f, f->path);
	assert_true(digest_equal(&before, &after));
	assert_null(diag_last(f->d));
	assert_int_equal(n_files(f), 1);
}

static void a_copy_that_is_there_already_is_not_written_over(void **state)
{
	struct fixture *f = *state;
	struct store *s = NULL;

	make_old(f);
	struct digest before = content(f, f->path), after;

	assert_true(fs_write(copy_of(f), "mine", 4, f->d));
	assert_false(store_open(f->path, STORE_WRITE, f->d, &s));
	assert_tells(f, copy_of(f));
	assert_tells(f, "is there already");
	assert_tells(f, "move that file away");
	after = content(f, f->path);
	assert_true(digest_equal(&before, &after));
	assert_int_equal(n_files(f), 2);
}

static void a_migration_that_fails_leaves_all_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct store *s = NULL;

	make_old(f);
	sql(f, "UPDATE run SET session = 99 WHERE block = 0");
	const char *before = all_rows(f);

	assert_false(store_open(f->path, STORE_WRITE, f->d, &s));
	assert_tells(f, "damaged: 3 of its rows refer to rows that are not there");
	assert_int_equal(n_files(f), 1);
	assert_string_equal(all_rows(f), before);
	assert_string_equal(ask(f, "PRAGMA user_version"), "1\n");
	store_close(open_it(f, STORE_READ));
}

static int blocks_seen(struct fixture *f)
{
	struct store *s = NULL;
	struct dossier o = {0};
	bool ok = store_open(f->path, STORE_READ, f->d, &s) && store_load(s, "detector", f->a, f->d, &o);

	return ok ? (int)o.n_made_blocks : 98;
}

/* The new version is in the log alone, then. */
static void what_was_migrated_is_read_while_its_writer_goes_on(void **state)
{
	struct fixture *f = *state;
	struct digest key = digest_of("a block", f->a);
	int status;

	make_old(f);
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s);

	assert_true_or_told(f, store_add_block(s, e, &(struct store_block){9, "noise", &key, 0}, f->d));
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		_exit(blocks_seen(f));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(an_old_database_is_migrated_and_loses_nothing),
		STORE_TEST(a_search_of_the_second_schema_is_migrated_and_keeps_its_blocks),
		STORE_TEST(a_path_of_the_sixth_schema_is_kept_and_all_its_blocks_are_run),
		STORE_TEST(looks_of_the_seventh_schema_are_kept_and_a_no_op_has_a_verdict),
		STORE_TEST(a_search_of_the_second_schema_is_read_as_it_is),
		STORE_TEST(runs_of_the_third_schema_keep_what_went_on_around_them),
		STORE_TEST(duets_of_the_fourth_schema_keep_their_exact_counts),
		STORE_TEST(replicates_of_the_fifth_schema_are_kept),
		STORE_TEST(what_was_migrated_cannot_be_told_from_what_is_new),
		STORE_TEST(an_old_experiment_goes_on_after_the_migration),
		STORE_TEST(an_old_database_is_read_as_it_is),
		STORE_TEST(a_copy_that_is_there_already_is_not_written_over),
		STORE_TEST(a_migration_that_fails_leaves_all_as_it_was),
		STORE_TEST(what_was_migrated_is_read_while_its_writer_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
