#include "../helpers/says.h"

#include "../helpers/arena_fixture.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/pex/pex.h"

#define HEADING "### Configuration for task `t'\n"

static struct source *source(const char *text)
{
	struct source *in = NEW(arena, struct source);

	*in = (struct source){"dump", text};
	return in;
}

/* Inlined, gcc takes what fs_read fills in for a pointer to the place that it fills. */
static __attribute__((noinline)) const char *data(const char *name)
{
	const char *text = NULL;

	assert_true(
		fs_read(arena_printf(arena, TEST_DATA "/pex/%s", name), 1 << 20, arena, diag, &text, NULL));
	return text;
}

static struct pex_dump read_text(const char *text, const char *label)
{
	struct pex_dump dump;

	if (!pex_read(source(text), strlen(text), label, arena, diag, &dump)) {
		diag_print(diag, stderr, DIAG_PLAIN);
		fail_msg("it was refused");
	}
	return dump;
}

static const char *lines_of(const char *text, bool all)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	struct pex_dump dump = read_text(text, NULL);

	pex_lines(&dump, all, arena, &b);
	return strbuf_take(&b, arena);
}

/* What is printed of all that is wrong with it. */
static const char *complaints(const char *text, size_t size, const char *label)
{
	AUTO_FREE char *said = NULL;
	struct pex_dump dump;
	size_t n = 0;

	assert_false(pex_read(source(text), size, label, arena, diag, &dump));
	FILE *out = open_memstream(&said, &n);
	diag_print(diag, out, DIAG_PLAIN);
	fclose(out);
	return arena_strdup(arena, said);
}

static const char *refused(const char *lines)
{
	const char *text = arena_printf(arena, HEADING "%s", lines);

	return complaints(text, strlen(text), NULL);
}

static const struct pex_field *field(const struct pex_dump *dump, const char *label, const char *path)
{
	const struct pex_task *t = pex_find_task(dump, label);

	assert_non_null(t);
	const struct pex_field *f = pex_find_field(t, path);
	if (!f) {
		fail_msg("no field %s", path);
	}
	return f;
}

static const struct pex_registry *registry(const struct pex_dump *dump, const char *label, const char *path)
{
	const struct pex_task *t = pex_find_task(dump, label);

	assert_non_null(t);
	const struct pex_registry *r = pex_find_registry(t, path);
	if (!r) {
		fail_msg("no registry %s", path);
	}
	return r;
}

static void is_list(const char *const *at, size_t n, const char *expected)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		strbuf_addf(&b, "%s%s", i ? " " : "", at[i]);
	}
	assert_string_equal(b.text ? b.text : "", expected);
}

/* --- what pipetask printed ------------------------------------------------------------------------ */

static void two_dumps_differ_by_what_was_changed(void **state)
{
	(void)state;
	const char *base = lines_of(data("base.txt"), false), *drop = lines_of(data("drop.txt"), false);

	assert_string_equal(
		base,
		"characterizeImage = apmini.tasks.CharConfig\n"
		"characterizeImage.connections.image = 'image'\n"
		"characterizeImage.connections.out = 'summary'\n"
		"characterizeImage.measurePsf.psfDeterminer.name: piff\n"
		"characterizeImage.measurePsf.psfDeterminer['piff'].modelSize = 25\n"
		"characterizeImage.measurePsf.psfDeterminer['piff'].spatialOrder = 2\n"
		"characterizeImage.measurement.plugins.names: base_CircularApertureFlux\n"
		"characterizeImage.measurement.plugins.names: base_PixelFlags\n"
		"characterizeImage.measurement.plugins.names: base_PsfFlux\n"
		"characterizeImage.measurement.plugins.names: base_SdssCentroid\n"
		"characterizeImage.measurement.plugins['base_CircularApertureFlux'].doMeasure = True\n"
		"characterizeImage.measurement.plugins['base_CircularApertureFlux'].radii = [3.0, 4.5, 6.0]\n"
		"characterizeImage.measurement.plugins['base_PixelFlags'].doMeasure = True\n"
		"characterizeImage.measurement.plugins['base_PsfFlux'].doMeasure = True\n"
		"characterizeImage.measurement.plugins['base_SdssCentroid'].doMeasure = True\n"
		"characterizeImage.psfIterations = 2\n"
		"characterizeImage.saveLogOutput = True\n");
	assert_says(drop, "\ncharacterizeImage.measurePsf.psfDeterminer.name: psfex\n");
	assert_says(drop, "\ncharacterizeImage.measurePsf.psfDeterminer['psfex'].spatialOrder = 2\n");
	assert_never_says(drop, "['piff']");
	assert_never_says(drop, "base_PsfFlux");
}

