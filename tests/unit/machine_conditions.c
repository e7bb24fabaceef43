/* What the kernel's counters say of a run, on a machine made of files. */
#include "../helpers/root_fixture.h"
#include "secateur/machine/conditions.h"

/* A second at 100 ticks; steal and more of CPU 2, in ticks. */
static void put_stat(struct fixture *f, unsigned user, unsigned steal)
{
	put(f, "proc/stat",
	    arena_printf(f->a,
	                 "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 7000 0 0 0 0 0 0 900 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\n"
	                 "cpu2 %u 0 10 500 3 1 2 %u 0 0\nintr 12\n",
	                 user, steal));
}

static int set_up(void **state)
{
	struct fixture *f = make_root();

	put_stat(f, 100, 20);
	put(f, "proc/vmstat", "pswpin 5\npswpout 7\npswpinx 9\n");
	put(f, "proc/pressure/cpu",
	    "some avg10=0.00 avg60=0.00 avg300=0.00 total=1000\nfull avg10=0.00 total=1\n");
	put(f, "sys/devices/system/cpu/cpu2/cpufreq/scaling_cur_freq", "2500000\n");
	put(f, "sys/devices/system/cpu/cpu2/thermal_throttle/core_throttle_count", "4\n");
	*state = f;
	return 0;
}

static struct reading find(const struct readings *r, const char *event)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->at[i].event, event) == 0) {
			return r->at[i];
		}
	}
	fail_msg("no %s", event);
	return (struct reading){0};
}

/* A run on CPU 2 that took a second and used 0.9 of it. */
static struct readings run(struct fixture *f, const struct conditions *before)
{
	struct conditions after;

	conditions_now(f->root, "2", &after);
	return conditions_between(before, &after, &(struct own_use){900 * NSEC_PER_MSEC, 7}, f->a);
}

static const char *disturbs(struct fixture *f, const struct readings *r)
{
	return conditions_disturb(r, NSEC_PER_SEC, "2", f->a);
}

static void a_quiet_run_is_not_disturbed(void **state)
{
	struct fixture *f = *state;
	struct conditions before;

	conditions_now(f->root, "2", &before);
	put_stat(f, 195, 21);
	struct readings r = run(f, &before);
	assert_true(find(&r, "steal").value == 10e6);
	assert_true(find(&r, "other-cpu").value == 50e6);
	assert_true(find(&r, "frequency").value == 2.5e9);
	assert_true(find(&r, "involuntary-switches").value == 7);
	assert_true(find(&r, "cpu-pressure").value == 0);
	assert_string_equal(find(&r, "io-pressure").absent_reason, "no /proc/pressure");
	assert_null(disturbs(f, &r));
}

static void what_was_stolen_disturbs(void **state)
{
	struct fixture *f = *state;
	struct conditions before;

	conditions_now(f->root, "2", &before);
	put_stat(f, 190, 28);
	struct readings r = run(f, &before);
	assert_string_equal(disturbs(f, &r), "8 % of its CPUs' time was stolen");
}

static void what_others_used_disturbs(void **state)
{
	struct fixture *f = *state;
	struct conditions before;

	conditions_now(f->root, "2", &before);
	put_stat(f, 210, 20);
	struct readings r = run(f, &before);
	assert_string_equal(disturbs(f, &r), "others used 20 % of its CPUs' time");
}

static void what_never_started_was_not_disturbed(void **state)
{
	struct fixture *f = *state;
	struct conditions before;

	conditions_now(f->root, "2", &before);
	put_stat(f, 210, 28);
	struct readings r = run(f, &before);
	assert_non_null(disturbs(f, &r));
	assert_null(conditions_disturb(&r, 0, "2", f->a));
}

static void swapping_and_throttling_disturb(void **state)
{
	struct fixture *f = *state;
	struct conditions before;

	conditions_now(f->root, "2", &before);
	put(f, "sys/devices/system/cpu/cpu2/thermal_throttle/core_throttle_count", "6\n");
	struct readings r = run(f, &before);
	assert_string_equal(disturbs(f, &r), "its CPUs were throttled 2 times");
	put(f, "proc/vmstat", "pswpin 5\npswpout 10\n");
	r = run(f, &before);
	assert_string_equal(disturbs(f, &r), "3 pages were swapped");
}

static void what_the_kernel_does_not_tell_is_absent(void **state)
{
	struct fixture *f = *state;
	struct conditions before, after;
	const char *empty = fs_join(f->a, f->root, "nowhere");

	conditions_now(empty, "2", &before);
	conditions_now(empty, "2", &after);
	struct readings r = conditions_between(&before, &after, &(struct own_use){0, 7}, f->a);
	assert_string_equal(find(&r, "steal").absent_reason, "not in /proc/stat");
	assert_string_equal(find(&r, "other-cpu").absent_reason, "not in /proc/stat");
	assert_string_equal(find(&r, "frequency").absent_reason, "no cpufreq");
	assert_string_equal(find(&r, "throttled").absent_reason, "no thermal_throttle");
	assert_string_equal(find(&r, "swapped-pages").absent_reason, "not in /proc/vmstat");
	assert_null(disturbs(f, &r));
}

static void this_machine_tells_something(void **state)
{
	struct fixture *f = *state;
	struct conditions before, after;

	conditions_now("/", "0", &before);
	conditions_now("/", "0", &after);
	struct readings r = conditions_between(&before, &after, &(struct own_use){0, 7}, f->a);
	assert_null(find(&r, "steal").absent_reason);
	assert_true(find(&r, "other-cpu").value >= 0);
	assert_true(find(&r, "suspended").value < 1e6);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_quiet_run_is_not_disturbed),    TEST(what_was_stolen_disturbs),
		TEST(what_others_used_disturbs),       TEST(what_never_started_was_not_disturbed),
		TEST(swapping_and_throttling_disturb), TEST(what_the_kernel_does_not_tell_is_absent),
		TEST(this_machine_tells_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
