#include "secateur/base/utf8.h"

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

uint32_t utf8_code(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	uint32_t code = len == 1 ? u[0] : u[0] & (0xffU >> (len + 1));

	for (size_t i = 1; i < len; i++) {
		code = code << 6 | (u[i] & 0x3f);
	}
	return code;
}

/* By blocks, of Unicode's East Asian Width and of what has no width: wcwidth would ask the locale, which is never set. */
static const struct wide {
	uint32_t from, to;
	size_t columns;
} widths[] = {
	{0x0300, 0x036f, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05bd, 0},   {0x064b, 0x065f, 0},
	{0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x200b, 0x200d, 0},
	{0x20d0, 0x20f0, 0},   {0x2e80, 0x303e, 2},   {0x3041, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},
	{0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},
	{0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x1f300, 0x1f64f, 2}, {0x1f680, 0x1f6ff, 2},
	{0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2}, {0xe0100, 0xe01ef, 0},
};

size_t utf8_columns(const char *s, size_t len)
{
	const uint32_t code = utf8_code(s, len);

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		if (code >= widths[i].from && code <= widths[i].to) {
			return widths[i].columns;
		}
	}
	return 1;
}

size_t utf8_cut(const char *s, size_t n)
{
	size_t m = n;

	while (m > 0 && n - m < 3 && ((unsigned char)s[m] & 0xc0) == 0x80) {
		m--;
	}
	return m;
}
