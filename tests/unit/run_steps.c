#include "../helpers/run_fixture.h"

static void a_step_that_ends_well_is_ok(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "spin", "30", "alloc", "40");

	assert_int_equal(o.kind, OUTCOME_OK);
	assert_string_equal(o.name, "work");
	assert_int_equal(o.iteration, 1);
	assert_true(o.user_ns + o.sys_ns >= 30 * NSEC_PER_MSEC);
	assert_true(o.wall_ns >= 30 * NSEC_PER_MSEC && o.wall_ns < 30 * NSEC_PER_SEC);
	assert_true(o.peak_memory_bytes >= 40u << 20 && o.peak_memory_bytes < 400u << 20);
	assert_int_equal(o.readings.n, 0);
	assert_string_equal(described(f, o, (struct limits){0}), "ok");
}

static void an_exit_code_is_told(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "exit", "7");

	assert_int_equal(o.kind, OUTCOME_EXIT);
	assert_int_equal(o.exit_code, 7);
	assert_string_equal(described(f, o, (struct limits){0}), "exit code 7");
}

static void a_signal_is_told_by_its_name(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "signal", "11");

	assert_int_equal(o.kind, OUTCOME_SIGNAL);
	assert_int_equal(o.signal, SIGSEGV);
	assert_string_equal(described(f, o, (struct limits){0}), "signal 11 (SIGSEGV)");
}

static void a_kill_by_others_is_no_limit(void **state)
{
	struct fixture *f = *state;
	struct limits limits = {.wall_ns = 60 * NSEC_PER_SEC, .cpu_ns = 60 * NSEC_PER_SEC};
	struct running *r = start(f, (struct run_request){.limits = limits}, ARGV(ACTOR, "signal", "9"));
	struct step_outcome o = wait_for(f, r);

	assert_int_equal(o.kind, OUTCOME_SIGNAL);
	assert_string_equal(described(f, o, limits), "signal 9 (SIGKILL)");
}

static void at_the_wall_limit_all_of_a_stubborn_tree_is_killed(void **state)
{
	struct fixture *f = *state;
	struct limits limits = {.wall_ns = 300 * NSEC_PER_MSEC};
	struct running *r = start(f, (struct run_request){.limits = limits},
	                          ARGV(ACTOR, "ignore-term", "fork", "3", "60000", "sleep", "60000"));
	struct step_outcome o = wait_for(f, r);

	assert_int_equal(o.kind, OUTCOME_WALL);
	assert_true(o.wall_ns >= 250 * NSEC_PER_MSEC && o.wall_ns < 20 * NSEC_PER_SEC);
	assert_string_equal(described(f, o, limits), "killed at the wall limit of 0.3 s");
	for (int i = 0; i < 3; i++) {
		assert_gone(f, "child ", i);
	}
}

static void what_a_step_leaves_behind_is_killed(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "fork", "2", "60000");

	assert_int_equal(o.kind, OUTCOME_OK);
	assert_gone(f, "child ", 0);
	assert_gone(f, "child ", 1);
}

static void a_daemon_does_not_outlive_the_last_run(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o;
	size_t which;

	if (!fs_exists("/proc/thread-self/children")) {
		skip(); /* this kernel does not tell a process its children */
	}
	struct running *r[2] = {
		start(f, (struct run_request){0}, ARGV(ACTOR, "daemon", "60000")),
		start(f, (struct run_request){0}, ARGV(ACTOR, "sleep", "300")),
	};
	assert_true(run_wait_any(r, 2, f->d, &which, &o));
	assert_int_equal(which, 0);
	assert_int_equal(o.kind, OUTCOME_OK);
	if (is_by_process()) { /* it may be the other's: left alone while that runs */
		assert_int_equal(kill((pid_t)number_after(f, "daemon ", 0), 0), 0);
	} else {
		assert_gone(f, "daemon ", 0);
	}
	r[0] = NULL;
	assert_true(run_wait_any(r, 2, f->d, &which, &o));
	assert_int_equal(which, 1);
	assert_gone(f, "daemon ", 0);
}

