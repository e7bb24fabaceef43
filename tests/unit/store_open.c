#include "../helpers/store_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void refused(struct fixture *f, enum store_mode mode, const char *words)
{
	struct store *s = NULL;

	assert_false(store_open(f->path, mode, f->d, &s));
	assert_null(s);
	assert_tells(f, f->path);
	assert_tells(f, words);
	diag_clear(f->d);
}

static void fill(struct fixture *f, uint32_t n)
{
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	for (uint32_t i = 0; i < n; i++) {
		put_it(f, s, make_run(f, e, session, (struct trial){i, 0, BASE, 0, PHASE_MEASURED}, 100));
	}
	store_close(s);
}

/* What lies in the folder, in order. */
static const char *listing(struct fixture *f)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	FILE *ls = popen(arena_printf(f->a, "ls %s", f->dir), "r");
	int c;

	while ((c = fgetc(ls)) != EOF) {
		strbuf_addc(&b, (char)c);
	}
	pclose(ls);
	return strbuf_take(&b, f->a);
}

static struct digest content(struct fixture *f)
{
	struct digest g = {0};

	assert_true_or_told(f, hash_file(f->path, f->d, &g));
	return g;
}

static void left_alone(struct fixture *f, const char *words)
{
	struct digest before = content(f), after;

	refused(f, STORE_READ, words);
	refused(f, STORE_WRITE, words);
	after = content(f);
	assert_true(digest_equal(&before, &after));
	assert_string_equal(listing(f), "results.db\n");
}

