/**
 * The launcher: a small process, forked once, that makes the children for the runner. A child shares the launcher's
 * memory until its exec, as after vfork, and is the runner's child all the same (CLONE_PARENT). So neither the time of
 * a start nor the peak memory of a small program depends on how large the runner has grown, and no copy of the
 * runner's memory is torn down inside the wall window. It outlives the runner just long enough to kill what a killed
 * runner leaves behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "run_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"

enum { STACK_BYTES = 64 * 1024, N_FILES = sizeof(struct child_files) / sizeof(int) };

/** An order: this, with the files attached, and then `bytes` of texts: folder, arguments, environment. */
struct order {
	struct departing fixed; /* its pointers but `departure` mean nothing on the other side */
	bool has_dir, has_doomed;
	size_t bytes, n_argv, n_envp;
};

union file_message {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(struct child_files))];
};

static struct {
	pid_t pid;
	int orders; /* socket */
	cpu_set_t cpus;
	const char *doomed; /* folder that does not outlive the runner; NULL: none */
} launcher = {.orders = -1};

static bool receive(int from, void *to, size_t n)
{
	for (char *at = to; n > 0;) {
		ssize_t got = recv(from, at, n, 0);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return false;
		}
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool receive_order(int from, struct order *ret)
{
	union file_message files = {.room = {0}};
	struct iovec data = {ret, sizeof(*ret)};
	struct msghdr m = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &files,
		.msg_controllen = sizeof(files),
	};
	ssize_t n;

	do {
		n = recvmsg(from, &m, MSG_CMSG_CLOEXEC | MSG_WAITALL);
	} while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(*ret) || !CMSG_FIRSTHDR(&m)) {
		return false;
	}
	memcpy(&ret->fixed.files, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(ret->fixed.files));
	return true;
}

/** The next n texts as a NULL-terminated list. */
static const char **take_texts(const char **at, size_t n)
{
	const char **list = calloc(n + 1, sizeof(*list));

	for (size_t i = 0; list && i < n; i++) {
		list[i] = *at;
		*at += strlen(*at) + 1;
	}
	return list;
}

static void tell_failure(int reports)
{
	struct report r = {STAGE_START, errno, 0};
	ssize_t n = write(reports, &r, sizeof(r));

	(void)n;
}

/** It cannot do its work: the runner learns that it is gone. */
_Noreturn static void give_up(const struct order *o)
{
	tell_failure(o->fixed.files.reports);
	_exit(1);
}

/** Makes the child; comes back when it has exec'ed or ended. False when an order did not come whole: the runner was killed in it. */
static bool obey(struct order *o, int orders)
{
	AUTO_FREE char *stack = malloc(STACK_BYTES);
	AUTO_FREE char *texts = malloc(o->bytes + 1);
	const char *at = texts;

	if (!stack || !texts) {
		give_up(o);
	}
	if (!receive(orders, texts, o->bytes)) {
		return false;
	}
	o->fixed.dir = o->has_dir ? at : NULL;
	if (o->has_dir) {
		at += strlen(at) + 1;
	}
	if (o->has_doomed) {
		free((char *)(uintptr_t)launcher.doomed);
		launcher.doomed = strdup(at);
		at += strlen(at) + 1;
	}
	if (o->n_argv == 0) {
		return true;
	}
	AUTO_FREE const char **argv = take_texts(&at, o->n_argv);
	AUTO_FREE const char **envp = take_texts(&at, o->n_envp);
	if (!argv || !envp) {
		give_up(o);
	}
	o->fixed.argv = argv;
	o->fixed.envp = envp;
	if (clone(child_depart, stack + STACK_BYTES, CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD,
	          &o->fixed) < 0) {
		tell_failure(o->fixed.files.reports);
	}
	return true;
}

static void close_files(const struct child_files *f)
{
	close(f->out);
	close(f->err);
	close(f->hold);
	close(f->reports);
}

