#include "secateur/report/report.h"
#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/figure/figure.h"
#include "secateur/model/comparison.h"
#include "secateur/model/evidence.h"
#include "secateur/model/explanation.h"
#include "secateur/model/spec.h"

/* Where --figures asks for them; their paths are relative to the report. */
static bool draw(struct cli *c, const struct evidence *e, struct figures *ret)
{
	const char *dir = c->value[OPTION_FIGURES], *path = c->value[OPTION_OUTPUT];
	char *from = NULL;

	return !dir || (fs_dir_of(path ? path : "report", c->arena, c->diag, &from) &&
	                figure_draw(e, dir, from, c->arena, c->diag, ret));
}

/* Of two experiments. */
static enum exit_status compare(struct cli *c, struct document *doc)
{
	struct comparison *x = NEW(c->arena, struct comparison);
	enum exit_status status = cli_compare(c, x);

	if (status == EXIT_DONE) {
		*doc = report_comparison(x, c->arena);
	}
	return status;
}

/* Of single numbers. */
static enum exit_status explain(struct cli *c, struct document *doc, struct evidence *e)
{
	static const enum option_id others[] = {OPTION_FIGURES};
	struct explanation *x = NULL;
	size_t n = 0;
	enum exit_status status = cli_alone(c, OPTION_EXPLAIN_NUMBER, ROWS(others))
	                                  ? cli_explain_numbers(c, &x, &n)
	                                  : EXIT_USAGE;

	if (status == EXIT_DONE) {
		*e = *x->evidence;
		*doc = report_explanation(x, n, c->arena);
	}
	return status;
}

static enum exit_status tell_all(struct cli *c, struct document *doc, struct evidence *e)
{
	struct figures *figures = NEW(c->arena, struct figures);
	enum exit_status status = cli_evidence(c, e);

	if (status != EXIT_DONE) {
		return status;
	}
	if (!draw(c, e, figures)) {
		return EXIT_USAGE;
	}
	*doc = report_illustrated(e, figures, c->arena);
	return EXIT_DONE;
}

/* What the experiment file asks for, unless the command asks for one report of its own. */
static bool wants_those_of_the_file(const struct cli *c)
{
	static const enum option_id own[] = {OPTION_FORMAT, OPTION_OUTPUT, OPTION_FILTER, OPTION_FIGURES,
	                                     OPTION_EXPLAIN_NUMBER};
	bool is_plain = c->spec && c->spec->reports.n_formats > 0;

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		is_plain = is_plain && !c->value[own[i]];
	}
	return is_plain;
}

static bool write_what_is_wanted(struct cli *c, const struct evidence *e, const struct document *doc,
                                 const struct format_ops *f)
{
	return wants_those_of_the_file(c) ? cli_write_reports(c, c->spec, e) : cli_write(c, doc, f);
}

static enum exit_status main_report(struct cli *c)
{
	const bool is_of_two = c->value[OPTION_COMPARE] != NULL,
		   is_of_one = c->value[OPTION_EXPLAIN_NUMBER] != NULL;
	const struct format_ops *f = cli_format(c, !is_of_one && !is_of_two);
	struct evidence *e = NEW(c->arena, struct evidence);
	struct document doc;
	struct gates gates;

	if (!f) {
		return EXIT_USAGE;
	}
	enum exit_status status = is_of_two   ? compare(c, &doc)
	                          : is_of_one ? explain(c, &doc, e)
	                                      : tell_all(c, &doc, e);
	if (status != EXIT_DONE) {
		return status;
	}
	if (!cli_gates(c, e, &gates) || !write_what_is_wanted(c, e, &doc, f)) {
		return EXIT_USAGE;
	}
	return cli_gates_hold(c, e, &gates) ? EXIT_DONE : EXIT_GATE;
}

static const enum option_id options[] = {
	OPTION_DB,     OPTION_EXPERIMENT, OPTION_FORMAT,         OPTION_OUTPUT, OPTION_SET,
	OPTION_FILTER, OPTION_FIGURES,    OPTION_EXPLAIN_NUMBER, OPTION_GATE,   OPTION_COMPARE};

const struct command command_report = {
	.name = "report",
	.usage = "[FILE]",
	.about = "print the evidence table",
	.text = "Computes the evidence from the database and prints it as a document: the table, what failed, how it was\n"
		"measured, and what was not controlled. The experiment file is needed only to choose between several\n"
		"experiments in one database. The same database gives the same bytes.\n\n"
		"The end of --output's name says the format, unless --format does: .md, .html, .rst, .tex, .wiki, .adoc, .txt (what\n"
		"a terminal is given), .csv and .json, which have the numbers as they are, unrounded. Without --output it is what a\n"
		"terminal is given, in colours (not with NO_COLOR) and as wide as it is (or as COLUMNS says), and Markdown where\n"
		"standard output is no terminal.\n\n"
		"With --figures it shows pictures, which lie in that folder as SVG and PNG, each beside its numbers (.tsv) and the\n"
		"script of gnuplot that draws it again (.gp).\n\n"
		"With `report: {formats: [markdown, html], figures: true}` in FILE, and no option that asks for another, these are\n"
		"written beside the database, as NAME.report.md and so on; `secateur run` writes them when all runs are made.\n\n"
		"With --filter it is of some variants, and of the runs on some inputs, alone.\n\n"
		"With --explain VARIANT MEASURE it is of one number alone, in all digits: the runs behind it, block by block, which of\n"
		"them count and why the others do not, what was made of them step by step, and the verdict. The measure is a cost\n"
		"(cpu, wall, peak_memory, a counter, a timer), a quality metric or an output. Given again, it is of each, one after the other.\n\n"
		"--gate VARIANT=VERDICT is for CI: exit status 3 when the variant has another verdict; the report is written all the\n"
		"same, and standard error says which gates do not hold, and why. Several verdicts are allowed with commas: 'lean=DROP,NO\n"
		"GAIN' (or no-gain). A name with * is of every variant of that name: '*=DROP,NO GAIN,KEEP' does not hold while anything is\n"
		"undecided. 'any:drop-*=DROP' wants one of them at least, 'any=DROP' one of all. Nothing holds that no run has shown:\n"
		"UNDECIDED is a verdict of its own.\n\n"
		"--compare BEFORE AFTER is for before and after a change of code, as a weekly: two databases, or two experiments as\n"
		"A.db:NAME. A side may be a part: A.db@host=NAME is what was run on one machine (by its name or fingerprint), A.db@version=TEXT\n"
		"with one version of a program of the workload, '*' standing for anything; so one database is compared with itself, after a\n"
		"merge or a weekly. It names first what else changed: machine, versions, plan. Then, variant by variant, how each cost, metric and\n"
		"output changed, on inputs that both have or, marked as unpaired, over all. Such runs are not interleaved: nothing is decided.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_report,
};
