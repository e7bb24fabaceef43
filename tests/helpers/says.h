/** What a text says, and what it does not. */
#ifndef TESTS_SAYS_H
#define TESTS_SAYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/cleanup.h"

static inline void assert_says(const char *text, const char *part)
{
	if (!strstr(text, part)) {
		fail_msg("'%s' is not in:\n%s", part, text);
	}
}

static inline void assert_never_says(const char *text, const char *part)
{
	if (strstr(text, part)) {
		fail_msg("'%s' is in:\n%s", part, text);
	}
}

/* To be freed. */
static inline char *slurp(const char *path)
{
	AUTO_FILE FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!in || getdelim(&text, &size, '\0', in) < 0) {
		fail_msg("%s cannot be read; SECATEUR_UPDATE=1 writes it", path);
	}
	return text;
}

/* Byte for byte; with SECATEUR_UPDATE it is written anew. */
static inline void assert_is_file(const char *text, const char *path)
{
	if (getenv("SECATEUR_UPDATE")) {
		AUTO_FILE FILE *out = fopen(path, "we");
		assert_non_null(out);
		fputs(text, out);
		return;
	}
	AUTO_FREE char *expected = slurp(path);
	assert_string_equal(text, expected);
}

#endif
