/* How the cost of each analysis grows with n, beside a sort of as many values. Usage: bench_stats_million; no test, since machines are noisy. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/rng.h"
#include "secateur/stats/adjust.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/diagnose.h"

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

struct data {
	double *x, *y, *ret;
	size_t *found, n;
};

static void sort(const struct data *d)
{
	for (size_t i = 0; i < d->n; i++) {
		d->ret[i] = d->x[i];
	}
	qsort(d->ret, d->n, sizeof(*d->ret), by_value);
}
static void signed_rank(const struct data *d) { d->ret[0] = stats_signed_rank(d->x, d->n, .95).at; }
static void t(const struct data *d) { d->ret[0] = stats_t(d->x, d->n, .95).at; }
static void ratio(const struct data *d) { d->ret[0] = stats_ratio_of_totals(d->y, d->y, d->n, .95).at; }
static void adjust(const struct data *d) { stats_adjust(ADJUST_HOLM, d->y, d->n, d->ret); }
static void modes(const struct data *d) { d->ret[0] = stats_modes(d->x, d->n).ratio; }
static void drift(const struct data *d) { d->ret[0] = stats_drift(d->x, d->n).z; }
static void outliers(const struct data *d) { d->ret[0] = (double)stats_outliers(d->x, d->n, d->found); }
static void trend(const struct data *d) { d->ret[0] = stats_trend(d->y, d->x, d->n, .95).slope; }

int main(void)
{
	static const struct {
		const char *name;
		void (*run)(const struct data *d);
	} all[] = {{"sort", sort},     {"signed rank", signed_rank},
	           {"t", t},           {"ratio of totals", ratio},
	           {"adjust", adjust}, {"modes", modes},
	           {"drift", drift},   {"outliers", outliers},
	           {"trend", trend}};
	struct rng r = rng_seed(1);

	printf("%-16s %10s %10s %8s\n", "analysis", "n", "seconds", "sorts");
	for (size_t n = 10000; n <= 1000000; n *= 10) {
		AUTO_ARENA struct arena *a = arena_new();
		struct data d = {NEW_ARRAY(a, double, n), NEW_ARRAY(a, double, n), NEW_ARRAY(a, double, n),
		                 NEW_ARRAY(a, size_t, n), n};
		double of_sort = 0;
		for (size_t i = 0; i < n; i++) {
			d.x[i] = rng_unit(&r) + rng_unit(&r) - 1;
			d.y[i] = rng_unit(&r) + 0x1p-53;
		}
		for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
			nsec_t start = clock_now();
			all[i].run(&d);
			double s = (double)(clock_now() - start) / 1e9;
			of_sort = i == 0 ? s : of_sort;
			printf("%-16s %10zu %10.4f %8.1f\n", all[i].name, n, s, s / of_sort);
		}
	}
	return 0;
}
