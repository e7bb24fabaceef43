/* Whether runs fall in two groups, and whether they are like the runs just before them. */
#include <math.h>

#include "noise_grid.h"
#include "secateur/base/num.h"
#include "secateur/base/rng.h"
#include "secateur/stats/diagnose.h"

/* --- modes ------------------------------------------------------------------------------------------ */

enum {
	PARTNERS = 7,     /* of a run in its block: more would tell little more, and cost their square */
	LEAST_PAIRS = 10, /* independent ones, that the threshold below holds from */
	PAIRS_TO_TELL =
		40, /* from here on groups 8 sd apart are seen in 75 to 95 % of studies, by blocks and arms */
	MANY_PAIRS = 200 /* and from here on those 6 sd apart in 99 %: 30 % of runs in the smaller */
};

/* Sizes of the differences, ascending, without the outliers unless they are more than 10 %. Returns how many. */
static size_t sizes_of(double *d, size_t n)
{
	size_t kept = stats_without_outliers(d, n, d);

	for (size_t i = 0; i < kept; i++) {
		d[i] = fabs(d[i]);
	}
	stats_sort(d, kept);
	return kept;
}

/*
 * Two runs of one block differ by about 0 when both are of one mode, and by about the gap when not: whatever the block's level is, so two
 * arms are enough. The best split of |d| in a group about 0 and one about its own mean leaves a share of sum d^2; flagged below
 * .1901 - .5672/sqrt(n) + .3417/n, fitted to 1 % of normal samples of n independent pairs, n = 10 .. 1000 (20 000 samples each); pairs
 * that share runs count as the blocks * (arms - 1) that are independent.
 */
static struct modes modes_of_pairs(const struct grid *g)
{
	AUTO_ARENA struct arena *a = arena_new();
	double independent = (double)(g->n_blocks * (g->n_variants - 1));
	double *d = NEW_ARRAY(a, double, g->n_blocks * g->n_variants * PARTNERS), all = 0, above = 0;
	size_t n = sizes_of(d, noise_pairs(g, PARTNERS, d)), least = (n + 9) / 10;
	struct modes m = {.ratio = 1, .threshold = .1901 - .5672 / sqrt(independent) + .3417 / independent};

	for (size_t i = 0; i < n; i++) {
		all += d[i] * d[i];
	}
	for (size_t upper = 1; all > 0 && upper + least <= n; upper++) {
		above += d[n - upper];
		double ratio = 1 - above * above / ((double)upper * all);
		if (upper >= least && ratio < m.ratio) {
			m.ratio = ratio;
			m.gap = above / (double)upper;
			m.minority_share = (double)upper / (double)n;
		}
	}
	/* that share of pairs is 2 p (1 - p) */
	m.minority_share = (1 - sqrt(fmax(0, 1 - 2 * m.minority_share))) / 2;
	m.flagged = all > 0 && m.ratio < m.threshold;
	return m;
}

void find_modes(struct grid *g)
{
	size_t pairs = g->n_blocks * (g->n_variants - 1);

	if (pairs < LEAST_PAIRS) {
		FIND(g, "modes", false,
		     "not looked for: too few runs to tell (%zu pairs in blocks of at least %d)", pairs,
		     LEAST_PAIRS);
		return;
	}
	/* With two arms residuals are one number with both signs. With many they show smaller gaps than pairs do. */
	struct modes m = modes_of_pairs(g), r = {0};
	if (g->n_variants > 2 && !m.flagged) {
		r = stats_modes(g->residual, g->n_blocks * g->n_variants);
	}
	if (m.flagged || (!r.absent_reason && r.flagged)) {
		const struct modes *seen = m.flagged ? &m : &r;
		FIND(g, "modes", true,
		     "runs fall in two groups, %s apart; about %.0f %% of them in the smaller one%s",
		     num_show_percent(expm1(seen->gap), 2, g->keep), 100 * seen->minority_share,
		     g->of_blocks);
	} else if (pairs < PAIRS_TO_TELL) {
		FIND(g, "modes", false,
		     "no two groups seen, but %zu pairs of runs in blocks are too few to tell", pairs);
	} else {
		FIND(g, "modes", false,
		     "no two groups seen; with %zu pairs of runs in blocks, those nearer than about %s, or with few runs in one, may be missed%s",
		     pairs, num_show_percent(expm1((pairs < MANY_PAIRS ? 8 : 6) * g->spread), 2, g->keep),
		     g->of_blocks);
	}
}

/* --- neighbours ------------------------------------------------------------------------------------- */

