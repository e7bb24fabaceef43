/** What variants render to, how that differs, and what makes two of them the same. */
#include <stdlib.h>
#include <string.h>

#include "engine_private.h"
#include "secateur/base/arena.h"
#include "secateur/base/hash.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"
#include "secateur/model/factor.h"
#include "secateur/workload/workload.h"

const char *text_without(const char *text, const char *path, const char *name, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t n = strlen(path);

	for (const char *at; n > 1 && (at = strstr(text, path)); text = at + n) {
		strbuf_addn(&b, text, (size_t)(at - text));
		strbuf_add(&b, name);
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
	*ret = text_without(config, s->here, "{here}", a);
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

/** How often a line stands in a text; sorted by line. */
struct tally {
	const char *line;
	size_t left;
};

static int by_line(const void *x, const void *y)
{
	return strcmp(((const struct tally *)x)->line, ((const struct tally *)y)->line);
}

static size_t tally_lines(const struct lines *l, struct arena *a, struct tally **ret)
{
	struct tally *all = NEW_ARRAY(a, struct tally, l->at.n);
	size_t n = 0;

	for (size_t i = 0; i < l->at.n; i++) {
		all[i] = (struct tally){l->at.at[i], 1};
	}
	qsort(all, l->at.n, sizeof(*all), by_line);
	for (size_t i = 0; i < l->at.n; i++) {
		if (n > 0 && by_line(&all[n - 1], &all[i]) == 0) {
			all[n - 1].left++;
		} else {
			all[n++] = all[i];
		}
	}
	*ret = all;
	return n;
}

/* Appends the lines of `of` that `other` has not, each with the sign; a line that stands twice counts twice. */
static void add_missing(struct strbuf *b, char sign, const struct lines *of, const struct lines *other,
                        struct arena *a)
{
	struct tally *all;
	size_t n = tally_lines(other, a, &all);

	for (size_t i = 0; i < of->at.n; i++) {
		const struct tally line = {of->at.at[i], 0};
		struct tally *found = n > 0 ? bsearch(&line, all, n, sizeof(*all), by_line) : NULL;
		if (found && found->left > 0) {
			found->left--;
		} else {
			strbuf_addf(b, "%c %s\n", sign, of->at.at[i]);
		}
	}
}

static bool same_line(const struct lines *x, size_t i, const struct lines *y, size_t j)
{
	return strcmp(x->at.at[i], y->at.at[j]) == 0;
}

/* Leaves out what both begin and end with: most of what two variants have in common. */
static void trim(struct lines *x, struct lines *y)
{
	size_t head = 0;

	while (x->at.n > 0 && y->at.n > 0 && same_line(x, x->at.n - 1, y, y->at.n - 1)) {
		x->at.n--;
		y->at.n--;
	}
	while (head < x->at.n && head < y->at.n && same_line(x, head, y, head)) {
		head++;
	}
	x->at.at += head;
	y->at.at += head;
	x->at.n -= head;
	y->at.n -= head;
}

const char *text_diff(const char *from, const char *to, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	struct lines old = split(from, a), new = split(to, a);

	trim(&old, &new);
	add_missing(&b, '-', &old, &new, a);
	add_missing(&b, '+', &new, &old, a);
	return strbuf_take(&b, a);
}

/* Content hash: the same settings and the same rendered configuration give the same identity for ever. */
struct digest study_identify(const struct study *st, const struct variant *v, struct arena *a)
{
	struct hasher *h = hash_begin(a);

	for (size_t i = 0; i < st->spec->n_factors; i++) {
		const struct setting *s = &v->settings[i];
		hash_text(h, s->factor->name);
		for (size_t j = 0; j < s->factor->n_levels; j++) {
			if (s->factor->kind == FACTOR_SET ? s->kept[j] : s->level == j) {
				hash_text(h, s->factor->levels[j].name);
			}
		}
	}
	hash_text(h, v->config);
	if (v->effective) {
		hash_text(h, v->effective);
	}
	if (st->versions && *st->versions) {
		hash_text(h, "versions");
		hash_text(h, st->versions);
	}
	return hash_end(h);
}

bool study_render_variant(const struct study *st, struct variant *v, struct arena *a, struct diag *d)
{
	const struct variant *reference = &st->variants.at[v->reference];

	if (!render(st->spec, v, a, d, &v->config)) {
		return false;
	}
	v->config_diff = text_diff(reference->config, v->config, a); /* the baseline is its own reference */
	v->id = study_identify(st, v, a);
	return true;
}

void study_render(struct study *st, struct arena *a, struct diag *d)
{
	for (size_t i = 0; i < st->variants.n; i++) {
		if (!study_render_variant(st, &st->variants.at[i], a, d)) {
			return; /* the others would say the same again */
		}
	}
}

void study_check_no_ops(const struct study *st, struct diag *d)
{
	for (size_t i = 1; i < st->variants.n; i++) {
		const struct variant *v = &st->variants.at[i];
		if (!*v->config_diff) {
			diag_fail(d, v->at, "'%s' (%s) changes nothing: what it runs is the same as for '%s'",
			          v->name, v->change, st->variants.at[v->reference].name);
		}
	}
}

struct rendering {
	struct digest digest;
	const struct variant *variant;
};

static int by_digest(const void *a, const void *b)
{
	const struct rendering *x = a, *y = b;
	int c = memcmp(&x->digest, &y->digest, sizeof(x->digest));

	return c ? c : (x->variant->index > y->variant->index) - (x->variant->index < y->variant->index);
}

void study_check_twins(const struct study *st, struct diag *d)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct rendering *all = NEW_ARRAY(a, struct rendering, st->variants.n);
	size_t n = 0, first = 0;

	for (size_t i = 0; i < st->variants.n; i++) {
		struct hasher *h = hash_begin(a);
		if (st->variants.at[i].kind !=
		    VARIANT_SCREEN) { /* a run of a design, not compared by itself */
			hash_text(h, st->variants.at[i].config);
			all[n++] = (struct rendering){hash_end(h), &st->variants.at[i]};
		}
	}
	qsort(all, n, sizeof(*all), by_digest);
	for (size_t i = 1; i < n; i++) {
		const struct variant *v = all[i].variant, *twin = all[first].variant;
		if (!digest_equal(&all[i].digest, &all[first].digest)) {
			first = i;
		} else if (*v->config_diff) { /* else it is told as a change of nothing */
			diag_fail(d, v->at, "what '%s' runs is the same as for '%s': leave one of them out",
			          v->name, twin->name);
		}
	}
}

/* --- factors that nothing uses -------------------------------------------------------------------- */

/* A variant with one factor at another level, or without its components: does that render to anything else? */
static bool factor_matters_to(const struct study *st, const struct variant *v, size_t factor, struct arena *a)
{
	const struct factor *f = &st->spec->factors[factor];
	struct variant other = *v;
	struct setting *settings =
		arena_copy(a, v->settings, st->spec->n_factors * sizeof(*settings), alignof(struct setting));
	struct diag *unheard = diag_new(a);
	const char *config = NULL;

	other.settings = settings;
	for (size_t i = 0; i < f->n_levels; i++) {
		if (f->kind == FACTOR_SET) {
			bool *kept = arena_copy(a, v->settings[factor].kept, f->n_levels, alignof(bool));
			kept[i] = !kept[i];
			settings[factor].kept = kept;
		} else if (i == v->settings[factor].level) {
			continue;
		} else {
			settings[factor].level = i;
		}
		if (!render(st->spec, &other, a, unheard, &config) || strcmp(config, v->config) != 0) {
			return true;
		}
	}
	return f->kind == FACTOR_CHOICE && f->n_levels == 1;
}

/* To any variant: what only psfex reads matters where the baseline's PSF is Piff's, too. */
static bool factor_matters(const struct study *st, size_t factor)
{
	bool matters = false;

	for (size_t i = 0; !matters && i < st->variants.n; i++) {
		AUTO_ARENA struct arena *renderings = arena_new();

		matters = factor_matters_to(st, &st->variants.at[i], factor, renderings);
	}
	return matters;
}

void study_check_factors(const struct study *st, struct diag *d)
{
	for (size_t i = 0; i < st->spec->n_factors; i++) {
		if (!factor_matters(st, i)) {
			diag_fail(d, st->spec->factors[i].at, "nothing depends on factor '%s'",
			          st->spec->factors[i].name);
			diag_help(d,
			          "use it as {%s} in a command, a file or a variable, or in a step's `when`",
			          st->spec->factors[i].name);
		}
	}
}
