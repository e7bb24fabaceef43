/* Whether one of two labels goes with a category. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "secateur/base/arena.h"
#include "secateur/stats/diagnose.h"

/** A table of two labels and so many categories, by its margins. */
struct margins {
	double all, labelled, categories;
	double inverse; /* the sum of 1/size over categories */
};

/* Fisher's exact test: all tables that are no likelier than the one seen, to the rounding that R allows for. */
static double fisher(unsigned labelled, unsigned others, unsigned size, unsigned both)
{
	const unsigned low = size > others ? size - others : 0, high = size < labelled ? size : labelled;
	double seen = gsl_ran_hypergeometric_pdf(both, labelled, others, size), p = 0;

	for (unsigned k = low; k <= high; k++) {
		double at = gsl_ran_hypergeometric_pdf(k, labelled, others, size);
		p += at <= seen * (1 + 1e-7) ? at : 0;
	}
	return fmin(1, p);
}

/*
 * With the margins given, chi-square has the mean N (k-1)/(N-1) (Haldane 1940) and Dawson's variance (1954), exactly, however few values a
 * category has. A gamma law of that mean and variance is chi-square's own where all are many.
 */
static double gamma_tail(const struct margins *m, double chi_square)
{
	const double n = m->all, k = m->categories;
	double label = (n - 2) / (n - 1),
	       of_label = (n * (1 / m->labelled + 1 / (n - m->labelled)) - 4) / (n - 2),
	       category = (k - 1) * (n - k) / (n - 1), of_category = (n * m->inverse - k * k) / (n - 2);
	double mean = n * (k - 1) / (n - 1),
	       variance = 2 * n / (n - 3) * (label - of_label) * (category - of_category) +
	                  n * n / (n - 1) * of_label * of_category;

	return gsl_cdf_gamma_Q(chi_square, mean * mean / variance, variance / mean);
}

static struct association of_counts(const size_t *size, const size_t *labelled, size_t n_categories)
{
	struct margins m = {0};
	double sum = 0;
	size_t last = 0, n = 0, n_labelled = 0, most = 0;

	for (size_t i = 0; i < n_categories; i++) {
		n += size[i];
		n_labelled += labelled[i];
		most = size[i] > most ? size[i] : most;
		if (size[i] > 0) {
			m.categories++;
			m.inverse += 1 / (double)size[i];
			sum += (double)labelled[i] * (double)labelled[i] / (double)size[i];
			last = i;
		}
	}
	m.all = (double)n;
	m.labelled = (double)n_labelled;
	if (m.categories < 2 || most < 2 || n < 4) {
		return (struct association){.absent_reason = m.categories < 2 ? "there is but one"
		                                                              : "each comes once"};
	}
	if (n_labelled == 0 || n_labelled == n) {
		return (struct association){.absent_reason = "all values have the same label"};
	}
	double chi_square =
		m.all * (sum - m.labelled * m.labelled / m.all) * m.all / (m.labelled * (m.all - m.labelled));
	double by_chance = (m.categories - 1) / (m.all - 1);
	struct association a = {.share = fmax(0, (chi_square / m.all - by_chance) / (1 - by_chance))};
	a.p = m.categories > 2 ? gamma_tail(&m, chi_square)
	                       : fisher((unsigned)n_labelled, (unsigned)(n - n_labelled),
	                                (unsigned)size[last], (unsigned)labelled[last]);
	return a;
}

struct association stats_association(const bool *label, const size_t *category, size_t n, size_t n_categories)
{
	AUTO_ARENA struct arena *a = arena_new();
	size_t *size = NEW_ARRAY(a, size_t, n_categories), *labelled = NEW_ARRAY(a, size_t, n_categories);

	for (size_t i = 0; i < n; i++) {
		size[category[i]]++;
		labelled[category[i]] += label[i];
	}
	return of_counts(size, labelled, n_categories);
}
