/** Cores by hwloc: what there is, described for topo_pick.c, and what was picked in words that the kernel understands. */
#include "secateur/machine/topo.h"

#include <errno.h>
#include <hwloc.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "topo_private.h"

struct topo {
	hwloc_topology_t hwloc;
};

static bool failed(struct diag *d, const char *what)
{
	return diag_fail(d, NOWHERE, "the machine's topology: %s: %s", what, strerror(errno));
}

/** Where a topology comes from: at most one is not NULL; none: this machine. */
struct origin {
	const char *synthetic, *xml;
};

static bool set_origin(hwloc_topology_t t, const struct origin *from, struct diag *d)
{
	const unsigned long flags =
		HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM | HWLOC_TOPOLOGY_FLAG_RESTRICT_TO_CPUBINDING;

	if (from->synthetic) {
		return hwloc_topology_set_synthetic(t, from->synthetic) == 0 ||
		       diag_fail(d, NOWHERE, "'%s' describes no topology", from->synthetic);
	}
	if (from->xml) {
		return hwloc_topology_set_xml(t, from->xml) == 0 ||
		       diag_fail(d, NOWHERE, "%s: holds no topology", from->xml);
	}
	return hwloc_topology_set_flags(t, flags) == 0 || failed(d, "cannot be kept to this process's CPUs");
}

static bool load(const struct origin *from, struct diag *d, struct topo **ret)
{
	struct topo *t = calloc(1, sizeof(*t));

	if (!t || hwloc_topology_init(&t->hwloc) < 0) {
		free(t);
		return failed(d, "cannot begin");
	}
	if (!set_origin(t->hwloc, from, d)) {
		topo_close(t);
		return false;
	}
	if (hwloc_topology_load(t->hwloc) < 0) {
		topo_close(t);
		return failed(d, "cannot be read");
	}
	*ret = t;
	return true;
}

bool topo_open(struct diag *d, struct topo **ret) { return load(&(struct origin){NULL, NULL}, d, ret); }

bool topo_synthetic(const char *description, struct diag *d, struct topo **ret)
{
	return load(&(struct origin){.synthetic = description}, d, ret);
}

bool topo_from_xml(const char *path, struct diag *d, struct topo **ret)
{
	return load(&(struct origin){.xml = path}, d, ret);
}

void topo_close(struct topo *t)
{
	if (t) {
		hwloc_topology_destroy(t->hwloc);
		free(t);
	}
}

static hwloc_obj_type_t core_type(const struct topo *t)
{
	return hwloc_get_nbobjs_by_type(t->hwloc, HWLOC_OBJ_CORE) > 0 ? HWLOC_OBJ_CORE : HWLOC_OBJ_PU;
}

size_t topo_count_cores(const struct topo *t)
{
	return (size_t)hwloc_get_nbobjs_by_type(t->hwloc, core_type(t));
}

/* What cores have in common: the cache furthest from them that they share, or their package where none is known. */
static unsigned shared_by(hwloc_obj_t core)
{
	hwloc_obj_t last = NULL;

	for (hwloc_obj_t o = core; o; o = o->parent) {
		last = hwloc_obj_type_is_cache(o->type) || (o->type == HWLOC_OBJ_PACKAGE && !last) ? o : last;
	}
	return last ? (unsigned)last->gp_index : 0;
}

struct cores topo_describe(const struct topo *t, struct arena *a)
{
	size_t n = topo_count_cores(t);
	struct core *all = NEW_ARRAY(a, struct core, n);

	for (size_t i = 0; i < n; i++) {
		hwloc_obj_t o = hwloc_get_obj_by_type(t->hwloc, core_type(t), (unsigned)i);
		hwloc_obj_t package = hwloc_get_ancestor_obj_by_type(t->hwloc, HWLOC_OBJ_PACKAGE, o);
		int kind = hwloc_cpukinds_get_by_cpuset(t->hwloc, o->cpuset, 0);

		all[i] = (struct core){
			.pu = (unsigned)hwloc_bitmap_first(o->cpuset),
			.pus = o->cpuset,
			.package = package ? package->logical_index : 0,
			.shares = shared_by(o),
			.kind = kind < 0 ? 0 : (unsigned)kind,
			.nodes = o->nodeset,
		};
	}
	return (struct cores){all, n};
}

static const char *plural(unsigned n) { return n == 1 ? "" : "s"; }

/* `kind`: " of one kind" where there are several. */
static bool impossible(struct core_request want, unsigned have, const char *kind, struct diag *d)
{
	unsigned cores = want.cores < have ? want.cores : have;
	unsigned runs = have / cores;            /* of so many cores */
	unsigned other_cores = have / want.runs; /* for as many runs */
	unsigned other_runs = want.runs;

	if (other_cores == 0) {
		other_cores = 1;
		other_runs = have;
	}
	if (want.runs == 1) {
		return diag_fail(d, NOWHERE, "asks for a run of %u cores; %u core%s%s can be used here",
		                 want.cores, have, plural(have), kind);
	}
	if (other_cores == cores) {
		return diag_fail(
			d, NOWHERE,
			"asks for %u runs at once of %u core%s each; %u core%s%s can be used here: at most "
			"%u run%s of %u core%s",
			want.runs, want.cores, plural(want.cores), have, plural(have), kind, runs,
			plural(runs), cores, plural(cores));
	}
	return diag_fail(d, NOWHERE,
	                 "asks for %u runs at once of %u cores each; %u core%s%s can be used here: at most "
	                 "%u run%s of %u core%s, or %u run%s of %u core%s",
	                 want.runs, want.cores, have, plural(have), kind, runs, plural(runs), cores,
	                 plural(cores), other_runs, plural(other_runs), other_cores, plural(other_cores));
}

