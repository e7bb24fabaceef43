#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/base/vec.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	unsigned char *last = NULL;
	size_t last_size = 0;

	(void)state;
	for (size_t size = 0; size < 200000; size = size * 2 + 1) {
		for (size_t align = 1; align <= alignof(max_align_t); align *= 2) {
			unsigned char *p = arena_alloc(a, size, align);

			assert_int_equal((uintptr_t)p % align, 0);
			for (size_t i = 0; i < size; i++) {
				assert_int_equal(p[i], 0);
			}
			memset(p, 0xee, size);
			for (size_t i = 0; i < last_size; i++) {
				assert_int_equal(last[i], 0xee);
			}
			last = p;
			last_size = size;
		}
	}
	arena_reset(a);
	assert_int_equal(*NEW(a, int), 0);
}

static void texts_are_copied_and_cut(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	assert_string_equal(arena_strdup(a, ""), "");
	assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(a, "ab", 100), "ab");
	assert_string_equal(arena_printf(a, "%d-%s", 7, "x"), "7-x");
	assert_non_null(NEW_ARRAY(a, int, 0));
}

static void a_vector_grows_and_new_elements_are_zeroed(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	VEC(size_t) v = {0};

	(void)state;
	for (size_t i = 0; i < 10000; i++) {
		size_t *p = vec_push(a, &v);

		assert_true(*p == 0);
		*p = i + 1;
	}
	for (size_t i = 0; i < 10000; i++) {
		assert_true(v.at[i] == i + 1);
	}
	v.n--;
	assert_true(*vec_push(a, &v) == 0);
}

static void what_one_arena_holds_lives_on_in_another(void **state)
{
	AUTO_ARENA struct arena *a = arena_new(), *empty = arena_new();
	struct arena *from = arena_new();
	char *small = arena_strdup(from, "small"), *large = NEW_ARRAY(from, char, 100000);

	(void)state;
	arena_adopt(a, empty);
	arena_adopt(a, from);
	char *own = arena_strdup(a, "own");
	arena_adopt(a, from); /* it is empty now */
	arena_free(from);
	large[99999] = 'x';
	assert_string_equal(small, "small");
	assert_string_equal(own, "own");
	arena_adopt(empty, a);
	assert_int_equal(large[99999], 'x');
	assert_string_equal(arena_strdup(a, "again"), "again");
}

static void a_text_under_construction_grows(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	(void)state;
	assert_string_equal(strbuf_take(&b, a), "");
	for (int i = 0; i < 1000; i++) {
		strbuf_addf(&b, "%d", i % 10);
		strbuf_addc(&b, ',');
		strbuf_add(&b, "");
		strbuf_addn(&b, "xyz", 1);
	}
	assert_int_equal(b.len, 3000);
	assert_memory_equal(b.text, "0,x1,x2,x", 9);
	char *s = strbuf_take(&b, a);

	assert_int_equal(strlen(s), 3000);
	assert_int_equal(b.len, 0);
	strbuf_add(&b, "new");
	assert_string_equal(b.text, "new");
	strbuf_reset(&b);
	assert_string_equal(b.text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(texts_are_copied_and_cut),
		cmocka_unit_test(a_vector_grows_and_new_elements_are_zeroed),
		cmocka_unit_test(what_one_arena_holds_lives_on_in_another),
		cmocka_unit_test(a_text_under_construction_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
