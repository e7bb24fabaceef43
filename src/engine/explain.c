/*
 * The way from runs to one number, walked once more with the functions that made it: see evidence_costs.c, evidence_quality.c and
 * adjust in evidence.c.
 */
#include "engine_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/explanation.h"
#include "secateur/stats/adjust.h"
#include "secateur/stats/distribution.h"
#include "secateur/store/store.h"

enum { MOST_LISTED = 200 }; /* observations whose averages are listed */

struct explainer {
	struct table *t;
	size_t variant, reference;
	enum explained kind;
	size_t at; /* the cost, the metric or the output */
	bool is_counted, is_relative;
	size_t until; /* the row from which on the look that settled it leaves runs out */
	struct explanation *to;
	struct arena *a;
};

/* --- what is asked for ---------------------------------------------------------------------------- */

static bool find_variant(const struct evidence *e, const char *name, struct arena *a, struct diag *d,
                         size_t *ret)
{
	VEC(const char *) names = {0};

	const size_t found = variant_called(e, name);

	if (found < e->n_variants) {
		*ret = found;
		return true;
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		*vec_push(a, &names) = e->variants[i].name;
	}
	return diag_fail(d, NOWHERE, "no variant is named '%s'%s", name,
	                 near_hint(name, names.at, names.n, a));
}

/* The same costs, metrics and outputs are there of every variant. */
static bool find_measure(struct explainer *x, const struct variant_evidence *v, const char *name,
                         struct diag *d)
{
	VEC(const char *) names = {0};
	struct explanation *to = x->to;

	for (size_t i = 0; i < v->n_costs; i++) {
		*vec_push(x->a, &names) = v->costs[i].name;
		if (strcmp(v->costs[i].name, name) == 0) {
			to->cost = &v->costs[i];
			to->unit = to->cost->unit;
			x->at = i;
			return true;
		}
	}
	for (size_t i = 0; i < v->n_qualities; i++) {
		*vec_push(x->a, &names) = v->qualities[i].criterion.name;
		if (strcmp(v->qualities[i].criterion.name, name) == 0) {
			to->quality = &v->qualities[i];
			to->unit = to->quality->criterion.unit;
			x->kind = EXPLAINED_QUALITY;
			x->at = metric_called(x->t->from, name);
			return true;
		}
	}
	for (size_t i = 0; i < v->n_sameness; i++) {
		*vec_push(x->a, &names) = v->sameness[i].name;
		if (strcmp(v->sameness[i].name, name) == 0) {
			to->output = &v->sameness[i];
			x->kind = EXPLAINED_OUTPUT;
			x->at = i;
			return true;
		}
	}
	diag_fail(d, NOWHERE, "'%s' is not measured%s", name, near_hint(name, names.at, names.n, x->a));
	diag_help(d, "a cost such as cpu, wall or peak_memory, a counter, a timer, a metric or an output is");
	return false;
}

/* --- runs ----------------------------------------------------------------------------------------- */

static struct dossier_value value_of(const struct explainer *x, const struct dossier_run *r)
{
	return x->kind == EXPLAINED_COST ? cost_of(x->t->from, r, x->at)
	                                 : dossier_metric(x->t->from, r, x->at);
}

static const char *absence(struct dossier_value v) { return dossier_why_absent(v, "not recorded"); }

static struct explained_run run_of(const struct explainer *x, const struct dossier_run *r)
{
	struct explained_run ret = {.attempt = r ? r->attempt : 0};

	if (!table_is_ok(r)) {
		return ret;
	}
	if (x->kind == EXPLAINED_OUTPUT) {
		ret.has_value = dossier_digest(x->t->from, r, x->at)->is_there;
		ret.sha256 = dossier_digest(x->t->from, r, x->at)->sha256;
		return ret;
	}
	struct dossier_value v = value_of(x, r);
	ret.has_value = !absence(v);
	ret.value = v.value;
	return ret;
}

