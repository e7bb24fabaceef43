/* Slopes: robust, and by least squares. */
#include <math.h>
#include <stdlib.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

enum {
	LEAST_FOR_TREND = 3,
	EXACT_KENDALL = 10,
	FEW = 1024
}; /* slopes that are listed, or as many as values */

struct point {
	double x, y;
};

static int by_x_then_y(const void *left, const void *right)
{
	const struct point *a = left, *b = right;

	if (a->x != b->x) {
		return a->x < b->x ? -1 : 1;
	}
	return (a->y > b->y) - (a->y < b->y);
}

/** Points in order of x, and room for counting. */
struct points {
	const struct point *at;
	size_t n;
	double *z, *scratch;
};

/* Pairs i < j with z_j < z_i, or, `or_equal`, z_j <= z_i. Sorts z. */
static double inversions(double *z, size_t n, double *scratch, bool or_equal)
{
	if (n < 2) {
		return 0;
	}
	size_t half = n / 2, i = 0, j = half, k = 0;
	double count =
		inversions(z, half, scratch, or_equal) + inversions(z + half, n - half, scratch, or_equal);
	while (i < half || j < n) {
		bool left = i < half && (j == n || (or_equal ? z[i] < z[j] : z[i] <= z[j]));
		if (left) {
			scratch[k++] = z[i++];
		} else {
			count += (double)(half - i);
			scratch[k++] = z[j++];
		}
	}
	for (k = 0; k < n; k++) {
		z[k] = scratch[k];
	}
	return count;
}

static size_t end_of_group(const struct points *p, size_t first)
{
	size_t next = first + 1;

	while (next < p->n && p->at[next].x == p->at[first].x) {
		next++;
	}
	return next;
}

/* How many slopes are at most c: those pairs whose y - c x falls, or stays, from the lower x to the higher. Pairs of equal x, which have no
 * slope, are counted with all and taken off again. */
static double slopes_to(const void *of, double c)
{
	const struct points *p = of;
	double count = 0;

	for (size_t first = 0, next; first < p->n; first = next) {
		next = end_of_group(p, first);
		for (size_t i = first; i < next; i++) {
			p->z[i] = p->at[i].y - c * p->at[i].x;
		}
		if (next - first > 1) {
			for (size_t i = first; i < next; i++) {
				p->scratch[p->n + i] = p->z[i];
			}
			count -= inversions(p->scratch + p->n + first, next - first, p->scratch, true);
		}
	}
	return count + inversions(p->z, p->n, p->scratch, true);
}

struct slopes {
	VEC(double) of;
	struct arena *arena;
};

static void list(struct slopes *ret, const struct point *left, const struct point *right)
{
	if (left->x < right->x) {
		*vec_push(ret->arena, &ret->of) = (right->y - left->y) / (right->x - left->x);
	}
}

/** A point, by y - c x at either end of a bracket. */
struct moved {
	const struct point *at;
	double low, high;
};

/* What is equal at an end has a slope of just that end, which belongs below it: there the point of the higher x has come first. */
static int in_order(double z_a, const struct moved *a, double z_b, const struct moved *b)
{
	if (z_a != z_b) {
		return z_a < z_b ? -1 : 1;
	}
	return (a->at->x < b->at->x) - (a->at->x > b->at->x);
}

static int by_low(const void *left, const void *right)
{
	const struct moved *a = left, *b = right;

	return in_order(a->low, a, b->low, b);
}

/* Lists the slopes of the pairs that change places from the bracket's low end to its high end. Sorts m by `high`. */
static void list_moved(struct moved *m, size_t n, struct moved *scratch, struct slopes *ret)
{
	size_t half = n / 2, i = 0, j = half;

	if (n < 2) {
		return;
	}
	list_moved(m, half, scratch, ret);
	list_moved(m + half, n - half, scratch, ret);
	for (size_t k = 0; k < n; k++) {
		if (i < half && (j == n || in_order(m[i].high, &m[i], m[j].high, &m[j]) <= 0)) {
			scratch[k] = m[i++];
			continue;
		}
		for (size_t left = i; left < half; left++) {
			list(ret, m[left].at, m[j].at);
		}
		scratch[k] = m[j++];
	}
	for (size_t k = 0; k < n; k++) {
		m[k] = scratch[k];
	}
}

static void list_between(const struct points *p, const struct bracket *b, struct slopes *ret)
{
	struct moved *m = NEW_ARRAY(ret->arena, struct moved, p->n);

	for (size_t i = 0; i < p->n; i++) {
		const struct point *at = &p->at[i];
		m[i] = (struct moved){at, at->y - b->low * at->x, at->y - b->high * at->x};
	}
	qsort(m, p->n, sizeof(*m), by_low);
	list_moved(m, p->n, NEW_ARRAY(ret->arena, struct moved, p->n), ret);
}

