/**
 * Theory of operation. The search room proposes blocks, the next one and those that can be foreseen; each lane works through one of them,
 * so that several go on at once. Results are told in the order of the proposals: what was foreseen wrongly is left lying, and only
 * costs time. A block has a key, made of its stage, its place and its configurations; the database holds the keys, so a search
 * that is resumed finds what was run, tells it to a fresh search room, and goes on where the runs end. Nothing else is kept.
 */
#include "search_run.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/hash.h"
#include "secateur/engine/crowd.h"
#include "secateur/model/metric.h"
#include "secateur/run/run.h"
#include "secateur/stats/distribution.h"
#include "secateur/store/store.h"
#include "secateur/yaml/yaml.h"

/* --- what a run said ---------------------------------------------------------------------------------------- */

static const struct metric *find_metric(const struct findings *f, const char *name)
{
	for (size_t i = 0; i < f->metrics.n; i++) {
		if (strcmp(f->metrics.at[i].name, name) == 0) {
			return &f->metrics.at[i];
		}
	}
	return NULL;
}

static const struct dossier_value *metrics_of(const struct searching *s, const struct findings *f)
{
	struct dossier_value *ret = NEW_ARRAY(s->arena, struct dossier_value, s->n_criteria);

	for (size_t i = 0; i < s->n_criteria; i++) {
		const struct metric *m = find_metric(f, s->criteria[i].name);
		if (m) {
			const char *absence = m->absent_reason     ? arena_strdup(s->arena, m->absent_reason)
			                      : isfinite(m->value) ? ""
			                                           : "not a finite number";
			ret[i] = (struct dossier_value){m->value, absence};
		}
	}
	return ret;
}

/* NAN where it could not be had. */
static double primary_cost_of(const struct searching *s, const struct outcome *o)
{
	const char *name = s->of->spec->decide.time;

	if (strcmp(name, "cpu") == 0 || strcmp(name, "wall") == 0) {
		return (double)(*name == 'w' ? o->wall_ns : o->user_ns + o->sys_ns);
	}
	for (size_t i = 0; i < o->readings.n; i++) {
		const struct reading *r = &o->readings.at[i];
		if (strcmp(r->event, name) == 0 && !r->absent_reason &&
		    reading_is_trusted(r->enabled_share)) {
			return r->value;
		}
	}
	return NAN;
}

static const struct seen *see_made(const struct searching *s, const struct outcome *o,
                                   const struct findings *f)
{
	struct seen *seen = NEW(s->arena, struct seen);

	*seen = (struct seen){.failed = o->kind != OUTCOME_OK,
	                      .time = primary_cost_of(s, o),
	                      .wall_ns = o->wall_ns,
	                      .reason = o->reason ? arena_strdup(s->arena, o->reason) : NULL,
	                      .log_tail = o->log_tail ? arena_strdup(s->arena, o->log_tail) : NULL,
	                      .metrics = metrics_of(s, f)};
	return seen;
}

static const struct seen *see_found(const struct searching *s, const struct dossier_run *r)
{
	struct seen *seen = NEW(s->arena, struct seen);
	struct dossier_value *metrics = NEW_ARRAY(s->arena, struct dossier_value, s->n_criteria);
	size_t cost = primary_cost(s->before);
	struct dossier_value v = cost < N_OWN_COSTS + s->before->n_events ? cost_of(s->before, r, cost)
	                                                                  : (struct dossier_value){0};

	for (size_t i = 0; i < s->n_criteria; i++) {
		for (size_t k = 0; k < s->before->n_metrics; k++) {
			if (strcmp(s->before->metrics[k].name, s->criteria[i].name) == 0) {
				metrics[i] = dossier_metric(s->before, r, k);
			}
		}
	}
	*seen = (struct seen){.failed = r->kind != OUTCOME_OK,
	                      .time = dossier_has_value(v) ? v.value : NAN,
	                      .wall_ns = r->wall_ns,
	                      .reason = r->reason,
	                      .log_tail = r->log_tail,
	                      .metrics = metrics};
	return seen;
}

