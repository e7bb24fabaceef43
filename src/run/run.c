/**
 * Theory of operation
 *
 * A step is a child process in a process group of its own. The runner does not fork for it: the launcher, a small
 * process forked by run_init, makes it (launcher.c says why), but it is the runner's child. It moves to its group,
 * arranges to die with the runner, goes to its folder, takes its files, limits and CPUs, reports that it is ready, and
 * waits for one byte on a pipe: the hold. The runner enters it into a fixed table, arms the counters on it and writes
 * the byte. From there on the runner writes nothing until a child has ended.
 *
 * The wall window begins with a stamp that the child leaves in shared memory just before its exec, so no wake-up is in
 * it, and what the child had used by then is taken off its rusage. It ends with the stamp of the SIGCHLD handler,
 * which is taken whatever the runner is busy with, a start or a commit of another run for example. The handler does no more: it
 * leaves the child a zombie, so that the number of its group stays ours until run_wait_any has killed whatever else is
 * in the group; then leader and group are reaped and the counters read.
 *
 * The handlers of SIGCHLD, SIGINT and SIGTERM also put a byte into a pipe, on which run_wait_any polls with the nearest
 * limit as its timeout; so no wake-up is lost, whenever the signal comes.
 *
 * Where the machine has control groups for us (cgroup_place.c), the held child is also put into one of its own, which whatever
 * descends from it cannot leave: the group is limited, killed as a whole, read when it is empty, and removed. CPU time is looked
 * at no earlier than all CPUs of the step, busy without a break, could have used up what is left of a limit. Without them,
 * processes that left the process group (daemons) become children of the runner when their parent ends, for it is their subreaper;
 * they are killed when no other run is under way, since nothing else tells whose they are.
 *
 * When the runner itself is killed, its children die with it, and the launcher, which notices, kills the rest of their groups.
 *
 * What goes wrong before the exec comes back on a second pipe, which a successful exec closes: a program that cannot
 * be executed is an outcome, everything else there is the tool's failure.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/probe/probe.h"

/** Descriptors of one start: the child's ends, and ours. */
struct files {
	struct child_files child;
	int release, reports;
};

static void files_close(struct files *f)
{
	int *const all[] = {&f->child.out,     &f->child.err, &f->child.hold,
	                    &f->child.reports, &f->release,   &f->reports};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		close_at(all[i]);
	}
}

bool run_init(enum accounting best, struct diag *d)
{
	static pid_t ready_in; /* a fork of the runner needs a launcher of its own */

	if (ready_in == getpid()) {
		return true;
	}
	cgroup_init(best);
	if (!reap_init(d) || !slots_init(d) || !launcher_init(d)) {
		return false;
	}
	reap_spare_present();
	ready_in = getpid();
	return true;
}

enum accounting run_accounting(const char **why)
{
	if (why) {
		*why = cgroup_place()->why;
	}
	return cgroup_place()->accounting;
}

enum accounting run_try_accounting(struct arena *a, const char **why)
{
	struct cgroup_place p = cgroup_find_place(a);

	*why = p.why;
	return p.accounting;
}

bool run_can_limit(const struct limits *l, struct diag *d)
{
	const struct cgroup_place *p = cgroup_place();
	bool ok = true;

	if (p->accounting != ACCOUNT_PROCESS) {
		return true;
	}
	if (l->memory_bytes > 0) {
		ok = diag_fail(d, NOWHERE, "no limit on memory can be held to here");
	}
	if (l->processes > 0) {
		ok = diag_fail(d, NOWHERE, "no limit on processes can be held to here");
	}
	if (l->soft_cpu_ns > 0) {
		ok = diag_fail(d, NOWHERE, "no soft limit on CPU time can be held to here");
	}
	if (l->cpu_ns > 0) {
		diag_warn(d, NOWHERE,
		          "without control groups the limit on CPU time is one of each process, not of all "
		          "of a step together");
	}
	if (!ok) {
		diag_help(d, "it takes control groups, of which there are none to be had: %s", p->why);
	}
	return ok;
}

bool run_can_bind(struct diag *d)
{
	if (syscall(SYS_set_mempolicy, MPOL_DEFAULT, NULL, 0) == 0) {
		return true;
	}
	diag_warn(d, NOWHERE, "runs are not bound to the memory next to their cores: set_mempolicy: %s",
	          strerror(errno));
	return false;
}

