/** Runs that were killed with their runner: what they left outside their folder, and the folder, which tells how far they came, are cleared away. */
#include "engine_private.h"

#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/store/store.h"
#include "secateur/workload/workload.h"

/* A run's, and with it that of its session, when it was the last. */
static bool remove_folder(const char *dir, struct arena *a, struct diag *d)
{
	const bool ok = fs_remove_tree(dir, d);

	rmdir(arena_strndup(a, dir, (size_t)(strrchr(dir, '/') - dir)));
	return ok;
}

static bool clear(const struct killed_request *q, const struct killed_run *was, struct arena *a,
                  struct diag *d)
{
	const struct spec *spec = q->study->spec;
	const struct workload_ops *w = workload_find(spec->adapter);
	const bool is_there = was->scratch && fs_exists(was->scratch);
	struct job job = {0};

	if (is_there || was->is_timed) {
		const struct scope *scope =
			scope_of_trial(q->study, q->trial, is_there ? was->scratch : q->dir, was->name, a);
		if (!w->job(spec->workload, scope, a, d, &job)) {
			return false;
		}
		w->clear(spec->workload, scope, job.envp, is_there ? RUN_KILLED : RUN_LOST, a, d);
	}
	return (!is_there || q->keeps_scratch || remove_folder(was->scratch, a, d)) &&
	       store_run_is_over(q->db, q->experiment, was->name, d);
}

bool killed_clear(const struct killed_request *q, const char *name, struct arena *a, struct diag *d)
{
	const struct killed_run *all = NULL;
	size_t n = 0;

	if (!store_killed_runs(q->db, q->experiment, a, d, &all, &n)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].name, name) == 0) {
			return clear(q, &all[i], a, d);
		}
	}
	return true;
}

static bool clear_all(struct killed_request *q, const struct killed_run *all, size_t n, struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++) {
		AUTO_ARENA struct arena *own = arena_new();
		struct trial t;
		q->trial = &t;
		ok = !run_named(q->study, all[i].name, &t) || clear(q, &all[i], own, d);
	}
	return ok;
}

bool killed_clear_all(const struct study *st, struct store *db, int64_t experiment,
                      const struct run_options *o, struct arena *a, struct diag *d)
{
	struct killed_request q = {
		.study = st, .db = db, .experiment = experiment, .keeps_scratch = o->keep_scratch};
	const struct killed_run *all = NULL;
	size_t n = 0;
	char *dir = NULL;

	if (!store_killed_runs(db, experiment, a, d, &all, &n)) {
		return false;
	}
	if (n == 0) {
		return true;
	}
	if (!fs_make_temp_dir(o->scratch ? o->scratch : fs_temp_folder(), "secateur-", a, d, &dir)) {
		return false;
	}
	q.dir = dir;
	const bool ok = clear_all(&q, all, n, d);
	return fs_remove_tree(dir, d) && ok;
}
