/*
 * The ladder from today's latency to the budget. Its rungs are changes that may be made, what saves most first; each brings its own ratio, as
 * measured in pairs beside its reference. A rung is measured where its reference is where the rungs before it have come to, or differs
 * from there by none of what either of them changes: so two that change the same thing are never both taken.
 */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/compare.h"

/** A way up: the rungs so far, and what settings they come to. */
struct climb {
	struct table *t;
	const struct evidence *e;
	const struct dossier_setting **now;
	const struct dossier_variant
		*within;   /* all rungs are parts of what this variant changes; NULL: any will do */
	bool *is_left_out; /* by index: combinations of others */
	size_t *rungs, n;  /* variants */
};

static const struct dossier_variant *variant_at(const struct climb *c, size_t variant)
{
	return &c->t->from->variants[variant];
}

static double estimate_of(const struct climb *c, size_t variant)
{
	return c->e->variants[variant].costs[COST_WALL].change.estimate;
}

/* A cut by itself: it may be made, and wall time is shorter with it. */
static bool is_cut(const struct evidence *e, size_t variant)
{
	const struct variant_evidence *v = &e->variants[variant];
	const struct change *wall = &v->costs[COST_WALL].change;

	return v->verdict == VERDICT_DROP && !wall->absent_reason && wall->estimate < 0;
}

/* Whether what its reference differs by from the baseline has all been done. */
static bool has_footing(const struct climb *c, size_t variant)
{
	const struct dossier_variant *base = variant_at(c, 0),
				     *reference = variant_at(c, variant_at(c, variant)->reference);

	for (size_t i = 0; i < base->n_settings; i++) {
		if (!setting_is(&reference->settings[i], &base->settings[i]) &&
		    !setting_is(&reference->settings[i], c->now[i])) {
			return false;
		}
	}
	return true;
}

/* Whether the rungs so far have left alone all that it changes; NULL: they have, else the setting that is another. */
static const struct dossier_setting *overlap(const struct climb *c, size_t variant)
{
	const struct dossier_variant *own = variant_at(c, variant),
				     *reference = variant_at(c, own->reference);

	for (size_t i = 0; i < own->n_settings; i++) {
		if (!setting_is(&own->settings[i], &reference->settings[i]) &&
		    !setting_is(&reference->settings[i], c->now[i])) {
			return &own->settings[i];
		}
	}
	return NULL;
}

static bool is_within(const struct climb *c, size_t variant)
{
	const struct dossier_variant *own = variant_at(c, variant), *base = variant_at(c, 0);

	for (size_t i = 0; c->within && i < own->n_settings; i++) {
		if (!setting_is(&own->settings[i], &base->settings[i]) &&
		    !setting_is(&own->settings[i], &c->within->settings[i])) {
			return false;
		}
	}
	return own != c->within;
}

static bool can_take(const struct climb *c, size_t variant)
{
	return is_cut(c->e, variant) && !c->is_left_out[variant] && is_within(c, variant) &&
	       has_footing(c, variant) && !overlap(c, variant);
}

static void take(struct climb *c, size_t variant)
{
	const struct dossier_variant *own = variant_at(c, variant),
				     *reference = variant_at(c, own->reference);

	for (size_t i = 0; i < own->n_settings; i++) {
		if (!setting_is(&own->settings[i], &reference->settings[i])) {
			c->now[i] = &own->settings[i];
		}
	}
	c->rungs[c->n++] = variant;
}

/* What is taken overlaps with itself from then on, so that nothing is taken twice. */
static void climb(struct climb *c)
{
	for (size_t best = 1; best > 0;) {
		best = 0;
		for (size_t v = 1; v < c->e->n_variants; v++) {
			if ((best == 0 || estimate_of(c, v) < estimate_of(c, best)) && can_take(c, v)) {
				best = v;
			}
		}
		if (best > 0) {
			take(c, best);
		}
	}
}

static struct climb begin_climb(struct table *t, const struct evidence *e, struct arena *a)
{
	const struct dossier_variant *base = &t->from->variants[0];
	struct climb c = {.t = t, .e = e};

	c.now = NEW_ARRAY(a, const struct dossier_setting *, base->n_settings);
	for (size_t i = 0; i < base->n_settings; i++) {
		c.now[i] = &base->settings[i];
	}
	c.is_left_out = NEW_ARRAY(a, bool, e->n_variants);
	c.rungs = NEW_ARRAY(a, size_t, e->n_variants);
	return c;
}

static bool has_come_to(const struct climb *c, const struct dossier_setting *settings)
{
	for (size_t i = 0; i < variant_at(c, 0)->n_settings; i++) {
		if (!setting_is(c->now[i], &settings[i])) {
			return false;
		}
	}
	return true;
}

