#include "secateur/stats/prune.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "stats_private.h"

/** What became of a set. */
struct tested {
	const bool *drop;
	enum prune_outcome outcome;
	size_t culprit;
};

struct prune {
	size_t n;
	enum prune_part *part;
	size_t *candidates, n_candidates; /* dearest first */
	size_t *blocked, n_blocked;       /* by a crash, in the order in which they were found */
	size_t group;                     /* how many candidates go into the next */
	enum {
		STEP_GROUP,  /* the first `size` candidates */
		STEP_BISECT, /* the first `middle` of them: `low` may go, `high` may not */
		STEP_ALL,    /* all blocked ones */
		STEP_EACH,   /* the blocked one at `next` */
		STEP_OVER,
	} step;
	size_t size, low, high, middle, next;
	enum prune_outcome worst; /* of the smallest group that may not go */
	bool opened;              /* a blocked one could be dropped in this round */
	VEC(struct tested) tested;
	struct arena *arena;
};

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static void begin_round(struct prune *p)
{
	p->opened = false;
	p->next = 0;
	p->step = p->n_blocked == 0 ? STEP_OVER : p->n_blocked > 2 ? STEP_ALL : STEP_EACH;
}

static void begin_group(struct prune *p)
{
	if (p->n_candidates == 0) {
		begin_round(p);
		return;
	}
	p->step = STEP_GROUP;
	p->size = least(p->group, p->n_candidates);
}

struct prune *stats_prune_new(const double *cost, size_t n, struct arena *a)
{
	struct prune *p = NEW(a, struct prune);
	double *cheapness = NEW_ARRAY(a, double, n);

	*p = (struct prune){.n = n,
	                    .part = NEW_ARRAY(a, enum prune_part, n),
	                    .n_candidates = n,
	                    .blocked = NEW_ARRAY(a, size_t, n),
	                    .group = n >= 4 ? n / 4 : 1,
	                    .arena = a};
	for (size_t i = 0; i < n; i++) {
		cheapness[i] = -cost[i];
	}
	p->candidates = stats_order(cheapness, n, a);
	begin_group(p);
	return p;
}

bool stats_prune_next(const struct prune *p, bool *drop)
{
	size_t first = p->step == STEP_GROUP ? p->size : p->step == STEP_BISECT ? p->middle : 0;

	for (size_t i = 0; i < p->n; i++) {
		drop[i] = p->part[i] == PRUNE_DROPPABLE;
	}
	for (size_t i = 0; i < first; i++) {
		drop[p->candidates[i]] = true;
	}
	for (size_t i = 0; p->step == STEP_ALL && i < p->n_blocked; i++) {
		drop[p->blocked[i]] = true;
	}
	if (p->step == STEP_EACH) {
		drop[p->blocked[p->next]] = true;
	}
	return p->step != STEP_OVER;
}

static void remove_at(size_t *list, size_t *n, size_t i)
{
	for (--*n; i < *n; i++) {
		list[i] = list[i + 1];
	}
}

/* Takes the candidate out of the list, as one that may not go. */
static void settle(struct prune *p, size_t at, enum prune_outcome outcome)
{
	size_t i = p->candidates[at];

	p->part[i] = outcome == PRUNE_CRASH ? PRUNE_REQUIRED : PRUNE_NEEDED;
	if (outcome == PRUNE_CRASH) {
		p->blocked[p->n_blocked++] = i;
	}
	remove_at(p->candidates, &p->n_candidates, at);
}

static void drop_first(struct prune *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		p->part[p->candidates[0]] = PRUNE_DROPPABLE;
		remove_at(p->candidates, &p->n_candidates, 0);
	}
}

/* Where in the group the component is; its size: nowhere. */
static size_t find_in_group(const struct prune *p, size_t component)
{
	size_t i = 0;

	while (i < p->size && p->candidates[i] != component) {
		i++;
	}
	return i;
}

static void bisect(struct prune *p)
{
	if (p->high - p->low > 1) {
		p->step = STEP_BISECT;
		p->middle = (p->low + p->high) / 2;
		return;
	}
	drop_first(p, p->low);
	settle(p, 0, p->worst); /* what stands first now is the blocker */
	p->group = p->group > 1 ? p->group / 2 : 1;
	begin_group(p);
}

static void tell_group(struct prune *p, enum prune_outcome outcome, size_t culprit)
{
	if (outcome == PRUNE_OK) {
		drop_first(p, p->size);
		p->group = p->n_candidates ? least(2 * p->group, p->n_candidates) : 1;
		begin_group(p);
		return;
	}
	size_t at = outcome == PRUNE_CRASH ? find_in_group(p, culprit) : p->size;
	if (p->size == 1) {
		settle(p, 0, outcome);
		begin_group(p);
	} else if (at < p->size) {
		p->group = p->size - 1;
		settle(p, at, outcome);
		begin_group(p);
	} else {
		p->low = 0;
		p->high = p->size;
		p->worst = outcome;
		bisect(p);
	}
}

static void tell_bisect(struct prune *p, enum prune_outcome outcome)
{
	if (outcome == PRUNE_OK) {
		p->low = p->middle;
	} else {
		p->high = p->middle;
		p->worst = outcome;
	}
	bisect(p);
}

static void tell_each(struct prune *p, enum prune_outcome outcome)
{
	if (outcome == PRUNE_OK) {
		p->part[p->blocked[p->next]] = PRUNE_DROPPABLE;
		remove_at(p->blocked, &p->n_blocked, p->next);
		p->opened = true;
	} else {
		p->next++;
	}
	if (p->next < p->n_blocked) {
		return;
	}
	if (p->opened) {
		begin_round(p);
	} else {
		p->step = STEP_OVER;
	}
}

static void step_on(struct prune *p, enum prune_outcome outcome, size_t culprit)
{
	switch (p->step) {
	case STEP_GROUP:
		tell_group(p, outcome, culprit);
		break;
	case STEP_BISECT:
		tell_bisect(p, outcome);
		break;
	case STEP_ALL:
		p->step = outcome == PRUNE_OK ? STEP_OVER : STEP_EACH;
		for (size_t i = 0; outcome == PRUNE_OK && i < p->n_blocked; i++) {
			p->part[p->blocked[i]] = PRUNE_DROPPABLE;
		}
		break;
	case STEP_EACH:
		tell_each(p, outcome);
		break;
	case STEP_OVER:
		break;
	}
}

static const struct tested *find_tested(const struct prune *p, const bool *drop)
{
	for (size_t i = 0; i < p->tested.n; i++) {
		if (memcmp(p->tested.at[i].drop, drop, p->n * sizeof(*drop)) == 0) {
			return &p->tested.at[i];
		}
	}
	return NULL;
}

/* The steps come back to some sets, as all blocked ones after one of them was dropped: those are answered from memory. */
void stats_prune_tell(struct prune *p, enum prune_outcome outcome, size_t culprit)
{
	bool *drop = NEW_ARRAY(p->arena, bool, p->n);
	const struct tested *known = NULL;

	if (stats_prune_next(p, drop)) {
		*vec_push(p->arena, &p->tested) = (struct tested){drop, outcome, culprit};
	}
	step_on(p, outcome, culprit);
	drop = NEW_ARRAY(p->arena, bool, p->n);
	while (stats_prune_next(p, drop) && (known = find_tested(p, drop))) {
		step_on(p, known->outcome, known->culprit);
	}
}

enum prune_part stats_prune_part(const struct prune *p, size_t i) { return p->part[i]; }
