#include "secateur/stats/race.h"

#include <math.h>
#include <stdint.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/compare.h"
#include "stats_private.h"

static const double CLIP = 1.5, MOST_TILT = 4, LEAST_SIGMA = 1e-6, MOST_Y = 1e300;
static const double REACH = 1.5, PRIOR = 1, MOST_BETA = 2, FAR = 3; /* of the drift adjustment */
enum { BLOCKS_BEFORE_DRIFT = 2 };

/** A block as one variant saw it: the variant first, then its baselines, adjusted for drift if that is asked for. */
struct race_entry {
	double *y;
	size_t n;
	double sigma, expected; /* known before the block was run */
};

struct race_block {
	const struct race_run *runs; /* in their order */
	size_t n;
};

struct race_variant {
	struct race_state state;
	double expected; /* the estimate, shrunk towards -worth / 2 by one block's weight */
	VEC(struct race_entry) entries;
};

struct race {
	struct race_request q;
	struct race_variant *variants;
	VEC(struct race_block) blocks;
	double sigma; /* of a run */
	double beta,
		adjusted; /* drift: how much of what neighbours have is taken out; sigma of what is left */
	struct arena *arena;
};

double stats_race_sigma(const double *y, size_t m)
{
	return stats_mad(y, m) * (1 + 1.2 / (double)m) + LEAST_SIGMA;
}

double stats_race_evidence(const double *y, size_t n, size_t variant, double sigma, double tilt, int sign)
{
	double median = stats_median(y, n), own = stats_clip((y[variant] - median) / sigma, CLIP), sum = 0,
	       most = 0;

	for (size_t j = 0; j < n; j++) {
		most = fmax(most, sign * tilt * (stats_clip((y[j] - median) / sigma, CLIP) - own));
	}
	for (size_t j = 0; j < n; j++) {
		sum += exp(sign * tilt * (stats_clip((y[j] - median) / sigma, CLIP) - own) - most);
	}
	return log((double)n) - (most + log(sum));
}

/* Predictable: from what was known before the block. */
static double tilt_of(const struct race *r, double expected, double effect, double sigma, int sign)
{
	return fmin(fmax(sign * (expected - effect), r->q.worth / 2) / sigma, MOST_TILT);
}

double stats_race_planned(const struct race_request *q, size_t baselines)
{
	double noise = q->sigma * q->sigma * (1 + 1 / (double)baselines);

	return 2 + 2 * noise * log((double)q->variants / q->alpha) / (.7 * q->worth * q->worth);
}

struct race *stats_race_new(const struct race_request *q, struct arena *a)
{
	struct race *r = NEW(a, struct race);

	*r = (struct race){.q = *q,
	                   .variants = NEW_ARRAY(a, struct race_variant, q->variants),
	                   .sigma = q->sigma,
	                   .arena = a};
	for (size_t v = 0; v < q->variants; v++) {
		r->variants[v].expected = -q->worth / 2;
	}
	return r;
}

size_t stats_race_baselines(const struct race *r)
{
	size_t active = 0;

	for (size_t v = 0; v < r->q.variants; v++) {
		const struct race_state *state = &r->variants[v].state;
		active += state->verdict == RACE_OPEN && !state->is_retired;
	}
	return (size_t)fmax(2, floor(sqrt((double)active) + .5));
}

void stats_race_retire(struct race *r, size_t variant) { r->variants[variant].state.is_retired = true; }

struct race_state stats_race_state(const struct race *r, size_t variant)
{
	return r->variants[variant].state;
}

/* --- drift ---------------------------------------------------------------------------------------------- */

/*
 * The runs of variants other than `but` (SIZE_MAX: all runs), less what they are expected to do and less their median; what is far off is
 * pulled in. Nothing here depends on which of the other runs is called what.
 */
static void expect(const struct race *r, const struct race_block *b, size_t but, double *ret)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *counted = NEW_ARRAY(a, double, b->n);
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		size_t arm = b->runs[i].arm;
		ret[i] = b->runs[i].y - (arm ? r->variants[arm - 1].expected : 0);
		if (but == SIZE_MAX || (arm != 0 && arm != but)) {
			counted[n++] = ret[i];
		}
	}
	double median = n ? stats_median(counted, n) : 0;
	for (size_t i = 0; i < b->n; i++) {
		ret[i] = stats_clip(ret[i] - median, FAR * r->sigma);
	}
}

/*
 * What the runs around place `at` have in common, by runs of variants other than `but` (SIZE_MAX: any): so it is the same whichever of the
 * baselines and `but` is called the variant, and the e-value keeps its mean.
 */
