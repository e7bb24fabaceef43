#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/design/filter.h"
#include "secateur/model/dossier.h"

/* Two components, of which the baseline has both, and a choice; `lean` starts from `small`. */
#define SETTINGS(flux, win, degree)                                               \
	{                                                                         \
		{"degree", degree, false, true}, {"plugins", "flux", true, flux}, \
		{                                                                 \
			"plugins", "win_x", true, win                             \
		}                                                                 \
	}
static const struct dossier_setting settings[][3] = {
	SETTINGS(true, true, "2"), SETTINGS(false, true, "2"), SETTINGS(true, false, "2"),
	SETTINGS(true, true, "1"), SETTINGS(false, true, "0"),
};
static const struct filter_subject variants[] = {
	{"baseline", 0, settings[0], 3}, {"drop-flux", 0, settings[1], 3}, {"drop-win_x", 0, settings[2], 3},
	{"small", 0, settings[3], 3},    {"lean", 3, settings[4], 3},
};
static const char *const inputs[] = {"sky-1", "sky-2", "lab"};

/* The names selected, or what was said against it. */
static const char *select_all(const char *text, struct arena *a)
{
	const struct filter_request q = {text, variants, 5, inputs, 3};
	struct diag *d = diag_new(a);
	struct selection s;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	if (!filter_select(&q, a, d, &s)) {
		return diag_last(d);
	}
	for (size_t i = 0; i < 5; i++) {
		strbuf_addf(&b, "%s%s", s.variants[i] && i ? " " : "", s.variants[i] ? variants[i].name : "");
	}
	strbuf_add(&b, ";");
	for (size_t i = 0; i < 3; i++) {
		strbuf_addf(&b, "%s%s", s.inputs[i] ? " " : "", s.inputs[i] ? inputs[i] : "");
	}
	return strbuf_take(&b, a);
}

static void selects(const char *text, const char *expected)
{
	AUTO_ARENA struct arena *a = arena_new();

	assert_string_equal(select_all(text, a), expected);
}

static void nothing_said_is_all(void **state)
{
	(void)state;
	selects("", "baseline drop-flux drop-win_x small lean; sky-1 sky-2 lab");
	selects("  \t ", "baseline drop-flux drop-win_x small lean; sky-1 sky-2 lab");
}

static void variants_are_selected_by_name_with_what_they_are_compared_with(void **state)
{
	(void)state;
	selects("drop-*", "baseline drop-flux drop-win_x; sky-1 sky-2 lab");
	selects("small,drop-f*", "baseline drop-flux small; sky-1 sky-2 lab");
	selects("lean", "baseline small lean; sky-1 sky-2 lab");
	selects("-drop-* -lean", "baseline small; sky-1 sky-2 lab");
}

static void variants_are_selected_by_what_they_change(void **state)
{
	(void)state;
	selects("drop:win*", "baseline drop-win_x; sky-1 sky-2 lab");
	selects("drop:flux", "baseline drop-flux small lean; sky-1 sky-2 lab");
	selects("keep:flux -drop:win*", "baseline small; sky-1 sky-2 lab");
	selects("degree:1", "baseline small; sky-1 sky-2 lab");
	selects("degree:0,1 -small", "baseline small lean; sky-1 sky-2 lab");
	selects("degree:2 drop:flux", "baseline drop-flux; sky-1 sky-2 lab");
}

static void inputs_are_selected_by_their_ids(void **state)
{
	(void)state;
	selects("input:sky-*", "baseline drop-flux drop-win_x small lean; sky-1 sky-2");
	selects("small -input:lab,sky-1", "baseline small; sky-2");
}

/* Names of levels hold what parts words else. */
static void a_name_is_taken_as_a_whole(void **state)
{
	static const struct dossier_setting own[][1] = {{{"drop", "one", false, true}},
	                                                {{"drop", "t:w,o", false, true}}};
	static const struct filter_subject two[] = {{"baseline", 0, own[0], 1}, {"drop=t:w,o", 0, own[1], 1}};
	static const char *const words[] = {"drop=t:w,o", "drop:t:w,o", "-baseline"};
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct filter_request q = {words[i], two, 2, inputs, 3};
		struct selection s;
		assert_true(filter_select(&q, a, diag_new(a), &s));
		assert_true(s.variants[1]);
	}
}

static void what_selects_nothing_or_is_not_known_is_told(void **state)
{
	(void)state;
	selects("drop-fluxx", "filter: 'drop-fluxx' selects no variant");
	selects("input:moon", "filter: 'input:moon' selects no input");
	selects("degre:1", "filter: there is no factor 'degre'; did you mean 'degree'?");
	selects("imput:lab", "filter: there is no factor 'imput'; did you mean 'input'?");
	selects("plugins:flux", "filter: 'plugins' is a set: say drop:NAME or keep:NAME");
	selects("degree:", "filter: 'degree:' has no pattern");
	selects("-", "filter: '-' has no pattern");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_said_is_all),
		cmocka_unit_test(variants_are_selected_by_name_with_what_they_are_compared_with),
		cmocka_unit_test(variants_are_selected_by_what_they_change),
		cmocka_unit_test(inputs_are_selected_by_their_ids),
		cmocka_unit_test(a_name_is_taken_as_a_whole),
		cmocka_unit_test(what_selects_nothing_or_is_not_known_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
