#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/num.h"
#include "secateur/machine/host.h"
#include "secateur/machine/topo.h"
#include "secateur/model/spec.h"
#include "secateur/probe/exact.h"
#include "secateur/probe/probe.h"
#include "secateur/run/run.h"

static void print_facts(const struct facts *f)
{
	puts("This machine");
	for (size_t i = 0; i < f->n; i++) {
		printf("  %-22s %s\n", f->at[i].name, f->at[i].value);
	}
}

static bool print_cores(struct cli *c)
{
	struct topo *t = NULL;
	struct core_plan p;

	if (!topo_open(c->diag, &t)) {
		return false;
	}
	size_t n = topo_count_cores(t);
	unsigned most = topo_most_runs(t, 1, c->arena);
	bool ok = topo_pick(t, (struct core_request){1, 1}, c->arena, c->diag, &p);
	topo_close(t);
	if (!ok) {
		return false;
	}
	printf("\nCores\n  %zu whole cores; one run at a time would get CPU %s, the runner CPUs %s%s\n", n,
	       p.runs[0], p.runner, p.runner_shares ? " (shared: there is no other)" : "");
	printf("  at most %u runs of one core at once%s; `secateur crowd FILE` says by how much they disturb each other\n",
	       most, most < n ? ", since all are made on cores of one kind" : "");
	return true;
}

static const char *show_count(double x, const char *unit, struct arena *a)
{
	return strcmp(unit, "ns") == 0 ? num_show_duration((nsec_t)x, a) : arena_printf(a, "%.0f", x);
}

static void print_counters(struct arena *a)
{
	const struct probe_trial *trials = NULL;
	size_t n = probe_try_all(a, &trials);

	printf("\nCounters, tried on a known amount of work\n");
	for (size_t i = 0; i < n; i++) {
		const struct probe_trial *t = &trials[i];
		if (t->absent_reason) {
			printf("  %-22s n/a (%s)\n", t->event, t->absent_reason);
			continue;
		}
		printf("  %-22s %s: %s", t->event, t->probe, show_count(t->counted, t->unit, a));
		if (t->expected > 0) {
			printf(", expected %s", show_count(t->expected, t->unit, a));
		}
		putchar('\n');
	}
}

static void print_exact(struct arena *a)
{
	const char *version = NULL, *why = exact_usable(a, &version);

	if (why) {
		printf("  %-22s n/a (%s)\n", EXACT_EVENT, why);
	} else {
		printf("  %-22s %s, in a pass of its own\n", EXACT_EVENT, version);
	}
}

static void print_advice(const struct facts *f, struct arena *a)
{
	const struct advice *all = NULL;
	size_t n = host_advice(f, a, &all);

	printf("\nWhat would make it better\n%s", n ? "" : "  nothing that secateur knows of\n");
	for (size_t i = 0; i < n; i++) {
		printf("  %s\n", all[i].what);
		if (all[i].change) {
			printf("      change: %s\n", all[i].change);
		}
		if (all[i].undo) {
			printf("      undo:   %s\n", all[i].undo);
		}
	}
}

static void print_accounting(struct arena *a)
{
	const char *why = NULL;
	enum accounting accounting = run_try_accounting(a, &why);

	printf("\nProcesses of a run\n");
	if (accounting != ACCOUNT_PROCESS) {
		printf("  by control groups of version %d: CPU time and memory of the whole tree, all limits, nothing survives\n",
		       accounting == ACCOUNT_CGROUP2 ? 2 : 1);
		return;
	}
	printf("  no control groups (%s):\n"
	       "  CPU time of a run's processes (of daemons where it is alone), memory of the largest process;\n"
	       "  no limit on memory, processes, soft CPU time; the limit on CPU time is one of each process\n"
	       "      change: start it as `systemd-run --user --scope -p Delegate=yes secateur ...`, or as root\n",
	       why);
}

static enum exit_status main_doctor(struct cli *c)
{
	struct facts f = host_facts("/", c->arena);

	print_facts(&f);
	if (!print_cores(c)) {
		return EXIT_MACHINE;
	}
	print_accounting(c->arena);
	print_counters(c->arena);
	print_exact(c->arena);
	print_advice(&f, c->arena);
	return EXIT_DONE;
}

const struct command command_doctor = {
	.name = "doctor",
	.usage = "",
	.about = "what this machine can measure, and what would make it better",
	.text = "Prints what is true of the machine, which cores runs would get, and what can be counted: by counting a known\n"
		"amount of work, not by asking. Gives the exact command for what could be changed, and its undo. It changes\n"
		"nothing itself.\n",
	.main = main_doctor,
};
