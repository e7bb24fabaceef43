/* Hodges and Lehmann's estimate: order statistics of the Walsh averages, found by counting. */
#include <float.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

enum { FEW = 1024 }; /* averages that are listed */
static const char TOO_LARGE[] = "values too large to be averaged";

static double walsh(const double *d, size_t i, size_t j) { return (d[i] + d[j]) / 2; }

/* How many of the averages of d, ascending, are at most c. As i grows, the last j that is small enough only falls. */
static double count_to(const double *d, size_t n, double c)
{
	double count = 0;
	size_t j = n;

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

/** Where the k-th average is: above `low`, at most `high`; how many averages there are up to either. */
struct bracket {
	double low, high, to_low, to_high;
};

static void probe(const double *d, size_t n, double k, double at, struct bracket *b)
{
	if (!(at > b->low && at < b->high)) {
		return;
	}
	double count = count_to(d, n, at);
	if (count >= k) {
		b->high = at;
		b->to_high = count;
	} else {
		b->low = at;
		b->to_low = count;
	}
}

/* Among many values the counts grow evenly: where the k-th should be, and a little beyond on the side where it is not. */
static void interpolate(const double *d, size_t n, double k, struct bracket *b)
{
	double each = (b->high - b->low) / (b->to_high - b->to_low),
	       at = b->low + (k - b->to_low - .5) * each;

	probe(d, n, k, at, b);
	double left = at == b->low ? k - b->to_low : at == b->high ? b->to_high - k : 0;
	probe(d, n, k, at == b->low ? at + 2 * (left + FEW / 8) * each : at - 2 * (left + FEW / 8) * each, b);
}

/* Halving in the order of doubles ends at the next one, whatever the spread of the values. */
static void halve(const double *d, size_t n, double k, struct bracket *b)
{
	uint64_t low = ordered_from(b->low), high = ordered_from(b->high);

	probe(d, n, k, ordered_back(low + (high - low) / 2), b);
}

/* The averages inside the bracket, listed; they are few. */
static double pick(const double *d, size_t n, double k, const struct bracket *b)
{
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
static double walsh_at(const double *d, size_t n, double k)
{
	struct bracket b = {nextafter(d[0], -DBL_MAX), d[n - 1], 0, (double)n * ((double)n + 1) / 2};

	while (b.to_high - b.to_low > FEW) {
		if (ordered_from(b.high) - ordered_from(b.low) == 1) {
			return b.high; /* all of them are equal */
		}
		interpolate(d, n, k, &b);
		halve(d, n, k, &b);
	}
	return pick(d, n, k, &b);
}

static double walsh_median(const double *d, size_t n, double all)
{
	double k = floor((all + 1) / 2), at = walsh_at(d, n, k);

	if (fmod(all, 2) != 0) {
		return at;
	}
	return count_to(d, n, at) > k ? at : at / 2 + walsh_at(d, n, k + 1) / 2;
}

/* Both as lower tails, since the law is symmetric: 1 less an upper one would lose the digits of a small p. */
static double p_of(const double *d, size_t n, double all)
{
	double at_most = count_to(d, n, 0), at_least = all - count_to(d, n, -DBL_TRUE_MIN);

	return fmin(1, 2 * stats_signed_rank_cdf(fmin(at_most, at_least), n));
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
	double k = fmax(1, stats_signed_rank_quantile((1 - level) / 2, n));
	e.at = walsh_median(sorted, n, all);
	e.low = walsh_at(sorted, n, k);
	e.high = walsh_at(sorted, n, all + 1 - k);
	e.level = 1 - 2 * stats_signed_rank_cdf(k - 1, n);
	e.p = p_of(sorted, n, all);
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
