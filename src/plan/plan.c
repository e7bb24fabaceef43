#include "secateur/plan/plan.h"

#include "secateur/base/arena.h"
#include "secateur/base/rng.h"

static const uint32_t NEVER = UINT32_MAX;

/* What is known of a (block, variant) cell. */
enum cell { CELL_LEFT, CELL_OK, CELL_FAILED, CELL_SKIPPED };

struct plan {
	struct plan_request request;
	struct trial *trials; /* block after block */
	size_t n, left;
	uint8_t *cells;       /* enum cell, at block * variants + variant */
	uint32_t *settled_in; /* for each variant: the block of the failure that settled it, or NEVER */
};

static uint32_t total_blocks(const struct plan_request *q) { return q->warmup + q->blocks; }

static void draw_block(struct plan *p, uint32_t block, uint32_t input, uint32_t *order)
{
	const struct plan_request *q = &p->request;
	bool warmup = block < q->warmup;
	struct rng r = warmup ? rng_stream(q->seed, "warmup", block)
	                      : rng_stream(q->seed, "block", block - q->warmup);
	struct trial *t = &p->trials[(size_t)block * q->variants];

	for (uint32_t i = 0; i < q->variants; i++) {
		order[i] = i;
	}
	rng_shuffle(&r, order, q->variants);
	for (uint32_t i = 0; i < q->variants; i++) {
		t[i] = (struct trial){.block = block,
		                      .position = i,
		                      .variant = order[i],
		                      .input = input,
		                      .phase = warmup ? PHASE_WARMUP : PHASE_MEASURED};
	}
}

/* Every `inputs` blocks, a new random order of all inputs; warm-up blocks draw from orders of their own. */
static void draw_phase(struct plan *p, uint32_t first, uint32_t n, const char *purpose, uint32_t *inputs,
                       uint32_t *order)
{
	uint32_t n_inputs = p->request.inputs;

	for (uint32_t b = 0; b < n; b++) {
		if (b % n_inputs == 0) {
			struct rng r = rng_stream(p->request.seed, purpose, b / n_inputs);
			for (uint32_t i = 0; i < n_inputs; i++) {
				inputs[i] = i;
			}
			rng_shuffle(&r, inputs, n_inputs);
		}
		draw_block(p, first + b, inputs[b % n_inputs], order);
	}
}

struct plan *plan_new(const struct plan_request *q, struct arena *a)
{
	struct plan *p = NEW(a, struct plan);
	uint32_t *inputs = NEW_ARRAY(a, uint32_t, q->inputs);
	uint32_t *order = NEW_ARRAY(a, uint32_t, q->variants);

	p->request = *q;
	p->n = p->left = (size_t)total_blocks(q) * q->variants;
	p->trials = NEW_ARRAY(a, struct trial, p->n);
	p->cells = NEW_ARRAY(a, uint8_t, p->n);
	p->settled_in = NEW_ARRAY(a, uint32_t, q->variants);
	for (uint32_t v = 0; v < q->variants; v++) {
		p->settled_in[v] = NEVER;
	}
	if (q->inputs > 0) {
		draw_phase(p, 0, q->warmup, "warmup inputs", inputs, order);
		draw_phase(p, q->warmup, q->blocks, "inputs", inputs, order);
	}
	return p;
}

size_t plan_count(const struct plan *p) { return p->n; }
const struct trial *plan_at(const struct plan *p, size_t i) { return &p->trials[i]; }
uint32_t plan_n_blocks(const struct plan *p) { return total_blocks(&p->request); }
size_t plan_left(const struct plan *p) { return p->left; }

static uint8_t *cell_of(const struct plan *p, uint32_t block, uint32_t variant)
{
	return &p->cells[(size_t)block * p->request.variants + variant];
}

bool plan_has(const struct plan *p, const struct trial *t)
{
	const struct plan_request *q = &p->request;

	return t->block < total_blocks(q) && t->variant < q->variants &&
	       p->trials[(size_t)t->block * q->variants].input == t->input;
}

bool plan_is_settled(const struct plan *p, uint32_t variant) { return p->settled_in[variant] != NEVER; }

enum trial_state plan_state(const struct plan *p, const struct trial *t)
{
	switch (*cell_of(p, t->block, t->variant)) {
	case CELL_LEFT:
		return TRIAL_LEFT;
	case CELL_SKIPPED:
		return TRIAL_SKIPPED;
	default:
		return TRIAL_DONE;
	}
}

/* What is compared with a variant that fails is of no use either. References lead downwards, so this ends. */
static void skip_from(struct plan *p, uint32_t variant, uint32_t block)
{
	const uint32_t *references = p->request.references;

	for (uint32_t b = block; b < total_blocks(&p->request); b++) {
		uint8_t *cell = cell_of(p, b, variant);
		if (*cell == CELL_LEFT) {
			*cell = CELL_SKIPPED;
			p->left--;
		}
	}
	for (uint32_t v = variant + 1; references && v < p->request.variants; v++) {
		if (references[v] == variant) {
			skip_from(p, v, block);
		}
	}
}

/* Blocks may end out of order, so the new failure may complete a row that ends up to two blocks later. */
static void settle(struct plan *p, uint32_t variant, uint32_t block)
{
	uint32_t first = p->request.warmup, row = 0;
	uint32_t from =
		block >= first + FAILURES_THAT_SETTLE - 1 ? block - (FAILURES_THAT_SETTLE - 1) : first;

	for (uint32_t b = from; b < total_blocks(&p->request) && b < block + FAILURES_THAT_SETTLE; b++) {
		row = *cell_of(p, b, variant) == CELL_FAILED ? row + 1 : 0;
		if (row == FAILURES_THAT_SETTLE && b < p->settled_in[variant]) {
			p->settled_in[variant] = b;
			skip_from(p, variant, b + p->request.parallel);
			return;
		}
	}
}

void plan_set_parallel(struct plan *p, uint32_t parallel) { p->request.parallel = parallel; }

void plan_done(struct plan *p, const struct trial *t, bool failed)
{
	uint8_t *cell = cell_of(p, t->block, t->variant);

	p->left -= *cell == CELL_LEFT;
	*cell = failed ? CELL_FAILED : CELL_OK;
	if (failed && t->block >= p->request.warmup) {
		settle(p, t->variant, t->block);
	}
}
