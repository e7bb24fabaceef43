#include "engine_private.h"
#include "formats.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/design/design.h"
#include "secateur/design/schema.h"
#include "secateur/model/job.h"
#include "secateur/plan/plan.h"
#include "secateur/probe/probe.h"
#include "secateur/quality/quality.h"
#include "secateur/spec/schema.h"
#include "secateur/spec/spec.h"
#include "secateur/stats/distribution.h"
#include "secateur/workload/workload.h"
#include "secateur/yaml/yaml.h"

static const struct part *adapter_part(size_t i)
{
	const struct workload_ops *w = workload_at(i);
	return w ? &w->part : NULL;
}

static const struct part *extractor_part(size_t i)
{
	const struct quality_ops *q = quality_at(i);
	return q ? &q->part : NULL;
}

/* --- checks across rooms ------------------------------------------------------------------------- */

static void check_counters(const struct spec *s, struct arena *a, struct diag *d)
{
	for (size_t i = 0; i < s->measure.n_counters; i++) {
		const struct text *event = &s->measure.counters[i];
		const char *hint = "";
		if (!probe_known(event->s, a, &hint)) {
			diag_fail(d, event->at, "no probe counts '%s'%s", event->s, hint);
		}
	}
}

/* Names of all variants' steps; none where it was not understood what is run. */
static const char *const *step_names(const struct study *st, struct arena *a, size_t *n)
{
	const struct spec *s = st->spec;
	VEC(const char *) names = {0};

	for (size_t i = 0; s->workload_is_whole && i < st->variants.n; i++) {
		struct job job = {0};
		struct diag *unheard = diag_new(a); /* it was rendered before */
		workload_find(s->adapter)
			->job(s->workload, scope_of_variant(s, &st->variants.at[i], a), a, unheard, &job);
		for (size_t k = job.n_preparing; k < job.n_steps; k++) {
			*vec_push(a, &names) = job.steps[k].name;
		}
	}
	*n = names.n;
	return names.at;
}

/* A step decides by its wall time, where no timer has its name. */
static bool time_a_step(const struct study *st, const char *const *steps, size_t n, struct arena *a)
{
	struct spec *s = st->spec;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(steps[i], s->decide.time) == 0) {
			struct timer *timers = NEW_ARRAY(a, struct timer, s->n_timers + 1);
			for (size_t k = 0; k < s->n_timers; k++) {
				timers[k] = s->timers[k];
			}
			timers[s->n_timers] = (struct timer){
				.name = s->decide.time, .at = s->decide.time_at, .step = s->decide.time};
			s->timers = timers;
			s->n_timers++;
			return true;
		}
	}
	return false;
}

static void check_primary(const struct study *st, struct arena *a, struct diag *d)
{
	const struct spec *s = st->spec;
	VEC(const char *) known = {0};
	size_t n_steps = 0;

	*vec_push(a, &known) = "wall";
	*vec_push(a, &known) = "cpu";
	for (size_t i = 0; i < s->measure.n_counters; i++) {
		*vec_push(a, &known) = s->measure.counters[i].s;
	}
	if (s->measure.exact) {
		*vec_push(a, &known) = EXACT_EVENT;
	}
	for (size_t i = 0; i < s->n_timers; i++) {
		if (s->timers[i].name) {
			*vec_push(a, &known) = s->timers[i].name;
		}
	}
	for (size_t i = 0; i < known.n; i++) {
		if (strcmp(known.at[i], s->decide.time) == 0) {
			return;
		}
	}
	const char *const *steps = step_names(st, a, &n_steps);
	if (time_a_step(st, steps, n_steps, a)) {
		return;
	}
	for (size_t i = 0; i < n_steps; i++) {
		*vec_push(a, &known) = steps[i];
	}
	diag_fail(d, s->decide.time_at, "'%s' is not measured%s", s->decide.time,
	          near_hint(s->decide.time, known.at, known.n, a));
	diag_help(d, "it is wall, cpu, one of measure.counters, a timer or a step");
}

