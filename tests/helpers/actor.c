/**
 * A program that behaves as told, for tests of the runner. Verbs are done one after another:
 *	spin MS	   uses so much CPU time	sleep MS    waits
 *	alloc MB   touches so much memory	write N	    N bytes to stdout
 *	fork N MS  N children spin; not waited for; "child PID" each
 *	daemon MS  leaves a process in a session of its own that sleeps; "daemon PID"
 *	daemon-spin MS	the same, and it spins
 *	flee MS	   leaves a process that again and again leaves one in a session of its own and ends
 *	hoard N MB N children touch so much memory and keep it till the end; "child PID" each
 *	flash MB   touches so much memory for 20 ms and gives it back
 *	crowd N	   N children that sleep; exits with 3 when it is refused one
 *	file MB	   writes a file of that size, big.dat
 *	turns N	   a loop of so many turns, of two instructions each where it is known
 *	threads N TURNS	    N threads at once with a loop of so many turns each
 *	generations N TURNS the same loop here, in a child, in a grandchild, ...: N in all; waited for
 *	wait	   for all children		ignore-term ignores SIGTERM
 *	exit N	   ends so			signal N    kills itself
 *	lifetime   at the end prints "lifetime NS": from main, by CLOCK_MONOTONIC_RAW
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void spin(long ms)
{
	long long end = now(CLOCK_PROCESS_CPUTIME_ID) + ms * 1000000LL;

	while (now(CLOCK_PROCESS_CPUTIME_ID) < end) {
		for (volatile int i = 0; i < 2000; i++) {
		}
	}
}

static void turns(long n)
{
#if defined(__x86_64__)
	__asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(n) : : "cc");
#elif defined(__aarch64__)
	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(n) : : "cc");
#else
	for (volatile long i = 0; i < n; i++) {
	}
#endif
}

static void *thread_turns(void *n)
{
	turns(*(long *)n);
	return NULL;
}

static void start_threads(long n, long each)
{
	pthread_t all[64];

	for (long i = 0; i < n; i++) {
		if (i >= (long)(sizeof(all) / sizeof(*all)) ||
		    pthread_create(&all[i], NULL, thread_turns, &each) != 0) {
			exit(2);
		}
	}
	for (long i = 0; i < n; i++) {
		pthread_join(all[i], NULL);
	}
}

static void beget(long n, long each)
{
	turns(each);
	if (n > 1) {
		pid_t pid = fork();

		if (pid == 0) {
			beget(n - 1, each);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
}

static void wait_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&t, &t) < 0 && errno == EINTR) {
	}
}

static void alloc_mb(long mb)
{
	size_t n = (size_t)mb << 20;
	volatile char *p = malloc(n);

	for (size_t i = 0; p && i < n; i += 4096) {
		p[i] = 1;
	}
}

static void fork_spinning(long n, long ms)
{
	for (long i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			spin(ms);
			_exit(0);
		}
		printf("child %d\n", (int)pid);
		fflush(stdout);
	}
}

static void leave(void (*what)(long ms), long ms)
{
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		pid = fork();
		if (pid == 0) {
			what(ms);
			_exit(0);
		}
		printf("daemon %d\n", (int)pid);
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void leave_daemon(long ms) { leave(wait_ms, ms); }

static void leave_spinning(long ms) { leave(spin, ms); }

static void flee_on(long ms)
{
	long long end = now(CLOCK_MONOTONIC_RAW) + ms * 1000000LL;

	while (now(CLOCK_MONOTONIC_RAW) < end) {
		if (fork() != 0) {
			_exit(0);
		}
		setsid();
	}
}

static void flee(long ms) { leave(flee_on, ms); }

/* Goes on when all of them have it. */
static void hoard(long n, long mb)
{
	int ready[2];
	char c;

	if (pipe(ready) < 0) {
		exit(2);
	}
	for (long i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			alloc_mb(mb);
			if (write(ready[1], "r", 1) != 1) {
				_exit(2);
			}
			wait_ms(600000);
			_exit(0);
		}
		printf("child %d\n", (int)pid);
		fflush(stdout);
	}
	while (n > 0 && read(ready[0], &c, 1) == 1) {
		n--;
	}
}

static void flash(long mb)
{
	size_t n = (size_t)mb << 20;
	char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p != MAP_FAILED) {
		memset(p, 1, n);
		wait_ms(20);
		munmap(p, n);
	}
}

static void crowd(long n)
{
	for (long i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid < 0) {
			_exit(3);
		}
		if (pid == 0) {
			wait_ms(600000);
			_exit(0);
		}
	}
}

static void write_file(long mb)
{
	FILE *out = fopen("big.dat", "w");

	for (long i = 0; out && i < mb << 20; i++) {
		putc('x', out);
	}
	if (out) {
		fclose(out);
	}
}

static void write_bytes(long n)
{
	for (; n > 0; n--) {
		putchar('x');
	}
	fflush(stdout);
}

static void do_signal(long n)
{
	fflush(stdout);
	raise((int)n);
}

static void do_exit(long n) { exit((int)n); }

static long long began;

static void tell_lifetime(void)
{
	printf("lifetime %lld\n", now(CLOCK_MONOTONIC_RAW) - began);
	fflush(stdout);
}

static const struct {
	const char *verb;
	void (*act)(long n);
} verbs[] = {
	{"spin", spin},           {"sleep", wait_ms},    {"alloc", alloc_mb}, {"write", write_bytes},
	{"daemon", leave_daemon}, {"signal", do_signal}, {"exit", do_exit},   {"daemon-spin", leave_spinning},
	{"flee", flee},           {"flash", flash},      {"crowd", crowd},    {"file", write_file},
	{"turns", turns},
};

static const struct {
	const char *verb;
	void (*act)(long n, long each);
} verbs_of_two[] = {
	{"fork", fork_spinning}, {"hoard", hoard}, {"threads", start_threads}, {"generations", beget}};

static long number(const char *s)
{
	char *end = NULL;
	long n = s ? strtol(s, &end, 10) : 0;

	if (!s || *end || end == s) {
		fprintf(stderr, "actor: a number is missing\n");
		exit(2);
	}
	return n;
}

/** Does one verb; returns how many arguments it took. */
static int act(char **arg)
{
	if (strcmp(arg[0], "wait") == 0) {
		while (wait(NULL) > 0) {
		}
		return 1;
	}
	if (strcmp(arg[0], "ignore-term") == 0) {
		signal(SIGTERM, SIG_IGN);
		return 1;
	}
	if (strcmp(arg[0], "lifetime") == 0) {
		atexit(tell_lifetime);
		return 1;
	}
	for (size_t i = 0; i < sizeof(verbs_of_two) / sizeof(*verbs_of_two); i++) {
		if (strcmp(arg[0], verbs_of_two[i].verb) == 0) {
			long n = number(arg[1]);

			verbs_of_two[i].act(n, number(arg[2]));
			return 3;
		}
	}
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(arg[0], verbs[i].verb) == 0) {
			verbs[i].act(number(arg[1]));
			return 2;
		}
	}
	fprintf(stderr, "actor: no verb '%s'\n", arg[0]);
	exit(2);
}

int main(int argc, char **argv)
{
	began = now(CLOCK_MONOTONIC_RAW);
	for (int i = 1; i < argc;) {
		i += act(argv + i);
	}
	return 0;
}