static void all_lines_tell_of_members_that_are_off(void **state)
{
	(void)state;
	const char *drop = lines_of(data("drop.txt"), true);

	assert_says(drop, "\ncharacterizeImage.measurement.plugins['base_PsfFlux'].doMeasure = True\n");
	assert_says(drop, "\ncharacterizeImage.measurePsf.psfDeterminer['piff'].modelSize = 25\n");
	assert_never_says(drop, "names: base_PsfFlux");
}

static void a_kept_configuration_has_no_heading(void **state)
{
	(void)state;
	const char *text = strchr(data("base.txt"), '\n') + 1;
	struct pex_dump dump = read_text(text, "characterizeImage");

	assert_int_equal(dump.tasks.n, 1);
	assert_string_equal(dump.tasks.at[0].config_class, "apmini.tasks.CharConfig");
	assert_string_equal(field(&dump, "characterizeImage", "psfIterations")->value.written, "2");
	assert_says(complaints(text, strlen(text), NULL), "dump:1:1: error: a heading was expected");
}

static void the_middleware_of_2022_is_read_and_its_sets_have_no_order(void **state)
{
	(void)state;
	const char *text = data("2022.txt");
	struct pex_dump dump = read_text(text, NULL);
	const struct pex_registry *r = registry(&dump, "characterizeImage", "measurement.plugins");

	is_list(r->active.at, r->active.n, "base_PsfFlux base_SdssCentroid ext_shapeHSM_HsmSourceMoments");
	assert_true(r->is_multi);
	assert_false(r->is_undeblended);
	assert_true(registry(&dump, "characterizeImage", "measurement.undeblended")->is_undeblended);
	assert_string_equal(dump.tasks.at[0].config_class,
	                    "lsst.pipe.tasks.characterizeImage.CharacterizeImageConfig");
	assert_int_equal(dump.tasks.at[0].retargets.n, 1);
	assert_string_equal(dump.tasks.at[0].retargets.at[0].path, "refObjLoader");
	assert_says(lines_of(text, false),
	            "\ncharacterizeImage.refObjLoader.retarget = "
	            "lsst.meas.algorithms.loadIndexedReferenceObjects.LoadIndexedReferenceObjectsTask("
	            "lsst.meas.algorithms.loadIndexedReferenceObjects.LoadIndexedReferenceObjectsConfig)\n");

	const char *names =
		strstr(text, "['ext_shapeHSM_HsmSourceMoments', 'base_SdssCentroid', 'base_PsfFlux']");
	const char *other =
		arena_printf(arena, "%.*s%s%s", (int)(names - text), text,
	                     "['base_PsfFlux', 'ext_shapeHSM_HsmSourceMoments', 'base_SdssCentroid']",
	                     strchr(names, '\n'));
	assert_string_not_equal(text, other);
	assert_string_equal(lines_of(text, false), lines_of(other, false));
}

