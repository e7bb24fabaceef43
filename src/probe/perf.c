/**
 * The kernel's own counters (perf_event_open), inherited by every thread and process that the child starts. They are
 * switched on by the exec, so that nothing before the program's first instruction is in them.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/probe/probe.h"

static const struct event {
	const char *name;
	uint32_t type;
	uint64_t config;
} events[] = {
	{"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
	{"branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS},
	{"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
	{"cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES},
	{"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
	{"cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS},
	{"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
	{"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
	{"major-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ},
	{"minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN},
	{"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
	{"task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
};
enum { N_EVENTS = sizeof(events) / sizeof(*events) };

struct counter {
	const struct event *event;
	int fd, error;
};

struct session {
	struct counter *at;
	size_t n;
};

/** What a read of a counter gives, by the read_format below. */
struct count {
	uint64_t value, enabled, running;
};

static const char *event(size_t i) { return i < N_EVENTS ? events[i].name : NULL; }

static const struct event *find(const char *name)
{
	for (size_t i = 0; i < N_EVENTS; i++) {
		if (strcmp(events[i].name, name) == 0) {
			return &events[i];
		}
	}
	return NULL;
}

static bool knows(const char *name) { return find(name) != NULL; }

static int open_counter(const struct event *e, pid_t pid)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = e->type,
		.config = e->config,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = 1,
		.inherit = 1,
		.enable_on_exec = 1,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, pid, -1, -1, PERF_FLAG_FD_CLOEXEC);

	/* time is the same with and without the kernel's part, so that task-clock needs no privilege */
	if (fd < 0 && (errno == EACCES || errno == EPERM) && e->type == PERF_TYPE_SOFTWARE &&
	    e->config == PERF_COUNT_SW_TASK_CLOCK) {
		attr.exclude_kernel = 1;
		attr.exclude_hv = 1;
		fd = (int)syscall(SYS_perf_event_open, &attr, pid, -1, -1, PERF_FLAG_FD_CLOEXEC);
	}
	return fd;
}

static const char *not_permitted(int error, struct arena *a)
{
	AUTO_FD int fd = open("/proc/sys/kernel/perf_event_paranoid", O_RDONLY | O_CLOEXEC);
	char level[16];
	ssize_t n = fd < 0 ? -1 : read(fd, level, sizeof(level));

	while (n > 0 && level[n - 1] == '\n') {
		n--;
	}
	if (n <= 0) {
		return arena_printf(a, "not permitted: %s", strerror(error));
	}
	return arena_printf(a, "not permitted: kernel.perf_event_paranoid is %.*s", (int)n, level);
}

static bool has_pmu(void)
{
	static const struct event cycles = {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES};
	AUTO_FD int fd = open_counter(&cycles, 0);

	return fd >= 0;
}

static const char *explain(const struct event *e, int error, struct arena *a)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return not_permitted(error, a);
	case ENOSYS:
		return "this kernel has no performance counters";
	case ENOENT:
	case ENODEV:
	case EOPNOTSUPP:
	case EINVAL:
		if (e->type != PERF_TYPE_HARDWARE) {
			break;
		}
		return has_pmu() ? "not counted by this CPU" : "no PMU";
	default:
		break;
	}
	return arena_printf(a, "perf_event_open: %s", strerror(error));
}

static bool read_counter(int fd, struct count *ret)
{
	return read(fd, ret, sizeof(*ret)) == (ssize_t)sizeof(*ret);
}

/** Any program moves these: a zero means that they are not counted. */
static bool always_moves(const struct event *e)
{
	return e->type == PERF_TYPE_HARDWARE &&
	       (e->config == PERF_COUNT_HW_CPU_CYCLES || e->config == PERF_COUNT_HW_INSTRUCTIONS ||
	        e->config == PERF_COUNT_HW_BRANCH_INSTRUCTIONS);
}

