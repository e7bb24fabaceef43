#include "secateur/base/near.h"

#include <stdbool.h>
#include <string.h>

#include "secateur/base/arena.h"

/* Longer texts are no names that anybody mistypes. */
enum { MAX_LEN = 128 };

static int fold(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c; }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Optimal string alignment: insert, drop, change, or swap two neighbours. Lengths are at most MAX_LEN. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t rows[3][MAX_LEN + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= m; j++) {
		last[j] = j;
	}
	for (size_t i = 1; i <= n; i++) {
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			bool same = fold(a[i - 1]) == fold(b[j - 1]);

			now[j] = least(last[j - 1] + !same, 1 + least(last[j], now[j - 1]));
			if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
			    fold(a[i - 2]) == fold(b[j - 1])) {
				now[j] = least(now[j], before[j - 2] + 1);
			}
		}
		size_t *spare = before;

		before = last;
		last = now;
		now = spare;
	}
	return last[m];
}

const char *near_name(const char *typo, const char *const *names, size_t n)
{
	size_t len = strlen(typo), best = MAX_LEN + 1;
	const char *ret = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t other = strlen(names[i]), longer = len > other ? len : other;
		size_t bound = (longer + 2) / 3;

		if (longer > MAX_LEN || longer - least(len, other) > bound) {
			continue;
		}
		size_t far = distance(typo, len, names[i], other);

		if (far <= bound && far < longer && far < best) {
			best = far;
			ret = names[i];
		}
	}
	return ret;
}

const char *near_hint(const char *typo, const char *const *names, size_t n, struct arena *a)
{
	const char *name = near_name(typo, names, n);

	return name ? arena_printf(a, "; did you mean '%s'?", name) : "";
}
