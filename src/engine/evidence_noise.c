/* What the measurements are worth: the noise of a cost, what it lets be found, and what is wrong with it. */
#include <math.h>
#include <string.h>

#include "noise_grid.h"
#include "secateur/base/thread.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/layout.h"

static const double POWER = 0.8;

/* --- the grid ------------------------------------------------------------------------------------ */

bool noise_log(const struct grid *g, const struct dossier_run *r, double *ret)
{
	if (!table_is_ok(r)) {
		return false;
	}
	struct dossier_value v = cost_of(g->t->from, r, g->cost);
	if (!dossier_has_value(v) || !(v.value > 0) || !isfinite(v.value)) {
		return false;
	}
	*ret = log(v.value);
	return true;
}

size_t noise_group(const struct grid *g, const struct dossier_run *r)
{
	return r->host * g->t->from->n_inputs + r->trial.input;
}

static bool cell_of(const struct grid *g, size_t variant, size_t block, double *ret)
{
	return noise_log(g, table_run(g->t, variant, block), ret);
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

/* Of two arms, block by block, into d; returns their median, which is not misled where an arm has two modes, as a fit may be. */
static double difference_of(const struct grid *g, size_t from, size_t to, double *d)
{
	for (size_t b = 0; b < g->n_blocks; b++) {
		d[b] = g->y[b * g->n_variants + to] - g->y[b * g->n_variants + from];
	}
	return stats_median(d, g->n_blocks);
}

static void fill(struct grid *g)
{
	size_t n = g->n_blocks * g->n_variants;

	g->y = NEW_ARRAY(g->t->arena, double, n);
	g->residual = NEW_ARRAY(g->t->arena, double, n);
	g->position = NEW_ARRAY(g->t->arena, uint32_t, n);
	g->effect = NEW_ARRAY(g->t->arena, double, g->n_variants);
	double *d = NEW_ARRAY(g->t->arena, double, g->n_blocks);
	for (size_t i = 0; i < n; i++) {
		size_t variant = g->variants[i % g->n_variants], block = g->blocks[i / g->n_variants];
		cell_of(g, variant, block, &g->y[i]);
		g->position[i] = table_run(g->t, variant, block)->trial.position;
	}
	stats_polish(g->y, g->n_blocks, g->n_variants, g->residual);
	for (size_t i = 1; i < g->n_variants; i++) {
		g->effect[i] = difference_of(g, 0, i, d);
	}
}

static void sort_by_group(struct grid *g, size_t n_groups)
{
	size_t *next = NEW_ARRAY(g->t->arena, size_t, n_groups + 1);

	g->by_group = NEW_ARRAY(g->t->arena, size_t, g->n_blocks);
	g->group_from = NEW_ARRAY(g->t->arena, size_t, n_groups + 1);
	for (size_t i = 0; i < n_groups; i++) {
		next[i + 1] = g->group_from[i + 1] = g->group_from[i] + g->group_n[i];
	}
	for (size_t b = 0; b < g->n_blocks; b++) {
		g->by_group[next[g->group[b]]++] = b;
	}
}

static void find_levels(struct grid *g)
{
	struct arena *a = g->t->arena;
	double *x = NEW_ARRAY(a, double, g->n_variants);

	g->level = NEW_ARRAY(a, double, g->n_blocks);
	size_t n_groups = g->t->from->n_inputs * (g->t->from->n_hosts ? g->t->from->n_hosts : 1), n_seen = 0;

	g->group = NEW_ARRAY(a, size_t, g->n_blocks);
	g->group_level = NEW_ARRAY(a, double, n_groups);
	g->group_n = NEW_ARRAY(a, size_t, n_groups);
	for (size_t b = 0; b < g->n_blocks; b++) {
		for (size_t i = 0; i < g->n_variants; i++) {
			x[i] = g->y[b * g->n_variants + i] - g->effect[i];
		}
		g->level[b] = stats_median(x, g->n_variants);
		g->group[b] = noise_group(g, table_run(g->t, g->variants[0], g->blocks[b]));
		g->group_level[g->group[b]] += g->level[b];
		g->group_n[g->group[b]]++;
	}
	for (size_t i = 0; i < n_groups; i++) {
		g->group_level[i] /= g->group_n[i] ? (double)g->group_n[i] : 1;
		n_seen += g->group_n[i] > 0;
	}
	g->repeats = g->n_blocks >= 2 * n_seen;
	sort_by_group(g, n_groups);
}

size_t noise_pairs(const struct grid *g, size_t partners, double *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n_variants; i++) {
		for (size_t k = i + 1; k < g->n_variants && k <= i + partners; k++) {
			double median = difference_of(g, i, k, ret + n);
			for (size_t b = 0; b < g->n_blocks; b++) {
				ret[n++] -= median;
			}
		}
	}
	return n;
}

