/* Whether warm-up runs are slower than measured ones. */
#include <math.h>

#include "noise_grid.h"
#include "secateur/stats/diagnose.h"

/* Warm-up runs beside the median of measured runs of the same variant on the same input. */
void find_warmup(struct grid *g)
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
			if (m && m->trial.input == r->trial.input && noise_log(g, m, &y)) {
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
