/* What was found, as its user needs it: files as they are rendered, the difference, and a variant for an experiment file. */
#include <string.h>

#include "search_run.h"
#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/factor.h"
#include "secateur/workload/workload.h"

static bool write_text(const struct searching *s, const char *folder, const char *name, const char *text)
{
	return fs_write(fs_join(s->arena, folder, name), text, strlen(text), s->diag);
}

/* Double quotes hold anything, with two characters escaped. */
static void add_quoted(struct strbuf *b, const char *text)
{
	strbuf_addc(b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') {
			strbuf_addc(b, '\\');
		}
		strbuf_addc(b, *text);
	}
	strbuf_addc(b, '"');
}

static void add_choices(struct strbuf *b, const struct setting *base, const struct setting *own, size_t n)
{
	const char *before = "    set: {";

	for (size_t f = 0; f < n; f++) {
		const struct factor *factor = own[f].factor;
		if (factor->kind == FACTOR_CHOICE && own[f].level != base[f].level) {
			strbuf_addf(b, "%s%s: ", before, factor->name);
			add_quoted(b, factor->levels[own[f].level].name);
			before = ", ";
		}
	}
	strbuf_add(b, *before == ',' ? "}\n" : "");
}

static void add_dropped(struct strbuf *b, const struct setting *base, const struct setting *own)
{
	const char *before = "[";

	for (size_t i = 0; i < own->factor->n_levels; i++) {
		if (base->kept[i] && !own->kept[i]) {
			strbuf_add(b, before);
			add_quoted(b, own->factor->levels[i].name);
			before = ", ";
		}
	}
	strbuf_add(b, "]");
}

static bool drops_any(const struct setting *base, const struct setting *own)
{
	return own->factor->kind == FACTOR_SET &&
	       memcmp(base->kept, own->kept, own->factor->n_levels * sizeof(bool)) != 0;
}

static void add_sets(struct strbuf *b, const struct setting *base, const struct setting *own, size_t n)
{
	const char *before = "    drop: {";

	for (size_t f = 0; f < n; f++) {
		if (drops_any(&base[f], &own[f])) {
			strbuf_addf(b, "%s%s: ", before, own[f].factor->name);
			add_dropped(b, &base[f], &own[f]);
			before = ", ";
		}
	}
	strbuf_add(b, *before == ',' ? "}\n" : "");
}

static const char *variant_entry(const struct searching *s, const struct variant *v)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;
	const struct setting *base = s->of->variants.at[0].settings;
	size_t n = s->of->spec->n_factors;

	strbuf_addf(&b, "# Found by `secateur search %s`: for the list of variants of that file.\n",
	            s->of->spec->path);
	strbuf_add(&b, "variants:\n  - name: found\n");
	add_choices(&b, base, v->settings, n);
	add_sets(&b, base, v->settings, n);
	return strbuf_take(&b, s->arena);
}

/* As they are for the first input. */
static bool write_files(const struct searching *s, const struct variant *v, const char *folder)
{
	const struct spec *spec = s->of->spec;
	struct job job;

	if (!workload_find(spec->adapter)
	             ->job(spec->workload,
	                   scope_of_run(spec, v, &spec->inputs[0], "{scratch}", NULL, s->arena), s->arena,
	                   s->diag, &job)) {
		return false;
	}
	for (size_t i = 0; i < job.n_files; i++) {
		const struct job_file *f = &job.files[i];
		char *path = fs_join(s->arena, folder, f->path), *dir = arena_strdup(s->arena, path);
		*strrchr(dir, '/') = '\0';
		if (!fs_make_dirs(dir, s->diag) || !fs_write(path, f->text, f->size, s->diag)) {
			return false;
		}
	}
	return true;
}

bool write_found(struct searching *s, const char *folder)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct search_state t = search_state(s->search, a);
	const struct configuration *c = configuration_of(s, t.chosen);

	if (!c) {
		return false;
	}
	const struct variant *v = &s->study.variants.at[c->variant];
	return fs_make_dirs(folder, s->diag) && write_text(s, folder, "variant.yaml", variant_entry(s, v)) &&
	       write_text(s, folder, "configuration.diff", v->config_diff) &&
	       write_text(s, folder, "configuration.txt", v->config) &&
	       write_files(s, v, fs_join(s->arena, folder, "files"));
}
