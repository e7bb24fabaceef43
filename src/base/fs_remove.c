/**
 * Removing a tree of any depth with two descriptors and no recursion: folders found inside a folder
 * are moved up to the root of the tree under new names, so that the tree is flat when it is
 * removed. Everything is done by descriptors that were opened without following links, so nothing
 * outside the tree can be reached.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"

enum { OPEN_DIR = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

struct removal {
	const char *path; /* for messages */
	int root;
	unsigned moved;
	struct diag *diag;
};

static void closedir_at(DIR **dir)
{
	if (*dir) {
		closedir(*dir);
	}
}

static bool fail(struct removal *r, const char *name)
{
	return diag_fail(r->diag, NOWHERE, "%s: cannot remove '%s': %s", r->path, name, strerror(errno));
}

/* Opens a folder, given back to its owner if it was closed to him. */
static int open_dir(int at, const char *name)
{
	int fd = openat(at, name, OPEN_DIR);

	if (fd < 0 && errno == EACCES && fchmodat(at, name, 0700, AT_SYMLINK_NOFOLLOW) == 0) {
		fd = openat(at, name, OPEN_DIR);
	}
	if (fd >= 0) {
		struct stat st;

		if (fstat(fd, &st) == 0 && (st.st_mode & 0700) != 0700) {
			fchmod(fd, 0700);
		}
	}
	return fd;
}

static bool is_dots(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

/* True when `name` is gone: a file, a link, an empty folder. */
static bool remove_simple(int at, const char *name)
{
	if (unlinkat(at, name, 0) == 0 || errno == ENOENT) {
		return true;
	}
	if (errno != EISDIR && errno != EPERM) {
		return false;
	}
	return unlinkat(at, name, AT_REMOVEDIR) == 0;
}

/* Moves a folder to the root of the tree, under a name that is free there. */
static bool move_up(struct removal *r, int at, const char *name)
{
	AUTO_STRBUF struct strbuf to = STRBUF_INIT;

	/* The entry ".." of a folder changes with its place: it must be writable itself. */
	AUTO_FD int fd = open_dir(at, name);

	while (fd >= 0) {
		strbuf_reset(&to);
		strbuf_addf(&to, ".removed-%u", r->moved++);
		if (renameat(at, name, r->root, to.text) == 0) {
			return true;
		}
		if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR) {
			break;
		}
	}
	return fail(r, name);
}

static DIR *list(int fd)
{
	/* A description of its own, so that each pass begins at the start. */
	int own = openat(fd, ".", OPEN_DIR);
	DIR *dir = own < 0 ? NULL : fdopendir(own);

	if (!dir && own >= 0) {
		close(own);
	}
	return dir;
}

/* Empties the folder `name` of the root and removes it. */
static bool remove_folder(struct removal *r, const char *name)
{
	AUTO_FD int fd = open_dir(r->root, name);
	CLEANUP(closedir_at) DIR *dir = fd < 0 ? NULL : list(fd);

	if (!dir) {
		return errno == ENOENT || fail(r, name);
	}
	for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		if (is_dots(e->d_name) || remove_simple(fd, e->d_name)) {
			continue;
		}
		if (errno != ENOTEMPTY && errno != EEXIST) {
			return fail(r, e->d_name);
		}
		if (!move_up(r, fd, e->d_name)) {
			return false;
		}
	}
	/* What appeared while it was read is for the next pass. */
	return unlinkat(r->root, name, AT_REMOVEDIR) == 0 || errno == ENOTEMPTY || errno == EEXIST ||
	       fail(r, name);
}

/* One pass over the root; `*left` tells whether anything was found. */
static bool pass(struct removal *r, bool *left)
{
	CLEANUP(closedir_at) DIR *dir = list(r->root);

	*left = false;
	if (!dir) {
		return fail(r, ".");
	}
	for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		if (is_dots(e->d_name)) {
			continue;
		}
		*left = true;
		if (remove_simple(r->root, e->d_name)) {
			continue;
		}
		if (errno != ENOTEMPTY && errno != EEXIST) {
			return fail(r, e->d_name);
		}
		if (!remove_folder(r, e->d_name)) {
			return false;
		}
	}
	return true;
}

bool fs_remove_tree(const char *path, struct diag *d)
{
	AUTO_STRBUF struct strbuf name = STRBUF_INIT;

	/* "link/" would be followed where "link" is not. */
	strbuf_add(&name, path);
	while (name.len > 1 && name.text[name.len - 1] == '/') {
		name.text[--name.len] = '\0';
	}
	path = name.text;
	AUTO_FD int root = open_dir(AT_FDCWD, path);
	struct removal r = {.path = path, .root = root, .diag = d};
	bool left = true;

	if (root < 0) {
		return errno == ENOENT || diag_fail(d, NOWHERE, "%s: %s", path, strerror(errno));
	}
	while (left) {
		if (!pass(&r, &left)) {
			return false;
		}
	}
	return rmdir(path) == 0 || errno == ENOENT || diag_fail(d, NOWHERE, "%s: %s", path, strerror(errno));
}
