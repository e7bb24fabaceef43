/* group_sequential.json: boundaries that agree with those gsDesign publishes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/vectors.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/spending.h"

enum { MOST = 16 };

static void boundaries_are_those_of_the_tables(void **state)
{
	(void)state;
	json_t *root = vectors_load(TEST_DATA "/vectors/group_sequential.json"), *c;
	const double tolerance = vectors_number(root, "tolerance");
	size_t i;

	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		double information[MOST], spent[MOST], want[MOST], p[MOST], z[MOST];
		size_t n = vectors_numbers(c, "information", information, MOST);
		const char *how = json_string_value(json_object_get(c, "spending"));
		enum spending s = strcmp(how, "pocock") == 0 ? SPENDING_POCOCK : SPENDING_OBF;
		double alpha = vectors_number(c, "alpha_one_sided");
		vectors_numbers(c, "cumulative_alpha", spent, MOST);
		vectors_numbers(c, "z", want, MOST);
		vectors_numbers(c, "nominal_p", p, MOST);
		stats_boundaries(s, alpha, information, n, z);
		for (size_t k = 0; k < n; k++) {
			assert_near(stats_spent(s, alpha, information[k] / information[n - 1]), spent[k],
			            1e-9);
			assert_near(z[k], want[k], tolerance);
			assert_true(fabs(stats_normal_tail(z[k]) - p[k]) < tolerance * p[k] * 20);
		}
	}
	assert_int_equal(i, 5);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boundaries_are_those_of_the_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
