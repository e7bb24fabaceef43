#include "secateur/base/clock.h"

#include <string.h>
#include <time.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"

static nsec_t read_clock(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (nsec_t)t.tv_sec * NSEC_PER_SEC + t.tv_nsec;
}

nsec_t clock_now(void) { return read_clock(CLOCK_MONOTONIC_RAW); }

nsec_t clock_wall(void) { return read_clock(CLOCK_REALTIME); }

char *clock_iso8601(nsec_t wall, struct arena *a)
{
	nsec_t rest = wall % NSEC_PER_SEC;
	time_t s = (time_t)(wall / NSEC_PER_SEC);
	struct tm t;

	if (rest < 0) {
		rest += NSEC_PER_SEC;
		s--;
	}
	/* Any int64_t of nanoseconds is a year between 1677 and 2262: this cannot fail. */
	gmtime_r(&s, &t);
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.tm_year + 1900, t.tm_mon + 1,
	                    t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, (int)(rest / NSEC_PER_MSEC));
}

/* Behind the digits of a fraction of a second; those past the ninth tell nothing. */
static const char *read_fraction(const char *s, nsec_t *ret)
{
	nsec_t unit = NSEC_PER_SEC;

	for (*ret = 0; *s >= '0' && *s <= '9'; s++) {
		unit /= 10;
		*ret += unit * (*s - '0');
	}
	return s;
}

/* Z, +hh:mm or nothing, to the end. */
static bool read_offset(const char *s, nsec_t *ret)
{
	int64_t h = 0, m = 0;

	*ret = 0;
	if (!*s || strcmp(s, "Z") == 0) {
		return true;
	}
	if ((*s != '+' && *s != '-') || strlen(s) != 6 || s[3] != ':' ||
	    !num_int((const char[]){s[1], s[2], '\0'}, 0, 23, &h) || !num_int(s + 4, 0, 59, &m)) {
		return false;
	}
	*ret = (*s == '-' ? -1 : 1) * (h * 60 + m) * 60 * NSEC_PER_SEC;
	return true;
}

bool clock_from_utc(const char *s, nsec_t *ret)
{
	struct tm t = {0};
	const char *rest = strptime(s, "%Y-%m-%dT%H:%M:%S", &t);
	nsec_t fraction = 0, offset = 0, at = 0;

	if (rest && (*rest == '.' || *rest == ',')) {
		rest = read_fraction(rest + 1, &fraction);
	}
	if (!rest || !read_offset(rest, &offset) ||
	    __builtin_mul_overflow((nsec_t)timegm(&t), NSEC_PER_SEC, &at) ||
	    __builtin_add_overflow(at, fraction - offset, &at)) {
		return false;
	}
	*ret = at;
	return true;
}

/* By hand, since a million of them are read from a database. */
static bool read_digits(const char *s, size_t n, int least, int most, int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9') {
			return false;
		}
		*ret = 10 * *ret + (s[i] - '0');
	}
	return *ret >= least && *ret <= most;
}

bool clock_from_iso8601(const char *s, nsec_t *ret)
{
	static const char form[] = "0000-00-00T00:00:00.000Z";
	struct tm t = {0};
	int ms;

	for (size_t i = 0; i < sizeof(form); i++) {
		if (form[i] == '0' ? !s[i] : s[i] != form[i]) {
			return false;
		}
	}
	if (!read_digits(s, 4, 0, 9999, &t.tm_year) || !read_digits(s + 5, 2, 1, 12, &t.tm_mon) ||
	    !read_digits(s + 8, 2, 1, 31, &t.tm_mday) || !read_digits(s + 11, 2, 0, 23, &t.tm_hour) ||
	    !read_digits(s + 14, 2, 0, 59, &t.tm_min) || !read_digits(s + 17, 2, 0, 60, &t.tm_sec) ||
	    !read_digits(s + 20, 3, 0, 999, &ms)) {
		return false;
	}
	t.tm_year -= 1900;
	t.tm_mon--;
	return !__builtin_mul_overflow((nsec_t)timegm(&t), NSEC_PER_SEC, ret) &&
	       !__builtin_add_overflow(*ret, ms * NSEC_PER_MSEC, ret);
}
