/**
 * Theory of operation. Each lane is a set of cores with one run at a time. The loop asks the work for a trial for every
 * idle lane and starts it, waits for any step to end, and moves that lane on; when its run has ended, quality is
 * extracted, the run is committed, and the work is told. With one lane, nothing of this happens while a step is under
 * way; with several, end times are still exact, since the run room takes them in a signal handler. What to run in which
 * order, and on which lane, is the work's: see run.c for a plan's.
 *
 * Planted runs take the same way, but no time: what they would have taken moves a clock of the loop's own, so that the
 * lanes end in the order in which they would have ended.
 */
#include "engine_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/machine/host.h"
#include "secateur/machine/topo.h"
#include "secateur/model/fact.h"
#include "secateur/model/metric.h"
#include "secateur/plan/plan.h"
#include "secateur/probe/exact.h"
#include "secateur/probe/probe.h"
#include "secateur/quality/quality.h"
#include "secateur/run/run.h"
#include "secateur/store/store.h"
#include "secateur/workload/workload.h"

/** One run at a time. */
struct lane {
	struct slot slot;
	struct findings findings;  /* of its run */
	struct assessor *assessor; /* of its blocks; a duet's two have one; NULL when runs are planted */
	bool over;                 /* its run has ended, and waits for the other one of the duet */
	bool again; /* its last run was disturbed: `trial` is made once more, next in its block */
	struct trial trial;
	nsec_t ends; /* planted: by the loop's clock */
};

struct loop {
	const struct loop_request *q;
	int64_t session;
	struct core_plan cores; /* nothing when runs are planted */
	char *scratch;          /* NULL when they are */
	struct lane *lanes;
	uint32_t n_lanes;
	struct kept *kept;       /* of runs that failed; NULL when all folders are kept, or there are none */
	size_t number;           /* of the run, in this session */
	VEC(size_t) set_up;      /* variants */
	const struct topo *topo; /* NULL when runs are planted */
	nsec_t now;              /* planted: when the last run ended */
	enum engine_end end;     /* what a failure means, set where it happens */
};

/* --- starting and ending --------------------------------------------------------------------------- */

/* A failure to write is the database's. */
static bool wrote(struct loop *l, bool ok)
{
	l->end = ok ? l->end : ENGINE_BAD_DATABASE;
	return ok;
}

static void note_valgrind(struct facts *versions, struct arena *a)
{
	const char *version = NULL;

	if (!exact_usable(a, &version)) {
		struct fact *all = NEW_ARRAY(a, struct fact, versions->n + 1);
		for (size_t i = 0; i < versions->n; i++) {
			all[i] = versions->at[i];
		}
		all[versions->n] = (struct fact){"valgrind", version};
		*versions = (struct facts){all, versions->n + 1};
	}
}

/* The cores and the programs that runs are made with. */
static bool note_cores(struct loop *l, const struct topo *topo, struct facts *versions,
                       struct store_session *row)
{
	const struct loop_request *q = l->q;
	const struct spec *s = q->study->spec;
	const struct scope *scope = scope_of_variant(s, &q->study->variants.at[0], q->arena);
	AUTO_STRBUF struct strbuf cpuset = STRBUF_INIT;

	for (uint32_t i = 0; i < l->n_lanes; i++) {
		strbuf_addf(&cpuset, "%s%s", i ? ";" : "", l->cores.runs[i]);
	}
	row->cache = s->measure.cache;
	row->threads = surroundings_threads(s, q->arena);
	row->cpuset = strbuf_take(&cpuset, q->arena);
	row->runner_cpus = l->cores.runner;
	row->runner_shares = l->cores.runner_shares;
	if (!workload_find(s->adapter)->version(s->workload, scope, q->arena, q->diag, versions)) {
		return false;
	}
	if (s->measure.exact) {
		note_valgrind(versions, q->arena);
	}
	return topo_xml(topo, q->arena, q->diag, &row->hwloc_xml);
}

