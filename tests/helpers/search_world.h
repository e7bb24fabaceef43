/** A search through worlds of which everything is known. */
#ifndef TESTS_SEARCH_WORLD_H
#define TESTS_SEARCH_WORLD_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "secateur/base/arena.h"
#include "secateur/base/rng.h"
#include "secateur/search/search.h"

enum { MOST = 220, MOST_ARMS = 256 };

/** What is true: a run takes 1 less what was saved, and a little noise. */
struct world {
	size_t components, alternatives, inputs;
	double saves[MOST]; /* components, then alternatives */
	size_t pair[2];     /* that save `beyond` more together */
	double beyond, noise;
	bool is_needed[MOST]; /* for quality */
	bool is_required[MOST];
	bool (*crashes)(const struct world *w, const bool *on); /* NULL: for no other reason */
	size_t spoilt
		[2];     /* quality is lost without the first, unless the second goes, too; the same: never */
	double crowding; /* share of the sets of four or more, but not all, that crash */
	size_t user[MOST];   /* of each: one that crashes when it goes first; its own number: none */
	size_t broken_input; /* on which the baseline fails; `inputs`: none */
	struct rng rng;
	size_t runs, baselines;
};

static inline struct world world_of(size_t components, size_t alternatives)
{
	struct world w = {.components = components,
	                  .alternatives = alternatives,
	                  .inputs = 6,
	                  .noise = .01,
	                  .broken_input = 6,
	                  .rng = rng_seed(5)};

	for (size_t i = 0; i < components + alternatives; i++) {
		w.user[i] = i;
	}
	return w;
}

static inline struct search_result run(struct world *w, const bool *on, size_t input)
{
	struct search_result r = {.time = 1, .quality = SEARCH_KEPT, .culprit = w->components};
	size_t n = 0;

	for (size_t i = 0; i < w->components + w->alternatives; i++) {
		n += on[i];
		if (on[i] && (w->is_required[i] || !on[w->user[i]])) {
			r.failed = true;
		}
		r.quality = on[i] && w->is_needed[i] ? SEARCH_LOST : r.quality;
		r.time -= on[i] ? w->saves[i] : 0;
	}
	bool is_spoilt = w->spoilt[0] != w->spoilt[1] && on[w->spoilt[0]] && !on[w->spoilt[1]];
	r.quality = is_spoilt ? SEARCH_LOST : r.quality;
	r.failed = r.failed || (w->crashes && w->crashes(w, on));
	bool is_crowd = n > 3 && n < w->components;
	r.failed = r.failed || input == w->broken_input || (is_crowd && rng_unit(&w->rng) < w->crowding);
	r.time -= w->beyond > 0 && on[w->pair[0]] && on[w->pair[1]] ? w->beyond : 0;
	r.time *= exp(w->noise * (rng_unit(&w->rng) - .5));
	w->runs++;
	w->baselines += n == 0;
	return r;
}

static inline void run_block(struct world *w, struct search *s)
{
	struct search_result results[MOST_ARMS];
	struct search_block b;

	assert_true(search_block(s, 0, &b));
	assert_true(b.n <= MOST_ARMS);
	for (size_t i = 0; i < b.n; i++) {
		results[i] = run(w, b.arms[i].on, b.input);
	}
	search_tell(s, results);
}

static inline struct search_request request_of(const struct world *w, enum search_preference prefer)
{
	return (struct search_request){.components = w->components,
	                               .alternatives = w->alternatives,
	                               .inputs = w->inputs,
	                               .worth = .02,
	                               .confidence = .95,
	                               .seed = 3,
	                               .prefer = prefer};
}

static inline struct search *begin_for(const struct world *w, enum search_preference prefer, double enough,
                                       struct arena *a)
{
	struct search_request q = request_of(w, prefer);

	q.enough = enough;
	return search_new(&q, a);
}

static inline struct search *begin(const struct world *w, enum search_preference prefer, struct arena *a)
{
	return begin_for(w, prefer, 0, a);
}

static inline struct search_state finish(struct world *w, struct search *s, struct arena *a)
{
	struct search_block b;

	while (search_block(s, 0, &b)) {
		run_block(w, s);
	}
	return search_state(s, a);
}

#endif
