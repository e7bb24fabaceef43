/**
 * Parameters of an adapter as an experiment file gives them, and the job that they make. A file that includes this says which adapter:
 * #define ADAPTER "command".
 */
#ifndef SECATEUR_TESTS_WORKLOAD_FIXTURE_H
#define SECATEUR_TESTS_WORKLOAD_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/base/strbuf.h"
#include "secateur/model/job.h"
#include "secateur/workload/workload.h"

static const char *const piff[] = {"piff"};
static const char *const two[] = {"2"};
static const char *const members[] = {"X_IMAGE", "Y_IMAGE"};
static const char *const components[] = {"position"};
static const char *const here[] = {"/nowhere"};
static const struct binding bindings[] = {
	{.name = "determiner", .items = piff, .n = 1, .levels = piff, .n_levels = 1},
	{.name = "times", .items = two, .n = 1, .levels = two, .n_levels = 1},
	{.name = "columns", .items = members, .n = 2, .levels = components, .n_levels = 1},
	{.name = "here", .items = here, .n = 1},
	{.name = "input.image", .late = true},
	{.name = "scratch", .items = here, .n = 1},
	{.name = "iteration", .late = true},
	{.name = "run", .late = true},
};
/* Before a variant is chosen, a factor stands for all of its levels. */
static const char *const levels[] = {"psfex", "piff"};
static const struct binding open_bindings[] = {
	{.name = "determiner", .late = true, .levels = levels, .n_levels = 2},
};
static const struct scope scope = {bindings, sizeof(bindings) / sizeof(*bindings), NULL};
static const struct scope names = {open_bindings, 1, &scope};

/* The parameters as an experiment file would give them; NULL after a complaint. */
static inline void *params_from(const char *text, struct arena *a, struct diag *d)
{
	const struct workload_ops *w = workload_find(ADAPTER);
	struct source *in = NEW(a, struct source);
	struct yaml_reader r = {a, d, NULL};
	const struct yaml *y;
	void *params = arena_alloc(a, w->part.size, alignof(max_align_t));

	*in = (struct source){"w.yaml", text};
	if (!yaml_parse(in, a, d, &y) ||
	    !yaml_fields(y, w->part.fields, w->part.n_fields, NULL, 0, params, &r) ||
	    !w->load(params, &names, a, d)) {
		return NULL;
	}
	return params;
}

static inline struct job job_from(const char *text, struct arena *a)
{
	struct diag *d = diag_new(a);
	void *params = params_from(text, a, d);
	struct job j = {0};

	assert_non_null(params);
	assert_true(workload_find(ADAPTER)->job(params, &scope, a, d, &j));
	return j;
}

static inline void says(const char *text, const char *complaint)
{
	AUTO_ARENA struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct job j;
	void *params = params_from(text, a, d);

	if (params) {
		assert_false(workload_find(ADAPTER)->job(params, &scope, a, d, &j));
	}
	assert_non_null(diag_last(d));
	assert_string_equal(diag_last(d), complaint);
}

/* A file of the run. */
static inline const char *text_of(const struct job *j, const char *path)
{
	for (size_t i = 0; i < j->n_files; i++) {
		if (strcmp(j->files[i].path, path) == 0) {
			return j->files[i].text;
		}
	}
	fail_msg("there is no file %s", path);
	return NULL;
}

static inline const char *show_steps(const struct job *j, struct arena *a)
{
	AUTO_STRBUF struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < j->n_steps; i++) {
		strbuf_addf(&b, "%s(%u)", j->steps[i].name, j->steps[i].iteration);
		for (size_t k = 0; j->steps[i].argv[k]; k++) {
			strbuf_addf(&b, " %s", j->steps[i].argv[k]);
		}
		strbuf_addc(&b, '\n');
	}
	return strbuf_take(&b, a);
}

#endif