/* `topo`: NULL when runs are planted. */
static bool begin_session(struct loop *l, const struct topo *topo)
{
	const struct loop_request *q = l->q;
	struct facts host = host_facts("/", q->arena), versions = {0};
	struct store_session row = {.experiment = q->experiment,
	                            .host = &host,
	                            .host_fingerprint = host_fingerprint(&host, q->arena),
	                            .tool_version = SECATEUR_VERSION,
	                            .cpuset = "planted",
	                            .parallel = l->n_lanes,
	                            .versions = &versions};

	if (!q->db) {
		return true;
	}
	/* of planted runs a model made all */
	if (topo && !q->options->takes_new_machine && !store_same_host(q->db, &row, q->diag)) {
		l->end = ENGINE_BAD_MACHINE;
		return false;
	}
	return (!topo || note_cores(l, topo, &versions, &row)) &&
	       wrote(l, store_session_begin(q->db, &row, q->diag, &l->session));
}

/* One run per lane at a time; lanes are made once, with a watch and a memory of their own. */
static void open_lanes(struct loop *l)
{
	const struct loop_request *q = l->q;
	const struct measure *m = &q->study->spec->measure;
	const char **events = NEW_ARRAY(q->arena, const char *, m->n_counters);
	struct watch_request watch = {.events = events, .n = m->n_counters, .alone = l->n_lanes == 1};

	for (size_t i = 0; i < m->n_counters; i++) {
		events[i] = m->counters[i].s;
		watch.always = strcmp(events[i], q->study->spec->decide.time) == 0 ? events[i] : watch.always;
	}
	l->lanes = NEW_ARRAY(q->arena, struct lane, l->n_lanes);
	bool can_bind = !q->planted && l->cores.nodes[0] && run_can_bind(q->diag);
	for (uint32_t i = 0; i < l->n_lanes; i++) {
		struct slot *s = &l->lanes[i].slot;
		*s = (struct slot){.study = q->study, .scratch = l->scratch, .arena = arena_new()};
		if (!q->planted) {
			s->cpus = l->cores.runs[i];
			s->nodes = can_bind ? l->cores.nodes[i] : NULL;
			s->watch = watch_open(&watch, q->arena);
			s->keep_scratch = q->options->keep_scratch;
			s->db = q->db;
			s->experiment = q->experiment;
			bool is_second = m->duet && i % 2 == 1;
			l->lanes[i].assessor = is_second ? l->lanes[i - 1].assessor : assess_begin(q->study);
		}
	}
}

static void close_lanes(struct loop *l)
{
	for (uint32_t i = 0; l->lanes && i < l->n_lanes; i++) {
		if (l->lanes[i].slot.watch) {
			watch_close(l->lanes[i].slot.watch);
		}
		if (l->lanes[i].assessor && (i == 0 || l->lanes[i].assessor != l->lanes[i - 1].assessor)) {
			assess_stop(l->lanes[i].assessor);
		}
		arena_free(l->lanes[i].slot.arena);
	}
}

static bool make_scratch(struct loop *l)
{
	const struct loop_request *q = l->q;
	const char *under = q->options->scratch;
	char *made = NULL;

	if (!fs_make_temp_dir(under ? under : fs_temp_folder(), "secateur-", q->arena, q->diag, &made)) {
		return false;
	}
	/* absolute, whatever TMPDIR is: it is every run's HOME */
	if (!fs_dir_of(fs_join(q->arena, made, "x"), q->arena, q->diag, &l->scratch)) {
		return false;
	}
	if (!q->options->keep_scratch) {
		/* else a killed run's folder tells what is to be cleared away when the experiment goes on, and goes then */
		if (!workload_find(q->study->spec->adapter)->clear) {
			run_remove_when_killed(l->scratch);
		}
		l->kept = kept_new(l->scratch, q->arena);
	}
	return true;
}