/* The slopes of points half of all places apart lie about the same middle as all do: a quarter of them on either side of where the k-th
 * should be, and then as near as chance lets it be. */
static void begin_near(const struct counted *c, double k, struct bracket *b)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct points *p = c->of;
	size_t half = p->n / 2;
	struct slopes some = {.arena = a};

	for (size_t i = 0; i + half < p->n; i++) {
		list(&some, &p->at[i], &p->at[i + half]);
	}
	const double *sorted = stats_sorted(some.of.at, some.of.n, a), m = (double)some.of.n,
		     at = k / b->to_high * m;
	const double widths[] = {m / 4, 2 * sqrt(m)};
	for (size_t i = 0; some.of.n > 0 && i < 2; i++) {
		stats_probe(c, k, sorted[(size_t)fmax(at - widths[i], 0)], b);
		stats_probe(c, k, sorted[(size_t)fmin(at + widths[i], m - 1)], b);
	}
}

/* The k-th smallest slope of n, k from 1, between bounds that hold all of them. */
static double slope_at(const struct points *p, double k, double n, double bound)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct counted c = {slopes_to, p, fmax(FEW, (double)p->n)};
	struct bracket b = {-bound, bound, 0, n};
	struct slopes found = {.arena = a};

	if (n <= c.few) {
		for (size_t i = 0; i < p->n; i++) {
			for (size_t j = i + 1; j < p->n; j++) {
				list(&found, &p->at[i], &p->at[j]);
			}
		}
	} else {
		begin_near(&c, k, &b);
		stats_narrow(&c, k, &b);
		if (b.to_high - b.to_low <= c.few) {
			list_between(p, &b, &found);
		}
	}
	if (found.of.n == 0) {
		return b.high; /* all of them are equal, but for roundings */
	}
	/* roundings may count one that is not listed */
	double place = fmin(k - b.to_low, (double)found.of.n);
	return stats_sorted(found.of.at, found.of.n, a)[(size_t)place - 1];
}

/** Pairs, and what ties take from them: of each group of t, t(t-1)/2 and the other sums that the variance asks for. */
struct ties {
	double pairs, triples, weighted; /* sums of t(t-1)/2, t(t-1)(t-2), t(t-1)(2t+5) */
};

static struct ties count_ties(const double *sorted, size_t n)
{
	struct ties s = {0};

	for (size_t first = 0, next; first < n; first = next) {
		for (next = first; next < n && sorted[next] == sorted[first]; next++) {
		}
		double t = (double)(next - first);
		s.pairs += t * (t - 1) / 2;
		s.triples += t * (t - 1) * (t - 2);
		s.weighted += t * (t - 1) * (2 * t + 5);
	}
	return s;
}

/* P(as few inversions as that, or fewer) among the orders of n: they follow a product of uniform laws (Kendall 1938). */
static double inversions_cdf(double most, size_t n)
{
	double p[EXACT_KENDALL * (EXACT_KENDALL - 1) / 2 + 1] = {1}, sum = 0;
	size_t top = 0;

	for (size_t m = 2; m <= n; m++) {
		double next[EXACT_KENDALL * (EXACT_KENDALL - 1) / 2 + 1] = {0};
		for (size_t i = 0; i <= top; i++) {
			for (size_t k = 0; k < m; k++) {
				next[i + k] += p[i] / (double)m;
			}
		}
		top += m - 1;
		for (size_t i = 0; i <= top; i++) {
			p[i] = next[i];
		}
	}
	for (size_t i = 0; i <= top && (double)i <= most; i++) {
		sum += p[i];
	}
	return sum;
}

static double kendall_p(double s, double n, const struct ties *x, const struct ties *y)
{
	double all = n * (n - 1);

	if (n <= EXACT_KENDALL && x->pairs == 0 && y->pairs == 0) {
		return fmin(1, 2 * inversions_cdf((all / 2 - fabs(s)) / 2, (size_t)n));
	}
	double variance = (all * (2 * n + 5) - x->weighted - y->weighted) / 18 +
	                  2 * x->pairs * y->pairs / all + x->triples * y->triples / (9 * all * (n - 2));
	return fmin(1, 2 * stats_normal_tail(fabs(s) / sqrt(variance)));
}

