/* A step's whole tree: counted, limited, and gone before the next one starts. */
#include "../helpers/run_fixture.h"

static void skip_by_process(void)
{
	if (is_by_process()) {
		skip(); /* that takes control groups */
	}
}

static struct step_outcome limited(struct fixture *f, struct limits l, const char *const *argv)
{
	return wait_for(f, start(f, (struct run_request){.limits = l}, argv));
}

static void assert_about(nsec_t x, nsec_t expected, double share)
{
	if (!((double)llabs(x - expected) <= share * (double)expected)) {
		fail_msg("%.3f ms, not %.3f ms", (double)x / 1e6, (double)expected / 1e6);
	}
}

/* --- what is counted ------------------------------------------------------------------------------------ */

static void cpu_time_is_that_of_children_side_by_side(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "fork", "3", "200", "wait");

	assert_int_equal(o.kind, OUTCOME_OK);
	assert_about(o.user_ns + o.sys_ns, 600 * NSEC_PER_MSEC, .02);
}

static void cpu_time_is_that_of_children_one_after_another(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o =
		RUN(f, ACTOR, "fork", "1", "200", "wait", "fork", "1", "200", "wait", "spin", "200");

	assert_about(o.user_ns + o.sys_ns, 600 * NSEC_PER_MSEC, .02);
}

static void cpu_time_is_that_of_daemons_too(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "daemon-spin", "400", "sleep", "1200");

	assert_int_equal(o.kind, OUTCOME_OK);
	assert_about(o.user_ns + o.sys_ns, 400 * NSEC_PER_MSEC, .02);
}

static void cpu_time_is_that_of_children_nobody_waited_for(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "fork", "1", "60000", "sleep", "500");

	assert_true(o.user_ns + o.sys_ns > 50 * NSEC_PER_MSEC);
}

/* Whose an orphan is that left its group cannot be told while two run; without control groups it is nobody's then. */
static void cpu_time_is_never_that_of_another_steps_daemon(void **state)
{
	struct fixture *f = *state;
	struct running *both[2] = {
		start(f, (struct run_request){0}, ARGV(ACTOR, "sleep", "700")),
		start(f, (struct run_request){0}, ARGV(ACTOR, "daemon-spin", "200", "sleep", "400"))};
	struct step_outcome o;
	size_t which = 99;

	assert_true(run_wait_any(both, 2, f->d, &which, &o));
	assert_int_equal(which, 1);
	assert_true(run_wait_any(both, 1, f->d, &which, &o));
	assert_true(o.user_ns + o.sys_ns < 50 * NSEC_PER_MSEC);
}

static void peak_memory_is_that_of_all_at_once(void **state)
{
	struct fixture *f = *state;

	struct step_outcome o = RUN(f, ACTOR, "hoard", "2", "100");
	const uint64_t expected = (is_by_process() ? 0u : 200u) << 20;
	assert_true(o.peak_memory_bytes >= expected && o.peak_memory_bytes < 240u << 20);
}

static void a_short_peak_is_seen(void **state)
{
	struct fixture *f = *state;
	struct step_outcome o = RUN(f, ACTOR, "flash", "150", "sleep", "50");

	assert_true(o.peak_memory_bytes >= 150u << 20 && o.peak_memory_bytes < 180u << 20);
}

static void a_small_step_after_a_large_one_has_a_small_peak(void **state)
{
	struct fixture *f = *state;

	assert_true(RUN(f, ACTOR, "alloc", "200").peak_memory_bytes >= 200u << 20);
	assert_true(RUN(f, ACTOR, "alloc", "1").peak_memory_bytes < 60u << 20);
}

/* --- limits ------------------------------------------------------------------------------------------------ */

static void the_cpu_limit_is_that_of_the_whole_tree(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.cpu_ns = 300 * NSEC_PER_MSEC};

	skip_by_process();
	struct step_outcome o = limited(f, l, ARGV(ACTOR, "fork", "4", "60000", "sleep", "60000"));
	assert_int_equal(o.kind, OUTCOME_CPU);
	assert_true(o.user_ns + o.sys_ns >= l.cpu_ns &&
	            o.user_ns + o.sys_ns < l.cpu_ns + 100 * NSEC_PER_MSEC);
	for (int i = 0; i < 4; i++) {
		assert_gone(f, "child ", i);
	}
}

static void at_the_soft_cpu_limit_a_step_may_end_by_itself(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.soft_cpu_ns = 200 * NSEC_PER_MSEC, .cpu_ns = 10 * NSEC_PER_SEC};

	skip_by_process();
	struct step_outcome o =
		limited(f, l, ARGV("sh", "-c", "trap 'echo asked; exit 4' TERM; while :; do :; done"));
	assert_int_equal(o.kind, OUTCOME_CPU);
	assert_int_equal(o.exit_code, 4);
	assert_string_equal(text_of(f, "out.log"), "asked\n");
	assert_string_equal(described(f, o, l), "ended by the CPU limit of 0.2 s");
}

