/* What each variant costs, beside the one it is compared with. */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"

static const struct {
	const char *name, *unit;
} own[N_OWN_COSTS] = {
	[COST_CPU] = {"cpu", "ns"}, [COST_WALL] = {"wall", "ns"}, [COST_MEMORY] = {"peak_memory", "B"}};

/* What is counted in a pass of its own comes after them. */
size_t timed_costs(const struct dossier *from) { return N_OWN_COSTS + from->n_events; }

const char *cost_name(const struct dossier *from, size_t cost)
{
	return cost < N_OWN_COSTS         ? own[cost].name
	       : cost < timed_costs(from) ? from->events[cost - N_OWN_COSTS]
	                                  : EXACT_EVENT;
}

const char *cost_unit(const struct dossier *from, size_t cost)
{
	return cost < N_OWN_COSTS         ? own[cost].unit
	       : cost < timed_costs(from) ? from->event_units[cost - N_OWN_COSTS]
	                                  : "1";
}

size_t primary_cost(const struct dossier *from)
{
	size_t i = 0, n = timed_costs(from);

	while (i < n && strcmp(cost_name(from, i), from->primary) != 0) {
		i++;
	}
	return i;
}

const struct cost *primary_of(const struct variant_evidence *v)
{
	for (size_t i = 0; i < v->n_costs; i++) {
		if (v->costs[i].is_primary) {
			return &v->costs[i];
		}
	}
	return NULL;
}

struct dossier_value cost_of(const struct dossier *from, const struct dossier_run *r, size_t cost)
{
	double value = cost == COST_CPU    ? (double)(r->user_ns + r->sys_ns)
	               : cost == COST_WALL ? (double)r->wall_ns
	                                   : (double)r->peak_memory_bytes;

	return cost < N_OWN_COSTS ? (struct dossier_value){value, ""}
	                          : dossier_reading(from, r, cost - N_OWN_COSTS);
}

/* Fills x, y and key with the complete pairs in which both have the value; `why` says why others have not. */
static size_t pair_costs(struct table *t, size_t reference, size_t variant, size_t cost, const char **why)
{
	size_t n = 0;

	table_pairs(t, reference, variant);
	for (size_t i = 0; i < t->n_pairs; i++) {
		const struct pair p = t->pairs[i];
		struct dossier_value x = cost_of(t->from, p.reference, cost),
				     y = cost_of(t->from, p.own, cost);
		const char *absence = dossier_why_absent(x, NULL) ? dossier_why_absent(x, NULL)
		                                                  : dossier_why_absent(y, NULL);
		if (dossier_has_value(x) && dossier_has_value(y)) {
			t->key[n] = observation_of(t, p.own);
			t->x[n] = x.value;
			t->y[n++] = y.value;
		} else {
			*why = absence ? absence : "not recorded";
		}
	}
	return n;
}

/* Throughput is that of the inputs, each counted once, whatever its repeats. */
static struct change change_of_total(struct table *t, size_t n, double level, double reference)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *x = NEW_ARRAY(a, double, n), *y = NEW_ARRAY(a, double, n);
	size_t n_observations = stats_mean_by_key(t->x, t->key, n, x);

	stats_mean_by_key(t->y, t->key, n, y);
	struct estimate r = stats_ratio_of_totals(x, y, n_observations, level);
	struct change c = change_from(&r, false, reference);
	c.estimate -= 1;
	c.low -= 1;
	c.high -= 1;
	return c;
}

/* Of log ratios, whose interval may be one that counts know better. */
static struct change change_of_ratios(struct table *t, size_t n, double level, bool is_counted)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *d = NEW_ARRAY(a, double, n), *means = NEW_ARRAY(a, double, n);
	const double reference = stats_mean(t->x, n);

	if (!stats_log_ratios(t->x, t->y, n, d)) {
		return (struct change){
			.n = n, .reference = reference, .absent_reason = "zero in some run: no ratio"};
	}
	size_t n_means = stats_mean_by_key(d, t->key, n, means);
	struct estimate e = stats_signed_rank(means, n_means, level);
	if (is_counted) {
		counting_span(t->from, means, n_means, level, &e);
	}
	return change_from(&e, true, reference);
}

struct change change_of_pairs(struct table *t, size_t n, double level)
{
	return change_of_ratios(t, n, level, false);
}

struct change change_between(struct table *t, size_t reference, size_t variant, size_t cost, double level)
{
	const char *why = NULL;
	const size_t n = pair_costs(t, reference, variant, cost, &why);

	return n ? change_of_pairs(t, n, level)
	         : (struct change){.absent_reason = why ? why : table_why_no_pair(t, reference, variant)};
}

static void set_changes(struct table *t, size_t variant, size_t cost, struct cost *ret)
{
	const bool is_counted = cost == timed_costs(t->from);
	const size_t reference = t->from->variants[variant].reference;
	const char *why = NULL;
	size_t n =
		is_counted ? counting_pairs(t, variant, &why) : pair_costs(t, reference, variant, cost, &why);
	double level = ret->is_primary ? t->facts->joint_confidence : t->facts->confidence;

	if (n == 0 && !why) {
		why = table_why_no_pair(t, reference, variant);
	}
	ret->change = (struct change){.n = n,
	                              .absent_reason = n ? NULL : why,
	                              .is_elsewhere = n == 0 && !is_counted &&
	                                              table_has_value(t, reference, variant, cost, cost_of),
	                              .reference = n ? stats_mean(t->x, n) : 0};
	ret->total = ret->change;
	if (n == 0 || variant == 0) {
		return;
	}
	ret->change = change_of_ratios(t, n, level, is_counted);
	ret->total =
		ret->change.absent_reason ? ret->change : change_of_total(t, n, level, ret->change.reference);
}

const struct cost *costs_of(struct table *t, size_t variant, size_t *n)
{
	const struct dossier *from = t->from;
	const bool decides = strcmp(from->primary, EXACT_EVENT) == 0;

	*n = timed_costs(from) + (decides || from->n_counts > 0);
	struct cost *costs = NEW_ARRAY(t->arena, struct cost, *n);
	for (size_t i = 0; i < *n; i++) {
		costs[i].name = cost_name(from, i);
		costs[i].unit = cost_unit(from, i);
		costs[i].is_primary = strcmp(costs[i].name, from->primary) == 0;
		set_changes(t, variant, i, &costs[i]);
	}
	return costs;
}
