#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "quality_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/model/criterion.h"

/* Files are stamped by a clock that lags by up to a tick of the kernel's. */
#define STAMPS_LAG (20 * NSEC_PER_MSEC)

static nsec_t changed(const struct stat *st)
{
	return (nsec_t)st->st_mtim.tv_sec * NSEC_PER_SEC + st->st_mtim.tv_nsec;
}

const char *quality_file_named(const char *rendered, const struct quality_input *in, struct arena *a,
                               const char **why)
{
	const char *path = fs_join(a, in->dir, rendered);
	struct stat st;

	if (stat(path, &st) < 0) {
		*why = errno == ENOENT ? arena_printf(a, "no file %s", rendered)
		                       : arena_printf(a, "%s: %s", rendered, strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		*why = arena_printf(a, "%s is no file", rendered);
	} else if (st.st_size == 0) {
		*why = arena_printf(a, "%s is empty", rendered);
	} else if (in->began > 0 && changed(&st) < in->began - STAMPS_LAG) {
		*why = arena_printf(a, "%s is older than the run", rendered);
	} else {
		return path;
	}
	return NULL;
}

const char *quality_file(struct text file, const struct quality_input *in, struct arena *a, struct diag *d,
                         const char **name, const char **why)
{
	const char *rendered = template_text(file, in->scope, ",", a, d);

	if (name) {
		*name = rendered;
	}
	if (!rendered) {
		*why = "its name could not be rendered";
		return NULL;
	}
	return quality_file_named(rendered, in, a, why);
}

void only_first(const struct quality_input *in, struct arena *a, struct findings *ret)
{
	for (size_t i = 1; i < in->n_metrics; i++) {
		findings_add_absent(ret, a, in->metrics[i].name, "its extractor gives one metric only");
	}
}
