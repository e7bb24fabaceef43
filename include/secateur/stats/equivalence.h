/** Is the quality kept? Equivalence and non-inferiority of a mean, and the worst inputs, which a mean hides. */
#ifndef SECATEUR_STATS_EQUIVALENCE_H
#define SECATEUR_STATS_EQUIVALENCE_H

#include <stdbool.h>

#include "secateur/stats/compare.h"

enum harm {
	HARM_BOTH,   /* any change: two one-sided tests (Schuirmann 1987) */
	HARM_LOWER,  /* a lower value: non-inferiority */
	HARM_HIGHER, /* a higher value: non-inferiority */
};

struct equivalence_request {
	double margin;    /* what the mean may change by, > 0; 0: nothing but identical values pass */
	double tolerance; /* what a single input may change by */
	enum harm harm;
	double alpha; /* of each one-sided test; the interval's level is 1 - 2 alpha */
};

enum equivalence_result {
	EQUIVALENCE_IDENTICAL, /* every value is 0 */
	EQUIVALENCE_SHOWN,     /* the interval lies inside the margin */
	EQUIVALENCE_BROKEN,    /* the interval lies beyond the margin */
	EQUIVALENCE_OPEN,      /* it reaches over it, or n is too small */
};

struct equivalence {
	enum equivalence_result result; /* of the mean alone */
	struct estimate mean;           /* Student's, at level 1 - 2 alpha */
	double p_lower,
		p_upper; /* one-sided, of a mean at or below -margin, at or above +margin; by the t law even for n = 2 */
	double p;         /* of the tests that `harm` asks for: the larger one */
	size_t n_bad;     /* inputs that changed for the worse by more than the tolerance */
	double bad_bound; /* share of such inputs, one-sided 95 % bound (Clopper-Pearson) */
	size_t n_needed; /* OPEN: inputs after which it is likely (80 %) to be shown; 0: never, the mean is outside */
	const char *absent_reason;
};

/** `d`: one change for each input, repeats averaged first. n = 1 is OPEN, unless it is 0: then IDENTICAL, bounding little. O(n). */
struct equivalence stats_equivalence(const double *d, size_t n, const struct equivalence_request *q);

#endif
