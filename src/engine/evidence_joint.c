/* Whether savings add up: what a variant saves beside what others that make its changes one by one save together. */
#include "engine_private.h"

#include <stdlib.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/compare.h"

/** A variant, and what of its changes is accounted for. */
struct joining {
	struct table *t;
	const struct evidence *e;
	size_t variant, reference;
	bool *is_covered;           /* by setting */
	size_t *parts, n_parts;     /* variants whose savings are added */
	VEC(const char *) left_out; /* in words, with the reason */
};

static const struct dossier_variant *variant_at(const struct joining *j, size_t variant)
{
	return &j->t->from->variants[variant];
}

/* Whether it has that setting otherwise than the reference. */
static bool changes(const struct joining *j, size_t variant, size_t setting)
{
	return !setting_is(&variant_at(j, variant)->settings[setting],
	                   &variant_at(j, j->reference)->settings[setting]);
}

static size_t count_changes(const struct joining *j, size_t variant)
{
	size_t n = 0;

	for (size_t i = 0; i < variant_at(j, variant)->n_settings; i++) {
		n += changes(j, variant, i);
	}
	return n;
}

/* It makes some of the variant's changes, and no other. */
static bool is_part(const struct joining *j, size_t variant)
{
	const struct dossier_variant *whole = variant_at(j, j->variant), *part = variant_at(j, variant);

	if (variant == j->variant || part->reference != j->reference) {
		return false;
	}
	for (size_t i = 0; i < part->n_settings; i++) {
		if (changes(j, variant, i) && !setting_is(&part->settings[i], &whole->settings[i])) {
			return false;
		}
	}
	return count_changes(j, variant) < count_changes(j, j->variant);
}

/* NULL: its saving is known, or there is none since it changes nothing. */
static const char *why_unknown(const struct joining *j, size_t variant)
{
	const struct variant_evidence *v = &j->e->variants[variant];
	const struct cost *c = primary_of(v);

	if (v->verdict == VERDICT_REQUIRED || v->verdict == VERDICT_FAILS) {
		return "fails alone";
	}
	return changes_nothing(j->t->from, variant) ? NULL : c ? c->change.absent_reason : "not recorded";
}

/* The changes of it that are not accounted for are, from now on; false: some were already. */
static bool cover(const struct joining *j, size_t variant)
{
	const size_t n = variant_at(j, variant)->n_settings;

	for (size_t i = 0; i < n; i++) {
		if (changes(j, variant, i) && j->is_covered[i]) {
			return false;
		}
	}
	for (size_t i = 0; i < n; i++) {
		j->is_covered[i] = j->is_covered[i] || changes(j, variant, i);
	}
	return true;
}

/** What may be a part. */
struct candidate {
	size_t variant, n_changes;
	const char *why; /* its saving is not known; NULL: it is */
};

/* Those of which the saving is known come first, and of these those with the fewest changes. */
static int by_use(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	return !a->why != !b->why             ? (a->why != NULL) - (b->why != NULL)
	       : a->n_changes != b->n_changes ? (a->n_changes > b->n_changes) - (a->n_changes < b->n_changes)
	                                      : (a->variant > b->variant) - (a->variant < b->variant);
}

static void find_parts(struct joining *j)
{
	struct arena *a = j->t->arena;
	VEC(struct candidate) all = {0};

	for (size_t v = 1; v < j->e->n_variants; v++) {
		if (is_part(j, v) && count_changes(j, v) > 0) {
			*vec_push(a, &all) = (struct candidate){v, count_changes(j, v), why_unknown(j, v)};
		}
	}
	if (all.n > 0) {
		qsort(all.at, all.n, sizeof(*all.at), by_use);
	}
	for (size_t i = 0; i < all.n; i++) {
		const struct candidate *c = &all.at[i];
		if (!cover(j, c->variant)) {
			continue;
		}
		if (c->why) {
			*vec_push(a, &j->left_out) =
				arena_printf(a, "%s: %s", j->e->variants[c->variant].name, c->why);
		} else if (!changes_nothing(j->t->from, c->variant)) {
			j->parts[j->n_parts++] = c->variant;
		}
	}
}

/* Of two choices made alone and together the factors' interaction tells. */
static bool is_factorial(const struct joining *j)
{
	const struct dossier_variant *v = variant_at(j, j->variant);

	for (size_t i = 0; i < v->n_settings; i++) {
		if (changes(j, j->variant, i) && v->settings[i].is_component) {
			return false;
		}
	}
	return count_changes(j, j->variant) == 2;
}

