#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/base/num.h"
#include "secateur/engine/import.h"

static enum exit_status read_from(struct cli *c, FILE *in, const char *name)
{
	const char *path = cli_db(c);
	bool was_there = fs_exists(path);
	struct store *db = NULL;
	size_t n_runs = 0;

	if (!cli_open(c, STORE_WRITE, &db)) {
		return EXIT_DATABASE;
	}
	bool ok = store_restore(db, in, name, c->diag, &n_runs);

	store_close(db);
	if (ok) {
		printf("%s: %s\n", path, num_show_count(n_runs, "run", "runs", c->arena));
	} else if (!was_there) {
		unlink(path);
	}
	return ok ? EXIT_DONE : EXIT_DATABASE;
}

/* --- a butler's collections ---------------------------------------------------------------------------- */

static bool is_name(const char *s, struct diag *d)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-";

	return (*s && !s[strspn(s, allowed)]) ||
	       diag_fail(d, NOWHERE, "--as %s: a name is of letters, digits, '_', '.', '+' and '-'", s);
}

/* The baseline comes first. */
static bool put_baseline_first(struct cli *c, struct import_side *sides, size_t n)
{
	const char *name = c->value[OPTION_BASELINE];
	size_t i = 0;

	while (name && i < n && strcmp(sides[i].name, name) != 0) {
		i++;
	}
	if (i == n) {
		return diag_fail(c->diag, NOWHERE, "--baseline %s: no collection is called that%s", name,
		                 near_hint(name, c->names.at, c->names.n, c->arena));
	}
	const struct import_side first = sides[i];
	for (size_t k = 0; k < n; k++) {
		if (k != i && strcmp(sides[k].name, "baseline") == 0) {
			return diag_fail(
				c->diag, NOWHERE,
				"--as baseline: in reports %s is called that: give %s another name, or make it the baseline with --baseline baseline",
				first.collection, sides[k].collection);
		}
	}
	memmove(sides + 1, sides, i * sizeof(*sides));
	sides[0] = first;
	return true;
}

static bool read_sides(struct cli *c, struct import_request *ret)
{
	const size_t n = c->words.n - 2;
	const char *decides = c->value[OPTION_DECIDE];
	struct import_side *sides = NEW_ARRAY(c->arena, struct import_side, n);
	bool ok = true;

	if (n == 0 || c->names.n != n) {
		return diag_fail(
			c->diag, NOWHERE,
			"%zu collections and %zu names: usage: secateur import butler REPO COLLECTION --as NAME ...",
			n, c->names.n);
	}
	for (size_t i = 0; i < n; i++) {
		sides[i] = (struct import_side){c->words.at[i + 2], c->names.at[i]};
		ok = is_name(sides[i].name, c->diag) && ok;
		for (size_t k = 0; k < i; k++) {
			if (strcmp(sides[i].name, sides[k].name) == 0 ||
			    strcmp(sides[i].collection, sides[k].collection) == 0) {
				ok = diag_fail(c->diag, NOWHERE,
				               "%s --as %s: the collection or its name is there twice",
				               sides[i].collection, sides[i].name);
			}
		}
	}
	*ret = (struct import_request){c->words.at[1], sides, n, decides ? decides : "wall"};
	return ok && put_baseline_first(c, sides, n);
}

static enum exit_status import_butler(struct cli *c)
{
	const char *path = cli_db(c);
	const bool was_there = fs_exists(path);
	struct import_request q;
	struct run_summary sum;
	struct store *db = NULL;

	if (!read_sides(c, &q)) {
		return EXIT_USAGE;
	}
	if (!cli_open(c, STORE_WRITE, &db)) {
		return EXIT_DATABASE;
	}
	enum engine_end end = engine_import(db, &q, c->arena, c->diag, &sum);

	store_close(db);
	if (end == ENGINE_DONE) {
		printf("%s: %s, of which %zu failed\n", path,
		       num_show_count(sum.made, "run", "runs", c->arena), sum.failed);
	} else if (!was_there) {
		unlink(path);
	}
	return end == ENGINE_DONE ? EXIT_DONE : end == ENGINE_BAD_DATABASE ? EXIT_DATABASE : EXIT_USAGE;
}

static enum exit_status import_file(struct cli *c)
{
	const char *path = c->words.at[0];

	if (c->words.n > 1 || c->names.n > 0 || c->value[OPTION_BASELINE] || c->value[OPTION_DECIDE]) {
		diag_fail(c->diag, NOWHERE,
		          "%s is one file: --as, --baseline and --decide are of `secateur import butler`",
		          path);
		return EXIT_USAGE;
	}
	if (strcmp(path, "-") == 0) {
		return read_from(c, stdin, "standard input");
	}
	FILE *in = fopen(path, "re");

	if (!in) {
		diag_fail(c->diag, NOWHERE, "%s: %s", path, strerror(errno));
		if (strcmp(path, "butler") == 0) {
			diag_help(
				c->diag,
				"secateur import butler REPO COLLECTION --as NAME ... takes runs of a repository");
		}
		return EXIT_USAGE;
	}
	enum exit_status status = read_from(c, in, path);

	fclose(in);
	return status;
}

static enum exit_status main_import(struct cli *c)
{
	return c->words.n > 1 && strcmp(c->words.at[0], "butler") == 0 ? import_butler(c) : import_file(c);
}

static const enum option_id options[] = {OPTION_AS, OPTION_BASELINE, OPTION_DECIDE, OPTION_DB};

const struct command command_import = {
	.name = "import",
	.usage = "FILE | butler REPO COLLECTION --as NAME ...",
	.about = "make a database of what was exported, or of runs of others",
	.text = "Reads what `secateur export --format jsonl` wrote, of this schema or an older one, into a new results database;\n"
		"- is standard input. All of it comes, or nothing: what is cut off or does not fit is told with its line. Bring\n"
		"the runs into a database that holds some already with `secateur merge`.\n\n"
		"With `butler` it takes runs that are over out of a butler repository of LSST's (generation 3), and makes an\n"
		"experiment of them that report, export and the others treat as any:\n\n"
		"    secateur import butler /repo/dc2 u/me/w_2022_21 --as w_2022_21 u/me/w_2022_22 --as w_2022_22\n\n"
		"Each collection, a RUN or a chain, is a variant. A run is all quanta on one visit and detector (an exposure is\n"
		"the visit of its number), each a step; its times, and the numbers that tasks wrote, are in their metadata;\n"
		"metrics of the same data (metricvalue_*, *_metrics) come along. A quantum that left no metadata, though it left a\n"
		"log or though another collection has it, is a failed run. Nothing is written to the repository. Its registry must\n"
		"be in sqlite; of another one bring the files here:\n\n"
		"    butler retrieve-artifacts REPO FOLDER/ -d '*_metadata,*_log,*_metrics,metricvalue_*,packages' --collections RUN\n"
		"    secateur import butler FOLDER RUN --as NAME\n\n"
		"Such runs were not interleaved: what machines and hours differ by is in what is found, and reports say so.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 1,
	.max_words = 1000,
	.main = main_import,
};
