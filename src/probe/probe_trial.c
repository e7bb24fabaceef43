/** The trial of all probes: each event counted in a child that does known work. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/units.h"
#include "secateur/probe/probe.h"

enum { PAGES = 2048, SLEEPS = 100, TURNS = 5000000 };
#define CPU_NS (50 * NSEC_PER_MSEC)

/* A child with known work */

bool held_start(void (*work)(void), struct held *ret)
{
	int fd[2];
	pid_t pid;
	char c;

	if (pipe2(fd, O_CLOEXEC) < 0) {
		return false;
	}
	pid = fork();
	if (pid == 0) {
		close(fd[1]);
		if (read(fd[0], &c, 1) == 1) {
			work();
		}
		_exit(0);
	}
	if (pid < 0) {
		close(fd[0]);
		close(fd[1]);
		return false;
	}
	*ret = (struct held){.pid = pid, .hold = fd[0], .go = fd[1]};
	return true;
}

void held_finish(struct held *h, struct rusage *u)
{
	struct rusage ignored;
	int status;
	ssize_t n = write(h->go, "g", 1); /* `hold` is still open here: no SIGPIPE when the child is gone */

	close(h->go);
	close(h->hold);
	(void)n;
	while (wait4(h->pid, &status, 0, u ? u : &ignored) < 0 && errno == EINTR) {
	}
}

static void do_turns(void) { spin_turns(TURNS); }

static void do_pages(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		return;
	}
	madvise(p, PAGES * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < PAGES; i++) {
		((volatile char *)p)[i * page] = 1;
	}
}

static void do_sleeps(void)
{
	for (int i = 0; i < SLEEPS; i++) {
		nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
	}
}

static void do_cpu(void)
{
	struct timespec t;

	do {
		spin_turns(TURNS / 50);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	} while (t.tv_sec * NSEC_PER_SEC + t.tv_nsec < CPU_NS);
}

/** The work on which an event shows best, and what it should come to. Others: turns, and no figure. */
static const struct known {
	const char *event;
	void (*work)(void);
	double expected;
} known[] = {
	{"PAPI_BR_INS", do_turns, TURNS},
	{"PAPI_TOT_INS", do_turns, TURNS *SPIN_INSTRUCTIONS},
	{"branches", do_turns, TURNS},
	{"context-switches", do_sleeps, SLEEPS},
	{"instructions", do_turns, TURNS *SPIN_INSTRUCTIONS},
	{"minor-faults", do_pages, PAGES},
	{"page-faults", do_pages, PAGES},
	{"system-time", do_cpu, 0},
	{"task-clock", do_cpu, (double)CPU_NS},
	{"user-time", do_cpu, (double)CPU_NS},
	{"voluntary-switches", do_sleeps, SLEEPS},
};

static struct known known_for(const char *event)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].event, event) == 0) {
			return known[i];
		}
	}
	return (struct known){event, do_turns, 0};
}

static struct probe_trial try_event(const char *event, const char *probe, struct arena *a)
{
	struct known k = known_for(event);
	struct probe_trial t = {.event = event, .expected = k.expected, .unit = probe_unit(event)};
	struct readings r;
	struct held child;
	struct rusage u;

	if (!held_start(k.work, &child)) {
		t.absent_reason = arena_printf(a, "fork: %s", strerror(errno));
		return t;
	}
	struct watch *w = watch_open(&(struct watch_request){&event, 1, NULL, true}, a);

	watch_arm(w, child.pid);
	/* counters wait for an exec, which this child never does: all that this process made are enabled now */
	prctl(PR_TASK_PERF_EVENTS_ENABLE);
	held_finish(&child, &u);
	r = watch_read(w, &u, a);
	watch_close(w);
	t.counted = r.at[0].value;
	t.absent_reason = r.at[0].absent_reason;
	t.probe = t.absent_reason ? NULL : probe;
	return t;
}

size_t probe_try_all(struct arena *a, const struct probe_trial **ret)
{
	const char *const *names;
	size_t n = probe_names(true, a, &names);
	struct probe_trial *rows = NEW_ARRAY(a, struct probe_trial, n);

	for (size_t i = 0; i < n; i++) {
		const char *why;
		const struct probe_ops *p = probe_for(names[i], true, a, &why);

		if (p) {
			rows[i] = try_event(names[i], p->name, a);
		} else {
			rows[i] = (struct probe_trial){
				.event = names[i],
				.expected = known_for(names[i]).expected,
				.unit = probe_unit(names[i]),
				.absent_reason = why,
			};
		}
	}
	*ret = rows;
	return n;
}
