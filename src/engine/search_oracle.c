/*
 * Is a configuration as good as the baseline? The judge's own tests, at the level of a single variant: this is a filter, and what is
 * chosen is confirmed. Outside a margin on any input or on the mean is bad at once; good is what is shown to be within on all inputs.
 */
#include <math.h>
#include <regex.h>
#include <string.h>

#include "search_run.h"
#include "secateur/base/arena.h"
#include "secateur/model/factor.h"

/* --- quality --------------------------------------------------------------------------------------------- */

/** Runs as evidence wants them, and what was seen in each. */
struct laid_out {
	struct dossier_run *runs;
	const struct seen **seen;
	uint32_t n;
};

static struct dossier_run *lay(struct laid_out *l, const struct seen *seen, uint32_t variant, uint32_t input,
                               uint32_t block)
{
	struct dossier_run *r = &l->runs[l->n];

	l->seen[l->n] = seen;
	*r = (struct dossier_run){
		.trial = {.block = block, .variant = variant, .input = input, .phase = PHASE_MEASURED},
		.kind = OUTCOME_OK,
		.wall_ns = 1,
		.user_ns = 1,
		.peak_memory_bytes = 1,
		.row = l->n++};
	return r;
}

/* The baseline's runs and the configuration's, an input a block; the baseline's repeats come after them and are compared with nothing. */
static void lay_out(const struct searching *s, const struct configuration *c, struct laid_out *l)
{
	const struct configuration *baseline = s->configurations.at[0];
	uint32_t n_inputs = (uint32_t)s->of->spec->n_inputs;

	for (uint32_t i = 0; i < n_inputs; i++) {
		if (baseline->last[i] && c->last[i]) {
			lay(l, baseline->last[i], 0, i, i);
			lay(l, c->last[i], 1, i, i);
		}
	}
	for (size_t i = 0; i < baseline->repeats.n; i++) {
		lay(l, baseline->repeats.at[i], 0, baseline->repeat_input, n_inputs)->trial.phase =
			PHASE_WARMUP;
	}
}

static const struct dossier_value *const *metrics_of(const struct searching *s, const struct laid_out *l,
                                                     struct arena *a)
{
	const struct dossier_value **ret = NEW_ARRAY(a, const struct dossier_value *, s->n_criteria);

	for (size_t k = 0; k < s->n_criteria; k++) {
		struct dossier_value *column = NEW_ARRAY(a, struct dossier_value, l->n);
		for (uint32_t i = 0; i < l->n; i++) {
			column[i] = l->seen[i]->metrics[k];
		}
		ret[k] = column;
	}
	return ret;
}

/* On one input there is no mean to test: it is that input's own change that must be inside the margin. */
static bool is_inside(const struct quality_change *q)
{
	double d = q->change.estimate, margin = q->criterion.margin;

	return q->criterion.kind == MARGIN_WITHIN     ? fabs(d) <= margin
	       : q->criterion.better == BETTER_HIGHER ? d >= -margin
	                                              : d <= margin;
}

static bool is_good(const struct quality_change *q, size_t n_inputs)
{
	bool is_judged = criterion_is_judged(&q->criterion);
	bool is_alone = n_inputs == 1 && q->judgement == JUDGED_UNDECIDED && !q->change.absent_reason &&
	                !q->is_too_noisy;

	return !is_judged || q->judgement == JUDGED_WITHIN || q->judgement == JUDGED_IDENTICAL ||
	       (is_alone && is_inside(q));
}

static enum search_quality verdict_of(struct searching *s, struct configuration *c,
                                      const struct variant_evidence *v, struct arena *a)
{
	const char *harm = harm_of(v, a);

	if (harm) {
		c->harm = arena_strdup(s->arena, harm);
		return SEARCH_LOST;
	}
	for (size_t i = 0; i < v->n_qualities; i++) {
		if (!is_good(&v->qualities[i], s->of->spec->n_inputs - s->of->spec->decide.held_out)) {
			c->harm = arena_printf(s->arena, "not shown to be kept: %s",
			                       v->qualities[i].criterion.name);
			return SEARCH_OPEN;
		}
	}
	return SEARCH_KEPT;
}

