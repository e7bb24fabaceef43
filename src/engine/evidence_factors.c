/*
 * Main effects and interactions of crossed choices. Factorials are found by settings, however their variants came about: a variant and
 * those that are compared with it and differ from it in some choices alone, where they are all combinations of levels of these. A level
 * that is not there in all combinations is left out, the one in the fewest first, until what is left is whole; never the variant's own, nor
 * the last one beside it.
 */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/adjust.h"

enum { CHOICES_MOST = 10, SHARES_LEAST = 3 };

/** A choice that varies; level 0 is the first variant's. */
struct choice {
	size_t setting; /* index */
	VEC(const char *) levels;
};

/** A variant of a family, by the levels of its choices. */
struct member {
	size_t variant, level[CHOICES_MOST];
	unsigned moved; /* a bit for each choice in which it differs from the first */
};

/** A variant, and those beside it that differ from it in choices alone. */
struct family {
	const struct table *t;
	VEC(struct choice) choices;
	VEC(struct member) members;
};

/** Some choices of a family, all of whose combinations were measured. Cell 0 has all at level 0. */
struct cells {
	const struct family *f;
	size_t choice[CHOICES_MOST], n_choices;
	size_t levels[CHOICES_MOST], *level[CHOICES_MOST]; /* that are taken: how many, and which */
	size_t *variant;                                   /* of each cell; the last choice moves fastest */
	size_t n;
	double *y; /* log cost, at block * n + cell, of complete blocks */
	size_t *key, n_blocks;
	double *weight; /* of the contrast under way */
};

/* --- finding them --------------------------------------------------------------------------------------------------- */

static size_t level_of(struct choice *c, const char *level, struct arena *a)
{
	size_t i = 0;

	while (i < c->levels.n && strcmp(c->levels.at[i], level) != 0) {
		i++;
	}
	if (i == c->levels.n) {
		*vec_push(a, &c->levels) = level;
	}
	return i;
}

/* False where the reference is another, or a set differs. */
static bool is_of_family(const struct dossier *from, size_t first, size_t variant)
{
	const struct dossier_variant *x = &from->variants[first], *y = &from->variants[variant];

	if (variant != first && y->reference != first) {
		return false;
	}
	for (size_t i = 0; i < x->n_settings; i++) {
		if (x->settings[i].is_component && !setting_is(&x->settings[i], &y->settings[i])) {
			return false;
		}
	}
	return true;
}

/* Of many choices none are taken: 2^choices sets of them are looked at. */
static bool find_choices(struct family *f, size_t first, size_t n_variants)
{
	const struct dossier *from = f->t->from;
	const struct dossier_variant *x = &from->variants[first];

	for (size_t i = 0; i < x->n_settings; i++) {
		bool varies = false;
		for (size_t v = 0; v < n_variants && !varies; v++) {
			varies = is_of_family(from, first, v) &&
			         !setting_is(&x->settings[i], &from->variants[v].settings[i]);
		}
		if (varies) {
			vec_push(f->t->arena, &f->choices)->setting = i;
		}
	}
	return f->choices.n >= 2 && f->choices.n <= CHOICES_MOST;
}

/* Where two have the same levels, the first is taken. */
static void add_member(struct family *f, size_t variant)
{
	struct member m = {.variant = variant};

	for (size_t c = 0; c < f->choices.n; c++) {
		struct choice *choice = &f->choices.at[c];
		m.level[c] = level_of(choice, f->t->from->variants[variant].settings[choice->setting].level,
		                      f->t->arena);
		m.moved |= m.level[c] > 0 ? 1u << c : 0;
	}
	for (size_t i = 0; i < f->members.n; i++) {
		if (memcmp(f->members.at[i].level, m.level, sizeof(m.level)) == 0) {
			return;
		}
	}
	*vec_push(f->t->arena, &f->members) = m;
}

/** Levels of some choices of a family; all other choices are at level 0. */
struct grid {
	const struct family *f;
	unsigned set;
	bool *takes[CHOICES_MOST]; /* by level */
	size_t n_levels[CHOICES_MOST], n;
};

static bool is_on_grid(const struct grid *g, const struct member *m)
{
	bool is_on = !(m->moved & ~g->set);

	for (size_t c = 0; c < g->f->choices.n && is_on; c++) {
		is_on = g->takes[c][m->level[c]];
	}
	return is_on;
}

/* Measured, of the combinations with that level of the choice. */
static size_t count_cells(const struct grid *g, size_t choice, size_t level)
{
	size_t n = 0;

	for (size_t i = 0; i < g->f->members.n; i++) {
		n += g->f->members.at[i].level[choice] == level && is_on_grid(g, &g->f->members.at[i]);
	}
	return n;
}

