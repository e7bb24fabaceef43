/** An experiment of three variants on two inputs, built by hand, and a folder for its database. */
#ifndef SECATEUR_TESTS_STORE_FIXTURE_H
#define SECATEUR_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/base/fs.h"
#include "secateur/base/hash.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/model/fact.h"
#include "secateur/model/factor.h"
#include "secateur/model/metric.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/model/trial.h"
#include "secateur/model/variant.h"
#include "secateur/store/store.h"

enum { BASE, LEAN, TINY, N_VARIANTS, MOST_INPUTS = 12 };

struct fixture {
	struct arena *a;
	struct diag *d;
	const char *dir, *path;
	struct source source;
	struct factor factors[2];
	struct setting settings[N_VARIANTS][2];
	struct binding columns[MOST_INPUTS][3];
	struct input inputs[MOST_INPUTS]; /* two are in use unless a test says otherwise */
	struct criterion criteria[3];
	struct quality_source quality[2];
	struct spec spec;
	struct variant variants[N_VARIANTS];
	struct variants all;
	struct digest digest;
	struct store_plan plan;
};

static inline struct digest digest_of(const char *s, struct arena *a)
{
	struct hasher *h = hash_begin(a);

	hash_text(h, s);
	return hash_end(h);
}

static inline struct binding column(struct arena *a, const char *name, const char *value)
{
	const char **items = NEW_ARRAY(a, const char *, 1);

	items[0] = value;
	return (struct binding){.name = name, .items = items, .n = 1};
}

static inline void fill_design(struct fixture *f)
{
	static const struct level set[] = {
		{.name = "flags", .required = true}, {.name = "aper"}, {.name = "win"}};
	static const struct level choice[] = {{.name = "1"}, {.name = "2"}};
	static const bool kept[N_VARIANTS][3] = {
		{true, true, true}, {true, false, true}, {true, false, false}};
	static const char *const names[] = {"baseline", "no-aper", "tiny"};

	f->factors[0] =
		(struct factor){.name = "measurements", .kind = FACTOR_SET, .levels = set, .n_levels = 3};
	f->factors[1] =
		(struct factor){.name = "psf_degree", .kind = FACTOR_CHOICE, .levels = choice, .n_levels = 2};
	for (size_t i = 0; i < N_VARIANTS; i++) {
		f->settings[i][0] = (struct setting){.factor = &f->factors[0], .kept = kept[i]};
		f->settings[i][1] = (struct setting){.factor = &f->factors[1], .level = i == TINY ? 0 : 1};
		f->variants[i] = (struct variant){.name = names[i],
		                                  .kind = i == BASE ? VARIANT_BASELINE : VARIANT_DROP,
		                                  .index = i,
		                                  .reference = i == TINY ? LEAN : BASE,
		                                  .settings = f->settings[i],
		                                  .change = i == BASE ? "" : "measurements: -aper",
		                                  .config = "the configuration",
		                                  .config_diff = i == BASE ? "" : "- APER\n",
		                                  .id = digest_of(names[i], f->a)};
	}
	f->variants[TINY].kind = VARIANT_NAMED;
	f->all = (struct variants){f->variants, N_VARIANTS};
}

static inline void fill_spec(struct fixture *f)
{
	for (size_t i = 0; i < MOST_INPUTS; i++) {
		const char *key = arena_printf(f->a, "sky-%zu", i + 1);
		f->columns[i][0] = column(f->a, "input.id", key);
		f->columns[i][1] = column(f->a, "input.image", "im'age\".fits");
		f->columns[i][2] = column(f->a, "input.seeing", i % 2 ? "1.1" : "0.7");
		f->inputs[i] = (struct input){.id = key, .columns = f->columns[i], .n_columns = 3};
	}
	f->criteria[0] = (struct criterion){"sources", NULL, MARGIN_WITHIN, 0.01, true, BETTER_UNSAID};
	f->criteria[1] = (struct criterion){"chi2", "1", MARGIN_NOT_WORSE_THAN, 0.05, true, BETTER_LOWER};
	f->criteria[2] = (struct criterion){"astrometry", "mas", MARGIN_NONE, 0, false, BETTER_UNSAID};
	f->quality[0] =
		(struct quality_source){.extractor = "fits_rows", .metrics = &f->criteria[0], .n_metrics = 1};
	f->quality[1] =
		(struct quality_source){.extractor = "votable", .metrics = &f->criteria[1], .n_metrics = 2};
	f->source = (struct source){"e.yaml", "secateur: 1\nname: detector\n"};
	f->spec = (struct spec){
		.path = "e.yaml",
		.source = &f->source,
		.as_written = f->source.text,
		.name = "detector",
		.question = "Which can go?",
		.inputs = f->inputs,
		.n_inputs = 2,
		.factors = f->factors,
		.n_factors = 2,
		.measure = {.cores = 1, .parallel = 2, .blocks = 3, .warmup = 1, .seed = 42},
		.quality = f->quality,
		.n_quality = 2,
		.decide = {.time = "wall", .worth = 0.01, .confidence = 0.95},
	};
	f->digest = digest_of("the plan", f->a);
	f->plan = (struct store_plan){.spec = &f->spec, .variants = &f->all, .digest = &f->digest};
}

