#include "secateur/engine/try.h"

#include "engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/run/run.h"

struct trying {
	const struct try_request *q;
	struct trial trial;
	bool is_made;
};

static const struct trial *next(void *self, uint32_t lane)
{
	struct trying *t = self;

	if (t->is_made || lane > 0) {
		return NULL;
	}
	t->is_made = true;
	return &t->trial;
}

static bool ended(void *self, const struct ended_run *run, struct diag *d, enum engine_end *end)
{
	struct trying *t = self;

	(void)d;
	(void)end;
	t->q->show(run->outcome, run->findings, run->dir, t->q->arg);
	return true;
}

enum engine_end engine_try(const struct try_request *q, struct arena *a, struct diag *d,
                           struct run_summary *ret)
{
	struct spec spec = *q->study->spec;
	struct study of = *q->study;
	/* the one variant there is: no other is set up */
	struct variant only = q->study->variants.at[q->variant];
	struct trying t = {.q = q, .trial = {.input = (uint32_t)q->input, .phase = PHASE_MEASURED}};
	const struct work work = {&t, next, ended};
	struct loop_request loop = {.study = &of,
	                            .options = q->options,
	                            .work = &work,
	                            .looks_at_quality = true,
	                            .arena = a,
	                            .diag = d,
	                            .sum = ret};

	*ret = (struct run_summary){0};
	of.spec = &spec;
	of.variants = (struct variants){&only, 1};
	spec.measure.parallel = 1;
	spec.measure.duet = false;
	spec.measure.retries = 0;
	return run_init(spec.measure.accounting, d) ? loop_run(&loop) : ENGINE_FAILED;
}
