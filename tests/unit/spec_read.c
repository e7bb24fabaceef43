#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/factor.h"
#include "secateur/model/spec.h"
#include "secateur/spec/spec.h"
#include "secateur/yaml/yaml.h"

#define HEAD "secateur: 1\nname: e\nworkload: {adapter: shell, run: 'cat {x}'}\n"

/* --- parts that stand for other rooms' ---------------------------------------------------------- */

struct shell {
	struct text run;
};
static const struct field shell_fields[] = {
	{"run", read_template, offsetof(struct shell, run), true, "what to run"}};
static const struct part shell = {"shell", "a line for the shell", shell_fields, 1, sizeof(struct shell)};

struct count {
	const char *file;
};
static const struct field count_fields[] = {
	{"file", read_text, offsetof(struct count, file), false, "what to count"}};
static const struct part count = {"count", "counts", count_fields, 1, sizeof(struct count)};

static const struct part *adapter(size_t i) { return i == 0 ? &shell : NULL; }
static const struct part *extractor(size_t i) { return i == 0 ? &count : NULL; }

/* --- reading ------------------------------------------------------------------------------------ */

/** A folder for files that experiments name, and what became of one experiment. */
struct file_read {
	struct arena *arena;
	struct diag *diag;
	char *dir;
	struct spec_options options;
	struct spec *spec;
};

static int begin(void **state)
{
	struct file_read *r = test_calloc(1, sizeof(*r));

	r->arena = arena_new();
	r->diag = diag_new(r->arena);
	r->options = (struct spec_options){.adapter = adapter, .extractor = extractor};
	assert_true(fs_make_temp_dir("/tmp", "spec-", r->arena, r->diag, &r->dir));
	*state = r;
	return 0;
}

static int end(void **state)
{
	struct file_read *r = *state;

	fs_remove_tree(r->dir, r->diag);
	arena_free(r->arena);
	test_free(r);
	return 0;
}

static const struct spec *parse(struct file_read *r, const char *text)
{
	struct source *in = NEW(r->arena, struct source);

	*in = (struct source){"e.yaml", text};
	r->diag = diag_new(r->arena);
	assert_true(spec_parse(in, r->dir, &r->options, r->arena, r->diag, &r->spec));
	return r->spec;
}

static const struct spec *reads(struct file_read *r, const char *text)
{
	parse(r, text);
	assert_string_equal(diag_last(r->diag) ? diag_last(r->diag) : "", "");
	return r->spec;
}

static void refuses(struct file_read *r, const char *text, const char *complaint)
{
	parse(r, text);
	assert_true(diag_errors(r->diag) > 0);
	assert_string_equal(diag_last(r->diag), complaint);
}

static void write_file(struct file_read *r, const char *name, const char *text, size_t n)
{
	assert_true(fs_write(fs_join(r->arena, r->dir, name), text, n, r->diag));
}

#define INPUTS HEAD "inputs: {from: in.csv}\n"

static const struct spec *reads_csv(struct file_read *r, const char *csv)
{
	write_file(r, "in.csv", csv, strlen(csv));
	return reads(r, INPUTS);
}

static void refuses_csv(struct file_read *r, const char *csv, size_t n, const char *complaint)
{
	write_file(r, "in.csv", csv, n);
	refuses(r, INPUTS, complaint);
}

static const char *parameter(const struct spec *s, const char *name)
{
	const struct binding *b = scope_find(&s->parameters, name, strlen(name));

	return b ? b->items[0] : "none";
}

static const char *cell(const struct spec *s, size_t input, const char *column)
{
	const struct input *in = &s->inputs[input];
	struct scope scope = {in->columns, in->n_columns, NULL};
	const struct binding *b = scope_find(&scope, column, strlen(column));

	return b ? b->items[0] : "none";
}

/* Names of a factor's levels, each with what it puts into templates: "shape[A,B]! flux[flux]"; '!': required. */
static const char *levels(const struct spec *s, size_t factor, struct arena *a)
{
	const struct factor *f = &s->factors[factor];
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < f->n_levels; i++) {
		strbuf_addf(&b, "%s%s[", i ? " " : "", f->levels[i].name);
		for (size_t j = 0; j < f->levels[i].n_items; j++) {
			strbuf_addf(&b, "%s%s", j ? "," : "", f->levels[i].items[j]);
		}
		strbuf_addf(&b, "]%s", f->levels[i].required ? "!" : "");
	}
	return strbuf_take(&b, a);
}

