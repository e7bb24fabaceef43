/* OpenMetrics text: what is known of each variant now, for a scraper. */
#include <math.h>
#include <string.h>

#include "export_words.h"
#include "secateur/base/arena.h"
#include "secateur/base/num.h"
#include "secateur/export/export.h"
#include "secateur/model/evidence.h"
#include "secateur/store/store.h"

struct exposition {
	FILE *out;
	struct arena *a;
	const struct evidence *e;
};

static void begin_family(const struct exposition *x, const char *name, const char *help)
{
	fprintf(x->out, "# TYPE secateur_%s gauge\n# HELP secateur_%s %s\n", name, name, help);
}

static const char *number(double v, struct arena *a)
{
	return isnan(v) ? "NaN" : isinf(v) ? (v > 0 ? "+Inf" : "-Inf") : num_show_real(v, a);
}

static void put_label(const struct exposition *x, const char *name, const char *value)
{
	fprintf(x->out, ",%s=\"%s\"", name, export_escaped(value, "\"\\", x->a));
}

/* A sample of a variant; `name`, `value`: one more label, `unit`: another, or NULL. */
static void put_sample(const struct exposition *x, const char *family, const struct variant_evidence *v,
                       const char *name, const char *value, const char *unit, double sample)
{
	fprintf(x->out, "secateur_%s{experiment=\"%s\"", family,
	        export_escaped(x->e->experiment, "\"\\", x->a));
	put_label(x, "variant", v->name);
	put_label(x, name, value);
	if (unit) {
		put_label(x, "unit", unit);
	}
	fprintf(x->out, "} %s\n", number(sample, x->a));
}

static void put_runs(const struct exposition *x)
{
	begin_family(x, "runs", "Measured runs of a variant, by what became of them.");
	for (size_t i = 0; i < x->e->n_variants; i++) {
		const struct variant_evidence *v = &x->e->variants[i];
		put_sample(x, "runs", v, "outcome", "ok", NULL, (double)(v->n_runs - v->n_failed));
		put_sample(x, "runs", v, "outcome", "failed", NULL, (double)v->n_failed);
	}
}

static void put_verdicts(const struct exposition *x)
{
	begin_family(x, "verdict", "1: what was decided of a variant.");
	for (size_t i = 0; i < x->e->n_variants; i++) {
		const struct variant_evidence *v = &x->e->variants[i];
		put_sample(x, "verdict", v, "verdict", store_word_of_verdict(v->verdict), NULL, 1);
	}
}

/* Which number of a change a family has. */
static const struct bound {
	const char *suffix, *words;
	size_t at;
} bounds[] = {
	{"", "", offsetof(struct change, estimate)},
	{"_low", ", lower end of its interval", offsetof(struct change, low)},
	{"_high", ", upper end of its interval", offsetof(struct change, high)},
};

static double bound_of(const struct change *c, const struct bound *b)
{
	return *(const double *)((const char *)c + b->at);
}

static void put_costs(const struct exposition *x)
{
	for (size_t k = 0; k < sizeof(bounds) / sizeof(*bounds); k++) {
		const char *family = arena_printf(x->a, "cost_change%s_ratio", bounds[k].suffix);
		begin_family(x, family,
		             arena_printf(x->a, "Change of a cost from the reference%s: -0.3 is 30 %% less.",
		                          bounds[k].words));
		for (size_t i = 0; i < x->e->n_variants; i++) {
			const struct variant_evidence *v = &x->e->variants[i];
			for (size_t j = 0; j < v->n_costs && !v->is_baseline; j++) {
				const struct cost *c = &v->costs[j];
				if (!c->change.absent_reason) {
					put_sample(x, family, v, "cost", c->name, NULL,
					           bound_of(&c->change, &bounds[k]));
				}
			}
		}
	}
}

static void put_baseline(const struct exposition *x)
{
	const struct variant_evidence *v = x->e->variants;

	begin_family(x, "baseline_cost", "Mean cost of a run of the baseline, in its unit.");
	for (size_t j = 0; j < v->n_costs; j++) {
		if (!v->costs[j].change.absent_reason) {
			put_sample(x, "baseline_cost", v, "cost", v->costs[j].name, v->costs[j].unit,
			           v->costs[j].change.reference);
		}
	}
}

static void put_qualities(const struct exposition *x)
{
	for (size_t k = 0; k < sizeof(bounds) / sizeof(*bounds); k++) {
		const char *family = arena_printf(x->a, "quality_change%s", bounds[k].suffix);
		begin_family(
			x, family,
			arena_printf(
				x->a,
				"Change of a quality metric from the reference%s: in the unit given, where it is 1 a share.",
				bounds[k].words));
		for (size_t i = 0; i < x->e->n_variants; i++) {
			const struct variant_evidence *v = &x->e->variants[i];
			for (size_t j = 0; j < v->n_qualities && !v->is_baseline; j++) {
				const struct quality_change *q = &v->qualities[j];
				const char *unit = q->criterion.is_relative || !q->criterion.unit
				                           ? "1"
				                           : q->criterion.unit;
				if (!q->change.absent_reason) {
					put_sample(x, family, v, "metric", q->criterion.name, unit,
					           bound_of(&q->change, &bounds[k]));
				}
			}
		}
	}
}

static bool write_openmetrics(const struct export_source *from, FILE *out, struct diag *d)
{
	struct exposition x = {out, from->arena, from->evidence};

	if (!x.e) {
		return diag_fail(d, NOWHERE, "'%s' is a search: it has no verdict on each variant",
		                 from->from->name);
	}
	put_runs(&x);
	put_verdicts(&x);
	put_baseline(&x);
	put_costs(&x);
	put_qualities(&x);
	fputs("# EOF\n", out);
	return true;
}

const struct export_ops export_openmetrics = {
	.name = "openmetrics",
	.about = "what is known of each variant, for Prometheus and its like",
	.write = write_openmetrics,
};
