/** Steps run for real, and what became of them. */
#ifndef TESTS_RUN_FIXTURE_H
#define TESTS_RUN_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/run/cgroup.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/probe/probe.h"
#include "secateur/run/run.h"

static const char *const environment[] = {"PATH=/usr/bin:/bin", "COLOUR=green", NULL};

static pid_t elder; /* a child of ours from before run_init */

/* ACCOUNTING=process: without control groups, though the machine may have them. */
static inline enum accounting best(void)
{
	const char *word = getenv("ACCOUNTING");

	return word && strcmp(word, "process") == 0 ? ACCOUNT_PROCESS : ACCOUNT_CGROUP2;
}

static inline bool is_by_process(void) { return run_accounting(NULL) == ACCOUNT_PROCESS; }

struct fixture {
	struct arena *a;
	struct diag *d;
	char *dir;
};

static inline int set_up(void **state)
{
	static struct fixture f;

	f.a = arena_new();
	f.d = diag_new(f.a);
	assert_true(fs_make_temp_dir("/tmp", "run_steps", f.a, f.d, &f.dir));
	assert_true(run_init(best(), f.d));
	*state = &f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	run_stop_all();
	fs_remove_tree(f->dir, f->d);
	arena_free(f->a);
	return 0;
}

static inline struct running *start(struct fixture *f, struct run_request q, const char *const *argv)
{
	struct job_step *step = NEW(f->a, struct job_step);
	struct running *r = NULL;

	*step = (struct job_step){"work", 1, argv, "out.log", "err.log"};
	q.step = step;
	q.dir = f->dir;
	q.envp = environment;
	assert_true(run_start(&q, f->a, f->d, &r));
	assert_non_null(r);
	return r;
}

static inline struct step_outcome wait_for(struct fixture *f, struct running *r)
{
	struct step_outcome o;
	size_t which = 99;

	assert_true(run_wait_any(&r, 1, f->d, &which, &o));
	assert_int_equal(which, 0);
	return o;
}

#define ARGV(...) ((const char *const[]){__VA_ARGS__, NULL})
#define RUN(f, ...) wait_for((f), start((f), (struct run_request){0}, ARGV(__VA_ARGS__)))

static inline const char *text_of(struct fixture *f, const char *name)
{
	const char *text;
	size_t n;

	assert_true(fs_read(fs_join(f->a, f->dir, name), 1 << 20, f->a, f->d, &text, &n));
	return text;
}

static inline const char *described(struct fixture *f, struct step_outcome o, struct limits limits)
{
	return run_describe(&o, &limits, f->a);
}

/** The number after `word` in the log, from the n-th time that it is there. */
static inline int64_t number_after(struct fixture *f, const char *word, int n)
{
	const char *at = text_of(f, "out.log");
	int64_t x = 0;

	for (int i = 0; i <= n; i++) {
		at = strstr(at, word);
		assert_non_null(at);
		at += strlen(word);
	}
	assert_true(num_int(arena_strndup(f->a, at, strcspn(at, "\n")), 0, INT64_MAX, &x));
	return x;
}

static inline void assert_gone(struct fixture *f, const char *word, int n)
{
	assert_int_equal(kill((pid_t)number_after(f, word, n), 0), -1);
}

/* The launcher of a runner that was killed has still to remove them. */
static inline void assert_no_group(struct fixture *f, pid_t runner)
{
	const char *under = cgroup_place()->memory;
	const char *group = arena_printf(f->a, "%s/secateur-%ld-0", under ? under : "", (long)runner);

	for (int i = 0; i < 2000 && fs_exists(group); i++) {
		usleep(1000);
	}
	assert_false(fs_exists(group));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

/* With a child from before, which is to be left alone. */
static inline int run_all(const struct CMUnitTest *tests, size_t n)
{
	if (getenv("ONLY")) {
		cmocka_set_test_filter(getenv("ONLY"));
	}
	elder = fork();
	if (elder == 0) {
		pause();
		_exit(0);
	}
	int failed = _cmocka_run_group_tests("run", tests, n, NULL, NULL);

	kill(elder, SIGKILL);
	waitpid(elder, NULL, 0);
	return failed;
}

#endif
