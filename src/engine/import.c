/*
 * Runs that others made become an experiment like any other: a text is written that says what was run, its plan is frozen, and its runs
 * are stored with the times that the middleware noted. Timers and quality are taken out of their files as of any run: they are linked
 * into a folder that stands for the run's.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "imported.h"
#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/fs.h"
#include "secateur/base/hash.h"
#include "secateur/base/near.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/metric.h"
#include "secateur/plan/plan.h"
#include "secateur/spec/spec.h"
#include "secateur/store/store.h"

enum { NODES_NAMED = 3 };

/** Where runs go. */
struct importing {
	struct imported *i;
	const struct study *study;
	struct assessor *assessor;
	struct store *db;
	int64_t experiment;
	int64_t *sessions; /* of each variant */
	char *scratch;
	struct run_summary *sum;
	bool is_timed;           /* some run tells the time that is to decide */
	VEC(const char *) times; /* those of the first run that went well */
};

/* --- one run ------------------------------------------------------------------------------------------ */

/* NULL: that task left nothing. */
static const struct quantum *of_label(const struct quantum *q, size_t n, size_t label)
{
	for (size_t k = 0; k < n; k++) {
		if (q[k].label == label) {
			return &q[k];
		}
	}
	return NULL;
}

static bool is_elsewhere(const struct imported *i, size_t variant, size_t unit, size_t label)
{
	for (size_t v = 0; v < i->asked->n; v++) {
		size_t n = 0;
		const struct quantum *q = import_of_run(i, v, unit, &n);
		const struct quantum *own = v == variant ? NULL : of_label(q, n, label);
		if (own && own->metadata) {
			return true;
		}
	}
	return false;
}

/* The first task that is wanting, since those after it had nothing to work on. NULL: none is. */
static const char *why_failed(const struct imported *i, size_t variant, size_t unit, struct arena *a,
                              const char **log)
{
	size_t n = 0;
	const struct quantum *all = import_of_run(i, variant, unit, &n);

	*log = NULL;
	if (n == 0) {
		return "none of its tasks left anything";
	}
	for (size_t label = 0; label < i->labels.n; label++) {
		const struct quantum *q = of_label(all, n, label);
		if (q && q->metadata && q->why) {
			return arena_printf(a, "%s: %s", i->labels.at[label], q->why);
		}
		if (q && !q->metadata) {
			*log = lsst_log_errors(q->log, a);
			return arena_printf(a, "%s left no metadata, but a log", i->labels.at[label]);
		}
		if (!q && import_has_task(i, variant, label) && is_elsewhere(i, variant, unit, label)) {
			return arena_printf(a, "%s left neither metadata nor a log", i->labels.at[label]);
		}
	}
	return NULL;
}

/* When the first quantum that tells began, of all runs of a variant. Where none does, now: it was before. */
static nsec_t first_began(const struct imported *i, size_t variant)
{
	nsec_t first = clock_wall();

	for (size_t k = 0; k < i->quanta.n; k++) {
		const struct quantum *q = &i->quanta.at[k];
		if (q->variant == variant && q->metadata && !q->why && q->told.began < first) {
			first = q->told.began;
		}
	}
	return first;
}

/*
 * A step is a quantum. A quantum that failed is none: nobody knows how long it took. Of a run without any nobody knows when it was: it
 * goes with the first of its variant.
 */
static void sum_up(const struct imported *i, struct slot *s)
{
	const struct trial *t = s->trial;
	size_t n = 0;
	const struct quantum *q = import_of_run(i, t->variant, t->input, &n);
	struct outcome *o = &s->outcome;

	*o = (struct outcome){.accounting = ACCOUNT_QUANTA,
	                      .steps = NEW_ARRAY(s->arena, struct step_outcome, n)};
	s->started_wall = 0;
	for (size_t k = 0; k < n; k++) {
		if (q[k].metadata && !q[k].why) {
			lsst_add_step(o, i->labels.at[q[k].label], &q[k].told);
			s->started_wall = s->started_wall == 0 || q[k].told.began < s->started_wall
			                          ? q[k].told.began
			                          : s->started_wall;
		}
	}
	if (o->n_steps == 0) {
		s->started_wall = first_began(i, t->variant);
	}
	o->reason = why_failed(i, t->variant, t->input, s->arena, &o->log_tail);
	o->kind = !o->reason ? OUTCOME_OK : o->n_steps > 0 ? OUTCOME_EXIT : OUTCOME_NO_START;
}

