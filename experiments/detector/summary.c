#include "summary.h"

#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void sort_numbers(double *at, size_t n) { qsort(at, n, sizeof(*at), by_value); }

static double median_in_place(double *at, size_t n)
{
	if (n == 0) {
		return NAN;
	}
	sort_numbers(at, n);
	return n % 2 == 1 ? at[n / 2] : 0.5 * (at[n / 2 - 1] + at[n / 2]);
}

double median_of(const double *at, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();

	return median_in_place(arena_copy(a, at, n * sizeof(*at), alignof(double)), n);
}

double mad_of(const double *at, size_t n)
{
	if (n < 2) {
		return NAN; /* one value has no scatter, not one of 0 */
	}
	AUTO_ARENA struct arena *a = arena_new();
	double *away = NEW_ARRAY(a, double, n), middle = median_of(at, n);

	for (size_t i = 0; i < n; i++) {
		away[i] = fabs(at[i] - middle);
	}
	return 1.4826 * median_in_place(away, n);
}

double mean_of(const double *at, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += at[i];
	}
	return n == 0 ? NAN : sum / (double)n;
}

double deviation_of(const double *at, size_t n)
{
	double sum = 0, middle = mean_of(at, n);

	for (size_t i = 0; i < n; i++) {
		sum += (at[i] - middle) * (at[i] - middle);
	}
	return n < 2 ? NAN : sqrt(sum / (double)(n - 1));
}

double rms_of(const double *at, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += at[i] * at[i];
	}
	return n == 0 ? NAN : sqrt(sum / (double)n);
}

void metric_print(const char *name, double value, const char *unit)
{
	AUTO_ARENA struct arena *a = arena_new();

	if (isfinite(value)) {
		printf("%s\t%s\t%s\n", name, num_show_real(value, a), unit);
	} else {
		metric_absent(name, "it is not a finite number");
	}
}

void metric_absent(const char *name, const char *reason) { printf("%s\tn/a\t%s\n", name, reason); }
