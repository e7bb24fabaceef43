/** The table of running children, and the handlers of the three signals that bear on it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run_private.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/clock.h"

/* What signal handlers work on cannot be anything but static. */
static struct running slots[SLOTS];
static struct departure *departures; /* shared with the launcher, and so with the children */
static atomic_int n_used;            /* slots beyond were never taken */
static atomic_int stop_signal, stop_pending;
static int wake[2] = {-1, -1};

static void wake_up(void)
{
	ssize_t n = write(wake[1], "w", 1); /* a full pipe wakes as well */

	(void)n;
}

static void on_child(int sig)
{
	int before = errno;
	bool any = false;

	(void)sig;
	for (int i = 0; i < atomic_load(&n_used); i++) {
		struct running *r = &slots[i];
		siginfo_t info = {.si_pid = 0};
		nsec_t now;

		if (atomic_load(&r->state) != SLOT_RUNNING) {
			continue;
		}
		now = clock_now();
		if (waitid(P_PID, (id_t)r->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    info.si_pid == r->pid) {
			r->end = now;
			atomic_store(&r->state, SLOT_ENDED);
			any = true;
		}
	}
	if (any) {
		wake_up();
	}
	errno = before;
}

static void stop_all(void)
{
	int n = atomic_load(&n_used);

	for (int i = 0; i < n; i++) {
		if (atomic_load(&slots[i].state) != SLOT_FREE) {
			kill(-slots[i].pid, SIGKILL);
			kill(slots[i].pid, SIGKILL);
		}
	}
	for (int i = 0; i < n; i++) {
		if (atomic_load(&slots[i].state) != SLOT_FREE) {
			reap_group(&slots[i], NULL, NULL, NULL);
			slots_release(&slots[i]);
		}
	}
	reap_strays();
}

static void on_stop(int sig)
{
	int before = errno;

	if (atomic_load(&stop_signal) != 0) {
		stop_all();
		_exit(128 + sig);
	}
	atomic_store(&stop_signal, sig);
	atomic_store(&stop_pending, 1);
	wake_up();
	errno = before;
}

static bool take_signals(struct diag *d)
{
	struct sigaction child = {.sa_handler = on_child, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
	struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_RESTART};

	sigemptyset(&child.sa_mask);
	sigaddset(&child.sa_mask, SIGCHLD);
	sigaddset(&child.sa_mask, SIGINT);
	sigaddset(&child.sa_mask, SIGTERM);
	stop.sa_mask = child.sa_mask;
	if (sigaction(SIGCHLD, &child, NULL) < 0 || sigaction(SIGINT, &stop, NULL) < 0 ||
	    sigaction(SIGTERM, &stop, NULL) < 0) {
		return diag_fail(d, NOWHERE, "cannot take signals: %s", strerror(errno));
	}
	return true;
}

/** Descriptors 0 to 2 are taken, so that no file of ours can land there and be lost to a child's dup2. */
static bool fill_standard(struct diag *d)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (fd < 0) {
			return diag_fail(d, NOWHERE, "/dev/null: %s", strerror(errno));
		}
	} while (fd <= STDERR_FILENO);
	close(fd);
	return true;
}

bool slots_init(struct diag *d)
{
	if (!fill_standard(d)) {
		return false;
	}
	departures = mmap(NULL, SLOTS * sizeof(*departures), PROT_READ | PROT_WRITE,
	                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (departures == MAP_FAILED) {
		return diag_fail(d, NOWHERE, "no shared memory: %s", strerror(errno));
	}
	close_at(&wake[0]);
	close_at(&wake[1]);
	memset(slots, 0, sizeof(slots));
	atomic_store(&n_used, 0);
	atomic_store(&stop_signal, 0);
	atomic_store(&stop_pending, 0);
	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) < 0) {
		return diag_fail(d, NOWHERE, "no pipe: %s", strerror(errno));
	}
	return take_signals(d);
}

/* False when no other step is running; each that is has company from now on. */
static bool give_company(void)
{
	bool any = false;

	for (int i = 0; i < atomic_load(&n_used); i++) {
		any = any || slots[i].taken;
		slots[i].was_alone = false;
	}
	return any;
}

struct running *slots_take(void)
{
	const bool has_company = give_company();

	for (int i = 0; i < SLOTS; i++) {
		struct running *r = &slots[i];

		if (r->taken) {
			continue;
		}
		*r = (struct running){
			.taken = true, .was_alone = !has_company, .departure = &departures[i], .reports = -1};
		if (i >= atomic_load(&n_used)) {
			atomic_store(&n_used, i + 1);
		}
		return r;
	}
	return NULL;
}

void slots_release(struct running *r)
{
	atomic_store(&r->state, SLOT_FREE);
	if (r->reports >= 0) {
		close(r->reports);
		r->reports = -1;
	}
	memset(r->departure, 0, sizeof(*r->departure));
	if (r->cgroup) {
		cgroup_remove(r->cgroup);
	}
	r->taken = false;
}

int slots_end_output(struct running *r)
{
	struct capped **const all[] = {&r->out, &r->err};
	int error = 0;

	for (size_t i = 0; i < 2; i++) {
		if (*all[i]) {
			int own = capped_close(*all[i]);
			error = error ? error : own;
			*all[i] = NULL;
		}
	}
	return error;
}

bool slots_is_leader(pid_t pid)
{
	for (int i = 0; i < atomic_load(&n_used); i++) {
		if (atomic_load(&slots[i].state) != SLOT_FREE && slots[i].pid == pid) {
			return true;
		}
	}
	return false;
}

size_t slots_number(const struct running *r) { return (size_t)(r - slots); }

bool slots_any_taken(void)
{
	for (int i = 0; i < atomic_load(&n_used); i++) {
		if (slots[i].taken) {
			return true;
		}
	}
	return false;
}

int slots_wake_fd(void) { return wake[0]; }

void slots_drain(void)
{
	char some[64];

	while (read(wake[0], some, sizeof(some)) > 0) {
	}
}

bool slots_stop_pending(void) { return atomic_exchange(&stop_pending, 0) != 0; }

int run_interrupted(void) { return atomic_load(&stop_signal); }

void run_stop_all(void)
{
	stop_all();
	for (int i = 0; i < atomic_load(&n_used); i++) {
		slots_end_output(&slots[i]);
	}
}

void slots_kill_groups(void)
{
	for (int i = 0; i < SLOTS; i++) {
		pid_t group = atomic_load(&departures[i].group);

		if (group > 0) {
			kill(-group, SIGKILL);
		}
		cgroup_end_orphan((size_t)i);
	}
}