/* Into a folder of its type, as it lies in a repository. */
static bool link_file(const struct slot *s, const char *type, const char *path, struct diag *d)
{
	const char *dir = fs_join(s->arena, s->dir, type);

	if (!fs_make_dirs(dir, d)) {
		return false;
	}
	const char *at = fs_join(s->arena, dir, strrchr(path, '/') + 1);
	return symlink(path, at) == 0 || diag_fail(d, NOWHERE, "%s: cannot be made: %s", at, strerror(errno));
}

static bool link_files(const struct importing *x, const struct slot *s, struct diag *d)
{
	const struct imported *i = x->i;
	size_t n = 0, n_metrics = 0;
	const struct quantum *q = import_of_run(i, s->trial->variant, s->trial->input, &n);
	const struct metric_file *m =
		import_metrics_of_run(i, s->trial->variant, s->trial->input, &n_metrics);
	bool ok = true;

	for (size_t k = 0; ok && k < n; k++) {
		ok = link_file(s, arena_printf(s->arena, "%s_metadata", i->labels.at[q[k].label]),
		               q[k].metadata, d);
	}
	for (size_t k = 0; ok && k < n_metrics; k++) {
		ok = link_file(s, m[k].type, m[k].path, d);
	}
	return ok;
}

/* Of one that went well. */
static bool look(const struct importing *x, struct slot *s, struct findings *found, struct diag *d)
{
	const struct spec *spec = x->study->spec;

	s->dir = fs_join(s->arena, x->scratch, "run");
	s->scope =
		scope_of_run(spec, &x->study->variants.at[s->trial->variant], &spec->inputs[s->trial->input],
	                     s->dir, run_name(x->study, s->trial, 1, s->arena), s->arena);
	bool ok = fs_make_dirs(s->dir, d) && link_files(x, s, d) && assess_timers(x->assessor, s, d) &&
	          assess_run(x->assessor, s, d, found);
	return fs_remove_tree(s->dir, d) && ok;
}

static void note_times(struct importing *x, const struct readings *found)
{
	const char *primary = x->study->spec->decide.time;
	const bool is_first = x->times.n == 0;

	for (size_t k = 0; k < found->n; k++) {
		const struct reading *r = &found->at[k];
		if (r->absent_reason) {
			continue;
		}
		x->is_timed = x->is_timed || strcmp(r->event, primary) == 0;
		if (is_first) {
			*vec_push(x->i->arena, &x->times) = arena_strdup(x->i->arena, r->event);
		}
	}
}

static bool take_run(struct importing *x, const struct trial *t, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct slot s = {.study = x->study, .arena = a, .trial = t, .attempt = 1};
	struct findings found = {0};

	sum_up(x->i, &s);
	if (s.outcome.kind == OUTCOME_OK && !look(x, &s, &found, d)) {
		return false;
	}
	note_times(x, &s.outcome.readings);
	const struct run_row row = {.experiment = x->experiment,
	                            .session = x->sessions[t->variant],
	                            .trial = t,
	                            .attempt = 1,
	                            .started_wall = s.started_wall,
	                            .outcome = &s.outcome,
	                            .findings = &found};
	x->sum->made++;
	x->sum->failed += s.outcome.kind != OUTCOME_OK;
	return store_run(x->db, &row, d);
}

/* --- sessions ------------------------------------------------------------------------------------------ */

struct nodes {
	VEC(const char *) at;
};

static const char *nodes_of(const struct imported *i, size_t variant)
{
	struct nodes all = {0};
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t k = 0; k < i->quanta.n; k++) {
		const char *node = i->quanta.at[k].told.node;
		size_t known = 0;
		while (node && known < all.at.n && strcmp(all.at.at[known], node) != 0) {
			known++;
		}
		if (i->quanta.at[k].variant == variant && node && known == all.at.n) {
			*vec_push(i->arena, &all.at) = node;
		}
	}
	for (size_t k = 0; k < all.at.n && k < NODES_NAMED; k++) {
		strbuf_addf(&b, "%s%s", k ? ", " : "", all.at.at[k]);
	}
	if (all.at.n > NODES_NAMED) {
		strbuf_addf(&b, " and %zu more", all.at.n - NODES_NAMED);
	}
	return all.at.n ? strbuf_take(&b, i->arena) : "n/a (its metadata tell no node)";
}

/* One for all, since quanta of one run may have been on several: runs of different machines would not be compared. */
static struct facts machine_of(const struct imported *i)
{
	const size_t n = i->asked->n;
	struct fact *all = NEW_ARRAY(i->arena, struct fact, n + 1);

	all[0] = (struct fact){IMPORTED_FACT, i->asked->repository};
	for (size_t v = 0; v < n; v++) {
		all[v + 1] = (struct fact){arena_printf(i->arena, "nodes of %s", i->asked->sides[v].name),
		                           nodes_of(i, v)};
	}
	return (struct facts){all, n + 1};
}

