/**
 * No file that a run leaves behind makes an extractor crash, nor those who read LSST's metadata, metrics and logs beside them: each metric
 * has a finite value or a reason. The first byte of an input chooses who reads, by its letter below; the rest is the file.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/model/criterion.h"
#include "secateur/quality/lsst.h"
#include "secateur/quality/quality.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct {
	const char *extractor, *params;
} cases[] = {
	/* a */ {"json", "{file: f, path: /a/0/b}"},
	/* b */ {"json", "{file: f, path: '', of: length}"},
	/* c */ {"jsonl", "{file: f, path: /t, of: median, where: {/event: end}}"},
	/* d */ {"jsonl", "{file: f, of: count}"},
	/* e */ {"csv", "{file: f, column: a, of: mean}"},
	/* f */ {"csv", "{file: f, column: a, of: count}"},
	/* g */ {"yaml", "{file: f, path: /a/0/b}"},
	/* h */ {"yaml", "{file: f, path: /a, of: length}"},
	/* i */ {"text", "{file: f, count: '^WARN'}"},
	/* j */ {"text", "{file: f, capture: 'chi2 = ([^ ]+)'}"},
	/* k */ {"votable", "{file: f, field: a}"},
	/* l */ {"votable", "{file: f, table: t, field: a, element: 1, of: median}"},
	/* m */ {"lsst_metadata", "{files: '**/f*', value: a.n, of: mean}"},
	/* n */ {"lsst_metadata", "{files: f}"},
	/* o */ {"lsst_metric", "{files: f, value: a.n, of: median}"},
	/* p */ {"lsst_metric", "{files: '**/f*'}"},
};
enum { N_CASES = sizeof(cases) / sizeof(*cases) };

/* A folder for the process's life, as a run has one. */
static const char *folder(struct diag *d)
{
	static char path[64];

	if (!*path) {
		snprintf(path, sizeof(path), "/tmp/secateur-fuzz-%ld", (long)getpid());
		if (!fs_make_dirs(path, d)) {
			abort();
		}
	}
	return path;
}

/* Read once: what is fuzzed is the file. */
static const void *parameters(size_t which)
{
	static struct arena *a;
	static const void *all[N_CASES];
	const struct quality_ops *q = quality_find(cases[which].extractor);

	a = a ? a : arena_new();
	if (!all[which]) {
		struct source *in = NEW(a, struct source);
		struct yaml_reader r = {a, diag_new(a), NULL};
		struct scope nothing = {0};
		void *params = arena_alloc(a, q->part.size, alignof(max_align_t));
		const struct yaml *y;

		*in = (struct source){"q.yaml", cases[which].params};
		if (!yaml_parse(in, a, r.diag, &y) ||
		    !yaml_fields(y, q->part.fields, q->part.n_fields, NULL, 0, params, &r) ||
		    !q->check(params, &nothing, a, r.diag)) {
			abort();
		}
		all[which] = params;
	}
	return all[which];
}

static void extract(size_t which, const char *dir, struct arena *a, struct diag *d)
{
	static const struct criterion asked = {.name = "m"};
	const struct quality_ops *q = quality_find(cases[which].extractor);
	const struct scope nothing = {0};
	struct quality_input in = {.dir = dir, .scope = &nothing, .metrics = &asked, .n_metrics = 1};
	struct findings found = {0};

	in.n_metrics = which != 'n' - 'a'; /* all that there are, by their own names */
	if (!q->extract(parameters(which), &in, a, d, &found) || found.metrics.n < 1 ||
	    (in.n_metrics && found.metrics.n > 1 && which != 'p' - 'a')) {
		abort();
	}
	for (size_t i = 0; i < found.metrics.n; i++) {
		const struct metric *m = &found.metrics.at[i];
		if (m->absent_reason ? !*m->absent_reason : !isfinite(m->value) || !m->unit) {
			abort();
		}
	}
}

static void read_quantum(const char *path, struct arena *a)
{
	struct lsst_quantum told;
	const char *why = lsst_quantum_read(path, a, &told);

	if (why ? !*why : told.began < 0 || told.wall_ns < 0 || told.user_ns < 0 || told.sys_ns < 0) {
		abort();
	}
	for (size_t i = 0; i < told.n_numbers; i++) {
		if (!strchr(told.numbers[i], '.')) {
			abort();
		}
	}
}

static void read_metrics(const char *path, struct arena *a)
{
	struct lsst_metrics told;
	const char *why = lsst_metrics_read(path, a, &told);

	if (why && (!*why || told.n > 0)) {
		abort();
	}
	for (size_t i = 0; i < told.n; i++) {
		if (!told.at[i].name) {
			abort();
		}
	}
}

static void read_log(const char *path, struct arena *a)
{
	const char *told = lsst_log_errors(path, a);

	if (told && !*told) {
		abort();
	}
}

static void (*const readers[])(const char *path, struct arena *a) = {
	/* q */ read_quantum,
	/* r */ read_metrics,
	/* s */ read_log,
};
enum { N_READERS = sizeof(readers) / sizeof(*readers) };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	const char *dir = folder(d), *path = fs_join(a, dir, "f");
	const size_t which = n > 0 ? (size_t)(data[0] - 'a') : SIZE_MAX;

	if (which >= (size_t)N_CASES + N_READERS) {
		return -1; /* of no use in the corpus */
	}
	FILE *f = fopen(path, "w");
	if (!f || fwrite(data + 1, 1, n - 1, f) != n - 1 || fclose(f) != 0) {
		abort();
	}
	if (which < N_CASES) {
		extract(which, dir, a, d);
	} else {
		readers[which - N_CASES](path, a);
	}
	return 0;
}
