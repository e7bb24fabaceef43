/**
 * A child in a process group of its own. The parent waits for three things at once: its stdout, its
 * stderr, and its end (a pidfd). When the child has ended, what it left in the background is killed
 * before the child is reaped, while the group's number cannot belong to anybody else; what is in
 * the pipes then is the last that is read.
 */
#include "secateur/base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/clock.h"
#include "secateur/base/strbuf.h"

enum { READ_BYTES = 16 * 1024, POLL_MS = 10, STOP_MS = 200 };

struct stream {
	int fd; /* -1 at its end */
	size_t limit;
	struct strbuf text;
	bool is_cut; /* more was read than `limit` */
};

/* What a child says when it could not become the program. */
struct failure {
	bool in_chdir;
	int why;
};

struct child {
	pid_t pid;
	int pidfd;       /* -1 where the kernel has none: then the end is asked for every POLL_MS */
	nsec_t deadline; /* 0: none */
	bool timed_out;
	int (*stop)(void);
	bool stopped;
};

static void stream_done(struct stream *s)
{
	close_at(&s->fd);
	strbuf_done(&s->text);
}

static const char *path_of(const char *const *envp)
{
	for (; *envp; envp++) {
		if (strncmp(*envp, "PATH=", 5) == 0) {
			return *envp + 5;
		}
	}
	return "/usr/local/bin:/usr/bin:/bin";
}

/* "dir/name" into `at`, without the heap: this runs between fork and exec. An empty dir is the
 * working directory. */
static bool join(char at[PATH_MAX], const char *dir, size_t n, const char *name)
{
	size_t len = strlen(name);

	if (n + 1 + len + 1 > PATH_MAX) {
		return false;
	}
	memcpy(at, dir, n);
	at[n] = '/';
	memcpy(at + n + 1, name, len + 1);
	return true;
}

static int become(const char *file, const char *const *argv, const char *const *envp)
{
	/* execve takes them as not const, and does not change them. */
	execve(file, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)envp);
	return errno;
}

int proc_exec(const char *const *argv, const char *const *envp)
{
	const char *const *env = envp ? envp : (const char *const *)(uintptr_t)environ;
	char file[PATH_MAX];
	int ret = ENOENT;

	if (!argv[0] || !*argv[0]) {
		return ENOENT;
	}
	if (strchr(argv[0], '/')) {
		return become(argv[0], argv, env);
	}
	for (const char *dir = path_of(env);; dir++) {
		size_t n = strcspn(dir, ":");
		bool fits = n ? join(file, dir, n, argv[0]) : join(file, ".", 1, argv[0]);
		int why = fits ? become(file, argv, env) : ENAMETOOLONG;

		/* A file that may not be run does not hide one further on, but is worth telling. */
		if (why == EACCES) {
			ret = EACCES;
		} else if (why != ENOENT && why != ENOTDIR && why != ENAMETOOLONG) {
			return why;
		}
		dir += n;
		if (!*dir) {
			return ret;
		}
	}
}

/* A pipe whose ends are none of 0, 1 and 2, even where the caller has those closed. */
static bool make_pipe(int fds[2])
{
	int raw[2];

	if (pipe2(raw, O_CLOEXEC) != 0) {
		return false;
	}
	fds[0] = fcntl(raw[0], F_DUPFD_CLOEXEC, 3);
	fds[1] = fcntl(raw[1], F_DUPFD_CLOEXEC, 3);
	close(raw[0]);
	close(raw[1]);
	return fds[0] >= 0 && fds[1] >= 0;
}

static void default_signals(void)
{
	static const int all[] = {SIGINT,  SIGTERM, SIGPIPE, SIGCHLD, SIGHUP,  SIGQUIT,
	                          SIGALRM, SIGUSR1, SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU};
	sigset_t none;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		signal(all[i], SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn static void child_main(const struct proc_request *q, int out, int err, int tell)
{
	struct failure f = {0};

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	default_signals();
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	/* If 0 was free, open gave it, and dup2 would leave it close-on-exec. */
	if (null == 0) {
		fcntl(null, F_SETFD, 0);
	}
	if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) {
		f.why = errno;
	} else if (q->dir && chdir(q->dir) != 0) {
		f = (struct failure){true, errno};
	} else {
		f.why = proc_exec(q->argv, q->envp);
	}
	while (write(tell, &f, sizeof(f)) < 0 && errno == EINTR) {
	}
	_exit(127);
}

/* Forks with all signals held back, so that no handler of ours can run in the child. */
static pid_t start(const struct proc_request *q, int out, int err, int tell)
{
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();

	if (pid == 0) {
		child_main(q, out, err, tell);
	}
	int why = errno;

	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid > 0) {
		setpgid(pid, pid); /* whoever of the two is first */
	}
	errno = why;
	return pid;
}

static int reap(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	return status;
}

static bool has_ended(const struct child *c)
{
	siginfo_t info = {0};
	int r;

	do {
		r = waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT);
	} while (r < 0 && errno == EINTR);
	return r < 0 || info.si_pid == c->pid;
}

/* Reads once, at most `most` bytes; keeps what the limit allows. Returns how much was read. */
static size_t read_once(struct stream *s, size_t most)
{
	char bytes[READ_BYTES];
	ssize_t n = read(s->fd, bytes, most < sizeof(bytes) ? most : sizeof(bytes));

	if (n > 0) {
		size_t room = s->limit - s->text.len, got = (size_t)n;

		s->is_cut = s->is_cut || got > room;
		strbuf_addn(&s->text, bytes, got < room ? got : room);
		return got;
	}
	if (n == 0 || errno != EINTR) {
		close(s->fd);
		s->fd = -1;
	}
	return 0;
}

