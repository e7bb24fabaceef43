/* What the place of a run in its block, and the run before it, do to it. */
#include <float.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/diagnose.h"
#include "secateur/stats/distribution.h"
#include "secateur/stats/layout.h"
#include "stats_private.h"

/** A least-squares fit that grows column by column: y less what the columns so far explain, and those columns, made orthonormal. */
struct fit {
	size_t n, arms;
	double *y;
	double **columns;
	size_t n_columns;
	struct arena *arena;
};

static double dot(const double *x, const double *y, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += x[i] * y[i];
	}
	return sum;
}

static void subtract(double *x, double factor, const double *column, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		x[i] -= factor * column[i];
	}
}

/** What a column adds. */
struct term {
	bool is_new;        /* the columns before do not make it up */
	double coefficient; /* given the columns before */
	double explained;   /* sum of squares */
};

/* Changes the column. */
static struct term fit_add(struct fit *f, double *column)
{
	stats_centre(column, f->n / f->arms, f->arms, column);
	double before = dot(column, column, f->n);
	for (size_t i = 0; i < f->n_columns; i++) {
		subtract(column, dot(column, f->columns[i], f->n), f->columns[i], f->n);
	}
	double left = dot(column, column, f->n);
	if (!(left > 1e-9 * before)) {
		return (struct term){.is_new = false};
	}
	double length = sqrt(left);
	for (size_t i = 0; i < f->n; i++) {
		column[i] /= length;
	}
	double along = dot(f->y, column, f->n);
	subtract(f->y, along, column, f->n);
	f->columns[f->n_columns++] = column;
	return (struct term){true, along / length, along * along};
}

/* The cell that ran just before this one in its block; SIZE_MAX: none. */
static size_t before_of(const uint32_t *position, size_t cell, size_t arms)
{
	size_t first = cell - cell % arms, ret = SIZE_MAX;

	for (size_t i = first; i < first + arms; i++) {
		if (position[i] < position[cell] && (ret == SIZE_MAX || position[i] > position[ret])) {
			ret = i;
		}
	}
	return ret;
}

struct all_terms {
	struct term slope, first;
	double carry; /* sum of squares */
	size_t n_carry;
};

static struct all_terms fit_all(struct fit *f, const uint32_t *position)
{
	struct all_terms t = {0};
	double *slope = NEW_ARRAY(f->arena, double, f->n), *first = NEW_ARRAY(f->arena, double, f->n);
	size_t *before = NEW_ARRAY(f->arena, size_t, f->n);

	for (size_t i = 0; i < f->n; i++) {
		before[i] = before_of(position, i, f->arms);
		slope[i] = (double)position[i];
		first[i] = before[i] == SIZE_MAX;
	}
	t.slope = fit_add(f, slope);
	t.first = fit_add(f, first);
	for (size_t arm = 0; arm < f->arms; arm++) {
		double *column = NEW_ARRAY(f->arena, double, f->n);
		for (size_t i = 0; i < f->n; i++) {
			column[i] = before[i] != SIZE_MAX && before[i] % f->arms == arm;
		}
		struct term own = fit_add(f, column);
		t.carry += own.is_new ? own.explained : 0;
		t.n_carry += own.is_new;
	}
	return t;
}

/* Without noise, anything explained is as good as certain. */
static double f_of(double explained, size_t n_columns, double variance)
{
	return n_columns ? fmin(DBL_MAX, explained / (double)n_columns / fmax(variance, DBL_MIN)) : 0;
}

static double p_of(double explained, size_t n_columns, double variance, double df)
{
	double f = f_of(explained, n_columns, variance);

	return f > 0 ? stats_f_tail(f, (double)n_columns, df) : 1;
}

struct order_effects stats_order_effects(const double *y, const uint32_t *position, size_t blocks,
                                         size_t arms)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct fit f = {.n = blocks * arms, .arms = arms, .arena = a};

	if (blocks < 3 || arms < 2) {
		return (struct order_effects){.absent_reason = "fewer than three blocks of two"};
	}
	if (!stats_is_finite(y, f.n)) {
		return (struct order_effects){.absent_reason = "a value is not finite"};
	}
	f.y = NEW_ARRAY(a, double, f.n);
	f.columns = NEW_ARRAY(a, double *, arms + 2);
	stats_centre(y, blocks, arms, f.y);
	if (!isfinite(dot(f.y, f.y, f.n))) {
		return (struct order_effects){.absent_reason = "values too large"};
	}
	struct all_terms t = fit_all(&f, position);
	double df = (double)(blocks - 1) * (double)(arms - 1) - (double)f.n_columns;
	if (f.n_columns == 0 || df < 1) {
		return (struct order_effects){.absent_reason = f.n_columns
		                                                       ? "too few blocks for so many variants"
		                                                       : "every block has the same order"};
	}
	double variance = dot(f.y, f.y, f.n) / df;
	struct order_effects o = {.slope = t.slope.coefficient,
	                          .slope_p = p_of(t.slope.explained, t.slope.is_new, variance, df),
	                          .first = t.first.coefficient,
	                          .first_p = p_of(t.first.explained, t.first.is_new, variance, df),
	                          .carry_f = f_of(t.carry, t.n_carry, variance),
	                          .carry_p = p_of(t.carry, t.n_carry, variance, df)};
	o.position_flagged = o.slope_p < STATS_FLAG_P;
	o.first_flagged = o.first_p < STATS_FLAG_P;
	o.carry_flagged = o.carry_p < STATS_FLAG_P;
	return o;
}
