#include "assess.h"
#include "catalogue.h"
#include "match.h"
#include "moments.h"
#include "psf_model.h"
#include "secateur/base/arena.h"
#include "summary.h"

#include <math.h>

#define MATCH_RADIUS 2.0 /* pixels */
#define BRIGHT 50.0      /* signal to noise of the stars that judge */
#define ROUND 1.86       /* elongation: psfex's (a-b)/(a+b) < 0.3 */
#define BAD_FLAGS 0xfe   /* as psfex: neighbours alone do no harm */
#define WHOLE_RADIUS 7   /* pixels from its centre where a stamp has no holes */
#define LOCUS 1.2        /* widest to narrowest of the stars' half-light radii */
#define MOST_SIDE 255
#define BLANK -1e29 /* source-extractor writes -1e30 where it has no pixel */

/** The stars of the detection catalogue. `absent`: they cannot be told, and why. */
struct stars {
	struct column x, y, vignet, reserve;
	size_t *row, n;
	const char *absent;
};

/** The lower end of the window [r, LOCUS r] that holds the most radii: stars have one size,
 * galaxies many. */
static double stellar_radius(const double *radii, size_t n, struct arena *a)
{
	double *at = arena_copy(a, radii, n * sizeof(*radii), alignof(double));
	double best = NAN;
	size_t most = 0;

	sort_numbers(at, n);
	for (size_t lo = 0, hi = 0; lo < n; lo++) {
		while (hi < n && at[hi] <= LOCUS * at[lo]) {
			hi++;
		}
		if (hi - lo > most) {
			most = hi - lo;
			best = at[lo];
		}
	}
	return best;
}

static struct stars find_stars(const struct table *t, struct arena *a)
{
	struct column flags = table_column(t, "FLAGS", a), snr = table_column(t, "SNR_WIN", a);
	struct column radius = table_column(t, "FLUX_RADIUS", a), shape = table_column(t, "ELONGATION", a);
	struct stars s = {.x = table_column(t, "X_IMAGE", a),
	                  .y = table_column(t, "Y_IMAGE", a),
	                  .vignet = table_column(t, "VIGNET", a),
	                  .reserve = table_column(t, "IMAFLAGS_ISO", a)};
	const struct column *needed[] = {&flags, &snr, &radius, &shape, &s.x, &s.y};
	double *radii = NEW_ARRAY(a, double, t->n_rows);

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		s.absent = s.absent ? s.absent : needed[i]->absent;
	}
	if (s.absent) {
		return s;
	}
	s.row = NEW_ARRAY(a, size_t, t->n_rows);
	for (size_t i = 0; i < t->n_rows; i++) {
		double r = radius.at[i * radius.width];

		if (!flags_hold(flags.at[i], BAD_FLAGS) && snr.at[i] > BRIGHT && shape.at[i] < ROUND &&
		    r > 0.5) {
			radii[s.n] = r;
			s.row[s.n++] = i;
		}
	}
	double least = stellar_radius(radii, s.n, a);
	size_t kept = 0;

	for (size_t k = 0; k < s.n; k++) {
		if (radii[k] >= least && radii[k] <= LOCUS * least) {
			s.row[kept++] = s.row[k];
		}
	}
	s.n = kept;
	s.absent = s.n < FEWEST ? arena_printf(a, "too few bright stars: %zu", s.n) : NULL;
	return s;
}

/**
 * The star's own moments; false when its stamp has holes near the centre, or no centre. Farther
 * out, holes (they are where other objects lie) count as sky: the weight there is below 0.003.
 */
static bool star_moments(const double *vignet, int n, double *stamp, struct moments *ret)
{
	for (int i = 0; i < n * n; i++) {
		if (!(vignet[i] > BLANK) && hypot(i % n - n / 2, i / n - n / 2) < WHOLE_RADIUS) {
			return false;
		}
		stamp[i] = vignet[i] > BLANK ? vignet[i] : 0;
	}
	return moments_measure(stamp, n, ret);
}

