/* What differs though nothing was changed: the same configuration, on the same input, run again. */
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

enum { VARIANTS_MOST = 3 }; /* named for one output */

/** The outputs or the metrics of every variant, under the same indices. */
struct repeated {
	size_t n;
	const char *(*name)(const struct variant_evidence *v, size_t i);
	const struct repeats *(*repeats)(const struct variant_evidence *v, size_t i);
	const char *(*unit)(const struct variant_evidence *v, size_t i); /* NULL: it has no spread */
};

static const char *output_name(const struct variant_evidence *v, size_t i) { return v->sameness[i].name; }

static const struct repeats *output_repeats(const struct variant_evidence *v, size_t i)
{
	return &v->sameness[i].repeats;
}

static const char *metric_name(const struct variant_evidence *v, size_t i)
{
	return v->qualities[i].criterion.name;
}

static const struct repeats *metric_repeats(const struct variant_evidence *v, size_t i)
{
	return &v->qualities[i].repeats;
}

static const char *metric_unit(const struct variant_evidence *v, size_t i)
{
	const char *unit = v->qualities[i].criterion.unit;

	return unit ? unit : "";
}

/* "baseline, 3 of 10 inputs, standard deviation 0.02 px"; the sd is 0 where it is now there and now not. */
static const char *one_variant(const struct sheet *s, const struct repeated *of,
                               const struct variant_evidence *v, size_t i)
{
	const struct repeats *r = of->repeats(v, i);
	const char *spread = of->unit && r->sd > 0 ? arena_printf(s->a, ", standard deviation %s",
	                                                          cell_value(r->sd, of->unit(v, i), s->a))
	                                           : "";

	return arena_printf(s->a, "%s, %zu of %zu input%s%s", v->name, r->n_differ, r->n_inputs,
	                    r->n_inputs == 1 ? "" : "s", spread);
}

/* "out.cat (baseline, 3 of 10 inputs; lean, 1 of 1 input)", or NULL: its repeats are the same. */
static const char *one_output(const struct sheet *s, const struct repeated *of, size_t i)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	size_t n = 0;

	for (size_t k = 0; k < s->e->n_variants; k++) {
		const struct variant_evidence *v = &s->e->variants[k];
		if (of->repeats(v, i)->n_differ == 0 || n++ >= VARIANTS_MOST) {
			continue;
		}
		strbuf_addf(&b, "%s%s", n > 1 ? "; " : "", one_variant(s, of, v, i));
	}
	if (n > VARIANTS_MOST) {
		strbuf_addf(&b, "; and %zu more variant%s", n - VARIANTS_MOST,
		            n == VARIANTS_MOST + 1 ? "" : "s");
	}
	return n > 0 ? arena_printf(s->a, "%s (%s)", of->name(s->e->variants, i), b.text) : NULL;
}

static void say_those_that_differ(struct sheet *s, const struct repeated *of, const char *what,
                                  const char *so)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < of->n; i++) {
		const char *text = one_output(s, of, i);
		if (text) {
			strbuf_addf(&b, "%s%s", b.len ? ", " : "", text);
		}
	}
	if (b.len > 0) {
		sheet_say(s, "%s differ between repeats of the same configuration on the same input: %s. %s",
		          what, b.text, so);
	}
}

void report_repeats(struct sheet *s)
{
	const struct variant_evidence *v = s->e->variants;

	if (s->e->n_variants == 0) {
		return;
	}
	const struct repeated outputs = {v->n_sameness, output_name, output_repeats, NULL},
			      metrics = {v->n_qualities, metric_name, metric_repeats, metric_unit};
	say_those_that_differ(s, &outputs, "Outputs",
	                      "One that is not identical shows no effect of the variant.");
	say_those_that_differ(s, &metrics, "Metrics",
	                      "They are averaged; a margin too narrow for how they differ settles nothing.");
}
