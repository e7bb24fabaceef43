/* An experiment read back, inside one snapshot, so that a writer may go on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "load_private.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/base/thread.h"
#include "secateur/model/factor.h"
#include "secateur/store/store.h"

const char *store_kept(struct loading *l, struct bytes s)
{
	if (!s.at) {
		return NULL;
	}
	uint32_t number = intern_bytes(&l->texts, s);

	return l->texts.names.at[number];
}

const char *store_of_part(const struct loading *l, const char *column)
{
	return l->part ? arena_printf(l->scratch, " AND %s IN %s", column, l->part) : "";
}

static bool load_header(struct loading *l)
{
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	struct dossier *o = l->out;
	const char *part = store_of_part(l, "id");

	query_start(
		&q,
		arena_printf(
			l->scratch,
			"SELECT name, question, primary_measure, worth, confidence, seed, plan_sha256, "
			"blocks, warmup,"
			" (SELECT version FROM session WHERE experiment = e.id%s ORDER BY id DESC LIMIT 1),"
			" (SELECT max(parallel) FROM session WHERE experiment = e.id%s),"
			" (SELECT max(runner_shares) FROM session WHERE experiment = e.id%s), %s, %s"
			" FROM experiment e WHERE id = ?",
			part, part, part, l->version < 6 ? "'family'" : "error_rate",
			l->version < 7 ? "NULL, NULL, NULL"
				       : "blocks_least, budget_latency, budget_baseline"),
		CELLS(int_cell(o->experiment)));
	if (query_next(&q)) {
		o->name = query_text(&q, 0, l->a);
		o->question = query_text(&q, 1, l->a);
		o->primary = query_text(&q, 2, l->a);
		o->worth = query_real(&q, 3);
		o->confidence = query_real(&q, 4);
		o->seed = (uint64_t)query_int(&q, 5);
		o->plan_sha256 = query_text(&q, 6, l->a);
		o->n_blocks = query_below(&q, 7, UINT32_MAX);
		o->n_warmup = query_below(&q, 8, UINT32_MAX);
		o->n_replicates = 1;
		o->tool_version = query_text(&q, 9, l->a);
		o->max_parallel = (size_t)query_int(&q, 10);
		o->runner_shared = query_int(&q, 11) != 0;
		o->error_rate = (enum error_rate)query_word(&q, 12, &store_error_rates);
		o->n_least_blocks = query_below(&q, 13, UINT32_MAX);
		o->budget = (struct budget){query_int(&q, 14), query_int(&q, 15)};
	}
	if (!query_end(&q)) {
		return false;
	}
	return (o->worth > 0 && o->worth < 1 && o->confidence > 0.5 && o->confidence < 1) ||
	       diag_fail(l->d, NOWHERE, "%s: damaged: a confidence of %g, a worth of %g", l->s->path,
	                 o->confidence, o->worth);
}

/* What older schemas do not have: how blocks are made up, and what surrounded the runs of the last session. */
static bool load_surroundings(struct loading *l)
{
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	if (l->version < 4) {
		return true;
	}
	int64_t duet = 0;

	if (!store_number(l->s,
	                  arena_printf(l->scratch, "SELECT duet FROM experiment WHERE id = %lld",
	                               (long long)l->out->experiment),
	                  l->d, &duet)) {
		return false;
	}
	l->out->is_duet = duet != 0;
	query_start(&q,
	            arena_printf(l->scratch,
	                         "SELECT cache, threads FROM session WHERE experiment = ?%s ORDER BY id "
	                         "DESC LIMIT 1",
	                         store_of_part(l, "id")),
	            CELLS(int_cell(l->out->experiment)));
	if (query_next(&q)) {
		l->out->cache = (enum cache_policy)query_word(&q, 0, &store_caches);
		l->out->threads = query_text(&q, 1, l->a);
	}
	return query_end(&q);
}