static void take(struct open_block *o, size_t arm, const struct seen *seen)
{
	o->seen[arm] = seen;
	o->n_done++;
}

/* The first judged metric that the baseline itself does not give: nothing could be compared with it. NULL: it gives all. */
static const char *missing_metric(const struct searching *s, const struct seen *seen)
{
	for (size_t i = 0; i < s->n_criteria; i++) {
		if (!dossier_has_value(seen->metrics[i])) {
			return s->criteria[i].name;
		}
	}
	return NULL;
}

/* A run whose cost could not be had is as good as none: no comparison can rest on it. */
static struct search_result result_of(struct searching *s, struct open_block *o, size_t arm)
{
	const struct seen *seen = o->seen[arm];
	struct configuration *c = o->arms[arm];
	struct search_result r = {
		.failed = seen->failed || !(seen->time > 0), .time = seen->time, .culprit = s->n_components};
	size_t input = o->b.input;

	const char *missing = !r.failed && c == s->configurations.at[0] ? missing_metric(s, seen) : NULL;
	if (missing) {
		r.failed = true;
		c->harm = arena_printf(s->arena, "it gives no '%s'", missing);
		return r;
	}
	if (r.failed) {
		r.culprit = find_culprit(s, c->on, seen->log_tail);
		c->harm = seen->reason ? seen->reason : "its cost could not be measured";
		return r;
	}
	if (c == s->configurations.at[0]) {
		c->harm = NULL;
		s->run_wall_ns = (double)seen->wall_ns;
	}
	if (o->b.stage == SEARCH_NOISE && c->last[input]) {
		*vec_push(s->arena, &c->repeats) = seen;
		c->repeat_input = (uint32_t)input;
	} else {
		c->last[input] = seen;
	}
	r.quality = quality_of(s, c);
	return r;
}

/* Only now are its runs looked at, so that what is decided does not depend on what else has ended by then. */
static void tell_block(struct searching *s, struct open_block *o)
{
	struct search_result *results = NEW_ARRAY(s->arena, struct search_result, o->b.n);

	for (size_t i = 0; i < o->b.n; i++) {
		results[i] = result_of(s, o, i);
	}
	if (o->b.stage == SEARCH_CONFIRM) {
		*vec_push(s->arena, &s->confirming) = o->number;
	}
	search_tell(s->search, results);
}

/* --- blocks ---------------------------------------------------------------------------------------------------- */

static struct digest key_of(const struct searching *s, const struct open_block *o)
{
	struct hasher *h = hash_begin(s->arena);

	hash_text(h, search_stage_name(o->b.stage));
	hash_u64(h, o->b.number);
	hash_text(h, s->of->spec->inputs[o->b.input].id);
	for (size_t i = 0; i < o->b.n; i++) {
		const struct digest *id = &s->study.variants.at[o->arms[i]->variant].id;
		hash_add(h, id->bytes, sizeof(id->bytes));
	}
	return hash_end(h);
}

static const struct dossier_block *find_stored(const struct searching *s, const struct digest *key)
{
	for (size_t i = 0; i < s->before->n_made_blocks; i++) {
		if (digest_equal(&s->before->blocks[i].key, key)) {
			return &s->before->blocks[i];
		}
	}
	return NULL;
}

/* Runs are in the order of blocks. */
static void take_stored(struct searching *s, struct open_block *o)
{
	for (size_t i = 0; i < s->before->n_runs; i++) {
		const struct dossier_run *r = &s->before->runs[i];
		if (r->trial.block != o->number || r->trial.position >= o->b.n) {
			continue;
		}
		if (o->seen[r->trial.position]) { /* the later attempt counts */
			o->seen[r->trial.position] = see_found(s, r);
		} else {
			take(o, r->trial.position, see_found(s, r));
			s->sum->found++;
			s->sum->failed_before += r->kind != OUTCOME_OK;
		}
	}
}

