/**
 * Where groups for steps can be made. Version 2 when its tree has the controllers; else version 1's own trees, with version 2's,
 * which is there without controllers on a hybrid machine, to kill by and to read CPU time from. All of it is tried, not asked.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"

enum { MOST_BYTES = 1 << 20 };

/* --- the kernel's lists ------------------------------------------------------------------------------- */

/* Field number n (from 0) of a line, at most up to its end. */
static const char *field_at(const char *line, size_t n, size_t *len)
{
	for (; n > 0; n--) {
		line += strcspn(line, " \n");
		line += *line == ' ';
	}
	*len = strcspn(line, " \n");
	return line;
}

static bool has_word(const char *list, size_t n, const char *word, const char *separators)
{
	for (const char *at = list; at < list + n;) {
		size_t len = strcspn(at, separators);
		if (len == strlen(word) && strncmp(at, word, len) == 0) {
			return true;
		}
		at += len + 1;
	}
	return false;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

/* "12 11 0:27 /root /mount opts - cgroup cgroup rw,memory": the mount of a controller's tree; "": of version 2. */
static bool find_mount(const char *mountinfo, const char *controller, struct arena *a, const char **root,
                       const char **mount)
{
	for (const char *line = mountinfo; *line; line = next_line(line)) {
		const char *rest = strstr(line, " - ");
		size_t n, n_options, n_root, n_mount;
		if (!rest || rest > line + strcspn(line, "\n")) {
			continue;
		}
		const char *type = field_at(rest + 3, 0, &n), *options = field_at(rest + 3, 2, &n_options);
		bool is_it = *controller ? n == 6 && strncmp(type, "cgroup", n) == 0 &&
		                                   has_word(options, n_options, controller, ", \n")
		                         : n == 7 && strncmp(type, "cgroup2", n) == 0;
		if (is_it) {
			const char *at_root = field_at(line, 3, &n_root), *at = field_at(line, 4, &n_mount);
			*root = arena_strndup(a, at_root, n_root);
			*mount = arena_strndup(a, at, n_mount);
			return true;
		}
	}
	return false;
}

/* "9:cpu,cpuacct:/path", "0::/path": where this process is. */
static const char *find_own(const char *self, const char *controller, struct arena *a)
{
	for (const char *line = self; *line; line = next_line(line)) {
		const char *names = strchr(line, ':'), *path = names ? strchr(names + 1, ':') : NULL;
		if (!path) {
			return NULL;
		}
		size_t n = (size_t)(path - names - 1);
		if (*controller ? has_word(names + 1, n, controller, ",:") : n == 0) {
			return arena_strndup(a, path + 1, strcspn(path + 1, "\n"));
		}
	}
	return NULL;
}

const char *cgroup_folder(const char *mountinfo, const char *self, const char *controller, struct arena *a)
{
	const char *root, *mount, *own = find_own(self, controller, a);

	if (!own || !find_mount(mountinfo, controller, a, &root, &mount)) {
		return NULL;
	}
	size_t n = strcmp(root, "/") == 0 ? 0 : strlen(root);
	if (strncmp(own, root, n) != 0 || (own[n] != '/' && own[n] != '\0')) {
		return NULL; /* mounted from elsewhere */
	}
	own += n;
	return strcmp(own, "/") == 0 ? mount : arena_printf(a, "%s%s", mount, own);
}

/* --- trying ------------------------------------------------------------------------------------------------ */

static const char *slurp(const char *path, struct arena *a)
{
	const char *text = "";

	fs_read(path, MOST_BYTES, a, diag_new(a), &text, NULL);
	return text;
}

static const char *file_in(const char *folder, const char *name, struct arena *a)
{
	return fs_join(a, folder, name);
}

/* Whether a group can be made that has the file; NULL, or why not. */
static const char *try_group(const char *folder, const char *file, struct arena *a)
{
	const char *group = arena_printf(a, "%s/secateur-%ld-try", folder, (long)getpid());

	if (mkdir(group, 0755) < 0 && errno != EEXIST) {
		return arena_printf(a, "%s: %s", group, strerror(errno));
	}
	bool has = fs_exists(file_in(group, file, a));
	rmdir(group);
	return has ? NULL : arena_printf(a, "%s: the kernel gives no %s", folder, file);
}

/*
 * Version 2 gives controllers to the groups below one only when it holds no processes itself, unless it is the root. So where this process
 * is alone in its group, as a scope of systemd's has it, it moves to one below first.
 */
static const char *give_controllers(const char *folder, struct arena *a)
{
	const char *control = file_in(folder, "cgroup.subtree_control", a);

	if (cgroup_write(control, "+memory +pids")) {
		return NULL;
	}
	if (errno != EBUSY) {
		return arena_printf(a, "%s: %s", control, strerror(errno));
	}
	const char *below = file_in(folder, "secateur-runner", a);
	if ((mkdir(below, 0755) < 0 && errno != EEXIST) ||
	    !cgroup_write(file_in(below, "cgroup.procs", a), "0")) {
		return arena_printf(a, "%s: %s", below, strerror(errno));
	}
	if (cgroup_write(control, "+memory +pids")) {
		return NULL;
	}
	const char *why = arena_printf(a, "%s: %s", control, strerror(errno));
	cgroup_write(file_in(folder, "cgroup.procs", a), "0");
	rmdir(below);
	return errno == EBUSY ? arena_printf(a, "%s holds other processes, too", folder) : why;
}

static const char *try_version2(const char *folder, struct cgroup_place *ret, struct arena *a)
{
	const char *controllers = slurp(file_in(folder, "cgroup.controllers", a), a), *why;
	size_t n = strlen(controllers);

	if (!has_word(controllers, n, "memory", " \n") || !has_word(controllers, n, "pids", " \n")) {
		return arena_printf(a, "%s: no memory and pids controllers of version 2", folder);
	}
	why = give_controllers(folder, a);
	why = why ? why : try_group(folder, "memory.peak", a);
	if (!why) {
		*ret = (struct cgroup_place){
			.accounting = ACCOUNT_CGROUP2, .unified = folder, .memory = folder, .pids = folder};
	}
	return why;
}

static const char *try_version1(const char *mountinfo, const char *self, struct cgroup_place *ret,
                                struct arena *a)
{
	static const struct {
		const char *controller, *file;
	} trees[] = {
		{"memory", "memory.max_usage_in_bytes"}, {"pids", "pids.max"}, {"cpuacct", "cpuacct.usage"}};
	const char *folders[3];

	for (size_t i = 0; i < 3; i++) {
		folders[i] = cgroup_folder(mountinfo, self, trees[i].controller, a);
		const char *why = folders[i] ? try_group(folders[i], trees[i].file, a)
		                             : arena_printf(a, "no %s controller", trees[i].controller);
		if (why) {
			return why;
		}
	}
	*ret = (struct cgroup_place){.accounting = ACCOUNT_CGROUP1,
	                             .memory = folders[0],
	                             .pids = folders[1],
	                             .cpuacct = folders[2]};
	return NULL;
}

struct cgroup_place cgroup_find_place(struct arena *a)
{
	const char *mountinfo = slurp("/proc/self/mountinfo", a), *self = slurp("/proc/self/cgroup", a);
	const char *unified = cgroup_folder(mountinfo, self, "", a);
	struct cgroup_place ret = {.accounting = ACCOUNT_PROCESS};
	const char *why2 = unified ? try_version2(unified, &ret, a) : "cgroup version 2 is not mounted";
	const char *why1 = why2 ? try_version1(mountinfo, self, &ret, a) : NULL;

	if (why2 && !why1 && unified && !try_group(unified, "cgroup.kill", a)) {
		ret.unified = unified;
	}
	ret.why = why2 && why1 ? arena_printf(a, "version 2: %s; version 1: %s", why2, why1) : NULL;
	return ret;
}