/* Those of all variants follow one another. */
static bool load_settings(struct loading *l, struct dossier_variant *variants)
{
	VEC(struct dossier_setting) all = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(
		     &q,
		     "SELECT v.ordinal, s.factor, s.level, s.kind, s.kept FROM setting s JOIN variant v ON v.id = s.variant"
		     " WHERE v.experiment = ? ORDER BY v.ordinal, s.factor, s.level",
		     CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		variants[query_below(&q, 0, l->out->n_variants)].n_settings++;
		*vec_push(l->a, &all) = (struct dossier_setting){
			.factor = store_kept(l, query_bytes(&q, 1)),
			.level = store_kept(l, query_bytes(&q, 2)),
			.is_component = query_word(&q, 3, &store_factor_kinds) == FACTOR_SET,
			.is_kept = query_int(&q, 4) != 0,
		};
	}
	for (size_t i = 0, at = 0; i < l->out->n_variants; at += variants[i++].n_settings) {
		variants[i].settings = all.at + at;
		if (variants[i].n_settings != variants[0].n_settings) {
			return diag_fail(
				l->d, NOWHERE, "%s: damaged: variant '%s' has %zu settings, the baseline %zu",
				l->s->path, variants[i].name, variants[i].n_settings, variants[0].n_settings);
		}
	}
	return query_end(&q);
}

static bool load_variants(struct loading *l)
{
	VEC(struct dossier_variant) variants = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	const char *sql = arena_printf(
		l->scratch,
		"SELECT v.name, v.change, v.config_diff, v.kind, r.ordinal, v.identity,"
		" v.ordinal = row_number() OVER (ORDER BY v.ordinal) - 1 AND (v.ordinal = 0) = (r.id = v.id), %s, v.id"
		" FROM variant v"
		" LEFT JOIN variant r ON r.id = v.reference AND r.experiment = v.experiment"
		" WHERE v.experiment = ? ORDER BY v.ordinal",
		l->version < 6 ? "NULL" : "v.effective_diff");

	for (query_start(&q, sql, CELLS(int_cell(l->out->experiment))); query_next(&q);) {
		if (!query_int(&q, 6)) {
			return diag_fail(l->d, NOWHERE, "%s: damaged: variant '%s' is not in its place",
			                 l->s->path, query_peek(&q, 0));
		}
		*vec_push(l->scratch, &l->variants) = query_int(&q, 8);
		*vec_push(l->a, &variants) = (struct dossier_variant){
			.name = query_text(&q, 0, l->a),
			.effective_diff = query_text(&q, 7, l->a),
			.change = query_text(&q, 1, l->a),
			.config_diff = query_text(&q, 2, l->a),
			.kind = (enum variant_kind)query_word(&q, 3, &store_variant_kinds),
			.reference = (size_t)query_int(&q, 4),
			.id = query_digest(&q, 5),
		};
	}
	l->out->variants = variants.at;
	l->out->n_variants = variants.n;
	return query_end(&q) && load_settings(l, variants.at) &&
	       (variants.n > 0 || diag_fail(l->d, NOWHERE, "%s: damaged: no variants", l->s->path));
}

/** A column of the inputs, while its rows come. */
struct column {
	const char *name;
	double *values; /* NULL: some value is no number */
};

static void begin_column(struct loading *l, struct column *c, const char *name)
{
	*c = (struct column){arena_strdup(l->a, name), NEW_ARRAY(l->a, double, l->out->n_inputs)};
	for (size_t i = 0; i < l->out->n_inputs; i++) {
		c->values[i] = NAN;
	}
}

