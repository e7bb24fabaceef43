#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/model/evidence.h"

/** Where a variant stands in the tables: the baseline, then what is compared with it, then what is compared with others. */
struct standing {
	size_t reference, own; /* in the experiment's order */
	double change;         /* of the primary cost; INFINITY: it is not known */
};

static int by_saving(const void *left, const void *right)
{
	const struct standing *a = left, *b = right;

	return a->reference != b->reference ? (a->reference > b->reference) - (a->reference < b->reference)
	       : a->change != b->change     ? (a->change > b->change) - (a->change < b->change)
	                                    : (a->own > b->own) - (a->own < b->own);
}

static size_t place_of(const struct evidence *e, const char *name)
{
	size_t i = 0;

	while (i < e->n_variants && strcmp(e->variants[i].name, name) != 0) {
		i++;
	}
	return i;
}

/* Tables begin with what saves most. Data, and the details of each variant, keep the experiment's order. */
static const struct evidence *sorted(const struct evidence *e, struct arena *a)
{
	struct standing *all = NEW_ARRAY(a, struct standing, e->n_variants);
	struct variant_evidence *variants = NEW_ARRAY(a, struct variant_evidence, e->n_variants);
	struct evidence *ret = NEW(a, struct evidence);

	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		const struct cost *c = find_cost(v, e->primary);
		const bool is_known = c && !v->is_baseline && !c->change.absent_reason;
		all[i] = (struct standing){v->is_baseline ? 0 : place_of(e, v->reference), i,
		                           v->is_baseline ? -INFINITY
		                           : is_known     ? c->change.estimate
		                                          : INFINITY};
	}
	if (e->n_variants > 0) {
		qsort(all, e->n_variants, sizeof(*all), by_saving);
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		variants[i] = e->variants[all[i].own];
	}
	*ret = *e;
	ret->variants = variants;
	return ret;
}

struct document report_document(const struct evidence *e, struct arena *a)
{
	return report_illustrated(e, NULL, a);
}

struct document report_illustrated(const struct evidence *e, const struct figures *figures, struct arena *a)
{
	struct sheet s = {.a = a, .e = sorted(e, a), .figures = figures};

	report_claim(&s);
	report_repeats(&s);
	report_costs(&s);
	report_parts(&s);
	report_qualities(&s);
	report_tradeoff(&s);
	report_factors(&s);
	report_joint(&s);
	report_paths(&s);
	report_ladder(&s);
	report_screen(&s);
	report_outputs(&s);
	report_failures(&s);
	report_configurations(&s);
	report_distributions(&s);
	report_scaling(&s);
	report_noise(&s);
	report_method(&s);
	report_surroundings(&s);
	report_again(&s);
	report_legend(&s);
	return (struct document){e->experiment, s.elements.at, s.elements.n, e};
}
