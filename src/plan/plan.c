#include "secateur/plan/plan.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/rng.h"

static const uint32_t NEVER = UINT32_MAX;

/* What is known of a (block, variant) cell. */
enum cell {
	CELL_LEFT,
	CELL_OK,
	CELL_FAILED,
	CELL_SKIPPED,
	CELL_UNASKED,
	CELL_NONE /* the variant is not in that block */
};

struct plan {
	struct plan_request request;
	struct trial *trials; /* block after block */
	size_t n, left, unasked;
	uint8_t *cells;       /* enum cell, at block * variants + variant */
	uint32_t *settled_in; /* for each variant: the block of the failure that settled it, or NEVER */
	uint32_t first_left;  /* no block before it has anything left */
};

static uint32_t per_round(const struct plan_request *q) { return blocks_per_round(q->duet, q->variants); }

static uint32_t first_measured(const struct plan_request *q) { return q->warmup * per_round(q); }

static uint32_t total_blocks(const struct plan_request *q) { return (q->warmup + q->blocks) * per_round(q); }

static uint32_t per_block(const struct plan_request *q) { return q->duet ? 2 : q->variants; }

static void draw_block(struct plan *p, const uint32_t *variants, uint32_t block, uint32_t input)
{
	uint32_t n = per_block(&p->request);
	struct trial *t = &p->trials[(size_t)block * n];

	for (uint32_t i = 0; i < n; i++) {
		t[i] = (struct trial){.block = block,
		                      .position = i,
		                      .variant = variants[i],
		                      .input = input,
		                      .phase = block < first_measured(&p->request) ? PHASE_WARMUP
		                                                                   : PHASE_MEASURED};
	}
}

/* Sides are swapped from round to round. */
static void draw_duet(struct plan *p, uint32_t variant, uint32_t round, uint32_t block, uint32_t input)
{
	const struct plan_request *q = &p->request;
	struct rng r = rng_stream(q->seed, "side", variant);
	uint32_t side = ((uint32_t)rng_below(&r, 2) + round) % 2, pair[2];

	pair[side] = variant;
	pair[1 - side] = q->references ? q->references[variant] : 0;
	draw_block(p, pair, block, input);
}

static void draw_round(struct plan *p, uint32_t round, uint32_t input, bool is_first, uint32_t *order)
{
	const struct plan_request *q = &p->request;
	struct rng r = round < q->warmup ? rng_stream(q->seed, "warmup", round)
	                                 : rng_stream(q->seed, "block", round - q->warmup);
	uint32_t n = q->duet ? per_round(q) : q->variants;

	if (is_first || !q->whole_rounds) {
		for (uint32_t i = 0; i < n; i++) {
			order[i] = q->duet ? i + 1 : i;
		}
		rng_shuffle(&r, order, n);
	}
	for (uint32_t i = 0; q->duet && i < n; i++) {
		draw_duet(p, order[i], round, round * n + i, input);
	}
	if (!q->duet) {
		draw_block(p, order, round, input);
	}
}

/* Every `inputs` rounds, a new random order of all inputs; warm-up rounds draw from orders of their own. */
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
		draw_round(p, first + b, inputs[b % n_inputs], b % n_inputs == 0, order);
	}
}

static uint8_t *cell_of(const struct plan *p, uint32_t block, uint32_t variant)
{
	return &p->cells[(size_t)block * p->request.variants + variant];
}

struct plan *plan_new(const struct plan_request *q, struct arena *a)
{
	struct plan *p = NEW(a, struct plan);
	uint32_t *inputs = NEW_ARRAY(a, uint32_t, q->inputs);
	uint32_t *order = NEW_ARRAY(a, uint32_t, q->variants);

	p->request = *q;
	p->n = p->left = (size_t)total_blocks(q) * per_block(q);
	p->trials = NEW_ARRAY(a, struct trial, p->n);
	p->cells = NEW_ARRAY(a, uint8_t, (size_t)total_blocks(q) * q->variants);
	p->settled_in = NEW_ARRAY(a, uint32_t, q->variants);
	for (uint32_t v = 0; v < q->variants; v++) {
		p->settled_in[v] = NEVER;
	}
	if (q->inputs > 0) {
		draw_phase(p, 0, q->warmup, "warmup inputs", inputs, order);
		draw_phase(p, q->warmup, q->blocks, "inputs", inputs, order);
	}
	if (q->duet) {
		memset(p->cells, CELL_NONE, (size_t)total_blocks(q) * q->variants);
	}
	for (size_t i = 0; i < p->n; i++) {
		*cell_of(p, p->trials[i].block, p->trials[i].variant) = CELL_LEFT;
	}
	return p;
}

size_t plan_count(const struct plan *p) { return p->n; }
const struct trial *plan_at(const struct plan *p, size_t i) { return &p->trials[i]; }
uint32_t plan_n_blocks(const struct plan *p) { return total_blocks(&p->request); }
uint32_t plan_per_block(const struct plan *p) { return per_block(&p->request); }
size_t plan_left(const struct plan *p) { return p->left; }
size_t plan_asked(const struct plan *p) { return p->n - p->unasked; }

size_t plan_round_of(const struct plan *p, const struct trial *t, const struct trial **ret)
{
	const struct plan_request *q = &p->request;
	const uint32_t begin = t->block < first_measured(q) ? 0 : first_measured(q);
	const uint32_t first = t->block - (t->block - begin) % q->inputs;
	size_t n = 0;

	for (uint32_t b = first; b < first + q->inputs && b < total_blocks(q); b++) {
		for (uint32_t i = 0; i < q->variants; i++) {
			const struct trial *own = &p->trials[(size_t)b * q->variants + i];
			if (own->variant == t->variant) {
				ret[n++] = own;
			}
		}
	}
	return n;
}

