#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/design/design.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/model/variant.h"
#include "secateur/yaml/yaml.h"

/* spread requires psf, and psf requires flux; psf stands last, so that the order of the list does not help */
enum { SHAPE, FLUX, SPREAD, PSF };
static const size_t users_of_flux[] = {PSF}, users_of_psf[] = {SPREAD};
static const struct level plugins[] = {
	[SHAPE] = {.name = "shape"},
	[FLUX] = {.name = "flux", .users = users_of_flux, .n_users = 1},
	[SPREAD] = {.name = "spread"},
	[PSF] = {.name = "psf", .users = users_of_psf, .n_users = 1},
};
static const struct factor factors[] = {
	{.name = "plugins", .kind = FACTOR_SET, .levels = plugins, .n_levels = 4},
};

/* fast and exact cannot be beside one another; polish requires exact */
enum { BASIC, FAST, EXACT, POLISH };
static const size_t users_of_exact[] = {POLISH}, not_beside_fast[] = {EXACT}, not_beside_exact[] = {FAST};
static const struct level ways[] = {
	[BASIC] = {.name = "basic", .required = true},
	[FAST] = {.name = "fast", .conflicts = not_beside_fast, .n_conflicts = 1},
	[EXACT] = {.name = "exact",
                   .users = users_of_exact,
                   .n_users = 1,
                   .conflicts = not_beside_exact,
                   .n_conflicts = 1},
	[POLISH] = {.name = "polish"},
};
static const struct factor in_conflict[] = {
	{.name = "plugins", .kind = FACTOR_SET, .levels = ways, .n_levels = 4},
};

/* "name: change" of each variant, a line each; else what was said against them. */
static const char *expand(const struct factor *factor, const char *text, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	struct source in = {"e.yaml", text};
	struct diag *d = diag_new(a);
	struct variants all = {0};
	const struct yaml *root;

	assert_true(yaml_parse(&in, a, d, &root));
	struct spec s = {.factors = factor,
	                 .n_factors = 1,
	                 .baseline = yaml_get(root, "baseline"),
	                 .variants = yaml_get(root, "variants")};
	if (!design_expand(&s, a, d, &all)) {
		return diag_last(d);
	}
	for (size_t i = 1; i < all.n; i++) {
		strbuf_addf(&b, "%s: %s\n", all.at[i].name, all.at[i].change);
	}
	return strbuf_take(&b, a);
}

static void gives(const char *text, const char *expected)
{
	AUTO_ARENA struct arena *a = arena_new();

	assert_string_equal(expand(factors, text, a), expected);
}

static void in_conflict_gives(const char *text, const char *expected)
{
	AUTO_ARENA struct arena *a = arena_new();

	assert_string_equal(expand(in_conflict, text, a), expected);
}

static void what_is_in_conflict_is_never_kept_together(void **state)
{
	(void)state;
	in_conflict_gives(
		"variants: [drop_each: plugins]\n",
		"'baseline' would have both 'fast' and 'exact' of 'plugins', which are in conflict");
	in_conflict_gives(
		"baseline: {plugins: [fast]}\nvariants: [keep_only: {plugins: [fast, exact]}]\n",
		"'plugins-+exact' would have both 'fast' and 'exact' of 'plugins', which are in conflict");
	in_conflict_gives("baseline: {plugins: [fast]}\nvariants: [keep_only: {plugins: [exact]}]\n",
	                  "plugins-fast-+exact: plugins: -fast +exact\n");
}

static void what_is_added_drives_out_what_it_is_in_conflict_with(void **state)
{
	(void)state;
	in_conflict_gives("baseline: {plugins: [fast]}\nvariants: [add_each: plugins]\n",
	                  "add-exact: plugins: -fast +exact\nadd-polish: plugins: -fast +exact +polish\n");
	in_conflict_gives("baseline: {plugins: [exact, polish]}\nvariants: [add_each: plugins]\n",
	                  "add-fast: plugins: +fast -exact -polish\n");
}

static void drop_takes_along_what_requires_it(void **state)
{
	(void)state;
	gives("variants: [{name: x, drop: {plugins: psf}}]", "x: plugins: -spread -psf\n");
	gives("variants: [{name: x, drop: {plugins: flux}}]", "x: plugins: only shape\n");
	gives("variants: [{name: x, drop: {plugins: spread}}]", "x: plugins: -spread\n");
}

static void drop_each_is_named_by_what_was_asked_for(void **state)
{
	(void)state;
	gives("variants: [{drop_each: plugins}]", "drop-shape: plugins: -shape\n"
	                                          "drop-flux: plugins: only shape\n"
	                                          "drop-spread: plugins: -spread\n"
	                                          "drop-psf: plugins: -spread -psf\n");
}

static void drop_each_of_less_takes_along_what_is_left(void **state)
{
	(void)state;
	gives("baseline: {plugins: [shape, psf, flux]}\nvariants: [{drop_each: plugins}]",
	      "drop-shape: plugins: -shape\n"
	      "drop-flux: plugins: only shape\n"
	      "drop-psf: plugins: -psf\n");
}

static void pairs_of_which_one_takes_the_other_along_are_passed_over(void **state)
{
	(void)state;
	gives("variants: [{drop_pairs: plugins}]", "drop-shape+flux: plugins: -shape -flux -spread -psf\n"
	                                           "drop-shape+spread: plugins: -shape -spread\n"
	                                           "drop-shape+psf: plugins: only flux\n");
}

static void add_each_brings_what_is_required(void **state)
{
	(void)state;
	gives("baseline: {plugins: [shape]}\nvariants: [{add_each: plugins}]",
	      "add-flux: plugins: +flux\n"
	      "add-spread: plugins: +flux +spread +psf\n"
	      "add-psf: plugins: +flux +psf\n");
}

static void the_same_dropped_in_two_ways_is_told(void **state)
{
	(void)state;
	gives("variants: [{name: x, drop: {plugins: flux}}, {name: y, drop: {plugins: [psf, flux]}}]",
	      "'y' is the same configuration as 'x'");
}

static void nothing_is_kept_without_what_it_requires(void **state)
{
	(void)state;
	gives("variants: [{name: x, keep_only: {plugins: [shape, psf]}}]",
	      "'psf' cannot be kept without 'flux', which it requires");
	gives("variants: [{name: x, keep_only: {plugins: 's*'}}]",
	      "'spread' cannot be kept without 'psf', which it requires");
	gives("baseline: {plugins: [spread, flux]}",
	      "'spread' cannot be kept without 'psf', which it requires");
	gives("variants: [{name: x, keep_only: {plugins: [psf, flux]}}]", "x: plugins: -shape -spread\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drop_takes_along_what_requires_it),
		cmocka_unit_test(drop_each_is_named_by_what_was_asked_for),
		cmocka_unit_test(drop_each_of_less_takes_along_what_is_left),
		cmocka_unit_test(pairs_of_which_one_takes_the_other_along_are_passed_over),
		cmocka_unit_test(add_each_brings_what_is_required),
		cmocka_unit_test(the_same_dropped_in_two_ways_is_told),
		cmocka_unit_test(what_is_in_conflict_is_never_kept_together),
		cmocka_unit_test(what_is_added_drives_out_what_it_is_in_conflict_with),
		cmocka_unit_test(nothing_is_kept_without_what_it_requires),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