static void check_metrics(const struct quality_source *q, struct arena *a, struct diag *d)
{
	const struct quality_ops *x = quality_find(q->extractor);

	for (size_t i = 0; i < q->n_metrics; i++) {
		const struct criterion *c = &q->metrics[i];
		if (i > 0 && !x->gives_many) {
			diag_fail(d, c->at, "%s gives one metric: give '%s' an entry of its own",
			          q->extractor, c->name);
		}
		/* An output compared by digest is the same or is not: a margin on it would silently never be judged. */
		if (x->gives_digest && c->kind != MARGIN_NONE) {
			diag_fail(d, c->at, "'%s' is compared bit for bit: %s", c->name,
			          criterion_is_judged(c) ? "it takes no margin" : "a covariate is a number");
		}
	}
	if (x->check_whole && q->is_whole) {
		x->check_whole(q->params, q->metrics, q->n_metrics, a, d);
	}
}

/* Of a variant as a whole, no input and no folder of a run is known. */
static void check_once(const struct hook *h, const struct scope *of_variant, const struct scope *of_run,
                       struct arena *a, struct diag *d)
{
	for (size_t i = 0; i < h->n; i++) {
		if (!template_check_argv(&h->argv[i], 1, of_variant, a, diag_new(a)) &&
		    template_check_argv(&h->argv[i], 1, of_run, a, d)) {
			diag_fail(
				d, h->argv[i].at,
				"this hook is run once for a variant: it knows no input and no run's folder");
		}
	}
}

static void check_hooks(const struct spec *s, const struct scope *of_run, struct arena *a, struct diag *d)
{
	const struct scope *of_variant = scope_of_setup_names(s, a);

	for (enum hook_kind kind = 0; kind < N_HOOKS; kind++) {
		const struct hook *h = &s->hooks.at[kind];
		bool once = kind == HOOK_SETUP || kind == HOOK_CLEANUP;
		if (once) {
			check_once(h, of_variant, of_run, a, d);
		} else {
			template_check_argv(h->argv, h->n, of_run, a, d);
		}
		if (h->n > 0 && s->measure.parallel != 1 && (!once || s->decide.is_race)) {
			diag_fail(d, h->argv[0].at,
			          "it would be run beside timed runs: this hook wants `parallel: 1`");
		}
	}
}

static void check_timers(const struct spec *s, const struct scope *names, struct arena *a, struct diag *d)
{
	for (size_t i = 0; i < s->n_timers; i++) {
		const struct timer *t = &s->timers[i];
		const struct quality_ops *q = t->source.extractor ? quality_find(t->source.extractor) : NULL;

		if (q && q->gives_digest) {
			diag_fail(d, t->at, "'%s' gives digests: no time can be taken out of them",
			          q->part.name);
		} else if (q) {
			q->check(t->source.params, names, a, d);
			check_metrics(&t->source, a, d);
		}
		for (size_t k = 0; k < s->measure.n_counters && t->name; k++) {
			if (strcmp(s->measure.counters[k].s, t->name) == 0) {
				diag_fail(d, t->at, "'%s' is a counter, too: name the timer otherwise",
				          t->name);
			}
		}
	}
}

static void check_templates(const struct spec *s, struct arena *a, struct diag *d)
{
	const struct scope *names = scope_of_run_names(s, a);

	if (s->workload) {
		workload_find(s->adapter)->load(s->workload, scope_of_names(s, a), a, d);
	}
	check_hooks(s, names, a, d);
	check_timers(s, names, a, d);
	names = scope_of_quality_names(s, a);
	for (size_t i = 0; i < s->n_quality; i++) {
		const struct quality_source *q = &s->quality[i];
		if (q->extractor) {
			quality_find(q->extractor)->check(q->params, names, a, d);
			check_metrics(q, a, d);
		}
	}
}

