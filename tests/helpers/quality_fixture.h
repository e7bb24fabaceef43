/** A folder as a run leaves it, and what an extractor makes of it. */
#ifndef SECATEUR_TESTS_QUALITY_FIXTURE_H
#define SECATEUR_TESTS_QUALITY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/fs.h"
#include "secateur/model/criterion.h"
#include "secateur/quality/quality.h"

struct run {
	struct arena *arena;
	struct diag *diag;
	char *dir;
	nsec_t began; /* of the run */
	struct findings found;
};

static inline int begin(void **state)
{
	struct run *r = test_calloc(1, sizeof(*r));

	r->arena = arena_new();
	r->diag = diag_new(r->arena);
	assert_true(fs_make_temp_dir("/tmp", "quality-", r->arena, r->diag, &r->dir));
	*state = r;
	return 0;
}

static inline int end(void **state)
{
	struct run *r = *state;

	fs_remove_tree(r->dir, r->diag);
	arena_free(r->arena);
	test_free(r);
	return 0;
}

/* Reads parameters from YAML as `check` does; NULL: they, or what is asked for, are refused. */
static inline void *parameters_for(struct run *r, const struct quality_ops *q, const char *text,
                                   const struct criterion *asked, size_t n)
{
	struct source *in = NEW(r->arena, struct source);
	struct yaml_reader reader = {r->arena, r->diag, NULL};
	struct scope nothing = {0};
	void *params = arena_alloc(r->arena, q->part.size, alignof(max_align_t));
	const struct yaml *y;

	*in = (struct source){"q.yaml", text};
	assert_true(yaml_parse(in, r->arena, r->diag, &y));
	return yaml_fields(y, q->part.fields, q->part.n_fields, NULL, 0, params, &reader) &&
	                       q->check(params, &nothing, r->arena, r->diag) &&
	                       (!q->check_whole || q->check_whole(params, asked, n, r->arena, r->diag))
	               ? params
	               : NULL;
}

/* The same for a metric named "m". */
static inline void *parameters(struct run *r, const struct quality_ops *q, const char *text)
{
	const struct criterion named = {.name = "m"};

	return parameters_for(r, q, text, &named, 1);
}

/* Extracts what is asked for. */
static inline void extract_all(struct run *r, const char *extractor, const char *text,
                               const struct criterion *asked, size_t n)
{
	const struct quality_ops *q = quality_find(extractor);
	struct scope nothing = {0};
	static const char *const envp[] = {"PATH=/usr/bin:/bin", NULL};
	struct quality_input i = {r->dir, &nothing, envp, asked, n, r->began};
	const void *params = parameters_for(r, q, text, asked, n);

	assert_non_null(params);
	memset(&r->found, 0, sizeof(r->found));
	assert_true(q->extract(params, &i, r->arena, r->diag, &r->found));
}

/* The same for a metric named "m". */
static inline void extract(struct run *r, const char *extractor, const char *text)
{
	const struct criterion named = {.name = "m"};

	extract_all(r, extractor, text, &named, 1);
}

static inline void is_absent(const struct run *r, const char *name, const char *reason)
{
	for (size_t i = 0; i < r->found.metrics.n; i++) {
		const struct metric *m = &r->found.metrics.at[i];
		if (strcmp(m->name, name) == 0) {
			assert_non_null(m->absent_reason);
			assert_string_equal(m->absent_reason, reason);
			return;
		}
	}
	fail_msg("nothing is said of %s", name);
}

/* One metric "m" was given, and this is its value. */
static inline double the_value(const struct run *r)
{
	assert_int_equal(r->found.metrics.n, 1);
	if (r->found.metrics.at[0].absent_reason) {
		fail_msg("absent: %s", r->found.metrics.at[0].absent_reason);
	}
	return r->found.metrics.at[0].value;
}

/* The parameters are refused, by their readers or by the extractor's check, and the last complaint is this one. */
static inline void is_refused(struct run *r, const char *extractor, const char *text, const char *complaint)
{
	assert_null(parameters(r, quality_find(extractor), text));
	assert_string_equal(diag_last(r->diag), complaint);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

#endif