static const char *name_of(const struct explainer *x, size_t variant)
{
	return x->t->from->variants[variant].name;
}

static const char *why_no_run(const struct explainer *x, size_t variant, size_t block,
                              const struct dossier_run *r)
{
	const char *name = name_of(x, variant);

	if (!r) {
		return changes_nothing(x->t->from, variant)
		               ? arena_printf(x->a, "%s was left out: in force, it changes nothing", name)
		       : block > x->t->settled[variant]
		               ? arena_printf(x->a, "%s was left out, since failures had settled it", name)
		               : arena_printf(x->a, "no run of %s", name);
	}
	return table_is_ok(r) ? NULL : arena_printf(x->a, "%s: %s", name, r->reason ? r->reason : "failed");
}

static const char *why_not_alike(const struct pair *p)
{
	return p->reference->trial.input != p->own->trial.input ? "not on one input"
	       : p->reference->host != p->own->host             ? "not on one machine"
	       : p->reference->accounting != p->own->accounting ? "not counted in one way"
	                                                        : NULL;
}

static const char *why_no_value(const struct explainer *x, const struct pair *p)
{
	if (x->kind == EXPLAINED_OUTPUT) {
		return dossier_digest(x->t->from, p->reference, x->at)->is_there
		               ? NULL
		               : "the reference has no such output";
	}
	struct dossier_value r = value_of(x, p->reference), o = value_of(x, p->own);
	const char *why = absence(r) ? absence(r) : absence(o);

	return why                                              ? why
	       : x->is_relative && r.value == 0 && o.value != 0 ? "the reference is 0: no relative change"
	                                                        : NULL;
}

static const char *why_not(const struct explainer *x, const struct pair *p, size_t block)
{
	const char *why = why_no_run(x, x->reference, block, p->reference);

	why = why ? why : why_no_run(x, x->variant, block, p->own);
	why = why ? why : why_not_alike(p);
	why = why || block < x->until ? why : "made after the look that had settled it";
	return why ? why : why_no_value(x, p);
}

static const char *host_of(const struct explainer *x, const struct dossier_run *r)
{
	const struct dossier *from = x->t->from;

	for (size_t i = 0; r->host < from->n_hosts && i < from->hosts[r->host].n; i++) {
		if (strcmp(from->hosts[r->host].at[i].name, "hostname") == 0) {
			return from->hosts[r->host].at[i].value;
		}
	}
	return arena_printf(x->a, "machine %u", r->host + 1);
}

static double difference(const struct explainer *x, double reference, double own)
{
	double d = own - reference;

	return x->kind == EXPLAINED_COST  ? log(own) - log(reference)
	       : x->is_relative && d != 0 ? d / fabs(reference)
	                                  : d;
}

static void add_pair(const struct explainer *x, struct explained_pair *p, size_t key)
{
	struct table *t = x->t;
	size_t n = x->to->n_observations; /* so far: of pairs that count */

	if (x->kind != EXPLAINED_OUTPUT && !p->why_not) {
		t->x[n] = p->reference.value;
		t->y[n] = p->own.value;
		t->key[n] = key;
		p->difference = difference(x, p->reference.value, p->own.value);
		x->to->n_observations++;
	}
}

/* From 1 on; 0: blocks are there but once. A warm-up is of no replicate's blocks, but of one database all the same. */
static uint32_t replicate_of(const struct dossier *from, const struct dossier_run *r)
{
	return from->n_replicates > 1 ? r->replicate + 1 : 0;
}

