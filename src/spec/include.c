/* `include: other.yaml`: another file's keys, wherever this one has none of its own. */
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/model/spec.h"
#include "spec_private.h"

enum { MOST_DEEP = 8 };

/** A file and those that include it. */
struct chain {
	const char *path; /* absolute */
	const struct chain *from;
	unsigned depth;
};

static bool is_in(const struct chain *c, const char *path)
{
	for (; c; c = c->from) {
		if (strcmp(c->path, path) == 0) {
			return true;
		}
	}
	return false;
}

static const struct yaml *with_included(const struct yaml *root, const char *here, const struct chain *chain,
                                        struct yaml_reader *r);

/* One file that `name` names; its text is kept for the database. */
static const struct yaml *read_one(struct text name, const char *here, const struct chain *chain,
                                   struct yaml_reader *r)
{
	struct spec *s = ((struct loader *)r->context)->spec;
	struct source *in = NEW(r->arena, struct source);
	const char *path = fs_join(r->arena, here, name.s);
	const struct chain own = {path, chain, chain->depth + 1};
	const struct yaml *root;
	size_t size = 0;
	char *folder;

	if (is_in(chain, path) || own.depth > MOST_DEEP) {
		diag_fail(r->diag, name.at, "files include one another in a circle");
		return NULL;
	}
	in->name = fs_shown(path, r->arena);
	if (!fs_read(in->name, SPEC_MOST_BYTES, r->arena, r->diag, &in->text, &size) ||
	    !fs_dir_of(path, r->arena, r->diag, &folder)) {
		diag_at(r->diag, name.at);
		return NULL;
	}
	if (!spec_source_is_text(in, size, r->diag) || !yaml_parse(in, r->arena, r->diag, &root)) {
		return NULL;
	}
	if (yaml_kind(root) != YAML_MAP) {
		diag_fail(r->diag, yaml_at(root), "expected a map, as an experiment file is");
		return NULL;
	}
	s->as_written = arena_printf(r->arena, "%s\n# include: %s\n%s", s->as_written, name.s, in->text);
	return with_included(root, folder, &own, r);
}

/* Of several files, a later one wins over an earlier one. */
static const struct yaml *with_included(const struct yaml *root, const char *here, const struct chain *chain,
                                        struct yaml_reader *r)
{
	const struct yaml *names = yaml_get(root, "include"), *base = NULL;
	struct texts all = {0};
	bool ok = true;

	if (!names) {
		return root;
	}
	if (!read_texts(names, &all, r)) {
		return NULL;
	}
	for (size_t i = 0; i < all.n; i++) {
		const struct yaml *more = read_one(all.at[i], here, chain, r);
		ok = ok && more;
		base = base && more ? yaml_over(more, base, r->arena) : more;
	}
	if (!ok) {
		return NULL;
	}
	return base ? yaml_over(root, base, r->arena) : root;
}

const struct yaml *spec_include(const struct yaml *root, const char *path, const char *here,
                                struct yaml_reader *r)
{
	const char *slash = strrchr(path, '/');
	const struct chain top = {fs_join(r->arena, here, slash ? slash + 1 : path), NULL, 0};

	return with_included(root, here, &top, r);
}
