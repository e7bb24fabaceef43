/** detector assess: numbers that say how good a run's catalogue and PSF model are. */
#include "assess.h"

#include "catalogue.h"
#include "options.h"
#include "psf_model.h"
#include "summary.h"
#include "verbs.h"

/** What both modes have: how many were found, and the model's own account. */
static void assess_counts(const struct evidence *e, struct arena *a)
{
	AUTO_TABLE struct table cat = table_open(e->catalogue, "LDAC_OBJECTS", a);
	AUTO_TABLE struct table psf = table_open(e->psf, "PSF_DATA", a);
	double n_stars = -1, chi2 = -1;

	if (cat.absent) {
		metric_absent("detections", cat.absent);
	} else {
		metric_print("detections", (double)cat.n_rows, "count");
	}
	table_number(&psf, "ACCEPTED", &n_stars);
	table_number(&psf, "CHI2", &chi2);
	if (psf.absent || n_stars < 0) {
		const char *why = psf.absent ? psf.absent : "the model does not tell";

		metric_absent("psf_stars", why);
		metric_absent("psf_chi2", why);
		return;
	}
	metric_print("psf_stars", n_stars, "count");
	if (n_stars > 0 && chi2 >= 0) {
		metric_print("psf_chi2", chi2, "1"); /* of no star it is written as 0 */
	} else {
		metric_absent("psf_chi2", "the model is made of no star");
	}
}

void residuals_print(const struct residuals *r, struct arena *a)
{
	double (*middle)(const double *, size_t) = r->are_noisy ? median_of : mean_of;
	double (*spread)(const double *, size_t) = r->are_noisy ? mad_of : deviation_of;
	const struct {
		const char *name;
		double (*of)(const double *, size_t);
		const double *at;
	} rows[] = {{"psf_size_bias", middle, r->size},  {"psf_size_scatter", spread, r->size},
	            {"psf_e1_scatter", spread, r->e1},   {"psf_e2_scatter", spread, r->e2},
	            {"psf_size_error", rms_of, r->size}, {"psf_e1_error", rms_of, r->e1},
	            {"psf_e2_error", rms_of, r->e2}};
	/* the root mean square of noisy residuals is that of the noise */
	size_t n = sizeof(rows) / sizeof(rows[0]) - (r->are_noisy ? 3 : 0);
	const char *why = r->absent;

	if (!why && r->n < FEWEST) {
		why = arena_printf(a, "too few reserved stars: %zu", r->n);
	}
	for (size_t i = 0; i < n; i++) {
		if (why) {
			metric_absent(rows[i].name, why);
		} else {
			metric_print(rows[i].name, rows[i].of(rows[i].at, r->n), "1");
		}
	}
}

bool verb_assess(char **argv, struct arena *a, struct diag *d)
{
	struct evidence e = {0};
	const struct option_row rows[] = {{"--catalogue", &e.catalogue, true},
	                                  {"--psf", &e.psf, true},
	                                  {"--truth", &e.truth, false},
	                                  {"--detections", &e.detections, false}};

	if (!options_read(argv, rows, sizeof(rows) / sizeof(rows[0]), NULL, 0, d)) {
		return false;
	}
	if (!e.truth == !e.detections) {
		return diag_fail(d, NOWHERE, "assess needs either --truth or --detections");
	}
	assess_counts(&e, a);
	if (e.truth) {
		assess_truth(&e, a);
	} else {
		assess_real(&e, a);
	}
	if (fflush(stdout) != 0) {
		return diag_fail(d, NOWHERE, "the metrics could not be written");
	}
	return true;
}
