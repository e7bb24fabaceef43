/* The reports that an experiment asks for (`report: {formats: [...]}`), beside its database. */
#include <stdio.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/quoting.h"
#include "secateur/base/strbuf.h"
#include "secateur/figure/figure.h"
#include "secateur/model/spec.h"
#include "secateur/report/report.h"

/* What was given, or holds the results, is not written over, whatever it is called. */
static bool spares(struct cli *c, const struct spec *s, const char *path)
{
	return (!fs_is_same(path, cli_db(c)) && !fs_is_same(path, s->path)) ||
	       diag_fail(c->diag, NOWHERE, "%s: would be written over by a report", path);
}

static bool write_one(struct cli *c, const struct spec *s, const struct document *doc,
                      const struct format_ops *f, const char *path)
{
	if (!spares(c, s, path) || !cli_write_to(c, doc, f, path)) {
		return false;
	}
	fprintf(stderr, "written: %s\n", path);
	return true;
}

static bool write_all(struct cli *c, const struct spec *s, const struct document *doc, const char *stem)
{
	const struct reports *wanted = &s->reports;
	bool ok = true;

	for (size_t i = 0; i < wanted->n_formats && ok; i++) {
		const struct format_ops *f = report_format_find(wanted->formats[i].s);
		ok = write_one(c, s, doc, f, arena_printf(c->arena, "%s%s", stem, f->suffix));
	}
	return ok;
}

/* Of the experiment's name and a word, so that nothing else is called so. */
static bool find_stem(struct cli *c, const struct spec *s, char **dir, const char **stem)
{
	if (!fs_dir_of(cli_db(c), c->arena, c->diag, dir)) {
		return false;
	}
	*stem = fs_join(c->arena, *dir, arena_printf(c->arena, "%s.report", s->name));
	return true;
}

bool cli_write_reports(struct cli *c, const struct spec *s, const struct evidence *e)
{
	struct figures figures = {0};
	const char *stem = NULL;
	char *dir = NULL;

	if (!find_stem(c, s, &dir, &stem)) {
		return false;
	}
	const char *folder = arena_printf(c->arena, "%s.figures", stem);
	if (s->reports.figures && !figure_draw(e, folder, dir, c->arena, c->diag, &figures)) {
		return false;
	}
	struct document doc = report_illustrated(e, &figures, c->arena);
	return write_all(c, s, &doc, stem);
}

bool cli_write_search_reports(struct cli *c, const struct spec *s, const struct document *doc)
{
	const char *stem = NULL;
	char *dir = NULL;

	return s->reports.n_formats == 0 || (find_stem(c, s, &dir, &stem) && write_all(c, s, doc, stem));
}

static const char *quoted(struct cli *c, const char *word)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	quote_for_shell(&b, word);
	return strbuf_take(&b, c->arena);
}

enum exit_status cli_unreported(struct cli *c, bool by_report)
{
	diag_help(
		c->diag,
		"all runs are safe in %s; once that is mended, %s writes the report, and makes no run again%s",
		cli_db(c), by_report ? "this" : "the same command", by_report ? ":" : "");
	if (by_report) {
		diag_help(c->diag, "secateur report %s --db %s", quoted(c, c->words.at[0]),
		          quoted(c, cli_db(c)));
	}
	return EXIT_REPORT;
}

bool cli_can_report(struct cli *c, const struct spec *s)
{
	return !s->reports.figures || figure_is_possible(c->arena, c->diag);
}
