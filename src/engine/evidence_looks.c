/*
 * Plans that are looked at while they run (`blocks: {min, max}`). What a look settles is run no more, and its evidence is that of the blocks
 * up to then: what came later, of runs under way, changes no verdict, so that a report finds at each look what the runner had found.
 */
#include "engine_private.h"

#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/plan/plan.h"

size_t looks_row(const struct dossier *from, size_t blocks)
{
	return from->n_warmup + blocks * blocks_per_round(from->is_duet, from->n_variants);
}

static bool judges_something(const struct dossier *from)
{
	for (size_t i = 0; i < from->n_metrics; i++) {
		if (criterion_is_judged(&from->metrics[i])) {
			return true;
		}
	}
	return false;
}

size_t looks_of(const struct dossier *from, struct look ret[LOOKS_MOST])
{
	const size_t compared = screens_from(from) - 1,
		     per_round = blocks_per_round(from->is_duet, from->n_variants);

	if (from->n_least_blocks == 0 || compared == 0) {
		return 0;
	}
	const struct looks_request q = {.least = from->n_least_blocks / per_round,
	                                .most = from->n_blocks / per_round,
	                                .inputs = from->n_inputs,
	                                .alpha = (1 - from->confidence) / (double)compared,
	                                .is_judged = judges_something(from)};
	return stats_looks(&q, ret);
}

/* By failures of these blocks: those of later ones were not known at their look. */
static bool is_given_up(const struct table *t, size_t variant, size_t blocks)
{
	return t->settled[variant] < looks_row(t->from, blocks);
}

/* All its runs of so many blocks are there, and those of its reference; but for those that failures make needless. */
static bool is_held(const struct table *t, size_t variant, size_t blocks)
{
	const size_t reference = t->from->variants[variant].reference, rows = looks_row(t->from, blocks);

	if (t->from->is_duet) {
		return is_given_up(t, variant, blocks) || count_made(t, variant, rows) >= blocks;
	}
	for (size_t b = t->from->n_warmup; b < rows; b++) {
		bool own = table_run(t, variant, b) || table_is_settled(t, variant, b);
		if (!own || !(table_run(t, reference, b) || table_is_settled(t, reference, b))) {
			return false;
		}
	}
	return true;
}

/*
 * What may go has been seen on all inputs that there are for it: that its output stays good on few says little of one in twenty that it
 * wrecks, however clear what it saves is.
 */
static bool has_seen_enough(const struct table *t, size_t variant, const struct variant_evidence *v,
                            size_t blocks)
{
	const struct dossier *from = t->from;
	const size_t most = stats_looks_observations(t->facts->n_own_blocks, from->n_inputs);

	if (v->verdict != VERDICT_DROP && v->verdict != VERDICT_NO_GAIN) {
		/* of what fails, or is compared with what fails, nothing more will come */
		return v->verdict != VERDICT_UNDECIDED || is_given_up(t, variant, blocks);
	}
	return !judges_something(from) || from->n_inputs == 1 ||
	       stats_looks_observations(blocks, from->n_inputs) >= most;
}

/* On to the first look that settles it. */
static struct variant_evidence weigh_at_looks(struct table *t, struct evidence *e, size_t variant,
                                              struct evidence_look *looks)
{
	struct variant_evidence v = {0};

	for (size_t k = 0; k < e->n_looks; k++) {
		const bool held = is_held(t, variant, looks[k].blocks);
		t->n_blocks = held ? looks_row(t->from, looks[k].blocks) : t->n_rows;
		weigh_set_levels(e, looks[k].share);
		v = weigh_variant(t, variant);
		v.alpha_share = looks[k].share;
		judge(e, &v, t->arena);
		const bool settled = held && has_seen_enough(t, variant, &v, looks[k].blocks);
		looks[k].n_held += held;
		looks[k].n_settled += settled;
		v.settled_after = settled ? looks[k].blocks : 0;
		if (!held || settled) {
			break;
		}
	}
	t->n_blocks = t->n_rows;
	return v;
}

size_t looks_skipped(const struct table *t, const struct evidence *e, size_t variant)
{
	size_t made = count_made(t, variant, t->n_rows);

	return e->n_own_blocks > made ? e->n_own_blocks - made : 0;
}

/* Levels of the look that comes next for those that are open. */
static void set_next_levels(struct evidence *e)
{
	size_t k = 0;

	while (k + 1 < e->n_looks && e->looks[k].n_held > 0) {
		k++;
	}
	weigh_set_levels(e, e->looks[k].share);
}

struct variant_evidence *weigh_looks(struct table *t, struct evidence *e)
{
	struct look at[LOOKS_MOST];
	struct variant_evidence *variants = NEW_ARRAY(t->arena, struct variant_evidence, e->n_variants);

	e->n_looks = looks_of(t->from, at);
	struct evidence_look *looks = NEW_ARRAY(t->arena, struct evidence_look, e->n_looks);
	for (size_t k = 0; k < e->n_looks; k++) {
		looks[k] = (struct evidence_look){.blocks = at[k].blocks, .share = at[k].share};
	}
	e->looks = looks;
	e->n_settled = 0;
	for (size_t i = 1; i < e->n_variants; i++) {
		variants[i] = weigh_at_looks(t, e, i, looks);
		variants[i].n_skipped =
			variants[i].settled_after ? looks_skipped(t, e, i) : variants[i].n_skipped;
		e->n_settled += variants[i].by_interval;
	}
	set_next_levels(e);
	variants[0] = weigh_variant(t, 0);
	judge(e, &variants[0], t->arena);
	weigh_adjust(e->error_rate, variants, e->n_variants, t->arena);
	e->variants = variants;
	if (looks_are_over(e) && !t->from->is_duet) {
		variants[0].n_skipped = looks_skipped(t, e, 0);
	}
	return variants;
}

bool looks_are_over(const struct evidence *e)
{
	for (size_t i = 1; i < e->n_variants; i++) {
		if (e->variants[i].settled_after == 0) {
			return false;
		}
	}
	return e->n_looks > 0;
}

/* What others are compared with is needed as long as they are; references are lower. SIZE_MAX: it is still needed. */
static void find_until(const struct dossier *from, const struct evidence *e, const struct selection *asked,
                       size_t *until)
{
	for (size_t i = e->n_variants; i-- > 0;) {
		const size_t own = e->variants[i].settled_after, reference = from->variants[i].reference;
		if (i > 0 && (!asked || asked->variants[i])) {
			until[i] = own == 0 ? SIZE_MAX : own > until[i] ? own : until[i];
		}
		if (!from->is_duet) {
			until[reference] = until[i] > until[reference] ? until[i] : until[reference];
		}
	}
}

void looks_settle(struct plan *p, const struct dossier *from, const struct evidence *e,
                  const struct selection *asked, struct arena *a)
{
	size_t *until = NEW_ARRAY(a, size_t, e->n_variants);

	find_until(from, e, asked, until);
	for (size_t i = 0; i < e->n_variants; i++) {
		if (until[i] != SIZE_MAX && until[i] > 0) {
			plan_settle(p, (uint32_t)i, (uint32_t)looks_row(from, until[i]) - 1);
		}
	}
}