static bool leave_scratch(struct loop *l)
{
	if (l->kept) {
		l->q->sum->scratch = kept_dir(l->kept);
	}
	if (!l->scratch || !l->q->options->keep_scratch) {
		return !l->scratch || fs_remove_tree(l->scratch, l->q->diag);
	}
	l->q->sum->scratch = l->scratch;
	return true;
}

/* --- one run --------------------------------------------------------------------------------------- */

static bool plant(struct loop *l, struct lane *lane, const struct trial *t)
{
	const struct planted *p = l->q->planted;
	struct slot *s = &lane->slot;

	s->trial = t;
	s->started_wall = clock_wall();
	s->outcome = (struct outcome){0};
	if (!p->run(p->self, t, s->arena, &s->outcome, &lane->findings, l->q->diag)) {
		return false;
	}
	lane->ends = l->now + s->outcome.wall_ns;
	return true;
}

static bool is_asked(const struct loop *l, size_t variant)
{
	const struct selection *s = l->q->options->selection;

	return !s || s->variants[variant];
}

/* Not on the runner's own CPUs alone: nothing is timed meanwhile. */
static bool hook_of_variant(struct loop *l, enum hook_kind kind, size_t variant)
{
	const struct loop_request *q = l->q;
	const struct study *st = q->study;
	const bool is_kept = l->topo && !l->cores.runner_shares;

	if (st->spec->hooks.at[kind].n == 0) {
		return true;
	}
	bool ok = (!is_kept || topo_let_go(l->topo, q->diag)) &&
	          hooks_of_variant(st->spec, kind, &st->variants.at[variant], q->arena, q->diag);
	return (!is_kept || topo_keep_to(l->topo, l->cores.runner, q->diag)) && ok;
}

/* Before its first run. It is to be cleaned up whatever comes of that. */
static bool set_up(struct loop *l, size_t variant)
{
	for (size_t i = 0; i < l->set_up.n; i++) {
		if (l->set_up.at[i] == variant) {
			return true;
		}
	}
	*vec_push(l->q->arena, &l->set_up) = variant;
	return hook_of_variant(l, HOOK_SETUP, variant);
}

/* With several blocks under way, a run is timed at any time: then all are set up before the first one. */
static bool set_up_early(struct loop *l)
{
	bool ok = true;

	for (size_t i = 0; ok && l->q->study->spec->measure.parallel > 1 && i < l->q->study->variants.n;
	     i++) {
		ok = run_interrupted() || !is_asked(l, i) || set_up(l, i);
	}
	return ok;
}

static bool was_cleaned_up(const struct loop *l, size_t place)
{
	const struct study *st = l->q->study;
	const struct variant *v = st->variants.at;

	for (size_t i = 0; i < place; i++) {
		if (hook_is_same(st->spec, HOOK_CLEANUP, &v[l->set_up.at[i]], &v[l->set_up.at[place]])) {
			return true;
		}
	}
	return false;
}

static bool clean_up(struct loop *l)
{
	bool ok = true;

	for (size_t i = 0; i < l->set_up.n; i++) {
		ok = (was_cleaned_up(l, i) || hook_of_variant(l, HOOK_CLEANUP, l->set_up.at[i])) && ok;
	}
	return ok;
}

/* After a signal nothing is begun. */
static bool get_ready(struct loop *l, struct lane *lane, const struct trial *t)
{
	lane->findings = (struct findings){0};
	if (l->q->planted) {
		return plant(l, lane, t);
	}
	return set_up(l, t->variant) &&
	       (run_interrupted() || slot_prepare(&lane->slot, t, l->number++, l->q->diag));
}

/* The work hears of it, and the lane is free. */
static bool hand_over(struct loop *l, struct lane *lane)
{
	const struct loop_request *q = l->q;
	struct slot *s = &lane->slot;

	const struct ended_run run = {s->trial, &s->outcome, &lane->findings, s->dir ? s->dir : s->moved_to};

	return q->work->ended(q->work->self, &run, q->diag, &l->end) && slot_end(s, q->diag);
}

