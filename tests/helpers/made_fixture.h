/** Studies made by hand, in memory: what a run takes is a function of its trial. */
#ifndef SECATEUR_TESTS_MADE_FIXTURE_H
#define SECATEUR_TESTS_MADE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/engine/engine.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/model/outcome.h"
#include "secateur/model/trial.h"

/** Inputs come round in turn; the order inside a block is drawn. */
struct made {
	struct arena *a;
	unsigned arms, inputs, blocks;
	double (*seconds)(const struct trial *t, struct rng *r); /* below 0: a run that failed */
	const struct dossier_column *columns;
	size_t n_columns;
	const struct dossier_variant *variants; /* NULL: v0, v1, ... beside v0 */
	uint32_t first; /* the block that was run first; those before it came in the end */
	bool is_timed;  /* of each run: "fit", which is half of it less 0.1 s, and "write", which is 0.1 s */
};

static double normal(struct rng *r)
{
	return sqrt(-2 * log(1 - rng_unit(r))) * cos(2 * acos(-1) * rng_unit(r));
}

static int up(void **state)
{
	struct arena *a = arena_new();
	struct made *m = NEW(a, struct made);

	*m = (struct made){.a = a, .arms = 2, .inputs = 1, .blocks = 40};
	*state = m;
	return 0;
}

static int down(void **state)
{
	arena_free(((struct made *)*state)->a);
	return 0;
}

static void name_all(const struct made *m, struct dossier *d)
{
	struct dossier_variant *variants = NEW_ARRAY(m->a, struct dossier_variant, m->arms);
	const char **inputs = NEW_ARRAY(m->a, const char *, m->inputs);

	for (unsigned i = 0; i < m->arms; i++) {
		variants[i] = (struct dossier_variant){.name = arena_printf(m->a, "v%u", i),
		                                       .change = "",
		                                       .config_diff = "",
		                                       .kind = i ? VARIANT_NAMED : VARIANT_BASELINE};
	}
	for (unsigned i = 0; i < m->inputs; i++) {
		inputs[i] = arena_printf(m->a, "sky-%u", i);
	}
	d->variants = m->variants ? m->variants : variants;
	d->inputs = inputs;
}

static void add_timers(const struct made *m, struct dossier *d, struct rng *r)
{
	static const char *const names[] = {"fit", "write"}, *const units[] = {"ns", "ns"};
	struct dossier_value *fit = NEW_ARRAY(m->a, struct dossier_value, d->n_runs),
			     *write = NEW_ARRAY(m->a, struct dossier_value, d->n_runs);
	const struct dossier_value **readings = NEW_ARRAY(m->a, const struct dossier_value *, 2);

	for (uint32_t i = 0; i < d->n_runs; i++) {
		struct dossier_run *run = (struct dossier_run *)&d->runs[i];
		run->row = i;
		fit[i] = (struct dossier_value){.5 * (double)run->wall_ns - 1e8, ""};
		write[i] = (struct dossier_value){1e8 + 1e6 * normal(r), ""};
	}
	readings[0] = fit;
	readings[1] = write;
	d->events = names;
	d->event_units = units;
	d->n_events = 2;
	d->readings = readings;
}

static const struct evidence *weigh(const struct made *m, struct dossier *d)
{
	struct rng r = rng_seed(5);
	uint32_t order[16];
	struct dossier_run *runs = NEW_ARRAY(m->a, struct dossier_run, m->blocks * m->arms);

	*d = (struct dossier){.name = "made",
	                      .primary = "wall",
	                      .worth = .01,
	                      .confidence = .95,
	                      .n_blocks = m->blocks,
	                      .n_inputs = m->inputs,
	                      .columns = m->columns,
	                      .n_columns = m->n_columns,
	                      .n_variants = m->arms,
	                      .n_replicates = 1};
	name_all(m, d);
	for (uint32_t b = 0; b < m->blocks; b++) {
		for (uint32_t i = 0; i < m->arms; i++) {
			order[i] = i;
		}
		rng_shuffle(&r, order, m->arms);
		for (uint32_t i = 0; i < m->arms; i++) {
			const struct trial t = {b, i, order[i], b % m->inputs, PHASE_MEASURED};
			const double seconds = m->seconds(&t, &r);
			runs[d->n_runs++] = (struct dossier_run){
				.trial = t,
				.kind = seconds < 0 ? OUTCOME_EXIT : OUTCOME_OK,
				.cpus = b % 2 ? "2" : "3",
				.started = (b + m->blocks - m->first) % m->blocks * 1000 + i,
				.wall_ns = (nsec_t)(1e9 * fabs(seconds))};
		}
	}
	d->runs = runs;
	if (m->is_timed) {
		add_timers(m, d, &r);
	}
	struct evidence *e = NEW(m->a, struct evidence);
	engine_weigh(d, m->a, e);
	return e;
}

static const struct evidence *describe(struct made *m,
                                       double (*seconds)(const struct trial *t, struct rng *r))
{
	struct dossier *d = NEW(m->a, struct dossier);

	m->seconds = seconds;
	return weigh(m, d);
}

#endif
