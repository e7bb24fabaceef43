/* Prints 200 random cases and what the room `stats` makes of them, as R reads it: see stats_agree.R. */
#include <math.h>
#include <stdio.h>

#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/stats/adjust.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"

enum { CASES = 200, LEAST = 3, MOST = 60 };

static double normal(struct rng *r)
{
	return stats_normal_quantile((rng_unit(r) * 0x1p53 + 0.5) / (0x1p53 + 1));
}

/* Normal, with heavy tails, or skewed; never tied. */
static double draw(struct rng *r, size_t kind)
{
	double x = normal(r);

	return kind == 0 ? 0.01 * x : kind == 1 ? 0.01 * x * exp(fabs(normal(r))) : exp(x) - 1.2;
}

static void list(const char *name, const double *x, size_t n)
{
	printf(", %s=c(", name);
	for (size_t i = 0; i < n; i++) {
		printf("%s%.17g", i ? "," : "", x[i]);
	}
	printf(")");
}

static void print_case(struct rng *r, size_t number)
{
	static const double levels[] = {0.9, 0.95, 0.99};
	double x[MOST], y[MOST], p[MOST], adjusted[MOST], level = levels[number % 3];
	size_t n = LEAST + rng_below(r, MOST - LEAST + 1);

	for (size_t i = 0; i < n; i++) {
		x[i] = draw(r, number / 3 % 3);
		y[i] = draw(r, number / 3 % 3) + (number % 2 ? 0.5 * x[i] : 0);
		p[i] = rng_unit(r);
	}
	struct estimate w = stats_signed_rank(x, n, level), t = stats_t(x, n, level);
	size_t m = 1 + n / 2;
	struct estimate u = stats_rank_sum(x, n, y, m, level);
	struct trend s = stats_trend(x, y, n, level);
	printf("list(level=%.17g", level);
	list("x", x, n);
	list("y", y, n);
	list("p", p, n);
	list("signed_rank", (double[]){w.at, w.low, w.high, w.level, w.p}, 5);
	printf(", m=%zu", m);
	list("rank_sum", (double[]){u.at, u.low, u.high, u.level, u.p}, 5);
	list("t", (double[]){t.at, t.low, t.high, t.p}, 4);
	list("trend", (double[]){s.slope, s.low, s.high, s.tau, s.p}, 5);
	for (int how = ADJUST_BONFERRONI; how <= ADJUST_BH; how++) {
		static const char *const names[] = {"bonferroni", "holm", "hochberg", "BH"};
		stats_adjust((enum adjustment)how, p, n, adjusted);
		list(names[how], adjusted, n);
	}
	printf(")%s\n", number + 1 < CASES ? "," : "");
}

int main(void)
{
	struct rng r = rng_seed(20220501);

	printf("cases <- list(\n");
	for (size_t i = 0; i < CASES; i++) {
		print_case(&r, i);
	}
	printf(")\n");
	return 0;
}
