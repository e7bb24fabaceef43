/**
 * The baseline alone and beside itself, in pairs of rounds. In a round of one the lanes take turns, so that what cores differ by
 * averages out; a round is over when all of its runs have ended. What is compared is the mean log cost of a round.
 */
#include "secateur/engine/crowd.h"

#include <math.h>
#include <string.h>

#include "engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/machine/host.h"
#include "secateur/machine/topo.h"
#include "secateur/plan/plan.h"
#include "secateur/run/run.h"
#include "secateur/store/store.h"

enum { ROUNDS = 1 + 2 * CROWD_PAIRS }; /* the first warms up */

/** The sums of log costs of the runs of a round. */
struct round {
	bool is_alone;
	double cpu, wall;
};

struct crowding {
	struct round rounds[ROUNDS];
	struct trial *trials; /* of each lane */
	bool *given;          /* in this round */
	uint32_t n_lanes, now, n_ended;
	size_t n_inputs;
};

static uint32_t n_due(const struct crowding *c) { return c->rounds[c->now].is_alone ? 1 : c->n_lanes; }

static bool may_go(const struct crowding *c, uint32_t lane)
{
	return !c->given[lane] && (!c->rounds[c->now].is_alone || lane == c->now / 2 % c->n_lanes);
}

static const struct trial *next(void *self, uint32_t lane)
{
	struct crowding *c = self;

	if (c->now < ROUNDS && c->n_ended == n_due(c)) {
		c->now++;
		c->n_ended = 0;
		memset(c->given, 0, c->n_lanes * sizeof(*c->given));
	}
	if (c->now == ROUNDS || !may_go(c, lane)) {
		return NULL;
	}
	c->given[lane] = true;
	c->trials[lane] = (struct trial){.block = c->now,
	                                 .position = lane,
	                                 .input = (uint32_t)((c->now + 1) / 2 % c->n_inputs),
	                                 .phase = PHASE_WARMUP};
	return &c->trials[lane];
}

static bool ended(void *self, const struct ended_run *run, struct diag *d, enum engine_end *end)
{
	struct crowding *c = self;
	const struct outcome *o = run->outcome;
	struct round *r = &c->rounds[run->trial->block];
	double cpu = (double)(o->user_ns + o->sys_ns), wall = (double)o->wall_ns;

	if (o->kind != OUTCOME_OK) {
		*end = ENGINE_NO_BASELINE;
		return diag_fail(d, NOWHERE, "the baseline fails: %s", o->reason);
	}
	r->cpu += log(cpu) / n_due(c); /* of none at all: nothing can be said, and nothing will be */
	r->wall += log(wall) / n_due(c);
	c->n_ended++;
	return true;
}

/* --- what they come to ------------------------------------------------------------------------------- */

static struct change change_of(const struct crowding *c, bool is_wall)
{
	double d[CROWD_PAIRS];

	for (size_t i = 0; i < CROWD_PAIRS; i++) {
		const struct round *x = &c->rounds[1 + 2 * i], *y = x + 1;
		double by = is_wall ? y->wall - x->wall : y->cpu - x->cpu;
		d[i] = x->is_alone ? by : -by;
	}
	struct estimate e = stats_signed_rank(d, CROWD_PAIRS, 0.95);
	return change_from(&e, true, 0);
}

static struct crowding *crowding_new(const struct study *st, unsigned runs, struct arena *a)
{
	struct crowding *c = NEW(a, struct crowding);

	c->n_lanes = runs;
	c->n_inputs = st->spec->n_inputs;
	c->trials = NEW_ARRAY(a, struct trial, runs);
	c->given = NEW_ARRAY(a, bool, runs);
	for (uint32_t i = 0; i < CROWD_PAIRS; i++) {
		struct rng r = rng_stream(st->spec->measure.seed, "crowd", i);
		bool alone_first = rng_below(&r, 2) == 0;
		c->rounds[1 + 2 * i].is_alone = alone_first;
		c->rounds[2 + 2 * i].is_alone = !alone_first;
	}
	return c;
}

