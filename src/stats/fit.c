#include "secateur/stats/fit.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/compare.h"
#include "secateur/stats/distribution.h"
#include "stats_private.h"

enum { MOST_PAIRS = 10, PASSES = 60, PASSES_WITH_SCALE = 10, LEAST_DF_PAIR = 3, LEAST_DF_VARYING = 2 };
static const double CLIP = 1.5, P_PAIR = .01, P_VARYING = .001, SETTLED = 1e-13, SINGULAR = 1e-9;

/** The model as it stands: a matrix whose columns are blocks, components, and terms, decomposed. */
struct model {
	const struct fit_request *q;
	struct arena *arena;
	size_t blocks, n, p; /* runs, columns */
	size_t *block;       /* of each run, of those that have runs */
	double *z;           /* run * components + component: 1 dropped, -1 kept */
	double *y;           /* time over its block's mean */
	double *x;           /* columns one after another, room for all there may be */
	double *qr, *tau;    /* n * p, as GSL packs it */
	double *coefficient, *psi, *error;
	double sigma, inside, df;
	struct fit_pair *pairs;
	size_t n_pairs;
	size_t *pair_column; /* of each pair */
	bool *varies;        /* components */
};

static gsl_matrix_view matrix_of(const struct model *m) { return gsl_matrix_view_array(m->qr, m->n, m->p); }

static gsl_vector_view tau_of(const struct model *m) { return gsl_vector_view_array(m->tau, m->p); }

static double *add_column(struct model *m) { return m->x + m->n * m->p++; }

/* --- the matrix ----------------------------------------------------------------------------------------- */

static bool is_decomposed(struct model *m)
{
	for (size_t i = 0; i < m->n; i++) {
		for (size_t j = 0; j < m->p; j++) {
			m->qr[i * m->p + j] = m->x[j * m->n + i];
		}
	}
	gsl_matrix_view qr = matrix_of(m);
	gsl_vector_view tau = tau_of(m);
	gsl_linalg_QR_decomp(&qr.matrix, &tau.vector);
	for (size_t j = 0; j < m->p; j++) {
		if (!(fabs(gsl_matrix_get(&qr.matrix, j, j)) > SINGULAR * sqrt((double)m->n))) {
			return false;
		}
	}
	return true;
}

/* Qt v in place: the first p are what the columns explain, the others the residual. */
static void rotate(const struct model *m, double *v)
{
	gsl_matrix_view qr = matrix_of(m);
	gsl_vector_view tau = tau_of(m), w = gsl_vector_view_array(v, m->n);

	gsl_linalg_QR_QTvec(&qr.matrix, &tau.vector, &w.vector);
}

/* v less what the columns explain of it, in place. */
static void leave_residual(const struct model *m, double *v)
{
	gsl_matrix_view qr = matrix_of(m);
	gsl_vector_view tau = tau_of(m), w = gsl_vector_view_array(v, m->n);

	rotate(m, v);
	for (size_t j = 0; j < m->p; j++) {
		v[j] = 0;
	}
	gsl_linalg_QR_Qvec(&qr.matrix, &tau.vector, &w.vector);
}

static void solve(struct model *m, const double *y)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *v = NEW_ARRAY(a, double, m->n);

	for (size_t i = 0; i < m->n; i++) {
		v[i] = y[i];
	}
	rotate(m, v);
	for (size_t j = m->p; j-- > 0;) {
		double sum = v[j];
		for (size_t k = j + 1; k < m->p; k++) {
			sum -= m->qr[j * m->p + k] * m->coefficient[k];
		}
		m->coefficient[j] = sum / m->qr[j * m->p + j];
	}
}

static double fitted(const struct model *m, size_t run)
{
	double sum = 0;

	for (size_t j = 0; j < m->p; j++) {
		sum += m->x[j * m->n + run] * m->coefficient[j];
	}
	return sum;
}

/* sqrt of v times the diagonal of (XtX)^-1, which is the squared length of the rows of R^-1. */
static void set_errors(struct model *m)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *column = NEW_ARRAY(a, double, m->p), *squares = NEW_ARRAY(a, double, m->p);

	for (size_t c = 0; c < m->p; c++) { /* R column = e_c */
		for (size_t j = m->p; j-- > 0;) {
			double sum = j == c;
			for (size_t k = j + 1; k < m->p; k++) {
				sum -= m->qr[j * m->p + k] * column[k];
			}
			column[j] = sum / m->qr[j * m->p + j];
			squares[j] += column[j] * column[j];
		}
	}
	for (size_t j = 0; j < m->p; j++) {
		m->error[j] = m->sigma * sqrt(squares[j]);
	}
}

/* --- one fit ------------------------------------------------------------------------------------------------ */

