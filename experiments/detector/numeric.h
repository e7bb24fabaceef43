/**
 * Elementary functions made of IEEE operations alone, so that a seed gives the same pixels on every
 * machine: the C library's differ in the last bit between its versions and processors. Good to
 * about 2 ulp.
 */
#ifndef DETECTOR_NUMERIC_H
#define DETECTOR_NUMERIC_H

#include <stdbool.h>

#include "secateur/base/rng.h"

/** 0 below -700; x is at most 700. */
double exact_exp(double x);
/** x is positive, finite and normal. */
double exact_log(double x);
/** 10^x */
double exact_exp10(double x);

/** Standard normal deviates by Marsaglia's polar method, which come in pairs. */
struct normal {
	struct rng rng;
	double spare;
	bool has_spare;
};
double normal_next(struct normal *n);
/** A number of events of which `mean` are expected: by their waiting times, so O(mean). */
unsigned poisson_next(struct rng *r, double mean);

#endif
