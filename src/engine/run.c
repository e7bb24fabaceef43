/**
 * A study's plan as work for the loop. Each lane works through whole blocks, so that all runs of a block see the same
 * cores. No block is opened before the one `parallel` blocks back has ended. So whether a variant is settled in a block
 * rests on the same runs after a crash as without one.
 */
#include "engine_private.h"
#include "secateur/engine/crowd.h"

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/plan/plan.h"
#include "secateur/run/run.h"
#include "secateur/store/store.h"

static const uint32_t NO_BLOCK = UINT32_MAX;

/** Where a lane stands. */
struct place {
	uint32_t block; /* NO_BLOCK: in none */
	uint32_t next;  /* position of the next trial to look at */
	bool given[2];  /* of a duet: by side */
};

struct plan_work {
	const struct study *study;
	const struct run_options *options;
	struct run_summary *sum;
	struct place *places; /* of each lane, or pair of lanes */
	uint32_t n_places;
	uint32_t next_block;
	struct counting *counting;
	size_t counted; /* now */

	const struct loop_request *loop;
	struct look looks[LOOKS_MOST];
	size_t n_looks, n_held; /* of them, those that were held */
	bool failed;            /* to look, or to begin; told in the diag */
	nsec_t started;         /* 0: nothing was asked for yet */
};

/* --- what is next ------------------------------------------------------------------------------------ */

static const struct trial *next_in_block(const struct plan_work *w, struct place *at)
{
	size_t n = w->study->variants.n;

	while (at->block != NO_BLOCK && at->next < n) {
		const struct trial *t = plan_at(w->study->plan, at->block * n + at->next++);
		if (plan_state(w->study->plan, t) == TRIAL_LEFT) {
			return t;
		}
	}
	return NULL;
}

/* The oldest block under way, or the next one where there is none. */
static uint32_t oldest_block(const struct plan_work *w)
{
	uint32_t oldest = w->next_block;

	for (uint32_t i = 0; i < w->n_places; i++) {
		oldest = w->places[i].block < oldest ? w->places[i].block : oldest;
	}
	return oldest;
}

/* Once no lane is in a block any more. */
static const struct trial *next_to_count(struct plan_work *w)
{
	return oldest_block(w) == w->next_block && w->next_block >= plan_n_blocks(w->study->plan)
	               ? counting_next(w->counting)
	               : NULL;
}

/* Of a pair that is not over, the lane's own side, once. */
static const struct trial *next_in_duet(const struct plan_work *w, struct place *at, uint32_t side,
                                        bool *over)
{
	const struct plan *p = w->study->plan;
	const struct trial *t = at->block == NO_BLOCK ? NULL : plan_at(p, (size_t)at->block * 2);

	*over = !t || plan_state(p, &t[0]) != TRIAL_LEFT || plan_state(p, &t[1]) != TRIAL_LEFT;
	if (*over || at->given[side]) {
		return NULL;
	}
	at->given[side] = true;
	return &t[side];
}

/* What the runs so far say; what they settle is taken out of the plan. */
static bool look(struct plan_work *w)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct loop_request *q = w->loop;
	struct dossier *from = NEW(a, struct dossier);
	struct evidence e;

	if (!store_load(q->db, q->study->spec->name, a, q->diag, from)) {
		return false;
	}
	weigh_variants(from, a, &e);
	looks_settle(q->study->plan, from, &e, q->options->selection, a);
	return true;
}

/* Those whose blocks have all ended. */
static void hold_looks(struct plan_work *w)
{
	const struct measure *m = &w->study->spec->measure;
	const size_t per_round = blocks_per_round(m->duet, w->study->variants.n);

	while (!w->failed && w->n_held < w->n_looks &&
	       plan_first_left(w->study->plan) >= (m->warmup + w->looks[w->n_held].blocks) * per_round) {
		w->failed = !look(w);
		w->n_held++;
	}
}

static bool open_block(struct plan_work *w, struct place *at)
{
	at->block = NO_BLOCK;
	hold_looks(w);
	if (w->failed) {
		return false;
	}
	if (w->next_block >= plan_n_blocks(w->study->plan) ||
	    w->next_block >= oldest_block(w) + w->n_places) {
		return false;
	}
	*at = (struct place){.block = w->next_block++};
	return true;
}

/* The verdicts that are there will not know of what comes now. */
static bool begin(struct plan_work *w)
{
	const struct loop_request *q = w->loop;

	w->started = clock_now();
	w->failed = !store_clear_verdicts(q->db, q->experiment, q->diag);
	return !w->failed;
}

