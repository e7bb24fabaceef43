/** No process of a run outlives it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/vec.h"

/** A killed process with much memory takes a while to go; one that hangs in the kernel is given up. */
enum { ROUNDS = 5000 };
static const struct timespec round_time = {.tv_nsec = 1000000};

/* The launcher, and what was there before: not to be killed. */
static struct arena *memory;
static VEC(pid_t) elders;

/**
 * Calls `see` for each of the runner's children; returns how often it said true. None where the kernel does not tell.
 * The kernel writes a blank after each number.
 */
static size_t each_child(bool (*see)(pid_t pid))
{
	AUTO_FD int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	char some[512];
	size_t count = 0;
	pid_t pid = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, some, sizeof(some))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (some[i] != ' ') {
				pid = 10 * pid + (some[i] - '0');
			} else {
				count += see(pid);
				pid = 0;
			}
		}
	}
	return count;
}

bool reap_init(struct diag *d)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 ||
	       diag_fail(d, NOWHERE, "cannot become a subreaper: %s", strerror(errno));
}

static bool spare(pid_t pid)
{
	*vec_push(memory, &elders) = pid;
	return true;
}

void reap_spare_present(void)
{
	arena_free(memory);
	memory = arena_new();
	memset(&elders, 0, sizeof(elders));
	each_child(spare);
}

static bool is_elder(pid_t pid)
{
	for (size_t i = 0; i < elders.n; i++) {
		if (elders.at[i] == pid) {
			return true;
		}
	}
	return false;
}

static bool reap_if_ended(pid_t pid)
{
	return !is_elder(pid) && !slots_is_leader(pid) && waitpid(pid, NULL, WNOHANG) == pid;
}

/* What left the process group is in the control group all the same, and ours to reap once it has lost its parent. */
static void empty_cgroup(const struct cgroup *c)
{
	for (int i = 0; i < ROUNDS && !cgroup_is_empty(c); i++) {
		cgroup_kill(c);
		each_child(reap_if_ended);
		nanosleep(&round_time, NULL);
	}
	each_child(reap_if_ended);
}

/* Of those that nobody else waited for, since they were orphans or their parent was killed. */
static struct rusage of_others;

static pid_t reap_other(pid_t pid)
{
	struct rusage u;
	pid_t one = wait4(pid, NULL, WNOHANG, &u);

	if (one > 0) {
		rusage_add(&of_others, &u);
	}
	return one;
}

void reap_group(struct running *r, int *status, struct rusage *leader, struct rusage *others)
{
	pid_t pid = r->pid, one = 0;

	if (r->cgroup) {
		cgroup_kill(r->cgroup);
	}
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	atomic_store(&r->departure->group, 0); /* once it is reaped, the number may be another's */
	while (wait4(pid, status, 0, leader) < 0 && errno == EINTR) {
	}
	of_others = (struct rusage){0};
	for (int i = 0; i < ROUNDS && one >= 0; i++) {
		one = reap_other(-pid);
		if (one == 0) {
			nanosleep(&round_time, NULL);
		}
	}
	if (r->cgroup) {
		empty_cgroup(r->cgroup);
	} else if (r->was_alone) {
		reap_strays();
	}
	if (others) {
		*others = of_others;
	}
}

static bool end_stray(pid_t pid)
{
	if (is_elder(pid)) {
		return false;
	}
	kill(pid, SIGKILL);
	reap_other(pid);
	return true;
}

void reap_strays(void)
{
	for (int i = 0; i < ROUNDS && each_child(end_stray) > 0; i++) {
		nanosleep(&round_time, NULL);
	}
}
