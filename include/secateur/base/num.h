/** The only reader of numbers. Whole text or nothing; no locale; no leading or trailing blanks. */
#ifndef SECATEUR_BASE_NUM_H
#define SECATEUR_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secateur/base/units.h"

struct arena;

/** Decimal, optional sign. false when out of [min, max] or not a number. */
bool num_int(const char *s, int64_t min, int64_t max, int64_t *ret);
/** Finite decimals only: "1", "-2.5", "1e-3". */
bool num_real(const char *s, double *ret);
/** "90 s", "90s", "10 min", "1h30m", "250ms", "20us", "3 d". Never negative; at most 10 years. A bare number is refused. */
bool num_duration(const char *s, nsec_t *ret);
/** Nanoseconds of a unit such as "ms"; 0: it is none of time. */
double num_time_unit(const char *s);
/** "8 GiB", "500 MB", "64k", "1024 B" (KiB… are 1024, kB, MB… are 1000). */
bool num_bytes(const char *s, uint64_t *ret);
/** "1 %", "0.5%" -> 0.01, 0.005. */
bool num_percent(const char *s, double *ret);

/** "1.23 s", "56.7 ms", "12 min 3 s": three significant digits. */
char *num_show_duration(nsec_t t, struct arena *a);
/** "1.50 GiB". */
char *num_show_bytes(uint64_t n, struct arena *a);
/** So many significant digits at least, without zeros at their end: "0.05", "1250", never "1.25e+03" where there is a plain number. */
char *num_show_digits(double x, int digits, struct arena *a);
/** A share so: 0.05 is "5 %". */
char *num_show_percent(double share, int digits, struct arena *a);
/** "1 run", "2 runs": of these two words the one that goes with it. */
char *num_show_count(size_t n, const char *one, const char *many, struct arena *a);
/** The shortest text that reads back as the same double; '.' in any locale. */
char *num_show_real(double x, struct arena *a);

#endif
