#include "quality_series.h"

#include <math.h>

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

bool read_reduction_said(const struct yaml *y, void *into, struct yaml_reader *r)
{
	struct reduction_said *of = into;

	of->is_said = read_reduction(y, &of->how, r);
	return of->is_said;
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
	total_add(&s->total, x);
	if (s->of == OF_MEDIAN) {
		*vec_push(a, &s->all) = x;
	}
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
		*ret = total_of(&s->total);
		break;
	case OF_MEAN:
		*ret = total_of(&s->total) / (double)s->n;
		break;
	case OF_MEDIAN:
		sort_values(s->all.at, s->n);
		*ret = sorted_quantile(s->all.at, s->n, 0.5);
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
