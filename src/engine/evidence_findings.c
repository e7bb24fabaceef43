/* What is wrong with the noise, by the place of runs and by their inputs. */
#include <math.h>

#include "noise_grid.h"
#include "secateur/base/num.h"
#include "secateur/stats/diagnose.h"

/* Less its machine's mean: what lies between machines is no drift. */
static void centre_machines(const struct grid *g, double *x)
{
	size_t n_hosts = g->t->from->n_hosts ? g->t->from->n_hosts : 1, n_inputs = g->t->from->n_inputs;
	double *sum = NEW_ARRAY(g->t->arena, double, n_hosts), *n = NEW_ARRAY(g->t->arena, double, n_hosts);

	for (size_t b = 0; b < g->n_blocks; b++) {
		sum[g->group[b] / n_inputs] += x[b];
		n[g->group[b] / n_inputs]++;
	}
	for (size_t b = 0; b < g->n_blocks; b++) {
		x[b] -= sum[g->group[b] / n_inputs] / n[g->group[b] / n_inputs];
	}
}

/* Of each block's level, less its input's where inputs come again. */
void find_trend(struct grid *g)
{
	double *y = NEW_ARRAY(g->t->arena, double, g->n_blocks),
	       *x = NEW_ARRAY(g->t->arena, double, g->n_blocks);

	for (size_t b = 0; b < g->n_blocks; b++) {
		x[b] = (double)g->t->when[g->blocks[b]];
		y[b] = g->level[b] - (g->repeats ? g->group_level[g->group[b]] : 0);
	}
	if (g->t->from->n_hosts > 1) {
		centre_machines(g, x);
		centre_machines(g, y);
	}
	struct trend r =
		stats_trend(x, y, stats_group_neighbours(x, y, g->n_blocks), g->t->facts->confidence);
	if (r.absent_reason) {
		FIND(g, "drift", false, "not looked for: %s", r.absent_reason);
	} else {
		FIND(g, "drift", r.flagged, "%+.2g %% a block [%+.2g, %+.2g], p = %.2g", 100 * expm1(r.slope),
		     100 * expm1(r.low), 100 * expm1(r.high), r.p);
	}
}

void find_order(struct grid *g)
{
	struct order_effects o = stats_order_effects(g->y, g->position, g->n_blocks, g->n_variants);

	if (o.absent_reason) {
		FIND(g, "position", false, "not looked at: %s", o.absent_reason);
		return;
	}
	FIND(g, "position", o.position_flagged, "%+.2g %% from one place in a block to the next, p = %.2g%s",
	     100 * expm1(o.slope), o.slope_p, g->of_blocks);
	FIND(g, "first run", o.first_flagged, "%+.2g %% in the first place of a block, p = %.2g%s",
	     100 * expm1(o.first), o.first_p, g->of_blocks);
	FIND(g, "carry-over", o.carry_flagged, "%s, p = %.2g%s",
	     o.carry_flagged ? "a run depends on the variant that ran before it"
	                     : "no sign that a run depends on the variant before it",
	     o.carry_p, g->of_blocks);
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

void find_components(struct grid *g)
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
		     "the change of %s differs between inputs (standard deviation %s, of repeats %s; p = %.2g)",
		     name, num_show_percent(sqrt(worst.var_input), 2, g->keep),
		     num_show_percent(sqrt(worst.var_repeat), 2, g->keep), p);
	} else {
		FIND(g, "inputs", false, "no change differs between inputs by more than repeats do");
	}
}