static bool open_log(const char *dir, const char *name, struct arena *a, struct diag *d, int *ret)
{
	const char *path = name ? fs_join(a, dir, name) : "/dev/null";

	*ret = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	return *ret >= 0 || diag_fail(d, NOWHERE, "%s: %s", path, strerror(errno));
}

static bool open_pipe(int *to_read, int *to_write, struct diag *d)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		return diag_fail(d, NOWHERE, "no pipe: %s", strerror(errno));
	}
	*to_read = ends[0];
	*to_write = ends[1];
	return true;
}

/* The log's descriptor goes to the one who keeps it to a size, and the program gets a pipe. */
static bool cap(const struct run_request *q, int *fd, struct arena *a, struct diag *d, struct capped **ret)
{
	return q->limits.output_bytes == 0 || capped_open(*fd, q->limits.output_bytes, a, d, fd, ret);
}

static bool is_one_log(const struct job_step *s)
{
	return s->stdout_path && s->stderr_path && strcmp(s->stdout_path, s->stderr_path) == 0;
}

/* One log for both has one size, and its lines in one order. */
static bool cap_output(const struct run_request *q, struct files *f, struct running *r, struct arena *a,
                       struct diag *d)
{
	if (!is_one_log(q->step)) {
		return cap(q, &f->child.out, a, d, &r->out) && cap(q, &f->child.err, a, d, &r->err);
	}
	if (!cap(q, &f->child.out, a, d, &r->out)) {
		return false;
	}
	if (r->out) {
		close_at(&f->child.err);
		f->child.err = fcntl(f->child.out, F_DUPFD_CLOEXEC, 0);
	}
	return f->child.err >= 0 || diag_fail(d, NOWHERE, "no descriptor: %s", strerror(errno));
}

static bool open_files(const struct run_request *q, struct arena *a, struct diag *d, struct files *f)
{
	return open_log(q->dir, q->step->stdout_path, a, d, &f->child.out) &&
	       open_log(q->dir, q->step->stderr_path, a, d, &f->child.err) &&
	       open_pipe(&f->child.hold, &f->release, d) && open_pipe(&f->reports, &f->child.reports, d);
}

/** False when the pipe was closed without a report. */
static bool read_report(int fd, struct report *ret)
{
	ssize_t n;

	do {
		n = read(fd, ret, sizeof(*ret));
	} while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(*ret);
}

static bool tool_failed(const struct running *r, const struct report *p, struct diag *d)
{
	static const char *const what[] = {
		[STAGE_START] = "cannot be started",         [STAGE_DIR] = "cannot enter its folder",
		[STAGE_FILES] = "cannot be given its files", [STAGE_LIMITS] = "cannot be limited",
		[STAGE_CPUS] = "cannot be kept to its CPUs", [STAGE_MEMORY] = "cannot be kept to its memory",
		[STAGE_EXEC] = "cannot be executed",
	};

	if (p->stage == STAGE_READY) {
		return diag_fail(d, NOWHERE, "step %s died before its program started", r->name);
	}
	return diag_fail(d, NOWHERE, "step %s %s: %s", r->name, what[p->stage], strerror(p->error));
}

/** Has the child made, and enters it before its end can be missed. */
static bool launch(const struct departing *p, struct files *f, struct running *r, struct diag *d)
{
	struct report report = {STAGE_READY, ECHILD, 0};
	sigset_t stop, before;
	bool ok;

	/* not SIGCHLD: the ends of others are stamped meanwhile */
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, &before);
	ok = launcher_order(p, d);
	close_at(&f->child.reports); /* so that the pipe ends when the child does */
	f->child.reports = -1;
	if (ok) {
		ok = read_report(f->reports, &report) && report.error == 0;
		r->pid = report.pid;
		if (ok) {
			atomic_store(&r->state, SLOT_RUNNING);
			raise(SIGCHLD); /* the handler did not know it until now */
			ok = !r->cgroup || cgroup_enter(r->cgroup, r->pid, d);
		} else {
			tool_failed(r, &report, d);
		}
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}