/* All levels that are there without any other choice being moved. */
static struct grid begin_grid(const struct family *f, unsigned set, struct arena *a)
{
	struct grid g = {.f = f, .set = set, .n = 1};

	for (size_t c = 0; c < f->choices.n; c++) {
		g.takes[c] = NEW_ARRAY(a, bool, f->choices.at[c].levels.n);
		for (size_t i = 0; i < f->members.n; i++) {
			const struct member *m = &f->members.at[i];
			if (!(m->moved & ~set) && !g.takes[c][m->level[c]]) {
				g.takes[c][m->level[c]] = true;
				g.n_levels[c]++;
			}
		}
		g.n *= g.n_levels[c];
	}
	return g;
}

/* True where there was one. */
static bool leave_out_level(struct grid *g)
{
	size_t fewest = SIZE_MAX, choice = 0, level = 0;

	for (size_t c = 0; c < g->f->choices.n; c++) {
		for (size_t l = 1; g->n_levels[c] > 2 && l < g->f->choices.at[c].levels.n; l++) {
			const size_t n = g->takes[c][l] ? count_cells(g, c, l) : SIZE_MAX;
			if (n < g->n / g->n_levels[c] && n < fewest) {
				fewest = n;
				choice = c;
				level = l;
			}
		}
	}
	if (fewest == SIZE_MAX) {
		return false;
	}
	g->takes[choice][level] = false;
	g->n = g->n / g->n_levels[choice] * (g->n_levels[choice] - 1);
	g->n_levels[choice]--;
	return true;
}

static size_t count_all_cells(const struct grid *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->f->members.n; i++) {
		n += is_on_grid(g, &g->f->members.at[i]);
	}
	return n;
}

/* The choices of the set and their levels; false where one does not vary. */
static bool name_choices(const struct grid *g, struct cells *ret)
{
	for (size_t c = 0; c < g->f->choices.n; c++) {
		if (!(g->set >> c & 1)) {
			continue;
		}
		const size_t k = ret->n_choices++;
		ret->choice[k] = c;
		ret->level[k] = NEW_ARRAY(g->f->t->arena, size_t, g->n_levels[c]);
		for (size_t l = 0; l < g->f->choices.at[c].levels.n; l++) {
			if (g->takes[c][l]) {
				ret->level[k][ret->levels[k]++] = l;
			}
		}
		if (ret->levels[k] < 2) {
			return false;
		}
	}
	return true;
}

static size_t cell_of(const struct cells *c, const struct member *m)
{
	size_t at = 0;

	for (size_t k = 0; k < c->n_choices; k++) {
		size_t l = 0;
		while (c->level[k][l] != m->level[c->choice[k]]) {
			l++;
		}
		at = at * c->levels[k] + l;
	}
	return at;
}

/* False unless some levels of each make a whole. */
static bool lay_out(const struct family *f, unsigned set, struct cells *ret)
{
	AUTO_ARENA struct arena *scratch = arena_new();
	struct grid g = begin_grid(f, set, scratch);

	while (count_all_cells(&g) < g.n) {
		if (!leave_out_level(&g)) {
			return false;
		}
	}
	*ret = (struct cells){.f = f, .n = g.n, .variant = NEW_ARRAY(f->t->arena, size_t, g.n)};
	if (!name_choices(&g, ret)) {
		return false;
	}
	for (size_t i = 0; i < f->members.n; i++) {
		if (is_on_grid(&g, &f->members.at[i])) {
			ret->variant[cell_of(ret, &f->members.at[i])] = f->members.at[i].variant;
		}
	}
	return true;
}

/* --- contrasts ------------------------------------------------------------------------------------------------------ */

/* Of the k-th choice, in that cell. */
static size_t level_in(const struct cells *c, size_t k, size_t cell)
{
	for (size_t later = c->n_choices - 1; later > k; later--) {
		cell /= c->levels[later];
	}
	return cell % c->levels[k];
}

static bool fill_block(const struct cells *c, size_t block, double *y)
{
	const struct table *t = c->f->t;
	const struct dossier_run *first = table_run(t, c->variant[0], block);

	for (size_t i = 0; i < c->n; i++) {
		const struct dossier_run *r = table_run(t, c->variant[i], block);
		if (!table_is_ok(first) || !table_is_ok(r) || r->trial.input != first->trial.input ||
		    r->host != first->host || r->accounting != first->accounting) {
			return false;
		}
		struct dossier_value v = cost_of(t->from, r, primary_cost(t->from));
		if (!dossier_has_value(v) || !(v.value > 0)) {
			return false;
		}
		y[i] = log(v.value);
	}
	return true;
}

