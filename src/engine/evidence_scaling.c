/* How the primary cost goes with the numbers of the inputs, with covariates, and along the runs: something that is kept from run to run grows. */
#include "engine_private.h"

#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/adjust.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/diagnose.h"

enum { LEAST_POINTS = 6 };
#define NO_METRIC SIZE_MAX

/** What is looked at: a column or a covariate, or, where `values` is NULL, the place of blocks. */
struct looking {
	const struct table *t;
	size_t cost;
	const double *values;
	size_t covariate; /* the metric that values are of; NO_METRIC: of none */
	size_t n, *input; /* of a variant, one after the other: the observations */
	double *place, *value;
};

static void observe(struct looking *l, const struct dossier_run *r, double value)
{
	l->input[l->n] = r->trial.input;
	l->place[l->n] = (double)l->t->when[r->trial.block];
	l->value[l->n++] = value;
}

static bool cost_in(const struct looking *l, const struct dossier_run *r, double *ret)
{
	struct dossier_value v = cost_of(l->t->from, r, l->cost);

	*ret = v.value;
	return dossier_has_value(v);
}

/* What the run was given; of what is along no covariate 0. */
static bool was_given(const struct looking *l, const struct dossier_run *r, double *ret)
{
	if (l->covariate == NO_METRIC) {
		*ret = 0;
		return true;
	}
	const struct dossier_value v = dossier_metric(l->t->from, r, l->covariate);

	*ret = v.value;
	return dossier_has_value(v);
}

static void observe_own(struct looking *l, size_t variant)
{
	double given, y;

	l->n = 0;
	for (size_t b = l->t->from->n_warmup; b < l->t->n_blocks; b++) {
		const struct dossier_run *r = table_run(l->t, variant, b);
		if (table_is_ok(r) && was_given(l, r, &given) && cost_in(l, r, &y)) {
			observe(l, r, y);
		}
	}
}

/* A difference is that of the change where both were given the same. */
static void observe_difference(struct looking *l, size_t variant)
{
	struct pair p;
	double given, given_too, x, y;

	l->n = 0;
	for (size_t b = l->t->from->n_warmup; b < l->t->n_blocks; b++) {
		if (table_pair(l->t, variant, b, &p) && was_given(l, p.reference, &given) &&
		    was_given(l, p.own, &given_too) && given == given_too && cost_in(l, p.reference, &x) &&
		    cost_in(l, p.own, &y)) {
			observe(l, p.own, y - x);
		}
	}
}

/* One value for each input that has a number; returns how many. */
static size_t average_inputs(const struct looking *l, double *x, double *y)
{
	AUTO_ARENA struct arena *a = arena_new();
	const size_t n_inputs = l->t->from->n_inputs;
	double *sum = NEW_ARRAY(a, double, n_inputs), *n = NEW_ARRAY(a, double, n_inputs);
	size_t n_points = 0;

	for (size_t i = 0; i < l->n; i++) {
		sum[l->input[i]] += l->value[i];
		n[l->input[i]]++;
	}
	for (size_t i = 0; i < n_inputs; i++) {
		if (n[i] > 0 && isfinite(l->values[i])) {
			x[n_points] = l->values[i];
			y[n_points++] = sum[i] / n[i];
		}
	}
	return n_points;
}

/*
 * Where inputs come again, what lies between them is no matter of order: the last run on each input beside its first, by the blocks between
 * them. Without a trend either sign is as likely, so these are signed ranks.
 */
static size_t slopes_on_inputs(const struct looking *l, struct arena *a, double **ret)
{
	const size_t n_inputs = l->t->from->n_inputs;
	size_t *first = NEW_ARRAY(a, size_t, n_inputs), *last = NEW_ARRAY(a, size_t, n_inputs), n = 0;

	*ret = NEW_ARRAY(a, double, n_inputs);
	for (size_t i = l->n; i-- > 0;) {
		first[l->input[i]] = i;
		last[l->input[i]] = last[l->input[i]] > i ? last[l->input[i]] : i;
	}
	for (size_t i = 0; i < n_inputs; i++) {
		if (last[i] > first[i]) {
			(*ret)[n++] = (l->value[last[i]] - l->value[first[i]]) /
			              (l->place[last[i]] - l->place[first[i]]);
		}
	}
	return n;
}

