/** No input makes the reader of experiments crash: the whole way from bytes to variants, without running anything. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/diag.h"
#include "secateur/engine/engine.h"
#include "secateur/spec/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct source in = {"fuzz.yaml", arena_strndup(a, (const char *)data, n)};
	struct spec_options o = {0};
	struct study study;
	char *said = NULL;
	size_t said_n = 0;

	engine_prepare_text(&in, "/nowhere", &o, a, d, &study);
	FILE *f = open_memstream(&said, &said_n);
	if (f) {
		diag_print(d, f, DIAG_PLAIN);
		fclose(f);
	}
	free(said);
	return 0;
}
