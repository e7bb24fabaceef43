#include "../helpers/quality_fixture.h"

#include <fitsio.h>
#include <math.h>
#include <unistd.h>

#include "secateur/base/clock.h"
#include "secateur/base/proc.h"

static void write_text(const struct run *r, const char *file, const char *text)
{
	assert_true(fs_write(fs_join(r->arena, r->dir, file), text, strlen(text), r->diag));
}

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define FIELDS                                                            \
	"<FIELD name=\"Name\" datatype=\"char\" arraysize=\"*\"/>"        \
	"<FIELD name=\"FWHM\" ID=\"w\" unit=\"pix\" datatype=\"float\"/>" \
	"<!-- a comment --><FIELD name=\"N\" datatype=\"int\"/>"          \
	"<FIELD name=\"Pair\" datatype=\"float\" arraysize=\"2\"/>"

/* As psfex writes them: a table inside resources, another one beside it, and one whose data are elsewhere. */
static void write_example(const struct run *r)
{
	write_text(
		r, "a.xml",
		HEAD
		"<VOTABLE version=\"1.1\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.1\">"
		"<RESOURCE><PARAM name=\"FWHM\" value=\"99\"/><RESOURCE>"
		"<TABLE ID=\"F\" name=\"Fields\">" FIELDS "<DATA><TABLEDATA>\n"
		"<TR>\n<TD>a.cat</TD><TD>3.5</TD><TD> 7 </TD><TD>1.5 2.5e0\n</TD></TR>\n"
		"<TR><TD>b.cat</TD><TD>nan</TD><TD>0</TD><TD>3 4</TD></TR>\n"
		"<TR><TD>c.cat</TD><TD><![CDATA[4.5]]></TD><TD></TD><TD>5 6</TD></TR>\n"
		"</TABLEDATA></DATA></TABLE>"
		"<TABLE name=\"Other\"><FIELD name=\"N\"/><DATA><TABLEDATA><TR><TD>-Inf</TD></TR>"
		"</TABLEDATA></DATA></TABLE>"
		"<TABLE name=\"Packed\"><FIELD name=\"P\"/><DATA><BINARY/></DATA></TABLE>"
		"<TABLE name=\"Empty\"><FIELD name=\"E\"/><DATA><TABLEDATA/></DATA></TABLE>"
		"<TABLE name=\"Bare\"><FIELD name=\"B\"/><FIELD name=\"C\"/><FIELD name=\"C\"/></TABLE>"
		"<TABLE name=\"Short\"><FIELD name=\"S\"/><FIELD name=\"T\"/><DATA><TABLEDATA><TR><TD>1</TD>"
		"</TR></TABLEDATA></DATA></TABLE>"
		"</RESOURCE></RESOURCE></VOTABLE>\n");
}

static double value(struct run *r, const char *words)
{
	extract(r, "votable", arena_printf(r->arena, "{file: a.xml, %s}", words));
	return the_value(r);
}

static void a_fields_value_is_that_of_the_first_row(void **state)
{
	struct run *r = *state;

	write_example(r);
	assert_true(value(r, "field: FWHM") == 3.5);
	assert_string_equal(r->found.metrics.at[0].unit, "pix");
	assert_true(value(r, "field: w, of: value") == 3.5);
	assert_true(value(r, "field: N, table: Fields") == 7);
	assert_string_equal(r->found.metrics.at[0].unit, "1");
	assert_true(value(r, "field: N, table: F") == 7);
	assert_true(value(r, "field: Pair, element: 0") == 1.5);
	assert_true(value(r, "field: Pair, element: 1") == 2.5);
}

static void rows_that_have_a_number_give_a_statistic(void **state)
{
	struct run *r = *state;

	write_example(r);
	assert_true(value(r, "field: FWHM, of: mean") == 4);
	assert_true(value(r, "field: N, table: Fields, of: max") == 7);
	assert_true(value(r, "field: N, table: Fields, of: fraction") == 0.5);
	assert_true(value(r, "field: Pair, element: 1, of: median") == 4);
	assert_true(value(r, "field: FWHM, of: count") == 2);
	assert_string_equal(r->found.metrics.at[0].unit, "rows");
}

static void the_unit_is_the_experiment_files_or_the_fields(void **state)
{
	struct run *r = *state;
	const struct criterion asked = {.name = "m", .unit = "px"};

	write_example(r);
	extract_all(r, "votable", "{file: a.xml, field: FWHM}", &asked, 1);
	assert_string_equal(r->found.metrics.at[0].unit, "px");
}

