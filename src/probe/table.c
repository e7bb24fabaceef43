/** The probes in one table, the events of an experiment shared out among them, and the trial of all of them. */
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
#include "secateur/base/near.h"
#include "secateur/base/units.h"
#include "secateur/base/vec.h"
#include "secateur/probe/probe.h"

#define PROBE(name) extern const struct probe_ops probe_##name;
#include "probe.def"
#undef PROBE

static const struct probe_ops *const table[] = {
#define PROBE(name) &probe_##name,
#include "probe.def"
#undef PROBE
};
enum { N_PROBES = sizeof(table) / sizeof(*table), PAGES = 2048, SLEEPS = 100, TURNS = 5000000 };
#define CPU_NS (50 * NSEC_PER_MSEC)

const struct probe_ops *probe_at(size_t i) { return i < N_PROBES ? table[i] : NULL; }

const char *probe_unit(const char *event)
{
	static const char *const times[] = {"task-clock",       "user-time",       "system-time",
	                                    "perf::TASK-CLOCK", "perf::CPU-CLOCK", NULL};

	for (size_t i = 0; times[i]; i++) {
		if (strcmp(event, times[i]) == 0) {
			return "ns";
		}
	}
	return "1";
}

/* Answers */

struct answer {
	const char *probe, *event, *reason;
};

const char *probe_try_once(const char *probe, const char *event,
                           const char *(*attempt)(const char *event, struct arena *a), struct arena *a)
{
	static struct arena *kept; /* for the life of the process */
	static VEC(struct answer) answers;
	const char *reason;

	for (size_t i = 0; i < answers.n; i++) {
		if (strcmp(answers.at[i].probe, probe) == 0 && strcmp(answers.at[i].event, event) == 0) {
			return answers.at[i].reason;
		}
	}
	if (!kept) {
		kept = arena_new();
	}
	reason = attempt(event, a);
	*vec_push(kept, &answers) = (struct answer){
		.probe = probe,
		.event = arena_strdup(kept, event),
		.reason = reason ? arena_strdup(kept, reason) : NULL,
	};
	return reason;
}

/** Every event that some probe lists, once. */
static size_t all_events(struct arena *a, const char *const **ret)
{
	VEC(const char *) names = {0};

	for (size_t p = 0; p < N_PROBES; p++) {
		for (size_t i = 0; table[p]->event(i); i++) {
			const char *name = table[p]->event(i);
			size_t k = 0;

			while (k < names.n && strcmp(names.at[k], name) != 0) {
				k++;
			}
			if (k == names.n) {
				*vec_push(a, &names) = name;
			}
		}
	}
	*ret = names.at;
	return names.n;
}

bool probe_known(const char *event, struct arena *a, const char **hint)
{
	const char *const *names;
	size_t n;

	*hint = "";
	for (size_t p = 0; p < N_PROBES; p++) {
		if (table[p]->knows(event)) {
			return true;
		}
	}
	n = all_events(a, &names);
	*hint = near_hint(event, names, n, a);
	return false;
}

/* The watch */

/** Which of the watch's events one probe counts. */
struct share {
	void *self; /* NULL: it counts none */
	const char **events;
	size_t *place; /* of each, in the watch */
	size_t n;
};

struct watch {
	size_t n;
	const char **events, **reasons; /* reason NULL: some probe counts it */
	struct share shares[N_PROBES];
};

/** The first usable probe that knows the event; N_PROBES when there is none, and why. */
static size_t choose(const char *event, struct arena *a, const char **why)
{
	*why = NULL;
	for (size_t p = 0; p < N_PROBES; p++) {
		const char *reason;

		if (!table[p]->knows(event)) {
			continue;
		}
		reason = table[p]->usable(event, a);
		if (!reason) {
			*why = NULL;
			return p;
		}
		if (!*why) {
			*why = reason;
		}
	}
	if (!*why) {
		*why = "no probe knows this event";
	}
	return N_PROBES;
}

struct watch *watch_open(const char *const *events, size_t n, struct arena *a)
{
	struct watch *w = NEW(a, struct watch);

	w->n = n;
	w->events = NEW_ARRAY(a, const char *, n);
	w->reasons = NEW_ARRAY(a, const char *, n);
	for (size_t p = 0; p < N_PROBES; p++) {
		w->shares[p].events = NEW_ARRAY(a, const char *, n);
		w->shares[p].place = NEW_ARRAY(a, size_t, n);
	}
	for (size_t i = 0; i < n; i++) {
		size_t p = choose(events[i], a, &w->reasons[i]);

		w->events[i] = arena_strdup(a, events[i]);
		if (p < N_PROBES) {
			w->shares[p].events[w->shares[p].n] = w->events[i];
			w->shares[p].place[w->shares[p].n++] = i;
		} else {
			w->reasons[i] = arena_strdup(a, w->reasons[i]);
		}
	}
	for (size_t p = 0; p < N_PROBES; p++) {
		struct share *s = &w->shares[p];

		s->self = s->n > 0 ? table[p]->open(s->events, s->n, a) : NULL;
	}
	return w;
}

void watch_arm(struct watch *w, pid_t child)
{
	for (size_t p = 0; p < N_PROBES; p++) {
		if (w->shares[p].self) {
			table[p]->arm(w->shares[p].self, child);
		}
	}
}

struct readings watch_read(struct watch *w, const struct rusage *u, struct arena *a)
{
	struct readings r = {NEW_ARRAY(a, struct reading, w->n), w->n};
	struct reading *some = NEW_ARRAY(a, struct reading, w->n);

	for (size_t i = 0; i < w->n; i++) {
		r.at[i] = (struct reading){
			.event = w->events[i],
			.unit = probe_unit(w->events[i]),
			.absent_reason = w->reasons[i],
		};
	}
	for (size_t p = 0; p < N_PROBES; p++) {
		struct share *s = &w->shares[p];

		if (!s->self) {
			continue;
		}
		table[p]->read(s->self, u, some, a);
		for (size_t i = 0; i < s->n; i++) {
			some[i].event = w->events[s->place[i]];
			r.at[s->place[i]] = some[i];
		}
	}
	return r;
}

void watch_close(struct watch *w)
{
	for (size_t p = 0; p < N_PROBES; p++) {
		if (w->shares[p].self) {
			table[p]->close(w->shares[p].self);
			w->shares[p].self = NULL;
		}
	}
}

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

static struct probe_trial try_event(const char *event, size_t probe, struct arena *a)
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
	struct watch *w = watch_open(&event, 1, a);

	watch_arm(w, child.pid);
	/* counters wait for an exec, which this child never does: all that this process made are enabled now */
	prctl(PR_TASK_PERF_EVENTS_ENABLE);
	held_finish(&child, &u);
	r = watch_read(w, &u, a);
	watch_close(w);
	t.counted = r.at[0].value;
	t.absent_reason = r.at[0].absent_reason;
	t.probe = t.absent_reason ? NULL : table[probe]->name;
	return t;
}

size_t probe_try_all(struct arena *a, const struct probe_trial **ret)
{
	const char *const *names;
	size_t n = all_events(a, &names);
	struct probe_trial *rows = NEW_ARRAY(a, struct probe_trial, n);

	for (size_t i = 0; i < n; i++) {
		const char *why;
		size_t p = choose(names[i], a, &why);

		if (p < N_PROBES) {
			rows[i] = try_event(names[i], p, a);
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
