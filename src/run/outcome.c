/** How a step ended, from what the kernel says of it. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "run_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/num.h"

static nsec_t nsec_of(struct timeval t) { return t.tv_sec * NSEC_PER_SEC + t.tv_usec * NSEC_PER_USEC; }

static struct timeval time_since(struct timeval t, struct timeval before)
{
	struct timeval d;

	if (timercmp(&t, &before, <)) {
		return (struct timeval){0};
	}
	timersub(&t, &before, &d);
	return d;
}

static long since(long x, long before) { return x > before ? x - before : 0; }

struct rusage rusage_since(const struct rusage *u, const struct rusage *before)
{
	struct rusage d = *u; /* the largest resident set is no sum */

	d.ru_utime = time_since(u->ru_utime, before->ru_utime);
	d.ru_stime = time_since(u->ru_stime, before->ru_stime);
	d.ru_minflt = since(u->ru_minflt, before->ru_minflt);
	d.ru_majflt = since(u->ru_majflt, before->ru_majflt);
	d.ru_inblock = since(u->ru_inblock, before->ru_inblock);
	d.ru_oublock = since(u->ru_oublock, before->ru_oublock);
	d.ru_nvcsw = since(u->ru_nvcsw, before->ru_nvcsw);
	d.ru_nivcsw = since(u->ru_nivcsw, before->ru_nivcsw);
	return d;
}

void rusage_add(struct rusage *sum, const struct rusage *u)
{
	timeradd(&sum->ru_utime, &u->ru_utime, &sum->ru_utime);
	timeradd(&sum->ru_stime, &u->ru_stime, &sum->ru_stime);
	sum->ru_maxrss = sum->ru_maxrss > u->ru_maxrss ? sum->ru_maxrss : u->ru_maxrss;
	sum->ru_minflt += u->ru_minflt;
	sum->ru_majflt += u->ru_majflt;
	sum->ru_inblock += u->ru_inblock;
	sum->ru_oublock += u->ru_oublock;
	sum->ru_nvcsw += u->ru_nvcsw;
	sum->ru_nivcsw += u->ru_nivcsw;
}

static enum outcome_kind kind_of_signal(const struct running *r, int sig, nsec_t cpu)
{
	if (r->limits.cpu_ns > 0 && (sig == SIGXCPU || (sig == SIGKILL && cpu >= r->limits.cpu_ns))) {
		return OUTCOME_CPU;
	}
	return r->limits.file_bytes > 0 && sig == SIGXFSZ ? OUTCOME_FILE : OUTCOME_SIGNAL;
}

/* By what its control group refused it; OUTCOME_OK: nothing. */
static enum outcome_kind kind_of_refusal(const struct running *r, const struct cgroup_use *u, bool has_failed)
{
	if (r->limits.memory_bytes > 0 && u->kills_for_memory > 0) {
		return OUTCOME_MEMORY;
	}
	return r->limits.processes > 0 && u->forks_refused > 0 && has_failed ? OUTCOME_PROCESSES : OUTCOME_OK;
}

/* Past a limit, whatever it made of that; else as it ended. */
static enum outcome_kind kind_of(const struct running *r, const struct ending *e, nsec_t cpu)
{
	const bool has_failed = WIFSIGNALED(e->status) || WEXITSTATUS(e->status) != 0,
		   is_killed = WIFSIGNALED(e->status) && WTERMSIG(e->status) == SIGKILL;

	if (r->past_wall && is_killed) { /* else it had just ended */
		return OUTCOME_WALL;
	}
	if ((r->past_cpu && is_killed) || r->past_soft_cpu) {
		return OUTCOME_CPU;
	}
	enum outcome_kind refused = e->use ? kind_of_refusal(r, e->use, has_failed) : OUTCOME_OK;
	if (refused != OUTCOME_OK) {
		return refused;
	}
	return WIFSIGNALED(e->status) ? kind_of_signal(r, WTERMSIG(e->status), cpu)
	       : has_failed           ? OUTCOME_EXIT
	                              : OUTCOME_OK;
}

void outcome_classify(const struct running *r, const struct ending *e, struct step_outcome *ret)
{
	const struct rusage *u = &e->used;

	/* the stamp is missing where somebody killed the child before its exec */
	if (e->report->error || !r->departure->at) {
		ret->kind = OUTCOME_NO_START;
		ret->error = e->report->error ? e->report->error : ECANCELED;
		return;
	}
	ret->user_ns = e->use ? e->use->user_ns : nsec_of(u->ru_utime);
	ret->sys_ns = e->use ? e->use->sys_ns : nsec_of(u->ru_stime);
	ret->peak_memory_bytes = e->use ? e->use->peak_memory_bytes : (uint64_t)u->ru_maxrss * 1024;
	ret->involuntary_switches = (uint64_t)u->ru_nivcsw;
	ret->wall_ns = r->end - r->departure->at;
	ret->signal = WIFSIGNALED(e->status) ? WTERMSIG(e->status) : 0;
	ret->exit_code = WIFEXITED(e->status) ? WEXITSTATUS(e->status) : 0;
	/* without control groups the limit is one of each process */
	ret->kind = kind_of(r, e,
	                    e->use ? ret->user_ns + ret->sys_ns
	                           : nsec_of(e->leader.ru_utime) + nsec_of(e->leader.ru_stime));
}

static const char *seconds(nsec_t t, struct arena *a)
{
	return arena_printf(a, "%.10g s", (double)t / (double)NSEC_PER_SEC);
}

/* The smaller one was met first. */
static const char *cpu_limit(const struct limits *l, struct arena *a)
{
	bool is_soft = l->soft_cpu_ns > 0 && (l->cpu_ns == 0 || l->soft_cpu_ns < l->cpu_ns);

	return seconds(is_soft ? l->soft_cpu_ns : l->cpu_ns, a);
}

static const char *describe_signal(int sig, struct arena *a)
{
	const char *name = sigabbrev_np(sig);

	return name ? arena_printf(a, "signal %d (SIG%s)", sig, name) : arena_printf(a, "signal %d", sig);
}

const char *run_describe(const struct step_outcome *o, const struct limits *limits, struct arena *a)
{
	switch (o->kind) {
	case OUTCOME_OK:
		return "ok";
	case OUTCOME_EXIT:
		return arena_printf(a, "exit code %d", o->exit_code);
	case OUTCOME_SIGNAL:
		return describe_signal(o->signal, a);
	case OUTCOME_WALL:
		return arena_printf(a, "killed at the wall limit of %s", seconds(limits->wall_ns, a));
	case OUTCOME_CPU:
		return arena_printf(a, "ended by the CPU limit of %s", cpu_limit(limits, a));
	case OUTCOME_MEMORY:
		return arena_printf(a, "killed at the memory limit of %s",
		                    num_show_bytes(limits->memory_bytes, a));
	case OUTCOME_PROCESSES:
		return arena_printf(a, "failed at the limit of %u processes and threads", limits->processes);
	case OUTCOME_FILE:
		return arena_printf(a, "ended by the limit of %s on a file",
		                    num_show_bytes(limits->file_bytes, a));
	case OUTCOME_NO_START:
		return arena_printf(a, "could not start: %s", strerror(o->error));
	}
	return "unknown";
}
