/**
 * Theory of operation. Each slot is a set of cores that works through whole blocks, one run after another: all runs of
 * a block see the same cores. The loop starts a run on every idle slot, waits for any step to end, and moves that slot
 * on; when its run has ended, quality is extracted and the run is committed. With one slot, nothing of this happens while
 * a step is under way; with several, end times are still exact, since the run room takes them in a signal handler.
 *
 * No block is opened before the one `parallel` blocks back has ended. So whether a variant is settled in a block rests
 * on the same runs after a crash as without one.
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
#include "secateur/model/evidence.h"
#include "secateur/model/metric.h"
#include "secateur/plan/plan.h"
#include "secateur/probe/probe.h"
#include "secateur/quality/quality.h"
#include "secateur/run/run.h"
#include "secateur/store/store.h"
#include "secateur/workload/workload.h"

static const uint32_t NO_BLOCK = UINT32_MAX;

/** Where a slot stands in its block. */
struct lane {
	struct slot slot;
	uint32_t block; /* NO_BLOCK: none */
	uint32_t next;  /* position of the next trial to look at */
};

struct loop {
	const struct study *study;
	const struct run_options *options;
	struct store *db;
	struct arena *arena;
	struct diag *diag;
	int64_t experiment, session;
	struct core_plan cores;
	char *scratch;
	struct lane *lanes;
	uint32_t n_lanes;
	uint32_t next_block;
	nsec_t started;
	size_t number; /* of the run, in this session */
	struct run_summary *sum;
	enum engine_end end; /* what a failure means, set where it happens */
};

/* --- starting and ending --------------------------------------------------------------------------- */

static bool see_trial(const struct trial *t, bool failed, void *arg)
{
	struct loop *l = arg;

	if (plan_has(l->study->plan, t)) {
		plan_done(l->study->plan, t, failed);
		l->sum->found++;
		l->sum->failed_before += failed;
	}
	return true;
}

/* A failure to write is the database's. */
static bool wrote(struct loop *l, bool ok)
{
	l->end = ok ? l->end : ENGINE_BAD_DATABASE;
	return ok;
}

static bool begin_session(struct loop *l, const struct topo *topo)
{
	const struct spec *s = l->study->spec;
	struct facts host = host_facts("/", l->arena), versions = {0};
	const struct scope *scope = scope_of_variant(s, &l->study->variants.at[0], l->arena);
	AUTO_STRBUF struct strbuf cpuset = STRBUF_INIT;
	const char *xml = NULL;

	for (uint32_t i = 0; i < l->n_lanes; i++) {
		strbuf_addf(&cpuset, "%s%s", i ? ";" : "", l->cores.runs[i]);
	}
	if (!workload_find(s->adapter)->version(s->workload, scope, l->arena, l->diag, &versions) ||
	    !topo_xml(topo, l->arena, l->diag, &xml)) {
		return false;
	}
	struct store_session row = {.experiment = l->experiment,
	                            .host = &host,
	                            .host_fingerprint = host_fingerprint(&host, l->arena),
	                            .hwloc_xml = xml,
	                            .tool_version = SECATEUR_VERSION,
	                            .cpuset = strbuf_take(&cpuset, l->arena),
	                            .runner_cpus = l->cores.runner,
	                            .runner_shares = l->cores.runner_shares,
	                            .parallel = s->measure.parallel,
	                            .versions = &versions};
	return wrote(l, store_session_begin(l->db, &row, l->diag, &l->session));
}

/* One run per lane at a time; lanes are made once, with a watch and a memory of their own. */
static void open_lanes(struct loop *l)
{
	const struct measure *m = &l->study->spec->measure;
	const char **events = NEW_ARRAY(l->arena, const char *, m->n_counters);

	for (size_t i = 0; i < m->n_counters; i++) {
		events[i] = m->counters[i].s;
	}
	l->lanes = NEW_ARRAY(l->arena, struct lane, l->n_lanes);
	for (uint32_t i = 0; i < l->n_lanes; i++) {
		struct lane *lane = &l->lanes[i];
		lane->block = NO_BLOCK;
		lane->slot = (struct slot){.study = l->study,
		                           .cpus = l->cores.runs[i],
		                           .watch = watch_open(events, m->n_counters, l->arena),
		                           .scratch = l->scratch,
		                           .keep_scratch = l->options->keep_scratch,
		                           .arena = arena_new()};
	}
}

static void close_lanes(struct loop *l)
{
	for (uint32_t i = 0; l->lanes && i < l->n_lanes; i++) {
		watch_close(l->lanes[i].slot.watch);
		arena_free(l->lanes[i].slot.arena);
	}
}