enum engine_end engine_crowd(const struct study *st, unsigned runs, const struct run_options *o,
                             struct arena *a, struct diag *d, struct crowd *ret)
{
	struct crowding *c = crowding_new(st, runs, a);
	const struct work work = {c, next, ended};
	struct run_summary sum = {0};
	struct spec spec = *st->spec;
	struct study of = *st;
	struct loop_request q = {
		.study = &of, .options = o, .work = &work, .arena = a, .diag = d, .sum = &sum};

	/* nothing but runs: made once, and forgotten */
	of.spec = &spec;
	of.variants.n = 1;
	spec.measure.parallel = runs;
	spec.measure.duet = false;
	spec.measure.retries = 0;
	spec.measure.n_counters = 0;
	spec.n_quality = 0;
	if (!run_init(spec.measure.accounting, d)) {
		return ENGINE_FAILED;
	}
	enum engine_end end = loop_run(&q);
	if (end == ENGINE_DONE) {
		*ret = (struct crowd){.runs = runs, .cpu = change_of(c, false), .wall = change_of(c, true)};
		const struct change *decides = strcmp(spec.decide.time, "wall") == 0 ? &ret->wall : &ret->cpu;
		ret->is_bearable = !decides->absent_reason && decides->estimate <= CROWD_BEARABLE;
	}
	return end;
}

bool engine_crowd_most(const struct study *st, unsigned most, struct arena *a, struct diag *d, unsigned *ret)
{
	struct topo *t = NULL;

	if (!topo_open(d, &t)) {
		return false;
	}
	unsigned fit = topo_most_runs(t, st->spec->measure.cores, a);
	topo_close(t);
	fit = fit > 0 ? fit : 1;
	*ret = most > 0 && most < fit ? most : fit;
	return true;
}

/* --- parallel: auto ---------------------------------------------------------------------------------- */

static const char *fingerprint(struct arena *a)
{
	struct facts host = host_facts("/", a);

	return host_fingerprint(&host, a);
}

/* The most that is bearable, from above: the first that is. */
static enum engine_end try_all(const struct study *st, const struct store_crowd *row,
                               const struct run_options *o, struct arena *a, struct diag *d, unsigned *ret)
{
	unsigned runs;
	struct crowd c = {0};
	struct store_crowd found = *row;

	if (!engine_crowd_most(st, 0, a, d, &runs)) {
		return ENGINE_BAD_MACHINE;
	}
	for (; runs > 1; runs /= 2) {
		enum engine_end end = engine_crowd(st, runs, o, a, d, &c);
		if (end != ENGINE_DONE) {
			return end;
		}
		found.crowd = &c;
		if (!store_crowd(row->db, &found, d)) {
			return ENGINE_BAD_DATABASE;
		}
		if (c.is_bearable) {
			break;
		}
	}
	*ret = runs;
	return ENGINE_DONE;
}

enum engine_end engine_settle_parallel(const struct study *st, struct store *db, int64_t experiment,
                                       const struct run_options *o, struct arena *a, struct diag *d)
{
	struct measure *m = &st->spec->measure;
	struct store_crowd row = {.db = db, .experiment = experiment, .host_fingerprint = fingerprint(a)};
	enum engine_end end = ENGINE_DONE;

	if (m->parallel > 0) {
		return ENGINE_DONE;
	}
	if (!store_find_crowd(&row, d, &m->parallel)) {
		return ENGINE_BAD_DATABASE;
	}
	if (m->cache == CACHE_DROP) {
		m->parallel = 1; /* dropping it is felt by all */
	}
	if (m->parallel == 0) {
		end = try_all(st, &row, o, a, d, &m->parallel);
	}
	/* there, parallel says how many pairs */
	m->parallel = m->duet && m->parallel > 1 ? m->parallel / 2 : m->parallel;
	plan_set_parallel(st->plan, m->parallel);
	return end;
}
