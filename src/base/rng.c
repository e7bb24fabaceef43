#include "secateur/base/rng.h"

/* Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47:4, 2021. */

static uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

struct rng rng_seed(uint64_t seed)
{
	struct rng r;

	for (int i = 0; i < 4; i++) {
		r.s[i] = splitmix64(&seed);
	}
	return r;
}

struct rng rng_stream(uint64_t seed, const char *purpose, uint64_t number)
{
	uint64_t fnv = UINT64_C(0xcbf29ce484222325);

	for (const char *p = purpose; *p; p++) {
		fnv = (fnv ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	}
	uint64_t state = splitmix64(&seed) ^ fnv;

	state = splitmix64(&state) ^ number;
	return rng_seed(splitmix64(&state));
}

uint64_t rng_next(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t ret = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return ret;
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	uint64_t least = (UINT64_C(0) - n) % n, x;

	do {
		x = rng_next(r);
	} while (x < least);
	return x % n;
}

double rng_unit(struct rng *r) { return (double)(rng_next(r) >> 11) * 0x1p-53; }

void rng_shuffle(struct rng *r, uint32_t *at, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)rng_below(r, i);
		uint32_t held = at[i - 1];

		at[i - 1] = at[j];
		at[j] = held;
	}
}