/* A variant that several others come to together is what they are measured by, and no cut of its own. */
static bool is_combination(struct table *t, const struct evidence *e, size_t variant)
{
	AUTO_ARENA struct arena *scratch = arena_new();
	struct climb c = begin_climb(t, e, scratch);

	c.within = &t->from->variants[variant];
	climb(&c);
	return c.n > 1 && has_come_to(&c, c.within->settings);
}

/* --- what is left out ------------------------------------------------------------------------------- */

static const char *why_left_out(const struct climb *c, size_t variant)
{
	const struct change *wall = &c->e->variants[variant].costs[COST_WALL].change;
	const struct dossier_setting *other;

	if (wall->absent_reason) {
		return arena_printf(c->t->arena, "wall time: %s", wall->absent_reason);
	}
	if (wall->estimate >= 0) {
		return "wall time is not shorter with it";
	}
	if (c->is_left_out[variant]) {
		return "others make the same changes one by one";
	}
	if (!has_footing(c, variant)) {
		return arena_printf(c->t->arena, "it was measured beside %s, to which no rungs lead",
		                    c->e->variants[variant].reference);
	}
	other = overlap(c, variant);
	return arena_printf(c->t->arena, "a rung above changes %s%s%s, too", other->factor,
	                    other->is_component ? ": " : "", other->is_component ? other->level : "");
}

static bool is_rung(const struct climb *c, size_t variant)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->rungs[i] == variant) {
			return true;
		}
	}
	return false;
}

static void list_left_out(const struct climb *c, struct ladder *l)
{
	VEC(struct left_out) all = {0};

	for (size_t v = 1; v < c->e->n_variants; v++) {
		if (c->e->variants[v].verdict == VERDICT_DROP && !is_rung(c, v)) {
			*vec_push(c->t->arena, &all) =
				(struct left_out){c->e->variants[v].name, why_left_out(c, v)};
		}
	}
	l->left_out = all.at;
	l->n_left_out = all.n;
}

/* --- the rungs -------------------------------------------------------------------------------------- */

/* One of so many intervals that hold together, of a variant that may have been looked at more than once. */
static double level_of(const struct climb *c, size_t variant, size_t together)
{
	return 1 - (1 - c->e->confidence) * c->e->variants[variant].alpha_share / (double)together;
}

/* By a variant that is the baseline with exactly the cuts so far, or at least on the way of a path. */
static void measure(const struct climb *c, const struct way_points *paths, struct rung *r)
{
	r->measured.absent_reason = "no variant makes exactly these changes together";
	for (size_t v = 1; v < c->e->n_variants && !r->measured_by; v++) {
		if (has_come_to(c, variant_at(c, v)->settings)) {
			r->measured_by = c->e->variants[v].name;
			r->measured = change_between(c->t, 0, v, COST_WALL, level_of(c, v, 1));
		}
	}
	for (size_t i = 0; i < paths->n && r->measured.absent_reason; i++) {
		if (has_come_to(c, paths->at[i].settings)) {
			r->measured_by = paths->at[i].name;
			r->measured = paths->at[i].wall;
		}
	}
}

/* Bonferroni's: the product of the intervals holds where all of them do. */
static struct rung *rungs_of(const struct climb *top, const struct way_points *paths, struct ladder *l)
{
	struct table *t = top->t;
	struct climb c = begin_climb(t, top->e, t->arena);
	struct rung *rungs = NEW_ARRAY(t->arena, struct rung, top->n);
	double at = l->today, low = l->today, high = l->today, missed = 0;

	for (size_t i = 0; i < top->n; i++) {
		const size_t v = top->rungs[i];
		const struct variant_evidence *own = &top->e->variants[v];
		struct rung *r = &rungs[i];
		take(&c, v);
		*r = (struct rung){.variant = own->name, .cut = own->change, .beside = own->reference};
		r->change = change_between(t, variant_at(top, v)->reference, v, COST_WALL,
		                           level_of(top, v, top->n));
		r->latency = at *= 1 + r->change.estimate;
		r->low = low *=
			r->change.level > 0 ? 1 + r->change.low : NAN; /* one observation bounds nothing */
		r->high = high *= r->change.level > 0 ? 1 + r->change.high : NAN;
		missed += (1 - r->change.level) / own->alpha_share;
		measure(&c, paths, r);
	}
	l->level = fmax(1 - missed, 0);
	return rungs;
}

