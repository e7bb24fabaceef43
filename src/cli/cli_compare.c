/* Two experiments for `report --compare`: each a database, or one of its experiments behind a colon. */
#include <string.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/model/comparison.h"

struct side {
	const char *path, *experiment; /* NULL: the only one */
};

/* A name of a file may hold a colon: what is there is a file. */
static struct side read_side(struct cli *c, const char *text)
{
	const char *colon = strrchr(text, ':');

	if (fs_exists(text) || !colon || !colon[1]) {
		return (struct side){text, c->value[OPTION_EXPERIMENT]};
	}
	return (struct side){arena_strndup(c->arena, text, (size_t)(colon - text)), colon + 1};
}

static bool stands_alone(struct cli *c)
{
	static const enum option_id others[] = {OPTION_DB, OPTION_EXPLAIN_NUMBER, OPTION_FIGURES,
	                                        OPTION_GATE};
	bool ok = cli_alone(c, OPTION_COMPARE, ROWS(others));

	return c->words.n == 0 ? ok
	                       : diag_fail(c->diag, NOWHERE,
	                                   "--compare names two databases itself: '%s' is one too many",
	                                   c->words.at[0]);
}

static bool spares(struct cli *c, const char *path)
{
	const char *out = c->value[OPTION_OUTPUT];

	return !out || !fs_is_same(out, path) ||
	       diag_fail(c->diag, NOWHERE, "%s: is a results database, and would be written over", out);
}

static enum exit_status load(struct cli *c, const struct side *s, struct engine_side *ret)
{
	struct store *db = NULL;

	if (!spares(c, s->path)) {
		return EXIT_USAGE;
	}
	if (!store_open(s->path, STORE_READ, c->diag, &db)) {
		return EXIT_DATABASE;
	}
	enum engine_end end =
		engine_load_side(db, s->experiment, c->value[OPTION_FILTER], c->arena, c->diag, ret);
	store_close(db);
	return cli_status(end);
}

enum exit_status cli_compare(struct cli *c, struct comparison *ret)
{
	if (!stands_alone(c)) {
		return EXIT_USAGE;
	}
	const struct side before = read_side(c, c->value[OPTION_COMPARE]),
			  after = read_side(c, c->second[OPTION_COMPARE]);
	struct engine_side x, y;
	enum exit_status status = load(c, &before, &x);

	status = status == EXIT_DONE ? load(c, &after, &y) : status;
	if (status == EXIT_DONE) {
		engine_compare(&x, &y, c->arena, ret);
		ret->database_before = before.path;
		ret->database_after = after.path;
	}
	return status;
}
