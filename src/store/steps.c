/* The times of steps: each run keeps those that it has, since variants differ in their steps. */
#include <string.h>

#include "load_private.h"

/* The steps of one run, as their rows come. */
struct gathering {
	struct loading *l;
	struct interned names;
	struct interned met;     /* names, also those of other experiments' steps alone */
	struct dossier_run *run; /* NULL: none yet */
	VEC(struct dossier_step) steps;
};

static void keep(struct gathering *g)
{
	if (g->run && g->steps.n > 0) {
		struct dossier_step *own = NEW_ARRAY(g->l->a, struct dossier_step, g->steps.n);

		memcpy(own, g->steps.at, g->steps.n * sizeof(*own));
		g->run->steps = own;
		g->run->n_steps = g->steps.n;
	}
	g->steps.n = 0;
}

struct step_row {
	uint32_t met;
	nsec_t wall, cpu;
};

static const void *run_at(void *arg, uint32_t run, const void *row)
{
	(void)row;
	return &((const struct gathering *)arg)->l->runs[run].steps;
}

static void add_pass(void *arg, uint32_t run, void *row)
{
	struct gathering *g = arg;
	const struct step_row *r = row;
	size_t i = 0;

	if (g->run != &g->l->runs[run]) {
		keep(g);
		g->run = &g->l->runs[run];
	}
	const size_t number = intern(&g->names, g->met.names.at[r->met]);
	while (i < g->steps.n && g->steps.at[i].name != number) {
		i++;
	}
	if (i == g->steps.n) {
		*vec_push(g->l->scratch, &g->steps) = (struct dossier_step){.name = number};
	}
	g->steps.at[i].wall_ns += r->wall;
	g->steps.at[i].cpu_ns += r->cpu;
}

/* Rows come by run, and those of a run in their order. */
static bool gather(struct gathering *g)
{
	AUTO_QUERY struct query q = {.store = g->l->s, .diag = g->l->d};
	const struct held_ops ops = {sizeof(struct step_row), run_at, add_pass, g};
	struct held_rows *held = held_new(g->l->ids, &ops, g->l->scratch);

	for (query_start(&q,
	                 "SELECT run, name, wall_ns, user_ns + sys_ns FROM step WHERE wall_ns IS NOT NULL"
	                 " ORDER BY run, ordinal",
	                 NULL, 0);
	     query_next(&q);) {
		struct step_row *row = held_next(held, query_bytes(&q, 0));
		*row = (struct step_row){intern_bytes(&g->met, query_bytes(&q, 1)), query_int(&q, 2),
		                         query_int(&q, 3)};
	}
	held_end(held);
	keep(g);
	return query_end(&q);
}

/* Ids are drawn at random, and so is the order in which names were met: they are told in that of the baseline's steps. */
void store_order_steps(struct loading *l)
{
	struct dossier *o = l->out;
	const size_t n = o->n_steps;
	size_t *place = NEW_ARRAY(l->scratch, size_t, n), n_placed = 0; /* from 1 */
	const char **sorted = NEW_ARRAY(l->a, const char *, n);

	for (int others = 0; others < 2; others++) {
		for (size_t i = 0; i < o->n_runs && n_placed < n; i++) {
			const struct dossier_run *r = &o->runs[i];
			for (size_t k = 0; k < r->n_steps && (r->trial.variant == 0 || others); k++) {
				size_t name = r->steps[k].name;
				if (!place[name]) {
					place[name] = ++n_placed;
					sorted[n_placed - 1] = o->steps[name];
				}
			}
		}
	}
	for (size_t i = 0; i < o->n_runs; i++) {
		/* they are this file's own, and not const yet */
		struct dossier_step *steps = (struct dossier_step *)o->runs[i].steps;
		for (size_t k = 0; k < o->runs[i].n_steps; k++) {
			steps[k].name = place[steps[k].name] - 1;
		}
	}
	o->steps = sorted;
}

bool store_load_steps(struct loading *l)
{
	struct gathering g = {.l = l, .names.arena = l->a, .met.arena = l->scratch};

	if (!gather(&g)) {
		return false;
	}
	l->out->steps = g.names.names.at;
	l->out->n_steps = g.names.names.n;
	return true;
}
