#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/probe/probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/probe/probe.h"

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

/** The actor, watched from its exec on. */
static struct readings watch_actor(struct watch *w, struct arena *a, char *const argv[], struct rusage *u)
{
	int hold[2], status;
	pid_t pid;

	assert_int_equal(pipe2(hold, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		char go;
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		close(hold[1]);
		dup2(null, STDOUT_FILENO);
		if (read(hold[0], &go, 1) == 1) {
			execv(ACTOR, argv);
		}
		_exit(127);
	}
	assert_true(pid > 0);
	watch_arm(w, pid);
	assert_int_equal(write(hold[1], "g", 1), 1);
	assert_int_equal(wait4(pid, &status, 0, u), pid);
	close(hold[0]);
	close(hold[1]);
	return watch_read(w, u, a);
}

static struct watch *watch_events(const char *const *events, size_t n, struct arena *a)
{
	return watch_open(&(struct watch_request){.events = events, .n = n, .alone = true}, a);
}

static double cpu_ns(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1e9 +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) * 1e3;
}

static bool here(const char *event, struct arena *a)
{
	for (size_t i = 0; probe_at(i); i++) {
		if (probe_at(i)->knows(event) && !probe_at(i)->usable(event, a)) {
			return true;
		}
	}
	return false;
}

static void task_clock_has_the_grandchildren_in_it(void **state)
{
	static const char *const events[] = {"task-clock", "page-faults"};
	char *const argv[] = {"actor", "fork", "2", "60", "spin", "30", "wait", NULL};
	struct arena *a = *state;
	struct rusage u;

	if (!here("task-clock", a)) {
		skip();
	}
	struct watch *w = watch_events(events, 2, a);
	struct readings r = watch_actor(w, a, argv, &u);
	assert_int_equal(r.n, 2);
	assert_null(r.at[0].absent_reason);
	assert_string_equal(r.at[0].event, "task-clock");
	assert_string_equal(r.at[0].unit, "ns");
	/* below: no more than the part before the exec is missing; above: time that a hypervisor stole */
	assert_true(r.at[0].value > 0.95 * cpu_ns(&u));
	assert_true(r.at[0].value < 1.25 * cpu_ns(&u));
	assert_true(r.at[0].value > 150e6 * 0.95);
	assert_true(r.at[0].enabled_share > 0.99 && r.at[0].enabled_share < 1.01);
	watch_close(w);
}

static void page_faults_follow_the_memory_that_is_touched(void **state)
{
	static const char *const events[] = {"page-faults"};
	char *const small[] = {"actor", "alloc", "1", NULL}, *const large[] = {"actor", "alloc", "17", NULL};
	struct arena *a = *state;
	struct rusage u;

	if (!here("page-faults", a)) {
		skip();
	}
	struct watch *w = watch_events(events, 1, a);
	double first = watch_actor(w, a, small, &u).at[0].value;
	double more = watch_actor(w, a, large, &u).at[0].value - first;
	assert_true(first > 256);
	/* 16 MiB of 4 KiB pages; huge pages make fewer */
	assert_true(more > 0 && more < 4096 * 1.05);
	watch_close(w);
}

static void context_switches_follow_the_sleeps(void **state)
{
	static const char *const events[] = {"context-switches", "voluntary-switches"};
	char *const argv[] = {"actor", "sleep", "1", "sleep", "1", "sleep", "1", "sleep", "1", NULL};
	struct arena *a = *state;
	struct rusage u;
	struct watch *w = watch_events(events, 2, a);
	struct readings r = watch_actor(w, a, argv, &u);

	assert_true(r.at[1].value >= 4);
	if (here("context-switches", a)) {
		assert_true(r.at[0].value >= 4);
	} else {
		assert_non_null(r.at[0].absent_reason);
	}
	watch_close(w);
}

