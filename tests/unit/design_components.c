#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/design/design.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/model/variant.h"
#include "secateur/yaml/yaml.h"

/* spread requires psf, and psf requires flux */
enum { SHAPE, FLUX, SPREAD, PSF, WIN };
static const size_t users_of_flux[] = {PSF}, users_of_psf[] = {SPREAD};
static const struct level plugins[] = {
	[SHAPE] = {.name = "shape", .required = true},
	[FLUX] = {.name = "flux", .users = users_of_flux, .n_users = 1},
	[SPREAD] = {.name = "spread"},
	[PSF] = {.name = "psf", .users = users_of_psf, .n_users = 1},
	[WIN] = {.name = "win"},
};
static const struct level snaps[] = {{.name = "9"}, {.name = "1"}};
static const struct level degrees[] = {{.name = "2"}, {.name = "1"}, {.name = "0"}};
static const struct level steps[] = {{.name = "deblend"}, {.name = "win"}, {.name = "a/b"}};
static const struct factor factors[] = {
	{.name = "plugins", .kind = FACTOR_SET, .levels = plugins, .n_levels = 5},
	{.name = "nsnap", .kind = FACTOR_CHOICE, .levels = snaps, .n_levels = 2},
	{.name = "degree", .kind = FACTOR_CHOICE, .levels = degrees, .n_levels = 3},
	{.name = "steps", .kind = FACTOR_SET, .levels = steps, .n_levels = 3},
};

/** An experiment, expanded, and what may be changed of its baseline. */
struct study {
	struct arena *arena;
	struct spec spec;
	struct variants all;
	const struct design_component *components;
	size_t n;
};

/* With the first `n_factors` of the factors above. */
static struct study prepare(struct arena *a, size_t n_factors, const char *text)
{
	struct source *in = NEW(a, struct source);
	struct diag *d = diag_new(a);
	const struct yaml *root;
	struct study t = {.arena = a};

	*in = (struct source){"e.yaml", text};
	assert_true(yaml_parse(in, a, d, &root));
	t.spec = (struct spec){.factors = factors,
	                       .n_factors = n_factors,
	                       .baseline = yaml_get(root, "baseline"),
	                       .variants = yaml_get(root, "variants")};
	assert_true(design_expand(&t.spec, a, d, &t.all));
	t.n = design_components(&t.spec, &t.all.at[0], a, &t.components);
	return t;
}

static const char *show(const struct study *t)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->n; i++) {
		const struct design_component *c = &t->components[i];
		strbuf_addf(&b, "%s (%s)%s\n", c->name, c->detail, c->is_switch ? " switch" : "");
	}
	return strbuf_take(&b, t->arena);
}

static size_t find(const struct study *t, const char *name)
{
	size_t i = 0;

	while (i < t->n && strcmp(t->components[i].name, name) != 0) {
		i++;
	}
	assert_true(i < t->n);
	return i;
}

/* The baseline without what is named, one blank between two, and with the changes of what is named there. */
static struct variant compose(const struct study *t, const char *dropped, const char *with)
{
	bool *drop = NEW_ARRAY(t->arena, bool, t->n), *include = NEW_ARRAY(t->arena, bool, t->all.n);
	struct design_cut cut = {t->components, t->n, drop, include};
	struct variant v = {0};

	for (size_t n; *dropped; dropped += n + (dropped[n] == ' ')) {
		n = strcspn(dropped, " ");
		drop[find(t, arena_strndup(t->arena, dropped, n))] = true;
	}
	for (size_t i = 0; i < t->all.n; i++) {
		include[i] = strstr(with, t->all.at[i].name) != NULL;
	}
	design_compose(&t->spec, &t->all, &cut, t->arena, &v);
	return v;
}

static void what_may_go_is_neither_required_nor_gone(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 3, "baseline: {plugins: [flux, win]}");

	assert_string_equal(show(&t), "flux (plugins: -flux)\n"
	                              "win (plugins: -win)\n"
	                              "nsnap=1 (nsnap: 9 -> 1) switch\n");
}

static void a_switch_leads_away_from_the_baseline(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 2, "baseline: {nsnap: 1, plugins: []}");

	assert_string_equal(show(&t), "nsnap=9 (nsnap: 1 -> 9) switch\n");
	assert_string_equal(compose(&t, "nsnap=9", "").change, "nsnap: 1 -> 9");
	assert_int_equal(compose(&t, "nsnap=9", "").kind, VARIANT_VARY);
}

static void components_of_the_same_name_are_told_apart(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 4, "baseline: {plugins: [win]}");

	assert_string_equal(show(&t), "plugins/win (plugins: -win)\n"
	                              "nsnap=1 (nsnap: 9 -> 1) switch\n"
	                              "deblend (steps: -deblend)\n"
	                              "steps/win (steps: -win)\n"
	                              "steps/a/b (steps: -a/b)\n");
	assert_string_equal(compose(&t, "steps/win plugins/win", "").change, "plugins: -win; steps: -win");
}