static void a_child_from_before_is_left_alone(void **state)
{
	struct fixture *f = *state;

	RUN(f, ACTOR, "exit", "0");
	assert_int_equal(waitpid(elder, NULL, WNOHANG), 0);
}

static void the_cpu_limit_ends_a_busy_loop(void **state)
{
	struct fixture *f = *state;
	struct limits limits = {.cpu_ns = 300 * NSEC_PER_MSEC}; /* by process rounded up to a second */
	struct running *r = start(f, (struct run_request){.limits = limits}, ARGV(ACTOR, "spin", "60000"));
	struct step_outcome o = wait_for(f, r);

	assert_int_equal(o.kind, OUTCOME_CPU);
	assert_int_equal(o.signal, is_by_process() ? SIGXCPU : SIGKILL);
	assert_true(o.user_ns + o.sys_ns < (is_by_process() ? 5 : 2) * NSEC_PER_SEC);
	assert_string_equal(described(f, o, limits), "ended by the CPU limit of 0.3 s");
}

static void a_program_that_is_not_there_could_not_start(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, "no-such-program", "x");

	assert_int_equal(o.kind, OUTCOME_NO_START);
	assert_string_equal(described(f, o, (struct limits){0}),
	                    "could not start: No such file or directory");
	assert_true(o.wall_ns == 0 && o.user_ns == 0 && o.sys_ns == 0 && o.peak_memory_bytes == 0);
	o = RUN(f, "/etc/passwd");
	assert_int_equal(o.kind, OUTCOME_NO_START);
	assert_string_equal(described(f, o, (struct limits){0}), "could not start: Permission denied");
}

static void a_folder_that_is_not_there_is_the_tools_failure(void **state)
{
	struct fixture *f = *state;
	struct job_step step = {.name = "work", .argv = ARGV(ACTOR)};
	struct run_request q = {.step = &step, .dir = "/no/such/folder", .envp = environment};
	struct running *r = NULL;

	assert_false(run_start(&q, f->a, f->d, &r));
	assert_null(r);
	assert_string_equal(diag_last(f->d), "step work cannot enter its folder: No such file or directory");
}

static void bad_requests_are_refused_before_anything_runs(void **state)
{
	static const char *const bad[] = {"", "x", "1-", "3-1", "1,,2", "99999", "123456", "-1", "1 "};
	struct fixture *f = *state;
	struct job_step step = {.name = "work", .argv = ARGV(ACTOR)};
	struct run_request q = {.step = &step, .dir = f->dir, .envp = environment};
	struct running *r = NULL;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		q.cpus = bad[i];
		assert_false(run_start(&q, f->a, f->d, &r));
	}
	q.cpus = NULL;
	step.stdout_path = "no/such/folder/out.log";
	assert_false(run_start(&q, f->a, f->d, &r));
	assert_null(r);
}

static void cpus_that_are_not_there_are_the_tools_failure(void **state)
{
	struct fixture *f = *state;
	struct job_step step = {.name = "work", .argv = ARGV(ACTOR)};
	struct run_request q = {.step = &step, .dir = f->dir, .envp = environment, .cpus = "8000"};
	struct running *r = NULL;

	assert_false(run_start(&q, f->a, f->d, &r));
	assert_non_null(strstr(diag_last(f->d), "cannot be kept to its CPUs"));
}

static void the_measured_wall_covers_the_programs_own_life(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "lifetime", "sleep", "50");
	nsec_t own = number_after(f, "lifetime ", 0);

	assert_true(own >= 50 * NSEC_PER_MSEC);
	assert_true(o.wall_ns >= own);
	assert_true(o.wall_ns < own + 200 * NSEC_PER_MSEC);
}

