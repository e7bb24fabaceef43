/** No process of a run outlives it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "room.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/strbuf.h"

/** A killed process with much memory takes a while to go; one that hangs in the kernel is given up. */
enum { ROUNDS = 5000 };
static const struct timespec round_time = {.tv_nsec = 1000000};

static pid_t *elders; /* the launcher, and what was there before: not to be killed */
static size_t n_elders;

/** The runner's children, as numbers and blanks. Empty where the kernel does not tell. */
static void read_children(struct strbuf *ret)
{
	char some[512];
	AUTO_STRBUF struct strbuf path = STRBUF_INIT;
	ssize_t n;

	strbuf_addf(&path, "/proc/self/task/%d/children", (int)getpid());
	AUTO_FD int fd = open(path.text, O_RDONLY | O_CLOEXEC);
	strbuf_add(ret, "");
	while (fd >= 0 && (n = read(fd, some, sizeof(some))) > 0) {
		strbuf_addn(ret, some, (size_t)n);
	}
}

/** The next number of such a text, 0 at its end. */
static pid_t next_pid(const char **at)
{
	pid_t pid = 0;

	while (**at == ' ') {
		(*at)++;
	}
	while (**at >= '0' && **at <= '9') {
		pid = 10 * pid + (*(*at)++ - '0');
	}
	return pid;
}

bool reap_init(struct diag *d)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 ||
	       diag_fail(d, NOWHERE, "cannot become a subreaper: %s", strerror(errno));
}

bool reap_spare_present(struct diag *d)
{
	AUTO_STRBUF struct strbuf list = STRBUF_INIT;
	const char *at;
	pid_t pid;

	read_children(&list);
	free(elders);
	elders = calloc(list.len + 1, sizeof(*elders)); /* each takes a byte at least */
	if (!elders) {
		return diag_fail(d, NOWHERE, "out of memory");
	}
	n_elders = 0;
	for (at = list.text; (pid = next_pid(&at)) > 0;) {
		elders[n_elders++] = pid;
	}
	return true;
}

/* Async-signal-safe: run_stop_all comes here. */
void reap_group(pid_t leader, int *status, struct rusage *u)
{
	pid_t one = 0;

	kill(-leader, SIGKILL);
	kill(leader, SIGKILL);
	while (wait4(leader, status, 0, u) < 0 && errno == EINTR) {
	}
	for (int i = 0; i < ROUNDS && one >= 0; i++) {
		one = waitpid(-leader, NULL, WNOHANG);
		if (one == 0) {
			nanosleep(&round_time, NULL);
		}
	}
}

static bool is_elder(pid_t pid)
{
	for (size_t i = 0; i < n_elders; i++) {
		if (elders[i] == pid) {
			return true;
		}
	}
	return false;
}

void reap_strays(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		AUTO_STRBUF struct strbuf list = STRBUF_INIT;
		const char *at;
		bool any = false;
		pid_t pid;

		read_children(&list);
		for (at = list.text; (pid = next_pid(&at)) > 0;) {
			if (!is_elder(pid)) {
				kill(pid, SIGKILL);
				waitpid(pid, NULL, WNOHANG);
				any = true;
			}
		}
		if (!any) {
			return;
		}
		nanosleep(&round_time, NULL);
	}
}
