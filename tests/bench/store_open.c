/* How long it takes to open a results database, to read it and to write it. usage: bench_store_open FILE */
#include <stdio.h>

#include "secateur/base/arena.h"
#include "secateur/base/clock.h"
#include "secateur/base/diag.h"
#include "secateur/store/store.h"

enum { TIMES = 11 };

static bool once(const char *path, enum store_mode mode, struct diag *d, nsec_t *least)
{
	struct store *s = NULL;
	nsec_t began = clock_now();

	if (!store_open(path, mode, d, &s)) {
		return false;
	}
	nsec_t took = clock_now() - began;

	store_close(s);
	*least = took < *least ? took : *least;
	return true;
}

int main(int argc, char *argv[])
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	static const char *const words[] = {[STORE_READ] = "read", [STORE_WRITE] = "write"};

	if (argc != 2) {
		fputs("usage: bench_store_open FILE\n", stderr);
		return 2;
	}
	for (enum store_mode mode = STORE_READ; mode <= STORE_WRITE; mode++) {
		nsec_t first = NSEC_PER_SEC * 1000, least = first;
		bool ok = once(argv[1], mode, d, &first);
		for (int i = 0; ok && i < TIMES; i++) {
			ok = once(argv[1], mode, d, &least);
		}
		if (!ok) {
			diag_print(d, stderr, DIAG_PLAIN);
			return 1;
		}
		printf("opened to %s: %.2f ms the first time, then %.2f ms\n", words[mode],
		       (double)first / 1e6, (double)least / 1e6);
	}
	return 0;
}