/* Levels of a range, one blank between two. */
static void range_is(struct file_read *r, const char *range, const char *expected)
{
	const struct spec *s = reads(r, arena_printf(r->arena, HEAD "factors: {f: {range: {%s}}}\n", range));
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < s->factors[0].n_levels; i++) {
		assert_string_equal(s->factors[0].levels[i].name, s->factors[0].levels[i].items[0]);
		strbuf_addf(&b, "%s%s", i ? " " : "", s->factors[0].levels[i].name);
	}
	assert_string_equal(strbuf_take(&b, r->arena), expected);
}

/* --- what is said once -------------------------------------------------------------------------- */

static void what_is_left_out_has_its_default(void **state)
{
	const struct spec *s = reads(*state, HEAD);

	assert_string_equal(s->name, "e");
	assert_string_equal(s->question, "");
	assert_string_equal(s->adapter, "shell");
	assert_string_equal(((const struct shell *)s->workload)->run.s, "cat {x}");
	assert_int_equal(s->n_inputs, 1);
	assert_string_equal(s->inputs[0].id, "-");
	assert_int_equal(s->inputs[0].n_columns, 0);
	assert_int_equal(s->n_factors, 0);
	assert_int_equal(s->n_quality, 0);
	assert_null(s->baseline);
	assert_null(s->variants);
	assert_null(s->exclude);
	assert_int_equal(s->measure.cores, 1);
	assert_int_equal(s->measure.parallel, 1);
	assert_int_equal(s->measure.blocks, 10);
	assert_int_equal(s->measure.warmup, 1);
	assert_int_equal(s->measure.seed, 1);
	assert_int_equal(s->measure.limits.wall_ns, 0);
	assert_int_equal(s->measure.n_counters, 3);
	assert_string_equal(s->decide.time, "cpu");
	assert_true(s->decide.worth == 0.01);
	assert_true(s->decide.confidence == 0.95);
	assert_false(s->decide.is_race);
	assert_int_equal(s->decide.held_out, 0);
	assert_int_equal(s->decide.prefer, SEARCH_SMALLEST);
	assert_int_equal(s->decide.n_culprits, 0);
	assert_int_equal(s->budget.latency_ns, 0);
	assert_true(s->names_ok);
}

static void what_is_said_of_measuring_and_deciding_holds(void **state)
{
	const struct spec *s =
		reads(*state,
	              HEAD "measure: {cores: 2, parallel: 3, blocks: 4, warmup: 0, seed: 9223372036854775807,"
	                   " counters: cycles, limits: {wall: 1h30m, cpu: 90 s}}\n"
	                   "decide: {time: cycles, worth: 2.5 %, confidence: 99 %, method: fixed}\n");

	assert_int_equal(s->measure.cores, 2);
	assert_int_equal(s->measure.parallel, 3);
	assert_int_equal(s->measure.blocks, 4);
	assert_int_equal(s->measure.warmup, 0);
	assert_true(s->measure.seed == INT64_MAX);
	assert_int_equal(s->measure.n_counters, 1);
	assert_string_equal(s->measure.counters[0].s, "cycles");
	assert_true(s->measure.limits.wall_ns == 5400 * NSEC_PER_SEC);
	assert_true(s->measure.limits.cpu_ns == 90 * NSEC_PER_SEC);
	assert_string_equal(s->decide.time, "cycles");
	assert_true(s->decide.worth == 0.025);
	assert_true(s->decide.confidence == 0.99);
	assert_int_equal(s->measure.least_blocks, 0);
	s = reads(*state, HEAD "measure: {blocks: {min: 5, max: 40}}\n");
	assert_int_equal(s->measure.least_blocks, 5);
	assert_int_equal(s->measure.blocks, 40);
}

static void a_budget_is_a_target_and_perhaps_what_is_in_use(void **state)
{
	const struct spec *s = reads(*state, HEAD "budget: {latency: 60 s, baseline: 5 min}\n");

	assert_int_equal(s->budget.latency_ns, 60 * NSEC_PER_SEC);
	assert_int_equal(s->budget.baseline_ns, 300 * NSEC_PER_SEC);
	s = reads(*state, HEAD "budget: {latency: 250 ms}\n");
	assert_int_equal(s->budget.latency_ns, 250 * NSEC_PER_MSEC);
	assert_int_equal(s->budget.baseline_ns, 0);
	refuses(*state, HEAD "budget: {baseline: 5 min}\n", "'latency' is missing");
}

