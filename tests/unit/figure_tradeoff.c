/* Saving against quality: whose margin is used up by how much, which variants are on the front, and where the numbers stand. */
#include "../../src/figure/figure_place.h"
#include "../helpers/figure_fixture.h"

static const struct figure_ops *tradeoff(void) { return figure_called("tradeoff"); }

#define VARIANT(its_name, saves, uses, at_most, is_best)                   \
	{                                                                  \
		.name = (its_name), .verdict = VERDICT_DROP, .tradeoff = { \
			.saving = (saves),                                 \
			.worst = "sources",                                \
			.used = (uses),                                    \
			.used_most = (at_most),                            \
			.is_on_front = (is_best)                           \
		}                                                          \
	}

static const struct variant_evidence some[] = {
	{.name = "baseline", .is_baseline = true, .tradeoff = ABSENT("it is the baseline")},
	VARIANT("dominated", 0.25, 0.5, 0.75, false),
	VARIANT("frugal", 0.25, 0.25, INFINITY, true),
	{.name = "crash", .tradeoff = ABSENT("it fails in some runs")},
	VARIANT("greedy\n", 0.5, 0.5, 0.75, true),
	VARIANT("slower", -12, 40, 50, false),
};
static const struct evidence five = {
	.primary = "cpu", .worth = 0.01, .variants = some, .n_variants = N(some)};

static void the_front_comes_first_and_the_most_saving_first_of_each(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	assert_true(tradeoff()->has(&five));
	const struct figure_texts t = figure_texts(tradeoff(), &five, a);
	assert_row(t.rows, 0, "number variant verdict saving worst_metric used used_most is_on_front");
	assert_row(t.rows, 1, "1 greedy DROP 0.5 sources 0.5 0.75 1");
	assert_row(t.rows, 2, "2 frugal DROP 0.25 sources 0.25  1"); /* nothing bounds it */
	assert_row(t.rows, 3, "3 dominated DROP 0.25 sources 0.5 0.75 0");
	assert_row(t.rows, 4, "4 slower DROP -12 sources 40 50 0");
	assert_int_equal(count_rows(t.rows), 5);
	assert_says(t.script, "\nfront = 2\n");
	assert_says(t.script,
	            "\nnames[3] = '3 dominated'\nnames[4] = '4 slower, takes 1200 % more, uses 4000 %'\n");
}

static void what_has_no_place_is_left_out_with_its_reason(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct evidence one = {.primary = "cpu", .variants = some, .n_variants = 2};

	(void)state;
	assert_string_equal(figure_texts(tradeoff(), &five, a).note, "crash (it fails in some runs)");
	assert_false(tradeoff()->has(&one));
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
		cmocka_unit_test(the_front_comes_first_and_the_most_saving_first_of_each),
		cmocka_unit_test(what_has_no_place_is_left_out_with_its_reason),
		cmocka_unit_test(labels_overlap_neither_labels_nor_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
