/*
 * Before and after: variants of one name in two experiments. Their runs were not interleaved, so that nothing takes out what drifted in between;
 * inputs that both have are compared with themselves, which takes out how they differ from one another.
 */
#include "engine_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/vec.h"
#include "secateur/model/comparison.h"
#include "secateur/store/store.h"

enum { LEAST_PAIRED = 2 }; /* inputs that both have */

/** One of the two, and what is looked up in it. */
struct view {
	const struct dossier *from;
	const struct evidence *e;
	const struct engine_side *side;
	struct table t;
	const size_t *key; /* of each input: its place among those that both have; SIZE_MAX: it is not */
};

struct comparer {
	struct view before, after;
	size_t n_common;
	struct arena *a;
};

/* --- inputs --------------------------------------------------------------------------------------- */

/** An input by its name. */
struct named {
	const char *name;
	size_t index;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Those that are selected. */
static struct named *sorted_inputs(const struct view *s, struct arena *a, size_t *ret)
{
	const struct dossier *d = s->from;
	struct named *all = NEW_ARRAY(a, struct named, d->n_inputs);
	size_t n = 0;

	for (size_t i = 0; i < d->n_inputs; i++) {
		if (!s->side->inputs || s->side->inputs[i]) {
			all[n++] = (struct named){d->inputs[i], i};
		}
	}
	qsort(all, n, sizeof(*all), by_name);
	*ret = n;
	return all;
}

static void match_inputs(struct view *before, struct view *after, struct arena *a, struct comparison *ret)
{
	const struct dossier *x = before->from, *y = after->from;
	size_t n_x, n_y, n = 0;
	const struct named *p = sorted_inputs(before, a, &n_x), *q = sorted_inputs(after, a, &n_y);
	size_t *kx = NEW_ARRAY(a, size_t, x->n_inputs), *ky = NEW_ARRAY(a, size_t, y->n_inputs);

	for (size_t i = 0; i < x->n_inputs; i++) {
		kx[i] = SIZE_MAX;
	}
	for (size_t i = 0; i < y->n_inputs; i++) {
		ky[i] = SIZE_MAX;
	}
	for (size_t i = 0, k = 0; i < n_x && k < n_y;) {
		int order = strcmp(p[i].name, q[k].name);
		if (order == 0) {
			kx[p[i].index] = ky[q[k].index] = n++;
		}
		i += order <= 0;
		k += order >= 0;
	}
	before->key = kx;
	after->key = ky;
	ret->n_inputs = n;
	ret->side_before.n_inputs_alone = n_x - n;
	ret->side_after.n_inputs_alone = n_y - n;
}

/* --- values --------------------------------------------------------------------------------------- */

enum measured { MEASURED_COST, MEASURED_COUNT, MEASURED_METRIC };

/** Which value of a run: of the same name on both sides. */
struct measure_at {
	enum measured kind;
	size_t before, after; /* indices */
};

/** Means over inputs, or the values of runs where there is but one input. */
struct observed {
	double *x;
	size_t *input, n;
	unsigned accountings; /* of the runs that gave them: a bit for each */
	const char *why;      /* of a value that is not there */
};

static void add_value(struct observed *o, const struct dossier_value *v, size_t key, bool as_log)
{
	if (!dossier_has_value(*v)) {
		o->why = dossier_why_absent(*v, "not recorded");
	} else if (as_log && !(v->value > 0)) {
		o->why = "zero in some run: no ratio";
	} else {
		o->x[o->n] = as_log ? log(v->value) : v->value;
		o->input[o->n++] = key;
	}
}

static void gather_runs(const struct view *s, size_t variant, enum measured kind, size_t at,
                        struct observed *o)
{
	for (size_t k = s->t.own[variant]; k < s->t.own[variant + 1]; k++) {
		const struct dossier_run *r = s->t.ok[k];
		if (r->trial.phase != PHASE_MEASURED || r->trial.block >= s->t.n_blocks ||
		    table_run(&s->t, variant, r->trial.block) != r) {
			continue; /* of warm-up, or made once more */
		}
		struct dossier_value v =
			kind == MEASURED_COST ? cost_of(s->from, r, at) : dossier_metric(s->from, r, at);
		add_value(o, &v, r->trial.input, kind == MEASURED_COST);
		o->accountings |= 1U << r->accounting;
	}
}

static void gather_counts(const struct view *s, size_t variant, struct observed *o)
{
	for (size_t i = 0; i < s->from->n_counts; i++) {
		const struct dossier_count *c = &s->from->counts[i];
		struct dossier_value v = {c->value, c->absent_reason ? c->absent_reason : ""};
		if (c->variant == variant && c->repeat == 0) {
			add_value(o, &v, c->input, true);
		}
	}
}

/* Repeats on one input are one observation, in logs of costs. `input` then has one place for each. */
static struct observed observe(const struct view *s, size_t variant, enum measured kind, size_t at,
                               struct arena *a)
{
	const size_t room = s->t.own[variant + 1] - s->t.own[variant] + s->from->n_counts;
	const bool has_runs = s->e->variants[variant].n_runs > 0;
	struct observed o = {.x = NEW_ARRAY(a, double, room),
	                     .input = NEW_ARRAY(a, size_t, room),
	                     .why = has_runs ? "no run went well" : "it has no runs"};
	double *sum = NEW_ARRAY(a, double, s->from->n_inputs), *n = NEW_ARRAY(a, double, s->from->n_inputs);