static void what_nothing_can_count_has_a_reason_and_no_value(void **state)
{
	static const char *const events[] = {"user-time", "bogus::EVENT", "instructions", "page-faults"};
	char *const argv[] = {"actor", "spin", "20", NULL};
	struct arena *a = *state;
	struct rusage u;
	struct watch *w = watch_events(events, 4, a);
	struct readings r = watch_actor(w, a, argv, &u);

	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(r.at[i].event, events[i]);
	}
	assert_null(r.at[0].absent_reason);
	assert_non_null(r.at[1].absent_reason);
	assert_true(*r.at[1].absent_reason != '\0');
	if (here("instructions", a)) {
		assert_true(r.at[2].value > 1e6);
	} else {
		assert_non_null(r.at[2].absent_reason);
		assert_true(r.at[2].value == 0);
	}
	assert_string_equal(r.at[3].unit, "1");
	assert_true(r.at[3].value > 10);
	watch_close(w);
}

static void a_child_that_never_started_has_no_counts(void **state)
{
	static const char *const events[] = {"task-clock"};
	struct arena *a = *state;
	struct rusage u = {0};
	struct watch *w = watch_events(events, 1, a);
	struct readings r;
	pid_t pid;

	if (!here("task-clock", a)) {
		skip();
	}
	pid = fork();
	if (pid == 0) {
		pause();
	}
	watch_arm(w, pid);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	r = watch_read(w, &u, a);
	assert_non_null(r.at[0].absent_reason);
	watch_arm(w, pid); /* no such process any more */
	r = watch_read(w, &u, a);
	assert_non_null(r.at[0].absent_reason);
	watch_close(w);
}

static size_t open_files(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 256; fd++) {
		n += fcntl(fd, F_GETFD) >= 0;
	}
	return n;
}

static void no_descriptor_is_left_behind(void **state)
{
	static const char *const events[] = {"task-clock", "page-faults", "instructions", "user-time"};
	char *const argv[] = {"actor", NULL};
	struct arena *a = *state;
	struct watch *w = watch_events(events, 4, a);
	struct rusage u;
	size_t before = open_files();

	for (int i = 0; i < 5; i++) {
		watch_actor(w, a, argv, &u);
	}
	assert_int_equal(open_files(), before);
	watch_arm(w, getpid());
	watch_close(w);
	assert_int_equal(open_files(), before);
}

static size_t three_at_once(const char *const *events, size_t n)
{
	(void)events;
	return n < 3 ? n : 3;
}

static size_t one_at_once(const char *const *events, size_t n)
{
	(void)events;
	return n < 1 ? n : 1;
}

static void events_that_do_not_fit_are_shared_out_among_sets(void **state)
{
	static const char *const events[] = {"a", "b", "c", "d", "e", "f"};
	struct probe_set *sets;

	assert_int_equal(probe_share_out(events, 6, 6, three_at_once, *state, &sets), 2);
	assert_int_equal(sets[0].n, 3);
	assert_int_equal(sets[1].n, 3);
	assert_int_equal(sets[1].at[0], 3);
	assert_int_equal(probe_share_out(events, 3, 3, three_at_once, *state, &sets), 1);
}

static void the_event_that_decides_is_in_every_set(void **state)
{
	static const char *const events[] = {"a", "b", "c", "d", "e", "f"};
	struct probe_set *sets;

	assert_int_equal(probe_share_out(events, 6, 4, three_at_once, *state, &sets), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(sets[i].at[0], 4);
	}
	assert_int_equal(sets[0].n + sets[1].n + sets[2].n, 5 + 3);
	assert_int_equal(sets[2].at[1], 5);
	/* nothing fits beside it: it is counted alone, and every time */
	assert_int_equal(probe_share_out(events, 6, 1, one_at_once, *state, &sets), 1);
	assert_int_equal(sets[0].n, 1);
	assert_int_equal(sets[0].at[0], 1);
	assert_int_equal(probe_share_out(events, 1, 0, one_at_once, *state, &sets), 1);
	assert_int_equal(sets[0].n, 1);
}

