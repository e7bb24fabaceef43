#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "store_lock.h"

static bool refuse(const char *path, const char *lock_path, int lock, struct diag *d)
{
	char text[24] = "";
	ssize_t n = pread(lock, text, sizeof(text) - 1, 0);
	int64_t pid;

	if (n > 0 && text[n - 1] == '\n') {
		text[n - 1] = '\0';
	}
	if (num_int(text, 1, INT32_MAX, &pid)) {
		diag_fail(d, NOWHERE, "%s: process %s writes to it (%s is locked)", path, text, lock_path);
	} else { /* it has the lock, but has not said so yet */
		diag_fail(d, NOWHERE, "%s: another process writes to it (%s is locked)", path, lock_path);
	}
	diag_help(d, "wait until it has ended, or name another file with --db");
	return false;
}

static bool same_file(int fd, const char *path)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_dev == named.st_dev &&
	       held.st_ino == named.st_ino;
}

static bool write_pid(int lock, struct arena *a)
{
	const char *pid = arena_printf(a, "%ld\n", (long)getpid());

	return ftruncate(lock, 0) == 0 && pwrite(lock, pid, strlen(pid), 0) == (ssize_t)strlen(pid);
}

static bool fail(const char *path, const char *lock_path, struct diag *d)
{
	diag_fail(d, NOWHERE, "%s: cannot be written: %s: %s", path, lock_path, strerror(errno));
	diag_help(d, "its folder must be yours to write; --db names another database");
	return false;
}

/*
 * The one before may remove the file between our open and our lock: what we hold then is a file
 * without a name, that nobody else will ever try. So the name is looked at again.
 */
bool store_lock(const char *path, const char *lock_path, struct arena *a, struct diag *d, int *ret)
{
	for (;;) {
		int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

		if (lock < 0) {
			return fail(path, lock_path, d);
		}
		if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
			int why = errno;

			if (why == EWOULDBLOCK) {
				refuse(path, lock_path, lock, d);
			}
			close(lock);
			errno = why;
			return why == EWOULDBLOCK ? false : fail(path, lock_path, d);
		}
		if (same_file(lock, lock_path)) {
			if (!write_pid(lock, a)) {
				fail(path, lock_path, d);
				store_unlock(lock_path, lock);
				return false;
			}
			*ret = lock;
			return true;
		}
		close(lock);
	}
}

void store_unlock(const char *lock_path, int lock)
{
	unlink(lock_path);
	close(lock);
}
