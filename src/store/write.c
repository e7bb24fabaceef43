/* Sessions, runs, verdicts: each call is one transaction. */
#include <math.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/clock.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/crowd.h"
#include "secateur/model/evidence.h"
#include "secateur/model/fact.h"
#include "secateur/model/metric.h"
#include "secateur/model/outcome.h"
#include "secateur/model/spec.h"
#include "secateur/model/trial.h"
#include "secateur/store/store.h"
#include "store_private.h"

static const char *fact(const struct facts *f, const char *name)
{
	for (size_t i = 0; f && i < f->n; i++) {
		if (strcmp(f->at[i].name, name) == 0) {
			return f->at[i].value;
		}
	}
	return NULL;
}

/* What differs between the last session's machine, when it is another, and this one; "" when it is not. */
static bool find_differences(struct store *s, const struct store_session *row, struct strbuf *differs,
                             struct diag *d)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	for (query_start(
		     &q,
		     "SELECT f.name, f.value FROM host h JOIN host_fact f ON f.host = h.id"
		     " WHERE h.id = (SELECT s.host FROM run r JOIN session s ON s.id = r.session WHERE r.experiment = ?1"
		     "  ORDER BY s.id DESC LIMIT 1) AND h.fingerprint <> ?2 AND f.name NOT IN ('load', 'boot_id')",
		     CELLS(int_cell(row->experiment), text_cell(row->host_fingerprint)));
	     query_next(&q);) {
		const char *name = query_peek(&q, 0), *was = query_peek(&q, 1), *is = fact(row->host, name);
		if (!is || strcmp(is, was) != 0) {
			strbuf_addf(differs, "%s%s %s, was %s", differs->len ? "; " : "", name,
			            is ? is : "unknown", was);
		}
	}
	return query_end(&q);
}

bool store_same_host(struct store *s, const struct store_session *row, struct diag *d)
{
	AUTO_STRBUF struct strbuf differs = STRBUF_INIT;

	if (!find_differences(s, row, &differs, d)) {
		return false;
	}
	if (differs.len == 0) {
		return true;
	}
	diag_fail(d, NOWHERE, "%s: its runs were made on another machine: %s", s->path, differs.text);
	diag_help(
		d,
		"--accept-new-environment goes on with it here; runs of different machines are not compared");
	return false;
}

static bool put_host(struct store *s, const struct store_session *row, struct diag *d, int64_t *ret)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	if (!store_put(s, d, PUT_HOST,
	               CELLS(text_cell(row->host_fingerprint), text_cell(fact(row->host, "hostname")),
	                     text_cell(fact(row->host, "kernel")), text_cell(fact(row->host, "cpu_model")),
	                     text_cell(row->hwloc_xml)))) {
		return false;
	}
	query_start(&q, "SELECT id FROM host WHERE fingerprint = ?", CELLS(text_cell(row->host_fingerprint)));
	if (query_next(&q)) {
		*ret = query_int(&q, 0);
	}
	return query_end(&q);
}

static bool put_facts(struct store *s, const struct store_session *row, int64_t host, int64_t session,
                      struct diag *d)
{
	for (size_t i = 0; row->host && i < row->host->n; i++) {
		const struct fact *f = &row->host->at[i];

		if (!store_put(s, d, PUT_HOST_FACT,
		               CELLS(int_cell(host), text_cell(f->name), text_cell(f->value))) ||
		    !store_put(s, d, PUT_SESSION_FACT,
		               CELLS(int_cell(session), int_cell(host), text_cell(f->name),
		                     text_cell(f->value)))) {
			return false;
		}
	}
	for (size_t i = 0; row->versions && i < row->versions->n; i++) {
		const struct fact *f = &row->versions->at[i];

		if (!store_put(s, d, PUT_SESSION_VERSION,
		               CELLS(int_cell(session), text_cell(f->name), text_cell(f->value)))) {
			return false;
		}
	}
	return true;
}

static bool put_session(struct store *s, const struct store_session *row, struct diag *d, int64_t *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	int64_t host = 0;

	if (!put_host(s, row, d, &host) ||
	    !store_put(s, d, PUT_SESSION,
	               CELLS(int_cell(row->experiment), int_cell(host),
	                     text_cell(clock_iso8601(clock_wall(), a)), text_cell(row->tool_version),
	                     int_cell(getpid()), text_cell(row->cpuset), text_cell(row->runner_cpus),
	                     int_cell(row->runner_shares), int_cell(row->parallel),
	                     word_cell(&store_caches, row->cache), text_cell(row->threads)))) {
		return false;
	}
	*ret = sqlite3_last_insert_rowid(s->db);
	return put_facts(s, row, host, *ret, d);
}

bool store_session_begin(struct store *s, const struct store_session *row, struct diag *d, int64_t *ret)
{
	int64_t session = 0;

	if (!store_finish(s, store_begin(s, d) && put_session(s, row, d, &session), d)) {
		return false;
	}
	*ret = session;
	return true;
}

