#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/model/evidence.h"
#include "secateur/report/report.h"

static const struct format_ops *find_format(struct cli *c)
{
	const char *name = c->value[OPTION_FORMAT] ? c->value[OPTION_FORMAT] : "markdown";
	const struct format_ops *f = report_format_find(name);
	VEC(const char *) names = {0};

	for (size_t i = 0; report_format_at(i); i++) {
		*vec_push(c->arena, &names) = report_format_at(i)->name;
	}
	if (!f) {
		diag_fail(c->diag, NOWHERE, "unknown format '%s'%s", name,
		          near_hint(name, names.at, names.n, c->arena));
	}
	return f;
}

/* The whole report is made in memory first, so that a file is never half written. */
static bool write_report(struct cli *c, const struct evidence *e, const struct format_ops *f)
{
	const char *path = c->value[OPTION_OUTPUT];
	struct document doc = report_document(e, c->arena);
	AUTO_FREE char *text = NULL;
	size_t n = 0;
	FILE *memory = open_memstream(&text, &n);

	if (!memory) {
		return diag_fail(c->diag, NOWHERE, "the report: %s", strerror(errno));
	}
	bool ok = report_write(&doc, f, memory, c->diag);
	ok = fclose(memory) == 0 && ok;
	if (!ok) {
		return false;
	}
	return path ? fs_write(path, text, n, c->diag)
	            : fwrite(text, 1, n, stdout) == n ||
	                       diag_fail(c->diag, NOWHERE, "standard output: %s", strerror(errno));
}

static enum exit_status main_report(struct cli *c)
{
	const struct format_ops *f = find_format(c);
	struct evidence e;
	enum exit_status status = f ? cli_evidence(c, &e) : EXIT_USAGE;

	if (status != EXIT_DONE) {
		return status;
	}
	return write_report(c, &e, f) ? EXIT_DONE : EXIT_USAGE;
}

static const enum option_id options[] = {OPTION_DB, OPTION_EXPERIMENT, OPTION_FORMAT, OPTION_OUTPUT,
                                         OPTION_SET};

const struct command command_report = {
	.name = "report",
	.usage = "[FILE]",
	.about = "print the evidence table",
	.text = "Computes the evidence from the database and prints it as a document: the table, what failed, how it was\n"
		"measured, and what was not controlled. The experiment file is needed only to choose between several\n"
		"experiments in one database. The same database gives the same bytes.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_report,
};
