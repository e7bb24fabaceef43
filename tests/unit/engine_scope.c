/* Runs have names, and by their names they are found again. */
#include "../../src/engine/engine_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "secateur/base/arena.h"

#define N(x) (sizeof(x) / sizeof(*(x)))

static struct variant variants[] = {{.name = "baseline"}, {.name = "drop-a.b"}, {.name = "degree=2 x"}};
static struct input inputs[] = {{.id = "a"}, {.id = "sky/1-2"}, {.id = "v 1.b003"}};
static struct spec spec = {.name = "rfc-857", .inputs = inputs, .n_inputs = N(inputs)};
static const struct study study = {.spec = &spec, .variants = {variants, N(variants)}};

static void a_name_leads_to_its_run_whatever_it_was_made_of(void **state)
{
	static const uint32_t numbers[] = {0, 3, 12, 1000};
	AUTO_ARENA struct arena *a = arena_new();
	size_t n = 0;

	(void)state;
	for (uint32_t i = 0; i < N(variants) * N(inputs) * N(numbers) * 3 * 2; i++) {
		struct trial found, t = {.variant = i % 3, .input = i / 3 % 3};
		const unsigned attempt = i / 36 % 3 + 1;
		t.block = t.position = numbers[i / 9 % 4];
		t.phase = i / 108 ? PHASE_COUNTED : PHASE_MEASURED;
		assert_true(run_named(&study, run_name(&study, &t, attempt, a), &found));
		assert_memory_equal(&found, &t, sizeof(t));
		n++;
	}
	assert_int_equal(n, 216);
}

static void what_is_no_name_of_a_run_leads_nowhere(void **state)
{
	static const char *const none[] = {"",
	                                   "b003",
	                                   "rfc-857/baseline/a",
	                                   "rfc-857/baseline/a/b3",
	                                   "rfc-857/gone/a/b003",
	                                   "rfc-857/baseline/gone/b003",
	                                   "other/baseline/a/b003",
	                                   "rfc-857/baseline/a/b003-",
	                                   "rfc-857/baseline/a/b99999999999999999999",
	                                   "rfc-857/degree=2_x/a/b003",
	                                   "rfc-857/degree=2_x/a/b003.00000000"};
	struct trial found;

	(void)state;
	for (size_t i = 0; i < N(none); i++) {
		assert_false(run_named(&study, none[i], &found));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_leads_to_its_run_whatever_it_was_made_of),
		cmocka_unit_test(what_is_no_name_of_a_run_leads_nowhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