enum { DRAWS = 1999, AS_EXTREME = 20 };

/* The runs' values less their variants' and inputs' parts, or, where each input comes once, the residuals; in the order of the runs. */
static double *in_order(const struct grid *g)
{
	AUTO_ARENA struct arena *a = arena_new();
	size_t n = g->n_blocks * g->n_variants, k = g->n_variants;
	double *x = NEW_ARRAY(g->t->arena, double, n), *when = NEW_ARRAY(a, double, n);

	for (size_t i = 0; i < n; i++) {
		when[i] = (double)(g->t->when[g->blocks[i / k]] * g->t->from->n_variants + g->position[i]);
	}
	const size_t *order = stats_order(when, n, a);
	for (size_t i = 0; i < n; i++) {
		const size_t at = order[i];
		x[i] = g->repeats ? g->y[at] - g->effect[at % k] - g->group_level[g->group[at / k]]
		                  : g->residual[at];
	}
	return x;
}

/* Sum of squared differences of neighbours inside blocks. */
static double unlikeness(const double *x, size_t blocks, size_t arms)
{
	double sum = 0;

	for (size_t b = 0; b < blocks; b++) {
		for (size_t i = 1; i < arms; i++) {
			double d = x[b * arms + i] - x[b * arms + i - 1];
			sum += d * d;
		}
	}
	return sum;
}

static void shuffle(struct rng *r, double *x, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)rng_below(r, i);
		double held = x[i - 1];

		x[i - 1] = x[j];
		x[j] = held;
	}
}

/*
 * The order inside a block was drawn at random, so that without likeness each order of its values is as likely as any other: exact,
 * whatever the noise and however the values were made. Orders are drawn until 20 are as alike as the one run (p = 20/draws), or 1999
 * are (p = (as alike + 1)/2000): Besag and Clifford 1991. x is shuffled.
 */
static double p_of_order(double *x, const struct grid *g, double seen)
{
	struct rng r = rng_stream(g->t->from->seed, "neighbours", g->cost);
	unsigned alike = 0;

	for (unsigned draw = 1; draw <= DRAWS; draw++) {
		for (size_t b = 0; b < g->n_blocks; b++) {
			shuffle(&r, x + b * g->n_variants, g->n_variants);
		}
		alike += unlikeness(x, g->n_blocks, g->n_variants) <= seen * (1 + 1e-12);
		if (alike == AS_EXTREME) {
			return (double)alike / draw;
		}
	}
	return (alike + 1.0) / (DRAWS + 1);
}

/* Each input comes once: what two blocks differ by may be their inputs. */
static void find_inside_blocks(struct grid *g, double *x)
{
	double squares = 0, far = NOISE_FAR * g->spread;

	for (size_t i = 0; i < g->n_blocks * g->n_variants; i++) {
		if (far > 0) { /* a spike is not to drown its block's neighbours, nor all other blocks */
			x[i] = fmax(-far, fmin(far, x[i]));
		}
	}
	for (size_t b = 0; b < g->n_blocks; b++) {
		double sd = stats_sd(x + b * g->n_variants, g->n_variants);
		squares += sd * sd * (double)(g->n_variants - 1);
	}
	if (!(squares > 0)) {
		FIND(g, "neighbours", false, "not compared: all values are equal");
		return;
	}
	double seen = unlikeness(x, g->n_blocks, g->n_variants), p = p_of_order(x, g, seen);
	bool flagged = p < STATS_FLAG_P;
	FIND(g, "neighbours", flagged,
	     "%s inside a block (squared differences %.2g of what chance gives, p = %.2g); from block to block inputs hide it",
	     flagged ? "runs are like the runs just before them"
	             : "no likeness of runs to the runs just before them",
	     seen / (2 * squares), p);
}

void find_neighbours(struct grid *g)
{
	double *x = in_order(g);

	if (!g->repeats && g->n_variants < 3) {
		FIND(g, "neighbours", false, "cannot be seen with two arms in a block and each input once");
		return;
	}
	if (!g->repeats) {
		find_inside_blocks(g, x);
		return;
	}
	struct drift d = stats_drift(x, g->n_blocks * g->n_variants);
	if (d.absent_reason) {
		FIND(g, "neighbours", false, "not compared: %s", d.absent_reason);
	} else {
		FIND(g, "neighbours", d.flagged, "%s (rank von Neumann ratio %.3g, p = %.2g)",
		     d.flagged ? "runs are like the runs just before them"
		               : "no likeness of runs to the runs just before them",
		     d.ratio, d.p);
	}
}
