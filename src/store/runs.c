/* The runs of an experiment. Of a million, each join and each byte tells. */
#include <stdlib.h>
#include <string.h>

#include "load_private.h"
#include "secateur/base/clock.h"

/** Row numbers of another table, and the places of what they stand for. */
struct place {
	int64_t id;
	uint32_t at;
};
struct places {
	const char *of;
	VEC(struct place) all; /* by id */
};

static int by_id(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

static struct places places_of(const char *of, const int64_t *ids, size_t n, struct arena *a)
{
	struct places p = {.of = of};

	for (size_t i = 0; i < n; i++) {
		*vec_push(a, &p.all) = (struct place){ids[i], (uint32_t)i};
	}
	if (n > 0) {
		qsort(p.all.at, n, sizeof(*p.all.at), by_id);
	}
	return p;
}

/* A session is where its machine is. */
static bool places_of_sessions(struct loading *l, struct places *ret)
{
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};

	for (query_start(&q, "SELECT id, host FROM session WHERE experiment = ? ORDER BY id",
	                 CELLS(int_cell(l->out->experiment)));
	     query_next(&q);) {
		const int64_t host = query_int(&q, 1);
		uint32_t at = 0;
		while (at < l->hosts.n && l->hosts.at[at] != host) {
			at++;
		}
		if (at < l->hosts.n) {
			*vec_push(l->scratch, &ret->all) = (struct place){query_int(&q, 0), at};
		}
	}
	return query_end(&q);
}

static uint32_t place_of(struct query *q, int column, const struct places *p)
{
	const struct place key = {.id = query_int(q, column)};
	const struct place *found = p->all.n ? bsearch(&key, p->all.at, p->all.n, sizeof(key), by_id) : NULL;

	if (!found && !q->failed) {
		q->failed = true;
		diag_fail(q->diag, NOWHERE, "%s: damaged: a run is of no %s of its experiment",
		          q->store->path, p->of);
	}
	return found ? found->at : 0;
}

static nsec_t time_of(struct query *q, int column)
{
	const struct bytes text = query_bytes(q, column);
	char own[32] = "";
	nsec_t at = 0;

	if (text.at && text.n < sizeof(own)) {
		memcpy(own, text.at, text.n);
	}
	if (!clock_from_iso8601(own, &at) && !q->failed) {
		q->failed = true;
		diag_fail(q->diag, NOWHERE, "%s: damaged: '%s' is no time that a run began at",
		          q->store->path, text.at ? query_peek(q, column) : "NULL");
	}
	return at;
}

/** What the rows of runs are read with. */
struct reading_runs {
	struct loading *l;
	struct places variants, inputs, sessions;
};

/* Columns as in SELECT below. */
static void read_run(struct reading_runs *r, struct query *q, struct dossier_run *ret)
{
	struct loading *l = r->l;

	*ret = (struct dossier_run){
		.trial = {.block = query_below(q, 1, UINT32_MAX),
	                  .position = query_below(q, 2, UINT32_MAX),
	                  .variant = place_of(q, 3, &r->variants),
	                  .input = place_of(q, 4, &r->inputs),
	                  .phase = (enum phase)query_word(q, 5, &store_phases)},
		.attempt = (uint32_t)query_int(q, 6),
		.row = (uint32_t)(ret - l->runs),
		.kind = (enum outcome_kind)query_word(q, 7, &store_outcomes),
		.wall_ns = query_int(q, 8),
		.user_ns = query_int(q, 9),
		.sys_ns = query_int(q, 13),
		.peak_memory_bytes = (uint64_t)query_int(q, 14),
		.reason = store_kept(l, query_bytes(q, 10)),
		.log_tail = store_kept(l, query_bytes(q, 11)),
		.host = place_of(q, 12, &r->sessions),
		.started = time_of(q, 15),
		.cpus = store_kept(l, query_bytes(q, 16)),
		.accounting = (enum accounting)query_word(q, 17, &store_accountings),
		.disturbed = store_kept(l, query_bytes(q, 18)),
		.replicate = query_below(q, 19, UINT32_MAX),
	};
}

static const char *query_of_runs(const struct loading *l)
{
	return arena_printf(
		l->scratch,
		"SELECT id, block, position, variant, input, phase, attempt, outcome, wall_ns, user_ns, reason, log_tail, session,"
		" sys_ns, peak_memory_bytes, started_utc, cpus, %s, %s FROM run NOT INDEXED WHERE experiment = ?%s",
		l->version < 3 ? "'process', NULL" : "accounting, disturbed",
		l->version < 5 ? "0" : "replicate", store_of_part(l, "session"));
}

static bool read_runs(struct reading_runs *r, size_t room)
{
	struct loading *l = r->l;
	AUTO_QUERY struct query q = {.store = l->s, .diag = l->d};
	size_t n = 0;

	for (query_start(&q, query_of_runs(l), CELLS(int_cell(l->out->experiment)));
	     n < room && query_next(&q); n++) {
		run_ids_add(l->ids, query_bytes(&q, 0));
		read_run(r, &q, &l->runs[n]);
	}
	run_ids_index(l->ids);
	l->out->runs = l->runs;
	l->out->n_runs = n;
	return query_end(&q);
}