static void find_pairs(struct explainer *x)
{
	const struct dossier *from = x->t->from;
	VEC(struct explained_pair) pairs = {0};

	for (size_t b = from->n_warmup; b < x->t->n_blocks; b++) {
		struct pair p;
		table_pair(x->t, x->variant, b, &p);
		const struct dossier_run *r = p.own ? p.own : p.reference;
		if (!r || (from->is_duet && (!p.own || !p.reference))) {
			continue; /* not run yet, or a duet of others */
		}
		struct explained_pair *e = vec_push(x->a, &pairs);
		*e = (struct explained_pair){.has_block = true,
		                             .block = dossier_block_of(from, r),
		                             .replicate = replicate_of(from, r),
		                             .input = from->inputs[r->trial.input],
		                             .host = host_of(x, r),
		                             .reference = run_of(x, p.reference),
		                             .own = run_of(x, p.own),
		                             .why_not = why_not(x, &p, b)};
		add_pair(x, e, x->kind == EXPLAINED_COST ? observation_of(x->t, r) : r->trial.input);
	}
	x->to->pairs = pairs.at;
	x->to->n_pairs = pairs.n;
}

/* Instructions that were counted in a pass of their own: by input. */
static void find_counts(struct explainer *x)
{
	const struct dossier *from = x->t->from;
	const char *why;
	struct explained_pair *pairs = NEW_ARRAY(x->a, struct explained_pair, from->n_inputs);

	x->to->n_observations = counting_pairs(x->t, x->variant, &why);
	x->to->n_pairs = x->to->n_observations;
	for (size_t i = 0; i < x->to->n_pairs; i++) {
		double reference = x->t->x[i], own = x->t->y[i];
		pairs[i] = (struct explained_pair){
			.input = from->inputs[x->t->key[i]],
			.host = "-",
			.reference = {.attempt = 1, .has_value = true, .value = reference},
			.own = {.attempt = 1, .has_value = true, .value = own},
			.difference = difference(x, reference, own)};
	}
	x->to->pairs = pairs;
}

/* Warm-up, and attempts that were made once more. */
static void find_others(struct explainer *x)
{
	const struct dossier *from = x->t->from;
	VEC(struct explained_other) others = {0};

	for (size_t i = 0; i < from->n_runs; i++) {
		const struct dossier_run *r = &from->runs[i];
		const size_t v = r->trial.variant;
		const bool is_warmup = r->trial.phase == PHASE_WARMUP;
		if ((v != x->variant && v != x->reference) || r->trial.phase == PHASE_COUNTED ||
		    (!is_warmup &&
		     (r->trial.block >= x->t->n_blocks || table_run(x->t, v, r->trial.block) == r))) {
			continue;
		}
		*vec_push(x->a, &others) = (struct explained_other){
			.variant = name_of(x, v),
			.input = from->inputs[r->trial.input],
			.block = dossier_block_of(from, r),
			.replicate = replicate_of(from, r),
			.run = run_of(x, r),
			.why = is_warmup ? "warm-up"
		                         : arena_printf(x->a, "made once more, since it was disturbed%s%s",
		                                        r->disturbed ? ": " : "",
		                                        r->disturbed ? r->disturbed : "")};
	}
	x->to->others = others.at;
	x->to->n_others = others.n;
}

/* --- observations --------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static const char *name_of_block(const struct explainer *x, size_t row)
{
	const struct dossier *from = x->t->from;
	const size_t replicate = from->n_replicates > 1 ? (row - from->n_warmup) / from->n_blocks : 0;

	return from->n_replicates > 1 ? arena_printf(x->a, "block %zu of replicate %zu",
	                                             row - replicate * from->n_blocks, replicate + 1)
	                              : arena_printf(x->a, "block %zu", row);
}

/* The mean of each key, in their order, as stats_mean_by_key has them; the differences are in `d`. */
static double *observe(struct explainer *x, const double *d)
{
	const struct dossier *from = x->t->from;
	const size_t n = x->to->n_observations;
	const bool by_block = from->n_inputs == 1 && x->kind == EXPLAINED_COST;
	double *means = NEW_ARRAY(x->a, double, n);
	size_t *keys = NEW_ARRAY(x->a, size_t, n), n_means = 0;
	struct explained_observation *all = NEW_ARRAY(x->a, struct explained_observation, n);

	stats_mean_by_key(d, x->t->key, n, means);
	for (size_t i = 0; i < n; i++) {
		keys[i] = x->t->key[i];
	}
	if (n > 0) {
		qsort(keys, n, sizeof(*keys), by_key);
	}
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || keys[i] != keys[i - 1]) {
			all[n_means].of = by_block ? name_of_block(x, keys[i]) : from->inputs[keys[i]];
			all[n_means].mean = means[n_means];
			n_means++;
		}
		all[n_means - 1].n++;
	}
	x->to->observations = all;
	x->to->n_observations = n_means;
	return means;
}