bool store_session_end(struct store *s, int64_t session, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();

	return store_put(s, d, END_SESSION,
	                 CELLS(int_cell(session), text_cell(clock_iso8601(clock_wall(), a))));
}

/* RFC 4122, version 4. NULL when there is no randomness, which is told. */
static const char *new_uuid(struct store *s, struct arena *a, struct diag *d)
{
	unsigned char b[16];

	if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b)) {
		diag_fail(d, NOWHERE, "%s: no random bytes for the run's id", s->path);
		return NULL;
	}
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	return arena_printf(a, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
	                    b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
	                    b[14], b[15]);
}

/* Only where the outcome is of that kind: a run killed at its limit has a signal that says nothing.
 */
static struct cell code_cell(const struct step_outcome *last, enum outcome_kind kind)
{
	if (!last || last->kind != kind) {
		return null_cell();
	}
	return int_cell(kind == OUTCOME_EXIT ? last->exit_code : last->signal);
}

/* Nothing is measured of a program that did not start: that is no 0. */
static struct cell measured_cell(bool started, int64_t value)
{
	return started ? int_cell(value) : null_cell();
}

static bool put_run(struct store *s, const struct run_row *row, const char *id, struct arena *a,
                    struct diag *d)
{
	const struct trial *t = row->trial;
	const struct outcome *o = row->outcome;
	const struct step_outcome *last =
		o->n_steps && o->kind == o->steps[o->n_steps - 1].kind ? &o->steps[o->n_steps - 1] : NULL;
	bool started = o->n_steps > 0 && o->steps[0].kind != OUTCOME_NO_START;
	int rc = store_try(
		s, PUT_RUN,
		CELLS(text_cell(id), int_cell(row->experiment), int_cell(row->session), int_cell(t->variant),
	              int_cell(t->input), int_cell(t->block), int_cell(t->position), int_cell(row->attempt),
	              word_cell(&store_phases, t->phase), text_cell(clock_iso8601(row->started_wall, a)),
	              word_cell(&store_outcomes, o->kind), code_cell(last, OUTCOME_EXIT),
	              code_cell(last, OUTCOME_SIGNAL), text_cell(o->reason), text_cell(o->log_tail),
	              measured_cell(started, o->wall_ns), measured_cell(started, o->user_ns),
	              measured_cell(started, o->sys_ns),
	              measured_cell(started, (int64_t)o->peak_memory_bytes), text_cell(row->cpus),
	              text_cell(row->scratch), word_cell(&store_accountings, o->accounting),
	              text_cell(o->disturbed), row->is_padded ? int_cell(row->padding) : null_cell()));

	if (rc == SQLITE_CONSTRAINT_UNIQUE) {
		return diag_fail(d, NOWHERE,
		                 "%s: the run of block %u, position %u (attempt %u) is in the "
		                 "database already",
		                 s->path, t->block, t->position, row->attempt);
	}
	return rc == SQLITE_DONE || store_fail(s, "write a run", d);
}

static struct cell value_cell(double value, const char *absent_reason)
{
	return absent_reason || !isfinite(value) ? null_cell() : real_cell(value);
}

static struct cell absence_cell(double value, const char *absent_reason)
{
	return text_cell(absent_reason ? absent_reason : isfinite(value) ? NULL : "not a finite number");
}

static bool put_readings(struct store *s, const char *id, struct cell step, const struct readings *readings,
                         struct diag *d)
{
	for (size_t i = 0; i < readings->n; i++) {
		const struct reading *r = &readings->at[i];
		struct cell share = r->absent_reason ? null_cell() : real_cell(r->enabled_share);

		if (!store_put(s, d, PUT_READING,
		               CELLS(text_cell(id), step, text_cell(r->event),
		                     value_cell(r->value, r->absent_reason), text_cell(r->unit), share,
		                     absence_cell(r->value, r->absent_reason)))) {
			return false;
		}
	}
	return true;
}

static bool put_conditions(struct store *s, const char *id, const struct readings *conditions, struct diag *d)
{
	for (size_t i = 0; i < conditions->n; i++) {
		const struct reading *r = &conditions->at[i];

		if (!store_put(s, d, PUT_CONDITION,
		               CELLS(text_cell(id), text_cell(r->event),
		                     value_cell(r->value, r->absent_reason), text_cell(r->unit),
		                     absence_cell(r->value, r->absent_reason)))) {
			return false;
		}
	}
	return true;
}

