/* Evidence as rows: read back by the reader of tables that experiments have. */
#include "../helpers/report_fixture.h"
#include "secateur/base/csv.h"

struct fixture {
	struct arena *arena;
	VEC(struct csv_row) rows;
};

static char *render_csv(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct document doc = report_document(e, a);

	return render_document(&doc, report_format_find("csv"));
}

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	AUTO_FREE char *text = render_csv(&everything);
	struct source *in = NULL;

	f->arena = arena_new();
	in = NEW(f->arena, struct source);
	*in = (struct source){.text = arena_strdup(f->arena, text)};
	for (struct csv c = csv_begin(in); csv_more(&c);) {
		assert_true(csv_row(&c, f->arena, diag_new(f->arena), vec_push(f->arena, &f->rows)));
	}
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	test_free(f);
	return 0;
}

static size_t column(const struct fixture *f, const char *title)
{
	for (size_t i = 0; i < f->rows.at[0].cells.n; i++) {
		if (strcmp(f->rows.at[0].cells.at[i].s, title) == 0) {
			return i;
		}
	}
	fail_msg("no column %s", title);
	return 0;
}

static const char *cell(const struct fixture *f, size_t row, const char *title)
{
	return f->rows.at[row].cells.at[column(f, title)].s;
}

/* The row of the k-th variant and the measure. */
static size_t find(const struct fixture *f, size_t k, const char *measure)
{
	const size_t n = N(baseline_costs) + N(baseline_parts) + N(baseline_quality);

	for (size_t i = 1 + k * n; i < 1 + (k + 1) * n; i++) {
		if (strcmp(cell(f, i, "measure"), measure) == 0) {
			return i;
		}
	}
	fail_msg("no row of %s", measure);
	return 0;
}

static void each_variant_has_a_row_for_each_measure(void **state)
{
	const struct fixture *f = *state;

	assert_int_equal(f->rows.n,
	                 1 + N(variants) * (N(baseline_costs) + N(baseline_parts) + N(baseline_quality)) +
	                         N(rungs));
	for (size_t i = 0; i < f->rows.n; i++) {
		assert_int_equal(f->rows.at[i].cells.n, f->rows.at[0].cells.n);
	}
}

static void numbers_have_all_their_digits(void **state)
{
	const struct fixture *f = *state;
	const size_t cpu = find(f, 1, "cpu"), sources = find(f, 2, "sources");

	assert_string_equal(cell(f, cpu, "estimate"), "-0.41178");
	assert_string_equal(cell(f, cpu, "low"), "-0.42995");
	assert_string_equal(cell(f, cpu, "unit"), "ns");
	assert_string_equal(cell(f, cpu, "verdict"), "drop");
	assert_string_equal(cell(f, cpu, "absent_reason"), "");
	assert_string_equal(cell(f, find(f, 1, "detect"), "kind"), "step");
	assert_string_equal(cell(f, find(f, 1, "detect"), "low"), "-0.62");
	assert_string_equal(cell(f, find(f, 1, "fit"), "kind"), "timer");
	assert_string_equal(cell(f, sources, "margin_kind"), "within");
	assert_string_equal(cell(f, sources, "margin"), "0.01");
	assert_string_equal(cell(f, sources, "judgement"), "outside");
}

static void what_is_absent_is_empty_and_has_its_reason(void **state)
{
	const struct fixture *f = *state;
	const size_t cycles = find(f, 1, "cycles"), alone = find(f, 4, "cpu"), mean = find(f, 0, "cpu");

	assert_string_equal(cell(f, cycles, "reference_mean"), "");
	assert_string_equal(cell(f, cycles, "estimate"), "");
	assert_string_equal(cell(f, cycles, "absent_reason"), NO_PMU);
	assert_string_equal(cell(f, alone, "estimate"), "-0.0278");
	assert_string_equal(cell(f, alone, "low"), "");
	assert_string_equal(cell(f, alone, "p"), "");
	assert_string_equal(cell(f, alone, "absent_reason"), "no interval: n = 1 is too few");
	assert_string_equal(cell(f, mean, "reference_mean"), "4352000000");
	assert_string_equal(cell(f, mean, "estimate"), "");
}

static void a_hostile_name_stays_in_its_cell(void **state)
{
	const struct fixture *f = *state;
	struct variant_evidence two[2] = {variants[0], variants[1]};
	struct evidence e = everything;

	assert_string_equal(cell(f, find(f, 2, "cpu"), "variant"),
	                    "pet|`ro` # **x** _y_ [a](http://b) <b>&lt;");
	assert_string_equal(cell(f, find(f, 2, "cpu"), "change"), "measurements: -petro, \\|-??[1m$x$ ~z~");
	two[1].name = "a,\"b\"\r\n<script>\033[31m";
	e.variants = two;
	e.n_variants = 2;
	AUTO_FREE char *text = render_csv(&e);
	assert_says(text, "\r\ndetector_cuts,\"a,\"\"b\"\" <script>?[31m\",");
}

static void lines_end_as_the_standard_has_it(void **state)
{
	(void)state;
	AUTO_FREE char *text = render_csv(&everything);
	size_t n = 0;

	for (const char *s = text; (s = strchr(s, '\n')); s++, n++) {
		assert_true(s > text && s[-1] == '\r');
	}
	assert_true(n > 1);
}

static void what_is_no_plan_has_no_rows(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	AUTO_FILE FILE *out = open_memstream(&text, &size);
	const struct document doc = {.title = "found: a search"};

	assert_false(report_write(&doc, report_format_find("csv"), NULL, out, d));
	assert_string_equal(diag_last(d),
	                    "csv is of what runs say of variants: 'found: a search' is another document");
}

int main(void)
{
#define ON_ROWS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		ON_ROWS(each_variant_has_a_row_for_each_measure),
		ON_ROWS(numbers_have_all_their_digits),
		ON_ROWS(what_is_absent_is_empty_and_has_its_reason),
		ON_ROWS(a_hostile_name_stays_in_its_cell),
		cmocka_unit_test(lines_end_as_the_standard_has_it),
		cmocka_unit_test(what_is_no_plan_has_no_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