static bool store_block(struct searching *s, struct open_block *o)
{
	struct store_block row = {.number = s->next_number,
	                          .stage = search_stage_name(o->b.stage),
	                          .key = &o->key,
	                          .input = (uint32_t)o->b.input};

	o->number = s->next_number++;
	return store_add_block(s->db, s->experiment, &row, s->diag);
}

static struct open_block *open_block(struct searching *s, const struct search_block *b)
{
	struct open_block *o = NEW(s->arena, struct open_block);
	struct configuration **arms = NEW_ARRAY(s->arena, struct configuration *, b->n);

	*o = (struct open_block){.b = *b, .lane = NO_LANE, .arms = arms};
	for (size_t i = 0; i < b->n; i++) {
		arms[i] = configuration_of(s, b->arms[i].on);
		if (!arms[i]) {
			return NULL;
		}
	}
	o->seen = NEW_ARRAY(s->arena, const struct seen *, b->n);
	o->trials = NEW_ARRAY(s->arena, struct trial, b->n);
	o->key = key_of(s, o);
	return o;
}

/* Finds its runs in the database, or a place for them. */
static bool settle_block(struct searching *s, struct open_block *o)
{
	const struct dossier_block *stored = find_stored(s, &o->key);

	if (stored) {
		o->number = stored->number;
	} else if (!store_block(s, o)) {
		return false;
	}
	for (size_t i = 0; i < o->b.n; i++) {
		o->trials[i] = (struct trial){.block = o->number,
		                              .position = (uint32_t)i,
		                              .variant = o->arms[i]->variant,
		                              .input = (uint32_t)o->b.input,
		                              .phase = PHASE_MEASURED};
	}
	if (stored) {
		take_stored(s, o);
	}
	*vec_push(s->arena, &s->open) = o;
	return true;
}

static struct open_block *find_block(const struct block_list *in, const struct digest *key)
{
	for (size_t i = 0; i < in->n; i++) {
		if (digest_equal(&in->at[i]->key, key)) {
			return in->at[i];
		}
	}
	return NULL;
}

static void remove_block(struct block_list *from, const struct open_block *o)
{
	size_t i = 0;

	while (from->at[i] != o) {
		i++;
	}
	for (from->n--; i < from->n; i++) {
		from->at[i] = from->at[i + 1];
	}
}

/* It was foreseen wrongly; should it be proposed again, it goes on with the runs that it has. */
static void put_aside(struct searching *s, struct open_block *o)
{
	remove_block(&s->open, o);
	o->lane = NO_LANE;
	*vec_push(s->arena, &s->aside) = o;
}

/* Open under this key, or taken up again; NULL: it is new. */
static struct open_block *find_open(struct searching *s, const struct digest *key)
{
	struct open_block *o = find_block(&s->open, key), *again = o ? NULL : find_block(&s->aside, key);

	if (again) {
		remove_block(&s->aside, again);
		*vec_push(s->arena, &s->open) = again;
	}
	return o ? o : again;
}

/* The proposal so many places ahead, opened if it is new; NULL: there is none, or an error. */
static struct open_block *proposal(struct searching *s, size_t ahead)
{
	struct search_block b;

	if (s->failed || !search_block(s->search, ahead, &b)) {
		return NULL;
	}
	struct open_block *o = open_block(s, &b), *same = o ? find_open(s, &o->key) : NULL;
	s->failed = !o || (!same && !settle_block(s, o));
	return s->failed ? NULL : same ? same : o;
}

/* --- time ----------------------------------------------------------------------------------------------------- */

static nsec_t elapsed(const struct searching *s)
{
	return s->options->planted ? s->planted_ns : clock_now() - s->started;
}

