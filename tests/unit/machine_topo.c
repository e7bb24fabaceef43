#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/machine/topo.h"

struct fixture {
	struct arena *a;
	struct diag *d;
};

static int set_up(void **state)
{
	static struct fixture f;

	f.a = arena_new();
	f.d = diag_new(f.a);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(((struct fixture *)*state)->a);
	return 0;
}

/** Imaginary, or in a file of tests/data/topo. */
static struct topo *machine_of(struct fixture *f, const char *machine)
{
	struct topo *t = NULL;

	assert_true(strstr(machine, ".xml")
	                    ? topo_from_xml(arena_printf(f->a, TEST_DATA "/topo/%s", machine), f->d, &t)
	                    : topo_synthetic(machine, f->d, &t));
	return t;
}

static struct core_plan pick(struct fixture *f, const char *machine, unsigned runs, unsigned cores)
{
	struct topo *t = machine_of(f, machine);
	struct core_plan plan;

	assert_true(topo_pick(t, (struct core_request){.cores = cores, .runs = runs}, f->a, f->d, &plan));
	topo_close(t);
	return plan;
}

static const char *refusal(struct fixture *f, const char *machine, unsigned runs, unsigned cores)
{
	struct topo *t = machine_of(f, machine);
	struct core_plan plan = {0};

	assert_false(topo_pick(t, (struct core_request){.cores = cores, .runs = runs}, f->a, f->d, &plan));
	assert_null(plan.runs);
	topo_close(t);
	return diag_last(f->d);
}

static void a_run_gets_the_highest_core(void **state)
{
	struct core_plan p = pick(*state, "pack:1 core:8 pu:1", 1, 1);

	assert_string_equal(p.runs[0], "7");
	assert_string_equal(p.runner, "0-6");
	assert_false(p.runner_shares);
}

static void several_runs_get_disjoint_cores_and_core_0_is_left(void **state)
{
	struct core_plan p = pick(*state, "pack:1 core:8 pu:1", 3, 2);

	assert_string_equal(p.runs[0], "6-7");
	assert_string_equal(p.runs[1], "4-5");
	assert_string_equal(p.runs[2], "2-3");
	assert_string_equal(p.runner, "0-1");
}

static void a_run_gets_one_thread_of_a_core_and_the_sibling_stays_idle(void **state)
{
	struct core_plan p = pick(*state, "pack:1 core:4 pu:2", 2, 1);

	assert_string_equal(p.runs[0], "6");
	assert_string_equal(p.runs[1], "4");
	assert_string_equal(p.runner, "0-3");
}

static void a_run_does_not_straddle_packages_while_one_has_room(void **state)
{
	struct core_plan p = pick(*state, "pack:2 core:8 pu:2", 4, 3);

	assert_string_equal(p.runs[0], "26,28,30");
	assert_string_equal(p.runs[1], "10,12,14");
	assert_string_equal(p.runs[2], "20,22,24");
	assert_string_equal(p.runs[3], "4,6,8");
	assert_string_equal(p.runner, "0-3,16-19");
}

static void a_run_straddles_packages_when_it_must(void **state)
{
	struct core_plan p = pick(*state, "pack:2 core:2 pu:1", 1, 3);

	assert_string_equal(p.runs[0], "1-3");
	assert_string_equal(p.runner, "0");
}

static void when_no_core_is_left_the_runner_shares_all(void **state)
{
	struct core_plan p = pick(*state, "pack:1 core:2 pu:1", 2, 1);

	assert_string_equal(p.runs[0], "1");
	assert_string_equal(p.runs[1], "0");
	assert_string_equal(p.runner, "0-1");
	assert_true(p.runner_shares);
}

