#include <stdio.h>
#include <unistd.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/num.h"

static void print_merged(const struct cli *c, const struct store_merged *m)
{
	printf("%s: %s came, %s there already", m->path, num_show_count(m->n_added, "run", "runs", c->arena),
	       num_show_count(m->n_known, "was", "were", c->arena));
	if (m->n_replicated > 0) {
		printf("; %zu of the new ones %s of blocks that others had made, too", m->n_replicated,
		       m->n_replicated == 1 ? "is" : "are");
	}
	puts("");
	if (m->n_counts_left > 0) {
		diag_warn(
			c->diag, NOWHERE,
			"%s: exact counts of instructions that stay there, since those that are here were made on another "
			"machine, where programs may take another way: %zu",
			m->path, m->n_counts_left);
	}
}

/* `*any`: whether some source is in now. Verdicts are made anew when something came. */
static bool merge(struct cli *c, struct store *into, bool *any)
{
	size_t n = c->words.n - 1;
	struct store_merged *merged = NEW_ARRAY(c->arena, struct store_merged, n);
	bool ok = store_merge(into, c->words.at + 1, n, c->arena, c->diag, merged), is_news = false;

	for (size_t i = 0; i < n; i++) {
		if (merged[i].is_in) {
			print_merged(c, &merged[i]);
			*any = true;
			is_news = is_news || merged[i].n_added + merged[i].n_counts > 0;
		}
	}
	return (!is_news || engine_judge(into, c->arena, c->diag)) && ok;
}

static enum exit_status main_merge(struct cli *c)
{
	const char *path = c->words.at[0];
	bool was_there = fs_exists(path), any = false;
	struct store *into = NULL;

	if (!store_open(path, STORE_WRITE, c->diag, &into)) {
		return EXIT_DATABASE;
	}
	bool ok = merge(c, into, &any);

	store_close(into);
	if (!any && !was_there) {
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
		"Experiments of one name must have the same plan. Where two databases hold the same block, it is there twice, as\n"
		"two replicates, and runs are compared inside one replicate and one machine alone. Merge a database again rather\n"
		"than going on with its blocks elsewhere. A search comes along as a whole, but two that went on on their own\n"
		"cannot be merged.\n"
		"\n"
		"All come, or none; of more than ten databases, ten at a time.\n",
	.min_words = 2,
	.max_words = 10000,
	.main = main_merge,
};