/* It was not timed, and is no run of the plan. */
static bool finish_count(struct loop *l, struct lane *lane)
{
	const struct loop_request *q = l->q;
	const struct reading r = counting_read_run(&lane->slot);
	const struct count_row row = {q->experiment, l->session, lane->slot.trial, &r};

	return wrote(l, store_count(q->db, &row, q->diag)) && hand_over(l, lane);
}

static struct run_row row_of(const struct loop *l, const struct slot *s, const struct findings *found)
{
	const struct loop_request *q = l->q;

	return (struct run_row){.experiment = q->experiment,
	                        .session = l->session,
	                        .trial = s->trial,
	                        .attempt = s->attempt,
	                        .started_wall = s->started_wall,
	                        .outcome = &s->outcome,
	                        .findings = found,
	                        .cpus = s->cpus,
	                        .padding = s->padding,
	                        .is_padded = !q->planted && !q->study->spec->measure.unpadded,
	                        .scratch = s->keep_scratch ? s->dir : NULL};
}

/* All that is known of a timed run, its quality too. */
static bool take_row(struct loop *l, struct lane *lane, struct run_row *ret)
{
	const struct loop_request *q = l->q;
	struct slot *s = &lane->slot;

	*ret = row_of(l, s, &lane->findings);
	if (!q->planted && !slot_finish(s, q->diag)) {
		return false;
	}
	const bool failed = s->outcome.kind != OUTCOME_OK;
	if (!failed && !q->planted &&
	    (!assess_timers(lane->assessor, s, q->diag) ||
	     !assess_run(lane->assessor, s, q->diag, &lane->findings))) {
		return false;
	}
	/* while its folder has the name that it knows */
	slot_conclude(s, q->diag);
	if (failed && l->kept) {
		ret->scratch = kept_take(l->kept, s->trial, s->dir);
		s->moved_to = ret->scratch;
		s->dir = ret->scratch ? NULL : s->dir; /* then it stays */
	}
	return true;
}

/** One of the inputs of a run that works on all. */
struct input_part {
	struct slot slot; /* as that of a run on it alone */
	struct findings findings;
};

static bool look_at_parts(struct loop *l, struct lane *lane, struct input_part *parts, size_t n)
{
	const struct slot *s = &lane->slot;
	const struct spec *spec = l->q->study->spec;
	struct workload_part *told = NEW_ARRAY(s->arena, struct workload_part, n);

	for (size_t i = 0; i < n; i++) {
		struct slot *own = &parts[i].slot;
		own->dir = fs_join(s->arena, s->dir, arena_printf(s->arena, "inputs/%zu", i));
		own->scope = scope_of_run(spec, &l->q->study->variants.at[own->trial->variant],
		                          &spec->inputs[own->trial->input], own->dir,
		                          run_name(l->q->study, s->trial, s->attempt, s->arena), s->arena);
		own->outcome = (struct outcome){.accounting = ACCOUNT_QUANTA,
		                                .conditions = s->outcome.conditions,
		                                .disturbed = s->outcome.disturbed};
		told[i] = (struct workload_part){
			.scope = own->scope, .dir = own->dir, .outcome = &own->outcome};
	}
	if (!workload_find(spec->adapter)
	             ->parts(spec->workload, s->scope, &s->outcome, told, n, s->arena, l->q->diag)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		struct slot *own = &parts[i].slot;
		own->started_wall = told[i].began ? told[i].began : s->started_wall;
		if (own->outcome.kind == OUTCOME_OK &&
		    (!assess_timers(lane->assessor, own, l->q->diag) ||
		     !assess_run(lane->assessor, own, l->q->diag, &parts[i].findings))) {
			return false;
		}
	}
	return true;
}