static void false_discoveries_are_bound_instead_of_the_family(void **state)
{
	const struct spec *s = reads(*state, HEAD "decide: {false_discovery: 10 %}\n");

	assert_int_equal(s->decide.error_rate, ERROR_FALSE_DISCOVERY);
	assert_true(s->decide.confidence == 0.9);
	s = reads(*state, HEAD "decide: {confidence: 90 %}\n");
	assert_int_equal(s->decide.error_rate, ERROR_FAMILY);
	refuses(*state, HEAD "decide: {false_discovery: 50 %}\n", "must be below 50 %");
	refuses(*state, HEAD "decide: {confidence: 95 %, false_discovery: 5 %}\n",
	        "'false_discovery' and 'confidence' exclude each other; choose one");
}

static void what_is_said_of_a_search_holds(void **state)
{
	const struct spec *s = reads(*state, HEAD "inputs: [{id: a}, {id: b}, {id: c}]\n"
	                                          "decide: {method: race, held_out: 2, prefer: fastest,"
	                                          " culprits: ['in ([a-z_]+): ', 'task (.*) failed']}\n");

	assert_true(s->decide.is_race);
	assert_int_equal(s->decide.held_out, 2);
	assert_int_equal(s->decide.prefer, SEARCH_FASTEST);
	assert_int_equal(s->decide.n_culprits, 2);
	assert_string_equal(s->decide.culprits[1].s, "task (.*) failed");
	s = reads(*state, HEAD "decide: {prefer: 20 %}\n");
	assert_int_equal(s->decide.prefer, SEARCH_ENOUGH);
	assert_true(s->decide.enough == .2);
}

static void a_search_without_inputs_or_culprits_is_refused(void **state)
{
	struct file_read *r = *state;

	refuses(r, HEAD "decide: {held_out: 1}\n",
	        "there is 1 input: holding 1 out leaves none to search on");
	refuses(r, HEAD "decide: {culprits: 'a|b'}\n",
	        "one group, (...), is to hold the component's name: here are 0");
	refuses(r, HEAD "decide: {culprits: ['(a)(b)']}\n",
	        "one group, (...), is to hold the component's name: here are 2");
	refuses(r, HEAD "decide: {method: fxed}\n",
	        "expected fixed or race, not 'fxed'; did you mean 'fixed'?");
	refuses(r, HEAD "decide: {prefer: fastst}\n",
	        "expected smallest, fastest or a saving that is enough, such as 20 %, not 'fastst'; did you mean 'fastest'?");
	refuses(r, HEAD "decide: {prefer: 120 %}\n",
	        "expected smallest, fastest or a saving that is enough, such as 20 %, not '120 %'");
}

static void the_command_line_has_the_last_word(void **state)
{
	struct file_read *r = *state;
	static const char *const given[] = {"b=first", "b=2={x}", "data=./images"};
	uint64_t seed = 5;

	r->options.parameters = given;
	r->options.n_parameters = 3;
	r->options.seed = &seed;
	r->options.blocks = 7;
	r->options.parallel = 2;
	const struct spec *s =
		reads(r, HEAD "parameters: {a: one, b: '', c: '{here}/{a}-{{b}', data: '{here}'}\n"
	                      "measure: {blocks: 3, seed: 1, parallel: 1}\n");
	assert_string_equal(parameter(s, "here"), r->dir);
	assert_string_equal(parameter(s, "a"), "one");
	assert_string_equal(parameter(s, "b"), "2={x}"); /* the last one, as it was given */
	assert_string_equal(parameter(s, "c"), arena_printf(r->arena, "%s/one-{b}", r->dir));
	assert_int_equal(parameter(s, "data")[0], '/'); /* from the user's folder, not the run's */
	assert_int_equal(s->measure.seed, 5);
	assert_int_equal(s->measure.blocks, 7);
	assert_int_equal(s->measure.parallel, 2);
}

