/*
 * The quality of a run's output. An entry that names {baseline} compares it with that of the baseline's run in the same block, which may
 * come later: then the folder of the run waits for it, and what is found is stored beside the run. In a block that is cut in two by the end
 * of a session nothing of that kind is found: no row says so, which is neither a value nor the loss of one.
 */
#include "engine_private.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"
#include "secateur/base/vec.h"
#include "secateur/quality/quality.h"
#include "secateur/store/store.h"
#include "secateur/workload/workload.h"
#include "secateur/yaml/yaml.h"

/** A run whose folder waits for the baseline's. */
struct waiting {
	struct trial trial;
	unsigned attempt; /* 0: it is not stored yet */
	const char *dir;
	nsec_t began;
};

struct assessor {
	const struct study *study;
	bool *is_beside; /* of each source */
	bool any_beside;
	/* of the block */
	uint32_t block;
	enum { BASELINE_TO_COME, BASELINE_THERE, BASELINE_FAILED } baseline;
	const char *dir; /* of the baseline's run, when it is there */
	VEC(struct waiting) waiting;
	VEC(const char *) folders; /* to be removed */
	struct arena *arena;
};

static void see_name(const char *name, size_t len, void *arg)
{
	bool *found = arg;

	*found = *found || (len == strlen(BASELINE_NAME) && memcmp(name, BASELINE_NAME, len) == 0);
}

static bool names_baseline(const struct yaml *y)
{
	const char *text = yaml_text(y);
	bool found = false;

	if (text) {
		template_names(text, see_name, &found);
	}
	for (size_t i = 0; i < yaml_count(y) && !found; i++) {
		found = names_baseline(yaml_item(y, i));
	}
	return found;
}

static bool is_beside(const struct spec *s, size_t source, struct arena *a)
{
	return !scope_find(scope_of_names(s, a), BASELINE_NAME, strlen(BASELINE_NAME)) &&
	       names_baseline(s->quality[source].as_written);
}

size_t assess_first_beside(const struct spec *s, struct arena *a)
{
	size_t i = 0;

	while (i < s->n_quality && !is_beside(s, i, a)) {
		i++;
	}
	return i;
}

struct assessor *assess_begin(const struct study *st)
{
	struct arena *a = arena_new();
	struct assessor *x = NEW(a, struct assessor);
	size_t n = st->spec->n_quality;

	*x = (struct assessor){
		.study = st, .is_beside = NEW_ARRAY(a, bool, n), .block = UINT32_MAX, .arena = a};
	for (size_t i = 0; i < n; i++) {
		x->is_beside[i] = is_beside(st->spec, i, a);
		x->any_beside = x->any_beside || x->is_beside[i];
	}
	return x;
}

void assess_stop(struct assessor *x) { arena_free(x->arena); }

static bool is_baseline(const struct assessor *x, const struct trial *t)
{
	return x->study->variants.at[t->variant].kind == VARIANT_BASELINE;
}

static bool begin_block(struct assessor *x, uint32_t block, struct diag *d)
{
	bool ok = true;

	if (block == x->block) {
		return true;
	}
	for (size_t i = 0; i < x->folders.n; i++) {
		ok = fs_remove_tree(x->folders.at[i], d) && ok;
	}
	x->folders.n = x->waiting.n = 0;
	x->block = block;
	x->baseline = BASELINE_TO_COME;
	return ok;
}

/* --- looking -------------------------------------------------------------------------------------- */

static struct quality_input input_of(const struct slot *s)
{
	return (struct quality_input){
		.dir = s->dir, .scope = s->scope, .envp = s->job.envp, .began = s->prepared_wall};
}

static bool look(const struct quality_source *q, struct quality_input in, struct arena *a, struct diag *d,
                 struct findings *ret)
{
	in.metrics = q->metrics;
	in.n_metrics = q->n_metrics;
	return quality_find(q->extractor)->extract(q->params, &in, a, d, ret);
}

static bool look_beside(const struct assessor *x, struct quality_input in, struct arena *a, struct diag *d,
                        struct findings *ret)
{
	const char *dir = x->baseline == BASELINE_THERE ? x->dir : NULL;