/** Out of the terminal's reach, with no descriptor of the runner's. */
static void detach(int *orders)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setpgid(0, 0);
	if (null < 0) {
		_exit(1);
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		dup2(null, fd);
	}
	dup2(*orders, STDERR_FILENO + 1);
	*orders = STDERR_FILENO + 1;
	close_range(STDERR_FILENO + 2, ~0U, 0);
	fcntl(*orders, F_SETFD, FD_CLOEXEC);
}

/** Until the runner is gone, however it ended: then its end of the socket is closed. */
_Noreturn static void launch_all(int orders)
{
	struct order o;

	detach(&orders);
	while (receive_order(orders, &o) && obey(&o, orders)) {
		close_files(&o.fixed.files);
	}
	slots_kill_groups();
	if (launcher.doomed) {
		AUTO_ARENA struct arena *a = arena_new();
		fs_remove_tree(launcher.doomed, diag_new(a));
	}
	_exit(0);
}

bool launcher_init(struct diag *d)
{
	sigset_t all, before;
	int ends[2];

	close_at(&launcher.orders);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		return diag_fail(d, NOWHERE, "no socket for the launcher: %s", strerror(errno));
	}
	launcher.doomed = NULL;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	launcher.pid = fork();
	if (launcher.pid == 0) {
		launch_all(ends[1]); /* with all signals blocked */
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	launcher.orders = ends[0];
	CPU_ZERO(&launcher.cpus);
	return launcher.pid > 0 || diag_fail(d, NOWHERE, "fork: %s", strerror(errno));
}

/** Keeps the launcher where the runner is, off the measured cores. */
static void keep_near(void)
{
	cpu_set_t mine;

	if (sched_getaffinity(0, sizeof(mine), &mine) == 0 && !CPU_EQUAL(&mine, &launcher.cpus) &&
	    sched_setaffinity(launcher.pid, sizeof(mine), &mine) == 0) {
		launcher.cpus = mine;
	}
}

static size_t add_texts(struct strbuf *b, const char *const *list)
{
	size_t n = 0;

	for (; list[n]; n++) {
		strbuf_addn(b, list[n], strlen(list[n]) + 1);
	}
	return n;
}

static bool send_all(const struct order *o, const struct strbuf *texts)
{
	struct order copy = *o;
	union file_message files = {.room = {0}};
	struct iovec data = {&copy, sizeof(copy)};
	struct msghdr m = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &files,
		.msg_controllen = sizeof(files),
	};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof(o->fixed.files));
	memcpy(CMSG_DATA(h), &o->fixed.files, sizeof(o->fixed.files));
	if (sendmsg(launcher.orders, &m, MSG_NOSIGNAL) != (ssize_t)sizeof(copy)) {
		return false;
	}
	for (size_t done = 0; done < texts->len;) {
		ssize_t n = send(launcher.orders, texts->text + done, texts->len - done, MSG_NOSIGNAL);

		if (n < 0) {
			return false;
		}
		done += (size_t)n;
	}
	return true;
}

/* An order to make nothing. */
void run_remove_when_killed(const char *dir)
{
	AUTO_FD int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	AUTO_STRBUF struct strbuf texts = STRBUF_INIT;
	struct order o = {.fixed.files = {null, null, null, null}, .has_doomed = true};

	strbuf_addn(&texts, dir, strlen(dir) + 1);
	o.bytes = texts.len;
	if (null >= 0) {
		send_all(&o, &texts);
	}
}

bool launcher_order(const struct departing *p, struct diag *d)
{
	AUTO_STRBUF struct strbuf texts = STRBUF_INIT;
	struct order o = {.fixed = *p, .has_dir = p->dir != NULL};

	if (p->dir) {
		strbuf_addn(&texts, p->dir, strlen(p->dir) + 1);
	}
	o.n_argv = add_texts(&texts, p->argv);
	o.n_envp = add_texts(&texts, p->envp);
	o.bytes = texts.len;
	keep_near();
	return send_all(&o, &texts) || diag_fail(d, NOWHERE, "the launcher is gone: %s", strerror(errno));
}
