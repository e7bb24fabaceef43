/* How the runs of each variant spread, and why they may fall in two groups. */
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

enum { SHARES_MOST = 3 }; /* named from either end */

static const char *value_cell(const struct sheet *s, const struct variant_evidence *v, double x)
{
	return cell_value(x, v->series.unit, s->a);
}

static void spread_table(struct sheet *s)
{
	static const char *const titles[] = {"least", "lower quartile", "median", "upper quartile", "most"};
	struct grid g = {0};

	grid_column(s, &g, "variant", false);
	grid_column(s, &g, "runs", true);
	for (size_t k = 0; k < sizeof(titles) / sizeof(*titles); k++) {
		grid_column(s, &g, titles[k], true);
	}
	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		const struct distribution *d = &v->distribution;
		const double numbers[] = {d->least, d->lower, d->median, d->upper, d->most};
		grid_cell(s, &g, v->name);
		grid_cell(s, &g, arena_printf(s->a, "%zu", d->n));
		const char *absent = d->n ? NULL : grid_absent(s, &g, d->absent_reason);
		for (size_t k = 0; k < sizeof(numbers) / sizeof(*numbers); k++) {
			grid_cell_exact(s, &g,
			                d->n     ? value_cell(s, v, numbers[k])
			                : k == 0 ? absent
			                         : "",
			                d->n ? exact_value(numbers[k], v->series.unit, s->a) : NULL);
		}
	}
	sheet_table(s, &g);
}

/* "sky-3 12/12, ..., sky-1 0/12": from either end. */
static void add_shares(struct strbuf *b, const struct group_link *l)
{
	bool all = l->n_shares <= 2 * SHARES_MOST;

	for (size_t i = 0; i < l->n_shares; i++) {
		const struct group_share *share = &l->shares[i];
		if (!all && i == SHARES_MOST) {
			strbuf_add(b, ", ...");
		}
		if (all || i < SHARES_MOST || i >= l->n_shares - SHARES_MOST) {
			strbuf_addf(b, "%s%s %zu/%zu", i ? ", " : "", share->name, share->n_upper, share->n);
		}
	}
}

static void add_links(struct strbuf *b, const struct distribution *d)
{
	size_t n = 0;

	for (; n < d->n_links && d->links[n].flagged; n++) {
		const struct group_link *l = &d->links[n];
		strbuf_addf(b, "%s %s (%.0f %% of it, p = %.2g; in the upper group: ",
		            n ? ", and with" : ". That goes with", l->with, 100 * l->share, l->p);
		add_shares(b, l);
		strbuf_add(b, ")");
	}
	if (n > 0 || d->n_links == 0) {
		return;
	}
	double least = 1;
	strbuf_add(b, ". What that goes with is not seen; looked at: ");
	for (size_t i = 0; i < d->n_links; i++) {
		strbuf_addf(b, "%s%s", i ? ", " : "", d->links[i].with);
		least = d->links[i].p < least ? d->links[i].p : least;
	}
	strbuf_addf(b, " (least p, adjusted: %.2g)", least);
}

static const char *groups_of(const struct sheet *s, const struct variant_evidence *v)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const struct distribution *d = &v->distribution;

	strbuf_addf(&b, "%s: %.0f %% of %zu runs near %s, %.0f %% near %s (p of one group, adjusted: %s)",
	            v->name, 100 * (double)d->groups[0].n / (double)d->n, d->n,
	            value_cell(s, v, d->groups[0].centre), 100 * (double)d->groups[1].n / (double)d->n,
	            value_cell(s, v, d->groups[1].centre), cell_p(d->p, s->a));
	add_links(&b, d);
	return arena_printf(s->a, "%s.", b.text);
}

/* The first reason of those with runs, where none of them can be told. */
static const char *cannot_be_told(const struct evidence *e)
{
	const char *reason = NULL;

	for (size_t i = 0; i < e->n_variants; i++) {
		const struct distribution *d = &e->variants[i].distribution;
		if (d->n > 0 && !d->absent_reason) {
			return NULL;
		}
		reason = d->n > 0 && !reason ? d->absent_reason : reason;
	}
	return reason;
}

/* "in 12 variants, by p adjusted for all of them (Holm)" */
static const char *looked_for(const struct sheet *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct distribution *d = &s->e->variants[i].distribution;
		n += d->n > 0 && !d->absent_reason;
	}
	return n == 1 ? "looked for in one variant"
	              : arena_printf(s->a, "looked for in %zu variants, by p adjusted for all of them (Holm)",
	                             n);
}

void report_distributions(struct sheet *s)
{
	struct lines lines = {0};
	size_t n = 0;

	for (size_t i = 0; i < s->e->n_variants; i++) {
		const struct variant_evidence *v = &s->e->variants[i];
		n += v->distribution.n;
		if (v->distribution.has_groups) {
			*vec_push(s->a, &lines) = groups_of(s, v);
		}
	}
	if (n == 0) {
		return;
	}
	sheet_heading(s, "Distributions");
	sheet_say(
		s,
		"%s of the runs that count, over all inputs and blocks together; inputs that differ spread them, too.",
		cost_title(s->e->primary));
	spread_table(s);
	sheet_figure(s, "strip");
	const char *why_not = cannot_be_told(s->e);
	if (lines.n > 0) {
		sheet_say(s, "Runs of these fall in two groups, with few between; %s:", looked_for(s));
		sheet_list(s, &lines);
	} else if (why_not) {
		sheet_say(s, "Whether runs fall in two groups cannot be told: %s.", why_not);
	} else {
		sheet_say(s, "The runs of no variant fall in two groups; %s.", looked_for(s));
	}
}