	if (kind == MEASURED_COUNT) {
		gather_counts(s, variant, &o);
	} else {
		gather_runs(s, variant, kind, at, &o);
	}
	if (s->from->n_inputs == 1) {
		return o;
	}
	for (size_t i = 0; i < o.n; i++) {
		sum[o.input[i]] += o.x[i];
		n[o.input[i]]++;
	}
	o.n = 0;
	for (size_t i = 0; i < s->from->n_inputs; i++) {
		if (n[i] > 0) {
			o.x[o.n] = sum[i] / n[i];
			o.input[o.n++] = i;
		}
	}
	return o;
}

/* --- one measure ---------------------------------------------------------------------------------- */

/** The observations of inputs that both have, beside one another. */
struct matched {
	double *x, *y;
	size_t n;
};

static struct matched match(const struct comparer *c, const struct observed *before,
                            const struct observed *after)
{
	double *x = NEW_ARRAY(c->a, double, c->n_common), *y = NEW_ARRAY(c->a, double, c->n_common);
	bool *has_x = NEW_ARRAY(c->a, bool, c->n_common), *has_y = NEW_ARRAY(c->a, bool, c->n_common);
	struct matched m = {x, y, 0};

	for (size_t i = 0; i < before->n; i++) {
		size_t k = c->before.key[before->input[i]];
		if (k != SIZE_MAX) {
			x[k] = before->x[i];
			has_x[k] = true;
		}
	}
	for (size_t i = 0; i < after->n; i++) {
		size_t k = c->after.key[after->input[i]];
		if (k != SIZE_MAX) {
			y[k] = after->x[i];
			has_y[k] = true;
		}
	}
	for (size_t k = 0; k < c->n_common; k++) {
		if (has_x[k] && has_y[k]) {
			x[m.n] = x[k];
			y[m.n++] = y[k];
		}
	}
	return m;
}

/* Geometric of costs, whose logs they are. */
static double mean_of(const double *x, size_t n, bool are_logs)
{
	double mean = stats_mean(x, n);

	return are_logs ? exp(mean) : mean;
}

static struct estimate paired(const struct comparer *c, const struct matched *m, struct compared_measure *q,
                              double level)
{
	double *d = NEW_ARRAY(c->a, double, m->n);

	for (size_t i = 0; i < m->n; i++) {
		d[i] = m->y[i] - m->x[i];
		if (!q->is_cost && q->is_relative && d[i] != 0) {
			if (m->x[i] == 0) {
				return (struct estimate){
					.n = m->n,
					.absent_reason = "it was 0 on some input: no relative change"};
			}
			d[i] /= fabs(m->x[i]);
		}
	}
	return q->is_cost ? stats_signed_rank(d, m->n, level) : stats_t(d, m->n, level);
}

static void compare(const struct comparer *c, const struct observed *before, const struct observed *after,
                    struct compared_measure *q)
{
	const double level = c->after.e->confidence;
	struct matched m = {before->x, after->x, 0};
	struct estimate e;

