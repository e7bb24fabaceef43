#include "numeric.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LN2_HIGH 0x1.62e42fee00000p-1 /* its last 20 bits are zero: k * LN2_HIGH is exact */
#define LN2_LOW 0x1.a39ef35793c76p-33
#define LOG2_E 0x1.71547652b82fep+0
#define LN10 0x1.26bb1bbb55516p+1
#define ROUNDER 0x1.8p52 /* added and taken away again: rounds to the nearest integer */

static double from_bits(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

static uint64_t to_bits(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

double exact_exp(double x)
{
	/* 1/13!, ..., 1/2!, 1, 1: on |r| <= ln(2)/2 the rest is below 1e-17 */
	static const double series[] = {1.0 / 6227020800,
	                                1.0 / 479001600,
	                                1.0 / 39916800,
	                                1.0 / 3628800,
	                                1.0 / 362880,
	                                1.0 / 40320,
	                                1.0 / 5040,
	                                1.0 / 720,
	                                1.0 / 120,
	                                1.0 / 24,
	                                1.0 / 6,
	                                0.5,
	                                1.0,
	                                1.0};

	if (x < -700) {
		return 0;
	}
	double k = (x * LOG2_E + ROUNDER) - ROUNDER;
	double r = (x - k * LN2_HIGH) - k * LN2_LOW;
	double sum = series[0];

	for (size_t i = 1; i < sizeof(series) / sizeof(series[0]); i++) {
		sum = sum * r + series[i];
	}
	return sum * from_bits((uint64_t)((int64_t)k + 1023) << 52);
}

double exact_log(double x)
{
	/* log m = 2 atanh f = 2 (f + f^3/3 + f^5/5 + ...) with f = (m - 1)/(m + 1), sqrt(1/2) <= m
	 * < sqrt(2) */
	static const double series[] = {1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11,
	                                1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3,  1.0};
	uint64_t bits = to_bits(x);
	double k = (double)((int64_t)(bits >> 52) - 1023);
	double m = from_bits((bits & UINT64_C(0xfffffffffffff)) | UINT64_C(0x3ff0000000000000));

	if (m > 0x1.6a09e667f3bcdp+0) {
		m *= 0.5;
		k += 1;
	}
	double f = (m - 1) / (m + 1), f2 = f * f, sum = series[0];

	for (size_t i = 1; i < sizeof(series) / sizeof(series[0]); i++) {
		sum = sum * f2 + series[i];
	}
	return k * LN2_HIGH + (2 * f * sum + k * LN2_LOW);
}

double exact_exp10(double x) { return exact_exp(x * LN10); }

double normal_next(struct normal *n)
{
	double u, v, s;

	if (n->has_spare) {
		n->has_spare = false;
		return n->spare;
	}
	do {
		u = 2 * rng_unit(&n->rng) - 1;
		v = 2 * rng_unit(&n->rng) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s <= 0);
	double scale = sqrt(-2 * exact_log(s) / s);

	n->spare = v * scale;
	n->has_spare = true;
	return u * scale;
}

unsigned poisson_next(struct rng *r, double mean)
{
	unsigned n = 0;

	for (double t = 0;; n++) {
		t -= exact_log(1 - rng_unit(r));
		if (t > mean) {
			return n;
		}
	}
}