/** Model against the stamps of bright reserved stars, the model moved to the star's own centre. */
static struct residuals star_residuals(const struct stars *s, const struct psf_model *m, struct arena *a)
{
	struct residuals r = {.are_noisy = true,
	                      .absent = m->absent   ? m->absent
	                                : s->absent ? s->absent
	                                            : s->vignet.absent};
	int n = 1;

	r.absent = r.absent ? r.absent : s->reserve.absent;
	if (r.absent) {
		return r;
	}
	while ((size_t)(n * n) < s->vignet.width && n < MOST_SIDE) {
		n++;
	}
	if ((size_t)(n * n) != s->vignet.width || n % 2 == 0) {
		r.absent = "VIGNET is no square of odd width";
		return r;
	}
	double *stamp = NEW_ARRAY(a, double, s->vignet.width);

	r.size = NEW_ARRAY(a, double, s->n);
	r.e1 = NEW_ARRAY(a, double, s->n);
	r.e2 = NEW_ARRAY(a, double, s->n);
	for (size_t k = 0; k < s->n; k++) {
		size_t i = s->row[k];
		struct moments star, model;

		if (!(s->reserve.at[i * s->reserve.width] > 0) ||
		    !star_moments(s->vignet.at + i * s->vignet.width, n, stamp, &star)) {
			continue;
		}
		psf_model_stamp(m, (double[2]){s->x.at[i], s->y.at[i]}, (double[2]){star.dx, star.dy}, n,
		                stamp);
		if (!moments_measure(stamp, n, &model)) {
			r.absent = "the model has no centre at a reserved star";
			return r;
		}
		r.size[r.n] = (model.size - star.size) / star.size;
		r.e1[r.n] = model.e1 - star.e1;
		r.e2[r.n++] = model.e2 - star.e2;
	}
	return r;
}

/** FLUX_PSF / FLUX_AUTO of the stars: a number near 1, and how much it varies. */
static void assess_ratio(const struct stars *s, const struct table *cat, struct arena *a)
{
	struct column x = table_column(cat, "X_IMAGE", a), y = table_column(cat, "Y_IMAGE", a);
	struct column psf = table_column(cat, "FLUX_PSF", a), whole = table_column(cat, "FLUX_AUTO", a);
	const struct column *needed[] = {&x, &y, &psf, &whole};
	double *ratio = NEW_ARRAY(a, double, s->n);
	const char *why = s->absent;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		why = why ? why : needed[i]->absent;
	}
	if (!why) {
		const struct neighbours *seen = neighbours_of(x.at, y.at, x.n_rows, MATCH_RADIUS, a);

		for (size_t k = 0; k < s->n; k++) {
			size_t i = s->row[k], j = neighbours_nearest(seen, s->x.at[i], s->y.at[i], NO_MATCH);

			if (j != NO_MATCH && whole.at[j] > 0) {
				ratio[n++] = psf.at[j] / whole.at[j];
			}
		}
		why = n < FEWEST ? arena_printf(a, "too few stars in both catalogues: %zu", n) : NULL;
	}
	if (why) {
		metric_absent("psf_to_auto", why);
		metric_absent("psf_to_auto_scatter", why);
		return;
	}
	metric_print("psf_to_auto", median_of(ratio, n), "1");
	metric_print("psf_to_auto_scatter", mad_of(ratio, n), "1");
}

void assess_real(const struct evidence *e, struct arena *a)
{
	AUTO_TABLE struct table detections = table_open(e->detections, "LDAC_OBJECTS", a);
	AUTO_TABLE struct table cat = table_open(e->catalogue, "LDAC_OBJECTS", a);
	struct psf_model m = psf_model_read(e->psf, a);
	struct stars s = find_stars(&detections, a);
	struct residuals r = star_residuals(&s, &m, a);

	assess_ratio(&s, &cat, a);
	residuals_print(&r, a);
}
