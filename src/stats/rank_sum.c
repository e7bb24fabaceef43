/* Hodges and Lehmann's shift of two independent samples: order statistics of all differences, found by counting. */
#include <float.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

enum {
	FEW = 1024 /* differences that are listed */,
	RANK_SUM_EXACT = 4900 /* pairs up to which the law is counted */
};
static const char TOO_LARGE[] = "values too large to be compared";

/** Both ascending. */
struct samples {
	const double *x, *y;
	size_t n, m;
};

/* How many of the differences y - x are at most c. */
static double count_to(const void *of, double c)
{
	const struct samples *s = of;
	double count = 0;

	for (size_t i = s->n, j = 0; i-- > 0;) { /* as x falls, fewer y are near enough */
		j = i + 1 == s->n ? s->m : j;
		while (j > 0 && s->y[j - 1] - s->x[i] > c) {
			j--;
		}
		count += (double)j;
	}
	return count;
}

/* The differences inside the bracket, listed; they are few. */
static double pick(const struct samples *s, double k, const struct bracket *b)
{
	AUTO_ARENA struct arena *a = arena_new();
	double found[FEW];
	size_t n_found = 0, low = s->m, high = s->m;

	for (size_t i = s->n; i-- > 0;) {
		while (high > 0 && s->y[high - 1] - s->x[i] > b->high) {
			high--;
		}
		while (low > 0 && s->y[low - 1] - s->x[i] > b->low) {
			low--;
		}
		for (size_t j = low; j < high; j++) {
			found[n_found++] = s->y[j] - s->x[i];
		}
	}
	return stats_sorted(found, n_found, a)[(size_t)(k - b->to_low) - 1];
}

/* The k-th smallest difference, k from 1. */
static double difference_at(const struct samples *s, double k)
{
	const struct counted c = {count_to, s, FEW};
	struct bracket b = {nextafter(s->y[0] - s->x[s->n - 1], -DBL_MAX), s->y[s->m - 1] - s->x[0], 0,
	                    (double)s->n * (double)s->m};

	stats_narrow(&c, k, &b);
	return b.to_high - b.to_low > FEW ? b.high /* all of them are equal */ : pick(s, k, &b);
}

static double median(const struct samples *s, double all)
{
	double k = floor((all + 1) / 2), at = difference_at(s, k);

	return fmod(all, 2) != 0 ? at : at / 2 + difference_at(s, k + 1) / 2;
}

/*
 * P(U = u) of Mann and Whitney's statistic: the last of all values is one of n with probability n / (n + m), and then above m others. Sums of
 * positive numbers: no digits are lost.
 */
static const double *exact_law(size_t n, size_t m, struct arena *a)
{
	const size_t room = n * m + 1;
	double *p = NEW_ARRAY(a, double, (m + 1) * room);

	for (size_t j = 0; j <= m; j++) {
		p[j * room] = 1;
	}
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			double *own = p + j * room;
			const double *fewer = own - room, share = (double)i / (double)(i + j);
			for (size_t u = i * j + 1; u-- > 0;) {
				own[u] = share * (u >= j ? own[u - j] : 0) + (1 - share) * fewer[u];
			}
		}
	}
	return p + m * room;
}

/** P(U <= u), u >= 0, exact or by the normal law. */
struct law {
	const double *exact; /* NULL: too many pairs */
	double mean, sd;
};

static double below(const struct law *l, double u)
{
	double sum = 0;

	if (!l->exact) {
		return 1 - stats_normal_tail((floor(u) + 0.5 - l->mean) / l->sd);
	}
	for (size_t i = 0; i <= (size_t)u && (double)i <= 2 * l->mean; i++) {
		sum += l->exact[i];
	}
	return fmin(sum, 1);
}

/* The smallest u with P(U <= u) >= p, p < 1/2: R's qwilcox. */
static double quantile(const struct law *l, double p)
{
	const double slack = 10 * 2.2e-16;
	double u = 0, sum = l->exact ? l->exact[0] : 0;

	if (!l->exact) {
		u = fmax(0, ceil(l->mean - 0.5 - stats_normal_quantile(p) * l->sd));
		return u;
	}
	while (sum < p - slack) {
		sum += l->exact[(size_t)++u];
	}
	return u;
}

struct estimate stats_rank_sum(const double *x, size_t n, const double *y, size_t m, double level)
{
	struct estimate e = {.n = n + m};

	if (n == 0 || m == 0 || !stats_is_finite(x, n) || !stats_is_finite(y, m)) {
		e.absent_reason = n && m ? "a value is not finite" : "no values on a side";
		return e;
	}
	AUTO_ARENA struct arena *a = arena_new();
	const struct samples s = {stats_sorted(x, n, a), stats_sorted(y, m, a), n, m};
	if (fabs(s.x[0]) > DBL_MAX / 4 || fabs(s.x[n - 1]) > DBL_MAX / 4 || fabs(s.y[0]) > DBL_MAX / 4 ||
	    fabs(s.y[m - 1]) > DBL_MAX / 4) {
		e.absent_reason = TOO_LARGE;
		return e;
	}
	const double all = (double)n * (double)m;
	const struct law l = {all <= RANK_SUM_EXACT ? exact_law(n, m, a) : NULL, all / 2,
	                      sqrt(all * (double)(n + m + 1) / 12)};
	const double k = fmax(1, quantile(&l, (1 - level) / 2));
	const double at_most = count_to(&s, 0), at_least = all - count_to(&s, -DBL_TRUE_MIN);
	e.at = median(&s, all);
	e.low = difference_at(&s, k);
	e.high = difference_at(&s, all + 1 - k);
	e.level = 1 - 2 * below(&l, k - 1);
	e.p = fmin(1, 2 * below(&l, fmin(at_most, at_least)));
	return e;
}
