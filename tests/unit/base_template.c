#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../helpers/arena_fixture.h"
#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/template.h"

static const char *const degree[] = {"3"};
static const char *const images[] = {"a.fits", "b.fits"};
static const struct binding outer_at[] = {{.name = "psf_degree", .items = degree, .n = 1},
                                          {.name = "images", .items = images, .n = 2}};
static const struct scope outer = {outer_at, 2, NULL};
static const char *const name[] = {"base"};
static const struct binding inner_at[] = {
	{.name = "variant", .items = name, .n = 1}, {.name = "input.image", .late = true}, {.name = "none"}};
static const struct scope scope = {inner_at, 3, &outer};

static const char *render(const char *s)
{
	return template_text((struct text){.s = s}, &scope, ", ", arena, diag);
}

static void holes_are_filled_from_the_nearest_scope(void **state)
{
	static const char *const other[] = {"4"};
	static const struct binding nearer[] = {{.name = "psf_degree", .items = other, .n = 1}};
	struct scope near = {nearer, 1, &scope};

	(void)state;
	assert_string_equal(render("{variant}-{psf_degree}"), "base-3");
	assert_string_equal(render("[{images}]"), "[a.fits, b.fits]");
	assert_string_equal(render("<{none}>"), "<>");
	assert_string_equal(render(""), "");
	assert_string_equal(template_text((struct text){.s = "{psf_degree}"}, &near, "", arena, diag), "4");
}

static const char *const kept[] = {"base_Psf", "it's \"new\"\n", "-1.5e3"}, *const gone[] = {"ext_Kron"};
static const struct binding in_force_at[] = {
	{.name = "plugins", .items = kept, .n = 3, .is_set = true, .dropped = gone, .n_dropped = 1},
	{.name = "all_gone", .is_set = true, .dropped = kept, .n_dropped = 3},
	{.name = "one", .items = gone, .n = 1, .is_set = true},
	{.name = "level", .items = gone, .n = 1},
	{.name = "flag", .items = (const char *const[]){"True"}, .n = 1},
	{.name = "own.dropped", .items = degree, .n = 1},
	{.name = "later", .late = true, .is_set = true}};
static const struct scope in_force = {in_force_at, 7, &scope};

static const char *render_set(const char *s)
{
	return template_text((struct text){.s = s}, &in_force, "\n", arena, diag);
}