/* No bias below the truth, in any single run: the window opens before the program's first instruction and closes after its last. */
static void the_wall_of_no_run_is_shorter_than_the_programs_own_life(void **state)
{
	struct fixture *f = *state;
	const char *runs = getenv("RUNS");
	int64_t n = 50;

	assert_true(!runs || num_int(runs, 1, 1000000, &n));
	for (int i = 0; i < n; i++) {
		struct step_outcome o = RUN(f, ACTOR, "lifetime");

		assert_true(o.wall_ns >= number_after(f, "lifetime ", i));
	}
}

static void the_window_closes_while_the_runner_is_busy(void **state)
{
	struct fixture *f = *state;
	struct running *r = start(f, (struct run_request){0}, ARGV(ACTOR, "sleep", "20"));
	nsec_t until = clock_now() + 400 * NSEC_PER_MSEC;

	while (clock_now() < until) {
	}
	assert_true(wait_for(f, r).wall_ns < 350 * NSEC_PER_MSEC);
}

static void both_outputs_are_kept_and_appended_to(void **state)
{
	struct fixture *f = *state;

	RUN(f, ACTOR, "write", "3");
	RUN(f, ACTOR, "write", "2");
	RUN(f, ACTOR, "bogus");
	assert_string_equal(text_of(f, "out.log"), "xxxxx");
	assert_string_equal(text_of(f, "err.log"), "actor: no verb 'bogus'\n");
}

static void a_step_sees_its_folder_its_environment_and_no_input(void **state)
{
	struct fixture *f = *state;

	RUN(f, "sh", "-c", "echo $COLOUR; pwd; read x || echo none; ls /proc/self/fd | wc -l");
	/* 0 to 2, and the one that ls reads */
	assert_string_equal(text_of(f, "out.log"), arena_printf(f->a, "green\n%s\nnone\n4\n", f->dir));
}

static void a_step_runs_on_the_cpus_it_was_given(void **state)
{
	struct fixture *f = *state;
	struct running *r = start(f, (struct run_request){.cpus = "0"},
	                          ARGV("grep", "Cpus_allowed_list", "/proc/self/status"));

	wait_for(f, r);
	assert_string_equal(text_of(f, "out.log"), "Cpus_allowed_list:\t0\n");
}

static void a_step_starts_with_clean_signals(void **state)
{
	struct fixture *f = *state;
	sigset_t usr1;

	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	signal(SIGUSR2, SIG_IGN);
	RUN(f, "cat", "/proc/self/status");
	sigprocmask(SIG_UNBLOCK, &usr1, NULL);
	signal(SIGUSR2, SIG_DFL);
	assert_non_null(strstr(text_of(f, "out.log"), "SigBlk:\t0000000000000000\n"
	                                              "SigIgn:\t0000000000000000\n"
	                                              "SigCgt:\t0000000000000000\n"));
}

static void two_at_once_end_in_their_own_time(void **state)
{
	struct fixture *f = *state;
	struct running *r[3] = {
		start(f, (struct run_request){0}, ARGV(ACTOR, "sleep", "400", "exit", "4")),
		NULL,
		start(f, (struct run_request){0}, ARGV(ACTOR, "sleep", "20", "exit", "2")),
	};
	struct step_outcome o;
	size_t which;

	assert_true(run_wait_any(r, 3, f->d, &which, &o));
	assert_int_equal(which, 2);
	assert_int_equal(o.exit_code, 2);
	r[2] = NULL;
	assert_true(run_wait_any(r, 3, f->d, &which, &o));
	assert_int_equal(which, 0);
	assert_int_equal(o.exit_code, 4);
	r[0] = NULL;
	assert_false(run_wait_any(r, 3, f->d, &which, &o));
}

