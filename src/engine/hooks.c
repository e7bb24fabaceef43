/* The experiment's own programs around its runs. One that fails ends the session: what would be measured after it is anybody's guess. */
#include "engine_private.h"

#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/proc.h"
#include "secateur/run/run.h"

enum { MOST_OUTPUT = 1 << 16 };

static const char *const names[N_HOOKS] = {[HOOK_SETUP] = "setup",
                                           [HOOK_PREPARE] = "prepare",
                                           [HOOK_CONCLUDE] = "conclude",
                                           [HOOK_CLEANUP] = "cleanup"};

bool hook_run(const struct hook_request *q, struct arena *a, struct diag *d)
{
	const struct hooks *all = &q->spec->hooks;
	const struct hook *h = &all->at[q->kind];
	struct proc_request p = {.envp = q->envp,
	                         .dir = q->dir,
	                         .limit_ns = all->limit_ns ? all->limit_ns : 3600 * NSEC_PER_SEC,
	                         .stop = q->kind == HOOK_SETUP || q->kind == HOOK_PREPARE ? run_interrupted
	                                                                                  : NULL,
	                         .output_limit = MOST_OUTPUT};
	const char *name = names[q->kind];
	struct proc_result got;

	if (h->n == 0) {
		return true;
	}
	p.argv = template_argv(h->argv, h->n, q->scope, a, d);
	if (!p.argv) {
		return false;
	}
	if (!proc_capture(&p, a, d, &got)) {
		return diag_within(d, "the hook '%s' could not be started", name);
	}
	const char *why = proc_complaint(&got, a);

	/* whoever stopped it is told elsewhere */
	return got.stopped || !why || diag_fail(d, NOWHERE, "the hook '%s' %s", name, why);
}

bool hook_is_same(const struct spec *s, enum hook_kind kind, const struct variant *x, const struct variant *y)
{
	AUTO_ARENA struct arena *a = arena_new();
	const struct hook *h = &s->hooks.at[kind];
	const char *const *own = template_argv(h->argv, h->n, scope_of_setup(s, x, a), a, diag_new(a)),
			  *const *other =
				  template_argv(h->argv, h->n, scope_of_setup(s, y, a), a, diag_new(a));
	size_t i = 0;

	while (own && other && own[i] && other[i] && strcmp(own[i], other[i]) == 0) {
		i++;
	}
	return own && other && !own[i] && !other[i];
}

bool hooks_of_variant(const struct spec *s, enum hook_kind kind, const struct variant *v, struct arena *a,
                      struct diag *d)
{
	const struct hook_request q = {s, kind, scope_of_setup(s, v, a), s->here, NULL};

	return hook_run(&q, a, d) || diag_within(d, "variant %s", v->name);
}
