#include "../helpers/store_fixture.h"

static void refuse_it(struct fixture *f, struct store *s)
{
	int64_t id = -7;

	f->digest = digest_of("another plan", f->a);
	assert_false(store_freeze(s, &f->plan, f->d, &id));
	assert_int_equal(id, -7);
	assert_tells(f, "use another database (--db), or restore the file");
}

static const char *counts(struct fixture *f)
{
	return ask(f, "SELECT (SELECT count(*) FROM experiment), (SELECT count(*) FROM variant),"
	              " (SELECT count(*) FROM input_column), (SELECT count(*) FROM criterion),"
	              " (SELECT count(*) FROM setting)");
}

static void the_same_plan_is_frozen_once(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t first = freeze_it(f, s);

	assert_int_equal(freeze_it(f, s), first);
	store_close(s);
	s = open_it(f, STORE_WRITE);
	assert_int_equal(freeze_it(f, s), first);
	store_close(s);
	assert_string_equal(counts(f), "1|3|6|3|12\n");
}

static struct budget budget_of(struct fixture *f, struct store *s)
{
	struct dossier o;

	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	return o.budget;
}

static void a_budget_is_kept_and_another_one_is_no_other_plan(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t first;

	first = freeze_it(f, s);
	assert_int_equal(budget_of(f, s).latency_ns, 0);
	f->spec.budget = (struct budget){60 * NSEC_PER_SEC, 300 * NSEC_PER_SEC};
	assert_int_equal(freeze_it(f, s), first);
	assert_int_equal(budget_of(f, s).latency_ns, 60 * NSEC_PER_SEC);
	assert_int_equal(budget_of(f, s).baseline_ns, 300 * NSEC_PER_SEC);
	f->spec.budget = (struct budget){.latency_ns = 90 * NSEC_PER_SEC};
	assert_int_equal(freeze_it(f, s), first);
	assert_int_equal(budget_of(f, s).latency_ns, 90 * NSEC_PER_SEC);
	assert_int_equal(budget_of(f, s).baseline_ns, 0);
	f->spec.budget = (struct budget){0};
	assert_int_equal(freeze_it(f, s), first);
	assert_int_equal(budget_of(f, s).latency_ns, 0);
	store_close(s);
}

static void a_changed_seed_is_named_with_both_values(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);

	freeze_it(f, s);
	f->spec.measure.seed = 857;
	f->spec.measure.blocks = 5;
	f->spec.decide.time = "cpu";
	f->spec.decide.worth = 0.02;
	f->spec.decide.error_rate = ERROR_FALSE_DISCOVERY;
	refuse_it(f, s);
	assert_tells(f, "differs from the experiment file: seed 857, was 42\n");
	assert_tells(f, "blocks 5, was 3\n");
	assert_tells(f, "primary measure cpu, was wall\n");
	assert_tells(f, "worth 0.02, was 0.01\n");
	assert_tells(f, "error rate false_discovery, was family\n");
	assert_tells(f, f->path);
	assert_int_equal(diag_errors(f->d), 5);
	store_close(s);
	assert_string_equal(counts(f), "1|3|6|3|12\n");
	assert_string_equal(ask(f, "SELECT seed FROM experiment"), "42\n");
}

static void variants_added_removed_and_changed_are_listed(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);

	freeze_it(f, s);
	f->variants[TINY].name = "tinier";
	f->variants[LEAN].id = digest_of("something else", f->a);
	refuse_it(f, s);
	assert_tells(f, "variants added: tinier\n");
	assert_tells(f, "variants removed: tiny\n");
	assert_tells(f, "variants changed: no-aper\n");
	assert_int_equal(diag_errors(f->d), 3);
	store_close(s);
}

static void inputs_and_criteria_are_compared(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);

	freeze_it(f, s);
	f->inputs[0].id = "sky-9";
	f->columns[1][2] = column(f->a, "input.seeing", "0.9");
	f->criteria[0].margin = 0.02;
	f->criteria[2].name = "depth";
	refuse_it(f, s);
	assert_tells(f, "inputs added: sky-9\n");
	assert_tells(f, "inputs removed: sky-1\n");
	assert_tells(f, "inputs changed: sky-2\n");
	assert_tells(f, "criteria added: depth\n");
	assert_tells(f, "criteria removed: astrometry\n");
	assert_tells(f, "criteria changed: sources\n");
	store_close(s);
}

static void another_order_of_variants_is_a_change(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);

	freeze_it(f, s);
	struct variant lean = f->variants[LEAN];

	f->variants[LEAN] = f->variants[TINY];
	f->variants[TINY] = lean;
	f->variants[LEAN].reference = TINY;
	refuse_it(f, s);
	assert_tells(f, "variants in another order: tiny, no-aper\n");
	assert_int_equal(diag_errors(f->d), 1);
	store_close(s);
}

static void a_change_elsewhere_is_still_refused(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);

	freeze_it(f, s);
	refuse_it(f, s);
	assert_tells(
		f,
		"in the parameters, the hooks, the sources of quality, the counters, the cores, the limits "
		"or the way to search");
	store_close(s);
}

static void a_long_list_is_cut(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	struct variants many = {NEW_ARRAY(f->a, struct variant, 33), 33};

	freeze_it(f, s);
	for (size_t i = 0; i < many.n; i++) {
		many.at[i] = f->variants[i < N_VARIANTS ? i : TINY];
		many.at[i].name = i < N_VARIANTS ? many.at[i].name : arena_printf(f->a, "v%zu", i);
	}
	f->plan.variants = &many;
	refuse_it(f, s);
	assert_tells(f, "variants added: v3, v4, ");
	assert_tells(f, "v22 and 10 more\n");
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(the_same_plan_is_frozen_once),
		STORE_TEST(a_budget_is_kept_and_another_one_is_no_other_plan),
		STORE_TEST(a_changed_seed_is_named_with_both_values),
		STORE_TEST(variants_added_removed_and_changed_are_listed),
		STORE_TEST(inputs_and_criteria_are_compared),
		STORE_TEST(another_order_of_variants_is_a_change),
		STORE_TEST(a_change_elsewhere_is_still_refused),
		STORE_TEST(a_long_list_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
