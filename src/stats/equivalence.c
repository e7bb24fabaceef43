#include "secateur/stats/equivalence.h"

#include <math.h>

#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

static const double BAD_LEVEL = 0.95, POWER = 0.8;

static double harm_of(double d, enum harm harm)
{
	return harm == HARM_BOTH ? fabs(d) : harm == HARM_LOWER ? -d : d;
}

/* One-sided, of a mean at most `bound` below what was seen: P(T > (mean - bound) / se). */
static double p_above(double mean, double bound, double se, double df)
{
	return se > 0 ? stats_t_tail((mean - bound) / se, df) : mean > bound ? 0 : 1;
}

static void test_mean(const double *d, size_t n, const struct equivalence_request *q, struct equivalence *e)
{
	double se = stats_sd(d, n) / sqrt((double)n), df = (double)(n - 1);
	bool lower = q->harm != HARM_HIGHER, upper = q->harm != HARM_LOWER;

	e->p_lower = p_above(e->mean.at, -q->margin, se, df);
	e->p_upper = p_above(-e->mean.at, -q->margin, se, df);
	e->p = fmax(lower ? e->p_lower : 0, upper ? e->p_upper : 0);
	if ((!lower || e->mean.low > -q->margin) && (!upper || e->mean.high < q->margin)) {
		e->result = EQUIVALENCE_SHOWN;
	} else if ((lower && e->mean.high < -q->margin) || (upper && e->mean.low > q->margin)) {
		e->result = EQUIVALENCE_BROKEN;
	}
}

/* The number of inputs with which (t(alpha) + t(power)) sd / sqrt(n) fits between the mean and the margin. */
static size_t inputs_needed(const double *d, size_t n, const struct equivalence_request *q, double mean)
{
	double room = q->margin - fmax(0, harm_of(mean, q->harm));
	size_t need =
		room > 0 ? stats_pairs_needed(stats_sd(d, n), room, 2 * q->alpha, POWER, n + 1) : SIZE_MAX;

	return need == SIZE_MAX ? 0 : need;
}

struct equivalence stats_equivalence(const double *d, size_t n, const struct equivalence_request *q)
{
	struct equivalence e = {.result = EQUIVALENCE_OPEN,
	                        .mean = stats_t(d, n, 1 - 2 * q->alpha),
	                        .p_lower = 1,
	                        .p_upper = 1,
	                        .p = 1,
	                        .bad_bound = 1};

	e.absent_reason = e.mean.absent_reason;
	if (e.absent_reason) {
		return e;
	}
	for (size_t i = 0; i < n; i++) {
		e.n_bad += harm_of(d[i], q->harm) > q->tolerance;
	}
	e.bad_bound = stats_share_bound(e.n_bad, n, BAD_LEVEL);
	if (n > 1) {
		test_mean(d, n, q, &e);
	}
	if (stats_is_constant(d, n) && d[0] == 0) {
		e.result = EQUIVALENCE_IDENTICAL;
	} else if (e.result == EQUIVALENCE_OPEN && n > 1) {
		e.n_needed = inputs_needed(d, n, q, e.mean.at);
	}
	return e;
}
