/**
 * A step's groups: made and limited before it starts, entered while it is held, killed and read when it has ended. Version 1 has
 * the same things under other names, and no way to kill a group at once: there it may fork no more, and is killed one by one.
 */
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"

enum { MOST_TREES = 4, MOST_BYTES = 1 << 16, ROUNDS = 5000 };
static const struct timespec round_time = {.tv_nsec = 1000000};

struct cgroup {
	enum accounting accounting;
	const char *folders[MOST_TREES], *procs[MOST_TREES];
	size_t n;
	const char *kill;                /* the file that kills all at once; NULL: there is none */
	const char *pids_max;            /* the file that forbids forks */
	const char *cpu, *memory, *pids; /* folders */
};

/* The runner's, which its launcher has from it. */
static struct arena *memory;
static struct cgroup_place place;
static pid_t runner;

void cgroup_init(enum accounting best)
{
	arena_free(memory);
	memory = arena_new();
	runner = getpid();
	place = best == ACCOUNT_PROCESS ? (struct cgroup_place){.why = "it was not asked for"}
	                                : cgroup_find_place(memory);
}

const struct cgroup_place *cgroup_place(void) { return &place; }

/* --- files ------------------------------------------------------------------------------------------------ */

bool cgroup_write(const char *path, const char *text)
{
	AUTO_FD int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static bool put(const char *folder, const char *file, const char *value, struct arena *a, struct diag *d)
{
	const char *path = fs_join(a, folder, file);

	return cgroup_write(path, value) ||
	       diag_fail(d, NOWHERE, "%s: cannot be set to %s: %s", path, value, strerror(errno));
}

static const char *read_file(const char *folder, const char *file, struct arena *a, struct diag *d)
{
	const char *text = NULL;

	return fs_read(fs_join(a, folder, file), MOST_BYTES, a, d, &text, NULL) ? text : NULL;
}

/* The number on the line that begins with the key ("": on the first line). */
static bool find_number(const char *text, const char *key, uint64_t *ret)
{
	size_t n = strlen(key);

	for (const char *line = text; *line;) {
		if (strncmp(line, key, n) == 0 && (n == 0 || line[n] == ' ')) {
			*ret = 0;
			for (line += n + (n > 0); *line >= '0' && *line <= '9'; line++) {
				*ret = 10 * *ret + (uint64_t)(*line - '0');
			}
			return true;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return false;
}

static bool read_number(const char *folder, const char *file, const char *key, struct diag *d, uint64_t *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *text = read_file(folder, file, a, d);

	return text && (find_number(text, key, ret) ||
	                diag_fail(d, NOWHERE, "%s/%s: has no %s", folder, file, *key ? key : "number"));
}

/* --- making and entering ----------------------------------------------------------------------------------------- */

static void add_tree(struct cgroup *c, const char *under, const char *name, const char **ret, struct arena *a)
{
	if (!under) {
		return;
	}
	*ret = arena_printf(a, "%s/%s", under, name);
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->folders[i], *ret) == 0) {
			return;
		}
	}
	c->procs[c->n] = arena_printf(a, "%s/cgroup.procs", *ret);
	c->folders[c->n++] = *ret;
}

