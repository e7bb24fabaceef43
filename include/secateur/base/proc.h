/** A helper program run to its end, outside every timed window: version commands, quality commands. */
#ifndef SECATEUR_BASE_PROC_H
#define SECATEUR_BASE_PROC_H

#include <stdbool.h>
#include <stddef.h>

#include "secateur/base/diag.h"
#include "secateur/base/units.h"

struct arena;

struct proc_request {
	const char *const *argv; /* NULL-terminated; looked up in the PATH of envp */
	const char *const *envp; /* NULL-terminated; NULL: the caller's own */
	const char *dir;         /* NULL: the working directory */
	nsec_t limit_ns;         /* killed with its process group after that; 0: none */
	int (*stop)(void);       /* not 0: it is killed; looked at when a signal comes; NULL: never */
	size_t output_limit;     /* bytes of stdout and of stderr kept; the rest is read and dropped */
};

struct proc_result {
	int exit_code; /* -1 when ended by a signal or the limit */
	int signal;
	bool timed_out, stopped;
	const char *out, *err; /* NUL-terminated */
	size_t n_out;          /* bytes kept of stdout: it may hold NUL bytes itself */
	bool is_cut;           /* more of stdout was read than kept */
};

/** False only when it could not be started; how it ended is in `ret`. stdin is /dev/null. Blocks. */
bool proc_capture(const struct proc_request *q, struct arena *a, struct diag *d, struct proc_result *ret);
/** "failed: exit code 3: its last line", or how else it ended badly; NULL when it ended well. */
const char *proc_complaint(const struct proc_result *r, struct arena *a);
/** Starts `argv` from a PATH found in `envp` in place of this process; returns only on error (errno). */
int proc_exec(const char *const *argv, const char *const *envp);

#endif
