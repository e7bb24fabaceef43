/**
 * No dump crashes its reader: it is refused with a complaint, or gives a sorted set of lines, and all of it can be found. What
 * `secateur init` makes of it is an experiment that `secateur check` takes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secateur/base/arena.h"
#include "secateur/base/strbuf.h"
#include "secateur/engine/engine.h"
#include "secateur/init/init.h"
#include "secateur/pex/pex.h"
#include "secateur/spec/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Sorted, each once, with a value. */
static void check_lines(char *s)
{
	for (char *next = NULL, *before = NULL; *s; before = s, s = next) {
		next = strchr(s, '\n');
		if (!next || (!strstr(s, " = ") && !strstr(s, ": "))) {
			abort();
		}
		*next++ = '\0';
		if (before && strcmp(before, s) >= 0) {
			abort();
		}
	}
}

static void check_found(const struct pex_dump *dump)
{
	for (size_t i = 0; i < dump->tasks.n; i++) {
		const struct pex_task *t = &dump->tasks.at[i];
		for (size_t k = 0; k < t->fields.n; k++) {
			if (pex_find_field(t, t->fields.at[k].path) != &t->fields.at[k] ||
			    !t->fields.at[k].value.written) {
				abort();
			}
		}
		for (size_t k = 0; k < t->registries.n; k++) {
			const struct pex_registry *r = &t->registries.at[k];
			if (pex_find_registry(t, r->path) != r || r->active.n > r->known.n) {
				abort();
			}
		}
	}
}

static void check_experiment(const struct pex_dump *dump, struct arena *a)
{
	AUTO_STRBUF struct strbuf text = STRBUF_INIT;
	struct init_source from = {.tasks = dump,
	                           .pipeline = "{here}/p.yaml",
	                           .name = "fuzz",
	                           .here = "/nowhere",
	                           .command = "secateur init"};
	struct diag *d = diag_new(a);
	struct spec_options o = {0};
	struct study study;

	if (!init_find("pipetask")->write(&from, a, d, &text)) {
		if (diag_errors(d) == 0) {
			abort();
		}
		return;
	}
	struct source experiment = {"experiment.yaml", text.text};
	struct diag *checking = diag_new(a);
	if (!engine_prepare_text(&experiment, "/nowhere", &o, a, checking, &study)) {
		diag_print(checking, stderr, DIAG_PLAIN);
		fputs(text.text, stderr);
		abort();
	}
}

/* The first byte chooses whether the task's label is given. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);

	if (n == 0) {
		return 0;
	}
	const char *text = arena_strndup(a, (const char *)data + 1, n - 1);
	struct source in = {"dump", text};
	struct pex_dump dump;

	if (!pex_read(&in, n - 1, data[0] & 1 ? "t" : NULL, a, d, &dump)) {
		if (diag_errors(d) == 0) {
			abort();
		}
		return 0;
	}
	AUTO_STRBUF struct strbuf some = STRBUF_INIT, all = STRBUF_INIT;
	pex_lines(&dump, false, a, &some);
	pex_lines(&dump, true, a, &all);
	check_found(&dump);
	check_experiment(&dump, a);
	if (diag_errors(d) > 0 || some.len > all.len) {
		abort();
	}
	check_lines(strbuf_take(&all, a));
	return 0;
}