static void every_kind_of_field_is_told_apart(void **state)
{
	static const struct {
		const char *path;
		enum pex_kind kind;
		const char *written, *text;
	} expected[] = {
		{"saveLogOutput", PEX_BOOL, "True", NULL},
		{"psfIterations", PEX_NUMBER, "2", NULL},
		{"threshold", PEX_NUMBER, "float('nan')", NULL},
		{"ceiling", PEX_NUMBER, "float('inf')", NULL},
		{"tiny", PEX_NUMBER, "-1.5e-300", NULL},
		{"phase", PEX_NUMBER, "(1-2j)", NULL},
		{"weights", PEX_LIST, "[1.0, nan, -inf]", NULL},
		{"nothing", PEX_TEXT, "''", ""},
		{"slots.modelFlux", PEX_NONE, "None", NULL},
		{"psfDeterminer['piff'].spatialOrderPerBand", PEX_DICT, "{'u': 1, \"it's\": 2}", NULL},
		{"byName", PEX_DICT, "{}", NULL},
		{"byName['x']", PEX_OBJECT, "rich.tasks.NullConfig()", NULL},
		{"byNumber[3].seed", PEX_NUMBER, "1", NULL},
		{"action", PEX_OBJECT, "rich.tasks.Action", NULL},
		{"action.name", PEX_TEXT, "'magnitude'", "magnitude"},
		{"action.names", PEX_LIST, "['a', 'b']", NULL},
		{"actions", PEX_NONE, "None", NULL},
		{"actions.name", PEX_OBJECT, "rich.tasks.Action()", NULL},
		{"actions.name.name", PEX_TEXT, "'magnitude'", "magnitude"},
		{"older", PEX_NUMBER, "2", NULL},
	};
	(void)state;
	struct pex_dump dump = read_text(data("rich.txt"), NULL);

	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		const struct pex_field *f = field(&dump, "rich", expected[i].path);
		assert_int_equal(f->value.kind, expected[i].kind);
		assert_string_equal(f->value.written, expected[i].written);
		assert_true(!f->value.text == !expected[i].text);
		if (f->value.text) {
			assert_string_equal(f->value.text, expected[i].text);
		}
	}
	const struct pex_field *text = field(&dump, "rich", "text");
	assert_string_equal(text->value.text, "it's \"two\nlines\t\\ and \a \\x00 é 🔭");
	assert_string_equal(text->about, "### Configuration for task `no'\nconfig.text='no'\n\nimport no");
	assert_null(pex_find_field(pex_find_task(&dump, "rich"),
	                           "old")); /* deprecated, and not set: not printed */
	assert_null(pex_find_task(&dump, "no"));
}

static void registries_are_told_from_fields_and_from_what_is_kept_by_key(void **state)
{
	(void)state;
	struct pex_dump dump = read_text(data("rich.txt"), NULL);
	const struct pex_registry *plugins = registry(&dump, "rich", "plugins");
	const struct pex_registry *star = registry(&dump, "rich", "starSelector");

	assert_int_equal(dump.tasks.n, 2);
	assert_int_equal(dump.tasks.at[0].registries.n, 6);
	/* in the order of the dump; the last has no field that would tell of it */
	is_list(plugins->known.at, plugins->known.n,
	        "base_PixelFlags base_SdssCentroid base_SdssShape base_GaussianFlux base_PsfFlux base_Jacobian "
	        "base_CircularApertureFlux modelfit_DoubleShapeletPsfApprox modelfit_CModel ext_nothing_ToSet");
	is_list(plugins->active.at, plugins->active.n,
	        "base_CircularApertureFlux base_PsfFlux base_SdssShape ext_nothing_ToSet modelfit_CModel "
	        "modelfit_DoubleShapeletPsfApprox");
	is_list(star->known.at, star->known.n, "objectSize null");
	assert_int_equal(star->active.n, 0);
	assert_false(star->is_multi);
	const struct pex_registry *second = registry(&dump, "second", "plugins");
	is_list(second->active.at, second->active.n, "base_PixelFlags");
}

