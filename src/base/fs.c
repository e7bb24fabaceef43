#include "secateur/base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"

enum { READ_BYTES = 32 * 1024, MAX_TEMP_NAMES = 1000 };

static bool fail(struct diag *d, const char *path)
{
	return diag_fail(d, NOWHERE, "%s: %s", path, strerror(errno));
}

static int open_retry(const char *path, int flags, mode_t mode)
{
	int fd;

	do {
		fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
	} while (fd < 0 && errno == EINTR);
	return fd;
}

/* Reads until the end, or until more than `limit` bytes are there. */
static bool read_some(int fd, size_t limit, struct strbuf *b)
{
	char bytes[READ_BYTES];
	ssize_t n;

	do {
		n = read(fd, bytes, sizeof(bytes));
		if (n > 0) {
			strbuf_addn(b, bytes, (size_t)n);
		}
	} while ((n > 0 && b->len <= limit) || (n < 0 && errno == EINTR));
	return n >= 0;
}

bool fs_read(const char *path, size_t limit, struct arena *a, struct diag *d, const char **ret, size_t *size)
{
	AUTO_FD int fd = open_retry(path, O_RDONLY, 0);
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (fd < 0 || !read_some(fd, limit, &b)) {
		return fail(d, path);
	}
	if (b.len > limit) {
		return diag_fail(d, NOWHERE, "%s: larger than %s", path, num_show_bytes(limit, a));
	}
	if (size) {
		*size = b.len;
	}
	*ret = strbuf_take(&b, a);
	return true;
}

bool fs_read_tail(const char *path, size_t most, struct arena *a, struct diag *d, const char **ret)
{
	AUTO_FD int fd = open_retry(path, O_RDONLY, 0);
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	off_t end = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	/* One byte more than asked for tells whether the rest begins a line. */
	off_t from = end > (off_t)most ? end - (off_t)most - 1 : 0;

	if (end < 0 || lseek(fd, from, SEEK_SET) < 0 || !read_some(fd, most, &b)) {
		return fail(d, path);
	}
	const char *s = b.text ? b.text : "", *last = s + b.len;

	if (b.len > most) {
		const char *line = memchr(s, '\n', b.len);

		s = line && line + 1 < last ? line + 1 : last - most;
	}
	char *text = arena_copy(a, s, (size_t)(last - s) + 1, 1);

	/* a NUL would end it */
	for (char *nul = text; (nul = memchr(nul, '\0', (size_t)(text + (last - s) - nul)));) {
		*nul = ' ';
	}
	*ret = text;
	return true;
}

/* A new file in the folder of `path`; not mkstemp, whose files nobody else may read. */
static int open_beside(const char *path, struct strbuf *name)
{
	const char *slash = strrchr(path, '/');
	int fd = -1;

	for (unsigned i = 0; fd < 0 && i < MAX_TEMP_NAMES; i++) {
		strbuf_reset(name);
		strbuf_addn(name, path, slash ? (size_t)(slash + 1 - path) : 0);
		strbuf_addf(name, ".secateur-%ld-%u", (long)getpid(), i);
		fd = open_retry(name->text, O_WRONLY | O_CREAT | O_EXCL, 0666);
		if (fd < 0 && errno != EEXIST) {
			break;
		}
	}
	return fd;
}

/* Through links, to the file that they lead to. */
bool fs_draft_begin(struct fs_draft *f, const char *path, struct arena *a, struct diag *d)
{
	AUTO_FREE char *real = realpath(path, NULL);
	AUTO_STRBUF struct strbuf name = STRBUF_INIT;
	struct stat st;
	bool is_device = real && stat(real, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
	int fd = is_device ? open_retry(real, O_WRONLY, 0) : open_beside(real ? real : path, &name);

	*f = (struct fs_draft){.path = path};
	if (fd < 0) {
		return fail(d, path);
	}
	if (!is_device) {
		f->target = arena_strdup(a, real ? real : path);
		f->beside = strbuf_take(&name, a);
	}
	f->out = fdopen(fd, "w");
	if (!f->out) {
		fail(d, path);
		close(fd);
	}
	return f->out != NULL;
}

bool fs_draft_end(struct fs_draft *f, bool keep, struct diag *d)
{
	errno = 0;
	bool ok = fflush(f->out) == 0 && !ferror(f->out);
	int why = f->error ? f->error : errno;

	/* A full disk or quota may be told as late as by close. */
	if (fclose(f->out) != 0 && ok) {
		ok = false;
		why = errno;
	}
	if (ok && keep && f->beside && rename(f->beside, f->target) != 0) {
		ok = false;
		why = errno;
	}
	if (f->beside && !(ok && keep)) {
		unlink(f->beside);
	}
	errno = why ? why : EIO;
	return ok || !keep || fail(d, f->path);
}

bool fs_write(const char *path, const char *text, size_t n, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct fs_draft f;

	if (!fs_draft_begin(&f, path, a, d)) {
		return false;
	}
	errno = 0;
	f.error = fwrite(text, 1, n, f.out) == n ? 0 : errno;
	return fs_draft_end(&f, true, d);
}

bool fs_make_dirs(const char *path, struct diag *d)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	struct stat st;

	for (const char *p = path; *p;) {
		p += strspn(p, "/");
		p += strcspn(p, "/");
		strbuf_reset(&b);
		strbuf_addn(&b, path, (size_t)(p - path));
		if (mkdir(b.text, 0777) != 0) {
			int why = errno;

			if (stat(b.text, &st) != 0) {
				errno = why;
				return fail(d, b.text);
			}
			if (!S_ISDIR(st.st_mode)) {
				errno = ENOTDIR;
				return fail(d, b.text);
			}
		}
	}
	return true;
}

