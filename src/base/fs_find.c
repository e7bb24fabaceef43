/* Patterns of names: fnmatch knows one name, glob no "**". */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/vec.h"

enum { MOST_FILES = 100000 };

struct finder {
	const char *dir; /* from which names are told */
	VEC(const char *) found;
	struct arena *a;
	struct diag *diag;
};

static void closedir_at(DIR **dir)
{
	if (*dir) {
		closedir(*dir);
	}
}

/* The entries of a folder, without those that are hidden. Each folder is closed before the next is opened: trees may be deep. */
static bool list(struct finder *f, const char *folder, const char *const **ret, size_t *n)
{
	VEC(const char *) names = {0};
	const char *path = *folder ? fs_join(f->a, f->dir, folder) : f->dir;
	CLEANUP(closedir_at) DIR *dir = opendir(path);

	if (!dir && errno != ENOENT && errno != ENOTDIR) {
		return diag_fail(f->diag, NOWHERE, "%s: %s", path, strerror(errno));
	}
	for (const struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
		if (e->d_name[0] != '.') {
			*vec_push(f->a, &names) = arena_strdup(f->a, e->d_name);
		}
	}
	*ret = names.at;
	*n = names.n;
	return true;
}

static bool is_folder(const struct finder *f, const char *name, bool through_links)
{
	const char *path = fs_join(f->a, f->dir, name);
	struct stat st;

	return (through_links ? stat(path, &st) : lstat(path, &st)) == 0 && S_ISDIR(st.st_mode);
}

static const char *below(const struct finder *f, const char *folder, const char *name)
{
	return *folder ? fs_join(f->a, folder, name) : name;
}

static bool take(struct finder *f, const char *name)
{
	if (is_folder(f, name, true)) {
		return true;
	}
	*vec_push(f->a, &f->found) = name;
	return f->found.n <= MOST_FILES ||
	       diag_fail(f->diag, NOWHERE, "%s: more than %d files match", f->dir, MOST_FILES);
}

/* `rest`: of the pattern, what stands below `folder`. */
static bool find(struct finder *f, const char *folder, const char *rest)
{
	const size_t len = strcspn(rest, "/");
	const char *part = arena_strndup(f->a, rest, len), *next = rest + len + strspn(rest + len, "/");
	const bool is_any = strcmp(part, "**") == 0;
	const char *const *names = NULL;
	size_t n = 0;

	if (!strpbrk(part, "*?[")) {
		const char *name = below(f, folder, part);
		return *next ? find(f, name, next) : !fs_exists(fs_join(f->a, f->dir, name)) || take(f, name);
	}
	while (is_any && strncmp(next, "**/", 3) == 0) {
		next += 3;
	}
	bool ok = (!is_any || find(f, folder, *next ? next : "*")) && list(f, folder, &names, &n);

	for (size_t i = 0; i < n && ok; i++) {
		const char *name = below(f, folder, names[i]);
		if (is_any) {
			ok = !is_folder(f, name, false) || find(f, name, rest);
		} else if (fnmatch(part, names[i], FNM_PERIOD) == 0) {
			ok = *next ? find(f, name, next) : take(f, name);
		}
	}
	return ok;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

bool fs_find(const char *dir, const char *pattern, struct arena *a, struct diag *d, const char *const **ret,
             size_t *n)
{
	struct finder f = {.dir = dir, .a = a, .diag = d};
	size_t kept = 0;
	bool is_absolute = *pattern == '/';

	if (is_absolute) {
		f.dir = "/";
	}
	if (!find(&f, "", pattern + strspn(pattern, "/"))) {
		return false;
	}
	if (f.found.n > 0) {
		qsort(f.found.at, f.found.n, sizeof(*f.found.at), by_name);
	}
	for (size_t i = 0; i < f.found.n; i++) { /* two "**" lead to one file in several ways */
		if (i == 0 || strcmp(f.found.at[i], f.found.at[kept - 1]) != 0) {
			f.found.at[kept++] = f.found.at[i];
		}
	}
	for (size_t i = 0; i < kept && is_absolute; i++) {
		f.found.at[i] = arena_printf(a, "/%s", f.found.at[i]);
	}
	*ret = f.found.at;
	*n = kept;
	return true;
}
