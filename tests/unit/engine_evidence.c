/* Runs put into a database by hand, and what the engine makes of them. Block 0 is warm-up. */
#include "../helpers/store_fixture.h"
#include "secateur/engine/engine.h"

enum { FAILS = -1 }; /* in place of milliseconds: the run fails */

struct bench {
	struct fixture *f;
	struct store *s;
	int64_t experiment, session;
};

static struct bench begin(void **state, unsigned blocks)
{
	struct fixture *f = *state;

	f->spec.measure.blocks = blocks;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s);
	return (struct bench){f, s, e, begin_session(f, s, e)};
}

/* A run with so many sources; fewer than none: that metric is not given. */
static void give(const struct bench *b, uint32_t block, uint32_t variant, uint32_t input, nsec_t ms,
                 double sources)
{
	struct trial t = {block, variant, variant, input, block ? PHASE_MEASURED : PHASE_WARMUP};
	struct made_run *m = make_run(b->f, b->experiment, b->session, t, ms == FAILS ? 1 : ms);

	if (ms == FAILS) {
		m->outcome.kind = m->steps[1].kind = OUTCOME_EXIT;
		m->steps[1].exit_code = 1;
		m->outcome.reason = "exit code 1 in step measure";
	} else if (sources >= 0) {
		*vec_push(b->f->a, &m->findings.metrics) = (struct metric){"sources", "count", sources, NULL};
		*vec_push(b->f->a, &m->findings.metrics) = (struct metric){"chi2", "1", 1, NULL};
	} else {
		*vec_push(b->f->a, &m->findings.metrics) = (struct metric){"sources", NULL, 0, "not given"};
		*vec_push(b->f->a, &m->findings.metrics) = (struct metric){"chi2", NULL, 0, "not given"};
	}
	put_it(b->f, b->s, m);
}

/* The same in a second attempt, or counted in another way. */
static void give_made(const struct bench *b, struct trial t, nsec_t ms, unsigned attempt,
                      enum accounting accounting, const char *disturbed)
{
	struct made_run *m = make_run(b->f, b->experiment, b->session, t, ms);

	m->row.attempt = attempt;
	m->outcome.accounting = accounting;
	m->outcome.disturbed = disturbed;
	put_it(b->f, b->s, m);
}

static const struct variant_evidence *judged(const struct bench *b, uint32_t variant)
{
	struct evidence *e = NEW(b->f->a, struct evidence);

	assert_true_or_told(b->f, engine_evidence(b->s, NULL, b->f->a, b->f->d, e));
	store_close(b->s);
	return &e->variants[variant];
}

static const struct change *change_of(const struct variant_evidence *v, const char *cost)
{
	for (size_t i = 0; i < v->n_costs; i++) {
		if (strcmp(v->costs[i].name, cost) == 0) {
			return &v->costs[i].change;
		}
	}
	fail_msg("no cost '%s'", cost);
	return NULL;
}

static void assert_near(double x, double expected) { assert_true(fabs(x - expected) < 1e-9); }

static void repeats_on_one_input_are_no_new_evidence_of_others(void **state)
{
	struct bench b = begin(state, 4);

	for (uint32_t block = 0; block <= 4; block++) {
		uint32_t input = block == 4;
		give(&b, block, BASE, input, 100, 7);
		give(&b, block, LEAN, input, block == 0 ? 999 : input ? 90 : 80, 7);
	}
	const struct variant_evidence *v = judged(&b, LEAN);
	const struct change *wall = change_of(v, "wall");
	assert_int_equal(v->n_blocks, 4);
	assert_int_equal(wall->n, 2);
	assert_near(wall->estimate, expm1((log(0.8) + log(0.9)) / 2));
	assert_near(wall->low, -0.2);
	assert_near(wall->high, -0.1);
	assert_near(wall->level, 0.5); /* all that two observations reach */
	assert_int_equal(v->verdict, VERDICT_UNDECIDED);
	assert_string_equal(v->why, "2 of at least 7 inputs in which it and baseline succeed");
}