void noise_find(struct grid *g, const char *about, bool flagged, const char *text)
{
	*vec_push(g->keep, &g->findings) = (struct finding){about, flagged, text};
}

/* --- outliers -------------------------------------------------------------------------------------- */

static struct outlier outlier_at(const struct grid *g, size_t b, size_t i, double ratio)
{
	const struct dossier *from = g->t->from;
	const struct dossier_run *r = table_run(g->t, g->variants[i], g->blocks[b]);
	struct outlier o = {.variant = from->variants[g->variants[i]].name,
	                    .input = from->inputs[g->group[b] % from->n_inputs],
	                    .block = g->blocks[b],
	                    .ratio = ratio};

	for (size_t e = 0; e < from->n_events; e++) {
		const struct dossier_value v = dossier_reading(from, r, e);
		if (strcmp(from->events[e], "involuntary-switches") == 0 && dossier_has_value(v)) {
			o.has_switches = true;
			o.switches = v.value;
		}
	}
	return o;
}

enum { MOST_REPEATS = 1000 };

/* How far a run lies from its variant's other runs on the same input, of many the first thousand; false: there are fewer than three. */
static bool beside_repeats(const struct grid *g, size_t b, size_t i, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	const size_t group = g->group[b], most = g->group_from[group] + MOST_REPEATS,
		     end = g->group_from[group + 1] < most ? g->group_from[group + 1] : most;
	double *x = NEW_ARRAY(a, double, MOST_REPEATS);
	size_t n = 0;

	if (g->group_n[group] < 4) {
		return false;
	}
	for (size_t k = g->group_from[group]; k < end; k++) {
		if (g->by_group[k] != b) {
			x[n++] = g->y[g->by_group[k] * g->n_variants + i];
		}
	}
	*ret = fabs(g->y[b * g->n_variants + i] - stats_median(x, n));
	return true;
}

/* Of two runs either may be the odd one. Repeats accuse one where it lies more than twice as far off as the other. */
static struct outlier outlying_pair(const struct grid *g, size_t b, double d)
{
	double first, second;

	if (beside_repeats(g, b, 0, &first) && beside_repeats(g, b, 1, &second)) {
		if (first > 2 * second) {
			return outlier_at(g, b, 0, exp(-d));
		}
		if (second > 2 * first) {
			return outlier_at(g, b, 1, exp(d));
		}
	}
	struct outlier o = outlier_at(g, b, 1, exp(d)), other = outlier_at(g, b, 0, 0);
	o.partner = other.variant;
	o.has_switches = o.has_switches && other.has_switches;
	o.partner_switches = other.switches;
	return o;
}

static const struct outlier *list_outliers(struct grid *g, size_t *n)
{
	size_t cells = g->n_blocks * g->n_variants;
	size_t *at = NEW_ARRAY(g->t->arena, size_t, cells);
	double *d = NEW_ARRAY(g->t->arena, double, cells);
	bool is_pair = g->n_variants == 2;

	*n = is_pair ? stats_outliers(d, noise_pairs(g, 1, d), at) : stats_outliers(g->residual, cells, at);
	struct outlier *all = NEW_ARRAY(g->keep, struct outlier, *n);
	for (size_t k = 0; k < *n; k++) {
		all[k] = is_pair ? outlying_pair(g, at[k], d[at[k]])
		                 : outlier_at(g, at[k] / g->n_variants, at[k] % g->n_variants,
		                              exp(g->residual[at[k]]));
	}
	return all;
}

/* --- the whole -------------------------------------------------------------------------------------- */

double sd_of_observation(double sd_of_run, double repeats) { return sd_of_run * sqrt(2 / repeats); }

static void set_power(const struct evidence *e, struct noise *n)
{
	double repeats = (double)n->n_blocks / (double)n->n, alpha = 1 - e->joint_confidence;
	double of_pair = sd_of_observation(n->sd, repeats);

	n->detectable = n->n < e->n_least ? INFINITY : -expm1(-stats_detectable(of_pair, n->n, alpha, POWER));
	n->n_needed = of_pair > 0 ? stats_pairs_needed(of_pair, -log1p(-e->worth), alpha, POWER, e->n_least)
	                          : e->n_least;
}

/* Of pairs: with few arms a block's median is itself one of its runs, and residuals are too small by up to sqrt(2). */
static double spread_of(const struct grid *g)
{
	double *d = NEW_ARRAY(g->t->arena, double, g->n_blocks *(g->n_variants - 1));

	return stats_mad(d, noise_pairs(g, 1, d)) / sqrt(2);
}

/* False when there is too little to look at. */
static bool lay_grid(struct grid *g)
{
	find_variants(g);
	find_blocks(g);
	if (g->n_variants < 2 || g->n_blocks < 2) {
		return false;
	}
	count_observations(g);
	fill(g);
	return true;
}

