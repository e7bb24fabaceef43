/** A quantity wears its unit, in its type or in its name. */
#ifndef SECATEUR_BASE_UNITS_H
#define SECATEUR_BASE_UNITS_H

#include <stdint.h>

/** Nanoseconds: durations and instants of CLOCK_MONOTONIC_RAW or CLOCK_REALTIME. */
typedef int64_t nsec_t;

#define NSEC_PER_SEC INT64_C(1000000000)
#define NSEC_PER_MSEC INT64_C(1000000)
#define NSEC_PER_USEC INT64_C(1000)

#endif