static struct points sort_points(const double *x, const double *y, size_t n, struct arena *a)
{
	struct point *at = NEW_ARRAY(a, struct point, n);
	const double middle_x = stats_median(x, n), middle_y = stats_median(y, n);

	for (size_t i = 0; i < n; i++) {
		at[i] = (struct point){x[i] - middle_x, y[i] - middle_y};
	}
	qsort(at, n, sizeof(*at), by_x_then_y);
	return (struct points){at, n, NEW_ARRAY(a, double, n), NEW_ARRAY(a, double, 2 * n)};
}

/* No slope is steeper than all of y's range over the least step of x. */
static double steepest(const struct points *p, double range)
{
	double least = INFINITY;

	for (size_t i = 1; i < p->n; i++) {
		double step = p->at[i].x - p->at[i - 1].x;
		least = step > 0 && step < least ? step : least;
	}
	return range / least * (1 + 1e-9);
}

static double median_slope(const struct points *p, double n_slopes, double bound)
{
	double k = floor((n_slopes + 1) / 2), at = slope_at(p, k, n_slopes, bound);

	if (fmod(n_slopes, 2) != 0) {
		return at;
	}
	return at / 2 + slope_at(p, k + 1, n_slopes, bound) / 2;
}

struct trend stats_trend(const double *x, const double *y, size_t n, double level)
{
	AUTO_ARENA struct arena *a = arena_new();

	if (!stats_is_finite(x, n) || !stats_is_finite(y, n)) {
		return (struct trend){.absent_reason = "a value is not finite"};
	}
	if (n < LEAST_FOR_TREND || stats_is_constant(x, n) || stats_is_constant(y, n)) {
		return (struct trend){.absent_reason = n < LEAST_FOR_TREND ? "fewer than three values"
		                                                           : "all values are equal"};
	}
	struct points p = sort_points(x, y, n, a);
	const double *sorted_x = stats_sorted(x, n, a), *sorted_y = stats_sorted(y, n, a);
	struct ties of_x = count_ties(sorted_x, n), of_y = count_ties(sorted_y, n);
	double m = (double)n, all = m * (m - 1) / 2, n_slopes = all - of_x.pairs;
	double range_x = sorted_x[n - 1] - sorted_x[0], range_y = sorted_y[n - 1] - sorted_y[0];
	double bound = steepest(&p, range_y);
	if (!isfinite(range_x) || !isfinite(bound * range_x + range_y)) {
		return (struct trend){.absent_reason = "values too large"};
	}
	for (size_t i = 0; i < n; i++) {
		p.z[i] = p.at[i].y;
	}
	/* y ascends where x is equal, so that ties in x are no inversions; equal y are neither */
	double discordant = inversions(p.z, n, p.scratch, false);
	double both = 0;
	for (size_t first = 0, next; first < n; first = next) {
		for (next = first; next < n && p.at[next].x == p.at[first].x && p.at[next].y == p.at[first].y;
		     next++) {
		}
		both += (double)(next - first) * (double)(next - first - 1) / 2;
	}
	double s = all - of_x.pairs - of_y.pairs + both - 2 * discordant;
	double half = stats_normal_quantile((1 - level) / 2) *
	              sqrt((m * (m - 1) * (2 * m + 5) - of_x.weighted - of_y.weighted) / 18) / 2;
	struct trend t = {
		.slope = median_slope(&p, n_slopes, bound),
		.low = slope_at(&p, fmax(1, rint(n_slopes / 2 - half)), n_slopes, bound),
		.high = slope_at(&p, fmin(n_slopes, rint(n_slopes / 2 + half) + 1), n_slopes, bound),
		.tau = s / sqrt((all - of_x.pairs) * (all - of_y.pairs)),
		.p = kendall_p(s, m, &of_x, &of_y)};
	t.flagged = t.p < STATS_FLAG_P;
	return t;
}

size_t stats_group_neighbours(double *x, double *y, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();

	if (n <= STATS_GROUPS) {
		return n;
	}
	struct point *all = NEW_ARRAY(a, struct point, n);
	for (size_t i = 0; i < n; i++) {
		all[i] = (struct point){x[i], y[i]};
	}
	qsort(all, n, sizeof(*all), by_x_then_y);
	for (size_t group = 0, i = 0; group < STATS_GROUPS; group++) {
		const size_t first = i, end = n * (group + 1) / STATS_GROUPS;
		struct point sum = {0};
		for (; i < end; i++) {
			sum.x += all[i].x;
			sum.y += all[i].y;
		}
		x[group] = sum.x / (double)(end - first);
		y[group] = sum.y / (double)(end - first);
	}
	return STATS_GROUPS;
}
