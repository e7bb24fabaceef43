#include "secateur/base/utf8.h"

#include <stdint.h>

/* Table 3-7 of the Unicode standard: the first byte says the length and bounds the second. */
static const struct lead {
	unsigned char from, to, low, high;
	size_t len;
} leads[] = {
	{0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
	{0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
	{0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static bool is_tail(const unsigned char *u, const struct lead *l)
{
	for (size_t i = 2; i < l->len; i++) {
		if ((u[i] & 0xc0) != 0x80) {
			return false;
		}
	}
	return l->len == 1 || (u[1] >= l->low && u[1] <= l->high);
}

size_t utf8_length(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;

	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
		const struct lead *l = &leads[i];

		if (u[0] >= l->from && u[0] <= l->to) {
			return n >= l->len && is_tail(u, l) ? l->len : 0;
		}
	}
	return 0;
}

bool utf8_is_control(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	if (len == 1) {
		return u[0] < 0x20 || u[0] == 0x7f;
	}
	if (len == 2) {
		return u[0] == 0xc2 && u[1] < 0xa0;
	}
	/* U+200E, U+200F; U+2028 to U+202E; U+2066 to U+2069 */
	return len == 3 && u[0] == 0xe2 &&
	       ((u[1] == 0x80 && (u[2] == 0x8e || u[2] == 0x8f || (u[2] >= 0xa8 && u[2] <= 0xae))) ||
	        (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9));
}

size_t utf8_cut(const char *s, size_t n)
{
	size_t m = n;

	while (m > 0 && n - m < 3 && ((unsigned char)s[m] & 0xc0) == 0x80) {
		m--;
	}
	return m;
}
