#include "../helpers/store_fixture.h"

static struct trial trial(uint32_t block, uint32_t position, uint32_t variant)
{
	return (struct trial){.block = block,
	                      .position = position,
	                      .variant = variant,
	                      .input = block % 2,
	                      .phase = block == 0 ? PHASE_WARMUP : PHASE_MEASURED};
}

static void give_findings(struct fixture *f, struct made_run *m, const char *content)
{
	*vec_push(f->a, &m->findings.metrics) = (struct metric){"zeta", "px", 1.5, NULL, false};
	*vec_push(f->a, &m->findings.metrics) = (struct metric){"sources", "count", 120, NULL, false};
	*vec_push(f->a, &m->findings.metrics) =
		(struct metric){"chi2", "1", 0, "psfex.xml is not there", false};
	*vec_push(f->a, &m->findings.metrics) = (struct metric){"alpha", NULL, NAN, NULL, false};
	*vec_push(f->a, &m->findings.artifacts) =
		(struct artifact){"catalogue", "out/measure.cat", 77, digest_of(content, f->a)};
}

static void give_failure(struct made_run *m)
{
	m->steps[0].kind = OUTCOME_SIGNAL;
	m->steps[0].signal = 11;
	m->outcome.n_steps = 1;
	m->outcome.kind = OUTCOME_SIGNAL;
	m->outcome.reason = "signal 11 (SIGSEGV) in step psf";
	m->outcome.log_tail = "bad \xff byte\n";
	m->outcome.readings.n = 0;
}

/* Two blocks of all variants, stored in an order that is not the plan's; the last run fails. */
static void fill(struct fixture *f, struct store *s, int64_t *experiment)
{
	*experiment = freeze_it(f, s);
	int64_t session = begin_session(f, s, *experiment);

	for (uint32_t i = 0; i < 6; i++) {
		uint32_t block = 1 - i / 3, position = (i + 1) % 3;
		struct made_run *m = make_run(f, *experiment, session, trial(block, position, position),
		                              100 + 10 * position);

		give_findings(f, m, position == TINY ? "other" : "same");
		if (block == 1 && position == TINY) {
			give_failure(m);
			m->row.scratch = "/scratch/7";
		}
		put_it(f, s, m);
	}
	assert_true(store_session_end(s, session, f->d));
}

static const struct dossier *filled(struct fixture *f)
{
	struct dossier *o = NEW(f->a, struct dossier);
	struct store *s = open_it(f, STORE_WRITE);
	int64_t experiment;

	fill(f, s, &experiment);
	store_close(s);
	s = open_it(f, STORE_READ);
	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, o));
	assert_int_equal(o->experiment, experiment);
	store_close(s);
	return o;
}

static void the_plan_comes_back_as_it_was_frozen(void **state)
{
	struct fixture *f = *state;
	const struct dossier *o = filled(f);

	assert_string_equal(o->name, "detector");
	assert_string_equal(o->question, "Which can go?");
	assert_string_equal(o->primary, "wall");
	assert_true(o->worth == 0.01 && o->confidence == 0.95 && o->seed == 42);
	assert_string_equal(o->plan_sha256, digest_hex(&f->digest, f->a));
	assert_int_equal(o->n_blocks, 3);
	assert_int_equal(o->n_warmup, 1);
	assert_int_equal(o->n_inputs, 2);
	assert_int_equal(o->n_variants, 3);
	assert_string_equal(o->variants[TINY].name, "tiny");
	assert_int_equal(o->variants[TINY].reference, LEAN);
	assert_int_equal(o->variants[TINY].kind, VARIANT_NAMED);
	assert_int_equal(o->variants[BASE].reference, BASE);
	assert_string_equal(o->variants[LEAN].config_diff, "- APER\n");
	assert_string_equal(ask(f, "SELECT factor, kind, level, kept FROM setting WHERE variant = 2"),
	                    "measurements|set|aper|0\nmeasurements|set|flags|1\nmeasurements|set|win|1\n"
	                    "psf_degree|choice|2|1\n");
	assert_string_equal(ask(f, "SELECT key, name, value FROM input JOIN input_column ON input = id"
	                           " WHERE ordinal = 1"),
	                    "sky-2|id|sky-2\nsky-2|image|im'age\".fits\nsky-2|seeing|1.1\n");
	assert_int_equal(o->n_columns, 1); /* the others hold no numbers */
	assert_string_equal(o->columns[0].name, "seeing");
	assert_true(o->columns[0].values[0] == 0.7 && o->columns[0].values[1] == 1.1);
	assert_string_equal(ask(f, "SELECT spec_yaml FROM experiment"), "secateur: 1\nname: detector\n\n");
}