static void one_input_alone_is_judged_on_its_blocks(void **state)
{
	((struct fixture *)*state)->spec.n_inputs = 1;
	struct bench b = begin(state, 8);

	for (uint32_t block = 1; block <= 8; block++) {
		give(&b, block, BASE, 0, 100, 7);
		give(&b, block, LEAN, 0, 50 + block, 7);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(change_of(v, "wall")->n, 8);
	assert_int_equal(v->verdict, VERDICT_UNDECIDED); /* one input bounds no quality */
	assert_non_null(strstr(v->why, "one input bounds nothing"));
}

/* As many complete pairs as a joint interval needs decide; one fewer does not, however clear they are. */
static void a_verdict_waits_for_enough_inputs(void **state)
{
	((struct fixture *)*state)->spec.n_inputs = 7;
	struct bench b = begin(state, 7);

	for (uint32_t block = 1; block <= 7; block++) {
		give(&b, block, BASE, block - 1, 100, 1000);
		give(&b, block, LEAN, block - 1, 50, 1000);
		if (block < 7) {
			give(&b, block, TINY, block - 1, 25, 1000);
		}
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->verdict, VERDICT_DROP);
	assert_int_equal(v->qualities[0].judgement, JUDGED_IDENTICAL);
	assert_near(v->qualities[0].bad_bound, 1 - pow(0.05, 1.0 / 7));
	assert_near(v->p_adjusted, 2 * 2 / 128.0);
	assert_int_equal(v->n_incomplete, 0);
	assert_int_equal(v[1].verdict, VERDICT_UNDECIDED);
	assert_string_equal(v[1].why, "6 of at least 7 inputs in which it and no-aper succeed");
	assert_int_equal(v[1].n_incomplete, 1);
}

/* Both save half on each of six inputs; `open` leaves the quality of the second one unsettled. */
static const struct evidence *weigh_two_savings(void **state, enum error_rate rate, bool open)
{
	struct fixture *f = *state;
	struct evidence *e = NEW(f->a, struct evidence);

	f->spec.n_inputs = 6;
	f->spec.decide.error_rate = rate;
	struct bench b = begin(state, 6);
	for (uint32_t block = 1; block <= 6; block++) {
		give(&b, block, BASE, block - 1, 100, 1000);
		give(&b, block, LEAN, block - 1, 50, 1000);
		give(&b, block, TINY, block - 1, 25, open ? 1000 + (block % 2 ? 15 : -15) : 1000);
	}
	assert_true_or_told(f, engine_evidence(b.s, NULL, f->a, f->d, e));
	store_close(b.s);
	return e;
}

/* Six inputs of which all agree have p = 2/64: too much for one of two at 2.5 % each, enough for both at 5 %. */
static void what_several_variants_show_together_shares_the_false_discoveries(void **state)
{
	const struct evidence *e = weigh_two_savings(state, ERROR_FALSE_DISCOVERY, false);

	assert_int_equal(e->n_settled, 2);
	assert_near(e->joint_confidence, .95);
	assert_near(e->quality_confidence, .9);
	assert_int_equal(e->n_least, 6);
	for (size_t i = LEAN; i <= TINY; i++) {
		assert_int_equal(e->variants[i].verdict, VERDICT_DROP);
		assert_near(e->variants[i].p_adjusted, 2 / 64.0);
	}
}

static void a_bound_on_the_family_asks_more_of_each(void **state)
{
	const struct evidence *e = weigh_two_savings(state, ERROR_FAMILY, false);

	assert_int_equal(e->n_settled, 0);
	assert_near(e->joint_confidence, .975);
	assert_int_equal(e->n_least, 7);
	assert_int_equal(e->variants[LEAN].verdict, VERDICT_UNDECIDED);
	assert_near(e->variants[LEAN].p_adjusted, 4 / 64.0);
}

/* The second one's p is as small, but it comes to no verdict: the first one stands alone. */
static void what_quality_leaves_open_is_no_discovery(void **state)
{
	const struct evidence *e = weigh_two_savings(state, ERROR_FALSE_DISCOVERY, true);

	assert_int_equal(e->variants[TINY].qualities[0].judgement, JUDGED_UNDECIDED);
	assert_int_equal(e->n_settled, 0);
	assert_near(e->joint_confidence, .975);
	assert_int_equal(e->variants[LEAN].verdict, VERDICT_UNDECIDED);
	assert_string_equal(e->variants[LEAN].why, "6 of at least 7 inputs in which it and baseline succeed");
	assert_near(e->variants[LEAN].p_adjusted, 2 / 64.0);
}

static void runs_on_different_inputs_are_no_pair(void **state)
{
	struct bench b = begin(state, 2);

	give(&b, 1, BASE, 0, 100, 1000);
	give(&b, 1, LEAN, 1, 50, 1000);
	give(&b, 2, BASE, 0, 100, 1000);
	give(&b, 2, LEAN, 0, 50, 1000);
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->n_blocks, 1);
	assert_int_equal(v->n_incomplete, 1);
	assert_int_equal(change_of(v, "wall")->n, 1);
}