static const struct trial *next_trial(void *self, uint32_t lane)
{
	struct plan_work *w = self;
	const bool duet = w->study->spec->measure.duet;
	struct place *at = &w->places[duet ? lane / 2 : lane];

	if (!w->started && !begin(w)) {
		return NULL;
	}
	for (;;) {
		bool over = true;
		const struct trial *t = duet ? next_in_duet(w, at, lane % 2, &over) : next_in_block(w, at);
		if (t || !over) {
			return t;
		}
		if (!open_block(w, at)) {
			return next_to_count(w);
		}
	}
}

/* --- what became of it ------------------------------------------------------------------------------- */

static void tell(const struct plan_work *w, const struct trial *t, const struct outcome *o)
{
	const struct plan *p = w->study->plan;
	size_t left = plan_left(p), to_count = counting_left(w->counting);
	nsec_t spent = clock_now() - w->started;
	struct progress g = {.done = plan_asked(p) - left + w->counted,
	                     .planned = plan_asked(p) + w->counted + to_count,
	                     .failed = w->sum->failed,
	                     .block = t->block,
	                     .is_count = t->phase == PHASE_COUNTED,
	                     .n_blocks = plan_n_blocks(p),
	                     .variant = w->study->variants.at[t->variant].name,
	                     .outcome = o->reason ? o->reason : "ok",
	                     .wall_ns = o->wall_ns,
	                     .eta_ns =
	                             spent / (nsec_t)(w->sum->made + w->counted) * (nsec_t)(left + to_count)};

	if (w->options->tell) {
		w->options->tell(&g, w->options->arg);
	}
}

/* The same command would only make runs that nothing can be compared with. `reason`: NULL when runs found say it. */
static bool give_up(const char *reason, struct diag *d)
{
	diag_fail(d, NOWHERE,
	          "the baseline failed in %d blocks in a row: nothing can be compared with it%s%s",
	          FAILURES_THAT_SETTLE, reason ? ": " : "", reason ? reason : "");
	diag_help(d, "`secateur report` shows how; once it is mended, start anew with another --db");
	return false;
}

static bool trial_ended(void *self, const struct ended_run *run, struct diag *d, enum engine_end *end)
{
	struct plan_work *w = self;
	const struct trial *t = run->trial;
	const struct outcome *o = run->outcome;
	bool failed = o->kind != OUTCOME_OK;

	if (t->phase == PHASE_COUNTED) {
		w->counted++;
		tell(w, t, o);
		return true;
	}
	plan_done(w->study->plan, t, failed);
	tell(w, t, o);
	if (t->variant == 0 && failed && plan_is_settled(w->study->plan, 0)) {
		*end = ENGINE_NO_BASELINE;
		return give_up(o->reason, d);
	}
	return true;
}

/* --- the whole --------------------------------------------------------------------------------------- */

static bool see_trial(const struct trial *t, bool failed, void *arg)
{
	struct plan_work *w = arg;

	/* attempts follow one another: of the second one nothing new is learned */
	if (plan_has(w->study->plan, t) && plan_state(w->study->plan, t) == TRIAL_LEFT) {
		plan_done(w->study->plan, t, failed);
		w->sum->found++;
		w->sum->failed_before += failed;
	}
	return true;
}

static bool read_what_is_there(struct plan_work *w, struct store *db, int64_t experiment, struct diag *d)
{
	return store_each_trial(db, experiment, see_trial, w, d) &&
	       counting_read(w->counting, db, experiment, d);
}

static bool freeze(const struct plan_work *w, struct store *db, struct diag *d, int64_t *ret)
{
	struct store_plan frozen = {.spec = w->study->spec,
	                            .variants = &w->study->variants,
	                            .digest = &w->study->digest,
	                            .older = w->study->versions ? &w->study->unasked : NULL};

	return store_freeze(db, &frozen, d, ret);
}

static bool write_verdicts(const struct loop_request *q)
{
	struct evidence e;

	return engine_evidence(q->db, q->study->spec->name, q->arena, q->diag, &e) &&
	       store_verdicts(q->db, q->experiment, &e, q->diag);
}

/* Of runs that are all there, unless it was done: the one who made the last of them may have been killed before. */
static bool judge_once(const struct loop_request *q)
{
	bool is_judged = false;

	return store_is_judged(q->db, q->experiment, q->diag, &is_judged) && (is_judged || write_verdicts(q));
}

/* Whatever happened, what was found is judged. */
static enum engine_end run_plan(struct plan_work *w, struct loop_request *q)
{
	const struct work work = {w, next_trial, trial_ended};