static double around(const struct race_block *b, size_t at, size_t but, const double *e)
{
	double sum = 0, weights = PRIOR;

	for (size_t i = 0; i < b->n; i++) {
		size_t arm = b->runs[i].arm;
		if (i != at && arm != 0 && arm != but) {
			double w = exp(-(fabs((double)i - (double)at) - 1) / REACH);
			sum += w * e[i];
			weights += w;
		}
	}
	return sum / weights;
}

static void learn_drift(struct race *r)
{
	double xy = 0, xx = 0, squares = 0, n = 0, inside = 0;
	const double bound = CLIP * r->sigma;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = 0; k < r->blocks.n; k++) {
			AUTO_ARENA struct arena *a = arena_new();
			const struct race_block *b = &r->blocks.at[k];
			double *e = NEW_ARRAY(a, double, b->n);
			expect(r, b, SIZE_MAX, e);
			for (size_t i = 0; i < b->n; i++) {
				double x = around(b, i, SIZE_MAX, e), left = e[i] - r->beta * x;
				xy += pass ? 0 : x * e[i];
				xx += pass ? 0 : x * x;
				squares += pass ? stats_clip(left, bound) * stats_clip(left, bound) : 0;
				inside += pass && fabs(left) <= bound;
				n += pass;
			}
		}
		r->beta = pass ? r->beta : xx > 0 ? fmin(fmax(xy / xx, 0), MOST_BETA) : 0;
	}
	double df = fmax(n - (double)r->blocks.n - (double)r->q.variants, n / 2);
	r->adjusted = fmax(sqrt(squares / df) / fmax(inside / n, .5), LEAST_SIGMA);
}

/* --- evidence ---------------------------------------------------------------------------------------------- */

/* The block as the variant whose run stands at `own` sees it. */
static struct race_entry see(const struct race *r, const struct race_block *b, size_t own)
{
	double *e = NEW_ARRAY(r->arena, double, b->n);
	bool adjust = r->q.adjust_drift && r->blocks.n > BLOCKS_BEFORE_DRIFT && r->beta > 0;
	size_t arm = b->runs[own].arm;
	struct race_entry ret = {.y = NEW_ARRAY(r->arena, double, b->n),
	                         .n = 1,
	                         .sigma = adjust ? r->adjusted : r->sigma,
	                         .expected = r->variants[arm - 1].expected};

	expect(r, b, arm, e);
	for (size_t i = 0; i < b->n; i++) {
		double y = b->runs[i].y - (adjust ? r->beta * around(b, i, arm, e) : 0);
		if (i == own) {
			ret.y[0] = y;
		} else if (b->runs[i].arm == 0) {
			ret.y[ret.n++] = y;
		}
	}
	return ret;
}

/* The evidence of an entry against an effect. */
static double against(const struct race *r, const struct race_entry *e, double effect, int sign)
{
	double whole = e->y[0];

	e->y[0] -= effect;
	double ret = stats_race_evidence(e->y, e->n, 0, e->sigma,
	                                 tilt_of(r, e->expected, effect, e->sigma, sign), sign);
	e->y[0] = whole;
	return ret;
}

static void weigh(struct race *r, struct race_variant *v, const struct race_entry *e)
{
	double threshold = log((double)r->q.variants / r->q.alpha);
	struct race_state *s = &v->state;

	s->faster += against(r, e, 0, -1);
	s->not_worth += against(r, e, -r->q.worth, 1);
	s->slower += against(r, e, 0, 1);
	s->blocks++;
	s->is_slower = s->is_slower || s->slower >= threshold;
	if (s->blocks < r->q.least) {
		return;
	}
	if (s->not_worth >= threshold) {
		s->verdict = RACE_NOT_WORTH;
	} else if (s->faster >= threshold) {
		s->verdict = RACE_FASTER;
	}
}

/* --- estimates for the next block ----------------------------------------------------------------------------- */

/* One step from the median towards Huber's estimate. */
static double one_step(const double *x, const double *bounds, size_t n)
{
	double median = stats_median(x, n), sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += stats_clip(x[i] - median, bounds[i]);
	}
	return median + sum / (double)n;
}