static void runs_come_back_in_the_order_of_the_plan(void **state)
{
	const struct dossier *o = filled(*state);

	assert_int_equal(o->n_runs, 6);
	for (uint32_t i = 0; i < 6; i++) {
		const struct dossier_run *r = &o->runs[i];

		assert_int_equal(r->trial.block, i / 3);
		assert_int_equal(r->trial.position, i % 3);
		assert_int_equal(r->trial.variant, i % 3);
		assert_int_equal(r->trial.input, i / 3);
		assert_int_equal(r->trial.phase, i < 3 ? PHASE_WARMUP : PHASE_MEASURED);
		assert_int_equal(r->attempt, 1);
		assert_int_equal(r->wall_ns, (100 + 10 * (i % 3)) * NSEC_PER_MSEC);
		assert_int_equal(r->user_ns + r->sys_ns, r->wall_ns / 2);
		assert_int_equal(r->peak_memory_bytes, 2000);
	}
	assert_string_equal(o->first_run_utc, "2025-11-24T16:00:00.000Z");
	assert_string_equal(o->last_run_utc, "2025-11-24T16:00:01.000Z");
}

static void steps_come_back_with_their_times_in_the_baselines_order(void **state)
{
	const struct dossier *o = filled(*state);

	assert_int_equal(o->n_steps, 2);
	assert_string_equal(o->steps[0], "psf");
	assert_string_equal(o->steps[1], "measure");
	for (size_t i = 0; i < 5; i++) {
		const struct dossier_run *r = &o->runs[i];

		assert_int_equal(r->n_steps, 2);
		assert_int_equal(r->steps[0].name, 0);
		assert_int_equal(r->steps[0].wall_ns, r->wall_ns / 4);
		assert_int_equal(r->steps[1].wall_ns, r->wall_ns - r->wall_ns / 4);
		assert_int_equal(r->steps[1].cpu_ns, r->user_ns + r->sys_ns - r->wall_ns / 8);
	}
	assert_int_equal(o->runs[5].n_steps, 1); /* the other was never begun */
}

static void passes_of_a_step_are_added_up(void **state)
{
	struct fixture *f = *state;
	struct dossier o;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t experiment = freeze_it(f, s), session = begin_session(f, s, experiment);
	struct made_run *m = make_run(f, experiment, session, trial(1, 0, BASE), 100);

	m->steps[1].name = "psf";
	m->steps[1].iteration = 2;
	put_it(f, s, m);
	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	store_close(s);
	assert_int_equal(o.n_steps, 1);
	assert_int_equal(o.runs[0].n_steps, 1);
	assert_int_equal(o.runs[0].steps[0].wall_ns, o.runs[0].wall_ns);
	assert_int_equal(o.runs[0].steps[0].cpu_ns, o.runs[0].user_ns + o.runs[0].sys_ns);
}

static void a_failed_run_keeps_its_reason_and_log(void **state)
{
	struct fixture *f = *state;
	const struct dossier *o = filled(f);
	const struct dossier_run *r = &o->runs[5];

	assert_int_equal(r->kind, OUTCOME_SIGNAL);
	assert_string_equal(r->reason, "signal 11 (SIGSEGV) in step psf");
	assert_string_equal(r->log_tail, "bad \xef\xbf\xbd byte\n");
	assert_null(o->runs[4].reason);
	assert_null(o->runs[4].log_tail);
	assert_string_equal(
		ask(f, "SELECT outcome, signal, exit_code, scratch FROM run WHERE reason IS NOT NULL"),
		"signal|11|NULL|/scratch/7\n");
	assert_string_equal(ask(f, "SELECT s.outcome, s.signal, count(*) OVER () FROM step s JOIN "
	                           "run r ON r.id = s.run"
	                           " WHERE r.reason IS NOT NULL"),
	                    "signal|11|1\n");
}

static void absent_values_stay_absent_with_their_reasons(void **state)
{
	const struct dossier *o = filled(*state);

	assert_int_equal(o->n_events, 2);
	assert_string_equal(o->events[0], "cycles");
	assert_string_equal(o->event_units[1], "ns");
	assert_true(dossier_reading(o, &o->runs[0], 0).absence);
	assert_string_equal(dossier_reading(o, &o->runs[0], 0).absence, "no PMU");
	assert_true(dossier_reading(o, &o->runs[1], 1).value == 55e6);
	assert_true(dossier_has_value(dossier_reading(o, &o->runs[1], 1)));
	assert_null(dossier_reading(o, &o->runs[5], 0).absence); /* it failed before anything was counted */
	assert_string_equal(dossier_metric(o, &o->runs[0], 1).absence, "psfex.xml is not there");
	assert_string_equal(dossier_metric(o, &o->runs[0], 3).absence, "not a finite number");
	assert_null(dossier_metric(o, &o->runs[0], 2).absence); /* asked for, and never given */
}

