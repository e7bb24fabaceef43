#include "secateur/report/report.h"
#include "cli_private.h"
#include "secateur/model/evidence.h"
#include "secateur/model/explanation.h"

/* The document asked for, and the evidence that it is of. */
static enum exit_status make(struct cli *c, struct document *doc, struct evidence *e)
{
	const char *variant = c->value[OPTION_EXPLAIN_NUMBER];
	struct explanation *x = NEW(c->arena, struct explanation);
	enum exit_status status = variant ? cli_explain_number(c, x) : cli_evidence(c, e);

	if (status != EXIT_DONE) {
		return status;
	}
	if (variant) {
		*e = *x->evidence;
	}
	*doc = variant ? report_explanation(x, c->arena) : report_document(e, c->arena);
	return EXIT_DONE;
}

static enum exit_status main_report(struct cli *c)
{
	const struct format_ops *f = cli_format(c, !c->value[OPTION_EXPLAIN_NUMBER]);
	struct evidence *e = NEW(c->arena, struct evidence);
	struct document doc;
	struct gates gates;
	enum exit_status status = f ? make(c, &doc, e) : EXIT_USAGE;

	if (status != EXIT_DONE) {
		return status;
	}
	if (!cli_gates(c, e, &gates) || !cli_write(c, &doc, f)) {
		return EXIT_USAGE;
	}
	return cli_gates_hold(c, e, &gates) ? EXIT_DONE : EXIT_GATE;
}

static const enum option_id options[] = {OPTION_DB,  OPTION_EXPERIMENT, OPTION_FORMAT,         OPTION_OUTPUT,
                                         OPTION_SET, OPTION_FILTER,     OPTION_EXPLAIN_NUMBER, OPTION_GATE};

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
		"With --filter it is of some variants, and of the runs on some inputs, alone.\n\n"
		"With --explain VARIANT MEASURE it is of one number alone, in all digits: the runs behind it, block by block, which of\n"
		"them count and why the others do not, what was made of them step by step, and the verdict. The measure is a cost\n"
		"(cpu, wall, peak_memory, a counter, a timer), a quality metric or an output.\n\n"
		"--gate VARIANT=VERDICT is for CI: exit status 3 when the variant has another verdict; the report is written all the\n"
		"same, and standard error says which gates do not hold, and why. Several verdicts are allowed with commas: 'lean=DROP,NO\n"
		"GAIN' (or no-gain). A name with * is of every variant of that name: '*=DROP,NO GAIN,KEEP' does not hold while anything is\n"
		"undecided. 'any:drop-*=DROP' wants one of them at least, 'any=DROP' one of all. Nothing holds that no run has shown:\n"
		"UNDECIDED is a verdict of its own.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_report,
};