/* Those that hold numbers alone. */
static bool load_columns(struct loading *l)
{
	VEC(struct dossier_column) columns = {0};
	struct column c = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(
		     &q,
		     "SELECT c.name, i.ordinal, c.value FROM input_column c JOIN input i ON i.id = c.input"
		     " WHERE i.experiment = ? ORDER BY c.name, i.ordinal",
		     CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		const char *name = query_peek(&q, 0), *value = query_peek(&q, 2);
		if (!c.name || strcmp(c.name, name) != 0) {
			if (c.values) {
				*vec_push(l->a, &columns) = (struct dossier_column){c.name, c.values};
			}
			begin_column(l, &c, name);
		}
		size_t input = query_below(&q, 1, l->out->n_inputs);
		if (c.values && !num_real(value, &c.values[input])) {
			c.values = NULL;
		}
	}
	if (c.values) {
		*vec_push(l->a, &columns) = (struct dossier_column){c.name, c.values};
	}
	l->out->columns = columns.at;
	l->out->n_columns = columns.n;
	return query_end(&q);
}

static bool load_inputs(struct loading *l)
{
	VEC(const char *) inputs = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q, "SELECT key, id FROM input WHERE experiment = ? ORDER BY ordinal",
	                 CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		*vec_push(l->scratch, &l->inputs) = query_int(&q, 1);
		*vec_push(l->a, &inputs) = query_text(&q, 0, l->a);
	}
	l->out->inputs = inputs.at;
	l->out->n_inputs = inputs.n;
	return query_end(&q) && load_columns(l);
}

static bool load_versions(struct loading *l)
{
	VEC(struct fact) facts = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q,
	                 arena_printf(
				 l->scratch,
				 "SELECT DISTINCT program, version FROM session_version WHERE session IN"
				 " (SELECT id FROM session WHERE experiment = ?%s) ORDER BY program, version",
				 store_of_part(l, "id")),
	                 CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		*vec_push(l->a, &facts) = (struct fact){query_text(&q, 0, l->a), query_text(&q, 1, l->a)};
	}
	l->out->versions = facts.at;
	l->out->n_versions = facts.n;
	return query_end(&q);
}

/* The facts of all hosts follow one another; a host without facts is a row of NULLs. */
static bool load_hosts(struct loading *l)
{
	VEC(struct fact) facts = {0};
	VEC(struct facts) hosts = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	int64_t last = 0;

	for (query_start(
		     &q,
		     arena_printf(
			     l->scratch,
			     "SELECT h.id, f.name, f.value FROM host h LEFT JOIN host_fact f ON f.host = h.id"
			     " WHERE h.id IN (SELECT host FROM session WHERE experiment = ?%s) ORDER BY h.id, f.name",
			     store_of_part(l, "id")),
		     CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		if (query_int(&q, 0) != last) {
			last = query_int(&q, 0);
			*vec_push(l->scratch, &l->hosts) = last;
			vec_push(l->a, &hosts);
		}
		if (!query_is_null(&q, 1)) {
			*vec_push(l->a, &facts) =
				(struct fact){query_text(&q, 1, l->a), query_text(&q, 2, l->a)};
			hosts.at[hosts.n - 1].n++;
		}
	}
	for (size_t i = 0, at = 0; i < hosts.n; at += hosts.at[i++].n) {
		hosts.at[i].at = facts.at + at;
	}
	l->out->hosts = hosts.at;
	l->out->n_hosts = hosts.n;
	return query_end(&q);
}

/* Only a search has any. A database of the first schema, which is read as it is, knows none. */
static bool load_blocks(struct loading *l)
{
	VEC(struct dossier_block) blocks = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	int64_t version = 0;

	if (!store_number(l->s, "PRAGMA user_version", l->d, &version) || version < 2) {
		return version > 0;
	}
	for (query_start(
		     &q,
		     "SELECT b.number, b.stage, b.key, i.ordinal FROM block b JOIN input i ON i.id = b.input"
		     " WHERE b.experiment = ? ORDER BY b.number",
		     CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		*vec_push(l->a, &blocks) = (struct dossier_block){
			.number = query_below(&q, 0, UINT32_MAX),
			.stage = store_kept(l, query_bytes(&q, 1)),
			.key = query_digest(&q, 2),
			.input = query_below(&q, 3, l->out->n_inputs),
		};
	}
	l->out->blocks = blocks.at;
	l->out->n_made_blocks = blocks.n;
	return query_end(&q);
}

struct names {
	VEC(const char *) at;
	VEC(int64_t) ids;
	VEC(bool) is_step; /* of a path */
	size_t n_steps;
};

static bool list_experiments(struct store *s, struct arena *a, struct diag *d, struct names *ret)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};
	int64_t version = 0;

	if (!store_number(s, "PRAGMA user_version", d, &version)) {
		return false;
	}
	for (query_start(&q,
	                 version < 6 ? "SELECT id, name, 0 FROM experiment ORDER BY id"
	                             : "SELECT id, name, path_of IS NOT NULL FROM experiment ORDER BY id",
	                 NULL, 0);
	     query_next(&q);) {
		*vec_push(a, &ret->ids) = query_int(&q, 0);
		*vec_push(a, &ret->at) = query_text(&q, 1, a);
		*vec_push(a, &ret->is_step) = query_int(&q, 2) != 0;
		ret->n_steps += query_int(&q, 2) != 0;
	}
	return query_end(&q);
}

