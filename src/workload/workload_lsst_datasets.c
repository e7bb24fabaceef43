/** What a run left in the repository, and of what its quality and times are read: metadata of tasks, values of metrics. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/butler/butler.h"
#include "workload_lsst.h"

const char *lsst_output(const char *root, const char *run, struct arena *a)
{
	const char *dot = strrchr(root, '.'), *name = strrchr(root, '/');
	const bool is_file = dot && strcmp(dot, ".yaml") == 0;

	return fs_join(a, is_file && name ? arena_strndup(a, root, (size_t)(name - root)) : root, run);
}

bool lsst_copy(const char *from, const char *into, const char *name, struct arena *a, struct diag *d)
{
	const char *text = NULL;
	size_t size = 0;
	char *to = fs_join(a, into, name), *folder = arena_strdup(a, to);

	*strrchr(folder, '/') = '\0';
	return fs_read(from, LSST_MOST_BYTES, a, d, &text, &size) && fs_make_dirs(folder, d) &&
	       fs_write(to, text, size, d);
}

/* By its way below the folder of the RUN, or, where other templates are in use, below one of its type. */
static bool gather_listed(const struct butler_file *files, size_t n, const char *run, const char *into,
                          struct arena *a, struct diag *d)
{
	const char *folder = arena_printf(a, "/%s/", run);
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++) {
		const struct butler_file *f = &files[i];
		const char *below = strstr(f->path, folder);
		const char *name =
			below ? below + strlen(folder)
			      : arena_printf(a, "%s/%zu/%s", f->type, i, strrchr(f->path, '/') + 1);
		ok = f->is_log || lsst_copy(f->path, into, name, a, d);
	}
	return ok;
}

static bool gather_by_names(const char *folder, const char *into, struct arena *a, struct diag *d)
{
	static const char *const kinds[] = {"*_metadata/**/*.json", "metricvalue_*/**/*.yaml",
	                                    "*_metrics/**/*.json"};
	const char *const *names = NULL;
	size_t n = 0;
	bool ok = true;

	for (size_t k = 0; ok && k < sizeof(kinds) / sizeof(*kinds); k++) {
		ok = fs_find(folder, kinds[k], a, d, &names, &n);
		for (size_t i = 0; ok && i < n; i++) {
			ok = lsst_copy(fs_join(a, folder, names[i]), into, names[i], a, d);
		}
	}
	return ok;
}

bool lsst_gather(const char *root, const char *run, const char *dir, struct arena *a, struct diag *d)
{
	const char *folder = lsst_output(root, run, a), *into = fs_join(a, dir, "datasets");
	struct butler_runs runs;

	/* a registry that is not in a file, or a run of which it has nothing */
	if (!butler_read(root, run, a, diag_new(a), &runs)) {
		return !fs_exists(folder) || gather_by_names(folder, into, a, d);
	}
	return gather_listed(runs.files, runs.n, run, into, a, d) &&
	       gather_listed(runs.metrics, runs.n_metrics, run, into, a, d);
}