static void a_step_is_bound_to_its_memory(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o;

	if (access("/proc/self/numa_maps", R_OK) < 0) {
		skip(); /* a kernel without NUMA */
	}
	o = wait_for(f, start(f, (struct run_request){.nodes = "0"},
	                      ARGV("sh", "-c", "grep -q 'bind:0' /proc/self/numa_maps")));
	assert_int_equal(o.kind, OUTCOME_OK);
	o = wait_for(f, start(f, (struct run_request){0},
	                      ARGV("sh", "-c", "grep -q 'bind:0' /proc/self/numa_maps")));
	assert_int_equal(o.exit_code, 1);
}

static void a_step_is_not_started_on_memory_that_is_not_there(void **state)
{
	struct fixture *f = *state;
	struct job_step step = {.name = "work", .argv = ARGV("true")};
	struct run_request q = {.step = &step, .dir = f->dir, .envp = environment, .nodes = "1000"};
	struct running *r = NULL;

	assert_false(run_start(&q, f->a, f->d, &r));
	assert_non_null(strstr(diag_last(f->d), "step work cannot be kept to its memory"));
}

static void output_that_cannot_be_kept_is_a_failure_of_the_tool(void **state)
{
	struct fixture *f = *state;
	struct job_step step = {.name = "work", .argv = ARGV("echo", "hello"), .stdout_path = "/dev/full"};
	struct run_request q = {
		.step = &step, .dir = f->dir, .envp = environment, .limits = {.output_bytes = 1000}};
	struct running *r = NULL;
	struct step_outcome o;
	size_t which;

	assert_true(run_start(&q, f->a, f->d, &r));
	assert_false(run_wait_any(&r, 1, f->d, &which, &o));
	assert_string_equal(diag_last(f->d),
	                    "the output of step work cannot be kept: No space left on device");
}

static void a_watched_step_has_its_readings(void **state)
{
	static const char *const events[] = {"user-time", "nonsense::EVENT"};
	struct fixture *f = *state;
	struct watch *w = watch_open(&(struct watch_request){.events = events, .n = 2}, f->a);
	struct running *r = start(f, (struct run_request){.watch = w}, ARGV(ACTOR, "spin", "60"));
	struct step_outcome o = wait_for(f, r);

	assert_int_equal(o.readings.n, 2);
	assert_string_equal(o.readings.at[0].event, "user-time");
	assert_true(o.readings.at[0].value >= 10 * (double)NSEC_PER_MSEC);
	assert_non_null(o.readings.at[1].absent_reason);
	watch_close(w);
}

static void too_many_at_once_are_refused(void **state)
{
	enum { MANY = 1024 };
	struct fixture *f = *state;
	static struct running *r[MANY];
	struct job_step step = {.name = "work", .argv = ARGV("sleep", "60")};
	struct run_request q = {.step = &step, .dir = f->dir, .envp = environment};
	struct running *extra = NULL;

	for (size_t i = 0; i < MANY; i++) {
		if (!run_start(&q, f->a, f->d, &r[i])) {
			run_stop_all();
			skip(); /* descriptors or processes ran out first */
		}
	}
	assert_false(run_start(&q, f->a, f->d, &extra));
	assert_string_equal(diag_last(f->d), "more than 1024 steps at once");
	run_stop_all();
	assert_int_equal(RUN(f, ACTOR).kind, OUTCOME_OK);
}

static void an_interrupt_ends_the_wait_and_all_can_be_stopped(void **state)
{
	struct fixture *f = *state;
	struct running *r =
		start(f, (struct run_request){0}, ARGV(ACTOR, "fork", "1", "60000", "sleep", "60000"));
	struct step_outcome o;
	size_t which = 99;
	pid_t killer;

	assert_int_equal(run_interrupted(), 0);
	killer = fork();
	if (killer == 0) {
		usleep(100000);
		kill(getppid(), SIGINT);
		_exit(0);
	}
	assert_true(run_wait_any(&r, 1, f->d, &which, &o));
	assert_int_equal(which, 1);
	assert_int_equal(run_interrupted(), SIGINT);
	waitpid(killer, NULL, 0);
	run_stop_all();
	assert_gone(f, "child ", 0);
	assert_false(run_wait_any(&r, 1, f->d, &which, &o));
}