static void metrics_come_in_the_experiments_order_and_then_by_name(void **state)
{
	const struct dossier *o = filled(*state);
	static const char *const names[] = {"sources", "chi2", "astrometry", "alpha", "zeta"};

	assert_int_equal(o->n_metrics, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(o->metrics[i].name, names[i]);
	}
	assert_string_equal(o->metrics[0].unit, "count"); /* the extractor's */
	assert_int_equal(o->metrics[0].kind, MARGIN_WITHIN);
	assert_true(o->metrics[1].margin == 0.05 && o->metrics[1].is_relative);
	assert_int_equal(o->metrics[1].better, BETTER_LOWER);
	assert_int_equal(o->metrics[2].kind, MARGIN_NONE);
	assert_int_equal(o->metrics[4].kind, MARGIN_NONE);
	assert_true(dossier_metric(o, &o->runs[2], 0).value == 120 &&
	            dossier_metric(o, &o->runs[2], 4).value == 1.5);
}

static void outputs_host_and_versions_come_back(void **state)
{
	struct fixture *f = *state;
	const struct dossier *o = filled(f);
	struct digest same = digest_of("same", f->a);

	assert_int_equal(o->n_artifacts, 1);
	assert_string_equal(o->artifacts[0], "catalogue");
	assert_true(dossier_digest(o, &o->runs[0], 0)->is_there);
	assert_true(digest_equal(&dossier_digest(o, &o->runs[0], 0)->sha256, &same));
	assert_false(digest_equal(&dossier_digest(o, &o->runs[2], 0)->sha256, &same));
	assert_int_equal(o->n_hosts, 1);
	assert_int_equal(o->hosts[0].n, 4);
	assert_string_equal(o->hosts[0].at[1].name, "governor");
	assert_string_equal(o->hosts[0].at[1].value, "performance");
	assert_int_equal(o->n_versions, 2);
	assert_string_equal(o->versions[1].name, "source-extractor");
	assert_string_equal(o->versions[1].value, "2.25.0");
	assert_string_equal(o->tool_version, "0.1.0");
	assert_int_equal(o->max_parallel, 2);
	assert_false(o->runner_shared);
	assert_string_equal(ask(f, "SELECT runs, programs, hostname, ended_utc IS NULL FROM v_provenance"),
	                    "6|psfex: 3.24; source-extractor: 2.25.0|node1|0\n");
	assert_string_equal(ask(f, "SELECT count(*) FROM session_fact"), "0\n");
}

struct seen {
	size_t n, failed, stop_at;
	struct trial last;
};

static bool see(const struct trial *t, bool failed, void *arg)
{
	struct seen *seen = arg;

	seen->last = *t;
	seen->failed += failed;
	return ++seen->n != seen->stop_at;
}

static void resume_sees_every_trial_and_which_failed(void **state)
{
	struct fixture *f = *state;
	struct seen all = {0}, two = {.stop_at = 2};
	const struct dossier *o = filled(f);
	struct store *s = open_it(f, STORE_READ);

	assert_true(store_each_trial(s, o->experiment, see, &all, f->d));
	assert_int_equal(all.n, 6);
	assert_int_equal(all.failed, 1);
	assert_int_equal(all.last.variant, TINY);
	assert_true(store_each_trial(s, o->experiment, see, &two, f->d));
	assert_int_equal(two.n, 2);
	assert_int_equal(two.last.position, 1);
	store_close(s);
}

static void a_trial_is_stored_once(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct made_run *m = make_run(f, e, session, trial(1, 0, BASE), 100);

	put_it(f, s, m);
	assert_false(store_run(s, &m->row, f->d));
	assert_tells(f, "the run of block 1, position 0 (attempt 1) is in the database already");
	m->row.attempt = 2; /* it succeeded: there is nothing to try again */
	assert_false(store_run(s, &m->row, f->d));
	store_close(s);
	assert_string_equal(ask(f, "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM step),"
	                           " (SELECT count(*) FROM reading)"),
	                    "1|2|2\n");
}