/* In a block in which all of them went well: how much longer all took together than the product of each. */
static bool excess(const struct climb *c, size_t together, size_t block, double *ret, size_t *key)
{
	struct pair p;

	if (!table_pair_of(c->t, 0, together, block, &p) || p.own->wall_ns <= 0 ||
	    p.reference->wall_ns <= 0) {
		return false;
	}
	*key = observation_of(c->t, p.own);
	*ret = log((double)p.own->wall_ns / (double)p.reference->wall_ns);
	for (size_t i = 0; i < c->n; i++) {
		if (!table_pair(c->t, c->rungs[i], block, &p) || p.own->wall_ns <= 0 ||
		    p.reference->wall_ns <= 0) {
			return false;
		}
		*ret -= log((double)p.own->wall_ns / (double)p.reference->wall_ns);
	}
	return true;
}

static struct change beyond_product(const struct climb *c, const struct rung *last)
{
	struct table *t = c->t;
	size_t n = 0;

	if (c->n < 2) {
		return (struct change){.absent_reason = "there is but one"};
	}
	if (!last->measured_by) {
		return (struct change){.absent_reason = last->measured.absent_reason};
	}
	const size_t together = variant_called(c->e, last->measured_by);
	if (together == c->e->n_variants) {
		return (struct change){.absent_reason = "a path has other blocks than the cuts"};
	}
	for (size_t b = 0; b < t->n_blocks; b++) {
		n += excess(c, together, b, &t->x[n], &t->key[n]);
	}
	if (n == 0) {
		return (struct change){.absent_reason = "in no block all of them went well"};
	}
	size_t n_means = stats_mean_by_key(t->x, t->key, n, t->y);
	struct estimate d = stats_signed_rank(t->y, n_means, level_of(c, together, 1));
	return change_from(&d, true, last->latency);
}

/* --- the whole -------------------------------------------------------------------------------------- */

static enum reach reach_of(const struct ladder *l, bool is_sure)
{
	if (l->n > 0 && !is_sure) {
		return REACH_UNDECIDED;
	}
	/* without a cut that is known, others may come */
	return l->high <= l->target                               ? REACH_YES
	       : l->low > l->target && !(l->n == 0 && l->is_open) ? REACH_NO
	                                                          : REACH_UNDECIDED;
}

static void set_end(const struct climb *c, struct ladder *l)
{
	const struct rung *last = l->n ? &l->rungs[l->n - 1] : NULL;
	bool is_sure = l->level >= c->e->confidence - 1e-9;

	l->latency = last ? last->latency : l->today;
	l->low = last ? last->low : l->today;
	l->high = last ? last->high : l->today;
	l->is_measured =
		last && !last->measured.absent_reason && last->measured.level >= c->e->confidence - 1e-9;
	if (l->is_measured) {
		l->latency = l->today * (1 + last->measured.estimate);
		l->low = l->today * (1 + last->measured.low);
		l->high = l->today * (1 + last->measured.high);
		is_sure = true;
	}
	l->reach = reach_of(l, is_sure);
}

/* The fewest, by the product: it holds with what is told of all of them. */
static size_t enough(const struct climb *c, const struct ladder *l)
{
	for (size_t i = 0; i < l->n && l->today > l->target && l->level >= c->e->confidence - 1e-9; i++) {
		if (l->rungs[i].high <= l->target) {
			return i + 1;
		}
	}
	return 0;
}

const struct ladder *ladder_of(struct table *t, const struct evidence *e, const struct way_points *paths)
{
	const struct budget *b = &t->from->budget;
	const struct change *wall = &e->variants[0].costs[COST_WALL].change;

	if (b->latency_ns == 0 || (b->baseline_ns == 0 && wall->absent_reason)) {
		return NULL;
	}
	struct ladder *l = NEW(t->arena, struct ladder);
	struct climb c = begin_climb(t, e, t->arena);
	*l = (struct ladder){.target = (double)b->latency_ns, .is_in_use = b->baseline_ns > 0};
	l->today = l->is_in_use ? (double)b->baseline_ns : wall->reference;
	l->is_open = e->n_runs == 0 || e->screen.n > 0;
	for (size_t v = 1; v < e->n_variants; v++) {
		l->is_open = l->is_open || e->variants[v].verdict == VERDICT_UNDECIDED;
		c.is_left_out[v] = is_cut(e, v) && is_combination(t, e, v);
	}
	climb(&c);
	l->rungs = rungs_of(&c, paths, l);
	l->n = c.n;
	list_left_out(&c, l);
	l->beyond = c.n ? beyond_product(&c, &l->rungs[c.n - 1])
	                : (struct change){.absent_reason = "no cut may be made"};
	set_end(&c, l);
	l->n_enough = enough(&c, l);
	if (c.n > 1 && !(l->rungs[c.n - 1].measured_by &&
	                 variant_called(e, l->rungs[c.n - 1].measured_by) < e->n_variants)) {
		l->entry = settings_entry(&t->from->variants[0], c.now, t->arena);
	}
	return l;
}