static bool text_of(hwloc_const_bitmap_t set, struct arena *a, struct diag *d, const char **ret)
{
	AUTO_FREE char *text = NULL;

	if (hwloc_bitmap_list_asprintf(&text, set) < 0) {
		return failed(d, "cannot list CPUs");
	}
	*ret = arena_strdup(a, text);
	return true;
}

/* The CPUs of a run, and the memory next to them where there is more than one. */
static bool tell_run(const struct topo *t, const struct cores *c, size_t run, struct arena *a, struct diag *d,
                     struct core_plan *plan)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc(), nodes = hwloc_bitmap_alloc();
	bool ok = (set && nodes) || failed(d, "no memory");

	for (size_t i = 0; ok && i < c->n; i++) {
		if (c->at[i].taken == run + 1) {
			hwloc_bitmap_set(set, c->at[i].pu);
			hwloc_bitmap_or(nodes, nodes, c->at[i].nodes);
		}
	}
	ok = ok && text_of(set, a, d, &plan->runs[run]);
	if (ok && hwloc_get_nbobjs_by_type(t->hwloc, HWLOC_OBJ_NUMANODE) > 1) {
		ok = text_of(nodes, a, d, &plan->nodes[run]);
	}
	hwloc_bitmap_free(set);
	hwloc_bitmap_free(nodes);
	return ok;
}

static bool tell_runner(const struct topo *t, const struct cores *c, struct arena *a, struct diag *d,
                        struct core_plan *plan)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool ok = set != NULL || failed(d, "no memory");

	for (size_t i = 0; ok && i < c->n; i++) {
		if (c->at[i].is_runners) {
			hwloc_bitmap_or(set, set, c->at[i].pus);
		}
	}
	if (ok) {
		plan->runner_shares = hwloc_bitmap_iszero(set);
		if (plan->runner_shares) {
			hwloc_bitmap_copy(set, hwloc_topology_get_allowed_cpuset(t->hwloc));
		}
		ok = text_of(set, a, d, &plan->runner);
	}
	hwloc_bitmap_free(set);
	return ok;
}

bool topo_pick(const struct topo *t, struct core_request want, struct arena *a, struct diag *d,
               struct core_plan *ret)
{
	struct core_plan plan = {0};

	if (want.cores == 0 || want.runs == 0) {
		return diag_fail(d, NOWHERE, "asks for %u runs of %u cores", want.runs, want.cores);
	}
	struct cores c = topo_describe(t, a);
	unsigned most = cores_of_one_kind(&c);
	if (want.cores > most || want.runs > most / want.cores) {
		return impossible(want, most, most < c.n ? " of one kind" : "", d);
	}
	cores_pick(&c, want);
	plan.runs = NEW_ARRAY(a, const char *, want.runs);
	plan.nodes = NEW_ARRAY(a, const char *, want.runs);
	for (size_t i = 0; i < want.runs; i++) {
		if (!tell_run(t, &c, i, a, d, &plan)) {
			return false;
		}
	}
	if (!tell_runner(t, &c, a, d, &plan)) {
		return false;
	}
	*ret = plan;
	return true;
}

unsigned topo_most_runs(const struct topo *t, unsigned cores, struct arena *a)
{
	struct cores c = topo_describe(t, a);

	return cores_of_one_kind(&c) / cores;
}

bool topo_keep_to(const struct topo *t, const char *cpus, struct diag *d)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool ok = set && hwloc_bitmap_list_sscanf(set, cpus) == 0 && !hwloc_bitmap_iszero(set);

	if (!ok) {
		diag_fail(d, NOWHERE, "'%s' is not a list of CPUs", cpus);
	} else if (hwloc_set_cpubind(t->hwloc, set, HWLOC_CPUBIND_PROCESS) < 0) {
		ok = diag_fail(d, NOWHERE, "cannot keep to CPUs %s: %s", cpus, strerror(errno));
	}
	hwloc_bitmap_free(set);
	return ok;
}

bool topo_let_go(const struct topo *t, struct diag *d)
{
	return hwloc_set_cpubind(t->hwloc, hwloc_topology_get_allowed_cpuset(t->hwloc),
	                         HWLOC_CPUBIND_PROCESS) == 0 ||
	       diag_fail(d, NOWHERE, "cannot go back to all CPUs: %s", strerror(errno));
}

bool topo_xml(const struct topo *t, struct arena *a, struct diag *d, const char **ret)
{
	char *xml = NULL;
	int n = 0;

	if (hwloc_topology_export_xmlbuffer(t->hwloc, &xml, &n, 0) < 0) {
		return failed(d, "cannot be written as XML");
	}
	*ret = arena_strndup(a, xml, (size_t)n);
	hwloc_free_xmlbuffer(t->hwloc, xml);
	return true;
}