static int upwards(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void list_averages(struct explainer *x, const double *d, size_t n)
{
	struct explanation *to = x->to;
	double *all = NEW_ARRAY(x->a, double, n *(n + 1) / 2);
	size_t m = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = i; k < n; k++) {
			all[m++] = (d[i] + d[k]) / 2;
			to->at_most += all[m - 1] <= 0;
			to->at_least += all[m - 1] >= 0;
		}
	}
	qsort(all, m, sizeof(*all), upwards);
	to->averages = all;
	to->median = m % 2 ? all[m / 2] : all[m / 2 - 1] / 2 + all[m / 2] / 2;
	to->low = all[(size_t)to->k - 1];
	to->high = all[m - (size_t)to->k];
}

static struct explained_t t_of(double at, double se, double df, double level)
{
	return (struct explained_t){at, se, df, df > 0 ? stats_t_quantile((1 - level) / 2, df) : INFINITY};
}

/* Of the inputs' means: as stats_ratio_of_totals has it. */
static void explain_total(struct explainer *x, size_t n)
{
	struct explanation *to = x->to;
	double *r = NEW_ARRAY(x->a, double, n), *o = NEW_ARRAY(x->a, double, n), squares = 0;
	const size_t n_means = stats_mean_by_key(x->t->x, x->t->key, n, r);

	stats_mean_by_key(x->t->y, x->t->key, n, o);
	for (size_t i = 0; i < n_means; i++) {
		to->sum_reference += r[i];
		to->sum_own += o[i];
	}
	const double ratio = to->sum_own / to->sum_reference, m = (double)n_means;
	for (size_t i = 0; i < n_means; i++) {
		double left = o[i] - ratio * r[i];
		squares += left * left;
	}
	double se = n_means > 1 ? sqrt(squares / (m * (m - 1))) / (to->sum_reference / m) : INFINITY;
	to->total = t_of(ratio, se, m - 1, to->level);
}

static void explain_cost(struct explainer *x)
{
	struct explanation *to = x->to;
	const struct evidence *e = to->evidence;
	const size_t n = to->n_observations;
	double *d = NEW_ARRAY(x->a, double, n);

	to->level = to->cost->is_primary ? to->variant->joint_confidence : e->confidence;
	if (n == 0 || !stats_log_ratios(x->t->x, x->t->y, n, d)) {
		to->n_observations = 0;
		return;
	}
	explain_total(x, n);
	const double *means = observe(x, d);
	const size_t n_means = to->n_observations;
	to->n_averages = (double)n_means * ((double)n_means + 1) / 2;
	to->k = fmax(1, stats_signed_rank_quantile((1 - to->level) / 2, n_means));
	to->is_span = x->is_counted && 1 - 2 * stats_signed_rank_cdf(to->k - 1, n_means) < to->level;
	if (n_means <= MOST_LISTED) {
		list_averages(x, means, n_means);
	}
}

static void explain_quality(struct explainer *x)
{
	struct explanation *to = x->to;
	const size_t n = to->n_observations;
	double *d = NEW_ARRAY(x->a, double, n);

	to->level = 1 - 2 * (1 - to->variant->joint_confidence);
	for (size_t i = 0; i < n; i++) {
		d[i] = difference(x, x->t->x[i], x->t->y[i]);
	}
	const double *means = observe(x, d);
	const size_t n_means = to->n_observations;
	if (n_means > 0) {
		to->sd = stats_sd(means, n_means);
		to->mean = t_of(stats_mean(means, n_means), to->sd / sqrt((double)n_means),
		                (double)n_means - 1, to->level);
	}
}

