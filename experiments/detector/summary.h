/** A sample of numbers, what is told of it, and how metrics are printed. */
#ifndef DETECTOR_SUMMARY_H
#define DETECTOR_SUMMARY_H

#include <stddef.h>

struct arena;

/** Fewer numbers than this make no metric. */
#define FEWEST 3

void sort_numbers(double *at, size_t n);
/** These leave the sample as it is. NaN when n is 0. */
double median_of(const double *at, size_t n);
/** 1.4826 times the median distance from the median: the standard deviation, were it normal. */
double mad_of(const double *at, size_t n);
double mean_of(const double *at, size_t n);
/** The sample's standard deviation (n - 1). */
double deviation_of(const double *at, size_t n);
/** The root of the mean square: bias and scatter in one. */
double rms_of(const double *at, size_t n);

/** `name<TAB>value<TAB>unit`, or n/a when the value is not finite. */
void metric_print(const char *name, double value, const char *unit);
/** `name<TAB>n/a<TAB>reason` */
void metric_absent(const char *name, const char *reason);

#endif
