#include "secateur/design/filter.h"

#include <fnmatch.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/near.h"
#include "secateur/base/vec.h"
#include "secateur/model/dossier.h"

struct word {
	bool is_not;
	const char *key;      /* NULL: the name */
	const char *patterns; /* parted by commas */
};

struct filter {
	const struct filter_request *q;
	struct arena *a;
	struct diag *d;
	VEC(struct word) words;
};

static bool matches(const struct filter *f, const char *patterns, const char *s)
{
	if (strcmp(patterns, s) == 0) {
		return true;
	}
	for (const char *p = patterns; *p;) {
		size_t n = strcspn(p, ",");
		if (fnmatch(arena_strndup(f->a, p, n), s, 0) == 0) {
			return true;
		}
		p += n + (p[n] == ',');
	}
	return false;
}

/* --- reading it ------------------------------------------------------------------------------------------ */

static bool is_factor(const struct filter *f, const char *key, bool *has_levels)
{
	const struct filter_subject *baseline = f->q->variants;

	for (size_t i = 0; i < baseline->n_settings; i++) {
		if (strcmp(baseline->settings[i].factor, key) == 0) {
			*has_levels = !baseline->settings[i].is_component;
			return true;
		}
	}
	return false;
}

static const char *near_key(const struct filter *f, const char *key)
{
	VEC(const char *) keys = {0};

	*vec_push(f->a, &keys) = "input";
	*vec_push(f->a, &keys) = "drop";
	*vec_push(f->a, &keys) = "keep";
	for (size_t i = 0; i < f->q->variants->n_settings; i++) {
		*vec_push(f->a, &keys) = f->q->variants->settings[i].factor;
	}
	return near_hint(key, keys.at, keys.n, f->a);
}

static bool check_key(const struct filter *f, const char *key)
{
	bool has_levels = true;

	if (!key || (is_factor(f, key, &has_levels) && has_levels) || strcmp(key, "input") == 0 ||
	    strcmp(key, "drop") == 0 || strcmp(key, "keep") == 0) {
		return true;
	}
	if (!is_factor(f, key, &has_levels)) {
		return diag_fail(f->d, NOWHERE, "filter: there is no factor '%s'%s", key, near_key(f, key));
	}
	return has_levels ||
	       diag_fail(f->d, NOWHERE, "filter: '%s' is a set: say drop:NAME or keep:NAME", key);
}

/* A variant's name may hold what parts words else: "tool=xz,level=1". */
static bool is_name(const struct filter *f, const char *s)
{
	bool ret = false;

	for (size_t i = 0; i < f->q->n_variants; i++) {
		ret = ret || strcmp(f->q->variants[i].name, s) == 0;
	}
	return ret;
}

static bool read_words(struct filter *f)
{
	bool ok = true;

	for (const char *s = f->q->text; *s;) {
		size_t n = strcspn(s, " \t");
		if (n > 0) {
			struct word w = {.is_not = *s == '-'};
			char *text = arena_strndup(f->a, s + w.is_not, n - w.is_not);
			char *colon = is_name(f, text) ? NULL : strchr(text, ':');
			w.patterns = colon ? colon + 1 : text;
			if (colon) {
				*colon = '\0';
				w.key = text;
			}
			ok = (*w.patterns ||
			      diag_fail(f->d, NOWHERE, "filter: '%.*s' has no pattern", (int)n, s)) &&
			     check_key(f, w.key) && ok;
			*vec_push(f->a, &f->words) = w;
		}
		s += n + (s[n] != '\0');
	}
	return ok;
}

/* --- what it selects --------------------------------------------------------------------------------------- */

static bool is_of_input(const struct word *w) { return w->key && strcmp(w->key, "input") == 0; }

/* `drop` is what the variant lacks and the baseline has. */
static bool has_setting(const struct filter *f, const struct word *w, const struct filter_subject *v)
{
	const struct filter_subject *baseline = f->q->variants;
	bool has_levels = false, is_own = is_factor(f, w->key, &has_levels) && has_levels;
	bool is_drop = !is_own && strcmp(w->key, "drop") == 0,
	     is_keep = !is_own && strcmp(w->key, "keep") == 0;

	for (size_t i = 0; i < v->n_settings && i < baseline->n_settings; i++) {
		const struct dossier_setting *s = &v->settings[i];
		bool fits = is_drop   ? s->is_component && !s->is_kept && baseline->settings[i].is_kept
		            : is_keep ? s->is_component && s->is_kept
		                      : !s->is_component && strcmp(s->factor, w->key) == 0;
		if (fits && matches(f, w->patterns, s->level)) {
			return true;
		}
	}
	return false;
}

static bool takes_variant(const struct filter *f, const struct filter_subject *v)
{
	for (size_t i = 0; i < f->words.n; i++) {
		const struct word *w = &f->words.at[i];
		if (is_of_input(w)) {
			continue;
		}
		bool holds = w->key ? has_setting(f, w, v) : matches(f, w->patterns, v->name);
		if (holds == w->is_not) {
			return false;
		}
	}
	return true;
}

static bool takes_input(const struct filter *f, const char *id)
{
	for (size_t i = 0; i < f->words.n; i++) {
		const struct word *w = &f->words.at[i];
		if (is_of_input(w) && matches(f, w->patterns, id) == w->is_not) {
			return false;
		}
	}
	return true;
}

/* With what they are compared with; references lead downwards. */
static size_t select_variants(const struct filter *f, bool *selected)
{
	size_t n = 0;

	for (size_t i = f->q->n_variants; i-- > 1;) {
		if (takes_variant(f, &f->q->variants[i])) {
			selected[i] = true;
			n++;
		}
	}
	for (size_t i = f->q->n_variants; i-- > 1;) {
		if (selected[i]) {
			selected[f->q->variants[i].reference] = true;
		}
	}
	selected[0] = true;
	return n;
}

bool filter_select(const struct filter_request *q, struct arena *a, struct diag *d, struct selection *ret)
{
	struct filter f = {.q = q, .a = a, .d = d};
	bool *variants = NEW_ARRAY(a, bool, q->n_variants), *inputs = NEW_ARRAY(a, bool, q->n_inputs),
	     any = false;

	if (!read_words(&f)) {
		return false;
	}
	for (size_t i = 0; i < q->n_inputs; i++) {
		inputs[i] = takes_input(&f, q->inputs[i]);
		any = any || inputs[i];
	}
	if (select_variants(&f, variants) == 0 && q->n_variants > 1) {
		return diag_fail(d, NOWHERE, "filter: '%s' selects no variant", q->text);
	}
	if (!any) {
		return diag_fail(d, NOWHERE, "filter: '%s' selects no input", q->text);
	}
	*ret = (struct selection){variants, inputs};
	return true;
}