static void what_is_in_a_member_that_is_off_is_off(void **state)
{
	(void)state;
	struct pex_dump dump = read_text(data("rich.txt"), NULL);
	const struct pex_field *deep = field(&dump, "rich", "psfDeterminer['piff'].selector['null'].seed");

	assert_true(deep->is_off);
	assert_string_equal(deep->member->of, "psfDeterminer['piff'].selector");
	assert_string_equal(deep->member->key, "null");
	assert_string_equal(deep->member->outer->key, "piff");
	assert_null(deep->member->outer->outer);
	assert_false(field(&dump, "rich", "psfDeterminer['piff'].selector['objectSize'].badFlags")->is_off);
	assert_true(field(&dump, "rich", "psfDeterminer['psfex'].selector['null'].seed")->is_off);
	assert_false(registry(&dump, "rich", "psfDeterminer['piff'].selector")->is_off);
	assert_true(registry(&dump, "rich", "psfDeterminer['psfex'].selector")->is_off);
	assert_false(field(&dump, "rich", "byName['x'].seed")->is_off);
	assert_true(field(&dump, "rich", "undeblended['base_PsfFlux'].doMeasure")->is_off);
}

static void the_last_of_several_values_counts(void **state)
{
	(void)state;
	struct pex_dump dump = read_text(HEADING "# a\nconfig.a=1\n\n# a\nconfig.a=2\n", NULL);

	assert_int_equal(dump.tasks.at[0].fields.n, 1);
	assert_string_equal(field(&dump, "t", "a")->value.written, "2");
}

static void numbers_of_numpy_are_numbers(void **state)
{
	(void)state;
	struct pex_dump dump = read_text(
		HEADING "config.a=np.float64(0.25)\r\nconfig.b=datetime.timedelta(days=1)\r\n", NULL);

	assert_int_equal(field(&dump, "t", "a")->value.kind, PEX_NUMBER);
	assert_int_equal(field(&dump, "t", "b")->value.kind, PEX_OBJECT);
}

/* --- what is no dump ------------------------------------------------------------------------------ */

static void all_lines_that_are_not_understood_are_pointed_at(void **state)
{
	(void)state;
	const char *said = refused("config.a=1\n"
	                           "lsst.base INFO: read\n"
	                           "config.b=[1, 2\n"
	                           "config.c='x\n"
	                           "config.d=\n"
	                           "config.e=1 2\n"
	                           "config.f=1.2.3\n"
	                           "config.g={'a': 1, 2}\n"
	                           "config.h='\\q'\n"
	                           "config.i=[1 2]\n"
	                           "config['a']=1\n"
	                           "config.j['a']\n"
	                           "config.k.retarget(target=a.B)\n"
	                           "config.l='\\x1'\n"
	                           "assert type(config) is a.B, 'x'\n"
	                           "import a b\n"
	                           "config.m=float(1)x\n");

	assert_int_equal(diag_errors(diag), 16);
	assert_says(said, "dump:3:1: error: not a line of a configuration as pipetask prints it\n"
	                  "    3 | lsst.base INFO: read\n"
	                  "      | ^~~~~~~~~~~~~~~~~~~~\n");
	assert_says(said, "dump:4:10: error: this bracket is never closed");
	assert_says(said, "dump:5:10: error: this quote is never closed");
	assert_says(said, "dump:6:10: error: a value was expected here");
	assert_says(said, "dump:7:11: error: more text than the line should have");
	assert_says(said, "dump:8:10: error: not a number");
	assert_says(said, "dump:9:10: error: some items of this dict have no key");
	assert_says(said, "dump:10:11: error: no escape that Python's repr writes");
	assert_says(said, "dump:11:12: error: ',' or ']' was expected here");
	assert_says(said, "dump:12:7: error: '.' was expected here");
	assert_says(said, "dump:13:14: error: '=' was expected here");
	assert_says(said, "dump:14:29: error: ', ConfigClass=' was expected here");
	assert_says(said, "dump:15:11: error: an escape of fewer than 2 digits");
	assert_says(said, "dump:16:27: error: ', 'config is of type ' was expected here");
	assert_says(said, "dump:17:9: error: more text than the line should have");
	assert_says(said, "dump:18:18: error: more text than the line should have");
}