/* Huber 1981, 7.8: least squares on pseudo-values, the fit and its clipped residual, until they rest. */
static double settle(struct model *m)
{
	AUTO_ARENA struct arena *a = arena_new();
	double *pseudo = NEW_ARRAY(a, double, m->n), *size = NEW_ARRAY(a, double, m->n), bound = 0;

	for (size_t i = 0; i < m->n; i++) {
		pseudo[i] = m->y[i];
	}
	for (int pass = 0; pass < PASSES; pass++) {
		double moved = 0;
		solve(m, pseudo);
		for (size_t i = 0; i < m->n; i++) {
			m->psi[i] = m->y[i] - fitted(m, i);
			size[i] = fabs(m->psi[i]);
		}
		if (pass < PASSES_WITH_SCALE) {
			bound = CLIP * 1.4826 * stats_median(size, m->n) * sqrt((double)m->n / m->df);
		}
		for (size_t i = 0; i < m->n; i++) {
			double next = m->y[i] - m->psi[i] + stats_clip(m->psi[i], bound);
			moved = fmax(moved, fabs(next - pseudo[i]));
			pseudo[i] = next;
		}
		if (moved < SETTLED) {
			break;
		}
	}
	return bound;
}

static bool fit_once(struct model *m)
{
	double squares = 0, inside = 0, bound = INFINITY;

	if (m->n <= m->p || !is_decomposed(m)) {
		return false;
	}
	m->df = (double)(m->n - m->p);
	if (m->q->is_robust) {
		bound = settle(m);
	} else {
		solve(m, m->y);
		for (size_t i = 0; i < m->n; i++) {
			m->psi[i] = m->y[i] - fitted(m, i);
		}
	}
	for (size_t i = 0; i < m->n; i++) {
		inside += fabs(m->psi[i]) <= bound;
		m->psi[i] = stats_clip(m->psi[i], bound);
		squares += m->psi[i] * m->psi[i];
	}
	m->inside = fmax(inside / (double)m->n, .5);
	m->sigma = sqrt(squares / m->df) / m->inside;
	set_errors(m);
	return true;
}

/* --- terms ---------------------------------------------------------------------------------------------------- */

static bool has_pair(const struct model *m, size_t a, size_t b)
{
	for (size_t i = 0; i < m->n_pairs; i++) {
		if (m->pairs[i].a == a && m->pairs[i].b == b) {
			return true;
		}
	}
	return false;
}

static void multiply(const struct model *m, size_t a, size_t b, double *ret)
{
	for (size_t i = 0; i < m->n; i++) {
		ret[i] = m->z[i * m->q->components + a] * m->z[i * m->q->components + b];
	}
}

/** What the products of pairs are held against: O(runs * columns) to make, and then for each pair. */
struct beside {
	double *psi; /* what the columns leave of it */
	double *q;   /* an orthonormal basis of the columns: run * columns + column */
	double *v;   /* a product */
	double *dot; /* of it with each of the basis */
};

static struct beside stand_beside(const struct model *m, struct arena *a)
{
	struct beside b = {.psi = NEW_ARRAY(a, double, m->n),
	                   .q = NEW_ARRAY(a, double, m->n * m->p),
	                   .v = NEW_ARRAY(a, double, m->n),
	                   .dot = NEW_ARRAY(a, double, m->p)};
	gsl_matrix_view qr = matrix_of(m);
	gsl_vector_view tau = tau_of(m), w = gsl_vector_view_array(b.v, m->n);

	for (size_t j = 0; j < m->p; j++) {
		gsl_vector_set_basis(&w.vector, j);
		gsl_linalg_QR_Qvec(&qr.matrix, &tau.vector, &w.vector);
		for (size_t i = 0; i < m->n; i++) {
			b.q[i * m->p + j] = b.v[i];
		}
	}
	for (size_t i = 0; i < m->n; i++) {
		b.psi[i] = m->psi[i];
	}
	leave_residual(m, b.psi);
	return b;
}

/* t of the pair's product beside all columns so far (Frisch, Waugh and Lovell). */
static double t_of_pair(const struct model *m, size_t one, size_t other, struct beside *b)
{
	double squares = (double)m->n, along = 0; /* products are 1 and -1 */

	multiply(m, one, other, b->v);
	for (size_t j = 0; j < m->p; j++) {
		b->dot[j] = 0;
	}
	for (size_t i = 0; i < m->n; i++) {
		const double *row = b->q + i * m->p;
		along += b->v[i] * b->psi[i];
		for (size_t j = 0; j < m->p; j++) {
			b->dot[j] += b->v[i] * row[j];
		}
	}
	for (size_t j = 0; j < m->p; j++) {
		squares -= b->dot[j] * b->dot[j];
	}
	double length = sqrt(fmax(squares, 0));
	return length < 1e-6 * sqrt((double)m->n) ? 0 : fabs(along) / m->inside / (m->sigma * length);
}

