#include <stdio.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/fs.h"

static void print_merged(const struct cli *c, const struct store_merged *m)
{
	printf("%s: %zu runs came, %zu were there already", m->path, m->n_added, m->n_known);
	if (m->n_replicated > 0) {
		printf("; %zu of those that came are of blocks that were made here, too", m->n_replicated);
	}
	puts("");
	if (m->n_counts_left > 0) {
		diag_warn(
			c->diag, NOWHERE,
			"%s: its %zu exact counts of instructions stay there: those that are here were made on another "
			"machine, and programs may take another way on each",
			m->path, m->n_counts_left);
	}
}

static bool merge(struct cli *c, struct store *into)
{
	size_t n = c->words.n - 1;
	struct store_merged *merged = NEW_ARRAY(c->arena, struct store_merged, n);

	if (!store_merge(into, c->words.at + 1, n, c->arena, c->diag, merged) ||
	    !engine_judge(into, c->arena, c->diag)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		print_merged(c, &merged[i]);
	}
	return true;
}

static enum exit_status main_merge(struct cli *c)
{
	const char *path = c->words.at[0];
	bool was_there = fs_exists(path);
	struct store *into = NULL;

	if (!store_open(path, STORE_WRITE, c->diag, &into)) {
		return EXIT_DATABASE;
	}
	bool ok = merge(c, into);

	store_close(into);
	if (!ok && !was_there) {
		unlink(path);
	}
	return ok ? EXIT_DONE : EXIT_DATABASE;
}

const struct command command_merge = {
	.name = "merge",
	.usage = "INTO FROM...",
	.about = "bring the runs of several databases together",
	.text = "Adds to the results database INTO, which is made when it is not there, what the others hold; they are left as\n"
		"they are. Each run has an id of its own, so that nothing comes twice: merge again when more runs were made.\n"
		"\n"
		"Experiments of one name must have the same plan. A run is compared with runs of its own machine and its own\n"
		"database alone: where two databases hold the same block, it is there twice, as two replicates. A search comes\n"
		"along as a whole, but two that went on on their own cannot be merged.\n"
		"\n"
		"All come, or none; of more than ten databases, ten at a time.\n",
	.min_words = 2,
	.max_words = 10000,
	.main = main_merge,
};
