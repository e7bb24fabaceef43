/**
 * The `butler` adapter: runs that are over, which `secateur import butler` takes out of a repository of LSST's. They are on record; nothing
 * is run.
 */
#include "secateur/base/arena.h"
#include "secateur/base/template.h"
#include "secateur/model/job.h"
#include "secateur/workload/workload.h"

struct params {
	struct text repository, collection;
};

static const struct field rows[] = {
	{"repository", read_template, offsetof(struct params, repository), true,
         "the butler's repository, or a folder of metadata files"},
	{"collection", read_template, offsetof(struct params, collection), true,
         "in which the runs of a variant are: \"{collection}\""},
};

static bool load(void *params, const struct scope *names, struct arena *a, struct diag *d)
{
	const struct params *p = params;
	const bool ok = template_check(p->repository, names, a, d);

	return template_check(p->collection, names, a, d) && ok;
}

static bool config(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                   const char **ret)
{
	const struct params *p = params;
	const char *repository = template_text(p->repository, scope, ",", a, d);
	const char *collection = template_text(p->collection, scope, ",", a, d);

	if (!repository || !collection) {
		return false;
	}
	*ret = arena_printf(a, "repository %s\ncollection %s\n", repository, collection);
	return true;
}

static bool job(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                struct job *ret)
{
	(void)params, (void)scope, (void)a, (void)ret;
	diag_fail(d, NOWHERE, "the runs of this experiment were made by others: they cannot be made here");
	diag_help(
		d,
		"`secateur import butler` brings them in; to make runs of a pipeline, name another adapter");
	return false;
}

static bool effective(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                      struct job *ret)
{
	(void)params, (void)scope, (void)a, (void)d;
	*ret = (struct job){0}; /* nobody is there to be asked */
	return true;
}

static bool version(const void *params, const struct scope *scope, struct arena *a, struct diag *d,
                    struct facts *ret)
{
	(void)params, (void)scope, (void)a, (void)d;
	*ret = (struct facts){0}; /* they are in the collection */
	return true;
}

const struct workload_ops workload_butler = {
	.part = {.name = "butler",
                 .about = "runs that are over: `secateur import butler` brings them in",
                 .fields = rows,
                 .n_fields = sizeof(rows) / sizeof(*rows),
                 .size = sizeof(struct params)},
	.load = load,
	.config = config,
	.job = job,
	.effective = effective,
	.version = version,
};
