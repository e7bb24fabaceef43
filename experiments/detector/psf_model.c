#include "psf_model.h"

#include <math.h>
#include <stdbool.h>

#include "catalogue.h"
#include "secateur/base/arena.h"
#include "secateur/base/cleanup.h"

#define MOST_SIDE 1024

/** The header's numbers, or why they make no sense. */
static const char *read_header(const struct table *t, const char *path, struct arena *a, struct psf_model *m)
{
	double axes[3] = {0, 0, 1}, n_contexts = 0, degree = 0;

	m->chi2 = m->n_accepted = NAN;
	m->scale[0] = m->scale[1] = m->sampling = 1;
	table_number(t, "PSFAXIS1", &axes[0]);
	table_number(t, "PSFAXIS2", &axes[1]);
	table_number(t, "PSFAXIS3", &axes[2]);
	table_number(t, "POLNAXIS", &n_contexts);
	table_number(t, "POLDEG1", &degree);
	table_number(t, "POLZERO1", &m->zero[0]);
	table_number(t, "POLZERO2", &m->zero[1]);
	table_number(t, "POLSCAL1", &m->scale[0]);
	table_number(t, "POLSCAL2", &m->scale[1]);
	table_number(t, "PSF_SAMP", &m->sampling);
	table_number(t, "ACCEPTED", &m->n_accepted);
	table_number(t, "CHI2", &m->chi2);
	degree = n_contexts > 0 ? degree : 0;
	if (!(axes[0] >= 1 && axes[0] <= MOST_SIDE && axes[1] >= 1 && axes[1] <= MOST_SIDE) ||
	    !(degree >= 0 && degree < 20) || axes[2] != (degree + 1) * (degree + 2) / 2 ||
	    !(m->sampling > 0)) {
		return arena_printf(a, "%s: no model of two coordinates in one group", path);
	}
	m->width = (int)axes[0];
	m->height = (int)axes[1];
	m->degree = (int)degree;
	return NULL;
}

struct psf_model psf_model_read(const char *path, struct arena *a)
{
	AUTO_TABLE struct table t = table_open(path, "PSF_DATA", a);
	struct column pixels = table_column(&t, "PSF_MASK", a);
	struct psf_model m = {.absent = pixels.absent};
	size_t n_terms;

	if (m.absent) {
		return m;
	}
	m.absent = read_header(&t, path, a, &m);
	n_terms = (size_t)(m.degree + 1) * (size_t)(m.degree + 2) / 2;
	if (!m.absent && pixels.n_rows * pixels.width != n_terms * (size_t)m.width * (size_t)m.height) {
		m.absent = arena_printf(a, "%s: its table has not the size its header says", path);
	}
	if (!m.absent && !(m.n_accepted > 0)) {
		m.absent = arena_printf(a, "%s: made of no star", path);
	}
	m.terms = pixels.at;
	return m;
}

static double power(double x, int n)
{
	double p = 1;

	while (n-- > 0) {
		p *= x;
	}
	return p;
}

/** The model's own pixels at a position. */
static void evaluate(const struct psf_model *m, const double position[2], double *ret)
{
	double u = (position[0] - m->zero[0]) / m->scale[0], v = (position[1] - m->zero[1]) / m->scale[1];
	size_t n = (size_t)m->width * (size_t)m->height;
	const double *term = m->terms;

	for (size_t i = 0; i < n; i++) {
		ret[i] = 0;
	}
	for (int j = 0; j <= m->degree; j++) {
		for (int i = 0; i <= m->degree - j; i++, term += n) {
			double factor = power(u, i) * power(v, j);

			for (size_t k = 0; k < n; k++) {
				ret[k] += factor * term[k];
			}
		}
	}
}

/** Turns n samples into the coefficients of the cubic B-spline through them (mirrored ends; Unser
 * 1999). */
static void spline_coefficients(double *at, int n, size_t stride)
{
	static const double POLE = -0.26794919243112270; /* sqrt(3) - 2 */
	double first = at[0], power_of_pole = 1;

	if (n < 2) {
		return;
	}
	for (int i = 1; i < n && i < 30; i++) {
		power_of_pole *= POLE;
		first += power_of_pole * at[(size_t)i * stride];
	}
	at[0] = 6 * first;
	for (int i = 1; i < n; i++) {
		at[(size_t)i * stride] = 6 * at[(size_t)i * stride] + POLE * at[(size_t)(i - 1) * stride];
	}
	double *last = &at[(size_t)(n - 1) * stride], before = last[-(ptrdiff_t)stride];

	*last = POLE / (POLE * POLE - 1) * (*last + POLE * before);
	for (int i = n - 2; i >= 0; i--) {
		at[(size_t)i * stride] = POLE * (at[(size_t)(i + 1) * stride] - at[(size_t)i * stride]);
	}
}

static void spline_weights(double t, double w[4])
{
	double s = 1 - t;

	w[0] = s * s * s / 6;
	w[1] = (4 - 3 * t * t * (2 - t)) / 6;
	w[2] = (4 - 3 * s * s * (2 - s)) / 6;
	w[3] = t * t * t / 6;
}

/** Between the pixels; 0 outside the model. */
static double interpolate(const struct psf_model *m, const double *coefficients, double x, double y)
{
	double wx[4], wy[4], sum = 0;
	int x0 = (int)floor(x) - 1, y0 = (int)floor(y) - 1;

	spline_weights(x - floor(x), wx);
	spline_weights(y - floor(y), wy);
	for (int j = 0; j < 4; j++) {
		for (int i = 0; i < 4; i++) {
			if (x0 + i >= 0 && x0 + i < m->width && y0 + j >= 0 && y0 + j < m->height) {
				sum += wx[i] * wy[j] * coefficients[(y0 + j) * m->width + x0 + i];
			}
		}
	}
	return sum;
}

void psf_model_stamp(const struct psf_model *m, const double position[2], const double shift[2], int n,
                     double *ret)
{
	AUTO_FREE double *pixels = calloc((size_t)m->width * (size_t)m->height, sizeof(*pixels));

	if (!pixels) {
		abort();
	}
	evaluate(m, position, pixels);
	for (int j = 0; j < m->height; j++) {
		spline_coefficients(pixels + (size_t)j * (size_t)m->width, m->width, 1);
	}
	for (int i = 0; i < m->width; i++) {
		spline_coefficients(pixels + i, m->height, (size_t)m->width);
	}
	for (int j = 0; j < n; j++) {
		for (int i = 0; i < n; i++) {
			double x = (i - n / 2 - shift[0]) / m->sampling + m->width / 2;
			double y = (j - n / 2 - shift[1]) / m->sampling + m->height / 2;

			ret[j * n + i] = interpolate(m, pixels, x, y);
		}
	}
}