bool plan_has(const struct plan *p, const struct trial *t)
{
	const struct plan_request *q = &p->request;

	return t->block < total_blocks(q) && t->variant < q->variants &&
	       *cell_of(p, t->block, t->variant) != CELL_NONE &&
	       p->trials[(size_t)t->block * per_block(q)].input == t->input;
}

bool plan_is_settled(const struct plan *p, uint32_t variant) { return p->settled_in[variant] != NEVER; }

enum trial_state plan_state(const struct plan *p, const struct trial *t)
{
	switch (*cell_of(p, t->block, t->variant)) {
	case CELL_LEFT:
		return TRIAL_LEFT;
	case CELL_SKIPPED:
	case CELL_NONE:
		return TRIAL_SKIPPED;
	case CELL_UNASKED:
		return TRIAL_UNASKED;
	default:
		return TRIAL_DONE;
	}
}

static void skip(struct plan *p, uint8_t *cell)
{
	if (*cell == CELL_LEFT) {
		*cell = CELL_SKIPPED;
		p->left--;
	}
}

/* In a duet, the other one would have nobody to be compared with. */
static void skip_in_block(struct plan *p, uint32_t variant, uint32_t block)
{
	const struct trial *pair = &p->trials[(size_t)block * 2];

	if (p->request.duet && (pair[0].variant == variant || pair[1].variant == variant)) {
		skip(p, cell_of(p, block, pair[0].variant));
		skip(p, cell_of(p, block, pair[1].variant));
	}
	skip(p, cell_of(p, block, variant));
}

/* What is compared with a variant that fails is of no use either. References lead downwards, so this ends. */
static void skip_from(struct plan *p, uint32_t variant, uint32_t block)
{
	const uint32_t *references = p->request.references;

	for (uint32_t b = block; b < total_blocks(&p->request); b++) {
		skip_in_block(p, variant, b);
	}
	for (uint32_t v = variant + 1; references && v < p->request.variants; v++) {
		if (references[v] == variant) {
			skip_from(p, v, block);
		}
	}
}

static bool is_left_in(const struct plan *p, uint32_t block)
{
	for (uint32_t v = 0; v < p->request.variants; v++) {
		if (*cell_of(p, block, v) == CELL_LEFT) {
			return true;
		}
	}
	return false;
}

uint32_t plan_first_left(struct plan *p)
{
	while (p->first_left < total_blocks(&p->request) && !is_left_in(p, p->first_left)) {
		p->first_left++;
	}
	return p->first_left;
}

/* Blocks may end out of order, so the new failure may complete a row that ends later. Of blocks that it is not in, none breaks a row. */
static void settle(struct plan *p, uint32_t variant)
{
	uint32_t row = 0;

	for (uint32_t b = first_measured(&p->request); b < total_blocks(&p->request); b++) {
		if (*cell_of(p, b, variant) == CELL_NONE || *cell_of(p, b, variant) == CELL_UNASKED) {
			continue;
		}
		row = *cell_of(p, b, variant) == CELL_FAILED ? row + 1 : 0;
		if (row == FAILURES_THAT_SETTLE && b < p->settled_in[variant]) {
			p->settled_in[variant] = b;
			skip_from(p, variant, b + p->request.parallel);
			return;
		}
	}
}

/* The one of a duet that is compared with the other. */
static uint32_t asked_of(const struct plan *p, const struct trial *t)
{
	const struct trial *pair = &p->trials[(size_t)t->block * 2];

	if (!p->request.duet) {
		return t->variant;
	}
	return pair[0].variant > pair[1].variant ? pair[0].variant : pair[1].variant;
}

void plan_settle(struct plan *p, uint32_t variant, uint32_t block)
{
	if (!p->request.duet) {
		skip_from(p, variant, block + p->request.parallel);
		return;
	}
	/* where it is what others are compared with, it goes on */
	for (uint32_t b = block + p->request.parallel; b < total_blocks(&p->request); b++) {
		if (asked_of(p, &p->trials[(size_t)b * 2]) == variant) {
			skip_in_block(p, variant, b);
		}
	}
}

void plan_leave_out(struct plan *p, uint32_t variant)
{
	for (uint32_t b = 0; b < total_blocks(&p->request); b++) {
		if (!p->request.duet || asked_of(p, &p->trials[(size_t)b * 2]) == variant) {
			skip_in_block(p, variant, b);
		}
	}
}

void plan_select(struct plan *p, const struct selection *s)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct trial *t = &p->trials[i];
		uint8_t *cell = cell_of(p, t->block, t->variant);
		if (*cell == CELL_LEFT && !(s->variants[asked_of(p, t)] && s->inputs[t->input])) {
			*cell = CELL_UNASKED;
			p->left--;
			p->unasked++;
		}
	}
	/* what is there already may settle a variant in the blocks that are asked for */
	for (uint32_t v = 0; v < p->request.variants; v++) {
		settle(p, v);
	}
}

void plan_set_parallel(struct plan *p, uint32_t parallel) { p->request.parallel = parallel; }

void plan_done(struct plan *p, const struct trial *t, bool failed)
{
	uint8_t *cell = cell_of(p, t->block, t->variant);

	p->left -= *cell == CELL_LEFT;
	*cell = failed ? CELL_FAILED : CELL_OK;
	if (failed && t->block >= first_measured(&p->request)) {
		settle(p, t->variant);
	}
}