static void a_failed_trial_can_be_tried_again(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct made_run *m = make_run(f, e, session, trial(1, 0, BASE), 100);
	struct dossier o;

	give_failure(m);
	put_it(f, s, m);
	m = make_run(f, e, session, trial(1, 0, BASE), 100);
	m->row.attempt = 2;
	put_it(f, s, m);
	assert_true_or_told(f, store_load(s, "detector", f->a, f->d, &o));
	assert_int_equal(o.n_runs, 2);
	assert_int_equal(o.runs[0].kind, OUTCOME_SIGNAL);
	assert_int_equal(o.runs[1].attempt, 2);
	store_close(s);
}

static void a_run_that_cannot_be_stored_whole_is_not_stored_at_all(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct made_run *m = make_run(f, e, session, trial(1, 0, BASE), 100);

	*vec_push(f->a, &m->findings.metrics) = (struct metric){"twice", "1", 1, NULL, false};
	*vec_push(f->a, &m->findings.metrics) = (struct metric){"twice", "1", 2, NULL, false};
	assert_false(store_run(s, &m->row, f->d));
	assert_tells(f, "cannot write a metric");
	m->findings.metrics.n = 1;
	assert_true_or_told(f, store_run(s, &m->row, f->d));
	store_close(s);
	assert_string_equal(ask(f, "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM step)"),
	                    "1|2\n");
}

static void an_id_may_be_any_text(void **state)
{
	struct fixture *f = *state;
	struct dossier o;
	sqlite3 *db;

	filled(f);
	/* those are not written like UUIDs, nor all alike; values stay with their runs */
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db,
	                     "PRAGMA foreign_keys = OFF;"
	                     "CREATE TEMP TABLE new AS SELECT id, CASE position WHEN 0 THEN upper(id)"
	                     " WHEN 1 THEN 'run ' || block ELSE id || 'f' END AS is_now FROM run;"
	                     "UPDATE reading SET run = (SELECT is_now FROM new WHERE id = run);"
	                     "UPDATE step SET run = (SELECT is_now FROM new WHERE id = run);"
	                     "UPDATE metric SET run = (SELECT is_now FROM new WHERE id = run);"
	                     "UPDATE artifact SET run = (SELECT is_now FROM new WHERE id = run);"
	                     "INSERT INTO metric SELECT 'of nobody', 'odd', 7, '1', NULL;"
	                     "UPDATE run SET id = (SELECT is_now FROM new WHERE new.id = run.id)",
	                     NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
	struct store *s = open_it(f, STORE_READ);
	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	store_close(s);
	assert_int_equal(o.n_runs, 6);
	assert_int_equal(o.n_metrics, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_true(dossier_reading(&o, &o.runs[i], 1).value == 50e6 + 5e6 * (double)(i % 3));
		assert_true(dossier_metric(&o, &o.runs[i], 0).value == 120);
		assert_true(dossier_digest(&o, &o.runs[i], 0)->is_there);
		assert_int_equal(o.runs[i].n_steps, 2);
	}
}

static void of_many_that_fail_alike_each_has_its_log(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	f->spec.measure.blocks = 12;
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct dossier o;
	size_t n_logs = 0;

	for (uint32_t block = 1; block <= 12; block++) {
		for (uint32_t v = BASE; v <= LEAN; v++) {
			struct made_run *m = make_run(f, e, session, trial(block, v, v), 100);
			give_failure(m);
			put_it(f, s, m);
		}
	}
	assert_true_or_told(f, store_load(s, NULL, f->a, f->d, &o));
	store_close(s);
	for (size_t i = 0; i < o.n_runs; i++) {
		assert_non_null(o.runs[i].reason);
		n_logs += o.runs[i].log_tail != NULL;
	}
	assert_int_equal(n_logs, 24);
	assert_non_null(o.runs[0].log_tail);
	assert_non_null(o.runs[1].log_tail);
}

static void of_several_experiments_one_must_be_named(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	struct dossier o = {.name = "untouched"};

	assert_false(store_load(s, NULL, f->a, f->d, &o));
	assert_tells(f, "holds no experiment");
	int64_t first = freeze_it(f, s);

	put_it(f, s, make_run(f, first, begin_session(f, s, first), trial(1, 0, BASE), 100));
	f->spec.name = "other";
	assert_int_not_equal(freeze_it(f, s), first);
	assert_false(store_load(s, NULL, f->a, f->d, &o));
	assert_tells(f, "holds several experiments: 'detector', 'other'");
	assert_false(store_load(s, "detecter", f->a, f->d, &o));
	assert_tells(f, "did you mean 'detector'?");
	assert_string_equal(o.name, "untouched");
	assert_true_or_told(f, store_load(s, "other", f->a, f->d, &o));
	assert_int_equal(o.n_runs, 0);
	assert_int_equal(o.n_events, 0);
	assert_int_equal(o.n_metrics, 3);
	assert_int_equal(o.n_variants, 3);
	assert_null(o.first_run_utc);
	assert_null(o.tool_version);
	store_close(s);
}

