/* The baseline against itself. */
#include "secateur/model/aa.h"

#include <math.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"

static const char *observations(const struct sheet *s) { return s->e->n_inputs == 1 ? "blocks" : "inputs"; }

static const char *found_cell(const struct sheet *s, double share)
{
	return isfinite(share) ? arena_printf(s->a, "%.2g %%", 100 * share) : "nothing";
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

static void say_verdict(struct sheet *s, const struct aa *aa)
{
	double worth = s->e->worth;

	if (aa->n_observations < aa->n_least) {
		sheet_say(
			s,
			"Nothing can be said: the runs of %zu %s in which two arms succeed are compared, and at least %zu are "
			"needed.",
			aa->n_observations, observations(s), aa->n_least);
		return;
	}
	if (aa->bound > AA_BOUND) {
		sheet_say(s, "NOT FIT: the false-verdict rate may be as high as %.2g %%, above %.2g %%.",
		          100 * aa->bound, 100 * AA_BOUND);
		return;
	}
	sheet_say(
		s,
		"Verdicts on nothing are as rare as they should be on this machine: at most %.2g %% (95 %% bound).",
		100 * aa->bound);
	sheet_say(
		s,
		"%s for %s as it is planned: what saves %s of %s is worth a change, and %zu %s let %zu %s find %s. %s",
		aa->detectable <= worth ? "FIT" : "TOO NOISY", aa->experiment, cell_percent(worth, s->a),
		cost_title(s->e->primary), aa->n_planned, observations(s), aa->n_compared,
		aa->n_compared == 1 ? "variant" : "variants", found_cell(s, aa->detectable),
		what_would_do(s, aa));
}

static void rates_table(struct sheet *s, const struct aa *aa)
{
	struct grid g = {0};

	grid_column(s, &g, "how", false);
	grid_column(s, &g, "trials", true);
	grid_column(s, &g, "false verdicts", true);
	grid_cell(s, &g, "labels drawn at random in each block, and this tool's verdict");
	grid_cell(s, &g, arena_printf(s->a, "%zu", aa->n_draws));
	grid_cell(s, &g,
	          arena_printf(s->a, "%.1f %% (at most %.1f %%)",
	                       100.0 * (double)aa->n_false / (double)aa->n_draws, 100 * aa->bound));
	if (aa->n_batches > 0) {
		grid_cell(s, &g,
		          arena_printf(s->a, "%zu runs of A, then %zu of B, and Welch's test at 5 %%",
		                       aa->batch, aa->batch));
		grid_cell(s, &g, arena_printf(s->a, "%zu", aa->n_batches));
		grid_cell(s, &g,
		          arena_printf(s->a, "%.1f %%",
		                       100.0 * (double)aa->n_batch_false / (double)aa->n_batches));
	}
	sheet_table(s, &g);
}

/* --- what can be found -------------------------------------------------------------------------------------- */

static void power_table(struct sheet *s, const struct aa *aa)
{
	struct grid g = {0};

	grid_column(s, &g, observations(s), true);
	grid_column(s, &g, "CPU time", true);
	grid_column(s, &g, "wall time", true);
	for (size_t i = 0; i < aa->n_power; i++) {
		grid_cell(s, &g, arena_printf(s->a, "%zu", aa->power[i].n));
		grid_cell(s, &g, found_cell(s, aa->power[i].cpu));
		grid_cell(s, &g, found_cell(s, aa->power[i].wall));
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
		const double values[] = {aa->power[i].cpu, aa->power[i].wall};
		for (size_t k = 0; k < 2; k++) {
			if (isfinite(values[k]) && values[k] > 0) {
				y.low = fmin(y.low, values[k]);
				y.high = fmax(y.high, values[k]);
			}
		}
	}
	y.low /= 1.2;
	y.high *= 1.2;
	return y;
}

static char mark_of(const struct axis *y, const struct power_point *p, double worth, int row)
{
	bool cpu = isfinite(p->cpu) && p->cpu > 0 && row_of(y, p->cpu) == row;
	bool wall = isfinite(p->wall) && p->wall > 0 && row_of(y, p->wall) == row;

	return cpu && wall ? '*' : cpu ? 'c' : wall ? 'w' : row_of(y, worth) == row ? '-' : ' ';
}

/* The table again, for the eye. */
static void plot(struct sheet *s, const struct aa *aa)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	double worth = s->e->worth;
	struct axis y = span(aa, worth);

	for (int row = 0; row < PLOT_ROWS; row++) {
		double at = y.low * pow(y.high / y.low, 1 - (double)row / (PLOT_ROWS - 1));
		strbuf_addf(&b, row % 3 == 0 ? "%7.2g %% |" : "          |", 100 * at);
		for (size_t i = 0; i < aa->n_power; i++) {
			char mark = mark_of(&y, &aa->power[i], worth, row),
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

static void report_power(struct sheet *s, const struct aa *aa)
{
	sheet_heading(s, "What can be found");
	if (aa->n_observations == 0) {
		sheet_paragraph(s, "The noise is not known: there are fewer than two complete blocks.");
		return;
	}
	sheet_say(
		s,
		"The smallest change that is found with 80 %% power, so that all %zu %s hold together, after so many %s; in "
		"the figure: c CPU time, w wall time, * both; the line is what is worth a change.",
		aa->n_compared, aa->n_compared == 1 ? "verdict" : "verdicts", observations(s));
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
	report_power(&s, aa);
	report_noise(&s);
	report_failures(&s);
	report_surroundings(&s);
	return (struct document){e->experiment, s.elements.at, s.elements.n};
}
