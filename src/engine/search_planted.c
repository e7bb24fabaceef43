/* Runs in place of processes: outcomes and metrics of a world whose truth is known. The same trial gives the same run, made now or later. */
#include <math.h>

#include "noise_model.h"
#include "search_run.h"
#include "secateur/base/arena.h"
#include "secateur/quality/quality.h"

static const double SECOND = 1e9, FAR = 10 /* margins that a loss amounts to */;

void plant_world(struct searching *s)
{
	struct world_request q = {.scenario = s->options->planted,
	                          .components = s->n_components,
	                          .alternatives = s->n_alternatives,
	                          .inputs = s->of->spec->n_inputs,
	                          .worth = s->of->spec->decide.worth,
	                          .seed = s->of->spec->measure.seed};

	s->world = world_new(&q, s->arena);
}

/* Each block is a stretch of its own of the machine's life: where it is taken up again, it goes on as it would have. */
static double noise_at(const struct searching *s, const struct open_block *o, size_t position)
{
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof(number); i++) {
		number = number << 8 | o->key.bytes[i];
	}
	struct noise_model m =
		noise_begin(s->options->noise, rng_stream(s->of->spec->measure.seed, "planted", number));
	double noise = 0;
	for (size_t i = 0; i <= position; i++) {
		noise = noise_next(&m);
	}
	return noise;
}

static void plant_metrics(const struct searching *s, bool is_lost, struct arena *a, struct findings *ret)
{
	for (size_t i = 0; i < s->n_criteria; i++) {
		const struct criterion *c = &s->criteria[i];
		double harm = is_lost ? FAR * c->margin : 0;
		findings_add(ret, a, c->name, c->better == BETTER_LOWER ? 1 + harm : 1 - harm,
		             c->unit ? c->unit : "1");
	}
}

bool plant_run(void *self, const struct trial *t, struct arena *a, struct outcome *ret,
               struct findings *findings, struct diag *d)
{
	struct searching *s = self;
	const struct open_block *o = block_of_trial(s, t);
	double noise = noise_at(s, o, t->position), said = fmod(fabs(noise) * 1e6, 1);
	struct search_result r = world_run(&s->world, o->arms[t->position]->on, t->input, noise, said);
	struct step_outcome *step = NEW(a, struct step_outcome);

	(void)d;
	*step = (struct step_outcome){.name = "planted",
	                              .iteration = 1,
	                              .kind = r.failed ? OUTCOME_EXIT : OUTCOME_OK,
	                              .exit_code = r.failed,
	                              .wall_ns = (nsec_t)(SECOND * r.time),
	                              .user_ns = (nsec_t)(SECOND * r.time),
	                              .peak_memory_bytes = 1};
	*ret = (struct outcome){.steps = step,
	                        .n_steps = 1,
	                        .kind = step->kind,
	                        .wall_ns = step->wall_ns,
	                        .user_ns = step->user_ns,
	                        .peak_memory_bytes = 1};
	if (r.failed) {
		ret->reason = "exit status 1 in step planted";
		ret->log_tail = r.culprit < s->n_components
		                        ? arena_printf(a, "planted: cannot do without %s\n",
		                                       s->components[r.culprit].name)
		                        : "planted: failed\n";
	} else {
		plant_metrics(s, r.quality == SEARCH_LOST, a, findings);
	}
	return true;
}
