/* Energy, of a machine made of files. */
#include "../helpers/root_fixture.h"

#include <errno.h>

#include "../../src/probe/probe_private.h"

static int set_up(void **state)
{
	struct fixture *f = make_root();

	*state = f;
	return 0;
}

static void put_zone(struct fixture *f, const char *zone, const char *name, const char *uj)
{
	put(f, arena_printf(f->a, "sys/class/powercap/%s/name", zone), name);
	put(f, arena_printf(f->a, "sys/class/powercap/%s/energy_uj", zone), uj);
	put(f, arena_printf(f->a, "sys/class/powercap/%s/max_energy_range_uj", zone), "1000000000\n");
}

static void energy_is_that_of_all_packages_together(void **state)
{
	struct fixture *f = *state;
	struct energy before, after;

	put_zone(f, "intel-rapl:0", "package-0\n", "5000000\n");
	put_zone(f, "intel-rapl:1", "package-1\n", "7000000\n");
	put_zone(f, "intel-rapl:0:0", "dram\n", "1000000\n");
	put_zone(f, "intel-rapl-mmio:0", "package-0\n", "5000000\n");
	assert_true(energy_now(f->root, "energy-pkg", f->a, &before));
	assert_int_equal(before.n, 2);
	put_zone(f, "intel-rapl:0", "package-0\n", "5500000\n");
	put_zone(f, "intel-rapl:1", "package-1\n", "8000000\n");
	assert_true(energy_now(f->root, "energy-pkg", f->a, &after));
	assert_true(energy_between(&before, &after) == 1.5);
	assert_true(energy_now(f->root, "energy-ram", f->a, &after));
	assert_int_equal(after.n, 1);
	assert_true(energy_now(f->root, "energy-psys", f->a, &after));
	assert_int_equal(after.n, 0);
}

static void a_counter_that_wrapped_is_made_good(void **state)
{
	struct fixture *f = *state;
	struct energy before, after;

	put_zone(f, "intel-rapl:0", "package-0\n", "999000000\n");
	assert_true(energy_now(f->root, "energy-pkg", f->a, &before));
	put_zone(f, "intel-rapl:0", "package-0\n", "2000000\n");
	assert_true(energy_now(f->root, "energy-pkg", f->a, &after));
	assert_true(energy_between(&before, &after) == 3);
}

static void a_machine_without_powercap_and_one_that_cannot_be_read_are_told_apart(void **state)
{
	struct fixture *f = *state;
	struct energy e;

	assert_false(energy_now(f->root, "energy-pkg", f->a, &e));
	assert_int_equal(errno, ENOENT);
	put(f, "sys/class/powercap/intel-rapl:0/name", "package-0\n");
	put(f, "sys/class/powercap/intel-rapl:0/energy_uj/is-a-folder", "");
	assert_false(energy_now(f->root, "energy-pkg", f->a, &e));
	assert_int_equal(errno, EISDIR);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(energy_is_that_of_all_packages_together),
		TEST(a_counter_that_wrapped_is_made_good),
		TEST(a_machine_without_powercap_and_one_that_cannot_be_read_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
