#include "../helpers/says.h"

#include "../helpers/arena_fixture.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/init/init.h"
#include "secateur/pex/pex.h"

static bool write_dump(const char *text, const char *label, struct strbuf *b)
{
	struct source *in = NEW(arena, struct source);
	struct pex_dump *dump = NEW(arena, struct pex_dump);

	*in = (struct source){"dump", text};
	assert_true(pex_read(in, strlen(text), label, arena, diag, dump));
	struct init_source from = {.tasks = dump,
	                           .pipeline = "{here}/ApPipe.yaml",
	                           .program = "{here}/venv/bin/pipetask",
	                           .name = "ap",
	                           .here = "/somewhere",
	                           .command = "secateur init"};
	return init_find("pipetask")->write(&from, arena, diag, b);
}

static const char *data(const char *name)
{
	const char *text = NULL;

	assert_true(
		fs_read(arena_printf(arena, TEST_DATA "/pex/%s", name), 1 << 20, arena, diag, &text, NULL));
	return text;
}

/* What is written from a dump of one task, "t", without a heading. */
static const char *written(const char *text)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	assert_true(write_dump(text, "t", &b));
	return strbuf_take(&b, arena);
}

static void a_pipeline_gives_the_whole_experiment(void **state)
{
	(void)state;
	static const char *const names[] = {"ap_pipe", "rich", "base"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		AUTO_STRBUF struct strbuf b = STRBUF_INIT;
		assert_true(write_dump(data(arena_printf(arena, "%s.txt", names[i])), NULL, &b));
		assert_is_file(b.text, arena_printf(arena, TEST_DATA "/pex/%s.yaml", names[i]));
	}
	assert_null(diag_last(diag));
}

#define PLUGIN(name) "config.m.plugins['" name "'].doMeasure=True\n"
#define NAMES(names) "config.m.plugins.names=[" names "]\n"

static void what_is_named_is_required_and_says_by_whom(void **state)
{
	(void)state;
	const char *s = written(PLUGIN("a_Flux") PLUGIN("a_FluxBig") PLUGIN("b_Shape") PLUGIN("c") NAMES(
		"'a_Flux', 'a_FluxBig', 'b_Shape', 'c', 'd'") "# s\nconfig.m.slots.shape='b_Shape'\n"
	                                                      "# s\nconfig.other.slots.shape='c'\n"
	                                                      "# f\nconfig.star.field='a_FluxBig_12_instFlux'\n"
	                                                      "# f\nconfig.star.flags=['x', 'b_Shape_flag']\n"
	                                                      "# f\nconfig.star.more=['b_Shape_flag_bad']\n"
	                                                      "# n\nconfig.star.near='cd'\n"
	                                                      "# n\nconfig.apCorr.allowFailure=['d']\n"
	                                                      "# n\nconfig.connections.c='d'\n");

	assert_says(s, "\n      - a_FluxBig                        # star.field\n");
	assert_says(s, "\n      - b_Shape                          # m.slots.shape, star.flags and 1 more\n");
	assert_never_says(s, "- a_Flux ");
	assert_never_says(s, "\n      - c ");
	assert_never_says(s, "\n      - d ");
	assert_never_says(s, "requires:");
}

static void what_a_plugin_reads_it_requires(void **state)
{
	(void)state;
	const char *s = written("# f\nconfig.m.plugins['model'].psfName='psf'\n"
	                        "# f\nconfig.m.plugins['model'].own='model_x'\n"
	                        "# f\nconfig.m.plugins['off'].name_='psf'\n" NAMES("'model', 'psf', 'free'"));

	assert_says(s, "\n      model: [psf]   # psfName\n");
	assert_never_says(s, "required:");
	assert_never_says(s, "off");

	/* a required plugin keeps what it requires */
	s = written("# f\nconfig.m.plugins['model'].psfName='psf'\n" NAMES(
		"'model', 'psf', 'free'") "# s\nconfig.m.slots.model='model'\n");
	assert_says(s, "\n      - model                            # m.slots.model\n"
	               "      - psf                              # model\n");
}

static void plugins_that_read_each_other_are_no_circle_in_the_file(void **state)
{
	(void)state;
	const char *s = written(
		"# f\nconfig.m.plugins['a'].x='b'\n# f\nconfig.m.plugins['b'].y='a'\n" NAMES("'a', 'b'"));

	assert_says(
		s,
		"\n      a: [b]   # x\n      # b: [a]   # y, and so the other way round: drop both together\n");
}

