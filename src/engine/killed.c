/** Runs that were killed with their runner: what they left outside their folder, and the folder, which tells how far they came, are cleared away. */
#include "engine_private.h"

#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/run/run.h"
#include "secateur/store/store.h"
#include "secateur/workload/workload.h"

/* A run's, and with it that of its session, when it was the last. */
static bool remove_folder(const char *dir, struct arena *a, struct diag *d)
{
	const bool ok = fs_remove_tree(dir, d);

	rmdir(arena_strndup(a, dir, (size_t)(strrchr(dir, '/') - dir)));
	return ok;
}

/* Where the run's own folder is gone, the adapter finds its files in another one. False, with a complaint: nothing could be begun. */
static bool clear_outside(const struct killed_request *q, const struct killed_run *was, const struct trial *t,
                          bool is_there, struct arena *a, struct diag *d, bool *is_clear)
{
	const struct spec *spec = q->study->spec;
	const struct workload_ops *w = workload_find(spec->adapter);
	const char *dir = is_there ? was->scratch : q->dir;
	const struct scope *scope = scope_of_trial(q->study, t, dir, was->name, a);
	struct job job = {0};

	if (!w->job(spec->workload, scope, a, d, &job) ||
	    (!is_there && (!fs_make_dirs(dir, d) || !job_write_files(&job, dir, a, d)))) {
		return false;
	}
	*is_clear = w->clear(spec->workload, scope, job.envp, is_there ? RUN_KILLED : RUN_LOST, a, q->diag);
	return true;
}

/* Else it stays on record, and is looked at once more the next time. */
static bool clear(const struct killed_request *q, const struct killed_run *was, const struct trial *t)
{
	AUTO_ARENA struct arena *a = arena_new();
	const bool is_there = was->scratch && fs_exists(was->scratch);
	struct diag *said = diag_new(a);
	bool is_clear = true;

	if (((is_there || was->is_timed) && !clear_outside(q, was, t, is_there, a, said, &is_clear)) ||
	    (is_clear && is_there && !q->keeps_scratch && !remove_folder(was->scratch, a, said))) {
		diag_warn(q->diag, NOWHERE, "what the killed run %s left stays: %s", was->name,
		          diag_last(said));
		return false;
	}
	return is_clear;
}

bool killed_clear(const struct killed_request *q, const char *name)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct killed_run *all = NULL;
	struct trial t;
	size_t n = 0;
	bool ok = store_killed_runs(q->db, q->experiment, a, q->diag, &all, &n);

	for (size_t i = 0; ok && i < n && !run_interrupted(); i++) {
		if ((!name || strcmp(all[i].name, name) == 0) && run_named(q->study, all[i].name, &t) &&
		    clear(q, &all[i], &t)) {
			ok = store_run_is_over(q->db, q->experiment, all[i].name, q->diag);
		}
	}
	return ok;
}