static void names_that_templates_could_not_use_are_refused(void **state)
{
	struct file_read *r = *state;

	refuses(r, HEAD "parameters: {2mass: x}\n",
	        "{2mass} would not be filled in: a letter, then letters, digits, '_', '.' and '-'");
	refuses(r, HEAD "parameters: {a+b: x}\n",
	        "{a+b} would not be filled in: a letter, then letters, digits, '_', '.' and '-'");
	refuses(r, HEAD "factors: {input.id: {choice: [1, 2]}}\n",
	        "'input.id' is the name of an input's column");
	refuses(r, HEAD "parameters: {scratch: x}\n",
	        "'scratch' has a meaning of its own; choose another name");
	refuses(r, HEAD "inputs: [{id: a, x+y: 1}]\n", "'x+y' is no name for a column");
	refuses(r, HEAD "parameters: {a: x}\nfactors: {a: {choice: [1]}}\n", "'a' is a parameter already");
}

/* --- factors ------------------------------------------------------------------------------------ */

static void factors_keep_the_order_of_their_levels(void **state)
{
	struct file_read *r = *state;
	const struct spec *s =
		reads(r, HEAD "factors:\n"
	                      "  degree: {choice: [2, 1, 'no', '']}\n"
	                      "  plain: {set: [win, aper]}\n"
	                      "  plugins: {set: {shape: [A, B], flux: FLUX, none: []}, required: shape}\n");

	assert_int_equal(s->n_factors, 3);
	assert_int_equal(s->factors[0].kind, FACTOR_CHOICE);
	assert_string_equal(levels(s, 0, r->arena), "2[2] 1[1] no[no] []");
	assert_int_equal(s->factors[1].kind, FACTOR_SET);
	assert_string_equal(levels(s, 1, r->arena), "win[win] aper[aper]");
	assert_string_equal(levels(s, 2, r->arena), "shape[A,B]! flux[FLUX] none[]");
}

/* Who goes along with each component of the first factor: "psf: spread". */
static const char *users(const struct spec *s, struct arena *a)
{
	const struct factor *f = &s->factors[0];
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < f->n_levels; i++) {
		if (f->levels[i].n_users > 0) {
			strbuf_addf(&b, "%s:", f->levels[i].name);
		}
		for (size_t j = 0; j < f->levels[i].n_users; j++) {
			strbuf_addf(&b, " %s", f->levels[f->levels[i].users[j]].name);
		}
		strbuf_add(&b, f->levels[i].n_users ? "\n" : "");
	}
	return strbuf_take(&b, a);
}

#define SET(rest) HEAD "factors: {f: {set: [a, b, c, d], " rest "}}\n"

static void a_component_knows_what_requires_it(void **state)
{
	struct file_read *r = *state;

	assert_string_equal(users(reads(r, SET("requires: {d: [b, c], c: a}, required: a")), r->arena),
	                    "a: c\nb: d\nc: d\n");
	assert_string_equal(users(reads(r, SET("requires: {}")), r->arena), "");
}

static void what_is_required_in_a_circle_or_by_itself_is_refused(void **state)
{
	struct file_read *r = *state;

	refuses(r, SET("requires: {a: a}"), "'a' requires itself");
	refuses(r, SET("conflicts: {a: a}"), "'a' is in conflict with itself");
	refuses(r, SET("conflicts: {a: [b, x]}"), "'f' has no component 'x'");
	refuses(r, SET("conflicts: [a, b]"),
	        "expected a map from a component to what it is in conflict with, not a list");
	refuses(r, SET("conflicts: {a: b}, required: [a, b]"),
	        "'a' and 'b' are both required: they cannot be in conflict");
	refuses(r, SET("requires: {a: b, b: c}, conflicts: {a: c}"),
	        "'a' requires 'c': it cannot be in conflict with it");
	refuses(r, SET("requires: {c: b, b: a}, conflicts: {a: c}"),
	        "'c' requires 'a': it cannot be in conflict with it");
	reads(r, SET("requires: {a: b}, conflicts: {a: [c, d], c: a}"));
	refuses(r, SET("requires: {a: b, b: a}"), "'a' requires 'b' in its turn");
	refuses(r, SET("requires: {a: b, b: c, c: [d, a]}"), "'a' requires 'c' in its turn");
	reads(r, SET("requires: {a: [b, c], b: d, c: d}")); /* two ways, no circle */
}

