/**
 * What `variants` come to. Every construct of the language is in a test with its exact expansion:
 *   drop_each, drop (names, prefix*), drop_pairs, keep_only, add_each, vary_each, cross, zip, named with set and
 *   drop, against, baseline, exclude: here
 *   required, requires: design_requires.c
 *   set, choice, range, parameters also from the command line, inputs inline and from a CSV: spec_read.c
 *   steps, when, loop and its times, files by text, environment, version: workload_command.c
 *   anchors, merge keys: yaml_tree.c; include: cli/include.sh
 *   all of them together with files from a template, down to what is run: cli/constructs.sh
 *   the members that a dropped group takes away, and what makes two variants the same for ever: engine_prepare.c
 *   what is refused, with its words: tests/data/bad
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/design/design.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/model/variant.h"
#include "secateur/yaml/yaml.h"

static const char *const texts[] = {"A",    "B",     "2",    "1",     "0",     "psfex",
                                    "piff", "shape", "flux", "win_a", "win_b", "W"};
static const struct level degrees[] = {{.name = "2", .items = &texts[2], .n_items = 1},
                                       {.name = "1", .items = &texts[3], .n_items = 1},
                                       {.name = "0", .items = &texts[4], .n_items = 1}};
static const struct level determiners[] = {{.name = "psfex", .items = &texts[5], .n_items = 1},
                                           {.name = "piff", .items = &texts[6], .n_items = 1}};
static const struct level plugins[] = {{.name = "shape", .items = &texts[0], .n_items = 2, .required = true},
                                       {.name = "flux", .items = &texts[8], .n_items = 1},
                                       {.name = "win_a", .items = &texts[9], .n_items = 1},
                                       {.name = "win_b", .items = &texts[10], .n_items = 1}};
static const struct factor factors[] = {
	{.name = "degree", .kind = FACTOR_CHOICE, .levels = degrees, .n_levels = 3},
	{.name = "determiner", .kind = FACTOR_CHOICE, .levels = determiners, .n_levels = 2},
	{.name = "plugins", .kind = FACTOR_SET, .levels = plugins, .n_levels = 4},
};

/** One expansion: its variants, or what was said against it. */
struct expansion {
	struct arena *arena;
	struct variants all;
	bool ok;
	const char *complaint;
};

static struct expansion expand(struct arena *a, const char *text)
{
	struct source *in = NEW(a, struct source);
	struct diag *d = diag_new(a);
	const struct yaml *root;
	struct expansion e = {.arena = a};

	*in = (struct source){"e.yaml", text};
	assert_true(yaml_parse(in, a, d, &root));
	struct spec s = {.factors = factors,
	                 .n_factors = 3,
	                 .baseline = yaml_get(root, "baseline"),
	                 .variants = yaml_get(root, "variants"),
	                 .exclude = yaml_get(root, "exclude")};
	e.ok = design_expand(&s, a, d, &e.all);
	e.complaint = diag_last(d) ? diag_last(d) : "";
	return e;
}

/* "name<reference: change" of each variant, a line each. */
static const char *show(const struct expansion *e)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 1; e->ok && i < e->all.n; i++) {
		const struct variant *v = &e->all.at[i];
		strbuf_addf(&b, "%s<%s: %s\n", v->name, e->all.at[v->reference].name, v->change);
	}
	return strbuf_take(&b, e->arena);
}

static void expands_to(const char *text, const char *expected)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct expansion e = expand(a, text);

	assert_string_equal(e.complaint, "");
	assert_string_equal(show(&e), expected);
}

static void is_refused(const char *text, const char *complaint)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct expansion e = expand(a, text);

	assert_false(e.ok);
	assert_string_equal(e.complaint, complaint);
}

static void drop_each_leaves_one_out_and_spares_what_is_required(void **state)
{
	(void)state;
	expands_to("variants: [{drop_each: plugins}]", "drop-flux<baseline: plugins: -flux\n"
	                                               "drop-win_a<baseline: plugins: -win_a\n"
	                                               "drop-win_b<baseline: plugins: -win_b\n");
}

