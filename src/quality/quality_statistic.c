#include "quality_statistic.h"

#include <math.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/num.h"

#define MAD_TO_SD 1.4826

#define SAID(kind) [STATISTIC_##kind - STATISTIC_MEAN]
static const char *const words[] = {
	SAID(MEAN) = "mean", SAID(MEDIAN) = "median", SAID(MAD) = "mad",
	SAID(SD) = "sd",     SAID(MIN) = "min",       SAID(MAX) = "max",
	SAID(SUM) = "sum",   SAID(COUNT) = "count",   SAID(FRACTION) = "fraction",
};

static const struct shape quantile_shape = {.kind = SHAPE_QUANTITY, .pattern = "^(q|quantile )[0-9.]+$"};
const struct shape statistic_shape = SHAPE_EITHER_OF(AS_WORDS(words), &quantile_shape);

/* "q90" or "quantile 0.9" */
static bool quantile_named(const char *s, struct statistic *ret)
{
	static const char word[] = "quantile ";
	double x = 0, share = 0;

	if (strncmp(s, word, strlen(word)) == 0) {
		if (!num_real(s + strlen(word), &share)) {
			return false;
		}
	} else if (s[0] == 'q' && num_real(s + 1, &x)) {
		share = x / 100;
	} else {
		return false;
	}
	*ret = (struct statistic){STATISTIC_QUANTILE, share};
	return share >= 0 && share <= 1;
}

bool statistic_named(const char *s, struct statistic *ret)
{
	struct statistic found = {0};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(words[i], s) == 0) {
			*ret = (struct statistic){.kind = STATISTIC_MEAN + (enum statistic_kind)i};
			return true;
		}
	}
	if (quantile_named(s, &found)) {
		*ret = found;
		return true;
	}
	return false;
}

bool read_statistic(const struct yaml *y, void *into, struct yaml_reader *r)
{
	const char *s = yaml_text(y);

	if (!s || !statistic_named(s, into)) {
		return diag_fail(r->diag, yaml_at(y), "expected " STATISTIC_WORDS ", not %s",
		                 yaml_instead(y, r->arena));
	}
	return true;
}

/* The bracket that closes the one at `open`; NULL: none does. In quotes they are texts. */
static const char *closing(const char *open)
{
	size_t depth = 0;
	char quote = 0;

	for (const char *c = open; *c; c++) {
		if (quote || *c == '\'' || *c == '"') {
			quote = !quote ? *c : *c == quote ? 0 : quote;
			continue;
		}
		depth += *c == '(';
		depth -= *c == ')';
		if (depth == 0) {
			return c;
		}
	}
	return NULL;
}

bool statistic_split(struct text whole, struct arena *a, struct statistic *ret, struct text *inside)
{
	const char *open = whole.s ? strchr(whole.s, '(') : NULL, *close = open ? closing(open) : NULL;

	if (!close || close[1 + strspn(close + 1, " ")] != '\0' ||
	    !statistic_named(arena_strndup(a, whole.s, (size_t)(open - whole.s)), ret)) {
		return false;
	}
	*inside = whole;
	inside->s = arena_strndup(a, open + 1, (size_t)(close - open - 1));
	return true;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void sort_values(double *x, size_t n)
{
	if (n > 0) {
		qsort(x, n, sizeof(*x), by_value);
	}
}

double sorted_quantile(const double *sorted, size_t n, double share)
{
	double at = share * (double)(n - 1);
	size_t below = (size_t)at;
	double part = at - (double)below;

	/* no difference is taken of values that are the same: they may be huge */
	return part == 0 || below + 1 >= n ? sorted[below]
	                                   : (1 - part) * sorted[below] + part * sorted[below + 1];
}

void total_add(struct total *t, double x)
{
	double sum = t->sum + x;

	t->lost += fabs(t->sum) >= fabs(x) ? (t->sum - sum) + x : (x - sum) + t->sum;
	t->sum = sum;
}

double total_of(const struct total *t) { return t->sum + t->lost; }

static double sum(const double *x, size_t n)
{
	struct total t = {0};

	for (size_t i = 0; i < n; i++) {
		total_add(&t, x[i]);
	}
	return total_of(&t);
}

static double sd(const double *x, size_t n)
{
	double mean = sum(x, n) / (double)n, s = 0;

	for (size_t i = 0; i < n; i++) {
		s += (x[i] - mean) * (x[i] - mean);
	}
	return sqrt(s / (double)(n - 1));
}

static double mad(double *sorted, size_t n)
{
	double median = sorted_quantile(sorted, n, 0.5);

	for (size_t i = 0; i < n; i++) {
		sorted[i] = fabs(sorted[i] - median);
	}
	sort_values(sorted, n);
	return MAD_TO_SD * sorted_quantile(sorted, n, 0.5);
}

static double fraction(const double *x, size_t n)
{
	size_t n_true = 0;

	for (size_t i = 0; i < n; i++) {
		n_true += x[i] != 0;
	}
	return (double)n_true / (double)n;
}

/* Of sorted values, which it may change: at least one, for a spread at least two. */
static double value_of(const struct statistic *s, double *x, size_t n)
{
	switch (s->kind) {
	case STATISTIC_MEAN:
		return sum(x, n) / (double)n;
	case STATISTIC_MEDIAN:
		return sorted_quantile(x, n, 0.5);
	case STATISTIC_MAD:
		return mad(x, n);
	case STATISTIC_SD:
		return sd(x, n);
	case STATISTIC_MIN:
		return x[0];
	case STATISTIC_MAX:
		return x[n - 1];
	case STATISTIC_SUM:
		return sum(x, n);
	case STATISTIC_FRACTION:
		return fraction(x, n);
	case STATISTIC_QUANTILE:
		return sorted_quantile(x, n, s->share);
	case STATISTIC_NONE:
	case STATISTIC_COUNT:
		break;
	}
	return (double)n;
}

static size_t keep_finite(double *x, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (isfinite(x[i])) {
			x[kept++] = x[i];
		}
	}
	return kept;
}

const char *statistic_of(const struct statistic *s, double *values, size_t n, size_t n_all, struct arena *a,
                         double *ret)
{
	bool is_spread = s->kind == STATISTIC_MAD || s->kind == STATISTIC_SD;
	size_t kept = keep_finite(values, n);

	if (kept == 0 && s->kind != STATISTIC_COUNT) {
		return n_all == 0 ? "the table has no rows" : arena_printf(a, "no row is left of %zu", n_all);
	}
	if (kept == 1 && is_spread) {
		return arena_printf(a, "one row is left of %zu, and that has no spread", n_all);
	}
	sort_values(values, kept);
	*ret = value_of(s, values, kept);
	return NULL;
}
