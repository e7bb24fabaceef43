/* What the measurements are worth: the noise of a cost, what it lets be found, and what is wrong with it. */
#include "engine_private.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/layout.h"

static const double POWER = 0.8;

/** The complete blocks of one cost: cell (b, v) at b * n_variants + v. */
struct grid {
	const struct table *t;
	size_t cost;
	size_t *variants, n_variants; /* indices of those that went well in most blocks */
	size_t *blocks, n_blocks;     /* in the order in which they were run */
	double *y, *residual;         /* log values; less their block's and variant's part */
	uint32_t *position;
	size_t n_observations; /* distinct inputs, or blocks where there is one input */
	VEC(struct finding) findings;
};

/* --- the grid ------------------------------------------------------------------------------------ */

static bool cell_of(const struct grid *g, size_t variant, size_t block, double *ret)
{
	const struct dossier_run *r = table_run(g->t, variant, block);

	if (!table_is_ok(r)) {
		return false;
	}
	struct dossier_value v = cost_of(r, g->cost);
	if (!v.is_there || v.absent_reason || !(v.value > 0) || !isfinite(v.value)) {
		return false;
	}
	*ret = log(v.value);
	return true;
}

static size_t cells_of(const struct grid *g, size_t variant)
{
	size_t n = 0;
	double y;

	for (size_t b = g->t->from->n_warmup; b < g->t->n_blocks; b++) {
		n += cell_of(g, variant, b, &y);
	}
	return n;
}

/* A variant that mostly fails would leave no block complete. */
static void find_variants(struct grid *g)
{
	size_t most = 0, n = g->t->from->n_variants;
	size_t *cells = NEW_ARRAY(g->t->arena, size_t, n);

	g->variants = NEW_ARRAY(g->t->arena, size_t, n);
	for (size_t v = 0; v < n; v++) {
		cells[v] = cells_of(g, v);
		most = cells[v] > most ? cells[v] : most;
	}
	for (size_t v = 0; v < n; v++) {
		if (most > 0 && 2 * cells[v] > most) {
			g->variants[g->n_variants++] = v;
		}
	}
}

static void find_blocks(struct grid *g)
{
	double y;

	g->blocks = NEW_ARRAY(g->t->arena, size_t, g->t->n_blocks);
	for (size_t b = g->t->from->n_warmup; b < g->t->n_blocks; b++) {
		bool complete = true;
		for (size_t i = 0; i < g->n_variants && complete; i++) {
			complete = cell_of(g, g->variants[i], b, &y);
		}
		if (complete) {
			g->blocks[g->n_blocks++] = b;
		}
	}
}

static void count_observations(struct grid *g)
{
	double *ones = NEW_ARRAY(g->t->arena, double, g->n_blocks),
	       *ret = NEW_ARRAY(g->t->arena, double, g->n_blocks);
	size_t *key = NEW_ARRAY(g->t->arena, size_t, g->n_blocks);

	for (size_t b = 0; b < g->n_blocks; b++) {
		key[b] = observation_of(g->t, table_run(g->t, g->variants[0], g->blocks[b]));
	}
	g->n_observations = stats_mean_by_key(ones, key, g->n_blocks, ret);
}

static void fill(struct grid *g)
{
	size_t n = g->n_blocks * g->n_variants;

	g->y = NEW_ARRAY(g->t->arena, double, n);
	g->residual = NEW_ARRAY(g->t->arena, double, n);
	g->position = NEW_ARRAY(g->t->arena, uint32_t, n);
	for (size_t i = 0; i < n; i++) {
		size_t variant = g->variants[i % g->n_variants], block = g->blocks[i / g->n_variants];
		cell_of(g, variant, block, &g->y[i]);
		g->position[i] = table_run(g->t, variant, block)->trial.position;
	}
	stats_polish(g->y, g->n_blocks, g->n_variants, g->residual);
}

/* --- findings ------------------------------------------------------------------------------------- */

static void find(struct grid *g, const char *about, bool flagged, const char *text)
{
	*vec_push(g->t->arena, &g->findings) = (struct finding){about, flagged, text};
}
#define FIND(g, about, flagged, ...) find((g), (about), (flagged), arena_printf((g)->t->arena, __VA_ARGS__))

