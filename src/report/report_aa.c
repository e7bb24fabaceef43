/* The baseline against itself. */
#include "secateur/model/aa.h"

#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

static const char *observations(const struct sheet *s) { return s->e->n_inputs == 1 ? "blocks" : "inputs"; }

static const char *found_cell(const struct sheet *s, double share)
{
	return isfinite(share) ? num_show_percent(share, 2, s->a) : "nothing";
}

/* --- what it comes to ------------------------------------------------------------------------------------- */

static const char *what_would_do(const struct sheet *s, const struct aa *aa)
{
	if (aa->detectable <= s->e->worth) {
		return "";
	}
	return aa->n_needed ? arena_printf(s->a, "%zu would do.", aa->n_needed)
	                    : "No number of them would do.";
}

static const char *interval_cell(const struct sheet *s, const struct change *c)
{
	return c->absent_reason ? arena_printf(s->a, "n/a (%s)", c->absent_reason)
	                        : cell_change(c, true, s->a);
}

static void say_verdict(struct sheet *s, const struct aa *aa)
{
	double worth = s->e->worth;

	if (aa->n_decided == 0) {
		sheet_say(
			s,
			"Nothing can be said: the runs of %zu %s in which two arms succeed can be compared, and at least %zu are "
			"needed.",
			aa->n_observations, observations(s), aa->n_least);
		return;
	}
	if (aa->bound > AA_BOUND) {
		sheet_say(s, "NOT FIT: the false-verdict rate may be as high as %s, above %s.",
		          num_show_percent(aa->bound, 2, s->a), num_show_percent(AA_BOUND, 2, s->a));
		return;
	}
	if (aa->n_told_apart > 0) {
		sheet_say(
			s,
			"NOT FIT: %zu of %zu copies that are equal to the baseline are told from it, see below; by chance "
			"that happens in %s of all tries.",
			aa->n_told_apart, aa->n_arms - 1, cell_percent(1 - s->e->confidence, s->a));
		return;
	}
	sheet_say(
		s,
		"Verdicts on nothing are as rare as they should be on this machine: at most %s (95 %% bound), and no "
		"copy of the baseline is told from it.",
		num_show_percent(aa->bound, 2, s->a));
	sheet_say(
		s,
		"%s for %s as it is planned: what saves %s of %s is worth a change, and %zu %s let %zu %s find %s. %s",
		aa->detectable <= worth ? "FIT" : "TOO NOISY", aa->experiment, cell_percent(worth, s->a),
		cost_title(s->e->primary), aa->n_planned, observations(s), aa->n_compared,
		aa->n_compared == 1 ? "variant" : "variants", found_cell(s, aa->detectable),
		what_would_do(s, aa));
}

static void rate_row(struct sheet *s, struct grid *g, const char *how, size_t n_false, size_t n, double bound)
{
	double share = 100.0 * (double)n_false / (double)n;

	grid_cell(s, g, how);
	grid_cell(s, g, arena_printf(s->a, "%zu", n));
	grid_cell(s, g,
	          bound < 1 ? arena_printf(s->a, "%.1f %% (at most %.1f %%)", share, 100 * bound)
	                    : arena_printf(s->a, "%.1f %%", share));
}

static void rates_table(struct sheet *s, const struct aa *aa)
{
	struct grid g = {0};

	grid_column(s, &g, "how", false);
	grid_column(s, &g, "trials", true);
	grid_column(s, &g, "false verdicts", true);
	if (aa->n_decided > 0) {
		rate_row(s, &g, "labels drawn at random in each block, and this tool's verdict on time",
		         aa->n_false, aa->n_decided, aa->bound);
		rate_row(s, &g, "the same, and its verdict that quality is lost", aa->n_harmed, aa->n_draws,
		         1);
	}
	if (aa->n_batches > 0) {
		rate_row(s, &g,
		         arena_printf(s->a, "%zu runs of A, then %zu of B, and Welch's test at 5 %%",
		                      aa->batch, aa->batch),
		         aa->n_batch_false, aa->n_batches, 1);
	}
	if (g.cells.n > 0) {
		sheet_table(s, &g);
	}
}

static void arms_table(struct sheet *s, const struct aa *aa)
{
	struct grid g = {0};

	sheet_heading(s, "The copies as they were run");
	sheet_say(
		s,
		"Labels drawn afresh are right whatever the machine does; an arm that its place or its time has changed is "
		"told from its equals here. Intervals hold jointly at %s.",
		cell_percent(s->e->confidence, s->a));
	grid_column(s, &g, "copy", false);
	grid_column(s, &g, arena_printf(s->a, "%s against the baseline", cost_title(s->e->primary)), true);
	grid_column(s, &g, "told apart", false);
	grid_column(s, &g, "quality", false);
	for (size_t i = 0; i + 1 < aa->n_arms; i++) {
		const struct aa_arm *arm = &aa->arms[i];
		grid_cell(s, &g, arm->name);
		grid_cell(s, &g, arm->change ? interval_cell(s, arm->change) : "n/a (not recorded)");
		grid_cell(s, &g, arm->is_told_apart ? "YES" : "no");
		grid_cell(s, &g, arm->harm ? arm->harm : "as the baseline's");
	}
	sheet_table(s, &g);
}

/* --- what can be found -------------------------------------------------------------------------------------- */

