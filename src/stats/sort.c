/* Sorting numbers by their bits, eleven at a time: a third of the time that comparing them takes, where they are many. */
#include <stdlib.h>

#include "secateur/base/arena.h"
#include "stats_private.h"

enum { FEW = 256, BITS = 11, PASSES = 6, BUCKETS = 1 << BITS };

/** Numbers as keys in the same order, and, where they are asked for, their indices. */
struct keys {
	uint64_t *key;
	size_t *index; /* or NULL */
};

static size_t digit_of(uint64_t key, int pass) { return (size_t)(key >> (pass * BITS)) & (BUCKETS - 1); }

/* Stable. `at`: for each digit where the first key with it goes. */
static void deal_out(const struct keys *from, size_t n, int pass, size_t *at, struct keys *to)
{
	for (size_t i = 0; i < n; i++) {
		const size_t place = at[digit_of(from->key[i], pass)]++;
		to->key[place] = from->key[i];
		if (from->index) {
			to->index[place] = from->index[i];
		}
	}
}

/* Turns counts into places; false: all have the same digit. */
static bool begin_at(size_t *count, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < BUCKETS; i++) {
		const size_t own = count[i];
		if (own == n) {
			return false;
		}
		count[i] = at;
		at += own;
	}
	return true;
}

/* Either of the two holds them in the end: that is returned. */
static struct keys sort(struct keys from, struct keys to, size_t n, struct arena *a)
{
	size_t(*count)[BUCKETS] = (size_t(*)[BUCKETS])NEW_ARRAY(a, size_t, (size_t)PASSES * BUCKETS);

	for (size_t i = 0; i < n; i++) {
		for (int pass = 0; pass < PASSES; pass++) {
			count[pass][digit_of(from.key[i], pass)]++;
		}
	}
	for (int pass = 0; pass < PASSES; pass++) {
		if (begin_at(count[pass], n)) {
			deal_out(&from, n, pass, count[pass], &to);
			struct keys held = from;
			from = to;
			to = held;
		}
	}
	return from;
}

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

void stats_sort(double *x, size_t n)
{
	if (n < FEW) {
		if (n > 0) {
			qsort(x, n, sizeof(*x), by_value);
		}
		return;
	}
	AUTO_ARENA struct arena *a = arena_new();
	struct keys from = {NEW_ARRAY(a, uint64_t, n), NULL}, to = {NEW_ARRAY(a, uint64_t, n), NULL};

	for (size_t i = 0; i < n; i++) {
		from.key[i] = ordered_from(x[i]);
	}
	from = sort(from, to, n, a);
	for (size_t i = 0; i < n; i++) {
		x[i] = ordered_back(from.key[i]);
	}
}

double *stats_sorted(const double *x, size_t n, struct arena *a)
{
	double *ret = NEW_ARRAY(a, double, n);

	for (size_t i = 0; i < n; i++) {
		ret[i] = x[i];
	}
	stats_sort(ret, n);
	return ret;
}

size_t *stats_order(const double *x, size_t n, struct arena *a)
{
	AUTO_ARENA struct arena *scratch = arena_new();
	struct keys from = {NEW_ARRAY(scratch, uint64_t, n), NEW_ARRAY(scratch, size_t, n)},
		    to = {NEW_ARRAY(scratch, uint64_t, n), NEW_ARRAY(scratch, size_t, n)};
	size_t *ret = NEW_ARRAY(a, size_t, n);

	for (size_t i = 0; i < n; i++) {
		from.key[i] = ordered_from(x[i]);
		from.index[i] = i;
	}
	from = sort(from, to, n, scratch);
	for (size_t i = 0; i < n; i++) {
		ret[i] = from.index[i];
	}
	return ret;
}
