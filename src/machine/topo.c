/** Cores by hwloc. Core picking is a pure function of the topology, so that it can be tested on imaginary machines. */
#include "secateur/machine/topo.h"

#include <errno.h>
#include <hwloc.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"

struct topo {
	hwloc_topology_t hwloc;
};

/** A core, or a PU where hwloc sees no cores. */
struct core {
	unsigned pu; /* its first */
	hwloc_const_cpuset_t pus;
	unsigned package;
	bool taken;
};

static bool failed(struct diag *d, const char *what)
{
	return diag_fail(d, NOWHERE, "the machine's topology: %s: %s", what, strerror(errno));
}

static bool load(const char *synthetic, struct diag *d, struct topo **ret)
{
	const unsigned long flags =
		HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM | HWLOC_TOPOLOGY_FLAG_RESTRICT_TO_CPUBINDING;
	struct topo *t = calloc(1, sizeof(*t));

	if (!t || hwloc_topology_init(&t->hwloc) < 0) {
		free(t);
		return failed(d, "cannot begin");
	}
	if (synthetic ? hwloc_topology_set_synthetic(t->hwloc, synthetic) < 0
	              : hwloc_topology_set_flags(t->hwloc, flags) < 0) {
		topo_close(t);
		return synthetic ? diag_fail(d, NOWHERE, "'%s' describes no topology", synthetic)
		                 : failed(d, "cannot be kept to this process's CPUs");
	}
	if (hwloc_topology_load(t->hwloc) < 0) {
		topo_close(t);
		return failed(d, "cannot be read");
	}
	*ret = t;
	return true;
}

bool topo_open(struct diag *d, struct topo **ret) { return load(NULL, d, ret); }

bool topo_synthetic(const char *description, struct diag *d, struct topo **ret)
{
	return load(description, d, ret);
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

/** In logical order, which is the order of packages. */
static struct core *list_cores(const struct topo *t, struct arena *a)
{
	size_t n = topo_count_cores(t);
	struct core *ret = NEW_ARRAY(a, struct core, n);

	for (size_t i = 0; i < n; i++) {
		hwloc_obj_t o = hwloc_get_obj_by_type(t->hwloc, core_type(t), (unsigned)i);
		hwloc_obj_t package = hwloc_get_ancestor_obj_by_type(t->hwloc, HWLOC_OBJ_PACKAGE, o);

		ret[i] = (struct core){
			.pu = (unsigned)hwloc_bitmap_first(o->cpuset),
			.pus = o->cpuset,
			.package = package ? package->logical_index : 0,
		};
	}
	return ret;
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

static bool fits_at(const struct core *c, size_t first, unsigned n)
{
	for (size_t i = first; i < first + n; i++) {
		if (c[i].taken || c[i].package != c[first].package) {
			return false;
		}
	}
	return true;
}

/** Neighbours in one package when there are any, else the highest that are free, wherever they are. */
static void take(struct core *c, size_t n, unsigned want, hwloc_bitmap_t ret)
{
	size_t first = n - want + 1;

	hwloc_bitmap_zero(ret);
	while (first > 0 && !fits_at(c, first - 1, want)) {
		first--;
	}
	if (first > 0) {
		for (size_t i = first - 1; i < first - 1 + want; i++) {
			c[i].taken = true;
			hwloc_bitmap_set(ret, c[i].pu);
		}
		return;
	}
	for (size_t i = n; i-- > 0 && want > 0;) {
		if (!c[i].taken) {
			c[i].taken = true;
			hwloc_bitmap_set(ret, c[i].pu);
			want--;
		}
	}
}

static bool pick_runs(struct core *c, size_t n, struct core_request want, struct arena *a, struct diag *d,
                      struct core_plan *plan)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool ok = set != NULL || failed(d, "no memory");

	plan->runs = NEW_ARRAY(a, const char *, want.runs);
	for (unsigned i = 0; ok && i < want.runs; i++) {
		take(c, n, want.cores, set);
		ok = text_of(set, a, d, &plan->runs[i]);
	}
	hwloc_bitmap_free(set);
	return ok;
}

static bool pick_runner(const struct topo *t, const struct core *c, size_t n, struct arena *a, struct diag *d,
                        struct core_plan *plan)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool ok = set != NULL || failed(d, "no memory");

	for (size_t i = 0; ok && i < n; i++) {
		if (!c[i].taken) {
			hwloc_bitmap_or(set, set, c[i].pus);
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

static const char *plural(unsigned n) { return n == 1 ? "" : "s"; }

static bool impossible(struct core_request want, unsigned have, struct diag *d)
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
		return diag_fail(d, NOWHERE, "asks for a run of %u cores; %u core%s can be used here",
		                 want.cores, have, plural(have));
	}
	if (other_cores == cores) {
		return diag_fail(
			d, NOWHERE,
			"asks for %u runs at once of %u core%s each; %u core%s can be used here: at most "
			"%u run%s of %u core%s",
			want.runs, want.cores, plural(want.cores), have, plural(have), runs, plural(runs),
			cores, plural(cores));
	}
	return diag_fail(d, NOWHERE,
	                 "asks for %u runs at once of %u cores each; %u core%s can be used here: at most "
	                 "%u run%s of %u core%s, or %u run%s of %u core%s",
	                 want.runs, want.cores, have, plural(have), runs, plural(runs), cores, plural(cores),
	                 other_runs, plural(other_runs), other_cores, plural(other_cores));
}

bool topo_pick(const struct topo *t, struct core_request want, struct arena *a, struct diag *d,
               struct core_plan *ret)
{
	size_t n = topo_count_cores(t);
	struct core *c = list_cores(t, a);
	struct core_plan plan = {0};

	if (want.cores == 0 || want.runs == 0) {
		return diag_fail(d, NOWHERE, "asks for %u runs of %u cores", want.runs, want.cores);
	}
	if (want.cores > n || want.runs > n / want.cores) {
		return impossible(want, (unsigned)n, d);
	}
	if (!pick_runs(c, n, want, a, d, &plan) || !pick_runner(t, c, n, a, d, &plan)) {
		return false;
	}
	*ret = plan;
	return true;
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