/* The same of fewer blocks, for what lies inside of them. */
static struct grid thin_out(const struct grid *g)
{
	const size_t k = g->n_variants, step = (g->n_blocks * k + NOISE_CELLS - 1) / NOISE_CELLS;
	struct grid thin = *g;
	struct arena *a = g->t->arena;

	thin.of_blocks = step < 2 ? "" : arena_printf(g->keep, " (1 block in %zu)", step);
	if (step < 2) {
		return thin;
	}
	thin.n_blocks = g->n_blocks / step;
	thin.y = NEW_ARRAY(a, double, thin.n_blocks *k);
	thin.residual = NEW_ARRAY(a, double, thin.n_blocks *k);
	thin.position = NEW_ARRAY(a, uint32_t, thin.n_blocks * k);
	for (size_t b = 0; b < thin.n_blocks; b++) {
		memcpy(thin.y + b * k, g->y + b * step * k, k * sizeof(*g->y));
		memcpy(thin.residual + b * k, g->residual + b * step * k, k * sizeof(*g->residual));
		memcpy(thin.position + b * k, g->position + b * step * k, k * sizeof(*g->position));
	}
	return thin;
}

static struct noise noise_of(const struct table *of, size_t cost)
{
	AUTO_ARENA struct arena *scratch = arena_new();
	struct table own = *of, *t = &own;
	struct grid g = {.t = t, .cost = cost, .keep = of->arena};

	own.arena = scratch;
	struct noise n = {.cost = cost_name(t->from, cost)};
	bool is_enough = lay_grid(&g);
	struct grid thin;

	n.n_blocks = g.n_blocks;
	n.n_variants = g.n_variants;
	if (!is_enough) {
		n.absent_reason = "fewer than two complete blocks of two variants";
		return n;
	}
	find_levels(&g);
	n.sd = stats_layout_sd(g.y, g.n_blocks, g.n_variants);
	n.mad = g.spread = spread_of(&g);
	n.n = g.n_observations;
	thin = thin_out(&g);
	find_modes(&thin);
	g.findings = thin.findings;
	if (imported_from(t->from->hosts, t->from->n_hosts)) {
		noise_find(&g, "order", false,
		           "not looked at: the runs were imported, and no order of theirs was drawn");
	} else {
		find_neighbours(&g);
		find_trend(&g);
		thin.findings = g.findings;
		find_order(&thin);
		g.findings = thin.findings;
		find_warmup(&g);
	}
	find_components(&g);
	n.findings = g.findings.at;
	n.n_findings = g.findings.n;
	n.outliers = list_outliers(&g, &n.n_outliers);
	return n;
}

enum { MOST_COSTS = 3, WORTH_A_THREAD = 20000 };

struct noises {
	struct table t; /* a copy, with an arena of its own */
	struct noise of[MOST_COSTS];
	size_t n;
	pthread_t thread;
	bool is_beside;
};

static void *measure(void *arg)
{
	struct noises *w = arg;
	const struct dossier *from = w->t.from;
	const size_t costs[MOST_COSTS] = {primary_cost(from), COST_CPU, COST_WALL};

	for (size_t i = 0; i < MOST_COSTS; i++) {
		bool is_known = costs[i] < N_OWN_COSTS + from->n_events,
		     is_new = i == 0 || costs[i] != costs[0];
		if (is_known && is_new) {
			w->of[w->n++] = noise_of(&w->t, costs[i]);
		}
	}
	return NULL;
}

struct noises *noises_begin(const struct table *t)
{
	struct noises *w = NEW(t->arena, struct noises);

	w->t = *t;
	w->t.arena = arena_new();
	w->is_beside = t->from->n_runs >= WORTH_A_THREAD && thread_start(measure, w, &w->thread);
	return w;
}

const struct noise *noises_end(struct noises *w, const struct evidence *e, struct arena *a, size_t *n)
{
	if (w->is_beside) {
		thread_join(w->thread);
	} else {
		measure(w);
	}
	for (size_t i = 0; i < w->n; i++) {
		if (!w->of[i].absent_reason) {
			set_power(e, &w->of[i]);
		}
	}
	arena_adopt(a, w->t.arena);
	arena_free(w->t.arena);
	*n = w->n;
	return w->of;
}

bool noise_flags_position(const struct table *t)
{
	struct grid g = {.t = t, .cost = primary_cost(t->from), .of_blocks = "", .keep = t->arena};

	if (lay_grid(&g)) {
		find_order(&g);
	}
	for (size_t i = 0; i < g.findings.n; i++) {
		if (g.findings.at[i].flagged && strcmp(g.findings.at[i].about, "position") == 0) {
			return true;
		}
	}
	return false;
}