static void sql(struct fixture *f, const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void a_closed_database_is_one_file(void **state)
{
	struct fixture *f = *state;

	fill(f, 2);
	assert_string_equal(listing(f), "results.db\n");
	store_close(open_it(f, STORE_READ));
	assert_string_equal(listing(f), "results.db\n");
	assert_string_equal(ask(f, "PRAGMA application_id"), "1397048129\n");
	assert_string_equal(ask(f, "PRAGMA user_version"), "10\n");
	assert_string_equal(ask(f, "PRAGMA journal_mode"), "wal\n");
	assert_string_equal(ask(f, "PRAGMA foreign_key_check"), "");
}

static void reading_asks_for_a_file_that_is_there(void **state)
{
	struct fixture *f = *state;

	refused(f, STORE_READ, "No such file");
	assert_string_equal(listing(f), "");
}

static void a_database_of_another_program_is_left_alone(void **state)
{
	struct fixture *f = *state;

	sql(f, "PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
	left_alone(f, "a database of another program");
}

static void a_file_that_is_no_database_is_left_alone(void **state)
{
	struct fixture *f = *state;
	const char *text = arena_printf(f->a, "%0200d", 7);

	assert_true(fs_write(f->path, text, 200, f->d));
	left_alone(f, "not a database");
	assert_true(fs_write(f->path, "short", 5, f->d));
	left_alone(f, "not a database");
}

static void a_newer_schema_is_left_alone(void **state)
{
	struct fixture *f = *state;

	fill(f, 1);
	sql(f, "PRAGMA user_version = 99");
	left_alone(f, "written by a newer secateur (schema 99;");
}

static void a_folder_is_no_database(void **state)
{
	struct fixture *f = *state;

	f->path = f->dir;
	refused(f, STORE_READ, "not a file that can hold a database");
	refused(f, STORE_WRITE, "not a file that can hold a database");
}

static void a_folder_that_is_not_there_is_named(void **state)
{
	struct fixture *f = *state;

	f->path = fs_join(f->a, f->dir, "nowhere/results.db");
	refused(f, STORE_WRITE, "make the folder first");
}

static void an_empty_file_becomes_a_database(void **state)
{
	struct fixture *f = *state;

	assert_true(fs_write(f->path, "", 0, f->d));
	refused(f, STORE_READ, "it holds no results");
	fill(f, 1);
	assert_string_equal(ask(f, "SELECT count(*) FROM run"), "1\n");
}

static void a_damaged_database_is_an_error_with_advice(void **state)
{
	struct fixture *f = *state;
	struct store *s = NULL;
	struct dossier o;

	fill(f, 200);
	int fd = open(f->path, O_WRONLY | O_CLOEXEC);

	for (off_t at = 4096; at < 40 * 4096; at += 4096) {
		assert_int_equal(pwrite(fd, "damaged damaged damaged", 23, at), 23);
	}
	close(fd);
	assert_false(store_open(f->path, STORE_READ, f->d, &s) && store_load(s, NULL, f->a, f->d, &o));
	store_close(s);
	assert_tells(f, "malformed");
	assert_tells(f, ".recover");
}

static void a_second_writer_is_refused_with_the_pid_of_the_first(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE), *second = NULL;
	const char *other = fs_join(f->a, f->dir, "other.db");

	assert_string_equal(listing(f), "results.db\nresults.db.lock\n");
	refused(f, STORE_WRITE, arena_printf(f->a, "process %ld writes to it", (long)getpid()));
	assert_int_equal(symlink(f->path, other), 0); /* by another name it is the same file */
	assert_false(store_open(other, STORE_WRITE, f->d, &second));
	assert_int_equal(unlink(other), 0);
	freeze_it(f, s);
	store_close(s);
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(listing(f), "results.db\n");
}

static void a_lock_file_that_a_killed_writer_left_is_no_obstacle(void **state)
{
	struct fixture *f = *state;

	assert_true(fs_write(arena_printf(f->a, "%s.lock", f->path), "1\n", 2, f->d));
	fill(f, 1);
	assert_string_equal(listing(f), "results.db\n");
}

/* Runs `what` in a process of its own; its return value is the exit status, 99 when it was ended by
 * a signal. */
static int elsewhere(struct fixture *f, int (*what)(struct fixture *f))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		_exit(what(f));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static int count_runs(struct fixture *f)
{
	struct store *s = NULL;
	struct dossier o = {0};

	if (!store_open(f->path, STORE_READ, f->d, &s) || !store_load(s, NULL, f->a, f->d, &o)) {
		fputs(told(f), stderr);
		return 98;
	}
	store_close(s);
	return (int)o.n_runs;
}

static void results_can_be_read_while_an_experiment_runs(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	for (uint32_t i = 0; i < 3; i++) {
		put_it(f, s, make_run(f, e, session, (struct trial){i, 0, BASE, 0, PHASE_MEASURED}, 100));
		assert_int_equal(elsewhere(f, count_runs), i + 1);
	}
	store_close(s);
}

static int write_while_reading(struct fixture *f)
{
	struct store *s = NULL;
	int64_t id;
	bool ok = store_open(f->path, STORE_READ, f->d, &s) && store_freeze(s, &f->plan, f->d, &id);

	return ok || !strstr(told(f), "readonly");
}

static void a_reader_cannot_write(void **state)
{
	struct fixture *f = *state;

	fill(f, 1);
	assert_int_equal(elsewhere(f, write_while_reading), 0);
}

/* Permissions do not bind root. */
static bool become_nobody(void) { return geteuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0); }

static int count_as_nobody(struct fixture *f) { return become_nobody() ? count_runs(f) : 97; }

static int write_as_nobody(struct fixture *f)
{
	struct store *s = NULL;

	if (!become_nobody() || store_open(f->path, STORE_WRITE, f->d, &s)) {
		return 1;
	}
	return !strstr(told(f), "Permission denied") || !strstr(told(f), f->path);
}

static void a_finished_database_is_read_in_a_folder_that_cannot_be_written(void **state)
{
	struct fixture *f = *state;

	f->path = fs_join(f->a, f->dir, "odd #1? 100%.db");
	fill(f, 2);
	assert_int_equal(chmod(f->path, 0444), 0);
	assert_int_equal(chmod(f->dir, 0555), 0);
	assert_int_equal(elsewhere(f, count_as_nobody), 2);
	assert_int_equal(elsewhere(f, write_as_nobody), 0);
	f->path = fs_join(f->a, f->dir, "new.db");
	assert_int_equal(elsewhere(f, write_as_nobody), 0);
	assert_int_equal(chmod(f->dir, 0755), 0);
	assert_string_equal(listing(f), "odd #1? 100%.db\n");
}