/* Those of its round that are asked for. */
static struct input_part *input_parts(struct loop *l, const struct slot *s, size_t *ret)
{
	const struct study *st = l->q->study;
	const struct trial **trials = NEW_ARRAY(s->arena, const struct trial *, st->spec->n_inputs);
	const size_t n = plan_round_of(st->plan, s->trial, trials);
	struct input_part *parts = NEW_ARRAY(s->arena, struct input_part, n);

	*ret = 0;
	for (size_t i = 0; i < n; i++) {
		if (plan_state(st->plan, trials[i]) == TRIAL_LEFT) {
			parts[*ret] = (struct input_part){.slot = *s};
			parts[(*ret)++].slot.trial = trials[i];
		}
	}
	return parts;
}

static bool store_parts(struct loop *l, struct input_part *parts, size_t n, const char *kept)
{
	struct run_row *rows = NEW_ARRAY(parts->slot.arena, struct run_row, n);

	for (size_t i = 0; i < n; i++) {
		rows[i] = row_of(l, &parts[i].slot, &parts[i].findings);
		rows[i].scratch = kept;
		l->q->sum->made++;
		l->q->sum->failed += parts[i].slot.outcome.kind != OUTCOME_OK;
	}
	return wrote(l, store_runs(l->q->db, rows, n, l->q->diag));
}

/* A run on all inputs is as many rows. */
static bool finish_whole(struct loop *l, struct lane *lane)
{
	const struct loop_request *q = l->q;
	struct slot *s = &lane->slot;
	size_t n = 0;
	struct input_part *parts = input_parts(l, s, &n);

	if (!slot_finish(s, q->diag) || !look_at_parts(l, lane, parts, n)) {
		return false;
	}
	slot_conclude(s, q->diag);
	const bool failed = s->outcome.kind != OUTCOME_OK;
	const char *kept = failed && l->kept ? kept_take(l->kept, s->trial, s->dir)
	                   : s->keep_scratch ? s->dir
	                                     : NULL;
	s->dir = failed && l->kept && kept ? NULL : s->dir;
	if (!store_parts(l, parts, n, kept)) {
		return false;
	}
	lane->again = s->outcome.disturbed && s->attempt <= q->study->spec->measure.retries;
	lane->trial = *s->trial;
	for (size_t i = 0; !lane->again && i < n; i++) {
		const struct ended_run run = {parts[i].slot.trial, &parts[i].slot.outcome, &parts[i].findings,
		                              s->dir};
		if (!q->work->ended(q->work->self, &run, q->diag, &l->end)) {
			return false;
		}
	}
	return slot_end(s, q->diag);
}

static void count(struct loop *l, const struct lane *lane)
{
	l->q->sum->made++;
	l->q->sum->failed += lane->slot.outcome.kind != OUTCOME_OK;
}

/* Of what waited for this run. */
static bool look_again(struct loop *l, struct lane *lane, const struct run_row *row)
{
	bool is_written = true;
	bool ok = l->q->planted ||
	          assess_stored(lane->assessor, &lane->slot, row, l->q->db, l->q->diag, &is_written);

	return wrote(l, is_written) && ok;
}

static bool finish_run(struct loop *l, struct lane *lane)
{
	const struct loop_request *q = l->q;
	struct slot *s = &lane->slot;
	struct run_row row;

	if (s->trial->phase == PHASE_COUNTED) {
		return finish_count(l, lane);
	}
	if (q->db && !q->planted && study_takes_all(q->study)) {
		return finish_whole(l, lane);
	}
	if ((q->db || q->looks_at_quality) && !take_row(l, lane, &row)) {
		return false;
	}
	if (q->db && (!wrote(l, store_run(q->db, &row, q->diag)) || !look_again(l, lane, &row))) {
		return false;
	}
	count(l, lane);
	lane->again = s->outcome.disturbed && lane->slot.attempt <= q->study->spec->measure.retries;
	if (lane->again) {
		lane->trial = *s->trial;
		return slot_end(s, q->diag);
	}
	return hand_over(l, lane);
}