/* The events of two blocks: in the first both are counted, in the second the first one for a part of the time only. */
static void a_part_of_the_time_counts_for_nothing(void **state)
{
	struct bench b = begin(state, 2);

	for (uint32_t block = 1; block <= 2; block++) {
		for (uint32_t variant = BASE; variant <= LEAN; variant++) {
			struct trial t = {block, variant, variant, block - 1, PHASE_MEASURED};
			struct made_run *m = make_run(b.f, b.experiment, b.session, t, 100);
			m->readings[0].value = variant == LEAN ? 50 * block : 100;
			m->readings[0].enabled_share = block == 2 ? 0.6 : 1;
			put_it(b.f, b.s, m);
		}
	}
	const struct change *c = change_of(judged(&b, LEAN), "task-clock");
	assert_int_equal(c->n, 1);
	assert_near(c->estimate, -0.5);
}

static void quality_that_does_not_repeat_settles_nothing(void **state)
{
	((struct fixture *)*state)->spec.n_inputs = 8;
	struct bench b = begin(state, 16);

	for (uint32_t block = 1; block <= 16; block++) {
		uint32_t input = (block - 1) % 8;
		double sources = 1000 + (block > 8 ? 8 : -8); /* standard deviation 1.1 %, margin 1 % */
		give(&b, block, BASE, input, 100, sources);
		give(&b, block, LEAN, input, 50, sources);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_true(v->qualities[0].is_too_noisy);
	assert_near(v->qualities[0].repeat_sd, sqrt(128) / 1000);
	assert_int_equal(v->qualities[0].repeats.n_inputs, 8);
	assert_int_equal(v->qualities[0].repeats.n_differ, 8);
	assert_near(v->qualities[0].repeats.sd, sqrt(128));
	assert_int_equal(v->qualities[1].repeats.n_differ, 0);
	assert_int_equal(v->verdict, VERDICT_UNDECIDED);
	assert_non_null(strstr(v->why, "sources (repeats of the reference differ"));
}

static void a_mean_does_not_hide_an_input_that_is_wrecked(void **state)
{
	struct bench b = begin(state, 2);

	for (uint32_t input = 0; input < 2; input++) {
		give(&b, input + 1, BASE, input, 100, 1000);
		give(&b, input + 1, LEAN, input, 50, input ? 1000 : 970);
		give(&b, input + 1, TINY, input, 25, input ? 1000 : 985);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->qualities[0].judgement, JUDGED_ONE_OUTSIDE); /* 3 %, and the margin is 1 % */
	assert_int_equal(v->verdict, VERDICT_KEEP);
	assert_int_equal(v[1].qualities[0].judgement, JUDGED_UNDECIDED); /* 1.5 % */
}

static void a_metric_that_is_lost_in_some_pairs_is_lost_and_says_where(void **state)
{
	struct bench b = begin(state, 3);

	for (uint32_t block = 1; block <= 3; block++) {
		give(&b, block, BASE, block % 2, 100, 1000);
		give(&b, block, LEAN, block % 2, 50, block == 2 ? -1 : 1000);
		give(&b, block, TINY, block % 2, 25, -1);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->qualities[0].judgement, JUDGED_LOST);
	assert_int_equal(v->qualities[0].n_pairs, 3);
	assert_int_equal(v->qualities[0].n_lost, 1);
	assert_non_null(strstr(v->why, "lost: sources, chi2 (in 1 of 3 pairs: not given)"));
	assert_int_equal(v[1].qualities[0].n_pairs, 2); /* beside LEAN, which has it twice */
	assert_non_null(strstr(v[1].why, "lost: sources, chi2 (not given)"));
}

static void a_reference_of_zero_is_no_pass(void **state)
{
	struct bench b = begin(state, 4);

	for (uint32_t block = 1; block <= 4; block++) {
		give(&b, block, BASE, block % 2, 100, block == 1 ? 0 : 1000);
		give(&b, block, LEAN, block % 2, 50, block == 1 ? 5 : 1000);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->qualities[0].judgement, JUDGED_UNDECIDED);
	assert_non_null(strstr(v->qualities[0].change.absent_reason, "the reference is 0"));
	assert_int_equal(v->verdict, VERDICT_UNDECIDED);
}

/* As give, with an output of that content; '\0': the run lacks it. */
static void give_output(const struct bench *b, uint32_t block, uint32_t variant, unsigned char content)
{
	struct trial t = {block, variant, variant, 0, PHASE_MEASURED};
	struct made_run *m = make_run(b->f, b->experiment, b->session, t, 100);

	if (content) {
		*vec_push(b->f->a, &m->findings.artifacts) =
			(struct artifact){.name = "out", .path = "out", .bytes = 1, .sha256 = {{content}}};
	}
	put_it(b->f, b->s, m);
}

static void an_output_that_is_missing_is_not_the_same(void **state)
{
	struct bench b = begin(state, 3);

	for (uint32_t block = 1; block <= 3; block++) {
		give_output(&b, block, BASE, 'a');
		give_output(&b, block, LEAN, block == 1 ? 'a' : block == 2 ? 'b' : '\0');
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->n_sameness, 1);
	assert_int_equal(v->sameness[0].n_same, 1);
	assert_int_equal(v->sameness[0].n_pairs, 3);
	assert_string_equal(ask(b.f, "SELECT same, pairs FROM v_same_output"), "1|3\n");
}

static void outputs_that_differ_between_repeats_are_no_effect_of_a_variant(void **state)
{
	struct bench b = begin(state, 3);

	for (uint32_t block = 1; block <= 3; block++) {
		give_output(&b, block, BASE, block == 3 ? 'b' : 'a');
		give_output(&b, block, LEAN, 'a');
		give_output(&b, block, TINY, block == 1 ? 'a' : '\0'); /* now there and now not */
	}
	const struct variant_evidence *v = judged(&b, BASE);

	assert_int_equal(v[BASE].sameness[0].repeats.n_inputs, 1);
	assert_int_equal(v[BASE].sameness[0].repeats.n_differ, 1);
	assert_int_equal(v[LEAN].sameness[0].repeats.n_differ, 0);
	assert_true(v[LEAN].sameness[0].is_unsteady); /* what it is compared with is */
	assert_int_equal(v[LEAN].sameness[0].n_same, 2);
	assert_int_equal(v[TINY].sameness[0].repeats.n_differ, 1);
}

static void outputs_that_differ_between_inputs_alone_are_steady(void **state)
{
	struct bench b = begin(state, 4);

	for (uint32_t block = 1; block <= 4; block++) {
		struct trial t = {block, BASE, BASE, block % 2, PHASE_MEASURED};
		struct made_run *m = make_run(b.f, b.experiment, b.session, t, 100);
		unsigned char content = block % 2 ? 'a' : 'b';

		*vec_push(b.f->a, &m->findings.artifacts) =
			(struct artifact){.name = "out", .path = "out", .bytes = 1, .sha256 = {{content}}};
		put_it(b.f, b.s, m);
	}
	const struct sameness *m = judged(&b, BASE)->sameness;

	assert_int_equal(m->repeats.n_inputs, 2);
	assert_int_equal(m->repeats.n_differ, 0);
	assert_false(m->is_unsteady);
}

static void a_failure_that_the_reference_shares_is_not_held_against_it(void **state)
{
	((struct fixture *)*state)->spec.n_inputs = 8;
	struct bench b = begin(state, 8);

	for (uint32_t block = 1; block <= 8; block++) {
		bool hard = block == 2;
		give(&b, block, BASE, block - 1, hard ? FAILS : 100, 1000);
		give(&b, block, LEAN, block - 1, hard ? FAILS : 50, 1000);
		give(&b, block, TINY, block - 1, block == 3 ? FAILS : 25, 1000);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->n_failed, 1);
	assert_int_equal(v->n_failed_alone, 0);
	assert_int_equal(v->n_incomplete, 1);
	assert_int_equal(v->verdict, VERDICT_DROP);
	assert_int_equal(v[1].n_failed_alone, 1);
	assert_int_equal(v[1].verdict, VERDICT_KEEP);
}

static void a_first_failure_does_not_yet_show_that_a_thing_is_required(void **state)
{
	struct bench b = begin(state, 6);

	give(&b, 1, BASE, 1, 100, 1000);
	give(&b, 1, LEAN, 1, FAILS, 0);
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->verdict, VERDICT_KEEP);
	assert_string_equal(v->why, "fails in 1 of 1 run: exit code 1 in step measure");
}