static void check_steps_of_timers(const struct study *st, struct arena *a, struct diag *d)
{
	AUTO_ARENA struct arena *own = arena_new();
	const struct spec *s = st->spec;
	size_t n = 0;
	const char *const *names = s->n_timers > 0 ? step_names(st, own, &n) : NULL;

	for (size_t i = 0; i < s->n_timers; i++) {
		const struct timer *t = &s->timers[i];
		size_t k = 0;
		while (t->step && k < n && strcmp(names[k], t->step) != 0) {
			k++;
		}
		if (t->step && k == n) {
			diag_fail(d, t->at, "there is no step '%s'%s", t->step,
			          near_hint(t->step, names, n, a));
		}
	}
}

/* A duet's two begin at once. */
static void check_duet(const struct study *st, struct arena *a, struct diag *d)
{
	const struct spec *s = st->spec;
	const struct scope *scope = scope_of_variant(s, &st->variants.at[0], a);
	struct job job = {0};

	if (s->measure.duet && workload_find(s->adapter)->job(s->workload, scope, a, d, &job) &&
	    job.n_preparing > 0) {
		diag_fail(d, s->workload_at,
		          "'%s' prepares each run: the two of a duet would not begin at once", s->adapter);
	}
}

static void see_input(const char *name, size_t len, void *arg)
{
	bool *found = arg;

	*found = *found || (len > strlen("input.") && memcmp(name, "input.", strlen("input.")) == 0);
}

/* What is of one input, or of one block, a run on all of them has not. */
static void check_names_of_whole(const struct spec *s, struct arena *a, struct diag *d)
{
	const size_t beside = assess_first_beside(s, a);

	if (beside < s->n_quality) {
		diag_fail(
			d, yaml_at(s->quality[beside].as_written),
			"one run works on all inputs, in many blocks: no run of the baseline is beside it, for {baseline} to name");
	}
	for (size_t kind = 0; kind < N_HOOKS; kind++) {
		const struct hook *h = &s->hooks.at[kind];
		for (size_t i = 0; i < h->n; i++) {
			bool found = false;
			template_names(h->argv[i].s, see_input, &found);
			if (found) {
				diag_fail(d, h->argv[i].at,
				          "one run works on all inputs: '%s' is of one of them",
				          h->argv[i].s);
			}
		}
	}
}

/* One run makes a whole round, one after the other. */
static void check_whole(const struct study *st, struct arena *a, struct diag *d)
{
	const struct spec *s = st->spec;
	const struct measure *m = &s->measure;
	const size_t n = s->n_inputs;

	if (!study_takes_all(st)) {
		return;
	}
	check_names_of_whole(s, a, d);
	if (m->blocks % n > 0 || m->warmup % n > 0) {
		diag_fail(
			d, m->blocks_at,
			"one run works on all %zu inputs, and makes a block of each: of %u blocks and %u of warm-up, one is no multiple",
			n, m->blocks, m->warmup);
	}
	if (m->parallel != 1 || m->duet || m->exact) {
		diag_fail(d, s->workload_at,
		          "where one run works on all inputs, runs are made one at a time: no %s",
		          m->duet    ? "duet"
		          : m->exact ? EXACT_EVENT
		                     : "`parallel`");
	}
	/* levels hold none: all variants have those of the baseline */
	const char *hole = strstr(st->variants.at[0].config, "{input.");
	if (hole) {
		diag_fail(d, s->workload_at, "one run works on all inputs: {%.*s} is of one of them",
		          (int)strcspn(hole + 1, "}|"), hole + 1);
	}
}

enum { MOST_TRIALS = 10 * 1000 * 1000 };

static bool is_feasible(const struct study *st, struct diag *d)
{
	const struct measure *m = &st->spec->measure;
	double trials = (double)st->variants.n * ((double)m->blocks + m->warmup);

	return trials <= MOST_TRIALS ||
	       diag_fail(d, (struct src_loc){.in = st->spec->source},
	                 "%zu variants in %u blocks are %.3g runs; at most %d can be planned", st->variants.n,
	                 m->blocks + m->warmup, trials, MOST_TRIALS);
}

static bool judges_something(const struct spec *s)
{
	for (size_t i = 0; i < s->n_quality; i++) {
		for (size_t j = 0; j < s->quality[i].n_metrics; j++) {
			if (criterion_is_judged(&s->quality[i].metrics[j])) {
				return true;
			}
		}
	}
	return false;
}

