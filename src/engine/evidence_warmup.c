/* Whether the first runs, of warm-up and measured, are slower than the rest: by the rule for outliers. */
#include <math.h>

#include "noise_grid.h"
#include "secateur/stats/diagnose.h"

enum {
	LEAST_REST =
		20, /* blocks: of fewer, one lies beyond the rule by chance in more than 1 % of studies */
	LEAST_PAIRS = 10 /* of runs in one block, where each input comes once */
};

/** What the rule allows a block to lie above what its input lets expect. */
struct rule {
	bool is_too_little;
	double centre, far; /* far: 0 where runs do not differ */
};

/* Less the mean of the input's other blocks. */
static double beside_others(const struct grid *g, size_t b)
{
	double n = (double)g->group_n[g->group[b]];

	return n > 1 ? (g->level[b] - g->group_level[g->group[b]]) * n / (n - 1) : 0;
}

/* Of measured blocks where inputs repeat. Else of runs of one block: as if no block were slower than another for other reasons. */
static struct rule rule_of(const struct grid *g)
{
	double *x = NEW_ARRAY(g->t->arena, double, g->n_blocks);

	if (g->repeats ? g->n_blocks < LEAST_REST : g->n_blocks * (g->n_variants - 1) < LEAST_PAIRS) {
		return (struct rule){.is_too_little = true};
	}
	if (!g->repeats) {
		return (struct rule){.far = NOISE_FAR * sqrt(2) * g->spread};
	}
	for (size_t b = 0; b < g->n_blocks; b++) {
		x[b] = beside_others(g, b);
	}
	return (struct rule){.centre = stats_median(x, g->n_blocks),
	                     .far = NOISE_FAR * stats_mad(x, g->n_blocks)};
}

/** Warm-up blocks on inputs that were measured too. */
struct warmed {
	size_t n;
	double most; /* that one lies above its input's measured level */
};

static struct warmed look_at_warmup(const struct grid *g)
{
	const struct dossier *from = g->t->from;
	size_t n_warmup = from->n_warmup, k = g->n_variants,
	       *arm = NEW_ARRAY(g->t->arena, size_t, from->n_variants);
	double *x = NEW_ARRAY(g->t->arena, double, n_warmup *k), y;
	size_t *filled = NEW_ARRAY(g->t->arena, size_t, n_warmup);
	struct warmed w = {.most = -INFINITY};

	for (size_t i = 0; i < k; i++) {
		arm[g->variants[i]] = i + 1;
	}
	for (size_t i = 0; i < from->n_runs; i++) {
		const struct trial *at = &from->runs[i].trial;
		size_t own = arm[at->variant], group = noise_group(g, &from->runs[i]);
		if (at->phase == PHASE_WARMUP && at->block < n_warmup && own > 0 && g->group_n[group] > 0 &&
		    noise_log(g, &from->runs[i], &y) && filled[at->block] < k) {
			x[at->block * k + filled[at->block]++] =
				y - g->effect[own - 1] - g->group_level[group];
		}
	}
	for (size_t b = 0; b < n_warmup; b++) {
		if (filled[b] > 0) {
			w.most = fmax(w.most, stats_median(x + b * k, filled[b]));
			w.n++;
		}
	}
	return w;
}

/* The first run of the first measured block, beside the others of that block. */
static double first_run(const struct grid *g)
{
	size_t first = 0;

	for (size_t i = 1; i < g->n_variants; i++) {
		first = g->position[i] < g->position[first] ? i : first;
	}
	return g->residual[first];
}

/* How many of the first measured blocks lie beyond. A block's own part is told from its input's by repeats alone. */
static size_t slow_blocks(const struct grid *g, const struct rule *r, double *most)
{
	size_t n = 0, first = g->t->from->n_warmup;

	*most = -INFINITY;
	while (g->repeats && n < g->n_blocks / 4 && g->blocks[n] == first + n &&
	       beside_others(g, n) > r->centre + r->far) {
		*most = fmax(*most, beside_others(g, n++));
	}
	if (n == 0 && g->n_variants > 2 && g->blocks[0] == first && first_run(g) > NOISE_FAR * g->spread) {
		*most = first_run(g);
		n = 1;
	}
	return n;
}

/* What can be said where none is slow. */
static const char *of_first_block(const struct grid *g)
{
	if (g->blocks[0] != g->t->from->n_warmup) {
		return "the first measured block is incomplete";
	}
	if (g->repeats) {
		return "the first measured block is like the rest";
	}
	return g->n_variants > 2
	               ? "the first measured run is like its block; whether that block is slow, its input hides"
	               : "two arms and each input once are too few to tell of the first measured block";
}

void find_warmup(struct grid *g)
{
	struct rule r = rule_of(g);
	struct warmed w = look_at_warmup(g);
	struct arena *a = g->t->arena;
	double most;
	const char *of_warmup =
		w.n == 0
			? "no warm-up run is on an input that was measured too"
			: arena_printf(
				  a,
				  "the slowest warm-up block took %+.2g %% against measured ones on its input",
				  100 * expm1(w.most));

	if (!(r.far > 0)) {
		FIND(g, "warm-up", false, "%s: %s", of_warmup,
		     r.is_too_little ? arena_printf(a, "%zu measured blocks are too few to tell", g->n_blocks)
		                     : "measured ones do not differ at all, which is too little to tell by");
		return;
	}
	size_t slow = slow_blocks(g, &r, &most), now = g->t->from->n_warmup;
	if (slow > 0) {
		FIND(g, "warm-up", true,
		     "the first %zu measured block%s slow: %+.2g %% beside the rest, beyond 3.5 MAD; raise `warmup` to %zu or more",
		     slow, slow == 1 ? " is" : "s are", 100 * expm1(most), now + slow);
		return;
	}
	bool beyond = w.n > 0 && w.most > r.centre + r.far;
	FIND(g, "warm-up", beyond, "%s%s; %s", of_warmup, beyond ? ", beyond 3.5 MAD" : "",
	     of_first_block(g));
}
