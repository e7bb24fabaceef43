/* Where the time went: in each step and each timer, beside the variant it is compared with. */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/probe/probe.h"
#include "secateur/stats/compare.h"

const char *parts_of_what(const struct dossier *from)
{
	return cost_name(from, strcmp(from->primary, cost_name(from, COST_CPU)) == 0 ? COST_CPU : COST_WALL);
}

/* Of the events that are times, those that no probe counts. */
static bool is_timer(const struct dossier *from, size_t event)
{
	const char *unit = from->event_units[event];

	return unit && strcmp(unit, "ns") == 0 && strcmp(probe_unit(from->events[event]), "ns") != 0;
}

size_t next_timer(const struct dossier *from, size_t event)
{
	while (event < from->n_events && !is_timer(from, event)) {
		event++;
	}
	return event;
}

/** A step or a timer, and what is known of it while pairs are gone through. */
struct looking {
	size_t step, event;  /* n_steps: it is a timer */
	double x_sum, y_sum; /* over the pairs: of those in which it is there */
	size_t n_x, n_y;
	const char *why; /* a timer is absent */
	double *x, *y;   /* of the pairs in which both have it */
	size_t *key, n;
};

/** All parts of a variant: runs are gone through once. */
struct parts {
	struct table *t;
	size_t variant;
	bool is_cpu;
	struct looking *at;
	size_t n, n_pairs;
	double whole;         /* of the reference, over the pairs */
	double *here, *there; /* of each step, in the own run and in the reference's; NAN: it has none */
};

static void read_steps(const struct parts *p, const struct dossier_run *r, double *ret)
{
	for (size_t i = 0; i < p->t->from->n_steps; i++) {
		ret[i] = NAN;
	}
	for (size_t i = 0; i < r->n_steps; i++) {
		ret[r->steps[i].name] = (double)(p->is_cpu ? r->steps[i].cpu_ns : r->steps[i].wall_ns);
	}
}

static struct dossier_value value_of(const struct parts *p, const struct looking *l,
                                     const struct dossier_run *r, const double *steps)
{
	if (l->step == p->t->from->n_steps) {
		return cost_of(p->t->from, r, N_OWN_COSTS + l->event);
	}
	return isnan(steps[l->step]) ? (struct dossier_value){0} : (struct dossier_value){steps[l->step], ""};
}

static void look(const struct parts *p, struct looking *l, const struct pair *pair)
{
	const struct dossier_value x = value_of(p, l, pair->reference, p->there),
				   y = value_of(p, l, pair->own, p->here);

	l->n_x += dossier_has_value(x);
	l->n_y += dossier_has_value(y);
	l->x_sum += dossier_has_value(x) ? x.value : 0;
	l->y_sum += dossier_has_value(y) ? y.value : 0;
	l->why = dossier_why_absent(y, l->why) ? dossier_why_absent(y, l->why) : l->why;
	l->why = dossier_why_absent(x, l->why) ? dossier_why_absent(x, l->why) : l->why;
	if (dossier_has_value(x) && dossier_has_value(y)) {
		l->key[l->n] = observation_of(p->t, pair->own);
		l->x[l->n] = x.value;
		l->y[l->n++] = y.value;
	}
}

static void look_at_all(struct parts *p, struct arena *a)
{
	struct table *t = p->t;

	table_pairs(t, t->from->variants[p->variant].reference, p->variant);
	p->n_pairs = t->n_pairs;
	p->here = NEW_ARRAY(a, double, t->from->n_steps);
	p->there = NEW_ARRAY(a, double, t->from->n_steps);
	for (size_t i = 0; i < p->n; i++) {
		p->at[i].x = NEW_ARRAY(a, double, t->n_pairs);
		p->at[i].y = NEW_ARRAY(a, double, t->n_pairs);
		p->at[i].key = NEW_ARRAY(a, size_t, t->n_pairs);
	}
	for (size_t k = 0; k < t->n_pairs; k++) {
		const struct pair *pair = &t->pairs[k];
		p->whole += cost_of(t->from, pair->reference, p->is_cpu ? COST_CPU : COST_WALL).value;
		read_steps(p, pair->reference, p->there);
		read_steps(p, pair->own, p->here);
		for (size_t i = 0; i < p->n; i++) {
			look(p, &p->at[i], pair);
		}
	}
}