	w->places = NEW_ARRAY(q->arena, struct place, w->n_places);
	for (uint32_t i = 0; i < w->n_places; i++) {
		w->places[i].block = NO_BLOCK;
	}
	q->work = &work;
	enum engine_end end = loop_run(q);
	end = w->failed ? ENGINE_BAD_DATABASE : end;
	bool can_judge = w->started && end != ENGINE_BAD_DATABASE;
	return can_judge && !write_verdicts(q) ? ENGINE_BAD_DATABASE : end;
}

/* The folder of a baseline's run lives no longer than its session. */
static void warn_of_cut_blocks(const struct plan_work *w, struct arena *a, struct diag *d)
{
	const struct study *st = w->study;
	const size_t n = plan_per_block(st->plan);
	const bool any = assess_first_beside(st->spec, a) < st->spec->n_quality;
	size_t cut = 0;

	for (size_t block = 0; any && block < plan_n_blocks(st->plan); block++) {
		bool has_baseline = false, has_more = false;
		for (size_t i = 0; i < n; i++) {
			const struct trial *t = plan_at(st->plan, block * n + i);
			bool is_left = plan_state(st->plan, t) == TRIAL_LEFT;
			has_baseline = has_baseline || (t->variant == 0 && !is_left);
			has_more = has_more || is_left;
		}
		cut += has_baseline && has_more;
	}
	if (cut > 0) {
		diag_warn(
			d, NOWHERE,
			"in %zu %s the baseline was run in another session: what compares with its folder is not measured there",
			cut, cut == 1 ? "block" : "blocks");
	}
}

/* A session is begun, too, where all that is left is what killed runs left behind. */
static enum engine_end finish_plan(struct plan_work *w, struct loop_request *q)
{
	const struct killed_run *killed = NULL;
	size_t n_killed = 0;

	if (!store_killed_runs(q->db, q->experiment, q->arena, q->diag, &killed, &n_killed)) {
		return ENGINE_BAD_DATABASE;
	}
	if (plan_left(w->study->plan) + counting_left(w->counting) + n_killed > 0) {
		return run_plan(w, q);
	}
	return judge_once(q) ? ENGINE_DONE : ENGINE_BAD_DATABASE;
}

static enum engine_end run_own(const struct study *s, struct store *db, const struct run_options *o,
                               struct arena *a, struct diag *d, struct run_summary *ret)
{
	struct plan_work w = {.study = s, .options = o, .sum = ret};
	struct loop_request q = {.study = s, .db = db, .options = o, .arena = a, .diag = d, .sum = ret};

	*ret = (struct run_summary){0};
	w.counting = counting_new(s, a);
	if (!run_init(s->spec->measure.accounting, d)) {
		return ENGINE_FAILED;
	}
	if (!run_can_limit(&s->spec->measure.limits, d) || !surroundings_possible(s->spec, d)) {
		return ENGINE_BAD_MACHINE;
	}
	if (!freeze(&w, db, d, &q.experiment)) {
		return ENGINE_BAD_DATABASE;
	}
	enum engine_end settled = engine_settle_parallel(s, db, q.experiment, o, a, d);
	if (settled != ENGINE_DONE) {
		return settled;
	}
	w.n_places = s->spec->measure.parallel;
	if (!read_what_is_there(&w, db, q.experiment, d)) {
		return ENGINE_BAD_DATABASE;
	}
	warn_of_cut_blocks(&w, a, d);
	if (o->selection) {
		plan_select(s->plan, o->selection);
		counting_select(w.counting, o->selection);
	}
	engine_leave_out_no_ops(s);
	w.loop = &q;
	w.n_looks = engine_looks(s, w.looks);
	hold_looks(&w);
	if (w.failed) {
		return ENGINE_BAD_DATABASE;
	}
	if (plan_is_settled(s->plan, 0)) {
		give_up(NULL, d);
		return ENGINE_NO_BASELINE;
	}
	if (!counting_give_up(w.counting, db, q.experiment, a, d)) {
		return ENGINE_BAD_DATABASE;
	}
	return finish_plan(&w, &q);
}

enum engine_end engine_run(const struct study *s, struct store *db, const struct run_options *o,
                           struct arena *a, struct diag *d, struct run_summary *ret)
{
	enum engine_end end = run_own(s, db, o, a, d, ret);

	/* a part of a plan is no ground to choose a path by */
	return end == ENGINE_DONE && !o->selection ? run_paths(s, db, o, a, d, ret) : end;
}
