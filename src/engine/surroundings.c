/**
 * What surrounds a run, the same for all variants. The stack begins below arguments and environment, and where it begins in its page
 * makes programs faster or slower (Mytkowicz et al. 2009): so they are padded to whole pages, and by the same random length for
 * all runs of a block. Threads of libraries are as many as the run has cores, unless the experiment says otherwise.
 */
#include "engine_private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/rng.h"
#include "secateur/base/strbuf.h"

enum { PAGE = 4096, ALIGNED = 16, CHUNK = 1 << 16 };

static const char *const thread_variables[] = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"};
enum { N_THREAD_VARIABLES = sizeof(thread_variables) / sizeof(*thread_variables) };
static const char padding_variable[] = "SECATEUR_PADDING=", drop_caches[] = "/proc/sys/vm/drop_caches";

const char *surroundings_threads(const struct spec *s, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < N_THREAD_VARIABLES; i++) {
		strbuf_addf(&b, "%s%s=%u", i ? " " : "", thread_variables[i], s->measure.cores);
	}
	return strbuf_take(&b, a);
}

unsigned surroundings_padding(const struct spec *s, const struct trial *t)
{
	struct rng r = rng_stream(s->measure.seed, "padding", t->block);

	/* a count has no use for it: it is to repeat */
	return s->measure.unpadded || t->phase == PHASE_COUNTED
	               ? 0
	               : ALIGNED * (unsigned)rng_below(&r, PAGE / ALIGNED);
}

/* --- the environment --------------------------------------------------------------------------------- */

static bool sets(const char *const *envp, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; envp[i]; i++) {
		if (strncmp(envp[i], name, n) == 0 && envp[i][n] == '=') {
			return true;
		}
	}
	return false;
}

static size_t bytes_of(const char *const *list)
{
	size_t bytes = 0;

	for (size_t i = 0; list[i]; i++) {
		bytes += strlen(list[i]) + 1 + sizeof(char *);
	}
	return bytes;
}

/* Arguments and environment up to the next whole page, and so much more. */
static const char *pad(const char *const *argv, const char *const *envp, unsigned more, struct arena *a)
{
	size_t used = bytes_of(argv) + bytes_of(envp) + sizeof(padding_variable) + sizeof(char *);
	size_t n = (PAGE - used % PAGE) % PAGE + more;
	char *text = arena_alloc(a, sizeof(padding_variable) + n, 1);

	memcpy(text, padding_variable, sizeof(padding_variable) - 1);
	memset(text + sizeof(padding_variable) - 1, 'x', n);
	text[sizeof(padding_variable) - 1 + n] = '\0';
	return text;
}

const char *const *surroundings_of(const struct spec *s, const struct job *job, const char *const *argv,
                                   unsigned padding, struct arena *a)
{
	size_t n = 0;

	while (job->envp[n]) {
		n++;
	}
	const char **envp = NEW_ARRAY(a, const char *, n + N_THREAD_VARIABLES + 2);
	memcpy(envp, job->envp, n * sizeof(*envp));
	for (size_t i = 0; i < N_THREAD_VARIABLES; i++) {
		if (!sets(job->envp, thread_variables[i])) {
			envp[n++] = arena_printf(a, "%s=%u", thread_variables[i], s->measure.cores);
		}
	}
	if (!s->measure.unpadded) {
		envp[n] = pad(argv, envp, padding, a);
	}
	return envp;
}

/* --- the page cache ---------------------------------------------------------------------------------- */

bool surroundings_possible(const struct spec *s, struct diag *d)
{
	if (s->measure.cache != CACHE_DROP) {
		return true;
	}
	if (s->measure.parallel > 1 || s->measure.duet) {
		return diag_fail(
			d, NOWHERE,
			"`cache: drop` empties the page cache of the whole machine: it goes with one run at "
			"a time, not %u",
			s->measure.duet ? 2 * s->measure.parallel : s->measure.parallel);
	}
	if (access(drop_caches, W_OK) == 0) {
		return true;
	}
	diag_fail(d, NOWHERE, "the page cache cannot be dropped here: %s: %s", drop_caches, strerror(errno));
	diag_help(d, "it takes root; `cache: warm` works for everybody");
	return false;
}

static bool drop(struct diag *d)
{
	AUTO_FD int fd = open(drop_caches, O_WRONLY | O_CLOEXEC);

	sync(); /* what is not yet written stays in it */
	return (fd >= 0 && write(fd, "1", 1) == 1) ||
	       diag_fail(d, NOWHERE, "%s: %s", drop_caches, strerror(errno));
}

/* Whatever cannot be read is for the program to complain about. */
static void read_through(const char *path)
{
	char chunk[CHUNK];
	AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		return;
	}
	while (read(fd, chunk, CHUNK) > 0) {
	}
}

static void warm(const struct job *job)
{
	for (size_t i = 0; i < job->n_steps; i++) {
		for (size_t k = 0; job->steps[i].argv[k]; k++) {
			if (job->steps[i].argv[k][0] == '/') {
				read_through(job->steps[i].argv[k]);
			}
		}
	}
}

bool surroundings_cache(const struct spec *s, const struct job *job, struct diag *d)
{
	if (s->measure.cache == CACHE_WARM) {
		warm(job);
	}
	return s->measure.cache != CACHE_DROP || drop(d);
}
