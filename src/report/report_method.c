/* How the runs were made and judged, on what, and what the words mean. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report_cells.h"
#include "report_sheet.h"
#include "secateur/base/num.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/evidence.h"
#include "secateur/model/spec.h"

static void say_imported(struct sheet *s, struct lines *items)
{
	const struct evidence *e = s->e;

	lines_say(
		s, items,
		"Runs: %zu, imported from %s: %s one for each variant and input, of which there are %zu. They were not interleaved: "
		"those of one variant were made before or after those of another, and no order was drawn. A run is the sum of its "
		"quanta, from the beginning of each to its end; between them nothing is counted.",
		e->n_runs, imported_from(e->hosts, e->n_hosts),
		e->first_run_utc && e->last_run_utc ? arena_printf(s->a, "made between %s and %s (UTC),",
	                                                           e->first_run_utc, e->last_run_utc)
						    : "",
		e->n_inputs);
}

static void say_runs(struct sheet *s, struct lines *items)
{
	const struct evidence *e = s->e;

	lines_say(
		s, items,
		"Blocks planned: %s%zu, after %zu to warm up that are kept and not judged; "
		"inputs: %zu. %s",
		e->n_looks ? "at most " : "", e->n_blocks, e->n_warmup, e->n_inputs,
		e->n_counted[ACCOUNT_QUANTA] > 0
			? "In a round, which is a block of each input, every variant works once on all inputs, one after the "
			  "other: its run in a block is the sum of the quanta of the block's input, from the beginning of each "
			  "to its end. Between them nothing is counted, and what one input leaves behind the next one finds."
		: e->is_duet
			? "In a block a variant and what it is compared with run at once on the block's input, each on "
			  "cores of its own; they change sides from one of the variant's blocks to the next."
			: "In a block every variant runs once, on the block's input.");
	lines_say(s, items, "Order: drawn at random from seed %" PRIu64 "%s%s.", e->seed,
	          e->plan_sha256 ? "; SHA-256 of the plan: " : "", e->plan_sha256 ? e->plan_sha256 : "");
	const char *times = "";
	if (e->first_run_utc && e->last_run_utc) {
		times = arena_printf(s->a, ", between %s and %s (UTC)", e->first_run_utc, e->last_run_utc);
	}
	lines_say(s, items, "Runs: %zu of %zu planned, warm-up included, at most %zu at once%s.", e->n_runs,
	          e->n_planned, e->max_parallel, times);
	if (e->n_replicated > 0) {
		lines_say(
			s, items,
			"Of these, %zu are of blocks that several databases had made before they were merged; each is compared "
			"with runs of its own database alone.",
			e->n_replicated);
	}
	if (e->n_disturbed > 0) {
		lines_say(
			s, items,
			"Disturbed, by steal, by other programs on their CPUs, by swapping, throttling or suspension: %s. "
			"Made once more at once: %zu, of which %zu were disturbed again. All are kept; of each the last attempt "
			"counts.",
			num_show_count(e->n_disturbed, "run", "runs", s->a), e->n_again,
			e->n_again_disturbed);
	}
}

static void say_surroundings(struct sheet *s, struct lines *items)
{
	static const char *const caches[] = {
		[CACHE_AS_IS] = "as the runs before had left it",
		[CACHE_WARM] = "warm with the files that the run's arguments name",
		[CACHE_DROP] = "empty",
	};
	const struct evidence *e = s->e;

	if (e->threads) {
		lines_say(
			s, items,
			"Surroundings, the same for all variants: a closed environment; %s where the experiment does not set "
			"them; arguments and environment padded to whole pages and, by a random length, the same for all runs of "
			"a block, unless the experiment says otherwise; the page cache %s.",
			e->threads, caches[e->cache]);
	}
}

/* What the two costs are, by how they were counted; of planted runs they are what the model says. */
static const char *accounting(const struct evidence *e, struct arena *a)
{
	const size_t by_process = e->n_counted[ACCOUNT_PROCESS],
		     by_group = e->n_counted[ACCOUNT_CGROUP1] + e->n_counted[ACCOUNT_CGROUP2];
	const char *group = arena_printf(
		a,
		"CPU time is user and system time of all processes of a run, whatever became of them, and peak memory that of "
		"all of them together, with the page cache that they were the first to touch (control groups of version %s)",
		e->n_counted[ACCOUNT_CGROUP2] == 0   ? "1"
		: e->n_counted[ACCOUNT_CGROUP1] == 0 ? "2"
						     : "1 or 2");
	const char *process =
		"CPU time is user and system time of all processes of a run that were waited for, in the end by secateur (daemons where the run was alone); peak "
		"memory is the largest resident set of its largest process";

	if (e->n_counted[ACCOUNT_QUANTA] > 0) {
		return "CPU time is user and system time of the process in which a quantum was run, meanwhile, threads included, "
		       "its children not; peak memory the most that this process had had by then, earlier quanta included";
	}
	if (by_group == 0 || by_process == 0) {
		return by_group == 0 ? process : group;
	}
	return arena_printf(
		a,
		"Of %zu runs %s; of %zu runs %s. Runs that were counted in different ways are not compared",
		by_group, group, by_process, process);
}

