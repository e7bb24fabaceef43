/**
 * What the harness costs, and how right its wall times are: `true` run many times by run_start and run_wait_any, with
 * and without counters, without control groups and with them, interleaved with the barest ways to do the same; a program that
 * tells its own life, which no wall time may fall short of; then other harnesses, those that are installed. Exit status 0 when
 * all is within the limits.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/probe/probe.h"
#include "secateur/run/run.h"

enum { TURNS = 1000, WARM_UP = 20 };
static const char program[] = "/bin/true";
static const char *const arguments[] = {program, NULL};
static const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};

/** One figure for each turn. */
struct series {
	double ms[TURNS];
};

struct figures {
	struct series plain, counted, bare; /* cost of a run, start to outcome */
	struct series wall, bare_wall;      /* what was measured of it */
	struct series beyond; /* what was measured of a program, less its own life as told by itself */
};

struct bench {
	struct arena *arena;
	struct diag *diag;
	struct watch *watch;
	const char *cpu; /* of the children, NULL: anywhere */
	const char *dir; /* for what they print */
};

static double ms(nsec_t t) { return (double)t / (double)NSEC_PER_MSEC; }

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static double median(const struct series *s)
{
	struct series sorted = *s;

	qsort(sorted.ms, TURNS, sizeof(*sorted.ms), by_size);
	return (sorted.ms[(TURNS - 1) / 2] + sorted.ms[TURNS / 2]) / 2;
}

static double median_difference(const struct series *x, const struct series *y)
{
	static struct series d;

	for (size_t i = 0; i < TURNS; i++) {
		d.ms[i] = x->ms[i] - y->ms[i];
	}
	return median(&d);
}

static _Noreturn void give_up(const struct bench *b, const char *what)
{
	fprintf(stderr, "harness_cost: %s\n", what);
	diag_print(b->diag, stderr, DIAG_PLAIN);
	exit(2);
}

static nsec_t by_harness(const struct bench *b, const struct job_step *step, struct watch *w, nsec_t *wall)
{
	struct run_request q = {.step = step, .dir = b->dir, .envp = environment, .cpus = b->cpu, .watch = w};
	struct running *r;
	struct step_outcome o;
	size_t which;
	nsec_t began = clock_now();

	if (!run_start(&q, b->arena, b->diag, &r) || !run_wait_any(&r, 1, b->diag, &which, &o) ||
	    which != 0 || o.kind != OUTCOME_OK) {
		give_up(b, "a run failed");
	}
	nsec_t ended = clock_now();
	*wall = o.wall_ns;
	arena_reset(b->arena);
	return ended - began;
}

/** The measured wall of a program less its own life, from its first statement to its last, as it tells it. */
static nsec_t beyond_its_life(const struct bench *b)
{
	static const char *const argv[] = {ACTOR, "lifetime", NULL};
	struct job_step step = {.name = "life", .iteration = 1, .argv = argv, .stdout_path = "life.log"};
	long long life = -1;
	nsec_t wall;

	by_harness(b, &step, NULL, &wall);
	const char *path = fs_join(b->arena, b->dir, step.stdout_path);
	FILE *log = fopen(path, "re");
	if (!log || fscanf(log, "lifetime %lld", &life) != 1 ||
	    unlink(path) < 0) { /* NOLINT(cert-err34-c): written by us */
		give_up(b, "a program did not tell its life");
	}
	fclose(log);
	arena_reset(b->arena);
	return wall - life;
}

static nsec_t by_spawn(const struct bench *b)
{
	struct rusage u;
	int status;
	pid_t pid;
	nsec_t began = clock_now();

	if (posix_spawn(&pid, program, NULL, NULL, (char *const *)(uintptr_t)arguments,
	                (char *const *)(uintptr_t)environment) != 0 ||
	    wait4(pid, &status, 0, &u) != pid || status != 0) {
		give_up(b, "posix_spawn failed");
	}
	return clock_now() - began;
}

/** From a stamp just before the exec to one just after the wait, with the reaping behind it: the barest wall time. */
static nsec_t by_stamps(const struct bench *b, int cpu)
{
	static volatile nsec_t departure;
	struct rusage u;
	cpu_set_t set;
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		CPU_ZERO(&set);
		CPU_SET(cpu < 0 ? 0 : (size_t)cpu, &set);
		if (cpu >= 0) {
			sched_setaffinity(0, sizeof(set), &set);
		}
		departure = clock_now();
		execve(program, (char *const *)(uintptr_t)arguments, (char *const *)(uintptr_t)environment);
		_exit(127);
	}
	siginfo_t info;
	int failed = pid < 0 ? -1 : waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	nsec_t ended = clock_now();

	if (failed || wait4(pid, &status, 0, &u) != pid || status != 0) {
		give_up(b, "vfork failed");
	}
	return ended - departure;
}

static void measure(const struct bench *b, int cpu, struct figures *ret)
{
	static const struct job_step nothing = {.name = "true", .iteration = 1, .argv = arguments};
	sigset_t child;
	nsec_t wall, ignored;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (int i = -WARM_UP; i < TURNS; i++) {
		nsec_t plain = by_harness(b, &nothing, NULL, &wall);
		nsec_t counted = by_harness(b, &nothing, b->watch, &ignored);
		nsec_t beyond = beyond_its_life(b);

		sigprocmask(SIG_BLOCK, &child, NULL); /* the handler is no part of the bare ways */
		nsec_t bare = by_spawn(b), stamped = by_stamps(b, cpu);
		sigprocmask(SIG_UNBLOCK, &child, NULL);
		if (i >= 0) {
			ret->plain.ms[i] = ms(plain);
			ret->counted.ms[i] = ms(counted);
			ret->bare.ms[i] = ms(bare);
			ret->wall.ms[i] = ms(wall);
			ret->bare_wall.ms[i] = ms(stamped);
			ret->beyond.ms[i] = ms(beyond);
		}
	}
}

