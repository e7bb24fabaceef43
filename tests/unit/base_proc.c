#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "../helpers/arena_fixture.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/proc.h"

static struct proc_result shell(const char *script, nsec_t limit)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct proc_request q = {.argv = argv, .limit_ns = limit, .output_limit = 1000};
	struct proc_result r = {0};

	assert_true(proc_capture(&q, arena, diag, &r));
	return r;
}

static void output_errors_and_exit_code_come_back(void **state)
{
	struct proc_result r = shell("echo out; echo err >&2; exit 3", 10 * NSEC_PER_SEC);

	(void)state;
	assert_string_equal(r.out, "out\n");
	assert_string_equal(r.err, "err\n");
	assert_int_equal(r.exit_code, 3);
	assert_int_equal(r.signal, 0);
	assert_false(r.timed_out);
	r = shell("exit 0", 0);
	assert_int_equal(r.exit_code, 0);
	assert_string_equal(r.out, "");
}

static void a_signal_is_told_apart_from_an_exit_code(void **state)
{
	struct proc_result r = shell("kill -SEGV $$", 10 * NSEC_PER_SEC);

	(void)state;
	assert_int_equal(r.exit_code, -1);
	assert_int_equal(r.signal, SIGSEGV);
	assert_false(r.timed_out);
}

static void how_it_ended_badly_is_told_in_words(void **state)
{
	static const struct {
		struct proc_result got;
		const char *words;
	} cases[] = {
		{{.exit_code = 0, .out = "well", .err = "a warning"}, NULL},
		{{.exit_code = 3, .out = "no", .err = "first\nlast\n\n"}, "failed: exit code 3: last"},
		{{.exit_code = 1, .out = "said here", .err = ""}, "failed: exit code 1: said here"},
		{{.exit_code = 1, .out = "", .err = ""}, "failed: exit code 1"},
		{{.exit_code = -1, .signal = 11, .out = "", .err = "x"}, "was ended by signal 11: x"},
		{{.exit_code = -1, .signal = 9, .timed_out = true, .out = "", .err = ""}, "took too long"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *words = proc_complaint(&cases[i].got, arena);
		if (cases[i].words) {
			assert_string_equal(words, cases[i].words);
		} else {
			assert_null(words);
		}
	}
}

static void what_takes_too_long_is_killed_with_its_children(void **state)
{
	nsec_t begin = clock_now();
	struct proc_result r =
		shell("trap '' TERM; echo before; sleep 60 & sleep 60; echo after", 200 * NSEC_PER_MSEC);

	(void)state;
	assert_true(r.timed_out);
	assert_int_equal(r.exit_code, -1);
	assert_int_equal(r.signal, SIGKILL);
	assert_string_equal(r.out, "before\n");
	assert_true(clock_now() - begin < 5 * NSEC_PER_SEC);
}

static void a_survivor_does_not_hold_us_up(void **state)
{
	nsec_t begin = clock_now();
	struct proc_result r = shell("sleep 60 & echo $!", 30 * NSEC_PER_SEC);
	pid_t survivor = (pid_t)strtol(r.out, NULL, 10);

	(void)state;
	assert_int_equal(r.exit_code, 0);
	assert_true(survivor > 1);
	assert_true(clock_now() - begin < 5 * NSEC_PER_SEC);
	for (int i = 0; i < 100 && kill(survivor, 0) == 0; i++) {
		AUTO_ARENA struct arena *a = arena_new();
		const char *status = "";

		/* where nobody reaps orphans a killed one stays as a zombie */
		if (fs_read(arena_printf(a, "/proc/%d/status", (int)survivor), 1 << 16, a, diag_new(a),
		            &status, NULL) &&
		    strstr(status, "State:\tZ")) {
			return;
		}
		usleep(10000);
	}
	assert_int_equal(kill(survivor, 0), -1);
}

static void one_who_left_the_group_does_not_hold_us_up_either(void **state)
{
	nsec_t begin = clock_now();
	struct proc_result r = shell("setsid sh -c 'sleep 3' & echo done", 30 * NSEC_PER_SEC);

	(void)state;
	assert_int_equal(r.exit_code, 0);
	assert_string_equal(r.out, "done\n");
	assert_true(clock_now() - begin < 2 * NSEC_PER_SEC);
}

static void output_over_the_limit_is_read_and_dropped(void **state)
{
	struct proc_result r =
		shell("head -c 3000000 /dev/zero | tr '\\0' x; echo end >&2", 30 * NSEC_PER_SEC);

	(void)state;
	assert_int_equal(r.exit_code, 0);
	assert_int_equal(strlen(r.out), 1000);
	assert_string_equal(r.err, "end\n");
}

static void closed_outputs_do_not_end_the_wait(void **state)
{
	struct proc_result r = shell("exec >&- 2>&-; sleep 0.2; exit 7", 10 * NSEC_PER_SEC);

	(void)state;
	assert_int_equal(r.exit_code, 7);
}

static void stdin_is_empty_and_signals_are_as_usual(void **state)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	sigset_t mask, held;

	(void)state;
	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, &held);
	struct proc_result r = shell("cat; grep -E 'Sig(Blk|Ign)' /proc/self/status", 10 * NSEC_PER_SEC);

	sigprocmask(SIG_SETMASK, &held, NULL);
	signal(SIGPIPE, before);
	assert_string_equal(r.out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

static void the_folder_and_the_environment_are_the_ones_asked_for(void **state)
{
	const char *const argv[] = {"sh", "-c", "pwd; echo $GREETING-$HOME", NULL};
	const char *const envp[] = {"GREETING=hello", "PATH=/nowhere:/bin:/usr/bin", NULL};
	struct proc_request q = {.argv = argv, .envp = envp, .dir = "/", .output_limit = 100};
	struct proc_result r;

	(void)state;
	assert_true(proc_capture(&q, arena, diag, &r));
	assert_string_equal(r.out, "/\nhello-\n");
}

static void the_program_is_looked_up_in_the_given_path(void **state)
{
	char *dir = NULL;
	const char *const argv[] = {"secateur-test-tool", NULL};
	const char *text = "#!/bin/sh\necho found\n";

	(void)state;
	assert_true(fs_make_temp_dir("/tmp", "secateur-proc-", arena, diag, &dir));
	char *tool = fs_join(arena, dir, "secateur-test-tool");
	const char *const envp[] = {arena_printf(arena, "PATH=/nowhere::%s", dir), NULL};
	const char *const other[] = {"PATH=/bin:/usr/bin", NULL};
	struct proc_request q = {.argv = argv, .envp = envp, .output_limit = 100};
	struct proc_result r = {0};

	assert_true(fs_write(tool, text, strlen(text), diag));
	assert_false(proc_capture(&q, arena, diag, &r));
	assert_string_equal(diag_last(diag), "cannot start 'secateur-test-tool': Permission denied");
	assert_int_equal(chmod(tool, 0755), 0);
	assert_true(proc_capture(&q, arena, diag, &r));
	assert_string_equal(r.out, "found\n");
	q.envp = other;
	assert_false(proc_capture(&q, arena, diag, &r));
	assert_string_equal(diag_last(diag), "cannot start 'secateur-test-tool': No such file or directory");
	assert_true(fs_remove_tree(dir, diag));
}

static void what_cannot_be_started_is_an_error(void **state)
{
	const char *const empty[] = {NULL};
	const char *const folder[] = {"/tmp", NULL};
	const char *const good[] = {"true", NULL};
	struct proc_result r = {.exit_code = 77};

	(void)state;
	assert_false(proc_capture(&(struct proc_request){.argv = empty}, arena, diag, &r));
	assert_false(proc_capture(&(struct proc_request){.argv = folder}, arena, diag, &r));
	assert_false(proc_capture(&(struct proc_request){.argv = good, .dir = "/nowhere"}, arena, diag, &r));
	assert_string_equal(diag_last(diag), "cannot enter '/nowhere': No such file or directory");
	assert_int_equal(r.exit_code, 77);
	assert_int_equal(proc_exec((const char *const[]){"/nowhere/tool", NULL}, NULL), ENOENT);
}

static void ignore(int sig) { (void)sig; }

static void interruptions_end_nothing(void **state)
{
	struct sigaction act = {.sa_handler = ignore}, before;
	struct itimerval every = {{0, 5000}, {0, 5000}}, off = {{0, 0}, {0, 0}};

	(void)state;
	sigaction(SIGALRM, &act, &before);
	setitimer(ITIMER_REAL, &every, NULL);
	struct proc_result r = shell("sleep 0.3; echo whole", 10 * NSEC_PER_SEC);

	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &before, NULL);
	assert_string_equal(r.out, "whole\n");
	assert_int_equal(r.exit_code, 0);
}