/* Both have ended: they are stored together, and not made again, since what disturbs one disturbs the other. */
static bool finish_duet(struct loop *l, struct lane *pair)
{
	const struct loop_request *q = l->q;
	struct run_row rows[2];

	pair[0].over = pair[1].over = false;
	if (!take_row(l, &pair[0], &rows[0]) || !take_row(l, &pair[1], &rows[1]) ||
	    !wrote(l, store_runs(q->db, rows, 2, q->diag)) || !look_again(l, &pair[0], &rows[0]) ||
	    !look_again(l, &pair[1], &rows[1])) {
		return false;
	}
	count(l, &pair[0]);
	count(l, &pair[1]);
	return hand_over(l, &pair[0]) && hand_over(l, &pair[1]);
}

/* In a duet it waits for the other one. */
static bool end_run(struct loop *l, struct lane *lane)
{
	struct lane *pair = l->lanes + (lane - l->lanes) / 2 * 2;

	if (!l->q->study->spec->measure.duet || lane->slot.trial->phase == PHASE_COUNTED) {
		return finish_run(l, lane);
	}
	lane->over = true;
	return !pair[0].over || !pair[1].over || finish_duet(l, pair);
}

/* --- the loop ------------------------------------------------------------------------------------- */

static bool tell_where(const struct loop *l, const struct trial *t)
{
	return diag_within(l->q->diag, "block %u, variant %s", t->block,
	                   l->q->study->variants.at[t->variant].name);
}

/* What was disturbed is made once more, and only then does the work hear of it. */
static const struct trial *next_trial(struct loop *l, uint32_t number)
{
	struct lane *lane = &l->lanes[number];

	lane->slot.attempt = lane->again ? lane->slot.attempt + 1 : 1;
	return lane->again ? &lane->trial : l->q->work->next(l->q->work->self, number);
}

/* All that are ready, one right after the other: a duet's two begin at once. */
static bool start_ready(struct loop *l, bool *busy)
{
	bool ok = true;

	*busy = false;
	for (uint32_t i = 0; ok && i < l->n_lanes; i++) {
		struct slot *s = &l->lanes[i].slot;
		ok = !s->is_ready || run_interrupted() || slot_start(s, l->q->diag) ||
		     tell_where(l, s->trial);
		*busy = *busy || s->trial;
	}
	return ok;
}

/* `*busy`: a run is under way. */
static bool start_idle(struct loop *l, bool *busy)
{
	for (uint32_t i = 0; i < l->n_lanes; i++) {
		struct lane *lane = &l->lanes[i];
		const struct trial *t = lane->slot.trial ? NULL : next_trial(l, i);
		if (t && !get_ready(l, lane, t)) {
			return tell_where(l, t);
		}
	}
	return start_ready(l, busy);
}

static bool wait_and_advance(struct loop *l, struct running **running)
{
	struct step_outcome outcome;
	size_t which = 0;
	bool ended = false;

	for (uint32_t i = 0; i < l->n_lanes; i++) {
		running[i] = l->lanes[i].slot.running;
	}
	if (!run_wait_any(running, l->n_lanes, l->q->diag, &which, &outcome)) {
		return false;
	}
	if (which == l->n_lanes) {
		return true;
	}
	struct lane *lane = &l->lanes[which];
	return slot_advance(&lane->slot, &outcome, l->q->diag, &ended) && (!ended || end_run(l, lane));
}

/* The one that would have ended first. */
static bool end_planted(struct loop *l)
{
	struct lane *first = NULL;

	for (uint32_t i = 0; i < l->n_lanes; i++) {
		struct lane *lane = &l->lanes[i];
		if (lane->slot.trial && (!first || lane->ends < first->ends)) {
			first = lane;
		}
	}
	l->now = first->ends;
	return finish_run(l, first);
}