static void what_is_required_is_a_component_of_the_same_set(void **state)
{
	struct file_read *r = *state;

	refuses(r, HEAD "factors: {f: {set: [flux, psf], requires: {psf: flx}}}\n",
	        "'f' has no component 'flx'; did you mean 'flux'?");
	refuses(r, HEAD "factors: {f: {set: [flux, psf], requires: {pfs: flux}}}\n",
	        "'f' has no component 'pfs'; did you mean 'psf'?");
	refuses(r, HEAD "factors: {f: {choice: [1, 2], requires: {1: 2}}}\n",
	        "only components of a set can require others");
	refuses(r, SET("requires: [a]"), "expected a map from a component to what it requires, not a list");
}

static void what_a_required_component_requires_is_to_be_listed(void **state)
{
	struct file_read *r = *state;

	refuses(r, SET("required: d, requires: {d: a}"),
	        "'d' is required, and requires 'a': list that under 'required', too");
	refuses(r, SET("required: d, requires: {b: a, d: b}"),
	        "'b' is required, and requires 'a': list that under 'required', too");
	assert_int_equal(diag_errors(r->diag), 2); /* all the way down at once */
	reads(r, SET("required: [a, b, d], requires: {b: a, d: b}"));
}

static void a_range_is_written_as_its_reader_would(void **state)
{
	struct file_read *r = *state;

	range_is(r, "from: 1, to: 3", "1 2 3");
	range_is(r, "from: 0, to: 1, step: 0.25", "0 0.25 0.5 0.75 1");
	range_is(r, "from: 0, to: 0.35, step: 0.1", "0 0.1 0.2 0.3");
	range_is(r, "from: -0.3, to: 0.3, step: 0.1", "-0.3 -0.2 -0.1 0 0.1 0.2 0.3");
	range_is(r, "from: 3, to: 1, step: -1", "3 2 1");
	range_is(r, "from: 5, to: 5", "5");
	range_is(r, "from: 0.0001, to: 0.0003, step: 1e-4", "0.0001 0.0002 0.0003");
	range_is(r, "from: 1000000000000001, to: 1000000000000002", "1000000000000001 1000000000000002");
}

static void a_range_whose_levels_cannot_be_told_apart_is_refused(void **state)
{
	refuses(*state, HEAD "factors: {f: {range: {from: 1e17, to: 100000000000000064}}}\n",
	        "the step is too small: 100000000000000000 and the next level are the same");
	refuses(*state, HEAD "factors: {f: {range: {from: -1e308, to: 1e308, step: 1e-308}}}\n",
	        "more than 10000 levels");
}

static void a_level_that_looks_like_a_template_is_refused(void **state)
{
	struct file_read *r = *state;

	refuses(r, HEAD "factors: {f: {choice: [a, '{here}/b']}}\n",
	        "{here} is not filled in here: levels are taken as they are");
	refuses(r, HEAD "factors: {f: {set: {a: [x, '{input.id}']}}}\n",
	        "{input.id} is not filled in here: levels are taken as they are");
	reads(r, HEAD "factors: {f: {choice: ['{print}', '{', '{\"a\": 1}']}}\n");
	refuses(r, HEAD "factors: {f: {choice: [a, \"b\\e[2J\"]}}\n", "a name holds a control character");
	refuses(r, HEAD "factors: {f: {set: {\"a\\nb\": c}}}\n", "a name holds a control character");
}

/* --- inputs ------------------------------------------------------------------------------------- */

static void inputs_are_maps_whose_columns_may_stand_in_any_order(void **state)
{
	struct file_read *r = *state;
	const struct spec *s = reads(r, HEAD "parameters: {data: /d}\n"
	                                     "inputs:\n  - {id: a, image: '{data}/a.fits'}\n"
	                                     "  - {image: '', id: b}\n");

	assert_int_equal(s->n_inputs, 2);
	assert_string_equal(s->inputs[0].id, "a");
	assert_string_equal(cell(s, 0, "input.image"), "/d/a.fits");
	assert_string_equal(s->inputs[1].id, "b");
	assert_string_equal(cell(s, 1, "input.image"), "");
	assert_string_equal(cell(s, 1, "input.id"), "b");
}

