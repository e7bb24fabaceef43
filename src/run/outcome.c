/** How a step ended, from what the kernel says of it. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "run_private.h"
#include "secateur/base/arena.h"

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

static enum outcome_kind kind_of_signal(const struct running *r, int sig, nsec_t cpu)
{
	if (r->past_wall && sig == SIGKILL) {
		return OUTCOME_WALL;
	}
	if (r->limits.cpu_ns > 0 && (sig == SIGXCPU || (sig == SIGKILL && cpu >= r->limits.cpu_ns))) {
		return OUTCOME_CPU;
	}
	return OUTCOME_SIGNAL;
}

void outcome_classify(const struct running *r, int status, const struct rusage *u, const struct report *p,
                      struct step_outcome *ret)
{
	/* the stamp is missing where somebody killed the child before its exec */
	if (p->error || !r->departure->at) {
		ret->kind = OUTCOME_NO_START;
		ret->error = p->error ? p->error : ECANCELED;
		return;
	}
	ret->user_ns = nsec_of(u->ru_utime);
	ret->sys_ns = nsec_of(u->ru_stime);
	ret->peak_memory_bytes = (uint64_t)u->ru_maxrss * 1024;
	ret->wall_ns = r->end - r->departure->at;
	if (WIFSIGNALED(status)) {
		ret->signal = WTERMSIG(status);
		ret->kind = kind_of_signal(r, ret->signal, ret->user_ns + ret->sys_ns);
	} else {
		ret->exit_code = WEXITSTATUS(status);
		ret->kind = ret->exit_code ? OUTCOME_EXIT : OUTCOME_OK;
	}
}

static const char *seconds(nsec_t t, struct arena *a)
{
	return arena_printf(a, "%.10g s", (double)t / (double)NSEC_PER_SEC);
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
		return arena_printf(a, "ended by the CPU limit of %s", seconds(limits->cpu_ns, a));
	case OUTCOME_NO_START:
		return arena_printf(a, "could not start: %s", strerror(o->error));
	}
	return "unknown";
}