/* Of the blocks under way. */
static double runs_open(const struct searching *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->open.n; i++) {
		n += s->open.at[i]->b.n - s->open.at[i]->n_done;
	}
	return (double)n;
}

/* With what the confirmation will take, if it is still to come. */
static bool is_late(struct searching *s)
{
	AUTO_ARENA struct arena *a = arena_new();
	nsec_t budget = s->options->budget_ns;

	if (budget == 0) {
		return false;
	}
	struct search_state t = search_state(s->search, a);
	double left = t.stage < SEARCH_CONFIRM ? t.planned_confirm_runs + runs_open(s) : 0;
	return (double)elapsed(s) + left * s->run_wall_ns / s->n_lanes > (double)budget;
}

/* What is shown takes some thought: not more than a few times a second. */
static void tell(struct searching *s)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct search_story story;
	nsec_t now = clock_now();

	if (s->options->tell && now - s->told >= NSEC_PER_SEC / 4) {
		s->told = now;
		tell_story(s, &story, a);
		s->options->tell(&story, s->options->arg);
	}
}

/* Tells the search room all that is complete, in its order. */
static void pump(struct searching *s)
{
	for (struct open_block *o; (o = proposal(s, 0)) && o->n_done == o->b.n;) {
		tell_block(s, o);
		remove_block(&s->open, o);
	}
	if (!s->hurried && is_late(s)) {
		s->hurried = true;
		search_hurry(s->search);
		pump(s);
	} else if (s->hurried && is_late(s)) { /* not even the confirmation can be finished */
		search_hurry(s->search);
	}
}

/* --- work for the loop ------------------------------------------------------------------------------------------ */

static const struct trial *next_of(const struct open_block *o)
{
	for (size_t i = 0; i < o->b.n; i++) {
		if (!o->seen[i]) {
			return &o->trials[i];
		}
	}
	return NULL;
}

static struct open_block *block_of_lane(const struct searching *s, uint32_t lane)
{
	for (size_t i = 0; i < s->open.n; i++) {
		if (s->open.at[i]->lane == lane && next_of(s->open.at[i])) {
			return s->open.at[i];
		}
	}
	return NULL;
}

static bool is_proposed(struct searching *s, const struct open_block *o)
{
	for (size_t ahead = 0; ahead < s->n_lanes; ahead++) {
		const struct open_block *p = proposal(s, ahead);
		if (!p || p == o) {
			return p != NULL;
		}
	}
	return false;
}

static const struct trial *next(void *self, uint32_t lane)
{
	struct searching *s = self;
	struct open_block *own = block_of_lane(s, lane);

	if (own && is_proposed(s, own)) {
		return next_of(own);
	}
	if (own) {
		put_aside(s, own);
	}
	for (size_t ahead = 0; ahead < s->n_lanes; ahead++) {
		struct open_block *o = proposal(s, ahead);
		if (!o) {
			break;
		}
		if (o->lane == NO_LANE && next_of(o)) {
			o->lane = lane;
			return next_of(o);
		}
	}
	return NULL;
}

/* It is open: a lane goes on with another only when its run has ended. */
struct open_block *block_of_trial(const struct searching *s, const struct trial *t)
{
	size_t i = 0;

	while (s->open.at[i]->number != t->block) {
		i++;
	}
	return s->open.at[i];
}