static void warn_when_nothing_is_judged(const struct spec *s, struct diag *d)
{
	if (!judges_something(s)) {
		diag_warn(d, NOWHERE, "no quality metric has a margin: the verdicts will rest on cost alone");
	}
}

/* What is compared with the baseline's run of the same block needs both folders as the runs left them. */
static void check_beside(const struct study *st, struct arena *a, struct diag *d)
{
	const struct spec *s = st->spec;
	const size_t source = assess_first_beside(s, a);

	if (source == s->n_quality) {
		return;
	}
	struct src_loc at = yaml_at(s->quality[source].as_written);
	if (s->hooks.at[HOOK_CONCLUDE].n > 0) {
		diag_fail(
			d, at,
			"{baseline} and the hook 'conclude' do not go together: it would change the folders that are compared");
		diag_help(d, "do in `cleanup`, or in the last step, what `conclude` does");
	}
	for (size_t i = 1; s->measure.duet && i < st->variants.n; i++) {
		if (st->variants.at[i].reference != 0) {
			diag_fail(
				d, at,
				"in a duet of '%s' and '%s' there is no run of the baseline to compare with",
				st->variants.at[i].name, st->variants.at[st->variants.at[i].reference].name);
			diag_help(d, "`measure: {duet: false}`, or no `against`");
			return;
		}
	}
}

static size_t count_compared(const struct study *st)
{
	size_t n = 0;

	for (size_t i = 1; i < st->variants.n; i++) {
		n += st->variants.at[i].kind != VARIANT_SCREEN;
	}
	return n;
}

size_t engine_looks(const struct study *st, struct look *ret)
{
	const struct spec *s = st->spec;
	const size_t compared = count_compared(st);

	if (s->measure.least_blocks == 0 || s->decide.is_race || compared == 0) {
		return 0;
	}
	const struct looks_request q = {.least = s->measure.least_blocks,
	                                .most = s->measure.blocks,
	                                .inputs = s->n_inputs,
	                                .alpha = (1 - s->decide.confidence) / (double)compared,
	                                .is_judged = judges_something(s)};
	return stats_looks(&q, ret);
}

/* Better known before the first run than after the last. */
static void warn_when_too_few_are_planned(const struct study *st, struct diag *d)
{
	const struct spec *s = st->spec;
	const size_t n = stats_looks_observations(s->measure.blocks, s->n_inputs),
		     compared = count_compared(st);
	struct look looks[LOOKS_MOST];
	const size_t n_looks = engine_looks(st, looks);
	/* a false discovery rate asks for the fewest where all variants are settled at once */
	double apart = s->decide.error_rate == ERROR_FAMILY ? (double)compared : 1;

	apart /= n_looks ? looks[n_looks - 1].share : 1;
	size_t least = compared ? stats_signed_rank_least(1 - (1 - s->decide.confidence) / apart) : 0;

	if (n < least && strcmp(s->decide.time, EXACT_EVENT) != 0) {
		diag_warn(d, NOWHERE, "%zu %s %s not enough for a verdict on cost: %zu %s at least %zu", n,
		          s->n_inputs == 1 ? "blocks" : "inputs", n == 1 ? "is" : "are", compared,
		          compared == 1 ? "variant asks for" : "variants ask for", least);
	}
}

/* What a search has found is no table of variants. */
static void check_reports(const struct spec *s, struct diag *d)
{
	for (size_t i = 0; s->decide.is_race && i < s->reports.n_formats; i++) {
		const struct text *name = &s->reports.formats[i];
		if (formats_is_data(name->s)) {
			diag_fail(d, name->at, "%s is of a plan's evidence: this experiment searches",
			          name->s);
		}
	}
}

