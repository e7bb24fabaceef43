/*
 * Paths from one configuration to another (ablation, Fawcett and Hoos 2016), one change a step: all that may be changed next is run beside
 * what the path has come to, and the change that saves most is made. So a step is an experiment of its own, whose plan follows from what
 * the step before found; its name is that of the experiment, of the path's end and of the step, and it is frozen, resumed and judged like any
 * other.
 */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/vec.h"
#include "secateur/design/design.h"
#include "secateur/plan/plan.h"
#include "secateur/store/store.h"

static const char *name_of_step(const char *experiment, const char *to, size_t step, struct arena *a)
{
	return arena_printf(a, "%s: path to %s, step %zu", experiment, to, step);
}

static bool has_failed(const struct variant_evidence *v)
{
	return v->verdict == VERDICT_REQUIRED || v->verdict == VERDICT_FAILS;
}

/* The index of the variant that saves most; 0: none is known to go on with. */
static size_t best_of(const struct evidence *e)
{
	size_t best = 0;
	double least = INFINITY;

	for (size_t i = 1; i < e->n_variants; i++) {
		const struct cost *c = primary_of(&e->variants[i]);
		if (!has_failed(&e->variants[i]) && c && !c->change.absent_reason &&
		    c->change.estimate < least) {
			least = c->change.estimate;
			best = i;
		}
	}
	return best;
}

/* What its runs say; the noise in them, the dear part, is of no use here. */
static bool load_step(struct store *db, const char *name, struct arena *a, struct diag *d,
                      const struct dossier **from, struct evidence *ret)
{
	struct dossier *o = NEW(a, struct dossier);

	*from = o;
	if (!store_load(db, name, a, d, o)) {
		return false;
	}
	weigh_variants(o, a, ret);
	return true;
}

/* --- making the runs -------------------------------------------------------------------------------- */

struct walk {
	const struct study *study;
	struct store *db;
	const struct run_options *options;
	struct arena *arena;
	struct diag *diag;
	struct run_summary *sum;
};

static bool make_study(const struct walk *w, const struct path *p, size_t step, const struct setting *now,
                       struct study *ret)
{
	const struct variant *end = &w->study->variants.at[p->to];
	struct spec *spec = NEW(w->arena, struct spec);
	struct study st = {.spec = spec, .versions = w->study->versions};

	*spec = *w->study->spec;
	spec->name = name_of_step(spec->name, end->name, step, w->arena);
	spec->budget = (struct budget){0}; /* it is of the whole */
	spec->path_of = w->study->spec->name;
	spec->path_to = end->name;
	spec->path_step = (unsigned)step;
	design_step(spec, now, end->settings, w->arena, &st.variants);
	study_render(&st, w->arena, w->diag);
	study_draw_plan(&st, w->arena);
	*ret = st;
	return diag_errors(w->diag) == 0;
}

static enum engine_end run_step(const struct walk *w, const struct study *st, size_t *best)
{
	struct run_summary sum;
	const struct dossier *from;
	struct evidence e;
	enum engine_end end = engine_run(st, w->db, w->options, w->arena, w->diag, &sum);

	w->sum->made += sum.made;
	w->sum->found += sum.found;
	w->sum->failed += sum.failed;
	w->sum->failed_before += sum.failed_before;
	w->sum->scratch = sum.scratch ? sum.scratch : w->sum->scratch;
	if (end != ENGINE_DONE) {
		return end;
	}
	if (!load_step(w->db, st->spec->name, w->arena, w->diag, &from, &e)) {
		return ENGINE_BAD_DATABASE;
	}
	*best = best_of(&e);
	return ENGINE_DONE;
}

static enum engine_end walk_path(const struct walk *w, const struct path *p)
{
	const struct setting *now = w->study->variants.at[p->from].settings;

	for (size_t step = 1;; step++) {
		struct study st;
		size_t best = 0;
		if (!make_study(w, p, step, now, &st)) {
			return ENGINE_FAILED;
		}
		if (st.variants.n < 2) {
			return ENGINE_DONE; /* it has arrived */
		}
		enum engine_end end = run_step(w, &st, &best);
		if (end != ENGINE_DONE || best == 0) {
			return end;
		}
		now = st.variants.at[best].settings;
	}
}

enum engine_end run_paths(const struct study *s, struct store *db, const struct run_options *o,
                          struct arena *a, struct diag *d, struct run_summary *sum)
{
	const struct walk w = {s, db, o, a, d, sum};
	enum engine_end end = ENGINE_DONE;

	for (size_t i = 0; i < s->variants.n_paths && end == ENGINE_DONE; i++) {
		end = walk_path(&w, &s->variants.paths[i]);
	}
	return end;
}

/* --- what they say ----------------------------------------------------------------------------------- */

static struct path_step step_of(const struct evidence *e, size_t best, double before, struct arena *a)
{
	const struct variant_evidence *v = &e->variants[best];
	struct path_step s = {
		.n_tried = e->n_compared, .n_runs = e->n_runs, .n_planned = e->n_planned, .so_far = before};

	if (best == 0) {
		s.why = e->n_runs == 0 ? "no run was made yet"
		                       : "none of the changes left went well and could be timed";
		return s;
	}
	s.change = v->change;
	s.primary = primary_of(v)->change;
	s.so_far = (1 + before) * (1 + s.primary.estimate) - 1;
	s.harm = harm_of(v, a);
	return s;
}

