/** What the facts mean for measuring. */
#include <string.h>

#include "machine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/machine/host.h"

enum { MOST_ADVICE = 16 };

/* Each of these takes a fact's value, and returns false when there is nothing to say. */

static bool on_paranoid(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	int64_t level;

	(void)f;
	if (!num_int(value, INT32_MIN, INT32_MAX, &level) || level < 2) {
		return false;
	}
	ret->what = arena_printf(a,
	                         level > 2 ? "kernel.perf_event_paranoid is %s: PAPI and perf are shut off"
	                                   : "kernel.perf_event_paranoid is %s: only root can count the "
	                                     "kernel's part of a run",
	                         value);
	ret->change = "sudo sysctl -w kernel.perf_event_paranoid=1";
	ret->undo = arena_printf(a, "sudo sysctl -w kernel.perf_event_paranoid=%s", value);
	return true;
}

static bool on_governor(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	static const char sysfs[] = "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor";
	const char *old = strstr(value, "cpu0: ");

	(void)f;
	if (fact_is_absent(value) || strcmp(value, "performance") == 0) {
		return false;
	}
	old = old ? arena_strndup(a, old + 6, strcspn(old + 6, ")")) : value;
	ret->what = arena_printf(a, "CPU frequency governor is %s: clock rates follow the load", value);
	ret->change = arena_printf(a, "echo performance | sudo tee %s", sysfs);
	ret->undo = arena_printf(a, "echo %s | sudo tee %s", old, sysfs);
	return true;
}

static bool on_turbo(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	bool intel = strstr(value, "intel_pstate") != NULL;
	const char *sysfs = intel ? "/sys/devices/system/cpu/intel_pstate/no_turbo"
	                          : "/sys/devices/system/cpu/cpufreq/boost";

	(void)f;
	if (strncmp(value, "on", 2) != 0) {
		return false;
	}
	ret->what = "turbo is on: clock rates depend on temperature and on the other cores";
	ret->change = arena_printf(a, "echo %d | sudo tee %s", intel, sysfs);
	ret->undo = arena_printf(a, "echo %d | sudo tee %s", !intel, sysfs);
	return true;
}

static bool on_pmu(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	const char *is_virtual = host_fact(f, "virtualised");

	(void)a;
	if (strcmp(value, "none") != 0) {
		return false;
	}
	ret->what = is_virtual && strncmp(is_virtual, "yes", 3) == 0
	                    ? "this virtual machine has no PMU: instructions, cycles and cache events "
	                      "cannot be counted"
	                    : "no PMU: instructions, cycles and cache events cannot be counted";
	return true;
}

static bool on_virtual(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	(void)f, (void)a;
	if (strncmp(value, "yes", 3) != 0) {
		return false;
	}
	ret->what = "a virtual machine: the host's other guests show in wall times";
	return true;
}

static bool on_watchdog(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	const char *counters = host_fact(f, "pmu");

	(void)a;
	if (strcmp(value, "1") != 0 || (counters && strcmp(counters, "none") == 0)) {
		return false;
	}
	ret->what = "the NMI watchdog holds one hardware counter";
	ret->change = "sudo sysctl -w kernel.nmi_watchdog=0";
	ret->undo = "sudo sysctl -w kernel.nmi_watchdog=1";
	return true;
}

static bool on_swap(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	(void)f;
	if (fact_is_absent(value) || strcmp(value, "none") == 0) {
		return false;
	}
	ret->what =
		arena_printf(a, "swap is on (%s): a run that swaps is slow for a reason not its own", value);
	ret->change = "sudo swapoff -a";
	ret->undo = "sudo swapon -a";
	return true;
}

static bool on_thp(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	static const char sysfs[] = "/sys/kernel/mm/transparent_hugepage/enabled";

	(void)f;
	if (strcmp(value, "always") != 0) {
		return false;
	}
	ret->what = "transparent huge pages are always on: memory and page faults vary with fragmentation";
	ret->change = arena_printf(a, "echo madvise | sudo tee %s", sysfs);
	ret->undo = arena_printf(a, "echo always | sudo tee %s", sysfs);
	return true;
}

static bool on_smt(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	(void)f, (void)a;
	if (strcmp(value, "on") != 0) {
		return false;
	}
	ret->what = "SMT is on: a run gets one thread of each of its cores, but others may use the second";
	ret->change = "echo off | sudo tee /sys/devices/system/cpu/smt/control";
	ret->undo = "echo on | sudo tee /sys/devices/system/cpu/smt/control";
	return true;
}

static bool on_clock(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	static const char sysfs[] = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

	(void)f;
	if (strcmp(value, "hpet") != 0 && strcmp(value, "acpi_pm") != 0) {
		return false;
	}
	ret->what = arena_printf(a, "clocksource %s is slow to read", value);
	ret->change = arena_printf(a, "echo tsc | sudo tee %s", sysfs);
	ret->undo = arena_printf(a, "echo %s | sudo tee %s", value, sysfs);
	return true;
}

static bool on_load(const struct facts *f, const char *value, struct arena *a, struct advice *ret)
{
	double x;

	(void)f;
	if (!num_real(value, &x) || x < 0.5) {
		return false;
	}
	ret->what = arena_printf(a, "load average is %s: something else is running", value);
	return true;
}

size_t host_advice(const struct facts *f, struct arena *a, const struct advice **ret)
{
	static const struct {
		const char *fact;
		bool (*see)(const struct facts *f, const char *value, struct arena *a, struct advice *ret);
	} eyes[] = {
		{"perf_event_paranoid", on_paranoid},
		{"pmu", on_pmu},
		{"nmi_watchdog", on_watchdog},
		{"governor", on_governor},
		{"turbo", on_turbo},
		{"smt", on_smt},
		{"swap", on_swap},
		{"thp", on_thp},
		{"clocksource", on_clock},
		{"virtualised", on_virtual},
		{"load", on_load},
	};
	struct advice *rows_of_advice = NEW_ARRAY(a, struct advice, MOST_ADVICE);
	size_t n = 0;

	for (size_t i = 0; i < sizeof(eyes) / sizeof(*eyes); i++) {
		const char *value = host_fact(f, eyes[i].fact);

		if (value && eyes[i].see(f, value, a, &rows_of_advice[n])) {
			n++;
		}
	}
	*ret = rows_of_advice;
	return n;
}