static void a_form_writes_for_another_language(void **state)
{
	static const char *const cases[][2] = {
		{"{plugins|python}", "['base_Psf', 'it\\'s \"new\"\\n', -1.5e3]"},
		{"{plugins|json}", "[\"base_Psf\", \"it's \\\"new\\\"\\n\", -1.5e3]"},
		{"{plugins|yaml}", "[\"base_Psf\", \"it's \\\"new\\\"\\n\", \"-1.5e3\"]"},
		{"{plugins|shell}", "base_Psf 'it'\\''s \"new\"\n' -1.5e3"},
		{"{plugins.dropped}", "ext_Kron"},
		{"-= {plugins.dropped|python}", "-= ['ext_Kron']"},
		{"{plugins.kept|join:; }", "base_Psf; it's \"new\"\n; -1.5e3"},
		{"{images|join:\\n\\t}", "a.fits\n\tb.fits"},
		{"{images|ini}", "a.fits, b.fits"},
		{"{images|lines}", "a.fits\nb.fits"},
		{"{all_gone|json}{all_gone}", "[]"},
		{"{one|python} {level|python} {level|json}", "['ext_Kron'] 'ext_Kron' \"ext_Kron\""},
		{"{flag|python} {flag|json} {psf_degree|yaml}", "True \"True\" 3"},
		{"{own.dropped}", "3"}, /* a name of its own comes first */
		{"{later.dropped|python} {input.image|json}", "{later.dropped|python} {input.image|json}"},
		{"{ x|json} {1|2} {plugins|} {plugins|json", "{ x|json} {1|2} {plugins|} {plugins|json"},
		{"{{plugins|json}", "{plugins|json}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(render_set(cases[i][0]), cases[i][1]);
	}
	assert_int_equal(diag_errors(diag), 0);
}

static void a_form_that_makes_no_sense_is_an_error(void **state)
{
	(void)state;
	assert_null(render_set("{plugins|pyhton}"));
	assert_string_equal(diag_last(diag), "there is no form 'pyhton'; did you mean 'python'?");
	assert_null(render_set("{plugins|json:x}"));
	assert_string_equal(diag_last(diag), "the form 'json' takes nothing after a colon");
	assert_null(render_set("{plugins|join}"));
	assert_string_equal(diag_last(diag), "the form 'join' wants a separator: {...|join:, }");
	assert_null(render_set("{level.dropped}"));
	assert_string_equal(diag_last(diag),
	                    "nothing is named 'level.dropped'; did you mean 'later.dropped'?");
	assert_null(render_set("{plugins|ini}"));
	assert_string_equal(diag_last(diag), "'ini' puts a line feed where one line is asked for");
	assert_null(render_set("{plugins|args}"));
	assert_string_equal(diag_last(diag),
	                    "'args' stands for arguments: the hole is to be all of one of a command");
	assert_false(template_check((struct text){.s = "{plugins|args}"}, &in_force, arena, diag));
}

static void a_list_can_be_as_many_arguments(void **state)
{
	static const struct text argv[] = {{.s = "run"},
	                                   {.s = "{images|args}"},
	                                   {.s = "--all={images}"},
	                                   {.s = "{all_gone|args}"},
	                                   {.s = "{later|args}"}};
	static const struct text half[] = {{.s = "x{images|args}"}};
	static const char *const expected[] = {"run", "a.fits", "b.fits", "--all=a.fits,b.fits",
	                                       "{later|args}"};
	const char *const *got = template_argv(argv, 5, &in_force, arena, diag);

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(got[i], expected[i]);
	}
	assert_null(got[5]);
	assert_true(template_check_argv(argv, 5, &in_force, arena, diag));
	assert_false(template_check_argv(half, 1, &in_force, arena, diag));
	assert_null(template_argv(half, 1, &in_force, arena, diag));
	assert_null(template_argv(argv + 3, 1, &in_force, arena, diag));
	assert_string_equal(diag_last(diag), "nothing is left of the command: its lists are empty");
}

static void braces_that_open_no_name_stay(void **state)
{
	static const char *const same[] = {"{\"a\": 1}", "{ x}", "{x y}", "{}",   "}",    "{1}", "{",
	                                   "{variant",   "a}b{", "{é}",   "{-a}", "{.a}", "${",  "}}"};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		assert_string_equal(render(same[i]), same[i]);
	}
	assert_string_equal(render("{\"a\": {\"b\": {psf_degree}}}"), "{\"a\": {\"b\": 3}}");
	assert_string_equal(render("${{HOME}"), "${HOME}");
	assert_string_equal(render("{{variant}"), "{variant}");
	assert_string_equal(render("{{{variant}"), "{base");
	assert_string_equal(render("{x{variant}"), "{xbase");
}

static void what_is_bound_late_stays_as_written(void **state)
{
	(void)state;
	assert_string_equal(render("{variant} {input.image}"), "base {input.image}");
	assert_int_equal(diag_errors(diag), 0);
}

static void an_unknown_name_is_an_error_when_it_is_rendered(void **state)
{
	(void)state;
	assert_null(render("a {psf_degre} b"));
	assert_string_equal(diag_last(diag), "nothing is named 'psf_degre'; did you mean 'psf_degree'?");
	assert_null(render("{something_else}"));
	assert_string_equal(diag_last(diag), "nothing is named 'something_else'");
}

