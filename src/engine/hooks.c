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

const char *text_last_line(const char *s, struct arena *a)
{
	size_t n = strlen(s), from;

	while (n > 0 && strchr("\r\n", s[n - 1])) {
		n--;
	}
	for (from = n; from > 0 && s[from - 1] != '\n'; from--) {
	}
	return arena_strndup(a, s + from, n - from);
}

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
	const char *said = text_last_line(*got.err ? got.err : got.out, a), *colon = *said ? ": " : "";

	if (got.stopped) {
		return true; /* whoever asked for it is told elsewhere */
	}
	if (got.timed_out) {
		return diag_fail(d, NOWHERE, "the hook '%s' took too long%s%s", name, colon, said);
	}
	if (got.signal) {
		return diag_fail(d, NOWHERE, "the hook '%s' was ended by signal %d%s%s", name, got.signal,
		                 colon, said);
	}
	return got.exit_code == 0 || diag_fail(d, NOWHERE, "the hook '%s' failed: exit code %d%s%s", name,
	                                       got.exit_code, colon, said);
}

bool hooks_of_variant(const struct spec *s, enum hook_kind kind, const struct variant *v, struct arena *a,
                      struct diag *d)
{
	const struct hook_request q = {s, kind, scope_of_setup(s, v, a), s->here, NULL};

	return hook_run(&q, a, d) || diag_within(d, "variant %s", v->name);
}