static void runs_are_spread_over_caches_while_there_are_any(void **state)
{
	/* four complexes of four cores in each of two packages */
	static const char machine[] = "pack:2 l3:4 core:4 pu:2";
	struct core_plan p = pick(*state, machine, 3, 2), q = pick(*state, "pack:1 l3:2 core:2 pu:1", 3, 1);

	assert_string_equal(p.runs[0], "60,62");
	assert_string_equal(p.runs[1], "52,54");
	assert_string_equal(p.runs[2], "44,46");
	assert_string_equal(q.runs[0], "3");
	assert_string_equal(q.runs[1], "1");
	assert_string_equal(q.runs[2], "2"); /* more runs than caches */
	assert_string_equal(q.runner, "0");
}

static void the_runner_keeps_off_the_caches_of_runs_where_it_can(void **state)
{
	assert_string_equal(pick(*state, "pack:1 l3:2 core:4 pu:2", 1, 1).runner, "0-7");
	assert_string_equal(pick(*state, "pack:1 l3:1 core:4 pu:2", 1, 1).runner, "0-5");
}

static void a_run_that_is_larger_than_a_cache_stays_in_its_package(void **state)
{
	assert_string_equal(pick(*state, "pack:2 l3:2 core:2 pu:1", 1, 3).runs[0], "5-7");
}

static void runs_have_cores_of_one_kind_the_fastest_that_are_enough(void **state)
{
	/* four fast cores of two threads, four slow ones of one */
	struct core_plan p = pick(*state, "hybrid.xml", 2, 2), q = pick(*state, "hybrid.xml", 1, 1);

	assert_string_equal(p.runs[0], "4,6");
	assert_string_equal(p.runs[1], "0,2");
	assert_string_equal(p.runner, "8,10,12,14");
	assert_string_equal(q.runs[0], "6");
	assert_string_equal(q.runner, "0-5,8,10,12,14");
	assert_string_equal(refusal(*state, "hybrid.xml", 1, 5),
	                    "asks for a run of 5 cores; 4 cores of one kind can be used here");
}

static void there_is_room_for_runs_on_cores_of_one_kind(void **state)
{
	struct fixture *f = *state;
	struct topo *t = machine_of(f, "hybrid.xml");

	assert_int_equal(topo_most_runs(t, 1, f->a), 4);
	assert_int_equal(topo_most_runs(t, 3, f->a), 1);
	assert_int_equal(topo_most_runs(t, 5, f->a), 0);
	topo_close(t);
}

static void memory_is_that_next_to_the_cores_where_there_is_more_than_one(void **state)
{
	struct core_plan p = pick(*state, "asymmetric.xml", 3, 1),
			 q = pick(*state, "pack:2 numa:1 core:2 pu:1", 1, 3);

	assert_string_equal(p.runs[0], "4"); /* the only core of the second package that is on */
	assert_string_equal(p.nodes[0], "1");
	assert_string_equal(p.runs[1], "3");
	assert_string_equal(p.nodes[1], "0");
	assert_string_equal(p.nodes[2], "0");
	assert_string_equal(q.nodes[0], "0-1");
	assert_null(pick(*state, "pack:1 core:2 pu:1", 1, 1).nodes[0]);
}

static void a_file_that_holds_no_topology_is_refused(void **state)
{
	struct fixture *f = *state;
	struct topo *t = NULL;

	assert_false(topo_from_xml(TEST_DATA "/small.yaml", f->d, &t));
	assert_null(t);
}

static void an_impossible_request_says_what_is_possible(void **state)
{
	assert_string_equal(
		refusal(*state, "pack:1 core:2 pu:1", 3, 2),
		"asks for 3 runs at once of 2 cores each; 2 cores can be used here: at most 1 run of 2 "
		"cores, or 2 runs of 1 core");
	assert_string_equal(
		refusal(*state, "pack:1 core:4 pu:2", 3, 2),
		"asks for 3 runs at once of 2 cores each; 4 cores can be used here: at most 2 runs of 2 "
		"cores, or 3 runs of 1 core");
	assert_string_equal(
		refusal(*state, "pack:1 core:2 pu:2", 3, 1),
		"asks for 3 runs at once of 1 core each; 2 cores can be used here: at most 2 runs of 1 "
		"core");
	assert_string_equal(refusal(*state, "pack:1 core:2 pu:2", 1, 4),
	                    "asks for a run of 4 cores; 2 cores can be used here");
}

