#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/hash.h"

static const char *hex_of(struct arena *a, const char *s, size_t n)
{
	struct hasher *h = hash_begin(a);

	hash_add(h, s, n);
	struct digest g = hash_end(h);

	return digest_hex(&g, a);
}

static void the_vectors_of_the_standard_hold(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();

	(void)state;
	assert_string_equal(hex_of(a, "abc", 3),
	                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(hex_of(a, "", 0),
	                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_string_equal(hex_of(a, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
	                    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static struct digest of_texts(struct arena *a, const char *x, const char *y)
{
	struct hasher *h = hash_begin(a);

	hash_text(h, x);
	hash_text(h, y);
	return hash_end(h);
}

static void texts_do_not_run_into_one_another(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct digest all[] = {of_texts(a, "ab", "c"),   of_texts(a, "a", "bc"),   of_texts(a, "", "abc"),
	                       of_texts(a, NULL, "abc"), of_texts(a, "abc", NULL), of_texts(a, "abc", "")};
	struct digest same = of_texts(a, "ab", "c");

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		for (size_t k = 0; k < i; k++) {
			assert_false(digest_equal(&all[i], &all[k]));
		}
	}
	assert_true(digest_equal(&all[0], &same));
}

static void numbers_are_hashed_the_same_on_every_machine(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct hasher *h = hash_begin(a);

	(void)state;
	hash_u64(h, UINT64_C(0x0807060504030201));
	struct digest g = hash_end(h);

	assert_string_equal(digest_hex(&g, a), hex_of(a, "\1\2\3\4\5\6\7\10", 8));
}

static void a_file_has_the_digest_of_its_bytes(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	char path[] = "/tmp/secateur-hash-XXXXXX", *bytes = arena_alloc(a, 100000, 1);
	int fd = mkstemp(path);
	struct digest g;

	(void)state;
	assert_true(fd >= 0);
	memset(bytes, 'z', 100000);
	assert_int_equal(write(fd, bytes, 100000), 100000);
	close(fd);
	assert_true(hash_file(path, d, &g));
	assert_string_equal(digest_hex(&g, a), hex_of(a, bytes, 100000));
	unlink(path);
	assert_false(hash_file(path, d, &g));
	assert_non_null(strstr(diag_last(d), "No such file"));
	assert_non_null(strstr(diag_last(d), path));
	assert_false(hash_file("/tmp", d, &g));
}

static void a_digest_is_read_back_from_its_digits(void **state)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct hasher *h = hash_begin(a);
	struct digest g, back;

	(void)state;
	hash_text(h, "x");
	g = hash_end(h);
	assert_true(digest_parse(digest_hex(&g, a), &back));
	assert_true(digest_equal(&g, &back));
	assert_false(digest_parse("", &back));
	assert_false(digest_parse("abc", &back));
	assert_false(digest_parse(arena_printf(a, "%s0", digest_hex(&g, a)), &back));
	assert_false(digest_parse(arena_printf(a, "%.63sX", digest_hex(&g, a)), &back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_the_standard_hold),
		cmocka_unit_test(texts_do_not_run_into_one_another),
		cmocka_unit_test(numbers_are_hashed_the_same_on_every_machine),
		cmocka_unit_test(a_file_has_the_digest_of_its_bytes),
		cmocka_unit_test(a_digest_is_read_back_from_its_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
