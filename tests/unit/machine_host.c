#include "../helpers/root_fixture.h"
#include "secateur/machine/host.h"

/** A tuned server with a PMU. */
static int set_up(void **state)
{
	struct fixture *f = make_root();

	put(f, "proc/sys/kernel/hostname", "deneb\n");
	put(f, "proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
	put(f, "proc/cpuinfo",
	    "processor\t: 0\nmodel name\t: Imaginary CPU 9000\nmicrocode\t: 0x1f\nflags\t\t: fpu vme sse\n\n"
	    "processor\t: 1\nmodel name\t: Imaginary CPU 9000\n");
	put(f, "sys/devices/system/cpu/online", "0-1\n");
	put(f, "sys/devices/system/cpu/isolated", "\n");
	put(f, "proc/meminfo", "MemTotal:        8388608 kB\nMemFree: 1 kB\n");
	put(f, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
	put(f, "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
	put(f, "sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
	put(f, "sys/devices/system/cpu/smt/active", "0\n");
	put(f, "sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
	put(f, "sys/bus/event_source/devices/cpu/type", "4\n");
	put(f, "proc/sys/kernel/randomize_va_space", "2\n");
	put(f, "proc/sys/kernel/perf_event_paranoid", "-1\n");
	put(f, "proc/sys/kernel/nmi_watchdog", "0\n");
	put(f, "proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
	put(f, "sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
	put(f, "proc/loadavg", "0.02 0.10 0.20 1/100 1234\n");
	put(f, "proc/sys/kernel/random/boot_id", "0b5c\n");
	*state = f;
	return 0;
}

static const char *fact(struct fixture *f, const char *name)
{
	struct facts facts = host_facts(f->root, f->a);

	return host_fact(&facts, name);
}

static void facts_are_read_as_they_stand(void **state)
{
	assert_string_equal(fact(*state, "hostname"), "deneb");
	assert_string_equal(fact(*state, "kernel"), "6.1.0-18-amd64");
	assert_string_equal(fact(*state, "cpu_model"), "Imaginary CPU 9000");
	assert_string_equal(fact(*state, "microcode"), "0x1f");
	assert_string_equal(fact(*state, "cpus"), "0-1");
	assert_string_equal(fact(*state, "isolated_cpus"), "none");
	assert_string_equal(fact(*state, "memory"), "8.00 GiB");
	assert_string_equal(fact(*state, "governor"), "performance");
	assert_string_equal(fact(*state, "turbo"), "off (intel_pstate)");
	assert_string_equal(fact(*state, "smt"), "off");
	assert_string_equal(fact(*state, "clocksource"), "tsc");
	assert_string_equal(fact(*state, "virtualised"), "no");
	assert_string_equal(fact(*state, "pmu"), "cpu");
	assert_string_equal(fact(*state, "perf_event_paranoid"), "-1");
	assert_string_equal(fact(*state, "swap"), "none");
	assert_string_equal(fact(*state, "thp"), "madvise");
	assert_string_equal(fact(*state, "load"), "0.02");
	assert_null(fact(*state, "colour"));
}

static void a_fact_that_cannot_be_read_says_why(void **state)
{
	struct fixture *f = *state;
	struct facts facts = host_facts(fs_join(f->a, f->root, "nowhere"), f->a);

	assert_string_equal(host_fact(&facts, "hostname"), "n/a (No such file or directory)");
	assert_string_equal(host_fact(&facts, "governor"), "n/a (no cpufreq)");
	assert_string_equal(host_fact(&facts, "turbo"), "n/a (no switch for it)");
	for (size_t i = 0; i < facts.n; i++) {
		assert_non_null(facts.at[i].value);
		assert_int_equal(strncmp(facts.at[i].value, "n/a (", 5), 0);
	}
}

static void broken_files_are_no_facts(void **state)
{
	struct fixture *f = *state;

	put(f, "proc/meminfo", "MemTotal: lots\n");
	put(f, "proc/cpuinfo", "");
	put(f, "proc/swaps", "\n\n/x");
	assert_string_equal(fact(f, "memory"), "n/a (no MemTotal)");
	assert_string_equal(fact(f, "cpu_model"), "n/a (not in /proc/cpuinfo)");
	assert_string_equal(fact(f, "swap"), "none");
}

static void governors_that_differ_are_mixed(void **state)
{
	put(*state, "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
	assert_string_equal(fact(*state, "governor"), "mixed (cpu0: performance)");
}

static void a_hypervisor_flag_means_a_virtual_machine(void **state)
{
	struct fixture *f = *state;

	put(f, "proc/cpuinfo", "model name\t: X\nflags\t\t: fpu hypervisor vme\n");
	assert_string_equal(fact(f, "virtualised"), "yes");
	put(f, "sys/class/dmi/id/sys_vendor", "QEMU\n");
	assert_string_equal(fact(f, "virtualised"), "yes (QEMU)");
}

static const char *fingerprint(struct fixture *f)
{
	struct facts facts = host_facts(f->root, f->a);

	return host_fingerprint(&facts, f->a);
}

static void the_fingerprint_is_the_machine_not_its_load(void **state)
{
	struct fixture *f = *state;
	const char *first = fingerprint(f);

	assert_int_equal(strlen(first), 64);
	put(f, "proc/loadavg", "7.00 7.00 7.00 1/100 1234\n");
	put(f, "proc/sys/kernel/random/boot_id", "ffff\n");
	assert_string_equal(fingerprint(f), first);
	put(f, "proc/sys/kernel/osrelease", "6.1.0-19-amd64\n");
	assert_string_not_equal(fingerprint(f), first);
}

static size_t advice(struct fixture *f, const struct advice **ret)
{
	struct facts facts = host_facts(f->root, f->a);

	return host_advice(&facts, f->a, ret);
}

static void a_tuned_machine_gets_no_advice(void **state)
{
	const struct advice *at;

	assert_int_equal(advice(*state, &at), 0);
}

static void each_disturbance_has_its_command_and_its_undo(void **state)
{
	struct fixture *f = *state;
	const struct advice *at;

	put(f, "proc/sys/kernel/perf_event_paranoid", "4\n");
	put(f, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
	put(f, "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
	put(f, "sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
	put(f, "proc/sys/kernel/nmi_watchdog", "1\n");
	put(f, "proc/swaps",
	    "Filename\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/sda2    partition\t1048576\t\t0\t\t-2\n");
	assert_int_equal(advice(f, &at), 5);
	assert_string_equal(at[0].change, "sudo sysctl -w kernel.perf_event_paranoid=1");
	assert_string_equal(at[0].undo, "sudo sysctl -w kernel.perf_event_paranoid=4");
	assert_string_equal(at[1].undo, "sudo sysctl -w kernel.nmi_watchdog=1");
	assert_string_equal(
		at[2].undo,
		"echo powersave | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
	assert_string_equal(at[3].change, "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
	assert_string_equal(at[3].undo, "echo 0 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
	assert_non_null(strstr(at[4].what, "1.00 GiB"));
	assert_string_equal(at[4].undo, "sudo swapon -a");
}

static void a_virtual_machine_without_a_pmu_cannot_be_helped(void **state)
{
	struct fixture *f = *state;
	const struct advice *at;

	put(f, "proc/cpuinfo", "model name\t: X\nflags\t\t: hypervisor\n");
	put(f, "proc/sys/kernel/nmi_watchdog", "1\n"); /* holds no counter where there is none */
	assert_true(fs_remove_tree(fs_join(f->a, f->root, "sys/bus/event_source/devices/cpu"), f->d));
	assert_int_equal(advice(f, &at), 2);
	assert_non_null(strstr(at[0].what, "no PMU"));
	assert_null(at[0].change);
	assert_non_null(strstr(at[1].what, "virtual machine"));
}

static void this_machine_has_facts(void **state)
{
	struct fixture *f = *state;
	struct facts facts = host_facts("/", f->a);

	assert_int_not_equal(strncmp(host_fact(&facts, "kernel"), "n/a", 3), 0);
	assert_int_not_equal(strncmp(host_fact(&facts, "memory"), "n/a", 3), 0);
	assert_int_not_equal(strncmp(host_fact(&facts, "cpus"), "n/a", 3), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(facts_are_read_as_they_stand),
		TEST(a_fact_that_cannot_be_read_says_why),
		TEST(broken_files_are_no_facts),
		TEST(governors_that_differ_are_mixed),
		TEST(a_hypervisor_flag_means_a_virtual_machine),
		TEST(the_fingerprint_is_the_machine_not_its_load),
		TEST(a_tuned_machine_gets_no_advice),
		TEST(each_disturbance_has_its_command_and_its_undo),
		TEST(a_virtual_machine_without_a_pmu_cannot_be_helped),
		TEST(this_machine_has_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
