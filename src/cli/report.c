#include "secateur/report/report.h"
#include "cli_private.h"
#include "secateur/model/evidence.h"

static enum exit_status main_report(struct cli *c)
{
	const struct format_ops *f = cli_format(c, true);
	struct evidence e;
	enum exit_status status = f ? cli_evidence(c, &e) : EXIT_USAGE;

	if (status != EXIT_DONE) {
		return status;
	}
	struct document doc = report_document(&e, c->arena);
	return cli_write(c, &doc, f) ? EXIT_DONE : EXIT_USAGE;
}

static const enum option_id options[] = {OPTION_DB,     OPTION_EXPERIMENT, OPTION_FORMAT,
                                         OPTION_OUTPUT, OPTION_SET,        OPTION_FILTER};

const struct command command_report = {
	.name = "report",
	.usage = "[FILE]",
	.about = "print the evidence table",
	.text = "Computes the evidence from the database and prints it as a document: the table, what failed, how it was\n"
		"measured, and what was not controlled. The experiment file is needed only to choose between several\n"
		"experiments in one database. The same database gives the same bytes.\n\n"
		"The end of --output's name says the format, unless --format does: .md, .rst, .tex, .wiki, .adoc, .txt (what a\n"
		"terminal is given), .csv and .json, which have the numbers as they are, unrounded. Without --output it is what a\n"
		"terminal is given, in colours (not with NO_COLOR) and as wide as it is (or as COLUMNS says), and Markdown where\n"
		"standard output is no terminal.\n\n"
		"With --filter it is of some variants, and of the runs on some inputs, alone.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_report,
};
