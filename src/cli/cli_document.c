/* Documents: written by `report` and whatever else has a table to show. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/report/report.h"

unsigned cli_columns(int fd)
{
	struct winsize w;
	const char *set = getenv("COLUMNS");
	int64_t n = 0;

	if (set && num_int(set, 20, 1000, &n)) {
		return (unsigned)n;
	}
	return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col >= 20 ? w.ws_col : 80;
}

enum { FILE_COLUMNS = 80 }; /* a file is the same whoever writes it */

/* NO_COLOR: https://no-color.org */
static struct page page_of(const char *path)
{
	const char *no_colour = getenv("NO_COLOR");

	return (struct page){.columns = path ? FILE_COLUMNS : cli_columns(STDOUT_FILENO),
	                     .has_colours =
	                             !path && cli_is_screen(STDOUT_FILENO) && (!no_colour || !*no_colour)};
}

static const struct format_ops *default_format(const struct cli *c)
{
	const char *path = c->value[OPTION_OUTPUT];
	const struct format_ops *f = path ? report_format_of(path) : NULL;

	return f ? f : report_format_find(!path && isatty(STDOUT_FILENO) ? "terminal" : "markdown");
}

static const struct format_ops *find_format(struct cli *c)
{
	const char *name = c->value[OPTION_FORMAT];
	const struct format_ops *f = name ? report_format_find(name) : default_format(c);
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

const struct format_ops *cli_format(struct cli *c, bool has_evidence)
{
	const struct format_ops *f = find_format(c), *other;

	if (f && f->is_data && !has_evidence) {
		diag_fail(c->diag, NOWHERE,
		          "%s is of a plan's evidence, as `secateur report` has it: there is none here",
		          f->name);
		f = NULL;
	}
	for (size_t i = 0; !f && (other = report_format_at(i)); i++) {
		if (has_evidence || !other->is_data) {
			diag_help(c->diag, "%s: %s", other->name, other->about);
		}
	}
	return f;
}

/* All of it is made in memory first, so that a file is never half written. */
bool cli_write_to(struct cli *c, const struct document *doc, const struct format_ops *f, const char *path)
{
	const struct page page = page_of(path);
	AUTO_FREE char *text = NULL;
	size_t n = 0;

	FILE *memory = open_memstream(&text, &n);

	if (!memory) {
		return diag_fail(c->diag, NOWHERE, "the document: %s", strerror(errno));
	}
	bool ok = report_write(doc, f, &page, memory, c->diag);
	ok = fclose(memory) == 0 && ok;
	if (!ok) {
		return false;
	}
	return path ? fs_write(path, text, n, c->diag)
	            : fwrite(text, 1, n, stdout) == n ||
	                       diag_fail(c->diag, NOWHERE, "standard output: %s", strerror(errno));
}

bool cli_write(struct cli *c, const struct document *doc, const struct format_ops *f)
{
	return cli_spares_db(c) && cli_write_to(c, doc, f, c->value[OPTION_OUTPUT]);
}
