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

/* Steps come first; n_events: there are no more timers. */
static size_t next_timer(const struct dossier *from, size_t event)
{
	while (event < from->n_events && !is_timer(from, event)) {
		event++;
	}
	return event;
}

static const struct dossier_step *step_of_run(const struct dossier_run *r, size_t name)
{
	for (size_t i = 0; i < r->n_steps; i++) {
		if (r->steps[i].name == name) {
			return &r->steps[i];
		}
	}
	return NULL;
}

/** A step or a timer, and what is known of it while pairs are gone through. */
struct looking {
	size_t step, event; /* n_steps: it is a timer */
	bool is_cpu;
	double x, y, whole; /* sums over the pairs: of those in which it is there */
	size_t n_x, n_y, n_pairs;
	const char *why; /* a timer is absent */
};

static struct dossier_value value_of(const struct table *t, const struct looking *l,
                                     const struct dossier_run *r)
{
	if (l->step == t->from->n_steps) {
		return cost_of(t->from, r, N_OWN_COSTS + l->event);
	}
	const struct dossier_step *s = step_of_run(r, l->step);
	return s ? (struct dossier_value){(double)(l->is_cpu ? s->cpu_ns : s->wall_ns), ""}
	         : (struct dossier_value){0};
}

/* Fills x, y and key with the complete pairs in which both have it; returns how many. */
static size_t look(struct table *t, size_t variant, struct looking *l)
{
	size_t n = 0;

	table_pairs(t, t->from->variants[variant].reference, variant);
	for (size_t i = 0; i < t->n_pairs; i++) {
		const struct pair p = t->pairs[i];
		struct dossier_value x = value_of(t, l, p.reference), y = value_of(t, l, p.own);
		l->n_pairs++;
		l->whole += cost_of(t->from, p.reference, l->is_cpu ? COST_CPU : COST_WALL).value;
		l->n_x += dossier_has_value(x);
		l->n_y += dossier_has_value(y);
		l->x += dossier_has_value(x) ? x.value : 0;
		l->y += dossier_has_value(y) ? y.value : 0;
		l->why = dossier_why_absent(y, l->why) ? dossier_why_absent(y, l->why) : l->why;
		l->why = dossier_why_absent(x, l->why) ? dossier_why_absent(x, l->why) : l->why;
		if (dossier_has_value(x) && dossier_has_value(y)) {
			t->key[n] = observation_of(t, p.own);
			t->x[n] = x.value;
			t->y[n++] = y.value;
		}
	}
	return n;
}

static const char *why_absent(const struct table *t, size_t variant, const struct looking *l)
{
	const struct dossier_variant *v = &t->from->variants[variant];

	if (l->n_pairs == 0) {
		return "no complete pair";
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

static struct time_part part_of(struct table *t, size_t variant, struct looking l)
{
	const struct dossier *from = t->from;
	const size_t n = look(t, variant, &l);
	struct time_part p = {.is_timer = l.step == from->n_steps};

	p.name = p.is_timer ? from->events[l.event] : from->steps[l.step];
	p.own = n ? stats_mean(t->y, n) : mean_or_unknown(l.y, l.n_y);
	p.change = (struct change){.n = n,
	                           .reference = n ? stats_mean(t->x, n) : mean_or_unknown(l.x, l.n_x),
	                           .absent_reason = n ? NULL : why_absent(t, variant, &l)};
	const double whole = mean_or_unknown(l.whole, l.n_pairs);
	/* timers tell wall time, which is no part of CPU time */
	p.share = p.is_timer && strcmp(t->facts->parts_of, cost_name(from, COST_CPU)) == 0
	                  ? NAN
	                  : p.change.reference / whole;
	if (variant > 0) {
		if (n) {
			p.change = change_of_pairs(t, n, t->facts->confidence);
		}
		p.is_notable = is_notable(t, &p, whole);
	}
	return p;
}

const struct time_part *parts_of(struct table *t, size_t variant, size_t *n)
{
	const struct dossier *from = t->from;
	const bool is_cpu = strcmp(t->facts->parts_of, cost_name(from, COST_CPU)) == 0;
	size_t timer = next_timer(from, 0);

	*n = 0;
	if (from->n_steps < 2 && timer == from->n_events) {
		return NULL;
	}
	struct time_part *parts = NEW_ARRAY(t->arena, struct time_part, from->n_steps + from->n_events);
	for (size_t i = 0; i < from->n_steps; i++) {
		parts[(*n)++] = part_of(t, variant, (struct looking){.step = i, .is_cpu = is_cpu});
	}
	for (; timer < from->n_events; timer = next_timer(from, timer + 1)) {
		parts[(*n)++] =
			part_of(t, variant,
		                (struct looking){.step = from->n_steps, .event = timer, .is_cpu = is_cpu});
	}
	return parts;
}
