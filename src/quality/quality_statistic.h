/** One number of many: what extractors of tables give. */
#ifndef SECATEUR_QUALITY_STATISTIC_H
#define SECATEUR_QUALITY_STATISTIC_H

#include "quality_private.h"
#include "secateur/yaml/shape.h"

enum statistic_kind {
	STATISTIC_NONE, /* nothing was said */
	STATISTIC_MEAN,
	STATISTIC_MEDIAN,
	STATISTIC_MAD, /* median absolute deviation from the median, times 1.4826: the sd of normal values */
	STATISTIC_SD,  /* with n - 1 */
	STATISTIC_MIN,
	STATISTIC_MAX,
	STATISTIC_SUM,
	STATISTIC_COUNT,
	STATISTIC_FRACTION, /* of values that are not 0 */
	STATISTIC_QUANTILE, /* linear between the values on both sides, as R's default */
};

struct statistic {
	enum statistic_kind kind;
	double share; /* of a quantile: 0..1 */
};

/** The words of `of`, for `about`. */
#define STATISTIC_WORDS "mean, median, mad, sd, min, max, sum, count, fraction, or a quantile such as q90"

extern const struct shape statistic_shape;
bool statistic_named(const char *s, struct statistic *ret);
/** struct statistic */
bool read_statistic(const struct yaml *y, void *into, struct yaml_reader *r);
/** "median(FLUX - 1)": the statistic, and what is in the brackets, which hold all that follows; false: it is no such text. */
bool statistic_split(struct text whole, struct arena *a, struct statistic *ret, struct text *inside);
/**
 * Of the values that are finite, in any order; they are sorted. Returns NULL, or why there is none; then `n_all` is told:
 * the rows that there were before some were left out.
 */
const char *statistic_of(const struct statistic *s, double *values, size_t n, size_t n_all, struct arena *a,
                         double *ret);
/** Upwards; none of them is NaN. */
void sort_values(double *x, size_t n);
/** The quantile of sorted values, of which there is at least one. */
double sorted_quantile(const double *sorted, size_t n, double share);

/** Neumaier's sum: the order of the numbers and their sizes do no harm. Zeros are an empty one. */
struct total {
	double sum, lost; /* what rounding took from the sum */
};
void total_add(struct total *t, double x);
double total_of(const struct total *t);

#endif