bool fs_make_temp_dir(const char *under, const char *prefix, struct arena *a, struct diag *d, char **ret)
{
	char *path = arena_printf(a, "%s/%sXXXXXX", under, prefix);

	if (!mkdtemp(path)) {
		return diag_fail(d, NOWHERE, "%s: cannot make a folder: %s", under, strerror(errno));
	}
	*ret = path;
	return true;
}

bool fs_is_same(const char *path, const char *other)
{
	struct stat a, b;

	return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool fs_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

const char *fs_network(const char *path)
{
	static const struct {
		uint32_t magic; /* statfs(2) */
		const char *name;
	} known[] = {
		{0x6969, "NFS"},       {0x517b, "SMB"},        {0xfe534d42, "SMB"},   {0xff534d42, "CIFS"},
		{0x5346414f, "AFS"},   {0x73757245, "Coda"},   {0x00c36400, "Ceph"},  {0x0bd00bd0, "Lustre"},
		{0x47504653, "GPFS"},  {0x19830326, "BeeGFS"}, {0xaad7aaea, "PanFS"}, {0x01161970, "GFS2"},
		{0x7461636f, "OCFS2"},
	};
	struct statfs st;

	if (statfs(path, &st) < 0) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if ((uint32_t)st.f_type == known[i].magic) {
			return known[i].name;
		}
	}
	return NULL;
}

bool fs_size(const char *path, struct diag *d, uint64_t *ret)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		return fail(d, path);
	}
	*ret = (uint64_t)st.st_size;
	return true;
}

char *fs_join(struct arena *a, const char *dir, const char *name)
{
	size_t n = strlen(dir);

	if (name[0] == '/') {
		return arena_strdup(a, name);
	}
	return arena_printf(a, "%s%s%s", dir, n && dir[n - 1] == '/' ? "" : "/", name);
}

const char *fs_shown(const char *path, struct arena *a)
{
	AUTO_FREE char *here = getcwd(NULL, 0);
	size_t n = here ? strlen(here) : 0;
	bool below = n > 1 && strncmp(path, here, n) == 0 && path[n] == '/';

	return below ? arena_strdup(a, path + n + 1) : path;
}

bool fs_dir_of(const char *path, struct arena *a, struct diag *d, char **ret)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/') {
		n--;
	}
	while (n > 0 && path[n - 1] != '/') {
		n--;
	}
	const char *dir = n ? arena_strndup(a, path, n) : ".";
	AUTO_FREE char *real = realpath(dir, NULL);

	if (!real) {
		return fail(d, dir);
	}
	*ret = arena_strdup(a, real);
	return true;
}

/* The bytes of both up to the end of the last folder that both go through. */
static size_t shared_bytes(const char *path, const char *other)
{
	size_t shared = 0;

	for (size_t i = 0;; i++) {
		if (strchr("/", path[i]) && strchr("/", other[i])) {
			shared = i;
		}
		if (path[i] != other[i] || !path[i]) {
			return shared;
		}
	}
}

bool fs_relative(const char *path, const char *from, struct arena *a, struct diag *d, const char **ret)
{
	AUTO_FREE char *there = realpath(path, NULL);

	if (!there) {
		return fail(d, path);
	}
	AUTO_FREE char *here = realpath(from, NULL);
	AUTO_STRBUF struct strbuf way = STRBUF_INIT;
	if (!here) {
		return fail(d, from);
	}
	const size_t shared = shared_bytes(there, here);
	for (const char *s = here + shared; *s; s++) {
		strbuf_add(&way, *s == '/' && s[1] ? "../" : "");
	}
	strbuf_add(&way, there + shared + strspn(there + shared, "/"));
	const size_t n = way.len > 0 && way.text[way.len - 1] == '/' ? way.len - 1 : way.len;
	*ret = n > 0 ? arena_strndup(a, way.text, n) : ".";
	return true;
}

bool fs_tree_bytes(const char *path, uint64_t *ret)
{
	char *const paths[] = {(char *)(uintptr_t)path, NULL};
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const FTSENT *e;
	bool ok = tree != NULL;

	*ret = 0;
	while (ok && (e = fts_read(tree)) != NULL) {
		ok = e->fts_info != FTS_ERR && e->fts_info != FTS_DNR && e->fts_info != FTS_NS;
		*ret += ok && e->fts_info != FTS_DP ? (uint64_t)e->fts_statp->st_blocks * 512 : 0;
	}
	if (tree) {
		fts_close(tree);
	}
	return ok;
}

const char *fs_temp_folder(void)
{
	const char *set = getenv("TMPDIR");

	return set && *set ? set : "/tmp";
}
