#include "assess.h"
#include "catalogue.h"
#include "match.h"
#include "moments.h"
#include "psf_model.h"
#include "secateur/base/arena.h"
#include "sky.h"
#include "summary.h"

#include <math.h>

#define MATCH_RADIUS 2.0  /* pixels */
#define CLEAR_RADIUS 12.0 /* a clean star has no neighbour nearer than this */
#define FAINT_LIMIT 24.0  /* magnitude down to which completeness is told */
#define BRIGHT_STAR 18.0
#define FAINT_STAR 22.5
#define EDGE 36.0    /* half the widest aperture: nearer to the edge, it sets flags */
#define BAD_FLAGS 15 /* neighbours, blends, saturation, truncation; not apertures, 16 */
#define STAMP 31

/** Truth and catalogue, matched. `absent`: they could not be, and why. */
struct scene {
	const struct table *catalogue;
	struct column x, y, mag, flux, is_galaxy; /* truth */
	struct column seen_x, seen_y, flags;      /* detections */
	size_t *found;                            /* truth -> its nearest detection, or NO_MATCH */
	size_t *star, n_stars;                    /* clean stars: rows of the truth */
	double width, height;                     /* of the image; 0: not told */
	const char *absent;
	const char *absent_stars;
};

static const char *first_absent(const struct column *const *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (c[i]->absent) {
			return c[i]->absent;
		}
	}
	return NULL;
}

/** A star neither faint nor extreme, away from the edge, detected without a bad flag. */
static bool is_fair_star(const struct scene *s, size_t i)
{
	double x = s->x.at[i], y = s->y.at[i];

	return !(s->is_galaxy.at[i] > 0) && s->mag.at[i] > BRIGHT_STAR && s->mag.at[i] < FAINT_STAR &&
	       x > EDGE && x < s->width + 1 - EDGE && y > EDGE && y < s->height + 1 - EDGE &&
	       s->found[i] != NO_MATCH && !flags_hold(s->flags.at[s->found[i]], BAD_FLAGS);
}

/** Fair stars that are alone on their patch of sky. */
static void find_clean_stars(struct scene *s, struct arena *a)
{
	const struct neighbours *all = neighbours_of(s->x.at, s->y.at, s->x.n_rows, CLEAR_RADIUS, a);

	s->absent_stars = s->flags.absent;
	if (s->absent_stars) {
		return;
	}
	s->star = NEW_ARRAY(a, size_t, s->x.n_rows);
	for (size_t i = 0; i < s->x.n_rows; i++) {
		if (is_fair_star(s, i) && neighbours_nearest(all, s->x.at[i], s->y.at[i], i) == NO_MATCH) {
			s->star[s->n_stars++] = i;
		}
	}
	if (s->n_stars < FEWEST) {
		s->absent_stars = arena_printf(a, "too few clean stars: %zu", s->n_stars);
	}
}

static struct scene match_scene(const struct table *truth, const struct table *cat, struct arena *a)
{
	struct scene s = {
		.catalogue = cat,
		.x = table_column(truth, "X", a),
		.y = table_column(truth, "Y", a),
		.mag = table_column(truth, "MAG", a),
		.flux = table_column(truth, "FLUX", a),
		.is_galaxy = table_column(truth, "ISGAL", a),
		.seen_x = table_column(cat, "X_IMAGE", a),
		.seen_y = table_column(cat, "Y_IMAGE", a),
		.flags = table_column(cat, "FLAGS", a),
	};
	const struct column *needed[] = {&s.x, &s.y, &s.mag, &s.flux, &s.is_galaxy, &s.seen_x, &s.seen_y};

	s.absent = first_absent(needed, sizeof(needed) / sizeof(needed[0]));
	s.absent_stars = s.absent;
	table_number(truth, "IMAGEW", &s.width);
	table_number(truth, "IMAGEH", &s.height);
	if (s.absent) {
		return s;
	}
	const struct neighbours *seen =
		neighbours_of(s.seen_x.at, s.seen_y.at, s.seen_x.n_rows, MATCH_RADIUS, a);

	s.found = NEW_ARRAY(a, size_t, s.x.n_rows);
	for (size_t i = 0; i < s.x.n_rows; i++) {
		s.found[i] = neighbours_nearest(seen, s.x.at[i], s.y.at[i], NO_MATCH);
	}
	find_clean_stars(&s, a);
	return s;
}

static void print_share(const char *name, size_t part, size_t of, const char *of_what, struct arena *a)
{
	if (of == 0) {
		metric_absent(name, arena_printf(a, "there are no %s", of_what));
	} else {
		metric_print(name, (double)part / (double)of, "1");
	}
}

static void assess_detection(const struct scene *s, struct arena *a)
{
	size_t bright = 0, seen = 0, true_ones = 0;

	if (s->absent) {
		metric_absent("completeness", s->absent);
		metric_absent("purity", s->absent);
		return;
	}
	for (size_t i = 0; i < s->x.n_rows; i++) {
		bright += s->mag.at[i] < FAINT_LIMIT;
		seen += s->mag.at[i] < FAINT_LIMIT && s->found[i] != NO_MATCH;
	}
	const struct neighbours *truth = neighbours_of(s->x.at, s->y.at, s->x.n_rows, MATCH_RADIUS, a);

	for (size_t i = 0; i < s->seen_x.n_rows; i++) {
		true_ones +=
			neighbours_nearest(truth, s->seen_x.at[i], s->seen_y.at[i], NO_MATCH) != NO_MATCH;
	}
	print_share("completeness", seen, bright, "true sources that bright", a);
	print_share("purity", true_ones, s->seen_x.n_rows, "detections", a);
}