static bool has_counts(const struct evidence *e)
{
	const struct variant_evidence *v = e->variants;

	return e->n_variants > 0 && v->n_costs > 0 && strcmp(v->costs[v->n_costs - 1].name, EXACT_EVENT) == 0;
}

static void say_counts(struct sheet *s, struct lines *items)
{
	if (has_counts(s->e)) {
		lines_say(
			s, items,
			"%s: instructions in user mode of all processes, counted by valgrind in a pass of its own after the timed "
			"runs, once for each variant and input, the baseline twice. Where inputs are too few for signed ranks the "
			"interval spans all of them and twice the largest difference of two counts of the baseline, and speaks of "
			"these inputs alone.",
			EXACT_EVENT);
	}
}

/* Of a plan that stops when all is settled. */
static const char *looks(const struct sheet *s)
{
	const struct evidence *e = s->e;
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "With %zu compared, and looks after so many blocks, savings are judged at",
	            e->n_compared);
	for (size_t i = 0; i < e->n_looks; i++) {
		double alpha = (1 - e->confidence) * e->looks[i].share / (double)e->n_compared;
		strbuf_addf(&b, "%s %s (%zu)", i ? "," : "", cell_percent(1 - alpha, s->a),
		            e->looks[i].blocks);
	}
	strbuf_add(
		&b,
		": what may be wrong is shared by variants and looks (Bonferroni; over looks by a spending function, Lan and DeMets 1983), so "
		"that no stopping adds to it. What was settled at a look was run no "
		"more: what may not go as soon as that was clear, what may go once its quality had been seen on all inputs");
	return strbuf_take(&b, s->a);
}

/* Over how many, and how, the error is spread. */
static const char *multiplicity(const struct sheet *s)
{
	const struct evidence *e = s->e;
	const char *level = cell_percent(e->joint_confidence, s->a),
		   *of = e->n_inputs == 1 ? "blocks" : "inputs";
	double any = 0;

	if (e->n_looks > 0) {
		return looks(s);
	}
	if (e->error_rate == ERROR_FAMILY) {
		return arena_printf(
			s->a,
			"With %zu compared, savings are judged at %s each (Bonferroni), which takes at least %zu %s",
			e->n_compared, level, e->n_least, of);
	}
	for (size_t i = 1; i <= e->n_compared; i++) {
		any += 1 / (double)i;
	}
	return arena_printf(
		s->a,
		"With %zu compared, of which intervals settle %zu, savings are judged at %s each, which takes at least %zu %s: "
		"the level at which as many are settled as share the error (Benjamini and Hochberg 1995, intervals of Benjamini "
		"and Yekutieli 2005). That at most %s of these verdicts are wrong on average holds where changes are independent "
		"or depend on each other positively, as those from one baseline do; however they depend, at most %s",
		e->n_compared, e->n_settled, level, e->n_least, of, cell_percent(1 - e->confidence, s->a),
		cell_percent(fmin(1, any * (1 - e->confidence)), s->a));
}

static void say_statistics(struct sheet *s, struct lines *items)
{
	const struct evidence *e = s->e;
	lines_say(
		s, items,
		"Pairs: a run and its reference's run of the same block, on the same input. A block in which one of the "
		"two failed or is missing is incomplete: counted, and not compared.");
	lines_say(
		s, items,
		"Costs: Hodges-Lehmann estimate of the log ratio %s, with the exact signed-rank interval, which asks "
		"nothing of the noise but that %s; as a change in percent. %s.",
		e->n_inputs == 1 ? "over the pairs, which speak of the one input alone"
				 : "over inputs, repeats on one input averaged first",
		imported_from(e->hosts, e->n_hosts)
			? "what differed beside the variants had no side, which nothing here makes sure"
			: "the order in a block was drawn at random",
		accounting(e, s->a));
	say_counts(s, items);
	lines_say(
		s, items,
		"Quality: mean change over inputs, with Student's t interval at %s; repeats on one input are "
		"averaged first and count once.",
		cell_joint_level(e, e->quality_confidence, s->a));
	lines_say(
		s, items,
		"Verdict: decided by %s and the judged metrics, as named before the first run; smallest saving worth a "
		"change: %s. %s; quality on the intervals shown, as two one-sided tests, and by the worst "
		"input, which may not change for the worse by more than twice the margin.",
		cost_title(e->primary), cell_percent(e->worth, s->a), multiplicity(s));
}