static const char *why_absent(const struct parts *p, const struct looking *l)
{
	const struct table *t = p->t;
	const struct dossier_variant *v = &t->from->variants[p->variant];

	if (p->n_pairs == 0) {
		return table_why_no_pair(t, v->reference, p->variant);
	}
	if (l->step == t->from->n_steps) {
		return l->why ? l->why : "not recorded";
	}
	return l->n_y == 0 ? "not a step of this variant"
	                   : arena_printf(t->arena, "not a step of %s", t->from->variants[v->reference].name);
}

static double mean_or_unknown(double sum, size_t n) { return n ? sum / (double)n : NAN; }

/* A step that comes or goes in every pair has no interval, and needs none. */
static bool is_notable(const struct table *t, const struct time_part *p, double whole)
{
	const struct change *c = &p->change;
	const double least = t->facts->worth * whole;

	if (c->absent_reason) {
		return !p->is_timer && isnan(p->own) != isnan(c->reference) &&
		       fmax(p->own, c->reference) >= least;
	}
	return c->level >= t->facts->confidence - 1e-9 && (c->low > 0 || c->high < 0) &&
	       fabs(c->estimate) * c->reference >= least;
}

static struct time_part part_of(const struct parts *of, const struct looking *l)
{
	struct table *t = of->t;
	const struct dossier *from = t->from;
	struct time_part p = {.is_timer = l->step == from->n_steps};

	p.name = p.is_timer ? from->events[l->event] : from->steps[l->step];
	p.own = l->n ? stats_mean(l->y, l->n) : mean_or_unknown(l->y_sum, l->n_y);
	p.change = (struct change){.n = l->n,
	                           .reference =
	                                   l->n ? stats_mean(l->x, l->n) : mean_or_unknown(l->x_sum, l->n_x),
	                           .absent_reason = l->n ? NULL : why_absent(of, l)};
	const double whole = mean_or_unknown(of->whole, of->n_pairs);
	/* timers tell wall time, which is no part of CPU time */
	p.share = p.is_timer && of->is_cpu ? NAN : p.change.reference / whole;
	if (of->variant > 0) {
		if (l->n) {
			memcpy(t->x, l->x, l->n * sizeof(*l->x));
			memcpy(t->y, l->y, l->n * sizeof(*l->y));
			memcpy(t->key, l->key, l->n * sizeof(*l->key));
			p.change = change_of_pairs(t, l->n, t->facts->confidence);
		}
		p.is_notable = is_notable(t, &p, whole);
	}
	return p;
}

const struct time_part *parts_of(struct table *t, size_t variant, size_t *n)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct dossier *from = t->from;
	const size_t room = from->n_steps + from->n_events;
	struct parts p = {.t = t,
	                  .variant = variant,
	                  .is_cpu = strcmp(t->facts->parts_of, cost_name(from, COST_CPU)) == 0,
	                  .at = NEW_ARRAY(a, struct looking, room)};
	struct time_part *parts = NEW_ARRAY(t->arena, struct time_part, room);

	*n = 0;
	if (from->n_steps < 2 && next_timer(from, 0) == from->n_events) {
		return NULL;
	}
	for (size_t i = 0; i < from->n_steps; i++) {
		p.at[p.n++] = (struct looking){.step = i};
	}
	for (size_t timer = next_timer(from, 0); timer < from->n_events;
	     timer = next_timer(from, timer + 1)) {
		p.at[p.n++] = (struct looking){.step = from->n_steps, .event = timer};
	}
	look_at_all(&p, a);
	for (; *n < p.n; ++*n) {
		parts[*n] = part_of(&p, &p.at[*n]);
	}
	return parts;
}