/* A plan that stops by what its runs say. */
static void check_looks(const struct study *st, struct diag *d)
{
	const struct spec *s = st->spec;
	const struct src_loc at = s->measure.blocks_at;
	const size_t before = diag_errors(d);

	if (s->measure.least_blocks == 0 || s->decide.is_race) {
		return;
	}
	if (s->decide.error_rate == ERROR_FALSE_DISCOVERY) {
		diag_fail(
			d, at,
			"a rate of false discoveries is of verdicts that are all given at once: `min` asks for a `confidence`");
	}
	if (strcmp(s->decide.time, EXACT_EVENT) == 0) {
		diag_fail(d, at, "%s are counted after the timed runs: `min` has nothing to look at",
		          EXACT_EVENT);
	}
	if (st->variants.n_paths > 0) {
		diag_fail(
			d, at,
			"each step of a path compares all that may be changed next: `min` and `path` do not go together");
	}
	if (st->variants.n > 1 && count_compared(st) == 0) {
		diag_fail(d, at, "a screen alone settles nothing: `min` has nothing to look at");
	}
	if (diag_errors(d) > before) {
		diag_help(d, "a fixed number of blocks is `blocks: %u`", s->measure.blocks);
	}
}

void study_draw_plan(struct study *st, struct arena *a)
{
	const struct measure *m = &st->spec->measure;
	uint32_t *references = NEW_ARRAY(a, uint32_t, st->variants.n);

	for (size_t i = 0; i < st->variants.n; i++) {
		references[i] = (uint32_t)st->variants.at[i].reference;
	}
	struct plan_request q = {.variants = (uint32_t)st->variants.n,
	                         .inputs = (uint32_t)st->spec->n_inputs,
	                         .warmup = m->warmup,
	                         .blocks = m->blocks,
	                         .parallel = m->parallel ? m->parallel : 1,
	                         .seed = m->seed,
	                         .duet = m->duet,
	                         .whole_rounds = study_takes_all(st),
	                         .references = references};
	st->plan = plan_new(&q, a);
	st->digest = study_digest(st, a);
}

/* Everything past reading: checks across rooms, variants, their configurations, the order. */
static bool finish(struct study *st, struct arena *a, struct diag *d)
{
	if (st->spec->names_ok) {
		check_templates(st->spec, a, d);
		design_expand(st->spec, a, d, &st->variants);
	}
	check_counters(st->spec, a, d);
	check_primary(st, a, d);
	check_looks(st, d);
	check_reports(st->spec, d);
	if (diag_errors(d) == 0) {
		study_render(st, a, d);
	}
	if (diag_errors(d) == 0) {
		study_check_factors(st, d);
	}
	if (diag_errors(d) == 0) {
		study_check_no_ops(st, d);
		study_check_twins(st, d);
		check_steps_of_timers(st, a, d);
		check_duet(st, a, d);
		check_whole(st, a, d);
		check_beside(st, a, d);
	}
	if (diag_errors(d) > 0 || !is_feasible(st, d)) {
		return false;
	}
	warn_when_nothing_is_judged(st->spec, d);
	warn_when_too_few_are_planned(st, d);
	study_draw_plan(st, a);
	return true;
}

static struct spec_options with_parts(const struct spec_options *o)
{
	struct spec_options all = *o;

	all.adapter = adapter_part;
	all.extractor = extractor_part;
	all.format = formats_name;
	return all;
}

bool engine_prepare(const char *path, const struct spec_options *o, struct arena *a, struct diag *d,
                    struct study *ret)
{
	struct spec_options all = with_parts(o);
	struct study st = {0};

	if (!spec_load(path, &all, a, d, &st.spec) || !finish(&st, a, d)) {
		return false;
	}
	*ret = st;
	return true;
}

bool engine_prepare_text(const struct source *in, const char *here, const struct spec_options *o,
                         struct arena *a, struct diag *d, struct study *ret)
{
	struct spec_options all = with_parts(o);
	struct study st = {0};

	if (!spec_parse(in, here, &all, a, d, &st.spec) || !finish(&st, a, d)) {
		return false;
	}
	*ret = st;
	return true;
}

const struct shape *engine_language(struct arena *a)
{
	struct spec_options all = with_parts(&(struct spec_options){0});
	size_t n = 0;
	const struct field *more = design_fields(a, &n);

	return spec_shape(&all, more, n, a);
}