static bool limit(const struct cgroup *c, const struct limits *l, struct arena *a, struct diag *d)
{
	const bool is_v2 = c->accounting == ACCOUNT_CGROUP2;

	if (l->memory_bytes > 0) {
		const char *most = arena_printf(a, "%" PRIu64, l->memory_bytes);
		const char *swap =
			fs_join(a, c->memory, is_v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
		/* what is swapped out is not saved */
		if (!put(c->memory, is_v2 ? "memory.max" : "memory.limit_in_bytes", most, a, d) ||
		    (fs_exists(swap) &&
		     !put(c->memory, is_v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes",
		          is_v2 ? "0" : most, a, d)) ||
		    (is_v2 && !put(c->memory, "memory.oom.group", "1", a, d))) {
			return false;
		}
	}
	return l->processes == 0 || put(c->pids, "pids.max", arena_printf(a, "%u", l->processes), a, d);
}

static bool make_folders(const struct cgroup *c, struct diag *d)
{
	for (size_t i = 0; i < c->n; i++) {
		/* what is there is of a runner of the same number whose launcher was killed, too */
		if (mkdir(c->folders[i], 0755) < 0 &&
		    (errno != EEXIST || rmdir(c->folders[i]) < 0 || mkdir(c->folders[i], 0755) < 0)) {
			return diag_fail(d, NOWHERE, "%s: %s", c->folders[i], strerror(errno));
		}
	}
	return true;
}

static struct cgroup *name_groups(size_t slot, struct arena *a)
{
	struct cgroup *c = NEW(a, struct cgroup);
	const char *name = arena_printf(a, "secateur-%ld-%zu", (long)runner, slot), *unified = NULL;

	c->accounting = place.accounting;
	add_tree(c, place.unified, name, &unified, a);
	add_tree(c, place.memory, name, &c->memory, a);
	add_tree(c, place.pids, name, &c->pids, a);
	add_tree(c, place.cpuacct, name, &c->cpu, a);
	c->cpu = unified ? unified : c->cpu;
	c->kill = unified ? arena_printf(a, "%s/cgroup.kill", unified) : NULL;
	c->pids_max = arena_printf(a, "%s/pids.max", c->pids);
	return c;
}

void cgroup_end_orphan(size_t slot)
{
	AUTO_ARENA struct arena *a = arena_new();

	if (place.accounting == ACCOUNT_PROCESS) {
		return;
	}
	const struct cgroup *c = name_groups(slot, a);
	/* the runner may have died while it made or removed them */
	for (int i = 0; i < ROUNDS && !cgroup_is_empty(c); i++) {
		cgroup_kill(c);
		nanosleep(&round_time, NULL);
	}
	cgroup_remove(c);
}

bool cgroup_make(size_t slot, const struct limits *l, struct arena *a, struct diag *d, struct cgroup **ret)
{
	*ret = NULL;
	if (place.accounting == ACCOUNT_PROCESS) {
		return true;
	}
	struct cgroup *c = name_groups(slot, a);
	if (!make_folders(c, d) || !limit(c, l, a, d)) {
		cgroup_remove(c);
		return false;
	}
	*ret = c;
	return true;
}

bool cgroup_enter(const struct cgroup *c, pid_t child, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *pid = arena_printf(a, "%ld", (long)child);

	for (size_t i = 0; i < c->n; i++) {
		if (!cgroup_write(c->procs[i], pid)) {
			return diag_fail(d, NOWHERE, "%s: cannot take process %s: %s", c->procs[i], pid,
			                 strerror(errno));
		}
	}
	return true;
}

/* --- ending --------------------------------------------------------------------------------------------------------- */

/* Sends it to each process in the group, if it is not 0; returns how many there are. Async-signal-safe. */
static size_t signal_each(const struct cgroup *c, int sig)
{
	AUTO_FD int fd = open(c->procs[0], O_RDONLY | O_CLOEXEC);
	char some[1024];
	size_t count = 0;
	pid_t pid = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, some, sizeof(some))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (some[i] != '\n') {
				pid = 10 * pid + (some[i] - '0');
				continue;
			}
			if (sig != 0 && pid > 0) {
				kill(pid, sig);
			}
			count++;
			pid = 0;
		}
	}
	return count;
}

void cgroup_signal(const struct cgroup *c, int sig) { signal_each(c, sig); }

void cgroup_kill(const struct cgroup *c)
{
	if (c->kill && cgroup_write(c->kill, "1")) {
		return;
	}
	cgroup_write(c->pids_max, "0");
	signal_each(c, SIGKILL);
}

bool cgroup_is_empty(const struct cgroup *c) { return signal_each(c, 0) == 0; }

void cgroup_remove(const struct cgroup *c)
{
	for (size_t i = 0; i < c->n; i++) {
		for (int k = 0; k < ROUNDS && rmdir(c->folders[i]) < 0 && errno == EBUSY; k++) {
			nanosleep(&round_time, NULL);
		}
	}
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

/* In ns; of version 2 the kernel gives microseconds. */
static bool read_times(const struct cgroup *c, struct diag *d, nsec_t *user, nsec_t *sys)
{
	uint64_t u = 0, s = 0;

	if (c->kill) {
		bool ok = read_number(c->cpu, "cpu.stat", "user_usec", d, &u) &&
		          read_number(c->cpu, "cpu.stat", "system_usec", d, &s);
		*user = (nsec_t)u * NSEC_PER_USEC;
		*sys = (nsec_t)s * NSEC_PER_USEC;
		return ok;
	}
	bool ok = read_number(c->cpu, "cpuacct.usage_user", "", d, &u) &&
	          read_number(c->cpu, "cpuacct.usage_sys", "", d, &s);
	*user = (nsec_t)u;
	*sys = (nsec_t)s;
	return ok;
}

nsec_t cgroup_cpu(const struct cgroup *c)
{
	AUTO_ARENA struct arena *a = arena_new();
	nsec_t user = 0, sys = 0;

	read_times(c, diag_new(a), &user, &sys);
	return user + sys;
}

bool cgroup_read(const struct cgroup *c, struct diag *d, struct cgroup_use *ret)
{
	const bool is_v2 = c->accounting == ACCOUNT_CGROUP2;
	uint64_t peak = 0, kills = 0, refused = 0;

	*ret = (struct cgroup_use){0};
	if (!read_times(c, d, &ret->user_ns, &ret->sys_ns) ||
	    !read_number(c->memory, is_v2 ? "memory.peak" : "memory.max_usage_in_bytes", "", d, &peak) ||
	    !read_number(c->memory, is_v2 ? "memory.events" : "memory.oom_control", "oom_kill", d, &kills) ||
	    !read_number(c->pids, "pids.events", "max", d, &refused)) {
		return false;
	}
	ret->peak_memory_bytes = peak;
	ret->kills_for_memory = kills;
	ret->forks_refused = refused;
	return true;
}
