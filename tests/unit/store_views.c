#include "../helpers/store_fixture.h"

enum { N_BLOCKS = 4 };

/* Milliseconds of each block; the first is warm-up. no-aper is at 0.8, 0.81 and 0.8 of the baseline;
 * tiny equals it. */
static const nsec_t walls[N_VARIANTS][N_BLOCKS] = {
	[BASE] = {100, 100, 100, 200}, [LEAN] = {999, 80, 81, 160}, [TINY] = {999, 80, 81, 160}};

static void give_metrics(struct fixture *f, struct made_run *m, uint32_t variant, uint32_t block)
{
	*vec_push(f->a, &m->findings.metrics) =
		(struct metric){"sources", "count", 100 + 2.0 * variant, NULL};
	*vec_push(f->a, &m->findings.metrics) =
		(struct metric){"chi2", "1", 1, variant == LEAN && block == 2 ? "no fit" : NULL};
	*vec_push(f->a, &m->findings.artifacts) = (struct artifact){
		"catalogue", "m.cat", 1, digest_of(variant == LEAN && block == 3 ? "other" : "same", f->a)};
}

static void fill(struct fixture *f)
{
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	for (uint32_t i = 0; i < N_VARIANTS * N_BLOCKS; i++) {
		uint32_t block = i / N_VARIANTS, variant = i % N_VARIANTS;
		struct trial t = {block, variant, variant, block % 2, block ? PHASE_MEASURED : PHASE_WARMUP};
		struct made_run *m = make_run(f, e, session, t, walls[variant][block]);

		give_metrics(f, m, variant, block);
		if (variant == TINY) { /* its psf runs twice, and is all it does */
			m->steps[1].name = "psf";
			m->steps[1].iteration = 2;
		}
		put_it(f, s, m);
	}
	store_close(s);
}

/* A run of the baseline in a fifth block, beside one of no-aper that fails. */
static void add_a_failure(struct fixture *f, const char *reason, uint32_t block)
{
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct trial t = {block, 0, BASE, 0, PHASE_MEASURED};

	put_it(f, s, make_run(f, e, session, t, 100));
	t.position = 1;
	t.variant = LEAN;
	struct made_run *m = make_run(f, e, session, t, 1);

	m->outcome.kind = m->steps[1].kind = OUTCOME_EXIT;
	m->steps[1].exit_code = 3;
	m->outcome.reason = reason;
	m->outcome.log_tail = arena_printf(f->a, "log of block %u", block);
	put_it(f, s, m);
	store_close(s);
}

static void which_variants_are_faster_and_by_how_much(void **state)
{
	struct fixture *f = *state;

	fill(f);
	/* 0.8 and 0.8 on one input, 0.81 on the other: geometric mean (0.8 0.81)^(1/2); t of 1 degree of freedom is 12.706 */
	assert_string_equal(
		ask(f,
	            "SELECT variant, reference, blocks, observations, round(ratio, 6), round(change_percent, 4),"
	            " round(low_percent, 4), round(high_percent, 4), round(sd_log, 6)"
	            " FROM v_effect WHERE measure = 'wall' ORDER BY ratio"),
		"no-aper|baseline|3|2|0.804984|-19.5016|-25.6104|-12.8911|0.008784\n"
		"tiny|no-aper|3|2|1.0|0.0|0.0|0.0|0.0\n");
	assert_string_equal(ask(f, "SELECT round(ratio, 6), blocks FROM v_effect"
	                           " WHERE measure = 'cpu' AND variant = 'no-aper'"),
	                    "0.804984|3\n");
	assert_string_equal(ask(f, "SELECT ratio, low_percent, high_percent FROM v_effect"
	                           " WHERE measure = 'peak_memory' AND variant = 'no-aper'"),
	                    "1.0|0.0|0.0\n");
}

static void one_block_gives_a_ratio_and_no_interval(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	put_it(f, s, make_run(f, e, session, (struct trial){1, 0, BASE, 0, PHASE_MEASURED}, 100));
	put_it(f, s, make_run(f, e, session, (struct trial){1, 1, LEAN, 0, PHASE_MEASURED}, 50));
	put_it(f, s,
	       make_run(f, e, session, (struct trial){2, 0, LEAN, 0, PHASE_MEASURED}, 50)); /* no pair */
	store_close(s);
	assert_string_equal(ask(f, "SELECT blocks, round(ratio, 9), low_percent, high_percent, "
	                           "sd_log FROM v_effect"
	                           " WHERE measure = 'wall'"),
	                    "1|0.5|NULL|NULL|NULL\n");
}

static void a_time_of_zero_gives_no_ratio(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);
	struct made_run *m = make_run(f, e, session, (struct trial){1, 1, LEAN, 0, PHASE_MEASURED}, 50);

	m->outcome.user_ns = m->outcome.sys_ns = 0;
	put_it(f, s, make_run(f, e, session, (struct trial){1, 0, BASE, 0, PHASE_MEASURED}, 100));
	put_it(f, s, m);
	store_close(s);
	assert_string_equal(ask(f, "SELECT measure FROM v_effect ORDER BY measure"), "peak_memory\nwall\n");
	assert_string_equal(ask(f, "SELECT log_cpu FROM v_pair"), "NULL\n");
}