static void find_uncovered(struct joining *j)
{
	const struct dossier_variant *v = variant_at(j, j->variant);

	for (size_t i = 0; i < v->n_settings; i++) {
		const struct dossier_setting *s = &v->settings[i];
		if (changes(j, j->variant, i) && !j->is_covered[i]) {
			*vec_push(j->t->arena, &j->left_out) =
				arena_printf(j->t->arena, "%s: %s%s: no variant changes it alone", s->factor,
			                     !s->is_component ? ""
			                     : s->is_kept     ? "+"
			                                      : "-",
			                     s->level);
		}
	}
}

/* As a share of the reference's: -0.3 is 30 % less; false: not both went well in that block. */
static bool share_in(const struct joining *j, size_t variant, size_t block, double *ret, struct pair *p)
{
	const size_t what = primary_cost(j->t->from);

	if (!table_pair_of(j->t, j->reference, variant, block, p)) {
		return false;
	}
	const struct dossier_value x = cost_of(j->t->from, p->reference, what),
				   y = cost_of(j->t->from, p->own, what);
	if (!dossier_has_value(x) || !dossier_has_value(y) || !(x.value > 0)) {
		return false;
	}
	*ret = y.value / x.value - 1;
	return true;
}

/** In the blocks in which all went well: shares of the variant, and of its parts added up; the reference's own values. */
struct shares {
	double *together, *sum, *reference;
	size_t *key, n;
};

static bool add_block(const struct joining *j, size_t block, struct shares *s)
{
	double sum = 0, one;
	struct pair p;

	if (!share_in(j, j->variant, block, &s->together[s->n], &p)) {
		return false;
	}
	s->key[s->n] = observation_of(j->t, p.own);
	s->reference[s->n] = cost_of(j->t->from, p.reference, primary_cost(j->t->from)).value;
	for (size_t i = 0; i < j->n_parts; i++) {
		if (!share_in(j, j->parts[i], block, &one, &p)) {
			return false;
		}
		sum += one;
	}
	s->sum[s->n] = sum;
	return true;
}

static struct change change_of(const struct joining *j, const double *shares, const struct shares *of)
{
	struct table *t = j->t;

	if (of->n == 0) {
		return (struct change){.absent_reason =
		                               t->from->is_duet
		                                       ? "a duet has no block with all of them"
		                                       : "there is no block in which all of them went well"};
	}
	const size_t n = stats_mean_by_key(shares, of->key, of->n, t->x);
	const struct estimate d = stats_signed_rank(t->x, n, t->facts->confidence);
	return change_from(&d, false, stats_mean(of->reference, of->n));
}

static void compare(const struct joining *j, struct joint_saving *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	const size_t room = j->t->n_blocks;
	struct shares s = {.together = NEW_ARRAY(a, double, room + 1),
	                   .sum = NEW_ARRAY(a, double, room + 1),
	                   .reference = NEW_ARRAY(a, double, room + 1),
	                   .key = NEW_ARRAY(a, size_t, room + 1)};
	double *beyond = NEW_ARRAY(a, double, room);

	for (size_t b = j->t->from->n_warmup; b < j->t->n_blocks; b++) {
		s.n += add_block(j, b, &s);
	}
	for (size_t i = 0; i < s.n; i++) {
		beyond[i] = s.together[i] - s.sum[i];
	}
	ret->n_blocks = s.n;
	ret->together = change_of(j, s.together, &s);
	ret->sum = change_of(j, s.sum, &s);
	ret->beyond = change_of(j, beyond, &s);
}

void weigh_joint_savings(struct table *t, struct evidence *e)
{
	VEC(struct joint_saving) all = {0};

	for (size_t v = 1; v < e->n_variants; v++) {
		const struct dossier_variant *own = &t->from->variants[v];
		struct joining j = {.t = t, .e = e, .variant = v, .reference = own->reference};
		j.is_covered = NEW_ARRAY(t->arena, bool, own->n_settings);
		j.parts = NEW_ARRAY(t->arena, size_t, e->n_variants);
		find_parts(&j);
		if (j.n_parts < 2 || is_factorial(&j) || primary_cost(t->from) == timed_costs(t->from)) {
			continue;
		}
		find_uncovered(&j);
		const char **names = NEW_ARRAY(t->arena, const char *, j.n_parts);
		for (size_t i = 0; i < j.n_parts; i++) {
			names[i] = e->variants[j.parts[i]].name;
		}
		struct joint_saving *s = vec_push(t->arena, &all);
		*s = (struct joint_saving){.variant = own->name,
		                           .reference = e->variants[j.reference].name,
		                           .parts = names,
		                           .n_parts = j.n_parts,
		                           .left_out = j.left_out.at,
		                           .n_left_out = j.left_out.n};
		compare(&j, s);
	}
	e->joint_savings = all.at;
	e->n_joint_savings = all.n;
}
