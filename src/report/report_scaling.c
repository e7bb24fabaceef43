/* How the cost goes with the numbers of the inputs, and along the runs. */
#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

/** A unit in which slopes are neither tiny nor huge. */
struct scale {
	const char *unit;
	double by;
};

static double steepest(const struct scaling *c)
{
	double most = 0;

	for (size_t i = 0; i < c->n_variants; i++) {
		const struct variant_scaling *v = &c->variants[i];
		most = fmax(most, v->own.absent_reason ? 0 : fabs(v->own.at));
		most = fmax(most, v->beside.absent_reason ? 0 : fabs(v->beside.at));
	}
	return most;
}

static struct scale scale_of(double most, const char *unit)
{
	static const struct scale times[] = {{"s", 1e9}, {"ms", 1e6}, {"µs", 1e3}, {"ns", 1}};
	static const struct scale sizes[] = {{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}};
	const struct scale *all = strcmp(unit, "ns") == 0 ? times : strcmp(unit, "B") == 0 ? sizes : NULL;
	size_t i = 0;

	if (!all) {
		return (struct scale){strcmp(unit, "1") == 0 ? "" : unit, 1};
	}
	while (i < 3 && most < all[i].by) {
		i++;
	}
	return all[i];
}

static const char *slope_cell(struct sheet *s, struct grid *g, const struct slope *x, double by)
{
	if (x->absent_reason) {
		return grid_absent(s, g, x->absent_reason);
	}
	const struct change c = {.n = x->n,
	                         .estimate = x->at / by,
	                         .low = x->low / by,
	                         .high = x->high / by,
	                         .level = s->e->confidence};
	return cell_change(&c, false, s->a);
}

/* In the cost's own unit. */
static const char *slope_exact(const struct sheet *s, const struct slope *x, const char *unit)
{
	if (x->absent_reason) {
		return NULL;
	}
	return arena_printf(s->a, "%s [%s, %s] %s for each; n = %zu; p = %s", num_show_real(x->at, s->a),
	                    num_show_real(x->low, s->a), num_show_real(x->high, s->a), unit, x->n,
	                    num_show_real(x->p, s->a));
}

/* What is compared with itself is the baseline. */
static const struct slope *tested_of(const struct variant_scaling *v)
{
	return strcmp(v->variant, v->reference) == 0 ? &v->own : &v->beside;
}

static const char *unit_of(const struct evidence *e)
{
	for (size_t i = 0; i < e->n_variants; i++) {
		if (e->variants[i].series.unit) {
			return e->variants[i].series.unit;
		}
	}
	return "1";
}

static void add_slopes(struct sheet *s, struct grid *g, const struct variant_scaling *v, double by)
{
	const struct slope *tested = tested_of(v);
	const bool is_alone = tested == &v->own;
	const char *unit = unit_of(s->e);

	grid_cell(s, g, v->variant);
	grid_cell_exact(s, g, slope_cell(s, g, &v->own, by), slope_exact(s, &v->own, unit));
	grid_cell_exact(s, g, is_alone ? "" : slope_cell(s, g, &v->beside, by),
	                is_alone ? NULL : slope_exact(s, &v->beside, unit));
	grid_cell_exact(s, g, cell_p(tested->p_adjusted, s->a), num_show_real(tested->p_adjusted, s->a));
}

static void column_table(struct sheet *s, const struct scaling *c)
{
	const struct scale scale = scale_of(steepest(c), unit_of(s->e));
	struct grid g = {0};
	size_t n_left = 0;

	sheet_say(s, "Against %s (%.4g to %.4g), %s%sfor each %s:",
	          c->column ? c->column : "the order of the runs", c->from, c->to, scale.unit,
	          *scale.unit ? " " : "", c->column ? "unit" : "block");
	grid_column(s, &g, "variant", false);
	grid_column(s, &g, "slope", true);
	grid_column(s, &g, "more than its reference's", true);
	grid_column(s, &g, "p, adjusted", true);
	for (size_t i = 0; i < c->n_variants; i++) {
		const struct variant_scaling *v = &c->variants[i];
		const struct slope *tested = tested_of(v);
		if (tested->absent_reason) {
			continue; /* it has too few runs that went well: tables above say why */
		}
		if (tested == &v->beside && tested->p_adjusted >= 1 - s->e->confidence) {
			n_left++;
			continue;
		}
		add_slopes(s, &g, v, scale.by);
	}
	sheet_table(s, &g);
	if (n_left > 0) {
		sheet_say(s, "Of %zu other%s no slope is seen to differ from that of what %s compared with.",
		          n_left, n_left == 1 ? "" : "s", n_left == 1 ? "it is" : "they are");
	}
}

