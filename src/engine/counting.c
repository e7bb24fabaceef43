/**
 * Instructions counted exactly: after the timed runs, every variant once on every input, and the baseline twice, to see how
 * well a count repeats. Nothing is timed meanwhile, so all lanes may be busy.
 */
#include "engine_private.h"

#include <math.h>
#include <stdlib.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/plan/plan.h"
#include "secateur/probe/exact.h"
#include "secateur/stats/compare.h"
#include "secateur/store/store.h"

/** Programs are so many times slower, and so are limits on time. */
enum { SLOWER = 200 };

struct counting {
	const struct study *study;
	struct trial *trials; /* by input, then variant, then repeat */
	bool *done;
	size_t n, next;
};

struct counting *counting_new(const struct study *st, struct arena *a)
{
	struct counting *c = NEW(a, struct counting);
	const size_t n = st->spec->measure.exact ? st->spec->n_inputs * (st->variants.n + 1) : 0;

	*c = (struct counting){st, NEW_ARRAY(a, struct trial, n), NEW_ARRAY(a, bool, n), n, 0};
	for (size_t i = 0; i < n; i++) {
		size_t place = i % (st->variants.n + 1); /* the last is the baseline's second */
		bool is_second = place == st->variants.n;
		c->trials[i] = (struct trial){.block = plan_n_blocks(st->plan),
		                              .position = is_second,
		                              .variant = is_second ? 0 : (uint32_t)place,
		                              .input = (uint32_t)(i / (st->variants.n + 1)),
		                              .phase = PHASE_COUNTED};
	}
	return c;
}

static bool see_count(const struct trial *t, void *arg)
{
	struct counting *c = arg;
	const size_t n = c->study->variants.n, place = t->position > 0 ? n : t->variant;

	if (t->input < c->study->spec->n_inputs && place <= n) {
		c->done[t->input * (n + 1) + place] = true;
	}
	return true;
}

bool counting_read(struct counting *c, struct store *db, int64_t experiment, struct diag *d)
{
	return c->n == 0 || store_each_count(db, experiment, see_count, c, d);
}

/* A variant that fails is not counted: it does other work. One that is a NO-OP does the same as its reference. */
static bool is_left(const struct counting *c, size_t i)
{
	const uint32_t variant = c->trials[i].variant;

	return !c->done[i] && !plan_is_settled(c->study->plan, variant) &&
	       (variant == 0 || !variant_is_no_op(&c->study->variants.at[variant]));
}

bool counting_give_up(struct counting *c, struct store *db, int64_t experiment, struct arena *a,
                      struct diag *d)
{
	const char *why = counting_left(c) > 0 ? exact_usable(a, NULL) : NULL;
	const struct reading r = {.event = EXACT_EVENT, .absent_reason = why};

	for (size_t i = 0; why && i < c->n; i++) {
		const struct count_row row = {experiment, 0, &c->trials[i], &r};
		if (is_left(c, i) && !store_count(db, &row, d)) {
			return false;
		}
		c->done[i] = true;
	}
	if (why) {
		diag_warn(d, NOWHERE, "%s are not counted: %s", EXACT_EVENT, why);
	}
	return true;
}

void counting_select(struct counting *c, const struct selection *s)
{
	for (size_t i = 0; i < c->n; i++) {
		c->done[i] =
			c->done[i] || !s->variants[c->trials[i].variant] || !s->inputs[c->trials[i].input];
	}
}

size_t counting_left(const struct counting *c)
{
	size_t left = 0;

	for (size_t i = c->next; i < c->n; i++) {
		left += is_left(c, i);
	}
	return left;
}

const struct trial *counting_next(struct counting *c)
{
	while (c->next < c->n && !is_left(c, c->next)) {
		c->next++;
	}
	return c->next < c->n ? &c->trials[c->next++] : NULL;
}

/* --- one of them ------------------------------------------------------------------------------------- */

static const char *logs_of(const struct slot *s) { return arena_printf(s->arena, "%s.count", s->dir); }

bool counting_begin(struct slot *s, struct diag *d)
{
	struct job_step *steps = NEW_ARRAY(s->arena, struct job_step, s->job.n_steps);

	for (size_t i = 0; i < s->job.n_steps; i++) {
		steps[i] = s->job.steps[i];
		if (i >= s->job.n_preparing) {
			steps[i].argv = exact_argv(steps[i].argv, logs_of(s), s->arena);
		}
	}
	s->job.steps = steps;
	return fs_make_dirs(logs_of(s), d);
}

struct limits counting_limits(struct limits l)
{
	l.wall_ns *= SLOWER;
	l.cpu_ns *= SLOWER;
	l.soft_cpu_ns *= SLOWER;
	l.memory_bytes = 0; /* valgrind has a share in it that is its own */
	return l;
}

struct reading counting_read_run(const struct slot *s)
{
	struct reading r = {.event = EXACT_EVENT, .unit = "1", .absent_reason = s->outcome.reason};

	return s->outcome.kind == OUTCOME_OK ? exact_read(logs_of(s), s->arena) : r;
}

bool counting_end(struct slot *s, struct diag *d) { return fs_remove_tree(logs_of(s), d); }

/* --- what they say ----------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct dossier_count *x = a, *y = b;

	return x->variant != y->variant ? (x->variant > y->variant) - (x->variant < y->variant)
	       : x->input != y->input   ? (x->input > y->input) - (x->input < y->input)
	                                : (x->repeat > y->repeat) - (x->repeat < y->repeat);
}

static const struct dossier_count *find_count(const struct dossier *from, size_t variant, size_t input,
                                              unsigned repeat)
{
	const struct dossier_count key = {.variant = variant, .input = input, .repeat = repeat};

	return from->n_counts > 0
	               ? bsearch(&key, from->counts, from->n_counts, sizeof(*from->counts), by_place)
	               : NULL;
}

/* The largest difference of two counts of the baseline on one input, in logs; NAN: none was counted twice. */
static double repeat_error(const struct dossier *from)
{
	double most = NAN;

	for (size_t i = 0; i < from->n_inputs; i++) {
		const struct dossier_count *x = find_count(from, 0, i, 0), *y = find_count(from, 0, i, 1);
		if (x && y && x->value > 0 && y->value > 0) {
			most = fmax(fabs(log(x->value / y->value)), isnan(most) ? 0 : most);
		}
	}
	return most;
}

size_t counting_pairs(struct table *t, size_t variant, const char **why)
{
	const struct dossier *from = t->from;
	size_t n = 0;

	*why = "not counted";
	for (size_t i = 0; i < from->n_inputs; i++) {
		const struct dossier_count *x = find_count(from, from->variants[variant].reference, i, 0),
					   *y = find_count(from, variant, i, 0);
		if (x && y && !x->absent_reason && !y->absent_reason) {
			t->key[n] = i;
			t->x[n] = x->value;
			t->y[n++] = y->value;
		} else {
			*why = x && x->absent_reason   ? x->absent_reason
			       : y && y->absent_reason ? y->absent_reason
			                               : *why;
		}
	}
	return n;
}

/* A count has no noise to speak of: of these inputs it says all there is to say, however few they are. */
void counting_span(const struct dossier *from, const double *d, size_t n, double level, struct estimate *e)
{
	double error = repeat_error(from), low = d[0], high = d[0];

	if (isnan(error) || e->level >= level) {
		return;
	}
	for (size_t i = 1; i < n; i++) {
		low = fmin(low, d[i]);
		high = fmax(high, d[i]);
	}
	e->low = low - 2 * error;
	e->high = high + 2 * error;
	e->level = level;
	e->p = e->low <= 0 && e->high >= 0;
}
