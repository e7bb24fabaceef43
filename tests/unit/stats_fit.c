/* plackett_burman.json: designs, and fits of real timings (least squares as R's lm). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/base/arena.h"
#include "secateur/base/paley.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/fit.h"
#include "secateur/stats/screen.h"

enum { RUNS = 400, COMPONENTS = 20 };

static bool dropped[RUNS * COMPONENTS];
static size_t block[RUNS];
static double seconds[RUNS];

static void check_matrix(const json_t *c)
{
	const json_t *rows = json_object_get(c, "rows");
	size_t n = (size_t)vectors_number(c, "N");

	assert_int_equal(json_array_size(rows), n);
	for (size_t i = 0; i < n; i++) {
		const char *row = json_string_value(json_array_get(rows, i));
		for (size_t j = 0; j + 1 < n; j++) {
			assert_int_equal(paley_cell(n, i, j), row[j] == '1');
		}
	}
}

static void assert_all_near(const json_t *expect, const char *key, const double *got, double tolerance)
{
	double want[COMPONENTS];
	size_t n = vectors_numbers(expect, key, want, COMPONENTS);

	for (size_t i = 0; i < n; i++) {
		assert_near(got[i], want[i], tolerance);
	}
}

static void check_fit(const json_t *c, double tolerance)
{
	AUTO_ARENA struct arena *a = arena_new();
	const json_t *rows = json_object_get(c, "drop"), *expect = json_object_get(c, "expect");
	const char *kind = json_string_value(json_object_get(c, "kind"));
	size_t n = vectors_numbers(c, "time", seconds, RUNS), v = json_string_length(json_array_get(rows, 0));
	double of_block[RUNS];

	vectors_numbers(c, "block", of_block, RUNS);
	for (size_t i = 0; i < n; i++) {
		block[i] = (size_t)of_block[i];
		for (size_t j = 0; j < v; j++) {
			dropped[i * v + j] = json_string_value(json_array_get(rows, i))[j] == '1';
		}
	}
	struct fit_request q = {.runs = n,
	                        .components = v,
	                        .dropped = dropped,
	                        .block = block,
	                        .time = seconds,
	                        .is_robust = strstr(kind, "Huber") != NULL,
	                        .finds_terms = strstr(kind, "detection") != NULL};
	struct fit f = stats_fit(&q, a);
	const json_t *pairs = json_object_get(expect, "interactions");
	assert_null(f.absent_reason);
	assert_all_near(expect, "save", f.average, tolerance);
	assert_all_near(expect, "se", f.error, tolerance);
	assert_all_near(expect, "loo", f.alone, tolerance);
	assert_all_near(expect, "last", f.last, tolerance);
	assert_near(f.df, vectors_number(expect, "df"), 0);
	assert_near(f.sigma, vectors_number(expect, "sigma"), tolerance);
	assert_near(f.whole, vectors_number(expect, "T0"), tolerance);
	assert_near(f.stripped, vectors_number(expect, "all_dropped"), tolerance);
	assert_int_equal(f.n_varying, json_array_size(json_object_get(expect, "varies")));
	assert_int_equal(f.n_pairs, json_array_size(pairs));
	for (size_t i = 0; i < f.n_pairs; i++) {
		const json_t *pair = json_array_get(pairs, i);
		assert_int_equal(f.pairs[i].a, json_integer_value(json_array_get(pair, 0)));
		assert_int_equal(f.pairs[i].b, json_integer_value(json_array_get(pair, 1)));
		assert_near(f.pairs[i].weight, json_real_value(json_array_get(pair, 2)), tolerance);
	}
}

static void designs_and_fits_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/plackett_burman.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i, matrices = 0, fits = 0;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		if (json_object_get(c, "rows")) {
			check_matrix(c);
			matrices++;
		} else {
			check_fit(c, tolerance);
			fits++;
		}
	}
	assert_true(matrices == 3 && fits == 3);
	json_decref(root);
}

static void every_design_is_orthogonal(void **state)
{
	(void)state;
	for (size_t v = 1; v <= PALEY_MOST; v = paley_rows(v)) {
		size_t n = paley_rows(v);
		for (size_t j = 1; j + 1 < n; j++) {
			size_t both = 0, ones = 0;
			for (size_t i = 0; i < n; i++) {
				both += paley_cell(n, i, 0) && paley_cell(n, i, j);
				ones += paley_cell(n, i, j);
			}
			assert_int_equal(ones, n / 2);
			assert_int_equal(both, n / 4);
		}
	}
	assert_int_equal(paley_rows(0), 0);
	assert_int_equal(paley_rows(11), 12);
	assert_int_equal(paley_rows(12), 20);
	assert_int_equal(paley_rows(PALEY_MOST), 200);
	assert_int_equal(paley_rows(PALEY_MOST + 1), 0);
}

static double normal(struct rng *r)
{
	return stats_normal_quantile((rng_unit(r) * 0x1p53 + 0.5) / (0x1p53 + 1));
}

/* Runs of a screen: component j costs 1 + j, 0 and 1 share 4 more, and 2 costs twice as much on every other input. */
static struct fit_request screen(struct rng *r, size_t blocks, size_t v, bool structured, double noise)
{
	size_t rows = paley_rows(v), n = 0;

