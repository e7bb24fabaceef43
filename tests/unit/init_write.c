#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/arena_fixture.h"
#include "secateur/base/strbuf.h"
#include "secateur/init/init.h"

/* Some of what source-extractor prints of its settings and columns. */
static const char settings[] = "CATALOG_NAME     test.cat       # name of the output catalog\n"
			       "CATALOG_TYPE     ASCII_HEAD     # NONE,ASCII\n"
			       "                                # or FITS_LDAC\n"
			       "PARAMETERS_NAME  default.param\n"
			       "DETECT_THRESH    1.5            # <sigmas>\n"
			       "FILTER           N\n"
			       "CLEAN            Y              # Clean?\n"
			       "BACK_SIZE        64\n"
			       "PHOT_APERTURES   5\n"
			       "CHECKIMAGE_NAME  check.fits\n"
			       "PSF_NAME         nowhere.psf    # File containing the PSF model\n"
			       "NTHREADS         1\n";
static const char columns[] =
	"#NUMBER\n#X_IMAGE\n#Y_IMAGE\n#FLAGS\n#SNR_WIN\n#XWIN_IMAGE\n#ELONGATION\n#FLUX_RADIUS\n"
	"#FLUX_APER\n#VIGNET\n#MAG_PSF\n#SPREAD_MODEL\n#MAG_MODEL\n#DURATION_ANALYSIS\n#NEW_THING\n";

static const struct init_input inputs[] = {{"a", "{here}/a.fits", "a"},
                                           {"b:1", "{here}/b: {{1}.fits", "b:1"}};

static struct source *source(const char *text)
{
	struct source *in = NEW(arena, struct source);

	*in = (struct source){"in", text};
	return in;
}

/* What is written from the settings and columns of a user, or, NULL, from what the program has. */
static const char *write_from(const char *own_settings, const char *own_columns)
{
	struct init_settings *k = NEW(arena, struct init_settings), *s = NEW(arena, struct init_settings);
	struct init_columns *kc = NEW(arena, struct init_columns), *c = NEW(arena, struct init_columns);
	struct init_source from = {.known = k,
	                           .own = own_settings ? s : k,
	                           .columns = own_columns ? c : kc,
	                           .own_settings = own_settings != NULL,
	                           .own_columns = own_columns != NULL,
	                           .inputs = inputs,
	                           .n_inputs = sizeof(inputs) / sizeof(*inputs),
	                           .name = "no: 1",
	                           .here = "/somewhere",
	                           .command = "secateur init"};
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	assert_true(init_settings_read(source(settings), strlen(settings), NULL, arena, diag, k));
	assert_true(init_columns_read(source(columns), strlen(columns), NULL, arena, diag, kc));
	if (own_settings) {
		assert_true(
			init_settings_read(source(own_settings), strlen(own_settings), k, arena, diag, s));
	}
	if (own_columns) {
		assert_true(init_columns_read(source(own_columns), strlen(own_columns), kc, arena, diag, c));
	}
	assert_true(init_find("source-extractor")->write(&from, arena, diag, &b));
	return strbuf_take(&b, arena);
}

static void says(const char *text, const char *part)
{
	if (!strstr(text, part)) {
		fail_msg("not in it: %s\n%s", part, text);
	}
}

static void says_nothing_of(const char *text, const char *part)
{
	if (strstr(text, part)) {
		fail_msg("in it: %s\n%s", part, text);
	}
}

static void columns_stand_in_groups_by_what_computes_them(void **state)
{
	(void)state;
	const char *s = write_from(NULL, "NUMBER\nX_IMAGE\nSNR_WIN\nXWIN_IMAGE\nFLUX_RADIUS\nFLUX_APER(1)\n");

	says(s, "\n      position: [NUMBER, X_IMAGE] ");
	says(s, "\n      winflux: [SNR_WIN] ");
	says(s, "\n      winpos: [XWIN_IMAGE] ");
	says(s, "\n      aper: [FLUX_APER(1)] ");
	says(s, "\n    required: [position] ");
	says(s, "{name: drop-windowed, drop: {measurements: [winflux, winpos, radius]}}");
	says_nothing_of(s, "for_psfex");
	says_nothing_of(s, "FLAGS == 0"); /* there is no such column */
}