static inline int fixture_up(void **state)
{
	struct arena *a = arena_new();
	struct fixture *f = NEW(a, struct fixture);
	char *dir;

	f->a = a;
	f->d = diag_new(a);
	if (!fs_make_temp_dir("/tmp", "secateur-store-", a, f->d, &dir)) {
		return -1;
	}
	f->dir = dir;
	f->path = fs_join(a, dir, "results.db");
	fill_design(f);
	fill_spec(f);
	*state = f;
	return 0;
}

static inline int fixture_down(void **state)
{
	struct fixture *f = *state;

	fs_remove_tree(f->dir, f->d);
	arena_free(f->a);
	return 0;
}
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_up, fixture_down)

/** The messages so far, as the user sees them. */
static inline const char *told(struct fixture *f)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	diag_print(f->d, out, DIAG_PLAIN);
	fclose(out);
	const char *kept = arena_strdup(f->a, text);

	free(text);
	return kept;
}

#define assert_true_or_told(f, ok)               \
	do {                                     \
		if (!(ok)) {                     \
			fail_msg("%s", told(f)); \
		}                                \
	} while (0)
#define assert_tells(f, words)                                                 \
	do {                                                                   \
		if (!strstr(told(f), words)) {                                 \
			fail_msg("does not tell \"%s\":\n%s", words, told(f)); \
		}                                                              \
	} while (0)

static inline struct store *open_it(struct fixture *f, enum store_mode mode)
{
	struct store *s = NULL;

	assert_true_or_told(f, store_open(f->path, mode, f->d, &s));
	return s;
}

static inline int64_t freeze_it(struct fixture *f, struct store *s)
{
	int64_t id = 0;

	assert_true_or_told(f, store_freeze(s, &f->plan, f->d, &id));
	return id;
}

static inline int64_t begin_session(struct fixture *f, struct store *s, int64_t experiment)
{
	static const struct fact facts[] = {
		{"cpu_model", "Xeon"}, {"governor", "performance"}, {"hostname", "node1"}, {"kernel", "6.1"}};
	static const struct fact programs[] = {{"psfex", "3.24"}, {"source-extractor", "2.25.0"}};
	static const struct facts host = {facts, 4}, versions = {programs, 2};
	struct store_session row = {.experiment = experiment,
	                            .host = &host,
	                            .host_fingerprint = "f1",
	                            .hwloc_xml = "<topology/>",
	                            .tool_version = "0.1.0",
	                            .cpuset = "2;3",
	                            .runner_cpus = "0",
	                            .parallel = 2,
	                            .versions = &versions};
	int64_t session = 0;

	assert_true_or_told(f, store_session_begin(s, &row, f->d, &session));
	return session;
}

/** A run that ended well; `ms` of wall time, half of it CPU, in two steps of a quarter and three
 * quarters. */
struct made_run {
	struct trial trial;
	struct step_outcome steps[2];
	struct reading readings[2];
	struct outcome outcome;
	struct findings findings;
	struct run_row row;
};

static inline struct made_run *make_run(struct fixture *f, int64_t experiment, int64_t session,
                                        struct trial t, nsec_t ms)
{
	struct made_run *m = NEW(f->a, struct made_run);
	nsec_t wall = ms * NSEC_PER_MSEC;

	m->trial = t;
	m->steps[0] = (struct step_outcome){.name = "psf",
	                                    .iteration = 1,
	                                    .wall_ns = wall / 4,
	                                    .user_ns = wall / 8,
	                                    .peak_memory_bytes = 1000};
	m->steps[1] = (struct step_outcome){.name = "measure",
	                                    .iteration = 1,
	                                    .wall_ns = wall - wall / 4,
	                                    .user_ns = wall / 4,
	                                    .sys_ns = wall / 8,
	                                    .peak_memory_bytes = 2000};
	m->readings[0] = (struct reading){"task-clock", "ns", (double)wall / 2, 1, NULL};
	m->readings[1] = (struct reading){"cycles", "1", 0, 0, "no PMU"};
	m->outcome = (struct outcome){.steps = m->steps,
	                              .n_steps = 2,
	                              .wall_ns = wall,
	                              .user_ns = wall * 3 / 8,
	                              .sys_ns = wall / 8,
	                              .peak_memory_bytes = 2000,
	                              .readings = {m->readings, 2}};
	m->row = (struct run_row){.experiment = experiment,
	                          .session = session,
	                          .trial = &m->trial,
	                          .attempt = 1,
	                          .started_wall = INT64_C(1764000000) * NSEC_PER_SEC + t.block * NSEC_PER_SEC,
	                          .outcome = &m->outcome,
	                          .findings = &m->findings,
	                          .cpus = "2"};
	return m;
}

static inline void put_it(struct fixture *f, struct store *s, const struct made_run *m)
{
	assert_true_or_told(f, store_run(s, &m->row, f->d));
}

/** What sqlite itself answers: rows of columns joined by '|', each ended by a line feed. */
static inline const char *ask(struct fixture *f, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
		fail_msg("%s: %s", sqlite3_errmsg(db), sql);
	}
	while (sqlite3_step(st) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const char *s = (const char *)sqlite3_column_text(st, i);

			strbuf_add(&b, i ? "|" : "");
			strbuf_add(&b, s ? s : "NULL");
		}
		strbuf_add(&b, "\n");
	}
	assert_int_equal(sqlite3_finalize(st), SQLITE_OK);
	sqlite3_close(db);
	return strbuf_take(&b, f->a);
}

#endif