static void one_that_will_not_hear_is_killed_at_the_hard_one(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.soft_cpu_ns = 100 * NSEC_PER_MSEC, .cpu_ns = 300 * NSEC_PER_MSEC};

	skip_by_process();
	struct step_outcome o = limited(f, l, ARGV(ACTOR, "ignore-term", "spin", "60000"));
	assert_int_equal(o.kind, OUTCOME_CPU);
	assert_int_equal(o.signal, SIGKILL);
	assert_about(o.user_ns + o.sys_ns, 350 * NSEC_PER_MSEC, .2);
}

static void the_memory_limit_is_told(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.memory_bytes = 64u << 20};

	skip_by_process();
	struct step_outcome o = limited(f, l, ARGV(ACTOR, "alloc", "200", "sleep", "60000"));
	assert_int_equal(o.kind, OUTCOME_MEMORY);
	assert_true(o.peak_memory_bytes <= 64u << 20 && o.peak_memory_bytes >= 60u << 20);
	assert_string_equal(described(f, o, l), "killed at the memory limit of 64.0 MiB");
	assert_int_equal(limited(f, l, ARGV(ACTOR, "alloc", "20")).kind, OUTCOME_OK);
}

static void the_limit_on_processes_is_told(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.processes = 10};

	skip_by_process();
	struct step_outcome o = limited(f, l, ARGV(ACTOR, "crowd", "50"));
	assert_int_equal(o.kind, OUTCOME_PROCESSES);
	assert_int_equal(o.exit_code, 3);
	assert_string_equal(described(f, o, l), "failed at the limit of 10 processes and threads");
	assert_int_equal(limited(f, l, ARGV(ACTOR, "crowd", "5")).kind, OUTCOME_OK);
}

static void the_limit_on_a_file_is_told(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.file_bytes = 1u << 20};

	struct step_outcome o = limited(f, l, ARGV(ACTOR, "file", "2"));
	assert_int_equal(o.kind, OUTCOME_FILE);
	assert_string_equal(described(f, o, l), "ended by the limit of 1.00 MiB on a file");
	assert_int_equal(limited(f, l, ARGV(ACTOR, "file", "1")).kind, OUTCOME_OK);
}

static void limits_that_cannot_be_held_to_are_refused(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.memory_bytes = 1, .processes = 1, .soft_cpu_ns = 1};
	const char *why;

	run_accounting(&why);
	assert_true(run_can_limit(&l, f->d) == !is_by_process());
	assert_true((why != NULL) == is_by_process());
	assert_int_equal(diag_errors(f->d), is_by_process() ? 3 : 0);
	diag_clear(f->d);
	l = (struct limits){.wall_ns = 1, .cpu_ns = 1, .file_bytes = 1};
	assert_true(run_can_limit(&l, f->d));
	assert_true(!is_by_process() || strstr(diag_last(f->d), "one of each process"));
	assert_true(is_by_process() || !diag_last(f->d));
}

/* --- the end ------------------------------------------------------------------------------------------------- */

/* All of this process's children but the two that are no steps. */
static size_t count_children(void)
{
	AUTO_FILE FILE *in = fopen("/proc/thread-self/children", "r");
	size_t n = 0;
	int pid;

	while (in && fscanf(in, "%d", &pid) == 1) {
		n++;
	}
	return n;
}

static void one_that_flees_on_and_on_is_caught(void **state)
{
	struct fixture *f = *state;
	const size_t before = count_children();

	struct step_outcome o = RUN(f, ACTOR, "flee", "60000", "sleep", "50");
	assert_int_equal(o.kind, OUTCOME_OK);
	assert_int_equal(count_children(), before);
}

static void a_stopped_tree_is_killed_at_the_wall_limit(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.wall_ns = 200 * NSEC_PER_MSEC};
	struct step_outcome o = limited(f, l, ARGV(ACTOR, "fork", "2", "60000", "signal", "19"));

	assert_int_equal(o.kind, OUTCOME_WALL);
	assert_gone(f, "child ", 0);
	assert_gone(f, "child ", 1);
}

/* In 10 ms, on a quiet machine. */
static void a_tree_is_dead_soon_after_its_limit(void **state)
{
	struct fixture *f = *state;
	struct limits l = {.wall_ns = 200 * NSEC_PER_MSEC};

	nsec_t begin = clock_now();
	limited(f, l,
	        ARGV(ACTOR, "ignore-term", "daemon", "60000", "flee", "60000", "crowd", "20", "sleep",
	             "60000"));
	nsec_t took = clock_now() - begin;
	print_message("%.3f s after the limit\n", (double)(took - l.wall_ns) / 1e9);
	if (took > 3 * NSEC_PER_SEC) {
		fail_msg("it took %.3f s", (double)took / 1e9);
	}
}