static void what_psfex_reads_is_required(void **state)
{
	(void)state;
	const char *s =
		write_from(NULL, "X_IMAGE\nY_IMAGE\nFLAGS\nSNR_WIN\nXWIN_IMAGE\nELONGATION\nFLUX_RADIUS\n"
	                         "FLUX_APER(1)\nVIGNET(35,35)\n");

	says(s, "\n      for_psfex: [SNR_WIN, ELONGATION, FLUX_RADIUS, FLUX_APER(1), \"VIGNET(35,35)\"] ");
	says(s, "\n    required: [position, for_psfex] ");
	says(s, "\n      winpos: [XWIN_IMAGE] ");
	says_nothing_of(s, "drop-windowed");
}

static void of_all_columns_those_that_cannot_be_had_are_comments(void **state)
{
	(void)state;
	const char *s = write_from(NULL, NULL);

	says(s, "\n      # psf: [MAG_PSF]   # needs PSF_NAME: there is no 'nowhere.psf'\n");
	says(s, "\n      # spread: [SPREAD_MODEL] ");
	says(s, "\n      # duration: [DURATION_ANALYSIS]   # differs from run to run\n");
	says(s, "\n      vignet: [\"VIGNET(35,35)\"] ");
	says(s, "\n      other: [NEW_THING]\n");
	says_nothing_of(s, "psf_name");
	says_nothing_of(s, "for_psfex");
	assert_null(diag_last(diag));
}

static void columns_that_somebody_chose_stay_and_their_lost_file_is_told(void **state)
{
	(void)state;
	const char *s = write_from(NULL, "X_IMAGE\nSPREAD_MODEL\nMAG_MODEL\nDURATION_ANALYSIS\n");

	says(s, "\n      spread: [SPREAD_MODEL] ");
	says(s, "\n  psf_name: nowhere.psf   # CHANGE: there is no such file\n");
	says(s, "\n        PSF_NAME           {psf_name}       # File containing the PSF model\n");
	says(s, "{name: drop-models, drop: {measurements: [spread, modtotal]}}");
	says(s, "except: [DURATION_ANALYSIS]");
	assert_string_equal(diag_last(diag),
	                    "PSF_NAME: there is no file 'nowhere.psf', which SPREAD_MODEL needs");
	assert_int_equal(diag_errors(diag), 0);
}

static void settings_to_sweep_have_their_present_value_first(void **state)
{
	(void)state;
	const char *s = write_from("DETECT_THRESH 2.00\nBACK_SIZE 32,48\n", "X_IMAGE\nFLAGS\nMAG_PSF\n");

	says(s, "\n  detect_thresh: {choice: [2.00, 1.5]} ");
	says(s, "\n        DETECT_THRESH      {detect_thresh}\n");
	says(s, "\n  clean: {choice: [\"Y\", \"N\"]} "); /* not in the file: as the program has it */
	says(s, "\n        CLEAN              {clean}          # Clean?\n");
	says(s, "\n  # - vary_each: [detect_thresh, clean]\n");
	says_nothing_of(s, "back_size");
	says(s, "\n        BACK_SIZE          32,48\n");
}

static void settings_vary_where_no_column_can_go(void **state)
{
	(void)state;
	const char *s = write_from(NULL, "X_IMAGE\nFLAGS\n");

	says(s, "\n  - vary_each: [detect_thresh, clean, back_size]\n");
	says_nothing_of(s, "drop_each");
	says(s, "# CHANGE: to be judged together, 3 variants ask for 7 different inputs");
}

