/* From an experiment's text to what each variant runs, and to what is the same for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/hash.h"
#include "secateur/base/strbuf.h"
#include "secateur/engine/engine.h"
#include "secateur/model/factor.h"
#include "secateur/spec/spec.h"

/* What an experiment in `here` comes to. */
static struct study prepare_in(const char *here, const char *text, struct arena *a)
{
	struct source *in = NEW(a, struct source);
	struct spec_options o = {0};
	struct diag *d = diag_new(a);
	struct study study = {0};

	*in = (struct source){"e.yaml", text};
	if (!engine_prepare_text(in, here, &o, a, d, &study)) {
		fail_msg("%s", diag_last(d));
	}
	return study;
}

static struct study prepare(const char *text, struct arena *a) { return prepare_in("/nowhere", text, a); }

/* --- drop_each ------------------------------------------------------------------------------------------- */

/* Takes a whole line out of a text in which it stands once. */
static const char *without_line(const char *text, const char *line, struct arena *a)
{
	const char *at = strstr(text, arena_printf(a, "%s\n", line));

	assert_non_null(at);
	return arena_printf(a, "%.*s%s", (int)(at - text), text, at + strlen(line) + 1);
}

static void drop_each_takes_the_lines_of_one_component_away_and_nothing_else(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct study t = prepare(
		"secateur: 1\nname: plugins\n"
		"workload:\n"
		"  adapter: command\n"
		"  files: {m.param: {text: \"NUMBER\\n{plugins}\\n# {degree}\\n\"}}\n"
		"  environment: {DEGREE: '{degree}'}\n"
		"  steps: [{name: measure, command: [sex, '{input.image}', -c, m.param]}]\n"
		"inputs: [{id: a, image: a.fits}, {id: b, image: b.fits}]\n"
		"factors:\n"
		"  degree: {choice: [2, 1]}\n"
		"  plugins:\n"
		"    set: {shape: [A, B], flux: F, win: [W1, W2, W3], spread: [S], position: [X, Y]}\n"
		"    required: position\n"
		"variants: [{drop_each: plugins}]\n",
		a);
	static const struct {
		const char *name;
		const char *members[3];
	} dropped[] = {
		{"drop-shape", {"A", "B"}},
		{"drop-flux", {"F"}},
		{"drop-win", {"W1", "W2", "W3"}},
		{"drop-spread", {"S"}},
	};
	enum { N = sizeof(dropped) / sizeof(*dropped) };

	(void)state;
	assert_int_equal(t.variants.n, N + 1);
	for (size_t i = 0; i < N; i++) {
		const struct variant *v = &t.variants.at[i + 1];
		const char *expected = t.variants.at[0].config;
		AUTO_STRBUF struct strbuf difference = STRBUF_INIT;
		for (size_t j = 0; j < 3 && dropped[i].members[j]; j++) {
			const char *line = arena_printf(a, "file m.param: %s", dropped[i].members[j]);
			expected = without_line(expected, line, a);
			strbuf_addf(&difference, "- %s\n", line);
		}
		assert_string_equal(v->name, dropped[i].name);
		assert_string_equal(v->config, expected);
		assert_string_equal(v->config_diff, strbuf_take(&difference, a));
	}
}

/* --- identity -------------------------------------------------------------------------------------------- */

#define WORKLOAD(rest) \
	"workload: {adapter: command, steps: [{name: one, command: [echo, '{degree}', '{parts}']}]" rest "}\n"
#define FACTORS "factors: {degree: {choice: [2, 1]}, parts: {set: [a, b]}}\n"
#define VARIANTS "variants: [{name: x, set: {degree: 1}, drop: {parts: b}}]\n"
#define HEAD "secateur: 1\nname: e\n"

/* The identities of the baseline and of the variant, and the digest of the plan that rests on them. */
static const char *identities_in(const char *here, const char *text, struct arena *a)
{
	struct study t = prepare_in(here, text, a);

	assert_int_equal(t.variants.n, 2);
	return arena_printf(a, "%.16s %.16s %.16s", digest_hex(&t.variants.at[0].id, a),
	                    digest_hex(&t.variants.at[1].id, a), digest_hex(&t.digest, a));
}

static const char *identities(const char *text, struct arena *a)
{
	return identities_in("/nowhere", text, a);
}

/* Databases hold them. */
static void identities_are_the_same_for_ever(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	assert_string_equal(identities(HEAD WORKLOAD("") FACTORS VARIANTS, a),
	                    "836c1c6fea226bf1 c203d99127cd4fb9 e524ceadf438fe4c");
}