static void a_subtask_that_is_not_run_has_nothing_to_drop(void **state)
{
	(void)state;
	const char *s =
		written("# d\nconfig.doM=False\n" PLUGIN("a") NAMES("'a'") "# d\nconfig.n.plugins['b'].x=1\n"
	                                                                   "config.n.plugins.names=['b']\n");

	assert_says(s, "\n      n.plugins.names: \"{plugins}\"\n");
	assert_never_says(s, "m.plugins");
}

#define DETERMINER                                                                             \
	"# d\nconfig.psf.psfDeterminer['psfex'].spatialOrder=2\n"                              \
	"# d\nconfig.psf.psfDeterminer['piff'].stampSize=25\n"                                 \
	"# d\nconfig.psf.psfDeterminer['piff'].piffMaxIter=5\nconfig.psf.psfDeterminer.name='" \
	"%s'\n# k\nconfig.psf.makePsfCandidates.kernelSize=%d\n"

static void stamps_go_in_step_with_the_kernel_where_they_would_not_fit(void **state)
{
	(void)state;
	const char *s = written(arena_printf(arena, DETERMINER, "piff", 27));

	assert_says(s, "\n  - zip: {piff_stamp_size: [21, 31, 41], kernel_size: [27, 31, 41]}\n");
	assert_says(s, "\n  - vary_each: [psf_determiner, piff_max_iter]\n");
	assert_says(s, "\n  piff_max_iter: {choice: [5, 15]} ");
	assert_says(
		s,
		"\n  # - {name: psfex_spatial_order-1, against: psf_determiner=psfex, set: {psfex_spatial_order: 1}}\n");

	s = written(arena_printf(arena, DETERMINER, "piff", 41));
	assert_says(s, "\n  - vary_each: [psf_determiner, piff_stamp_size, piff_max_iter]\n");
	assert_never_says(s, "kernel");
}

static void what_another_determiner_brings_is_a_comment(void **state)
{
	(void)state;
	const char *s = written(arena_printf(arena, DETERMINER, "psfex", 27));

	assert_says(s, "\n  - vary_each: [psf_determiner, psfex_spatial_order]\n");
	assert_says(
		s,
		"\n  # - {name: piff_stamp_size-31, against: psf_determiner=piff, set: {piff_stamp_size: 31, kernel_size: 31}}\n");
	assert_says(s, "\n      'psf.psfDeterminer[\"piff\"].stampSize': \"{piff_stamp_size}\"\n");
	assert_never_says(s, "zip");
}

static void what_each_determiner_costs_is_swept(void **state)
{
	(void)state;
	const char *s = written("# d\nconfig.psf.psfDeterminer['piff'].outlierNSigma=4.0\n"
	                        "# d\nconfig.psf.psfDeterminer['piff'].piffBasisPolynomialSolver='scipy'\n"
	                        "# d\nconfig.psf.psfDeterminer['psfex'].recentroid=False\n"
	                        "# d\nconfig.psf.psfDeterminer['pca'].nEigenComponents=4\n"
	                        "# d\nconfig.psf.psfDeterminer['pca'].nIterForPsf=3\n"
	                        "config.psf.psfDeterminer.name='piff'\n");

	assert_says(s, "\n  piff_outlier_nsigma: {choice: [4.0, 3.0]} ");
	assert_says(s, "\n  piff_basis_polynomial_solver: {choice: [scipy, cpp, qr]} ");
	assert_says(s, "against: psf_determiner=psfex, set: {psfex_recentroid: \"True\"}}\n");
	assert_says(s, "against: psf_determiner=pca, set: {pca_n_eigen_components: 2}}\n");
	assert_says(s, "against: psf_determiner=pca, set: {pca_n_iter_for_psf: 1}}\n");
}

static void the_undeblended_are_asked_for_by_columns_of_their_own(void **state)
{
	(void)state;
	static const char slot[] = "# s\nconfig.m.slots.psfFlux='a'\n";
	const char *registries = PLUGIN("a") NAMES("'a'") "config.m.undeblended['a'].doMeasure=True\n"
							  "config.m.undeblended.names=['a']\n";
	const char *s = written(arena_printf(arena, "%s%s", registries, slot));

	assert_says(s, "\n    required: ");
	assert_says(s, "\n  - drop_each: undeblended\n");
	s = written(arena_printf(arena, "%s%s# t\nconfig.t.field='undeblended_a_flux'\n", registries, slot));
	assert_never_says(s, "drop_each");
}

#define SELECTOR(path) "config." path "['a'].x=1\nconfig." path "['b'].x=1\nconfig." path ".name='a'\n"

