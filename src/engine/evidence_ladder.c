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
	const struct way_points *paths;
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

static struct climb begin_climb(struct table *t, const struct evidence *e, const struct way_points *paths,
                                struct arena *a)
{
	const struct dossier_variant *base = &t->from->variants[0];
	struct climb c = {.t = t, .e = e, .paths = paths};

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
	struct climb c = begin_climb(t, e, NULL, scratch);

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

/* What a variant took: today's times its ratio to the baseline; where today's is measured, too, its own mean. */
static struct latency latency_of(const struct climb *c, const struct ladder *l, size_t variant,
                                 const struct change *ratio, size_t together)
{
	const double share = c->e->variants[variant].alpha_share;
	size_t n;

	if (l->n_today == 0) {
		return latency_times(&l->today, ratio, (1 - ratio->level) / share);
	}
	struct latency own = latency_mean(c->t, variant, level_of(c, variant, together), &n);
	own.level = own.level > 0 ? 1 - (1 - own.level) / share : 0;
	return own;
}

/* On a path there are ratios alone: today's mean gets what they leave of all that may be missed. */
static struct latency latency_on_path(const struct climb *c, const struct ladder *l,
                                      const struct change *ratio, double level)
{
	const double left = ratio->level - level;
	struct latency today = l->today;
	size_t n;

	if (l->n_today > 0) {
		today = left > 0 ? latency_mean(c->t, 0, 1 - left, &n)
		                 : (struct latency){l->today.at, NAN, NAN, 0};
	}
	return latency_times(&today, ratio, 1 - ratio->level);
}

/* By a variant that is the baseline with exactly the cuts so far, or at least on the way of a path. */
static void measure(const struct climb *c, const struct ladder *l, struct rung *r)
{
	r->measured.absent_reason = "no variant makes exactly these changes together";
	for (size_t v = 1; v < c->e->n_variants && !r->measured_by; v++) {
		if (has_come_to(c, variant_at(c, v)->settings)) {
			r->measured_by = c->e->variants[v].name;
			r->measured = change_between(c->t, 0, v, COST_WALL, level_of(c, v, 1));
			r->together = latency_of(c, l, v, &r->measured, 1);
		}
	}
	for (size_t i = 0; i < c->paths->n && r->measured.absent_reason; i++) {
		if (has_come_to(c, c->paths->at[i].settings)) {
			r->measured_by = c->paths->at[i].name;
			r->measured = c->paths->at[i].wall;
			r->together = latency_on_path(c, l, &r->measured, c->e->confidence);
		}
	}
}

/* Bonferroni's: the product of the intervals, today's among them, holds where all of them do. */
static struct rung *rungs_of(const struct climb *top, struct ladder *l)
{
	struct table *t = top->t;
	struct climb c = begin_climb(t, top->e, top->paths, t->arena);
	struct rung *rungs = NEW_ARRAY(t->arena, struct rung, top->n);
	const size_t together = top->n + (l->n_today > 0);
	struct latency at = l->today;

	if (l->n_today > 0) {
		at = latency_mean(t, 0, 1 - (1 - top->e->confidence) / (double)together, &l->n_today);
	}
	double missed = 1 - at.level;
	for (size_t i = 0; i < top->n; i++) {
		const size_t v = top->rungs[i];
		const struct variant_evidence *own = &top->e->variants[v];
		struct rung *r = &rungs[i];
		take(&c, v);
		*r = (struct rung){.variant = own->name, .cut = own->change, .beside = own->reference};
		r->change = change_between(t, variant_at(top, v)->reference, v, COST_WALL,
		                           level_of(top, v, together));
		missed += (1 - r->change.level) / own->alpha_share;
		r->product = at = latency_times(&at, &r->change, 0);
		measure(&c, l, r);
	}
	l->level = fmax(1 - missed, 0);
	for (size_t i = 0; i < top->n; i++) {
		rungs[i].product.level = l->level;
	}
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
	return change_from(&d, true, last->product.at);
}

/* --- the whole -------------------------------------------------------------------------------------- */

static bool may_be_made(const struct climb *c, const char *name)
{
	const size_t v = variant_called(c->e, name);

	if (v < c->e->n_variants) {
		return c->e->variants[v].verdict == VERDICT_DROP;
	}
	for (size_t i = 0; i < c->paths->n; i++) {
		if (strcmp(c->paths->at[i].name, name) == 0) {
			return c->paths->at[i].may_be_made;
		}
	}
	return false;
}

static void set_end(const struct climb *c, struct ladder *l)
{
	const struct rung *last = l->n ? &l->rungs[l->n - 1] : NULL;

	l->is_measured =
		last && !last->measured.absent_reason && latency_is_sure(&last->together, c->e->confidence);
	l->end = l->is_measured ? last->together : last ? last->product : l->today;
	l->reach = latency_reach(&l->end, l->target, c->e->confidence);
	if (l->n == 0 && l->is_open && l->reach == REACH_NO) {
		l->reach = REACH_UNDECIDED; /* no cut is known yet: others may come */
	}
	l->is_met = latency_reach(&l->today, l->target, c->e->confidence) == REACH_YES;
	if (l->is_met) {
		l->reach = REACH_YES;
	}
}

/* A rung, or what measures some of them together: of these the ladder has told. */
static bool is_on_ladder(const struct ladder *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *by = l->rungs[i].measured_by;
		if (strcmp(l->rungs[i].variant, name) == 0 || (by && strcmp(by, name) == 0)) {
			return true;
		}
	}
	return false;
}