/* What is in the pipe now, and no more: somebody who left the group may hold it open, and write. */
static void drain(struct stream *s)
{
	int waiting = 0;
	size_t rest = s->fd >= 0 && ioctl(s->fd, FIONREAD, &waiting) == 0 ? (size_t)waiting : 0;

	while (rest > 0 && s->fd >= 0) {
		rest -= read_once(s, rest);
	}
}

static int time_left(const struct child *c)
{
	nsec_t left = c->deadline ? c->deadline - clock_now() : INT64_MAX;
	nsec_t ms = left <= 0 ? 0 : left / NSEC_PER_MSEC + 1;

	if (c->pidfd < 0) {
		return ms < POLL_MS ? (int)ms : POLL_MS;
	}
	if (c->stop) {
		return ms < STOP_MS ? (int)ms : STOP_MS; /* a signal may have come just before */
	}
	return !c->deadline ? -1 : ms < INT_MAX ? (int)ms : INT_MAX;
}

/* Until the child has ended; past the deadline it is killed, and its end is waited for. */
static void watch(struct child *c, struct stream streams[2])
{
	bool ended = false;

	while (!ended) {
		struct pollfd fds[] = {{.fd = streams[0].fd, .events = POLLIN},
		                       {.fd = streams[1].fd, .events = POLLIN},
		                       {.fd = c->pidfd, .events = POLLIN}};
		int ready = poll(fds, 3, time_left(c));

		for (int i = 0; ready > 0 && i < 2; i++) {
			if (fds[i].revents) {
				read_once(&streams[i], SIZE_MAX);
			}
		}
		if (c->stop && c->stop()) {
			c->stopped = !has_ended(c);
			c->stop = NULL;
			kill(-c->pid, SIGKILL);
		}
		if (c->deadline && clock_now() >= c->deadline) {
			c->timed_out = !has_ended(c);
			c->deadline = 0;
			kill(-c->pid, SIGKILL);
		}
		ended = has_ended(c);
	}
}

static void finish(struct child *c, struct stream streams[2], struct arena *a, struct proc_result *ret)
{
	kill(-c->pid, SIGKILL);
	drain(&streams[0]);
	drain(&streams[1]);
	int status = reap(c->pid);
	size_t n_out = streams[0].text.len;

	*ret = (struct proc_result){
		.exit_code = WIFEXITED(status) && !c->timed_out && !c->stopped ? WEXITSTATUS(status) : -1,
		.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
		.timed_out = c->timed_out,
		.stopped = c->stopped,
		.out = strbuf_take(&streams[0].text, a),
		.err = strbuf_take(&streams[1].text, a),
		.n_out = n_out,
		.is_cut = streams[0].is_cut,
	};
}

/* Blocks until the child has become the program or said why not. */
static bool has_started(int told, const struct proc_request *q, struct diag *d)
{
	struct failure f;
	ssize_t n;

	do {
		n = read(told, &f, sizeof(f));
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(f)) {
		return true;
	}
	if (f.in_chdir) {
		return diag_fail(d, NOWHERE, "cannot enter '%s': %s", q->dir, strerror(f.why));
	}
	return diag_fail(d, NOWHERE, "cannot start '%s': %s", q->argv[0] ? q->argv[0] : "", strerror(f.why));
}

bool proc_capture(const struct proc_request *q, struct arena *a, struct diag *d, struct proc_result *ret)
{
	AUTO_FD int out = -1, err = -1, tell = -1, told = -1, pidfd = -1;
	CLEANUP(stream_done) struct stream so = {.fd = -1, .limit = q->output_limit};
	CLEANUP(stream_done) struct stream se = {.fd = -1, .limit = q->output_limit};
	int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
	bool ok = make_pipe(pipes[0]) && make_pipe(pipes[1]) && make_pipe(pipes[2]);

	so.fd = pipes[0][0];
	out = pipes[0][1];
	se.fd = pipes[1][0];
	err = pipes[1][1];
	told = pipes[2][0];
	tell = pipes[2][1];
	nsec_t begin = clock_now();
	pid_t pid = ok ? start(q, out, err, tell) : -1;

	if (pid < 0) {
		return diag_fail(d, NOWHERE, "cannot start '%s': %s", q->argv[0] ? q->argv[0] : "",
		                 strerror(errno));
	}
	close(out);
	close(err);
	close(tell);
	out = err = tell = -1;
	if (!has_started(told, q, d)) {
		reap(pid);
		return false;
	}
	struct child c = {.pid = pid, .pidfd = pidfd_open(pid, 0), .stop = q->stop};
	struct stream streams[2] = {so, se};

	pidfd = c.pidfd;
	c.deadline = q->limit_ns > 0 ? begin + q->limit_ns : 0;
	watch(&c, streams);
	finish(&c, streams, a, ret);
	so = streams[0];
	se = streams[1];
	return true;
}

/* The last line in which something was said. */
static const char *last_line(const char *s, struct arena *a)
{
	size_t n = strlen(s), from;

	while (n > 0 && strchr("\r\n", s[n - 1])) {
		n--;
	}
	for (from = n; from > 0 && s[from - 1] != '\n'; from--) {
	}
	return arena_strndup(a, s + from, n - from);
}

const char *proc_complaint(const struct proc_result *r, struct arena *a)
{
	const char *said = last_line(*r->err ? r->err : r->out, a), *colon = *said ? ": " : "";

	return r->timed_out        ? arena_printf(a, "took too long%s%s", colon, said)
	       : r->signal         ? arena_printf(a, "was ended by signal %d%s%s", r->signal, colon, said)
	       : r->exit_code != 0 ? arena_printf(a, "failed: exit code %d%s%s", r->exit_code, colon, said)
	                           : NULL;
}