bool store_names(struct store *s, struct arena *a, struct diag *d, const char *const **ret, size_t *n)
{
	struct names names = {0};

	if (!list_experiments(s, a, d, &names)) {
		return false;
	}
	*ret = names.at.at;
	*n = names.at.n;
	return true;
}

bool store_path_steps(struct store *s, const char *of, const char *to, struct arena *a, struct diag *d,
                      const char *const **ret, size_t *n)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};
	VEC(const char *) names = {0};
	int64_t version = 0;

	if (!store_number(s, "PRAGMA user_version", d, &version)) {
		return false;
	}
	*n = 0;
	if (version < 6) {
		return true; /* it knew no paths */
	}
	for (query_start(
		     &q,
		     to ? "SELECT name FROM experiment WHERE path_of = ? AND path_to = ? ORDER BY path_step"
			: "SELECT DISTINCT path_to FROM experiment WHERE path_of = ?1 AND ?2 IS NULL ORDER BY id",
		     CELLS(text_cell(of), text_cell(to)));
	     query_next(&q);) {
		*vec_push(a, &names) = query_text(&q, 0, a);
	}
	*ret = names.at;
	*n = names.n;
	return query_end(&q);
}

bool store_holds(struct store *s, const char *name, struct diag *d, bool *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct names n = {0};

	*ret = false;
	if (!list_experiments(s, a, d, &n)) {
		return false;
	}
	for (size_t i = 0; i < n.at.n; i++) {
		*ret = *ret || strcmp(n.at.at[i], name) == 0;
	}
	return true;
}

static const char *all_names(const struct names *n, struct arena *a)
{
	const char *list = "";

	for (size_t i = 0; i < n->at.n; i++) {
		if (!n->is_step.at[i]) {
			list = arena_printf(a, "%s%s'%s'", list, *list ? ", " : "", n->at.at[i]);
		}
	}
	return list;
}

/* `name` NULL: the only one that is by itself. */
static bool find_experiment(struct store *s, const char *name, struct diag *d, int64_t *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct names n = {0};

	if (!list_experiments(s, a, d, &n)) {
		return false;
	}
	if (n.at.n == 0) {
		return diag_fail(d, NOWHERE, "%s: holds no experiment", s->path);
	}
	if (!name && n.at.n - n.n_steps > 1) {
		diag_fail(d, NOWHERE, "%s: holds several experiments: %s", s->path, all_names(&n, a));
		diag_help(d, "--experiment says which one");
		return false;
	}
	for (size_t i = 0; i < n.at.n; i++) {
		if (name ? strcmp(n.at.at[i], name) == 0 : !n.is_step.at[i]) {
			*ret = n.ids.at[i];
			return true;
		}
	}
	if (!name) {
		return diag_fail(d, NOWHERE, "%s: damaged: it holds only steps of paths", s->path);
	}
	diag_fail(d, NOWHERE, "%s: holds no experiment '%s'%s", s->path, name,
	          near_hint(name, n.at.at, n.at.n, a));
	diag_help(d, "it holds %s", all_names(&n, a));
	return false;
}