static void huge_requests_do_not_overflow(void **state)
{
	assert_non_null(refusal(*state, "pack:1 core:2 pu:1", UINT32_MAX, UINT32_MAX));
	assert_non_null(refusal(*state, "pack:1 core:2 pu:1", 0, 1));
	assert_non_null(refusal(*state, "pack:1 core:2 pu:1", 1, 0));
}

static void nonsense_is_no_topology(void **state)
{
	struct fixture *f = *state;
	struct topo *t = NULL;

	assert_false(topo_synthetic("twelve cores", f->d, &t));
	assert_null(t);
}

static void a_process_that_is_kept_to_one_cpu_sees_one_core(void **state)
{
	struct fixture *f = *state;
	struct topo *t, *narrow;
	struct core_plan p;
	cpu_set_t before, now;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_true(topo_open(f->d, &t));
	assert_true(topo_pick(t, (struct core_request){1, 1}, f->a, f->d, &p));
	assert_true(topo_keep_to(t, p.runs[0], f->d));
	assert_int_equal(sched_getaffinity(0, sizeof(now), &now), 0);
	assert_int_equal(CPU_COUNT(&now), 1);
	assert_true(topo_open(f->d, &narrow));
	assert_int_equal(topo_count_cores(narrow), 1);
	sched_setaffinity(0, sizeof(before), &before);
	topo_close(narrow);
	topo_close(t);
}

static void cpus_that_are_not_there_are_refused(void **state)
{
	struct fixture *f = *state;
	struct topo *t;

	assert_true(topo_open(f->d, &t));
	assert_false(topo_keep_to(t, "8000", f->d));
	assert_false(topo_keep_to(t, "one", f->d));
	assert_false(topo_keep_to(t, "", f->d));
	topo_close(t);
}

static void the_topology_is_kept_as_xml(void **state)
{
	struct fixture *f = *state;
	struct topo *t;
	const char *xml;

	assert_true(topo_synthetic("pack:1 core:4 pu:2", f->d, &t));
	assert_int_equal(topo_count_cores(t), 4);
	assert_true(topo_xml(t, f->a, f->d, &xml));
	assert_non_null(strstr(xml, "<topology"));
	assert_non_null(strstr(xml, "Core"));
	topo_close(t);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_gets_the_highest_core),
		TEST(several_runs_get_disjoint_cores_and_core_0_is_left),
		TEST(a_run_gets_one_thread_of_a_core_and_the_sibling_stays_idle),
		TEST(a_run_does_not_straddle_packages_while_one_has_room),
		TEST(a_run_straddles_packages_when_it_must),
		TEST(when_no_core_is_left_the_runner_shares_all),
		TEST(runs_are_spread_over_caches_while_there_are_any),
		TEST(the_runner_keeps_off_the_caches_of_runs_where_it_can),
		TEST(a_run_that_is_larger_than_a_cache_stays_in_its_package),
		TEST(runs_have_cores_of_one_kind_the_fastest_that_are_enough),
		TEST(there_is_room_for_runs_on_cores_of_one_kind),
		TEST(memory_is_that_next_to_the_cores_where_there_is_more_than_one),
		TEST(a_file_that_holds_no_topology_is_refused),
		TEST(an_impossible_request_says_what_is_possible),
		TEST(huge_requests_do_not_overflow),
		TEST(nonsense_is_no_topology),
		TEST(a_process_that_is_kept_to_one_cpu_sees_one_core),
		TEST(cpus_that_are_not_there_are_refused),
		TEST(the_topology_is_kept_as_xml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