enum search_quality quality_of(struct searching *s, struct configuration *c)
{
	AUTO_ARENA struct arena *a = arena_new();
	static const struct dossier_variant variants[] = {
		{.name = "baseline", .change = "", .config_diff = "", .kind = VARIANT_BASELINE},
		{.name = "changed", .change = "", .config_diff = "", .kind = VARIANT_NAMED}};
	const struct spec *spec = s->of->spec;
	size_t repeats = s->configurations.at[0]->repeats.n;
	const size_t room = 2 * spec->n_inputs + repeats;
	struct laid_out l = {NEW_ARRAY(a, struct dossier_run, room), NEW_ARRAY(a, const struct seen *, room),
	                     0};
	const char **inputs = NEW_ARRAY(a, const char *, spec->n_inputs);
	struct evidence e;

	if (c == s->configurations.at[0]) {
		return SEARCH_KEPT;
	}
	for (size_t i = 0; i < spec->n_inputs; i++) {
		inputs[i] = spec->inputs[i].id;
	}
	lay_out(s, c, &l);
	struct dossier d = {.name = spec->name,
	                    .primary = "cpu",
	                    .worth = spec->decide.worth,
	                    .confidence = spec->decide.confidence,
	                    .n_blocks = spec->n_inputs,
	                    .inputs = inputs,
	                    .n_inputs = spec->n_inputs,
	                    .variants = variants,
	                    .n_variants = 2,
	                    .metrics = s->criteria,
	                    .n_metrics = s->n_criteria,
	                    .measured = metrics_of(s, &l, a),
	                    .runs = l.runs,
	                    .n_runs = l.n};
	weigh_variants(&d, a, &e);
	return verdict_of(s, c, &e.variants[1], a);
}

/* --- culprits ------------------------------------------------------------------------------------------------ */

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* As a word of its own; of "VIGNET(35,35)" the name is what stands before the bracket. */
static bool names(const char *log, const char *item)
{
	size_t n = strcspn(item, "( ");

	for (const char *at = log; n > 0 && *at; at++) {
		bool is_start = at == log || !is_word(at[-1]);
		if (is_start && strncmp(at, item, n) == 0 && !is_word(at[n])) {
			return true;
		}
	}
	return false;
}

static bool is_meant(const struct searching *s, size_t component, const char *text)
{
	const struct design_component *c = &s->components[component];
	const struct level *level = &s->of->spec->factors[c->factor].levels[c->level];

	if (c->is_switch) {
		return false;
	}
	for (size_t i = 0; i < level->n_items; i++) {
		if (names(text, level->items[i])) {
			return true;
		}
	}
	return names(text, level->name);
}

/* The only one among those that are dropped; n_components: none, or more than one. */
static size_t only_one_meant(const struct searching *s, const bool *on, const char *text)
{
	size_t found = s->n_components;

	for (size_t i = 0; i < s->n_components; i++) {
		if (on[i] && is_meant(s, i, text)) {
			if (found < s->n_components) {
				return s->n_components;
			}
			found = i;
		}
	}
	return found;
}

/* What the first group of a pattern of the experiment's own matches; NULL: nothing. */
static const char *match(const char *pattern, const char *log, struct arena *a)
{
	regex_t compiled;
	regmatch_t m[2];
	const char *ret = NULL;

	if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NEWLINE) != 0) {
		return NULL; /* checked when the experiment was read */
	}
	if (regexec(&compiled, log, 2, m, 0) == 0 && m[1].rm_so >= 0) {
		ret = arena_strndup(a, log + m[1].rm_so, (size_t)(m[1].rm_eo - m[1].rm_so));
	}
	regfree(&compiled);
	return ret;
}

size_t find_culprit(const struct searching *s, const bool *on, const char *log)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct decide *d = &s->of->spec->decide;
	size_t found = s->n_components;

	for (size_t i = 0; log && i < d->n_culprits && found == s->n_components; i++) {
		const char *said = match(d->culprits[i].s, log, a);
		found = said ? only_one_meant(s, on, said) : found;
	}
	return log && found == s->n_components ? only_one_meant(s, on, log) : found;
}