static bool add_pair(struct model *m)
{
	AUTO_ARENA struct arena *arena = arena_new();
	size_t v = m->q->components, at_a = 0, at_b = 0;
	struct beside beside = stand_beside(m, arena);
	double most = 0;

	for (size_t a = 0; a < v; a++) {
		for (size_t b = a + 1; b < v; b++) {
			double t = has_pair(m, a, b) ? 0 : t_of_pair(m, a, b, &beside);
			if (t > most) {
				most = t;
				at_a = a;
				at_b = b;
			}
		}
	}
	double pairs = (double)v * (double)(v - 1) / 2;
	if (most == 0 || !(2 * stats_t_tail(most, m->df - 1) < P_PAIR / pairs)) {
		return false;
	}
	m->pair_column[m->n_pairs] = m->p;
	m->pairs[m->n_pairs++] = (struct fit_pair){at_a, at_b, 0};
	multiply(m, at_a, at_b, add_column(m));
	return true;
}

/* The component's own column in block b, less that in the last block. */
static void contrast(const struct model *m, size_t component, size_t b, double *ret)
{
	for (size_t i = 0; i < m->n; i++) {
		double in = (double)(m->block[i] == b) - (double)(m->block[i] == m->blocks - 1);
		ret[i] = m->z[i * m->q->components + component] * in;
	}
}

/* P(F) of a cost that varies over blocks: what the contrasts explain beside all columns so far, made orthonormal one by one. */
static double p_of_varying(const struct model *m, size_t component)
{
	AUTO_ARENA struct arena *a = arena_new();
	size_t k = m->blocks - 1;
	double *columns = NEW_ARRAY(a, double, k * m->n), explained = 0;

	for (size_t b = 0; b < k; b++) {
		double *own = columns + b * m->n, squares = 0, along = 0;
		contrast(m, component, b, own);
		leave_residual(m, own);
		for (size_t other = 0; other < b; other++) {
			const double *before = columns + other * m->n;
			double dot = 0;
			for (size_t i = 0; i < m->n; i++) {
				dot += own[i] * before[i];
			}
			for (size_t i = 0; i < m->n; i++) {
				own[i] -= dot * before[i];
			}
		}
		for (size_t i = 0; i < m->n; i++) {
			squares += own[i] * own[i];
		}
		double length = sqrt(squares);
		if (length < 1e-6 * sqrt((double)m->n)) {
			return 1; /* not to be told from other columns */
		}
		for (size_t i = 0; i < m->n; i++) {
			own[i] /= length;
			along += own[i] * m->psi[i];
		}
		explained += along * along;
	}
	double f = explained / (m->inside * m->inside) / (double)k / (m->sigma * m->sigma);
	return stats_f_tail(f, (double)k, fmax(m->df - (double)k, 1));
}

static bool add_varying(struct model *m)
{
	size_t v = m->q->components, at = 0;
	double least = 1;

	for (size_t j = 0; j < v; j++) {
		double p = m->varies[j] ? 1 : p_of_varying(m, j);
		if (p < least) {
			least = p;
			at = j;
		}
	}
	if (!(least < P_VARYING / (double)v)) {
		return false;
	}
	m->varies[at] = true;
	for (size_t b = 0; b + 1 < m->blocks; b++) {
		contrast(m, at, b, add_column(m));
	}
	return true;
}