static void identity_ignores_comments_and_the_order_of_keys(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *plain = identities(HEAD WORKLOAD("") FACTORS VARIANTS, a);

	(void)state;
	assert_string_equal(
		identities("# first\n" HEAD "# why\n" WORKLOAD("") "\n" FACTORS VARIANTS "# last\n", a),
		plain);
	assert_string_equal(identities(VARIANTS FACTORS WORKLOAD("") "name: e\nsecateur: 1\n", a), plain);
	assert_string_equal(
		identities(HEAD FACTORS
	                   "workload:\n  steps:\n    - command: [\"echo\", \"{degree}\", '{parts}'] # say\n"
	                   "      name: one\n  adapter: command\n"
	                   "variants:\n  - drop: {parts: [b]}\n    set: {degree: '1'}\n    name: x\n",
	                   a),
		plain);
	assert_string_equal(identities(HEAD WORKLOAD("") FACTORS VARIANTS "question: Which?\n", a), plain);
}

static void identity_ignores_where_the_experiment_lies(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	static const char text[] = HEAD WORKLOAD(", environment: {LIB: '{here}/lib'}") FACTORS VARIANTS;

	(void)state;
	assert_string_equal(identities_in("/home/one", text, a), identities_in("/srv/two", text, a));
}

/* None of the three is what it was. */
static void all_differ(const char *x, const char *y)
{
	for (size_t i = 0; i < 3; i++) {
		assert_memory_not_equal(x + 17 * i, y + 17 * i, 16);
	}
}

static void identity_heeds_the_command_the_environment_and_the_content_of_files(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *plain = identities(HEAD WORKLOAD("") FACTORS VARIANTS, a);
	const char *with_file = identities(HEAD WORKLOAD(", files: {f: {text: one}}") FACTORS VARIANTS, a);

	(void)state;
	all_differ(identities(HEAD "workload: {adapter: command, steps: [{name: one, command: [printf, "
	                           "'{degree}', '{parts}']}]}\n" FACTORS VARIANTS,
	                      a),
	           plain);
	all_differ(identities(HEAD WORKLOAD(", environment: {OMP_NUM_THREADS: 1}") FACTORS VARIANTS, a),
	           plain);
	all_differ(with_file, plain);
	all_differ(identities(HEAD WORKLOAD(", files: {f: {text: two}}") FACTORS VARIANTS, a), with_file);
	all_differ(identities(HEAD WORKLOAD(", files: {g: {text: one}}") FACTORS VARIANTS, a), with_file);
}

static void identity_heeds_what_stands_in_a_template_beside_the_experiment(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	static const char text[] = HEAD WORKLOAD(", files: {f: {from: f.in}}") FACTORS VARIANTS;
	char *dir = NULL;

	(void)state;
	assert_true(fs_make_temp_dir("/tmp", "prepare-", a, d, &dir));
	const char *path = fs_join(a, dir, "f.in");
	assert_true(fs_write(path, "DETECT 1\n", 9, d));
	const char *first = identities_in(dir, text, a);
	assert_true(fs_write(path, "DETECT 2\n", 9, d));
	all_differ(identities_in(dir, text, a), first);
	assert_true(fs_write(path, "DETECT 1\n", 9, d));
	assert_string_equal(identities_in(dir, text, a), first);
	assert_true(fs_remove_tree(dir, d));
}

static void identity_of_a_variant_heeds_its_settings_alone(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const char *plain = identities(HEAD WORKLOAD("") FACTORS VARIANTS, a);
	const char *renamed = identities(
		HEAD WORKLOAD("") FACTORS "variants: [{name: y, set: {degree: 1}, drop: {parts: b}}]\n", a);
	const char *other =
		identities(HEAD WORKLOAD("") FACTORS "variants: [{name: x, drop: {parts: b}}]\n", a);

	(void)state;
	/* the plan, which knows it by its name, is another one */
	assert_memory_equal(renamed, plain, 2 * 16 + 1);
	assert_memory_not_equal(renamed + 34, plain + 34, 16);
	assert_memory_equal(other, plain, 16);
	assert_memory_not_equal(other + 17, plain + 17, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drop_each_takes_the_lines_of_one_component_away_and_nothing_else),
		cmocka_unit_test(identities_are_the_same_for_ever),
		cmocka_unit_test(identity_ignores_comments_and_the_order_of_keys),
		cmocka_unit_test(identity_ignores_where_the_experiment_lies),
		cmocka_unit_test(identity_heeds_the_command_the_environment_and_the_content_of_files),
		cmocka_unit_test(identity_heeds_what_stands_in_a_template_beside_the_experiment),
		cmocka_unit_test(identity_of_a_variant_heeds_its_settings_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