	in.scope = scope_with_baseline(in.scope, dir ? dir : in.dir, a);
	for (size_t i = 0; i < x->study->spec->n_quality; i++) {
		const struct quality_source *q = &x->study->spec->quality[i];
		if (!x->is_beside[i]) {
			continue;
		}
		if (dir && !look(q, in, a, d, ret)) {
			return false;
		}
		for (size_t k = 0; !dir && k < q->n_metrics; k++) {
			findings_add_absent(ret, a, q->metrics[k].name,
			                    "the baseline's run of this block failed");
		}
	}
	return true;
}

bool assess_run(struct assessor *x, const struct slot *s, struct diag *d, struct findings *ret)
{
	const struct quality_input in = input_of(s);

	if (!begin_block(x, s->trial->block, d)) {
		return false;
	}
	for (size_t i = 0; i < x->study->spec->n_quality; i++) {
		if (!x->is_beside[i] && !look(&x->study->spec->quality[i], in, s->arena, d, ret)) {
			return false;
		}
	}
	if (x->any_beside && is_baseline(x, s->trial)) {
		x->baseline = BASELINE_THERE;
		x->dir = arena_strdup(x->arena, s->dir);
	}
	if (x->any_beside && x->baseline == BASELINE_TO_COME) {
		*vec_push(x->arena, &x->waiting) = (struct waiting){
			.trial = *s->trial, .dir = arena_strdup(x->arena, s->dir), .began = s->prepared_wall};
		return true;
	}
	return !x->any_beside || look_beside(x, in, s->arena, d, ret);
}

/* --- timers --------------------------------------------------------------------------------------- */

static struct reading time_of_step(const struct timer *t, const struct outcome *o)
{
	struct reading r = {
		.event = t->name, .unit = "ns", .enabled_share = 1, .absent_reason = "no such step was run"};

	for (size_t i = 0; i < o->n_steps; i++) {
		const struct step_outcome *p = &o->steps[i];
		if (strcmp(p->name, t->step) == 0) {
			r.value += (double)(t->is_cpu ? p->user_ns + p->sys_ns : p->wall_ns);
			r.absent_reason = NULL;
		}
	}
	return r;
}

/* What an extractor found, in nanoseconds if it is a time; `unit`: of one, 0: it is none that is known. */
static struct reading reading_of(const struct metric *m, double unit)
{
	struct reading r = {.event = m->name, .unit = unit > 0 ? "ns" : m->unit, .enabled_share = 1};

	r.absent_reason = m->absent_reason                      ? m->absent_reason
	                  : !isfinite(m->value) || m->value < 0 ? "it is no duration"
	                                                        : NULL;
	r.unit = r.unit ? r.unit : "ns";
	r.value = r.absent_reason ? 0 : m->value * (unit > 0 ? unit : 1);
	return r;
}

static double unit_of(const struct metric *m) { return m->unit ? num_time_unit(m->unit) : 0; }

static struct reading time_of_metric(const struct timer *t, const struct findings *f, struct arena *a)
{
	struct reading r = {.event = t->name, .unit = "ns", .enabled_share = 1, .absent_reason = "not told"};

	for (size_t i = 0; i < f->metrics.n; i++) {
		struct metric m = f->metrics.at[i];
		double unit = t->unit_ns > 0 ? t->unit_ns : unit_of(&m);
		if (strcmp(m.name, t->name) != 0) {
			continue;
		}
		if (unit <= 0 && m.unit && *m.unit && strcmp(m.unit, "1") != 0 && !m.absent_reason) {
			m.absent_reason = arena_printf(a, "its unit, %s, is none of time", m.unit);
		}
		r = reading_of(&m, unit > 0 ? unit : NSEC_PER_SEC);
	}
	return r;
}

struct read_so_far {
	VEC(struct reading) all;
	struct arena *arena;
};