static void find_modes(struct grid *g)
{
	struct modes m = stats_modes(g->residual, g->n_blocks * g->n_variants);

	if (m.absent_reason) {
		FIND(g, "modes", false, "not looked for: %s", m.absent_reason);
	} else if (m.flagged) {
		FIND(g, "modes", true,
		     "runs fall in two groups, %.2g %% apart; %.0f %% of them in the smaller one",
		     100 * expm1(m.gap), 100 * m.minority_share);
	} else {
		FIND(g, "modes", false, "one");
	}
}

struct placed {
	size_t order;
	double x;
};

static int by_order(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	return (a->order > b->order) - (a->order < b->order);
}

/* The residuals in the order in which the runs were made. */
static void find_drift(struct grid *g)
{
	size_t n = g->n_blocks * g->n_variants;
	struct placed *all = NEW_ARRAY(g->t->arena, struct placed, n);
	double *x = NEW_ARRAY(g->t->arena, double, n);

	for (size_t i = 0; i < n; i++) {
		all[i].order = g->blocks[i / g->n_variants] * g->t->from->n_variants + g->position[i];
		all[i].x = g->residual[i];
	}
	qsort(all, n, sizeof(*all), by_order);
	for (size_t i = 0; i < n; i++) {
		x[i] = all[i].x;
	}
	struct drift d = stats_drift(x, n);
	if (d.absent_reason) {
		FIND(g, "neighbours", false, "not compared: %s", d.absent_reason);
	} else {
		FIND(g, "neighbours", d.flagged, "%s inside a block (rank von Neumann ratio %.3g, p = %.2g)",
		     d.flagged ? "runs are like the runs just before them"
		               : "no likeness of runs to the runs just before them",
		     d.ratio, d.p);
	}
}

/* Of each block's median, less its input's mean where inputs come again. */
static void find_trend(struct grid *g)
{
	double *y = NEW_ARRAY(g->t->arena, double, g->n_blocks),
	       *x = NEW_ARRAY(g->t->arena, double, g->n_blocks);
	bool repeats = g->n_blocks >= 2 * g->t->from->n_inputs;

	for (size_t b = 0; b < g->n_blocks; b++) {
		x[b] = (double)g->blocks[b];
		y[b] = stats_median(&g->y[b * g->n_variants], g->n_variants);
	}
	double *level = NEW_ARRAY(g->t->arena, double, g->n_blocks);
	for (size_t b = 0; b < g->n_blocks && repeats; b++) {
		uint32_t input = table_run(g->t, g->variants[0], g->blocks[b])->trial.input;
		double sum = 0;
		size_t n = 0;
		for (size_t other = 0; other < g->n_blocks; other++) {
			if (table_run(g->t, g->variants[0], g->blocks[other])->trial.input == input) {
				sum += y[other];
				n++;
			}
		}
		level[b] = sum / (double)n;
	}
	for (size_t b = 0; b < g->n_blocks; b++) {
		y[b] -= level[b];
	}
	struct trend r = stats_trend(x, y, g->n_blocks, g->t->facts->confidence);
	if (r.absent_reason) {
		FIND(g, "drift", false, "not looked for: %s", r.absent_reason);
	} else {
		FIND(g, "drift", r.flagged, "%+.2g %% a block [%+.2g, %+.2g], p = %.2g", 100 * expm1(r.slope),
		     100 * expm1(r.low), 100 * expm1(r.high), r.p);
	}
}

static void find_order(struct grid *g)
{
	struct order_effects o = stats_order_effects(g->y, g->position, g->n_blocks, g->n_variants);

	if (o.absent_reason) {
		FIND(g, "position", false, "not looked at: %s", o.absent_reason);
		return;
	}
	FIND(g, "position", o.position_flagged, "%+.2g %% from one place in a block to the next, p = %.2g",
	     100 * expm1(o.slope), o.slope_p);
	FIND(g, "first run", o.first_flagged, "%+.2g %% in the first place of a block, p = %.2g",
	     100 * expm1(o.first), o.first_p);
	FIND(g, "carry-over", o.carry_flagged, "%s, p = %.2g",
	     o.carry_flagged ? "a run depends on the variant that ran before it"
	                     : "no sign that a run depends on the variant before it",
	     o.carry_p);
}

