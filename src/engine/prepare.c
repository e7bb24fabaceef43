#include "engine_private.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/hash.h"
#include "secateur/base/near.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/design/design.h"
#include "secateur/model/factor.h"
#include "secateur/plan/plan.h"
#include "secateur/probe/probe.h"
#include "secateur/quality/quality.h"
#include "secateur/spec/spec.h"
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

static void check_primary(const struct spec *s, struct arena *a, struct diag *d)
{
	VEC(const char *) known = {0};

	*vec_push(a, &known) = "wall";
	*vec_push(a, &known) = "cpu";
	for (size_t i = 0; i < s->measure.n_counters; i++) {
		*vec_push(a, &known) = s->measure.counters[i].s;
	}
	for (size_t i = 0; i < known.n; i++) {
		if (strcmp(known.at[i], s->decide.time) == 0) {
			return;
		}
	}
	diag_fail(d, s->decide.time_at, "'%s' is not measured%s", s->decide.time,
	          near_hint(s->decide.time, known.at, known.n, a));
	diag_help(d, "it is wall, cpu, or one of measure.counters");
}

/* Two one-sided tests at half the confidence or less would call anything proven. */
static void check_confidence(const struct spec *s, struct diag *d)
{
	if (s->decide.confidence > 0 && s->decide.confidence <= 0.5) {
		diag_fail(d, NOWHERE, "decide.confidence is %g %%: it must be above 50 %%",
		          100 * s->decide.confidence);
	}
}

static void check_templates(const struct spec *s, struct arena *a, struct diag *d)
{
	const struct scope *names = scope_of_names(s, a);

	if (s->workload) {
		workload_find(s->adapter)->load(s->workload, names, a, d);
	}
	for (size_t i = 0; i < s->n_quality; i++) {
		const struct quality_source *q = &s->quality[i];
		if (q->extractor) {
			quality_find(q->extractor)->check(q->params, names, a, d);
		}
	}
}

/* --- what variants render to ------------------------------------------------------------------------ */

/* The experiment's own folder is no part of what a variant is: it moves with the checkout. */
static const char *without_here(const char *text, const char *here, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t n = strlen(here);

	for (const char *at; n > 1 && (at = strstr(text, here)); text = at + n) {
		strbuf_addn(&b, text, (size_t)(at - text));
		strbuf_add(&b, "{here}");
	}
	strbuf_add(&b, text);
	return strbuf_take(&b, a);
}

static bool render(const struct spec *s, const struct variant *v, struct arena *a, struct diag *d,
                   const char **ret)
{
	const char *config = NULL;

	if (!workload_find(s->adapter)->config(s->workload, scope_of_variant(s, v, a), a, d, &config)) {
		return diag_within(d, "variant '%s'", v->name);
	}
	*ret = without_here(config, s->here, a);
	return true;
}

struct lines {
	VEC(const char *) at;
};

static struct lines split(const char *text, struct arena *a)
{
	struct lines l = {0};

	while (*text) {
		size_t n = strcspn(text, "\n");
		*vec_push(a, &l.at) = arena_strndup(a, text, n);
		text += n + (text[n] == '\n');
	}
	return l;
}

/* Appends the lines of `of` that `other` has not, each with the sign; a line that stands twice counts twice. */
static void add_missing(struct strbuf *b, char sign, const struct lines *of, const struct lines *other,
                        struct arena *a)
{
	bool *taken = NEW_ARRAY(a, bool, other->at.n);

	for (size_t i = 0; i < of->at.n; i++) {
		size_t j = 0;
		while (j < other->at.n && (taken[j] || strcmp(of->at.at[i], other->at.at[j]) != 0)) {
			j++;
		}
		if (j < other->at.n) {
			taken[j] = true;
		} else {
			strbuf_addf(b, "%c %s\n", sign, of->at.at[i]);
		}
	}
}

static const char *diff(const char *from, const char *to, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	struct lines old = split(from, a), new = split(to, a);

	add_missing(&b, '-', &old, &new, a);
	add_missing(&b, '+', &new, &old, a);
	return strbuf_take(&b, a);
}