static void assess_position(const struct scene *s, const char *name, const char *const column[2],
                            struct arena *a)
{
	struct column x = table_column(s->catalogue, column[0], a),
		      y = table_column(s->catalogue, column[1], a);
	const char *why = s->absent_stars ? s->absent_stars : x.absent ? x.absent : y.absent;
	double *off_x = NEW_ARRAY(a, double, s->n_stars), *off_y = NEW_ARRAY(a, double, s->n_stars);

	if (why) {
		metric_absent(name, why);
		return;
	}
	for (size_t k = 0; k < s->n_stars; k++) {
		size_t i = s->star[k], j = s->found[i];

		off_x[k] = x.at[j * x.width] - s->x.at[i];
		off_y[k] = y.at[j * y.width] - s->y.at[i];
	}
	metric_print(name, hypot(mad_of(off_x, s->n_stars), mad_of(off_y, s->n_stars)), "px");
}

/** A flux column, of which element `element` is taken. */
static void assess_flux(const struct scene *s, const char *name, const char *column, size_t element,
                        struct arena *a)
{
	struct column flux = table_column(s->catalogue, column, a);
	const char *why = s->absent_stars ? s->absent_stars : flux.absent;
	const char *bias = arena_printf(a, "%s_bias", name), *scatter = arena_printf(a, "%s_scatter", name);
	const char *offset =
		arena_printf(a, "%s_offset", name); /* the bias without its sign: less is better */
	double *off = NEW_ARRAY(a, double, s->n_stars);

	if (!why && element >= flux.width) {
		why = arena_printf(a, "%s has %zu elements", column, flux.width);
	}
	if (why) {
		metric_absent(bias, why);
		metric_absent(scatter, why);
		metric_absent(offset, why);
		return;
	}
	for (size_t k = 0; k < s->n_stars; k++) {
		size_t i = s->star[k];

		off[k] = flux.at[s->found[i] * flux.width + element] / s->flux.at[i] - 1;
	}
	metric_print(bias, median_of(off, s->n_stars), "1");
	metric_print(scatter, mad_of(off, s->n_stars), "1");
	metric_print(offset, fabs(median_of(off, s->n_stars)), "1");
}

/** Model against the true profile where reserved stars are: they had no part in the model. */
static struct residuals model_residuals(const struct table *truth, const struct psf_model *m, struct arena *a)
{
	static const char *const names[] = {"X", "Y", "FWHM", "E1", "E2", "RESERVE"};
	struct column c[6];
	struct residuals r = {.absent = m->absent};
	double stamp[STAMP * STAMP];

	for (size_t i = 0; i < 6; i++) {
		c[i] = table_column(truth, names[i], a);
		r.absent = r.absent ? r.absent : c[i].absent;
	}
	r.size = NEW_ARRAY(a, double, truth->n_rows);
	r.e1 = NEW_ARRAY(a, double, truth->n_rows);
	r.e2 = NEW_ARRAY(a, double, truth->n_rows);
	for (size_t i = 0; !r.absent && i < truth->n_rows; i++) {
		struct psf p = {c[2].at[i], c[3].at[i], c[4].at[i]};
		struct moments model, real;

		if (!(c[5].at[i] > 0)) {
			continue;
		}
		psf_model_stamp(m, (double[2]){c[0].at[i], c[1].at[i]}, (double[2]){0, 0}, STAMP, stamp);
		if (!moments_measure(stamp, STAMP, &model)) {
			r.absent = "the model has no centre at a reserved star";
			break;
		}
		for (int k = 0; k < STAMP * STAMP; k++) {
			stamp[k] = psf_value(&p, k % STAMP - STAMP / 2, k / STAMP - STAMP / 2);
		}
		if (!moments_measure(stamp, STAMP, &real)) {
			continue;
		}
		r.size[r.n] = (model.size - real.size) / real.size;
		r.e1[r.n] = model.e1 - real.e1;
		r.e2[r.n++] = model.e2 - real.e2;
	}
	return r;
}

void assess_truth(const struct evidence *e, struct arena *a)
{
	AUTO_TABLE struct table truth = table_open(e->truth, "TRUTH", a);
	AUTO_TABLE struct table cat = table_open(e->catalogue, "LDAC_OBJECTS", a);
	struct psf_model m = psf_model_read(e->psf, a);
	struct scene s = match_scene(&truth, &cat, a);
	struct residuals r = model_residuals(&truth, &m, a);

	assess_detection(&s, a);
	assess_position(&s, "astrometry", (const char *const[]){"X_IMAGE", "Y_IMAGE"}, a);
	assess_position(&s, "astrometry_win", (const char *const[]){"XWIN_IMAGE", "YWIN_IMAGE"}, a);
	assess_position(&s, "astrometry_psf", (const char *const[]){"XPSF_IMAGE", "YPSF_IMAGE"}, a);
	assess_flux(&s, "psf_flux", "FLUX_PSF", 0, a);
	assess_flux(&s, "aper_flux", "FLUX_APER", 4,
	            a); /* 12 px, the fifth of the apertures of measure.sex */
	residuals_print(&r, a);
}