/** In a process of its own: the second signal ends it. */
static void a_second_interrupt_kills_all_and_ends_the_runner(void **state)
{
	struct fixture *f = *state;
	pid_t runner = fork();
	int status;

	if (runner == 0) {
		assert_true(run_init(best(), f->d));
		start(f, (struct run_request){0},
		      ARGV(ACTOR, "daemon", "60000", "fork", "1", "60000", "sleep", "60000"));
		usleep(200000);
		raise(SIGINT);
		raise(SIGINT);
		_exit(0);
	}
	assert_int_equal(waitpid(runner, &status, 0), runner);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 130);
	assert_gone(f, "child ", 0);
	if (fs_exists("/proc/thread-self/children")) {
		assert_gone(f, "daemon ", 0);
	}
}

static void a_step_dies_with_a_killed_runner(void **state)
{
	struct fixture *f = *state;
	pid_t runner = fork();

	if (runner == 0) {
		assert_true(run_init(best(), f->d));
		start(f, (struct run_request){0},
		      ARGV("sh", "-c", "echo leader $$; sleep 5 & echo child $!; exec sleep 60"));
		usleep(300000);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(runner, NULL, 0), runner);
	/* an orphan of the runner is this process's, the nearest subreaper */
	for (int i = 0; i < 2; i++) {
		pid_t pid = (pid_t)number_after(f, i ? "child " : "leader ", 0);
		int status;

		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGKILL);
	}
	assert_no_group(f, runner);
}

/** The launcher, in a runner that has no other child; 0 where the kernel does not tell. */
static pid_t find_launcher(struct fixture *f)
{
	const char *list;
	int64_t launcher = 0;

	if (fs_exists("/proc/thread-self/children") &&
	    fs_read("/proc/thread-self/children", 1000, f->a, f->d, &list, NULL)) {
		num_int(arena_strndup(f->a, list, strcspn(list, " ")), 1, INT32_MAX, &launcher);
	}
	return (pid_t)launcher;
}

/** In a process of its own, whose launcher is held up while one step is started and another ends. */
static void the_window_closes_while_another_step_is_started(void **state)
{
	struct fixture *f = *state;
	pid_t runner = fork();
	int status;

	if (runner == 0) {
		struct running *r[2] = {NULL};
		struct step_outcome o;
		size_t which;
		bool ok = run_init(best(), f->d);
		pid_t launcher = find_launcher(f);

		if (launcher > 0) {
			r[0] = start(f, (struct run_request){0}, ARGV(ACTOR, "sleep", "100"));
			kill(launcher, SIGSTOP);
			if (fork() == 0) {
				usleep(600000);
				kill(launcher, SIGCONT);
				_exit(0);
			}
			r[1] = start(f, (struct run_request){0}, ARGV(ACTOR, "sleep", "5000"));
			ok = ok && run_wait_any(r, 2, f->d, &which, &o) && which == 0 &&
			     o.wall_ns >= 100 * NSEC_PER_MSEC && o.wall_ns < 500 * NSEC_PER_MSEC;
			run_stop_all();
		}
		_exit(ok ? 0 : 1);
	}
	assert_int_equal(waitpid(runner, &status, 0), runner);
	assert_int_equal(status, 0);
}

static void a_lost_launcher_is_an_error(void **state)
{
	struct fixture *f = *state;
	pid_t runner = fork();
	int status;

	if (runner == 0) {
		struct job_step step = {.name = "work", .argv = ARGV(ACTOR)};
		struct run_request q = {.step = &step, .dir = f->dir, .envp = environment};
		struct running *r = NULL;
		bool ok = run_init(best(), f->d);
		pid_t launcher = find_launcher(f);

		if (launcher > 0) {
			ok = ok && kill(launcher, SIGKILL) == 0 && waitpid(launcher, NULL, 0) == launcher &&
			     !run_start(&q, f->a, f->d, &r) &&
			     strstr(diag_last(f->d), "the launcher is gone");
		}
		_exit(ok ? 0 : 1);
	}
	assert_int_equal(waitpid(runner, &status, 0), runner);
	assert_int_equal(status, 0);
}