/* Content hash: the same settings and the same rendered configuration give the same identity for ever. */
static struct digest identity(const struct variant *v, size_t n_factors, struct arena *a)
{
	struct hasher *h = hash_begin(a);

	for (size_t i = 0; i < n_factors; i++) {
		const struct setting *s = &v->settings[i];
		hash_text(h, s->factor->name);
		for (size_t j = 0; j < s->factor->n_levels; j++) {
			if (s->factor->kind == FACTOR_SET ? s->kept[j] : s->level == j) {
				hash_text(h, s->factor->levels[j].name);
			}
		}
	}
	hash_text(h, v->config);
	return hash_end(h);
}

static void identify_all(struct study *st, struct arena *a, struct diag *d)
{
	struct variants *all = &st->variants;

	for (size_t i = 0; i < all->n; i++) {
		struct variant *v = &all->at[i];
		const struct variant *reference = &all->at[v->reference];
		if (!render(st->spec, v, a, d, &v->config)) {
			return; /* the others would say the same again */
		}
		v->config_diff = i ? diff(reference->config, v->config, a) : "";
		v->id = identity(v, st->spec->n_factors, a);
	}
}

static void check_no_ops(const struct study *st, struct diag *d)
{
	for (size_t i = 1; i < st->variants.n; i++) {
		const struct variant *v = &st->variants.at[i];
		if (!*v->config_diff) {
			diag_fail(d, v->at, "'%s' (%s) changes nothing: what it runs is the same as for '%s'",
			          v->name, v->change, st->variants.at[v->reference].name);
		}
	}
}

/* --- factors that nothing uses -------------------------------------------------------------------- */

/* The baseline with one factor at another level, or without its components: does that render to anything else? */
static bool factor_matters(const struct study *st, size_t factor, struct arena *a)
{
	const struct variant *baseline = &st->variants.at[0];
	const struct factor *f = &st->spec->factors[factor];
	struct variant other = *baseline;
	struct setting *settings = arena_copy(a, baseline->settings, st->spec->n_factors * sizeof(*settings),
	                                      alignof(struct setting));
	struct diag *unheard = diag_new(a);
	const char *config = NULL;

	other.settings = settings;
	for (size_t i = 0; i < f->n_levels; i++) {
		if (f->kind == FACTOR_SET) {
			bool *kept =
				arena_copy(a, baseline->settings[factor].kept, f->n_levels, alignof(bool));
			kept[i] = !kept[i];
			settings[factor].kept = kept;
		} else if (i == baseline->settings[factor].level) {
			continue;
		} else {
			settings[factor].level = i;
		}
		if (!render(st->spec, &other, a, unheard, &config) || strcmp(config, baseline->config) != 0) {
			return true;
		}
	}
	return f->kind == FACTOR_CHOICE && f->n_levels == 1;
}

static void check_factors_matter(const struct study *st, struct diag *d)
{
	for (size_t i = 0; i < st->spec->n_factors; i++) {
		AUTO_ARENA struct arena *renderings = arena_new();
		if (!factor_matters(st, i, renderings)) {
			diag_fail(d, st->spec->factors[i].at, "nothing depends on factor '%s'",
			          st->spec->factors[i].name);
			diag_help(d,
			          "use it as {%s} in a command, a file or a variable, or in a step's `when`",
			          st->spec->factors[i].name);
		}
	}
}

/* --- the plan's digest ---------------------------------------------------------------------------- */

enum { MOST_TRIALS = 10 * 1000 * 1000 };

static bool is_feasible(const struct study *st, struct diag *d)
{
	const struct measure *m = &st->spec->measure;
	double trials = (double)st->variants.n * ((double)m->blocks + m->warmup);

	return trials <= MOST_TRIALS ||
	       diag_fail(d, NOWHERE, "%zu variants in %u blocks are %.3g runs; at most %d can be planned",
	                 st->variants.n, m->blocks + m->warmup, trials, MOST_TRIALS);
}