/* Within the target it settles what the end does not; one that may be forbids to say that nothing is. */
static void consider(struct ladder *l, const char *name, const struct latency *x, double level)
{
	const enum reach own = latency_reach(x, l->target, level),
			 before = latency_reach(&l->settled, l->target, level);
	const bool forbids = own == REACH_UNDECIDED && x->low <= l->target && l->reach == REACH_NO &&
	                     !is_on_ladder(l, name);

	if ((own == REACH_YES || forbids) &&
	    (!l->settled_by || (own == before ? x->high < l->settled.high : own == REACH_YES))) {
		l->settled_by = name;
		l->settled = *x;
	}
}

/*
 * By what was measured and may be made, on the ladder or not. The end may be wrong in saying "reached" by half of 1 - confidence, and so may be
 * all these together, each at its share.
 */
static void settle(const struct climb *c, struct ladder *l)
{
	const size_t together = c->e->n_compared + c->e->n_paths;
	const double level = 1 - (1 - c->e->confidence) / (double)(together ? together : 1);
	const struct rung *last = l->n ? &l->rungs[l->n - 1] : NULL;

	if (l->is_met || (l->reach == REACH_YES && l->is_measured && may_be_made(c, last->measured_by))) {
		return;
	}
	for (size_t v = 1; v < c->e->n_variants; v++) {
		struct change ratio = change_between(c->t, 0, v, COST_WALL, level_of(c, v, together));
		if (c->e->variants[v].verdict == VERDICT_DROP && !ratio.absent_reason) {
			struct latency own = latency_of(c, l, v, &ratio, together);
			consider(l, c->e->variants[v].name, &own, level);
		}
	}
	for (size_t i = 0; i < c->paths->n; i++) {
		if (c->paths->at[i].may_be_made) {
			struct latency own = latency_on_path(c, l, &c->paths->at[i].joint, level);
			consider(l, c->paths->at[i].name, &own, level);
		}
	}
	if (l->settled_by) {
		l->reach = latency_reach(&l->settled, l->target, level);
	}
}

/* Back from all of them, as long as the target is kept to: so that no choice among many is made, which would ask for wider intervals. */
static size_t enough(const struct climb *c, const struct ladder *l)
{
	size_t n = l->n;

	for (; n > 0 && !l->is_met; n--) {
		const struct rung *r = &l->rungs[n - 1];
		const bool is_measured =
			!r->measured.absent_reason && latency_is_sure(&r->together, c->e->confidence);
		if (latency_reach(is_measured ? &r->together : &r->product, l->target, c->e->confidence) !=
		    REACH_YES) {
			break;
		}
	}
	return n < l->n ? n + 1 : 0;
}

static bool is_measured_by_variant(const struct climb *c, const struct rung *last)
{
	return last->measured_by && variant_called(c->e, last->measured_by) < c->e->n_variants;
}

static struct latency today_of(struct table *t, const struct evidence *e, size_t *n)
{
	const nsec_t in_use = t->from->budget.baseline_ns;

	*n = 0;
	return in_use > 0 ? latency_exact((double)in_use) : latency_mean(t, 0, e->confidence, n);
}

const struct ladder *ladder_of(struct table *t, const struct evidence *e, const struct way_points *paths)
{
	const struct budget *b = &t->from->budget;

	if (b->latency_ns == 0 ||
	    (b->baseline_ns == 0 && e->variants[0].costs[COST_WALL].change.absent_reason)) {
		return NULL;
	}
	struct ladder *l = NEW(t->arena, struct ladder);
	struct climb c = begin_climb(t, e, paths, t->arena);
	l->target = (double)b->latency_ns;
	l->today = today_of(t, e, &l->n_today);
	l->is_open = e->n_runs == 0 || e->screen.n > 0;
	for (size_t v = 1; v < e->n_variants; v++) {
		l->is_open = l->is_open || e->variants[v].verdict == VERDICT_UNDECIDED;
		c.is_left_out[v] = is_cut(e, v) && is_combination(t, e, v);
	}
	climb(&c);
	l->rungs = rungs_of(&c, l);
	l->n = c.n;
	list_left_out(&c, l);
	l->beyond = c.n ? beyond_product(&c, &l->rungs[c.n - 1])
	                : (struct change){.absent_reason = "no cut may be made"};
	set_end(&c, l);
	settle(&c, l);
	l->n_enough = enough(&c, l);
	if (c.n > 1 && !is_measured_by_variant(&c, &l->rungs[c.n - 1])) {
		l->entry = settings_entry(t->from, c.now, t->arena);
	}
	return l;
}