static bool add_term(struct model *m)
{
	if (!m->q->finds_terms || !(m->sigma > 0)) {
		return false;
	}
	if (m->df > LEAST_DF_PAIR && m->n_pairs < MOST_PAIRS && add_pair(m)) {
		return true;
	}
	return m->blocks > 1 && m->df > (double)m->blocks + LEAST_DF_VARYING && add_varying(m);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

/* Blocks of which every run is missing have no intercept: the others are numbered anew, in their order. */
static void number_blocks(struct model *m)
{
	AUTO_ARENA struct arena *a = arena_new();
	size_t most = 0;

	for (size_t i = 0; i < m->n; i++) {
		most = m->q->block[i] > most ? m->q->block[i] : most;
	}
	size_t *number = NEW_ARRAY(a, size_t, most + 1);
	for (size_t i = 0; i < m->n; i++) {
		number[m->q->block[i]] = 1;
	}
	for (size_t b = 0; b <= most; b++) {
		m->blocks += number[b];
		number[b] = m->blocks - 1;
	}
	for (size_t i = 0; i < m->n; i++) {
		m->block[i] = number[m->q->block[i]];
	}
}

/* False when the sum of a block's times overflows. */
static bool begin(struct model *m)
{
	const struct fit_request *q = m->q;
	double *sum = NEW_ARRAY(m->arena, double, m->blocks), *count = NEW_ARRAY(m->arena, double, m->blocks);

	for (size_t i = 0; i < m->n; i++) {
		sum[m->block[i]] += q->time[i];
		count[m->block[i]]++;
	}
	for (size_t i = 0; i < m->n; i++) {
		m->y[i] = q->time[i] / (sum[m->block[i]] / count[m->block[i]]);
	}
	for (size_t i = 0; i < m->n * q->components; i++) {
		m->z[i] = q->dropped[i] ? 1 : -1;
	}
	for (size_t b = 0; b < m->blocks; b++) {
		double *x = add_column(m);
		for (size_t i = 0; i < m->n; i++) {
			x[i] = m->block[i] == b;
		}
	}
	for (size_t j = 0; j < q->components; j++) {
		double *x = add_column(m);
		for (size_t i = 0; i < m->n; i++) {
			x[i] = m->z[i * q->components + j];
		}
	}
	return stats_is_finite(sum, m->blocks);
}

static struct model new_model(const struct fit_request *q, struct arena *a)
{
	struct model m = {.q = q, .arena = a, .n = q->runs, .block = NEW_ARRAY(a, size_t, q->runs)};

	number_blocks(&m);
	size_t most = m.blocks + q->components + MOST_PAIRS + q->components * m.blocks;
	m.z = NEW_ARRAY(a, double, m.n * q->components);
	m.y = NEW_ARRAY(a, double, m.n);
	m.x = NEW_ARRAY(a, double, m.n *most);
	m.qr = NEW_ARRAY(a, double, m.n *most);
	m.tau = NEW_ARRAY(a, double, most);
	m.coefficient = NEW_ARRAY(a, double, most);
	m.error = NEW_ARRAY(a, double, most);
	m.psi = NEW_ARRAY(a, double, m.n);
	m.pairs = NEW_ARRAY(a, struct fit_pair, MOST_PAIRS);
	m.pair_column = NEW_ARRAY(a, size_t, MOST_PAIRS);
	m.varies = NEW_ARRAY(a, bool, q->components);
	return m;
}

/* Coefficients as shares of the time of the whole, all z = -1. */
static struct fit describe(const struct model *m)
{
	size_t v = m->q->components;
	struct fit f = {
		.df = m->df, .sigma = m->sigma, .pairs = m->pairs, .n_pairs = m->n_pairs, .components = v};
	double block = stats_mean(m->coefficient, m->blocks), main = 0, both = 0;
	const double *b = m->coefficient + m->blocks;

	for (size_t j = 0; j < v; j++) {
		main += b[j];
	}
	for (size_t i = 0; i < m->n_pairs; i++) {
		both += m->coefficient[m->pair_column[i]];
	}
	f.whole = block - main + both;
	f.stripped = (block + main + both) / f.whole;
	f.average = NEW_ARRAY(m->arena, double, v);
	f.error = NEW_ARRAY(m->arena, double, v);
	f.alone = NEW_ARRAY(m->arena, double, v);
	f.last = NEW_ARRAY(m->arena, double, v);
	f.varying = NEW_ARRAY(m->arena, size_t, v);
	f.residual = NEW_ARRAY(m->arena, double, m->n);
	for (size_t i = 0; i < m->n; i++) {
		f.residual[i] = m->y[i] - fitted(m, i);
	}
	for (size_t j = 0; j < v; j++) {
		f.average[j] = f.alone[j] = f.last[j] = -2 * b[j] / f.whole;
		f.error[j] = 2 * m->error[m->blocks + j] / f.whole;
		if (m->varies[j]) {
			f.varying[f.n_varying++] = j;
		}
	}
	for (size_t i = 0; i < m->n_pairs; i++) {
		double w = f.pairs[i].weight = m->coefficient[m->pair_column[i]] / f.whole;
		const size_t ends[] = {f.pairs[i].a, f.pairs[i].b};
		for (size_t k = 0; k < 2; k++) {
			f.alone[ends[k]] += 2 * w;
			f.last[ends[k]] -= 2 * w;
		}
	}
	return f;
}

struct fit stats_fit(const struct fit_request *q, struct arena *a)
{
	for (size_t i = 0; i < q->runs; i++) {
		if (!isfinite(q->time[i]) || q->time[i] <= 0) {
			return (struct fit){.absent_reason = "a value is not positive and finite"};
		}
	}
	if (q->runs == 0 || q->components == 0) {
		return (struct fit){.absent_reason = "no values"};
	}
	struct model m = new_model(q, a);
	if (!begin(&m)) {
		return (struct fit){.absent_reason = "values too large to be averaged"};
	}
	do {
		if (!fit_once(&m)) {
			return (struct fit){.absent_reason = "the runs do not tell the components apart"};
		}
	} while (add_term(&m));
	return describe(&m);
}