bool store_load_runs(struct loading *l)
{
	struct reading_runs r = {
		.l = l,
		.variants = places_of("variant", l->variants.at, l->variants.n, l->scratch),
		.inputs = places_of("input", l->inputs.at, l->inputs.n, l->scratch),
		.sessions = {.of = "machine"},
	};
	int64_t n = 0;

	if (!places_of_sessions(l, &r.sessions) ||
	    !store_number(l->s,
	                  arena_printf(l->scratch, "SELECT count(*) FROM run WHERE experiment = %lld",
	                               (long long)l->out->experiment),
	                  l->d, &n)) {
		return false;
	}
	l->n_stored = (size_t)n;
	l->runs = NEW_ARRAY(l->a, struct dossier_run, (size_t)n);
	l->ids = run_ids_new(l->scratch, (size_t)n);
	return read_runs(&r, (size_t)n);
}

/* --- in order ----------------------------------------------------------------------------------------------------- */

static int by_number(const void *key, const void *block)
{
	uint32_t a = *(const uint32_t *)key, b = ((const struct dossier_block *)block)->number;

	return (a > b) - (a < b);
}

static bool is_made_block(const struct dossier *o, uint32_t number)
{
	return o->n_made_blocks > 0 &&
	       bsearch(&number, o->blocks, o->n_made_blocks, sizeof(*o->blocks), by_number) != NULL;
}

/* In a block of a plan a variant stands once. */
static bool check_places(struct loading *l)
{
	const struct dossier *o = l->out;
	const struct trial **last = NEW_ARRAY(l->scratch, const struct trial *, o->n_variants);

	for (size_t i = 0; i < o->n_runs; i++) {
		const struct trial *t = &o->runs[i].trial, *before = last[t->variant];

		if (before && before->block == t->block && before->position != t->position &&
		    !is_made_block(o, t->block)) {
			return diag_fail(l->d, NOWHERE, "%s: damaged: variant '%s' stands twice in block %u",
			                 l->s->path, o->variants[t->variant].name, t->block);
		}
		last[t->variant] = t;
	}
	return true;
}

/* Replicates of a block follow one another from 0 on, so that there are fewer than runs. Measured blocks of one come after those of the
 * one before. */
static bool place_replicates(struct loading *l)
{
	struct dossier *o = l->out;

	for (size_t i = 0; i < o->n_runs; i++) {
		const size_t replicate = l->runs[i].replicate;
		o->n_replicates = replicate >= o->n_replicates ? replicate + 1 : o->n_replicates;
	}
	if (o->n_replicates > 1 &&
	    (o->n_replicates > l->n_stored || o->n_replicates * o->n_blocks + o->n_warmup > UINT32_MAX)) {
		return diag_fail(l->d, NOWHERE, "%s: damaged: more replicates of a block than runs",
		                 l->s->path);
	}
	for (size_t i = 0; i < o->n_runs; i++) {
		if (l->runs[i].trial.phase == PHASE_MEASURED) {
			l->runs[i].trial.block += l->runs[i].replicate * (uint32_t)o->n_blocks;
		}
	}
	return true;
}

static int compare(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

static int by_place(const void *left, const void *right)
{
	const struct dossier_run *a = left, *b = right;
	const int order[] = {compare(a->trial.phase == PHASE_MEASURED, b->trial.phase == PHASE_MEASURED),
	                     compare(a->replicate, b->replicate), compare(a->trial.block, b->trial.block),
	                     compare(a->trial.position, b->trial.position), compare(a->attempt, b->attempt)};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if (order[i]) {
			return order[i];
		}
	}
	return 0;
}

static void find_times(struct dossier *o, struct arena *a)
{
	nsec_t first = INT64_MAX, last = INT64_MIN;

	for (size_t i = 0; i < o->n_runs; i++) {
		first = o->runs[i].started < first ? o->runs[i].started : first;
		last = o->runs[i].started > last ? o->runs[i].started : last;
	}
	if (o->n_runs > 0) {
		o->first_run_utc = clock_iso8601(first, a);
		o->last_run_utc = clock_iso8601(last, a);
	}
}

bool store_order_runs(struct loading *l)
{
	struct dossier *o = l->out;
	bool is_in_order = true;

	if (!place_replicates(l)) {
		return false;
	}
	for (size_t i = 1; i < o->n_runs && is_in_order; i++) {
		is_in_order = by_place(&l->runs[i - 1], &l->runs[i]) < 0;
	}
	if (!is_in_order) {
		qsort(l->runs, o->n_runs, sizeof(*l->runs), by_place);
	}
	store_order_steps(l);
	find_times(o, l->a);
	return check_places(l);
}
