#include <stdlib.h>
#include <string.h>

#include "pex_private.h"
#include "secateur/base/strbuf.h"

struct lines {
	VEC(const char *) at;
	struct arena *arena;
};

static void add_registry(struct lines *l, const char *label, const struct pex_registry *r)
{
	for (size_t i = 0; i < r->active.n; i++) {
		*vec_push(l->arena, &l->at) = arena_printf(l->arena, "%s.%s.%s: %s", label, r->path,
		                                           r->is_multi ? "names" : "name", r->active.at[i]);
	}
}

static void add_task(struct lines *l, const struct pex_task *t, bool all)
{
	struct arena *a = l->arena;

	if (t->config_class) {
		*vec_push(a, &l->at) = arena_printf(a, "%s = %s", t->label, t->config_class);
	}
	for (size_t i = 0; i < t->fields.n; i++) {
		const struct pex_field *f = &t->fields.at[i];
		if (all || !f->is_off) {
			*vec_push(a, &l->at) =
				arena_printf(a, "%s.%s = %s", t->label, f->path, f->value.written);
		}
	}
	for (size_t i = 0; i < t->registries.n; i++) {
		if (all || !t->registries.at[i].is_off) {
			add_registry(l, t->label, &t->registries.at[i]);
		}
	}
	for (size_t i = 0; i < t->retargets.n; i++) {
		const struct pex_retarget *r = &t->retargets.at[i];
		if (all || !r->is_off) {
			*vec_push(a, &l->at) = arena_printf(a, "%s.%s.retarget = %s(%s)", t->label, r->path,
			                                    r->target, r->config_class);
		}
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void pex_lines(const struct pex_dump *dump, bool all, struct arena *a, struct strbuf *out)
{
	struct lines l = {.arena = a};

	for (size_t i = 0; i < dump->tasks.n; i++) {
		add_task(&l, &dump->tasks.at[i], all);
	}
	if (l.at.n > 0) {
		qsort(l.at.at, l.at.n, sizeof(*l.at.at), by_text);
	}
	for (size_t i = 0; i < l.at.n; i++) {
		if (i == 0 || strcmp(l.at.at[i - 1], l.at.at[i]) != 0) {
			strbuf_addf(out, "%s\n", l.at.at[i]);
		}
	}
}