/* --- p over all variants -------------------------------------------------------------------------- */

static int by_p(const void *a, const void *b)
{
	const struct explained_step *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

static void explain_adjustment(struct explainer *x)
{
	const struct evidence *e = x->to->evidence;
	struct explained_step *steps = NEW_ARRAY(x->a, struct explained_step, e->n_variants);
	size_t n = 0;

	for (size_t i = 1; i < e->n_variants; i++) {
		const struct cost *c = primary_of(&e->variants[i]);
		const struct variant_evidence *v = &e->variants[i];
		const double own = c && !c->change.absent_reason ? c->change.p : 1;
		steps[n++] = (struct explained_step){.variant = v->name,
		                                     .own = own,
		                                     .share = v->alpha_share,
		                                     .p = fmin(1, own / v->alpha_share),
		                                     .adjusted = v->p_adjusted};
	}
	if (n > 0) {
		qsort(steps, n, sizeof(*steps), by_p);
	}
	for (size_t i = 0; i < n; i++) {
		steps[i].factor =
			e->error_rate == ERROR_FAMILY ? (double)(n - i) : (double)n / (double)(i + 1);
	}
	x->to->steps = steps;
	x->to->n_steps = n;
}

/* --- the whole ------------------------------------------------------------------------------------ */

static bool explain(struct table *t, const struct explain_number *of, struct diag *d, struct explanation *ret)
{
	const struct dossier *from = t->from;
	const struct evidence *e = t->facts;
	struct explanation to = {.evidence = e, .measure = of->measure};
	struct explainer x = {.t = t, .to = &to, .a = t->arena};
	const bool is_found = find_variant(e, of->variant, t->arena, d, &x.variant);

	if (!find_measure(&x, &e->variants[x.variant], of->measure, d) || !is_found) {
		return false;
	}
	to.variant = &e->variants[x.variant];
	to.kind = x.kind;
	x.reference = from->variants[x.variant].reference;
	x.until = to.variant->settled_after ? looks_row(from, to.variant->settled_after) : t->n_rows;
	to.together = (1 - to.variant->joint_confidence) / (1 - e->confidence) * (double)e->n_compared;
	to.n_least = stats_signed_rank_least(to.variant->joint_confidence);
	x.is_counted = x.kind == EXPLAINED_COST && x.at == timed_costs(from);
	x.is_relative = x.kind == EXPLAINED_QUALITY && to.quality->criterion.is_relative;
	if (x.is_counted) {
		find_counts(&x);
	} else {
		find_pairs(&x);
		find_others(&x);
	}
	if (x.variant == 0 || x.kind == EXPLAINED_OUTPUT) {
		to.n_observations = 0;
	} else if (x.kind == EXPLAINED_QUALITY) {
		explain_quality(&x);
	} else {
		explain_cost(&x);
		if (to.cost->is_primary) {
			explain_adjustment(&x);
		}
	}
	*ret = to;
	return true;
}

enum engine_end engine_explain(struct store *db, const struct explain_request *q, struct diag *d,
                               struct explanation *ret)
{
	struct dossier *from = NEW(q->arena, struct dossier);
	struct evidence *e = NEW(q->arena, struct evidence);
	struct selection s;

	if (!store_load(db, q->experiment, q->arena, d, from) || !evidence_is_of_plan(from, d)) {
		return ENGINE_BAD_DATABASE;
	}
	if (q->filter && !engine_select_recorded(from, q->filter, q->arena, d, &s)) {
		return ENGINE_FAILED;
	}
	weigh_variants(from, q->arena, e);
	e->filter = q->filter;
	struct table t = table_of(from, e, q->arena);
	bool ok = true;

	for (size_t i = 0; i < q->n; i++) {
		ok = explain(&t, &q->numbers[i], d, &ret[i]) && ok;
	}
	return ok ? ENGINE_DONE : ENGINE_FAILED;
}
