/* Runs that are planted, from a source that decides what is next while the loop goes on. */
#include "../../src/engine/engine_private.h"
#include "../helpers/store_fixture.h"
#include "secateur/engine/engine.h"

enum { MOST = 12 };

/* Trials by lane, what they are to take, and what the loop told of them. */
struct script {
	struct fixture *f;
	struct store *s;
	struct study study;
	int64_t experiment;
	struct trial trials[MOST];
	nsec_t ms[MOST]; /* below 0: fails after so long */
	uint32_t lanes[MOST];
	size_t n, n_ended;
	bool is_given[MOST];
	uint32_t order[MOST]; /* positions, as they ended */
	size_t grow_after;    /* so many runs: a variant is added, and one run of it */
	size_t stop_after;
};

static size_t place_of(const struct script *c, const struct trial *t) { return (size_t)(t - c->trials); }

static void script_run(struct script *c, uint32_t lane, uint32_t variant, nsec_t ms)
{
	c->trials[c->n] = (struct trial){500 + lane, (uint32_t)c->n, variant, 0, PHASE_MEASURED};
	c->lanes[c->n] = lane;
	c->ms[c->n++] = ms;
}

static const struct trial *next(void *self, uint32_t lane)
{
	struct script *c = self;

	for (size_t i = 0; i < c->n; i++) {
		if (c->lanes[i] == lane && !c->is_given[i]) {
			c->is_given[i] = true;
			return &c->trials[i];
		}
	}
	return NULL;
}

/* Elsewhere in memory, so that whoever kept the old place would find nothing there. */
static bool grow(struct script *c, struct diag *d)
{
	struct variants *all = &c->study.variants;
	struct variant *moved = NEW_ARRAY(c->f->a, struct variant, all->n + 1);

	memcpy(moved, all->at, all->n * sizeof(*moved));
	moved[all->n] = moved[TINY];
	moved[all->n].name = "found";
	moved[all->n].index = all->n;
	moved[all->n].id = digest_of("found", c->f->a);
	memset(all->at, 0, all->n * sizeof(*all->at));
	*all = (struct variants){moved, all->n + 1};
	script_run(c, 0, N_VARIANTS, 50);
	return store_add_variant(c->s, c->experiment, &moved[N_VARIANTS], c->f->spec.n_factors, d);
}

static bool ended(void *self, const struct ended_run *run, struct diag *d, enum engine_end *end)
{
	struct script *c = self;
	const struct trial *t = run->trial;
	const struct outcome *o = run->outcome;

	assert_int_equal(o->kind == OUTCOME_OK, c->ms[place_of(c, t)] > 0);
	assert_int_equal(run->findings->metrics.n, o->kind == OUTCOME_OK);
	c->order[c->n_ended++] = t->position;
	if (c->n_ended == c->stop_after) {
		*end = ENGINE_NO_BASELINE;
		return diag_fail(d, NOWHERE, "enough");
	}
	return c->n_ended != c->grow_after || grow(c, d);
}

static bool plant(void *self, const struct trial *t, struct arena *a, struct outcome *ret,
                  struct findings *findings, struct diag *d)
{
	struct script *c = self;
	nsec_t ms = c->ms[place_of(c, t)], wall = (ms < 0 ? -ms : ms) * NSEC_PER_MSEC;

	if (ms == 0) {
		return diag_fail(d, NOWHERE, "no model for it");
	}
	*ret = (struct outcome){.steps = NEW(a, struct step_outcome),
	                        .n_steps = 1,
	                        .kind = ms < 0 ? OUTCOME_EXIT : OUTCOME_OK,
	                        .wall_ns = wall,
	                        .reason = ms < 0 ? "exit code 1 in step measure" : NULL};
	ret->steps[0] = (struct step_outcome){
		.name = "measure", .iteration = 1, .kind = ret->kind, .exit_code = ms < 0, .wall_ns = wall};
	if (ms > 0) {
		*vec_push(a, &findings->metrics) = (struct metric){"sources", "count", 120, NULL};
	}
	return true;
}

static struct script *begin(void **state, unsigned parallel)
{
	struct fixture *f = *state;
	struct script *c = NEW(f->a, struct script);
	struct variant *copy = NEW_ARRAY(f->a, struct variant, N_VARIANTS);

	memcpy(copy, f->variants, sizeof(f->variants));
	f->spec.measure.parallel = parallel;
	c->f = f;
	c->s = open_it(f, STORE_WRITE);
	c->experiment = freeze_it(f, c->s);
	c->study = (struct study){.spec = &f->spec, .variants = {copy, N_VARIANTS}};
	return c;
}

static enum engine_end run_it(struct script *c, struct run_summary *sum)
{
	const struct work work = {c, next, ended};
	const struct planted planted = {c, plant};
	struct loop_request q = {.study = &c->study,
	                         .db = c->s,
	                         .experiment = c->experiment,
	                         .work = &work,
	                         .planted = &planted,
	                         .arena = c->f->a,
	                         .diag = c->f->d,
	                         .sum = sum};

