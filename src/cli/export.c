#include <stdio.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/export/export.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"

static const struct export_ops *find_format(struct cli *c)
{
	const char *name = c->value[OPTION_FORMAT] ? c->value[OPTION_FORMAT] : "csv";
	const struct export_ops *f = export_find(name);
	VEC(const char *) names = {0};

	for (size_t i = 0; export_at(i); i++) {
		*vec_push(c->arena, &names) = export_at(i)->name;
	}
	if (!f) {
		diag_fail(c->diag, NOWHERE, "unknown format '%s'%s", name,
		          near_hint(name, names.at, names.n, c->arena));
		for (size_t i = 0; export_at(i); i++) {
			diag_help(c->diag, "%s: %s", export_at(i)->name, export_at(i)->about);
		}
	} else if (f->is_whole && (c->value[OPTION_EXPERIMENT] || c->words.n > 0)) {
		diag_fail(c->diag, NOWHERE, "%s writes all of the database, not one experiment of it",
		          f->name);
		return NULL;
	}
	return f;
}

static bool fill(struct cli *c, struct store *db, const char *name, struct export_source *ret)
{
	struct dossier *d = NEW(c->arena, struct dossier);
	struct evidence *e = NEW(c->arena, struct evidence);

	if (!store_load(db, name, c->arena, c->diag, d)) {
		return false;
	}
	ret->from = d;
	if (d->n_made_blocks == 0) {
		engine_weigh(d, c->arena, e);
		ret->evidence = e;
	}
	return true;
}

static enum exit_status write_to(struct cli *c, const struct export_ops *f, FILE *out)
{
	struct store *db = NULL;
	const char *name = NULL;
	enum exit_status status = cli_find(c, &db, &name);

	if (status != EXIT_DONE) {
		return status;
	}
	struct export_source from = {.db = db, .arena = c->arena};

	if (!f->is_whole && !fill(c, db, name, &from)) {
		status = EXIT_DATABASE;
	} else if (!export_write(f, &from, out, c->diag)) {
		status = EXIT_USAGE;
	}
	store_close(db);
	return status;
}

static enum exit_status main_export(struct cli *c)
{
	const char *path = c->value[OPTION_OUTPUT];
	const struct export_ops *f = find_format(c);
	struct fs_draft draft;

	if (!f || !cli_spares_db(c)) {
		return EXIT_USAGE;
	}
	if (!path) {
		return write_to(c, f, stdout);
	}
	if (!fs_draft_begin(&draft, path, c->arena, c->diag)) {
		return EXIT_USAGE;
	}
	enum exit_status status = write_to(c, f, draft.out);
	bool ok = fs_draft_end(&draft, status == EXIT_DONE, c->diag);

	return ok ? status : EXIT_USAGE;
}

static const enum option_id options[] = {OPTION_DB, OPTION_EXPERIMENT, OPTION_FORMAT, OPTION_OUTPUT,
                                         OPTION_SET};

const struct command command_export = {
	.name = "export",
	.usage = "[FILE]",
	.about = "write the results for other programs",
	.text = "Writes what the database holds of an experiment, for programs that do not read sqlite. The experiment file is\n"
		"needed only to choose between several experiments in one database. Formats:\n"
		"\n"
		"  csv          a table, one row a run, with its settings, readings and metrics\n"
		"  hyperfine    JSON as `hyperfine --export-json` writes it, for scripts that plot that\n"
		"  influx       InfluxDB's line protocol, one point a run\n"
		"  jsonl        every row of the whole database, one JSON object a line: `secateur import` reads it back,\n"
		"               and nothing is lost\n"
		"  openmetrics  what is known of each variant, for Prometheus and its like\n"
		"\n"
		"Of csv and influx, `counts` says whether a verdict may rest on the run: it was measured, went well and is the\n"
		"last attempt. A value that was counted for a part of the time only is left out, but for jsonl.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_export,
};
