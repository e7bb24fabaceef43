#include <dirent.h>
#include <string.h>

#include "probe_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/base/proc.h"
#include "secateur/base/units.h"
#include "secateur/model/spec.h"
#include "secateur/probe/exact.h"

/* -v: so that a log tells a program that was started from a copy of its parent */
static const char *const words[] = {"valgrind",
                                    "-v",
                                    "--vgdb=no",
                                    "--tool=cachegrind",
                                    "--cache-sim=no",
                                    "--cachegrind-out-file=/dev/null",
                                    "--trace-children=yes"};
enum { N_WORDS = sizeof(words) / sizeof(*words), MOST_LOG = 16 << 20, MOST_OUTPUT = 4096 };

/** What the log of a process has. */
struct log {
	bool began;   /* a program, not a copy of one */
	bool counted; /* to its end */
	double instructions;
};

const char *const *exact_argv(const char *const *argv, const char *logs, struct arena *a)
{
	size_t n = 0, at = 0;

	while (argv[n]) {
		n++;
	}
	const char **ret = NEW_ARRAY(a, const char *, N_WORDS + n + 3);
	for (; at < N_WORDS; at++) {
		ret[at] = words[at];
	}
	ret[at++] = arena_printf(a, "--log-file=%s/%%p", logs);
	ret[at++] = "--";
	memcpy(ret + at, argv, n * sizeof(*argv));
	return ret;
}

/** "==12== I   refs:      33,701,148" */
static bool read_count(const char *line, size_t len, struct arena *a, double *ret)
{
	static const char mark[] = " I   refs:";
	const char *at = memmem(line, len, mark, sizeof(mark) - 1);
	size_t n = 0;

	if (!at) {
		return false;
	}
	char *digits = arena_strndup(a, line, len);
	for (const char *p = at + sizeof(mark) - 1; p < line + len; p++) {
		if (*p >= '0' && *p <= '9') {
			digits[n++] = *p;
		}
	}
	digits[n] = '\0';
	return num_real(digits, ret);
}

static struct log read_log(const char *text, struct arena *a)
{
	struct log log = {0};

	while (*text) {
		size_t len = strcspn(text, "\n");

		log.began = log.began || memmem(text, len, "Reading syms from ", 18);
		log.counted = read_count(text, len, a, &log.instructions) || log.counted;
		text += len + (text[len] == '\n');
	}
	return log;
}

static const char *add_log(const char *path, struct arena *a, double *sum)
{
	struct diag *d = diag_new(a);
	const char *text;

	if (!fs_read(path, MOST_LOG, a, d, &text, NULL)) {
		return diag_last(d);
	}
	struct log log = read_log(text, a);
	if (!log.counted) {
		return "a process was killed before its instructions were counted";
	}
	if (!log.began) {
		return "a process forked and started no program: valgrind counts its parent's work twice";
	}
	*sum += log.instructions;
	return NULL;
}

struct reading exact_read(const char *logs, struct arena *a)
{
	struct reading r = {.event = EXACT_EVENT, .unit = "1", .enabled_share = 1};
	DIR *dir = opendir(logs);
	const struct dirent *e;
	size_t n = 0;

	while (dir && !r.absent_reason && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] != '.') {
			n++;
			r.absent_reason = add_log(fs_join(a, logs, e->d_name), a, &r.value);
		}
	}
	if (dir) {
		closedir(dir);
	}
	if (n == 0) {
		r.absent_reason = "valgrind left no log";
	}
	return r;
}

static const char *version; /* for the life of the process */

static const char *capture(const char *const *argv, struct arena *a, struct proc_result *ret)
{
	const struct proc_request q = {
		.argv = argv, .limit_ns = 60 * NSEC_PER_SEC, .output_limit = MOST_OUTPUT};
	struct diag *d = diag_new(a);

	if (!proc_capture(&q, a, d, ret)) {
		return diag_last(d);
	}
	return ret->exit_code == 0 ? NULL : "valgrind fails on `true`";
}

static const char *attempt(const char *event, struct arena *a)
{
	static const char *const asks[] = {"valgrind", "--version", NULL}, *const nothing[] = {"true", NULL};
	struct diag *d = diag_new(a);
	struct proc_result r;
	char *logs;

	(void)event;
	if (capture(asks, a, &r)) {
		return "valgrind is not installed (Debian: apt-get install valgrind)";
	}
	static char kept[64];
	strncpy(kept, r.out, sizeof(kept) - 1);
	kept[strcspn(kept, "\n")] = '\0';
	version = kept;
	if (!fs_make_temp_dir(fs_temp_folder(), "secateur-count-", a, d, &logs)) {
		return diag_last(d);
	}
	const char *why = capture(exact_argv(nothing, logs, a), a, &r);
	why = why ? why : exact_read(logs, a).absent_reason;
	fs_remove_tree(logs, d);
	return why;
}

const char *exact_usable(struct arena *a, const char **ret)
{
	const char *why = probe_try_once("valgrind", EXACT_EVENT, attempt, a);

	if (ret) {
		*ret = version;
	}
	return why;
}
