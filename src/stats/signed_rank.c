/* Hodges and Lehmann's estimate: order statistics of the Walsh averages, found by counting. */
#include <float.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

enum { FEW = 1024 }; /* averages that are listed */
static const char TOO_LARGE[] = "values too large to be averaged";

/** Ascending. */
struct values {
	const double *at;
	size_t n;
};

static double walsh(const double *d, size_t i, size_t j) { return (d[i] + d[j]) / 2; }

/* How many of the averages of d, ascending, are at most c. As i grows, the last j that is small enough only falls. */
static double count_to(const void *of, double c)
{
	const struct values *v = of;
	const double *d = v->at;
	double count = 0;
	size_t n = v->n, j = n;

	for (size_t i = 0; i < n; i++) {
		while (j > i && walsh(d, i, j - 1) > c) {
			j--;
		}
		if (j <= i) {
			break;
		}
		count += (double)(j - i);
	}
	return count;
}

/* The averages inside the bracket, listed; they are few. */
static double pick(const struct values *v, double k, const struct bracket *b)
{
	const double *d = v->at;
	size_t n = v->n;
	double found[FEW];
	size_t n_found = 0, low = n, high = n;

	for (size_t i = 0; i < n; i++) {
		while (high > i && walsh(d, i, high - 1) > b->high) {
			high--;
		}
		while (low > i && walsh(d, i, low - 1) > b->low) {
			low--;
		}
		for (size_t j = low > i ? low : i; j < high; j++) {
			found[n_found++] = walsh(d, i, j);
		}
	}
	AUTO_ARENA struct arena *a = arena_new();
	return stats_sorted(found, n_found, a)[(size_t)(k - b->to_low) - 1];
}

/* The k-th smallest average, k from 1. */
static double walsh_at(const struct values *v, double k)
{
	const struct counted c = {count_to, v, FEW};
	struct bracket b = {nextafter(v->at[0], -DBL_MAX), v->at[v->n - 1], 0,
	                    (double)v->n * ((double)v->n + 1) / 2};

	stats_narrow(&c, k, &b);
	return b.to_high - b.to_low > FEW ? b.high /* all of them are equal */ : pick(v, k, &b);
}

static double walsh_median(const struct values *v, double all)
{
	double k = floor((all + 1) / 2), at = walsh_at(v, k);

	if (fmod(all, 2) != 0) {
		return at;
	}
	return count_to(v, at) > k ? at : at / 2 + walsh_at(v, k + 1) / 2;
}

/* Both as lower tails, since the law is symmetric: 1 less an upper one would lose the digits of a small p. */
static double p_of(const struct values *v, double all)
{
	double at_most = count_to(v, 0), at_least = all - count_to(v, -DBL_TRUE_MIN);

	return fmin(1, 2 * stats_signed_rank_cdf(fmin(at_most, at_least), v->n));
}

struct estimate stats_signed_rank(const double *d, size_t n, double level)
{
	struct estimate e = {.n = n};

	if (n == 0 || !stats_is_finite(d, n)) {
		e.absent_reason = n ? "a value is not finite" : "no values";
		return e;
	}
	AUTO_ARENA struct arena *a = arena_new();
	const double *sorted = stats_sorted(d, n, a);
	double all = (double)n * ((double)n + 1) / 2;
	if (fabs(sorted[0]) > DBL_MAX / 4 || fabs(sorted[n - 1]) > DBL_MAX / 4) {
		e.absent_reason = TOO_LARGE;
		return e;
	}
	const struct values v = {sorted, n};
	double k = fmax(1, stats_signed_rank_quantile((1 - level) / 2, n));
	e.at = walsh_median(&v, all);
	e.low = walsh_at(&v, k);
	e.high = walsh_at(&v, all + 1 - k);
	e.level = 1 - 2 * stats_signed_rank_cdf(k - 1, n);
	e.p = p_of(&v, all);
	return e;
}

struct estimate stats_interaction(const double *a, const double *b, const double *ab, size_t n, double level)
{
	AUTO_ARENA struct arena *arena = arena_new();
	double *contrast = NEW_ARRAY(arena, double, n);

	for (size_t i = 0; i < n; i++) {
		contrast[i] = ab[i] - a[i] - b[i];
	}
	struct estimate e = stats_signed_rank(contrast, n, level);
	if (!stats_is_finite(contrast, n) && stats_is_finite(a, n) && stats_is_finite(b, n) &&
	    stats_is_finite(ab, n)) {
		e.absent_reason = TOO_LARGE;
	}
	return e;
}
