#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "init_private.h"
#include "secateur/base/cleanup.h"
#include "secateur/base/fs.h"

/* The file's own name behind its folder's real one: a link stays the name that it was given by. */
const char *init_absolute(const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');
	char *dir = NULL;

	return fs_exists(path) && fs_dir_of(path, a, diag_new(a), &dir)
	               ? arena_printf(a, "%s/%s", strcmp(dir, "/") == 0 ? "" : dir, slash ? slash + 1 : path)
	               : NULL;
}

/* Variables of the environment filled in, as the programs do it; NULL: one is not set. */
static const char *expanded(const char *name, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	while (*name) {
		size_t n = strcspn(name, "$");
		strbuf_addn(&b, name, n);
		name += n;
		if (*name) {
			name += name[1] == '{' ? 2 : 1;
			n = strcspn(name, "}/:\"'\\$");
			const char *value = getenv(arena_strndup(a, name, n));
			if (!value) {
				return NULL;
			}
			strbuf_add(&b, value);
			name += n + (name[n] == '}');
		}
	}
	return strbuf_take(&b, a);
}

const char *init_look_for(const struct init_source *from, const char *as_written, struct arena *a)
{
	const char *name = expanded(as_written, a);

	if (!name) {
		return NULL;
	}
	const char *found = *name ? init_absolute(name, a) : NULL;

	if (!found && *name && from->beside) {
		found = init_absolute(fs_join(a, from->beside, name), a);
	}
	for (const char *const *dir = from->also; !found && *name && dir && *dir; dir++) {
		found = init_absolute(fs_join(a, *dir, name), a);
	}
	return found;
}

const char *init_find_program(const char *folders, const char *name, struct arena *a)
{
	for (const char *s = folders; s && *s; s += strspn(s, ":")) {
		size_t n = strcspn(s, ":");
		const char *file = fs_join(a, arena_strndup(a, s, n), name);
		if (access(file, X_OK) == 0) {
			return file;
		}
		s += n;
	}
	return NULL;
}

const char *init_below(const char *path, const char *here, struct arena *a)
{
	size_t n = strcmp(here, "/") == 0 ? 0 : strlen(here);
	bool is_below = strncmp(path, here, n) == 0 && path[n] == '/';

	return is_below ? arena_printf(a, "{here}%s", init_braced(path + n, a)) : init_braced(path, a);
}

bool init_path(const char *path, const char *here, struct src_loc at, struct arena *a, struct diag *d,
               const char **ret)
{
	if (strchr(path, '$')) {
		return diag_fail(d, at, "'%s': runs have an environment of their own, without your variables",
		                 path);
	}
	if (path[strcspn(path, INIT_BLANKS "#")]) {
		diag_fail(d, at, "'%s': the program takes blanks, and each of ,=\"'#, for the end of a name",
		          path);
		diag_help(d, "make a link to it, with a path without them");
		return false;
	}
	if (!init_is_shown(path, strlen(path))) {
		return diag_fail(d, at, "'%s': a name that is not UTF-8, or holds control characters", path);
	}
	*ret = init_below(path, here, a);
	return true;
}

const char *init_value(const struct init_source *from, const char *key)
{
	const struct init_line *own = init_settings_find(from->own, key);
	const struct init_line *l = own ? own : init_settings_find(from->known, key);

	return l ? l->value : "";
}

bool init_find_file(const struct init_source *from, const char *key, const char *use, struct arena *a,
                    struct diag *d, struct init_file *ret)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const struct init_line *own = init_settings_find(from->own, key);
	struct src_loc at = own && from->own_settings ? own->value_at : NOWHERE;
	const char *word = NULL, *path = NULL;

	*ret = (struct init_file){.key = key, .name = init_name_of(key, a), .is_there = true};
	for (size_t i = 0; (word = init_word(init_value(from, key), i, a)); i++) {
		const char *found = init_look_for(from, word, a);
		if (!found) {
			diag_warn(d, at, "%s: there is no file '%s', which %s", key, word, use);
			ret->is_there = false;
		}
		if (!init_path(found ? found : word, from->here, at, a, d, &path)) {
			return false;
		}
		strbuf_addf(&b, "%s%s", i ? "," : "", path);
	}
	ret->value = strbuf_take(&b, a);
	return *ret->value || diag_fail(d, at, "%s names no file, which %s", key, use);
}

void init_put_files(struct strbuf *b, const struct init_source *from, const struct init_file *files, size_t n,
                    struct arena *a)
{
	strbuf_add(
		b,
		n ? "\nparameters:                 # files that runs read; another one by --set NAME=FILE\n"
		  : "");
	for (size_t i = 0; i < n; i++) {
		strbuf_addf(b, "  %s: ", files[i].name);
		init_put(b, files[i].value);
		if (files[i].is_there) {
			strbuf_addf(b, "   # %s\n", init_settings_about(from->known, files[i].key, a));
		} else {
			strbuf_add(b, "   # CHANGE: there is no such file\n");
		}
	}
}

static bool is_taken(const struct init_input *inputs, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(inputs[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

static bool read_input(const char *path, struct init_input *inputs, size_t n, const struct init_request *q,
                       struct arena *a, struct diag *d)
{
	const char *found = init_absolute(path, a);
	struct init_input *in = &inputs[n];

	if (!found) {
		return diag_fail(d, NOWHERE, "%s: no such file", path);
	}
	if (!init_path(found, q->here, NOWHERE, a, d, &in->path)) {
		return false;
	}
	const char *name = strrchr(found, '/') + 1, *dot = strrchr(name, '.');
	in->stem = init_braced(
		arena_strndup(a, name, dot && dot > name ? (size_t)(dot - name) : strlen(name)), a);
	in->id = in->stem;
	for (size_t k = 2; is_taken(inputs, n, in->id); k++) {
		in->id = arena_printf(a, "%s-%zu", in->stem, k);
	}
	return true;
}

/* Names for files that are not there yet: the experiment is a good one, and its runs fail until they are. */
static void make_up(struct init_source *into, const char *suffix, struct arena *a)
{
	enum { N = 3 };
	struct init_input *inputs = NEW_ARRAY(a, struct init_input, N);

	for (unsigned i = 0; i < N; i++) {
		inputs[i].id = arena_printf(a, "input-%u", i + 1);
		inputs[i].path = arena_printf(a, "{here}/%s%s", inputs[i].id, suffix);
		inputs[i].stem = inputs[i].id;
	}
	into->inputs = inputs;
	into->n_inputs = N;
}

bool init_read_inputs(const struct init_request *q, struct arena *a, struct diag *d, struct init_source *into)
{
	struct init_input *inputs = NEW_ARRAY(a, struct init_input, q->n_inputs);
	size_t n = 0;
	bool ok = true;

	for (size_t i = 0; i < q->n_inputs; i++) {
		if (read_input(q->inputs[i], inputs, n, q, a, d)) {
			n++;
		} else {
			ok = false;
		}
	}
	into->inputs = inputs;
	into->n_inputs = n;
	if (q->n_inputs == 0) {
		make_up(into, q->program->input_suffix, a);
	}
	return ok;
}

const char *init_without_folders(const char *value, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const char *word = NULL;

	for (size_t i = 0; (word = init_word(value, i, a)); i++) {
		const char *slash = strrchr(word, '/');
		strbuf_addf(&b, "%s%s", i ? "," : "", slash ? slash + 1 : word);
	}
	return strbuf_take(&b, a);
}