static void what_is_no_number_is_not_measured(void **state)
{
	struct run *r = *state;
	static const struct {
		const char *words, *reason;
	} cases[] = {
		{"field: Name", "'a.cat' is not a number"},
		{"field: Name, of: count", "'a.cat' is not a number"},
		{"field: N", "it has 2 fields N: name the table"},
		{"field: N, table: Other", "its cell holds no number"},
		{"field: N, table: Other, of: sum", "no row is left of 1"},
		{"field: Pair", "a cell of Pair holds 2 numbers: choose one with 'element'"},
		{"field: Pair, element: 2", "a cell of Pair holds 2 numbers: element 2 is none of them"},
		{"field: Z", "none of its tables has a field Z"},
		{"field: N, table: Empty", "its table Empty has no field N"},
		{"field: N, table: None", "it has no table None"},
		{"field: P", "its data are not written as TABLEDATA"},
		{"field: E", "the table has no rows"},
		{"field: E, of: mean", "the table has no rows"},
		{"field: B", "the table has no rows"},
		{"field: C, table: Bare", "it has 2 fields C"},
		{"field: T", "a row has no cell for T"},
	};

	write_example(r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		extract(r, "votable", arena_printf(r->arena, "{file: a.xml, %s}", cases[i].words));
		is_absent(r, "m", cases[i].reason);
	}
}

static void what_stands_for_none_is_none(void **state)
{
	struct run *r = *state;
	static const char text[] =
		"<VOTABLE><RESOURCE><TABLE><FIELD name='n' datatype='int'><VALUES null='-99'/></FIELD>"
		"<DATA><TABLEDATA><TR><TD>-99</TD></TR><TR><TD>5</TD></TR></TABLEDATA></DATA></TABLE>"
		"</RESOURCE></VOTABLE>";

	assert_true(fs_write(fs_join(r->arena, r->dir, "none.xml"), text, sizeof(text) - 1, r->diag));
	extract(r, "votable", "{file: none.xml, field: n, of: mean}");
	assert_true(the_value(r) == 5);
	extract(r, "votable", "{file: none.xml, field: n}");
	assert_non_null(r->found.metrics.at[0].absent_reason);
}

static void a_file_that_is_no_votable_is_not_measured(void **state)
{
	struct run *r = *state;

	extract(r, "votable", "{file: no.xml, field: N}");
	is_absent(r, "m", "no file no.xml");
	write_text(r, "half.xml",
	           HEAD "<VOTABLE>\n<TABLE><FIELD name=\"N\"/><DATA><TABLEDATA><TR><TD>1</TD>");
	extract(r, "votable", "{file: half.xml, field: N}");
	is_absent(r, "m", "line 3: libxml2: Premature end of data in tag TR line 3");
	write_text(r, "other.xml", HEAD "<html/>");
	extract(r, "votable", "{file: other.xml, field: N}");
	is_absent(r, "m", "it has no table");
	r->began = clock_wall() + NSEC_PER_SEC;
	extract(r, "votable", "{file: other.xml, field: N}");
	is_absent(r, "m", "other.xml is older than the run");
}

static void entities_are_not_followed(void **state)
{
	struct run *r = *state;
	nsec_t before = clock_wall();

	write_text(
		r, "bomb.xml",
		HEAD
		"<!DOCTYPE VOTABLE [<!ENTITY a \"1111111111\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
		"<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
		"<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">]>"
		"<VOTABLE><TABLE><FIELD name=\"N\"/><DATA><TABLEDATA><TR><TD>&h;</TD></TR></TABLEDATA></DATA>"
		"</TABLE></VOTABLE>");
	extract(r, "votable", "{file: bomb.xml, field: N}");
	assert_non_null(r->found.metrics.at[0].absent_reason);
	assert_true(clock_wall() - before < 5 * NSEC_PER_SEC);
	write_text(r, "secret", "42");
	write_text(r, "outside.xml",
	           arena_printf(r->arena,
	                        HEAD
	                        "<!DOCTYPE VOTABLE [<!ENTITY x SYSTEM \"file://%s/secret\">]>"
	                        "<VOTABLE><TABLE><FIELD name=\"N\"/><DATA><TABLEDATA><TR><TD>&x;</TD></TR>"
	                        "</TABLEDATA></DATA></TABLE></VOTABLE>",
	                        r->dir));
	extract(r, "votable", "{file: outside.xml, field: N}");
	is_absent(r, "m", "it declares entities of its own");
}

static void a_doctype_is_not_fetched(void **state)
{
	struct run *r = *state;

	write_text(
		r, "old.xml",
		HEAD
		"<!DOCTYPE VOTABLE SYSTEM \"http://us-vo.org/xml/VOTable.dtd\">"
		"<VOTABLE><TABLE><FIELD name=\"N\"/><DATA><TABLEDATA><TR><TD>+1.50</TD></TR></TABLEDATA></DATA>"
		"</TABLE></VOTABLE>");
	extract(r, "votable", "{file: old.xml, field: N}");
	assert_true(the_value(r) == 1.5);
}