static void drop_takes_names_and_prefixes_together(void **state)
{
	(void)state;
	expands_to("variants: [{drop: {plugins: [flux, 'win_*']}}, {name: w, drop: {plugins: 'win_*'}}]",
	           "plugins-only-shape<baseline: plugins: only shape\n"
	           "w<baseline: plugins: -win_a -win_b\n");
}

static void keep_only_keeps_what_is_required_as_well(void **state)
{
	(void)state;
	expands_to("variants: [{name: min, keep_only: {plugins: [win_a]}}]",
	           "min<baseline: plugins: -flux -win_b\n");
}

static void vary_each_changes_one_factor_at_a_time(void **state)
{
	(void)state;
	expands_to("baseline: {degree: 1}\nvariants: [{vary_each: [degree, determiner]}]",
	           "degree=2<baseline: degree: 1 -> 2\n"
	           "degree=0<baseline: degree: 1 -> 0\n"
	           "determiner=piff<baseline: determiner: psfex -> piff\n");
}

static void cross_gives_every_combination_but_the_baseline(void **state)
{
	(void)state;
	expands_to("variants: [{cross: [determiner, degree]}]",
	           "determiner=psfex,degree=1<baseline: degree: 2 -> 1\n"
	           "determiner=psfex,degree=0<baseline: degree: 2 -> 0\n"
	           "determiner=piff,degree=2<baseline: determiner: psfex -> piff\n"
	           "determiner=piff,degree=1<baseline: degree: 2 -> 1; determiner: psfex -> piff\n"
	           "determiner=piff,degree=0<baseline: degree: 2 -> 0; determiner: psfex -> piff\n");
}

static void drop_pairs_leaves_every_two_out(void **state)
{
	(void)state;
	expands_to("variants: [{drop_pairs: plugins}]",
	           "drop-flux+win_a<baseline: plugins: -flux -win_a\n"
	           "drop-flux+win_b<baseline: plugins: -flux -win_b\n"
	           "drop-win_a+win_b<baseline: plugins: -win_a -win_b\n");
	expands_to("variants: [{name: lean, drop: {plugins: flux}}, {drop_pairs: plugins, against: lean}]",
	           "lean<baseline: plugins: -flux\n"
	           "drop-win_a+win_b<lean: plugins: only shape\n");
	is_refused("variants: [{keep_only: {plugins: flux}, name: f}, {drop_pairs: plugins, against: f}]",
	           "'drop_pairs' finds nothing to change here");
}

static void add_each_gives_a_minimal_baseline_one_more(void **state)
{
	(void)state;
	expands_to("baseline: {plugins: [flux]}\nvariants: [{add_each: plugins}]",
	           "add-win_a<baseline: plugins: +win_a\n"
	           "add-win_b<baseline: plugins: +win_b\n");
	is_refused("variants: [{add_each: plugins}]", "'add_each' finds nothing to change here");
	is_refused("variants: [{add_each: degree}]",
	           "'degree' is not a set: nothing of it can be dropped or added");
}

static void zip_takes_levels_in_step(void **state)
{
	(void)state;
	expands_to("variants: [{zip: {degree: [2, 1, 0], determiner: [psfex, piff, piff]}}]",
	           "degree=1,determiner=piff<baseline: degree: 2 -> 1; determiner: psfex -> piff\n"
	           "degree=0,determiner=piff<baseline: degree: 2 -> 0; determiner: psfex -> piff\n");
	is_refused("variants: [{zip: {degree: [2, 1], determiner: [piff]}}]",
	           "1 levels of 'determiner', but 2 of 'degree': a zip takes them in step");
	is_refused("variants: [{zip: {degree: [1, 7], determiner: [psfex, piff]}}]",
	           "'degree' has no level '7'");
	is_refused("variants: [{zip: {degree: 1}}]", "expected a list of levels of 'degree'");
	is_refused("variants: [{zip: [degree, determiner]}]",
	           "expected a map from factors to lists of levels");
	is_refused("variants: [{zip: {degree: [1, 1]}}]", "there is a variant 'degree=1' already");
}

