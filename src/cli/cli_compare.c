/*
 * Two experiments for `report --compare`: each a database, one of its experiments behind a colon, and of that what was run on one machine or
 * with one version of a program behind an at: A.db:NAME@host=NODE@version=TEXT.
 */
#include <string.h>

#include "cli_private.h"
#include "secateur/base/fs.h"
#include "secateur/base/near.h"
#include "secateur/model/comparison.h"

struct side {
	const char *path, *named; /* named: without the experiment */
	struct store_part part;
};

static size_t word_length(const char *s) { return strspn(s, "abcdefghijklmnopqrstuvwxyz"); }

/* Where "@word=" begins; NULL: nowhere. A version may hold an at itself. */
static const char *next_at(const char *s)
{
	while ((s = strchr(s, '@')) && (word_length(s + 1) == 0 || s[1 + word_length(s + 1)] != '=')) {
		s++;
	}
	return s;
}

static bool read_at(struct cli *c, const char *name, const char *value, struct side *s)
{
	static const char *const names[] = {"host", "version"};
	const char **into[] = {&s->part.host, &s->part.version};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], name) != 0) {
			continue;
		}
		if (!*value) {
			return diag_fail(c->diag, NOWHERE, "--compare: @%s= wants a name", name);
		}
		*into[i] = value;
		return true;
	}
	diag_fail(c->diag, NOWHERE, "--compare: '@%s=' is nothing to compare by%s", name,
	          near_hint(name, names, sizeof(names) / sizeof(*names), c->arena));
	diag_help(c->diag, "A.db@host=NAME is what was run on a machine, A.db@version=TEXT with a version");
	return false;
}

/* A name of a file may hold a colon or an at: what is there is a file. */
static bool read_side(struct cli *c, const char *text, struct side *ret)
{
	const char *at = fs_exists(text) ? NULL : next_at(text);
	char *path = at ? arena_strndup(c->arena, text, (size_t)(at - text)) : arena_strdup(c->arena, text);
	char *colon = fs_exists(path) ? NULL : strrchr(path, ':');
	const bool has_name = colon && colon[1];
	bool ok = true;

	if (has_name) {
		*colon = '\0';
	}
	*ret = (struct side){.path = path,
	                     .named = at ? arena_printf(c->arena, "%s%s", path, at) : path,
	                     .part.experiment = has_name ? colon + 1 : c->value[OPTION_EXPERIMENT]};
	while (at) {
		const char *name = at + 1, *value = name + word_length(name) + 1, *next = next_at(value);
		ok = read_at(c, arena_strndup(c->arena, name, word_length(name)),
		             arena_strndup(c->arena, value, next ? (size_t)(next - value) : strlen(value)),
		             ret) &&
		     ok;
		at = next;
	}
	return ok;
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
	enum engine_end end = engine_load_side(db, &s->part, c->value[OPTION_FILTER], c->arena, c->diag, ret);
	store_close(db);
	return cli_status(end);
}

enum exit_status cli_compare(struct cli *c, struct comparison *ret)
{
	struct side before, after;
	struct engine_side x, y;

	if (!stands_alone(c)) {
		return EXIT_USAGE;
	}
	const bool is_read = read_side(c, c->value[OPTION_COMPARE], &before);
	if (!read_side(c, c->second[OPTION_COMPARE], &after) || !is_read) {
		return EXIT_USAGE;
	}
	enum exit_status status = load(c, &before, &x);

	status = status == EXIT_DONE ? load(c, &after, &y) : status;
	if (status == EXIT_DONE) {
		engine_compare(&x, &y, c->arena, ret);
		ret->side_before.named = before.named;
		ret->side_after.named = after.named;
	}
	return status;
}