static void quotes_of_a_csv_hold_commas_quotes_and_lines(void **state)
{
	const struct spec *s =
		reads_csv(*state, "id,image\na,\"x \"\"q\"\", y\"\n\"b\",\"1\n2\"\nc,in\"side\n");

	assert_int_equal(s->n_inputs, 3);
	assert_string_equal(cell(s, 0, "input.image"), "x \"q\", y");
	assert_string_equal(s->inputs[1].id, "b");
	assert_string_equal(cell(s, 1, "input.image"), "1\n2");
	assert_string_equal(cell(s, 2, "input.image"), "in\"side");
}

static void a_csv_may_come_from_anywhere(void **state)
{
	static const char *const same[] = {
		"id,image\na,\nb,z\n",
		"id,image\r\na,\r\nb,z\r\n",
		"id,image\ra,\rb,z",
		"\xef\xbb\xbfid,image\na,\"\"\nb,z",
		"id,image\n\na,\n\r\nb,z\n\n\n",
		"\"id\",\"image\"\n\"a\",\"\"\n\"b\",\"z\"",
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		const struct spec *s = reads_csv(*state, same[i]);
		assert_int_equal(s->n_inputs, 2);
		assert_string_equal(s->inputs[0].id, "a");
		assert_string_equal(cell(s, 0, "input.image"), "");
		assert_string_equal(cell(s, 1, "input.id"), "b");
		assert_string_equal(cell(s, 1, "input.image"), "z");
	}
}

static void a_csv_that_would_lose_something_is_refused(void **state)
{
	struct file_read *r = *state;
	static const char nul[] = "id,image\na,1\nb,\0 2\nc,3\n";

	refuses_csv(r, nul, sizeof(nul) - 1, "the file holds a NUL byte");
	refuses_csv(r, "id,image\na,caf\xe9\n", 16, "the file is not UTF-8");
	refuses_csv(r, "id,image\na\x1b[31m,1\n", 18, "a name holds a control character");
	refuses_csv(r, "id,image\na,1,2\n", 15, "3 cells, but the first line names 2");
	refuses_csv(r, "id,image\n\"a\"b,1\n", 16, "text after the closing quote");
	refuses_csv(r, "id,image\na,\"1\n", 14, "this quote is never closed");
	refuses_csv(r, "id,image\n,1\n", 12, "an input needs an id");
	refuses_csv(r, "id,image\na,1\na,2\n", 17, "the id 'a' is taken by an input above");
	refuses_csv(r, "id\n", 3, "there is no row below the first line");
	refuses(r, HEAD "inputs: in.csv\n", "expected a list of inputs, or {from: FILE.csv}");
}

static void a_nul_byte_does_not_end_an_experiment(void **state)
{
	struct file_read *r = *state;
	static const char text[] = HEAD "\0variants: []\n";

	write_file(r, "e.yaml", text, sizeof(text) - 1);
	assert_false(
		spec_load(fs_join(r->arena, r->dir, "e.yaml"), &r->options, r->arena, r->diag, &r->spec));
	assert_string_equal(diag_last(r->diag), "the file holds a NUL byte");
}

static void an_experiment_file_is_read_from_where_it_lies(void **state)
{
	struct file_read *r = *state;

	write_file(r, "e.yaml", HEAD, strlen(HEAD));
	assert_true(spec_load(fs_join(r->arena, r->dir, "e.yaml"), &r->options, r->arena, r->diag, &r->spec));
	assert_string_equal(r->spec->here, r->dir);
	assert_string_equal(r->spec->source->text, HEAD);
}

/* --- quality ------------------------------------------------------------------------------------ */

