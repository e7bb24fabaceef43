/** No input makes the reader of exports crash, or leaves rows behind when it is refused. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* One database for all that are refused; one that was filled makes way for a new one. */
static struct store *empty_store(struct diag *d, bool anew)
{
	static struct store *s;
	static char path[64];

	if (s && anew) {
		store_close(s);
		unlink(path);
		s = NULL;
	}
	if (!s) {
		snprintf(path, sizeof(path), "/tmp/secateur-fuzz-%ld.db", (long)getpid());
		if (!store_open(path, STORE_WRITE, d, &s)) {
			abort();
		}
	}
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool is_filled;
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	size_t n_runs = 0, n_names = 0;
	const char *const *names = NULL;

	if (n == 0) {
		return 0;
	}
	FILE *in = fmemopen((void *)(uintptr_t)data, n, "r");
	struct store *s = empty_store(d, is_filled);

	if (!in) {
		abort();
	}
	is_filled = store_restore(s, in, "fuzz.jsonl", d, &n_runs);
	fclose(in);
	if (!is_filled && (diag_errors(d) == 0 || !store_names(s, a, d, &names, &n_names) || n_names > 0)) {
		abort();
	}
	return 0;
}