static void hash_tree(struct hasher *h, const struct yaml *y)
{
	hash_u64(h, (uint64_t)yaml_kind(y));
	hash_text(h, yaml_text(y));
	hash_u64(h, yaml_count(y));
	for (size_t i = 0; i < yaml_count(y); i++) {
		if (yaml_kind(y) == YAML_MAP) {
			hash_tree(h, yaml_key(y, i));
		}
		hash_tree(h, yaml_item(y, i));
	}
}

static void hash_inputs(struct hasher *h, const struct spec *s, struct arena *a)
{
	hash_u64(h, s->n_inputs);
	for (size_t i = 0; i < s->n_inputs; i++) {
		hash_text(h, s->inputs[i].id);
		for (size_t j = 0; j < s->inputs[i].n_columns; j++) {
			hash_text(h, s->inputs[i].columns[j].name);
			hash_text(h, without_here(s->inputs[i].columns[j].items[0], s->here, a));
		}
	}
}

/* They may stand in commands of quality, which no variant's configuration shows. */
static void hash_parameters(struct hasher *h, const struct spec *s, struct arena *a)
{
	for (size_t i = 0; i < s->parameters.n; i++) {
		const struct binding *b = &s->parameters.at[i];
		hash_text(h, b->name);
		for (size_t j = 0; j < b->n; j++) {
			hash_text(h, without_here(b->items[j], s->here, a));
		}
	}
}

static void hash_measure(struct hasher *h, const struct measure *m)
{
	hash_u64(h, m->seed);
	hash_u64(h, m->blocks);
	hash_u64(h, m->warmup);
	hash_u64(h, m->cores);
	hash_u64(h, (uint64_t)m->wall_limit_ns);
	hash_u64(h, (uint64_t)m->cpu_limit_ns);
	hash_u64(h, m->n_counters);
	for (size_t i = 0; i < m->n_counters; i++) {
		hash_text(h, m->counters[i].s);
	}
}

/* All that runs and verdicts rest on; how many runs are made at once is not a part of it. */
static struct digest plan_digest(const struct study *st, struct arena *a)
{
	const struct spec *s = st->spec;
	struct hasher *h = hash_begin(a);

	hash_text(h, s->name);
	hash_parameters(h, s, a);
	hash_inputs(h, s, a);
	hash_measure(h, &s->measure);
	for (size_t i = 0; i < st->variants.n; i++) {
		const struct variant *v = &st->variants.at[i];
		hash_text(h, v->name);
		hash_u64(h, v->reference);
		hash_add(h, v->id.bytes, sizeof(v->id.bytes));
	}
	for (size_t i = 0; i < s->n_quality; i++) {
		hash_tree(h, s->quality[i].as_written);
	}
	hash_text(h, s->decide.time);
	hash_add(h, &s->decide.worth, sizeof(s->decide.worth));
	hash_add(h, &s->decide.confidence, sizeof(s->decide.confidence));
	return hash_end(h);
}

/* Everything past reading: checks across rooms, variants, their configurations, the order. */
static bool finish(struct study *st, struct arena *a, struct diag *d)
{
	if (st->spec->names_ok) {
		check_templates(st->spec, a, d);
		design_expand(st->spec, a, d, &st->variants);
	}
	check_counters(st->spec, a, d);
	check_primary(st->spec, a, d);
	check_confidence(st->spec, d);
	if (diag_errors(d) == 0) {
		identify_all(st, a, d);
	}
	if (diag_errors(d) == 0) {
		check_factors_matter(st, d);
	}
	if (diag_errors(d) == 0) {
		check_no_ops(st, d);
	}
	if (diag_errors(d) > 0 || !is_feasible(st, d)) {
		return false;
	}
	const struct measure *m = &st->spec->measure;
	struct plan_request q = {.variants = (uint32_t)st->variants.n,
	                         .inputs = (uint32_t)st->spec->n_inputs,
	                         .warmup = m->warmup,
	                         .blocks = m->blocks,
	                         .parallel = m->parallel,
	                         .seed = m->seed};
	st->plan = plan_new(&q, a);
	st->digest = plan_digest(st, a);
	return true;
}

static struct spec_options with_parts(const struct spec_options *o)
{
	struct spec_options all = *o;

	all.adapter = adapter_part;
	all.extractor = extractor_part;
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