void report_method(struct sheet *s)
{
	struct lines items = {0};

	sheet_heading(s, "Method");
	if (imported_from(s->e->hosts, s->e->n_hosts)) {
		say_imported(s, &items);
	} else {
		say_runs(s, &items);
	}
	say_surroundings(s, &items);
	say_statistics(s, &items);
	sheet_list(s, &items);
}

static const char *find_fact(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->at[i].name, name) == 0) {
			return f->at[i].value;
		}
	}
	return NULL;
}

static void fact_row(struct sheet *s, struct grid *g, const char *name)
{
	grid_cell(s, g, name);
	for (size_t i = 0; i < s->e->n_hosts; i++) {
		grid_cell(s, g, find_fact(&s->e->hosts[i], name));
	}
}

/* A row for each fact that some host has, in the order in which they are met. */
static void report_machine(struct sheet *s)
{
	const struct evidence *e = s->e;
	struct grid g = {0};

	sheet_heading(s, "Machine");
	if (e->n_hosts == 0) {
		sheet_paragraph(s, "No machine is on record.");
		return;
	}
	grid_column(s, &g, "fact", false);
	for (size_t i = 0; i < e->n_hosts; i++) {
		grid_column(s, &g, e->n_hosts == 1 ? "value" : arena_printf(s->a, "host %zu", i + 1), false);
	}
	for (size_t i = 0; i < e->n_hosts; i++) {
		for (size_t k = 0; k < e->hosts[i].n; k++) {
			const char *name = e->hosts[i].at[k].name;
			bool is_new = true;
			for (size_t j = 0; j < i; j++) {
				is_new = is_new && !find_fact(&e->hosts[j], name);
			}
			if (is_new) {
				fact_row(s, &g, name);
			}
		}
	}
	sheet_table(s, &g);
}

static void report_versions(struct sheet *s)
{
	const struct evidence *e = s->e;
	struct grid g = {0};

	sheet_heading(s, "Versions");
	grid_column(s, &g, "program", false);
	grid_column(s, &g, "version", false);
	grid_cell(s, &g, "secateur");
	grid_cell(s, &g, e->tool_version);
	for (size_t i = 0; i < e->n_versions; i++) {
		grid_cell(s, &g, e->versions[i].name);
		grid_cell(s, &g, e->versions[i].value);
	}
	sheet_table(s, &g);
}

void report_surroundings(struct sheet *s)
{
	struct lines items = {0};

	report_machine(s);
	report_versions(s);
	sheet_heading(s, "Not controlled");
	for (size_t i = 0; i < s->e->n_uncontrolled; i++) {
		*vec_push(s->a, &items) = s->e->uncontrolled[i];
	}
	sheet_list(s, &items);
	if (items.n == 0) {
		sheet_paragraph(s, "Nothing is on record.");
	}
}

/* Names of experiments are words, which need no quotes. */
void report_again(struct sheet *s)
{
	const char *name = s->e->experiment, *filter = s->e->filter;

	sheet_heading(s, "Again");
	const char *report = arena_printf(
		s->a,
		"secateur report --db results.db --experiment %s -f markdown%s%s%s\n"
		"sqlite3 results.db \"SELECT spec_yaml FROM experiment WHERE name = '%s'\"",
		name, filter ? " --filter '" : "", filter ? filter : "", filter ? "'" : "", name);
	if (imported_from(s->e->hosts, s->e->n_hosts)) {
		sheet_paragraph(
			s,
			"This report, from the database, whose name stands for results.db, and the experiment as which its runs "
			"were imported:");
		sheet_verbatim(s, report);
		return;
	}
	sheet_paragraph(
		s,
		"This report, from the database, whose name stands for results.db; the experiment file as it was, with what it "
		"includes behind it; and new runs of it, with the parameters (--set) that were given, if any:");
	sheet_verbatim(
		s,
		arena_printf(
			s->a,
			"%s\nsecateur run %s.yaml --db again.db && secateur report --db again.db -f markdown",
			report, name));
}
