/** What is asked of a metric: the margin inside which a change of it does no harm. */
#ifndef SECATEUR_MODEL_CRITERION_H
#define SECATEUR_MODEL_CRITERION_H

#include <stdbool.h>

#include "secateur/base/diag.h"

enum margin_kind {
	MARGIN_NONE,           /* shown, never judged */
	MARGIN_COVARIATE,      /* the same; it says what a run was given, along which costs are looked at */
	MARGIN_WITHIN,         /* two-sided: equivalence */
	MARGIN_NOT_WORSE_THAN, /* one-sided: non-inferiority; needs `better` */
};

enum better { BETTER_UNSAID, BETTER_LOWER, BETTER_HIGHER };

struct criterion {
	const char *name, *unit; /* unit may be NULL: the extractor's is taken */
	enum margin_kind kind;
	double margin;    /* in the metric's unit, or a share of the reference's value */
	bool is_relative; /* written with a % sign */
	enum better better;
	struct src_loc at; /* where the experiment file names it; nowhere in what a database holds */
};

static inline bool criterion_is_judged(const struct criterion *c)
{
	return c->kind == MARGIN_WITHIN || c->kind == MARGIN_NOT_WORSE_THAN;
}

#endif
