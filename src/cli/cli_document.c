/* Documents: written by `report` and whatever else has a table to show. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/report/report.h"

const struct format_ops *cli_format(struct cli *c)
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
		for (size_t i = 0; report_format_at(i); i++) {
			diag_help(c->diag, "%s: %s", report_format_at(i)->name, report_format_at(i)->about);
		}
	}
	return f;
}

/* All of it is made in memory first, so that a file is never half written. */
bool cli_write(struct cli *c, const struct document *doc, const struct format_ops *f)
{
	const char *path = c->value[OPTION_OUTPUT];
	AUTO_FREE char *text = NULL;
	size_t n = 0;

	if (!cli_spares_db(c)) {
		return false;
	}
	FILE *memory = open_memstream(&text, &n);

	if (!memory) {
		return diag_fail(c->diag, NOWHERE, "the document: %s", strerror(errno));
	}
	bool ok = report_write(doc, f, memory, c->diag);
	ok = fclose(memory) == 0 && ok;
	if (!ok) {
		return false;
	}
	return path ? fs_write(path, text, n, c->diag)
	            : fwrite(text, 1, n, stdout) == n ||
	                       diag_fail(c->diag, NOWHERE, "standard output: %s", strerror(errno));
}