/** One row: two medians, the median difference, and whether it lies within [low, high]. */
static bool row(const char *what, const struct series *x, const struct series *bare, const double limits[2])
{
	double d = median_difference(x, bare);
	bool ok = d >= limits[0] && d <= limits[1];

	printf("%-32s %8.3f %8.3f %6.2f %10.3f   %g..%g  %s\n", what, median(x), median(bare),
	       median(x) / median(bare), d, limits[0], limits[1], ok ? "ok" : "NOT ok");
	return ok;
}

/** Not one wall time may fall short of the truth. */
static bool never_short(const char *by, const struct series *beyond)
{
	double least = beyond->ms[0];

	for (size_t i = 1; i < TURNS; i++) {
		least = beyond->ms[i] < least ? beyond->ms[i] : least;
	}
	printf("%s: wall less the program's own life: median %.3f, least of %d %.3f   >= 0  %s\n", by,
	       median(beyond), TURNS, least, least >= 0 ? "ok" : "NOT ok");
	return least >= 0;
}

/** The last CPU for the children, the first for us, where there are two. */
static int spread(void)
{
	cpu_set_t all, mine;
	int first = -1, last = -1;

	if (sched_getaffinity(0, sizeof(all), &all) < 0 || CPU_COUNT(&all) < 2) {
		return -1;
	}
	for (int i = 0; i < CPU_SETSIZE; i++) {
		if (CPU_ISSET((size_t)i, &all)) {
			first = first < 0 ? i : first;
			last = i;
		}
	}
	CPU_ZERO(&mine);
	CPU_SET((size_t)first, &mine);
	sched_setaffinity(0, sizeof(mine), &mine);
	return last;
}

/** One way to count; in a process of its own, since that is chosen once. False: a figure is beyond its limits. */
static bool measure_tier(enum accounting best, double most)
{
	static const char *const events[] = {"task-clock", "page-faults", "context-switches", "instructions"};
	static const char *const names[N_ACCOUNTINGS] = {[ACCOUNT_PROCESS] = "processes",
	                                                 [ACCOUNT_CGROUP1] = "cgroup 1",
	                                                 [ACCOUNT_CGROUP2] = "cgroup 2"};
	static struct figures f;
	struct arena *a = arena_new(), *long_lived = arena_new();
	struct bench b = {.arena = a, .diag = diag_new(long_lived)};
	int cpu = spread();
	char *dir;
	bool ok;

	if (!run_init(best, b.diag)) {
		give_up(&b, "run_init failed");
	}
	if (best != ACCOUNT_PROCESS && run_accounting(NULL) == ACCOUNT_PROCESS) {
		puts("no control groups here");
		return true;
	}
	const char *by = names[run_accounting(NULL)];
	if (!fs_make_temp_dir("/tmp", "harness_cost", long_lived, b.diag, &dir)) {
		give_up(&b, "no temporary folder");
	}
	b.dir = dir;
	b.cpu = cpu < 0 ? NULL : arena_printf(long_lived, "%d", cpu);
	b.watch = watch_open(&(struct watch_request){.events = events, .n = 4}, long_lived);
	measure(&b, cpu, &f);
	ok = row(arena_printf(long_lived, "%s: cost, plain", by), &f.plain, &f.bare,
	         (const double[]){-1, most});
	ok = row(arena_printf(long_lived, "%s: cost, with counters", by), &f.counted, &f.bare,
	         (const double[]){-1, 5}) &&
	     ok;
	/* the two are the same to within the noise of a median when the harness adds nothing */
	ok = row(arena_printf(long_lived, "%s: measured wall", by), &f.wall, &f.bare_wall,
	         (const double[]){-0.02, 0.1}) &&
	     ok;
	ok = never_short(by, &f.beyond) && ok;
	watch_close(b.watch);
	fs_remove_tree(b.dir, b.diag);
	arena_free(long_lived);
	arena_free(a);
	return ok;
}

static bool in_child(enum accounting best, double most)
{
	int status = 1;

	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		bool ok = measure_tier(best, most);
		fflush(stdout);
		_exit(ok ? 0 : 1);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

/** What a run costs with another harness, all that it does counted; nothing is printed where it is not installed. */
static void peer(const char *name, const char *const *argv, int runs)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), status = 1;
	nsec_t began = clock_now();
	pid_t pid = fork();

	if (pid == 0) {
		for (int fd = 0; fd < 3; fd++) {
			dup2(null, fd);
		}
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(null);
	if (waitpid(pid, &status, 0) == pid && status == 0) {
		printf("%-28s %8.3f   a run, of %d\n", name, ms(clock_now() - began) / runs, runs);
	} else {
		printf("%-28s is not installed, or fails\n", name);
	}
}

int main(void)
{
	bool ok;

	printf("%d turns of %s; milliseconds\n", TURNS, program);
	printf("%-32s %8s %8s %6s %10s   limits\n", "", "median", "bare", "ratio", "difference");
	ok = in_child(ACCOUNT_PROCESS, 1);
	ok = in_child(ACCOUNT_CGROUP2, 5) && ok;
	puts("and others, with their own start:");
	peer("hyperfine -N",
	     (const char *const[]){"hyperfine", "-N", "--warmup", "0", "--runs", "200", program, NULL}, 200);
	peer("perf stat -r", (const char *const[]){"perf", "stat", "-r", "200", program, NULL}, 200);
	peer("runexec", (const char *const[]){"runexec", "--no-container", "--", program, NULL}, 1);
	puts(ok ? "ok" : "NOT ok");
	return ok ? 0 : 1;
}