static void a_named_variant_sets_and_drops_at_once(void **state)
{
	(void)state;
	expands_to(
		"variants: [{name: lean, set: {determiner: piff, degree: 0}, drop: {plugins: [flux, win_b]}},"
		" {name: least, set: {degree: 1}, keep_only: {plugins: ['win_*', flux]}, drop: {plugins: flux}}]",
		"lean<baseline: degree: 2 -> 0; determiner: psfex -> piff; plugins: -flux -win_b\n"
		"least<baseline: degree: 2 -> 1; plugins: -flux\n");
}

static void a_baseline_is_levels_and_what_is_kept_of_sets(void **state)
{
	(void)state;
	expands_to(
		"baseline: {degree: 0, plugins: win_a}\nvariants: [{vary_each: degree}, {add_each: plugins}]",
		"degree=2<baseline: degree: 0 -> 2\n"
		"degree=1<baseline: degree: 0 -> 1\n"
		"add-flux<baseline: plugins: +flux\n"
		"add-win_b<baseline: plugins: +win_b\n");
	is_refused("baseline: {degree: [0]}", "expected a level of 'degree', not a list");
	is_refused("baseline: {degre: 0}", "there is no factor 'degre'; did you mean 'degree'?");
}

static void a_variant_against_another_starts_from_it(void **state)
{
	(void)state;
	expands_to(
		"variants: [{name: p, set: {determiner: piff}}, {name: q, against: p, drop: {plugins: flux}}]",
		"p<baseline: determiner: psfex -> piff\n"
		"q<p: plugins: -flux\n");
}

static void exclude_takes_combinations_out(void **state)
{
	(void)state;
	expands_to("variants: [{cross: [determiner, degree]}]\nexclude: [{determiner: piff, degree: [0, 1]}]",
	           "determiner=psfex,degree=1<baseline: degree: 2 -> 1\n"
	           "determiner=psfex,degree=0<baseline: degree: 2 -> 0\n"
	           "determiner=piff,degree=2<baseline: determiner: psfex -> piff\n");
}

static void a_variant_knows_in_what_way_it_differs(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct expansion e =
		expand(a, "variants: [{name: d, drop: {plugins: flux}}, {name: v, set: {degree: 1}},"
	                  " {name: c, set: {degree: 1, determiner: piff}},"
	                  " {name: n, set: {degree: 1}, drop: {plugins: flux}}]");

	assert_true(e.ok);
	assert_int_equal(e.all.at[0].kind, VARIANT_BASELINE);
	assert_int_equal(e.all.at[1].kind, VARIANT_DROP);
	assert_int_equal(e.all.at[2].kind, VARIANT_VARY);
	assert_int_equal(e.all.at[3].kind, VARIANT_CROSS);
	assert_int_equal(e.all.at[4].kind, VARIANT_NAMED);
}

static void mistakes_are_named(void **state)
{
	(void)state;
	is_refused("variants: [{drop: {plugins: [flx]}}]",
	           "'plugins' has no component 'flx'; did you mean 'flux'?");
	is_refused("variants: [{drop: {plugins: [shape]}}]", "'shape' is required: it cannot be dropped");
	is_refused("variants: [{drop: {plugins: ['model_*']}}]",
	           "'model_*' matches no component of 'plugins'");
	is_refused("variants: [{drop_each: degree}]",
	           "'degree' is not a set: nothing of it can be dropped or added");
	is_refused("variants: [{name: s, set: {degree: 2}}]",
	           "'s' changes nothing: it is the same as 'baseline'");
	is_refused("variants: [{name: x, set: {degree: 1}}, {name: y, set: {degree: 1}}]",
	           "'y' is the same configuration as 'x'");
	is_refused("variants: [{name: x, set: {degree: 1}}, {name: x, set: {degree: 0}}]",
	           "there is a variant 'x' already");
	is_refused("variants: [{name: x, against: y, set: {degree: 1}}]", "there is no variant 'y' above");
	is_refused("variants: [{name: x, cross: [degree]}]",
	           "'cross' makes several variants: it stands alone in its entry");
	is_refused("variants: [{vary_each: [degree]}]\nexclude: [{determiner: piff}]",
	           "this excludes nothing");
	is_refused("variants: [{vary_each: degree}]\nexclude: [{degree: [0, 1]}]",
	           "this excludes every variant");
	is_refused("variants: [{vary_each: [degree, determiner, degree]}]", "'degree' is listed twice");
	is_refused("variants: [{drop: {plugins: 'win*a'}}]",
	           "'win*a': a * stands at the end, for all that begin with what is before it");
	is_refused("exclude: [{degree: 2}]", "this excludes 'baseline', with which others are compared");
}