static int run_against_a_full_disk(struct fixture *f)
{
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct rlimit limit = {1024 * 1024, 1024 * 1024};
	uint32_t n = 0;

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	while (n < 1000) {
		struct made_run *m =
			make_run(f, e, session, (struct trial){n, 0, BASE, 0, PHASE_MEASURED}, 100);

		if (!store_run(s, &m->row, f->d)) {
			break;
		}
		n++;
	}
	return strstr(told(f), "cannot write a run") || strstr(told(f), "cannot write to it") ? (int)n : 96;
}

static void a_full_disk_costs_no_run_that_was_stored(void **state)
{
	struct fixture *f = *state;
	int n = elsewhere(f, run_against_a_full_disk);

	assert_true(n > 10 && n < 96);
	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(ask(f, "SELECT count(*) FROM run"), arena_printf(f->a, "%d\n", n));
	assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok\n");
}

/* Stores runs for ever; tells each one after its commit. */
static void write_until_killed(struct fixture *f, uint32_t block, int tell)
{
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	for (;; block++) {
		put_it(f, s, make_run(f, e, session, (struct trial){block, 0, BASE, 0, PHASE_MEASURED}, 100));
		if (write(tell, "x", 1) != 1) {
			_exit(1);
		}
	}
}

/* Returns how many runs were told of before the end. */
static size_t kill_a_writer(struct fixture *f, uint32_t block, size_t after, useconds_t later)
{
	int ends[2], status;
	size_t n = 0;
	char c;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		write_until_killed(f, block, ends[1]);
	}
	close(ends[1]);
	while (n < after && read(ends[0], &c, 1) == 1) {
		n++;
	}
	usleep(later);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	while (read(ends[0], &c, 1) == 1) {
		n++;
	}
	close(ends[0]);
	return n;
}

static void a_writer_that_is_killed_loses_no_finished_run(void **state)
{
	struct fixture *f = *state;
	size_t told_of = 0;

	for (uint32_t i = 0; i < 8; i++) {
		told_of += kill_a_writer(f, i * 100000, 1 + i, i * 700);
		assert_int_equal(access(f->path, R_OK), 0);

		size_t there = (size_t)atoll(ask(f, "SELECT count(*) FROM run"));

		/* one more for each kill: committed, and killed before it was told */
		assert_in_range(there, told_of, told_of + i + 1);
		assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok\n");
	}
	assert_string_equal(ask(f, "SELECT count(*) FROM run r WHERE 2 <> (SELECT count(*) FROM "
	                           "step WHERE run = r.id)"
	                           " OR 2 <> (SELECT count(*) FROM reading WHERE run = r.id)"),
	                    "0\n");
	store_close(open_it(f, STORE_WRITE)); /* the lock died with its holder */
	assert_string_equal(listing(f), "results.db\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_closed_database_is_one_file),
		STORE_TEST(reading_asks_for_a_file_that_is_there),
		STORE_TEST(a_database_of_another_program_is_left_alone),
		STORE_TEST(a_file_that_is_no_database_is_left_alone),
		STORE_TEST(a_newer_schema_is_left_alone),
		STORE_TEST(a_folder_is_no_database),
		STORE_TEST(a_folder_that_is_not_there_is_named),
		STORE_TEST(an_empty_file_becomes_a_database),
		STORE_TEST(a_damaged_database_is_an_error_with_advice),
		STORE_TEST(a_second_writer_is_refused_with_the_pid_of_the_first),
		STORE_TEST(a_lock_file_that_a_killed_writer_left_is_no_obstacle),
		STORE_TEST(results_can_be_read_while_an_experiment_runs),
		STORE_TEST(a_reader_cannot_write),
		STORE_TEST(a_finished_database_is_read_in_a_folder_that_cannot_be_written),
		STORE_TEST(a_full_disk_costs_no_run_that_was_stored),
		STORE_TEST(a_writer_that_is_killed_loses_no_finished_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