static void a_comment_of_several_lines_is_one_on_each(void **state)
{
	(void)state;
	const char *s = written(SELECTOR("selectorOfSourcesForTheAstrometry") SELECTOR(
		"selectorOfSourcesForThePhotometry") SELECTOR("selectorOfStarsForTheModelOfThePsf"));

	assert_says(
		s,
		"\n  # - vary_each: [selector_of_sources_for_the_astrometry, selector_of_sources_for_the_photometry,\n"
		"  #   selector_of_stars_for_the_model_of_the_psf]\n");
}

static void factors_of_two_registries_have_two_names(void **state)
{
	(void)state;
	const char *s = written(PLUGIN("a") NAMES("'a'") "config.n.plugins.names=['a', 'b']\n"
	                                                 "config.here.input.names=['c']\n");

	assert_says(s, "\n  plugins:   # t.m.plugins: all that are active\n    set: [a]\n");
	assert_says(s, "\n  n_plugins:   # t.n.plugins: all that are active\n    set: [a, b]\n");
	assert_says(
		s,
		"\n  here_input:   # t.here.input: all that are active\n"); /* `input` has a meaning of its own */
	/* and their variants, too */
	assert_says(s, "\n  - drop_each: plugins\n"
	               "  - {name: drop-n_plugins-a, drop: {n_plugins: [a]}}\n"
	               "  - {name: drop-n_plugins-b, drop: {n_plugins: [b]}}\n"
	               "  - drop_each: here_input\n");
}

static void a_plugin_whose_name_is_none_of_a_variant_is_told_by_its_number(void **state)
{
	(void)state;
	const char *s = written(PLUGIN("a") NAMES("'a'") "config.n.plugins.names=['a', 'b]']\n"
	                                                 "config.here.input.names=['c']\n");

	assert_says(s, "\n  - {name: drop-n_plugins-a, drop: {n_plugins: [a]}}\n"
	               "  - {name: drop-n_plugins-plugin_2, drop: {n_plugins: [\"b]\"]}}\n");
}

static void where_all_is_required_no_variant_is_asked_for(void **state)
{
	(void)state;
	const char *s = written(NAMES("'a'") "# s\nconfig.m.slots.shape='a'\n");

	assert_says(s, "\n# variants:   # CHANGE: all plugins that are active are required\n");
	assert_never_says(s, "drop_each");
}

static void what_the_stack_needs_of_the_environment_is_written(void **state)
{
	static const struct init_variable own[] = {{"PYTHONPATH", "/a/{b}:/c"}};
	struct source in = {"dump", PLUGIN("a") NAMES("'a'")};
	struct pex_dump dump;
	struct init_source from = {.tasks = &dump,
	                           .pipeline = "p.yaml",
	                           .name = "ap",
	                           .command = "secateur init",
	                           .environment = own,
	                           .n_environment = 1};
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	(void)state;

	assert_true(pex_read(&in, strlen(in.text), "t", arena, diag, &dump));
	assert_true(init_find("pipetask")->write(&from, arena, diag, &b));
	assert_says(b.text, "\n  environment:              # CHANGE");
	assert_says(b.text, "\n    PYTHONPATH: \"/a/{{b}:/c\"\n");
	assert_never_says(b.text, "program:");
	assert_says(written(in.text), "\n  # environment: ");
}

static void a_pipeline_with_nothing_to_change_is_refused(void **state)
{
	(void)state;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	assert_false(write_dump("# a\nconfig.a=1\n", "t", &b));
	assert_says(diag_last(diag), "no task of the pipeline has plugins");
	assert_false(write_dump("config.p.names=['\\ufeff']\n", "t", &b));
	assert_says(diag_last(diag), "no name that an experiment can have");
	assert_int_equal(b.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_pipeline_gives_the_whole_experiment),
		TEST(what_is_named_is_required_and_says_by_whom),
		TEST(what_a_plugin_reads_it_requires),
		TEST(plugins_that_read_each_other_are_no_circle_in_the_file),
		TEST(a_subtask_that_is_not_run_has_nothing_to_drop),
		TEST(stamps_go_in_step_with_the_kernel_where_they_would_not_fit),
		TEST(what_another_determiner_brings_is_a_comment),
		TEST(what_each_determiner_costs_is_swept),
		TEST(the_undeblended_are_asked_for_by_columns_of_their_own),
		TEST(a_comment_of_several_lines_is_one_on_each),
		TEST(factors_of_two_registries_have_two_names),
		TEST(a_plugin_whose_name_is_none_of_a_variant_is_told_by_its_number),
		TEST(where_all_is_required_no_variant_is_asked_for),
		TEST(what_the_stack_needs_of_the_environment_is_written),
		TEST(a_pipeline_with_nothing_to_change_is_refused),
	};

	return cmocka_run_group_tests_name("pipetask", tests, NULL, NULL);
}