/* Each of them leaves something behind, in its own way. */
static void nothing_survives_the_worst_of_them(void **state)
{
	static const char *const worst[][12] = {
		{ACTOR, "daemon", "60000"},
		{ACTOR, "flee", "60000"},
		{ACTOR, "ignore-term", "fork", "3", "60000"},
		{ACTOR, "crowd", "5", "daemon", "60000", "signal", "9"},
		{"sh", "-c", "setsid sleep 60 & setsid sh -c 'sleep 60 & sleep 60' & exit 3"},
	};
	enum { KINDS = sizeof(worst) / sizeof(*worst) };
	struct fixture *f = *state;
	const size_t before = count_children();
	const char *runs = getenv("RUNS");
	int64_t n = 50;

	assert_true(!runs || num_int(runs, 1, 1000000, &n));
	for (int64_t i = 0; i < n; i++) {
		wait_for(f, start(f, (struct run_request){0}, worst[i % KINDS]));
		assert_int_equal(count_children(), before);
	}
}

static void a_killed_runner_leaves_no_daemon_and_no_group(void **state)
{
	struct fixture *f = *state;
	pid_t runner;

	skip_by_process();
	runner = fork();
	if (runner == 0) {
		assert_true(run_init(best(), f->d));
		start(f, (struct run_request){0},
		      ARGV(ACTOR, "daemon", "60000", "flee", "60000", "sleep", "60000"));
		usleep(200000);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(runner, NULL, 0), runner);
	pid_t daemon = (pid_t)number_after(f, "daemon ", 0);
	/* orphans of the runner are this process's, the nearest subreaper */
	for (int i = 0; i < 2000 && kill(daemon, 0) == 0; i++) {
		usleep(1000);
		while (waitpid(-1, NULL, WNOHANG) > 0) {
		}
	}
	assert_int_equal(kill(daemon, 0), -1);
	assert_no_group(f, runner);
}

/* --- where ---------------------------------------------------------------------------------------------------- */

static void the_folder_of_a_group_is_found_from_what_the_kernel_tells(void **state)
{
	struct fixture *f = *state;
	static const char mounts[] =
		"25 1 0:21 / / rw - ext4 /dev/sda1 rw\n"
		"31 25 0:27 / /sys/fs/cgroup/unified rw,nosuid shared:4 - cgroup2 cgroup2 rw\n"
		"32 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
		"33 25 0:29 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
	static const char self[] =
		"5:memory:/docker/abc/below\n4:cpu,cpuacct:/\n3:pids:/x\n0::/user.slice/a.scope\n";

	assert_string_equal(cgroup_folder(mounts, self, "", f->a),
	                    "/sys/fs/cgroup/unified/user.slice/a.scope");
	assert_string_equal(cgroup_folder(mounts, self, "cpuacct", f->a), "/sys/fs/cgroup/cpu,cpuacct");
	assert_string_equal(cgroup_folder(mounts, self, "memory", f->a), "/sys/fs/cgroup/memory/below");
	assert_null(cgroup_folder(mounts, self, "pids", f->a));
	assert_null(cgroup_folder(mounts, "5:memory:/elsewhere\n", "memory", f->a));
	assert_null(cgroup_folder("", "", "", f->a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cpu_time_is_that_of_children_side_by_side),
		TEST(cpu_time_is_that_of_children_one_after_another),
		TEST(cpu_time_is_that_of_daemons_too),
		TEST(cpu_time_is_that_of_children_nobody_waited_for),
		TEST(cpu_time_is_never_that_of_another_steps_daemon),
		TEST(peak_memory_is_that_of_all_at_once),
		TEST(a_short_peak_is_seen),
		TEST(a_small_step_after_a_large_one_has_a_small_peak),
		TEST(the_cpu_limit_is_that_of_the_whole_tree),
		TEST(at_the_soft_cpu_limit_a_step_may_end_by_itself),
		TEST(one_that_will_not_hear_is_killed_at_the_hard_one),
		TEST(the_memory_limit_is_told),
		TEST(the_limit_on_processes_is_told),
		TEST(the_limit_on_a_file_is_told),
		TEST(limits_that_cannot_be_held_to_are_refused),
		TEST(one_that_flees_on_and_on_is_caught),
		TEST(a_stopped_tree_is_killed_at_the_wall_limit),
		TEST(a_tree_is_dead_soon_after_its_limit),
		TEST(nothing_survives_the_worst_of_them),
		TEST(a_killed_runner_leaves_no_daemon_and_no_group),
		TEST(the_folder_of_a_group_is_found_from_what_the_kernel_tells),
	};

	return run_all(tests, sizeof(tests) / sizeof(*tests));
}