static bool load_counts(struct loading *l)
{
	VEC(struct dossier_count) counts = {0};
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	/* an older file that is only read has no such table */
	if (l->version < 4) {
		return true;
	}
	for (query_start(
		     &q,
		     arena_printf(
			     l->scratch,
			     "SELECT v.ordinal, i.ordinal, c.repeat, c.value, c.absent_reason FROM exact_count c"
			     " JOIN variant v ON v.id = c.variant JOIN input i ON i.id = c.input"
			     " WHERE c.experiment = ?%s ORDER BY v.ordinal, i.ordinal, c.repeat",
			     store_of_part(l, "c.session")),
		     CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		*vec_push(l->a, &counts) = (struct dossier_count){
			.variant = query_below(&q, 0, l->out->n_variants),
			.input = query_below(&q, 1, l->out->n_inputs),
			.repeat = query_below(&q, 2, UINT32_MAX),
			.value = query_real(&q, 3),
			.absent_reason = store_kept(l, query_bytes(&q, 4)),
		};
	}
	l->out->counts = counts.at;
	l->out->n_counts = counts.n;
	return query_end(&q);
}

/** Readings, of which there are most, are read in a thread of their own, while the other tables are. */
struct beside {
	struct loading l;
	struct dossier out;
	bool ok, is_beside;
	pthread_t thread;
};

static void *load_readings(void *arg)
{
	struct beside *b = arg;

	b->ok = store_load_readings(&b->l);
	return NULL;
}

/* What is committed between the two beginnings are readings of runs that are not known, and left out. */
static bool begin_beside(struct loading *l, struct beside *b)
{
	b->out = *l->out;
	b->l = *l;
	b->l.a = arena_new();
	b->l.scratch = arena_new();
	b->l.d = diag_new(b->l.a);
	b->l.out = &b->out;
	b->l.texts = (struct interned){.arena = b->l.a};
	b->l.s = NULL;
	if (!store_open_again(l->s, l->d, &b->l.s)) {
		return false;
	}
	b->is_beside = thread_start(load_readings, b, &b->thread);
	if (b->is_beside) {
		return true;
	}
	load_readings(b); /* no thread is to be had */
	return true;
}

static bool end_beside(struct loading *l, struct beside *b, bool ok)
{
	if (b->l.s) {
		if (b->is_beside) {
			thread_join(b->thread);
		}
		store_close(b->l.s);
		l->out->readings = b->out.readings;
		l->out->events = b->out.events;
		l->out->event_units = b->out.event_units;
		l->out->n_events = b->out.n_events;
		if (ok && !b->ok) {
			ok = diag_fail(l->d, NOWHERE, "%s", diag_last(b->l.d));
		}
	}
	arena_adopt(l->a, b->l.a);
	arena_free(b->l.a);
	arena_free(b->l.scratch);
	return ok;
}

/* What the runs left, once they are there. */
static bool load_of_runs(struct loading *l)
{
	struct beside b = {0};
	bool ok = begin_beside(l, &b) && store_load_metrics(l) && store_load_artifacts(l) &&
	          store_load_steps(l);

	return end_beside(l, &b, ok) && store_order_runs(l);
}

static bool load_all(struct loading *l, const struct store_part *part)
{
	return store_number(l->s, "PRAGMA user_version", l->d, &l->version) &&
	       find_experiment(l->s, part->experiment, l->d, &l->out->experiment) &&
	       store_choose_part(l, part) && load_header(l) && load_surroundings(l) && load_inputs(l) &&
	       load_variants(l) && load_blocks(l) && load_hosts(l) && store_load_runs(l) && load_of_runs(l) &&
	       load_counts(l) && load_versions(l);
}

bool store_load(struct store *s, const char *name, struct arena *a, struct diag *d, struct dossier *ret)
{
	return store_load_part(s, &(struct store_part){.experiment = name}, a, d, ret);
}

bool store_load_part(struct store *s, const struct store_part *part, struct arena *a, struct diag *d,
                     struct dossier *ret)
{
	AUTO_ARENA struct arena *scratch = arena_new();
	struct dossier out = {0};
	struct loading l = {.s = s, .d = d, .a = a, .scratch = scratch, .out = &out, .texts.arena = a};

	if (!store_exec(s, "BEGIN", d)) {
		return false;
	}
	bool ok = load_all(&l, part);

	store_finish(s, false, d); /* nothing was written: this only ends the snapshot */
	if (ok) {
		*ret = out;
	}
	return ok;
}

/* Columns from `at` on: block, position, variant, input, phase. */
static struct trial read_trial(struct query *q, int at, size_t n_variants, size_t n_inputs)
{
	return (struct trial){
		.block = query_below(q, at, UINT32_MAX),
		.position = query_below(q, at + 1, UINT32_MAX),
		.variant = query_below(q, at + 2, n_variants),
		.input = query_below(q, at + 3, n_inputs),
		.phase = (enum phase)query_word(q, at + 4, &store_phases),
	};
}

bool store_each_trial(struct store *s, int64_t experiment,
                      bool (*see)(const struct trial *t, bool failed, void *arg), void *arg, struct diag *d)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	for (query_start(
		     &q,
		     "SELECT r.block, r.position, v.ordinal, i.ordinal, r.phase, r.outcome <> "
		     "'ok' FROM run r"
		     " JOIN variant v ON v.id = r.variant JOIN input i ON i.id = r.input"
		     " WHERE r.experiment = ? AND r.replicate = 0 ORDER BY r.block, r.position, r.attempt",
		     CELLS(int_cell(experiment)));
	     query_next(&q);) {
		struct trial t = read_trial(&q, 0, UINT32_MAX, UINT32_MAX);

		if (q.failed || !see(&t, query_int(&q, 5) != 0, arg)) {
			break;
		}
	}
	return query_end(&q);
}