static void margins_have_a_side_and_a_unit(void **state)
{
	const struct spec *s =
		reads(*state, HEAD "quality:\n"
	                           "  - {name: rows, from: count, file: a.cat, within: 1 %}\n"
	                           "  - from: count\n"
	                           "    metrics:\n"
	                           "      - {name: rms, not_worse_than: 0.5  mas, better: lower}\n"
	                           "      - {name: n, unit: mas, within: 2 mas}\n"
	                           "      - {name: purity, within: 0.01, better: higher}\n"
	                           "      - {name: shown}\n"
	                           "      - {name: given, covariate: true}\n"
	                           "      - {name: no_such, covariate: false, within: 1 %}\n");
	const struct criterion *c = s->quality[0].metrics;

	assert_int_equal(s->n_quality, 2);
	assert_string_equal(s->quality[0].extractor, "count");
	assert_string_equal(((const struct count *)s->quality[0].params)->file, "a.cat");
	assert_int_equal(s->quality[0].n_metrics, 1);
	assert_string_equal(c->name, "rows");
	assert_int_equal(c->kind, MARGIN_WITHIN);
	assert_true(c->is_relative && c->margin == 0.01);
	assert_null(c->unit);
	c = s->quality[1].metrics;
	assert_int_equal(s->quality[1].n_metrics, 6);
	assert_int_equal(c[0].kind, MARGIN_NOT_WORSE_THAN);
	assert_int_equal(c[0].better, BETTER_LOWER);
	assert_true(!c[0].is_relative && c[0].margin == 0.5);
	assert_string_equal(c[0].unit, "mas");
	assert_string_equal(c[1].unit, "mas");
	assert_int_equal(c[2].better, BETTER_HIGHER);
	assert_null(c[2].unit);
	assert_int_equal(c[3].kind, MARGIN_NONE);
	assert_int_equal(c[3].better, BETTER_UNSAID);
	assert_int_equal(c[4].kind, MARGIN_COVARIATE);
	assert_false(criterion_is_judged(&c[4]));
	assert_int_equal(c[5].kind, MARGIN_WITHIN);
}

static void what_a_run_was_given_is_not_judged(void **state)
{
	refuses(*state, HEAD "quality: [{name: x, from: count, covariate: true, within: 1 %}]\n",
	        "'x' is a covariate: what a run was given is not judged");
	refuses(*state, HEAD "quality: [{name: x, from: count, better: lower, covariate: true}]\n",
	        "'x' is a covariate: what a run was given is not judged");
	refuses(*state, HEAD "quality: [{name: x, from: count, covariate: often}]\n",
	        "expected true or false, not 'often'");
}

static void a_margin_in_another_unit_than_the_metric_is_refused(void **state)
{
	struct file_read *r = *state;

	refuses(r, HEAD "quality: [{name: x, from: count, within: 0.5 mas, unit: px}]\n",
	        "in px here, but in mas above");
	refuses(r, HEAD "quality: [{name: x, from: count, unit: px, within: 0.5 mas}]\n",
	        "in mas here, but in px above");
	refuses(r, HEAD "quality: [{name: x, from: count, within: 0}]\n", "a margin is more than 0");
	refuses(r, HEAD "quality: [{name: x, from: count, within: 1e999}]\n",
	        "expected a margin such as '1 %' or '0.005', not '1e999'");
	refuses(r, HEAD "quality: [{from: count, metrics: []}]\n", "the list is empty");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(what_is_left_out_has_its_default),
		EACH(what_is_said_of_measuring_and_deciding_holds),
		EACH(false_discoveries_are_bound_instead_of_the_family),
		EACH(a_budget_is_a_target_and_perhaps_what_is_in_use),
		EACH(what_is_said_of_a_search_holds),
		EACH(a_search_without_inputs_or_culprits_is_refused),
		EACH(the_command_line_has_the_last_word),
		EACH(names_that_templates_could_not_use_are_refused),
		EACH(factors_keep_the_order_of_their_levels),
		EACH(a_component_knows_what_requires_it),
		EACH(what_is_required_in_a_circle_or_by_itself_is_refused),
		EACH(what_is_required_is_a_component_of_the_same_set),
		EACH(what_a_required_component_requires_is_to_be_listed),
		EACH(a_range_is_written_as_its_reader_would),
		EACH(a_range_whose_levels_cannot_be_told_apart_is_refused),
		EACH(a_level_that_looks_like_a_template_is_refused),
		EACH(inputs_are_maps_whose_columns_may_stand_in_any_order),
		EACH(quotes_of_a_csv_hold_commas_quotes_and_lines),
		EACH(a_csv_may_come_from_anywhere),
		EACH(a_csv_that_would_lose_something_is_refused),
		EACH(a_nul_byte_does_not_end_an_experiment),
		EACH(an_experiment_file_is_read_from_where_it_lies),
		EACH(margins_have_a_side_and_a_unit),
		EACH(what_a_run_was_given_is_not_judged),
		EACH(a_margin_in_another_unit_than_the_metric_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