static bool put_steps(struct store *s, const char *id, const struct outcome *o, struct diag *d)
{
	for (size_t i = 0; i < o->n_steps; i++) {
		const struct step_outcome *p = &o->steps[i];
		bool started = p->kind != OUTCOME_NO_START;

		if (!store_put(s, d, PUT_STEP,
		               CELLS(text_cell(id), int_cell((int64_t)i), text_cell(p->name),
		                     int_cell(p->iteration), word_cell(&store_outcomes, p->kind),
		                     code_cell(p, OUTCOME_EXIT), code_cell(p, OUTCOME_SIGNAL),
		                     measured_cell(started, p->wall_ns), measured_cell(started, p->user_ns),
		                     measured_cell(started, p->sys_ns),
		                     measured_cell(started, (int64_t)p->peak_memory_bytes))) ||
		    !put_readings(s, id, int_cell((int64_t)i), &p->readings, d)) {
			return false;
		}
	}
	return true;
}

static bool put_findings(struct store *s, const char *id, const struct findings *f, struct arena *a,
                         struct diag *d)
{
	for (size_t i = 0; f && i < f->metrics.n; i++) {
		const struct metric *m = &f->metrics.at[i];

		if (!store_put(s, d, PUT_METRIC,
		               CELLS(text_cell(id), text_cell(m->name),
		                     value_cell(m->value, m->absent_reason), text_cell(m->unit),
		                     absence_cell(m->value, m->absent_reason)))) {
			return false;
		}
	}
	for (size_t i = 0; f && i < f->artifacts.n; i++) {
		const struct artifact *x = &f->artifacts.at[i];

		if (!store_put(s, d, PUT_ARTIFACT,
		               CELLS(text_cell(id), text_cell(x->name), text_cell(x->path),
		                     int_cell((int64_t)x->bytes), text_cell(digest_hex(&x->sha256, a))))) {
			return false;
		}
	}
	return true;
}

static bool put_whole_run(struct store *s, const struct run_row *row, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *id = new_uuid(s, a, d);
	const struct outcome *o = row->outcome;

	return id && put_run(s, row, id, a, d) && put_steps(s, id, o, d) &&
	       put_readings(s, id, null_cell(), &o->readings, d) &&
	       put_conditions(s, id, &o->conditions, d) && put_findings(s, id, row->findings, a, d);
}

bool store_run(struct store *s, const struct run_row *row, struct diag *d)
{
	return store_finish(s, store_begin(s, d) && put_whole_run(s, row, d), d);
}

bool store_runs(struct store *s, const struct run_row *rows, size_t n, struct diag *d)
{
	bool ok = store_begin(s, d);

	for (size_t i = 0; ok && i < n; i++) {
		ok = put_whole_run(s, &rows[i], d);
	}
	return store_finish(s, ok, d);
}

static const char *find_run(struct store *s, const struct run_key *k, struct arena *a, struct diag *d)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};
	const char *id = NULL;

	for (query_start(
		     &q,
		     "SELECT id FROM run WHERE experiment = ? AND block = ? AND replicate = 0 AND position = ?"
		     " AND attempt = ?",
		     CELLS(int_cell(k->experiment), int_cell(k->trial->block), int_cell(k->trial->position),
	                   int_cell(k->attempt)));
	     query_next(&q);) {
		id = query_text(&q, 0, a);
	}
	return query_end(&q) && (id || diag_fail(d, NOWHERE, "%s: damaged: a run is gone", s->path)) ? id
	                                                                                             : NULL;
}

bool store_findings(struct store *s, const struct run_key *of, const struct findings *f, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *id = find_run(s, of, a, d);

	return id && store_finish(s, store_begin(s, d) && put_findings(s, id, f, a, d), d);
}

bool store_count(struct store *s, const struct count_row *row, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct trial *t = row->trial;
	const struct reading *r = row->reading;

	return store_finish(
		s,
		store_begin(s, d) &&
			store_put(s, d, PUT_COUNT,
	                          CELLS(int_cell(row->experiment),
	                                row->session ? int_cell(row->session) : null_cell(),
	                                int_cell(t->variant), int_cell(t->input), int_cell(t->position),
	                                value_cell(r->value, r->absent_reason),
	                                absence_cell(r->value, r->absent_reason),
	                                text_cell(clock_iso8601(clock_wall(), a)))),
		d);
}

static struct cell change_cell(const struct change *c, double value)
{
	return c->absent_reason ? null_cell() : real_cell(value);
}

bool store_crowd(struct store *s, const struct store_crowd *row, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct crowd *c = row->crowd;

	return store_finish(
		s,
		store_begin(s, d) &&
			store_put(s, d, PUT_CROWD,
	                          CELLS(int_cell(row->experiment), text_cell(row->host_fingerprint),
	                                int_cell(c->runs), change_cell(&c->cpu, c->cpu.estimate),
	                                change_cell(&c->cpu, c->cpu.low), change_cell(&c->cpu, c->cpu.high),
	                                change_cell(&c->wall, c->wall.estimate),
	                                change_cell(&c->wall, c->wall.low),
	                                change_cell(&c->wall, c->wall.high), int_cell(c->is_bearable),
	                                text_cell(clock_iso8601(clock_wall(), a)))),
		d);
}