static void fill(struct cells *c)
{
	const struct table *t = c->f->t;

	c->y = NEW_ARRAY(t->arena, double, c->n * t->n_blocks);
	c->key = NEW_ARRAY(t->arena, size_t, t->n_blocks);
	c->weight = NEW_ARRAY(t->arena, double, c->n);
	for (size_t b = t->from->n_warmup; b < t->n_blocks; b++) {
		if (fill_block(c, b, c->y + c->n_blocks * c->n)) {
			c->key[c->n_blocks++] = observation_of(t, table_run(t, c->variant[0], b));
		}
	}
}

/* The weighted sum of a block's logs, over inputs. */
static struct change contrast(const struct cells *c)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *d = NEW_ARRAY(a, double, c->n_blocks), *means = NEW_ARRAY(a, double, c->n_blocks);

	for (size_t b = 0; b < c->n_blocks; b++) {
		for (size_t i = 0; i < c->n; i++) {
			d[b] += c->weight[i] * c->y[b * c->n + i];
		}
	}
	size_t n = stats_mean_by_key(d, c->key, c->n_blocks, means);
	struct estimate e = stats_signed_rank(means, n, c->f->t->facts->confidence);
	return change_from(&e, true, 0);
}

static const char *name_of(const struct cells *c, size_t k, size_t level)
{
	const struct table *t = c->f->t;
	const struct choice *choice = &c->f->choices.at[c->choice[k]];

	return arena_printf(t->arena, "%s: %s -> %s",
	                    t->from->variants[c->variant[0]].settings[choice->setting].factor,
	                    choice->levels.at[0], choice->levels.at[c->level[k][level]]);
}

/* 1 at that level, -1 at the first, 0 at others. */
static double sign_of(const struct cells *c, size_t k, size_t level, size_t cell)
{
	size_t is = level_in(c, k, cell);

	return is == level ? 1 : is == 0 ? -1 : 0;
}

static struct factor_effect main_effect(struct cells *c, size_t k, size_t level)
{
	for (size_t i = 0; i < c->n; i++) {
		c->weight[i] = sign_of(c, k, level, i) * (double)c->levels[k] / (double)c->n;
	}
	return (struct factor_effect){.what = name_of(c, k, level), .change = contrast(c), .p_adjusted = 1};
}

static struct factor_effect interaction(struct cells *c, const size_t k[2], const size_t level[2])
{
	double share = (double)(c->levels[k[0]] * c->levels[k[1]]) / (double)c->n;

	for (size_t i = 0; i < c->n; i++) {
		c->weight[i] = sign_of(c, k[0], level[0], i) * sign_of(c, k[1], level[1], i) * share;
	}
	return (struct factor_effect){.what = name_of(c, k[0], level[0]),
	                              .with = name_of(c, k[1], level[1]),
	                              .change = contrast(c),
	                              .p_adjusted = 1};
}

static double factorial_of(size_t n) { return n < 2 ? 1 : (double)n * factorial_of(n - 1); }

/* Shapley 1953: what moving the k-th choice adds, over all orders in which choices of two levels may be moved. */
static struct factor_effect share_of(struct cells *c, size_t k)
{
	const size_t n = c->n_choices;