static unsigned count_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned n = 0;

	assert_non_null(d);
	while (d && readdir(d)) {
		n++;
	}
	closedir(d);
	return n;
}

/* Those of ours, above stderr, that any child would get: a test runner may have left some. */
static unsigned count_inherited(void)
{
	unsigned n = 0;

	for (int fd = 3; fd < 1024; fd++) {
		int flags = fcntl(fd, F_GETFD);

		n += flags >= 0 && !(flags & FD_CLOEXEC);
	}
	return n;
}

static void no_descriptor_is_left_open(void **state)
{
	unsigned before = count_descriptors();
	const char *const none[] = {"secateur-no-such-tool", NULL};
	struct proc_result r;

	(void)state;
	shell("echo x", 0);
	shell("sleep 5", 10 * NSEC_PER_MSEC);
	assert_false(proc_capture(&(struct proc_request){.argv = none}, arena, diag, &r));
	assert_int_equal(count_descriptors(), before);
	/* 0, 1, 2, and the one that lists: of ours nothing is inherited */
	assert_string_equal(shell("ls /proc/self/fd | wc -l", 0).out,
	                    arena_printf(arena, "%u\n", 4 + count_inherited()));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(output_errors_and_exit_code_come_back),
		TEST(a_signal_is_told_apart_from_an_exit_code),
		TEST(how_it_ended_badly_is_told_in_words),
		TEST(what_takes_too_long_is_killed_with_its_children),
		TEST(a_survivor_does_not_hold_us_up),
		TEST(one_who_left_the_group_does_not_hold_us_up_either),
		TEST(output_over_the_limit_is_read_and_dropped),
		TEST(closed_outputs_do_not_end_the_wait),
		TEST(stdin_is_empty_and_signals_are_as_usual),
		TEST(the_folder_and_the_environment_are_the_ones_asked_for),
		TEST(the_program_is_looked_up_in_the_given_path),
		TEST(what_cannot_be_started_is_an_error),
		TEST(interruptions_end_nothing),
		TEST(no_descriptor_is_left_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