static bool ended(void *self, const struct ended_run *run, struct diag *d, enum engine_end *end)
{
	struct searching *s = self;
	const struct trial *t = run->trial;
	struct open_block *o = block_of_trial(s, t);
	const struct seen *seen = see_made(s, run->outcome, run->findings);

	(void)d;
	s->planted_ns += seen->wall_ns / s->n_lanes; /* about: lanes are seldom idle */
	s->run_wall_ns = t->variant == 0 && !seen->failed ? (double)seen->wall_ns : s->run_wall_ns;
	take(o, t->position, seen);
	if (o->n_done == o->b.n || is_late(s)) {
		pump(s);
	}
	tell(s);
	*end = s->failed ? ENGINE_BAD_DATABASE : *end;
	return !s->failed;
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static const struct criterion *list_criteria(const struct spec *spec, struct arena *a, size_t *n)
{
	VEC(struct criterion) all = {0};

	for (size_t i = 0; i < spec->n_quality; i++) {
		for (size_t j = 0; j < spec->quality[i].n_metrics; j++) {
			if (criterion_is_judged(&spec->quality[i].metrics[j])) {
				*vec_push(a, &all) = spec->quality[i].metrics[j];
			}
		}
	}
	*n = all.n;
	return all.at;
}

const char *engine_search_name(const char *experiment, struct arena *a)
{
	return arena_printf(a, "%s search", experiment);
}

/* The same experiment under another name; that a plan has so many blocks is nothing to it, but for bounds. */
static struct study study_of(const struct study *of, struct arena *a)
{
	struct study st = *of;
	struct spec *spec = NEW(a, struct spec), without_plan;

	*spec = *of->spec;
	spec->name = engine_search_name(of->spec->name, a);
	without_plan = *spec;
	without_plan.measure.warmup = 0;
	without_plan.measure.blocks = spec->measure.least_blocks ? spec->measure.blocks : 0;
	st.spec = &without_plan;
	st.digest = study_digest(&st, a);
	st.spec = spec;
	return st;
}

static bool read_before(struct searching *s)
{
	struct dossier *before = NEW(s->arena, struct dossier);
	struct store_plan frozen = {
		.spec = s->study.spec, .variants = &s->study.variants, .digest = &s->study.digest};

	if (!store_freeze(s->db, &frozen, s->diag, &s->experiment) ||
	    !store_load(s->db, s->study.spec->name, s->arena, s->diag, before)) {
		return false;
	}
	s->before = before;
	/* beyond all blocks of a plan, which is looked for below */
	s->next_number = s->of->spec->measure.blocks + s->of->spec->measure.warmup;
	for (size_t i = 0; i < before->n_made_blocks; i++) {
		uint32_t after = before->blocks[i].number + 1;
		s->next_number = after > s->next_number ? after : s->next_number;
	}
	return true;
}

/* Better known before the first run than after the last. */
static void warn_when_too_few_confirm(const struct searching *s)
{
	const struct decide *d = &s->of->spec->decide;
	size_t n = d->held_out ? d->held_out : s->of->spec->n_inputs,
	       least = stats_signed_rank_least(d->confidence);

	if (n < least && !(n == 1 && !d->held_out)) {
		diag_warn(s->diag, NOWHERE, "%zu inputs cannot confirm a saving at %.3g %%: it takes %zu", n,
		          100 * d->confidence, least);
	}
}

static bool begin(struct searching *s)
{
	struct search_request q;

	if (!read_before(s)) {
		return false;
	}
	find_changes(s, &q);
	if (s->failed) {
		return false;
	}
	s->criteria = list_criteria(s->of->spec, s->arena, &s->n_criteria);
	warn_when_too_few_confirm(s);
	if (s->options->planted) {
		plant_world(s);
	}
	s->search = search_new(&q, s->arena);
	/* the baseline is the first */
	return configuration_of(s, NEW_ARRAY(s->arena, bool, s->n)) != NULL;
}

static enum engine_end run_all(struct searching *s)
{
	struct work work = {.self = s, .next = next, .ended = ended};
	struct planted planted = {.self = s, .run = plant_run};
	struct loop_request q = {.study = &s->study,
	                         .experiment = s->experiment,
	                         .db = s->db,
	                         .options = &s->options->run,
	                         .work = &work,
	                         .planted = s->options->planted ? &planted : NULL,
	                         .arena = s->arena,
	                         .diag = s->diag,
	                         .sum = s->sum};

	const struct measure *m = &s->of->spec->measure;
	if (!s->options->planted && !run_init(m->accounting, s->diag)) {
		return ENGINE_FAILED;
	}
	if (!s->options->planted &&
	    (!run_can_limit(&m->limits, s->diag) || !surroundings_possible(s->of->spec, s->diag))) {
		return ENGINE_BAD_MACHINE;
	}
	pump(s);
	if (s->failed) {
		return ENGINE_BAD_DATABASE;
	}
	if (s->open.n == 0) {
		return ENGINE_DONE;
	}
	enum engine_end end = loop_run(&q);
	return s->failed ? ENGINE_BAD_DATABASE : end;
}

/* Counts are made after the runs of a plan: a search, which chooses its runs by what they cost, has none. */
static bool may_search(const struct study *st, struct arena *a, struct diag *d)
{
	const struct spec *s = st->spec;

	if (strcmp(s->decide.time, EXACT_EVENT) == 0) {
		diag_fail(d, s->decide.time_at, "a search cannot decide by %s", EXACT_EVENT);
		diag_help(d,
		          "it is counted for the variants of a plan: `secateur run` without `method: race`");
		return false;
	}
	if (s->measure.duet) {
		diag_fail(d, NOWHERE, "a search cannot make duets: its blocks are of more than two runs");
		diag_help(d, "`measure: {duet: false}`, or `secateur run` without `method: race`");
		return false;
	}
	size_t beside = assess_first_beside(s, a);
	if (beside < s->n_quality) {
		diag_fail(
			d, yaml_at(s->quality[beside].as_written),
			"a search has blocks without the baseline: nothing of this entry can name {baseline}");
		diag_help(d, "leave it out, or `secateur run` without `method: race`");
		return false;
	}
	if (st->variants.n_paths > 0) {
		diag_fail(d, NOWHERE, "a search takes no paths: it finds its own way");
		diag_help(d, "leave `path` out, or `secateur run` without `method: race`");
		return false;
	}
	if (s->decide.error_rate != ERROR_FAMILY) {
		diag_fail(d, s->decide.false_discovery_at,
		          "a search bounds the chance of any wrong verdict, not the share of wrong ones");
		diag_help(d, "`confidence` instead, or `secateur run` without `method: race`");
		return false;
	}
	if (s->measure.exact) {
		diag_warn(d, NOWHERE, "a search does not count %s", EXACT_EVENT);
	}
	return true;
}

enum engine_end engine_search(const struct study *of, struct store *db, const struct search_options *o,
                              struct arena *a, struct diag *d, struct run_summary *sum,
                              struct search_story *ret)
{
	struct searching s = {.study = study_of(of, a),
	                      .of = of,
	                      .options = o,
	                      .db = db,
	                      .arena = a,
	                      .diag = d,
	                      .sum = sum,
	                      .n_lanes = of->spec->measure.parallel,
	                      .started = clock_now()};

	*sum = (struct run_summary){0};
	if (!may_search(of, a, d)) {
		return ENGINE_FAILED;
	}
	if (o->found &&
	    !fs_make_dirs(o->found, d)) { /* better known before the first run than after the last */
		return ENGINE_FAILED;
	}
	if (!begin(&s)) {
		return ENGINE_BAD_DATABASE;
	}
	enum engine_end settled =
		o->planted ? ENGINE_DONE : engine_settle_parallel(of, db, s.experiment, &o->run, a, d);
	if (settled != ENGINE_DONE) {
		return settled;
	}
	enum engine_end end = run_all(&s);
	if (end != ENGINE_DONE && end != ENGINE_STOPPED) {
		return end;
	}
	tell_story(&s, ret, a);
	if (!weigh_confirmation(&s, &ret->confirmed)) {
		return ENGINE_BAD_DATABASE;
	}
	if (end == ENGINE_DONE && o->found && ret->state.chosen && ret->state.n_path > 0) {
		ret->written_to = o->found;
		return write_found(&s, o->found) ? end : ENGINE_FAILED;
	}
	return end;
}
