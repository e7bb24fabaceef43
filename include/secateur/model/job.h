/** What a run executes. */
#ifndef SECATEUR_MODEL_JOB_H
#define SECATEUR_MODEL_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "secateur/base/units.h"

struct job_step {
	const char *name;
	unsigned iteration;                    /* from 1; counts the passes of a loop */
	const char *const *argv;               /* NULL-terminated */
	const char *stdout_path, *stderr_path; /* may be the same file; appended to */
};

struct job_file {
	const char *path; /* relative to the run's folder */
	const char *text;
	size_t size;
};

/** Steps run one after another; the first that fails ends the run. */
struct job {
	const struct job_step *steps;
	size_t n_steps;
	size_t n_preparing; /* of them, the first: they are run as the others are, and are no part of what is timed */
	const struct job_file *files; /* written into the run's folder before the first step */
	size_t n_files;
	const char *const *envp; /* the whole environment, NULL-terminated */
};

/** Of a run; 0: none. */
struct limits {
	nsec_t wall_ns;
	nsec_t cpu_ns,
		soft_cpu_ns; /* of all processes together: then they are killed; then they are asked to end */
	uint64_t memory_bytes; /* of all processes together, with the page cache that is theirs */
	uint64_t file_bytes;   /* of each file that they write */
	uint64_t output_bytes; /* of each log: its beginning and its end are kept */
	unsigned processes;    /* and threads, at once */
};

#endif