	if (before->n == 0 || after->n == 0) {
		q->change.absent_reason = before->n == 0 ? arena_printf(c->a, "before: %s", before->why)
		                                         : arena_printf(c->a, "after: %s", after->why);
		q->n_before = before->n;
		q->n_after = after->n;
		return;
	}
	if (c->before.from->n_inputs > 1 && c->after.from->n_inputs > 1) {
		m = match(c, before, after);
	}
	q->is_paired = m.n >= LEAST_PAIRED;
	q->n_before = q->is_paired ? m.n : before->n;
	q->n_after = q->is_paired ? m.n : after->n;
	const double *x = q->is_paired ? m.x : before->x, *y = q->is_paired ? m.y : after->x;
	q->before = mean_of(x, q->n_before, q->is_cost);
	q->after = mean_of(y, q->n_after, q->is_cost);
	if (q->is_paired) {
		e = paired(c, &m, q, level);
	} else if (q->is_cost) {
		e = stats_rank_sum(x, q->n_before, y, q->n_after, level);
	} else {
		q->is_relative = false;
		e = stats_welch(x, q->n_before, y, q->n_after, level);
	}
	q->are_runs_before = !q->is_paired && c->before.from->n_inputs == 1;
	q->are_runs_after = !q->is_paired && c->after.from->n_inputs == 1;
	q->change = change_from(&e, q->is_cost, q->before);
	q->change.n = q->n_before < q->n_after ? q->n_before : q->n_after; /* what an interval can rest on */
}

static void compare_measure(const struct comparer *c, const size_t variant[2], const struct measure_at *at,
                            struct compared_measure *q)
{
	const struct observed before = observe(&c->before, variant[0], at->kind, at->before, c->a),
			      after = observe(&c->after, variant[1], at->kind, at->after, c->a);