static const char *fingerprint(const struct facts *f, struct arena *a)
{
	struct hasher *h = hash_begin(a);

	for (size_t k = 0; k < f->n; k++) {
		hash_text(h, f->at[k].name);
		hash_text(h, f->at[k].value);
	}
	struct digest digest = hash_end(h);
	return digest_hex(&digest, a);
}

static bool begin_sessions(struct importing *x, const struct butler_runs *runs)
{
	const struct imported *i = x->i;
	const struct facts machine = machine_of(i);
	bool ok = true;

	x->sessions = NEW_ARRAY(i->arena, int64_t, i->asked->n);
	for (size_t v = 0; ok && v < i->asked->n; v++) {
		const struct facts versions = import_versions(i, runs, v);
		const struct store_session row = {.experiment = x->experiment,
		                                  .host = &machine,
		                                  .host_fingerprint = fingerprint(&machine, i->arena),
		                                  .tool_version = SECATEUR_VERSION,
		                                  .parallel = 1,
		                                  .versions = &versions};
		ok = store_session_begin(x->db, &row, i->diag, &x->sessions[v]);
	}
	return ok;
}

static bool end_sessions(const struct importing *x)
{
	bool ok = true;

	for (size_t v = 0; v < x->i->asked->n; v++) {
		ok = store_session_end(x->db, x->sessions[v], x->i->diag) && ok;
	}
	return ok;
}

/* --- all of it ------------------------------------------------------------------------------------------ */

static bool take_runs(struct importing *x)
{
	const struct plan *p = x->study->plan;
	struct imported *i = x->i;
	bool ok = fs_make_temp_dir(fs_temp_folder(), "secateur-", i->arena, i->diag, &x->scratch);

	if (!ok) {
		return false;
	}
	x->assessor = assess_begin(x->study);
	for (size_t k = 0; ok && k < plan_count(p); k++) {
		ok = take_run(x, plan_at(p, k), i->diag);
	}
	assess_stop(x->assessor);
	return fs_remove_tree(x->scratch, i->diag) && ok;
}

static bool is_new(struct store *db, const char *name, struct diag *d)
{
	bool holds = false;

	return store_holds(db, name, d, &holds) &&
	       (!holds || diag_fail(d, NOWHERE,
	                            "the database holds '%s' already: import into another one (--db)", name));
}

/* A name that no run has would leave all variants undecided, whatever there is. */
static bool has_time_to_decide(const struct importing *x)
{
	const char *asked = x->i->asked->decides;

	return x->is_timed || strcmp(asked, "wall") == 0 || strcmp(asked, "cpu") == 0 || x->times.n == 0 ||
	       diag_fail(x->i->diag, NOWHERE, "--decide %s: no run tells such a time%s", asked,
	                 near_hint(asked, x->times.at, x->times.n, x->i->arena));
}

/* The runs are there as a whole, or not at all: some of them would be taken for all. */
static enum engine_end write_all(struct importing *x, const struct butler_runs *runs)
{
	const struct store_plan frozen = {
		.spec = x->study->spec, .variants = &x->study->variants, .digest = &x->study->digest};
	struct diag *d = x->i->diag;
	const bool is_taken = store_begin(x->db, d) && store_freeze(x->db, &frozen, d, &x->experiment) &&
	                      begin_sessions(x, runs) && take_runs(x) && end_sessions(x);
	const bool is_refused = is_taken && !has_time_to_decide(x);

	if (!store_finish(x->db, is_taken && !is_refused, d)) {
		return is_refused ? ENGINE_FAILED : ENGINE_BAD_DATABASE;
	}
	return engine_judge(x->db, x->i->arena, d) ? ENGINE_DONE : ENGINE_BAD_DATABASE;
}

enum engine_end engine_import(struct store *db, const struct import_request *q, struct arena *a,
                              struct diag *d, struct run_summary *ret)
{
	struct butler_runs *runs = NEW_ARRAY(a, struct butler_runs, q->n);
	struct imported found = {.asked = q, .arena = a, .diag = d};
	struct study study;
	struct source *in = NEW(a, struct source);
	char *here = NULL;

	*ret = (struct run_summary){0};
	if (!is_new(db, import_name(q, a), d)) {
		return ENGINE_BAD_DATABASE;
	}
	if (!import_find(&found, runs) || !fs_dir_of("x", a, d, &here)) {
		return ENGINE_FAILED;
	}
	*in = (struct source){"the imported experiment", import_spec(&found)};
	if (!engine_prepare_text(in, here, &(struct spec_options){0}, a, d, &study)) {
		return ENGINE_FAILED;
	}
	struct importing x = {.i = &found, .study = &study, .db = db, .sum = ret};
	return write_all(&x, runs);
}