static void users_are_known_through_others(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 4, "{}");
	const bool *users = design_users(&t.spec, t.components, t.n, a);
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t.n * t.n; i++) {
		if (users[i]) {
			strbuf_addf(&b, "%s<%s ", t.components[i / t.n].name, t.components[i % t.n].name);
		}
	}
	assert_string_equal(strbuf_take(&b, a), "flux<spread flux<psf psf<spread ");
}

static void a_cut_takes_along_what_requires_it(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 3, "{}");
	struct variant v = compose(&t, "psf nsnap=1", "");

	assert_string_equal(v.change, "plugins: -spread -psf; nsnap: 9 -> 1");
	assert_int_equal(v.kind, VARIANT_NAMED);
	assert_int_equal(v.reference, 0);
	assert_int_equal(compose(&t, "psf", "").kind, VARIANT_DROP);
}

static void a_cut_is_named_by_its_settings(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 3, "{}");
	const char *name = compose(&t, "spread psf", "").name;

	assert_string_equal(name, "cut-8b07651d9be1"); /* for ever: databases hold it */
	assert_string_equal(compose(&t, "psf", "").name, name);
	assert_string_not_equal(compose(&t, "spread", "").name, name);
}

static void variants_are_made_on_top_of_what_is_dropped(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 3,
	                         "baseline: {plugins: [flux, psf]}\n"
	                         "variants: [{name: flat, set: {degree: 0}},"
	                         " {name: few, against: flat, set: {nsnap: 1}, drop: {plugins: psf}},"
	                         " {name: more, keep_only: {plugins: [flux, psf, spread, win]}}]");

	assert_string_equal(compose(&t, "", "flat").change, "degree: 2 -> 0");
	assert_string_equal(compose(&t, "psf", "flat").change, "plugins: -psf; degree: 2 -> 0");
	assert_string_equal(compose(&t, "", "few").change, "plugins: -psf; nsnap: 9 -> 1; degree: 2 -> 0");
	assert_string_equal(compose(&t, "", "more").change, "plugins: +spread +win");
	/* what a variant brings goes when what it requires goes */
	assert_string_equal(compose(&t, "psf", "more").change, "plugins: -psf +win");
}

static void a_cut_that_changes_nothing_is_the_baseline(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 3, "{}");
	struct design_cut nothing = {t.components, t.n, NULL, NULL};
	struct variant v;

	design_compose(&t.spec, &t.all, &nothing, a, &v);
	assert_string_equal(v.name, "baseline");
	assert_int_equal(v.kind, VARIANT_BASELINE);
	assert_string_equal(compose(&t, "", "").name, "baseline");
}

static void variants_that_cannot_be_chosen_together_are_told(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(a, 3,
	                         "variants: [{name: one, set: {degree: 1}}, {name: zero, set: {degree: 0}},"
	                         " {name: both, set: {degree: 1}, drop: {plugins: [psf, win]}},"
	                         " {name: psf, drop: {plugins: psf}}, {name: win, drop: {plugins: win}}]");
	const struct variant *v = t.all.at;
	struct variant spread = compose(&t, "spread", ""), snap = compose(&t, "nsnap=1", "");

	assert_true(design_conflict(&t.spec, v, &v[1], &v[2]));  /* two levels of one choice */
	assert_true(design_conflict(&t.spec, v, &v[2], &v[3]));  /* the same, and more */
	assert_true(design_conflict(&t.spec, v, &v[1], &v[3]));  /* held */
	assert_true(design_conflict(&t.spec, v, &v[3], &v[4]));  /* held the other way round */
	assert_false(design_conflict(&t.spec, v, &v[1], &v[4])); /* nothing in common */
	assert_false(design_conflict(&t.spec, v, &v[4], &v[5]));
	assert_true(design_conflict(&t.spec, v, &v[4], &spread)); /* it goes along with psf */
	assert_false(design_conflict(&t.spec, v, &v[5], &spread));
	assert_false(design_conflict(&t.spec, v, &v[3], &snap));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_go_is_neither_required_nor_gone),
		cmocka_unit_test(a_switch_leads_away_from_the_baseline),
		cmocka_unit_test(components_of_the_same_name_are_told_apart),
		cmocka_unit_test(users_are_known_through_others),
		cmocka_unit_test(a_cut_takes_along_what_requires_it),
		cmocka_unit_test(a_cut_is_named_by_its_settings),
		cmocka_unit_test(variants_are_made_on_top_of_what_is_dropped),
		cmocka_unit_test(a_cut_that_changes_nothing_is_the_baseline),
		cmocka_unit_test(variants_that_cannot_be_chosen_together_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