static void a_large_runner_does_not_show_in_the_peak_memory(void **state)
{
	struct fixture *f = *state;
	size_t n = 200u << 20;
	char *p = test_malloc(n);

	memset(p, 1, n);
	struct step_outcome o = RUN(f, ACTOR);
	test_free(p);
	print_message("peak of an idle program: %zu KiB\n", (size_t)o.peak_memory_bytes / 1024);
	assert_true(o.peak_memory_bytes > 0 && o.peak_memory_bytes < 60u << 20);
}

static void a_long_command_line_and_environment_arrive_whole(void **state)
{
	struct fixture *f = *state;
	size_t n = 100000; /* an argument may have 128 KiB */
	char *text = arena_alloc(f->a, n + 1, 1);
	const char *env[] = {"PATH=/usr/bin:/bin", "A=", arena_printf(f->a, "B=%0*d", (int)n, 7), NULL};
	struct job_step step = {"work", 1, NULL, "out.log", "err.log"};
	struct run_request q = {.step = &step, .dir = f->dir, .envp = env};
	struct running *r;

	memset(text, 'y', n);
	step.argv = ARGV("sh", "-c", "echo $# ${#1} ${#3} \"$2\" ${#B} \"$A\".", "sh", text, "", text);
	assert_true(run_start(&q, f->a, f->d, &r));
	assert_int_equal(wait_for(f, r).kind, OUTCOME_OK);
	assert_string_equal(text_of(f, "out.log"), "3 100000 100000  100000 .\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_step_that_ends_well_is_ok),
		TEST(an_exit_code_is_told),
		TEST(a_signal_is_told_by_its_name),
		TEST(a_kill_by_others_is_no_limit),
		TEST(at_the_wall_limit_all_of_a_stubborn_tree_is_killed),
		TEST(what_a_step_leaves_behind_is_killed),
		TEST(a_daemon_does_not_outlive_the_last_run),
		TEST(a_child_from_before_is_left_alone),
		TEST(the_cpu_limit_ends_a_busy_loop),
		TEST(a_program_that_is_not_there_could_not_start),
		TEST(a_folder_that_is_not_there_is_the_tools_failure),
		TEST(bad_requests_are_refused_before_anything_runs),
		TEST(cpus_that_are_not_there_are_the_tools_failure),
		TEST(the_measured_wall_covers_the_programs_own_life),
		TEST(the_wall_of_no_run_is_shorter_than_the_programs_own_life),
		TEST(the_window_closes_while_the_runner_is_busy),
		TEST(both_outputs_are_kept_and_appended_to),
		TEST(a_step_sees_its_folder_its_environment_and_no_input),
		TEST(a_step_runs_on_the_cpus_it_was_given),
		TEST(a_step_starts_with_clean_signals),
		TEST(two_at_once_end_in_their_own_time),
		TEST(a_step_is_bound_to_its_memory),
		TEST(a_step_is_not_started_on_memory_that_is_not_there),
		TEST(output_that_cannot_be_kept_is_a_failure_of_the_tool),
		TEST(a_watched_step_has_its_readings),
		TEST(too_many_at_once_are_refused),
		TEST(a_lost_launcher_is_an_error),
		TEST(a_large_runner_does_not_show_in_the_peak_memory),
		TEST(a_long_command_line_and_environment_arrive_whole),
		TEST(a_second_interrupt_kills_all_and_ends_the_runner),
		TEST(a_step_dies_with_a_killed_runner),
		TEST(the_window_closes_while_another_step_is_started),
		TEST(an_interrupt_ends_the_wait_and_all_can_be_stopped),
	};

	return run_all(tests, sizeof(tests) / sizeof(*tests));
}
