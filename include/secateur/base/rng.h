/** Seeded random numbers, the same on every machine: xoshiro256** seeded by four outputs of splitmix64. */
#ifndef SECATEUR_BASE_RNG_H
#define SECATEUR_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t s[4];
};

struct rng rng_seed(uint64_t seed);
/** One stream per purpose: the seed mixed with the purpose's name and a number by splitmix64 and FNV-1a. */
struct rng rng_stream(uint64_t seed, const char *purpose, uint64_t number);
uint64_t rng_next(struct rng *r);
/** Uniform in [0, n), n > 0, without bias: by rejection of the draws below 2^64 mod n. */
uint64_t rng_below(struct rng *r, uint64_t n);
/** Uniform in [0, 1): the upper 53 bits. */
double rng_unit(struct rng *r);
/** A full random permutation: Fisher-Yates from the top. */
void rng_shuffle(struct rng *r, uint32_t *at, size_t n);

#endif
