#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

struct components stats_components(const double *x, size_t inputs, size_t repeats, double level)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *means = NEW_ARRAY(a, double, inputs), within = 0;

	if (inputs < 2 || repeats < 2) {
		return (struct components){.absent_reason = "fewer than two inputs, or two repeats on each"};
	}
	if (!stats_is_finite(x, inputs * repeats)) {
		return (struct components){.absent_reason = "a value is not finite"};
	}
	for (size_t i = 0; i < inputs; i++) {
		double sd = stats_sd(x + i * repeats, repeats);
		means[i] = stats_mean(x + i * repeats, repeats);
		within += sd * sd / (double)inputs;
	}
	struct estimate mean = stats_t(means, inputs, level);
	double sd = stats_sd(means, inputs), r = (double)repeats;
	struct components c = {.ms_between = r * sd * sd, .ms_within = within, .var_repeat = within};
	if (mean.absent_reason || !isfinite(within) || !isfinite(c.ms_between)) {
		return (struct components){.absent_reason = "values too large"};
	}
	c.mean = mean.at;
	c.low = mean.low;
	c.high = mean.high;
	c.var_input = fmax(0, (c.ms_between - c.ms_within) / r);
	if (within > 0) {
		c.f = c.ms_between / c.ms_within;
		c.p = stats_f_tail(c.f, (double)(inputs - 1), (double)inputs * (r - 1));
	} else {
		c.f = c.ms_between > 0 ? INFINITY : 0;
		c.p = c.ms_between > 0 ? 0 : 1;
	}
	return c;
}
