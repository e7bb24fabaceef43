/* What a run takes, in the terms of the ladder: today's, a mean that was measured, a product. */
#include <math.h>

#include "engine_private.h"
#include "secateur/stats/compare.h"

struct latency latency_exact(double ns) { return (struct latency){ns, ns, ns, 1}; }

struct latency latency_mean(struct table *t, size_t variant, double level, size_t *n_means)
{
	size_t n = 0;

	for (size_t b = t->from->n_warmup; b < t->n_blocks; b++) {
		struct pair p;
		if (table_pair_of(t, 0, variant, b, &p)) {
			t->key[n] = observation_of(t, p.own);
			t->y[n++] = (double)p.own->wall_ns;
		}
	}
	*n_means = stats_mean_by_key(t->y, t->key, n, t->x);
	struct estimate e = stats_t(t->x, *n_means, level);
	if (e.absent_reason || *n_means < 2 || !(e.at > 0)) {
		return (struct latency){e.absent_reason ? NAN : e.at, NAN, NAN, 0};
	}
	const double half = (e.high - e.at) / e.at;
	return (struct latency){e.at, e.at * exp(-half), e.at * exp(half), level};
}

struct latency latency_times(const struct latency *l, const struct change *c, double missed)
{
	const bool is_bounded = c->level > 0; /* one observation bounds nothing */

	return (struct latency){.at = l->at * (1 + c->estimate),
	                        .low = is_bounded ? l->low * (1 + c->low) : NAN,
	                        .high = is_bounded ? l->high * (1 + c->high) : NAN,
	                        .level = is_bounded ? fmax(l->level - missed, 0) : 0};
}

bool latency_is_sure(const struct latency *l, double level) { return l->level >= level - 1e-9; }

enum reach latency_reach(const struct latency *l, double target, double level)
{
	if (!latency_is_sure(l, level)) {
		return REACH_UNDECIDED;
	}
	return l->high <= target ? REACH_YES : l->low > target ? REACH_NO : REACH_UNDECIDED;
}
