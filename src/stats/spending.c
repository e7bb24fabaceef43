#include "secateur/stats/spending.h"

#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/distribution.h"

enum { GRID = 801, HALVINGS = 60 };
static const double FAR = 9;         /* standard deviations below which nothing of the law is left */
static const double LEAST_STEPS = 2; /* of the grid in an increment's sd: Simpson's rule does not see less */

double stats_spent(enum spending how, double alpha, double t)
{
	switch (how) {
	case SPENDING_POCOCK:
		return alpha * log1p((M_E - 1) * t);
	case SPENDING_CUBE:
		return alpha * t * t * t;
	case SPENDING_OBF:
		break;
	}
	return 2 * stats_normal_tail(stats_normal_quantile(alpha / 2) / sqrt(t));
}

/** The density of the sum of independent increments, of all that have not crossed so far: on a grid from low to high, Simpson's weights in. */
struct law {
	double low, step;
	double weighted[GRID];
};

static double at(const struct law *l, size_t i) { return l->low + l->step * (double)i; }

static double density(double x, double sd) { return exp(-x * x / (2 * sd * sd)) / (sd * sqrt(2 * M_PI)); }

static double simpson(size_t i, double step)
{
	return (i == 0 || i == GRID - 1 ? 1 : i % 2 ? 4 : 2) * step / 3;
}

/* P(the sum after an increment of that sd lies beyond `bound`), of those that have not crossed. */
static double beyond(const struct law *l, double sd, double bound)
{
	double sum = 0;

	for (size_t i = 0; i < GRID; i++) {
		sum += l->weighted[i] * stats_normal_tail((bound - at(l, i)) / sd);
	}
	return sum;
}

static double find_bound(const struct law *l, double sd, double spend, double low, double high)
{
	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;
		if (beyond(l, sd, middle) > spend) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return (low + high) / 2;
}

/* The law after an increment, up to the bound. */
static void advance(const struct law *l, double sd, double low, double bound, struct law *ret)
{
	ret->low = low;
	ret->step = (bound - low) / (GRID - 1);
	for (size_t j = 0; j < GRID; j++) {
		double sum = 0;
		for (size_t i = 0; i < GRID; i++) {
			sum += l->weighted[i] * density(at(ret, j) - at(l, i), sd);
		}
		ret->weighted[j] = sum * simpson(j, ret->step);
	}
}

static void begin(double sd, double bound, struct law *ret)
{
	ret->low = -FAR * sd;
	ret->step = (bound - ret->low) / (GRID - 1);
	for (size_t j = 0; j < GRID; j++) {
		ret->weighted[j] = density(at(ret, j), sd) * simpson(j, ret->step);
	}
}

/* The bound that spends so much; INFINITY where that is less than what lies beyond all bounds looked for. */
static double bound_for(const struct law *l, double sd, double total_sd, double spend)
{
	if (!l) {
		return spend > stats_normal_tail(FAR) ? stats_normal_quantile(spend) * total_sd : INFINITY;
	}
	return spend > beyond(l, sd, FAR * total_sd)
	               ? find_bound(l, sd, spend, -FAR * total_sd, FAR * total_sd)
	               : INFINITY;
}

void stats_boundaries(enum spending how, double alpha, const double *information, size_t looks, double *z)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct law *laws = NEW_ARRAY(a, struct law, 2), *now = NULL;
	double all = information[looks - 1], reached = 0, spent = 0;

	for (size_t i = 0; i < looks; i++) {
		double total_sd = sqrt(information[i]), sd = sqrt(information[i] - reached);
		z[i] = INFINITY;
		if (!(sd > 0) || (now && sd < LEAST_STEPS * now->step)) {
			continue;
		}
		double due = stats_spent(how, alpha, information[i] / all);
		double bound = bound_for(now, sd, total_sd, due - spent);
		if (isfinite(bound)) {
			z[i] = bound / total_sd;
			spent = due;
		}
		struct law *next = now == laws ? laws + 1 : laws;
		double high = fmin(bound, FAR * total_sd);
		if (now) {
			advance(now, sd, -FAR * total_sd, high, next);
		} else {
			begin(total_sd, high, next);
		}
		now = next;
		reached = information[i];
	}
}

static size_t lay_looks(size_t least, size_t most, struct look *ret)
{
	size_t k = 0;

	for (size_t n = least; n < most && k + 1 < LOOKS_MOST;) {
		ret[k++].blocks = n;
		size_t next = (size_t)lround(M_SQRT2 * (double)n);
		n = next > n ? next : n + 1;
	}
	ret[k++].blocks = most;
	return k;
}

static void share(const struct looks_request *q, struct look *looks, size_t n)
{
	const bool is_late = q->is_judged && q->inputs > 1 && looks[0].blocks < q->inputs;
	double spent = 0;

	for (size_t i = 0; i < n; i++) {
		double t = (double)looks[i].blocks / (double)q->most,
		       all = stats_spent(is_late ? SPENDING_CUBE : SPENDING_POCOCK, 1, t);
		looks[i].share = all - spent;
		spent = all;
	}
}

size_t stats_looks_observations(size_t blocks, size_t inputs)
{
	return inputs == 1 || blocks < inputs ? blocks : inputs;
}

static bool can_tell(const struct looks_request *q, const struct look *l)
{
	return stats_looks_observations(l->blocks, q->inputs) >=
	       stats_signed_rank_least(1 - q->alpha * l->share);
}

/* The index of a look to be left out: so that the last can tell something, else what cannot; n: none. */
static size_t find_idle(const struct looks_request *q, const struct look *looks, size_t n)
{
	size_t i = 0;

	if (n < 2) {
		return n;
	}
	if (!can_tell(q, &looks[n - 1])) {
		return n - 2;
	}
	while (i < n && can_tell(q, &looks[i])) {
		i++;
	}
	return i;
}

size_t stats_looks(const struct looks_request *q, struct look *ret)
{
	size_t n = 0, idle;

	for (size_t least = q->least; least <= q->most; least++) {
		n = lay_looks(least, q->most, ret);
		share(q, ret, n);
		if (can_tell(q, &ret[0])) {
			break;
		}
	}
	while ((idle = find_idle(q, ret, n)) < n) {
		n--;
		for (size_t i = idle; i < n; i++) {
			ret[i] = ret[i + 1];
		}
		share(q, ret, n);
	}
	return n;
}
