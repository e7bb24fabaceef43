/* Saving against quality: whose margin is used up by how much, which variants are on the front, and where the numbers stand. */
#include "../../src/figure/figure_place.h"
#include "../helpers/figure_fixture.h"

static const struct figure_ops *tradeoff(void) { return figure_called("tradeoff"); }

#define COST(at)                                                                                      \
	(const struct cost[])                                                                         \
	{                                                                                             \
		{                                                                                     \
			.name = "cpu", .unit = "ns", .change = CHANGE(12, at, (at)-0.01, (at) + 0.01) \
		}                                                                                     \
	}
#define QUALITY(sources, purity)                                                                           \
	(const struct quality_change[])                                                                    \
	{                                                                                                  \
		{.criterion = SOURCES, .change = CHANGE(12, sources, (sources)-0.002, (sources) + 0.002)}, \
			{.criterion = PURITY,                                                              \
		         .change = CHANGE(12, purity, (purity)-0.0005, (purity) + 0.0005)},                \
		{                                                                                          \
			.criterion = CHI2, .change = CHANGE(12, 99, 98, 100)                               \
		}                                                                                          \
	}
#define VARIANT(its_name, at, sources, purity)                                                           \
	{                                                                                                \
		.name = (its_name), .reference = "baseline", .verdict = VERDICT_DROP, .costs = COST(at), \
		.n_costs = 1, .qualities = QUALITY(sources, purity), .n_qualities = 3                    \
	}

static const struct variant_evidence some[] = {
	{.name = "baseline", .is_baseline = true}, VARIANT("dominated", -0.25, 0.005, 0),
	VARIANT("frugal", -0.25, 0.0025, 0.01), /* purer is no harm */
	VARIANT("greedy", -0.5, -0.001, -0.001),   VARIANT("slower", 0.125, 0, 0),
};
static const struct evidence four = {.primary = "cpu", .worth = 0.01, .variants = some, .n_variants = 5};

static void the_worst_metric_counts_and_the_front_comes_first(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	assert_true(tradeoff()->has(&four));
	const struct figure_texts t = figure_texts(tradeoff(), &four, a);
	assert_row(
		t.rows, 0,
		"number variant verdict saving low high worst_metric margin_share share_bound is_on_front");
	assert_row(t.rows, 1, "1 greedy DROP 0.5 0.49 0.51 purity 0.5 0.75 1");
	assert_row(t.rows, 2, "2 frugal DROP 0.25 0.24 0.26 sources 0.25 0.45 1");
	assert_row(t.rows, 3, "3 dominated DROP 0.25 0.24 0.26 sources 0.5 0.7 0");
	assert_row(t.rows, 4, "4 slower DROP -0.125 -0.135 -0.115 sources 0 0.2 0");
	assert_int_equal(count_rows(t.rows), 5);
	assert_null(t.note);
	assert_says(t.script, "\nfront = 2\n");
	assert_says(t.script, "\nnames[3] = '3 dominated'\n");
}

static void what_lacks_a_judged_metric_is_left_out_with_its_reason(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct figure_texts t = figure_texts(tradeoff(), &everything, a);
	const struct variant_evidence unjudged = {.name = "x", .costs = COST(-0.1), .n_costs = 1};
	const struct evidence e = {.primary = "cpu", .variants = &unjudged, .n_variants = 1};

	(void)state;
	assert_says(t.rows, "\n1\tdrop_win\tDROP\t0.41178\t");
	assert_null(strstr(t.rows, "\n2\t"));
	assert_string_equal(
		t.note, "pet|`ro`\n\n# **x** _y_ [a](http://b) <b>&lt; (psf_size_scatter is lost), "
			"degree_1 (purity: judge: too few stars), drop_psf (no pair), filter_none (no pair)");
	assert_false(tradeoff()->has(&e));
}

static void labels_overlap_neither_labels_nor_marks(void **state)
{
	struct place p[61];

	(void)state;
	for (size_t i = 0; i < 61; i++) { /* in three heaps, one of them in a corner */
		p[i] = (struct place){.x = 300.0 * (double)(i % 3) + (double)(i % 7),
		                      .y = 190.0 * (double)(i % 3),
		                      .wide = 20};
	}
	figure_place(p, 60, 61, 600, 380);
	for (size_t i = 0; i < 60; i++) {
		assert_true(p[i].label_x >= 10 && p[i].label_x <= 590 && p[i].label_y >= 8 &&
		            p[i].label_y <= 372);
		for (size_t k = 0; k < 61; k++) {
			assert_true(fabs(p[i].label_x - p[k].x) >= 17 || fabs(p[i].label_y - p[k].y) >= 15);
			assert_true(k >= i || fabs(p[i].label_x - p[k].label_x) >= 20 ||
			            fabs(p[i].label_y - p[k].label_y) >= 16);
		}
	}
	/* the one that is alone has it beside it */
	struct place alone = {.x = 300, .y = 190, .wide = 12};
	figure_place(&alone, 1, 1, 600, 380);
	assert_true(!alone.is_far && hypot(alone.label_x - 300, alone.label_y - 190) < 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_metric_counts_and_the_front_comes_first),
		cmocka_unit_test(what_lacks_a_judged_metric_is_left_out_with_its_reason),
		cmocka_unit_test(labels_overlap_neither_labels_nor_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