	*sum = (struct run_summary){0};
	enum engine_end end = loop_run(&q);
	store_close(c->s);
	return end;
}

static void planted_runs_are_stored_as_others_are(void **state)
{
	struct script *c = begin(state, 1);
	struct run_summary sum;

	script_run(c, 0, BASE, 100);
	script_run(c, 0, LEAN, 80);
	script_run(c, 0, TINY, -30);
	assert_int_equal(run_it(c, &sum), ENGINE_DONE);
	assert_int_equal(sum.made, 3);
	assert_int_equal(sum.failed, 1);
	assert_null(sum.scratch);
	assert_string_equal(
		ask(c->f, "SELECT block, position, variant, outcome, wall_s FROM v_run ORDER BY 2"),
		"500|0|baseline|ok|0.1\n500|1|no-aper|ok|0.08\n500|2|tiny|exit|0.03\n");
	assert_string_equal(ask(c->f, "SELECT count(*), min(name), min(value) FROM metric"),
	                    "2|sources|120.0\n");
	assert_string_equal(
		ask(c->f, "SELECT cpuset, runner_cpus, parallel, ended_utc IS NULL, runs FROM v_provenance"),
		"planted|NULL|1|0|3\n");
}

static void what_to_run_may_be_found_on_the_way(void **state)
{
	struct script *c = begin(state, 1);
	struct run_summary sum;

	c->grow_after = 2;
	script_run(c, 0, BASE, 100);
	script_run(c, 0, BASE, 101);
	assert_int_equal(run_it(c, &sum), ENGINE_DONE);
	assert_int_equal(sum.made, 3);
	assert_string_equal(ask(c->f, "SELECT variant, wall_s FROM v_run ORDER BY position"),
	                    "baseline|0.1\nbaseline|0.101\nfound|0.05\n");
}

static void runs_on_several_lanes_end_in_the_order_of_their_times(void **state)
{
	static const uint32_t order[] = {2, 0, 3, 1}; /* after 40, 100, 130 and 150 ms */
	struct script *c = begin(state, 3);
	struct run_summary sum;

	script_run(c, 0, BASE, 100);
	script_run(c, 0, LEAN, 50);
	script_run(c, 1, BASE, 40);
	script_run(c, 1, LEAN, 90);
	assert_int_equal(run_it(c, &sum), ENGINE_DONE);
	assert_int_equal(c->n_ended, 4);
	assert_memory_equal(c->order, order, sizeof(order));
}

static void work_that_makes_no_sense_any_more_ends_the_loop(void **state)
{
	struct script *c = begin(state, 1);
	struct run_summary sum;

	c->stop_after = 1;
	script_run(c, 0, BASE, -100);
	script_run(c, 0, BASE, 100);
	assert_int_equal(run_it(c, &sum), ENGINE_NO_BASELINE);
	assert_tells(c->f, "enough");
	assert_int_equal(sum.made, 1);
	assert_string_equal(ask(c->f, "SELECT runs, ended_utc IS NULL FROM v_provenance"), "1|0\n");
}

static void a_model_that_fails_is_an_error_with_its_place(void **state)
{
	struct script *c = begin(state, 1);
	struct run_summary sum;

	script_run(c, 0, BASE, 100);
	script_run(c, 0, LEAN, 0);
	assert_int_equal(run_it(c, &sum), ENGINE_FAILED);
	assert_tells(c->f, "block 500, variant no-aper: no model for it");
	assert_int_equal(sum.made, 1);
}

static void a_run_that_cannot_be_stored_is_the_databases(void **state)
{
	struct script *c = begin(state, 1);
	struct run_summary sum;

	script_run(c, 0, BASE, 100);
	script_run(c, 0, LEAN, 80);
	c->trials[1].position = 0;
	assert_int_equal(run_it(c, &sum), ENGINE_BAD_DATABASE);
	assert_tells(c->f, "position 0 (attempt 1) is in the database already");
	assert_int_equal(sum.made, 1);
}

static void no_work_makes_no_runs(void **state)
{
	struct script *c = begin(state, 2);
	struct run_summary sum;

	assert_int_equal(run_it(c, &sum), ENGINE_DONE);
	assert_int_equal(sum.made, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(planted_runs_are_stored_as_others_are),
		STORE_TEST(what_to_run_may_be_found_on_the_way),
		STORE_TEST(runs_on_several_lanes_end_in_the_order_of_their_times),
		STORE_TEST(work_that_makes_no_sense_any_more_ends_the_loop),
		STORE_TEST(a_model_that_fails_is_an_error_with_its_place),
		STORE_TEST(a_run_that_cannot_be_stored_is_the_databases),
		STORE_TEST(no_work_makes_no_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