/* One measure of one variant: what its row says beyond the variant's own. */
struct judged {
	const char *kind, *measure, *method;
	const struct change *change;
	struct cell judgement;
};

/** One decision: all its rows bear the same time. */
struct decision {
	struct store *store;
	int64_t experiment;
	const char *utc;
	const char *adjusted; /* how p is */
};

static bool put_verdict(const struct decision *to, const struct variant_evidence *v, const struct judged *j,
                        struct diag *d)
{
	const struct change *c = j->change;
	bool absent = c->absent_reason || isnan(c->estimate);
	const char *why_absent = c->absent_reason ? c->absent_reason : absent ? "not a number" : NULL;
	const char *reference = v->reference ? v->reference : v->name;

	return store_put(
		to->store, d, PUT_VERDICT,
		CELLS(int_cell(to->experiment), text_cell(v->name), text_cell(j->kind), text_cell(j->measure),
	              text_cell(reference), int_cell((int64_t)c->n),
	              absent ? null_cell() : real_cell(c->estimate), absent ? null_cell() : real_cell(c->low),
	              absent ? null_cell() : real_cell(c->high), real_cell(c->reference),
	              text_cell(why_absent), j->judgement, word_cell(&store_verdict_words, v->verdict),
	              text_cell(v->why), text_cell(j->method), text_cell(to->utc)));
}

/* What the numbers are, and whether they may decide. */
static const char *method_of_cost(const struct decision *to, const struct variant_evidence *v,
                                  const struct cost *c, struct arena *a)
{
	if (v->is_baseline || c->change.absent_reason) {
		return "relative change, from log ratios";
	}
	if (strcmp(c->name, EXACT_EVENT) == 0) {
		return arena_printf(a, "relative change, from log ratios of exact counts, at %.6g%s",
		                    c->change.level, c->is_primary ? "" : "; exploratory");
	}
	if (!c->is_primary) {
		return arena_printf(
			a,
			"relative change, from log ratios: Hodges-Lehmann, signed ranks at %.6g; exploratory",
			c->change.level);
	}
	return arena_printf(
		a,
		"relative change, from log ratios: Hodges-Lehmann, signed ranks at %.6g, p = %.3g, "
		"adjusted %.3g (%s)",
		c->change.level, c->change.p, v->p_adjusted, to->adjusted);
}

static const char *method_of_quality(const struct quality_change *q, struct arena *a)
{
	const char *what = q->criterion.is_relative ? "relative change" : "difference in the metric's unit";

	return q->change.absent_reason || q->change.level == 0
	               ? what
	               : arena_printf(a, "%s: mean, Student's t at %.6g", what, q->change.level);
}

static bool put_variant_verdicts(const struct decision *to, const struct variant_evidence *v, struct arena *a,
                                 struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; i < v->n_costs && ok; i++) {
		const struct cost *c = &v->costs[i];

		ok = put_verdict(to, v,
		                 &(struct judged){"cost", c->name, method_of_cost(to, v, c, a), &c->change,
		                                  null_cell()},
		                 d);
	}
	for (size_t i = 0; i < v->n_qualities && ok; i++) {
		const struct quality_change *q = &v->qualities[i];

		ok = put_verdict(to, v,
		                 &(struct judged){"quality", q->criterion.name, method_of_quality(q, a),
		                                  &q->change, word_cell(&store_judgements, q->judgement)},
		                 d);
	}
	return ok;
}

bool store_verdicts(struct store *s, int64_t experiment, const struct evidence *e, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct decision now = {s, experiment, clock_iso8601(clock_wall(), a),
	                       e->error_rate == ERROR_FAMILY ? "Holm" : "Benjamini-Hochberg"};
	bool ok = store_begin(s, d) && store_put(s, d, CLEAR_VERDICTS, CELLS(int_cell(experiment)));

	for (size_t i = 0; i < e->n_variants && ok; i++) {
		ok = put_variant_verdicts(&now, &e->variants[i], a, d);
	}
	return store_finish(s, ok, d);
}

bool store_clear_verdicts(struct store *s, int64_t experiment, struct diag *d)
{
	return store_put(s, d, CLEAR_VERDICTS, CELLS(int_cell(experiment)));
}

bool store_is_judged(struct store *s, int64_t experiment, struct diag *d, bool *ret)
{
	AUTO_QUERY struct query q = {.store = s, .diag = d};

	*ret = false;
	query_start(&q, "SELECT EXISTS (SELECT 1 FROM verdict WHERE experiment = ?)",
	            CELLS(int_cell(experiment)));
	if (query_next(&q)) {
		*ret = query_int(&q, 0) != 0;
	}
	return query_end(&q);
}