	/* CPU time and memory are counted in several ways, of which each has its own zero */
	if (at->kind == MEASURED_COST && (at->after == COST_CPU || at->after == COST_MEMORY) &&
	    before.n > 0 && after.n > 0 && before.accountings != after.accountings) {
		q->change.absent_reason = "counted in different ways";
		return;
	}
	compare(c, &before, &after, q);
}

/* --- one variant ---------------------------------------------------------------------------------- */

static size_t cost_index(const struct view *s, const char *name)
{
	size_t i = 0, n = timed_costs(s->from) + (s->from->n_counts > 0);

	while (i < n && strcmp(cost_name(s->from, i), name) != 0) {
		i++;
	}
	return i < n ? i : SIZE_MAX;
}

static void compare_costs(const struct comparer *c, const size_t variant[2], struct compared_variant *v)
{
	VEC(struct compared_measure) all = {0};

	for (size_t i = 0; i < v->after->n_costs; i++) {
		const struct cost *cost = &v->after->costs[i];
		const size_t before = cost_index(&c->before, cost->name),
			     after = cost_index(&c->after, cost->name);
		if (before == SIZE_MAX || after == SIZE_MAX) {
			continue;
		}
		const struct measure_at at = {
			after == timed_costs(c->after.from) ? MEASURED_COUNT : MEASURED_COST, before, after};
		struct compared_measure *q = vec_push(c->a, &all);
		*q = (struct compared_measure){
			.name = cost->name, .unit = cost->unit, .is_cost = true, .is_relative = true};
		compare_measure(c, variant, &at, q);
	}
	v->costs = all.at;
	v->n_costs = all.n;
}

static void compare_metrics(const struct comparer *c, const size_t variant[2], struct compared_variant *v)
{
	VEC(struct compared_measure) all = {0};

	for (size_t i = 0; i < v->after->n_qualities; i++) {
		const struct criterion *k = &v->after->qualities[i].criterion;
		const struct measure_at at = {MEASURED_METRIC, metric_called(c->before.from, k->name),
		                              metric_called(c->after.from, k->name)};
		if (at.before == c->before.from->n_metrics) {
			continue;
		}
		struct compared_measure *q = vec_push(c->a, &all);
		*q = (struct compared_measure){
			.name = k->name, .unit = k->unit, .is_relative = k->is_relative};
		const char *unit = c->before.from->metrics[at.before].unit;
		if (unit && k->unit && strcmp(unit, k->unit) != 0) {
			q->change.absent_reason =
				arena_printf(c->a, "it was in %s, and is in %s", unit, k->unit);
		} else {
			compare_measure(c, variant, &at, q);
		}
	}
	v->metrics = all.at;
	v->n_metrics = all.n;
}

/* The first output of each input that both have. */
static const struct dossier_digest **digests(const struct comparer *c, const struct view *s, size_t variant,
                                             size_t output)
{
	const struct dossier_digest **first = NEW_ARRAY(c->a, const struct dossier_digest *, c->n_common);

	for (size_t k = s->t.own[variant]; k < s->t.own[variant + 1]; k++) {
		const struct dossier_run *r = s->t.ok[k];
		const size_t at = s->key[r->trial.input];
		const struct dossier_digest *own = dossier_digest(s->from, r, output);
		if (at != SIZE_MAX && !first[at] && own->is_there) {
			first[at] = own;
		}
	}
	return first;
}

static void compare_outputs(const struct comparer *c, const size_t variant[2], struct compared_variant *v)
{
	VEC(struct compared_output) all = {0};

	for (size_t i = 0; i < c->before.from->n_artifacts; i++) {
		for (size_t k = 0; k < c->after.from->n_artifacts; k++) {
			const char *name = c->after.from->artifacts[k];
			if (strcmp(c->before.from->artifacts[i], name) != 0) {
				continue;
			}
			const struct dossier_digest **x = digests(c, &c->before, variant[0], i),
						    **y = digests(c, &c->after, variant[1], k);
			struct compared_output o = {.name = name};
			for (size_t in = 0; in < c->n_common; in++) {
				o.n += x[in] && y[in];
				o.n_same += x[in] && y[in] && digest_equal(&x[in]->sha256, &y[in]->sha256);
			}
			*vec_push(c->a, &all) = o;
		}
	}
	v->outputs = all.at;
	v->n_outputs = all.n;
}

static bool is_selected(const struct view *s, size_t variant)
{
	return !s->side->variants || s->side->variants[variant];
}

static void compare_variants(struct comparer *c, struct comparison *ret)
{
	const struct evidence *x = c->before.e, *y = c->after.e;
	VEC(struct compared_variant) both = {0};
	VEC(const char *) only_before = {0}, only_after = {0};

	for (size_t i = 0; i < y->n_variants; i++) {
		const size_t variant[2] = {variant_called(x, y->variants[i].name), i};
		if (!is_selected(&c->after, i)) {
			continue;
		}
		if (variant[0] == x->n_variants) {
			*vec_push(c->a, &only_after) = y->variants[i].name;
			continue;
		}
		struct compared_variant *v = vec_push(c->a, &both);
		*v = (struct compared_variant){.name = y->variants[i].name,
		                               .before = &x->variants[variant[0]],
		                               .after = &y->variants[i]};
		compare_costs(c, variant, v);
		compare_metrics(c, variant, v);
		compare_outputs(c, variant, v);
	}
	for (size_t i = 0; i < x->n_variants; i++) {
		if (is_selected(&c->before, i) && variant_called(y, x->variants[i].name) == y->n_variants) {
			*vec_push(c->a, &only_before) = x->variants[i].name;
		}
	}
	ret->variants = both.at;
	ret->n_variants = both.n;
	ret->only_before = only_before.at;
	ret->n_only_before = only_before.n;
	ret->only_after = only_after.at;
	ret->n_only_after = only_after.n;
}

/* --- what else is not the same -------------------------------------------------------------------- */

struct differences {
	VEC(struct compared_fact) all;
	struct arena *a;
};

static bool is_same(const char *x, const char *y) { return x && y ? strcmp(x, y) == 0 : x == y; }

static void differ(struct differences *f, const char *about, const char *before, const char *after)
{
	for (size_t i = 0; i < f->all.n; i++) {
		if (strcmp(f->all.at[i].about, about) == 0) {
			return;
		}
	}
	if (!is_same(before, after)) {
		*vec_push(f->a, &f->all) = (struct compared_fact){about, before, after};
	}
}

static const char *joined(const char *all, const char *value, struct arena *a)
{
	return all ? arena_printf(a, "%s, %s", all, value) : value;
}

/* NULL: this machine does not tell it. */
static const char *host_tells(const struct facts *host, const char *name)
{
	for (size_t i = 0; i < host->n; i++) {
		if (strcmp(host->at[i].name, name) == 0) {
			return host->at[i].value;
		}
	}
	return NULL;
}

/* Of all machines of one side, each value once. */
static const char *fact_of(const struct dossier *d, const char *name, struct arena *a)
{
	const char *all = NULL;

	for (size_t h = 0; h < d->n_hosts; h++) {
		const char *value = host_tells(&d->hosts[h], name);
		size_t first = 0;
		while (value && !is_same(host_tells(&d->hosts[first], name), value)) {
			first++;
		}
		all = value && first == h ? joined(all, value, a) : all;
	}
	return all;
}

static const char *version_of(const struct dossier *d, const char *name, struct arena *a)
{
	const char *all = NULL;

	for (size_t i = 0; i < d->n_versions; i++) {
		if (strcmp(d->versions[i].name, name) == 0) {
			all = joined(all, d->versions[i].value, a);
		}
	}
	return all;
}

/* Some facts are of a moment, and are never the same. */
static bool is_of_moment(const char *name)
{
	return strcmp(name, "load") == 0 || strcmp(name, "boot_id") == 0;
}

static void differ_in_machine(struct differences *f, const struct dossier *x, const struct dossier *y)
{
	const struct dossier *both[] = {x, y};

	for (size_t s = 0; s < 2; s++) {
		for (size_t h = 0; h < both[s]->n_hosts; h++) {
			for (size_t i = 0; i < both[s]->hosts[h].n; i++) {
				const char *name = both[s]->hosts[h].at[i].name;
				if (!is_of_moment(name)) {
					differ(f, name, fact_of(x, name, f->a), fact_of(y, name, f->a));
				}
			}
		}
	}
	for (size_t s = 0; s < 2; s++) {
		for (size_t i = 0; i < both[s]->n_versions; i++) {
			const char *name = both[s]->versions[i].name;
			differ(f, arena_printf(f->a, "version of %s", name), version_of(x, name, f->a),
			       version_of(y, name, f->a));
		}
	}
}

static void differ_in_plan(struct differences *f, const struct dossier *x, const struct dossier *y)
{
	struct arena *a = f->a;

	differ(f, "secateur", x->tool_version, y->tool_version);
	differ(f, "experiment", x->name, y->name);
	differ(f, "plan (SHA-256)", arena_printf(a, "%.12s", x->plan_sha256),
	       arena_printf(a, "%.12s", y->plan_sha256));
	differ(f, "what decides", x->primary, y->primary);
	differ(f, "thread variables", x->threads, y->threads);
	differ(f, "runs at once", arena_printf(a, "%zu", x->max_parallel),
	       arena_printf(a, "%zu", y->max_parallel));
	differ(f, "duet", x->is_duet ? "yes" : "no", y->is_duet ? "yes" : "no");
	for (size_t i = 0; i < y->n_variants; i++) {
		for (size_t k = 0; k < x->n_variants; k++) {
			if (strcmp(x->variants[k].name, y->variants[i].name) == 0) {
				differ(f, arena_printf(a, "change of %s", y->variants[i].name),
				       x->variants[k].change, y->variants[i].change);
			}
		}
	}
}

/* --- the whole ------------------------------------------------------------------------------------ */

enum engine_end engine_load_side(struct store *db, const struct store_part *part, const char *filter,
                                 struct arena *a, struct diag *d, struct engine_side *ret)
{
	struct dossier *from = NEW(a, struct dossier);
	struct evidence *e = NEW(a, struct evidence);
	struct selection s = {0};

