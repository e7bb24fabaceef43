/**
 * Output of a step kept to a size: a thread takes it from a pipe, writes what comes first, and holds what came last. When the step
 * has ended one marker goes in between. Only where such a limit is asked for: else programs write to the file themselves.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/thread.h"

enum { CHUNK = 65536, MOST_TAIL = 1 << 20 /* it is held in memory */ };

struct capped {
	pthread_t thread;
	int file;    /* the log */
	int from;    /* read end of the pipe that the program writes to */
	int stop[2]; /* closed at the writing end: take what is there, and end */
	uint64_t most, head, total;
	char *tail; /* a ring of most - head bytes */
	int error;  /* of writing: what comes after it is lost */
};

static void put(struct capped *c, const char *text, size_t n)
{
	while (n > 0 && c->error == 0) {
		ssize_t done = write(c->file, text, n);

		if (done < 0 && errno != EINTR) {
			c->error = errno;
		} else if (done > 0) {
			text += done;
			n -= (size_t)done;
		}
	}
}

static uint64_t room(const struct capped *c) { return c->most - c->head; }

static void take(struct capped *c, const char *text, size_t n)
{
	size_t first = c->total < c->head ? (size_t)(c->head - c->total) : 0;

	first = first < n ? first : n;
	put(c, text, first);
	for (size_t i = first; i < n; i++) {
		c->tail[(c->total + i - c->head) % room(c)] = text[i];
	}
	c->total += n;
}

/** How much; 0 at the end. */
static size_t take_some(struct capped *c, char *chunk)
{
	ssize_t n;

	do {
		n = read(c->from, chunk, CHUNK);
	} while (n < 0 && errno == EINTR);
	if (n > 0) {
		take(c, chunk, (size_t)n);
	}
	return n > 0 ? (size_t)n : 0;
}

static void put_tail(struct capped *c)
{
	uint64_t after = c->total > c->head ? c->total - c->head : 0;
	uint64_t left_out = after > room(c) ? after - room(c) : 0, at = left_out > 0 ? after % room(c) : 0;
	uint64_t n = left_out > 0 ? room(c) : after;
	char marker[128];

	if (left_out > 0) {
		int len = snprintf(marker, sizeof(marker),
		                   "\n[secateur: %llu bytes left out: limits: output]\n",
		                   (unsigned long long)left_out);
		put(c, marker, (size_t)len);
	}
	put(c, c->tail + at, (size_t)(n - at));
	put(c, c->tail, (size_t)at);
}

static void *work(void *arg)
{
	struct capped *c = arg;
	static _Thread_local char chunk[CHUNK];
	struct pollfd on[] = {{.fd = c->from, .events = POLLIN}, {.fd = c->stop[0], .events = POLLIN}};
	bool open = true;

	while (open && on[1].revents == 0) {
		if (poll(on, 2, -1) < 0 && errno != EINTR) {
			break;
		}
		if (on[0].revents != 0) {
			open = take_some(c, chunk) > 0;
		}
	}
	/* what is in the pipe, and no more: whoever holds it open by now is no part of the step */
	fcntl(c->from, F_SETFL, O_NONBLOCK);
	int size = fcntl(c->from, F_GETPIPE_SZ);
	for (size_t n = 1, taken = 0; open && n > 0 && taken < (size_t)size; taken += n) {
		n = take_some(c, chunk);
	}
	put_tail(c);
	return NULL;
}

static bool begin(struct capped *c) { return thread_start(work, c, &c->thread); }

bool capped_open(int file, uint64_t most, struct arena *a, struct diag *d, int *ret, struct capped **made)
{
	struct capped *c = NEW(a, struct capped);
	const uint64_t tail = most - most / 2;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		return diag_fail(d, NOWHERE, "no pipe: %s", strerror(errno));
	}
	*c = (struct capped){.file = file,
	                     .from = ends[0],
	                     .most = most,
	                     .head = most - (tail < MOST_TAIL ? tail : MOST_TAIL),
	                     .stop = {-1, -1}};
	c->tail = arena_alloc(a, (size_t)room(c), 1);
	if (pipe2(c->stop, O_CLOEXEC) < 0 || !begin(c)) {
		close_at(&ends[0]);
		close_at(&ends[1]);
		close_at(&c->stop[0]);
		close_at(&c->stop[1]);
		return diag_fail(d, NOWHERE, "output cannot be kept to a size: %s", strerror(errno));
	}
	*ret = ends[1];
	*made = c;
	return true;
}

int capped_close(struct capped *c)
{
	close_at(&c->stop[1]);
	thread_join(c->thread);
	close_at(&c->stop[0]);
	close_at(&c->from);
	close_at(&c->file);
	return c->error;
}
