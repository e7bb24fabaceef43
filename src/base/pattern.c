#include "secateur/base/pattern.h"

#include <regex.h>

#include "secateur/base/arena.h"

bool pattern_check(struct text t, struct arena *a, struct diag *d, size_t *groups)
{
	regex_t compiled;
	int error = regcomp(&compiled, t.s, REG_EXTENDED);

	if (error) {
		size_t n = regerror(error, &compiled, NULL, 0);
		char *why = arena_alloc(a, n, 1);
		regerror(error, &compiled, why, n);
		return diag_fail(d, t.at, "no extended regular expression: %s", why);
	}
	*groups = compiled.re_nsub;
	regfree(&compiled);
	return true;
}