static bool make_scratch(struct loop *l)
{
	const char *under = l->options->scratch;
	char *made = NULL;

	under = under ? under : getenv("TMPDIR");
	under = under && *under ? under : "/tmp";
	if (!fs_make_temp_dir(under, "secateur-", l->arena, l->diag, &made)) {
		return false;
	}
	/* absolute, whatever TMPDIR is: it is every run's HOME */
	return fs_dir_of(fs_join(l->arena, made, "x"), l->arena, l->diag, &l->scratch);
}

/* --- one run's end -------------------------------------------------------------------------------- */

static bool find_quality(struct loop *l, const struct slot *s, struct findings *ret)
{
	const struct spec *spec = l->study->spec;

	for (size_t i = 0; i < spec->n_quality; i++) {
		const struct quality_source *q = &spec->quality[i];
		struct quality_input in = {.dir = s->dir,
		                           .scope = s->scope,
		                           .envp = s->job.envp,
		                           .metrics = q->metrics,
		                           .n_metrics = q->n_metrics};
		if (!quality_find(q->extractor)->extract(q->params, &in, s->arena, l->diag, ret)) {
			return false;
		}
	}
	return true;
}

static void tell(const struct loop *l, const struct slot *s)
{
	const struct plan *p = l->study->plan;
	size_t left = plan_left(p);
	nsec_t spent = clock_now() - l->started;
	struct progress g = {.done = plan_count(p) - left,
	                     .planned = plan_count(p),
	                     .failed = l->sum->failed,
	                     .block = s->trial->block,
	                     .n_blocks = plan_n_blocks(p),
	                     .variant = l->study->variants.at[s->trial->variant].name,
	                     .outcome = s->outcome.reason ? s->outcome.reason : "ok",
	                     .wall_ns = s->outcome.wall_ns,
	                     .eta_ns = spent / (nsec_t)l->sum->made * (nsec_t)left};

	if (l->options->tell) {
		l->options->tell(&g, l->options->arg);
	}
}

/* The same command would only make runs that nothing can be compared with. `reason`: NULL when runs found say it. */
static bool give_up(struct loop *l, const char *reason)
{
	l->end = ENGINE_NO_BASELINE;
	diag_fail(l->diag, NOWHERE,
	          "the baseline failed in %d blocks in a row: nothing can be compared with it%s%s",
	          FAILURES_THAT_SETTLE, reason ? ": " : "", reason ? reason : "");
	diag_help(l->diag, "`secateur report` shows how; once it is mended, start anew with another --db");
	return false;
}

static bool finish_run(struct loop *l, struct slot *s)
{
	struct findings findings = {0};
	bool failed = s->outcome.kind != OUTCOME_OK;
	struct run_row row = {.experiment = l->experiment,
	                      .session = l->session,
	                      .trial = s->trial,
	                      .attempt = 1,
	                      .started_wall = s->started_wall,
	                      .outcome = &s->outcome,
	                      .findings = &findings,
	                      .cpus = s->cpus,
	                      .scratch = s->keep_scratch ? s->dir : NULL};

	if (!failed && !find_quality(l, s, &findings)) {
		return false;
	}
	if (!wrote(l, store_run(l->db, &row, l->diag))) {
		return false;
	}
	l->sum->made++;
	l->sum->failed += failed;
	plan_done(l->study->plan, s->trial, failed);
	tell(l, s);
	if (s->trial->variant == 0 && failed && plan_is_settled(l->study->plan, 0)) {
		return give_up(l, s->outcome.reason);
	}
	return slot_end(s, l->diag);
}

/* --- the loop ------------------------------------------------------------------------------------- */

static const struct trial *next_in_block(struct loop *l, struct lane *lane)
{
	size_t n = l->study->variants.n;

	while (lane->block != NO_BLOCK && lane->next < n) {
		const struct trial *t = plan_at(l->study->plan, lane->block * n + lane->next++);
		if (plan_state(l->study->plan, t) == TRIAL_LEFT) {
			return t;
		}
	}
	return NULL;
}

/* The oldest block under way, or the next one where there is none. */
static uint32_t oldest_block(const struct loop *l)
{
	uint32_t oldest = l->next_block;

	for (uint32_t i = 0; i < l->n_lanes; i++) {
		oldest = l->lanes[i].block < oldest ? l->lanes[i].block : oldest;
	}
	return oldest;
}

static const struct trial *next_trial(struct loop *l, struct lane *lane)
{
	for (;;) {
		const struct trial *t = next_in_block(l, lane);
		if (t) {
			return t;
		}
		lane->block = NO_BLOCK;
		if (l->next_block >= plan_n_blocks(l->study->plan) ||
		    l->next_block >= oldest_block(l) + l->n_lanes) {
			return NULL;
		}
		lane->block = l->next_block++;
		lane->next = 0;
	}
}