static void estimate(struct race *r, struct race_variant *v, size_t arm)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *d = NEW_ARRAY(a, double, r->blocks.n), *bounds = NEW_ARRAY(a, double, r->blocks.n);
	size_t n = 0;

	for (size_t k = 0; k < r->blocks.n; k++) {
		const struct race_block *b = &r->blocks.at[k];
		double *base = NEW_ARRAY(a, double, b->n), *same = NEW_ARRAY(a, double, b->n), own = NAN;
		size_t n_base = 0;
		for (size_t i = 0; i < b->n; i++) {
			same[i] = CLIP * r->sigma;
			if (b->runs[i].arm == 0) {
				base[n_base++] = b->runs[i].y;
			} else if (b->runs[i].arm == arm) {
				own = b->runs[i].y;
			}
		}
		if (!isnan(own)) {
			d[n] = own - one_step(base, same, n_base);
			bounds[n++] = CLIP * r->sigma * sqrt(1 + 1 / (double)n_base);
		}
	}
	v->state.effect = one_step(d, bounds, n);
	v->expected = ((double)n * v->state.effect - r->q.worth / 2) / ((double)n + 1);
}

static void learn_sigma(struct race *r)
{
	double squares = 0, inside = 0, n = 0, seen = 0;
	const double bound = CLIP * r->sigma;

	for (size_t k = 0; k < r->blocks.n; k++) {
		AUTO_ARENA struct arena *a = arena_new();
		const struct race_block *b = &r->blocks.at[k];
		double *e = NEW_ARRAY(a, double, b->n), *same = NEW_ARRAY(a, double, b->n);
		for (size_t i = 0; i < b->n; i++) {
			size_t arm = b->runs[i].arm;
			e[i] = b->runs[i].y - (arm ? r->variants[arm - 1].state.effect : 0);
			same[i] = bound;
		}
		double middle = one_step(e, same, b->n);
		for (size_t i = 0; i < b->n; i++) {
			double left = e[i] - middle;
			inside += fabs(left) <= bound;
			squares += stats_clip(left, bound) * stats_clip(left, bound);
		}
		n += (double)b->n;
	}
	for (size_t v = 0; v < r->q.variants; v++) {
		seen += r->variants[v].state.blocks > 0;
	}
	double df = n - (double)r->blocks.n - seen;
	if (df >= n / 3) { /* one block says nothing of sigma */
		r->sigma = fmax(sqrt(squares / df) / fmax(inside / n, .5), LEAST_SIGMA);
	}
}

bool stats_race_block(struct race *r, const struct race_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!(fabs(runs[i].y) <= MOST_Y)) {
			return false;
		}
	}
	struct race_run *kept = NEW_ARRAY(r->arena, struct race_run, n);
	struct race_block b = {kept, n};

	for (size_t i = 0; i < n; i++) {
		kept[i] = runs[i];
	}
	for (size_t i = 0; i < n; i++) {
		struct race_variant *v = runs[i].arm ? &r->variants[runs[i].arm - 1] : NULL;
		if (v) {
			struct race_entry seen = see(r, &b, i);
			weigh(r, v, &seen);
			*vec_push(r->arena, &v->entries) = seen;
		}
	}
	*vec_push(r->arena, &r->blocks) = b;
	for (size_t v = 0; v < r->q.variants; v++) {
		if (r->variants[v].state.blocks > 0) {
			estimate(r, &r->variants[v], v + 1);
		}
	}
	learn_sigma(r);
	if (r->q.adjust_drift) {
		learn_drift(r);
	}
	return true;
}

/* --- the confidence sequence ---------------------------------------------------------------------------------------- */

static double evidence_on(const struct race *r, const struct race_variant *v, double effect, int sign)
{
	double sum = 0;

	for (size_t i = 0; i < v->entries.n; i++) {
		sum += against(r, &v->entries.at[i], effect, sign);
	}
	return sum;
}

/* Outwards from the estimate until an effect is rejected, then by halves back to where that begins. */
static double bound_of(const struct race *r, const struct race_variant *v, double tau, int sign)
{
	double inside = v->state.effect, outside = NAN, step = r->sigma;
	enum { STEPS = 60, HALVINGS = 80 };
	const double farthest = 3;

	for (int i = 0; i < STEPS && step <= farthest && isnan(outside); i++) {
		double effect = v->state.effect - sign * step;
		if (evidence_on(r, v, effect, sign) >= tau) {
			outside = effect;
		} else {
			inside = effect;
		}
		step *= 1.5;
	}
	if (isnan(outside)) {
		return sign > 0 ? -INFINITY : INFINITY;
	}
	for (int i = 0; i < HALVINGS; i++) {
		double middle = (inside + outside) / 2;
		if (evidence_on(r, v, middle, sign) >= tau) {
			outside = middle;
		} else {
			inside = middle;
		}
	}
	return (inside + outside) / 2;
}

struct race_interval stats_race_interval(const struct race *r, size_t variant, double tau)
{
	const struct race_variant *v = &r->variants[variant];

	return (struct race_interval){bound_of(r, v, tau, 1), bound_of(r, v, tau, -1)};
}
