/* The k-th smallest of values that are too many to list, but easily counted up to any bound. */
#include <math.h>

#include "stats_private.h"

enum { SLOW = 8 }; /* a round should leave less than one in so many */

void stats_probe(const struct counted *c, double k, double at, struct bracket *b)
{
	if (!(at > b->low && at < b->high)) {
		return;
	}
	double count = c->to(c->of, at);
	if (count >= k) {
		b->high = at;
		b->to_high = count;
	} else {
		b->low = at;
		b->to_low = count;
	}
}

/* Among many values the counts grow evenly: where the k-th should be, and a little beyond on the side where it is not. */
static void interpolate(const struct counted *c, double k, struct bracket *b)
{
	double each = (b->high - b->low) / (b->to_high - b->to_low),
	       at = b->low + (k - b->to_low - .5) * each;

	stats_probe(c, k, at, b);
	double left = at == b->low    ? k - b->to_low
	              : at == b->high ? b->to_high - k
	                              : 0,
	       beyond = 2 * (left + c->few / 8) * each;
	stats_probe(c, k, at == b->low ? at + beyond : at - beyond, b);
}

/* Halving in the order of doubles ends at the next one, whatever the spread of the values. */
static void halve(const struct counted *c, double k, struct bracket *b)
{
	uint64_t low = ordered_from(b->low), high = ordered_from(b->high);

	stats_probe(c, k, ordered_back(low + (high - low) / 2), b);
}

void stats_narrow(const struct counted *c, double k, struct bracket *b)
{
	while (b->to_high - b->to_low > c->few && ordered_from(b->high) - ordered_from(b->low) > 1) {
		double before = b->to_high - b->to_low;
		interpolate(c, k, b);
		if (b->to_high - b->to_low > before / SLOW) {
			halve(c, k, b);
		}
	}
}