static void power_table(struct sheet *s, const struct aa *aa)
{
	struct grid g = {0};

	grid_column(s, &g, observations(s), true);
	for (size_t k = 0; k < aa->n_costs; k++) {
		grid_column(s, &g, cost_title(aa->costs[k]), true);
	}
	for (size_t i = 0; i < aa->n_power; i++) {
		grid_cell(s, &g, arena_printf(s->a, "%zu", aa->power[i].n));
		for (size_t k = 0; k < aa->n_costs; k++) {
			grid_cell(s, &g, found_cell(s, aa->power[i].found[k]));
		}
	}
	sheet_table(s, &g);
}

enum { PLOT_ROWS = 16, PLOT_STEP = 4 };

/** Logarithmic, from the least to the most there is to show. */
struct axis {
	double low, high;
};

static int row_of(const struct axis *y, double value)
{
	double share = log(value / y->low) / log(y->high / y->low);

	return (int)lround((1 - share) * (PLOT_ROWS - 1));
}

static struct axis span(const struct aa *aa, double worth)
{
	struct axis y = {worth, worth};

	for (size_t i = 0; i < aa->n_power; i++) {
		for (size_t k = 0; k < aa->n_costs; k++) {
			double value = aa->power[i].found[k];
			if (isfinite(value) && value > 0) {
				y.low = fmin(y.low, value);
				y.high = fmax(y.high, value);
			}
		}
	}
	y.low /= 1.2;
	y.high *= 1.2;
	return y;
}

static char letter_of(const char *cost)
{
	return strcmp(cost, "cpu") == 0 ? 'c' : strcmp(cost, "wall") == 0 ? 'w' : 'p';
}

/* The letter of the cost that stands there; where there are several, a star. */
static char mark_of(const struct axis *y, const struct aa *aa, size_t point, double worth, int row)
{
	char mark = row_of(y, worth) == row ? '-' : ' ';
	size_t n = 0;

	for (size_t k = 0; k < aa->n_costs; k++) {
		double value = aa->power[point].found[k];
		if (isfinite(value) && value > 0 && row_of(y, value) == row) {
			mark = n++ > 0 ? '*' : letter_of(aa->costs[k]);
		}
	}
	return mark;
}

/* The table again, for the eye. */
static void plot(struct sheet *s, const struct aa *aa)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	double worth = s->e->worth;
	struct axis y = span(aa, worth);

	for (int row = 0; row < PLOT_ROWS; row++) {
		double at = y.low * pow(y.high / y.low, 1 - (double)row / (PLOT_ROWS - 1));
		strbuf_addf(&b, "%9s |", row % 3 == 0 ? num_show_percent(at, 2, s->a) : "");
		for (size_t i = 0; i < aa->n_power; i++) {
			char mark = mark_of(&y, aa, i, worth, row),
			     fill = row_of(&y, worth) == row ? '-' : ' ';
			strbuf_addf(&b, "%c%c%c%c", fill, fill, mark, fill);
		}
		strbuf_add(&b, "\n");
	}
	strbuf_add(&b, "          +");
	for (size_t i = 0; i < aa->n_power; i++) {
		strbuf_add(&b, "----");
	}
	strbuf_add(&b, "\n           ");
	for (size_t i = 0; i < aa->n_power; i++) {
		strbuf_addf(&b, "%*zu", PLOT_STEP, aa->power[i].n);
	}
	strbuf_addf(&b, "  %s\n", observations(s));
	sheet_verbatim(s, strbuf_take(&b, s->a));
}

static const char *repeats_clause(const struct sheet *s, const struct aa *aa)
{
	return aa->repeats > 1 ? arena_printf(s->a, " with %.3g blocks on each, as planned", aa->repeats)
	                       : "";
}

static const char *legend(const struct sheet *s, const struct aa *aa)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t k = 0; k < aa->n_costs; k++) {
		strbuf_addf(&b, "%c %s, ", letter_of(aa->costs[k]), cost_title(aa->costs[k]));
	}
	strbuf_add(&b, "* several");
	return strbuf_take(&b, s->a);
}

static void report_power(struct sheet *s, const struct aa *aa)
{
	sheet_heading(s, "What can be found");
	if (aa->n_observations == 0) {
		sheet_paragraph(s, "The noise is not known: there are fewer than two complete blocks.");
		return;
	}
	sheet_say(
		s,
		"The smallest change that is found with about 80 %% power (less near the fewest %s), so that all %zu %s hold "
		"together, after so many %s%s; in the figure: %s; the line is what is worth a change.",
		observations(s), aa->n_compared, aa->n_compared == 1 ? "verdict" : "verdicts",
		observations(s), repeats_clause(s, aa), legend(s, aa));
	power_table(s, aa);
	plot(s, aa);
}

struct document report_aa(const struct aa *aa, const struct evidence *e, struct arena *a)
{
	struct sheet s = {.a = a, .e = e};

	say_verdict(&s, aa);
	sheet_say(&s, "Runs: %zu equal arms in a block, %zu complete blocks, %zu %s.", aa->n_arms,
	          aa->n_blocks, aa->n_observations, observations(&s));
	rates_table(&s, aa);
	arms_table(&s, aa);
	report_power(&s, aa);
	report_noise(&s);
	report_failures(&s);
	report_surroundings(&s);
	return (struct document){
		.title = e->experiment, .elements = s.elements.at, .n_elements = s.elements.n};
}