static void what_changed_on_the_machine_since_is_kept_with_the_session(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), id;
	static const struct fact facts[] = {{"governor", "powersave"}, {"hostname", "node1"}};
	struct facts host = {facts, 2};
	struct store_session row = {.experiment = e,
	                            .host = &host,
	                            .host_fingerprint = "f1",
	                            .tool_version = "0.2.0",
	                            .runner_shares = true,
	                            .parallel = 1};

	begin_session(f, s, e);
	assert_true_or_told(f, store_session_begin(s, &row, f->d, &id));
	store_close(s);
	assert_string_equal(ask(f, "SELECT session, name, value FROM session_fact"),
	                    "2|governor|powersave\n");
	assert_string_equal(ask(f, "SELECT count(*) FROM host"), "1\n");
}

static void a_database_that_was_tampered_with_is_not_believed(void **state)
{
	static const char *const tampering[][2] = {
		{"DELETE FROM variant WHERE ordinal = 1", "variant 'tiny' is not in its place"},
		{"UPDATE variant SET reference = 99 WHERE ordinal = 1",
	         "variant 'no-aper' is not in its place"},
		{"UPDATE experiment SET blocks = 1000000000000000000", "damaged: blocks is"},
		{"UPDATE experiment SET confidence = 1.5", "damaged: a confidence of 1.5"},
		{"DELETE FROM variant", "damaged: no variants"},
		{"UPDATE run SET variant = 99", "damaged: a run is of no variant of its experiment"},
		{"UPDATE run SET input = 99", "damaged: a run is of no input of its experiment"},
		{"UPDATE run SET session = 99", "damaged: a run is of no machine of its experiment"},
		{"UPDATE run SET started_utc = 'noon'", "damaged: 'noon' is no time that a run began at"},
		{"UPDATE run SET replicate = 9", "damaged: more replicates of a block than runs"},
		{"PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE reading (run, step)'"
	         " WHERE name = 'reading'; DELETE FROM sqlite_master WHERE tbl_name = 'reading' AND type = 'index'",
	         "no such column: event"},
	};
	struct fixture *f = *state;
	struct dossier o;

	for (size_t i = 0; i < sizeof(tampering) / sizeof(*tampering); i++) {
		sqlite3 *db;
		f->path = fs_join(f->a, f->dir, arena_printf(f->a, "%zu.db", i));
		struct store *s = open_it(f, STORE_WRITE);
		int64_t e = freeze_it(f, s);
		put_it(f, s, make_run(f, e, begin_session(f, s, e), trial(1, 0, BASE), 100));
		store_close(s);
		assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, tampering[i][0], NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(db);
		s = open_it(f, STORE_READ);
		assert_false(store_load(s, NULL, f->a, f->d, &o));
		assert_tells(f, tampering[i][1]);
		store_close(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(the_plan_comes_back_as_it_was_frozen),
		STORE_TEST(runs_come_back_in_the_order_of_the_plan),
		STORE_TEST(steps_come_back_with_their_times_in_the_baselines_order),
		STORE_TEST(passes_of_a_step_are_added_up),
		STORE_TEST(a_failed_run_keeps_its_reason_and_log),
		STORE_TEST(absent_values_stay_absent_with_their_reasons),
		STORE_TEST(metrics_come_in_the_experiments_order_and_then_by_name),
		STORE_TEST(outputs_host_and_versions_come_back),
		STORE_TEST(resume_sees_every_trial_and_which_failed),
		STORE_TEST(a_trial_is_stored_once),
		STORE_TEST(a_failed_trial_can_be_tried_again),
		STORE_TEST(a_run_that_cannot_be_stored_whole_is_not_stored_at_all),
		STORE_TEST(an_id_may_be_any_text),
		STORE_TEST(of_many_that_fail_alike_each_has_its_log),
		STORE_TEST(of_several_experiments_one_must_be_named),
		STORE_TEST(what_changed_on_the_machine_since_is_kept_with_the_session),
		STORE_TEST(a_database_that_was_tampered_with_is_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