static void the_saving_is_found_in_its_step(void **state)
{
	struct fixture *f = *state;

	fill(f);
	assert_string_equal(
		ask(f, "SELECT variant, step, measure, blocks, round(ratio, 6), round(high_percent, 3)"
	               " FROM v_step_effect ORDER BY variant, step, measure"),
		"no-aper|measure|cpu|3|0.804984|-12.891\nno-aper|measure|wall|3|0.804984|-12.891\n"
		"no-aper|psf|cpu|3|0.804984|-12.891\nno-aper|psf|wall|3|0.804984|-12.891\n"
		"tiny|psf|cpu|3|4.0|300.0\ntiny|psf|wall|3|4.0|300.0\n");
}

static void failed_runs_pair_with_nothing_and_are_counted_by_reason(void **state)
{
	struct fixture *f = *state;

	fill(f);
	add_a_failure(f, "exit 3 in step measure", 4);
	add_a_failure(f, "exit 3 in step measure", 5);
	add_a_failure(f, "wall limit in step psf", 6);
	assert_string_equal(ask(f, "SELECT variant, reason, n, log_tail FROM v_failure ORDER BY n DESC"),
	                    "no-aper|exit 3 in step measure|2|log of block 4\n"
	                    "no-aper|wall limit in step psf|1|log of block 6\n");
	assert_string_equal(
		ask(f, "SELECT blocks FROM v_effect WHERE measure = 'wall' AND variant = 'no-aper'"), "3\n");
	assert_string_equal(ask(f, "SELECT DISTINCT exit_code, signal FROM run WHERE outcome = 'exit'"),
	                    "3|NULL\n");
}

static void changes_of_quality_are_over_pairs_that_both_have_a_value(void **state)
{
	struct fixture *f = *state;

	fill(f);
	assert_string_equal(ask(f,
	                        "SELECT variant, metric, unit, pairs, lost, reference_mean, mean_difference"
	                        " FROM v_metric_change ORDER BY variant, metric"),
	                    "no-aper|chi2|1|2|1|1.0|0.0\nno-aper|sources|count|3|0|100.0|2.0\n"
	                    "tiny|chi2|1|2|0|1.0|0.0\ntiny|sources|count|3|0|102.0|2.0\n");
	assert_string_equal(
		ask(f, "SELECT variant, artifact, same, pairs FROM v_same_output ORDER BY variant"),
		"no-aper|catalogue|2|3\ntiny|catalogue|2|3\n");
}

static void a_run_is_shown_with_names(void **state)
{
	struct fixture *f = *state;

	fill(f);
	assert_string_equal(
		ask(f, "SELECT experiment, variant, reference, input, phase, wall_s, cpu_s FROM v_run"
	               " WHERE block = 1 AND position = 1"),
		"detector|no-aper|baseline|sky-2|measured|0.08|0.04\n");
}

static void verdicts_are_replaced_as_a_whole(void **state)
{
	struct fixture *f = *state;
	struct cost cost = {.name = "wall",
	                    .unit = "ns",
	                    .change = {.n = 3,
	                               .estimate = -0.17,
	                               .low = -0.30,
	                               .high = -0.01,
	                               .level = 0.95,
	                               .reference = 1e8}};
	struct quality_change quality = {.criterion = f->criteria[0],
	                                 .change = {.absent_reason = "no values"},
	                                 .judgement = JUDGED_UNDECIDED};
	struct variant_evidence variants[] = {
		{.name = "baseline", .reference = "baseline", .costs = &cost, .n_costs = 1, .why = ""},
		{.name = "tiny",
	         .reference = "no-aper",
	         .costs = &cost,
	         .n_costs = 1,
	         .qualities = &quality,
	         .n_qualities = 1,
	         .verdict = VERDICT_DROP,
	         .why = "saves 17 % of wall"}};
	struct evidence e = {.variants = variants, .n_variants = 2};
	struct store *s = open_it(f, STORE_WRITE);
	int64_t id = freeze_it(f, s);

	assert_true_or_told(f, store_verdicts(s, id, &e, f->d));
	variants[1].verdict = VERDICT_UNDECIDED;
	assert_true_or_told(f, store_verdicts(s, id, &e, f->d));
	variants[1].name = "no-such-variant";
	assert_false(store_verdicts(s, id, &e, f->d));
	store_close(s);
	assert_string_equal(ask(f,
	                        "SELECT v.name, r.name, d.kind, measure, n_blocks, estimate, low, judgement,"
	                        " absent_reason FROM verdict d JOIN variant v ON v.id = d.variant"
	                        " JOIN variant r ON r.id = d.reference ORDER BY v.ordinal, d.kind"),
	                    "baseline|baseline|cost|wall|3|-0.17|-0.3|NULL|NULL\n"
	                    "tiny|no-aper|cost|wall|3|-0.17|-0.3|NULL|NULL\n"
	                    "tiny|no-aper|quality|sources|0|NULL|NULL|undecided|no values\n");
	assert_string_equal(ask(f, "SELECT variant, verdict, why FROM v_verdict"),
	                    "baseline|baseline|\ntiny|undecided|saves 17 % of wall\n");
}