	for (size_t b = 0; b < blocks; b++) {
		stats_screen_draw(v, r, dropped + n * v);
		for (size_t i = 0; i < rows; i++, n++) {
			const bool *own = dropped + n * v;
			seconds[n] = 20 + (structured && !(own[0] && own[1]) ? 4 : 0);
			for (size_t j = 0; j < v; j++) {
				seconds[n] +=
					own[j] ? 0
					       : (double)(1 + j) * (structured && j == 2 && b % 2 ? 2 : 1);
			}
			seconds[n] *= (1 + 0.2 * (double)b) * (1 + noise * normal(r));
			block[n] = b;
		}
	}
	return (struct fit_request){.runs = n,
	                            .components = v,
	                            .dropped = dropped,
	                            .block = block,
	                            .time = seconds,
	                            .is_robust = true,
	                            .finds_terms = true};
}

static void planted_costs_are_found_with_what_deviates(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct rng r = rng_seed(9);
	struct fit_request q = screen(&r, 8, 5, true, 0.001);
	struct fit f = stats_fit(&q, a);
	double whole = 20 + 4 + 1 + 2 + 4.5 + 4 + 5;

	assert_null(f.absent_reason);
	assert_int_equal(f.n_varying, 1);
	assert_int_equal(f.varying[0], 2);
	assert_int_equal(f.n_pairs, 1);
	assert_true(f.pairs[0].a == 0 && f.pairs[0].b == 1);
	assert_true(fabs(f.alone[0] - 1 / whole) < 0.004 && fabs(f.last[0] - 5 / whole) < 0.004);
	assert_true(fabs(f.average[3] - 4 / whole) < 0.004);
	assert_true(fabs(f.stripped - 20 / whole) < 0.006);
}

static void runs_that_tell_nothing_apart_give_a_reason(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct rng r = rng_seed(10);
	struct fit_request q = screen(&r, 2, 3, false, 0.01);

	q.runs = 4;
	assert_string_equal(stats_fit(&q, a).absent_reason, "the runs do not tell the components apart");
	q = screen(&r, 2, 3, false, 0.01);
	for (size_t i = 0; i < q.runs; i++) {
		dropped[i * 3 + 1] = dropped[i * 3];
	}
	assert_string_equal(stats_fit(&q, a).absent_reason, "the runs do not tell the components apart");
	q.runs = 0;
	assert_string_equal(stats_fit(&q, a).absent_reason, "no values");
	q.runs = 5;
	seconds[4] = 0;
	assert_string_equal(stats_fit(&q, a).absent_reason, "a value is not positive and finite");
}

static void a_block_of_which_every_run_crashed_is_left_out(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct rng r = rng_seed(13);
	struct fit_request q = screen(&r, 3, 5, true, 0.01);
	struct fit want = stats_fit(&q, a);

	for (size_t i = 0; i < q.runs; i++) {
		block[i] = 2 + 3 * block[i]; /* 2, 5, 8 */
	}
	struct fit got = stats_fit(&q, a);
	assert_null(got.absent_reason);
	assert_true(got.df == want.df && got.whole == want.whole && got.n_pairs == want.n_pairs &&
	            got.n_varying == want.n_varying);
	for (size_t j = 0; j < 5; j++) {
		assert_true(got.average[j] == want.average[j] && got.error[j] == want.error[j]);
	}
}

static void times_too_large_to_be_averaged_give_a_reason(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct rng r = rng_seed(14);
	struct fit_request q = screen(&r, 2, 3, false, 0.01);

	for (size_t i = 0; i < q.runs; i++) {
		seconds[i] *= 1e306;
	}
	assert_string_equal(stats_fit(&q, a).absent_reason, "values too large to be averaged");
}

/* With no noise at all there is nothing to test terms against. */
static void without_noise_the_costs_are_exact(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct rng r = rng_seed(11);
	struct fit_request q = screen(&r, 1, 5, false, 0);
	struct fit f = stats_fit(&q, a);

	assert_near(f.alone[4], 5.0 / 35, 1e-9);
	assert_near(f.stripped, 20.0 / 35, 1e-9);
}

/* A component that is dropped in but one block: whether its cost varies is not to be told. */
static void what_was_kept_in_most_blocks_is_not_said_to_vary(void **state)
{
	(void)state;
	AUTO_ARENA struct arena *a = arena_new();
	struct rng r = rng_seed(12);
	struct fit_request q = screen(&r, 4, 4, false, 0.01);

	for (size_t i = 0; i < q.runs; i++) {
		dropped[i * 4] = dropped[i * 4] && block[i] == 0;
		seconds[i] = 20 + (dropped[i * 4] ? 0 : 1) + 0.1 * normal(&r);
	}
	struct fit f = stats_fit(&q, a);
	assert_null(f.absent_reason);
	assert_int_equal(f.n_varying, 0);
}

static void more_components_ask_for_more_runs(void **state)
{
	(void)state;
	double few = stats_screen_planned(8, 0.02, 0.02, 0.05),
	       many = stats_screen_planned(60, 0.02, 0.02, 0.05);
	double z = stats_normal_quantile(0.05 / 8) + stats_normal_quantile(0.2);

	assert_near(few, 8 * z * z, 1e-12);
	assert_true(many > few);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(designs_and_fits_are_those_of_the_tables),
		cmocka_unit_test(every_design_is_orthogonal),
		cmocka_unit_test(planted_costs_are_found_with_what_deviates),
		cmocka_unit_test(runs_that_tell_nothing_apart_give_a_reason),
		cmocka_unit_test(a_block_of_which_every_run_crashed_is_left_out),
		cmocka_unit_test(times_too_large_to_be_averaged_give_a_reason),
		cmocka_unit_test(without_noise_the_costs_are_exact),
		cmocka_unit_test(what_was_kept_in_most_blocks_is_not_said_to_vary),
		cmocka_unit_test(more_components_ask_for_more_runs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
