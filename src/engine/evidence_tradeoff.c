/* Saving against quality: which variants are on the Pareto front. */
#include "engine_private.h"

#include <math.h>
#include <stdlib.h>

#include "secateur/base/arena.h"

/* By how much the change is one for the worse. */
static double harm(const struct criterion *c, double change)
{
	return c->kind == MARGIN_WITHIN     ? fabs(change)
	       : c->better == BETTER_HIGHER ? fmax(0, -change)
	                                    : fmax(0, change);
}

static double share(const struct criterion *c, double change)
{
	double h = harm(c, change);

	return h > 0 ? h / c->margin : 0; /* 0 of a margin of 0 is none of it */
}

/* Beside the baseline: the variant's own, unless it is compared with another. */
static struct variant_evidence beside_baseline(const struct table *t, const struct variant_evidence *v,
                                               size_t i)
{
	struct variant_evidence ret = *v;

	if (t->from->variants[i].reference == 0) {
		return ret;
	}
	struct dossier from = *t->from;
	struct dossier_variant *variants = NEW_ARRAY(t->arena, struct dossier_variant, from.n_variants);
	for (size_t k = 0; k < from.n_variants; k++) {
		variants[k] = from.variants[k];
	}
	variants[i].reference = 0;
	from.variants = variants;
	struct table beside = *t;
	beside.from = &from;
	ret.costs = costs_of(&beside, i, &ret.n_costs);
	ret.qualities = qualities_of(&beside, i, &ret.n_qualities);
	return ret;
}

static const char *set_worst(const struct variant_evidence *v, struct tradeoff *ret, struct arena *a)
{
	ret->used = -1;
	for (size_t i = 0; i < v->n_qualities; i++) {
		const struct quality_change *q = &v->qualities[i];
		const struct criterion *c = &q->criterion;
		if (!criterion_is_judged(c)) {
			continue;
		}
		if (q->judgement == JUDGED_LOST || q->change.absent_reason) {
			return arena_printf(a, "%s: %s", c->name,
			                    q->judgement == JUDGED_LOST ? "lost" : q->change.absent_reason);
		}
		double used = share(c, q->change.estimate);
		if (used > ret->used) {
			ret->used = used;
			ret->worst = c->name;
			ret->used_most = fmax(share(c, q->change.low), share(c, q->change.high));
		}
	}
	return ret->worst ? NULL : "no metric has a margin";
}

static struct tradeoff tradeoff_of(const struct table *t, const struct variant_evidence *v, size_t i)
{
	struct tradeoff ret = {0};

	if (v->is_baseline || v->n_failed_alone > 0) {
		ret.absent_reason = v->is_baseline ? "it is the baseline" : "it fails in some runs";
		return ret;
	}
	struct variant_evidence beside = beside_baseline(t, v, i);
	const struct cost *primary = primary_of(&beside);
	if (!primary || primary->change.absent_reason) {
		ret.absent_reason = primary ? primary->change.absent_reason : "not recorded";
		return ret;
	}
	ret.saving = -primary->change.estimate;
	ret.absent_reason = set_worst(&beside, &ret, t->arena);
	return ret;
}

static int most_saving_first(const void *left, const void *right)
{
	const struct tradeoff *a = *(struct tradeoff *const *)left, *b = *(struct tradeoff *const *)right;

	return a->saving != b->saving ? (a->saving < b->saving) - (a->saving > b->saving)
	                              : (a->used > b->used) - (a->used < b->used);
}

/* The baseline saves nothing and uses nothing. Equal ones are both on the front. */
static void mark_front(struct tradeoff **all, size_t n)
{
	double least = INFINITY, last_saving = INFINITY;

	qsort(all, n, sizeof(*all), most_saving_first);
	for (size_t i = 0; i < n && all[i]->saving > 0; i++) {
		bool is_equal = all[i]->saving == last_saving && all[i]->used == least;
		all[i]->is_on_front = all[i]->used < least || is_equal;
		if (all[i]->is_on_front) {
			least = all[i]->used;
			last_saving = all[i]->saving;
		}
	}
}

void weigh_tradeoffs(const struct table *t, struct variant_evidence *variants, size_t n)
{
	struct tradeoff **there = NEW_ARRAY(t->arena, struct tradeoff *, n);
	size_t n_there = 0;

	for (size_t i = 0; i < n; i++) {
		struct tradeoff *x = &variants[i].tradeoff;
		*x = tradeoff_of(t, &variants[i], i);
		if (!x->absent_reason) {
			there[n_there++] = x;
		}
	}
	mark_front(there, n_there);
}