static void add_a_block_of_a_search(struct fixture *f, uint32_t number)
{
	struct store *s = open_it(f, STORE_WRITE);
	struct digest key = digest_of("a block", f->a);

	assert_true_or_told(f, store_add_block(s, freeze_it(f, s),
	                                       &(struct store_block){number, "noise", &key, 0}, f->d));
	store_close(s);
}

/* The lines "--     SELECT ...;" after the heading "Examples". */
static void put_counted(struct fixture *f, struct store *s, int64_t e, int64_t session, uint32_t variant,
                        const double *instructions_cycles, double share)
{
	struct trial t = {1, variant, variant, 0, PHASE_MEASURED};
	struct made_run *m = make_run(f, e, session, t, 100);

	m->readings[0] = (struct reading){"instructions", "1", instructions_cycles[0], share, NULL};
	m->readings[1] = (struct reading){"cycles", "1", instructions_cycles[1], 1, NULL};
	put_it(f, s, m);
}

static void instructions_per_cycle_are_of_what_was_counted_all_of_the_time(void **state)
{
	struct fixture *f = *state;
	struct store *s = open_it(f, STORE_WRITE);
	int64_t e = freeze_it(f, s), session = begin_session(f, s, e);

	put_counted(f, s, e, session, BASE, (const double[]){300, 200}, 1);
	put_counted(f, s, e, session, LEAN, (const double[]){300, 200}, 0.8);
	put_counted(f, s, e, session, TINY, (const double[]){300, 0}, 1);
	store_close(s);
	assert_string_equal(ask(f, "SELECT variant, rate, value FROM v_rate ORDER BY variant"),
	                    "baseline|ipc|1.5\ntiny|ipc|NULL\n");
}

static const char *next_example(struct fixture *f, const char **at)
{
	AUTO_STRBUF struct strbuf sql = STRBUF_INIT;

	while (**at && !(sql.len && strchr(sql.text, ';'))) {
		size_t len = strcspn(*at, "\n");

		if (strncmp(*at, "--     ", 7) == 0) {
			strbuf_addn(&sql, *at + 7, len - 7);
			strbuf_addc(&sql, '\n');
		}
		*at += len + ((*at)[len] == '\n');
	}
	return strbuf_take(&sql, f->a);
}

static void the_examples_of_the_description_run(void **state)
{
	struct fixture *f = *state;
	const char *at = strstr(store_describe(), "-- Examples\n"), *sql;
	size_t n = 0;

	assert_non_null(at);
	fill(f);
	add_a_block_of_a_search(f, 4);
	add_a_failure(f, "exit 3 in step measure", 4);
	while (*(sql = next_example(f, &at))) {
		bool counted = strstr(sql, "instructions") || strstr(sql, "v_rate");

		assert_true(counted || *ask(f, sql));
		n++;
	}
	assert_int_equal(n, 7);
}

static void every_table_view_and_column_is_described(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db;
	sqlite3_stmt *st;
	size_t n = 0;

	store_close(open_it(f, STORE_WRITE));
	assert_string_equal(ask(f, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
	                           " AND instr(sql, name || ' ( -- ') = 0"),
	                    "");
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db,
	                           "SELECT m.type || ' ' || m.name || ' ( -- ', c.name FROM sqlite_schema m"
	                           " JOIN pragma_table_info(m.name) c WHERE m.type IN ('table', 'view')",
	                           -1, &st, NULL),
		SQLITE_OK);
	for (; sqlite3_step(st) == SQLITE_ROW; n++) {
		const char *head = (const char *)sqlite3_column_text(st, 0);
		const char *name = (const char *)sqlite3_column_text(st, 1);
		const char *from = strcasestr(store_describe(), head);

		assert_non_null(from);
		const char *column = strstr(from + strlen(head), name);

		assert_true(column && column < strstr(from, ";\n"));
	}
	assert_true(n > 150);
	sqlite3_finalize(st);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(which_variants_are_faster_and_by_how_much),
		STORE_TEST(one_block_gives_a_ratio_and_no_interval),
		STORE_TEST(a_time_of_zero_gives_no_ratio),
		STORE_TEST(the_saving_is_found_in_its_step),
		STORE_TEST(failed_runs_pair_with_nothing_and_are_counted_by_reason),
		STORE_TEST(changes_of_quality_are_over_pairs_that_both_have_a_value),
		STORE_TEST(a_run_is_shown_with_names),
		STORE_TEST(verdicts_are_replaced_as_a_whole),
		STORE_TEST(instructions_per_cycle_are_of_what_was_counted_all_of_the_time),
		STORE_TEST(the_examples_of_the_description_run),
		STORE_TEST(every_table_view_and_column_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