	if (!store_load_part(db, part, a, d, from) || !evidence_is_of_plan(from, d)) {
		return ENGINE_BAD_DATABASE;
	}
	if (filter && !engine_select_recorded(from, filter, a, d, &s)) {
		return ENGINE_FAILED;
	}
	weigh_variants(from, a, e);
	e->filter = filter;
	*ret = (struct engine_side){from, e, filter ? s.variants : NULL, filter ? s.inputs : NULL};
	return ENGINE_DONE;
}

/* Of the first attempts, as the evidence counts them. */
static void count_selected(const struct view *s, struct arena *a, struct compared_side *ret)
{
	nsec_t first = INT64_MAX, last = INT64_MIN;

	for (size_t i = 0; i < s->from->n_runs; i++) {
		const struct dossier_run *r = &s->from->runs[i];
		if (is_selected(s, r->trial.variant)) {
			ret->n_runs += r->attempt <= 1;
			first = r->started < first ? r->started : first;
			last = r->started > last ? r->started : last;
		}
	}
	if (ret->n_runs > 0) {
		ret->first_run_utc = clock_iso8601(first, a);
		ret->last_run_utc = clock_iso8601(last, a);
	}
}

static struct view view_of(const struct engine_side *side, struct arena *a)
{
	return (struct view){.from = side->from,
	                     .e = side->evidence,
	                     .side = side,
	                     .t = table_of(side->from, side->evidence, a)};
}

void engine_compare(const struct engine_side *before, const struct engine_side *after, struct arena *a,
                    struct comparison *ret)
{
	struct comparer c = {.before = view_of(before, a), .after = view_of(after, a), .a = a};
	struct differences f = {.a = a};
	struct comparison to = {.before = before->evidence, .after = after->evidence};

	match_inputs(&c.before, &c.after, a, &to);
	c.n_common = to.n_inputs;
	count_selected(&c.before, a, &to.side_before);
	count_selected(&c.after, a, &to.side_after);
	differ_in_machine(&f, before->from, after->from);
	differ_in_plan(&f, before->from, after->from);
	to.facts = f.all.at;
	to.n_facts = f.all.n;
	compare_variants(&c, &to);
	*ret = to;
}
