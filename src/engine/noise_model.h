/** A model of the noise of one machine over time: what each run's log time has beyond its truth. */
#ifndef SECATEUR_ENGINE_NOISE_MODEL_H
#define SECATEUR_ENGINE_NOISE_MODEL_H

#include <stddef.h>

#include "secateur/base/rng.h"

/** Log scale: .015 is 1.5 %. What is 0 is not there. */
struct noise_preset {
	const char *name, *about;
	double sd;                      /* of each run, by itself */
	double spike_share, spike_mean; /* runs that take longer, exponentially */
	double ar_sd, ar_phi;           /* drift that comes back: an autoregression of first order */
	double walk_sd, slope;          /* drift that does not, each run */
	double regime[2],
		regime_stay;         /* levels of two more regimes beside 0; chance to stay from run to run */
	double mode_share, mode_gap; /* runs in a slower mode, each by itself */
	double every_gap;            /* of each fourth run */
	double warmup, warmup_runs;  /* decays with so many runs */
};

struct noise_model {
	const struct noise_preset *preset;
	struct rng rng;
	double ar, walk;
	unsigned regime, phase;
	size_t n; /* runs so far */
};

/** At a random moment of the machine's life. */
struct noise_model noise_begin(const struct noise_preset *p, struct rng rng);
/** Of the next run. */
double noise_next(struct noise_model *m);
/** A standard normal deviate. */
double noise_normal(struct rng *r);

#endif