bool store_each_count(struct store *s, int64_t experiment, bool (*see)(const struct trial *t, void *arg),
                      void *arg, struct diag *d)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	for (query_start(
		     &q,
		     "SELECT v.ordinal, i.ordinal, c.repeat FROM exact_count c"
		     " JOIN variant v ON v.id = c.variant JOIN input i ON i.id = c.input"
		     " WHERE c.experiment = ? AND c.value IS NOT NULL ORDER BY v.ordinal, i.ordinal, c.repeat",
		     CELLS(int_cell(experiment)));
	     query_next(&q);) {
		struct trial t = {.variant = query_below(&q, 0, UINT32_MAX),
		                  .input = query_below(&q, 1, UINT32_MAX),
		                  .position = query_below(&q, 2, UINT32_MAX),
		                  .phase = PHASE_COUNTED};

		if (q.failed || !see(&t, arg)) {
			break;
		}
	}
	return query_end(&q);
}

bool store_find_crowd(const struct store_crowd *at, struct diag *d, unsigned *ret)
{
	AUTO_QUERY struct query q = {.store = at->db, .diag = d};

	*ret = 0;
	/* tried from the most down: the fewest were the last */
	query_start(&q,
	            "SELECT CASE WHEN bearable THEN runs WHEN runs < 4 THEN 1 ELSE 0 END FROM crowd"
	            " WHERE experiment = ? AND fingerprint = ? ORDER BY runs LIMIT 1",
	            CELLS(int_cell(at->experiment), text_cell(at->host_fingerprint)));
	if (query_next(&q)) {
		*ret = (unsigned)query_int(&q, 0);
	}
	return query_end(&q);
}