static void an_entry_that_comes_to_nothing_is_named(void **state)
{
	(void)state;
	is_refused("baseline: {plugins: []}\nvariants: [{drop_each: plugins}]",
	           "'drop_each' finds nothing to change here");
	is_refused("baseline: {plugins: []}\nvariants: [{drop_pairs: plugins}]",
	           "'drop_pairs' finds nothing to change here");
	is_refused("variants: [{vary_each: degree}, {cross: [degree]}]",
	           "'cross' finds nothing to change here");
	is_refused("variants: [{drop: {plugins: []}}]", "this changes nothing: it is the same as 'baseline'");
}

static void thousands_of_components_are_left_out_one_by_one_in_no_time(void **state)
{
	(void)state;
	enum { N = 3000 };
	AUTO_ARENA struct arena *a = arena_new();
	struct level *levels = NEW_ARRAY(a, struct level, N);
	struct source in = {"e.yaml", "variants: [{drop_each: many}]"};
	struct diag *d = diag_new(a);
	struct variants all;
	const struct yaml *root;

	for (size_t i = 0; i < N; i++) {
		levels[i].name = arena_printf(a, "c%zu", i);
	}
	const struct factor many = {.name = "many", .kind = FACTOR_SET, .levels = levels, .n_levels = N};
	assert_true(yaml_parse(&in, a, d, &root));
	struct spec s = {.factors = &many, .n_factors = 1, .variants = yaml_get(root, "variants")};
	clock_t start = clock();
	assert_true(design_expand(&s, a, d, &all));
	assert_int_equal(all.n, N + 1);
	assert_string_equal(all.at[N].change, "many: -c2999");
	/* comparing all pairs byte for byte takes more than ten times as long */
	assert_true(clock() - start < 10 * (clock_t)CLOCKS_PER_SEC);
}

static void bindings_hold_the_members_of_what_is_kept(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct expansion e = expand(a, "variants: [{name: x, set: {degree: 1}, drop: {plugins: 'win_*'}}]");
	struct binding *b = design_bindings(e.all.at[1].settings, 3, a);

	assert_string_equal(b[0].items[0], "1");
	assert_string_equal(b[2].name, "plugins");
	assert_int_equal(b[2].n, 3); /* shape has two members */
	assert_string_equal(b[2].items[1], "B");
	assert_string_equal(b[2].items[2], "flux");
	assert_int_equal(b[2].n_levels, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drop_each_leaves_one_out_and_spares_what_is_required),
		cmocka_unit_test(drop_takes_names_and_prefixes_together),
		cmocka_unit_test(keep_only_keeps_what_is_required_as_well),
		cmocka_unit_test(vary_each_changes_one_factor_at_a_time),
		cmocka_unit_test(cross_gives_every_combination_but_the_baseline),
		cmocka_unit_test(drop_pairs_leaves_every_two_out),
		cmocka_unit_test(add_each_gives_a_minimal_baseline_one_more),
		cmocka_unit_test(zip_takes_levels_in_step),
		cmocka_unit_test(a_named_variant_sets_and_drops_at_once),
		cmocka_unit_test(a_baseline_is_levels_and_what_is_kept_of_sets),
		cmocka_unit_test(a_variant_against_another_starts_from_it),
		cmocka_unit_test(exclude_takes_combinations_out),
		cmocka_unit_test(a_variant_knows_in_what_way_it_differs),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(an_entry_that_comes_to_nothing_is_named),
		cmocka_unit_test(thousands_of_components_are_left_out_one_by_one_in_no_time),
		cmocka_unit_test(bindings_hold_the_members_of_what_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