static void what_counts_the_whole_machine_is_told_from_others_only_alone(void **state)
{
	static const char *const events[] = {"energy-pkg"};
	char *const argv[] = {"actor", "spin", "20", NULL};
	struct arena *a = *state;
	struct rusage u;
	struct watch *w = watch_open(&(struct watch_request){.events = events, .n = 1, .alone = false}, a);
	struct readings r = watch_actor(w, a, argv, &u);

	assert_non_null(r.at[0].absent_reason);
	assert_string_equal(r.at[0].unit, "J");
	watch_close(w);
	w = watch_events(events, 1, a);
	r = watch_actor(w, a, argv, &u);
	assert_true(here("energy-pkg", a) == !r.at[0].absent_reason);
	assert_true(r.at[0].absent_reason || r.at[0].value > 0);
	watch_close(w);
}

static void an_unknown_event_gets_the_nearest_name(void **state)
{
	struct arena *a = *state;
	const char *hint = NULL;

	assert_false(probe_known("task-clok", a, &hint));
	assert_string_equal(hint, "; did you mean 'task-clock'?");
	assert_false(probe_known("zzzzzzzzzzzzzzzzzzzzz", a, &hint));
	assert_string_equal(hint, "");
	assert_false(probe_known("PAPI_TOT_INZ", a, &hint));
	assert_string_equal(hint, "; did you mean 'PAPI_TOT_INS'?");
	assert_false(probe_known("PAPI_L1_DCX", a, &hint));
	assert_true(strstr(hint, "PAPI_L1_DC") != NULL);
	assert_true(probe_known("PAPI_TOT_INS", a, &hint));
	assert_true(probe_known("PAPI_L2_DCM", a, &hint));
	assert_true(probe_known("perf::CYCLES", a, &hint));
	assert_true(probe_known("user-time", a, &hint));
}

static void every_probe_knows_what_it_lists(void **state)
{
	(void)state;
	for (size_t p = 0; probe_at(p); p++) {
		const struct probe_ops *o = probe_at(p);
		const char *last = "";

		assert_non_null(o->about);
		for (size_t i = 0; o->event(i); i++) {
			assert_true(o->knows(o->event(i)));
			assert_true(i >= o->n_usual || strcmp(last, o->event(i)) < 0);
			last = o->event(i);
		}
	}
}

static void the_trial_counts_what_it_expects(void **state)
{
	const struct probe_trial *t;
	size_t n = probe_try_all(*state, &t);

	assert_true(n > 20);
	for (size_t i = 0; i < n; i++) {
		print_message("%-20s %-6s %12.0f of %12.0f %-5s %s\n", t[i].event,
		              t[i].probe ? t[i].probe : "-", t[i].counted, t[i].expected, t[i].unit,
		              t[i].absent_reason ? t[i].absent_reason : "");
		assert_true((t[i].probe == NULL) == (t[i].absent_reason != NULL));
		if (t[i].probe && t[i].expected > 0) {
			assert_true(t[i].counted >= 0.5 * t[i].expected);
			assert_true(t[i].counted <= 3 * t[i].expected);
		}
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(task_clock_has_the_grandchildren_in_it),
		TEST(page_faults_follow_the_memory_that_is_touched),
		TEST(context_switches_follow_the_sleeps),
		TEST(what_nothing_can_count_has_a_reason_and_no_value),
		TEST(a_child_that_never_started_has_no_counts),
		TEST(no_descriptor_is_left_behind),
		TEST(events_that_do_not_fit_are_shared_out_among_sets),
		TEST(the_event_that_decides_is_in_every_set),
		TEST(what_counts_the_whole_machine_is_told_from_others_only_alone),
		TEST(an_unknown_event_gets_the_nearest_name),
		TEST(every_probe_knows_what_it_lists),
		TEST(the_trial_counts_what_it_expects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