static bool start_idle(struct loop *l)
{
	for (uint32_t i = 0; i < l->n_lanes; i++) {
		struct slot *s = &l->lanes[i].slot;
		const struct trial *t = s->trial ? NULL : next_trial(l, &l->lanes[i]);
		if (t && !slot_begin(s, t, l->number++, l->diag)) {
			return diag_within(l->diag, "block %u, variant %s", t->block,
			                   l->study->variants.at[t->variant].name);
		}
	}
	return true;
}

static bool wait_and_advance(struct loop *l, struct running **running)
{
	struct step_outcome outcome;
	size_t which = 0;
	bool ended = false;

	if (!run_wait_any(running, l->n_lanes, l->diag, &which, &outcome)) {
		return false;
	}
	if (which == l->n_lanes) {
		return true;
	}
	struct slot *s = &l->lanes[which].slot;
	return slot_advance(s, &outcome, l->diag, &ended) && (!ended || finish_run(l, s));
}

static bool run_all(struct loop *l)
{
	struct running **running = NEW_ARRAY(l->arena, struct running *, l->n_lanes);

	for (;;) {
		size_t busy = 0;
		if (!start_idle(l)) {
			return false;
		}
		for (uint32_t i = 0; i < l->n_lanes; i++) {
			running[i] = l->lanes[i].slot.running;
			busy += running[i] != NULL;
		}
		if (busy == 0) {
			return true;
		}
		if (!wait_and_advance(l, running)) {
			return false;
		}
		if (run_interrupted()) {
			l->end = ENGINE_STOPPED;
			return true;
		}
	}
}

static bool write_verdicts(struct loop *l)
{
	struct evidence e;

	return wrote(l, engine_evidence(l->db, l->study->spec->name, l->arena, l->diag, &e) &&
	                        store_verdicts(l->db, l->experiment, &e, l->diag));
}

static bool run_lanes(struct loop *l, const struct topo *topo)
{
	if (!l->cores.runner_shares && !topo_keep_to(topo, l->cores.runner, l->diag)) {
		return false;
	}
	open_lanes(l);
	l->started = clock_now();
	bool ok = run_all(l);
	run_stop_all();
	close_lanes(l);
	return ok;
}

/* Whatever happens inside, the session is ended, the scratch folder goes, and what was found is judged. */
static bool run_session(struct loop *l, const struct topo *topo)
{
	if (!make_scratch(l)) {
		return false;
	}
	bool begun = begin_session(l, topo), ok = begun && run_lanes(l, topo);

	if (begun && l->end != ENGINE_BAD_DATABASE) {
		ok = wrote(l, store_session_end(l->db, l->session, l->diag)) && write_verdicts(l) && ok;
	}
	if (l->options->keep_scratch) {
		l->sum->scratch = l->scratch;
	} else {
		ok = fs_remove_tree(l->scratch, l->diag) && ok;
	}
	return ok;
}

static bool read_what_is_there(struct loop *l)
{
	struct store_plan frozen = {l->study->spec, &l->study->variants, &l->study->digest};

	l->end = ENGINE_BAD_DATABASE;
	if (!store_freeze(l->db, &frozen, l->diag, &l->experiment) ||
	    !store_each_trial(l->db, l->experiment, see_trial, l, l->diag)) {
		return false;
	}
	l->end = ENGINE_FAILED;
	return true;
}

static bool run_on(struct loop *l, struct topo *topo)
{
	const struct measure *m = &l->study->spec->measure;

	if (!topo_pick(topo, (struct core_request){m->cores, m->parallel}, l->arena, l->diag, &l->cores)) {
		l->end = ENGINE_BAD_MACHINE;
		return false;
	}
	return run_session(l, topo);
}

enum engine_end engine_run(const struct study *s, struct store *db, const struct run_options *o,
                           struct arena *a, struct diag *d, struct run_summary *ret)
{
	struct loop l = {.study = s,
	                 .options = o,
	                 .db = db,
	                 .arena = a,
	                 .diag = d,
	                 .n_lanes = s->spec->measure.parallel,
	                 .sum = ret,
	                 .end = ENGINE_FAILED};
	struct topo *topo = NULL;

	*ret = (struct run_summary){0};
	if (!run_init(d) || !read_what_is_there(&l)) {
		return l.end;
	}
	if (plan_is_settled(s->plan, 0)) {
		give_up(&l, NULL);
		return l.end;
	}
	if (plan_left(s->plan) == 0) {
		return ENGINE_DONE;
	}
	if (!topo_open(d, &topo)) {
		return ENGINE_BAD_MACHINE;
	}
	bool ok = run_on(&l, topo);
	topo_close(topo);
	return ok && l.end != ENGINE_STOPPED ? ENGINE_DONE : l.end;
}