static const char *complaints(struct text t)
{
	char *out = NULL;
	size_t n = 0;
	FILE *f;

	diag_clear(diag);
	assert_false(template_check(t, &scope, arena, diag));
	f = open_memstream(&out, &n);
	diag_print(diag, f, DIAG_PLAIN);
	fclose(f);
	const char *ret = arena_strdup(arena, out);

	free(out);
	return ret;
}

static void every_unknown_name_is_pointed_at(void **state)
{
	static const struct source in = {"e.yaml", "run: \"{{x} {psf_degre} {variant} é {x}\"\n"};
	struct text t = {"{{x} {psf_degre} {variant} é {x}", {&in, 1, 7, 33}};

	(void)state;
	assert_string_equal(complaints(t),
	                    "e.yaml:1:12: error: nothing is named 'psf_degre'; did you mean 'psf_degree'?\n"
	                    "    1 | run: \"{{x} {psf_degre} {variant} é {x}\"\n"
	                    "      |            ^~~~~~~~~~~\n"
	                    "e.yaml:1:37: error: nothing is named 'x'\n"
	                    "    1 | run: \"{{x} {psf_degre} {variant} é {x}\"\n"
	                    "      |                                    ^~~\n"
	                    "   = help: where the brace itself is meant, write {{x}\n");
	assert_int_equal(diag_errors(diag), 2);
	t.s = "{variant} {{x} {input.image}";
	assert_true(template_check(t, &scope, arena, diag));
}

static void names_in_later_lines_are_pointed_at_there(void **state)
{
	static const struct source in = {"e.yaml", "run: |\n  set {variant}\n  get {wrong}\n"};
	static const struct source folded = {"e.yaml", "run: >\n  set {variant}\n  \\t get {wrong}\n"};
	struct text t = {"set {variant}\nget {wrong}\n", {&in, 2, 3, 13}};

	(void)state;
	assert_non_null(strstr(complaints(t), "e.yaml:3:7: error: nothing is named 'wrong'\n"
	                                      "    3 |   get {wrong}\n"
	                                      "      |       ^~~~~~~\n"));
	t = (struct text){"set {variant} get {wrong}\n", {&folded, 2, 3, 13}};
	assert_non_null(strstr(complaints(t), "e.yaml:3:10: error"));
}

static void a_text_from_nowhere_is_complained_about_without_a_place(void **state)
{
	static const struct source in = {"e.yaml", "a: b\n"};

	(void)state;
	assert_string_equal(complaints((struct text){.s = "{wrong}"}),
	                    "error: nothing is named 'wrong'\n"
	                    "   = help: where the brace itself is meant, write {{wrong}\n");
	/* a place that does not hold the text is still better than none */
	assert_non_null(strstr(complaints((struct text){"{wrong}", {&in, 1, 4, 1}}), "e.yaml:1:4: error"));
	assert_non_null(strstr(complaints((struct text){"{wrong}", {&in, 9, 9, 1}}), "e.yaml:9:9: error"));
}

static void collect(const char *s, size_t len, void *arg)
{
	strbuf_addn(arg, s, len);
	strbuf_addc(arg, ' ');
}

static void the_names_in_a_text_are_listed(void **state)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	(void)state;
	template_names("{a} {{b} {c.d-e} { f} {a}", collect, &b);
	assert_string_equal(b.text, "a c.d-e a ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(holes_are_filled_from_the_nearest_scope),
		TEST(braces_that_open_no_name_stay),
		TEST(a_form_writes_for_another_language),
		TEST(a_form_that_makes_no_sense_is_an_error),
		TEST(a_list_can_be_as_many_arguments),
		TEST(what_is_bound_late_stays_as_written),
		TEST(an_unknown_name_is_an_error_when_it_is_rendered),
		TEST(every_unknown_name_is_pointed_at),
		TEST(names_in_later_lines_are_pointed_at_there),
		TEST(a_text_from_nowhere_is_complained_about_without_a_place),
		TEST(the_names_in_a_text_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