	for (size_t i = 0; i < c->n; i++) {
		size_t others = 0;
		for (size_t j = 0; j < n; j++) {
			others += j != k && level_in(c, j, i) == 1;
		}
		c->weight[i] = sign_of(c, k, 1, i) * factorial_of(others) * factorial_of(n - 1 - others) /
		               factorial_of(n);
	}
	return (struct factor_effect){.what = name_of(c, k, 1), .change = contrast(c), .p_adjusted = 1};
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

static const char *const *factors_of(const struct cells *c)
{
	const struct table *t = c->f->t;
	const char **names = NEW_ARRAY(t->arena, const char *, c->n_choices);

	for (size_t k = 0; k < c->n_choices; k++) {
		const struct choice *choice = &c->f->choices.at[c->choice[k]];
		const char *levels = choice->levels.at[0];
		for (size_t i = 1; i < c->levels[k]; i++) {
			levels = arena_printf(t->arena, "%s, %s", levels, choice->levels.at[c->level[k][i]]);
		}
		names[k] = arena_printf(t->arena, "%s (%s)",
		                        t->from->variants[c->variant[0]].settings[choice->setting].factor,
		                        levels);
	}
	return names;
}

struct effects {
	VEC(struct factor_effect) at;
};

static void add_mains(struct cells *c, struct effects *ret)
{
	for (size_t k = 0; k < c->n_choices; k++) {
		for (size_t level = 1; level < c->levels[k]; level++) {
			*vec_push(c->f->t->arena, &ret->at) = main_effect(c, k, level);
		}
	}
}

static void add_interactions(struct cells *c, struct effects *ret)
{
	for (size_t k = 0; k < c->n_choices; k++) {
		for (size_t other = k + 1; other < c->n_choices; other++) {
			size_t n = c->levels[other] - 1;
			for (size_t i = 0; i < (c->levels[k] - 1) * n; i++) {
				*vec_push(c->f->t->arena, &ret->at) = interaction(
					c, (size_t[]){k, other}, (size_t[]){i / n + 1, i % n + 1});
			}
		}
	}
}

/* With two factors they are the main effects, once more. */
static void add_shares(struct cells *c, struct effects *ret)
{
	if (c->n_choices < SHARES_LEAST || c->n != (size_t)1 << c->n_choices) {
		return;
	}
	for (size_t k = 0; k < c->n_choices; k++) {
		*vec_push(c->f->t->arena, &ret->at) = share_of(c, k);
	}
}

struct found {
	VEC(struct factorial) at;
	VEC(struct factor_effect *) tests;
};

static void add_tests(struct arena *a, const struct effects *effects, struct found *ret)
{
	for (size_t i = 0; i < effects->at.n; i++) {
		if (!effects->at.at[i].change.absent_reason) {
			*vec_push(a, &ret->tests) = &effects->at.at[i];
		}
	}
}

static void weigh(struct cells *c, struct found *ret)
{
	const struct table *t = c->f->t;
	struct factorial *f = vec_push(t->arena, &ret->at);
	struct effects mains = {0}, interactions = {0}, shares = {0};

	*f = (struct factorial){.factors = factors_of(c),
	                        .n_factors = c->n_choices,
	                        .n_variants = c->n,
	                        .beside = t->from->variants[c->variant[0]].name};
	fill(c);
	f->n_blocks = c->n_blocks;
	if (c->n_blocks == 0) {
		f->absent_reason = t->from->is_duet ? "a duet has no block with all of them"
		                                    : "there is no block in which all of them went well";
		return;
	}
	add_mains(c, &mains);
	add_interactions(c, &interactions);
	add_shares(c, &shares);
	add_tests(t->arena, &mains, ret);
	add_tests(t->arena, &interactions, ret);
	f->mains = mains.at.at;
	f->n_mains = mains.at.n;
	f->interactions = interactions.at.at;
	f->n_interactions = interactions.at.n;
	f->shares = shares.at.at;
	f->n_shares = shares.at.n;
}

static unsigned count_bits(unsigned set)
{
	unsigned n = 0;

	for (; set; set &= set - 1) {
		n++;
	}
	return n;
}

static bool has_variant(const struct cells *c, size_t variant)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->variant[i] == variant) {
			return true;
		}
	}
	return false;
}

static bool is_part(const struct cells *c, const struct cells *of)
{
	bool is_in = true;

	for (size_t i = 0; i < c->n && is_in; i++) {
		is_in = has_variant(of, c->variant[i]);
	}
	return is_in;
}

/* Those of the most choices first; none whose variants are all in one that was found. */
static void find_factorials(const struct family *f, struct found *ret)
{
	VEC(struct cells) all = {0};

	for (unsigned size = (unsigned)f->choices.n; size >= 2; size--) {
		for (unsigned set = 0; set < 1u << f->choices.n; set++) {
			struct cells c;
			bool is_new = count_bits(set) == size && lay_out(f, set, &c);
			for (size_t i = 0; i < all.n && is_new; i++) {
				is_new = !is_part(&c, &all.at[i]);
			}
			if (is_new) {
				*vec_push(f->t->arena, &all) = c;
				weigh(&c, ret);
			}
		}
	}
}

static void adjust(const struct table *t, struct found *f)
{
	double *p = NEW_ARRAY(t->arena, double, f->tests.n);

	for (size_t i = 0; i < f->tests.n; i++) {
		p[i] = f->tests.at[i]->change.p;
	}
	if (f->tests.n > 0) {
		stats_adjust(ADJUST_HOLM, p, f->tests.n, p);
	}
	for (size_t i = 0; i < f->tests.n; i++) {
		f->tests.at[i]->p_adjusted = p[i];
	}
}

void weigh_factorials(const struct table *t, struct evidence *e)
{
	const struct dossier *from = t->from;
	struct found found = {0};

	if (primary_cost(from) >= timed_costs(from) || from->n_made_blocks > 0) {
		return;
	}
	for (size_t first = 0; first < e->n_variants; first++) {
		struct family f = {.t = t};
		if (!find_choices(&f, first, e->n_variants)) {
			continue;
		}
		add_member(&f, first);
		for (size_t v = 0; v < e->n_variants; v++) {
			if (v != first && is_of_family(from, first, v)) {
				add_member(&f, v);
			}
		}
		find_factorials(&f, &found);
	}
	adjust(t, &found);
	e->factorials = found.at.at;
	e->n_factorials = found.at.n;
	e->n_effects_tested = found.tests.n;
}