/* What a source names itself: times, and counts of what was timed. A timer or a counter that the experiment names is before it. */
static void add_unnamed(struct read_so_far *so_far, const struct findings *f)
{
	for (size_t i = 0; i < f->metrics.n; i++) {
		const struct metric *m = &f->metrics.at[i];
		size_t k = 0;
		while (k < so_far->all.n && strcmp(so_far->all.at[k].event, m->name) != 0) {
			k++;
		}
		if (k == so_far->all.n) {
			*vec_push(so_far->arena, &so_far->all) = reading_of(m, unit_of(m));
		}
	}
}

static bool read_timer(const struct timer *t, const struct slot *s, struct diag *d,
                       struct read_so_far *so_far)
{
	struct findings found = {0};

	if (t->step) {
		*vec_push(s->arena, &so_far->all) = time_of_step(t, &s->outcome);
		return true;
	}
	if (!look(&t->source, input_of(s), s->arena, d, &found)) {
		return false;
	}
	if (t->name) {
		*vec_push(s->arena, &so_far->all) = time_of_metric(t, &found, s->arena);
	} else {
		add_unnamed(so_far, &found);
	}
	return true;
}

bool assess_timers(const struct assessor *x, struct slot *s, struct diag *d)
{
	const struct spec *spec = x->study->spec;
	struct readings *all = &s->outcome.readings;
	struct read_so_far so_far = {.arena = s->arena};

	for (size_t i = 0; i < all->n; i++) {
		*vec_push(s->arena, &so_far.all) = all->at[i];
	}
	for (int unnamed = 0; unnamed < 2; unnamed++) { /* those that have names first: theirs are taken */
		for (size_t i = 0; i < spec->n_timers; i++) {
			const struct timer *t = &spec->timers[i];
			if ((t->name == NULL) == (unnamed == 1) && !read_timer(t, s, d, &so_far)) {
				return false;
			}
		}
	}
	*all = (struct readings){so_far.all.at, so_far.all.n};
	return true;
}

/* --- what waited ------------------------------------------------------------------------------------ */

static bool look_late(const struct assessor *x, const struct waiting *w, int64_t experiment, struct store *db,
                      struct diag *d, bool *wrote)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct spec *spec = x->study->spec;
	struct findings found = {0};
	struct job job;
	struct quality_input in = {.dir = w->dir, .began = w->began};

	in.scope = scope_of_run(spec, &x->study->variants.at[w->trial.variant], &spec->inputs[w->trial.input],
	                        w->dir, run_name(x->study, &w->trial, w->attempt, a), a);
	if (!workload_find(spec->adapter)->job(spec->workload, in.scope, a, d, &job)) {
		return false;
	}
	in.envp = job.envp;
	if (!look_beside(x, in, a, d, &found)) {
		return false;
	}
	*wrote = store_findings(db, &(struct run_key){experiment, &w->trial, w->attempt}, &found, d);
	return *wrote;
}

static void keep_folder(struct assessor *x, struct slot *s)
{
	if (!s->keep_scratch) {
		*vec_push(x->arena, &x->folders) = arena_strdup(x->arena, s->dir);
		s->moved_to = x->folders.at[x->folders.n - 1];
		s->dir = NULL;
	}
}

bool assess_stored(struct assessor *x, struct slot *s, const struct run_row *row, struct store *db,
                   struct diag *d, bool *wrote)
{
	const bool failed = s->outcome.kind != OUTCOME_OK;
	bool ok = !x->any_beside || begin_block(x, s->trial->block, d);

	if (!x->any_beside || !ok) {
		return ok;
	}
	if (!is_baseline(x, s->trial)) {
		struct waiting *last = x->waiting.n > 0 ? &x->waiting.at[x->waiting.n - 1] : NULL;
		if (last && last->attempt == 0 && last->trial.position == s->trial->position) {
			last->attempt = row->attempt;
			keep_folder(x, s);
		}
		return true;
	}
	if (failed) {
		x->baseline = BASELINE_FAILED;
	} else {
		keep_folder(x, s);
	}
	for (size_t i = 0; ok && i < x->waiting.n; i++) {
		ok = look_late(x, &x->waiting.at[i], row->experiment, db, d, wrote);
	}
	x->waiting.n = 0;
	return ok;
}