static void a_run_writes_into_its_own_folder(void **state)
{
	(void)state;
	const char *s = write_from("CATALOG_NAME /data/x.cat\nCATALOG_TYPE ASCII # ours\n"
	                           "CHECKIMAGE_NAME /data/a.fits, b/c.fits\n",
	                           "X_IMAGE\nNEW_THING\n");

	says(s, "\n        CATALOG_NAME       measure.cat      # in the run's own folder\n");
	says(s,
	     "\n        CATALOG_TYPE       FITS_LDAC        # for quality to be read from; it was ASCII\n");
	says(s, "\n        CHECKIMAGE_NAME    a.fits,c.fits    # in the run's own folder\n");
	says_nothing_of(s, "/data");
}

static void comments_are_kept_and_fill_nothing_in(void **state)
{
	(void)state;
	const char *s = write_from("\n   # {input.image} is mine\n\nBACK_SIZE 64,32 # {here} {{\n  # more\n",
	                           "X_IMAGE\nNEW_THING\n");

	says(s,
	     "\n      text: |\n        # {{input.image} is mine\n\n        BACK_SIZE          64,32            # {{here} {{{{\n"
	     "                                            # more\n");
}

static void inputs_are_quoted_where_they_have_to_be(void **state)
{
	(void)state;

	says(write_from(NULL, NULL), "\ninputs:\n  - {id: a, image: \"{here}/a.fits\"}\n"
	                             "  - {id: \"b:1\", image: \"{here}/b: {{1}.fits\"}\n");
}

static void names_are_quoted_too(void **state)
{
	(void)state;

	says(write_from(NULL, NULL), "\nname: \"no: 1\"\n");
}

static void a_program_that_is_not_there_or_says_nothing_is_told(void **state)
{
	static const char *const missing[] = {"no-such-program", "-dd", NULL}, *const silent[] = {
										       "true", "-dd", NULL};
	struct init_ops program = {.name = "it", .dump_settings = missing, .input_suffix = ".fits"};
	struct init_request q = {
		.program = &program, .name = "x", .here = "/", .command = "secateur init it"};
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	(void)state;

	assert_false(init_experiment(&q, arena, diag, &b));
	assert_string_equal(diag_last(diag), "cannot start 'no-such-program': No such file or directory");
	program.dump_settings = silent;
	assert_false(init_experiment(&q, arena, diag, &b));
	assert_string_equal(diag_last(diag), "'true -dd' does not print what it has");
	assert_int_equal(b.len, 0);
}

static void runs_get_a_core_for_each_thread(void **state)
{
	(void)state;

	says(write_from("NTHREADS 4\n", "X_IMAGE\nNEW_THING\n"), "\n  cores: 4 ");
	says(write_from("NTHREADS 0\n", "X_IMAGE\nNEW_THING\n"),
	     "\n  cores: 1                  # for each run: CHANGE: ");
}

static void a_column_longer_than_its_setting_is_pointed_at(void **state)
{
	(void)state;
	write_from(NULL, "NUMBER\nFLUX_APER(3)\n");

	assert_string_equal(diag_last(diag), "FLUX_APER(3): PHOT_APERTURES gives 1: the rest stays blank");
	assert_int_equal(diag_last_line(diag), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(columns_stand_in_groups_by_what_computes_them),
		TEST(what_psfex_reads_is_required),
		TEST(of_all_columns_those_that_cannot_be_had_are_comments),
		TEST(columns_that_somebody_chose_stay_and_their_lost_file_is_told),
		TEST(settings_to_sweep_have_their_present_value_first),
		TEST(settings_vary_where_no_column_can_go),
		TEST(a_run_writes_into_its_own_folder),
		TEST(comments_are_kept_and_fill_nothing_in),
		TEST(inputs_are_quoted_where_they_have_to_be),
		TEST(names_are_quoted_too),
		TEST(a_program_that_is_not_there_or_says_nothing_is_told),
		TEST(runs_get_a_core_for_each_thread),
		TEST(a_column_longer_than_its_setting_is_pointed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
