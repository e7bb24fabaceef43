/** Files and folders, with errors that name them. Relative paths are relative to the working directory. */
#ifndef SECATEUR_BASE_FS_H
#define SECATEUR_BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "secateur/base/diag.h"

struct arena;

/** What a tree takes on the disk. False: some of it cannot be looked at. */
bool fs_tree_bytes(const char *path, uint64_t *ret);
/** The whole file, NUL-terminated; `*size` (may be NULL) is its length. More than `limit` bytes is an error. */
bool fs_read(const char *path, size_t limit, struct arena *a, struct diag *d, const char **ret, size_t *size);
/** The last `most` bytes of a file, from the start of a line where one begins; "" for an empty file. NULs become blanks. */
bool fs_read_tail(const char *path, size_t most, struct arena *a, struct diag *d, const char **ret);
/** Writes beside the target and renames: never half a file. Through links; a device or a pipe is written to. */
bool fs_write(const char *path, const char *text, size_t n, struct diag *d);
/** A file that is written bit by bit, and is there as a whole or not at all. */
struct fs_draft {
	FILE *out;
	const char *path, *target, *beside; /* target, beside: NULL for a device or a pipe */
	int error;                          /* errno of a write that failed, where it is known */
};
bool fs_draft_begin(struct fs_draft *f, const char *path, struct arena *a, struct diag *d);
/** `keep` false: it is dropped, and nothing is told. */
bool fs_draft_end(struct fs_draft *f, bool keep, struct diag *d);
bool fs_make_dirs(const char *path, struct diag *d);
/** Removes a folder and all below it; never follows links; a folder that is not there is done. */
bool fs_remove_tree(const char *path, struct diag *d);
/** TMPDIR, or /tmp. */
const char *fs_temp_folder(void);
/** A new folder `<under>/<prefix>XXXXXX`, mode 0700. */
bool fs_make_temp_dir(const char *under, const char *prefix, struct arena *a, struct diag *d, char **ret);
bool fs_exists(const char *path);
/** Two names of one file that is there. */
bool fs_is_same(const char *path, const char *other);
/** "NFS", "Lustre", ...: the kind of network file system that the file lies on; NULL: it is none that is known, or cannot be told. */
const char *fs_network(const char *path);
/**
 * The files below `dir` whose names are as the pattern, in order of name, relative to `dir` unless the pattern is absolute: *, ? and [...] as in
 * a shell, ** for folders at any depth, none too. What is hidden is not found; ** follows no links. At most 100 000.
 */
bool fs_find(const char *dir, const char *pattern, struct arena *a, struct diag *d, const char *const **ret,
             size_t *n);
bool fs_size(const char *path, struct diag *d, uint64_t *ret);
/** `name` where it is absolute, else `dir/name`. */
char *fs_join(struct arena *a, const char *dir, const char *name);
/** How to show an absolute path to the user: without the working directory in front, where it lies below it. */
const char *fs_shown(const char *path, struct arena *a);
/** The folder that holds `path`, absolute and resolved; `path` itself need not exist. */
bool fs_dir_of(const char *path, struct arena *a, struct diag *d, char **ret);
/** The way from one folder to another; both are there. "." where they are the same. */
bool fs_relative(const char *path, const char *from, struct arena *a, struct diag *d, const char **ret);

#endif
