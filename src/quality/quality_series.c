#include "quality_series.h"

#include <math.h>
#include <stdlib.h>

#include "secateur/base/arena.h"

static const char *const words[] = {
	[OF_SUM] = "sum", [OF_MEAN] = "mean",   [OF_MEDIAN] = "median", [OF_MIN] = "min",
	[OF_MAX] = "max", [OF_COUNT] = "count", [OF_FIRST] = "first",   [OF_LAST] = "last",
};
const struct shape reduction_shape = SHAPE_OF_WORDS(words);

bool read_reduction(const struct yaml *y, void *into, struct yaml_reader *r)
{
	size_t which = 0;

	if (!read_word(y, words, sizeof(words) / sizeof(*words), &which, r)) {
		return false;
	}
	*(enum reduction *)into = (enum reduction)which;
	return true;
}

/* Neumaier's sum: the order of the numbers and their sizes do no harm. */
static void sum_up(struct series *s, double x)
{
	double sum = s->sum + x;

	s->lost += fabs(s->sum) >= fabs(x) ? (s->sum - sum) + x : (x - sum) + s->sum;
	s->sum = sum;
}

void series_add(struct series *s, double x, struct arena *a)
{
	if (s->n == 0) {
		s->first = s->min = s->max = x;
	}
	s->n++;
	s->min = fmin(s->min, x);
	s->max = fmax(s->max, x);
	s->last = x;
	sum_up(s, x);
	if (s->of == OF_MEDIAN) {
		*vec_push(a, &s->all) = x;
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(struct series *s)
{
	double *all = s->all.at;

	qsort(all, s->n, sizeof(*all), by_value);
	return s->n % 2 ? all[s->n / 2] : all[s->n / 2 - 1] / 2 + all[s->n / 2] / 2;
}

bool series_value(struct series *s, double *ret)
{
	if (s->of == OF_COUNT) {
		*ret = (double)s->n;
		return true;
	}
	if (s->n == 0) {
		return false;
	}
	switch (s->of) {
	case OF_SUM:
		*ret = s->sum + s->lost;
		break;
	case OF_MEAN:
		*ret = (s->sum + s->lost) / (double)s->n;
		break;
	case OF_MEDIAN:
		*ret = median(s);
		break;
	case OF_MIN:
		*ret = s->min;
		break;
	case OF_MAX:
		*ret = s->max;
		break;
	case OF_FIRST:
		*ret = s->first;
		break;
	default:
		*ret = s->last;
	}
	return true;
}