static bool run_all(struct loop *l)
{
	struct running **running = NEW_ARRAY(l->q->arena, struct running *, l->n_lanes);

	for (;;) {
		bool busy = false;
		if (!start_idle(l, &busy)) {
			return false;
		}
		if (run_interrupted()) {
			l->end = ENGINE_STOPPED;
			return true;
		}
		if (!busy) {
			return true;
		}
		if (!(l->q->planted ? end_planted(l) : wait_and_advance(l, running))) {
			return false;
		}
		if (run_interrupted()) {
			l->end = ENGINE_STOPPED;
			return true;
		}
	}
}

/* Of runs that were cut short. */
static bool conclude_all(struct loop *l)
{
	bool ok = true;

	for (uint32_t i = 0; i < l->n_lanes; i++) {
		struct slot *s = &l->lanes[i].slot;
		if (s->trial) {
			slot_conclude(s, l->q->diag);
			ok = !s->hook_failed && ok;
		}
	}
	return ok;
}

static bool run_lanes(struct loop *l, const struct topo *topo)
{
	if (topo && !l->cores.runner_shares && !topo_keep_to(topo, l->cores.runner, l->q->diag)) {
		return false;
	}
	open_lanes(l);
	l->topo = topo;
	bool ok = (l->q->planted || set_up_early(l)) && run_all(l);
	if (!l->q->planted) {
		run_stop_all();
		ok = conclude_all(l) && ok;
		ok = clean_up(l) && ok;
	}
	close_lanes(l);
	if (topo && !l->cores.runner_shares) {
		ok = topo_let_go(topo, l->q->diag) && ok; /* there may be another loop */
	}
	return ok;
}

/* On the machine that they were made on: that was looked at. */
static bool clear_killed(struct loop *l)
{
	const struct loop_request *q = l->q;
	const struct killed_request killed = {
		.study = q->study,
		.db = q->db,
		.experiment = q->experiment,
		.dir = l->scratch ? fs_join(q->arena, l->scratch, "killed") : NULL,
		.keeps_scratch = q->options && q->options->keep_scratch,
		.diag = q->diag,
	};

	if (!q->db || q->planted || !workload_find(q->study->spec->adapter)->clear) {
		return true;
	}
	return wrote(l, killed_clear(&killed, NULL)) &&
	       (!fs_exists(killed.dir) || fs_remove_tree(killed.dir, q->diag));
}

/* Whatever happens inside, the session is ended and the scratch folder goes. */
static bool run_session(struct loop *l, const struct topo *topo)
{
	if (!l->q->planted && !make_scratch(l)) {
		return false;
	}
	bool begun = begin_session(l, topo), ok = begun && clear_killed(l) && run_lanes(l, topo);

	if (begun && l->q->db && l->end != ENGINE_BAD_DATABASE) {
		ok = wrote(l, store_session_end(l->q->db, l->session, l->q->diag)) && ok;
	}
	return leave_scratch(l) && ok;
}

static bool run_on_cores(struct loop *l)
{
	const struct measure *m = &l->q->study->spec->measure;
	struct core_request cores = {m->cores, l->n_lanes};
	struct topo *topo = NULL;

	if (!topo_open(l->q->diag, &topo)) {
		l->end = ENGINE_BAD_MACHINE;
		return false;
	}
	bool picked = topo_pick(topo, cores, l->q->arena, l->q->diag, &l->cores);

	l->end = picked ? l->end : ENGINE_BAD_MACHINE;
	bool ok = picked && run_session(l, topo);
	topo_close(topo);
	return ok;
}

enum engine_end loop_run(const struct loop_request *q)
{
	const struct measure *m = &q->study->spec->measure;
	struct loop l = {.q = q, .n_lanes = m->parallel * (m->duet ? 2 : 1), .end = ENGINE_FAILED};
	bool ok = q->planted ? run_session(&l, NULL) : run_on_cores(&l);

	return ok && l.end != ENGINE_STOPPED ? ENGINE_DONE : l.end;
}