static bool same_settings(const struct dossier_variant *x, const struct dossier_variant *y)
{
	for (size_t i = 0; i < x->n_settings && i < y->n_settings; i++) {
		if (!setting_is(&x->settings[i], &y->settings[i])) {
			return false;
		}
	}
	return true;
}

static const struct dossier_variant *variant_named(const struct dossier *from, const char *name)
{
	for (size_t i = 0; i < from->n_variants; i++) {
		if (strcmp(from->variants[i].name, name) == 0) {
			return &from->variants[i];
		}
	}
	return NULL;
}

/* So far, and one step on. */
static void add_step(struct change *so_far, const struct change *wall)
{
	so_far->absent_reason = so_far->absent_reason ? so_far->absent_reason : wall->absent_reason;
	so_far->n = so_far->n < wall->n ? so_far->n : wall->n;
	so_far->estimate = (1 + so_far->estimate) * (1 + wall->estimate) - 1;
	so_far->low = (1 + so_far->low) * (1 + wall->low) - 1;
	so_far->high = (1 + so_far->high) * (1 + wall->high) - 1;
	so_far->level = fmax(so_far->level + wall->level - 1, 0);
}

/** Places on a path, as long as wall time was measured. */
struct way {
	struct way_points *points;
	struct way_point now;
	size_t n_parts; /* that share what may be missed: its steps, and today's latency, where that is a mean */
	size_t n_together; /* all variants and paths */
};

/* Only of a path that begins at the baseline. */
static struct way begin_way(const struct dossier *whole, const struct evidence *of, size_t n_steps,
                            size_t n_paths, struct way_points *points)
{
	const struct change none = {.n = SIZE_MAX, .level = 1};

	return (struct way){.points = points,
	                    .now = {.wall = none, .joint = none, .may_be_made = true},
	                    .n_parts = n_steps + (whole->budget.baseline_ns == 0),
	                    .n_together = of->n_compared + n_paths};
}

static void go_on(struct way *w, const struct dossier *from, const struct evidence *e, size_t best,
                  const char *name, struct arena *a)
{
	struct table t = table_of(from, e, a);
	const double share = (1 - e->confidence) / (double)w->n_parts,
		     joint_share =
			     share / (double)w->n_together / (double)e->n_compared; /* best of so many */
	const size_t reference = from->variants[best].reference;
	const struct change wall = change_between(&t, reference, best, COST_WALL, 1 - share),
			    joint = change_between(&t, reference, best, COST_WALL, 1 - joint_share);

	add_step(&w->now.wall, &wall);
	add_step(&w->now.joint, &joint);
	w->now.may_be_made = w->now.may_be_made && e->variants[best].verdict == VERDICT_DROP;
	w->now.name = name;
	w->now.settings = from->variants[best].settings;
	if (!w->now.wall.absent_reason) {
		*vec_push(a, w->points) = w->now;
	}
}

static bool weigh_path(struct store *db, const struct dossier *whole, const char *to, struct arena *a,
                       struct diag *d, const struct evidence *of, struct path_evidence *ret, size_t n_paths,
                       struct way_points *points)
{
	const char *const *names = NULL;
	size_t n = 0;

	if (!store_path_steps(db, of->experiment, to, a, d, &names, &n)) {
		return false;
	}
	struct path_step *steps = NEW_ARRAY(a, struct path_step, n);
	struct way way = begin_way(whole, of, n, n_paths, points);
	*ret = (struct path_evidence){.to = to, .steps = steps, .n = n};
	for (size_t i = 0; i < n; i++) {
		const struct dossier *from;
		struct evidence e;
		if (!load_step(db, names[i], a, d, &from, &e)) {
			return false;
		}
		size_t best = best_of(&e);
		steps[i] = step_of(&e, best, i > 0 ? steps[i - 1].so_far : 0, a);
		if (i == 0 && !same_settings(&from->variants[0], &whole->variants[0])) {
			way.now.wall.absent_reason = "the path begins elsewhere";
		}
		if (best > 0) {
			go_on(&way, from, &e, best, arena_printf(a, "path to %s, step %zu", to, i + 1), a);
		}
		const struct dossier_variant *end = variant_named(whole, to);
		ret->has_arrived = end && best > 0 && e.n_runs >= e.n_planned &&
		                   same_settings(&from->variants[best], end);
	}
	for (size_t i = 1; i < of->n_variants; i++) {
		const struct cost *c = primary_of(&of->variants[i]);
		if (strcmp(of->variants[i].name, to) == 0 && c && !c->change.absent_reason) {
			ret->whole = &c->change;
		}
	}
	return true;
}

bool weigh_paths(struct store *db, const struct dossier *from, struct arena *a, struct diag *d,
                 struct evidence *e, struct way_points *ret)
{
	const char *const *ends = NULL;
	size_t n = 0;
	bool ok = store_path_steps(db, e->experiment, NULL, a, d, &ends, &n);
	struct path_evidence *all = NEW_ARRAY(a, struct path_evidence, n);

	for (size_t i = 0; i < n && ok; i++) {
		ok = weigh_path(db, from, ends[i], a, d, e, &all[i], n, ret);
	}
	e->paths = all;
	e->n_paths = n;
	return ok;
}
