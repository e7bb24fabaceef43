/* Evidence as JSON; that it is as its schema says is a test of the command line. */
#include "../helpers/report_fixture.h"

#include <jansson.h>

static json_t *load(const struct evidence *e)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct document doc = report_document(e, a);
	AUTO_FREE char *text = render_document(&doc, report_format_find("json"));
	json_error_t why;
	json_t *ret = json_loads(text, JSON_REJECT_DUPLICATES, &why);

	if (!ret) {
		fail_msg("line %d: %s", why.line, why.text);
	}
	return ret;
}

/* The value at "variants.1.costs.0.name". */
static const json_t *at(const json_t *j, const char *path)
{
	char *end;

	for (const char *s = path; *s; s += *s == '.') {
		const size_t n = strcspn(s, ".");
		char key[64] = {0};
		assert_true(n < sizeof(key));
		memcpy(key, s, n);
		const size_t i = strtoul(key, &end, 10);
		j = json_is_array(j) ? json_array_get(j, i) : json_object_get(j, key);
		if (!j) {
			fail_msg("no %s", path);
		}
		s += n;
	}
	return j;
}

static const char *text_at(const json_t *j, const char *path) { return json_string_value(at(j, path)); }

static void it_says_which_schema_it_has(void **state)
{
	(void)state;
	json_t *j = load(&everything);

	assert_int_equal(json_integer_value(at(j, "schema")), 1);
	json_decref(j);
}

static void numbers_are_not_rounded(void **state)
{
	(void)state;
	json_t *j = load(&everything);

	assert_true(json_number_value(at(j, "variants.1.costs.1.change.estimate")) == -0.41178);
	assert_true(json_number_value(at(j, "variants.0.costs.1.change.reference_mean")) == 4.352e9);
	assert_true(json_number_value(at(j, "variants.1.qualities.2.change.low")) == -4e-10);
	assert_string_equal(text_at(j, "variants.1.verdict"), "drop");
	assert_string_equal(text_at(j, "variants.2.qualities.3.judgement"), "one_outside");
	json_decref(j);
}

static void a_variant_has_its_settings_by_factor(void **state)
{
	(void)state;
	json_t *j = load(&everything);

	assert_string_equal(text_at(j, "variants.4.settings.3.factor"), "psf_degree");
	assert_string_equal(text_at(j, "variants.4.settings.3.level"), "1");
	assert_string_equal(text_at(j, "variants.1.settings.2.component"), "win");
	assert_true(json_is_false(at(j, "variants.1.settings.2.is_kept")));
	assert_null(json_object_get(at(j, "variants.1.settings.3"), "is_kept"));
	json_decref(j);
}

static void what_is_absent_is_null_and_has_its_reason(void **state)
{
	(void)state;
	struct noise hopeless = noises[0];
	struct evidence e = everything;
	hopeless.detectable = INFINITY;
	hopeless.n_needed = SIZE_MAX;
	e.noises = &hopeless;
	e.n_noises = 1;
	json_t *j = load(&e);

	assert_string_equal(text_at(j, "variants.1.costs.3.change.absent_reason"), NO_PMU);
	assert_null(json_object_get(at(j, "variants.1.costs.3.change"), "estimate"));
	assert_true(json_is_null(at(j, "variants.4.costs.1.change.high")));
	assert_string_equal(text_at(j, "variants.4.costs.1.change.interval_absent_reason"),
	                    "no interval: n = 1 is too few");
	assert_null(json_object_get(at(j, "variants.0.costs.1.change"), "estimate"));
	assert_true(json_is_null(at(j, "noises.0.detectable")));
	assert_string_equal(text_at(j, "noises.0.detectable_reason"), "nothing bounds it");
	assert_string_equal(text_at(j, "noises.0.n_needed_reason"), "more than a million");
	json_decref(j);
}

static void texts_come_back_as_they_are(void **state)
{
	(void)state;
	json_t *j = load(&everything);

	assert_string_equal(text_at(j, "variants.2.name"), variants[2].name);
	assert_string_equal(text_at(j, "variants.2.change"),
	                    "measurements: -petro, \\|-\ufffd\033[1m$x$ ~z~");
	assert_string_equal(text_at(j, "uncontrolled.1"), uncontrolled[1]);
	json_decref(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_which_schema_it_has),
		cmocka_unit_test(numbers_are_not_rounded),
		cmocka_unit_test(a_variant_has_its_settings_by_factor),
		cmocka_unit_test(what_is_absent_is_null_and_has_its_reason),
		cmocka_unit_test(texts_come_back_as_they_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