/* Warm-up runs beside the median of measured runs of the same variant on the same input. */
static void find_warmup(struct grid *g)
{
	const struct dossier *from = g->t->from;
	double *d = NEW_ARRAY(g->t->arena, double, from->n_runs),
	       *same = NEW_ARRAY(g->t->arena, double, g->n_blocks);
	size_t n = 0;

	for (size_t i = 0; i < from->n_runs; i++) {
		const struct dossier_run *r = &from->runs[i];
		struct dossier_value v = table_is_ok(r) ? cost_of(r, g->cost) : (struct dossier_value){0};
		if (r->trial.phase != PHASE_WARMUP || !v.is_there || v.absent_reason || !(v.value > 0)) {
			continue;
		}
		size_t n_same = 0;
		for (size_t b = 0; b < g->n_blocks; b++) {
			const struct dossier_run *m = table_run(g->t, r->trial.variant, g->blocks[b]);
			double y;
			if (m && m->trial.input == r->trial.input &&
			    cell_of(g, r->trial.variant, g->blocks[b], &y)) {
				same[n_same++] = y;
			}
		}
		if (n_same > 0) {
			d[n++] = log(v.value) - stats_median(same, n_same);
		}
	}
	if (n == 0) {
		FIND(g, "warm-up", false,
		     "nothing to compare: no warm-up run on an input that was measured too");
		return;
	}
	struct estimate e = stats_signed_rank(d, n, g->t->facts->confidence);
	FIND(g, "warm-up", !e.absent_reason && e.p < STATS_FLAG_P && e.at > 0,
	     "warm-up runs took %+.2g %% against measured ones (p = %.2g)", 100 * expm1(e.at), e.p);
}

/* Whether a variant's change grows or shrinks along the runs: something that is kept from run to run. */
static void find_scaling(struct grid *g)
{
	double *x = NEW_ARRAY(g->t->arena, double, g->n_blocks),
	       *d = NEW_ARRAY(g->t->arena, double, g->n_blocks);
	double least = 1;
	size_t worst = 0;

	for (size_t i = 1; i < g->n_variants; i++) {
		for (size_t b = 0; b < g->n_blocks; b++) {
			x[b] = (double)g->blocks[b];
			d[b] = g->y[b * g->n_variants + i] - g->y[b * g->n_variants];
		}
		struct trend r = stats_trend(x, d, g->n_blocks, g->t->facts->confidence);
		if (!r.absent_reason && r.p < least) {
			least = r.p;
			worst = g->variants[i];
		}
	}
	if (g->n_variants < 2) {
		return;
	}
	double p = fmin(1, least * (double)(g->n_variants - 1));
	if (p < STATS_FLAG_P) {
		FIND(g, "scaling", true,
		     "the change of %s goes on growing or shrinking along the runs (p = %.2g)",
		     g->t->from->variants[worst].name, p);
	} else {
		FIND(g, "scaling", false,
		     "no change grows or shrinks along the runs (least p, adjusted: %.2g)", p);
	}
}

/* Whether changes differ from input to input by more than repeats do: only repeats can tell. */
static bool find_components_of(struct grid *g, size_t i, size_t repeats, struct components *ret)
{
	size_t inputs = g->t->from->n_inputs;
	double *x = NEW_ARRAY(g->t->arena, double, inputs *repeats);
	size_t *filled = NEW_ARRAY(g->t->arena, size_t, inputs);

	for (size_t b = 0; b < g->n_blocks; b++) {
		size_t input = table_run(g->t, g->variants[i], g->blocks[b])->trial.input;
		if (filled[input] < repeats) {
			x[input * repeats + filled[input]++] =
				g->y[b * g->n_variants + i] - g->y[b * g->n_variants];
		}
	}
	for (size_t k = 0; k < inputs; k++) {
		if (filled[k] < repeats) {
			return false;
		}
	}
	*ret = stats_components(x, inputs, repeats, g->t->facts->confidence);
	return !ret->absent_reason;
}

