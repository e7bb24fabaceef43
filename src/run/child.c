/** Between clone and exec, in the launcher's memory: system calls only. */
#include <errno.h>
#include <linux/mempolicy.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "run_private.h"
#include "secateur/base/clock.h"
#include "secateur/base/proc.h"

enum { WORD_BITS = 8 * sizeof(unsigned long), MOST_CPUS = 8192, MOST_NODES = 1024, DIGITS = 5 };

/** A number of at most DIGITS digits; moves `*s` past it. */
static bool read_cpu(const char **s, size_t *ret)
{
	size_t x = 0;
	int n = 0;

	for (; **s >= '0' && **s <= '9' && n < DIGITS; (*s)++, n++) {
		x = 10 * x + (size_t)(**s - '0');
	}
	*ret = x;
	return n > 0 && x < MOST_CPUS;
}

bool cpu_mask_read(const char *list, struct cpu_mask *ret)
{
	struct cpu_mask m = {{0}};

	for (const char *s = list;; s++) {
		size_t from, to;

		if (!read_cpu(&s, &from)) {
			return false;
		}
		to = from;
		if (*s == '-') {
			s++;
			if (!read_cpu(&s, &to) || to < from) {
				return false;
			}
		}
		for (size_t i = from; i <= to; i++) {
			m.words[i / WORD_BITS] |= 1UL << i % WORD_BITS;
		}
		if (*s == '\0') {
			*ret = m;
			return true;
		}
		if (*s != ',') {
			return false;
		}
	}
}

unsigned cpu_mask_count(const struct cpu_mask *m)
{
	unsigned n = 0;

	for (size_t i = 0; i < MOST_CPUS; i++) {
		n += (m->words[i / WORD_BITS] >> i % WORD_BITS & 1) != 0;
	}
	return n;
}

static void tell(const struct departing *p, enum stage stage, int error)
{
	struct report r = {stage, error, getpid()};
	ssize_t n = write(p->files.reports, &r, sizeof(r));

	(void)n;
}

_Noreturn static void fail(const struct departing *p, enum stage stage, int error)
{
	tell(p, stage, error);
	_exit(127);
}

/** A group of its own, dead with the runner, no handlers, nothing blocked. */
static void settle(const struct departing *p)
{
	sigset_t none;

	setpgid(0, 0);
	atomic_store(&p->departure->group, getpid());
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != p->runner) {
		_exit(127); /* it died before we asked */
	}
	for (int i = 1; i < NSIG; i++) {
		signal(i, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool limit_cpu(rlim_t seconds)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_CPU, &l) < 0) {
		return false;
	}
	/* SIGXCPU at the limit; SIGKILL a second later for those that catch it */
	if (seconds + 1 < l.rlim_max) {
		l.rlim_max = seconds + 1;
	}
	l.rlim_cur = seconds < l.rlim_max ? seconds : l.rlim_max;
	return setrlimit(RLIMIT_CPU, &l) == 0;
}

static bool limit_files(rlim_t bytes)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_FSIZE, &l) < 0) {
		return false;
	}
	l.rlim_max = bytes < l.rlim_max ? bytes : l.rlim_max;
	l.rlim_cur = l.rlim_max;
	return setrlimit(RLIMIT_FSIZE, &l) == 0;
}

static void prepare(const struct departing *p)
{
	struct rlimit no_core = {0, 0};

	if (p->dir && chdir(p->dir) < 0) {
		fail(p, STAGE_DIR, errno);
	}
	if (dup2(p->files.out, STDOUT_FILENO) < 0 || dup2(p->files.err, STDERR_FILENO) < 0) {
		fail(p, STAGE_FILES, errno);
	}
	if (setrlimit(RLIMIT_CORE, &no_core) < 0 || (p->cpu_seconds > 0 && !limit_cpu(p->cpu_seconds)) ||
	    (p->file_bytes > 0 && !limit_files(p->file_bytes))) {
		fail(p, STAGE_LIMITS, errno);
	}
	if (p->pinned &&
	    sched_setaffinity(0, sizeof(p->cpus), (const cpu_set_t *)(const void *)&p->cpus) < 0) {
		fail(p, STAGE_CPUS, errno);
	}
	if (p->bound && syscall(SYS_set_mempolicy, MPOL_BIND, p->nodes.words, MOST_NODES) < 0) {
		fail(p, STAGE_MEMORY, errno);
	}
}

int child_depart(void *arg)
{
	const struct departing *p = arg;
	char go;
	ssize_t n;

	settle(p);
	prepare(p);
	p->departure->at = 0; /* so that the page is there when the time matters */
	tell(p, STAGE_READY, 0);
	do {
		n = read(p->files.hold, &go, 1);
	} while (n < 0 && errno == EINTR);
	if (n != 1) {
		_exit(127);
	}
	getrusage(RUSAGE_SELF, &p->departure->used);
	p->departure->at = clock_now();
	fail(p, STAGE_EXEC, proc_exec(p->argv, p->envp));
}