enum { SIDE = 512, STARS = 8 };

/* Stars in rows and columns, on a sky with some ripple instead of noise. */
static void write_image(const struct run *r, const char *file)
{
	static float pixels[SIDE * SIDE];
	long sides[2] = {SIDE, SIDE};
	fitsfile *f = NULL;
	int status = 0;

	for (int i = 0; i < SIDE * SIDE; i++) {
		unsigned noise = (unsigned)i * 2654435761u;
		pixels[i] = 100 + (float)(noise >> 22) / 512;
	}
	for (int s = 0; s < STARS * STARS; s++) {
		double x0 = 40.3 + 60.17 * (s % STARS), y0 = 40.4 + 60.23 * (s / STARS);
		for (int y = (int)y0 - 20; y < y0 + 20; y++) {
			for (int x = (int)x0 - 20; x < x0 + 20; x++) {
				double d2 = (x - x0) * (x - x0) + (y - y0) * (y - y0);
				pixels[y * SIDE + x] += (float)((1000 + 20 * s) * exp(-d2 / (2 * 1.3 * 1.3)));
			}
		}
	}
	fits_create_diskfile(&f, fs_join(r->arena, r->dir, file), &status);
	fits_create_img(f, FLOAT_IMG, 2, sides, &status);
	fits_write_img(f, TFLOAT, 1, SIDE * SIDE, pixels, &status);
	fits_close_file(f, &status);
	assert_int_equal(status, 0);
}

static void call(const struct run *r, const char *const *argv)
{
	static const char *const envp[] = {"PATH=/usr/bin:/bin", "OMP_NUM_THREADS=1", NULL};
	struct proc_request q = {.argv = argv, .envp = envp, .dir = r->dir, .limit_ns = 60 * NSEC_PER_SEC};
	struct proc_result got;

	assert_true(proc_capture(&q, r->arena, r->diag, &got));
	if (got.exit_code || got.signal || got.timed_out) {
		fail_msg("%s: %s", argv[0], got.err);
	}
}

static void psfex_tells_how_many_stars_it_took(void **state)
{
	struct run *r = *state;

	if (access("/usr/bin/psfex", X_OK) || access("/usr/bin/source-extractor", X_OK)) {
		print_message("psfex or source-extractor is not installed\n");
		skip();
	}
	write_image(r, "a.fits");
	write_text(r, "empty", "\n");
	write_text(
		r, "a.param",
		"X_IMAGE\nY_IMAGE\nFLAGS\nSNR_WIN\nELONGATION\nFLUX_RADIUS\nFLUX_APER(1)\nFLUXERR_APER(1)\nFLUX_MAX\n"
		"VIGNET(21,21)\n");
	call(r, (const char *const[]){"source-extractor", "a.fits", "-c", "empty", "-PARAMETERS_NAME",
	                              "a.param", "-FILTER", "N", "-CATALOG_TYPE", "FITS_LDAC",
	                              "-CATALOG_NAME", "a.cat", "-VERBOSE_TYPE", "QUIET", NULL});
	call(r,
	     (const char *const[]){"psfex", "a.cat", "-c", "empty", "-CHECKPLOT_DEV", "NULL",
	                           "-CHECKPLOT_TYPE", "NONE", "-CHECKIMAGE_TYPE", "NONE", "-WRITE_XML", "Y",
	                           "-XML_NAME", "a.xml", "-VERBOSE_TYPE", "QUIET", "-NTHREADS", "1", NULL});
	assert_true(value(r, "table: PSF_Fields, field: NStars_Loaded_Total") == STARS * STARS);
	double fwhm = value(r, "table: PSF_Fields, field: FWHM_Mean");
	assert_true(fwhm > 2.7 && fwhm < 3.5); /* 2.355 * 1.3 = 3.06 */
	assert_string_equal(r->found.metrics.at[0].unit, "pix");
	extract(r, "fits_stat",
	        "{file: a.cat, hdu: LDAC_OBJECTS, value: FLUX_MAX, where: FLAGS==0, of: count}");
	assert_true(the_value(r) == STARS * STARS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(a_fields_value_is_that_of_the_first_row),
		EACH(rows_that_have_a_number_give_a_statistic),
		EACH(the_unit_is_the_experiment_files_or_the_fields),
		EACH(what_is_no_number_is_not_measured),
		EACH(what_stands_for_none_is_none),
		EACH(a_file_that_is_no_votable_is_not_measured),
		EACH(entities_are_not_followed),
		EACH(a_doctype_is_not_fetched),
		EACH(psfex_tells_how_many_stars_it_took),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
