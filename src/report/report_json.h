/** What the files that write evidence as JSON share: a writer, and values with their keys. What is absent is null, with its reason. */
#ifndef SECATEUR_REPORT_JSON_H
#define SECATEUR_REPORT_JSON_H

#include <math.h>

#include "report_cells.h"
#include "report_words.h"
#include "secateur/base/arena.h"
#include "secateur/base/json.h"

struct writer {
	yajl_gen g;
	struct arena *a;
	const struct evidence *e;
};

static inline void put_null(const struct writer *w, const char *key)
{
	json_put_text(w->g, key);
	yajl_gen_null(w->g);
}

/* NULL becomes null. */
static inline void put_text(const struct writer *w, const char *key, const char *text)
{
	if (text) {
		json_put_pair(w->g, key, text);
	} else {
		put_null(w, key);
	}
}

static inline void put_absent(const struct writer *w, const char *key, const char *reason)
{
	put_null(w, key);
	json_put_pair(w->g, arena_printf(w->a, "%s_reason", key), reason);
}

static inline void put_real(const struct writer *w, const char *key, double x)
{
	if (isfinite(x)) {
		json_put_text(w->g, key);
		json_put_real(w->g, x);
	} else {
		put_absent(w, key, isnan(x) ? "it is not known" : "nothing bounds it");
	}
}

static inline void put_count(const struct writer *w, const char *key, size_t n)
{
	json_put_whole(w->g, key, (int64_t)n);
}

/* So many observations as would be enough. */
static inline void put_needed(const struct writer *w, size_t n)
{
	if (n == SIZE_MAX) {
		put_absent(w, "n_needed", "more than a million");
	} else {
		put_count(w, "n_needed", n);
	}
}

static inline void put_truth(const struct writer *w, const char *key, bool is_so)
{
	json_put_text(w->g, key);
	yajl_gen_bool(w->g, is_so);
}

static inline void put_texts(const struct writer *w, const char *key, const char *const *texts, size_t n)
{
	json_put_list(w->g, key);
	for (size_t i = 0; i < n; i++) {
		json_put_text(w->g, texts[i]);
	}
	yajl_gen_array_close(w->g);
}

static inline void put_facts(const struct writer *w, const struct fact *facts, size_t n)
{
	yajl_gen_array_open(w->g);
	for (size_t i = 0; i < n; i++) {
		yajl_gen_map_open(w->g);
		put_text(w, "name", facts[i].name);
		put_text(w, "value", facts[i].value);
		yajl_gen_map_close(w->g);
	}
	yajl_gen_array_close(w->g);
}

/* All of it, or none. */
static inline void put_interval(const struct writer *w, const struct change *c)
{
	static const char *const names[] = {"low", "high", "level", "p"};
	const double numbers[] = {c->low, c->high, c->level, c->p};
	const char *reason = interval_absent(c, w->a);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		json_put_text(w->g, names[i]);
		json_put_real(w->g, reason ? NAN : numbers[i]);
	}
	put_text(w, "interval_absent_reason", reason);
}

/* Only what is known has a key. The baseline's has a mean alone. */
static inline void put_change(const struct writer *w, const char *key, const struct change *c,
                              bool is_baseline)
{
	json_put_map(w->g, key);
	put_text(w, "absent_reason", c->absent_reason);
	put_count(w, "n", c->n);
	if (!c->absent_reason) {
		put_real(w, "reference_mean", c->reference);
	}
	if (!c->absent_reason && !is_baseline) {
		put_real(w, "estimate", c->estimate);
		put_interval(w, c);
	}
	yajl_gen_map_close(w->g);
}

/** report_json_runs.c: the runs of a variant, as far as they are no verdict. */
void put_distribution(const struct writer *w, const struct variant_evidence *v);
void put_tradeoff(const struct writer *w, const struct variant_evidence *v);
void put_factorial(const struct writer *w, const struct factorial *f);
void put_joint_saving(const struct writer *w, const struct joint_saving *x);
void put_scaling(const struct writer *w, const struct scaling *c);

#endif
