/** What the kernel keeps of every process anyway: always there, for the child and the descendants it waited for. */
#include <string.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/units.h"
#include "secateur/probe/probe.h"

static double nsec_of(struct timeval t)
{
	return (double)t.tv_sec * (double)NSEC_PER_SEC + (double)t.tv_usec * (double)NSEC_PER_USEC;
}

static double involuntary(const struct rusage *u) { return (double)u->ru_nivcsw; }
static double blocks(const struct rusage *u) { return (double)u->ru_inblock + (double)u->ru_oublock; }
static double faults(const struct rusage *u) { return (double)u->ru_minflt + (double)u->ru_majflt; }
static double major(const struct rusage *u) { return (double)u->ru_majflt; }
static double minor(const struct rusage *u) { return (double)u->ru_minflt; }
static double switches(const struct rusage *u) { return (double)u->ru_nvcsw + (double)u->ru_nivcsw; }
static double system_time(const struct rusage *u) { return nsec_of(u->ru_stime); }
static double user_time(const struct rusage *u) { return nsec_of(u->ru_utime); }
static double voluntary(const struct rusage *u) { return (double)u->ru_nvcsw; }

static const struct {
	const char *name;
	double (*get)(const struct rusage *u);
} events[] = {
	{"context-switches", switches}, /* this and the faults perf counts, too; but not for everybody */
	{"involuntary-switches", involuntary},
	{"io-blocks", blocks}, /* of 512 bytes, read and written */
	{"major-faults", major},
	{"minor-faults", minor},
	{"page-faults", faults},
	{"system-time", system_time},
	{"user-time", user_time},
	{"voluntary-switches", voluntary},
};
enum { N_EVENTS = sizeof(events) / sizeof(*events) };

struct session {
	const char *const *events;
	size_t n;
};

static const char *event(size_t i) { return i < N_EVENTS ? events[i].name : NULL; }

static size_t find(const char *name)
{
	size_t i = 0;

	while (i < N_EVENTS && strcmp(events[i].name, name) != 0) {
		i++;
	}
	return i;
}

static bool knows(const char *name) { return find(name) < N_EVENTS; }

static const char *usable(const char *name, struct arena *a)
{
	(void)a;
	return knows(name) ? NULL : "not an event of rusage";
}

static void *open_session(const char *const *names, size_t n, struct arena *a)
{
	struct session *s = NEW(a, struct session);

	*s = (struct session){names, n};
	return s;
}

static void arm(void *self, pid_t child) { (void)self, (void)child; }

static void read_all(void *self, const struct rusage *u, struct reading *ret, struct arena *a)
{
	const struct session *s = self;

	(void)a;
	for (size_t i = 0; i < s->n; i++) {
		ret[i] = (struct reading){
			.event = s->events[i],
			.unit = probe_unit(s->events[i]),
			.value = events[find(s->events[i])].get(u),
			.enabled_share = 1,
		};
	}
}

static void close_session(void *self) { (void)self; }

const struct probe_ops probe_rusage = {
	.name = "rusage",
	.about = "what the kernel reports of every ended process",
	.event = event,
	.n_usual = N_EVENTS,
	.knows = knows,
	.usable = usable,
	.fit = probe_all_fit,
	.open = open_session,
	.arm = arm,
	.read = read_all,
	.close = close_session,
};