static void find_components(struct grid *g)
{
	size_t inputs = g->t->from->n_inputs, repeats = inputs ? g->n_blocks / inputs : 0;
	double least = 1;
	struct components c, worst = {0};
	const char *name = NULL;

	if (inputs < 2 || repeats < 2) {
		return;
	}
	for (size_t i = 1; i < g->n_variants; i++) {
		if (find_components_of(g, i, repeats, &c) && c.p < least) {
			least = c.p;
			worst = c;
			name = g->t->from->variants[g->variants[i]].name;
		}
	}
	double p = fmin(1, least * (double)(g->n_variants - 1));
	if (name && p < STATS_FLAG_P) {
		FIND(g, "inputs", true,
		     "the change of %s differs between inputs (standard deviation %.2g %%, of repeats %.2g %%; p = %.2g)",
		     name, 100 * sqrt(worst.var_input), 100 * sqrt(worst.var_repeat), p);
	} else {
		FIND(g, "inputs", false, "no change differs between inputs by more than repeats do");
	}
}

static const struct outlier *list_outliers(struct grid *g, size_t *n)
{
	size_t *at = NEW_ARRAY(g->t->arena, size_t, g->n_blocks * g->n_variants);

	*n = stats_outliers(g->residual, g->n_blocks * g->n_variants, at);
	struct outlier *all = NEW_ARRAY(g->t->arena, struct outlier, *n);
	for (size_t i = 0; i < *n; i++) {
		size_t variant = g->variants[at[i] % g->n_variants], block = g->blocks[at[i] / g->n_variants];
		all[i] = (struct outlier){
			.variant = g->t->from->variants[variant].name,
			.input = g->t->from->inputs[table_run(g->t, variant, block)->trial.input],
			.block = block,
			.ratio = exp(g->residual[at[i]])};
	}
	return all;
}

/* --- the whole -------------------------------------------------------------------------------------- */

double sd_of_observation(double sd_of_run, double repeats) { return sd_of_run * sqrt(2 / repeats); }

static void set_power(const struct grid *g, struct noise *n)
{
	const struct evidence *e = g->t->facts;
	double repeats = (double)g->n_blocks / (double)g->n_observations, alpha = 1 - e->joint_confidence;
	double of_pair = sd_of_observation(n->sd, repeats);

	n->n = g->n_observations;
	n->detectable = n->n < e->n_least ? INFINITY : -expm1(-stats_detectable(of_pair, n->n, alpha, POWER));
	n->n_needed = of_pair > 0 ? stats_pairs_needed(of_pair, -log1p(-e->worth), alpha, POWER, e->n_least)
	                          : e->n_least;
}

static struct noise noise_of(const struct table *t, size_t cost)
{
	struct grid g = {.t = t, .cost = cost};
	struct noise n = {.cost = cost_name(t->from, cost)};

	find_variants(&g);
	find_blocks(&g);
	n.n_blocks = g.n_blocks;
	n.n_variants = g.n_variants;
	if (g.n_variants < 2 || g.n_blocks < 2) {
		n.absent_reason = "fewer than two complete blocks of two variants";
		return n;
	}
	count_observations(&g);
	fill(&g);
	n.sd = stats_layout_sd(g.y, g.n_blocks, g.n_variants);
	n.mad = stats_mad(g.residual, g.n_blocks * g.n_variants);
	set_power(&g, &n);
	find_modes(&g);
	find_drift(&g);
	find_trend(&g);
	find_order(&g);
	find_warmup(&g);
	find_scaling(&g);
	find_components(&g);
	n.findings = g.findings.at;
	n.n_findings = g.findings.n;
	n.outliers = list_outliers(&g, &n.n_outliers);
	return n;
}

const struct noise *noises_of(const struct table *t, size_t *n)
{
	size_t costs[] = {primary_cost(t->from), COST_CPU, COST_WALL};
	struct noise *all = NEW_ARRAY(t->arena, struct noise, 3);

	*n = 0;
	for (size_t i = 0; i < 3; i++) {
		bool is_known = costs[i] < N_OWN_COSTS + t->from->n_events,
		     is_new = i == 0 || costs[i] != costs[0];
		if (is_known && is_new) {
			all[(*n)++] = noise_of(t, costs[i]);
		}
	}
	return all;
}
