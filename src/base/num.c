#include "secateur/base/num.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"

#define MAX_DURATION (INT64_C(3653) * 86400 * NSEC_PER_SEC)

struct unit {
	const char *name;
	uint64_t size;
};

/* Largest first: "1h30m" is read, "30m1h" is not. */
static const struct unit durations[] = {
	{"d", UINT64_C(86400000000000)}, {"h", UINT64_C(3600000000000)}, {"min", UINT64_C(60000000000)},
	{"m", UINT64_C(60000000000)},    {"s", UINT64_C(1000000000)},    {"ms", UINT64_C(1000000)},
	{"us", UINT64_C(1000)},          {"µs", UINT64_C(1000)},         {"ns", UINT64_C(1)},
};

static const struct unit sizes[] = {
	{"B", 1},
	{"k", UINT64_C(1000)},
	{"kB", UINT64_C(1000)},
	{"KiB", UINT64_C(1) << 10},
	{"M", UINT64_C(1000000)},
	{"MB", UINT64_C(1000000)},
	{"MiB", UINT64_C(1) << 20},
	{"G", UINT64_C(1000000000)},
	{"GB", UINT64_C(1000000000)},
	{"GiB", UINT64_C(1) << 30},
	{"T", UINT64_C(1000000000000)},
	{"TB", UINT64_C(1000000000000)},
	{"TiB", UINT64_C(1) << 40},
	{"P", UINT64_C(1000000000000000)},
	{"PB", UINT64_C(1000000000000000)},
	{"PiB", UINT64_C(1) << 50},
};

/* The "C" locale of glibc is a constant: nothing to free. */
static locale_t c_locale(void) { return newlocale(LC_ALL_MASK, "C", (locale_t)0); }

static size_t count_digits(const char *s) { return strspn(s, "0123456789"); }

bool num_int(const char *s, int64_t min, int64_t max, int64_t *ret)
{
	bool minus = *s == '-';
	uint64_t n = 0, most = minus ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;

	s += *s == '-' || *s == '+';
	if (!*s || s[count_digits(s)]) {
		return false;
	}
	for (; *s; s++) {
		uint64_t digit = (uint64_t)(*s - '0');

		if (n > (most - digit) / 10) {
			return false;
		}
		n = 10 * n + digit;
	}
	int64_t x = !minus ? (int64_t)n : n ? -(int64_t)(n - 1) - 1 : 0;

	if (x < min || x > max) {
		return false;
	}
	*ret = x;
	return true;
}

/* The length of the decimal number at the start of `s`, 0 when there is none. */
static size_t real_length(const char *s)
{
	const char *p = s + (*s == '-' || *s == '+');
	size_t whole = count_digits(p), fraction = 0;

	p += whole;
	if (*p == '.') {
		fraction = count_digits(p + 1);
		p += 1 + fraction;
	}
	if (!whole && !fraction) {
		return 0;
	}
	if (*p == 'e' || *p == 'E') {
		const char *digits = p + 1 + (p[1] == '-' || p[1] == '+');
		size_t n = count_digits(digits);

		p = n ? digits + n : p;
	}
	return (size_t)(p - s);
}

/* A number and then, after blanks, `rest`. */
static bool leading_real(const char *s, double *ret, const char **rest)
{
	size_t n = real_length(s);
	double x = n ? strtod_l(s, NULL, c_locale()) : NAN;

	if (!isfinite(x)) {
		return false;
	}
	*rest = s + n;
	*ret = x;
	return true;
}

bool num_real(const char *s, double *ret)
{
	const char *rest;
	double x;

	if (!leading_real(s, &x, &rest) || *rest) {
		return false;
	}
	*ret = x;
	return true;
}

bool num_percent(const char *s, double *ret)
{
	const char *rest;
	double x;

	if (!leading_real(s, &x, &rest) || strcmp(rest + strspn(rest, " "), "%") != 0) {
		return false;
	}
	*ret = x / 100;
	return true;
}

static const struct unit *find_unit(const char *name, size_t len, const struct unit *units, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(units[i].name) == len && memcmp(units[i].name, name, len) == 0) {
			return &units[i];
		}
	}
	return NULL;
}

/* "1.5" times the unit: an exact product for whole numbers, to the nearest otherwise. False when it overflows. */
static bool scale(const char *s, uint64_t size, uint64_t *ret)
{
	uint64_t n = 0, part = 0;

	for (; *s >= '0' && *s <= '9'; s++) {
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*s - '0'), &n)) {
			return false;
		}
	}
	if (*s == '.') {
		part = (uint64_t)(strtod_l(s, NULL, c_locale()) * (double)size + 0.5);
	}
	return !__builtin_mul_overflow(n, size, &n) && !__builtin_add_overflow(n, part, ret);
}