static bool release(struct running *r, const struct files *f, struct diag *d)
{
	if (r->watch) {
		watch_arm(r->watch, r->pid);
	}
	r->released = clock_now();
	/* the read end is still open here too: no SIGPIPE when the child has died early */
	while (write(f->release, "g", 1) < 0) {
		if (errno != EINTR) {
			return diag_fail(d, NOWHERE, "cannot release step %s: %s", r->name, strerror(errno));
		}
	}
	return true;
}

static bool start(const struct run_request *q, struct files *f, struct running *r, struct diag *d)
{
	struct departing p = {
		.dir = q->dir,
		.argv = q->step->argv,
		.envp = q->envp ? q->envp : (const char *const *)(uintptr_t)environ,
		.files = f->child,
		.cpu_seconds = (rlim_t)((q->limits.cpu_ns + NSEC_PER_SEC - 1) / NSEC_PER_SEC),
		.file_bytes = q->limits.file_bytes,
		.departure = r->departure,
		.runner = getpid(),
	};

	if (q->cpus) {
		p.pinned = true;
		if (!cpu_mask_read(q->cpus, &p.cpus)) {
			return diag_fail(d, NOWHERE, "'%s' is not a list of CPUs", q->cpus);
		}
	}
	if (q->nodes) {
		p.bound = true;
		if (!cpu_mask_read(q->nodes, &p.nodes)) {
			return diag_fail(d, NOWHERE, "'%s' is not a list of memory nodes", q->nodes);
		}
	}
	r->n_cpus = q->cpus ? cpu_mask_count(&p.cpus) : (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
	return cgroup_make(slots_number(r), &q->limits, r->arena, d, &r->cgroup) && launch(&p, f, r, d) &&
	       release(r, f, d);
}

bool run_start(const struct run_request *q, struct arena *a, struct diag *d, struct running **ret)
{
	CLEANUP(files_close) struct files f = {{-1, -1, -1, -1}, -1, -1};
	struct running *r;

	if (!open_files(q, a, d, &f)) {
		return false;
	}
	r = slots_take();
	if (!r) {
		return diag_fail(d, NOWHERE, "more than %d steps at once", SLOTS);
	}
	r->arena = a;
	r->name = arena_strdup(a, q->step->name);
	r->iteration = q->step->iteration;
	r->limits = q->limits;
	r->watch = q->watch;
	if (!cap_output(q, &f, r, a, d) || !start(q, &f, r, d)) {
		if (r->pid > 0) {
			reap_group(r, NULL, NULL, NULL);
		}
		slots_end_output(r);
		slots_release(r);
		return false;
	}
	r->reports = f.reports;
	f.reports = -1;
	*ret = r;
	return true;
}

/** The ended one that ended first, or n. */
static size_t first_ended(struct running *const *r, size_t n)
{
	size_t first = n;

	for (size_t i = 0; i < n; i++) {
		if (r[i] && atomic_load(&r[i]->state) == SLOT_ENDED &&
		    (first == n || r[i]->end < r[first]->end)) {
			first = i;
		}
	}
	return first;
}

static void kill_all(struct running *r)
{
	if (r->cgroup) {
		cgroup_kill(r->cgroup);
	}
	kill(-r->pid, SIGKILL);
	kill(r->pid, SIGKILL);
}

/** The time until its wall limit; it is killed when there is none left. */
static nsec_t enforce_wall(struct running *r, nsec_t now)
{
	nsec_t left = r->released + r->limits.wall_ns - now;

	if (left <= 0 && !r->past_wall) {
		r->past_wall = true;
		kill_all(r);
	}
	return left > 0 ? left : NSEC_PER_SEC;
}

/**
 * The time until it can be past a limit on CPU time with all its CPUs busy. Only then is it looked at: seldom while there is much left, and
 * not at all without a limit.
 */
static nsec_t enforce_cpu(struct running *r, nsec_t now)
{
	const struct limits *l = &r->limits;
	nsec_t used, left = NSEC_PER_SEC;

	if (now < r->look_at_cpu) {
		return r->look_at_cpu - now;
	}
	used = cgroup_cpu(r->cgroup);
	if (l->cpu_ns > 0 && used >= l->cpu_ns && !r->past_cpu) {
		r->past_cpu = true;
		kill_all(r);
	} else if (l->soft_cpu_ns > 0 && used >= l->soft_cpu_ns && !r->past_soft_cpu) {
		r->past_soft_cpu = true;
		cgroup_signal(r->cgroup, SIGTERM);
	}
	if (l->cpu_ns > used) {
		left = l->cpu_ns - used;
	}
	if (l->soft_cpu_ns > used && (l->cpu_ns == 0 || l->soft_cpu_ns < l->cpu_ns)) {
		left = l->soft_cpu_ns - used;
	}
	left = left / r->n_cpus > NSEC_PER_MSEC ? left / r->n_cpus : NSEC_PER_MSEC;
	r->look_at_cpu = now + left;
	return left;
}

/** Sees to it that none goes on past its limits; returns the time to the next of them, -1 when there is none. */
static nsec_t enforce_limits(struct running *const *r, size_t n)
{
	nsec_t now = clock_now(), next = -1;

	for (size_t i = 0; i < n; i++) {
		if (!r[i] || atomic_load(&r[i]->state) != SLOT_RUNNING) {
			continue;
		}
		bool has_cpu = r[i]->cgroup && (r[i]->limits.cpu_ns > 0 || r[i]->limits.soft_cpu_ns > 0);
		nsec_t wall = r[i]->limits.wall_ns > 0 ? enforce_wall(r[i], now) : -1,
		       cpu = has_cpu ? enforce_cpu(r[i], now) : -1,
		       own = cpu < 0 || (wall >= 0 && wall < cpu) ? wall : cpu;
		next = next < 0 || (own >= 0 && own < next) ? own : next;
	}
	return next;
}

static bool finish(struct running *r, struct diag *d, struct step_outcome *ret)
{
	struct step_outcome o = {.name = r->name, .iteration = r->iteration};
	struct report report;
	struct cgroup_use use;
	struct ending e = {.report = &report, .use = r->cgroup ? &use : NULL};

	struct rusage others;

	reap_group(r, &e.status, &e.leader, &others);
	if (!read_report(r->reports, &report)) {
		report.error = 0; /* the exec closed it */
	}
	int lost = slots_end_output(r);
	e.leader = e.used = rusage_since(&e.leader, &r->departure->used);
	rusage_add(&e.used, &others);
	if (r->watch) {
		o.readings = watch_read(r->watch, &e.used, r->arena);
	}
	bool ok = !r->cgroup || cgroup_read(r->cgroup, d, &use);
	if (lost) {
		ok = diag_fail(d, NOWHERE, "the output of step %s cannot be kept: %s", r->name,
		               strerror(lost));
	}
	if (ok) {
		outcome_classify(r, &e, &o);
	}
	for (size_t i = 0; o.kind == OUTCOME_NO_START && i < o.readings.n; i++) {
		o.readings.at[i] = (struct reading){.event = o.readings.at[i].event,
		                                    .unit = o.readings.at[i].unit,
		                                    .absent_reason = "the program did not start"};
	}
	slots_release(r);
	if (!slots_any_taken()) {
		reap_strays();
	}
	*ret = o;
	return ok;
}

/** Until something happens, or `left` is over; negative: no limit. */
static bool pause_for(nsec_t left, struct diag *d)
{
	struct pollfd wake = {.fd = slots_wake_fd(), .events = POLLIN};
	struct timespec t = {left / NSEC_PER_SEC, left % NSEC_PER_SEC};
	int n = ppoll(&wake, 1, left < 0 ? NULL : &t, NULL);

	if (n > 0) {
		slots_drain();
	}
	return n >= 0 || errno == EINTR || diag_fail(d, NOWHERE, "poll: %s", strerror(errno));
}

bool run_wait_any(struct running *const *r, size_t n, struct diag *d, size_t *ret,
                  struct step_outcome *outcome)
{
	for (;;) {
		size_t i = first_ended(r, n);

		if (i < n) {
			*ret = i;
			return finish(r[i], d, outcome);
		}
		if (slots_stop_pending()) {
			*ret = n;
			return true;
		}
		if (!slots_any_taken()) {
			return diag_fail(d, NOWHERE, "no step is running");
		}
		if (!pause_for(enforce_limits(r, n), d)) {
			return false;
		}
	}
}