static struct slope slope_on_inputs(const struct looking *l)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *d = NULL;
	const size_t n = slopes_on_inputs(l, a, &d);

	if (n < LEAST_POINTS) {
		return (struct slope){.n = n,
		                      .p = 1,
		                      .p_adjusted = 1,
		                      .absent_reason = "fewer than six inputs that came again"};
	}
	struct estimate e = stats_signed_rank(d, n, l->t->facts->confidence);
	return (struct slope){.n = n,
	                      .at = e.at,
	                      .low = e.low,
	                      .high = e.high,
	                      .p = e.p,
	                      .p_adjusted = 1,
	                      .absent_reason = e.absent_reason};
}

static bool inputs_come_again(const struct table *t)
{
	return t->from->n_inputs > 1 && t->facts->n_own_blocks >= 2 * t->from->n_inputs;
}

static struct slope slope_of(struct looking *l)
{
	AUTO_ARENA struct arena *a = arena_new();
	const size_t room = l->values ? l->t->from->n_inputs : l->n;
	double *x = l->place, *y = l->value;
	size_t n = l->n;

	if (!l->values && inputs_come_again(l->t)) {
		return slope_on_inputs(l);
	}
	if (l->values) {
		x = NEW_ARRAY(a, double, room);
		y = NEW_ARRAY(a, double, room);
		n = average_inputs(l, x, y);
	}
	struct slope s = {.n = n, .p = 1, .p_adjusted = 1};
	if (n < LEAST_POINTS) {
		s.absent_reason = l->values ? "fewer than six inputs with a number" : "fewer than six blocks";
		return s;
	}
	struct trend r = stats_trend(x, y, stats_group_neighbours(x, y, n), l->t->facts->confidence);
	s.absent_reason = r.absent_reason;
	if (!r.absent_reason) {
		s.at = r.slope;
		s.low = r.low;
		s.high = r.high;
		s.p = r.p;
	}
	return s;
}

/* Of each input what a variant's runs were given, on average. */
static const double *covariate_of(const struct table *t, size_t metric, size_t variant)
{
	const struct dossier *from = t->from;
	double *sum = NEW_ARRAY(t->arena, double, from->n_inputs),
	       *n = NEW_ARRAY(t->arena, double, from->n_inputs);

	for (size_t b = from->n_warmup; b < t->n_blocks; b++) {
		const struct dossier_run *r = table_run(t, variant, b);
		if (!table_is_ok(r)) {
			continue;
		}
		const struct dossier_value v = dossier_metric(from, r, metric);
		if (dossier_has_value(v)) {
			sum[r->trial.input] += v.value;
			n[r->trial.input]++;
		}
	}
	for (size_t i = 0; i < from->n_inputs; i++) {
		sum[i] = n[i] > 0 ? sum[i] / n[i] : NAN;
	}
	return sum;
}

static struct variant_scaling scaling_of(struct looking *l, size_t variant)
{
	const struct dossier *from = l->t->from;
	struct variant_scaling v = {.variant = from->variants[variant].name,
	                            .reference = from->variants[from->variants[variant].reference].name,
	                            .beside = {.absent_reason = "it is the baseline"}};

	if (l->covariate != NO_METRIC) {
		l->values = covariate_of(l->t, l->covariate, variant);
	}
	v.values = l->values;
	observe_own(l, variant);
	v.own = slope_of(l);
	if (variant > 0) {
		observe_difference(l, variant);
		v.beside = slope_of(l);
	}
	return v;
}

static bool varies(const double *values, size_t n, double *from, double *to)
{
	size_t n_there = 0;

	*from = INFINITY;
	*to = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		if (isfinite(values[i])) {
			*from = fmin(*from, values[i]);
			*to = fmax(*to, values[i]);
			n_there++;
		}
	}
	return n_there >= LEAST_POINTS && *from < *to;
}

/** What was found. */
struct found {
	VEC(struct scaling) at;
	VEC(size_t) covariates; /* of each; NO_METRIC: it is along none */
	VEC(struct slope *) tests;
};

static void look(struct looking *l, const struct evidence *e, const char *column, struct found *f)
{
	struct arena *a = l->t->arena;
	struct variant_scaling *all = NEW_ARRAY(a, struct variant_scaling, e->n_variants);
	struct scaling s = {.column = column, .variants = all, .n_variants = e->n_variants};

	if (l->values && !varies(l->values, l->t->from->n_inputs, &s.from, &s.to)) {
		return;
	}
	if (!l->values) {
		s.from = (double)l->t->from->n_warmup;
		s.to = (double)l->t->n_blocks - 1;
	}
	for (size_t v = 0; v < e->n_variants; v++) {
		all[v] = scaling_of(l, v);
		struct slope *tested = v ? &all[v].beside : &all[v].own;
		if (!tested->absent_reason) {
			*vec_push(a, &f->tests) = tested;
		}
	}
	*vec_push(a, &f->at) = s;
	*vec_push(a, &f->covariates) = l->covariate;
}