/* One "1.5 h"; `*at` moves behind it. NULL when there is none. */
static const struct unit *quantity(const char **at, const struct unit *units, size_t n_units, uint64_t *ret)
{
	const char *name = *at + count_digits(*at);

	if (name == *at) {
		return NULL;
	}
	if (*name == '.') {
		size_t fraction = count_digits(name + 1);

		if (!fraction) {
			return NULL;
		}
		name += 1 + fraction;
	}
	name += strspn(name, " ");
	size_t len = strcspn(name, " 0123456789");
	const struct unit *u = find_unit(name, len, units, n_units);

	if (!u || !scale(*at, u->size, ret)) {
		return NULL;
	}
	*at = name + len;
	return u;
}

double num_time_unit(const char *s)
{
	for (size_t i = 0; i < sizeof(durations) / sizeof(*durations); i++) {
		if (strcmp(durations[i].name, s) == 0) {
			return (double)durations[i].size;
		}
	}
	return 0;
}

bool num_duration(const char *s, nsec_t *ret)
{
	const struct unit *last = NULL;
	uint64_t sum = 0, part;

	do {
		const struct unit *u = quantity(&s, durations, sizeof(durations) / sizeof(*durations), &part);

		if (!u || (last && u->size >= last->size) || part > MAX_DURATION ||
		    sum + part > MAX_DURATION) {
			return false;
		}
		last = u;
		sum += part;
		size_t blanks = strspn(s, " ");

		s += s[blanks] ? blanks : 0;
	} while (*s && *s != ' ');
	if (*s) {
		return false;
	}
	*ret = (nsec_t)sum;
	return true;
}

bool num_bytes(const char *s, uint64_t *ret)
{
	uint64_t n;

	if (!quantity(&s, sizes, sizeof(sizes) / sizeof(*sizes), &n) || *s) {
		return false;
	}
	*ret = n;
	return true;
}

/* Decimals that make three digits of `x`, which is at least 1. */
static int decimals(double x) { return x < 9.995 ? 2 : x < 99.95 ? 1 : 0; }

static char *show_two(struct arena *a, const char *sign, uint64_t n, const char *const names[2],
                      uint64_t ratio)
{
	if (n % ratio == 0) {
		return arena_printf(a, "%s%ju %s", sign, (uintmax_t)(n / ratio), names[0]);
	}
	return arena_printf(a, "%s%ju %s %ju %s", sign, (uintmax_t)(n / ratio), names[0],
	                    (uintmax_t)(n % ratio), names[1]);
}

char *num_show_duration(nsec_t t, struct arena *a)
{
	static const struct unit shown[] = {{"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
	const char *sign = t < 0 ? "-" : "";
	uint64_t n = t < 0 ? UINT64_C(0) - (uint64_t)t : (uint64_t)t;
	uint64_t s = (n + 500000000) / 1000000000;

	if (n < 1000) {
		return arena_printf(a, "%s%ju %s", sign, (uintmax_t)n, n ? "ns" : "s");
	}
	for (size_t i = 0; i < 3 && n < UINT64_C(59950000000); i++) {
		double x = (double)n / (double)shown[i].size;

		if (x < 999.5 || i == 2) {
			return arena_printf(a, "%s%.*f %s", sign, decimals(x), x, shown[i].name);
		}
	}
	if (s < 3600) {
		return show_two(a, sign, s, (const char *const[]){"min", "s"}, 60);
	}
	if (s < 86400 - 30) {
		return show_two(a, sign, (s + 30) / 60, (const char *const[]){"h", "min"}, 60);
	}
	return show_two(a, sign, (s + 1800) / 3600, (const char *const[]){"d", "h"}, 24);
}

char *num_show_bytes(uint64_t n, struct arena *a)
{
	static const char *const names[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	double x = (double)n / 1024;
	size_t i = 0;

	if (n < 1024) {
		return arena_printf(a, "%ju B", (uintmax_t)n);
	}
	for (; x >= 1023.5 && i < 5; i++) {
		x /= 1024;
	}
	return arena_printf(a, "%.*f %s", decimals(x), x, names[i]);
}

char *num_show_digits(double x, int digits, struct arena *a)
{
	const double size = fabs(x);

	if (!isfinite(x) || size >= 1e15 || (size > 0 && size < 1e-6)) {
		return arena_printf(a, "%.*g", digits, x);
	}
	const int after = size > 0 ? digits - 1 - (int)floor(log10(size)) : 0;
	char *s = arena_printf(a, "%.*f", after > 0 ? after : 0, x), *point = strchr(s, '.');

	if (point) {
		char *end = s + strlen(s);
		while (end[-1] == '0') {
			end--;
		}
		*(end - 1 == point ? point : end) = '\0';
	}
	return s;
}

char *num_show_percent(double share, int digits, struct arena *a)
{
	return arena_printf(a, "%s %%", num_show_digits(100 * share, digits, a));
}

char *num_show_count(size_t n, const char *one, const char *many, struct arena *a)
{
	return arena_printf(a, "%zu %s", n, n == 1 ? one : many);
}

char *num_show_real(double x, struct arena *a)
{
	locale_t c = c_locale(), held = uselocale(c);
	char *s = NULL;

	for (int digits = 15; digits <= 17; digits++) {
		s = arena_printf(a, "%.*g", digits, x);
		if (!isfinite(x) || strtod_l(s, NULL, c) == x) {
			break;
		}
	}
	uselocale(held);
	return s;
}
