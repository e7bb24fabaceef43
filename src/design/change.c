#include "design_private.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/design/design.h"

static bool is_kept(const struct setting *s, size_t component) { return s->kept[component]; }

static bool setting_equal(const struct setting *x, const struct setting *y)
{
	if (x->factor->kind == FACTOR_CHOICE) {
		return x->level == y->level;
	}
	return memcmp(x->kept, y->kept, x->factor->n_levels * sizeof(bool)) == 0;
}

bool settings_equal(const struct setting *x, const struct setting *y, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!setting_equal(&x[i], &y[i])) {
			return false;
		}
	}
	return true;
}

struct tally {
	size_t kept, dropped, added;
};

static struct tally count_changes(const struct setting *from, const struct setting *to)
{
	struct tally t = {0};

	for (size_t i = 0; i < to->factor->n_levels; i++) {
		t.kept += is_kept(to, i);
		t.dropped += is_kept(from, i) && !is_kept(to, i);
		t.added += !is_kept(from, i) && is_kept(to, i);
	}
	return t;
}

/* "-winpos -aper", or "only isoshape, psf" where that is shorter. */
static void add_set_change(struct strbuf *b, const struct setting *from, const struct setting *to)
{
	const struct level *levels = to->factor->levels;
	struct tally t = count_changes(from, to);
	bool only = t.added == 0 && t.kept > 0 && t.kept < t.dropped;
	const char *separator = only ? "only " : "";

	for (size_t i = 0; i < to->factor->n_levels; i++) {
		if (only ? is_kept(to, i) : is_kept(from, i) != is_kept(to, i)) {
			const char *sign = only ? "" : is_kept(to, i) ? "+" : "-";
			strbuf_addf(b, "%s%s%s", separator, sign, levels[i].name);
			separator = only ? ", " : " ";
		}
	}
}

char *settings_change(const struct setting *from, const struct setting *to, size_t n, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		const struct factor *f = to[i].factor;
		if (setting_equal(&from[i], &to[i])) {
			continue;
		}
		strbuf_addf(&b, "%s%s: ", b.len ? "; " : "", f->name);
		if (f->kind == FACTOR_SET) {
			add_set_change(&b, &from[i], &to[i]);
		} else {
			strbuf_addf(&b, "%s -> %s", f->levels[from[i].level].name,
			            f->levels[to[i].level].name);
		}
	}
	return strbuf_take(&b, a);
}

enum variant_kind settings_kind(const struct setting *from, const struct setting *to, size_t n)
{
	size_t dropped = 0, added = 0, varied = 0;

	for (size_t i = 0; i < n; i++) {
		if (to[i].factor->kind == FACTOR_CHOICE) {
			varied += from[i].level != to[i].level;
			continue;
		}
		struct tally t = count_changes(&from[i], &to[i]);
		dropped += t.dropped;
		added += t.added;
	}
	if (added == 0 && dropped == 0) {
		return varied == 1 ? VARIANT_VARY : VARIANT_CROSS;
	}
	return added == 0 && varied == 0 ? VARIANT_DROP : VARIANT_NAMED;
}

static struct binding bind(const struct setting *s, struct arena *a)
{
	const struct factor *f = s->factor;
	VEC(const char *) items = {0}, levels = {0}, dropped = {0};

	for (size_t i = 0; i < f->n_levels; i++) {
		const struct level *l = &f->levels[i];
		const bool is_there = f->kind == FACTOR_SET ? is_kept(s, i) : s->level == i;
		if (is_there) {
			*vec_push(a, &levels) = l->name;
		}
		for (size_t j = 0; j < l->n_items && is_there; j++) {
			*vec_push(a, &items) = l->items[j];
		}
		for (size_t j = 0; j < l->n_items && !is_there && f->kind == FACTOR_SET; j++) {
			*vec_push(a, &dropped) = l->items[j];
		}
	}
	return (struct binding){.name = f->name,
	                        .items = items.at,
	                        .n = items.n,
	                        .levels = levels.at,
	                        .n_levels = levels.n,
	                        .is_set = f->kind == FACTOR_SET,
	                        .dropped = dropped.at,
	                        .n_dropped = dropped.n};
}

struct binding *design_bindings(const struct setting *settings, size_t n, struct arena *a)
{
	struct binding *all = NEW_ARRAY(a, struct binding, n);

	for (size_t i = 0; i < n; i++) {
		all[i] = bind(&settings[i], a);
	}
	return all;
}
