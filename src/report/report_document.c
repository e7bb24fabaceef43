#include "report_sheet.h"

#include "secateur/model/evidence.h"

struct document report_document(const struct evidence *e, struct arena *a)
{
	return report_illustrated(e, NULL, a);
}

struct document report_illustrated(const struct evidence *e, const struct figures *figures, struct arena *a)
{
	struct sheet s = {.a = a, .e = e, .figures = figures};

	report_claim(&s);
	report_repeats(&s);
	report_costs(&s);
	report_parts(&s);
	report_qualities(&s);
	report_tradeoff(&s);
	report_factors(&s);
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