static void a_variant_stays_settled_whatever_later_runs_did(void **state)
{
	struct bench b = begin(state, 6);

	for (uint32_t block = 1; block <= 6; block++) {
		give(&b, block, BASE, block % 2, 100, 1000);
		if (block <= 4) { /* several blocks were under way when the third failure came */
			give(&b, block, LEAN, block % 2, block < 4 ? FAILS : 50, 1000);
		}
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->n_skipped, 2);
	assert_int_equal(v->verdict, VERDICT_KEEP);
}

/* Two variants on twelve inputs: looks after 12 blocks and 16. */
static struct bench begin_looks(void **state)
{
	struct fixture *f = *state;

	f->spec.measure.least_blocks = 12;
	f->spec.n_inputs = 12;
	return begin(state, 16);
}

static void what_came_after_the_look_that_settled_it_changes_nothing(void **state)
{
	struct bench b = begin_looks(state);
	struct evidence *e = NEW(b.f->a, struct evidence);

	for (uint32_t block = 1; block <= 16; block++) {
		const uint32_t input = (block - 1) % 12;
		give(&b, block, BASE, input, 100 + block, 1000);
		if (block <= 14) { /* some were under way at the look */
			give(&b, block, LEAN, input, (block <= 12 ? 50 : 500) + block,
			     block <= 12 ? 1000 : 1);
		}
		give(&b, block, TINY, input, (block <= 12 ? 50 + block : 500) * (block % 2 ? 1 : 4) / 2,
		     1000);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	struct store *again = open_it(b.f, STORE_READ);
	assert_true_or_told(b.f, engine_evidence(again, NULL, b.f->a, b.f->d, e));
	store_close(again);
	assert_int_equal(e->n_looks, 2);
	assert_int_equal(e->looks[0].blocks, 12);
	assert_int_equal(v->settled_after, 12);
	assert_int_equal(v->n_blocks, 12);
	assert_int_equal(v->n_made, 14);
	assert_int_equal(v->n_skipped, 2);
	assert_int_equal(v->verdict, VERDICT_DROP);
	assert_near(v->alpha_share, log(1 + (M_E - 1) * 12 / 16));
	assert_near(v->joint_confidence, 1 - 0.05 / 2 * v->alpha_share);
	assert_near(v->p_adjusted, 2 * 2 * exp2(-12) / v->alpha_share);
	/* what is compared with it goes on, as long as it has something to be compared with */
	assert_int_equal(v[1].settled_after, 0);
	assert_int_equal(v[1].n_blocks, 14);
}

/* It was open at the first look, and nobody knew then that it would fail. */
static void failures_after_a_look_settle_nothing_at_it(void **state)
{
	struct bench b = begin_looks(state);

	for (uint32_t block = 1; block <= 16; block++) {
		const uint32_t input = (block - 1) % 12;
		give(&b, block, BASE, input, 100, 1000);
		if (block <= 15) {
			give(&b, block, LEAN, input, block > 12 ? FAILS : block % 2 ? 50 : 200, 1000);
		}
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->settled_after, 16);
	assert_int_equal(v->n_failed, 3);
	assert_int_equal(v->verdict, VERDICT_KEEP);
}

static void a_look_of_which_a_run_is_missing_is_not_held(void **state)
{
	struct bench b = begin_looks(state);

	for (uint32_t block = 1; block <= 12; block++) {
		give(&b, block, BASE, block - 1, 100 + block, 1000);
		if (block != 4) {
			give(&b, block, LEAN, block - 1, 50 + block, 1000);
		}
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->settled_after, 0);
	assert_int_equal(v->n_skipped, 0);
	assert_int_equal(v->n_blocks, 11);
}

/* And with it what is compared with it: nothing more will come of that, either. */
static void failures_that_settle_a_variant_settle_it_at_the_next_look(void **state)
{
	struct bench b = begin_looks(state);

	for (uint32_t block = 1; block <= 12; block++) {
		give(&b, block, BASE, block - 1, 100 + block, 1000);
		if (block <= 3) {
			give(&b, block, LEAN, block - 1, FAILS, 0);
			give(&b, block, TINY, block - 1, 50, 1000);
		}
	}
	const struct variant_evidence *v = judged(&b, BASE);

	assert_int_equal(v[LEAN].verdict, VERDICT_REQUIRED);
	assert_int_equal(v[LEAN].settled_after, 12);
	assert_int_equal(v[LEAN].n_skipped, 13);
	assert_int_equal(v[TINY].settled_after, 12);
	assert_int_equal(v[BASE].n_skipped, 4);
}

/* Twelve inputs, the output of the first eleven as good as it was: what may go is not let go before the last was seen. */
static void what_may_go_is_not_settled_before_all_inputs_were_seen(void **state)
{
	struct fixture *f = *state;

	f->spec.measure.least_blocks = 8;
	f->spec.n_inputs = 12;
	struct bench b = begin(state, 12);
	for (uint32_t block = 1; block <= 12; block++) {
		give(&b, block, BASE, block - 1, 100 + block, 1000);
		give(&b, block, LEAN, block - 1, 50 + block, block < 12 ? 1000 : 1);
		give(&b, block, TINY, block - 1, 500 + block, 1000);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v[1].verdict, VERDICT_KEEP); /* it is slower, and that is enough */
	assert_int_equal(v[1].settled_after, 9);
	assert_int_equal(v->settled_after, 12);
	assert_int_equal(v->verdict, VERDICT_KEEP);
}

static void three_failures_show_that_a_thing_is_required(void **state)
{
	struct bench b = begin(state, 6);

	for (uint32_t block = 1; block <= 6; block++) {
		give(&b, block, BASE, block % 2, 100, 1000);
		if (block <= 3) {
			give(&b, block, LEAN, block % 2, FAILS, 0);
		}
		give(&b, block, TINY, block % 2, 25, 1000);
	}
	const struct variant_evidence *v = judged(&b, LEAN);

	assert_int_equal(v->verdict, VERDICT_REQUIRED);
	assert_int_equal(v->n_skipped, 3);
	/* what is compared with it cannot be judged, and is told so */
	assert_int_equal(v[1].verdict, VERDICT_UNDECIDED);
	assert_string_equal(v[1].why, "0 of at least 7 inputs in which it and no-aper succeed");
}

static void of_a_run_that_was_disturbed_the_last_attempt_counts(void **state)
{
	struct bench b = begin(state, 1);
	const struct trial t = {1, LEAN, LEAN, 0, PHASE_MEASURED};
	struct evidence e;

	give(&b, 1, BASE, 0, 100, -1);
	give_made(&b, t, 400, 1, ACCOUNT_PROCESS, "8 % of its CPUs' time was stolen");
	give_made(&b, t, 50, 2, ACCOUNT_PROCESS, NULL);
	assert_true_or_told(b.f, engine_evidence(b.s, NULL, b.f->a, b.f->d, &e));
	store_close(b.s);
	assert_near(change_of(&e.variants[LEAN], "wall")->estimate, -0.5);
	assert_int_equal(e.n_runs, 2);
	assert_int_equal(e.n_disturbed, 1);
	assert_int_equal(e.n_again, 1);
	assert_int_equal(e.n_again_disturbed, 0);
	assert_string_equal(ask(b.f, "SELECT count(*), round(ratio, 6) FROM v_effect WHERE measure = 'wall'"),
	                    "1|0.5\n");
}

static void runs_that_were_counted_in_different_ways_are_no_pair(void **state)
{
	struct bench b = begin(state, 2);

	for (uint32_t block = 1; block <= 2; block++) {
		give(&b, block, BASE, 0, 100, -1);
		give_made(&b, (struct trial){block, LEAN, LEAN, 0, PHASE_MEASURED}, 50, 1,
		          block == 1 ? ACCOUNT_CGROUP2 : ACCOUNT_PROCESS, NULL);
	}
	const struct variant_evidence *v = judged(&b, LEAN);
	assert_int_equal(v->n_blocks, 1);
	assert_int_equal(v->n_incomplete, 1);
	assert_string_equal(ask(b.f, "SELECT blocks FROM v_effect WHERE measure = 'wall'"), "1\n");
}

/* A run whose two steps take so many milliseconds of wall time; none: it has no first step. */
static void give_steps(const struct bench *b, uint32_t block, uint32_t variant, nsec_t psf, nsec_t measure)
{
	struct trial t = {block, variant, variant, block - 1, PHASE_MEASURED};
	struct made_run *m = make_run(b->f, b->experiment, b->session, t, psf + measure);

	m->steps[0].wall_ns = psf * NSEC_PER_MSEC;
	m->steps[1].wall_ns = measure * NSEC_PER_MSEC;
	if (psf == 0) {
		m->steps[0] = m->steps[1];
		m->outcome.n_steps = 1;
	}
	put_it(b->f, b->s, m);
}

/* Dropping one thing saves in a step and costs in another; dropping more leaves the first one out. */
static void a_step_that_pays_for_another_is_seen(void **state)
{
	((struct fixture *)*state)->spec.n_inputs = 7;
	struct bench b = begin(state, 7);

	for (uint32_t block = 1; block <= 7; block++) {
		give_steps(&b, block, BASE, 100, 900);
		give_steps(&b, block, LEAN, 150, 500);
		give_steps(&b, block, TINY, 0, 505);
	}
	const struct variant_evidence *v = judged(&b, BASE);
	const struct time_part *psf = &v[LEAN].parts[0], *measure = &v[LEAN].parts[1];

	assert_int_equal(v[LEAN].n_parts, 2);
	assert_string_equal(psf->name, "psf");
	assert_true(psf->is_notable && measure->is_notable);
	assert_near(psf->change.estimate, 0.5);
	assert_near(psf->change.reference, 100e6);
	assert_near(psf->share, 0.1);
	assert_near(psf->own, 150e6);
	assert_near(measure->change.estimate, -4 / 9.0);
	assert_near(measure->share, 0.9);
	assert_near(v[BASE].parts[0].own, 100e6);
	assert_false(v[BASE].parts[0].is_notable);

	psf = &v[TINY].parts[0]; /* beside LEAN */
	assert_string_equal(psf->change.absent_reason, "not a step of this variant");
	assert_near(psf->change.reference, 150e6);
	assert_true(isnan(psf->own) && psf->is_notable);
	assert_false(v[TINY].parts[1].is_notable); /* 505 beside 500 ms: less than 1 % of the whole */
}

/* The warm-up, a first attempt and a failure are none of it. */
static void a_series_holds_the_runs_that_count_in_the_order_they_were_made(void **state)
{
	struct bench b = begin(state, 3);

	for (uint32_t block = 0; block <= 3; block++) {
		give(&b, block, BASE, block % 2, 100 + block, 1000);
		if (block != 2) {
			give(&b, block, LEAN, block % 2, block == 3 ? FAILS : 50 + (nsec_t)block, 1000);
		}
	}
	give_made(&b, (struct trial){2, LEAN, LEAN, 0, PHASE_MEASURED}, 400, 1, ACCOUNT_PROCESS, "stolen");
	give_made(&b, (struct trial){2, LEAN, LEAN, 0, PHASE_MEASURED}, 60, 2, ACCOUNT_PROCESS, "swapped");
	const struct variant_evidence *v = judged(&b, BASE);
	const struct series *base = &v[BASE].series, *lean = &v[LEAN].series;

	assert_int_equal(base->n, 3);
	assert_string_equal(base->unit, "ns");
	assert_null(base->absent_reason);
	assert_int_equal(lean->n, 2);
	assert_near(lean->at[0].value, 51e6);
	assert_near(lean->at[1].value, 60e6);
	assert_false(lean->at[0].is_disturbed);
	assert_true(lean->at[1].is_disturbed);
	assert_int_equal(lean->at[1].block, 2);
	assert_int_equal(lean->at[1].position, LEAN);
	assert_int_equal(lean->at[0].input, 1);
	assert_string_equal(lean->at[0].cpus, "2");
	assert_int_equal(base->at[0].order, 0);
	assert_int_equal(lean->at[0].order, 1);
	assert_int_equal(base->at[1].order, 2);
	assert_int_equal(lean->at[1].order, 4); /* 3 was the first attempt */
	assert_int_equal(v[TINY].series.n, 0);
	assert_string_equal(v[TINY].series.absent_reason, "no run that went well");
}

/* With a margin of 1 % of 1000 sources. TINY is compared with LEAN; here it stands beside the baseline. */
static const struct variant_evidence *weigh_tradeoff(void **state, nsec_t tiny_ms, double tiny_sources)
{
	((struct fixture *)*state)->spec.n_inputs = 6;
	struct bench b = begin(state, 6);

	for (uint32_t block = 1; block <= 6; block++) {
		give(&b, block, BASE, block - 1, 100, 1000);
		give(&b, block, LEAN, block - 1, 50, 1004);
		give(&b, block, TINY, block - 1, tiny_ms, tiny_sources);
	}
	return judged(&b, BASE);
}

static void what_saves_more_for_more_of_a_margin_is_on_the_front_beside_what_saves_less(void **state)
{
	const struct variant_evidence *v = weigh_tradeoff(state, 25, 992);

	assert_string_equal(v[BASE].tradeoff.absent_reason, "it is the baseline");
	assert_null(v[LEAN].tradeoff.absent_reason);
	assert_string_equal(v[LEAN].tradeoff.worst, "sources");
	assert_near(v[LEAN].tradeoff.saving, .5);
	assert_near(v[LEAN].tradeoff.used, .4);
	assert_near(v[LEAN].tradeoff.used_most, .4); /* it is the same on all inputs */
	assert_near(v[TINY].tradeoff.saving, .75);
	assert_near(v[TINY].tradeoff.used, .8);
	assert_true(v[LEAN].tradeoff.is_on_front && v[TINY].tradeoff.is_on_front);
}

static void what_saves_less_for_as_much_of_a_margin_is_not_on_the_front(void **state)
{
	const struct variant_evidence *v = weigh_tradeoff(state, 60, 1004);

	assert_true(v[LEAN].tradeoff.is_on_front);
	assert_false(v[TINY].tradeoff.is_on_front);
}

static void what_saves_nothing_is_not_on_the_front(void **state)
{
	const struct variant_evidence *v = weigh_tradeoff(state, 120, 1000);

	assert_near(v[TINY].tradeoff.used, 0);
	assert_false(v[TINY].tradeoff.is_on_front);
}

static void what_loses_a_metric_has_no_place_in_the_tradeoff(void **state)
{
	const struct variant_evidence *v = weigh_tradeoff(state, 25, -1);

	assert_string_equal(v[TINY].tradeoff.absent_reason, "sources: lost");
	assert_false(v[TINY].tradeoff.is_on_front);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(repeats_on_one_input_are_no_new_evidence_of_others),
		STORE_TEST(one_input_alone_is_judged_on_its_blocks),
		STORE_TEST(a_verdict_waits_for_enough_inputs),
		STORE_TEST(what_several_variants_show_together_shares_the_false_discoveries),
		STORE_TEST(a_bound_on_the_family_asks_more_of_each),
		STORE_TEST(what_quality_leaves_open_is_no_discovery),
		STORE_TEST(runs_on_different_inputs_are_no_pair),
		STORE_TEST(of_a_run_that_was_disturbed_the_last_attempt_counts),
		STORE_TEST(runs_that_were_counted_in_different_ways_are_no_pair),
		STORE_TEST(a_part_of_the_time_counts_for_nothing),
		STORE_TEST(quality_that_does_not_repeat_settles_nothing),
		STORE_TEST(a_mean_does_not_hide_an_input_that_is_wrecked),
		STORE_TEST(a_metric_that_is_lost_in_some_pairs_is_lost_and_says_where),
		STORE_TEST(a_reference_of_zero_is_no_pass),
		STORE_TEST(an_output_that_is_missing_is_not_the_same),
		STORE_TEST(outputs_that_differ_between_repeats_are_no_effect_of_a_variant),
		STORE_TEST(outputs_that_differ_between_inputs_alone_are_steady),
		STORE_TEST(a_failure_that_the_reference_shares_is_not_held_against_it),
		STORE_TEST(a_first_failure_does_not_yet_show_that_a_thing_is_required),
		STORE_TEST(a_variant_stays_settled_whatever_later_runs_did),
		STORE_TEST(what_came_after_the_look_that_settled_it_changes_nothing),
		STORE_TEST(what_may_go_is_not_settled_before_all_inputs_were_seen),
		STORE_TEST(failures_after_a_look_settle_nothing_at_it),
		STORE_TEST(a_look_of_which_a_run_is_missing_is_not_held),
		STORE_TEST(failures_that_settle_a_variant_settle_it_at_the_next_look),
		STORE_TEST(three_failures_show_that_a_thing_is_required),
		STORE_TEST(a_step_that_pays_for_another_is_seen),
		STORE_TEST(what_saves_more_for_more_of_a_margin_is_on_the_front_beside_what_saves_less),
		STORE_TEST(what_saves_less_for_as_much_of_a_margin_is_not_on_the_front),
		STORE_TEST(what_saves_nothing_is_not_on_the_front),
		STORE_TEST(what_loses_a_metric_has_no_place_in_the_tradeoff),
		STORE_TEST(a_series_holds_the_runs_that_count_in_the_order_they_were_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
