/** Many numbers made one. */
#ifndef SECATEUR_QUALITY_SERIES_H
#define SECATEUR_QUALITY_SERIES_H

#include "quality_private.h"
#include "quality_statistic.h"
#include "secateur/base/vec.h"
#include "secateur/yaml/shape.h"

enum reduction {
	OF_SUM,
	OF_MEAN,
	OF_MEDIAN,
	OF_MIN,
	OF_MAX,
	OF_COUNT,
	OF_FIRST,
	OF_LAST,
};
extern const struct shape reduction_shape;
bool read_reduction(const struct yaml *y, void *into, struct yaml_reader *r); /* enum reduction */

/** One that an experiment file need not name. */
struct reduction_said {
	bool is_said;
	enum reduction how;
};
bool read_reduction_said(const struct yaml *y, void *into, struct yaml_reader *r); /* struct reduction_said */

/** Zeros, but for `of`, are an empty one. All numbers are kept only where the median needs them. */
struct series {
	enum reduction of;
	size_t n;
	struct total total;
	double min, max, first, last;
	VEC(double) all;
};
void series_add(struct series *s, double x, struct arena *a);
/** False: there is no number, and so no sum, mean or whatever is asked for but the count. */
bool series_value(struct series *s, double *ret);

#endif
