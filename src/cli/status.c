#include <stdio.h>
#include <string.h>

#include "cli_private.h"
#include "secateur/base/num.h"
#include "secateur/engine/search.h"
#include "secateur/model/dossier.h"
#include "secateur/model/evidence.h"
#include "secateur/search/search.h"

static void print_status(const struct evidence *e, struct arena *a)
{
	const size_t left_out = e->n_left_out_runs;

	printf("%s: %zu of %s", e->experiment, e->n_runs, num_show_count(e->n_planned, "run", "runs", a));
	if (left_out > 0) {
		printf("; %zu left out, since their variants were settled", left_out);
	}
	puts(e->n_runs + left_out >= e->n_planned ? "; finished" : "");
	if (e->n_runs > 0) {
		printf("from %s to %s\n", e->first_run_utc, e->last_run_utc);
	}
	printf("\nmeasured, of %s after %zu of warm-up:\n", num_show_count(e->n_blocks, "block", "blocks", a),
	       e->n_warmup);
	printf("  %-24s %8s %8s %8s\n", "variant", "made", "failed", "left out");
	for (size_t i = 0; i < e->n_variants; i++) {
		const struct variant_evidence *v = &e->variants[i];
		printf("  %-24s %8zu %8zu %8zu\n", v->name, v->n_made, v->n_failed, v->n_skipped);
	}
}

static size_t count_runs(const struct dossier *d, const struct dossier_block *b, size_t *failed)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_runs; i++) {
		if (d->runs[i].trial.block == b->number) {
			n++;
			*failed += d->runs[i].kind != OUTCOME_OK;
		}
	}
	return n;
}

static void print_stage(const struct dossier *d, enum search_stage stage)
{
	const char *name = search_stage_name(stage);
	size_t blocks = 0, runs = 0, failed = 0;

	for (size_t i = 0; i < d->n_made_blocks; i++) {
		if (strcmp(d->blocks[i].stage, name) == 0) {
			blocks++;
			runs += count_runs(d, &d->blocks[i], &failed);
		}
	}
	printf("  %-24s %8zu %8zu %8zu\n", name, blocks, runs, failed);
}

/* Whether it is over is known to the search alone, which goes through all of it again. */
static void print_search_status(const struct dossier *d, struct arena *a)
{
	printf("%s: %s in %s\n", d->name, num_show_count(d->n_runs, "run", "runs", a),
	       num_show_count(d->n_made_blocks, "block", "blocks", a));
	if (d->n_runs > 0) {
		printf("from %s to %s\n", d->first_run_utc, d->last_run_utc);
	}
	printf("\n  %-24s %8s %8s %8s\n", "stage", "blocks", "runs", "failed");
	for (enum search_stage i = SEARCH_NOISE; i < SEARCH_OVER; i++) {
		print_stage(d, i);
	}
	puts("\n`secateur search` with its file says what is found, and makes the runs that are left");
}

static bool show(struct cli *c, struct store *db, const char *name)
{
	struct dossier *d = NEW(c->arena, struct dossier);
	struct evidence e;

	if (!store_load(db, name, c->arena, c->diag, d)) {
		return false;
	}
	if (d->n_made_blocks > 0) {
		print_search_status(d, c->arena);
		return true;
	}
	engine_weigh(d, c->arena, &e);
	print_status(&e, c->arena);
	return true;
}

/* Of a file both its plan and its search, as far as they are there. */
static bool show_file(struct cli *c, struct store *db, const char *name)
{
	const char *search = engine_search_name(name, c->arena);
	bool has_plan = false, has_search = false;

	if (!store_holds(db, name, c->diag, &has_plan) || !store_holds(db, search, c->diag, &has_search)) {
		return false;
	}
	if (has_search && has_plan) {
		return show(c, db, name) && puts("") >= 0 && show(c, db, search);
	}
	return show(c, db, has_search ? search : name);
}

static enum exit_status main_status(struct cli *c)
{
	const char *name = NULL;
	struct store *db = NULL;
	enum exit_status status = cli_find(c, &db, &name);

	if (status != EXIT_DONE) {
		return status;
	}
	bool is_file = !c->value[OPTION_EXPERIMENT] && c->words.n > 0;
	bool ok = is_file ? show_file(c, db, name) : show(c, db, name);
	store_close(db);
	return ok ? EXIT_DONE : EXIT_DATABASE;
}

static const enum option_id options[] = {OPTION_DB, OPTION_EXPERIMENT, OPTION_SET};

const struct command command_status = {
	.name = "status",
	.usage = "[FILE]",
	.about = "how far an experiment has come",
	.text = "Counts the runs in the database, made and failed, for each variant. It can be asked while the experiment\n"
		"is running. Of a search it counts blocks and runs of each stage.\n",
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.min_words = 0,
	.max_words = 1,
	.main = main_status,
};
