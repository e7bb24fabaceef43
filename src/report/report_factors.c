/* What crossed choices do, one by one and in pairs. */
#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

enum { INTERACTIONS_MOST = 12 };

static bool is_seen(const struct sheet *s, const struct factor_effect *x)
{
	return x->p_adjusted < 1 - s->e->confidence;
}

static const char *list_factors(const struct sheet *s, const struct factorial *f)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < f->n_factors; i++) {
		strbuf_addf(&b, "%s%s", i == 0 ? "" : i + 1 < f->n_factors ? ", " : " and ", f->factors[i]);
	}
	return arena_strdup(s->a, b.text);
}

static const char *effect_cell(struct sheet *s, struct grid *g, const struct factor_effect *x)
{
	return x->change.absent_reason ? grid_absent(s, g, x->change.absent_reason)
	                               : cell_change(&x->change, true, s->a);
}

static void mains_table(struct sheet *s, const struct factorial *f)
{
	struct grid g = {0};

	grid_column(s, &g, "change", false);
	grid_column(s, &g, "on average over the other factors", true);
	grid_column(s, &g, "p, adjusted", true);
	if (f->n_shares > 0) {
		grid_column(s, &g, "part of all changes together", true);
	}
	for (size_t i = 0; i < f->n_mains; i++) {
		grid_cell(s, &g, f->mains[i].what);
		grid_cell(s, &g, effect_cell(s, &g, &f->mains[i]));
		grid_cell(s, &g, cell_p(f->mains[i].p_adjusted, s->a));
		if (f->n_shares > 0) {
			grid_cell(s, &g, effect_cell(s, &g, &f->shares[i]));
		}
	}
	sheet_table(s, &g);
}

/* Of many, those that are seen. */
static void interactions_table(struct sheet *s, const struct factorial *f)
{
	bool are_many = f->n_interactions > INTERACTIONS_MOST;
	struct grid g = {0};
	size_t n_left = 0;

	grid_column(s, &g, "change", false);
	grid_column(s, &g, "with", false);
	grid_column(s, &g, "beyond what both do alone", true);
	grid_column(s, &g, "p, adjusted", true);
	grid_column(s, &g, "interaction", false);
	for (size_t i = 0; i < f->n_interactions; i++) {
		const struct factor_effect *x = &f->interactions[i];
		if (are_many && !is_seen(s, x)) {
			n_left++;
			continue;
		}
		grid_cell(s, &g, x->what);
		grid_cell(s, &g, x->with);
		grid_cell(s, &g, effect_cell(s, &g, x));
		grid_cell(s, &g, cell_p(x->p_adjusted, s->a));
		grid_cell(s, &g, is_seen(s, x) ? "yes" : "none seen");
	}
	if (n_left < f->n_interactions) {
		sheet_table(s, &g);
	}
	if (n_left > 0) {
		sheet_say(s, "Of %zu%s pairs of changes no interaction is seen.", n_left,
		          n_left < f->n_interactions ? " other" : "");
	}
}

static void say_factorial(struct sheet *s, const struct factorial *f)
{
	const char *factors = list_factors(s, f);

	if (f->absent_reason) {
		sheet_say(s,
		          "%s: all %zu combinations are there, beside %s; nothing can be told of them: %s.",
		          factors, f->n_variants, f->beside, f->absent_reason);
		return;
	}
	sheet_say(s, "%s: all %zu combinations, beside %s, in %s in which all of them went well.", factors,
	          f->n_variants, f->beside, num_show_count(f->n_blocks, "block", "blocks", s->a));
	mains_table(s, f);
	interactions_table(s, f);
}

static void say_method(struct sheet *s)
{
	const struct evidence *e = s->e;
	bool has_shares = false;

	for (size_t i = 0; i < e->n_factorials; i++) {
		has_shares = has_shares || e->factorials[i].n_shares > 0;
	}
	sheet_say(
		s,
		"What crossed choices do to %s, from contrasts of the logarithms inside blocks: Hodges and Lehmann's estimates over "
		"%s, with intervals at %s each. Exploratory: %zu effects were tested, and p is adjusted for all of them (Holm). An "
		"interaction above 0 says that two changes together save less than both alone let expect.%s",
		cost_title(e->primary), e->n_inputs == 1 ? "blocks" : "inputs",
		cell_percent(e->confidence, s->a), e->n_effects_tested,
		has_shares
			? " A part is what a change adds on average over all orders of making them (Shapley 1953): together "
			  "they are the whole."
			: "");
}

void report_factors(struct sheet *s)
{
	const struct evidence *e = s->e;

	if (e->n_factorials == 0) {
		return;
	}
	sheet_heading(s, "Factors");
	if (e->n_effects_tested > 0) {
		say_method(s);
	}
	sheet_figure(s, "factors");
	for (size_t i = 0; i < e->n_factorials; i++) {
		say_factorial(s, &e->factorials[i]);
	}
}