static void adjust(const struct table *t, struct found *f)
{
	double *p = NEW_ARRAY(t->arena, double, f->tests.n);

	for (size_t i = 0; i < f->tests.n; i++) {
		p[i] = f->tests.at[i]->p;
	}
	if (f->tests.n > 0) {
		stats_adjust(ADJUST_HOLM, p, f->tests.n, p);
	}
	for (size_t i = 0; i < f->tests.n; i++) {
		f->tests.at[i]->p_adjusted = p[i];
	}
	for (size_t i = 0; i < f->at.n; i++) {
		struct scaling *s = &f->at.at[i];
		for (size_t v = 0; v < s->n_variants; v++) {
			const struct slope *tested = v ? &s->variants[v].beside : &s->variants[v].own;
			s->flagged = s->flagged || tested->p_adjusted < 1 - t->facts->confidence;
		}
	}
}

static int steepest_first(const void *x, const void *y)
{
	const double a = fabs(((const struct timer_slope *)x)->slope.at),
		     b = fabs(((const struct timer_slope *)y)->slope.at);

	return a < b ? 1 : a > b ? -1 : 0;
}

/* `all`: of timers that have a slope. Returns how many of them are no chance, which come first. */
static size_t pick_timers(const struct table *t, struct timer_slope *all, size_t n)
{
	double *p = NEW_ARRAY(t->arena, double, n);
	size_t n_seen = 0;

	for (size_t i = 0; i < n; i++) {
		p[i] = all[i].slope.p;
	}
	if (n > 0) {
		stats_adjust(ADJUST_HOLM, p, n, p);
	}
	for (size_t i = 0; i < n; i++) {
		all[i].slope.p_adjusted = p[i];
		if (p[i] < 1 - t->facts->confidence) {
			const struct timer_slope seen = all[i];
			all[i] = all[n_seen];
			all[n_seen++] = seen;
		}
	}
	qsort(all, n_seen, sizeof(*all), steepest_first);
	return n_seen;
}

/* Which parts of the baseline's time go with the column: the primary is one of them, and known. */
static void look_at_timers(struct looking *l, struct scaling *s)
{
	const struct dossier *from = l->t->from;
	struct timer_slope *all = NEW_ARRAY(l->t->arena, struct timer_slope, from->n_events);

	l->values = s->variants[0].values;
	for (size_t event = next_timer(from, 0); event < from->n_events;
	     event = next_timer(from, event + 1)) {
		l->cost = N_OWN_COSTS + event;
		if (l->cost == primary_cost(from)) {
			continue;
		}
		observe_own(l, 0);
		const struct slope slope = slope_of(l);
		if (!slope.absent_reason) {
			all[s->n_timers_tested++] = (struct timer_slope){from->events[event], slope};
		}
	}
	s->timers = all;
	s->n_timers = pick_timers(l->t, all, s->n_timers_tested);
}

void weigh_scaling(const struct table *t, struct evidence *e)
{
	const struct dossier *from = t->from;
	struct looking l = {.t = t,
	                    .cost = primary_cost(from),
	                    .covariate = NO_METRIC,
	                    .input = NEW_ARRAY(t->arena, size_t, t->n_blocks),
	                    .place = NEW_ARRAY(t->arena, double, t->n_blocks),
	                    .value = NEW_ARRAY(t->arena, double, t->n_blocks)};
	struct found f = {0};

	if (primary_cost(from) >= timed_costs(from) || from->n_made_blocks > 0) {
		return;
	}
	for (size_t i = 0; i < from->n_columns; i++) {
		l.values = from->columns[i].values;
		look(&l, e, from->columns[i].name, &f);
	}
	for (size_t i = 0; i < from->n_metrics; i++) {
		if (from->metrics[i].kind == MARGIN_COVARIATE) {
			l.covariate = i;
			l.values = covariate_of(t, i, 0);
			look(&l, e, from->metrics[i].name, &f);
		}
	}
	l.values = NULL;
	l.covariate = NO_METRIC;
	if (from->n_hosts < 2) { /* blocks of two machines have no common order */
		look(&l, e, NULL, &f);
	}
	adjust(t, &f);
	for (size_t i = 0; i < f.at.n; i++) {
		if (f.at.at[i].flagged && f.at.at[i].column) {
			l.covariate = f.covariates.at[i];
			look_at_timers(&l, &f.at.at[i]);
		}
	}
	e->scalings = f.at.at;
	e->n_scalings = f.at.n;
	e->n_slopes_tested = f.tests.n;
}
