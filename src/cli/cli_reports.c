/* The reports that an experiment asks for (`report: {formats: [...]}`), beside its database. */
#include <stdio.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/figure/figure.h"
#include "secateur/model/spec.h"
#include "secateur/report/report.h"

static bool write_one(struct cli *c, const struct document *doc, const struct format_ops *f, const char *path)
{
	if (!cli_write_to(c, doc, f, path)) {
		return false;
	}
	fprintf(stderr, "written: %s\n", path);
	return true;
}

static bool write_all(struct cli *c, const struct reports *wanted, const struct document *doc,
                      const char *stem)
{
	bool ok = true;

	for (size_t i = 0; i < wanted->n_formats && ok; i++) {
		const struct format_ops *f = report_format_find(wanted->formats[i].s);
		ok = write_one(c, doc, f, arena_printf(c->arena, "%s%s", stem, f->suffix));
	}
	return ok;
}

bool cli_write_reports(struct cli *c, const struct spec *s, const struct evidence *e)
{
	struct figures figures = {0};
	char *dir = NULL;

	if (!fs_dir_of(cli_db(c), c->arena, c->diag, &dir)) {
		return false;
	}
	const char *stem = fs_join(c->arena, dir, s->name),
		   *folder = arena_printf(c->arena, "%s.figures", stem);
	if (s->reports.figures && !figure_draw(e, folder, dir, c->arena, c->diag, &figures)) {
		return false;
	}
	struct document doc = report_illustrated(e, &figures, c->arena);
	return write_all(c, &s->reports, &doc, stem);
}

bool cli_write_search_reports(struct cli *c, const struct spec *s, const struct document *doc)
{
	char *dir = NULL;

	return fs_dir_of(cli_db(c), c->arena, c->diag, &dir) &&
	       write_all(c, &s->reports, doc, fs_join(c->arena, dir, s->name));
}