static void what_is_no_dump_at_all_is_refused(void **state)
{
	(void)state;
	assert_says(complaints("", 0, NULL), "dump: error: no configuration of a task is in it");
	diag_clear(diag);
	assert_says(complaints("\n# only a comment\n", 18, NULL), "no configuration of a task is in it");
	diag_clear(diag);
	assert_says(complaints(HEADING "config.a=1\0config.b=2\n", sizeof(HEADING) + 21, NULL),
	            "dump: error: a NUL byte is in it, on line 2: this is no text");
	diag_clear(diag);
	assert_says(refused("config.a=1\n" HEADING),
	            "dump:3:1: error: the configuration of t for the second time");
	diag_clear(diag);
	assert_says(refused("### Configuration for task `t\n"), "dump:2:30: error: ''' was expected here");
}

static void nobody_nests_so_deep(void **state)
{
	(void)state;
	char deep[200] = {0};

	memset(deep, '[', sizeof(deep) - 1);
	assert_says(refused(arena_printf(arena, "config.a=%s\n", deep)),
	            "dump:2:74: error: more than 64 brackets in one another");
}

/* As pipetask printed it, less most of the stack. */
static void the_exception_is_found_among_what_is_said_of_it(void **state)
{
	static const char err[] =
		"py.warnings WARNING: tasks.py:131: FutureWarning: old\n  self.older = 2\n\n"
		"lsst.daf.butler.cli.utils ERROR: Caught an exception, details are in traceback:\n"
		"Traceback (most recent call last):\n"
		"  File \"config.py\", line 824, in __set__\n"
		"    self._validateValue(value)\n"
		"ValueError: 0 is outside of valid range [1,inf)\n"
		"\nThe above exception was the direct cause of the following exception:\n\n"
		"Traceback (most recent call last):\n"
		"  File \"commands.py\", line 99, in build\n"
		"    script.build(**kwargs, show=show)\n"
		"lsst.pex.config.config.FieldValidationError: RangeField 'psfIterations' failed validation: 0 is outside "
		"of valid range [1,inf)\n"
		"For more information see the Field definition at:\n"
		"  File config.py:194 (__init__)\n";
	(void)state;

	assert_string_equal(
		pex_exception(err, arena),
		"FieldValidationError: RangeField 'psfIterations' failed validation: 0 is outside of valid range [1,inf)");
	assert_string_equal(pex_exception("x.MyError: one\nError: no such option\n", arena),
	                    "Error: no such option");
	assert_string_equal(
		pex_exception("Traceback (most recent call last):\n  File\nKeyboardInterrupt\n", arena),
		"KeyboardInterrupt");
	assert_null(pex_exception("lsst.x INFO: Error: none\n", arena));
	assert_null(pex_exception("Traceback (most recent call last):\n  File", arena));
	assert_null(pex_exception("Traceback (most recent call last):\n", arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_dumps_differ_by_what_was_changed),
		TEST(all_lines_tell_of_members_that_are_off),
		TEST(a_kept_configuration_has_no_heading),
		TEST(the_middleware_of_2022_is_read_and_its_sets_have_no_order),
		TEST(every_kind_of_field_is_told_apart),
		TEST(registries_are_told_from_fields_and_from_what_is_kept_by_key),
		TEST(what_is_in_a_member_that_is_off_is_off),
		TEST(the_last_of_several_values_counts),
		TEST(numbers_of_numpy_are_numbers),
		TEST(all_lines_that_are_not_understood_are_pointed_at),
		TEST(what_is_no_dump_at_all_is_refused),
		TEST(nobody_nests_so_deep),
		TEST(the_exception_is_found_among_what_is_said_of_it),
	};

	return cmocka_run_group_tests_name("pex", tests, NULL, NULL);
}