/* Where the baseline's time that goes with the column is spent. */
static void timer_table(struct sheet *s, const struct scaling *c)
{
	const size_t n_left = c->n_timers_tested - c->n_timers;
	struct grid g = {0};

	if (c->n_timers == 0) {
		return;
	}
	const struct scale scale = scale_of(fabs(c->timers[0].slope.at), "ns");
	sheet_say(s, "Of the baseline's time against %s, %s for each unit, p adjusted for the %zu timers:",
	          c->column, scale.unit, c->n_timers_tested);
	grid_column(s, &g, "timer", false);
	grid_column(s, &g, "slope", true);
	grid_column(s, &g, "p, adjusted", true);
	for (size_t i = 0; i < c->n_timers; i++) {
		const struct timer_slope *t = &c->timers[i];
		grid_cell(s, &g, t->timer);
		grid_cell_exact(s, &g, slope_cell(s, &g, &t->slope, scale.by),
		                slope_exact(s, &t->slope, "ns"));
		grid_cell_exact(s, &g, cell_p(t->slope.p_adjusted, s->a),
		                num_show_real(t->slope.p_adjusted, s->a));
	}
	sheet_table(s, &g);
	if (n_left > 0) {
		sheet_say(s, "Of %zu other%s no slope is seen.", n_left, n_left == 1 ? "" : "s");
	}
}

static double least_p(const struct scaling *c)
{
	double least = 1;

	for (size_t i = 0; i < c->n_variants; i++) {
		const struct slope *tested = tested_of(&c->variants[i]);
		least = tested->absent_reason ? least : fmin(least, tested->p_adjusted);
	}
	return least;
}

static void say_no_trend(struct sheet *s)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < s->e->n_scalings; i++) {
		const struct scaling *c = &s->e->scalings[i];
		if (!c->flagged) {
			strbuf_addf(&b, "%s%s (%.2g)", b.len ? ", " : "",
			            c->column ? c->column : "the order of the runs", least_p(c));
		}
	}
	if (b.len > 0) {
		sheet_say(s, "No slope is seen against %s; in parentheses, the least p, adjusted.", b.text);
	}
}

static bool has_covariate(const struct evidence *e)
{
	const struct variant_evidence *baseline = &e->variants[0];

	for (size_t i = 0; i < baseline->n_qualities; i++) {
		if (baseline->qualities[i].criterion.kind == MARGIN_COVARIATE) {
			return true;
		}
	}
	return false;
}

void report_scaling(struct sheet *s)
{
	const struct evidence *e = s->e;

	if (e->n_slopes_tested == 0) {
		return;
	}
	sheet_heading(s, "Scaling");
	sheet_say(
		s,
		"How %s goes with what the inputs' columns hold, where those are numbers%s, and with the order of the runs. Exploratory: "
		"%s tested, and p (Kendall's) is adjusted for all that were (Holm). Slopes are the medians of those of all "
		"pairs (Theil 1950), with intervals at %s each (Sen 1968).%s",
		cost_title(e->primary), has_covariate(e) ? ", with covariates" : "",
		num_show_count(e->n_slopes_tested, "slope was", "slopes were", s->a),
		cell_percent(e->confidence, s->a),
		e->n_own_blocks < 2 * e->n_inputs
			? " Inputs do not come again: what lies between them is not told from the order of the runs."
		: e->n_inputs > 1
			? " Along the runs the last on each input stands beside its first, by signed ranks: what lies between inputs "
			  "is no matter of order."
			: "");
	sheet_figure(s, "scaling");
	for (size_t i = 0; i < e->n_scalings; i++) {
		if (e->scalings[i].flagged) {
			column_table(s, &e->scalings[i]);
			timer_table(s, &e->scalings[i]);
		}
	}
	say_no_trend(s);
}