static const char *attempt(const char *name, struct arena *a)
{
	const struct event *e = find(name);
	struct count c;

	if (!e) {
		return "not an event of perf";
	}
	AUTO_FD int fd = open_counter(e, 0);
	if (fd < 0) {
		return explain(e, errno, a);
	}
	if (ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) < 0) {
		return arena_printf(a, "perf_event_open: %s", strerror(errno));
	}
	spin_turns(1000000);
	ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
	if (!read_counter(fd, &c) || c.running == 0) {
		return "no free counter";
	}
	/* a virtual PMU may accept an event and never count it */
	if (c.value == 0 && always_moves(e)) {
		return "opened, but counts nothing";
	}
	return NULL;
}

static const char *usable(const char *name, struct arena *a)
{
	return probe_try_once("perf", name, attempt, a);
}

/** Whether these count all of the time when they count at once: the kernel would let them take turns, and scale. */
static bool all_fit(const char *const *names, size_t n)
{
	int fds[N_EVENTS];
	size_t opened = 0;
	bool ok = n <= N_EVENTS;

	while (ok && opened < n) {
		fds[opened] = open_counter(find(names[opened]), 0);
		ok = fds[opened] >= 0 && ioctl(fds[opened], PERF_EVENT_IOC_ENABLE, 0) == 0;
		opened++;
	}
	/* long enough for the kernel's clock to tick, since they take turns at that */
	for (int i = 0; ok && i < 20; i++) {
		spin_turns(1000000);
	}
	for (size_t i = 0; i < opened; i++) {
		struct count c;
		ok = ok && read_counter(fds[i], &c) && c.running > 0 && c.running == c.enabled;
		close_at(&fds[i]);
	}
	return ok;
}

static size_t fit(const char *const *names, size_t n)
{
	while (n > 1 && !all_fit(names, n)) {
		n--;
	}
	return n;
}

static void *open_session(const char *const *names, size_t n, struct arena *a)
{
	struct session *s = NEW(a, struct session);

	s->at = NEW_ARRAY(a, struct counter, n);
	s->n = n;
	for (size_t i = 0; i < n; i++) {
		s->at[i] = (struct counter){.event = find(names[i]), .fd = -1};
	}
	return s;
}

static void disarm(struct session *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->at[i].fd >= 0) {
			close(s->at[i].fd);
			s->at[i].fd = -1;
		}
	}
}

static void arm(void *self, pid_t child)
{
	struct session *s = self;

	disarm(s);
	for (size_t i = 0; i < s->n; i++) {
		s->at[i].fd = open_counter(s->at[i].event, child);
		s->at[i].error = s->at[i].fd < 0 ? errno : 0;
	}
}

static void read_one(const struct counter *k, struct reading *ret, struct arena *a)
{
	struct count c;

	*ret = (struct reading){.event = k->event->name, .unit = probe_unit(k->event->name)};
	if (k->fd < 0) {
		ret->absent_reason = k->error ? explain(k->event, k->error, a) : "was not armed";
	} else if (!read_counter(k->fd, &c)) {
		ret->absent_reason = "the counter could not be read";
	} else if (c.enabled == 0) {
		ret->absent_reason = "the program did not start";
	} else if (c.running == 0) {
		ret->absent_reason = "no free counter";
	} else {
		ret->enabled_share = (double)c.running / (double)c.enabled;
		ret->value = (double)c.value / ret->enabled_share;
	}
}

static void read_all(void *self, const struct rusage *u, struct reading *ret, struct arena *a)
{
	struct session *s = self;

	(void)u;
	for (size_t i = 0; i < s->n; i++) {
		read_one(&s->at[i], &ret[i], a);
	}
	disarm(s);
}

static void close_session(void *self) { disarm(self); }

const struct probe_ops probe_perf = {
	.name = "perf",
	.about = "the kernel's software events, and the generic hardware ones where PAPI cannot count",
	.event = event,
	.n_usual = N_EVENTS,
	.knows = knows,
	.usable = usable,
	.fit = fit,
	.open = open_session,
	.arm = arm,
	.read = read_all,
	.close = close_session,
};
