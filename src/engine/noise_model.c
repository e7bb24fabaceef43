#include "noise_model.h"

#include <math.h>
#include <string.h>

#include "secateur/engine/simulate.h"
#include "secateur/stats/distribution.h"

enum { PERIOD = 4, N_REGIMES = 3 };

static const struct noise_preset presets[] = {
	{.name = "iid15", .about = "1.5 % a run, independent", .sd = .015},
	{.name = "heavy",
         .about = "1 %, and 5 % of runs slower by 10 % on average",
         .sd = .01,
         .spike_share = .05,
         .spike_mean = .1},
	{.name = "drift", .about = "0.7 %, and a slow drift of 2 %", .sd = .007, .ar_sd = .02, .ar_phi = .97},
	{.name = "randwalk", .about = "0.7 %, and a random walk of 0.3 % a run", .sd = .007, .walk_sd = .003},
	{.name = "trend", .about = "1 %, growing by 0.05 % a run", .sd = .01, .slope = .0005},
	{.name = "bimodal",
         .about = "1 %, and 30 % of runs slower by 8 %",
         .sd = .01,
         .mode_share = .3,
         .mode_gap = .08},
	{.name = "regime",
         .about = "1 %, and spells slower by 8 %",
         .sd = .01,
         .regime = {.08, 0},
         .regime_stay = .97},
	{.name = "periodic4",
         .about = "1 %, and every fourth run slower by 10 %",
         .sd = .01,
         .every_gap = .1},
	{.name = "warmup",
         .about = "1 %, and 15 % at first, gone after some runs",
         .sd = .01,
         .warmup = .15,
         .warmup_runs = 3},
	{.name = "mixed",
         .about = "a typical server: 1 %, spikes, drift of 1.5 %, spells of 5 %",
         .sd = .01,
         .spike_share = .03,
         .spike_mean = .1,
         .ar_sd = .015,
         .ar_phi = .97,
         .regime = {.05, 0},
         .regime_stay = .97},
	{.name = "cpu",
         .about = "2 %, drift of 5 %, spikes",
         .sd = .02,
         .ar_sd = .05,
         .ar_phi = .93,
         .spike_share = .02,
         .spike_mean = .1},
	{.name = "measured",
         .about = "a busy virtual machine: 3 %, spikes of 20 %, drift, spells of 12 and 25 %",
         .sd = .03,
         .spike_share = .04,
         .spike_mean = .2,
         .ar_sd = .02,
         .ar_phi = .9,
         .regime = {.12, .25},
         .regime_stay = .93},
};

const struct noise_preset *simulate_noise_at(size_t i)
{
	return i < sizeof(presets) / sizeof(*presets) ? &presets[i] : NULL;
}

const struct noise_preset *simulate_noise_find(const char *name)
{
	size_t i = 0;

	while (simulate_noise_at(i) && strcmp(presets[i].name, name) != 0) {
		i++;
	}
	return simulate_noise_at(i);
}

const char *simulate_noise_name(const struct noise_preset *p) { return p->name; }

const char *simulate_noise_about(const struct noise_preset *p) { return p->about; }

/* In (0, 1): half a step is added, since the logarithm of 0 is asked for otherwise. */
static double open_unit(struct rng *r) { return (double)(rng_next(r) >> 12) * 0x1p-52 + 0x1p-53; }

double noise_normal(struct rng *r) { return stats_normal_quantile(open_unit(r)); }

struct noise_model noise_begin(const struct noise_preset *p, struct rng rng)
{
	struct noise_model m = {.preset = p, .rng = rng};

	m.ar = p->ar_sd * noise_normal(&m.rng);
	m.regime = (unsigned)rng_below(&m.rng, N_REGIMES);
	m.phase = (unsigned)rng_below(&m.rng, PERIOD);
	return m;
}

static double regime_of(struct noise_model *m)
{
	const struct noise_preset *p = m->preset;

	if (p->regime_stay == 0) {
		return 0;
	}
	if (open_unit(&m->rng) > p->regime_stay) {
		m->regime = (m->regime + 1 + (unsigned)rng_below(&m->rng, N_REGIMES - 1)) % N_REGIMES;
	}
	return m->regime > 0 ? p->regime[m->regime - 1] : 0;
}

double noise_next(struct noise_model *m)
{
	const struct noise_preset *p = m->preset;
	double y = p->sd * noise_normal(&m->rng) + p->slope * (double)m->n;

	if (p->spike_share > 0 && open_unit(&m->rng) < p->spike_share) {
		y -= p->spike_mean * log(open_unit(&m->rng));
	}
	if (p->ar_sd > 0) {
		m->ar = p->ar_phi * m->ar +
		        p->ar_sd * sqrt(1 - p->ar_phi * p->ar_phi) * noise_normal(&m->rng);
	}
	if (p->walk_sd > 0) {
		m->walk += p->walk_sd * noise_normal(&m->rng);
	}
	y += m->ar + m->walk + regime_of(m);
	if (p->mode_share > 0 && open_unit(&m->rng) < p->mode_share) {
		y += p->mode_gap;
	}
	if (p->every_gap > 0 && (m->n + m->phase) % PERIOD == 0) {
		y += p->every_gap;
	}
	if (p->warmup > 0) {
		y += p->warmup * exp(-(double)m->n / p->warmup_runs);
	}
	m->n++;
	return y;
}
